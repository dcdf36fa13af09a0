/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

const struct assay_language assay_language_octave = {
	.name = "octave",
	.aliases = ASSAY_WORDS("matlab"),
	.source_name = "main.m",
	.tools = ASSAY_WORDS("/usr/bin/octave-cli", "/usr/local/bin/octave-cli"),
	.packages = ASSAY_WORDS("octave"),
	.run = ASSAY_WORDS("{tool}", "--quiet", "--norc", "--no-history", "{main}"),
	.env = ASSAY_WORDS("OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1"),
	.version = ASSAY_WORDS("--version"),
	.can_exceed_address_space = true,
	.time_factor = 4,
};
