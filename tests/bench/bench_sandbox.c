/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs of /bin/true per second: a bare spawn, this sandbox, and bubblewrap, interleaved in rounds.
 *
 *     bench_sandbox [ROUNDS [RUNS]]
 *
 * Prints one line per round and the medians with their ratios. All run the same dynamically linked program, whose
 * loader alone costs about 0.4 ms; bubblewrap counts no memory and limits nothing.
 */
#include "sandbox/sandbox.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_ROUNDS 64

static double now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void spawn_and_wait(char *const *argv)
{
	extern char **environ;
	pid_t pid;
	int status;

	if (posix_spawn(&pid, argv[0], NULL, NULL, argv, environ) != 0 || waitpid(pid, &status, 0) < 0 || status != 0) {
		fprintf(stderr, "bench_sandbox: %s failed\n", argv[0]);
		exit(1);
	}
}

static double rate_of_command(char *const *argv, int runs)
{
	double start = now_s();

	for (int i = 0; i < runs; i++)
		spawn_and_wait(argv);
	return runs / (now_s() - start);
}

static double rate_of_slot(struct assay_slot *slot, struct assay_arena *arena, int runs)
{
	static const char *const argv[] = {"/bin/true", NULL};
	const struct assay_job job = {.argv = argv};
	struct assay_outcome outcome;
	const struct assay_run_request request = {.slot = slot, .job = &job, .outcome = &outcome};
	double start = now_s();

	for (int i = 0; i < runs; i++) {
		struct assay_err err = {0};

		assay_arena_reset(arena);
		if (assay_sandbox_run(&request, 1, arena, &err) < 0 || outcome.end != ASSAY_END_EXITED ||
		    outcome.exit_code) {
			fprintf(stderr, "bench_sandbox: %s\n", err.msg);
			exit(1);
		}
	}
	return runs / (now_s() - start);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, int n)
{
	qsort(values, (size_t)n, sizeof *values, by_value);
	return values[n / 2];
}

int main(int argc, char **argv)
{
	static char *const bare[] = {"/bin/true", NULL};
	static char *const bwrap[] = {"/usr/bin/bwrap", "--unshare-all", "--ro-bind", "/", "/", "/bin/true", NULL};
	static double rates[3][MAX_ROUNDS];
	int rounds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 5,
	    runs = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 200;
	bool has_bwrap = access(bwrap[0], X_OK) == 0;
	struct assay_sandbox_options options = {.slot_id = 77};
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_slot *slot;
	struct assay_err err = {0};

	if (rounds < 1 || rounds > MAX_ROUNDS || runs < 1)
		return 2;
	if (!arena || assay_slot_create(&options, &slot, &err) < 0) {
		fprintf(stderr, "bench_sandbox: %s\n", err.msg);
		return 1;
	}
	for (int i = 0; i < rounds; i++) {
		/* bubblewrap's network namespaces are torn down behind its back; that work must not fall on its
		 * neighbours. */
		usleep(500000);
		rates[0][i] = rate_of_command(bare, runs);
		rates[1][i] = rate_of_slot(slot, arena, runs);
		rates[2][i] = has_bwrap ? rate_of_command(bwrap, runs) : 0;
		printf("round %d: bare %.0f/s, assay %.0f/s, bwrap %.0f/s\n", i + 1, rates[0][i], rates[1][i],
		       rates[2][i]);
	}
	double spawned = median(rates[0], rounds), ours = median(rates[1], rounds), theirs = median(rates[2], rounds);

	printf("median: bare %.0f/s (%.2f ms), assay %.0f/s (%.2f ms)", spawned, 1e3 / spawned, ours, 1e3 / ours);
	if (has_bwrap)
		printf(", bwrap %.0f/s (%.2f ms); assay/bwrap %.2f, overhead above bare %.2f of bwrap's", theirs,
		       1e3 / theirs, ours / theirs, (1 / ours - 1 / spawned) / (1 / theirs - 1 / spawned));
	putchar('\n');
	assay_slot_destroy(slot);
	assay_arena_destroy(arena);
	return 0;
}
