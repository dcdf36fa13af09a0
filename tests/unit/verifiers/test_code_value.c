/* SPDX-License-Identifier: Apache-2.0 */
/* Values and comparators: the policy row by row, then its laws on random values. */
#include "verifiers/code/compare.h"

#include "base/rng.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/** -1: malformed. */
static int values_equal(const char *comparator, const char *a, const char *b)
{
	static const struct assay_checker_spec spec = {.eps_abs = 1e-6, .eps_rel = 1e-6};
	assay_autojson struct assay_json_doc *x = NULL;
	assay_autojson struct assay_json_doc *y = NULL;
	struct assay_err err = {0};
	bool is_equal = false;

	cr_assert_eq(assay_json_parse(assay_str_of(a), NULL, &x, &err), 0, "%s: %s", a, err.msg);
	cr_assert_eq(assay_json_parse(assay_str_of(b), NULL, &y, &err), 0, "%s: %s", b, err.msg);
	const struct assay_comparator *c = assay_comparator_find(assay_str_of(comparator));
	int rc = c->value(&spec, assay_json_root(x), assay_json_root(y), &is_equal, &err);
	return rc ? -1 : is_equal;
}

static int texts_equal(const char *comparator, const struct assay_checker_spec *spec, const char *expected,
		       const char *got)
{
	struct assay_mismatch mismatch = {0};
	bool is_equal = false;
	int rc = assay_comparator_find(assay_str_of(comparator))
			 ->text(spec, assay_str_of(expected), assay_str_of(got), &is_equal, &mismatch, NULL);

	return rc ? -1 : is_equal;
}

Test(value, follows_the_policy)
{
	static const struct {
		const char *a, *b;
		int is_equal, is_near; /**< Exactly, and under a tolerance. */
	} rows[] = {
		{"1", "1", 1, 1},
		{"1", "1.0", 0, 1},
		{"1", "true", 0, 0},
		{"0", "false", 0, 0},
		{"1", "\"1\"", 0, 0},
		{"null", "false", 0, 0},
		{"0", "-0", 1, 1},
		{"0.0", "-0.0", 0, 1},
		{"1.0", "1e0", 1, 1},
		{"1.0", "1.0000005", 0, 1},
		{"1.0", "1.1", 0, 0},
		{"1000000.0", "1000000.5", 0, 1},
		{"9007199254740993", "9007199254740992", 0, 0},
		{"{\"$int\":\"9007199254740993\"}", "9007199254740993", 1, 1},
		{"{\"$int\":\"-007\"}", "-7", 1, 1},
		{"[1,2]", "{\"$tuple\":[1,2]}", 1, 1},
		{"[1,2]", "[2,1]", 0, 0},
		{"[1,2]", "{\"$set\":[1,2]}", 0, 0},
		{"{\"$set\":[1,2,3]}", "{\"$set\":[3,2,1]}", 1, 1},
		{"{\"$set\":[1,2]}", "{\"$frozenset\":[1,2]}", 1, 1},
		{"{\"$set\":[1,\"a\"]}", "{\"$set\":[\"a\",1.0]}", 0, 1},
		{"{\"$set\":[1,2]}", "{\"$set\":[1,3]}", 0, 0},
		{"{\"$set\":[1]}", "{\"$set\":[true]}", 0, 0},
		{"{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", 1, 1},
		{"{\"a\":1}", "{\"a\":1.0}", 0, 1},
		{"{\"a\":1}", "{\"a\":1,\"b\":2}", 0, 0},
		{"{\"a\":1}", "{\"$dict\":[[\"a\",1]]}", 1, 1},
		{"{\"1\":1}", "{\"$dict\":[[1,1]]}", 0, 0},
		{"{\"$dict\":[[[1,2],3]]}", "{\"$dict\":[[{\"$tuple\":[1,2]},3]]}", 1, 1},
		{"{\"$dict\":[[1,1],[2,2]]}", "{\"$dict\":[[1,1],[1,1]]}", 0, 0},
		{"{\"$float\":\"nan\"}", "{\"$float\":\"nan\"}", 1, 0},
		{"{\"$float\":\"inf\"}", "{\"$float\":\"inf\"}", 1, 0},
		{"{\"$float\":\"inf\"}", "{\"$float\":\"-inf\"}", 0, 0},
		{"{\"$float\":\"nan\"}", "1.0", 0, 0},
		{"{\"$bytes\":\"YQ==\"}", "\"a\"", 0, 0},
		{"{\"$bytes\":\"YQ==\"}", "{\"$bytes\":\"YQ==\"}", 1, 1},
		{"{\"$complex\":[\"1.0\",\"0.0\"]}", "{\"$complex\":[\"1.0\",\"-0.0\"]}", 0, 1},
		{"{\"$complex\":[\"1.0\",\"0.0\"]}", "1.0", 0, 0},
		{"{\"$str\":\"7aCA\"}", "{\"$str\":\"7aCA\"}", 1, 1},
		{"\"a\\u0000b\"", "\"a\\u0000c\"", 0, 0},
		{"{\"$a\":1,\"b\":2}", "{\"b\":2,\"$a\":1}", 1, 1},
		{"{\"$what\":1}", "1", -1, -1},
		{"{\"$set\":1}", "1", -1, -1},
		{"{\"$float\":\"1e999\"}", "1", -1, 0},
		{"{\"$complex\":[\"1\"]}", "1", -1, 0},
		{"{\"$dict\":[[1]]}", "1", -1, 0},
		{"{\"$bytes\":\"?\"}", "1", -1, 0},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cr_expect_eq(values_equal("exact", rows[i].a, rows[i].b), rows[i].is_equal, "%s %s", rows[i].a,
			     rows[i].b);
		cr_expect_eq(values_equal("float", rows[i].a, rows[i].b), rows[i].is_near, "near: %s %s", rows[i].a,
			     rows[i].b);
		if (rows[i].is_equal >= 0) {
			cr_expect_eq(values_equal("exact", rows[i].b, rows[i].a), rows[i].is_equal, "%s %s", rows[i].b,
				     rows[i].a);
			cr_expect_eq(values_equal("float", rows[i].b, rows[i].a), rows[i].is_near, "%s %s", rows[i].b,
				     rows[i].a);
		}
	}
}

Test(value, compares_text_by_each_comparator)
{
	static const struct {
		const char *name, *expected, *got;
		int is_equal;
	} rows[] = {
		{"exact", "a\n", "a\n", 1},
		{"exact", "a\n", "a", 0},
		{"lines", "a\nb\n", "a \t\r\nb\r\n\n \n", 1},
		{"lines", "a\nb\n", "a\n\nb\n", 0},
		{"lines", "a\n", " a\n", 0},
		{"lines", "", "\n\n", 1},
		{"lines", "x\n", "", 0},
		{"tokens", "1 2\n3\n", "1\n2 \t 3", 1},
		{"tokens", "1 2", "1 02", 0},
		{"tokens", "1 2", "12", 0},
		{"tokens", "1", "1 2", 0},
		{"tokens", "1\f2", "1 2", 0},
		{"float", "1.5", "1.500000000e+00", 1},
		{"float", "1.5", "+1.5000004", 1},
		{"float", "1.5", "1.51", 0},
		{"float", "2", "2.0", 1},
		{"float", "2", "2.", 1},
		{"float", "0.5", ".5", 1},
		{"float", "9007199254740993", "9007199254740992", 0},
		{"float", "007", "7", 1},
		{"float", "0", "-0", 1},
		{"float", "1.5", "nan", 0},
		{"float", "nan", "nan", 0},
		{"float", "inf", "inf", 0},
		{"float", "1e400", "1e400", 0},
		{"float", "1.5", "0x1.8p0", 0},
		{"float", "YES 1.0", "YES 1.0000001", 1},
		{"float", "YES 1.0", "yes 1.0", 0},
		{"float", "1.0", "1.0 1.0", 0},
		{"unordered", "a\nb\nb\n", "b\na\nb", 1},
		{"unordered", "a\nb\nb\n", "a\na\nb", 0},
		{"unordered", "a\n", "", 0},
		/* Some judges compare without regard to case. */
		{"lines", "YES\n", "yes\n", 0},
		{"tokens", "YES", "Yes", 0},
		{"exact", "YES", "yes", 0},
		{"unordered", "YES\nNO\n", "no\nyes\n", 0},
		{"json", "\"YES\"", "\"yes\"", 0},
		{"json", "{\"a\":[1,2.0]}", " { \"a\" : [1, 2] }\n", 1},
		{"json", "{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", 1},
		{"json", "[1,2]", "[2,1]", 0},
		{"json", "{\"$set\":[1,2]}", "{\"$set\":[2,1]}", 0},
		{"json", "1", "1 1", 0},
		{"json", "9007199254740993", "9007199254740992", 0},
		{"json", "[", "[", -1},
	};
	static const struct assay_checker_spec spec = {.eps_abs = 1e-6, .eps_rel = 1e-6};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cr_expect_eq(texts_equal(rows[i].name, &spec, rows[i].expected, rows[i].got), rows[i].is_equal,
			     "%s: \"%s\" \"%s\"", rows[i].name, rows[i].expected, rows[i].got);
}

Test(value, takes_a_nul_byte_for_what_it_is)
{
	static const struct assay_checker_spec spec;
	const struct assay_str want = ASSAY_STR("4\n"), got = ASSAY_STR("4\0 999\n");
	const char *const names[] = {"exact", "lines", "tokens", "float", "unordered"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct assay_mismatch mismatch;
		bool is_equal = true;
		cr_assert_eq(assay_comparator_find(assay_str_of(names[i]))
				     ->text(&spec, want, got, &is_equal, &mismatch, NULL),
			     0);
		cr_expect_not(is_equal, "%s", names[i]);
	}
}

/* Random values: a few leaves that are easily confused, under every container. */

static void random_value(struct assay_rng *rng, unsigned depth, struct assay_buf *out)
{
	static const char *const leaves[] = {"0",
					     "1",
					     "true",
					     "false",
					     "null",
					     "0.0",
					     "-0.0",
					     "1.0",
					     "\"\"",
					     "\"1\"",
					     "\"a\"",
					     "2",
					     "2.5",
					     "\"\\u0000\"",
					     "{\"$bytes\":\"YQ==\"}",
					     "{\"$int\":\"1\"}",
					     "{\"$complex\":[\"1.0\",\"0.0\"]}"};
	static const char *const opens[] = {"[", "{\"$tuple\":[", "{\"$set\":[", "{\"$frozenset\":[", "{\"$dict\":["};

	if (depth == 0 || assay_rng_below(rng, 3) == 0) {
		assay_buf_add_c(out, leaves[assay_rng_below(rng, sizeof(leaves) / sizeof(leaves[0]))]);
		return;
	}
	size_t kind = assay_rng_below(rng, 5), n = assay_rng_below(rng, 4);
	assay_buf_add_c(out, opens[kind]);
	for (size_t i = 0; i < n; i++) {
		assay_buf_add_c(out, i ? "," : "");
		if (kind == 4)
			assay_buf_printf(out, "[%zu,", i);
		random_value(rng, depth - 1, out);
		assay_buf_add_c(out, kind == 4 ? "]" : "");
	}
	assay_buf_add_c(out, kind == 0 ? "]" : "]}");
}

Test(value, obeys_the_laws_of_equality)
{
	static const char *const names[] = {"exact", "unordered"};
	const char *env = getenv("ASSAY_SEED");
	uint64_t seed = env ? strtoull(env, NULL, 10) : 1;
	struct assay_rng rng;
	assay_rng_init(&rng, seed);

	(void)printf("seed %" PRIu64 "\n", seed);
	for (int i = 0; i < 3000; i++) {
		assay_autobuf struct assay_buf a = {0};
		assay_autobuf struct assay_buf b = {0};
		random_value(&rng, 3, &a);
		random_value(&rng, 3, &b);
		for (size_t n = 0; n < 2; n++) {
			cr_assert_eq(values_equal(names[n], a.data, a.data), 1, "%s", a.data);
			cr_assert_eq(values_equal(names[n], a.data, b.data), values_equal(names[n], b.data, a.data),
				     "%s %s", a.data, b.data);
			/* What is equal stays equal inside a list. */
			assay_autobuf struct assay_buf la = {0};
			assay_autobuf struct assay_buf lb = {0};
			assay_buf_printf(&la, "[0,%s]", a.data);
			assay_buf_printf(&lb, "[0,%s]", b.data);
			cr_assert_eq(values_equal("exact", a.data, b.data), values_equal("exact", la.data, lb.data));
		}
		/* Equal exactly, and so within any tolerance: there is no NaN and no infinity among the leaves. */
		if (values_equal("exact", a.data, b.data) == 1)
			cr_assert_eq(values_equal("float", a.data, b.data), 1, "%s %s", a.data, b.data);
		cr_assert_eq(values_equal("float", a.data, b.data), values_equal("float", b.data, a.data), "%s %s",
			     a.data, b.data);
	}
}

Test(value, compares_large_sets_and_dicts_in_less_than_quadratic_time)
{
	assay_autobuf struct assay_buf a = {0};
	assay_autobuf struct assay_buf b = {0};
	const int n = 200000;

	assay_buf_add_c(&a, "{\"$set\":[0");
	assay_buf_add_c(&b, "{\"$set\":[0");
	for (int i = 1; i < n; i++) {
		assay_buf_printf(&a, ",%d", i);
		assay_buf_printf(&b, ",%d", n - i);
	}
	assay_buf_add_c(&a, "]}");
	assay_buf_add_c(&b, "]}");
	cr_assert_eq(values_equal("exact", a.data, b.data), 1);
	cr_assert_eq(values_equal("float", a.data, b.data), 1);
}
