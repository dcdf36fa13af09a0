// problem: probe
// accept: shut fail
// what: a binary whose program interpreter is a file of its own, or of the host
#include <stdio.h>
const char interp[] __attribute__((section(".interp"))) = "@CANARY@";
int main(void)
{
	char token[99] = "";
	if (scanf("%98s", token) != 1)
		return 1;
	printf("%s CLOSED\n", token);
	return 0;
}
