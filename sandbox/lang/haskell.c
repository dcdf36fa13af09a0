/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

/* Programs on several files find each other; interfaces and objects stay in a folder that is thrown away. */
const struct assay_language assay_language_haskell = {
	.name = "haskell",
	.aliases = ASSAY_WORDS("hs", "ghc"),
	.source_name = "main.hs",
	.tools = ASSAY_WORDS("/usr/bin/ghc", "/usr/local/bin/ghc"),
	.packages = ASSAY_WORDS("ghc"),
	.compile =
		ASSAY_WORDS("{tool}", "-v0", "-w", "-O", "-optl-s", "-outputdir", ".objects", "-o", "a.out", "{main}"),
	.artifacts = ASSAY_WORDS("a.out"),
	.run = ASSAY_WORDS("./a.out"),
	.version = ASSAY_WORDS("--version"),
	.can_exceed_address_space = true, /* The heap is a terabyte of reserved addresses, the compiler's own too. */
	.time_factor = 1.5,
	.compile_limits = {.cpu_ms = 30000, .wall_ms = 60000, .mem_bytes = UINT64_C(2) << 30},
};
