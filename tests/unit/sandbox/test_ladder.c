/* SPDX-License-Identifier: Apache-2.0 */
/* What the sandbox does where a machine denies it something: each denial is forced by the fault switch. */
#include "box.h"
#include "sandbox/landlock.h"
#include "sandbox/plain.h"
#include "sandbox/remove.h"
#include "sandbox/slot.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* Work folders are counted, so they lie where no other test leaves any. */
static char own_tmp[] = "/tmp/ladder-XXXXXX";

static void make_tmp(void)
{
	cr_assert_not_null(mkdtemp(own_tmp));
	cr_assert_eq(chmod(own_tmp, 0755), 0);
	if (geteuid() == 0)
		cr_assert_eq(chown(own_tmp, 65534, 65534), 0); /* Some of these tests become nobody. */
	cr_assert_eq(setenv("TMPDIR", own_tmp, 1), 0);
}

static void remove_tmp(void)
{
	(void)rmdir(own_tmp); /* What is left in it has failed a test already. */
}

TestSuite(ladder, .init = make_tmp, .fini = remove_tmp);

static void deny(const char *steps)
{
#ifndef ASSAY_FAULT_INJECTION
	remove_tmp(); /* A skip comes back to no .fini. */
	cr_skip_test("built without -Dfault_injection=true");
#endif
	cr_assert_eq(setenv("ASSAY_FAULT", steps, 1), 0);
}

static size_t count_work_folders(void)
{
	DIR *dir = opendir(own_tmp);
	size_t n = 0;

	for (const struct dirent *e; dir && (e = readdir(dir));)
		n += strncmp(e->d_name, "assay-", 6) == 0;
	if (dir)
		closedir(dir);
	return n;
}

Test(ladder, refuses_what_is_not_isolated_and_names_the_fix)
{
	static const char *const needed[] = {"userns", "mountns", "netns", "ipcns",   "utsns",
					     "tmpfs",  "pivot",	  "pidns", "cgroupns"};

	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
		struct assay_slot *slot = NULL;
		struct assay_err err = {0};

		deny(needed[i]);
		cr_assert_eq(assay_slot_create(&(struct assay_sandbox_options){0}, &slot, &err), ASSAY_ESANDBOX, "%s",
			     needed[i]);
		cr_assert_null(slot);
		cr_assert_not_null(strstr(err.msg, "to fix: "), "%s: %s", needed[i], err.msg);
		cr_assert_eq(err.sys_errno, EPERM);
	}
}

Test(ladder, without_the_filter_nothing_runs)
{
	static const char *const argv[] = {"/bin/true", NULL};
	struct assay_job job = {.argv = argv};
	struct assay_outcome outcome;
	struct box box;

	deny("seccomp");
	box_open(&box, 0);
	struct assay_run_request request = {.slot = box.slot, .job = &job, .outcome = &outcome};

	cr_assert_eq(assay_sandbox_run(&request, 1, box.arena, &box.err), ASSAY_ESANDBOX);
	cr_assert_not_null(strstr(box.err.msg, "seccomp"), "%s", box.err.msg);
	box_close(&box);
}

/* A slot that nobody waited for fails, there or in its run, with the words that waiting would have brought. */
static void single_slot_says(const char *fault, const char *word)
{
	static const char *const argv[] = {"/bin/true", NULL};
	struct assay_sandbox_options options = {.slot_id = (unsigned)(getpid() * 4) % 29000, .is_single = true};
	struct assay_job job = {.argv = argv};
	struct assay_outcome outcome;
	struct box box = {.arena = assay_arena_create(0)};
	int r;

	deny(fault);
	r = assay_slot_create(&options, &box.slot, &box.err);
	if (r == 0) {
		struct assay_run_request request = {.slot = box.slot, .job = &job, .outcome = &outcome};

		r = assay_sandbox_run(&request, 1, box.arena, &box.err);
	}
	cr_assert_eq(r, ASSAY_ESANDBOX);
	cr_assert_not_null(strstr(box.err.msg, word), "%s: %s", fault, box.err.msg);
	cr_assert_eq(box.err.sys_errno, EPERM);
	box_close(&box);
}

Test(ladder, a_slot_for_one_program_says_what_is_missing)
{
	single_slot_says("userns", "user namespaces");
	single_slot_says("mountns", "namespaces");
	single_slot_says("netns", "net namespace");
	single_slot_says("pivot", "pivot_root");
	single_slot_says("pidns", "pid namespace");
	single_slot_says("cgroupns", "cgroup namespace");
	single_slot_says("seccomp", "seccomp");
}

Test(ladder, unsafe_is_said_and_cleans_up)
{
	struct assay_sandbox_options options = {.is_unsafe = true};
	struct box box = {0};
	size_t before = count_work_folders();

	deny("userns,landlock");
	box.arena = assay_arena_create(0);
	cr_assert_eq(assay_slot_create(&options, &box.slot, &box.err), 0, "%s", box.err.msg);
	cr_assert_eq(assay_slot_isolation(box.slot), ASSAY_ISOLATION_NONE);
	struct assay_outcome o = box_python(&box, "import os\n"
						  "for i in range(200): os.mkdir('d' * 200); os.chdir('d' * 200)\n"
						  "os.mkdir('locked'); open('locked/f', 'w'); os.chmod('locked', 0)\n"
						  "os.symlink('/etc', 'link')\n"
						  "if os.fork() == 0:\n"
						  "  os.setsid(); import time; time.sleep(60)\n"
						  "print('ran', flush=True)\n");

	assert_prints(o, "ran\n");
	cr_assert_eq(o.isolation, ASSAY_ISOLATION_NONE);
	o = box_program(&box, "python", "import os, time\nos.fork() or os.setsid()\ntime.sleep(60)",
			(struct assay_job){.limits = {.wall_ms = 300}});
	cr_assert_eq(o.end, ASSAY_END_WALL_LIMIT);
	cr_assert_eq(count_work_folders(), before);
	box_close(&box);
}

Test(ladder, without_groups_the_tree_is_polled)
{
	struct box box;

	deny("cgroup");
	box_open(&box, 0);
	struct assay_job cpu = {.limits = {.cpu_ms = 300, .wall_ms = 10000}};
	struct assay_job mem = {.limits = {.mem_bytes = 64 << 20, .wall_ms = 4000}};
	struct assay_outcome o =
		box_program(&box, "python", "import os\nfor _ in range(4): os.fork()\nwhile True: pass", cpu);

	cr_assert_eq(o.enforcer, ASSAY_ENFORCER_RLIMIT);
	cr_assert_eq(o.end, ASSAY_END_CPU_LIMIT);
	o = box_program(&box, "python", "x = [bytearray(1 << 20) for _ in range(1000)]", mem);
	cr_assert_eq(o.end, ASSAY_END_MEMORY_LIMIT);
	o = box_program(
		&box, "python",
		"import mmap, time\nm = mmap.mmap(-1, 200 << 20)\nfor i in range(0, 200 << 20, 4096): m[i] = 1\n"
		"time.sleep(9)",
		mem);
	cr_assert_eq(o.end, ASSAY_END_MEMORY_LIMIT);
	/* Forty children that share one parent's 30 MiB use 30 MiB, not 1,200. */
	o = box_program(&box, "python",
			"import os, time\nx = bytearray(30 << 20)\nk = []\nfor _ in range(40):\n  p = os.fork()\n"
			"  if p == 0: time.sleep(0.3); os._exit(0)\n  k.append(p)\n"
			"for p in k: os.waitpid(p, 0)\nprint('fine')",
			(struct assay_job){.limits = {.mem_bytes = 256 << 20}});
	assert_prints(o, "fine\n");
	o = box_program(&box, "python", "import os\nos.memfd_create('x')", (struct assay_job){0});
	cr_assert_eq(o.exit_code, 1, "memory that nobody counts is refused");
	box_close(&box);
}

/* What is only read is the kernel's own page of zeros; the tables that say so are memory all the same. */
Test(ladder, without_groups_page_tables_are_memory)
{
	const struct assay_limits limits = {.mem_bytes = 64 << 20, .wall_ms = 20000};
	struct box box;

	deny("cgroup");
	box_open(&box, 0);
	struct assay_job job = box_job(&box, "c",
				       "#include <sys/mman.h>\n"
				       "int main(void) { volatile char sum = 0; unsigned long size = 1ul << 38;\n"
				       "const char *p = mmap(0, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | "
				       "MAP_NORESERVE, -1, 0);\n"
				       "for (;;) for (unsigned long i = 0; i < size; i += 2 << 20) sum += p[i]; }",
				       (struct assay_job){.limits = limits});

	job.can_exceed_address_space = true;
	cr_assert_eq(box_run(&box, &job).end, ASSAY_END_MEMORY_LIMIT);
	box_close(&box);
}

Test(ladder, runs_without_proc)
{
	struct box box;

	deny("proc");
	box_open(&box, 0);
	assert_prints(box_python(&box, "print(sum(range(10)))"), "45\n");
	assert_prints(box_python(&box, "import os; print([d for d in os.listdir('/proc') if d.isdigit()])"), "[]\n");
	box_close(&box);
}

/* Rootless, pid 1 has the candidate's uid, so what keeps the candidate's signals from it is Landlock alone. */
Test(ladder, landlock_is_a_second_belt_and_not_a_condition)
{
	static const char code[] = "import os\n"
				   "try: os.kill(os.getppid(), 0); print('reached')\n"
				   "except PermissionError: print('kept')\n";
	static const char moves[] = "import os\nos.mkdir('a'); os.mkdir('b'); open('a/f', 'w').close()\n"
				    "os.rename('a/f', 'b/f'); open('/dev/null', 'w').close(); print('moved')\n";
	struct box box;

	become_nobody();
	box_open(&box, 0);
	if (sandbox_landlock_abi() < SANDBOX_LANDLOCK_SIGNALS)
		cr_skip_test("no Landlock with scopes of signals");
	assert_prints(box_python(&box, code), "kept\n");
	assert_prints(box_python(&box, moves), "moved\n");
	box_close(&box);
	deny("landlock");
	box_open(&box, 1);
	cr_assert_eq(assay_slot_isolation(box.slot), ASSAY_ISOLATION_NAMESPACES);
	assert_prints(box_python(&box, code), "reached\n");
	assert_prints(box_python(&box, "import os\nfor n in range(1, 65): os.kill(os.getppid(), n)\nprint('on')\n"),
		      "on\n");
	box_close(&box);
}

/* --- The level below namespaces --- */

static int create_landlock(struct box *box)
{
	struct assay_sandbox_options options = {.require = ASSAY_ISOLATION_LANDLOCK,
						.slot_id = (unsigned)(getpid() * 4) % 29000};

	*box = (struct box){.arena = assay_arena_create(0), .slot_id = options.slot_id};
	return assay_slot_create(&options, &box->slot, &box->err);
}

static bool open_landlock(struct box *box, const char *denied)
{
	deny(denied);
	if (create_landlock(box) == ASSAY_ESANDBOX)
		cr_skip_test("%s", box->err.msg);
	return assay_slot_isolation(box->slot) == ASSAY_ISOLATION_LANDLOCK;
}

static void holds_what_it_claims(const char *denied)
{
	/* Each line is a door; a door that gives way is printed. */
	static const char doors[] =
		"import os, socket, ctypes, signal\n"
		"libc = ctypes.CDLL(None, use_errno=True)\n"
		"def door(name, knock):\n"
		"  try: knock()\n"
		"  except OSError: return\n"
		"  print('open:', name)\n"
		"def call(*a):\n"
		"  if libc.syscall(*a) < 0: raise OSError(ctypes.get_errno(), '')\n"
		"door('passwd', lambda: open('/etc/passwd'))\n"
		"door('proc', lambda: open('/proc/1/cmdline'))\n"
		"door('proc self', lambda: open('/proc/self/environ'))\n"
		"door('list root', lambda: os.listdir('/'))\n"
		"door('list tmp', lambda: os.listdir('/tmp'))\n"
		"door('write tmp', lambda: open('/tmp/assay-was-here', 'w'))\n"
		"door('shm', lambda: open('/dev/shm/assay-was-here', 'w'))\n"
		"door('truncate', lambda: os.truncate('/tmp/canary.assay', 0))\n"
		"door('chmod', lambda: os.chmod('/tmp/canary.assay', 0o777))\n"
		"door('utime', lambda: os.utime('/tmp/canary.assay'))\n"
		"door('rename', lambda: os.rename('/tmp/canary.assay', 'mine'))\n"
		"door('link', lambda: os.link('/tmp/canary.assay', 'mine'))\n"
		"door('kill reaper', lambda: os.kill(os.getppid(), 0))\n"
		"door('kill 1', lambda: os.kill(1, 0))\n"
		"door('unix', lambda: socket.socket(socket.AF_UNIX))\n"
		"door('inet', lambda: socket.socket(socket.AF_INET))\n"
		"door('datagram pair', lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM))\n"
		"door('shmget', lambda: call(29, 1, 4096, 0o1600))\n"
		"door('msgget', lambda: call(68, 1, 0o1600))\n"
		"door('renice all', lambda: os.setpriority(os.PRIO_USER, 0, 19))\n"
		"door('pin the reaper', lambda: os.sched_setaffinity(os.getppid(), {0}))\n"
		"door('inotify', lambda: call(253))\n"
		"door('setuid', lambda: os.setuid(0) if os.getuid() else call(-1))\n"
		"a, b = socket.socketpair(); a.send(b'x'); assert b.recv(1) == b'x'\n"
		"os.mkdir('d'); os.mkdir('e'); open('d/f', 'w').write('text'); os.rename('d/f', 'e/f')\n"
		"import tempfile; tempfile.NamedTemporaryFile().write(b'x')\n"
		"open(os.environ['HOME'] + '/dot', 'w').close(); open('/dev/null', 'w').close()\n"
		"print('done')\n";
	struct box box;
	size_t before = count_work_folders();
	FILE *canary = fopen("/tmp/canary.assay", "w");

	cr_assert(canary && fclose(canary) == 0);
	cr_assert(open_landlock(&box, denied));
	struct assay_outcome o = box_python(&box, doors);

	assert_prints(o, "done\n");
	cr_assert_eq(o.isolation, ASSAY_ISOLATION_LANDLOCK);
	assert_prints(box_c(&box, "#include <stdio.h>\nint main(void) { puts(\"compiled\"); }"), "compiled\n");
	box_close(&box);
	cr_assert_eq(unlink("/tmp/canary.assay"), 0);
	cr_assert_eq(count_work_folders(), before);
}

Test(ladder, landlock_holds_what_it_claims)
{
	holds_what_it_claims("userns");
}

Test(ladder, landlock_holds_for_an_ordinary_user)
{
	become_nobody();
	holds_what_it_claims("userns,cgroup");
}

Test(ladder, landlock_holds_on_older_kernels_for_root)
{
	holds_what_it_claims("userns,landlock-signals,cgroup");
}

static bool is_running(const char *word)
{
	char command[128];

	snprintf(command, sizeof command, "grep -lsz %s /proc/[0-9]*/cmdline >/dev/null", word);
	return system(command) == 0; /* Of this test's own making. NOLINT(cert-env33-c) */
}

static void leaves_nothing(const char *denied)
{
	struct box box;

	cr_assert(open_landlock(&box, denied));
	assert_prints(box_python(&box, "import os, sys\n"
				       "for _ in range(3):\n"
				       "  if os.fork() == 0:\n"
				       "    os.setsid()\n"
				       "    if os.fork(): os._exit(0)\n"
				       "    os.execv(sys.executable, ['python3', '-c', 'import time; time.sleep(60)', "
				       "'le' + 'ftover%d'])\n"
				       "import time; time.sleep(0.3); print('left')\n"),
		      "left\n");
	cr_assert(!is_running("[l]eftover"));
	struct assay_outcome o =
		box_program(&box, "c", "#include <unistd.h>\nint main(void) { for (;;) if (fork() == 0) setsid(); }",
			    (struct assay_job){.limits = {.wall_ms = 500, .procs = 40}});

	cr_assert_neq(o.end, ASSAY_END_EXITED);
	assert_prints(box_python(&box, "print('next')"), "next\n");
	box_close(&box);
}

Test(ladder, landlock_leaves_no_process)
{
	leaves_nothing("userns");
}

Test(ladder, landlock_leaves_no_process_of_an_ordinary_user)
{
	become_nobody();
	leaves_nothing("userns,cgroup");
}

Test(ladder, landlock_leaves_no_process_on_older_kernels)
{
	leaves_nothing("userns,landlock-signals,cgroup");
}

/* A worker that runs a program with a daemon; it is killed, or its template is, while both live. */
static void is_swept(bool kills_template)
{
	static const char code[] = "import os, sys\n"
				   "if os.fork() == 0:\n"
				   "  os.setsid()\n"
				   "  if os.fork(): os._exit(0)\n"
				   "os.execv(sys.executable, ['python3', '-c', 'import time; time.sleep(60)', "
				   "'or' + 'phaned'])\n";
	size_t before = count_work_folders();
	struct box try;
	pid_t worker;

	/* Whether it can be had is asked here: a forked child has no thread that would tell Criterion of a skip. */
	cr_assert(open_landlock(&try, "userns,cgroup"));
	box_close(&try);
	worker = fork();
	if (worker == 0) {
		struct box box;

		if (create_landlock(&box) < 0)
			_exit(1);
		if (kills_template && fork() == 0) {
			usleep(400 * 1000);
			_exit(kill(box.slot->pid, SIGKILL));
		}
		struct assay_job job = box_job(&box, "python", code, (struct assay_job){0});
		struct assay_outcome outcome;
		struct assay_run_request request = {.slot = box.slot, .job = &job, .outcome = &outcome};

		_exit(assay_sandbox_run(&request, 1, box.arena, &box.err) == ASSAY_ESANDBOX ? 0 : 1);
	}
	for (int i = 0; i < 100 && !is_running("[o]rphaned"); i++)
		usleep(10 * 1000);
	cr_assert(is_running("[o]rphaned"), "the program started");
	if (!kills_template)
		kill(worker, SIGKILL);
	waitpid(worker, NULL, 0);
	for (int i = 0; i < 100 && (is_running("[o]rphaned") || count_work_folders() != before); i++)
		usleep(10 * 1000);
	cr_assert(!is_running("[o]rphaned"));
	cr_assert_eq(count_work_folders(), before);
}

Test(ladder, landlock_sweeps_after_a_killed_worker)
{
	become_nobody();
	is_swept(false);
}

Test(ladder, landlock_sweeps_after_a_killed_template)
{
	become_nobody();
	is_swept(true);
}

Test(ladder, landlock_bounds_files_by_looking)
{
	static const char *const fills[] = {
		"for i in range(4): open('f%d' % i, 'wb').write(b'x' * (6 << 20))\nimport time; time.sleep(5)",
		("import os\nfor i in range(4):\n  f = os.open('f', os.O_CREAT | os.O_RDWR); os.unlink('f')\n"
		 "  os.write(f, b'x' * (6 << 20))\nimport time; time.sleep(5)"),
		"for i in range(300): open('f%d' % i, 'w').close()",
		"import os\nfor i in range(90): os.mkdir('d'); os.chdir('d')",
		"import os\nos.mkdir('d', 0o300); open('d/f', 'w').close()\nimport time; time.sleep(5)",
	};
	struct box box;

	become_nobody();
	cr_assert(open_landlock(&box, "userns,cgroup"));
	for (size_t i = 0; i < sizeof fills / sizeof fills[0]; i++) {
		struct assay_job job = {.limits = {.fs_bytes = 16 << 20, .fs_inodes = 200, .wall_ms = 8000}};
		struct assay_outcome o = box_program(&box, "python", fills[i], job);

		cr_assert_eq(o.end, ASSAY_END_MEMORY_LIMIT, "fill %zu: end %d: %.*s", i, o.end, (int)o.err.len,
			     o.err.data);
	}
	/* A large standard input is memory of ours, not a file of theirs. */
	char *input = calloc(1, 24 << 20);
	struct assay_outcome o =
		box_program(&box, "python",
			    "import sys, time; n = len(sys.stdin.buffer.read()); "
			    "time.sleep(0.1); print(n)",
			    (struct assay_job){.limits = {.fs_bytes = 16 << 20}, .stdin_bytes = {input, 24 << 20}});

	assert_prints(o, "25165824\n");
	free(input);
	box_close(&box);
}

Test(ladder, landlock_refuses_where_signals_would_get_out)
{
	struct assay_sandbox_options options = {.require = ASSAY_ISOLATION_LANDLOCK};
	struct assay_slot *slot = NULL;
	struct assay_err err = {0};

	become_nobody();
	deny("userns,landlock-signals");
	cr_assert_eq(assay_slot_create(&options, &slot, &err), ASSAY_ESANDBOX);
	cr_assert_not_null(strstr(err.msg, "6.12"), "%s", err.msg);
	deny("userns,landlock");
	err = (struct assay_err){0};
	cr_assert_eq(assay_slot_create(&options, &slot, &err), ASSAY_ESANDBOX);
	cr_assert_not_null(strstr(err.msg, "lsm=landlock"), "%s", err.msg);
	deny("userns");
	options.require = ASSAY_ISOLATION_UNKNOWN;
	cr_assert_eq(assay_slot_create(&options, &slot, &err), ASSAY_ESANDBOX, "asked for by nobody");
}

Test(probes, say_what_is_lost_and_how_to_get_it)
{
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_probe *probes;
	enum assay_isolation best;
	size_t n;

	cr_assert_eq(assay_sandbox_probe(arena, &probes, &n, &best, NULL), 0);
	cr_assert_geq(n, 15);
	for (size_t i = 0; i < n; i++) {
		cr_assert(probes[i].name && probes[i].lost && probes[i].fix && probes[i].detail.data);
		cr_assert_eq(probes[i].is_ok, probes[i].sys_errno == 0);
	}
	assay_arena_destroy(arena);
}

Test(probes, notice_a_denial)
{
	struct assay_arena *arena;
	struct assay_probe *probes;
	enum assay_isolation best;
	size_t n;

	deny("userns");
	arena = assay_arena_create(0);
	cr_assert_eq(assay_sandbox_probe(arena, &probes, &n, &best, NULL), 0);
	cr_assert_str_eq(probes[0].name, "user namespaces");
	cr_assert(!probes[0].is_ok);
	cr_assert_eq(probes[0].sys_errno, EPERM);
	cr_assert_eq(best, sandbox_landlock_abi() >= SANDBOX_LANDLOCK_SIGNALS ? ASSAY_ISOLATION_LANDLOCK
									      : ASSAY_ISOLATION_NONE);
	deny("userns,landlock");
	cr_assert_eq(assay_sandbox_probe(arena, &probes, &n, &best, NULL), 0);
	cr_assert_eq(best, ASSAY_ISOLATION_NONE);
	assay_arena_destroy(arena);
}

/* A folder of a run of that template, with a locked folder in it. */
static void plant_folder(char *path, size_t size, const char *name, unsigned long namespace, int pid)
{
	char inner[300];

	snprintf(path, size, "%s/%s%lu-%d-abcdef", own_tmp, name, namespace, pid);
	cr_assert_eq(mkdir(path, 0711), 0);
	snprintf(inner, sizeof inner, "%s/locked", path);
	cr_assert_eq(mkdir(inner, 0), 0);
}

Test(ladder, folders_of_dead_templates_are_swept_and_no_others)
{
	struct stat ns;
	char dead[200], live[200], foreign[200], other[200], target[200], link[200];
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	cr_assert_eq(waitid(P_PID, (id_t)pid, &(siginfo_t){0}, WEXITED | WNOWAIT), 0); /* Dead, and not reaped. */
	cr_assert_eq(stat("/proc/self/ns/pid", &ns), 0);
	plant_folder(dead, sizeof dead, "assay-run-", ns.st_ino, pid);
	plant_folder(live, sizeof live, "assay-run-", ns.st_ino, getpid());
	plant_folder(foreign, sizeof foreign, "assay-run-", ns.st_ino + 1, pid);
	plant_folder(other, sizeof other, "assay-walk-", ns.st_ino, pid);
	plant_folder(target, sizeof target, "target-", ns.st_ino, pid);
	snprintf(link, sizeof link, "%s/assay-run-%lu-%d-link", own_tmp, (unsigned long)ns.st_ino, (int)pid);
	cr_assert_eq(symlink(target, link), 0);
	sandbox_plain_sweep();
	cr_assert_eq(access(dead, F_OK), -1);
	for (const char *const *kept = (const char *const[]){live, foreign, other, target, NULL}; *kept; kept++) {
		cr_assert_eq(access(*kept, F_OK), 0, "%s", *kept);
		cr_assert_eq(sandbox_remove_tree(*kept), 0);
	}
	cr_assert_eq(unlink(link), 0);
	cr_assert_eq(waitpid(pid, NULL, 0), pid);
}
