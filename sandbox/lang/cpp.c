/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

const struct assay_language assay_language_cpp = {
	.name = "cpp",
	.aliases = ASSAY_WORDS("c++", "cxx", "g++", "cc"),
	.source_name = "main.cpp",
	.tools = ASSAY_WORDS("/usr/bin/g++", "/usr/local/bin/g++", "/usr/bin/clang++"),
	.packages = ASSAY_WORDS("g++"),
	.compile = ASSAY_WORDS("{tool}", "-O2", "-std=gnu++17", "-w", "-pipe", "-o", "a.out", "{main}", "-pthread"),
	.artifacts = ASSAY_WORDS("a.out"),
	.run = ASSAY_WORDS("./a.out"),
	.version = ASSAY_WORDS("--version"),
};
