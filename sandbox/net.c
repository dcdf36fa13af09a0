/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/net.h"

#include "sandbox/fault.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static bool enter(pid_t owner)
{
	assay_autofd int pidfd = (int)syscall(SYS_pidfd_open, owner, 0);

	return pidfd >= 0 && setns(pidfd, CLONE_NEWUSER) == 0;
}

static int make(void *arg)
{
	struct sandbox_net *net = arg;
	pid_t owner = __atomic_load_n(&net->owner, __ATOMIC_ACQUIRE);

	net->is_early = owner == SANDBOX_NET_NOBODY;
	if (!net->is_early && (owner == SANDBOX_NET_US || enter(owner)) && unshare(CLONE_NEWNET) == 0)
		net->fd = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	return 0;
}

/* Signals are none of the helper's business: a handler of ours would run in our memory, too, and on its small stack. */
static void start(struct sandbox_net *net, int flags)
{
	sigset_t all, before;

	sigfillset(&all);
	net->fd = -1;
	(void)sigprocmask(SIG_SETMASK, &all, &before); /* Cannot fail with these arguments. */
	net->pid = clone(make, net->stack + sizeof net->stack, CLONE_VM | CLONE_FILES | SIGCHLD | flags, net);
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
}

static void await(struct sandbox_net *net)
{
	while (net->pid > 0 && waitpid(net->pid, NULL, 0) < 0 && errno == EINTR)
		;
	net->pid = 0;
}

void sandbox_net_begin(struct sandbox_net *net, pid_t owner)
{
	net->owner = owner;
	start(net, 0);
}

void sandbox_net_tell(struct sandbox_net *net, pid_t owner)
{
	__atomic_store_n(&net->owner, owner, __ATOMIC_RELEASE);
}

int sandbox_net_take(struct sandbox_net *net)
{
	if (net->pid <= 0)
		return -1;
	await(net);
	if (net->is_early && net->owner != SANDBOX_NET_NOBODY) {
		start(net, CLONE_VFORK);
		await(net);
	}
	return net->fd;
}

int sandbox_net_enter(int fd)
{
	int r = sandbox_is_faulty("netns") ? -errno : 0;

	if (r == 0 && (fd < 0 || setns(fd, CLONE_NEWNET) < 0) && unshare(CLONE_NEWNET) < 0)
		r = -errno;
	assay_close_p(&fd);
	return r;
}
