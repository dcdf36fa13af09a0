/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

/*
 * The distribution's compiler: those of rustup live in a home folder, which no candidate sees. No bitcode, since
 * nothing is linked with optimisation, and no symbols: a tenth of the size, which is copied for every run. Crates from
 * elsewhere come compiled, where scripts/suite-libraries put them.
 */
const struct assay_language assay_language_rust = {
	.name = "rust",
	.aliases = ASSAY_WORDS("rs"),
	.source_name = "main.rs",
	.tools = ASSAY_WORDS("/usr/bin/rustc", "/usr/local/bin/rustc"),
	.packages = ASSAY_WORDS("rustc"),
	.compile = ASSAY_WORDS("{tool}", "--edition", "2021", "-O", "-C", "embed-bitcode=no", "-C", "strip=symbols",
			       "-L", "/usr/local/lib/assay/rust", "--cap-lints", "allow", "--color", "never", "-o",
			       "a.out", "{main}"),
	.artifacts = ASSAY_WORDS("a.out"),
	.run = ASSAY_WORDS("./a.out"),
	.version = ASSAY_WORDS("--version"),
	.compile_limits = {.cpu_ms = 20000, .wall_ms = 30000, .mem_bytes = UINT64_C(2) << 30},
};
