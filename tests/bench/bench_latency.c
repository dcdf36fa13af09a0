/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How late limits strike, how fast output is drained, and what control groups cost a run.
 *
 *     bench_latency PAYLOAD [REPEATS]
 *
 * PAYLOAD is tests/vm/payload.c. Each figure is taken with what this machine enforces limits by, and, in builds with
 * -Dfault_injection=true, once more with control groups denied. "Over" means that the result is there: the whole
 * process tree is dead, reaped, and its output drained.
 */
#include "sandbox/sandbox.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MIB	    (UINT64_C(1) << 20)
#define MAX_REPEATS 5000
#define MAX_WORDS   4

struct bench {
	struct assay_slot *slot;
	struct assay_arena *arena;
	struct assay_file payload;
	const char *enforcer, *denied; /* NULL: nothing is. */
	unsigned spare_id;
};

static uint64_t now_ns(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts); /* Cannot fail for this clock. */
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

_Noreturn static void die(const char *what)
{
	fprintf(stderr, "bench_latency: %s\n", what);
	exit(1);
}

/* One run, as it looked from outside. */
struct sight {
	struct assay_outcome outcome;
	uint64_t asked_ns, over_ns;
};

static struct sight perform(struct bench *b, struct assay_limits limits, const char *const *words)
{
	const struct assay_job job = {.argv = words, .limits = limits, .files = &b->payload, .n_files = 1};
	struct sight sight = {.asked_ns = now_ns()};
	struct assay_err err = {0};

	assay_arena_reset(b->arena);
	if (assay_sandbox_run(&(struct assay_run_request){.slot = b->slot, .job = &job, .outcome = &sight.outcome}, 1,
			      b->arena, &err) < 0)
		die(err.msg);
	sight.over_ns = now_ns();
	return sight;
}

#define WORDS(...) ((const char *const[MAX_WORDS]){"/box/payload", __VA_ARGS__})

static void expect(const struct sight *sight, enum assay_end end)
{
	if (sight->outcome.end != end)
		die("a run did not end as it should");
}

/* What is measured. Each answers with one value in the unit of its row. */

/* The first MiB that, with what the program had before, did not fit any more; or the last one that did. */
static double since_crossing_ms(const struct sight *sight, uint64_t limit)
{
	size_t n = sight->outcome.out.len / sizeof(uint64_t), at = (size_t)(limit / MIB);
	uint64_t stamp;

	if (n == 0)
		die("a run died before it took anything");
	at = at <= n ? at - 1 : n - 1;
	memcpy(&stamp, sight->outcome.out.data + at * sizeof stamp, sizeof stamp);
	return (double)(sight->over_ns - stamp) / 1e6;
}

static double memory(struct bench *b, const char *deed)
{
	const struct assay_limits limits = {.mem_bytes = 32 * MIB, .wall_ms = 5000};
	struct sight sight = perform(b, limits, WORDS(deed, "64"));

	expect(&sight, ASSAY_END_MEMORY_LIMIT);
	return since_crossing_ms(&sight, limits.mem_bytes);
}

static double memory_of_the_program(struct bench *b)
{
	return memory(b, "grow");
}

static double memory_of_a_child(struct bench *b)
{
	return memory(b, "child");
}

static double wall_to_kill(struct bench *b)
{
	struct sight sight = perform(b, (struct assay_limits){.wall_ms = 25}, WORDS("sleep"));

	expect(&sight, ASSAY_END_WALL_LIMIT);
	return (double)sight.outcome.wall_us / 1e3 - 25;
}

/* From the asking, less the time until the kill: also holds what the start took, half a millisecond or so. */
static double kill_to_over(struct bench *b, const char *deed)
{
	struct sight sight = perform(b, (struct assay_limits){.wall_ms = 40, .cpu_ms = 5000}, WORDS(deed));

	expect(&sight, ASSAY_END_WALL_LIMIT);
	return (double)(sight.over_ns - sight.asked_ns) / 1e6 - (double)sight.outcome.wall_us / 1e3;
}

static double sleeper_to_over(struct bench *b)
{
	return kill_to_over(b, "sleep");
}

static double bomb_to_over(struct bench *b)
{
	return kill_to_over(b, "bomb");
}

static double cpu_beyond(struct bench *b)
{
	struct sight sight = perform(b, (struct assay_limits){.cpu_ms = 30}, WORDS("spin", "1"));

	expect(&sight, ASSAY_END_CPU_LIMIT);
	return (double)sight.outcome.cpu_us / 1e3 - 30;
}

static struct sight emit(struct bench *b, uint64_t limit)
{
	return perform(b, (struct assay_limits){.output_bytes = limit}, WORDS("emit", "64"));
}

static double output_mib_per_s(struct bench *b)
{
	struct sight sight = emit(b, 64 * MIB);

	expect(&sight, ASSAY_END_EXITED);
	return 64e6 / (double)sight.outcome.wall_us;
}

static double output_stall(struct bench *b)
{
	struct sight sight = emit(b, 64 * MIB);

	expect(&sight, ASSAY_END_EXITED);
	return (double)strtoull(sight.outcome.err.data, NULL, 10) / 1e6;
}

static double output_cut(struct bench *b)
{
	struct sight sight = emit(b, 4 * MIB);

	expect(&sight, ASSAY_END_OUTPUT_LIMIT);
	return (double)(sight.over_ns - sight.asked_ns) / 1e6;
}

static double plain_run(struct bench *b, const char *const *words)
{
	struct sight sight = perform(b, (struct assay_limits){0}, words);

	expect(&sight, ASSAY_END_EXITED);
	return (double)(sight.over_ns - sight.asked_ns) / 1e6;
}

/* A second slot beside the one that is there, so that the watcher is not counted. */
static double slot_life(struct bench *b)
{
	const struct assay_sandbox_options options = {.slot_id = b->spare_id};
	struct assay_err err = {0};
	uint64_t start = now_ns();
	struct assay_slot *slot;

	if (b->denied)
		(void)setenv("ASSAY_FAULT", b->denied, 1); /* No memory for it: then the row is about something else. */
	if (assay_slot_create(&options, &slot, &err) < 0)
		die(err.msg);
	assay_slot_destroy(slot);
	(void)unsetenv("ASSAY_FAULT"); /* Cannot fail for a name. */
	return (double)(now_ns() - start) / 1e6;
}

static const struct row {
	const char *name, *unit, *goal;
	double (*measure)(struct bench *b);
	int share; /* Of the repeats, in percent. */
} rows[] = {
	{"memory limit crossed by the program, until it is over", "ms", "50", memory_of_the_program, 50},
	{"memory limit crossed by a child of a sleeper", "ms", "50", memory_of_a_child, 50},
	{"wall limit, until the kill", "ms", "10", wall_to_kill, 100},
	{"kill of a sleeper, until it is over", "ms", "", sleeper_to_over, 50},
	{"kill of a fork bomb of 64, until it is over", "ms", "100", bomb_to_over, 100},
	{"CPU time used beyond the limit", "ms", "", cpu_beyond, 50},
	{"64 MiB of output, all wanted", "MiB/s", "", output_mib_per_s, 25},
	{"64 MiB of output, its longest stall", "ms", "", output_stall, 25},
	{"64 MiB of output, cut at 4, until it is over", "ms", "", output_cut, 50},
	{"a slot, made and destroyed", "ms", "", slot_life, 25},
};

/* Statistics. */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double at(double *values, int n, int percent)
{
	qsort(values, (size_t)n, sizeof *values, by_value);
	return values[percent == 100 ? n - 1 : n * percent / 100];
}

static void print_row(const struct row *row, struct bench *b, int repeats)
{
	static double values[MAX_REPEATS];
	int n = repeats * row->share / 100 > 0 ? repeats * row->share / 100 : 1;

	for (int i = 0; i < n; i++)
		values[i] = row->measure(b);
	printf("| %s | %s | %s | %d | %.2f | %.2f | %.2f | %s |\n", row->name, b->enforcer, row->unit, n,
	       at(values, n, 50), at(values, n, 99), at(values, n, 100), row->goal);
	(void)fflush(stdout);
}

/* Runs of a program that does nothing, by turns, so that whatever else the machine does falls on both alike. */
static void print_cost(struct bench *with, struct bench *without, const char *what, const char *const *words,
		       int repeats)
{
	static double a[MAX_REPEATS], b[MAX_REPEATS], both[MAX_REPEATS];
	int n = repeats * 10 < MAX_REPEATS ? repeats * 10 : MAX_REPEATS;

	for (int i = 0; i < n; i++) {
		a[i] = plain_run(with, words);
		b[i] = plain_run(without, words);
		both[i] = a[i] - b[i];
	}
	printf("\nA run that %s, %d by turns, median: %.3f ms with %s, %.3f ms without; groups add %.3f ms "
	       "(median of the differences %.3f ms)\n",
	       what, n, at(a, n, 50), with->enforcer, at(b, n, 50), at(a, n, 50) - at(b, n, 50), at(both, n, 50));
}

/* Set-up. */

static struct assay_str read_program(const char *path, struct assay_arena *arena)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *bytes;

	if (fd < 0 || fstat(fd, &st) < 0)
		die("cannot read the payload");
	bytes = assay_arena_alloc(arena, (size_t)st.st_size);
	if (!bytes || read(fd, bytes, (size_t)st.st_size) != st.st_size)
		die("cannot read the payload");
	(void)close(fd);
	return (struct assay_str){bytes, (size_t)st.st_size};
}

static struct bench open_bench(unsigned slot_id, const char *denied, struct assay_str payload)
{
	const struct assay_sandbox_options options = {.slot_id = slot_id};
	struct assay_err err = {0};
	struct bench b = {.arena = assay_arena_create(0),
			  .denied = denied,
			  .spare_id = slot_id + 1,
			  .payload = {.name = ASSAY_STR("payload"), .bytes = payload, .is_executable = true}};

	if (!b.arena || assay_slot_create(&options, &b.slot, &err) < 0)
		die(err.msg);
	b.enforcer = assay_enforcer_name(perform(&b, (struct assay_limits){0}, WORDS("nothing")).outcome.enforcer);
	return b;
}

static void close_bench(struct bench *b)
{
	assay_slot_destroy(b->slot);
	assay_arena_destroy(b->arena);
}

int main(int argc, char **argv)
{
	int repeats = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 200, n = 1;
	struct assay_arena *arena = assay_arena_create(0);
	struct bench benches[2];

	if (argc < 2 || repeats < 1 || repeats > MAX_REPEATS)
		die("usage: bench_latency PAYLOAD [REPEATS]");
	if (!arena)
		die("out of memory");

	struct assay_str payload = read_program(argv[1], arena);

	benches[0] = open_bench(90, NULL, payload);
#ifdef ASSAY_FAULT_INJECTION
	if (setenv("ASSAY_FAULT", "cgroup", 1) == 0)
		benches[n++] = open_bench(92, "cgroup", payload);
	(void)unsetenv("ASSAY_FAULT"); /* It was set a moment ago. */
#endif
	printf("| what | by | unit | n | median | p99 | max | goal |\n|---|---|---|---|---|---|---|---|\n");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		for (int k = 0; k < n; k++)
			print_row(&rows[i], &benches[k], repeats);
	if (n == 2) {
		print_cost(&benches[0], &benches[1], "does nothing", WORDS("nothing"), repeats);
		print_cost(&benches[0], &benches[1], "writes to 16 MiB", WORDS("hold", "16"), repeats);
	}
	for (int k = 0; k < n; k++)
		close_bench(&benches[k]);
	assay_arena_destroy(arena);
	return 0;
}
