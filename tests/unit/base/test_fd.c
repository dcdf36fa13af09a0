/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fd.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static void enter_folder(void)
{
	(void)snprintf(folder, sizeof(folder), "/tmp/assay-test-fd-XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
}

static void leave_folder(void)
{
	char command[128];
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	cr_expect_eq(system(command), 0);
}

TestSuite(fd, .init = enter_folder, .fini = leave_folder);

static size_t entries_here(void)
{
	DIR *dir = opendir(".");
	cr_assert_not_null(dir);
	size_t n = 0;
	for (struct dirent *e = readdir(dir); e; e = readdir(dir))
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	(void)closedir(dir);
	return n;
}

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");
	cr_assert_not_null(f);
	cr_assert_geq(fputs(text, f), 0);
	cr_assert_eq(fclose(f), 0);
}

static void expect_content(const char *path, struct assay_str want)
{
	assay_autobuf struct assay_buf got = {0};
	struct assay_err err = {0};
	cr_assert_eq(assay_read_file(path, &got, &err), 0, "%s", err.msg);
	cr_expect(assay_str_eq(assay_buf_str(&got), want), "%s holds %zu bytes, wanted %zu", path, got.len, want.len);
}

static struct assay_outfile *opened(const char *path)
{
	struct assay_outfile *file = NULL;
	struct assay_err err = {0};
	cr_assert_eq(assay_outfile_open(path, &file, &err), 0, "%s", err.msg);
	return file;
}

Test(fd, closes_at_the_end_of_the_scope_and_keeps_errno)
{
	int leaked = -1;
	{
		assay_autofd int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
		cr_assert_geq(fd, 0);
		leaked = fd;
		errno = ENOTTY;
	}
	cr_expect_eq(errno, ENOTTY);
	cr_expect_eq(fcntl(leaked, F_GETFD), -1);

	int kept = -1;
	{
		assay_autofd int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
		kept = assay_steal_fd(&fd);
		cr_expect_eq(fd, -1);
	}
	cr_expect_neq(fcntl(kept, F_GETFD), -1);
	assay_close_p(&kept);
}

Test(fd, reads_up_to_the_ceiling_and_not_one_byte_more)
{
	put("eight", "01234567");
	struct assay_buf buf;
	assay_buf_init(&buf, 8);
	cr_expect_eq(assay_read_file("eight", &buf, NULL), 0);
	cr_expect_str_eq(buf.data, "01234567");
	assay_buf_finish(&buf);

	assay_buf_init(&buf, 7);
	struct assay_err err = {0};
	cr_expect_eq(assay_read_file("eight", &buf, &err), ASSAY_ELIMIT);
	cr_expect_str_eq(err.msg, "eight: more than the 7 bytes allowed");
	assay_buf_finish(&buf);
}

Test(fd, reads_a_file_that_says_it_is_empty)
{
	assay_autobuf struct assay_buf buf = {0};
	struct assay_err err = {0};
	/* Files of /proc have size 0. */
	cr_expect_eq(assay_read_file("/proc/self/status", &buf, &err), 0, "%s", err.msg);
	cr_expect_gt(buf.len, 100);
}

Test(fd, refuses_to_read_folders_pipes_and_devices_as_files)
{
	struct assay_err err = {0};
	assay_autobuf struct assay_buf buf = {0};
	cr_expect_eq(assay_read_file(".", &buf, &err), ASSAY_EIO);
	cr_expect_str_eq(err.msg, ". is not a regular file");
	cr_expect_eq(assay_read_file("/dev/zero", &buf, &err), ASSAY_EIO);
	cr_assert_eq(mkfifo("pipe", 0600), 0);
	cr_expect_eq(assay_read_file("pipe", &buf, &err), ASSAY_EIO);
	cr_expect_eq(assay_read_file("missing", &buf, &err), ASSAY_EIO);
	cr_expect_str_eq(err.msg, "open missing: No such file or directory");
	cr_expect_eq(err.sys_errno, ENOENT);
}

Test(fd, makes_folders_all_the_way_down_and_is_content_with_existing_ones)
{
	struct assay_err err = {0};
	struct stat st;
	cr_expect_eq(assay_make_dirs("a/b//c/", &err), 0, "%s", err.msg);
	cr_expect_eq(assay_make_dirs("a/b/c", &err), 0, "%s", err.msg);
	cr_expect(stat("a/b/c", &st) == 0 && S_ISDIR(st.st_mode));
	cr_expect_eq(assay_make_dirs("/", &err), 0, "%s", err.msg);
	cr_expect_eq(assay_make_dirs("/proc/self", &err), 0, "%s", err.msg);
	put("file", "");
	cr_expect_eq(assay_make_dirs("file/x", &err), ASSAY_EIO);
	cr_expect_str_eq(err.msg, "make folder file: Not a directory");
	cr_expect_eq(assay_make_dirs("", &err), ASSAY_EIO);
}

Test(fd, shows_an_output_file_only_once_it_is_committed)
{
	put("out", "before");
	struct assay_outfile *file = opened("out");
	struct assay_err err = {0};
	cr_expect_eq(assay_outfile_write(file, "after", 5, &err), 0);
	cr_expect_eq(assay_outfile_flush(file, &err), 0);
	expect_content("out", ASSAY_STR("before"));
	cr_expect_eq(entries_here(), 2);
	cr_expect_eq(assay_outfile_commit_take(file, &err), 0, "%s", err.msg);
	expect_content("out", ASSAY_STR("after"));
	cr_expect_eq(entries_here(), 1);
}

Test(fd, leaves_nothing_behind_when_aborted)
{
	put("out", "before");
	struct assay_outfile *file = opened("out");
	cr_expect_eq(assay_outfile_write(file, "after", 5, NULL), 0);
	assay_outfile_abort(file);
	assay_outfile_abort(NULL);
	expect_content("out", ASSAY_STR("before"));
	cr_expect_eq(entries_here(), 1);
}

Test(fd, writes_small_and_large_pieces_in_order)
{
	assay_autobuf struct assay_buf want = {0};
	struct assay_outfile *file = opened("out");
	static char piece[200000];
	static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 7, 200000, 3, 65530, 6, 1};
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		memset(piece, 'a' + (int)i, sizeof(piece));
		cr_expect_eq(assay_outfile_write(file, piece, sizes[i], NULL), 0);
		(void)assay_buf_append(&want, piece, sizes[i]);
	}
	cr_expect_eq(assay_outfile_commit_take(file, NULL), 0);
	expect_content("out", assay_buf_str(&want));
}

Test(fd, gives_new_files_the_mode_of_the_umask)
{
	(void)umask(027);
	cr_expect_eq(assay_outfile_commit_take(opened("out"), NULL), 0);
	struct stat st;
	cr_assert_eq(stat("out", &st), 0);
	cr_expect_eq(st.st_mode & 0777, 0640);
}

Test(fd, follows_a_symbolic_link_to_the_file_it_names)
{
	cr_assert_eq(mkdir("store", 0777), 0);
	put("store/real", "before");
	cr_assert_eq(symlink("store/real", "link"), 0);
	struct assay_outfile *file = opened("link");
	cr_expect_eq(assay_outfile_write(file, "after", 5, NULL), 0);
	cr_expect_eq(assay_outfile_commit_take(file, NULL), 0);
	struct stat st;
	cr_expect(lstat("link", &st) == 0 && S_ISLNK(st.st_mode));
	expect_content("store/real", ASSAY_STR("after"));
}

Test(fd, writes_into_a_device_instead_of_replacing_it)
{
	struct assay_outfile *file = opened("/dev/null");
	cr_expect_eq(assay_outfile_write(file, "x", 1, NULL), 0);
	cr_expect_eq(assay_outfile_commit_take(file, NULL), 0);
	struct stat st;
	cr_expect(stat("/dev/null", &st) == 0 && S_ISCHR(st.st_mode));
}

Test(fd, takes_over_what_a_killed_run_left_but_not_what_is_in_use)
{
	char leftover[64];
	(void)snprintf(leftover, sizeof(leftover), ".assay-tmp-%ld-out", (long)getpid());
	put(leftover, "half a row");
	struct assay_outfile *file = opened("out");

	struct assay_outfile *second = NULL;
	struct assay_err err = {0};
	cr_expect_eq(assay_outfile_open("out", &second, &err), ASSAY_EIO);
	cr_expect_str_eq(err.msg, "open out: it is being written already");
	cr_expect_eq(access(leftover, F_OK), 0);

	cr_expect_eq(assay_outfile_write(file, "whole", 5, NULL), 0);
	cr_expect_eq(assay_outfile_commit_take(file, NULL), 0);
	expect_content("out", ASSAY_STR("whole"));
	cr_expect_eq(entries_here(), 1);
}

Test(fd, says_which_file_could_not_be_opened)
{
	struct assay_outfile *file = NULL;
	struct assay_err err = {0};
	cr_expect_eq(assay_outfile_open("no/such/folder/out", &file, &err), ASSAY_EIO);
	cr_expect_not_null(strstr(err.msg, "no/such/folder/out: No such file or directory"), "%s", err.msg);
	cr_expect_eq(assay_outfile_open(".", &file, &err), ASSAY_EIO);
	cr_expect_str_eq(err.msg, "open .: Is a directory");
}

static void expect_no_space(const char *path)
{
	struct assay_outfile *file = opened(path);
	struct assay_err err = {0};
	static char piece[50000];
	memset(piece, 'x', sizeof(piece));
	for (int i = 0; i < 40; i++)
		(void)assay_outfile_write(file, piece, sizeof(piece), NULL);
	cr_expect_eq(assay_outfile_commit_take(file, &err), ASSAY_EIO);
	cr_expect_eq(err.sys_errno, ENOSPC);
	char want[128];
	(void)snprintf(want, sizeof(want), "%s: write: No space left on device", path);
	cr_expect_str_eq(err.msg, want);
}

Test(fd, reports_a_full_device_with_its_name)
{
	expect_no_space("/dev/full");
}

Test(fd, leaves_the_old_file_when_the_disk_is_full)
{
	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		cr_skip_test("no privilege to mount a small tmpfs: %s", strerror(errno));
	cr_assert_eq(mkdir("small", 0777), 0);
	if (mount("tmpfs", "small", "tmpfs", 0, "size=256k") < 0)
		cr_skip_test("no privilege to mount a small tmpfs: %s", strerror(errno));
	put("small/out", "before");
	expect_no_space("small/out");
	expect_content("small/out", ASSAY_STR("before"));
	cr_assert_eq(chdir("small"), 0);
	cr_expect_eq(entries_here(), 1);
	cr_assert_eq(chdir(".."), 0);
	cr_expect_eq(umount("small"), 0);
}

Test(fd, flushes_standard_output_for_who_reads_it_live)
{
	int ends[2];
	cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
	cr_assert_eq(dup2(ends[1], STDOUT_FILENO), STDOUT_FILENO);
	struct assay_outfile *file = opened("-");
	cr_expect_eq(assay_outfile_write(file, "row\n", 4, NULL), 0);
	cr_expect_eq(assay_outfile_flush(file, NULL), 0);
	char got[16] = "";
	cr_expect_eq(read(ends[0], got, sizeof(got)), 4);
	cr_expect_str_eq(got, "row\n");
	cr_expect_eq(assay_outfile_commit_take(file, NULL), 0);
	cr_expect_neq(fcntl(STDOUT_FILENO, F_GETFD), -1);
}
