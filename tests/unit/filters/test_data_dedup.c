/* SPDX-License-Identifier: Apache-2.0 */
/* Labelled pairs: what is the same after normalisation, and which programs must never be taken for each other. */
#include "base/jsonl.h"
#include "filters/dedup.h"
#include "tests/unit/filters/data.h"

struct figures {
	size_t same_found, same_missed, wrongly_merged, mutants, mutants_merged, judged;
};

static void judge(struct assay_json row, struct figures *f)
{
	struct assay_json want = assay_json_get(assay_json_get(row, "expect"), "exact_norm");
	struct assay_str kind = assay_json_str(assay_json_get(row, "kind"));
	struct assay_err err = {0};
	bool is_same = false;
	if (assay_json_is_true(assay_json_get(row, "drop")))
		return;
	cr_assert_eq(
		assay_exact_same(assay_json_str(assay_json_get(row, "a")), assay_json_str(assay_json_get(row, "b")),
				 assay_json_str(assay_json_get(row, "domain")), (struct assay_str){0}, &is_same, &err),
		0, "%s", err.msg);
	if (assay_str_is(kind, "code_mutant")) {
		f->mutants++;
		f->mutants_merged += is_same;
	}
	if (assay_json_type(want) != ASSAY_JSON_BOOL)
		return;
	f->judged++;
	f->same_found += is_same && assay_json_is_true(want);
	f->same_missed += !is_same && assay_json_is_true(want);
	f->wrongly_merged += is_same && !assay_json_is_true(want);
}

Test(data_dedup, merges_all_and_only_what_is_the_same)
{
	struct figures f = {0};
	struct assay_jsonl_reader *reader;
	struct assay_json row;
	struct assay_err err = {0};
	int rc;
	cr_assert_eq(assay_jsonl_open(data_file("filters/dedup_pairs.jsonl"), 0, &reader, &err), 0, "%s", err.msg);
	while ((rc = assay_jsonl_next(reader, &row, &err)) == 1)
		judge(row, &f);
	cr_assert_eq(rc, 0, "%s", err.msg);
	assay_jsonl_close(reader);
	(void)printf("%zu judged pairs: %zu same found, %zu missed, %zu wrongly merged; %zu mutants, %zu merged\n",
		     f.judged, f.same_found, f.same_missed, f.wrongly_merged, f.mutants, f.mutants_merged);
	cr_expect_gt(f.same_found, 0);
	cr_expect_eq(f.same_missed, 0);
	cr_expect_eq(f.wrongly_merged, 0);
	cr_expect_gt(f.mutants, 0);
	cr_expect_eq(f.mutants_merged, 0);
}

/* The same pairs read as Python: its lexer must not bring two programs together either. */
Test(data_dedup, keeps_mutants_apart_when_read_as_python)
{
	struct assay_jsonl_reader *reader;
	struct assay_json row;
	struct assay_err err = {0};
	size_t merged = 0;
	size_t reformatted = 0;
	cr_assert_eq(assay_jsonl_open(data_file("filters/dedup_pairs.jsonl"), 0, &reader, &err), 0, "%s", err.msg);
	while (assay_jsonl_next(reader, &row, &err) == 1) {
		struct assay_json expect = assay_json_get(row, "expect");
		struct assay_json want = assay_json_get(expect, "exact_norm");
		bool is_same = false;
		if (!assay_str_is(assay_json_str(assay_json_get(row, "domain")), "code"))
			continue;
		cr_assert_eq(assay_exact_same(assay_json_str(assay_json_get(row, "a")),
					      assay_json_str(assay_json_get(row, "b")), ASSAY_STR("code"),
					      ASSAY_STR("python"), &is_same, &err),
			     0, "%s", err.msg);
		merged += is_same && assay_json_type(want) == ASSAY_JSON_BOOL && !assay_json_is_true(want);
		reformatted += is_same && assay_str_is(assay_json_str(assay_json_get(row, "kind")), "code_reformat");
	}
	assay_jsonl_close(reader);
	(void)printf("read as Python: %zu wrongly merged, %zu reformatted programs recognised\n", merged, reformatted);
	cr_expect_eq(merged, 0);
}
