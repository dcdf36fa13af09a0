// problem: sum
// accept: fail
// what: dies of SIGSYS by its own hand, with a call's number of its choice in the signal
#define _GNU_SOURCE
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void)
{
	siginfo_t info;
	memset(&info, 0, sizeof info);
	info.si_signo = SIGSYS;
	info.si_code = -1;
	info.si_syscall = SYS_reboot;
	syscall(SYS_rt_sigqueueinfo, getpid(), SIGSYS, &info);
	raise(SIGSYS);
	return 0;
}
