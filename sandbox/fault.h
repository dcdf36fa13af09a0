/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Forced failures, for tests of the ladder of isolation.
 *
 * Built with -Dfault_injection=true, the environment variable ASSAY_FAULT lists steps, separated by commas
 * ("userns,proc"), that fail with EPERM as they would on a machine that denies them. One is no step: "life" ends by
 * SIGKILL, once a process has made the first group of a slot. Otherwise the question is a constant and the compiler
 * drops it.
 */
#ifndef ASSAY_SANDBOX_FAULT_H
#define ASSAY_SANDBOX_FAULT_H

#include <stdbool.h>

#ifdef ASSAY_FAULT_INJECTION
/** True when `step` must fail now; sets errno to EPERM. */
bool sandbox_is_faulty(const char *step);
#else
static inline bool sandbox_is_faulty(const char *step)
{
	(void)step;
	return false;
}
#endif

#endif
