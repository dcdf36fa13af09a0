/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/progress.h"

#include "orchestrator/loop.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DRAW_EVERY_MS	100
#define SAMPLE_EVERY_MS 500

void assay_progress_init(struct assay_progress *progress)
{
	*progress = (struct assay_progress){.is_on = isatty(STDERR_FILENO) == 1};
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

/* How long the rest takes at this rate, in whole seconds: more would be made up. Empty when nobody can say. */
static void format_left(double rate, uint64_t left, char text[48])
{
	char duration[32];
	text[0] = '\0';
	if (rate <= 0 || left == 0)
		return;
	double ms = (double)left * 1000.0 / rate;
	if (ms > 1e12)
		return;
	assay_format_duration(ms < 1000 ? 1000 : (uint64_t)ms, duration);
	(void)snprintf(text, 48, ", %s left", duration);
}

/* Cut to the terminal as it is now: a line that wraps cannot be drawn over. */
static void draw(const char *line)
{
	struct winsize size;
	int columns = 80;
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20)
		columns = size.ws_col;
	(void)fprintf(stderr, "\r\033[K%.*s", columns - 1, line);
	(void)fflush(stderr);
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
	char line[512];
	char left[48];
	int n = snprintf(line, sizeof(line), "%s %" PRIu64, what, done);
	if (total)
		n += snprintf(line + n, sizeof(line) - (size_t)n, " of %" PRIu64, total);
	format_left(rate, total > done ? total - done : 0, left);
	if (rate > 0)
		n += snprintf(line + n, sizeof(line) - (size_t)n, ", %.*f/s%s", rate < 10 ? 1 : 0, rate, left);
	if (detail && *detail)
		(void)snprintf(line + n, sizeof(line) - (size_t)n, ", %s", detail);
	draw(line);
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
