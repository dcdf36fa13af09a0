// problem: probe
// accept: shut
// repeat: 3
// what: keys in the rings of user, session and process
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void)
{
	char token[99] = "";
	if (scanf("%98s", token) != 1)
		return 1;
	for (int ring = -8; ring < 0; ring++) {
		if (syscall(SYS_keyctl, 10, ring, "user", "@MARK@", 0) > 0)
			puts("OPEN found");
		if (syscall(SYS_add_key, "user", "@MARK@", "x", 1, ring) > 0 || syscall(SYS_keyctl, 0, ring, 1) > 0)
			puts("OPEN ring");
	}
	if (syscall(SYS_request_key, "user", "@MARK@", NULL, -3) > 0)
		puts("OPEN requested");
	printf("%s CLOSED\n", token);
	return 0;
}
