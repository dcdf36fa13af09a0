/* SPDX-License-Identifier: Apache-2.0 */
#include "base/rng.h"
#include "sandbox/lang.h"

#include <criterion/criterion.h>

Test(names, safe_ones_and_unsafe_ones)
{
	const struct {
		struct assay_str name;
		bool is_safe;
	} rows[] = {
		{ASSAY_STR("main.py"), true},
		{ASSAY_STR("a/b/c.txt"), true},
		{ASSAY_STR("-rf"), true},
		{ASSAY_STR("..."), true},
		{ASSAY_STR(".hidden"), true},
		{ASSAY_STR("\xc3\xa9"), true},
		{ASSAY_STR(""), false},
		{ASSAY_STR("."), false},
		{ASSAY_STR(".."), false},
		{ASSAY_STR("/etc/passwd"), false},
		{ASSAY_STR("a//b"), false},
		{ASSAY_STR("a/"), false},
		{ASSAY_STR("a/../b"), false},
		{ASSAY_STR("a/./b"), false},
		{ASSAY_STR("a\nb"), false},
		{ASSAY_STR("a\0b"), false},
		{ASSAY_STR("a\x7f"), false},
		{ASSAY_STR("1/2/3/4/5/6/7/8"), true},
		{ASSAY_STR("1/2/3/4/5/6/7/8/9"), false},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		cr_assert_eq(assay_file_name_is_safe(rows[i].name), rows[i].is_safe, "row %zu", i);
	cr_assert_not(assay_file_name_is_safe((struct assay_str){0}));
}

/* The same answer by another way: split at slashes and look at each part. */
static bool is_safe_by_parts(const char *bytes, size_t len)
{
	size_t start = 0, parts = 0;

	if (len == 0 || len > 200)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)bytes[i] < 32 || bytes[i] == 127)
			return false;
	for (size_t i = 0; i <= len; i++) {
		if (i < len && bytes[i] != '/')
			continue;
		size_t n = i - start;

		if (n == 0 || (n == 1 && bytes[start] == '.') ||
		    (n == 2 && bytes[start] == '.' && bytes[start + 1] == '.'))
			return false;
		parts++;
		start = i + 1;
	}
	return parts <= 8;
}

Test(names, two_ways_agree_on_random_names)
{
	static const char alphabet[] = "ab././/\n\x7f\xff";
	const uint64_t seed = 20240117;
	struct assay_rng rng;

	assay_rng_init(&rng, seed);
	for (int i = 0; i < 200000; i++) {
		char name[220];
		size_t len = assay_rng_u64(&rng) % (i % 100 == 0 ? sizeof name : 14);

		for (size_t j = 0; j < len; j++)
			name[j] = alphabet[assay_rng_u64(&rng) % sizeof alphabet];
		cr_assert_eq(assay_file_name_is_safe((struct assay_str){name, len}), is_safe_by_parts(name, len),
			     "seed %lu, case %d", (unsigned long)seed, i);
	}
}

Test(names, limits_have_defaults)
{
	struct assay_limits limits = {.cpu_ms = 500};

	assay_limits_fill(&limits);
	cr_assert_eq(limits.wall_ms, 3500);
	cr_assert_eq(limits.mem_bytes, UINT64_C(512) << 20);
	limits = (struct assay_limits){.cpu_ms = UINT64_MAX};
	assay_limits_fill(&limits);
	cr_assert_eq(limits.wall_ms, UINT64_MAX);
}

Test(languages, are_in_order_and_complete)
{
	size_t n;
	const struct assay_language *const *all = assay_languages(&n);

	for (size_t i = 0; i < n; i++) {
		cr_assert(i == 0 || strcmp(all[i - 1]->name, all[i]->name) < 0);
		cr_assert(all[i]->source_name && all[i]->tools && all[i]->packages && all[i]->run && all[i]->version,
			  "%s", all[i]->name);
		cr_assert(!all[i]->compile == !all[i]->artifacts, "%s", all[i]->name);
		cr_assert_eq(assay_language_find(assay_str_of(all[i]->name)), all[i]);
		for (size_t j = 0; all[i]->aliases && all[i]->aliases[j]; j++)
			cr_assert_eq(assay_language_find(assay_str_of(all[i]->aliases[j])), all[i]);
		for (size_t j = 0; all[i]->tools[j]; j++)
			cr_assert_eq(all[i]->tools[j][0], '/', "tools are found by path, never by PATH");
	}
	cr_assert_eq(assay_language_find(ASSAY_STR("Python")), assay_language_find(ASSAY_STR("py")));
	cr_assert_null(assay_language_find(ASSAY_STR("brainfuck")));
	cr_assert_null(assay_language_find((struct assay_str){0}));
}

/* At the level of Landlock only the run's own folders can be written, and none of them is /tmp. */
Test(languages, write_where_every_level_lets_them)
{
	static const char *const fine = "${TMPDIR:-/tmp}";
	size_t n;
	const struct assay_language *const *all = assay_languages(&n);

	for (size_t i = 0; i < n; i++) {
		const char *const *const lists[] = {all[i]->compile, all[i]->run, all[i]->env};

		for (size_t j = 0; j < sizeof lists / sizeof lists[0]; j++) {
			for (size_t k = 0; lists[j] && lists[j][k]; k++) {
				for (const char *at = lists[j][k]; (at = strstr(at, "/tmp")); at++)
					cr_assert(at - lists[j][k] >= 10 && strncmp(at - 10, fine, strlen(fine)) == 0,
						  "%s: %s", all[i]->name, at);
			}
		}
	}
}

Test(languages, a_job_names_its_main_file)
{
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_file file = {.bytes = ASSAY_STR("print(1)")};
	struct assay_program program = {.language = ASSAY_STR("python"), .files = &file, .n_files = 1};
	struct assay_job job;
	struct assay_err err = {0};

	if (!assay_language_is_available(assay_language_find(program.language), NULL))
		cr_skip_test("no Python");
	cr_assert_eq(assay_language_compile_job(&program, arena, &job, &err), 0);
	cr_assert_eq(assay_language_run_job(&program, NULL, 0, arena, &job, &err), 0);
	cr_assert(assay_str_is(job.files[0].name, "main.py"));
	program.main_name = ASSAY_STR("driver.py");
	cr_assert_eq(assay_language_run_job(&program, NULL, 0, arena, &job, &err), 0);
	cr_assert(assay_str_is(job.files[0].name, "driver.py"));
	program.main_name = ASSAY_STR("../driver.py");
	cr_assert_eq(assay_language_run_job(&program, NULL, 0, arena, &job, &err), ASSAY_EINVAL);
	program.language = ASSAY_STR("klingon");
	cr_assert_eq(assay_language_run_job(&program, NULL, 0, arena, &job, &err), ASSAY_ENOTFOUND);
	assay_arena_destroy(arena);
}

Test(languages, files_of_a_program_have_places_of_their_own)
{
	static const struct {
		const char *first, *second;
		bool is_fine;
	} rows[] = {
		{"a.txt", "b.txt", true}, {"a/b", "a/c", true},	  {"a", "a.b", true},	     {"a", "a", false},
		{"a", "a/b", false},	  {"a/b", "a", false},	  {"main.py", "a", false},   {"main.py/a", "b", false},
		{"a/b/c", "a/b", false},  {"a/b/c", "a-b", true}, {"a", "main.py/b", false},
	};
	if (!assay_language_is_available(assay_language_find(ASSAY_STR("python")), NULL))
		cr_skip_test("no Python");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct assay_arena *arena = assay_arena_create(0);
		const struct assay_file files[] = {{.bytes = ASSAY_STR("print(1)")},
						   {.name = assay_str_of(rows[i].first)},
						   {.name = assay_str_of(rows[i].second)}};
		const struct assay_program program = {.language = ASSAY_STR("python"), .files = files, .n_files = 3};
		struct assay_job job;
		int expected = rows[i].is_fine ? 0 : ASSAY_EINVAL;
		cr_expect_eq(assay_language_run_job(&program, NULL, 0, arena, &job, NULL), expected, "%s and %s",
			     rows[i].first, rows[i].second);
		assay_arena_destroy(arena);
	}
}
