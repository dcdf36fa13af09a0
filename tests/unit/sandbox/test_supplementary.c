/* SPDX-License-Identifier: Apache-2.0 */
/* Files that a supplementary group opens, planted in a /usr/local of the test's own. */
#include "sandbox/supplementary.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define OURS  4711
#define OTHER 4712

static void become_member(gid_t group)
{
	cr_assert_eq(setgroups(1, &group), 0);
	cr_assert_eq(setresgid(65534, 65534, 65534), 0);
	cr_assert_eq(setresuid(65534, 65534, 65534), 0);
}

static void plant(mode_t mode, gid_t group)
{
	if (geteuid() != 0)
		cr_skip_test("not root: nothing can be planted in /usr");
	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("test", "/usr/local", "tmpfs", 0, "mode=0755") < 0)
		cr_skip_test("no mount namespace");
	int fd = open("/usr/local/planted", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	cr_assert_geq(fd, 0);
	cr_assert_eq(fchown(fd, 0, group), 0);
	cr_assert_eq(fchmod(fd, mode), 0);
	(void)close(fd);
}

static bool find(void)
{
	char path[128] = "", group[32] = "";

	if (!sandbox_supplementary_find(path, sizeof path, group, sizeof group))
		return false;
	cr_assert_str_eq(path, "/usr/local/planted");
	cr_assert_str_eq(group, "4711");
	return true;
}

Test(supplementary, a_file_for_members_only_is_found)
{
	plant(0640, OURS);
	become_member(OURS);
	cr_assert(find());
}

Test(supplementary, a_file_for_all_is_none_of_the_groups_doing)
{
	plant(0644, OURS);
	become_member(OURS);
	cr_assert(!find());
}

Test(supplementary, a_file_of_another_group_is_closed)
{
	plant(0640, OTHER);
	become_member(OURS);
	cr_assert(!find());
}

Test(supplementary, root_has_none)
{
	plant(0640, OURS);
	cr_assert(!find());
}
