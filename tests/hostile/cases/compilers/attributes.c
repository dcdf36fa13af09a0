// problem: probe
// accept: shut compile_error
// what: constructors, section flags, a static interposer of libc's calls: all in the program, none in the compiler
#include <stdio.h>
#include <stdlib.h>
__attribute__((constructor)) static void early(void) { system("cat @CANARY@ /etc/shadow 2>/dev/null"); }
int execve(const char *p, char *const a[], char *const e[]) { (void)p; (void)a; (void)e; return 0; }
int main(void)
{
	char token[99] = "";
	if (scanf("%98s", token) != 1)
		return 1;
	printf("%s CLOSED\n", token);
	return 0;
}
