// problem: sum
// accept: any
// what: exits in the moment in which all its children fork
#include <stdio.h>
#include <unistd.h>
int main(void)
{
	int a, b;
	if (scanf("%d %d", &a, &b) != 2)
		return 1;
	for (int i = 0; i < 8; i++)
		if (fork() == 0)
			for (;;)
				if (fork() == 0)
					setsid();
	printf("%d\n", a + b);
	return 0;
}
