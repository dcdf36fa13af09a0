/* SPDX-License-Identifier: Apache-2.0 */
/* One compile per program, and nothing that lies in the folder is believed. */
#include "box.h"
#include "sandbox/compile.h"
#include "sandbox/compile_folder.h"
#include "sandbox/compiled.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define PROGRAM "#include <stdio.h>\nint main(void){ puts(\"hello\"); }"
#define BROKEN	"int main(void){ return oops; }"

static char top[] = "/tmp/assay-test-XXXXXX", folder[100];

static void make_folder(void)
{
	cr_assert_not_null(mkdtemp(top));
	snprintf(folder, sizeof folder, "%s/cache/compiled", top);
}

static void remove_folder(void)
{
	char command[200];

	snprintf(command, sizeof command, "rm -rf %s", top);
	cr_assert_eq(system(command), 0);
}

TestSuite(compile, .init = make_folder, .fini = remove_folder);
TestSuite(compile_folder, .init = make_folder, .fini = remove_folder);

static struct assay_compile_cache *open_cache(const char *where)
{
	struct assay_compile_cache *cache =
		assay_compile_cache_create(&(const struct assay_compile_options){.folder = where});

	cr_assert_not_null(cache);
	return cache;
}

static struct assay_outcome compile(struct box *box, struct assay_compile_cache *cache, const char *code)
{
	struct assay_file file = {.bytes = assay_str_of(code)};
	struct assay_program program = {.language = ASSAY_STR("c"), .files = &file, .n_files = 1};
	struct assay_outcome outcome = {0};
	int r = assay_compile(box->slot, &program, cache, box->arena, &outcome, &box->err);

	if (r == ASSAY_ENOTFOUND)
		cr_skip_test("%s", box->err.msg);
	cr_assert_eq(r, 1, "%s", box->err.msg);
	return outcome;
}

static void assert_stats(const struct assay_compile_cache *cache, struct assay_compile_stats wanted)
{
	struct assay_compile_stats got = assay_compile_cache_stats(cache);

	cr_assert(got.compiled == wanted.compiled && got.from_memory == wanted.from_memory &&
			  got.from_folder == wanted.from_folder && got.refused == wanted.refused,
		  "compiled %lu, from memory %lu, from folder %lu, refused %lu", (unsigned long)got.compiled,
		  (unsigned long)got.from_memory, (unsigned long)got.from_folder, (unsigned long)got.refused);
}

/* The path of the only entry. */
static void find_entry(char path[static 400])
{
	DIR *dir = opendir(folder);
	int n = 0;

	cr_assert_not_null(dir);
	for (const struct dirent *e; (e = readdir(dir));) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, 400, "%s/%s", folder, e->d_name);
		n++;
	}
	closedir(dir);
	cr_assert_eq(n, 1, "%d entries", n);
}

Test(compile, happens_once_per_program)
{
	struct box box;

	box_open(&box, 0);
	struct assay_compile_cache *cache = open_cache(folder);
	struct assay_outcome first = compile(&box, cache, PROGRAM), again = compile(&box, cache, PROGRAM);

	assert_stats(cache, (struct assay_compile_stats){.compiled = 1, .from_memory = 1});
	cr_assert(assay_compile_is_good(&first) && assay_compile_is_good(&again));
	cr_assert(assay_str_eq(first.outputs[0].bytes, again.outputs[0].bytes));
	cr_assert(assay_str_eq(first.outputs[0].name, again.outputs[0].name));
	cr_assert(first.cpu_us == again.cpu_us && first.isolation == again.isolation);
	assay_compile_cache_destroy(cache);

	cache = open_cache(folder);
	again = compile(&box, cache, PROGRAM);
	assert_stats(cache, (struct assay_compile_stats){.from_folder = 1});
	cr_assert(assay_str_eq(first.outputs[0].bytes, again.outputs[0].bytes));
	(void)compile(&box, cache, PROGRAM "\n");
	assert_stats(cache, (struct assay_compile_stats){.compiled = 1, .from_folder = 1});
	assay_compile_cache_destroy(cache);
	box_close(&box);
}

Test(compile, needs_no_cache_and_no_folder)
{
	struct box box;

	box_open(&box, 0);
	struct assay_outcome o = compile(&box, NULL, PROGRAM);
	cr_assert(assay_compile_is_good(&o));
	struct assay_compile_cache *cache = open_cache(NULL);
	o = compile(&box, cache, PROGRAM);
	o = compile(&box, cache, PROGRAM);
	cr_assert(assay_compile_is_good(&o));
	assert_stats(cache, (struct assay_compile_stats){.compiled = 1, .from_memory = 1});
	assay_compile_cache_destroy(cache);
	assay_compile_cache_destroy(NULL);
	box_close(&box);
}

Test(compile, complaints_stay_in_memory_and_limits_nowhere)
{
	struct box box;

	box_open(&box, 0);
	struct assay_compile_cache *cache = open_cache(folder);
	struct assay_outcome first = compile(&box, cache, BROKEN), again = compile(&box, cache, BROKEN);

	cr_assert(first.end == ASSAY_END_EXITED && first.exit_code == 1 && again.exit_code == 1);
	cr_assert(assay_str_eq(first.err, again.err));
	cr_assert_not(assay_compile_is_good(&again));
	assert_stats(cache, (struct assay_compile_stats){.compiled = 1, .from_memory = 1});
	assay_compile_cache_destroy(cache);

	cache = open_cache(folder);
	(void)compile(&box, cache, BROKEN);
	assert_stats(cache, (struct assay_compile_stats){.compiled = 1});
	/* Gigabytes of one assembler's memory. */
	static const char bomb[] = "asm(\".rept 200000000\\n.byte 1,2,3,4\\n.endr\");\nint main(void){}";

	first = compile(&box, cache, bomb);
	again = compile(&box, cache, bomb);
	cr_assert(first.end != ASSAY_END_EXITED && again.end != ASSAY_END_EXITED, "ends %d, %d", first.end, again.end);
	assert_stats(cache, (struct assay_compile_stats){.compiled = 3});
	assay_compile_cache_destroy(cache);
	box_close(&box);
}

/* Each spoils the only entry. */
static void flip_a_byte(const char *path)
{
	int fd = open(path, O_RDWR);
	char byte;

	cr_assert_eq(pread(fd, &byte, 1, 200), 1);
	byte ^= 1;
	cr_assert_eq(pwrite(fd, &byte, 1, 200), 1);
	close(fd);
}

static void cut(const char *path)
{
	cr_assert_eq(truncate(path, 100), 0);
}

static void empty(const char *path)
{
	cr_assert_eq(truncate(path, 0), 0);
}

static void let_others_write(const char *path)
{
	cr_assert_eq(chmod(path, 0620), 0);
}

static void add_a_name(const char *path)
{
	char other[500];

	snprintf(other, sizeof other, "%s/other-name", top);
	cr_assert_eq(link(path, other), 0);
}

static void make_a_link(const char *path)
{
	char other[500];

	snprintf(other, sizeof other, "%s/moved", top);
	cr_assert_eq(rename(path, other), 0);
	cr_assert_eq(symlink(other, path), 0);
}

static void make_a_fifo(const char *path)
{
	cr_assert_eq(unlink(path), 0);
	cr_assert_eq(mkfifo(path, 0600), 0);
}

/* A whole entry with its right hash, of another program. */
static void swap(const char *path)
{
	const struct assay_hash128 other = {.bytes = {7}};
	const struct assay_file file = {.name = ASSAY_STR("a.out"), .bytes = ASSAY_STR("#!/bin/sh\n")};
	const struct assay_outcome outcome = {.end = ASSAY_END_EXITED, .outputs = &file, .n_outputs = 1};
	assay_autobuf struct assay_buf bytes = {0};
	int fd = open(path, O_WRONLY | O_TRUNC);

	cr_assert_eq(sandbox_compiled_write(&other, &outcome, &bytes, NULL), 0);
	cr_assert_eq(write(fd, bytes.data, bytes.len), (ssize_t)bytes.len);
	close(fd);
}

Test(compile, believes_no_entry_that_is_damaged_or_not_ours)
{
	static void (*const spoilers[])(const char *) = {flip_a_byte, cut,	   empty,	let_others_write,
							 add_a_name,  make_a_link, make_a_fifo, swap};
	struct box box;

	box_open(&box, 0);
	for (size_t i = 0; i < sizeof spoilers / sizeof spoilers[0]; i++) {
		struct assay_compile_cache *cache = open_cache(folder);
		char path[400];

		(void)compile(&box, cache, PROGRAM);
		assay_compile_cache_destroy(cache);
		find_entry(path);
		spoilers[i](path);
		cache = open_cache(folder);
		struct assay_outcome o = compile(&box, cache, PROGRAM);

		cr_assert(assay_compile_is_good(&o) && o.outputs[0].bytes.len > 1000, "spoiler %zu", i);
		assert_stats(cache, (struct assay_compile_stats){.compiled = 1, .refused = 1});
		assay_compile_cache_destroy(cache);
		/* And mended. */
		cache = open_cache(folder);
		(void)compile(&box, cache, PROGRAM);
		assert_stats(cache, (struct assay_compile_stats){.from_folder = 1});
		assay_compile_cache_destroy(cache);
		cr_assert_eq(unlink(path), 0);
	}
	box_close(&box);
}

Test(compile, of_two_at_once_one_waits_for_the_other)
{
	pid_t pids[2];
	struct box box;

	box_open(&box, 0); /* Skips where there is no sandbox. */
	struct assay_outcome o = compile(&box, NULL, PROGRAM);
	cr_assert(assay_compile_is_good(&o));
	box_close(&box);
	for (unsigned i = 0; i < 2; i++) {
		pids[i] = fork();
		if (pids[i] != 0)
			continue;
		struct assay_sandbox_options options = {.slot_id = (unsigned)(getpid() * 4) % 29000};
		struct assay_compile_cache *cache =
			assay_compile_cache_create(&(const struct assay_compile_options){.folder = folder});
		struct assay_arena *arena = assay_arena_create(0);
		struct assay_file file = {.bytes = ASSAY_STR(PROGRAM)};
		struct assay_program program = {.language = ASSAY_STR("c"), .files = &file, .n_files = 1};
		struct assay_slot *slot;

		if (assay_slot_create(&options, &slot, NULL) < 0 ||
		    assay_compile(slot, &program, cache, arena, &o, NULL) != 1 || !assay_compile_is_good(&o))
			_exit(99);
		assay_slot_destroy(slot);
		_exit((int)assay_compile_cache_stats(cache).compiled);
	}
	int status[2];

	for (unsigned i = 0; i < 2; i++)
		cr_assert_eq(waitpid(pids[i], &status[i], 0), pids[i]);
	cr_assert(WIFEXITED(status[0]) && WIFEXITED(status[1]));
	cr_assert_eq(WEXITSTATUS(status[0]) + WEXITSTATUS(status[1]), 1, "compiled %d and %d times",
		     WEXITSTATUS(status[0]), WEXITSTATUS(status[1]));
}

Test(compile, the_key_is_of_all_that_decides)
{
	char tool[200];

	snprintf(tool, sizeof tool, "%s/tool", top);
	close(open(tool, O_CREAT | O_WRONLY, 0755));
	const char *const tools[] = {tool, NULL}, *const words[] = {"cc", "-O2", NULL}, *const others[] = {"cc", NULL};
	const struct assay_language lang = {.name = "test", .tools = tools};
	const struct assay_file files[] = {{.name = ASSAY_STR("a"), .bytes = ASSAY_STR("bc")},
					   {.name = ASSAY_STR("ab"), .bytes = ASSAY_STR("c")}};
	const struct assay_job jobs[] = {
		{.argv = words, .files = files, .n_files = 1},
		{.argv = others, .files = files, .n_files = 1},
		{.argv = words, .files = files + 1, .n_files = 1},
		{.argv = words, .files = files, .n_files = 2},
		{.argv = words, .files = files, .n_files = 1, .env = others},
		{.argv = words, .files = files, .n_files = 1, .outputs = others},
		{.argv = words, .files = files, .n_files = 1, .limits = {.cpu_ms = 1}},
		{.argv = words, .files = files, .n_files = 1, .limits = {.mem_bytes = 1}},
		{.argv = words, .files = files, .n_files = 1},
		{.argv = words, .files = files, .n_files = 1},
	};
	enum { N = sizeof jobs / sizeof jobs[0] };
	struct assay_hash128 keys[N], again;

	for (size_t i = 0; i < N; i++) {
		enum assay_isolation level = i == N - 2 ? ASSAY_ISOLATION_LANDLOCK : ASSAY_ISOLATION_NAMESPACES;

		if (i == N - 1)
			cr_assert_eq(truncate(tool, 1), 0); /* Another compiler. */
		cr_assert_eq(sandbox_compile_key(&lang, &jobs[i], level, &keys[i], NULL), 0);
		cr_assert_eq(sandbox_compile_key(&lang, &jobs[i], level, &again, NULL), 0);
		cr_assert_eq(memcmp(&keys[i], &again, sizeof again), 0);
		for (size_t j = 0; j < i; j++)
			cr_assert_neq(memcmp(&keys[i], &keys[j], sizeof again), 0, "jobs %zu and %zu", j, i);
	}
}

Test(compile_folder, is_for_us_alone)
{
	struct sandbox_folder f;
	struct stat st;

	cr_assert(sandbox_folder_open(&f, folder, 1 << 20));
	cr_assert_eq(stat(folder, &st), 0);
	cr_assert_eq(st.st_mode & 0777, 0700);
	sandbox_folder_close(&f);
	cr_assert_eq(chmod(folder, 0750), 0);
	cr_assert_not(sandbox_folder_open(&f, folder, 1 << 20));
	cr_assert_not(sandbox_folder_open(&f, "relative", 1 << 20));
	cr_assert_not(sandbox_folder_open(&f, "/proc/none/of/this", 1 << 20));
	cr_assert_not(sandbox_folder_open(&f, "/dev/null", 1 << 20));
	if (geteuid() != 0)
		return;
	cr_assert_eq(chmod(folder, 0700), 0);
	cr_assert_eq(chown(folder, 65534, 65534), 0);
	cr_assert_not(sandbox_folder_open(&f, folder, 1 << 20));
}

static struct assay_hash128 key_of(int i)
{
	return assay_hash_of((struct assay_str){(const char *)&i, sizeof i});
}

Test(compile_folder, keeps_to_its_size_and_drops_what_was_not_used)
{
	enum { N = 40, SIZE = 10000, MAX = 100000 };
	static char bytes[SIZE];
	struct sandbox_folder f;
	struct assay_hash128 first = key_of(0), key;

	cr_assert(sandbox_folder_open(&f, folder, MAX));
	for (int i = 0; i < N; i++) {
		assay_autobuf struct assay_buf found = {0};

		key = key_of(i);
		sandbox_folder_write(&f, &key, (struct assay_str){bytes, SIZE});
		cr_assert_eq(sandbox_folder_read(&f, &first, &found), 1, "the first is in use, and gone after %d", i);
		usleep(2000); /* Times of files are no finer than the kernel's tick. */
	}
	DIR *dir = opendir(folder);
	int n = 0;

	for (const struct dirent *e; (e = readdir(dir));)
		n += strlen(e->d_name) == 32;
	closedir(dir);
	cr_assert(n > 1 && n * SIZE <= MAX, "%d entries", n);
	assay_autobuf struct assay_buf found = {0};
	key = key_of(1);
	cr_assert_eq(sandbox_folder_read(&f, &key, &found), 0);
	key = key_of(N - 1);
	cr_assert_eq(sandbox_folder_read(&f, &key, &found), 1);
	/* Larger than all: not at all. */
	static char huge[MAX + 1];
	key = key_of(N);
	sandbox_folder_write(&f, &key, (struct assay_str){huge, sizeof huge});
	cr_assert_eq(sandbox_folder_read(&f, &key, &found), 0);
	sandbox_folder_close(&f);
}

Test(compile_folder, does_without_what_a_full_disk_refuses)
{
	static char bytes[100000];
	const struct rlimit full = {.rlim_cur = 1000, .rlim_max = 1000};
	assay_autobuf struct assay_buf found = {0};
	struct assay_hash128 key = key_of(1);
	struct sandbox_folder f;
	DIR *dir;

	cr_assert(sandbox_folder_open(&f, folder, 1 << 20));
	cr_assert_neq(signal(SIGXFSZ, SIG_IGN), SIG_ERR);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &full), 0);
	sandbox_folder_write(&f, &key, (struct assay_str){bytes, sizeof bytes});
	cr_assert_eq(sandbox_folder_read(&f, &key, &found), 0);
	dir = opendir(folder);
	for (const struct dirent *e; (e = readdir(dir));)
		cr_assert(strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0, "%s is left", e->d_name);
	closedir(dir);
	sandbox_folder_close(&f);
}

Test(compile_folder, sweeps_what_dead_writers_left)
{
	const struct timespec old[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
	char left[200], fresh[200];
	struct assay_hash128 key = key_of(1);
	struct sandbox_folder f;

	cr_assert(sandbox_folder_open(&f, folder, 1 << 20));
	snprintf(left, sizeof left, "%s/.new-1-1", folder);
	snprintf(fresh, sizeof fresh, "%s/.new-2-1", folder);
	close(open(left, O_CREAT | O_WRONLY, 0600));
	close(open(fresh, O_CREAT | O_WRONLY, 0600));
	cr_assert_eq(utimensat(AT_FDCWD, left, old, 0), 0);
	sandbox_folder_write(&f, &key, ASSAY_STR("bytes"));
	cr_assert_neq(access(left, F_OK), 0);
	cr_assert_eq(access(fresh, F_OK), 0);
	sandbox_folder_close(&f);
}
