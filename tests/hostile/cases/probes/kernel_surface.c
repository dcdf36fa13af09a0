// problem: probe
// accept: shut
// what: each large part of the kernel that no honest program needs, by number
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void)
{
	static const int numbers[] = {SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_fanotify_init, SYS_keyctl, SYS_add_key,
		SYS_request_key, SYS_ptrace, SYS_kcmp, SYS_process_vm_readv, SYS_vmsplice, SYS_modify_ldt, SYS_quotactl, SYS_syslog, SYS_vhangup,
		SYS_io_setup, SYS_remap_file_pages, 425, 426, 427, 440, 447, 448, 453, 463, 464, 465, 466, 467, 470, 500, 511};
	char token[99] = "", page[4096] = {0};
	if (scanf("%98s", token) != 1)
		return 1;
	for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		errno = 0;
		long r = syscall(numbers[i], page, page, page, page, page, page);
		if (r >= 0 || (errno != EPERM && errno != ENOSYS && errno != EACCES))
			printf("OPEN %d: %ld %d\n", numbers[i], r, errno);
	}
	struct sock_fprog program = {1, &(struct sock_filter){6, 0, 0, 0x7fff0000}};
	int s[2];
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, s) == 0 && setsockopt(s[0], SOL_SOCKET, 26, &program, sizeof program) == 0)
		puts("OPEN socket filter");
	if (prctl(PR_SET_SECCOMP, 2, &program) == 0 || syscall(SYS_seccomp, 1, 8, &program) >= 0)
		puts("OPEN seccomp");
	if (prctl(PR_CAP_AMBIENT, 2, 0, 0, 0) == 0 || prctl(PR_SET_SECUREBITS, 1) == 0 || prctl(35, 8, 0, 0, 0) == 0 || prctl(0x59616d61, 1) == 0)
		puts("OPEN prctl");
	printf("%s CLOSED\n", token);
	return 0;
}
