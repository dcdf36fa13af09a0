// problem: probe
// accept: shut
// what: changes limits, priority, CPUs, groups and memory of pid 1, of its parent and of the runner
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#define TRY(what, call) do { if ((call) >= 0) printf("OPEN %s %d\n", what, pid); } while (0)
int main(void)
{
	char token[99] = "", byte;
	int pids[] = {1, getppid(), @PID@};
	if (scanf("%98s", token) != 1)
		return 1;
	for (int i = 0; i < 3; i++) {
		int pid = pids[i];
		struct rlimit r = {1, 1};
		struct iovec iov = {&byte, 1};
		cpu_set_t set;
		CPU_ZERO(&set);
		CPU_SET(0, &set);
		if (pid == 0)
			continue;
		TRY("prlimit", prlimit(pid, RLIMIT_NOFILE, &r, NULL));
		TRY("priority", setpriority(PRIO_PROCESS, pid, 19));
		TRY("group priority", setpriority(PRIO_PGRP, pid, 19));
		TRY("affinity", sched_setaffinity(pid, sizeof set, &set));
		TRY("ptrace", syscall(SYS_ptrace, 16, pid, 0, 0));
		TRY("readv", process_vm_readv(pid, &iov, 1, &iov, 1, 0));
		TRY("setpgid", setpgid(pid, 0));
		TRY("move pages", syscall(SYS_move_pages, pid, 0, NULL, NULL, NULL, 0));
		TRY("pidfd", syscall(SYS_pidfd_getfd, syscall(SYS_pidfd_open, pid, 0), 0, 0));
	}
	/* In a pid namespace pid 1 can be named but not harmed. */
	for (int n = 1; n < 65; n++)
		kill(1, n), syscall(SYS_tkill, 1, n);
	kill(@PID@, SIGKILL);
	printf("%s CLOSED\n", token);
	return 0;
}
