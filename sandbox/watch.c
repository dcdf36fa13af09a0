/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/watch.h"

#include "sandbox/cgroup_tree.h"
#include "sandbox/sandbox.h"

#include "base/fd.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* A killed run leaves its groups when its last process is reaped; a busy machine needs a while for a fork bomb. Whoever
 * gives up leaves them to the next start below the same group, which may never come. */
#define PATIENCE_MS 60000
#define FIRST_MS    2 /* Between two tries; each pause is twice as long as the last one, */
#define LONGEST_MS  64

static struct {
	pid_t owner; /* Who started it: a fork of ours has its own slots, and needs its own. */
	unsigned n_slots;
	pid_t pid;
	int sock;     /* Our end; its closing is our end. */
	bool is_kept; /* There will be no goodbye. */
} watch = {.sock = -1};

static void keep_only(int fd)
{
	if (fd > 0)
		(void)syscall(SYS_close_range, 0U, (unsigned)fd - 1, 0U); /* What stays open is only memory. */
	(void)syscall(SYS_close_range, (unsigned)fd + 1, ~0U, 0U);
}

_Noreturn static void wait_and_sweep(pid_t owner, int fd)
{
	sigset_t all;
	char byte;
	ssize_t n;

	sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, NULL); /* Cannot fail with these arguments. */
	(void)setsid();				    /* Nobody's job to stop or to kill along. */
	(void)prctl(PR_SET_NAME, "assay-watch", 0, 0, 0);
	/* The locks of the owner's groups go with the last descriptor, so none may stay here. */
	keep_only(fd);
	sandbox_group_drop_view(); /* Of a moment in our owner's life. */
	do
		n = recv(fd, &byte, 1, 0);
	while (n < 0 && errno == EINTR);
	for (int ms = 0, pause = FIRST_MS; n == 0 && ms < PATIENCE_MS && sandbox_groups_remain(owner); ms += pause) {
		assay_sandbox_sweep();
		usleep((unsigned)pause * 1000);
		pause = 2 * pause < LONGEST_MS ? 2 * pause : LONGEST_MS;
	}
	_exit(0);
}

static void start(void)
{
	pid_t owner = getpid();
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return;
	watch.pid = fork();
	if (watch.pid == 0)
		wait_and_sweep(owner, ends[0]);
	assay_close_p(&ends[0]);
	watch.sock = ends[1];
	if (watch.pid < 0)
		assay_close_p(&watch.sock);
}

void sandbox_watch_begin(void)
{
	if (watch.owner != getpid()) {
		assay_close_p(&watch.sock);
		watch.n_slots = 0;
		watch.is_kept = false;
		watch.owner = getpid();
	}
	if (watch.n_slots++ == 0)
		start();
}

void sandbox_watch_keep(void)
{
	watch.is_kept = true;
}

/* True when it ends now. One that is kept takes the silence for our end, and is reaped with us. */
static bool say_goodbye(void)
{
	bool is_kept = watch.is_kept;

	if (watch.owner != getpid() || --watch.n_slots > 0 || watch.pid <= 0)
		return false;
	watch.is_kept = false;
	if (!is_kept)
		(void)send(watch.sock, "x", 1, MSG_NOSIGNAL); /* Killed before us, it needs no goodbye. */
	assay_close_p(&watch.sock);
	if (is_kept)
		watch.pid = 0;
	return !is_kept;
}

void sandbox_watch_end(void)
{
	if (!say_goodbye())
		return;
	while (waitpid(watch.pid, NULL, 0) < 0 && errno == EINTR)
		;
	watch.pid = 0;
}

void sandbox_watch_dismiss(void)
{
	(void)say_goodbye(); /* Others' slots keep it, or none. */
}
