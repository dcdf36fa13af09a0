/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What candidates do in the virtual machine, in soak runs and in benches: one program, static where a bare machine has
 * to run it. The first argument names the deed. Memory is told in MiB; what was taken is held until the program is
 * done.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { REFUSED = 3 };

_Noreturn static void sleep_forever(void)
{
	for (;;)
		pause();
}

static unsigned number(const char *text)
{
	return (unsigned)strtoul(text, NULL, 10);
}

static size_t mib(const char *text)
{
	return (size_t)number(text) << 20;
}

static void need(int is_fine, const char *what)
{
	if (is_fine)
		return;
	perror(what);
	exit(REFUSED);
}

static int do_nothing(char **args)
{
	(void)args;
	return 0;
}

/* hold MIB: private memory, written so that it is really there. */
static int do_hold(char **args)
{
	size_t n = mib(args[0]);
	char *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	need(p != MAP_FAILED, "mmap");
	memset(p, 1, n);
	return 0;
}

static int fill(int fd, size_t n)
{
	static char block[1 << 16];

	need(fd >= 0, "open");
	memset(block, 1, sizeof block);
	for (size_t done = 0; done < n; done += sizeof block)
		need(write(fd, block, sizeof block) == (ssize_t)sizeof block, "write");
	return 0;
}

/* file MIB: a file on the tmpfs of the run. */
static int do_file(char **args)
{
	return fill(open("/tmp/big", O_WRONLY | O_CREAT | O_TRUNC, 0600), mib(args[0]));
}

/* memfd MIB: memory that no mapping shows. */
static int do_memfd(char **args)
{
	return fill(memfd_create("big", 0), mib(args[0]));
}

/* sysv MIB: memory that outlives its maker. */
static int do_sysv(char **args)
{
	size_t n = mib(args[0]);
	int id = shmget(IPC_PRIVATE, n, IPC_CREAT | 0600);
	void *p = shmat(id, NULL, 0);

	need((intptr_t)p != -1, "shmget");
	memset(p, 1, n);
	return shmdt(p);
}

/* family N MIB: N children that hold MIB each, at once. The parent does not stir, so only a kill of all ends it. */
static int do_family(char **args)
{
	for (unsigned i = number(args[0]); i > 0; i--) {
		if (fork() == 0) {
			(void)do_hold(args + 1);
			sleep_forever();
		}
	}
	sleep_forever();
}

/* count: forks until refused, and says how many processes there were. */
static int do_count(char **args)
{
	int n = 1;
	pid_t pid;

	(void)args;
	while (n < 10000 && (pid = fork()) >= 0) {
		if (pid == 0)
			sleep_forever();
		n++;
	}
	printf("%d %s\n", n, errno == EAGAIN ? "EAGAIN" : "?");
	return 0;
}

/* bomb: every process forks for ever; the first tells a few times on the channel, so that the caller can count. */
static int do_bomb(char **args)
{
	pid_t first = getpid();
	const struct timespec moment = {.tv_nsec = 50000000};

	(void)args;
	for (int i = 0; i < 1 << 30; i++) {
		if (fork() != 0 && getpid() == first) {
			(void)nanosleep(&moment, NULL);
			if (i < 8)
				(void)!write(3, "x", 1);
		}
	}
	return 0;
}

_Noreturn static void spin(void)
{
	for (volatile unsigned long n = 0;; n++)
		;
}

/* spin N: N processes that compute for ever. */
static int do_spin(char **args)
{
	for (unsigned i = number(args[0]); i > 1; i--)
		if (fork() == 0)
			break;
	spin();
	return 0;
}

static uint64_t own_cpu_us(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

/* burn N MS: N children after one another that compute for MS and die. */
static int do_burn(char **args)
{
	uint64_t us = number(args[1]) * UINT64_C(1000);

	for (unsigned i = number(args[0]); i > 0; i--) {
		if (fork() == 0) {
			while (own_cpu_us() < us)
				;
			_exit(0);
		}
		(void)wait(NULL);
	}
	return 0;
}

static void ignore_signals(void)
{
	for (int i = 1; i < NSIG; i++)
		(void)signal(i, SIG_IGN);
}

/* sleep: ignores every signal that can be ignored; says on the channel that it is there. */
static int do_sleep(char **args)
{
	(void)args;
	ignore_signals();
	(void)!write(3, "x", 1);
	sleep_forever();
}

/* orphans N: leaves N daemons behind, half of them stopped, and is done. */
static int do_orphans(char **args)
{
	for (unsigned i = number(args[0]); i > 0; i--) {
		if (fork() == 0) {
			(void)setsid();
			ignore_signals();
			if (fork() != 0)
				_exit(0);
			if (i % 2)
				(void)raise(SIGSTOP);
			sleep_forever();
		}
	}
	return 0;
}

/* flood: output without end. */
static int do_flood(char **args)
{
	(void)args;
	while (fill(1, 1 << 20) == 0)
		;
	return 0;
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

/* grow MIB: takes one more MiB at a time, and writes after each when that was: nanoseconds, eight bytes. */
static int do_grow(char **args)
{
	size_t n = mib(args[0]);
	char *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	need(p != MAP_FAILED, "mmap");
	for (size_t done = 0; done < n; done += 1 << 20) {
		memset(p + done, 1, 1 << 20);

		uint64_t now = now_ns();

		need(write(1, &now, sizeof now) == (ssize_t)sizeof now, "write");
	}
	sleep_forever();
}

/* child MIB: the same in a child that nobody waits for. */
static int do_child(char **args)
{
	if (fork() == 0)
		return do_grow(args);
	sleep_forever();
}

/* emit MIB: so much output; then, on standard error, how long the slowest 64 KiB of it took: nanoseconds, as text. */
static int do_emit(char **args)
{
	static char block[1 << 16];
	uint64_t longest = 0, last = now_ns();

	for (size_t left = mib(args[0]); left > 0; left -= sizeof block) {
		for (size_t done = 0; done < sizeof block;) {
			ssize_t n = write(1, block + done, sizeof block - done);

			need(n > 0, "write");
			done += (size_t)n;
		}
		uint64_t now = now_ns();

		longest = now - last > longest ? now - last : longest;
		last = now;
	}
	fprintf(stderr, "%llu", (unsigned long long)longest);
	return 0;
}

/* exit N */
static int do_exit(char **args)
{
	return (int)number(args[0]);
}

/* crash SIGNAL */
static int do_crash(char **args)
{
	return raise((int)number(args[0]));
}

/* forbidden: asks for what the filter ends a run for; else says so. */
static int do_forbidden(char **args)
{
	(void)args;
	__asm__ volatile("int $0x80" : : "a"(20) : "memory"); /* The entry of another ABI. */
	return REFUSED;
}

/* litter N: N files in as many folders, links, a FIFO, a memory file, IPC objects, sockets with names, and no tidying.
 */
static int do_litter(char **args)
{
	struct sockaddr_un hidden = {.sun_family = AF_UNIX, .sun_path = "\0assay-litter"};
	struct sockaddr_un shown = {.sun_family = AF_UNIX, .sun_path = "/tmp/socket"};
	char folder[64], path[96];

	for (unsigned i = number(args[0]); i > 0; i--) {
		snprintf(folder, sizeof folder, "/tmp/folder-%u", i);
		snprintf(path, sizeof path, "%s/file", folder);
		need(mkdir(folder, i % 2 ? 0700 : 0) == 0, "mkdir");
		if (i % 2)
			(void)fill(open(path, O_WRONLY | O_CREAT, 0), 1 << 16);
		snprintf(path, sizeof path, "/tmp/link-%u", i);
		(void)!symlink("/etc/passwd", path);
	}
	(void)mkfifo("/tmp/fifo", 0600);
	(void)fill(shm_open("/litter", O_RDWR | O_CREAT, 0600), 1 << 20);
	(void)fill(memfd_create("litter", 0), 1 << 20);
	(void)shmget(4711, 1 << 20, IPC_CREAT | 0600);
	(void)semget(4711, 4, IPC_CREAT | 0600);
	(void)msgget(4711, IPC_CREAT | 0600);
	/* Where the sandbox refuses one of these there is less to leave behind. */
	(void)!bind(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&hidden, sizeof hidden);
	(void)!bind(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&shown, sizeof shown);
	return 0;
}

/* echo: sends back on the channel what comes from it, until it closes. */
static int do_echo(char **args)
{
	char bytes[4096];
	ssize_t n;

	(void)args;
	while ((n = read(3, bytes, sizeof bytes)) > 0)
		need(write(3, bytes, (size_t)n) == n, "write");
	return 0;
}

/* ask N: N questions on the channel, each answered before the next; then done. */
static int do_ask(char **args)
{
	char question[64] = "what?", answer[64];

	for (unsigned i = number(args[0]); i > 0; i--) {
		need(write(3, question, sizeof question) == (ssize_t)sizeof question, "write");
		for (size_t got = 0; got < sizeof answer;) {
			ssize_t n = read(3, answer + got, sizeof answer - got);

			need(n > 0, "read");
			got += (size_t)n;
		}
	}
	return 0;
}

static const struct {
	const char *name;
	int n_args;
	int (*run)(char **args);
} deeds[] = {
	{"nothing", 0, do_nothing}, {"hold", 1, do_hold},     {"file", 1, do_file},   {"memfd", 1, do_memfd},
	{"sysv", 1, do_sysv},	    {"family", 2, do_family}, {"count", 0, do_count}, {"bomb", 0, do_bomb},
	{"spin", 1, do_spin},	    {"burn", 2, do_burn},     {"sleep", 0, do_sleep}, {"orphans", 1, do_orphans},
	{"flood", 0, do_flood},	    {"grow", 1, do_grow},     {"child", 1, do_child}, {"emit", 1, do_emit},
	{"exit", 1, do_exit},	    {"crash", 1, do_crash},   {"echo", 0, do_echo},   {"forbidden", 0, do_forbidden},
	{"litter", 1, do_litter},   {"ask", 1, do_ask},
};

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++)
		if (argc >= 2 && strcmp(argv[1], deeds[i].name) == 0 && argc - 2 == deeds[i].n_args)
			return deeds[i].run(argv + 2);
	fprintf(stderr, "payload: no such deed\n");
	return 2;
}
