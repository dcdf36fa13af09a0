/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs per second, all by turns in one process: a bare spawn, this sandbox, bubblewrap; Python from scratch and forked.
 *
 *     bench_sandbox [ROUNDS [RUNS [KIND...]]]
 *
 * Prints one line per measurement: round, workers, what, runs per second, of all kinds or of those that are named.
 * tests/bench/sandbox_table.py makes the table.
 *
 * All but Python run the same dynamically linked /bin/true, whose loader alone costs about 0.4 ms; bubblewrap counts no
 * memory and limits nothing. Where it is missing, a line says so. The Python program imports what the zygote has
 * loaded, and prints a line.
 */
#include "base/buf.h"
#include "sandbox/lang.h"
#include "sandbox/sandbox.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_WORKERS  2
#define PYTHON_SHARE 8 /* A run of Python takes so much longer than one of /bin/true. */

static const char *const true_words[] = {"/bin/true", NULL};
static const char *const bwrap_words[] = {"/usr/bin/bwrap", "--unshare-all", "--ro-bind", "/", "/", "/bin/true", NULL};

/* A worker's own. */
struct bench {
	struct assay_slot *slot;
	struct assay_arena *arena;
	struct assay_job native, python;
};

_Noreturn static void fail(const char *what)
{
	fprintf(stderr, "bench_sandbox: %s\n", what);
	exit(1);
}

static double now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* --- What is measured --- */

static void spawn_and_wait(const char *const *words)
{
	extern char **environ;
	char *argv[16];
	pid_t pid;
	int status;
	size_t n = 0;

	for (; words[n]; n++)
		argv[n] = (char *)(uintptr_t)words[n]; /* posix_spawn() changes none of them. */
	argv[n] = NULL;
	if (posix_spawn(&pid, argv[0], NULL, NULL, argv, environ) != 0 || waitpid(pid, &status, 0) < 0 || status != 0)
		fail(words[0]);
}

static bool run_in_slot(struct bench *b, const struct assay_job *job)
{
	struct assay_err err = {0};
	struct assay_outcome outcome;
	const struct assay_run_request request = {.slot = b->slot, .job = job, .outcome = &outcome};

	assay_arena_reset(b->arena);
	if (assay_sandbox_run(&request, 1, b->arena, &err) < 0)
		fail(err.msg);
	if (outcome.end != ASSAY_END_EXITED || outcome.exit_code)
		fail("a run in a slot did not end as it should");
	return outcome.is_from_zygote;
}

static void run_bare(struct bench *b)
{
	(void)b;
	spawn_and_wait(true_words);
}

static void run_bwrap(struct bench *b)
{
	(void)b;
	spawn_and_wait(bwrap_words);
}

static void run_assay(struct bench *b)
{
	(void)run_in_slot(b, &b->native);
}

static void run_cold(struct bench *b)
{
	struct assay_job job = b->python;

	job.zygote = NULL;
	(void)run_in_slot(b, &job);
}

static void run_forked(struct bench *b)
{
	(void)run_in_slot(b, &b->python);
}

static const struct {
	const char *name;
	void (*run)(struct bench *b);
	int share;
	bool needs_bwrap, needs_zygote;
} kinds[] = {
	{"bare", run_bare, 1, false, false},	       {"assay", run_assay, 1, false, false},
	{"bwrap", run_bwrap, 1, true, false},	       {"cold python", run_cold, PYTHON_SHARE, false, false},
	{"forked python", run_forked, 1, false, true},
};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

/* --- Workers --- */

/* A program that imports all that is preloaded. */
static struct assay_job python_job(struct assay_arena *arena)
{
	const struct assay_language *lang = assay_language_find(ASSAY_STR("python"));
	struct assay_file *file = assay_arena_alloc(arena, sizeof *file);
	struct assay_buf code = {0};
	struct assay_job job;
	struct assay_err err = {0};

	if (!lang || !lang->zygote || !file)
		fail("no Python");
	for (const char *const *name = lang->zygote->modules; *name; name++)
		(void)assay_buf_printf(&code, "import %s\n", *name);
	(void)assay_buf_add_c(&code, "print(len(sys.argv))\n");
	*file = (struct assay_file){.bytes = assay_arena_str(arena, assay_buf_str(&code))};
	assay_buf_finish(&code);
	const struct assay_program program = {.language = ASSAY_STR("python"), .files = file, .n_files = 1};

	if (assay_language_run_job(&program, NULL, 0, arena, &job, &err))
		fail(err.msg);
	return job;
}

static bool wait_for_zygote(struct bench *b)
{
	for (int i = 0; i < 500; i++) {
		if (run_in_slot(b, &b->python))
			return true;
		usleep(2000);
	}
	return false;
}

/* Waits for a byte with the number of a kind, does its runs, answers; ends with the pipe. */
_Noreturn static void work(unsigned slot_id, int orders, int answers, int runs)
{
	struct assay_sandbox_options options = {.slot_id = slot_id};
	struct assay_arena *lasting = assay_arena_create(0);
	struct bench b = {.arena = assay_arena_create(0), .native = {.argv = true_words}};
	struct assay_err err = {0};
	unsigned char kind;
	char done;

	if (!lasting || !b.arena || assay_slot_create(&options, &b.slot, &err) < 0)
		fail(err.msg);
	b.python = python_job(lasting);
	done = wait_for_zygote(&b) ? 'z' : '-';
	if (write(answers, &done, 1) != 1)
		_exit(1);
	while (read(orders, &kind, 1) == 1) {
		for (int i = 0; i < runs / kinds[kind].share; i++)
			kinds[kind].run(&b);
		if (write(answers, &done, 1) != 1)
			_exit(1);
	}
	assay_slot_destroy(b.slot);
	_exit(0);
}

struct worker {
	int orders, answers;
};

static struct worker start_worker(unsigned slot_id, int runs)
{
	int orders[2], answers[2];

	if (pipe(orders) < 0 || pipe(answers) < 0)
		fail("pipe");
	fflush(NULL);
	switch (fork()) {
	case -1:
		fail("fork");
	case 0:
		close(orders[1]);
		close(answers[0]);
		work(slot_id, orders[0], answers[1], runs);
	default:
		close(orders[0]);
		close(answers[1]);
		return (struct worker){orders[1], answers[0]};
	}
}

static char hear(const struct worker *w)
{
	char c;

	if (read(w->answers, &c, 1) != 1)
		fail("a worker died");
	return c;
}

static bool is_wanted(unsigned char kind, char **names)
{
	if (!*names)
		return true;
	for (; *names; names++)
		if (strcmp(*names, kinds[kind].name) == 0)
			return true;
	return false;
}

static double measure(const struct worker *workers, int n, unsigned char kind, int runs)
{
	double start = now_s();

	for (int i = 0; i < n; i++)
		if (write(workers[i].orders, &kind, 1) != 1)
			fail("a worker died");
	for (int i = 0; i < n; i++)
		(void)hear(&workers[i]);
	return n * (runs / kinds[kind].share) / (now_s() - start);
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 5;
	int runs = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 200;
	bool has_bwrap = access(bwrap_words[0], X_OK) == 0, has_zygote = true;
	struct worker workers[MAX_WORKERS];
	char **names = argv + (argc > 3 ? 3 : argc);

	if (rounds < 1 || runs < PYTHON_SHARE)
		return 2;
	for (int i = 0; i < MAX_WORKERS; i++)
		workers[i] = start_worker((unsigned)getpid() % 20000 + (unsigned)i, runs);
	for (int i = 0; i < MAX_WORKERS; i++)
		has_zygote = hear(&workers[i]) == 'z' && has_zygote;
	if (!has_bwrap)
		printf("skipped: bwrap: the package bubblewrap is not installed\n");
	if (!has_zygote)
		printf("skipped: forked python: no zygotes on this machine\n");
	for (int round = 1; round <= rounds; round++)
		for (int n = 1; n <= MAX_WORKERS; n++)
			for (unsigned char kind = 0; kind < N_KINDS; kind++) {
				if (!is_wanted(kind, names) || (kinds[kind].needs_bwrap && !has_bwrap) ||
				    (kinds[kind].needs_zygote && !has_zygote))
					continue;
				printf("%d %d %s %.1f\n", round, n, kinds[kind].name, measure(workers, n, kind, runs));
				fflush(stdout);
				/* bubblewrap's network namespaces are torn down behind its back; that work must not
				 * fall on its neighbours. */
				if (kinds[kind].needs_bwrap)
					usleep(500000);
			}
	for (int i = 0; i < MAX_WORKERS; i++)
		close(workers[i].orders);
	while (wait(NULL) > 0)
		;
	return 0;
}
