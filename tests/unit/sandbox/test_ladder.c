/* SPDX-License-Identifier: Apache-2.0 */
/* What the sandbox does where a machine denies it something: each denial is forced by the fault switch. */
#include "box.h"
#include "sandbox/landlock.h"

#include <dirent.h>
#include <errno.h>

static void deny(const char *steps)
{
#ifndef ASSAY_FAULT_INJECTION
	cr_skip_test("built without -Dfault_injection=true");
#endif
	cr_assert_eq(setenv("ASSAY_FAULT", steps, 1), 0);
}

static size_t count_work_folders(void)
{
	DIR *dir = opendir("/tmp");
	size_t n = 0;

	for (const struct dirent *e; dir && (e = readdir(dir));)
		n += strncmp(e->d_name, "assay-", 6) == 0 && strlen(e->d_name) == 12;
	if (dir)
		closedir(dir);
	return n;
}

Test(ladder, refuses_what_is_not_isolated_and_names_the_fix)
{
	static const char *const needed[] = {"userns", "mountns", "netns", "ipcns", "utsns", "tmpfs", "pivot", "pidns"};

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

Test(ladder, unsafe_is_said_and_cleans_up)
{
	struct assay_sandbox_options options = {.is_unsafe = true};
	struct box box = {0};
	size_t before = count_work_folders();

	deny("userns");
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
	box_close(&box);
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
	cr_assert_eq(best, ASSAY_ISOLATION_NONE);
	assay_arena_destroy(arena);
}
