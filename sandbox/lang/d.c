/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

/* What the compiler's configuration below /etc says, which is not there for candidates. */
#define CONFIGURATION                                                                \
	"-conf=", "-defaultlib=phobos2-ldc,druntime-ldc", "-link-defaultlib-shared", \
		"-I/usr/lib/ldc/x86_64-linux-gnu/include/d", "-I/usr/include/d", "-L-L/usr/lib"

const struct assay_language assay_language_d = {
	.name = "d",
	.aliases = ASSAY_WORDS("dlang", "ldc"),
	.source_name = "main.d",
	.tools = ASSAY_WORDS("/usr/bin/ldc2"),
	.packages = ASSAY_WORDS("ldc"),
	.compile = ASSAY_WORDS("{tool}", CONFIGURATION, "-O2", "-od=.objects", "-of=a.out", "{main}"),
	.artifacts = ASSAY_WORDS("a.out"),
	.run = ASSAY_WORDS("./a.out"),
	.version = ASSAY_WORDS("-conf=", "--version"),
	.compile_limits = {.cpu_ms = 20000, .wall_ms = 30000, .mem_bytes = UINT64_C(2) << 30},
};
