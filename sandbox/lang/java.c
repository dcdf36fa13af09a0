/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"
#include "sandbox/lang/jvm.h"

/*
 * One archive, because nobody can say beforehand which class files a source gives. The class to start is the one named
 * like the file, or else the outermost one around the first main(). A public class must be in a file of its name.
 */
#define MAIN_CLASS                                                                        \
	"{ gsub(/\\\\./, \"\"); gsub(/\"[^\"]*\"|\\047[^\\047]*\\047|\\/\\/.*/, \"\") } " \
	"depth == 0 && match($0, /(class|record|enum|interface)[ \\t]+[A-Za-z0-9_$]+/) "  \
	"{ c = substr($0, RSTART, RLENGTH); sub(/.*[ \\t]/, \"\", c) } "                  \
	"/static[ \\t]+(final[ \\t]+)?void[ \\t]+main[ \\t]*\\(/ { print c; exit } "      \
	"{ depth += gsub(/{/, \"\") - gsub(/}/, \"\") }"
#define PUBLIC_CLASS                                                                            \
	"sed -n 's/^[ \\t]*public[ \\t].*\\(class\\|record\\|enum\\|interface\\)[ \\t]\\{1,\\}" \
	"\\([A-Za-z0-9_$]*\\).*/\\2/p' \"$f\" | head -n 1"
#define PACKAGE	 "sed -n 's/^[ \\t]*package[ \\t]\\{1,\\}\\([A-Za-z0-9_.]*\\).*/\\1./p' \"$f\" | head -n 1"
#define COMPILER "\"$javac\" $(printf -- '-J%s ' " JVM_COMPILER("javac") ") -proc:none -encoding UTF-8 -nowarn "
#define BUILD                                                                                           \
	"javac=$1 f=$2 c=$3; "                                                                          \
	"if ! grep -Eq \"(class|record|enum|interface)[[:space:]]+$c([^[:alnum:]_$]|$)\" \"$f\"; then " \
	"c=$(awk '" MAIN_CLASS "' \"$f\"); p=$(" PUBLIC_CLASS "); "                                     \
	"[ -z \"$p\" ] || { mkdir .named; cp \"$f\" \".named/$p.java\" && f=.named/$p.java; }; fi; "    \
	"printf '%s\\n' -cp program.jar \"$(" PACKAGE ")$c\" > program.args; mkdir .classes; " COMPILER \
	"-sourcepath . -d .classes \"$f\" && "                                                          \
	"jar -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC --create --file program.jar -C .classes ."

const struct assay_language assay_language_java = {
	.name = "java",
	.source_name = "Main.java",
	.tools = ASSAY_WORDS("/usr/bin/javac", "/usr/local/bin/javac"),
	.runners = ASSAY_WORDS("/usr/bin/java", "/usr/local/bin/java"),
	.packages = ASSAY_WORDS("default-jdk-headless"),
	.compile = ASSAY_WORDS("/bin/sh", "-c", BUILD, "sh", "{tool}", "{main}", "{stem}"),
	.artifacts = JVM_ARTIFACTS,
	.run = ASSAY_WORDS("{runner}", JVM_RUN, "@program.args"),
	.version = ASSAY_WORDS("-version"),
	.can_exceed_address_space = true,
	.time_factor = 2,
	.compile_limits = {.cpu_ms = 20000, .wall_ms = 30000},
};
