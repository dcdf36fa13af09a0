/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

/* A test bench is a program as well: standard input is file 32'h8000_0000. */
const struct assay_language assay_language_verilog = {
	.name = "verilog",
	.aliases = ASSAY_WORDS("systemverilog", "iverilog"),
	.source_name = "main.sv",
	.tools = ASSAY_WORDS("/usr/bin/iverilog", "/usr/local/bin/iverilog"),
	.runners = ASSAY_WORDS("/usr/bin/vvp", "/usr/local/bin/vvp"),
	.packages = ASSAY_WORDS("iverilog"),
	.compile = ASSAY_WORDS("{tool}", "-g2012", "-o", "program.vvp", "{main}"),
	.artifacts = ASSAY_WORDS("program.vvp"),
	.run = ASSAY_WORDS("{runner}", "-n", "program.vvp"),
	.version = ASSAY_WORDS("-V"),
	.time_factor = 4,
};
