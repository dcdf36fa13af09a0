/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"
#include "sandbox/lang/jvm.h"

/*
 * The compiler without the script that starts it, whose class loader can use no archive. It writes the class to start
 * into the archive's manifest, from where it is taken, unless that is an object with a main() in Java's way. The
 * library stays where it is.
 */
#define MAIN_OF_MANIFEST \
	"unzip -p program.jar META-INF/MANIFEST.MF | sed -n 's/^Main-Class: *\\([A-Za-z0-9_.$]*\\).*/\\1/p'"
#define MAIN_OF_OBJECT                                                                                           \
	"awk '/^[ \\t]*package[ \\t]/ { p = $2 \".\" } "                                                         \
	"match($0, /object[ \\t]+[A-Za-z0-9_]+/) { o = substr($0, RSTART, RLENGTH); sub(/.*[ \\t]/, \"\", o) } " \
	"/@JvmStatic/ { s = 1 } s && /fun[ \\t]+main[ \\t]*\\(/ { print p o; exit }' \"$2\""
#define JARS                                                                                              \
	"l=$(dirname \"$(readlink -f \"$1\")\")/../lib; "                                                 \
	"s=$l/kotlin-stdlib.jar:$l/kotlin-stdlib-jdk7.jar:$l/kotlin-stdlib-jdk8.jar; "                    \
	"t=$l/kotlin-compiler.jar:$s:$l/kotlin-reflect.jar:$l/kotlin-script-runtime.jar:$l/trove4j.jar; " \
	"t=$t:$l/annotations-13.0.jar; "
#define ARGUMENTS "-nowarn -no-reflect -no-stdlib -cp \"$s\" -d program.jar \"$2\""
#define COMPILER                                                                \
	"java " JVM_COMPILER("kotlinc") " -Djava.awt.headless=true -cp \"$t\" " \
					"org.jetbrains.kotlin.cli.jvm.K2JVMCompiler " ARGUMENTS
#define BUILD                                                                                           \
	JARS COMPILER " || exit; c=$(" MAIN_OF_MANIFEST "); [ -n \"$c\" ] || c=$(" MAIN_OF_OBJECT "); " \
		      "printf '%s\\n' -cp \"$s:program.jar\" \"$c\" > program.args"

const struct assay_language assay_language_kotlin = {
	.name = "kotlin",
	.aliases = ASSAY_WORDS("kt"),
	.source_name = "main.kt",
	.tools = ASSAY_WORDS("/usr/local/kotlinc/bin/kotlinc", "/usr/bin/kotlinc"),
	.runners = ASSAY_WORDS("/usr/bin/java", "/usr/local/bin/java"),
	.packages = ASSAY_WORDS("kotlin", "unzip"),
	.compile = ASSAY_WORDS("/bin/sh", "-c", BUILD, "sh", "{tool}", "{main}"),
	.artifacts = JVM_ARTIFACTS,
	.run = ASSAY_WORDS("{runner}", JVM_RUN, "@program.args"),
	.version = ASSAY_WORDS("-version"),
	.can_exceed_address_space = true,
	.time_factor = 2,
	.compile_limits = {.cpu_ms = 40000, .wall_ms = 60000, .mem_bytes = UINT64_C(2) << 30},
};
