/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/net.h"

#include "sandbox/fault.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Its parent may be killed while it waits, and then nobody would ever tell it. */
static bool enter_owner(struct sandbox_net *net)
{
	int owner;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 || getppid() != net->parent)
		return false;
	while ((owner = __atomic_load_n(&net->owner, __ATOMIC_ACQUIRE)) == 0)
		(void)syscall(SYS_futex, &net->owner, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0); /* Looked at again. */
	if (owner < 0)
		return false;
	assay_autofd int pidfd = (int)syscall(SYS_pidfd_open, owner, 0);

	return pidfd >= 0 && setns(pidfd, CLONE_NEWUSER) == 0;
}

static int make(void *arg)
{
	struct sandbox_net *net = arg;

	if ((net->is_of_own || enter_owner(net)) && unshare(CLONE_NEWNET) == 0)
		net->fd = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	return 0;
}

void sandbox_net_begin(struct sandbox_net *net, bool is_of_own)
{
	net->fd = -1;
	net->owner = 0;
	net->parent = getpid();
	net->is_of_own = is_of_own;
	net->pid = clone(make, net->stack + sizeof net->stack, CLONE_VM | CLONE_FILES | SIGCHLD, net);
}

void sandbox_net_tell(struct sandbox_net *net, pid_t owner)
{
	__atomic_store_n(&net->owner, owner, __ATOMIC_RELEASE);
	(void)syscall(SYS_futex, &net->owner, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0); /* It may not have slept. */
}

int sandbox_net_take(struct sandbox_net *net)
{
	int fd;

	if (net->pid <= 0)
		return -1;
	while (waitpid(net->pid, NULL, 0) < 0 && errno == EINTR)
		;
	fd = net->fd;
	net->pid = 0;
	net->fd = -1;
	return fd;
}

int sandbox_net_enter(int fd)
{
	int r = sandbox_is_faulty("netns") ? -errno : 0;

	if (r == 0 && (fd < 0 || setns(fd, CLONE_NEWNET) < 0) && unshare(CLONE_NEWNET) < 0)
		r = -errno;
	assay_close_p(&fd);
	return r;
}
