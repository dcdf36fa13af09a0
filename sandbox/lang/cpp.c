/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

/*
 * Programs that include OpenSSL's headers, as for digests, are linked with it; nobody else must have it installed. The
 * header that includes all others comes precompiled, where the quickstart has prepared it: a third of the CPU time. GCC
 * takes it for the same compiler, flags and macros only, but does not look at pragmas.
 */
#define COMPILE                                                                                                \
	"main=$1; shift; if grep -q '^#include *<openssl/' \"$main\"; then set -- \"$@\" -lssl -lcrypto; fi; " \
	"if grep -q '^[[:space:]]*#[[:space:]]*include[[:space:]]*<bits/stdc++.h>' \"$main\" && "              \
	"! grep -q '#[[:space:]]*pragma' \"$main\"; then set -- \"$@\" -I " ASSAY_PREPARED "/pch; fi; exec \"$@\""

const struct assay_language assay_language_cpp = {
	.name = "cpp",
	.aliases = ASSAY_WORDS("c++", "cxx", "g++", "cc"),
	.source_name = "main.cpp",
	.tools = ASSAY_WORDS("/usr/bin/g++", "/usr/local/bin/g++", "/usr/bin/clang++"),
	.packages = ASSAY_WORDS("g++"),
	.compile = ASSAY_WORDS("/bin/sh", "-c", COMPILE, "sh", "{main}", "{tool}", "-O2", "-std=gnu++17", "-w", "-pipe",
			       "-o", "a.out", "{main}", "-pthread"),
	.artifacts = ASSAY_WORDS("a.out"),
	.run = ASSAY_WORDS("./a.out"),
	.version = ASSAY_WORDS("--version"),
};
