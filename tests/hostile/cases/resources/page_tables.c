// problem: sum
// accept: fail
// what: reads one byte of every other megabyte of a vast mapping: no memory of its own, only page tables
#include <sys/mman.h>
#include <unistd.h>
int main(void)
{
	volatile char sum = 0;
	for (;;) {
		char *p = mmap(NULL, 1ull << 40, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (p == MAP_FAILED)
			return 3;
		for (size_t i = 0; i < 1ull << 40; i += 2 << 20)
			sum += p[i];
	}
}
