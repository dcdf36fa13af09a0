/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

/*
 * One archive, because nobody can say beforehand which class files a source gives. The machine looks at the host's
 * memory to size its heap, so it is told the run's instead. The serial collector, one compiler thread per tier and no
 * performance file keep the start cheap and the process count low.
 */
#define HEAP "-XX:MaxRAM={mem_bytes}", "-XX:MaxRAMPercentage=60", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto"

const struct assay_language assay_language_java = {
	.name = "java",
	.source_name = "Main.java",
	.tools = ASSAY_WORDS("/usr/bin/javac", "/usr/local/bin/javac"),
	.runners = ASSAY_WORDS("/usr/bin/java", "/usr/local/bin/java"),
	.packages = ASSAY_WORDS("default-jdk-headless"),
	.compile =
		ASSAY_WORDS("/bin/sh", "-c",
			    ("mkdir .classes && javac -J-XX:+UseSerialGC -encoding UTF-8 -nowarn -d .classes \"$1\" && "
			     "jar --create --file program.jar --main-class \"$2\" -C .classes ."),
			    "sh", "{main}", "{stem}"),
	.artifacts = ASSAY_WORDS("program.jar"),
	.run = ASSAY_WORDS("{runner}", HEAP, "-cp", "program.jar", "{stem}"),
	.version = ASSAY_WORDS("-version"),
	.can_exceed_address_space = true,
	.time_factor = 2,
	.compile_limits = {.cpu_ms = 20000, .wall_ms = 30000},
};
