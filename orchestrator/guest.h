/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Programs of ours that run in the sandbox.
 *
 * A guest is a Python program behind the codec of verifiers/drivers and the maker of inputs. It works with programs of
 * a problem in its own process, so whatever it answers is only a proposal: it is read like any foreign bytes, and what
 * becomes of it is verified like anything else.
 */
#ifndef ASSAY_ORCHESTRATOR_GUEST_H
#define ASSAY_ORCHESTRATOR_GUEST_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "sandbox/sandbox.h"

#include <stdint.h>

/** The job of the guest with the text `guest`, which is told `cpu_seconds` by the request and gets some more to end. */
int assay_guest_job(struct assay_str guest, struct assay_str request, uint64_t cpu_seconds, struct assay_arena *arena,
		    struct assay_job *ret, struct assay_err *err);

#endif
