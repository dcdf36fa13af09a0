// problem: sum
// slow: yes
// accept: time_limit fail
// what: long calls inside the kernel, so that a kill has to wait: huge copies between devices, allocations, random bytes
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/sendfile.h>
#include <unistd.h>
int main(void)
{
	int zero = open("/dev/zero", O_RDONLY), null = open("/dev/null", O_WRONLY), f = open("f", O_RDWR | O_CREAT, 0600);
	size_t size = 64 << 20;
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (;;) {
		sendfile(null, zero, NULL, 0x7ffff000);
		fallocate(f, 0, 0, 32 << 20);
		fallocate(f, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 32 << 20);
		if (getrandom(p, size, 0) < 0)
			continue;
		p = mremap(p, size, size, MREMAP_MAYMOVE);
	}
}
