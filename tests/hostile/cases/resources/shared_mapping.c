// problem: sum
// accept: memory_limit time_limit
// what: one shared mapping, filled by many children that each hold little of their own
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
	size_t mib = 1 << 20;
	char *p = mmap(NULL, 400 * mib, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < 20; i++)
		if (fork() == 0) {
			memset(p + i * 20 * mib, 1, 20 * mib);
			pause();
		}
	while (wait(NULL) > 0)
		;
	return 0;
}
