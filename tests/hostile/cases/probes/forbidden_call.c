// problem: probe
// accept: policy_violation
// what: asks for the ports of the machine, which no honest program does
#include <sys/syscall.h>
#include <unistd.h>
int main(void)
{
	return (int)syscall(SYS_iopl, 3);
}
