/* SPDX-License-Identifier: Apache-2.0 */
/* Labelled rows against a suite of benchmark items, kind by kind. */
#include "base/jsonl.h"
#include "filters/decontam.h"
#include "tests/unit/filters/data.h"

#define MAX_KINDS 32

struct kind {
	char name[64];
	size_t rows, flagged, right_item;
};

struct table {
	struct kind kinds[MAX_KINDS];
	size_t n;
};

static struct kind *kind_of(struct table *t, struct assay_str name)
{
	for (size_t i = 0; i < t->n; i++) {
		if (assay_str_is(name, t->kinds[i].name))
			return &t->kinds[i];
	}
	cr_assert_lt(t->n, MAX_KINDS);
	(void)snprintf(t->kinds[t->n].name, sizeof(t->kinds[0].name), "%.*s", (int)name.len, name.data);
	return &t->kinds[t->n++];
}

static void judge(struct assay_decontam_scan *scan, struct assay_json row, struct assay_arena *arena, struct table *t)
{
	struct kind *kind = kind_of(t, assay_json_str(assay_json_get(row, "kind")));
	struct assay_decontam_hit hit;
	struct assay_err err = {0};
	assay_arena_reset(arena);
	cr_assert_eq(assay_decontam_check(scan, assay_json_str(assay_json_get(row, "prompt")),
					  assay_json_str(assay_json_get(row, "response")), arena, &hit, &err),
		     0, "%s", err.msg);
	kind->rows++;
	kind->flagged += hit.strength != ASSAY_CONTAMINATION_NONE;
	kind->right_item += hit.strength && assay_str_eq(hit.item_id, assay_json_str(assay_json_get(row, "bench_id")));
}

static struct table measure(void)
{
	struct table t = {0};
	struct assay_err err = {0};
	struct assay_decontam *index;
	struct assay_jsonl_reader *reader;
	struct assay_json row;
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_str file = assay_arena_str(arena, assay_str_of(data_file("filters/benchmarks.jsonl")));
	const struct assay_decontam_options options = {.files = &file, .n_files = 1};
	cr_assert_eq(assay_decontam_create(&options, &index, &err), 0, "%s", err.msg);
	cr_assert_eq(assay_jsonl_open(data_file("filters/decontam_rows.jsonl"), 0, &reader, &err), 0, "%s", err.msg);
	struct assay_decontam_scan *scan = assay_decontam_scan_create(index);
	while (assay_jsonl_next(reader, &row, &err) == 1)
		judge(scan, row, arena, &t);
	assay_jsonl_close(reader);
	assay_decontam_scan_destroy(scan);
	assay_decontam_destroy(index);
	assay_arena_destroy(arena);
	return t;
}

Test(data_decontam, finds_every_verbatim_copy_and_no_clean_row)
{
	static const char *const all[] = {"verbatim", "normalised_variant", "embedded_long", "in_response",
					  "solution_verbatim"};
	static const char *const clean[] = {"clean_gsm8k_train", "clean_mbpp_train", "clean_cruxeval",
					    "clean_instruct"};
	struct table t = measure();
	for (size_t i = 0; i < t.n; i++)
		(void)printf("%-32s %4zu of %4zu flagged, %4zu with the right item\n", t.kinds[i].name,
			     t.kinds[i].flagged, t.kinds[i].rows, t.kinds[i].right_item);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const struct kind *kind = kind_of(&t, assay_str_of(all[i]));
		cr_expect_gt(kind->rows, 0);
		cr_expect_eq(kind->flagged, kind->rows, "%s: %zu of %zu", all[i], kind->flagged, kind->rows);
	}
	for (size_t i = 0; i < sizeof(clean) / sizeof(clean[0]); i++) {
		const struct kind *kind = kind_of(&t, assay_str_of(clean[i]));
		cr_expect_gt(kind->rows, 0);
		cr_expect_eq(kind->flagged, 0, "%s: %zu of %zu", clean[i], kind->flagged, kind->rows);
	}
}
