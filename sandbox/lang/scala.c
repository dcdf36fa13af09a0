/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"
#include "sandbox/lang/jvm.h"

/*
 * The compiler without the script that starts it, so that its classes may come from an archive. The object to start is
 * Main, or else the first that is an App or has a main().
 */
#define BUILD                                                                                                  \
	"l=$(dirname \"$(readlink -f \"$1\")\")/../lib; t=; for j in \"$l\"/scala-*.jar; do t=$t$j:; done; "   \
	"c=$(awk 'match($0, /object[ \\t]+[A-Za-z0-9_$]+/) { o = substr($0, RSTART, RLENGTH); "                \
	"sub(/.*[ \\t]/, \"\", o); if (o == \"Main\" || (!c && /extends[ \\t]+App/)) c = o } "                 \
	"!c && /def[ \\t]+main[ \\t]*\\(/ { c = o } END { print c }' \"$2\"); "                                \
	"printf '%s\\n' -cp \"$l/scala-library.jar:program.jar\" \"$c\" > program.args; "                      \
	"exec java " JVM_COMPILER("scalac") " -cp \"$t\" -Dscala.usejavacp=true scala.tools.nsc.Main -nowarn " \
					    "-encoding UTF-8 -d program.jar \"$2\""

const struct assay_language assay_language_scala = {
	.name = "scala",
	.source_name = "main.scala",
	.tools = ASSAY_WORDS("/usr/bin/scalac", "/usr/local/bin/scalac"),
	.runners = ASSAY_WORDS("/usr/bin/java", "/usr/local/bin/java"),
	.packages = ASSAY_WORDS("scala"),
	.compile = ASSAY_WORDS("/bin/sh", "-c", BUILD, "sh", "{tool}", "{main}"),
	.artifacts = JVM_ARTIFACTS,
	.run = ASSAY_WORDS("{runner}", JVM_RUN, "@program.args"),
	.version = ASSAY_WORDS("-version"),
	.can_exceed_address_space = true,
	.time_factor = 2,
	.compile_limits = {.cpu_ms = 40000, .wall_ms = 60000, .mem_bytes = UINT64_C(2) << 30},
};
