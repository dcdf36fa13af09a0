/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

const struct assay_language assay_language_bash = {
	.name = "bash",
	.aliases = ASSAY_WORDS("sh", "shell"),
	.source_name = "main.sh",
	.tools = ASSAY_WORDS("/usr/bin/bash", "/bin/bash"),
	.packages = ASSAY_WORDS("bash"),
	.run = ASSAY_WORDS("{tool}", "{main}"),
	.version = ASSAY_WORDS("--version"),
	.time_factor = 3,
};
