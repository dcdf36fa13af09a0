/* SPDX-License-Identifier: Apache-2.0 */
/* How runs end, and that each end has its name. */
#include "box.h"

#include "sandbox/slot.h"

#include <dirent.h>
#include <glob.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

Test(run, reports_exit_code_and_both_streams)
{
	struct box box;

	box_open(&box, 0);
	struct assay_outcome o =
		box_python(&box, "import sys; print('out'); print('err', file=sys.stderr); sys.exit(7)");

	cr_assert_eq(o.end, ASSAY_END_EXITED);
	cr_assert_eq(o.exit_code, 7);
	cr_assert(assay_str_is(o.out, "out\n"));
	cr_assert(assay_str_is(o.err, "err\n"));
	cr_assert_eq(o.isolation, ASSAY_ISOLATION_NAMESPACES);
	cr_assert_neq(o.enforcer, ASSAY_ENFORCER_UNKNOWN);
	cr_assert(o.cpu_us > 0 && o.wall_us > 0 && o.peak_bytes > 0);
	box_close(&box);
}

Test(run, reports_signals)
{
	struct box box;

	box_open(&box, 0);
	struct assay_outcome o = box_c(&box, "#include <stdlib.h>\nint main(void){ abort(); }");

	cr_assert_eq(o.end, ASSAY_END_SIGNALED);
	cr_assert_eq(o.signal, SIGABRT);
	o = box_c(&box,
		  "int f(int n){ volatile char b[4096]; b[0]=n; return f(n+1)+b[0]; } int main(void){ return f(0); }");
	cr_assert_eq(o.end, ASSAY_END_SIGNALED);
	cr_assert_eq(o.signal, SIGSEGV);
	box_close(&box);
}

/* As `assay exec` does it: nobody waits for the slot, and its template becomes pid 1. */
static void open_single(struct box *box)
{
	const struct assay_sandbox_options options = {.slot_id = (unsigned)(getpid() * 4) % 29000 + 3,
						      .is_single = true};

	box_open(box, 0); /* Skips where there is none to be had. */
	assay_slot_destroy(box->slot);
	cr_assert_eq(assay_slot_create(&options, &box->slot, &box->err), 0, "%s", box->err.msg);
}

static int run_only(struct box *box, const char *code, struct assay_outcome *ret)
{
	struct assay_job job = box_job(box, "python", code, (struct assay_job){0});
	const struct assay_run_request request = {.slot = box->slot, .job = &job, .outcome = ret};

	return assay_sandbox_run(&request, 1, box->arena, &box->err);
}

Test(run, a_slot_for_one_program_runs_one)
{
	static const char code[] =
		"import os, pathlib\n"
		"pathlib.Path('x').write_text('y')\n"
		"print(os.listdir('/tmp'), os.listdir('/dev/shm'), sorted(os.listdir('.')), os.getpid() < 4, "
		"len(os.listdir('/proc/self/fd')), "
		"pathlib.Path('/proc/self/status').read_text().split('CapEff:')[1].split()[0])\n";
	struct assay_outcome o;
	struct box box;

	open_single(&box);
	cr_assert_eq(run_only(&box, code, &o), 0, "%s", box.err.msg);
	cr_assert_eq(o.end, ASSAY_END_EXITED);
	cr_assert(assay_str_is(o.out, "['home'] [] ['main.py', 'x'] True 4 0000000000000000\n"), "%.*s%.*s",
		  (int)o.out.len, o.out.data, (int)o.err.len, o.err.data);
	assay_slot_abandon(box.slot);
	assay_arena_destroy(box.arena);
}

/* There is nothing above the root, as everywhere. */
Test(run, a_slot_for_one_program_has_one_root)
{
	static const char code[] = "import os\nfor path in '/', '/usr', '/box', '/dev/null':\n"
				   "    print(os.path.samefile(path, '/..' + path), end=' ')\n";
	struct assay_outcome o;
	struct box box;

	open_single(&box);
	cr_assert_eq(run_only(&box, code, &o), 0, "%s", box.err.msg);
	cr_assert(assay_str_is(o.out, "True True True True "), "%.*s%.*s", (int)o.out.len, o.out.data, (int)o.err.len,
		  o.err.data);
	box_close(&box);
}

Test(run, a_slot_for_one_program_kills_its_daemons)
{
	struct assay_outcome o;
	struct box box;

	open_single(&box);
	cr_assert_eq(run_only(&box, "import os, time\nif os.fork() == 0:\n  os.setsid()\n  time.sleep(60)\n", &o), 0,
		     "%s", box.err.msg);
	cr_assert_eq(o.end, ASSAY_END_EXITED);
	cr_assert_lt(o.wall_us, 30000000);
	box_close(&box);
}

/* Nobody is left inside to tell of these ends. */
Test(run, a_slot_for_one_program_tells_how_it_was_killed)
{
	static const char *const argv[] = {"/no/such/program", NULL};
	const struct assay_limits wall = {.wall_ms = 300}, memory = {.mem_bytes = UINT64_C(64) << 20};
	struct assay_outcome o;
	struct box box;

	open_single(&box);
	struct assay_job job = box_job(&box, "python", "import time\ntime.sleep(60)\n", (struct assay_job){0});
	job.limits = wall;
	o = box_run(&box, &job);
	cr_assert_eq(o.end, ASSAY_END_WALL_LIMIT);
	cr_assert_geq(o.wall_us, 300000);
	box_close(&box);

	open_single(&box);
	job = box_job(&box, "python", "x = bytearray(500_000_000)\n", (struct assay_job){0});
	job.limits = memory;
	o = box_run(&box, &job);
	cr_assert(o.end == ASSAY_END_MEMORY_LIMIT || (o.end == ASSAY_END_EXITED && strstr(o.err.data, "MemoryError")));
	box_close(&box);

	open_single(&box);
	o = box_run(&box, &(struct assay_job){.argv = argv});
	cr_assert(o.is_refused);
	cr_assert_eq(o.exit_code, 127);
	box_close(&box);
}

Test(run, a_slot_for_one_program_is_spent_by_it)
{
	struct assay_outcome o;
	struct box box;

	open_single(&box);
	cr_assert_not(assay_slot_is_spent(box.slot));
	cr_assert_eq(run_only(&box, "print(5)", &o), 0, "%s", box.err.msg);
	cr_assert(assay_slot_is_spent(box.slot));
	cr_assert_eq(run_only(&box, "print(5)", &o), ASSAY_ECONFIG);
	assay_slot_abandon(box.slot);
	assay_arena_destroy(box.arena);
}

/* Java of one version for two machines has one configuration in /etc. */
Test(run, two_machines_may_share_a_configuration)
{
	const char *const machines[] = {"amd64", "i386"};
	glob_t found;
	struct box box;

	if (glob("/etc/java-*-openjdk", 0, NULL, &found) != 0)
		cr_skip_test("no configuration of Java in /etc");
	if (geteuid() != 0 || unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("tmpfs", "/usr/lib/jvm", "tmpfs", 0, NULL) < 0)
		cr_skip_test("no mounts of our own");
	for (size_t i = 0; i < 2; i++) {
		char path[300];

		snprintf(path, sizeof path, "/usr/lib/jvm/%s-%s", strrchr(found.gl_pathv[0], '/') + 1, machines[i]);
		cr_assert_eq(mkdir(path, 0755), 0);
	}
	globfree(&found);
	box_open(&box, 0);
	struct assay_outcome o = box_python(&box, "import glob; print(len(glob.glob('/etc/java-*-openjdk')))");

	cr_assert(assay_str_is(o.out, "1\n"), "%.*s", (int)o.out.len, o.out.data);
	box_close(&box);
}

/* On one core its parent may run again only when the program is over; no dynamic linker is done in so little time. */
Test(run, wall_time_begins_with_the_program)
{
	static const char *const argv[] = {"/bin/true", NULL};
	struct box box;
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	cr_assert_eq(sched_setaffinity(0, sizeof(one), &one), 0);
	box_open(&box, 0);
	for (int i = 0; i < 100; i++) {
		struct assay_outcome o = box_run(&box, &(struct assay_job){.argv = argv});

		cr_assert_geq(o.wall_us, 40, "%llu us", (unsigned long long)o.wall_us);
	}
	box_close(&box);
}

Test(run, says_what_could_not_be_executed)
{
	static const char *const argv[] = {"/no/such/program", NULL};
	struct box box;

	box_open(&box, 0);
	struct assay_outcome o = box_run(&box, &(struct assay_job){.argv = argv});

	cr_assert_eq(o.end, ASSAY_END_EXITED);
	cr_assert_eq(o.exit_code, 127);
	cr_assert(o.is_refused);
	cr_assert_geq(assay_str_find(o.err, ASSAY_STR("/no/such/program"), 0), 0);
	box_close(&box);
}

Test(run, cpu_limit_covers_the_whole_tree)
{
	struct box box;

	box_open(&box, 0);
	struct assay_job limits = {.limits = {.cpu_ms = 300, .wall_ms = 10000}};
	struct assay_outcome o = box_program(&box, "python", "while True: pass", limits);

	cr_assert_eq(o.end, ASSAY_END_CPU_LIMIT);
	cr_assert(o.cpu_us >= 300000 && o.cpu_us < 600000, "%lu us", (unsigned long)o.cpu_us);
	o = box_program(&box, "python", "import os\nfor _ in range(4): os.fork()\nwhile True: pass", limits);
	cr_assert_eq(o.end, ASSAY_END_CPU_LIMIT);
	cr_assert_lt(o.cpu_us, 700000, "%lu us", (unsigned long)o.cpu_us);
	box_close(&box);
}

Test(run, cpu_time_of_children_that_nobody_waits_for_counts)
{
	struct box box;

	box_open(&box, 0);
	struct assay_job limits = {.limits = {.cpu_ms = 400, .wall_ms = 10000}};
	struct assay_outcome o = box_program(&box, "python",
					     "import os, signal, time\n"
					     "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
					     "while True:\n"
					     "  if os.fork() == 0:\n"
					     "    e = time.process_time() + 0.1\n"
					     "    while time.process_time() < e: pass\n"
					     "    os._exit(0)\n"
					     "  time.sleep(0.11)\n",
					     limits);

	cr_assert_eq(o.end, ASSAY_END_CPU_LIMIT);
	cr_assert_lt(o.wall_us, 3000000);
	box_close(&box);
}

Test(run, wall_limit_stops_sleepers_on_time)
{
	static const char *const sleepers[] = {
		"import time; time.sleep(100)",
		"import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
		("import signal\nfor s in range(1, 32):\n  try: signal.signal(s, signal.SIG_IGN)\n  except OSError: "
		 "pass\n"
		 "import time; time.sleep(100)"),
	};
	struct box box;

	box_open(&box, 0);
	for (size_t i = 0; i < sizeof sleepers / sizeof sleepers[0]; i++) {
		struct assay_outcome o =
			box_program(&box, "python", sleepers[i], (struct assay_job){.limits = {.wall_ms = 300}});

		cr_assert_eq(o.end, ASSAY_END_WALL_LIMIT, "sleeper %zu: %d", i, o.end);
		cr_assert(o.wall_us >= 300000 && o.wall_us < 400000, "%lu us", (unsigned long)o.wall_us);
	}
	box_close(&box);
}

Test(run, memory_limit_covers_heap_children_and_files)
{
	static const char *const eaters[] = {
		"x = [bytearray(1 << 20) for _ in range(1000)]",
		("import os, time\nfor _ in range(16):\n  if os.fork() == 0:\n    x = bytearray(12 << 20); "
		 "time.sleep(9)\n"
		 "time.sleep(9)"),
		"import mmap, time\nm = mmap.mmap(-1, 200 << 20)\nfor i in range(0, 200 << 20, 4096): m[i] = "
		"1\ntime.sleep(9)",
	};
	struct box box;

	box_open(&box, 0);
	for (size_t i = 0; i < sizeof eaters / sizeof eaters[0]; i++) {
		struct assay_job limits = {.limits = {.mem_bytes = 64 << 20, .wall_ms = 4000}};
		struct assay_outcome o = box_program(&box, "python", eaters[i], limits);

		cr_assert_eq(o.end, ASSAY_END_MEMORY_LIMIT, "eater %zu: end %d: %.*s", i, o.end, (int)o.err.len,
			     o.err.data);
		cr_assert_lt(o.peak_bytes, 128 << 20);
	}
	box_close(&box);
}

Test(run, output_beyond_the_ceiling_is_cut_and_said)
{
	struct box box;

	box_open(&box, 0);
	struct assay_job limits = {.limits = {.output_bytes = 1000, .wall_ms = 5000}};
	struct assay_outcome o = box_program(&box, "python", "print('x' * 999)", limits);

	cr_assert_eq(o.end, ASSAY_END_EXITED, "exactly the ceiling is allowed");
	cr_assert_eq(o.out.len, 1000);
	o = box_program(&box, "python", "print('x' * 1000)", limits);
	cr_assert_eq(o.end, ASSAY_END_OUTPUT_LIMIT);
	cr_assert(o.out_is_truncated && !o.err_is_truncated);
	cr_assert_eq(o.out.len, 1000);
	o = box_program(&box, "python", "import sys\nwhile True: sys.stderr.write('y' * 4096)", limits);
	cr_assert_eq(o.end, ASSAY_END_OUTPUT_LIMIT);
	cr_assert(o.err_is_truncated && !o.out_is_truncated);
	box_close(&box);
}

Test(run, drains_64_mib_without_a_stall)
{
	struct box box;
	double start;

	box_open(&box, 0);
	struct assay_job limits = {.limits = {.output_bytes = 64 << 20, .mem_bytes = 256 << 20}};

	start = now_ms();
	struct assay_outcome o = box_program(&box, "python",
					     "import os\nb = b'z' * (1 << 20)\nfor _ in range(64):\n"
					     "  v = memoryview(b)\n  while v: v = v[os.write(1, v):]\n",
					     limits);

	cr_assert_eq(o.end, ASSAY_END_EXITED);
	cr_assert_eq(o.out.len, 64 << 20);
	cr_assert_lt(now_ms() - start, 3000);
	box_close(&box);
}

Test(run, fork_bomb_is_drained)
{
	struct box box;

	box_open(&box, 0);
	struct assay_job limits = {.limits = {.cpu_ms = 5000, .wall_ms = 500}};
	struct assay_job job = box_job(&box, "c", "#include <unistd.h>\nint main(void){ for(;;) fork(); }", limits);
	double start = now_ms();
	struct assay_outcome o = box_run(&box, &job);
	double took = now_ms() - start;

	cr_assert(o.end == ASSAY_END_WALL_LIMIT || o.end == ASSAY_END_CPU_LIMIT, "%d", o.end);
	cr_assert_lt(took, 500 + 400, "%f ms", took);
	assert_prints(box_python(&box, "print('still here')"), "still here\n");
	box_close(&box);
}

Test(run, orphans_that_hold_the_pipes_do_not_hold_the_result)
{
	struct box box;
	double start;

	box_open(&box, 0);
	start = now_ms();
	struct assay_outcome o = box_python(&box, "import os, time, sys\n"
						  "print('answer', flush=True)\n"
						  "if os.fork() == 0:\n  os.setsid(); time.sleep(60); print('late')\n");

	assert_prints(o, "answer\n");
	cr_assert_lt(now_ms() - start, 2000);
	box_close(&box);
}

Test(run, input_may_be_huge_or_unread)
{
	struct box box;
	size_t size = 32 << 20;
	char *bytes = malloc(size);

	cr_assert_not_null(bytes);
	memset(bytes, 'i', size);
	box_open(&box, 0);
	struct assay_job job = {.stdin_bytes = {bytes, size}};

	assert_prints(box_program(&box, "python", "print('unread')", job), "unread\n");
	assert_prints(box_program(&box, "python", "import sys; print(len(sys.stdin.buffer.read()))", job),
		      "33554432\n");
	assert_prints(box_program(&box, "python", "import sys; print(repr(sys.stdin.read()))", (struct assay_job){0}),
		      "''\n");
	/* Neither the descriptor nor a second opening of it lets the input be changed. */
	assert_prints(
		box_program(&box, "python",
			    "import os\n"
			    "for f in (lambda: os.write(0, b'x'), lambda: os.open('/proc/self/fd/0', os.O_RDWR)):\n"
			    "  try: f(); print('open')\n  except OSError: print('closed')\n",
			    job),
		"closed\nclosed\n");
	free(bytes);
	box_close(&box);
}

Test(run, files_go_in_and_only_plain_files_come_out)
{
	static const char *const outputs[] = {"plain", "link", "fifo", "folder", "up/../../etc", NULL};
	static const char *const good[] = {"plain", "link",	    "fifo",  "folder",	"sub/deep",
					   "hard",  "through/file", "large", "missing", NULL};
	struct box box;

	box_open(&box, 0);
	struct assay_file extra[] = {{.name = ASSAY_STR("data/in.txt"), .bytes = ASSAY_STR("given")}};
	struct assay_job job =
		box_job(&box, "python",
			"import os\n"
			"t = open('data/in.txt').read()\n"
			"open('plain', 'w').write(t + '!')\n"
			"os.symlink('/etc/passwd', 'link'); os.mkfifo('fifo'); os.mkdir('folder'); os.mkdir('sub')\n"
			"os.symlink('/etc', 'through')\n"
			"open('sub/deep', 'w').write('deep'); os.link('plain', 'hard'); os.truncate(os.open('large', "
			"os.O_CREAT|os.O_RDWR), "
			"3000)\n",
			(struct assay_job){.outputs = good, .max_output_file = 2000});
	struct assay_file files[2] = {job.files[0], extra[0]};

	job.files = files;
	job.n_files = 2;
	struct assay_outcome o = box_run(&box, &job);

	assert_prints(o, "");
	cr_assert_eq(o.n_outputs, 9);
	cr_assert(assay_str_is(o.outputs[0].bytes, "given!"));
	cr_assert(assay_str_is(o.outputs[4].bytes, "deep"));
	cr_assert(assay_str_is(o.outputs[5].bytes, "given!"));
	for (size_t i = 0; i < o.n_outputs; i++)
		if (i != 0 && i != 4 && i != 5)
			cr_assert(assay_str_is_absent(o.outputs[i].bytes), "%s", good[i]);
	struct assay_outcome unused;
	struct assay_run_request request = {.slot = box.slot, .job = &job, .outcome = &unused};

	job.outputs = outputs;
	cr_assert_eq(assay_sandbox_run(&request, 1, box.arena, &box.err), ASSAY_EINVAL);
	box_close(&box);
}

Test(run, file_system_is_fresh_and_bounded)
{
	struct box box;

	box_open(&box, 0);
	for (int i = 0; i < 2; i++)
		assert_prints(box_python(&box, "import os\n"
					       "for d in ('.', '/tmp', '/dev/shm', os.path.expanduser('~')):\n"
					       "  p = os.path.join(d, 'mark')\n"
					       "  print(os.path.exists(p), end=' ')\n"
					       "  open(p, 'w').write('x')\n"),
			      "False False False False ");
	struct assay_job limits = {.limits = {.fs_bytes = 4 << 20, .fs_inodes = 50}};

	assert_prints(box_program(&box, "python",
				  "n = 0\n"
				  "for d in ('.', '/tmp', '/dev/shm'):\n"
				  "  try:\n"
				  "    with open(d + '/f', 'wb', 0) as f:\n"
				  "      while True: n += f.write(b'x' * 65536)\n"
				  "  except OSError: pass\n"
				  "print(n <= 4 << 20, n > 3 << 20)",
				  limits),
		      "True True\n");
	assert_prints(
		box_program(&box, "python",
			    "import os\nn = 0\ntry:\n  while True: os.close(os.open(f'/tmp/{n}', os.O_CREAT)); n += 1\n"
			    "except OSError: pass\nprint(n <= 50)",
			    limits),
		"True\n");
	box_close(&box);
}

static int echo(void *arg, struct assay_session *session, size_t index, struct assay_str bytes)
{
	int *calls = arg;

	(*calls)++;
	if (assay_str_is_absent(bytes))
		return 0;
	return assay_session_send(session, index, bytes);
}

Test(run, channel_talks_to_the_caller)
{
	int calls = 0;
	struct box box;
	struct assay_outcome outcome;

	box_open(&box, 0);
	struct assay_job job =
		box_job(&box, "python",
			"import socket\ns = socket.socket(fileno=3)\n"
			"first = s.recv(100)\n"
			"for i in range(1000):\n  s.sendall(b'ping'); assert s.recv(4, socket.MSG_WAITALL) == b'ping'\n"
			"print(first)",
			(struct assay_job){.has_channel = true, .channel_in = ASSAY_STR("hello")});
	struct assay_run_request request = {
		.slot = box.slot, .job = &job, .on_channel = echo, .arg = &calls, .outcome = &outcome};

	cr_assert_eq(assay_sandbox_run(&request, 1, box.arena, &box.err), 0, "%s", box.err.msg);
	assert_prints(outcome, "b'hello'\n");
	cr_assert_geq(calls, 2);
	request.on_channel = NULL;
	job = box_job(&box, "python", "import os; os.write(3, b'collected')", (struct assay_job){.has_channel = true});
	cr_assert_eq(assay_sandbox_run(&request, 1, box.arena, &box.err), 0, "%s", box.err.msg);
	cr_assert(assay_str_is(outcome.channel, "collected"));
	job = box_job(&box, "python", "import os\nwhile True: os.write(3, b'x' * 4096)",
		      (struct assay_job){.has_channel = true, .limits = {.output_bytes = 10000}});
	cr_assert_eq(assay_sandbox_run(&request, 1, box.arena, &box.err), 0, "%s", box.err.msg);
	cr_assert_eq(outcome.end, ASSAY_END_OUTPUT_LIMIT);
	cr_assert_eq(outcome.channel.len, 10000);
	box_close(&box);
}

static int relay(void *arg, struct assay_session *session, size_t index, struct assay_str bytes)
{
	(void)arg;
	if (assay_str_is_absent(bytes)) {
		assay_session_stop(session, 1 - index);
		return 0;
	}
	return assay_session_send(session, 1 - index, bytes);
}

Test(run, two_runs_talk_through_the_caller)
{
	struct box boxes[2];
	struct assay_outcome outcomes[2];

	box_open(&boxes[0], 0);
	box_open(&boxes[1], 1);
	struct assay_job jobs[2] = {
		box_job(&boxes[0], "python",
			"import socket\ns = socket.socket(fileno=3)\n"
			"for i in range(500):\n  s.sendall(b'%04d' % i); r = s.recv(4, socket.MSG_WAITALL)\n  assert "
			"int(r) == i + 1\n"
			"print('suite done')",
			(struct assay_job){.has_channel = true}),
		box_job(&boxes[1], "python",
			"import socket\ns = socket.socket(fileno=3)\n"
			"while True:\n  q = s.recv(4, socket.MSG_WAITALL); s.sendall(b'%04d' % (int(q) + 1))\n",
			(struct assay_job){.has_channel = true}),
	};
	struct assay_run_request requests[2];

	for (size_t i = 0; i < 2; i++)
		requests[i] = (struct assay_run_request){
			.slot = boxes[i].slot, .job = &jobs[i], .on_channel = relay, .outcome = &outcomes[i]};
	cr_assert_eq(assay_sandbox_run(requests, 2, boxes[0].arena, &boxes[0].err), 0, "%s", boxes[0].err.msg);
	assert_prints(outcomes[0], "suite done\n");
	cr_assert_eq(outcomes[1].end, ASSAY_END_STOPPED);
	box_close(&boxes[0]);
	box_close(&boxes[1]);
}

static size_t count_entries(const char *path)
{
	DIR *dir = opendir(path);
	size_t n = 0;

	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n;
}

static size_t count_lines(const char *path)
{
	FILE *f = fopen(path, "re");
	size_t n = 0;

	for (int c; f && (c = getc(f)) != EOF;)
		n += c == '\n';
	if (f)
		fclose(f);
	return n;
}

Test(run, two_hundred_runs_leave_nothing)
{
	static const char *const argv[] = {"/bin/true", NULL};
	struct box box;
	size_t fds, mounts = count_lines("/proc/self/mounts"), tmp = count_entries("/dev/shm");

	box_open(&box, 0);
	box_run(&box, &(struct assay_job){.argv = argv});
	fds = count_entries("/proc/self/fd");
	for (int i = 0; i < 200; i++) {
		struct assay_outcome o = box_run(&box, &(struct assay_job){.argv = argv, .has_channel = true});

		cr_assert(o.end == ASSAY_END_EXITED && o.exit_code == 0);
	}
	cr_assert_eq(count_entries("/proc/self/fd"), fds);
	box_close(&box);
	cr_assert_eq(count_lines("/proc/self/mounts"), mounts);
	cr_assert_eq(count_entries("/dev/shm"), tmp);
	cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1, "a child is left");
}

Test(run, a_dead_template_is_a_failure_of_ours)
{
	static const char *const argv[] = {"/bin/sleep", "5", NULL};
	struct box box;

	box_open(&box, 0);
	cr_assert_eq(kill(box.slot->pid, SIGKILL), 0);
	struct assay_outcome outcome;
	struct assay_job job = {.argv = argv};
	struct assay_run_request request = {.slot = box.slot, .job = &job, .outcome = &outcome};

	cr_assert_eq(assay_sandbox_run(&request, 1, box.arena, &box.err), ASSAY_ESANDBOX);
	cr_assert_eq(assay_sandbox_run(&request, 1, box.arena, &box.err), ASSAY_ESANDBOX);
	box_close(&box);
}

Test(run, a_dead_worker_takes_its_runs_along)
{
	int ends[2];
	char byte;
	pid_t worker;

	cr_assert_eq(pipe(ends), 0);
	worker = fork();
	if (worker == 0) {
		static const char *const argv[] = {"/bin/sleep", "60", NULL};
		struct box box;

		/* The template and all below it hold no copy of this pipe, or its end would never come. */
		close(ends[0]);
		box_open(&box, 2);
		alarm(1);
		box_run(&box, &(struct assay_job){.argv = argv, .limits = {.wall_ms = 60000}});
		_exit(0);
	}
	close(ends[1]);
	cr_assert_eq(read(ends[0], &byte, 1), 0);
	cr_assert_eq(waitpid(worker, NULL, 0), worker);
	usleep(100000);

	DIR *proc = opendir("/proc");

	for (const struct dirent *e; (e = readdir(proc));) {
		char path[300], name[32] = "";
		FILE *f;

		snprintf(path, sizeof path, "/proc/%s/stat", e->d_name);
		f = fopen(path, "re");
		if (!f)
			continue;
		int parent = 0;

		if (fscanf(f, "%*d (%31[^)]) %*c %d", name, &parent) == 2)
			cr_assert(parent != worker, "%s is left", name);
		fclose(f);
	}
	closedir(proc);
}

static int stop_all_on_close(void *arg, struct assay_session *session, size_t index, struct assay_str bytes)
{
	(void)arg;
	(void)session;
	(void)index;
	return assay_str_is_absent(bytes);
}

Test(run, a_crash_stays_a_crash_when_the_caller_stops_at_its_news)
{
	struct box box;
	struct assay_outcome outcome;

	box_open(&box, 0);
	struct assay_job base = {.has_channel = true};
	struct assay_run_request request = {.slot = box.slot, .on_channel = stop_all_on_close, .outcome = &outcome};

	for (int i = 0; i < 20; i++) {
		struct assay_job job = box_job(&box, "python", "import os; os._exit(5)", base);

		request.job = &job;
		cr_assert_eq(assay_sandbox_run(&request, 1, box.arena, &box.err), 0, "%s", box.err.msg);
		cr_assert_eq(outcome.end, ASSAY_END_EXITED, "%d", outcome.end);
		cr_assert_eq(outcome.exit_code, 5);
	}
	struct assay_job job = box_job(&box, "python", "import os, time; os.close(3); time.sleep(60)", base);

	request.job = &job;
	cr_assert_eq(assay_sandbox_run(&request, 1, box.arena, &box.err), 0, "%s", box.err.msg);
	cr_assert_eq(outcome.end, ASSAY_END_STOPPED, "%d", outcome.end);
	box_close(&box);
}

Test(run, a_peer_hears_of_an_end_by_a_limit)
{
	struct box boxes[2];
	struct assay_outcome outcomes[2];
	struct assay_run_request requests[2];

	box_open(&boxes[0], 0);
	box_open(&boxes[1], 1);
	struct assay_job jobs[2] = {
		box_job(&boxes[0], "python", "import time; time.sleep(60)", (struct assay_job){.has_channel = true}),
		box_job(&boxes[1], "python", "while True: pass",
			(struct assay_job){.has_channel = true, .limits = {.cpu_ms = 200}}),
	};

	for (size_t i = 0; i < 2; i++)
		requests[i] = (struct assay_run_request){
			.slot = boxes[i].slot, .job = &jobs[i], .on_channel = relay, .outcome = &outcomes[i]};
	cr_assert_eq(assay_sandbox_run(requests, 2, boxes[0].arena, &boxes[0].err), 0, "%s", boxes[0].err.msg);
	cr_assert_eq(outcomes[0].end, ASSAY_END_STOPPED, "%d", outcomes[0].end);
	cr_assert_lt(outcomes[0].wall_us, 5000000);
	cr_assert_eq(outcomes[1].end, ASSAY_END_CPU_LIMIT, "%d", outcomes[1].end);
	box_close(&boxes[0]);
	box_close(&boxes[1]);
}

static int listen_slowly(void *arg, struct assay_session *session, size_t index, struct assay_str bytes)
{
	(void)arg;
	(void)session;
	(void)index;
	(void)bytes;
	(void)usleep(20000);
	return 0;
}

Test(run, dripping_into_a_slow_callers_channel_does_not_stretch_the_wall_limit)
{
	struct box box;
	struct assay_outcome outcome;

	box_open(&box, 0);
	struct assay_job job =
		box_job(&box, "python", "import os, time\nfor i in range(500):\n os.write(3, b'x'); time.sleep(0.005)",
			(struct assay_job){.has_channel = true, .limits = {.wall_ms = 300}});
	struct assay_run_request request = {
		.slot = box.slot, .job = &job, .on_channel = listen_slowly, .outcome = &outcome};

	cr_assert_eq(assay_sandbox_run(&request, 1, box.arena, &box.err), 0, "%s", box.err.msg);
	cr_assert_eq(outcome.end, ASSAY_END_WALL_LIMIT, "%d", outcome.end);
	cr_assert_lt(outcome.wall_us, 2000000, "%llu", (unsigned long long)outcome.wall_us);
	box_close(&box);
}
