/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/gate.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Read by the instructions below alone, so that no copy of it gets onto a stack. */
static volatile uint64_t gate_number;

void sandbox_gate_open(uint64_t number)
{
	gate_number = number;
}

void sandbox_gate_close(void)
{
	gate_number = 0;
}

#if defined(__x86_64__)

bool sandbox_gate_exists(void)
{
	return true;
}

long sandbox_gated(long nr, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e)
{
	register uint64_t fourth __asm__("r10") = d, fifth __asm__("r8") = e;
	long r = nr;

	__asm__ volatile("mov %[number], %%r9\n\t"
			 "syscall\n\t"
			 "xor %%r9d, %%r9d"
			 : "+a"(r)
			 : "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth), [number] "m"(gate_number)
			 : "r9", "rcx", "r11", "memory", "cc");
	if (r < 0 && r > -4096) {
		errno = (int)-r;
		return -1;
	}
	return r;
}

pid_t sandbox_gated_clone(struct clone_args *args, int (*run)(void *), void *arg)
{
	register int (*child)(void *) __asm__("r12") = run;
	register void *with __asm__("r13") = arg;
	long r = SYS_clone3;

	/* The child is on its own stack, where there is nothing to return to. The kernel keeps all but rax, rcx, r11.
	 */
	__asm__ volatile("mov %[number], %%r9\n\t"
			 "syscall\n\t"
			 "xor %%r9d, %%r9d\n\t"
			 "test %%rax, %%rax\n\t"
			 "jnz 1f\n\t"
			 "xor %%ebp, %%ebp\n\t"
			 "mov %%r13, %%rdi\n\t"
			 "call *%%r12\n\t"
			 "mov %%eax, %%edi\n\t"
			 "mov %[exit], %%eax\n\t"
			 "syscall\n"
			 "1:"
			 : "+a"(r)
			 : "D"(args), "S"(sizeof *args), "r"(child),
			   "r"(with), [number] "m"(gate_number), [exit] "i"(SYS_exit)
			 : "r9", "rcx", "r11", "memory", "cc");
	if (r < 0) {
		errno = (int)-r;
		return -1;
	}
	return (pid_t)r;
}

#else

bool sandbox_gate_exists(void)
{
	return false;
}

long sandbox_gated(long nr, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e)
{
	return syscall(nr, a, b, c, d, e);
}

pid_t sandbox_gated_clone(struct clone_args *args, int (*run)(void *), void *arg)
{
	(void)args, (void)run, (void)arg;
	errno = ENOSYS;
	return -1;
}

#endif
