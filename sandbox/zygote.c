/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/zygote.h"

#include "sandbox/gate.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

extern const char assay_zygote_library[], assay_zygote_boot[];
extern const size_t assay_zygote_library_len, assay_zygote_boot_len;

static int install_file(const char *path, const char *bytes, size_t len, mode_t mode)
{
	assay_autofd int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	if (fd < 0)
		return -errno;
	return assay_write_all(fd, bytes, len, NULL) < 0 ? -EIO : 0;
}

int sandbox_zygote_install(void)
{
	int r = mkdir(SANDBOX_ZYGOTE_FOLDER, 0755) < 0 ? -errno : 0;

	if (r == 0)
		r = install_file(SANDBOX_ZYGOTE_FOLDER "/sitecustomize.py", assay_zygote_boot, assay_zygote_boot_len,
				 0444);
	if (r == 0)
		r = install_file(SANDBOX_ZYGOTE_FOLDER "/library.so", assay_zygote_library, assay_zygote_library_len,
				 0555);
	return r;
}

/* Standard input is an empty file and the outputs are pipes, as in a run: the interpreter looks at what they are. */
static int place_streams(int err)
{
	assay_autofd int in = memfd_create("input", MFD_CLOEXEC);

	if (in < 0 || dup2(in, 0) < 0 || dup2(err, 1) < 0 || dup2(err, 2) < 0)
		return -errno;
	return 0;
}

/* Moves them above all that will be placed, then into place. No number stays that is not listed. */
static int place_descriptors(const struct sandbox_zygote_order *order)
{
	int all[] = {order->sock,
		     fcntl(SANDBOX_FD_IMAGE, F_DUPFD, SANDBOX_FD_ZYGOTE_END),
		     (int)syscall(SYS_pidfd_open, getpid(), 0),
		     order->notes,
		     order->config,
		     order->preload};
	const int places[] = {SANDBOX_FD_SOCK,	SANDBOX_FD_IMAGE,  SANDBOX_FD_SELF,
			      SANDBOX_FD_NOTES, SANDBOX_FD_CONFIG, SANDBOX_FD_PRELOAD};
	enum { N = sizeof all / sizeof all[0] };

	for (int i = 0; i < N; i++) {
		all[i] = all[i] < 0 ? -1 : fcntl(all[i], F_DUPFD, SANDBOX_FD_ZYGOTE_END);
		if (all[i] < 0)
			return -errno;
	}
	for (int i = 0; i < N; i++)
		if (dup2(all[i], places[i]) < 0)
			return -errno;
	return syscall(SYS_close_range, (unsigned)SANDBOX_FD_ZYGOTE_END, ~0U, 0U) < 0 ? -errno : 0;
}

/* What pid 1 of a run needs: namespaces and mounts, files of the candidate's, its uid, and the right to kill it. */
static const unsigned needed_caps[] = {CAP_SYS_ADMIN, CAP_SETUID, CAP_SETGID,	    CAP_CHOWN,
				       CAP_FOWNER,    CAP_KILL,	  CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH};

static struct __user_cap_header_struct cap_head(void)
{
	return (struct __user_cap_header_struct){.version = _LINUX_CAPABILITY_VERSION_3};
}

static void add_needed(struct __user_cap_data_struct caps[2])
{
	for (size_t i = 0; i < sizeof needed_caps / sizeof needed_caps[0]; i++)
		caps[CAP_TO_INDEX(needed_caps[i])].inheritable |= CAP_TO_MASK(needed_caps[i]);
}

int sandbox_zygote_allow(void)
{
	struct __user_cap_header_struct head = cap_head();
	struct __user_cap_data_struct caps[2];

	if (syscall(SYS_capget, &head, caps) < 0)
		return -errno;
	add_needed(caps);
	return syscall(SYS_capset, &head, caps) < 0 ? -errno : 0;
}

/* Without them exec would take all of the template's away, since its bounding set is empty. */
static int keep_capabilities(void)
{
	struct __user_cap_header_struct head = cap_head();
	struct __user_cap_data_struct caps[2] = {{0}};

	add_needed(caps);
	for (int i = 0; i < 2; i++)
		caps[i].effective = caps[i].permitted = caps[i].inheritable;
	if (syscall(SYS_capset, &head, caps) < 0)
		return -errno;
	for (size_t i = 0; i < sizeof needed_caps / sizeof needed_caps[0]; i++)
		if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, needed_caps[i], 0, 0) < 0)
			return -errno;
	return 0;
}

/* The kernel lays the address space out by it. As in launch.c. */
static int set_stack_limit(void)
{
	struct rlimit now;

	if (getrlimit(RLIMIT_STACK, &now) < 0)
		return -errno;
	now.rlim_cur = (rlim_t)64 << 20;
	if (now.rlim_cur > now.rlim_max)
		now.rlim_cur = now.rlim_max;
	return setrlimit(RLIMIT_STACK, &now) < 0 ? -errno : 0;
}

/* Tells the library what the template knows, and finds what to exec. */
static int read_config(const struct sandbox_template *t, int config, struct sandbox_plan *plan)
{
	struct sandbox_stem_config head;
	struct stat st;
	size_t skip;
	char *all;

	if (fstat(config, &st) < 0 || pread(config, &head, sizeof head, 0) != (ssize_t)sizeof head)
		return -EPROTO;
	skip = sizeof head + head.n_filter * sizeof(struct sock_filter);
	if (head.n_filter > BPF_MAXINSNS || (size_t)st.st_size <= skip)
		return -EPROTO;
	head.has_uid_range = t->has_uid_range;
	head.uid = t->uid;
	head.proc = (uint32_t)t->proc;
	if (pwrite(config, &head, sizeof head, 0) != (ssize_t)sizeof head)
		return -EIO;
	all = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, config, 0);
	if (all == MAP_FAILED)
		return -errno;
	return sandbox_image_read(all + skip, (size_t)st.st_size - skip, plan);
}

/* Ends with exec or a word on the pipe, which the worker reads. */
_Noreturn void sandbox_zygote_main(const struct sandbox_template *t, const struct sandbox_zygote_order *order)
{
	static char path[] = "PYTHONPATH=" SANDBOX_ZYGOTE_FOLDER, home[] = "HOME=" SANDBOX_HOME;
	struct sandbox_plan plan = {0};
	int r = prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 ? -errno : 0;

	if (r == 0)
		r = read_config(t, order->config, &plan);
	if (r == 0)
		r = place_streams(order->err);
	if (r == 0)
		r = place_descriptors(order);
	if (r == 0)
		r = set_stack_limit();
	if (r == 0)
		r = keep_capabilities();
	/* Where its runs will be: the interpreter makes the path of the program from it. */
	if (r == 0 && chdir(SANDBOX_WORK) < 0)
		r = -errno;
	if (r == 0 && plan.env) {
		/* At the places that pid 1 would fill, so that the order is the same. */
		plan.env[plan.n_env] = home;
		plan.env[plan.n_env + 1] = path;
		(void)execve(plan.argv[0], plan.argv, plan.env);
		r = -errno;
	}
	dprintf(2, "%s\n", strerror(-r));
	_exit(1);
}
