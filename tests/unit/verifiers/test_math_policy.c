/* SPDX-License-Identifier: Apache-2.0 */
/* Policies as data: the built-in table, files of one's own, and the sentences for wrong ones. */
#include "base/buf.h"
#include "base/fd.h"
#include "verifiers/math/policy.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define N_ELEMENTS(array) (sizeof(array) / sizeof((array)[0]))

static void read_source(const char *name, struct assay_buf *out)
{
	char path[4096];
	const char *root = getenv("ASSAY_SOURCE_ROOT");
	struct assay_err err = {0};
	(void)snprintf(path, sizeof(path), "%s/verifiers/math/policies/%s.json", root ? root : ".", name);
	cr_assert_eq(assay_read_file(path, out, &err), 0, "%s", err.msg);
}

static void expect_same(const struct assay_math_policy *a, const struct assay_math_policy *b)
{
	struct assay_math_policy left = *a, right = *b;
	cr_expect_str_eq(a->name, b->name);
	cr_expect_str_eq(a->about, b->about);
	size_t i = 0;
	for (; a->rules[i] && b->rules[i]; i++)
		cr_expect_str_eq(a->rules[i], b->rules[i]);
	cr_expect_eq(a->rules[i], b->rules[i], "%s: both lists end", a->name);
	left.name = right.name = left.about = right.about = NULL;
	left.rules = right.rules = NULL;
	/* Both were zeroed before they were filled in, so padding is equal too. */
	cr_expect_arr_eq(&left, &right, sizeof(left), "%s: a flag differs", a->name);
}

Test(math_policy, reads_at_run_time_what_the_build_made_of_the_same_file)
{
	size_t n;
	const struct assay_math_policy *const *policies = assay_math_policies(&n);
	cr_expect_geq(n, 7);
	for (size_t i = 0; i < n; i++) {
		assay_autobuf struct assay_buf text = {0};
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		const struct assay_math_policy *loaded;
		struct assay_err err = {0};
		read_source(policies[i]->name, &text);
		cr_assert_eq(assay_math_policy_load_text(policies[i]->name, assay_buf_str(&text), arena, &loaded, &err),
			     0, "%s", err.msg);
		expect_same(policies[i], loaded);
	}
}

Test(math_policy, says_what_is_wrong_with_a_file)
{
	static const struct {
		const char *text, *words;
	} rows[] = {
		{"name: mine\n", "rules"},
		{"name: mine\nrules: [boxd]\n", "did you mean \"boxed\"?"},
		{"name: mine\nrules: []\n", "rules is empty"},
		{"name: \"\"\nrules: [boxed]\n", "has no name"},
		{"name: mine\nrules: [boxed]\npercent_is_ignord: true\n", "percent_is_ignored"},
		{"name: mine\nrules: [boxed]\nboxes: first\n", "boxes"},
		{"name: mine\nrules: [boxed]\nrounding_places: 1000\n", "rounding_places"},
		{"name: mine\nrules: [boxed]\nlist_is_ordered: 3\n", "true or false"},
		{"[]", "mine.yaml"},
		{"", "mine.yaml"},
	};
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		const struct assay_math_policy *policy;
		struct assay_err err = {0};
		int rc = assay_math_policy_load_text("mine.yaml", assay_str_of(rows[i].text), arena, &policy, &err);
		cr_expect_eq(rc, ASSAY_ECONFIG, "%s", rows[i].text);
		cr_expect(strstr(err.msg, rows[i].words), "\"%s\" gave \"%s\"", rows[i].text, err.msg);
	}
}

Test(math_policy, is_strict_where_a_file_says_nothing)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	const struct assay_math_policy *policy;
	struct assay_err err = {0};
	cr_assert_eq(
		assay_math_policy_load_text("mine.yaml", ASSAY_STR("name: mine\nrules: hash\n"), arena, &policy, &err),
		0, "%s", err.msg);
	cr_expect_str_eq(policy->rules[0], "hash");
	cr_expect_null(policy->rules[1]);
	struct assay_equal_rules rules = assay_math_policy_rules(policy), strict = {0};
	cr_expect_arr_eq(&rules, &strict, sizeof(rules));
	cr_expect(assay_math_policy_parse_options(policy).no_groups);
}

Test(math_policy, does_not_let_a_file_take_a_built_in_name)
{
	char path[] = "/tmp/assay-policy-XXXXXX";
	int fd = mkstemp(path);
	const char text[] = "name: gsm8k\nrules: boxed\n";
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	const struct assay_math_policy *policy;
	struct assay_err err = {0};
	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, text, sizeof(text) - 1), (ssize_t)sizeof(text) - 1);
	cr_expect_eq(assay_math_policy_load(path, arena, &policy, &err), ASSAY_ECONFIG);
	cr_expect(strstr(err.msg, "give yours another name"), "%s", err.msg);
	(void)close(fd);
	(void)unlink(path);
	cr_expect_neq(assay_math_policy_load(path, arena, &policy, &err), 0);
}
