/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

/* Units are named, since the configuration below /etc that names them is not there for candidates. */
const struct assay_language assay_language_pascal = {
	.name = "pascal",
	.aliases = ASSAY_WORDS("pas", "fpc"),
	.source_name = "main.pas",
	.tools = ASSAY_WORDS("/usr/bin/fpc", "/usr/local/bin/fpc"),
	.packages = ASSAY_WORDS("fp-compiler"),
	.compile = ASSAY_WORDS("/bin/sh", "-c",
			       "exec >&2; mkdir .objects; exec \"$1\" -n "
			       "'-Fu/usr/lib/x86_64-linux-gnu/fpc/$fpcversion/units/$fpctarget/*' "
			       "-O2 -Xs -Sgic -v0e -l- -FU.objects -oa.out \"$2\"",
			       "sh", "{tool}", "{main}"),
	.artifacts = ASSAY_WORDS("a.out"),
	.run = ASSAY_WORDS("./a.out"),
	.version = ASSAY_WORDS("-iV"),
};
