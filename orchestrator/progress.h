/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line about what is going on, redrawn in place on a terminal and silent everywhere else.
 *
 * The rate is taken over the last seconds, so that it follows a change; time left is what remains at that rate.
 * Drawing is limited to ten times a second; callers update as often as they like.
 */
#ifndef ASSAY_ORCHESTRATOR_PROGRESS_H
#define ASSAY_ORCHESTRATOR_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#define ASSAY_PROGRESS_SAMPLES 32

struct assay_progress {
	bool is_on;    /**< Standard error is a terminal. */
	bool is_drawn; /**< A line stands on the terminal that must be cleared before other words. */
	uint64_t drawn_ms, sampled_ms;
	uint64_t sample_at_ms[ASSAY_PROGRESS_SAMPLES], sample_done[ASSAY_PROGRESS_SAMPLES];
	unsigned n_samples;
};

void assay_progress_init(struct assay_progress *progress);

/** Draws "verified 120 of 640, 31/s, 16 s left, detail"; total 0 means unknown. `detail` may be NULL; `what` is short.
 */
void assay_progress_update(struct assay_progress *progress, const char *what, uint64_t done, uint64_t total,
			   const char *detail);

/** Removes the line, so that other words can be printed. */
void assay_progress_clear(struct assay_progress *progress);

/** "850 ms", "12 s", "3 min 20 s", "2 h 5 min" into `text`. */
void assay_format_duration(uint64_t ms, char text[32]);

#endif
