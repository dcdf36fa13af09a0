/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

/* With its gems: prime, matrix and others of the standard library are gems by now. */
const struct assay_language assay_language_ruby = {
	.name = "ruby",
	.aliases = ASSAY_WORDS("rb"),
	.source_name = "main.rb",
	.tools = ASSAY_WORDS("/usr/bin/ruby", "/usr/local/bin/ruby"),
	.packages = ASSAY_WORDS("ruby"),
	.run = ASSAY_WORDS("{tool}", "{main}"),
	.version = ASSAY_WORDS("--version"),
	.time_factor = 3,
};
