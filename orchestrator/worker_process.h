/* SPDX-License-Identifier: Apache-2.0 */
/* Starting a worker process, which inherits nothing but its socket. */
#ifndef ASSAY_ORCHESTRATOR_WORKER_PROCESS_H
#define ASSAY_ORCHESTRATOR_WORKER_PROCESS_H

#include "base/err.h"

#include <sys/types.h>

/** Executes `program` (NULL: this one) as a worker whose socket is `fd`; of the environment it keeps a short list. */
int assay_worker_spawn(const char *program, int fd, pid_t *ret, struct assay_err *err);

#endif
