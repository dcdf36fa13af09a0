// problem: sum
// slow: yes
// accept: time_limit
// what: handlers for every signal that start the work anew, in a tree that forks when it is told to end
#include <signal.h>
#include <unistd.h>
static void again(int n)
{
	(void)n;
	fork();
}
int main(void)
{
	for (int i = 1; i < 65; i++)
		signal(i, again);
	for (;;)
		;
}
