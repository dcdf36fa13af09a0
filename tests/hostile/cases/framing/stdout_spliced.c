// problem: sum
// accept: output_limit
// what: floods standard output without a write: sendfile, splice and tee from an endless file
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/sendfile.h>
#include <unistd.h>
int main(void)
{
	char block[65536] = {0};
	int f = open("zeros", O_RDWR | O_CREAT, 0600), ends[2];
	for (int i = 0; i < 64; i++)
		if (write(f, block, sizeof block) < 0)
			return 1;
	if (pipe(ends) < 0)
		return 1;
	for (;;) {
		off_t at = 0;
		if (sendfile(1, f, &at, 1 << 22) < 0)
			return 1;
		loff_t from = 0;
		if (splice(f, &from, ends[1], NULL, 65536, 0) > 0 && tee(ends[0], 1, 65536, 0) > 0)
			splice(ends[0], NULL, 1, NULL, 65536, 0);
	}
}
