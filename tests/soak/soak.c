/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many runs in a row on two workers, of programs that end in every way there is, and an account of what is left.
 *
 *     soak PAYLOAD RUNS [landlock]
 *
 * PAYLOAD is tests/vm/payload.c. A worker is a process with two slots, as in the farm. After a warm-up, which the first
 * tenth of its runs is, it takes account of itself and of its templates, and again at the end: descriptors, mounts and
 * children must be the same, memory may have grown by 1 MiB. When the workers are gone, the machine must be as it was.
 * ASSAY_TEST_SEED chooses the order of programs. With "landlock" slots are made at that level.
 */
#include "account.h"

#include "sandbox/slot.h"

#include "base/rng.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MIB	   (UINT64_C(1) << 20)
#define N_WORKERS  2
#define MAX_WORDS  4
#define MAX_GROWTH 1024u /* KiB */
#define LITTER_KEY 4711	 /* As in the payload. */

/* A program of the mix: how often, what it does, and how it must end. */
struct deed {
	const char *name;
	unsigned weight;
	const char *words[MAX_WORDS]; /* After the program's own; none: a program that is not there. */
	struct assay_limits limits;
	enum assay_end end;
	int code; /* Exit status or signal; -1: any. */
	bool is_two_sided, takes_files;
};

static const struct deed deeds[] = {
	{"exit", 30, {"nothing"}, {0}, ASSAY_END_EXITED, 0, false, false},
	{"exit with 7", 8, {"exit", "7"}, {0}, ASSAY_END_EXITED, 7, false, false},
	{"no such program", 1, {NULL}, {0}, ASSAY_END_EXITED, 127, false, false},
	{"files taken", 4, {"nothing"}, {0}, ASSAY_END_EXITED, 0, false, true},
	{"SIGSEGV", 5, {"crash", "11"}, {0}, ASSAY_END_SIGNALED, 11, false, false},
	{"SIGKILL", 3, {"crash", "9"}, {0}, ASSAY_END_SIGNALED, 9, false, false},
	{"foreign ABI", 3, {"forbidden"}, {0}, ASSAY_END_POLICY, -1, false, false},
	{"wall limit", 5, {"sleep"}, {.wall_ms = 15}, ASSAY_END_WALL_LIMIT, -1, false, false},
	{"CPU limit", 2, {"spin", "3"}, {.cpu_ms = 15, .wall_ms = 60000}, ASSAY_END_CPU_LIMIT, -1, false, false},
	{"memory limit", 4, {"hold", "24"}, {.mem_bytes = 16 * MIB}, ASSAY_END_MEMORY_LIMIT, -1, false, false},
	{"memory limit, child", 2, {"child", "24"}, {.mem_bytes = 16 * MIB}, ASSAY_END_MEMORY_LIMIT, -1, false, false},
	{"fork bomb", 3, {"bomb"}, {.wall_ms = 15, .procs = 16}, ASSAY_END_WALL_LIMIT, -1, false, false},
	{"daemons", 8, {"orphans", "4"}, {0}, ASSAY_END_EXITED, 0, false, false},
	{"output limit", 5, {"flood"}, {.output_bytes = 1 << 16}, ASSAY_END_OUTPUT_LIMIT, -1, false, false},
	{"output", 3, {"emit", "1"}, {0}, ASSAY_END_EXITED, 0, false, false},
	{"litter", 8, {"litter", "8"}, {0}, ASSAY_END_EXITED, -1, false, false},
	{"two sides", 6, {"ask", "10"}, {0}, ASSAY_END_EXITED, 0, true, false},
};

enum { N_DEEDS = sizeof deeds / sizeof deeds[0] };

struct worker {
	struct assay_slot *slots[2];
	struct assay_arena *arena;
	struct assay_file program;
	char path[64];
	struct assay_rng rng;
	unsigned n_wrong, n_done[N_DEEDS];
};

static uint64_t now_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts); /* Cannot fail for this clock. */
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

_Noreturn static void die(const char *what)
{
	fprintf(stderr, "soak: %s\n", what);
	exit(1);
}

/* Runs. */

static int pass_on(void *arg, struct assay_session *session, size_t index, struct assay_str bytes)
{
	(void)arg;
	if (assay_str_is_absent(bytes)) {
		/* Whoever is through ends the other, which waits for more. */
		assay_session_stop(session, 1 - index);
		return 0;
	}
	return assay_session_send(session, 1 - index, bytes);
}

static bool is_as_expected(const struct deed *deed, const struct assay_outcome *o)
{
	int code = o->end == ASSAY_END_EXITED ? o->exit_code : o->signal;

	if (o->end != deed->end || (deed->code >= 0 && code != deed->code))
		return false;
	return !deed->takes_files ||
	       (o->n_outputs == 2 && o->outputs[0].bytes.len > 0 && assay_str_is_absent(o->outputs[1].bytes));
}

static void perform(struct worker *w, const struct deed *deed)
{
	const char *words[MAX_WORDS + 2] = {deed->words[0] ? w->path : "/box/nobody"};
	const char *echo[] = {w->path, "echo", NULL};
	const char *outputs[] = {w->program.name.data, "not-there", NULL};
	struct assay_outcome outcomes[2] = {{0}};
	struct assay_err err = {0};

	for (size_t i = 0; i < MAX_WORDS && deed->words[i]; i++)
		words[i + 1] = deed->words[i];

	const struct assay_job jobs[] = {{.argv = words,
					  .files = &w->program,
					  .n_files = 1,
					  .limits = deed->limits,
					  .has_channel = deed->is_two_sided,
					  .outputs = deed->takes_files ? outputs : NULL},
					 {.argv = echo, .files = &w->program, .n_files = 1, .has_channel = true}};
	size_t n = deed->is_two_sided ? 2 : 1, first = assay_rng_below(&w->rng, 2);
	struct assay_run_request requests[2];

	for (size_t i = 0; i < n; i++)
		requests[i] = (struct assay_run_request){.slot = w->slots[first ^ i],
							 .job = &jobs[i],
							 .outcome = &outcomes[i],
							 .on_channel = deed->is_two_sided ? pass_on : NULL};
	assay_arena_reset(w->arena);
	if (assay_sandbox_run(requests, n, w->arena, &err) < 0)
		die(err.msg);
	w->n_done[deed - deeds]++;
	if (is_as_expected(deed, &outcomes[0]) || w->n_wrong++ > 20)
		return;
	printf("# %s: end %d, code %d, signal %d: %.*s\n", deed->name, outcomes[0].end, outcomes[0].exit_code,
	       outcomes[0].signal, (int)outcomes[0].err.len, outcomes[0].err.data);
}

static const struct deed *draw(struct worker *w)
{
	uint64_t total = 0, at;

	for (size_t i = 0; i < N_DEEDS; i++)
		total += deeds[i].weight;
	at = assay_rng_below(&w->rng, total);
	for (size_t i = 0; i < N_DEEDS; i++) {
		if (at < deeds[i].weight)
			return &deeds[i];
		at -= deeds[i].weight;
	}
	return &deeds[0];
}

/* A worker and its templates. */

struct holdings {
	struct account self, templates[2];
	bool has_templates; /* Only root may look into them. */
	uint64_t heap_kib;
};

static struct holdings take_stock(const struct worker *w)
{
	struct holdings h = {0};

	/* What the allocator keeps for the next run comes and goes; a leak does not. */
	(void)malloc_trim(0);

	struct mallinfo2 heap = mallinfo2();

	h.heap_kib = (heap.uordblks + heap.hblkhd) / 1024;
	h.has_templates =
		account_take(w->slots[0]->pid, &h.templates[0]) && account_take(w->slots[1]->pid, &h.templates[1]);
	if (!account_take(getpid(), &h.self) || (!h.has_templates && geteuid() == 0))
		die("an account cannot be taken");
	return h;
}

static unsigned n_complaints;

static void same(const char *whose, const char *what, uint64_t before, uint64_t after)
{
	if (before == after)
		return;
	n_complaints++;
	printf("# %s: %s were %llu, are %llu\n", whose, what, (unsigned long long)before, (unsigned long long)after);
}

static void bounded(const char *whose, const char *what, uint64_t before_kib, uint64_t after_kib)
{
	if (after_kib <= before_kib + MAX_GROWTH)
		return;
	n_complaints++;
	printf("# %s: %s grew from %llu to %llu KiB\n", whose, what, (unsigned long long)before_kib,
	       (unsigned long long)after_kib);
}

static void compare(const char *whose, const struct account *before, const struct account *after)
{
	same(whose, "descriptors", before->fds, after->fds);
	same(whose, "mounts", before->mounts, after->mounts);
	same(whose, "children", before->children, after->children);
	bounded(whose, "resident memory", before->rss_kib, after->rss_kib);
	bounded(whose, "anonymous memory", before->anonymous_kib, after->anonymous_kib);
}

static void print_stock(unsigned number, unsigned n_runs, const struct holdings *h)
{
	printf("worker %u, %6u runs: worker %llu fds, %llu KiB (heap %llu); templates %llu and %llu fds, %llu and %llu "
	       "mounts, %llu and %llu KiB\n",
	       number, n_runs, (unsigned long long)h->self.fds, (unsigned long long)h->self.rss_kib,
	       (unsigned long long)h->heap_kib, (unsigned long long)h->templates[0].fds,
	       (unsigned long long)h->templates[1].fds, (unsigned long long)h->templates[0].mounts,
	       (unsigned long long)h->templates[1].mounts, (unsigned long long)h->templates[0].rss_kib,
	       (unsigned long long)h->templates[1].rss_kib);
}

static void open_slots(struct worker *w, unsigned number, enum assay_isolation require)
{
	for (unsigned i = 0; i < 2; i++) {
		/* Numbers that no other test of this machine is likely to use now. */
		const struct assay_sandbox_options options = {
			.slot_id = (unsigned)getppid() % 7000 * 4 + 2 * number + i, .require = require};
		struct assay_err err = {0};
		int r = assay_slot_create(&options, &w->slots[i], &err);

		if (r == ASSAY_ESANDBOX) {
			printf("%s\n", err.msg);
			exit(77);
		}
		if (r < 0)
			die(err.msg);
	}
}

/* The whole life of a worker. Exits with 0 when nothing leaked and every run ended as it should. */
_Noreturn static void work(unsigned number, struct assay_file program, unsigned n_runs, uint64_t seed,
			   enum assay_isolation require)
{
	struct worker w = {.arena = assay_arena_create(0), .program = program};
	struct holdings before, after;
	char name[32];

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* Only tidiness. */
	if (!w.arena)
		die("out of memory");
	snprintf(w.path, sizeof w.path, "./%s", program.name.data);
	assay_rng_init(&w.rng, seed + number);
	open_slots(&w, number, require);
	for (size_t i = 0; i < N_DEEDS; i++)
		perform(&w, &deeds[i]);
	for (unsigned i = 0; i < n_runs / 10; i++)
		perform(&w, draw(&w));
	before = take_stock(&w);
	print_stock(number, n_runs / 10, &before);
	for (unsigned i = n_runs / 10; i < n_runs; i++) {
		perform(&w, draw(&w));
		if ((i + 1) % 10000 == 0 && i + 1 < n_runs) {
			after = take_stock(&w);
			print_stock(number, i + 1, &after);
			(void)fflush(stdout);
		}
	}
	after = take_stock(&w);
	print_stock(number, n_runs, &after);
	snprintf(name, sizeof name, "worker %u", number);
	compare(name, &before.self, &after.self);
	bounded(name, "heap", before.heap_kib, after.heap_kib);
	for (unsigned i = 0; i < 2; i++) {
		snprintf(name, sizeof name, "template %u of worker %u", i, number);
		if (before.has_templates)
			compare(name, &before.templates[i], &after.templates[i]);
		assay_slot_destroy(w.slots[i]);
	}
	assay_arena_destroy(w.arena);
	if (number == 0)
		for (size_t i = 0; i < N_DEEDS; i++)
			printf("%6u x %s\n", w.n_done[i], deeds[i].name);
	exit(n_complaints || w.n_wrong ? 1 : 0);
}

/* The machine. */

struct machine {
	int candidates, groups, tmp, shm, sockets, mounts, fds;
	bool has_shm, has_sem, has_msg;
};

static struct machine look_around(const char *program, const char *tmp)
{
	const struct machine now = {
		.candidates = account_processes(program),
		.groups = account_groups("assay-slot-"),
		.tmp = account_entries(tmp, ""),
		.shm = account_entries("/dev/shm", "litter"),
		.sockets = account_lines("/proc/net/unix", "@assay-litter"),
		.mounts = account_lines("/proc/self/mountinfo", ""),
		.fds = account_entries("/proc/self/fd", ""),
		.has_shm = shmget(LITTER_KEY, 0, 0) >= 0,
		.has_sem = semget(LITTER_KEY, 0, 0) >= 0,
		.has_msg = msgget(LITTER_KEY, 0) >= 0,
	};

	return now;
}

/* Groups are named after the process that made them. */
static int groups_of(const pid_t *workers)
{
	char prefix[96];
	struct stat ns;
	int n = 0;

	if (stat("/proc/self/ns/pid", &ns) < 0)
		die("cannot tell the pid namespace");
	for (unsigned i = 0; i < N_WORKERS; i++) {
		snprintf(prefix, sizeof prefix, "assay-slot-%lu-%d-", (unsigned long)ns.st_ino, (int)workers[i]);
		n += account_groups(prefix);
	}
	return n;
}

static void compare_machines(const struct machine *before, const struct machine *after, const pid_t *workers)
{
	same("machine", "candidates", 0, (uint64_t)after->candidates);
	same("machine", "control groups", 0, (uint64_t)groups_of(workers));
	same("machine", "temporary files", (uint64_t)before->tmp, (uint64_t)after->tmp);
	same("machine", "files in /dev/shm", (uint64_t)before->shm, (uint64_t)after->shm);
	same("machine", "abstract sockets", (uint64_t)before->sockets, (uint64_t)after->sockets);
	same("machine", "mounts", (uint64_t)before->mounts, (uint64_t)after->mounts);
	same("machine", "our descriptors", (uint64_t)before->fds, (uint64_t)after->fds);
	same("machine", "shared memory objects", before->has_shm, after->has_shm);
	same("machine", "semaphores", before->has_sem, after->has_sem);
	same("machine", "message queues", before->has_msg, after->has_msg);
	/* Whoever lost its parent became ours. */
	same("machine", "orphans", 0, waitpid(-1, NULL, WNOHANG | __WALL) >= 0 || errno != ECHILD);
}

static struct assay_str read_program(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *bytes;

	if (fd < 0 || fstat(fd, &st) < 0 || !(bytes = malloc((size_t)st.st_size)) ||
	    read(fd, bytes, (size_t)st.st_size) != st.st_size)
		die("cannot read the payload");
	(void)close(fd);
	return (struct assay_str){bytes, (size_t)st.st_size};
}

static uint64_t choose_seed(void)
{
	const char *text = getenv("ASSAY_TEST_SEED");
	uint64_t seed = text ? strtoull(text, NULL, 10) : (uint64_t)time(NULL) % 1000000;

	printf("ASSAY_TEST_SEED=%llu\n", (unsigned long long)seed);
	return seed;
}

/* 0, 1, or 77 when the machine cannot isolate. */
static int run_workers(pid_t *workers, struct assay_file program, unsigned n_runs, enum assay_isolation require)
{
	uint64_t seed = choose_seed();
	int status, worst = 0;

	(void)fflush(stdout);
	for (unsigned i = 0; i < N_WORKERS; i++) {
		workers[i] = fork();
		if (workers[i] == 0)
			work(i, program, n_runs / N_WORKERS, seed, require);
		if (workers[i] < 0)
			die("fork");
	}
	for (unsigned i = 0; i < N_WORKERS; i++) {
		if (waitpid(workers[i], &status, 0) < 0 || !WIFEXITED(status))
			worst = 1;
		else if (WEXITSTATUS(status) > worst)
			worst = WEXITSTATUS(status);
	}
	return worst;
}

int main(int argc, char **argv)
{
	char tmp[] = "/tmp/soak-XXXXXX", name[32];
	unsigned n_runs = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
	bool is_landlock = argc > 3 && strcmp(argv[3], "landlock") == 0;
	struct machine before, after;
	pid_t workers[N_WORKERS];
	uint64_t start = now_ms();
	int worst;

	if (argc < 3 || n_runs < 100 || (argc > 3 && !is_landlock))
		die("usage: soak PAYLOAD RUNS [landlock]");
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!mkdtemp(tmp) || setenv("TMPDIR", tmp, 1) < 0 || chmod(tmp, 0755) < 0)
		die("cannot make a folder");
	/* Its name is what its processes are found by. */
	snprintf(name, sizeof name, "soak%d", (int)getpid());
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		die("cannot become a subreaper");

	struct assay_file program = {.name = assay_str_of(name), .bytes = read_program(argv[1]), .is_executable = true};

	before = look_around(name, tmp);
	worst = run_workers(workers, program, n_runs,
			    is_landlock ? ASSAY_ISOLATION_LANDLOCK : ASSAY_ISOLATION_NAMESPACES);
	after = look_around(name, tmp);
	if (worst != 77)
		compare_machines(&before, &after, workers);
	(void)rmdir(tmp); /* What lies in it has been complained about. */
	printf("%u runs on %d workers in %.1f s\n", n_runs, N_WORKERS, (double)(now_ms() - start) / 1e3);
	return worst ? worst : n_complaints != 0;
}
