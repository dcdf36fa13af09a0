/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A handful of hostile programs whose failure is known beforehand: does the sandbox of this machine hold, here and now?
 *
 * Each attack is tried for real, against doors that this process opens for the purpose (a listener, a file, its own
 * pid), and judged by what the program saw and by what happened to the doors. Done in about a second.
 */
#ifndef ASSAY_ORCHESTRATOR_ATTACKS_H
#define ASSAY_ORCHESTRATOR_ATTACKS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "orchestrator/carry.h"

#include <stdbool.h>
#include <stddef.h>

struct assay_attack_result {
	const char *name;     /**< What was tried: "connect to this machine". */
	bool is_repelled;     /**< It got nothing. */
	struct assay_str saw; /**< How it ended, or what it reached. */
};

/**
 * Tries every attack on the carrier's first slot. ASSAY_ENOTFOUND when the language that they are written in is not
 * installed, ASSAY_ESANDBOX when there is no sandbox to attack. Results live in the arena.
 */
int assay_attacks_run(struct assay_carrier *carrier, struct assay_arena *arena, struct assay_attack_result **ret,
		      size_t *ret_n, struct assay_err *err);

#endif
