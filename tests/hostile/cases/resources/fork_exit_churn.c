// problem: sum
// slow: yes
// accept: time_limit
// what: burns CPU in children that live for less than a tick each
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
	for (;;) {
		if (fork() == 0) {
			for (volatile int i = 0; i < 3000000; i++)
				;
			_exit(0);
		}
		wait(NULL);
	}
}
