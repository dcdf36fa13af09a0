/* SPDX-License-Identifier: Apache-2.0 */
/* Runs that are forked from an interpreter are like runs from scratch, and as far from each other. */
#include "box.h"

#include "sandbox/slot.h"

#include <ctype.h>
#include <signal.h>
#include <sys/wait.h>

/* A slot whose next run of `job` is forked. A machine that has no zygotes skips. */
static struct assay_outcome warm_up(struct box *box, const struct assay_job *job)
{
	for (int i = 0; i < 2000; i++) {
		struct assay_outcome o = box_run(box, job);

		if (o.is_from_zygote)
			return o;
		if (box->slot->has_no_zygotes || box->slot->gate == 0)
			cr_skip_test("no zygotes here");
		usleep(5000);
	}
	cr_assert_fail("no run came from a zygote");
	return (struct assay_outcome){0};
}

static struct assay_job python_job(struct box *box, const char *code)
{
	static const struct assay_file none[1];
	struct assay_job job = box_job(box, "python", code, (struct assay_job){.files = none});

	job.zygote = assay_language_find(ASSAY_STR("python"))->zygote;
	return job;
}

/* What a program can see of how it was started, and what becomes of its end. */
static const struct {
	const char *what, *code, *input;
} programs[] = {
	{"names",
	 "import __main__, sys\nprint(sorted(vars(__main__)), __name__, __file__, __doc__, __spec__, __package__)\n"
	 "print(sys.argv, sys.orig_argv, sys.path, sys.executable, sys.prefix, sys.meta_path, sys.path_hooks[1:])\n"
	 "print(type(__loader__).__name__, __builtins__, 'sitecustomize' in sys.modules, 'site' in sys.modules)",
	 NULL},
	{"flags",
	 "import sys, gc\nprint(sys.flags, sys.warnoptions, sys._xoptions, sys.getrecursionlimit(), gc.isenabled(), "
	 "gc.get_threshold(), sys.getswitchinterval(), sys.dont_write_bytecode, sys.getdefaultencoding(), "
	 "sys.getfilesystemencoding(), sys.excepthook, sys.displayhook, sys.gettrace(), sys.getprofile())",
	 NULL},
	{"streams",
	 "import sys\nfor f in (sys.stdin, sys.stdout, sys.stderr, sys.__stdout__):\n"
	 "  print(f.name, f.mode, f.encoding, f.errors, f.newlines, f.line_buffering, f.write_through, f.isatty(), "
	 "f.seekable(), "
	 "f.fileno(), type(f.buffer).__name__, type(f.buffer.raw).__name__)",
	 NULL},
	{"environment",
	 "import os\nprint(sorted(os.environ.items()), os.getcwd(), os.listdir('.'), os.listdir('/tmp'))", NULL},
	{"process",
	 "import os, resource, signal\nprint(os.getpid(), os.getppid(), os.getpgid(0), os.getsid(0), os.getuid(), "
	 "os.getgid(), "
	 "os.getgroups(), os.umask(0), os.nice(0), os.getpriority(os.PRIO_PROCESS, 0))\n"
	 "print([resource.getrlimit(r) for r in range(16)])\n"
	 "print([(s, signal.getsignal(s)) for s in signal.valid_signals()], signal.pthread_sigmask(0, []), "
	 "signal.sigpending())",
	 NULL},
	{"status",
	 "print([l for l in open('/proc/self/status') if l.split(':')[0] in ('Name', 'Umask', 'State', 'Tgid', 'PPid', "
	 "'TracerPid', "
	 "'Uid', 'Gid', 'FDSize', 'NSpid', 'NSsid', 'Threads', 'SigBlk', 'SigIgn', 'SigCgt', 'ShdPnd', 'CapInh', "
	 "'CapPrm', "
	 "'CapEff', 'CapBnd', 'CapAmb', 'NoNewPrivs', 'Seccomp', 'Seccomp_filters', 'CoreDumping')])\n"
	 "print(open('/proc/self/cgroup').read(), open('/proc/self/mountinfo').read().count('\\n') if 0 else '')",
	 NULL},
	{"descriptors",
	 "import os\nprint(sorted(os.listdir('/proc/self/fd'))[:3], [os.fstat(i).st_mode for i in range(3)])\n"
	 "for fd in range(3, 64):\n  try: os.fstat(fd); print('open', fd)\n  except OSError: pass\n"
	 "print([os.get_inheritable(i) for i in range(3)])",
	 NULL},
	{"memory of its own",
	 "import os\nm = os.open('/proc/self/mem', os.O_RDWR)\nprint(os.readlink('/proc/self/exe'), "
	 "len(open('/proc/self/maps').read()) > 0, open('/proc/self/comm').read())",
	 NULL},
	{"command line", "print(open('/proc/self/cmdline').read())", NULL},
	{"namespaces", "import os\nprint(sorted(p for p in os.listdir('/proc') if p.isdigit()), os.uname()[1])", NULL},
	{"hashes", "print(hash('a'), {'x', 'y', 'z', 'w'}, hash(b'q'))", NULL},
	{"no output lost", "print('a', end=''); import sys; sys.stderr.write('b')", NULL},
	{"output lost", "import os\nprint('a', end='')\nos._exit(4)", NULL},
	{"exit code", "import sys\nsys.exit(3)", NULL},
	{"exit text", "import sys\nprint('x')\nsys.exit('bad')", NULL},
	{"exit object", "raise SystemExit(True)", NULL},
	{"exit none", "import sys\nprint('x', end='')\nsys.exit()", NULL},
	{"exit in a thread",
	 "import threading, sys\nt = threading.Thread(target=lambda: (print('t'), sys.exit(5)))\nt.start()", NULL},
	{"exception", "def f(x):\n  return 1 / x\nprint('before')\nf(0)", NULL},
	{"chained exceptions",
	 "class E(Exception): pass\ntry:\n  [][1]\nexcept IndexError as e:\n  raise E('x') from e", NULL},
	{"syntax error", "print('never')\ndef f(:\n  pass", NULL},
	{"null byte", "print(1)\n\001\n", NULL},
	{"mark of an archive", "print(1)\n# PK\005\006 and what is longer than such a record", NULL},
	{"mark of an archive at the end", "print(1)\n# PK\005\006", NULL},
	{"encoding", "# -*- coding: latin-1 -*-\nprint(ascii('\xe4'))", NULL},
	{"bad encoding", "print('\xff')", NULL},
	{"interrupt", "raise KeyboardInterrupt", NULL},
	{"interrupt by signal", "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(5)", NULL},
	{"killed", "import os\nos.kill(os.getpid(), 9)", NULL},
	{"aborted", "import os\nos.abort()", NULL},
	{"term", "import os, signal\nos.kill(0, signal.SIGTERM)", NULL},
	{"recursion",
	 "import sys\ndef f(n):\n  global m\n  m = n\n  f(n + 1)\ntry: f(1)\nexcept RecursionError: print(m)", NULL},
	{"deep recursion", "import sys\nsys.setrecursionlimit(30000)\nf = lambda n: n and f(n - 1)\nprint(f(25000))",
	 NULL},
	{"handlers at the end",
	 "import atexit\natexit.register(print, 'last')\natexit.register(print, 'first')\nprint('main')", NULL},
	{"a handler that fails", "import atexit\natexit.register(lambda: 1 / 0)\nprint('main')", NULL},
	{"a handler that exits", "import atexit, sys\natexit.register(lambda: sys.exit(6))\nprint('main')", NULL},
	{"handlers run early",
	 "import atexit, sys\natexit.register(print, 'x')\natexit._run_exitfuncs()\nimport json, fractions\n"
	 "print(json.dumps(1), sys.modules['json'] is json)\nsys.exit(7)",
	 NULL},
	{"finalizers",
	 "class D:\n  def __init__(s, n): s.n = n\n  def __del__(s): print('gone', s.n)\n"
	 "a = D('a')\nb = D('b'); b.b = b\nc = D('c')\ndef f(): return a\nimport collections\ncollections.d = "
	 "D('d')\n"
	 "_e = D('e')\ndel collections.d",
	 NULL},
	{"a generator at the end", "def g():\n  try: yield 1\n  finally: print('closed')\nx = g(); next(x)", NULL},
	{"a file at the end",
	 "f = open('x', 'w'); f.write('abc')\nimport atexit\natexit.register(lambda: print(len(open('x').read())))",
	 NULL},
	{"closed output", "import os\nprint('lost', end='')\nos.close(1)", NULL},
	{"replaced output", "import sys, io\nsys.stdout = io.StringIO()\nprint('lost')", NULL},
	{"an end that raised before", "import sys\nsys.last_type = 1\nprint('x')", NULL},
	{"input", "import sys\nprint(input(), sys.stdin.read(), sys.stdin.tell())", "one\ntwo\nthree"},
	{"input by number", "import os\nprint(os.read(0, 3), os.lseek(0, 0, 1))", "abcdef"},
	{"no input", "try: input()\nexcept EOFError as e: print(e)", NULL},
	{"children", "import os\nif os.fork() == 0:\n  print('child'); raise SystemExit(2)\nprint(os.wait()[1] >> 8)",
	 NULL},
	{"an orphan", "import os, time\nif os.fork() == 0:\n  time.sleep(30)\nprint('parent')", NULL},
	{"a program of its own",
	 "import subprocess, sys\nprint(subprocess.run([sys.executable, '-c', 'import sys, os; print(sys.path, "
	 "sorted(os.environ), sorted(sys.modules)[:40])'], capture_output=True, text=True))",
	 NULL},
	{"exec", "import os\nos.execv('/bin/sh', ['sh', '-c', 'echo $0 $PPID; env | sort; exit 9'])", NULL},
	{"threads",
	 "import threading\nr = []\nts = [threading.Thread(target=r.append, args=(i,)) for i in range(8)]\n"
	 "[t.start() for t in ts]; [t.join() for t in ts]\nprint(sorted(r), threading.current_thread().name, "
	 "threading.main_thread().native_id == __import__('os').getpid(), threading.active_count())",
	 NULL},
	{"a pool",
	 "from multiprocessing import Pool\ndef f(x): return x * x\nif __name__ == '__main__':\n"
	 "  with Pool(2) as p: print(p.map(f, range(5)))",
	 NULL},
	{"a module of its own", "import inspect, helper\nprint(helper.f(), inspect.getsource(helper), helper.__file__)",
	 NULL},
	{"hiding a module", "import collections, random\nprint(collections.__name__)", NULL},
	{"missing module", "import numpy_of_nobody", NULL},
	{"warnings", "import warnings\nwarnings.warn('w', DeprecationWarning)\nwarnings.warn('v')\nassert (1, 'x')",
	 NULL},
	{"tracemalloc",
	 "import tracemalloc, faulthandler, gc\nprint(tracemalloc.is_tracing(), faulthandler.is_enabled(), gc.garbage)",
	 NULL},
	{"collector",
	 "import gc, weakref\nclass C: pass\na = C(); a.a = a; r = weakref.ref(a); del a\ngc.collect()\nprint(r())",
	 NULL},
	{"locale",
	 "import locale, time\nprint(locale.setlocale(locale.LC_ALL), time.tzname, locale.getpreferredencoding())",
	 NULL},
	{"big numbers", "print(2 ** 5000)\ntry: print(10 ** 5000)\nexcept ValueError as e: print(e)", NULL},
	{"kernel",
	 "import ctypes, os\nl = ctypes.CDLL(None, use_errno=True)\nfor n in (165, 272, 435, 444, 446, 308, 155, 161, "
	 "317, 101):\n"
	 "  print(n, l.syscall(n, 0, 0, 0, 0, 0, 0), ctypes.get_errno())",
	 NULL},
};

/* Addresses are random in both kinds of runs. */
static void blank_addresses(struct assay_str text)
{
	char *bytes = (char *)(uintptr_t)text.data;

	for (size_t i = 0; i + 2 < text.len; i++)
		if (bytes[i] == '0' && bytes[i + 1] == 'x')
			for (i += 2; i < text.len && isxdigit((unsigned char)bytes[i]); i++)
				bytes[i] = '#';
}

static void compare(const char *what, const struct assay_outcome *cold, const struct assay_outcome *forked)
{
	cr_expect(forked->is_from_zygote && !cold->is_from_zygote, "%s", what);
	cr_expect_eq(cold->end, forked->end, "%s: end %d from scratch, %d forked", what, cold->end, forked->end);
	cr_expect_eq(cold->exit_code, forked->exit_code, "%s: code %d from scratch, %d forked", what, cold->exit_code,
		     forked->exit_code);
	cr_expect_eq(cold->signal, forked->signal, "%s: signal %d from scratch, %d forked", what, cold->signal,
		     forked->signal);
	for (int i = 0; i < 4; i++)
		blank_addresses((struct assay_str[]){cold->out, cold->err, forked->out, forked->err}[i]);
	cr_expect(assay_str_eq(cold->out, forked->out), "%s: printed\n%.*s\nfrom scratch, forked\n%.*s", what,
		  (int)cold->out.len, cold->out.data, (int)forked->out.len, forked->out.data);
	cr_expect(assay_str_eq(cold->err, forked->err), "%s: said\n%.*s\nfrom scratch, forked\n%.*s", what,
		  (int)cold->err.len, cold->err.data, (int)forked->err.len, forked->err.data);
}

static void compare_programs(void)
{
	const struct assay_file helper = {.name = ASSAY_STR("helper.py"), .bytes = ASSAY_STR("def f(): return 5\n")};
	struct box box;

	box_open(&box, 0);
	struct assay_job first = python_job(&box, "print(1)");

	assert_prints(warm_up(&box, &first), "1\n");
	for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
		struct assay_job job = python_job(&box, programs[i].code);
		struct assay_file files[3] = {
			job.files[0], helper, {.name = ASSAY_STR("random.py"), .bytes = ASSAY_STR("x = 1\n")}};
		struct assay_outcome cold, forked;

		job.files = files;
		job.n_files = strcmp(programs[i].what, "environment") == 0 ? 1 : 2;
		job.stdin_bytes = programs[i].input ? assay_str_of(programs[i].input) : (struct assay_str){0};
		forked = box_run(&box, &job);
		job.zygote = NULL;
		cold = box_run(&box, &job);
		compare(programs[i].what, &cold, &forked);
	}
	box_close(&box);
}

Test(zygote, is_seen_by_no_program)
{
	compare_programs();
}

Test(zygote, is_seen_by_no_program_of_an_ordinary_user)
{
	become_nobody();
	compare_programs();
}

Test(zygote, keeps_limits)
{
	static const struct {
		const char *code;
		struct assay_limits limits;
		enum assay_end end;
	} rows[] = {
		{"while True: pass", {.cpu_ms = 300}, ASSAY_END_CPU_LIMIT},
		{"import time\ntime.sleep(60)", {.wall_ms = 300}, ASSAY_END_WALL_LIMIT},
		{"x = bytearray(300 << 20)\nprint(len(x))", {.mem_bytes = 64 << 20}, ASSAY_END_MEMORY_LIMIT},
		{"while True: print('x' * 1000)", {.output_bytes = 1 << 16}, ASSAY_END_OUTPUT_LIMIT},
		{"import os\ntry:\n  while True: os.fork() or __import__('time').sleep(20)\nexcept OSError as e: "
		 "os.write(1, b'full')",
		 {.procs = 8, .wall_ms = 20000},
		 ASSAY_END_EXITED},
	};
	struct box box;

	box_open(&box, 0);
	struct assay_job job = python_job(&box, "print(1)");

	(void)warm_up(&box, &job);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct assay_outcome o;

		job = python_job(&box, rows[i].code);
		job.limits = rows[i].limits;
		o = box_run(&box, &job);
		cr_expect(o.is_from_zygote, "row %zu", i);
		cr_expect_eq(o.end, rows[i].end, "row %zu: end %d", i, o.end);
	}
	job = python_job(&box, "print(1)");
	assert_prints(warm_up(&box, &job), "1\n");
	box_close(&box);
}

/* The modules took tens of milliseconds and megabytes to load, which no candidate pays for. */
Test(zygote, does_not_count_what_it_did_before)
{
	struct box box;

	box_open(&box, 0);
	struct assay_job job = python_job(&box, "import time, resource\nprint(time.process_time() < 0.03 and "
						"resource.getrusage(resource.RUSAGE_SELF).ru_utime < 0.03)");
	struct assay_outcome o = warm_up(&box, &job);

	assert_prints(o, "True\n");
	cr_assert_lt(o.cpu_us, 30000);
	cr_assert_gt(o.peak_bytes, 1 << 20);
	box_close(&box);
}

/* Text that is in memory only if it came there by itself: the program knows it with every bit turned over. */
#define SCAN                                                                                          \
	"import sys\n"                                                                                \
	"kept = 'a text that is kept'\n"                                                              \
	"needle = bytes(b ^ 255 for b in sys.stdin.buffer.read())\n"                                  \
	"def ranges():\n"                                                                             \
	"  for l in open('/proc/self/maps'):\n"                                                       \
	"    if ' r' in l and '[v' not in l: yield [int(x, 16) for x in l.split()[0].split('-')]\n"   \
	"found, own = 0, id(needle)\n"                                                                \
	"with open('/proc/self/mem', 'rb', 0) as m:\n"                                                \
	"  for a, b in ranges():\n"                                                                   \
	"    at = a\n"                                                                                \
	"    while at < b:\n"                                                                         \
	"      m.seek(at)\n"                                                                          \
	"      piece = m.read(min(4096, b - at))\n"                                                   \
	"      i = piece.find(needle)\n"                                                              \
	"      while i >= 0:\n"                                                                       \
	"        here = at + i\n"                                                                     \
	"        found += not own <= here < own + 100 and not id(piece) <= here < id(piece) + 5000\n" \
	"        i = piece.find(needle, i + 1)\n"                                                     \
	"      at += 4096\n"                                                                          \
	"print(found)\n"

static struct assay_outcome scan_for(struct box *box, const void *text, size_t len)
{
	static char turned[64];
	struct assay_job job = python_job(box, SCAN);

	for (size_t i = 0; i < len; i++)
		turned[i] = (char)(((const unsigned char *)text)[i] ^ 255);
	job.stdin_bytes = (struct assay_str){turned, len};
	return box_run(box, &job);
}

Test(zygote, hands_on_no_number_of_the_gate)
{
	struct box box;

	box_open(&box, 0);
	struct assay_job job = python_job(&box, "print(1)");

	(void)warm_up(&box, &job);
	/* A text of the program's own, to see that the scan sees. */
	struct assay_outcome seen = scan_for(&box, "text that is kept", 17);

	cr_assert(seen.is_from_zygote && seen.out.len > 0 && seen.out.data[0] != '0', "%.*s%.*s", (int)seen.out.len,
		  seen.out.data, (int)seen.err.len, seen.err.data);
	assert_prints(scan_for(&box, &box.slot->gate, sizeof box.slot->gate), "0\n");
	box_close(&box);
}

Test(zygote, hands_on_nothing_of_other_runs)
{
	const struct assay_file files[] = {
		{.name = ASSAY_STR("main.py"),
		 .bytes = ASSAY_STR("# textual remains one\nimport sys\ny = sys.stdin.read()\nprint(y)\n")},
		{.name = ASSAY_STR("nominal-remains-two/f"), .bytes = ASSAY_STR("data remains three")},
	};
	static const char *const outputs[] = {"nominal-remains-four", NULL};
	static const char *const texts[] = {"al remains one", "al-remains-two", "ta remains three", "al-remains-four",
					    "ut remains five"};
	struct box box;

	box_open(&box, 0);
	struct assay_job job = python_job(&box, "print(1)");

	(void)warm_up(&box, &job);
	job.files = files;
	job.n_files = 2;
	job.outputs = outputs;
	job.stdin_bytes = ASSAY_STR("input remains five");
	cr_assert(box_run(&box, &job).is_from_zygote);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct assay_outcome o = scan_for(&box, texts[i], strlen(texts[i]));

		cr_expect(o.is_from_zygote && assay_str_is(o.out, "0\n"), "%s: %.*s%.*s", texts[i], (int)o.out.len,
			  o.out.data, (int)o.err.len, o.err.data);
	}
	box_close(&box);
}

Test(zygote, draws_random_numbers_anew)
{
	struct box box;

	box_open(&box, 0);
	struct assay_job job = python_job(&box, "import random, os, tempfile\nprint(random.random(), os.urandom(8), "
						"tempfile.mktemp())");
	struct assay_outcome a = warm_up(&box, &job), b = box_run(&box, &job);

	cr_assert(b.is_from_zygote);
	cr_assert(!assay_str_eq(a.out, b.out), "%.*s", (int)a.out.len, a.out.data);
	box_close(&box);
}

Test(zygote, has_loaded_files_of_ours)
{
	const struct assay_file files[] = {
		{.name = ASSAY_STR("main.py"),
		 .bytes = ASSAY_STR("import ours\nprint(ours.born_as == __import__('os').getpid(), ours.__file__)\n")},
		{.name = ASSAY_STR("ours.py"),
		 .bytes = ASSAY_STR("import os\nborn_as = os.getpid()\n"),
		 .is_ours = true},
	};
	struct box box;

	box_open(&box, 0);
	struct assay_job job = python_job(&box, "");

	job.files = files;
	job.n_files = 2;
	assert_prints(warm_up(&box, &job), "False /box/ours.py\n");
	job.zygote = NULL;
	assert_prints(box_run(&box, &job), "True /box/ours.py\n");
	box_close(&box);
}

/* Python runs archives, too, which is asked about in the first step behind the fork. */
Test(zygote, runs_an_archive)
{
	static const char *const outputs[] = {"archive", NULL};
	struct assay_file file = {.name = ASSAY_STR("main.py")};
	struct assay_outcome made;
	struct box box;

	box_open(&box, 0);
	struct assay_job job = python_job(&box, "import zipfile\nwith zipfile.ZipFile('archive', 'w') as z: "
						"z.writestr('__main__.py', 'print(__name__, __file__)')\n");

	job.outputs = outputs;
	made = box_run(&box, &job);
	cr_assert(made.n_outputs == 1 && made.outputs[0].bytes.len > 0);
	file.bytes = made.outputs[0].bytes;
	job = python_job(&box, "print(1)");
	(void)warm_up(&box, &job);
	job.files = &file;
	job.n_files = 1;
	made = box_run(&box, &job);
	cr_assert(made.is_from_zygote);
	assert_prints(made, "__main__ /box/main.py/__main__.py\n");
	job.zygote = NULL;
	assert_prints(box_run(&box, &job), "__main__ /box/main.py/__main__.py\n");
	box_close(&box);
}

/* A file that starts a thread, keeps a file open, fails: runs go on from scratch. */
Test(zygote, refuses_what_it_cannot_fork)
{
	static const char *const bad[] = {
		"import threading, time\nthreading.Thread(target=time.sleep, args=(100,), daemon=True).start()\n",
		"f = open('/usr/bin/python3', 'rb')\n",
		"import nothing_of_the_kind\n",
		"raise SystemExit(0)\n",
		"import os\nos._exit(0)\n",
		"import os\nos.abort()\n"};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct assay_file files[] = {
			{.name = ASSAY_STR("main.py"), .bytes = ASSAY_STR("print(1)\n")},
			{.name = ASSAY_STR("ours.py"), .bytes = assay_str_of(bad[i]), .is_ours = true},
		};
		struct sandbox_stem *stem = NULL;
		struct box box;

		box_open(&box, (unsigned)i);
		struct assay_job job = python_job(&box, "");

		job.files = files;
		job.n_files = 2;
		for (int n = 0; n < 2000 && !(stem && stem->is_refused); n++) {
			struct assay_outcome o = box_run(&box, &job);

			assert_prints(o, "1\n");
			cr_assert(!o.is_from_zygote, "row %zu", i);
			for (size_t k = 0; k < SANDBOX_MAX_STEMS; k++)
				if (box.slot->stems[k].is_zygote)
					stem = &box.slot->stems[k];
			usleep(5000);
		}
		cr_assert(stem && stem->is_refused, "row %zu", i);
		box_close(&box);
	}
}

static pid_t find_interpreter(pid_t parent)
{
	char command[128], line[64] = "";
	FILE *out;

	snprintf(command, sizeof command, "pgrep -P %d -x python3", (int)parent);
	out = popen(command, "r");
	cr_assert_not_null(out);
	(void)!fgets(line, sizeof line, out);
	pclose(out);
	return (pid_t)atoi(line);
}

Test(zygote, that_was_killed_is_done_without)
{
	struct box box;

	box_open(&box, 0);
	struct assay_job job = python_job(&box, "print(1)");

	(void)warm_up(&box, &job);
	pid_t pid = find_interpreter(box.slot->pid);

	if (pid <= 0) {
		box_close(&box);
		cr_skip_test("no pgrep");
	}
	cr_assert_eq(sandbox_slot_settle(box.slot, NULL), 0);
	cr_assert_eq(kill(pid, SIGKILL), 0);
	usleep(20000);
	struct assay_outcome o = box_run(&box, &job);

	assert_prints(o, "1\n");
	cr_assert(!o.is_from_zygote);
	box_close(&box);
}

Test(zygote, ends_with_its_slot)
{
	struct box box;

	box_open(&box, 0);
	struct assay_job job = python_job(&box, "print(1)");

	(void)warm_up(&box, &job);
	pid_t pid = find_interpreter(box.slot->pid);

	box_close(&box);
	if (pid <= 0)
		cr_skip_test("no pgrep");
	cr_assert_eq(kill(pid, 0), -1);
}

Test(zygote, is_replaced_after_its_runs)
{
	struct assay_sandbox_options options = {.slot_id = (unsigned)(getpid() * 4) % 29000, .runs_per_zygote = 3};
	struct box box;
	size_t n_forked = 0;

	box_open(&box, 1);
	assay_slot_destroy(box.slot);
	cr_assert_eq(assay_slot_create(&options, &box.slot, &box.err), 0);
	struct assay_job job = python_job(&box, "print(1)");

	for (int i = 0; i < 3; i++) {
		assert_prints(warm_up(&box, &job), "1\n");
		n_forked = 1;
		for (struct assay_outcome o; (o = box_run(&box, &job)).is_from_zygote; n_forked++)
			assert_prints(o, "1\n");
		cr_assert_eq(n_forked, 3);
	}
	box_close(&box);
}

Test(zygote, is_off_where_it_is_not_wanted)
{
	struct assay_sandbox_options options = {.slot_id = (unsigned)(getpid() * 4) % 29000, .has_no_zygotes = true};
	struct box box;

	box_open(&box, 1);
	assay_slot_destroy(box.slot);
	cr_assert_eq(assay_slot_create(&options, &box.slot, &box.err), 0);
	struct assay_job job = python_job(&box, "import os\nprint(os.path.exists('/tmp/zygote'))");

	for (int i = 0; i < 20; i++) {
		struct assay_outcome o = box_run(&box, &job);

		assert_prints(o, "False\n");
		cr_assert(!o.is_from_zygote);
		usleep(10000);
	}
	box_close(&box);
}
