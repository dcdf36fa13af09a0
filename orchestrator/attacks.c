/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/attacks.h"

#include "base/buf.h"
#include "base/fd.h"
#include "base/hash.h"
#include "sandbox/lang.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* What the programs are told to reach, one a line on their standard input, and what tells that they did. */
struct doors {
	int tcp, unix_socket;
	unsigned port;
	char unix_name[40]; /* In the abstract name space. */
	char file[64];
	char secret[ASSAY_HASH_HEX];
};

struct attack {
	const char *name;
	const char *code;
	struct assay_limits limits;
	/* True when the attack failed. NULL: when the program says SHUT or was stopped for trying. */
	bool (*is_repelled)(const struct doors *doors, const struct assay_outcome *outcome);
};

/* In front of every program. `attempt` counts a door as open when the call does not fail. */
static const char preamble[] = "import os, socket, sys\n"
			       "PORT, NAME, FILE, PID = sys.stdin.read().split('\\n')[:4]\n"
			       "opened = []\n"
			       "def attempt(what, call):\n"
			       "    try:\n"
			       "        call()\n"
			       "        opened.append(what)\n"
			       "    except Exception:\n"
			       "        pass\n"
			       "def report():\n"
			       "    print('OPEN: ' + ', '.join(opened) if opened else 'SHUT', flush=True)\n";

/* --- What repels them --- */

static bool says_shut(const struct assay_outcome *outcome)
{
	return assay_str_is(assay_str_trim(outcome->out), "SHUT");
}

static bool is_shut(const struct assay_outcome *outcome)
{
	return outcome->end == ASSAY_END_POLICY || says_shut(outcome);
}

static bool has_no_visitor(const struct doors *doors, const struct assay_outcome *outcome)
{
	bool is_visited = accept4(doors->tcp, NULL, NULL, SOCK_CLOEXEC) >= 0 ||
			  accept4(doors->unix_socket, NULL, NULL, SOCK_CLOEXEC) >= 0;
	return !is_visited && is_shut(outcome);
}

static bool keeps_the_secret(const struct doors *doors, const struct assay_outcome *outcome)
{
	return assay_str_find(outcome->out, assay_str_of(doors->secret), 0) == SIZE_MAX && is_shut(outcome);
}

static bool leaves_the_file(const struct doors *doors, const struct assay_outcome *outcome)
{
	assay_autobuf struct assay_buf now = {.max = 4096};
	bool is_same =
		assay_read_file(doors->file, &now, NULL) == 0 && assay_str_is(assay_buf_str(&now), doors->secret);
	return is_same && is_shut(outcome);
}

/* That the run is over says that every process of it is dead. */
static bool is_contained(const struct doors *doors __attribute__((unused)), const struct assay_outcome *outcome)
{
	return outcome->end != ASSAY_END_EXITED || says_shut(outcome);
}

static bool is_stopped(const struct doors *doors __attribute__((unused)), const struct assay_outcome *outcome)
{
	return outcome->end != ASSAY_END_EXITED || outcome->exit_code != 0;
}

/* --- The programs --- */

static const struct attack attacks[] = {
	{
		.name = "connect to this machine",
		.code = "def tcp(): socket.create_connection(('127.0.0.1', int(PORT)), 0.3)\n"
			"def local():\n"
			"    s = socket.socket(socket.AF_UNIX)\n"
			"    s.connect('\\0' + NAME)\n"
			"attempt('loopback', tcp)\n"
			"attempt('abstract socket', local)\n"
			"report()\n",
		.is_repelled = has_no_visitor,
	},
	{
		.name = "read the host's files",
		.code = "for name in ('/etc/shadow', FILE, '/proc/1/root' + FILE, '/proc/1/environ', '/root/.ssh'):\n"
			"    attempt(name, lambda: print(open(name, errors='replace').read(4096)))\n"
			"report()\n",
		.is_repelled = keeps_the_secret,
	},
	{
		.name = "write to the host's files",
		.code = "for name in (FILE, '/etc/passwd', '/usr/bin/farm', '/proc/sys/kernel/hostname'):\n"
			"    attempt(name, lambda: open(name, 'r+' if name == FILE else 'a').write('x'))\n"
			"report()\n",
		.is_repelled = leaves_the_file,
	},
	{
		.name = "reach other processes",
		.code = "attempt('signal to ' + PID, lambda: os.kill(int(PID), 0))\n"
			"try: names = os.listdir('/proc')\n"
			"except OSError: names = []\n" /* Closed altogether, as by Landlock. */
			"others = [p for p in names if p.isdigit() and int(p) not in (1, os.getpid())]\n"
			"if others: opened.append('processes ' + ' '.join(others[:5]))\n"
			"report()\n",
	},
	{
		.name = "gain a privilege",
		.code = "attempt('uid 0', lambda: os.setuid(0))\n"
			"attempt('device', lambda: os.mknod('/box/disk', 0o60666, 0x800))\n"
			"attempt('chroot', lambda: os.chroot('/'))\n"
			"try:\n"
			"    import ctypes\n"
			"    libc = ctypes.CDLL(None)\n"
			"    for flag in (0x10000000, 0x20000, 0x40000000):\n"
			"        if libc.unshare(flag) == 0: opened.append('unshare %x' % flag)\n"
			"    if libc.mount(b'none', b'/box', b'tmpfs', 0, None) == 0: opened.append('mount')\n"
			"except ImportError:\n"
			"    pass\n"
			"report()\n",
	},
	{
		.name = "fork without end",
		.code = "while True:\n"
			"    try:\n"
			"        os.fork()\n"
			"    except OSError:\n"
			"        pass\n",
		.limits = {.cpu_ms = 300, .wall_ms = 600, .procs = 16},
		.is_repelled = is_contained,
	},
	{
		.name = "take all memory",
		.code = "hoard = []\n"
			"while True: hoard.append(bytearray(8 << 20))\n",
		.limits = {.cpu_ms = 2000, .wall_ms = 3000, .mem_bytes = (uint64_t)64 << 20},
		.is_repelled = is_stopped,
	},
	{
		.name = "outlive the run",
		.code = "if os.fork() == 0:\n"
			"    os.setsid()\n"
			"    if os.fork() == 0:\n"
			"        import time\n"
			"        time.sleep(60)\n"
			"    os._exit(0)\n"
			"os.wait()\n"
			"print('SHUT', flush=True)\n",
		.limits = {.cpu_ms = 2000, .wall_ms = 3000},
		.is_repelled = is_contained,
	},
};

#define N_ATTACKS (sizeof(attacks) / sizeof(attacks[0]))

/* --- Doors --- */

static int open_tcp(struct doors *doors, struct assay_err *err)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);
	doors->tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (doors->tcp < 0 || bind(doors->tcp, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(doors->tcp, 4) < 0 || getsockname(doors->tcp, (struct sockaddr *)&address, &len) < 0)
		return assay_fail_errno(err, "open a listener to attack");
	doors->port = ntohs(address.sin_port);
	return 0;
}

static int open_unix(struct doors *doors, struct assay_err *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	(void)snprintf(doors->unix_name, sizeof(doors->unix_name), "assay-door-%d", (int)getpid());
	size_t len = strlen(doors->unix_name);
	memcpy(address.sun_path + 1, doors->unix_name, len);
	doors->unix_socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (doors->unix_socket < 0 ||
	    bind(doors->unix_socket, (struct sockaddr *)&address,
		 (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + len)) < 0 ||
	    listen(doors->unix_socket, 4) < 0)
		return assay_fail_errno(err, "open a socket to attack");
	return 0;
}

static int open_file(struct doors *doors, struct assay_err *err)
{
	struct assay_hash128 noise;
	if (getrandom(&noise, sizeof(noise), 0) != sizeof(noise))
		return assay_fail_errno(err, "random bytes");
	assay_hash_hex(&noise, doors->secret);
	(void)snprintf(doors->file, sizeof(doors->file), "/tmp/assay-door-XXXXXX");
	assay_autofd int fd = mkostemp(doors->file, O_CLOEXEC);
	if (fd < 0) {
		doors->file[0] = '\0';
		return assay_fail_errno(err, "make a file to attack");
	}
	/* Readable and writable by anybody: what keeps it is the sandbox, not its mode. */
	if (fchmod(fd, 0666) < 0)
		return assay_fail_errno(err, "make a file to attack");
	return assay_write_all(fd, doors->secret, strlen(doors->secret), err);
}

static int open_doors(struct doors *doors, struct assay_err *err)
{
	*doors = (struct doors){.tcp = -1, .unix_socket = -1};
	int rc = open_tcp(doors, err);
	if (rc == 0)
		rc = open_unix(doors, err);
	return rc ? rc : open_file(doors, err);
}

static void close_doors(struct doors *doors)
{
	assay_close_p(&doors->tcp);
	assay_close_p(&doors->unix_socket);
	if (doors->file[0])
		(void)unlink(doors->file); /* Nobody else knows its name. */
}

/* --- One after the other --- */

static struct assay_str describe(const struct assay_outcome *outcome, struct assay_arena *arena)
{
	static const char *const ends[] = {
		[ASSAY_END_SIGNALED] = "killed by a signal",
		[ASSAY_END_CPU_LIMIT] = "stopped by the CPU limit",
		[ASSAY_END_WALL_LIMIT] = "stopped by the clock",
		[ASSAY_END_MEMORY_LIMIT] = "stopped by the memory limit",
		[ASSAY_END_OUTPUT_LIMIT] = "stopped by the output limit",
		[ASSAY_END_POLICY] = "stopped by the system call filter",
		[ASSAY_END_STOPPED] = "stopped",
	};
	if (says_shut(outcome))
		return ASSAY_STR("found every door shut");
	if (outcome->end != ASSAY_END_EXITED && (size_t)outcome->end < sizeof(ends) / sizeof(ends[0]) &&
	    ends[outcome->end])
		return assay_str_of(ends[outcome->end]);
	struct assay_str text = assay_str_trim(outcome->out.len > 0 ? outcome->out : outcome->err);
	size_t start = text.len > 200 ? text.len - 200 : 0; /* The last line is what tells. */
	text = assay_str_sub(text, start, 200);
	return assay_arena_printf(arena, "exit %d: %.*s", outcome->exit_code, (int)text.len, text.data);
}

static int try_attack(const struct attack *attack, const struct doors *doors, struct assay_carrier *carrier,
		      struct assay_arena *arena, struct assay_attack_result *ret, struct assay_err *err)
{
	struct assay_str code = assay_arena_printf(arena, "%s%s", preamble, attack->code);
	struct assay_str input = assay_arena_printf(arena, "%u\n%s\n%s\n%d\n", doors->port, doors->unix_name,
						    doors->file, (int)getpid());
	if (!code.data || !input.data)
		return assay_arena_fail(arena, err);
	const struct assay_file file = {.bytes = code};
	const struct assay_program program = {.language = ASSAY_STR("python"), .files = &file, .n_files = 1};
	struct assay_outcome outcome = {0};
	struct assay_job job;
	int rc = assay_language_run_job(&program, NULL, 0, arena, &job, err);
	if (rc)
		return rc;
	job.stdin_bytes = input;
	job.limits = attack->limits;
	const struct assay_run_request request = {.slot = carrier->slots[0], .job = &job, .outcome = &outcome};
	rc = assay_sandbox_run(&request, 1, arena, err);
	if (rc)
		return rc;
	*ret = (struct assay_attack_result){
		.name = attack->name,
		.is_repelled = attack->is_repelled ? attack->is_repelled(doors, &outcome) : is_shut(&outcome),
		.saw = describe(&outcome, arena),
	};
	return 0;
}

int assay_attacks_run(struct assay_carrier *carrier, struct assay_arena *arena, struct assay_attack_result **ret,
		      size_t *ret_n, struct assay_err *err)
{
	struct assay_attack_result *results = assay_arena_array(arena, N_ATTACKS, sizeof(*results));
	if (!results)
		return assay_arena_fail(arena, err);
	struct doors doors;
	int rc = assay_carrier_prepare(carrier, 1, err);
	if (rc)
		return rc;
	rc = open_doors(&doors, err);
	for (size_t i = 0; rc == 0 && i < N_ATTACKS; i++)
		rc = try_attack(&attacks[i], &doors, carrier, arena, &results[i], err);
	close_doors(&doors);
	*ret = results;
	*ret_n = N_ATTACKS;
	return rc;
}
