/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The public data sets, where they are present: $ASSAY_DATA/math, by default beside the source tree. Without them each
 * test is skipped and says what was missing.
 */
#include "base/jsonl.h"
#include "verifiers/math.h"
#include "verifiers/math/steps.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct assay_jsonl_reader *open_rows(const char *name)
{
	char path[4096];
	const char *data = getenv("ASSAY_DATA"), *root = getenv("ASSAY_SOURCE_ROOT");
	if (data)
		(void)snprintf(path, sizeof(path), "%s/math/%s", data, name);
	else
		(void)snprintf(path, sizeof(path), "%s/../shared/data/math/%s", root ? root : ".", name);
	FILE *file = fopen(path, "rb");
	if (!file)
		cr_skip_test("no data set at %s", path);
	(void)fclose(file);
	struct assay_jsonl_reader *reader = NULL;
	struct assay_err err = {0};
	cr_assert_eq(assay_jsonl_open(path, 0, &reader, &err), 0, "%s", err.msg);
	return reader;
}

static bool next_row(struct assay_jsonl_reader *reader, struct assay_json *ret)
{
	struct assay_err err = {0};
	int rc = assay_jsonl_next(reader, ret, &err);
	cr_assert_geq(rc, 0, "%s", err.msg);
	return rc == 1;
}

static struct assay_str text_at(struct assay_json row, const char *key)
{
	struct assay_str text = assay_json_str(assay_json_get(row, key));
	cr_assert_not_null(text.data, "no %s", key);
	return text;
}

static const struct assay_math_policy *policy_named(const char *name)
{
	return assay_math_policy_find(assay_str_of(name));
}

Test(math_data, reproduces_every_label_of_the_gsm8k_model_solutions, .timeout = 300)
{
	struct assay_jsonl_reader *reader = open_rows("gsm8k_model_solutions.jsonl.gz");
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_json row;
	size_t n = 0, n_equal = 0, n_wrong = 0;
	while (next_row(reader, &row)) {
		struct assay_math_verdict verdict;
		assay_arena_reset(arena);
		cr_assert_eq(assay_math_judge(policy_named("gsm8k"), text_at(row, "gold"), text_at(row, "response"),
					      arena, &verdict, NULL),
			     0);
		bool is_equal = verdict.word == ASSAY_MATH_EQUAL;
		n++;
		n_equal += is_equal;
		n_wrong += is_equal != assay_json_is_true(assay_json_get(row, "expected"));
		cr_expect_neq(verdict.word, ASSAY_MATH_BAD_GOLD);
	}
	cr_expect_eq(n, 5276);
	cr_expect_eq(n_equal, 2001);
	cr_expect_eq(n_wrong, 0, "%zu labels are not reproduced", n_wrong);
	assay_arena_destroy(arena);
	assay_jsonl_close(reader);
}

static void expect_golds(const char *file, size_t rows)
{
	struct assay_jsonl_reader *reader = open_rows(file);
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_json row;
	size_t n = 0, n_read = 0;
	while (next_row(reader, &row)) {
		struct assay_math_extract gold;
		struct assay_math_verdict verdict;
		assay_arena_reset(arena);
		assay_math_extract(policy_named("gsm8k"), text_at(row, "answer"), &gold);
		n++;
		cr_expect_str_eq(gold.rule ? gold.rule : "none", "hash");
		cr_assert_eq(assay_math_compare(policy_named("gsm8k"), gold.answer, gold.answer, arena, &verdict, NULL),
			     0);
		n_read += verdict.word == ASSAY_MATH_EQUAL && strcmp(verdict.proof, "exact") == 0;
	}
	cr_expect_eq(n, rows);
	cr_expect_eq(n_read, rows);
	assay_arena_destroy(arena);
	assay_jsonl_close(reader);
}

Test(math_data, reads_every_gold_answer_of_gsm8k_as_a_number, .timeout = 300)
{
	expect_golds("gsm8k_train.jsonl.gz", 7473);
	expect_golds("gsm8k_test.jsonl", 1319);
}

Test(math_data, finds_every_marked_step_of_gsm8k_exactly_true, .timeout = 300)
{
	struct assay_jsonl_reader *reader = open_rows("gsm8k_train.jsonl.gz");
	struct assay_json row;
	size_t n = 0, n_true = 0;
	while (next_row(reader, &row)) {
		struct assay_math_step step;
		for (size_t at = 0; assay_math_step_next(text_at(row, "answer"), &at, &step);) {
			n++;
			n_true += step.truth == ASSAY_TRUE;
		}
	}
	cr_expect_eq(n, 23716);
	cr_expect_eq(n_true, 23716);
	assay_jsonl_close(reader);
}

Test(math_data, finds_every_gold_answer_of_math_equal_to_itself, .timeout = 300)
{
	struct assay_jsonl_reader *reader = open_rows("math_test_answers.jsonl");
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_json row;
	size_t n = 0, n_equal = 0, n_exact = 0;
	while (next_row(reader, &row)) {
		struct assay_str gold = text_at(row, "answer");
		struct assay_math_verdict verdict;
		enum assay_truth truth = ASSAY_UNKNOWN;
		assay_arena_reset(arena);
		cr_assert_eq(assay_math_compare(policy_named("math"), gold, gold, arena, &verdict, NULL), 0);
		n++;
		n_equal += verdict.word == ASSAY_MATH_EQUAL;
		n_exact += verdict.proof && strcmp(verdict.proof, "exact") == 0;
		cr_expect_eq(verdict.word, ASSAY_MATH_EQUAL, "%s: %s", gold.data, verdict.reason.data);
		cr_expect_eq(assay_math_recheck(verdict.certificate, NULL, &truth, NULL), 0);
		cr_expect_eq(truth, ASSAY_TRUE);
	}
	cr_expect_eq(n, 5000);
	cr_expect_eq(n_equal, 5000);
	cr_expect_geq(n_exact, 3900, "only %zu read as numbers", n_exact);
	assay_arena_destroy(arena);
	assay_jsonl_close(reader);
}

/* One row holds an unpaired surrogate on purpose, which strict JSON refuses; such a line is passed over here. */
static bool next_parsable(struct assay_jsonl_reader *reader, struct assay_json_doc **ret)
{
	struct assay_str line;
	int rc;
	*ret = NULL;
	while ((rc = assay_jsonl_next_line(reader, &line, NULL)) == 1) {
		if (assay_json_parse(line, NULL, ret, NULL) == 0)
			return true;
	}
	cr_assert_eq(rc, 0);
	return false;
}

/* As a bare answer and as the end of a reply: no wrong verdict, and none of them slow. */
Test(math_data, gives_no_wrong_verdict_on_adversarial_rows_and_stays_quick, .timeout = 300)
{
	struct assay_jsonl_reader *reader = open_rows("adversarial_cases.jsonl");
	struct assay_arena *arena = assay_arena_create((size_t)64 << 20);
	struct assay_json_doc *doc;
	size_t n = 0;
	while (next_parsable(reader, &doc)) {
		struct assay_json row = assay_json_root(doc), expected = assay_json_get(row, "expected");
		struct assay_str gold = text_at(row, "gold"), response = text_at(row, "response");
		for (int is_reply = 0; is_reply < 2; is_reply++) {
			struct assay_math_verdict verdict;
			assay_arena_reset(arena);
			clock_t start = clock();
			int rc = is_reply ? assay_math_judge(policy_named("default"), gold, response, arena, &verdict,
							     NULL)
					  : assay_math_compare(policy_named("default"), gold, response, arena, &verdict,
							       NULL);
			double ms = (double)(clock() - start) * 1e3 / CLOCKS_PER_SEC;
			cr_assert_eq(rc, 0);
			cr_expect_lt(ms, 50.0, "%s took %.1f ms", text_at(row, "id").data, ms);
			if (assay_json_type(expected) == ASSAY_JSON_BOOL && !is_reply)
				cr_expect_neq(verdict.word,
					      assay_json_is_true(expected) ? ASSAY_MATH_DIFFERENT : ASSAY_MATH_EQUAL,
					      "%s", text_at(row, "id").data);
		}
		n++;
		assay_json_doc_destroy(doc);
	}
	cr_expect_geq(n, 34);
	assay_arena_destroy(arena);
	assay_jsonl_close(reader);
}
