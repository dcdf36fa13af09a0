/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/landlock.h"

#include "sandbox/fault.h"
#include "sandbox/gate.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's interface up to ABI 7. Headers of distributions are often older than the kernels that run there. */

struct ruleset {
	uint64_t files, tcp, scopes;
};

struct beneath {
	uint64_t files;
	int32_t fd;
} __attribute__((packed));

enum { RULE_BENEATH = 1 };

#define CREATE_VERSION UINT32_C(1)

#define EXECUTE	     (UINT64_C(1) << 0)
#define WRITE_FILE   (UINT64_C(1) << 1)
#define READ_FILE    (UINT64_C(1) << 2)
#define READ_FOLDER  (UINT64_C(1) << 3)
#define MAKE_CHAR    (UINT64_C(1) << 6)
#define MAKE_BLOCK   (UINT64_C(1) << 11)
#define FILES_OF_1   ((UINT64_C(1) << 13) - 1)
#define MOVE	     (UINT64_C(1) << 13)
#define TRUNCATE     (UINT64_C(1) << 14)
#define IOCTL_DEVICE (UINT64_C(1) << 15)

#define TCP_BIND_CONNECT UINT64_C(3)
#define SCOPE_ABSTRACT	 UINT64_C(1)
#define SCOPE_SIGNAL	 UINT64_C(2)

/* A run asks eight times, and a kernel does not change its answer. */
static long kernel_abi(void)
{
	static bool is_known;
	static long abi;

	if (!is_known)
		abi = sandbox_gated(SYS_landlock_create_ruleset, 0, 0, CREATE_VERSION, 0, 0);
	is_known = true;
	return abi;
}

int sandbox_landlock_abi(void)
{
	long abi;

	if (sandbox_is_faulty("landlock"))
		return 0;
	abi = kernel_abi();
	if (abi >= SANDBOX_LANDLOCK_SIGNALS && sandbox_is_faulty("landlock-signals"))
		abi = SANDBOX_LANDLOCK_SIGNALS - 1;
	return abi < 0 ? 0 : (int)abi;
}

static struct ruleset all_of(int abi)
{
	struct ruleset all = {.files = FILES_OF_1};

	if (abi >= SANDBOX_LANDLOCK_MOVES)
		all.files |= MOVE;
	if (abi >= SANDBOX_LANDLOCK_TRUNCATES)
		all.files |= TRUNCATE;
	if (abi >= 4)
		all.tcp = TCP_BIND_CONNECT;
	if (abi >= 5)
		all.files |= IOCTL_DEVICE;
	if (abi >= SANDBOX_LANDLOCK_SIGNALS)
		all.scopes = SCOPE_ABSTRACT | SCOPE_SIGNAL;
	return all;
}

/* An older kernel takes the longer struct as long as what it does not know is zero. */
static int create(const struct ruleset *rules)
{
	int fd = (int)sandbox_gated(SYS_landlock_create_ruleset, (uintptr_t)rules, sizeof *rules, 0, 0, 0);

	return fd < 0 ? -errno : fd;
}

int sandbox_landlock_create(void)
{
	int abi = sandbox_landlock_abi();
	struct ruleset all = all_of(abi);

	return abi == 0 ? -EOPNOTSUPP : create(&all);
}

static uint64_t granted(enum sandbox_landlock_use use)
{
	static const uint64_t uses[] = {
		[SANDBOX_LANDLOCK_READ] = EXECUTE | READ_FILE | READ_FOLDER,
		[SANDBOX_LANDLOCK_WRITE] = (FILES_OF_1 | MOVE | TRUNCATE) & ~(MAKE_CHAR | MAKE_BLOCK),
		/* `> /dev/null` truncates, and a program that asks whether it is a terminal wants the usual no. */
		[SANDBOX_LANDLOCK_DEVICE] = READ_FILE | READ_FOLDER | WRITE_FILE | TRUNCATE | IOCTL_DEVICE,
	};

	return uses[use];
}

int sandbox_landlock_allow(int ruleset, const char *path, enum sandbox_landlock_use use)
{
	assay_autofd int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool is_folder = fd >= 0;
	struct beneath rule;

	if (fd < 0 && errno == ENOTDIR)
		fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT || errno == EACCES ? 0 : -errno;
	rule = (struct beneath){.files = granted(use) & all_of(sandbox_landlock_abi()).files, .fd = fd};
	if (!is_folder)
		rule.files &= EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE;
	return sandbox_gated(SYS_landlock_add_rule, (uint64_t)ruleset, RULE_BENEATH, (uintptr_t)&rule, 0, 0) < 0
		       ? -errno
		       : 0;
}

int sandbox_landlock_enter(int ruleset)
{
	return sandbox_gated(SYS_landlock_restrict_self, (uint64_t)ruleset, 0, 0, 0, 0) < 0 ? -errno : 0;
}

int sandbox_landlock_keep_signals(void)
{
	/* Moving is the one right that every ruleset takes away, named or not, so it is named and given back. */
	const struct ruleset rules = {.files = MOVE, .scopes = SCOPE_SIGNAL};
	assay_autofd int fd = create(&rules), root = open("/", O_PATH | O_CLOEXEC);
	const struct beneath all = {.files = MOVE, .fd = root};
	pid_t parent = getppid();
	int r;

	if (fd < 0)
		return fd;
	if (root < 0 || sandbox_gated(SYS_landlock_add_rule, (uint64_t)fd, RULE_BENEATH, (uintptr_t)&all, 0, 0) < 0)
		return -errno;
	r = sandbox_landlock_enter(fd);
	if (r < 0)
		return r;
	/* 0 would mean our own group, and a parent that can be signalled that the whole machine could be. */
	if (parent <= 0 || kill(parent, 0) == 0 || errno != EPERM)
		return -ENOTSUP;
	return 0;
}
