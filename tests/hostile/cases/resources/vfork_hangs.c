// problem: sum
// slow: yes
// accept: time_limit
// what: a parent that waits inside the kernel for a child that sleeps
#include <unistd.h>
int main(void)
{
	if (vfork() == 0)
		for (;;)
			pause();
	return 0;
}
