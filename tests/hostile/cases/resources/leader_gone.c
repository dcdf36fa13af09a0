// problem: sum
// slow: yes
// accept: time_limit
// what: right answer, then the main thread ends alone and others spin on in a process without a leader
#include <pthread.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>
static void *spin(void *unused)
{
	for (;;)
		;
	return unused;
}
int main(void)
{
	int a, b;
	pthread_t t;
	if (scanf("%d %d", &a, &b) != 2)
		return 1;
	printf("%d\n", a + b);
	fflush(stdout);
	pthread_create(&t, NULL, spin, NULL);
	syscall(SYS_exit, 0);
}
