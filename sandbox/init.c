/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/fault.h"
#include "sandbox/plain.h"
#include "sandbox/remove.h"
#include "sandbox/template.h"
#include "sandbox/tree.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* How often the tree is looked at where no group keeps its accounts. */
#define TICK_NS 10000000L

struct init {
	const struct sandbox_template *t;
	const struct sandbox_run_fds *fds;
	const struct sandbox_plan *plan;
	unsigned n_own; /* See template.h. */
	int work;	/* The work folder, opened before the candidate existed. */
	int folder;	/* At the level of Landlock: what is measured. */
	int ruleset;	/* Of Landlock, for the candidate; -1: none. */
	pid_t main_pid;
	bool is_orphan;
	bool is_alone; /* All of its namespace are its descendants, and none is left. */
	struct sandbox_launched *launched;
	struct sandbox_tree tree;
	struct sandbox_msg ended;
};

static uint64_t now_ns(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts); /* Cannot fail for this clock. */
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

_Noreturn static void give_up(enum sandbox_msg_kind kind, const char *what, int sys_errno)
{
	struct sandbox_msg msg = {.kind = kind, .sys_errno = sys_errno};

	snprintf(msg.what, sizeof msg.what, "%s", what);
	(void)sandbox_send(SANDBOX_FD_SOCK, &msg, NULL, 0); /* The worker sees OVER in any case. */
	_exit(1);
}

static bool is_template_dead(void)
{
	struct pollfd alive = {.fd = SANDBOX_FD_SELF, .events = POLLIN};

	return poll(&alive, 1, 0) > 0;
}

/* The worker may have died between our birth and this call; then nobody will ever stop the run. */
static void die_with_template(const struct sandbox_template *t)
{
	/* Where no namespace dies with us, there is something left to do first. See supervise(). */
	if (prctl(PR_SET_PDEATHSIG, t->level == ASSAY_ISOLATION_LANDLOCK ? SIGTERM : SIGKILL, 0, 0, 0) < 0)
		give_up(SANDBOX_MSG_FAILED, "parent death signal", errno);
	if (is_template_dead())
		_exit(1);
}

static int own(int fd, const struct sandbox_template *t)
{
	/* Else everything has one owner already. */
	return t->has_uid_range ? fchown(fd, t->uid, t->uid) : 0;
}

/* Makes the folders of "a/b/c.txt"; the name was checked, and nobody else is here yet. */
static int make_parents(const struct init *init, char *name)
{
	for (char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
		int r = 0;

		*slash = '\0';
		if (mkdirat(init->work, name, 0755) == 0) {
			assay_autofd int fd = openat(init->work, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

			r = fd < 0 ? -errno : own(fd, init->t);
		} else if (errno != EEXIST) {
			r = -errno;
		}
		*slash = '/';
		if (r < 0)
			return r;
	}
	return 0;
}

static int write_file(const struct init *init, const struct sandbox_plan_file *file)
{
	char name[256]; /* The longest that may be is shorter. */
	int r;
	mode_t mode = file->is_executable ? 0755 : 0644;

	snprintf(name, sizeof name, "%s", file->name);
	r = make_parents(init, name);
	/* This stack is that of the next run, too, and a forked candidate gets a copy of it. */
	explicit_bzero(name, sizeof name);
	if (r < 0)
		return r;
	assay_autofd int fd =
		openat(init->work, file->name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode);

	if (fd < 0)
		return -errno;
	errno = 0;
	if (assay_write_all(fd, file->bytes, file->len, NULL) < 0)
		return errno ? -errno : -EIO;
	return own(fd, init->t) < 0 ? -errno : 0;
}

static void fill_work_folder(struct init *init, const char *work)
{
	init->work = open(work, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (init->work < 0 || fchdir(init->work) < 0)
		give_up(SANDBOX_MSG_FAILED, "work folder", errno);
	for (size_t i = 0; i < init->plan->n_files; i++) {
		int r = write_file(init, &init->plan->files[i]);

		if (r < 0)
			give_up(SANDBOX_MSG_FAILED, "files of the job", -r);
	}
}

/*
 * The candidate has its own copies. Those of its output stay open here as well: their end would wake the worker, which
 * hears of the end of the run at the same moment.
 */
static void close_run_fds(const struct sandbox_run_fds *fds)
{
	close(fds->in);
	if (fds->channel >= 0)
		close(fds->channel);
	if (fds->group >= 0)
		close(fds->group);
	for (unsigned i = 0; i < fds->n_joins; i++)
		close(fds->joins[i]);
}

/* The worker ends a run by this descriptor, without asking anybody. Until it has it only our own code has run. */
static void send_self(const struct sandbox_msg *msg)
{
	assay_autofd int self = (int)syscall(SYS_pidfd_open, getpid(), 0);

	if (self < 0)
		give_up(SANDBOX_MSG_FAILED, "pidfd", errno);
	if (sandbox_send(SANDBOX_FD_NOTES, msg, &self, 1) < 0)
		_exit(1); /* Nobody is there to hear more. */
}

/* RLIMIT_NPROC counts per uid of the user namespace; without a uid of its own pid 1, template and stems count too. */
static uint64_t process_limit(const struct init *init)
{
	uint64_t procs = init->plan->limits.procs;

	if (init->t->level == ASSAY_ISOLATION_LANDLOCK)
		return sandbox_plain_process_limit(init->t, procs);
	if (init->t->level == ASSAY_ISOLATION_NAMESPACES)
		return procs + (init->t->has_uid_range ? 0 : init->n_own + 1);
	return 0;
}

static void set_folders(struct init *init, const char *folder)
{
	static char home[300], tmp[300];
	char **end = init->plan->env + init->plan->n_env;

	snprintf(home, sizeof home, "HOME=%s", init->t->level == ASSAY_ISOLATION_NAMESPACES ? SANDBOX_HOME : folder);
	if (init->t->level == ASSAY_ISOLATION_LANDLOCK) {
		snprintf(home, sizeof home, "HOME=%s/home", folder);
		snprintf(tmp, sizeof tmp, "TMPDIR=%s/tmp", folder);
		end[1] = tmp;
	}
	end[0] = home;
}

/* A candidate that is forked needs memory that stays shared; mapped once, for all runs of a zygote. */
static struct sandbox_launched *answer_place(const struct sandbox_template *t)
{
	static struct sandbox_launched own, *shared;

	if (!t->is_zygote)
		return &own;
	if (!shared)
		shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		give_up(SANDBOX_MSG_FAILED, "shared memory", errno);
	return shared;
}

static void check_launch(const struct init *init)
{
	const struct sandbox_launched *l = init->launched;

	if (l->failed_step)
		give_up(strcmp(l->failed_step, "exec") == 0 ? SANDBOX_MSG_NO_EXEC : SANDBOX_MSG_FAILED, l->failed_step,
			l->sys_errno);
}

static void start(struct init *init, const char *folder)
{
	struct sandbox_launch launch = {.t = init->t,
					.plan = init->plan,
					.fds = init->fds,
					.ruleset = init->ruleset,
					.process_limit = process_limit(init),
					.answer = answer_place(init->t)};
	struct sandbox_msg started = {.kind = SANDBOX_MSG_STARTED};

	set_folders(init, folder);
	init->launched = launch.answer;
	init->main_pid = sandbox_launch(&launch);
	if (init->main_pid < 0)
		give_up(SANDBOX_MSG_FAILED, "start of the candidate", -init->main_pid);
	if (!init->t->is_zygote)
		check_launch(init);
	/* Whoever execs may be over before we are on a core again; of one that is forked we know no better. */
	started.start_ns = init->ended.start_ns = init->t->is_zygote ? now_ns() : init->launched->start_ns;
	close_run_fds(init->fds);
	send_self(&started);
}

/* Reaps whoever is dead; true when the candidate itself is among them. */
static bool reap(struct init *init)
{
	bool is_over = false;
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG | __WALL)) > 0) {
		if (pid != init->main_pid)
			continue;
		init->ended.status = status;
		init->ended.end_ns = now_ns();
		is_over = true;
	}
	init->is_alone = init->t->level == ASSAY_ISOLATION_NAMESPACES && pid < 0 && errno == ECHILD;
	return is_over;
}

static enum sandbox_crossed look_at_tree(struct init *init)
{
	const struct assay_limits *limits = &init->plan->limits;
	bool has_namespaces = init->t->level == ASSAY_ISOLATION_NAMESPACES;

	sandbox_tree_read(&init->tree, has_namespaces, limits->mem_bytes, has_namespaces ? SANDBOX_WORK : NULL);
	if (init->t->is_tree_polled && init->tree.cpu_us > limits->cpu_ms * 1000)
		return SANDBOX_CROSSED_CPU;
	if (init->t->is_tree_polled && init->tree.mem_bytes > limits->mem_bytes)
		return SANDBOX_CROSSED_MEMORY;
	/* On a tmpfs of the run these files would be memory. */
	if (init->folder >= 0 && sandbox_plain_is_full(init->folder, limits, init->tree.deleted_bytes))
		return SANDBOX_CROSSED_MEMORY;
	return SANDBOX_CROSSED_NOTHING;
}

static void supervise(struct init *init)
{
	const struct timespec tick = {.tv_nsec = TICK_NS};
	bool is_polled = init->t->is_tree_polled || init->folder >= 0;
	uint64_t next_ns = now_ns() + TICK_NS;
	sigset_t wanted;

	sigemptyset(&wanted);
	sigaddset(&wanted, SIGCHLD);
	/* The template is dead. Elsewhere a candidate with our uid, on a kernel whose Landlock keeps no signals in, may
	 * send it. */
	if (init->t->level == ASSAY_ISOLATION_LANDLOCK)
		sigaddset(&wanted, SIGTERM);
	/* A child that is dead already has left its signal, which is blocked. */
	for (;;) {
		if (sigtimedwait(&wanted, NULL, is_polled ? &tick : NULL) == SIGTERM) {
			init->is_orphan = true;
			return;
		}
		if (reap(init))
			return;
		/* By the clock, since a fork bomb's SIGCHLDs would otherwise keep the tick from ever coming. */
		if (!is_polled || now_ns() < next_ns)
			continue;
		init->ended.crossed = look_at_tree(init);
		next_ns = now_ns() + TICK_NS;
		if (init->ended.crossed != SANDBOX_CROSSED_NOTHING)
			return;
	}
}

/* A full folder is full however its program ended. */
static void look_at_folder(struct init *init)
{
	if (init->folder >= 0 && init->ended.crossed == SANDBOX_CROSSED_NOTHING &&
	    sandbox_plain_is_full(init->folder, &init->plan->limits, 0))
		init->ended.crossed = SANDBOX_CROSSED_MEMORY;
}

/*
 * kill(-1) signals all under one lock that fork takes too, so no child can slip through between. It asks every process
 * of the machine, so it is left out where nobody is left.
 */
static void kill_rest(struct init *init)
{
	int status;
	pid_t pid;

	if (init->is_alone)
		return;
	if (init->t->level == ASSAY_ISOLATION_NONE) {
		sandbox_tree_kill();
		return;
	}
	if (init->t->level == ASSAY_ISOLATION_LANDLOCK)
		sandbox_plain_strike(init->t);
	else
		(void)kill(-1, SIGKILL); /* ESRCH: nobody is left. */
	while ((pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
		if (pid != init->main_pid)
			continue;
		init->ended.status = status;
		init->ended.end_ns = now_ns();
	}
}

static void take_accounts(struct init *init)
{
	struct rusage self, tree;
	uint64_t largest, used;

	if (getrusage(RUSAGE_SELF, &self) < 0 || getrusage(RUSAGE_CHILDREN, &tree) < 0)
		return;
	used = sandbox_usage_us(&tree);
	init->ended.cpu_us = used > init->tree.cpu_us ? used : init->tree.cpu_us;
	/* Before exec the candidate borrowed our memory, and the kernel remembers that size: no news from it. */
	largest = (uint64_t)tree.ru_maxrss * 1024;
	init->ended.peak_bytes = init->tree.peak_bytes;
	if ((tree.ru_maxrss > self.ru_maxrss || init->ended.peak_bytes == 0) && largest > init->ended.peak_bytes)
		init->ended.peak_bytes = largest;
}

/*
 * All processes of the run are dead, so nothing changes under us. Links are not followed, FIFOs do not block, and only
 * a regular file of bearable size leaves.
 */
static int open_output(const struct init *init, const char *name)
{
	struct open_how how = {
		.flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV,
	};
	int fd = (int)syscall(SYS_openat2, init->work, name, &how, sizeof how);
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size <= init->plan->max_output_file)
		return fd;
	close(fd);
	return -1;
}

static void report(struct init *init)
{
	int fds[SANDBOX_MAX_OUTPUTS];
	size_t n = 0;

	init->ended.kind = SANDBOX_MSG_ENDED;
	for (size_t i = 0; i < init->plan->n_outputs; i++) {
		int fd = open_output(init, init->plan->outputs[i]);

		if (fd < 0)
			continue;
		fds[n++] = fd;
		init->ended.outputs |= UINT64_C(1) << i;
	}
	(void)sandbox_send(SANDBOX_FD_SOCK, &init->ended, fds, n); /* The worker sees OVER in any case. */
}

/* The inside of namespaces: the run's file systems, and the ruleset in them. */
static const char *enter_namespaces(struct init *init, const char *folder)
{
	const char *what;
	int r = sandbox_mount_run(init->t, &init->plan->limits, &what);

	if (r < 0)
		give_up(SANDBOX_MSG_FAILED, what, -r);
	r = sandbox_root_ruleset(&init->ruleset);
	if (r < 0)
		give_up(SANDBOX_MSG_FAILED, "landlock", -r);
	return folder;
}

/* Without them: the run's folder on the host, and a ruleset that leaves little else. Returns the work folder. */
static const char *enter_plain(struct init *init, const char *folder)
{
	static char work[300];
	struct stat memory;
	int r = sandbox_plain_enclose(init->t);

	if (r < 0)
		give_up(SANDBOX_MSG_FAILED, "landlock scope", -r);
	r = sandbox_plain_ruleset(folder, &init->ruleset);
	if (r < 0)
		give_up(SANDBOX_MSG_FAILED, "landlock", -r);
	init->folder = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (init->folder < 0)
		give_up(SANDBOX_MSG_FAILED, "work folder", errno);
	/* The job image is one. */
	if (fstat(SANDBOX_FD_IMAGE, &memory) < 0)
		give_up(SANDBOX_MSG_FAILED, "job image", errno);
	init->tree = (struct sandbox_tree){.wants_deleted = true, .memory_dev = memory.st_dev};
	snprintf(work, sizeof work, "%s/box", folder);
	return work;
}

int sandbox_init_main(void *arg)
{
	/* Static: the candidate's last steps run on another stack but in this memory. */
	static struct init init;
	const struct sandbox_birth *birth = arg;
	const struct sandbox_template *t = birth->t;
	const char *work = birth->folder;

	init = (struct init){
		.t = t, .fds = birth->fds, .plan = birth->plan, .n_own = birth->n_own, .ruleset = -1, .folder = -1};
	die_with_template(t);
	if (t->level == ASSAY_ISOLATION_NAMESPACES)
		work = enter_namespaces(&init, work);
	else if (t->level == ASSAY_ISOLATION_LANDLOCK)
		work = enter_plain(&init, work);
	fill_work_folder(&init, work);
	start(&init, birth->folder);
	supervise(&init);
	kill_rest(&init);
	if (init.is_orphan) {
		(void)sandbox_remove_tree(birth->folder); /* The template would have; there is nobody to tell. */
		_exit(1);
	}
	if (t->is_zygote)
		check_launch(&init);
	look_at_folder(&init);
	take_accounts(&init);
	report(&init);
	/* It may also have died since we last listened. */
	if (t->level == ASSAY_ISOLATION_LANDLOCK && is_template_dead())
		(void)sandbox_remove_tree(birth->folder); /* If it cannot be, the next slot tries. */
	_exit(0);
}
