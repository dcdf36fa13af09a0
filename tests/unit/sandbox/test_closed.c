/* SPDX-License-Identifier: Apache-2.0 */
/* Doors that must be shut, as root and as an ordinary user. */
#include "box.h"

#include <sys/stat.h>

/* Each program prints "closed" when the door is; whatever else it prints is the way it got through. */
static const struct {
	const char *what, *language, *code;
} doors[] = {
	{"network", "python",
	 "import socket\n"
	 "for f in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_PACKET, 40, 38):\n"
	 "  for t in (1, 2, 3):\n"
	 "    try: socket.socket(f, t); print('family', f)\n"
	 "    except OSError: pass\n"
	 "print('closed')"},
	{"abstract sockets of the host", "python",
	 "import socket\ns = socket.socket(socket.AF_UNIX)\n"
	 "try: s.connect('\\0assay-test-door'); print('open')\nexcept OSError: print('closed')"},
	{"host files", "python",
	 "import os\n"
	 "for p in ('/etc/shadow', '/root', '/home', '/var/log', '/var/lib/dpkg', '/sys/kernel', '/proc/sys/kernel', "
	 "'/proc/kcore', '/etc/machine-id', '/boot', '/work', '/old_root', '/mnt', '/dev/tty', '/dev/ptmx', "
	 "'/dev/kvm'):\n"
	 "  if os.path.lexists(p): print('sees', p)\n"
	 "print('closed')"},
	{"writing outside", "python",
	 "import os\n"
	 "for d in ('/', '/usr', '/usr/bin', '/etc', '/dev', '/run', '/var/tmp', '/var', '/proc', '/lib'):\n"
	 "  try: open(d + '/assay_mark', 'w'); print('writes', d)\n"
	 "  except OSError: pass\n"
	 "for f in ('/etc/passwd', '/usr/bin/env', '/proc/self/oom_score_adj', '/proc/self/uid_map'):\n"
	 "  try: open(f, 'r+'); print('opens', f)\n"
	 "  except OSError: pass\n"
	 "print('closed')"},
	{"other processes", "python",
	 "import os\n"
	 "for d in os.listdir('/proc'):\n"
	 "  if d.isdigit() and int(d) != os.getpid(): print('sees', d)\n"
	 "for p in range(1, 5000):\n"
	 "  if p == os.getpid(): continue\n"
	 "  try: os.kill(p, 0); p != 1 and print('signals', p)\n"
	 "  except OSError: pass\n"
	 "print('closed')"},
	{"environment", "python",
	 "import os\nfor k in os.environ:\n"
	 "  if k not in ('PATH', 'LANG', 'LC_ALL', 'TZ', 'HOME', 'PYTHONHASHSEED', 'PYTHONDONTWRITEBYTECODE', "
	 "'OPENBLAS_NUM_THREADS'): print('sees', k)\n"
	 "print('closed')"},
	{"identity", "c",
	 "#define _GNU_SOURCE\n#include <unistd.h>\n#include <stdio.h>\n#include <grp.h>\n#include <string.h>\n"
	 "int main(void){ gid_t g[64]; if (getuid() != 1000 || geteuid() != 1000 || getgid() != 1000) puts(\"id\");\n"
	 "if (!setuid(0) || !setgid(0) || !setresuid(0,0,0) || !seteuid(0)) puts(\"setuid\");\n"
	 "if (!setgroups(1, (gid_t[]){0})) puts(\"setgroups\");\n"
	 "FILE *f = fopen(\"/proc/self/status\", \"r\"); char l[256]; unsigned long long c; int n;\n"
	 "while (f && fgets(l, 256, f)) { if (!strncmp(l, \"Cap\", 3) && sscanf(l + 7, \"%llx\", &c) == 1 && c) "
	 "puts(l);\n"
	 " if (sscanf(l, \"NoNewPrivs: %d\", &n) == 1 && !n) puts(l); if (sscanf(l, \"Seccomp: %d\", &n) == 1 && n != "
	 "2) puts(l); }\n"
	 "puts(\"closed\"); (void)g; return 0; }"},
	{"descriptors", "c",
	 "#include <fcntl.h>\n#include <stdio.h>\n"
	 "int main(void){ for (int i = 3; i < 70000; i++) if (fcntl(i, F_GETFD) >= 0) printf(\"fd %d\\n\", i); "
	 "puts(\"closed\"); return 0; }"},
	{"namespaces", "c",
	 "#define _GNU_SOURCE\n#include <sched.h>\n#include <stdio.h>\n#include <unistd.h>\n#include <sys/syscall.h>\n"
	 "#include <signal.h>\n#include <sys/mount.h>\n"
	 "int main(void){ int f[] = {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, "
	 "CLONE_NEWUTS, 0x80, "
	 "0x02000000};\n"
	 "for (int i = 0; i < 8; i++) if (!unshare(f[i])) printf(\"unshare %x\\n\", f[i]);\n"
	 "if (syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0) >= 0) puts(\"clone\");\n"
	 "unsigned long long a[11] = {CLONE_NEWUSER, 0, 0, 0, SIGCHLD}; if (syscall(435, a, sizeof a) >= 0) "
	 "puts(\"clone3\");\n"
	 "if (!mount(\"x\", \"/tmp\", \"tmpfs\", 0, \"\")) puts(\"mount\"); if (!chroot(\"/tmp\")) puts(\"chroot\");\n"
	 "puts(\"closed\"); return 0; }"},
	{"names of control groups", "c",
	 "#include <stdio.h>\n#include <string.h>\n"
	 "int main(void){ char l[1024]; FILE *f = fopen(\"/proc/self/cgroup\", \"r\");\n"
	 "while (f && fgets(l, sizeof l, f)) if (!strstr(l, \":/\\n\")) fputs(l, stdout);\n"
	 "puts(\"closed\"); return 0; }"},
	{"limits", "c",
	 "#define _GNU_SOURCE\n#include <sys/resource.h>\n#include <stdio.h>\n#include <unistd.h>\n#include "
	 "<sys/syscall.h>\n"
	 "#include <sys/prctl.h>\n"
	 "int main(void){ for (int i = 0; i < 16; i++) { struct rlimit r, n; getrlimit(i, &r); if (r.rlim_max == "
	 "RLIM_INFINITY) "
	 "continue; n.rlim_cur = n.rlim_max = r.rlim_max + 1; if (!setrlimit(i, &n)) printf(\"raise %d\\n\", i);\n"
	 "if (!syscall(SYS_prlimit64, 1, i, &r, 0)) printf(\"pid 1's %d\\n\", i); }\n"
	 "struct rlimit z = {0, 0}; if (!setrlimit(RLIMIT_CORE, &z)) puts(\"core\");\n"
	 "puts(\"closed\"); return 0; }"},
	{"setuid files", "c",
	 "#define _GNU_SOURCE\n#include <sys/stat.h>\n#include <stdio.h>\n#include <fcntl.h>\n#include "
	 "<unistd.h>\n#include "
	 "<sys/statvfs.h>\n"
	 "int main(void){ const char *d[] = {\".\", \"/tmp\", \"/dev/shm\", \"/usr\", \"/\"}; struct statvfs v;\n"
	 "for (int i = 0; i < 5; i++) if (statvfs(d[i], &v) || !(v.f_flag & ST_NOSUID) || !(v.f_flag & ST_NODEV)) "
	 "puts(d[i]);\n"
	 "puts(\"closed\"); return 0; }"},
	{"kernel log, keys, bpf, io_uring", "c",
	 "#define _GNU_SOURCE\n#include <stdio.h>\n#include <unistd.h>\n#include <sys/syscall.h>\n"
	 "int main(void){ long b[32] = {0}; if (syscall(SYS_keyctl, 0, -4, 1, 0, 0) >= 0) puts(\"keyctl\");\n"
	 "if (syscall(SYS_add_key, \"user\", \"k\", \"x\", 1, -4) >= 0) puts(\"add_key\"); if (syscall(425, 4, b) >= "
	 "0) "
	 "puts(\"io_uring\");\n"
	 "if (syscall(SYS_bpf, 0, b, sizeof b) >= 0) puts(\"bpf\"); if (syscall(SYS_userfaultfd, 1) >= 0) "
	 "puts(\"uffd\");\n"
	 "if (syscall(SYS_perf_event_open, b, 0, -1, -1, 0) >= 0) puts(\"perf\"); if (syscall(SYS_ptrace, 16, 1, 0, 0) "
	 ">= 0) "
	 "puts(\"ptrace\");\n"
	 "puts(\"closed\"); return 0; }"},
};

static void try_doors(void)
{
	struct box box;

	box_open(&box, 0);
	for (size_t i = 0; i < sizeof doors / sizeof doors[0]; i++) {
		struct assay_outcome o = box_program(&box, doors[i].language, doors[i].code, (struct assay_job){0});

		cr_expect(assay_str_is(o.out, "closed\n"), "%s: %.*s%.*s", doors[i].what, (int)o.out.len, o.out.data,
			  (int)o.err.len, o.err.data);
	}
	box_close(&box);
}

Test(closed, to_root)
{
	if (geteuid() != 0)
		cr_skip_test("not root");
	cr_assert_eq(setenv("ASSAY_TEST_SECRET_KEY", "sk-very-secret", 1), 0);
	try_doors();
}

Test(closed, to_an_ordinary_user)
{
	cr_assert_eq(setenv("ASSAY_TEST_SECRET_KEY", "sk-very-secret", 1), 0);
	become_nobody();
	try_doors();
}

Test(closed, foreign_system_calls_end_the_run)
{
	struct box box;

	box_open(&box, 0);
#if defined(__x86_64__)
	struct assay_outcome o = box_c(&box, "#include <unistd.h>\n#include <sys/syscall.h>\n"
					     "int main(void){ syscall(0x40000000L + 39); return 0; }");

	cr_assert_eq(o.end, ASSAY_END_POLICY);
	o = box_c(&box,
		  "int main(void){ long r; __asm__ volatile(\"int $0x80\" : \"=a\"(r) : \"a\"(20L) : \"memory\"); "
		  "return r > 0; }");
	cr_assert(o.end == ASSAY_END_POLICY || o.signal == 11, "%d", o.end);
#else
	cr_skip_test("only x86-64 has foreign entries");
#endif
	box_close(&box);
}

Test(closed, a_run_cannot_reach_the_next_through_ipc)
{
	struct box box;
	const char *code =
		"#include <sys/ipc.h>\n#include <sys/shm.h>\n#include <sys/msg.h>\n#include <stdio.h>\n"
		"int main(void){ if (shmget(77, 4096, 0600) >= 0 || msgget(78, 0600) >= 0) puts(\"left\"); "
		"shmget(77, 4096, IPC_CREAT | 0600); msgget(78, IPC_CREAT | 0600); puts(\"closed\"); return 0; }";

	box_open(&box, 0);
	struct assay_job job = box_job(&box, "c", code, (struct assay_job){0});

	for (int i = 0; i < 2; i++)
		assert_prints(box_run(&box, &job), "closed\n");
	box_close(&box);
}

Test(closed, honest_needs_are_met)
{
	static const struct {
		const char *language, *code, *prints;
	} needs[] = {
		{"python", "from multiprocessing import Pool\nwith Pool(2) as p: print(sum(p.map(abs, [-1, 2, -3])))",
		 "6\n"},
		{"python", "import asyncio\nasync def f(): await asyncio.sleep(0); return 5\nprint(asyncio.run(f()))",
		 "5\n"},
		{"python",
		 "import subprocess, sys\nprint(subprocess.run([sys.executable, '-c', 'print(4)'], "
		 "capture_output=True, text=True).stdout.strip())",
		 "4\n"},
		{"python",
		 "from concurrent.futures import ThreadPoolExecutor as T\nwith T(8) as t: print(sum(t.map(abs, "
		 "range(9))))",
		 "36\n"},
		{"python",
		 "import tempfile, sqlite3\nwith tempfile.NamedTemporaryFile() as f: f.write(b'x')\n"
		 "print(sqlite3.connect('a.db').execute('select 3').fetchone()[0])",
		 "3\n"},
		{"python",
		 "print({'b', 'a', 'c'} == set('abc'), hash('x') == hash('x'), flush=True); open('/dev/stdout', "
		 "'w').write('re\\n')",
		 "True True\nre\n"},
		{"python", "import os; print(os.cpu_count() > 0, os.getlogin if 0 else 1, os.path.expanduser('~'))",
		 "True 1 /tmp/home\n"},
		{"bash", "read -r a <<< '3'; echo $((a + 1)) > /dev/stdout; (echo x | cat) | tr x y; mkfifo p",
		 "4\ny\n"},
		{"javascript",
		 "const {Worker, isMainThread, parentPort} = require('worker_threads');\n"
		 "if (isMainThread) new Worker(__filename).on('message', m => console.log(m)); else "
		 "parentPort.postMessage(9);",
		 "9\n"},
		{"cpp",
		 "#include <thread>\n#include <iostream>\nint main(){ int x = 0; std::thread t([&]{ x = 8; }); "
		 "t.join(); "
		 "std::cout << x << std::endl; }",
		 "8\n"},
		{"java",
		 "public class Main { public static void main(String[] a) throws Exception { Thread t = new Thread(() "
		 "-> "
		 "System.out.println(2)); t.start(); t.join(); } }",
		 "2\n"},
	};
	struct box box;

	box_open(&box, 0);
	for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++) {
		if (!assay_language_is_available(assay_language_find(assay_str_of(needs[i].language)), NULL))
			continue;
		struct assay_outcome o = box_program(&box, needs[i].language, needs[i].code, (struct assay_job){0});

		cr_expect(assay_str_is(o.out, needs[i].prints), "%s: %.*s%.*s", needs[i].code, (int)o.out.len,
			  o.out.data, (int)o.err.len, o.err.data);
	}
	box_close(&box);
}
