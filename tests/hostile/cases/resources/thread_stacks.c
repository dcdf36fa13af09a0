// problem: sum
// slow: yes
// accept: fail
// what: threads with large stacks, each touched to its end
#include <pthread.h>
#include <string.h>
#include <unistd.h>
static void *eat(void *unused)
{
	char stack[7 << 20];
	memset(stack, 1, sizeof stack);
	pause();
	return unused + stack[5];
}
int main(void)
{
	pthread_t t;
	int n = 0;
	while (n < 1000 && pthread_create(&t, NULL, eat, NULL) == 0)
		n++;
	sleep(2);
	return 7;
}
