/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

const struct assay_language assay_language_javascript = {
	.name = "javascript",
	.aliases = ASSAY_WORDS("js", "node", "nodejs"),
	.source_name = "main.js",
	.tools = ASSAY_WORDS("/usr/bin/node", "/usr/local/bin/node", "/usr/bin/nodejs"),
	.packages = ASSAY_WORDS("nodejs"),
	.run = ASSAY_WORDS("{tool}", "{main}"),
	.version = ASSAY_WORDS("--version"),
	.can_exceed_address_space = true, /* V8 reserves its heap cage, gigabytes of it, up front. */
	.time_factor = 2,
};
