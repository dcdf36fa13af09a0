// problem: probe
// accept: shut
// what: runs files without a name (memfd, O_TMPFILE) and looks whether they escape the filter; makes such memory secret
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	char token[99] = "", *words[] = {"again", "x", NULL}, *env[] = {NULL};
	if (argc > 1 || argv[0][0] == 'a')
		return socket(AF_INET, SOCK_STREAM, 0) >= 0 || unshare(CLONE_NEWUSER) == 0 ? 77 : 0;
	if (scanf("%98s", token) != 1)
		return 1;
	int sources[] = {memfd_create("x", MFD_CLOEXEC), open(".", O_TMPFILE | O_RDWR, 0700)};
	for (int i = 0; i < 2; i++) {
		int self = open("/proc/self/exe", O_RDONLY), status = 0;
		if (sources[i] < 0 || self < 0 || sendfile(sources[i], self, NULL, 10 << 20) < 0)
			continue;
		if (fork() == 0) {
			syscall(SYS_execveat, sources[i], "", words, env, AT_EMPTY_PATH);
			_exit(0);
		}
		wait(&status);
		if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
			printf("OPEN %d\n", i);
	}
	if (syscall(447, 0) >= 0)
		puts("OPEN secret memory");
	printf("%s CLOSED\n", token);
	return 0;
}
