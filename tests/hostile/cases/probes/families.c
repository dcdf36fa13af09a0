// problem: probe
// accept: shut
// what: a socket of each family and kind but Unix
#include <stdio.h>
#include <sys/socket.h>
int main(void)
{
	char token[99] = "";
	if (scanf("%98s", token) != 1)
		return 1;
	for (int family = 0; family < 64; family++)
		for (int kind = 1; kind < 11; kind++) {
			int pair[2];
			if (family == AF_UNIX)
				continue;
			if (socket(family, kind, 0) >= 0 || socket(family, kind, 1) >= 0 || socketpair(family, kind, 0, pair) >= 0)
				printf("OPEN %d %d\n", family, kind);
		}
	printf("%s CLOSED\n", token);
	return 0;
}
