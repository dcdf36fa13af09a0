// problem: probe
// accept: shut
// what: each kind of namespace by unshare, clone and setns, with and without a user namespace
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
	static const unsigned long flags[] = {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP, 0x80};
	static const char *const files[] = {"user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time"};
	char token[99] = "", path[64];
	if (scanf("%98s", token) != 1)
		return 1;
	for (int i = 0; i < 8; i++) {
		if (unshare((int)flags[i]) == 0 || unshare((int)(flags[i] | CLONE_NEWUSER)) == 0)
			printf("OPEN unshare %s\n", files[i]);
		long pid = flags[i] == 0x80 ? -1 : syscall(SYS_clone, flags[i] | SIGCHLD, NULL, NULL, NULL, 0);
		if (pid == 0)
			_exit(0);
		if (pid > 0) {
			printf("OPEN clone %s\n", files[i]);
			waitpid((pid_t)pid, NULL, 0);
		}
		snprintf(path, sizeof path, "/proc/1/ns/%s", files[i]);
		int fd = open(path, O_RDONLY);
		if ((fd >= 0 && setns(fd, 0) == 0) || setns((int)syscall(SYS_pidfd_open, getppid(), 0), (int)flags[i]) == 0)
			printf("OPEN setns %s\n", files[i]);
	}
	printf("%s CLOSED\n", token);
	return 0;
}
