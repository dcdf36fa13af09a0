/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"
#include "sandbox/policy.h"

/* The runtime gives its threads the ordinary priority, and complains on standard output where it may not. */
static const struct assay_syscall_policy threads = {.allow = ASSAY_WORDS("sched_setscheduler")};

const struct assay_language assay_language_csharp = {
	.name = "csharp",
	.aliases = ASSAY_WORDS("c#", "cs", "mono"),
	.source_name = "main.cs",
	.tools = ASSAY_WORDS("/usr/bin/mcs", "/usr/local/bin/mcs"),
	.runners = ASSAY_WORDS("/usr/bin/mono", "/usr/local/bin/mono"),
	.packages = ASSAY_WORDS("mono-mcs"),
	.compile =
		ASSAY_WORDS("{tool}", "-optimize+", "-warn:0", "-r:System.Numerics.dll", "-out:program.exe", "{main}"),
	.artifacts = ASSAY_WORDS("program.exe"),
	.run = ASSAY_WORDS("{runner}", "program.exe"),
	.version = ASSAY_WORDS("--version"),
	.policy = &threads,
	.can_exceed_address_space = true,
	.time_factor = 2,
};
