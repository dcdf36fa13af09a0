/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/filter.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ITEM "nine ten eleven twelve thirteen fourteen fifteen sixteen"

static char bench_path[64];

static void write_bench(void)
{
	(void)snprintf(bench_path, sizeof(bench_path), "/tmp/assay-test-chain-XXXXXX");
	int fd = mkstemp(bench_path);
	cr_assert_geq(fd, 0);
	cr_assert_geq(dprintf(fd, "{\"id\":\"b1\",\"benchmark\":\"counting\",\"prompt\":\"" ITEM "\"}\n"), 0);
	cr_assert_eq(close(fd), 0);
}

static void remove_bench(void)
{
	(void)unlink(bench_path);
}

TestSuite(chain, .init = write_bench, .fini = remove_bench);

static struct assay_chain *load(const char *yaml)
{
	struct assay_chain *chain;
	struct assay_err err = {0};
	char text[1024];
	const char *mark = strchr(yaml, '@'); /* Stands for the benchmark's path. */
	(void)snprintf(text, sizeof(text), "%.*s%s%s", (int)(mark - yaml), yaml, bench_path, mark + 1);
	cr_assert_eq(assay_chain_load_text("chain.yaml", assay_str_of(text), &chain, &err), 0, "%s", err.msg);
	return chain;
}

static const char dedup_first[] = "filters:\n"
				  "  - name: exact-dedup\n"
				  "  - {name: decontam, benchmarks: [@]}\n";
static const char decontam_first[] = "filters:\n"
				     "  - {name: decontam, benchmarks: [@]}\n"
				     "  - name: exact-dedup\n";

/* The same contaminated text twice, and a clean one. */
static void make_rows(struct assay_row rows[3])
{
	static const char *const ids[] = {"a", "b", "c"};
	static const char *const texts[] = {ITEM, "Nine  ten eleven twelve thirteen fourteen fifteen sixteen", "clean"};
	for (size_t i = 0; i < 3; i++)
		rows[i] = (struct assay_row){
			.id = assay_str_of(ids[i]), .domain = ASSAY_STR("math"), .prompt = assay_str_of(texts[i])};
}

static void apply(struct assay_chain *chain, struct assay_row rows[3], bool annotate_only, struct assay_arena *arena)
{
	struct assay_err err = {0};
	make_rows(rows);
	cr_assert_eq(assay_chain_apply(chain, rows, 3, annotate_only, arena, &err), 0, "%s", err.msg);
}

Test(chain, lets_the_first_filter_that_drops_decide)
{
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_row rows[3];
	struct assay_chain *chain = load(dedup_first);
	apply(chain, rows, false, arena);
	cr_expect_str_eq(rows[0].dropped_by->filter, "decontam");
	cr_expect_str_eq(rows[1].dropped_by->filter, "exact-dedup");
	cr_expect_eq(rows[1].n_notes, 1, "later filters leave a dropped row alone");
	cr_expect_not(rows[2].is_dropped);
	assay_chain_destroy(chain);

	chain = load(decontam_first);
	apply(chain, rows, false, arena);
	cr_expect_str_eq(rows[0].dropped_by->filter, "decontam");
	cr_expect_str_eq(rows[1].dropped_by->filter, "decontam");
	cr_expect_not(rows[2].is_dropped);
	assay_chain_destroy(chain);
	assay_arena_destroy(arena);
}

Test(chain, records_why_with_evidence)
{
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_row rows[3];
	struct assay_chain *chain = load(dedup_first);
	apply(chain, rows, false, arena);
	cr_expect_str_eq(rows[0].dropped_by->code, "contaminated");
	cr_expect_neq(assay_str_find(rows[0].dropped_by->evidence, ASSAY_STR("\"bench_id\":\"b1\""), 0), SIZE_MAX);
	cr_expect_str_eq(rows[1].dropped_by->code, "duplicate");
	cr_expect_neq(assay_str_find(rows[1].dropped_by->evidence, ASSAY_STR("\"duplicate_of\":\"a\""), 0), SIZE_MAX);
	assay_chain_destroy(chain);
	cr_expect_str_eq(rows[0].dropped_by->filter, "decontam", "notes outlive their chain");
	assay_arena_destroy(arena);
}

Test(chain, drops_nothing_when_it_only_annotates)
{
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_row rows[3];
	struct assay_chain *chain = load(dedup_first);
	apply(chain, rows, true, arena);
	cr_expect_not(rows[0].is_dropped || rows[1].is_dropped || rows[2].is_dropped);
	cr_expect_eq(rows[0].n_notes, 1);
	cr_expect_eq(rows[1].n_notes, 2, "both filters see the row");
	cr_expect_eq(rows[2].n_notes, 0);
	assay_chain_destroy(chain);
	assay_arena_destroy(arena);
}

Test(chain, keeps_what_a_filter_may_only_annotate)
{
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_row rows[3];
	struct assay_chain *chain = load("filters:\n"
					 "  - {name: exact-dedup, action: annotate}\n"
					 "  - {name: decontam, benchmarks: '@'}\n");
	apply(chain, rows, false, arena);
	cr_expect_str_eq(rows[1].dropped_by->filter, "decontam");
	cr_expect_eq(rows[1].n_notes, 2);
	cr_expect_not(rows[1].notes[0].is_drop);
	assay_chain_destroy(chain);
	assay_arena_destroy(arena);
}

Test(chain, logs_what_was_compared_and_found)
{
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_row rows[3];
	struct assay_chain *chain = load(dedup_first);
	assay_autobuf struct assay_buf log = {0};
	assay_autojson struct assay_json_doc *doc = NULL;
	apply(chain, rows, false, arena);
	cr_assert_eq(assay_chain_log(chain, "decontam", rows, 3, &log, NULL), 0);
	cr_assert_eq(assay_json_parse(assay_buf_str(&log), NULL, &doc, NULL), 0);
	struct assay_json root = assay_json_root(doc);
	cr_expect(assay_json_is_true(assay_json_get(root, "checked")));
	cr_expect_eq(assay_json_count(assay_json_get(root, "filters")), 1);
	struct assay_json found = assay_json_first(assay_json_get(root, "found"));
	cr_expect_eq(assay_json_count(assay_json_get(root, "found")), 1);
	cr_expect(assay_str_is(assay_json_str(assay_json_get(found, "id")), "a"));
	cr_expect(assay_json_is_true(assay_json_get(found, "dropped")));
	assay_chain_destroy(chain);
	assay_buf_clear(&log);
	cr_assert_eq(assay_chain_log(NULL, "decontam", NULL, 0, &log, NULL), 0);
	cr_expect_str_eq(log.data, "{\"checked\":false,\"rows\":0,\"filters\":[],\"found\":[]}");
	assay_arena_destroy(arena);
}

Test(chain, refuses_a_mistake_with_its_place)
{
	static const struct {
		const char *yaml, *message;
	} chains[] = {
		{"filters: 7", "chain.yaml: filters: expected a list, found a number"},
		{"filter: []", "chain.yaml:1: unknown key \"filter\"; did you mean \"filters\"?"},
		{"filters: [exact-dedup]", "chain.yaml: filters[0]: expected a filter with its name, found a string"},
		{"filters: [{action: drop}]", "chain.yaml: filters[0]: \"name\" is missing"},
		{"filters: [{name: exact-dedop}]",
		 "chain.yaml: filters[0]: there is no filter \"exact-dedop\"; did you mean \"exact-dedup\"?"},
		{"filters: [{name: exact-dedup, action: keep}]",
		 "chain.yaml: filters[0]: action: expected drop or annotate, found \"keep\""},
		{"filters: [{name: exact-dedup}, {name: decontam, benchmarks: [], ngram: 13}]",
		 "chain.yaml: filters[1]: benchmarks: name at least one file"},
	};
	for (size_t i = 0; i < sizeof(chains) / sizeof(chains[0]); i++) {
		struct assay_chain *chain;
		struct assay_err err = {0};
		cr_expect_eq(assay_chain_load_text("chain.yaml", assay_str_of(chains[i].yaml), &chain, &err),
			     ASSAY_ECONFIG, "%s", chains[i].yaml);
		cr_expect_str_eq(err.msg, chains[i].message);
	}
}

Test(filters, each_have_a_name_a_title_and_a_place_in_the_table)
{
	size_t n;
	const struct assay_filter_kind *const *kinds = assay_filters(&n);
	cr_assert_gt(n, 0);
	for (size_t i = 0; i < n; i++) {
		cr_expect_eq(assay_filter_find(kinds[i]->name), kinds[i]);
		cr_expect_gt(strlen(kinds[i]->title), 10);
		cr_expect_not_null(kinds[i]->apply);
	}
	cr_expect_null(assay_filter_find("no-such-filter"));
}
