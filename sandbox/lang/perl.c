/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

/* Without PERL_HASH_SEED the order of hashes, and with it some programs' output, differs from run to run. */
const struct assay_language assay_language_perl = {
	.name = "perl",
	.aliases = ASSAY_WORDS("pl"),
	.source_name = "main.pl",
	.tools = ASSAY_WORDS("/usr/bin/perl", "/usr/local/bin/perl"),
	.packages = ASSAY_WORDS("perl"),
	.run = ASSAY_WORDS("{tool}", "{main}"),
	.env = ASSAY_WORDS("PERL_HASH_SEED=0", "PERL_PERTURB_KEYS=0"),
	.env_reseeded = ASSAY_WORDS("PERL_HASH_SEED=1", "PERL_PERTURB_KEYS=0"),
	.version = ASSAY_WORDS("-e", "print \"perl $^V\\n\""),
	.time_factor = 3,
};
