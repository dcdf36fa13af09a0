/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The memory of an interpreter that is to be forked, arranged so that its forks share more of it. A candidate pays for
 * each page that it writes to with a copy, and for code with faults that bring nothing new. Of a fork that judges one
 * of HumanEval's candidates 650 such faults were half of the kernel's work; nothing here can be seen in it but
 * addresses.
 */
#include "sandbox/zygote.h"

#include "sandbox/template.h"

#include <errno.h>
#include <link.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

/* The interpreter's. */
extern void *PyMem_Malloc(size_t size);

/*
 * What is free between the things that were loaded lies on hundreds of pages, and a candidate that is given a piece of
 * each copies them all. So that its objects come to lie side by side, all gaps are taken, and stay so. The interpreter
 * has pools of blocks of one size, all of a pool free where the first and the second are neighbours behind its head.
 */
static void take_gaps_in_pools(void)
{
	enum { STEP = 16, LARGEST = 512, HEAD = 48, POOL = 4096, MOST = 1 << 20 };

	for (size_t size = STEP; size <= LARGEST; size += STEP) {
		uintptr_t last = 0, next;

		for (size_t taken = 0; taken < MOST; taken += size, last = next) {
			next = (uintptr_t)PyMem_Malloc(size);
			if (next == 0 || (next == last + size && last % POOL == HEAD))
				break;
		}
	}
}

/* libc cuts from the end of its heap when no gap will do. */
static void take_gaps_in_heap(void)
{
	enum { LARGEST = 64 << 10, FINE = 1024, STEP = 16 };
	uintptr_t end = (uintptr_t)sbrk(0), top = end - mallinfo2().keepcost;

	for (size_t size = LARGEST; size >= STEP; size -= size > FINE ? size / 8 / STEP * STEP : STEP) {
		uintptr_t at;

		do
			at = (uintptr_t)malloc(size);
		while (at != 0 && at < top);
	}
}

/*
 * A fork leaves out the page tables of code, since they can be filled again from its file: by a fault for every 16
 * pages that a candidate comes by, a hundred of them. Not so where any page was ever written to, so one byte is, with
 * itself.
 */
static void write_once(char *at, size_t len, int protection)
{
	volatile char *byte = at;
	char same;

	if (mprotect(at, len, protection | PROT_WRITE) < 0)
		return; /* Forbidden here: it costs the faults and nothing else. */
	same = *byte;
	*byte = same;
	if (mprotect(at, len, protection) < 0)
		sandbox_give_up("protection of code", errno);
}

static int write_to_code(struct dl_phdr_info *object, size_t size, void *arg)
{
	/* Smaller pieces cost few faults, and a fork something for each that is not left out. */
	enum { LARGE = 256 << 10 };
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	(void)size, (void)arg;
	if (object->dlpi_addr == getauxval(AT_SYSINFO_EHDR))
		return 0; /* The kernel's own, which is in no file. */
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &object->dlpi_phdr[i];
		uintptr_t from = (object->dlpi_addr + part->p_vaddr) / page * page;
		int protection = PROT_READ | (part->p_flags & PF_X ? PROT_EXEC : 0);

		if (part->p_type == PT_LOAD && part->p_filesz >= LARGE && !(part->p_flags & PF_W))
			write_once((char *)from, object->dlpi_addr + part->p_vaddr + part->p_filesz - from, protection);
	}
	return 0;
}

void sandbox_zygote_arrange_memory(void)
{
	take_gaps_in_pools();
	take_gaps_in_heap();
	(void)dl_iterate_phdr(write_to_code, NULL); /* Always 0. */
}
