// problem: sum
// accept: output_limit
// what: the right answer on one stream, an endless other one
#include <stdio.h>
int main(void)
{
	int a, b;
	if (scanf("%d %d", &a, &b) != 2)
		return 1;
	printf("%d\n", a + b);
	fflush(stdout);
	for (;;)
		fputs("x", stderr);
}
