/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

/* The program behind the two shell scripts that usually start it, and that read a host's configuration. */
const struct assay_language assay_language_r = {
	.name = "r",
	.aliases = ASSAY_WORDS("rscript"),
	.source_name = "main.R",
	.tools = ASSAY_WORDS("/usr/lib/R/bin/exec/R"),
	.packages = ASSAY_WORDS("r-base-core"),
	.run = ASSAY_WORDS("{tool}", "--vanilla", "--no-echo", "--no-restore", "--file={main}"),
	.env = ASSAY_WORDS("R_HOME=/usr/lib/R", "LD_LIBRARY_PATH=/usr/lib/R/lib"),
	.version = ASSAY_WORDS("--vanilla", "--no-echo", "-e", "cat(R.version.string)"),
	.time_factor = 4,
};
