/* SPDX-License-Identifier: Apache-2.0 */
/* What the languages of the Java machine have in common. */
#ifndef ASSAY_SANDBOX_LANG_JVM_H
#define ASSAY_SANDBOX_LANG_JVM_H

/*
 * The machine looks at the host's memory to size its heap, so it is told the run's instead. The serial collector and no
 * performance file keep the start cheap and the process count low. No log: it would go into the program's output.
 */
#define JVM_RUN                                                                                                      \
	"-XX:MaxRAM={mem_bytes}", "-XX:MaxRAMPercentage=60", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto", \
		"-Xlog:disable"

/*
 * A compiler lives for a second: only the quick one of the machine's own compilers (half the CPU time), and its classes
 * from an archive, where the quickstart has made one (a third less again) by compiling with ASSAY_ARCHIVE set. An
 * archive that is missing or of another machine is passed over.
 */
#define JVM_COMPILER(name)                                                                      \
	"${ASSAY_ARCHIVE:--XX:SharedArchiveFile=" ASSAY_PREPARED "/" name ".jsa} -Xshare:auto " \
	"-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable -Xmx768m -Xss8m"

/* What to run is only known once it is compiled: the compile step leaves it as arguments for the machine. */
#define JVM_ARTIFACTS ASSAY_WORDS("program.jar", "program.args")

#endif
