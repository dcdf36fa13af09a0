/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

/* main/0 is called unless the program says itself what to start with. A goal that fails or throws is a failed run. */
#define START                                                                         \
	"grep -q '^[[:space:]]*:-[[:space:]]*initialization' \"$2\" || g='-g main'; " \
	"exec \"$1\" -q -f none --on-error=status --on-warning=print $g -t halt \"$2\""

const struct assay_language assay_language_prolog = {
	.name = "prolog",
	.aliases = ASSAY_WORDS("swipl", "swi-prolog"),
	.source_name = "main.pl",
	.tools = ASSAY_WORDS("/usr/bin/swipl", "/usr/local/bin/swipl"),
	.packages = ASSAY_WORDS("swi-prolog-nox"),
	.run = ASSAY_WORDS("/bin/sh", "-c", START, "sh", "{tool}", "{main}"),
	.version = ASSAY_WORDS("--version"),
	.time_factor = 4,
};
