/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

const struct assay_language assay_language_racket = {
	.name = "racket",
	.aliases = ASSAY_WORDS("rkt"),
	.source_name = "main.rkt",
	.tools = ASSAY_WORDS("/usr/bin/racket", "/usr/local/bin/racket"),
	.packages = ASSAY_WORDS("racket"),
	.run = ASSAY_WORDS("{tool}", "{main}"),
	.version = ASSAY_WORDS("--version"),
	.can_exceed_address_space = true,
	.time_factor = 2,
};
