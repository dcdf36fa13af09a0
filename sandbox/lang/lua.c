/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

const struct assay_language assay_language_lua = {
	.name = "lua",
	.source_name = "main.lua",
	.tools = ASSAY_WORDS("/usr/bin/lua5.4", "/usr/local/bin/lua", "/usr/bin/lua", "/usr/bin/lua5.3"),
	.packages = ASSAY_WORDS("lua5.4"),
	.run = ASSAY_WORDS("{tool}", "{main}"),
	.version = ASSAY_WORDS("-v"),
	.time_factor = 3,
};
