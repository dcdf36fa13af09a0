/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

const struct assay_language assay_language_c = {
	.name = "c",
	.aliases = ASSAY_WORDS("gcc"),
	.source_name = "main.c",
	.tools = ASSAY_WORDS("/usr/bin/gcc", "/usr/local/bin/gcc", "/usr/bin/clang"),
	.packages = ASSAY_WORDS("gcc", "libc6-dev"),
	.compile =
		ASSAY_WORDS("{tool}", "-O2", "-std=gnu17", "-w", "-pipe", "-o", "a.out", "{main}", "-lm", "-pthread"),
	.artifacts = ASSAY_WORDS("a.out"),
	.run = ASSAY_WORDS("./a.out"),
	.version = ASSAY_WORDS("--version"),
};
