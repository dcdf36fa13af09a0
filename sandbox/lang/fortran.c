/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

const struct assay_language assay_language_fortran = {
	.name = "fortran",
	.aliases = ASSAY_WORDS("f90", "gfortran"),
	.source_name = "main.f90",
	.tools = ASSAY_WORDS("/usr/bin/gfortran", "/usr/local/bin/gfortran"),
	.packages = ASSAY_WORDS("gfortran"),
	.compile = ASSAY_WORDS("{tool}", "-O2", "-w", "-pipe", "-o", "a.out", "{main}"),
	.artifacts = ASSAY_WORDS("a.out"),
	.run = ASSAY_WORDS("./a.out"),
	.version = ASSAY_WORDS("--version"),
};
