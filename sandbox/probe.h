/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ASSAY_SANDBOX_PROBE_H
#define ASSAY_SANDBOX_PROBE_H

/** The remedy for a probe or a step of wire.h's FAILED that a machine denies; NULL when there is none to name. */
const char *sandbox_fix_for(const char *step);

#endif
