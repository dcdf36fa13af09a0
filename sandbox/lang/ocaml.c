/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

/* Of the libraries only what a program uses is linked. From version 5 on they lie in folders of their own. */
const struct assay_language assay_language_ocaml = {
	.name = "ocaml",
	.aliases = ASSAY_WORDS("ml"),
	.source_name = "main.ml",
	.tools = ASSAY_WORDS("/usr/bin/ocamlopt", "/usr/local/bin/ocamlopt"),
	.packages = ASSAY_WORDS("ocaml-nox"),
	.compile = ASSAY_WORDS("{tool}", "-w", "-a", "-O3", "-ccopt", "-s", "-I", "+unix", "-I", "+str", "-o", "a.out",
			       "unix.cmxa", "str.cmxa", "{main}"),
	.artifacts = ASSAY_WORDS("a.out"),
	.run = ASSAY_WORDS("./a.out"),
	.version = ASSAY_WORDS("-version"),
	.time_factor = 1.5,
};
