/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the candidates of guest.c do: one static program, so that the sandbox of a bare machine can run it. The first
 * argument names the deed. Memory is told in MiB; what was taken is held until the program is done.
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
#include <sys/shm.h>
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

static const struct {
	const char *name;
	int n_args;
	int (*run)(char **args);
} deeds[] = {
	{"nothing", 0, do_nothing}, {"hold", 1, do_hold},     {"file", 1, do_file},   {"memfd", 1, do_memfd},
	{"sysv", 1, do_sysv},	    {"family", 2, do_family}, {"count", 0, do_count}, {"bomb", 0, do_bomb},
	{"spin", 1, do_spin},	    {"burn", 2, do_burn},     {"sleep", 0, do_sleep}, {"orphans", 1, do_orphans},
	{"flood", 0, do_flood},
};

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++)
		if (argc >= 2 && strcmp(argv[1], deeds[i].name) == 0 && argc - 2 == deeds[i].n_args)
			return deeds[i].run(argv + 2);
	fprintf(stderr, "payload: no such deed\n");
	return 2;
}
