/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process beside those with slots, for the one end that leaves no time to tidy up: SIGKILL.
 *
 * The kernel takes a killed worker's processes down, but control groups outlive whoever made them. The watcher waits
 * for the end of the process that started it and then removes its groups, which takes some milliseconds; an orderly
 * end sends it away before, unless groups are left that could not be removed yet: then it stays for them. It opens
 * nothing until then, holds one descriptor, and ignores what a terminal or a service manager tells every process.
 * Should it be killed too, the next slot of anybody sweeps, as ever.
 */
#ifndef ASSAY_SANDBOX_WATCH_H
#define ASSAY_SANDBOX_WATCH_H

/** One more slot to look after; the first starts the watcher. Without one (no process to be had) nothing else changes.
 */
void sandbox_watch_begin(void);
/** One less; the last ends the watcher and reaps it. */
void sandbox_watch_end(void);
/** The same by a process that ends now: the watcher is told and not waited for. */
void sandbox_watch_dismiss(void);
/** Groups of ours are left: the last end leaves the watcher to remove them and does not wait for it. */
void sandbox_watch_keep(void);

#endif
