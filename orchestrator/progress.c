/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/progress.h"

#include "orchestrator/loop.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DRAW_EVERY_MS	100
#define SAMPLE_EVERY_MS 500

void assay_progress_init(struct assay_progress *progress)
{
	*progress = (struct assay_progress){
		.is_on = isatty(STDERR_FILENO) == 1,
		.start_ms = assay_now_ms(),
		.columns = 80,
	};
	struct winsize size;
	if (progress->is_on && ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20)
		progress->columns = size.ws_col;
}

void assay_format_duration(uint64_t ms, char text[32])
{
	uint64_t s = ms / 1000;
	if (ms < 1000)
		(void)snprintf(text, 32, "%" PRIu64 " ms", ms);
	else if (s < 60)
		(void)snprintf(text, 32, "%" PRIu64 " s", s);
	else if (s < 3600)
		(void)snprintf(text, 32, "%" PRIu64 " min %" PRIu64 " s", s / 60, s % 60);
	else
		(void)snprintf(text, 32, "%" PRIu64 " h %" PRIu64 " min", s / 3600, s / 60 % 60);
}

/* Keeps the last half-second samples in a ring and returns the rate between the oldest and now, per second. */
static double recent_rate(struct assay_progress *p, uint64_t now, uint64_t done)
{
	if (p->n_samples == 0 || now - p->sampled_ms >= SAMPLE_EVERY_MS) {
		unsigned i = p->n_samples++ % ASSAY_PROGRESS_SAMPLES;
		p->sample_at_ms[i] = now;
		p->sample_done[i] = done;
		p->sampled_ms = now;
	}
	unsigned oldest = p->n_samples > ASSAY_PROGRESS_SAMPLES ? p->n_samples % ASSAY_PROGRESS_SAMPLES : 0;
	uint64_t span = now - p->sample_at_ms[oldest];
	if (span == 0 || done < p->sample_done[oldest])
		return 0;
	return (double)(done - p->sample_done[oldest]) * 1000.0 / (double)span;
}

void assay_progress_update(struct assay_progress *progress, const char *what, uint64_t done, uint64_t total,
			   const char *detail)
{
	if (!progress->is_on)
		return;
	uint64_t now = assay_now_ms();
	double rate = recent_rate(progress, now, done);
	if (progress->is_drawn && now - progress->drawn_ms < DRAW_EVERY_MS && done != total)
		return;
	char left[48] = "";
	if (rate > 0 && total > done) {
		char text[32];
		assay_format_duration((uint64_t)((double)(total - done) * 1000.0 / rate), text);
		(void)snprintf(left, sizeof(left), "  %s left", text);
	}
	char count[64];
	if (total)
		(void)snprintf(count, sizeof(count), "%" PRIu64 "/%" PRIu64, done, total);
	else
		(void)snprintf(count, sizeof(count), "%" PRIu64, done);
	char line[512];
	(void)snprintf(line, sizeof(line), "%s  %s  %.*f/s%s%s%s", what, count, rate < 10 ? 1 : 0, rate, left,
		       detail && *detail ? "  " : "", detail ? detail : "");
	if (strlen(line) >= progress->columns)
		line[progress->columns - 1] = '\0';
	(void)fprintf(stderr, "\r\033[K%s", line);
	(void)fflush(stderr);
	progress->is_drawn = true;
	progress->drawn_ms = now;
}

void assay_progress_clear(struct assay_progress *progress)
{
	if (!progress->is_drawn)
		return;
	(void)fprintf(stderr, "\r\033[K");
	(void)fflush(stderr);
	progress->is_drawn = false;
}
