/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The connection to an endpoint that speaks chat completions, for those who ask it something else than candidates.
 */
#ifndef ASSAY_ORCHESTRATOR_TEACHERS_OPENAI_H
#define ASSAY_ORCHESTRATOR_TEACHERS_OPENAI_H

#include "orchestrator/teacher.h"
#include "orchestrator/teachers/sender.h"

/** Checks what `conf` says of the endpoint (ASSAY_ECONFIG); the key is read from the environment. */
int assay_openai_sender_create(const struct assay_teacher_conf *conf, struct assay_loop *loop,
			       struct assay_sender **ret, struct assay_err *err);

#endif
