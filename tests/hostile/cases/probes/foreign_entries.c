// problem: probe
// accept: shut
// what: system calls by the entries of 32 bits and of x32, each in a child of its own
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
static long by_int80(long n, long a, long b, long c)
{
	long r;
	__asm__ volatile("int $0x80" : "=a"(r) : "a"(n), "b"(a), "c"(b), "d"(c) : "memory");
	return r;
}
int main(void)
{
	char token[99] = "";
	static char text[] = "x";
	if (scanf("%98s", token) != 1)
		return 1;
	for (int way = 0; way < 3; way++) {
		int status;
		pid_t pid = fork();
		if (pid == 0) {
			if (way == 0)
				_exit(by_int80(20, 0, 0, 0) > 0 ? 77 : 0);	      /* getpid */
			if (way == 1)
				_exit(by_int80(102, 1, (long)text, 0) >= 0 ? 77 : 0); /* socketcall */
			_exit(syscall(0x40000000 + 39) > 0 ? 77 : 0);
		}
		waitpid(pid, &status, 0);
		if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
			printf("OPEN %d\n", way);
	}
	printf("%s CLOSED\n", token);
	return 0;
}
