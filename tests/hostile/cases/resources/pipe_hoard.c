// problem: sum
// slow: yes
// accept: fail
// what: pipes of a megabyte each in every process it can have
#define _GNU_SOURCE
#include <fcntl.h>
#include <unistd.h>
int main(void)
{
	static char block[1 << 20];
	for (int i = 0; i < 40; i++)
		if (fork() == 0)
			for (;;) {
				int ends[2];
				if (pipe2(ends, O_NONBLOCK) < 0)
					pause();
				fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
				while (write(ends[1], block, sizeof block) > 0)
					;
			}
	sleep(2);
	return 8;
}
