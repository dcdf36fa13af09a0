#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long long work(void)
{
	enum { N = 1000000 };
	long long *a = malloc(N * sizeof *a), x = 1, sum = 0;

	for (int i = 0; i < N; i++)
		a[i] = x = x * 16807 % 2147483647;
	for (int i = 0; i < N; i++)
		sum += a[i] * (i % 3);
	return sum;
}

int main(void)
{
	char line[100];
	long long a, b;

	fgets(line, sizeof line, stdin);
	line[strcspn(line, "\n")] = 0;
	if (!strcmp(line, "sum") && scanf("%lld %lld", &a, &b) == 2)
		printf("%lld\n", a + b);
	if (!strcmp(line, "echo") && fgets(line, sizeof line, stdin))
		printf("%.*s → ✓\n", (int)strcspn(line, "\n"), line);
	if (!strcmp(line, "work"))
		printf("%lld\n", work());
	if (!strcmp(line, "exit"))
		exit(3);
	if (!strcmp(line, "crash"))
		abort();
	if (!strcmp(line, "spin"))
		for (volatile int i = 0;;)
			i++;
	if (!strcmp(line, "hog"))
		for (;;)
			memset(malloc(1 << 20), 1, 1 << 20);
	if (!strcmp(line, "flood"))
		for (;;)
			puts("flood");
}
