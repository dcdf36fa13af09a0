/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"
#include "filters/decontam.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[64];

static void enter_folder(void)
{
	(void)snprintf(folder, sizeof(folder), "/tmp/assay-test-decontam-XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
}

static void leave_folder(void)
{
	char command[128];
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	cr_expect_eq(system(command), 0);
}

TestSuite(decontam, .init = enter_folder, .fini = leave_folder);

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	cr_assert_not_null(file);
	cr_assert_geq(fputs(text, file), 0);
	cr_assert_eq(fclose(file), 0);
}

#define TRAIN                                                                                                          \
	"A train leaves the station at nine and travels sixty miles in one hour before it stops for lunch in the old " \
	"town."

static const char bench[] =
	"{\"benchmark\":\"trains\",\"id\":\"t/0\",\"prompt\":\"" TRAIN "\",\"solution\":\"So it is 60 miles, 42\"}\n"
	"{\"benchmark\":\"trains\",\"id\":\"t/1\",\"prompt\":\"Write a function that rolls a barrel up a hill.\","
	"\"solution\":\"return x + y\"}\n";

struct fixture {
	struct assay_decontam *index;
	struct assay_decontam_scan *scan;
	struct assay_arena *arena;
};

static struct fixture load_with(const char *path, uint64_t ngram)
{
	struct fixture f = {.arena = assay_arena_create(0)};
	struct assay_err err = {0};
	struct assay_str file = assay_str_of(path);
	const struct assay_decontam_options options = {.files = &file, .n_files = 1, .ngram = ngram};
	cr_assert_eq(assay_decontam_create(&options, &f.index, &err), 0, "%s", err.msg);
	f.scan = assay_decontam_scan_create(f.index);
	return f;
}

static struct fixture load(void)
{
	put("bench.jsonl", bench);
	return load_with("bench.jsonl", 0);
}

static void finish(struct fixture *f)
{
	assay_decontam_scan_destroy(f->scan);
	assay_decontam_destroy(f->index);
	assay_arena_destroy(f->arena);
}

static struct assay_decontam_hit check(struct fixture *f, const char *prompt, const char *response)
{
	struct assay_decontam_hit hit;
	struct assay_err err = {0};
	cr_assert_eq(assay_decontam_check(f->scan, assay_str_of(prompt), assay_str_of(response), f->arena, &hit, &err),
		     0, "%s", err.msg);
	return hit;
}

Test(decontam, finds_an_item_in_other_case_space_and_punctuation)
{
	struct fixture f = load();
	struct assay_decontam_hit hit = check(&f, "Solve:\n" TRAIN " How far?", NULL);
	cr_expect_eq(hit.strength, ASSAY_CONTAMINATION_EXACT);
	cr_expect(assay_str_is(hit.benchmark, "trains") && assay_str_is(hit.item_id, "t/0"));
	cr_expect_str_eq(hit.row_field, "prompt");
	cr_expect_str_eq(hit.item_field, "prompt");
	cr_expect_str_eq(hit.rule, "ngram");
	cr_expect(assay_str_is(hit.words, "a train leaves the station at nine and travels sixty miles in one"));
	cr_expect_eq(hit.row_word, 1);
	cr_expect_eq(hit.n_matched, hit.n_grams);
	cr_expect(
		check(&f, "a TRAIN leaves the station\tat nine, and travels \"sixty\" miles -- in one", NULL).strength);
	finish(&f);
}

Test(decontam, looks_into_the_response_as_well)
{
	struct fixture f = load();
	struct assay_decontam_hit hit = check(&f, "Write me an exercise.", "Here: " TRAIN);
	cr_expect_eq(hit.strength, ASSAY_CONTAMINATION_EXACT);
	cr_expect_str_eq(hit.row_field, "response");
	finish(&f);
}

Test(decontam, needs_thirteen_words_of_a_long_item)
{
	struct fixture f = load();
	cr_expect_not(check(&f, "a train leaves the station at nine and travels sixty miles in", NULL).strength);
	cr_expect_not(check(&f,
			    "the station at nine and travels sixty KILOmetres in one hour before it stops for lunch",
			    NULL)
			      .strength);
	finish(&f);
}

Test(decontam, finds_a_short_item_only_whole)
{
	struct fixture f = load();
	struct assay_decontam_hit hit = check(&f, "Please write a function that rolls a barrel up a hill!", NULL);
	cr_expect_eq(hit.strength, ASSAY_CONTAMINATION_EXACT);
	cr_expect_str_eq(hit.rule, "short");
	cr_expect_not(check(&f, "Please write a function that rolls a barrel up a slope!", NULL).strength);
	finish(&f);
}

Test(decontam, takes_the_shortest_items_only_as_a_whole_text)
{
	struct fixture f = load();
	cr_expect_not(check(&f, "Add.", "def add(x, y):\n    return x + y").strength);
	struct assay_decontam_hit hit = check(&f, "Add.", "return x+y");
	cr_expect_eq(hit.strength, ASSAY_CONTAMINATION_EXACT);
	cr_expect_str_eq(hit.rule, "whole");
	cr_expect_str_eq(hit.item_field, "solution");
	finish(&f);
}

Test(decontam, names_the_item_that_is_covered_best)
{
	put("two.jsonl", "{\"id\":\"a\",\"question\":\"one two three four five six seven eight nine ten eleven twelve "
			 "thirteen and then "
			 "something else entirely that nobody else has\"}\n"
			 "{\"id\":\"b\",\"question\":\"one two three four five six seven eight nine ten eleven twelve "
			 "thirteen fourteen "
			 "fifteen\"}\n");
	struct fixture f = load_with("two.jsonl", 0);
	struct assay_decontam_hit hit = check(&f,
					      "one two three four five six seven eight nine ten eleven twelve thirteen "
					      "fourteen fifteen",
					      NULL);
	cr_expect(assay_str_is(hit.item_id, "b"));
	cr_expect(assay_str_is(hit.benchmark, "two"), "named after its file");
	cr_expect(hit.n_matched == 3 && hit.n_grams == 3);
	finish(&f);
}

Test(decontam, reads_the_keys_of_public_benchmarks)
{
#define TEXT "one two three four five six seven"
	static const char *const rows[] = {
		"{\"task_id\":\"X/1\",\"prompt\":\"" TEXT "\"}",
		"{\"task_id\":11,\"text\":\"" TEXT "\"}",
		"{\"question\":\"" TEXT "\",\"answer\":\"5\"}",
		"{\"task_id\":\"X/1\",\"canonical_solution\":\"" TEXT "\"}",
		"{\"id\":\"p\",\"statement\":\"" TEXT "\"}",
		"{\"id\":\"p\",\"reference\":[{\"code\":\"" TEXT "\"}]}",
		"{\"problem\":\"" TEXT "\",\"solution\":\"no\"}",
		"{\"instruction\":\"" TEXT "\",\"output\":\"no\"}",
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		put("one.jsonl", rows[i]);
		struct fixture f = load_with("one.jsonl", 0);
		cr_expect(check(&f, TEXT, NULL).strength, "%s", rows[i]);
		finish(&f);
	}
}

Test(decontam, is_not_slowed_by_items_that_are_all_alike)
{
	FILE *file = fopen("alike.jsonl", "w");
	cr_assert_not_null(file);
	for (int i = 0; i < 20000; i++)
		(void)fprintf(file, "{\"id\":\"%d\",\"prompt\":\"%s\"}\n", i, TRAIN);
	cr_assert_eq(fclose(file), 0);
	struct fixture f = load_with("alike.jsonl", 0);
	struct assay_decontam_hit hit = check(&f, TRAIN, NULL);
	cr_expect(assay_str_is(hit.item_id, "0"), "the first of equals");
	finish(&f);
}

Test(decontam, takes_other_sizes_of_n)
{
	put("bench.jsonl", bench);
	struct fixture f = load_with("bench.jsonl", 5);
	cr_expect(check(&f, "the station at nine and then", NULL).strength);
	cr_expect_not(check(&f, "the station at ten and travels", NULL).strength);
	finish(&f);
}

static void expect_failure(const struct assay_decontam_options *options, enum assay_code code, const char *part)
{
	struct assay_decontam *index;
	struct assay_err err = {0};
	cr_expect_eq(assay_decontam_create(options, &index, &err), (int)code, "%s", err.msg);
	cr_expect_not_null(strstr(err.msg, part), "%s", err.msg);
}

Test(decontam, says_what_is_wrong_with_a_benchmark_file)
{
	struct assay_str file = ASSAY_STR("bad.jsonl");
	const struct assay_decontam_options options = {.files = &file, .n_files = 1};
	expect_failure(&options, ASSAY_EIO, "bad.jsonl");
	put("bad.jsonl", "");
	expect_failure(&options, ASSAY_EINVAL, "bad.jsonl: no benchmark items");
	put("bad.jsonl", "{\"prompt\":\"x\"}\n{\"id\":1}\n");
	expect_failure(&options, ASSAY_EINVAL, "bad.jsonl:2: no text to compare with");
	put("bad.jsonl", "{\"prompt\":\"x\"}\n[1]\n");
	expect_failure(&options, ASSAY_EINVAL, "bad.jsonl:2: expected a benchmark item");
	put("bad.jsonl", "{\"prompt\":\"x\"\n");
	expect_failure(&options, ASSAY_EINVAL, "bad.jsonl:1");
	const struct assay_decontam_options wide = {.files = &file, .n_files = 1, .ngram = 1000};
	expect_failure(&wide, ASSAY_ECONFIG, "ngram must be from");
}

Test(decontam, never_passes_its_ceiling)
{
	struct assay_str file = ASSAY_STR("big.jsonl");
	const struct assay_decontam_options options = {.files = &file, .n_files = 1, .max_bytes = 1 << 20};
	FILE *out = fopen("big.jsonl", "w");
	cr_assert_not_null(out);
	for (int i = 0; i < 20000; i++)
		(void)fprintf(out, "{\"prompt\":\"%d one two three four five six seven\"}\n", i);
	cr_assert_eq(fclose(out), 0);
	expect_failure(&options, ASSAY_ELIMIT, "max_index_mb");
}

Test(decontam, describes_what_it_compared_with)
{
	struct fixture f = load();
	assay_autobuf struct assay_buf out = {0};
	struct assay_jsonw w;
	char sha256[65];
	char want[512];
	cr_assert_eq(assay_sha256_file("bench.jsonl", sha256, NULL), 0);
	assay_jsonw_init(&w, &out);
	assay_jsonw_object(&w);
	assay_decontam_describe(f.index, &w);
	assay_jsonw_end_object(&w);
	(void)snprintf(
		want, sizeof(want),
		"{\"ngram\":13,\"short_words\":6,\"normal_form\":3,\"benchmarks\":[{\"name\":\"trains\",\"file\":"
		"\"bench.jsonl\",\"sha256\":\"%s\",\"items\":2,\"texts\":4,\"texts_too_short\":0}]}",
		sha256);
	cr_expect_str_eq(out.data, want);
	finish(&f);
}
