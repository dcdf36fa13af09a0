/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Zygotes: interpreters that are started once per slot and forked for each run.
 *
 *     template ── fork, exec ──> python3 -s main.py ── clone3 ──> pid 1 ── fork ──> candidate
 *                                (the zygote)                     (shares its memory)
 *
 * A zygote is a stem (template.h) that became an interpreter. It is started with the very command and environment that
 * a run from scratch would have, and stopped where the interpreter has set itself up and would open the program. There
 * it has loaded a list of modules and, as bytes of ours, the drivers. From then on the code of a stem runs in it, as a
 * library: it loads the system call filter, waits for jobs, and starts runs in the same steps as ever (stem.c, init.c,
 * launch.c), with one difference: where a candidate would exec, it returns into the interpreter, which goes on and
 * opens a main.py that is now there. So argument list, flags, paths, the module `__main__`, tracebacks, exit codes and
 * the clean-up at the end are the interpreter's own doing, and nothing of ours imitates them.
 *
 * What keeps it honest:
 *  - It never sees task data. The image of a job is mapped where forks do not get it, as are the lists made from it.
 *  - It holds only the capabilities that starting a run takes, inside its user namespace, and no descriptor but a
 *    stem's. All other descriptors, or a second thread, and it refuses to serve.
 *  - A candidate goes through all steps of isolation, loses its capabilities and the number of the gate, and cannot be
 *    told from any other process of the run, before it meets a byte of the candidate's.
 *  - It is replaced after a number of runs, and given up after any failure; runs then start from scratch.
 *
 * What a candidate can see of it: addresses are those of its siblings; modules of the list are loaded already; the
 * library is among its mappings. The order of sets is fixed in both kinds of runs.
 *
 * How the interpreter comes to call us: PYTHONPATH leads, at its start only, to a `sitecustomize` of ours below the
 * root's own /tmp, which every run covers. Removed from the environment and the path before anything else, it loads the
 * modules and imports the library, an extension module that needs no header of the interpreter's, and ends with the
 * ImportError that `site` expects of machines without a sitecustomize. The interpreter completes its start, and comes
 * to the library once more when it asks the first of `sys.path_hooks` whether the program is an archive. There it
 * waits.
 *
 * What a fork costs is mostly pages that it writes to, each copied by a fault of its own. So memory is arranged for
 * forks before the first one (zygote_memory.c).
 *
 * Only at the level of namespaces, and only where there is a gate (gate.h).
 */
#ifndef ASSAY_SANDBOX_ZYGOTE_H
#define ASSAY_SANDBOX_ZYGOTE_H

#include "sandbox/template.h"

/** Where the root has what a zygote needs to come to us; covered in every run. */
#define SANDBOX_ZYGOTE_FOLDER "/tmp/zygote"

/** Descriptors of a zygote besides a stem's, until it serves. */
enum {
	SANDBOX_FD_CONFIG = SANDBOX_FD_END,
	SANDBOX_FD_PRELOAD, /**< What to load; zygote_boot.py reads it. */
	SANDBOX_FD_ZYGOTE_END,
};

/** What a zygote is started with. */
struct sandbox_zygote_order {
	int sock, notes, config, preload;
	int err; /**< The write end of a pipe: its standard output and error. */
};

/** In the template: from here on the interpreter's own bytes. Does not return. */
_Noreturn void sandbox_zygote_main(const struct sandbox_template *t, const struct sandbox_zygote_order *order);

/** Puts the library and the script into the root, which can still be written. 0 or -errno. */
int sandbox_zygote_install(void);

/** In the template, before its bounding set is empty: lets exec hand on what a zygote needs. 0 or -errno. */
int sandbox_zygote_allow(void);

/** In the interpreter, before it serves: arranges its memory so that forks of it copy less. */
void sandbox_zygote_arrange_memory(void);

/** In the interpreter: serves as a stem does. Returns in a candidate, behind all steps of its isolation. */
void sandbox_zygote_serve(void);

/** In a candidate that was forked, as its last step: the way back into the interpreter. */
_Noreturn void sandbox_zygote_resume(void);

#endif
