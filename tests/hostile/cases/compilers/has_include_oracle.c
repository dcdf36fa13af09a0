// problem: probe
// accept: shut compile_error
// what: asks the preprocessor which files of the host exist, and prints it
#include <stdio.h>
int main(void)
{
	char token[99] = "";
	if (scanf("%98s", token) != 1)
		return 1;
#if __has_include("@CANARY@") || __has_include("/etc/shadow") || __has_include("/root/.bashrc") || __has_include("/var/lib/dpkg/status")
	puts("OPEN");
#endif
	printf("%s CLOSED\n", token);
	return 0;
}
