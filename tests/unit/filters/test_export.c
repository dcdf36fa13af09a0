/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fd.h"
#include "base/hash.h"
#include "base/jsonl.h"
#include "filters/export.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static void enter_folder(void)
{
	(void)snprintf(folder, sizeof(folder), "/tmp/assay-test-export-XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
	cr_assert_eq(chdir(folder), 0);
}

static void leave_folder(void)
{
	char command[128];
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	cr_expect_eq(system(command), 0);
}

TestSuite(export, .init = enter_folder, .fini = leave_folder);

#define PROOF "{\"checker\":\"call@1\",\"assurance\":\"separated\",\"reason\":\"test 1: expected 2, got 3\"}"

/* ASSAY_STR() is no constant where storage is static. */
#define TEXT(literal)                          \
	{                                      \
		(literal), sizeof(literal) - 1 \
	}

static const struct assay_solution_row good[] = {
	{.id = TEXT("c1"),
	 .response = TEXT("right"),
	 .verdict = TEXT("accepted"),
	 .pass_fraction = 1,
	 .model = TEXT("m"),
	 .proof = TEXT("{\"checker\":\"call@1\",\"assurance\":\"separated\"}")},
	{.id = TEXT("c2"), .response = TEXT("also right"), .verdict = TEXT("accepted"), .pass_fraction = 1},
	{.id = TEXT("c3"), .response = TEXT("right"), .verdict = TEXT("accepted"), .pass_fraction = 1},
};

static const struct assay_solution_row bad[] = {
	{.id = TEXT("c4"),
	 .response = TEXT("nearly"),
	 .verdict = TEXT("wrong_answer"),
	 .pass_fraction = 0.5,
	 .proof = TEXT(PROOF)},
	{.id = TEXT("c5"), .response = TEXT("crash \"x\"\n"), .verdict = TEXT("runtime_error"), .proof = TEXT(PROOF)},
	{.id = TEXT("c6"), .response = TEXT("no idea why"), .verdict = TEXT("time_limit")},
};

static const struct assay_sample samples[] = {
	{.id = TEXT("p2"),
	 .prompt = TEXT("Add."),
	 .domain = TEXT("code"),
	 .language = TEXT("python"),
	 .ground_truth = TEXT("[]"),
	 .accepted = good,
	 .n_accepted = 3,
	 .rejected = bad,
	 .n_rejected = 3,
	 .origin = TEXT("{\"source\":\"own\",\"license\":\"MIT\"}"),
	 .split = ASSAY_SPLIT_TRAIN},
	{.id = TEXT("p1"),
	 .prompt = TEXT("Count."),
	 .domain = TEXT("math"),
	 .accepted = good,
	 .n_accepted = 1,
	 .split = ASSAY_SPLIT_TEST},
	{.id = TEXT("p3"),
	 .prompt = TEXT("Fail."),
	 .domain = TEXT("math"),
	 .rejected = bad,
	 .n_rejected = 1,
	 .split = ASSAY_SPLIT_VAL},
};

#define N_SAMPLES (sizeof(samples) / sizeof(samples[0]))

static const char *const all_formats[] = {"messages", "alpaca", "dpo", "jsonl", NULL};

static struct assay_export_options options(void)
{
	return (struct assay_export_options){
		.formats = all_formats, .version = "v1.0", .out_dir = "out", .created = "2020-01-01T00:00:00Z"};
}

static int write_with(const struct assay_sample *list, size_t n, const struct assay_export_options *o,
		      struct assay_err *err)
{
	const struct assay_export_file *files;
	size_t n_files;
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	return assay_export_write(list, n, o, arena, &files, &n_files, err);
}

static void write_all(const struct assay_export_options *o)
{
	struct assay_err err = {0};
	cr_assert_eq(write_with(samples, N_SAMPLES, o, &err), 0, "%s", err.msg);
}

static void expect_content(const char *path, const char *want)
{
	assay_autobuf struct assay_buf text = {0};
	struct assay_err err = {0};
	cr_assert_eq(assay_read_file(path, &text, &err), 0, "%s", err.msg);
	cr_expect_str_eq(text.data ? text.data : "", want, "%s:\n%s", path, text.data);
}

static bool has_text(const char *path, const char *part)
{
	assay_autobuf struct assay_buf text = {0};
	struct assay_err err = {0};
	cr_assert_eq(assay_read_file(path, &text, &err), 0, "%s", err.msg);
	return strstr(text.data, part) != NULL;
}

Test(export, writes_each_format_with_its_own_keys)
{
	struct assay_export_options o = options();
	write_all(&o);
	expect_content("out/v1.0/messages/train.jsonl", "{\"messages\":[{\"role\":\"user\",\"content\":\"Add.\"},{"
							"\"role\":\"assistant\",\"content\":\"right\"}]}\n"
							"{\"messages\":[{\"role\":\"user\",\"content\":\"Add.\"},{"
							"\"role\":\"assistant\",\"content\":\"also right\"}]}\n");
	expect_content("out/v1.0/alpaca/test.jsonl",
		       "{\"instruction\":\"Count.\",\"input\":\"\",\"output\":\"right\"}\n");
	expect_content("out/v1.0/dpo/train.jsonl",
		       "{\"prompt\":\"Add.\",\"chosen\":\"right\",\"rejected\":\"nearly\"}\n"
		       "{\"prompt\":\"Add.\",\"chosen\":\"also right\",\"rejected\":\"crash \\\"x\\\"\\n\"}\n");
	expect_content("out/v1.0/dpo/val.jsonl", "");
	expect_content(
		"out/v1.0/jsonl/test.jsonl",
		"{\"id\":\"p1/"
		"c1\",\"problem_id\":\"p1\",\"prompt\":\"Count.\",\"response\":\"right\",\"accepted\":true,"
		"\"verdict\":\"accepted\",\"pass_fraction\":1.0,\"domain\":\"math\",\"language\":\"\",\"model\":\"m\","
		"\"ground_truth\":\"\",\"proof\":\"{\\\"checker\\\":\\\"call@1\\\",\\\"assurance\\\":\\\"separated\\\"}"
		"\","
		"\"origin\":\"\"}\n");
	cr_expect(has_text("out/v1.0/jsonl/val.jsonl",
			   "\"accepted\":false,\"verdict\":\"wrong_answer\",\"pass_fraction\":0.5"));
}

Test(export, writes_beside_the_rows_what_they_were_made_of)
{
	struct assay_export_options o = options();
	write_all(&o);
	cr_expect(has_text("out/v1.0/trace/dpo/train.jsonl",
			   "{\"id\":\"p2\",\"solutions\":[{\"id\":\"c1\",\"verdict\":\"accepted\""));
	cr_expect(has_text("out/v1.0/trace/dpo/train.jsonl",
			   "{\"id\":\"c4\",\"verdict\":\"wrong_answer\",\"proof\":" PROOF "}"));
	cr_expect(has_text("out/v1.0/README.md", "  - split: validation\n    path: jsonl/val.jsonl\n"));
	cr_expect_not(has_text("out/v1.0/README.md", "path: dpo/val.jsonl"), "a split without rows");
	cr_expect(has_text("out/v1.0/README.md", "license: other"), "two samples name none");
	cr_expect(has_text("out/v1.0/README.md", "| MIT | 1 |"));
	cr_expect(has_text("out/v1.0/decontam_log.json", "\"checked\": false"));
	cr_expect(has_text("out/v1.0/changelog.md", "First version: 3 samples."));
	cr_expect(has_text("out/v1.0/qa_report.json", "\"repeated\": 1"));
	cr_expect(has_text("out/v1.0/qa_report.json", "\"without_witness\": 1"));
	cr_expect(has_text("out/v1.0/schemas/preference.schema.json", "\"rejected\""));
}

Test(export, counts_and_sums_every_file_in_its_metadata)
{
	struct assay_export_options o = options();
	o.config = ASSAY_STR("{\"name\":\"first\",\"seed\":1}");
	o.counts = ASSAY_STR("{\"candidates\":7}");
	write_all(&o);
	assay_autobuf struct assay_buf text = {0};
	assay_autojson struct assay_json_doc *doc = NULL;
	cr_assert_eq(assay_read_file("out/v1.0/metadata.json", &text, NULL), 0);
	cr_assert_eq(assay_json_parse(assay_buf_str(&text), NULL, &doc, NULL), 0);
	struct assay_json root = assay_json_root(doc);
	cr_expect(assay_str_is(assay_json_str(assay_json_get(root, "name")), "first"));
	cr_expect(assay_str_is(assay_json_str(assay_json_get(root, "created")), "2020-01-01T00:00:00Z"));
	cr_expect(assay_json_get(assay_json_get(root, "checkers"), "call@1").node != NULL);
	size_t n = 0;
	assay_json_each (file, assay_json_get(root, "files")) {
		char path[256];
		char sha256[65];
		struct assay_str name = assay_json_str(assay_json_get(file, "path"));
		(void)snprintf(path, sizeof(path), "out/v1.0/%s", name.data);
		cr_assert_eq(assay_sha256_file(path, sha256, NULL), 0);
		cr_expect(assay_str_is(assay_json_str(assay_json_get(file, "sha256")), sha256), "%s", path);
		n++;
	}
	cr_expect_geq(n, 3 * 4 + 3 * 3 + 4 + 4, "files of rows, traces, schemas and reports");
}

static void hash_tree(const char *path, char sha256[65])
{
	char command[256];
	(void)snprintf(command, sizeof(command),
		       "cd %s && find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum", path);
	FILE *pipe = popen(command, "r");
	cr_assert_not_null(pipe);
	cr_assert_eq(fscanf(pipe, "%64s", sha256), 1);
	(void)pclose(pipe);
}

Test(export, gives_the_same_bytes_for_the_same_samples_in_any_order)
{
	struct assay_export_options o = options();
	struct assay_sample reversed[N_SAMPLES];
	struct assay_err err = {0};
	char first[65];
	char second[65];
	for (size_t i = 0; i < N_SAMPLES; i++)
		reversed[i] = samples[N_SAMPLES - 1 - i];
	write_all(&o);
	o.out_dir = "other";
	cr_assert_eq(write_with(reversed, N_SAMPLES, &o, &err), 0, "%s", err.msg);
	hash_tree("out/v1.0", first);
	hash_tree("other/v1.0", second);
	cr_expect_str_eq(first, second);
}

Test(export, leaves_an_equal_version_alone_and_never_overwrites_another)
{
	struct assay_export_options o = options();
	struct assay_err err = {0};
	char before[65];
	char after[65];
	write_all(&o);
	hash_tree("out/v1.0", before);
	o.created = "2021-01-01T00:00:00Z";
	cr_expect_eq(write_with(samples, N_SAMPLES, &o, &err), 0, "%s", err.msg);
	cr_expect_eq(write_with(samples, N_SAMPLES - 1, &o, &err), ASSAY_ECONFIG);
	cr_expect_not_null(strstr(err.msg, "out/v1.0 exists with other content"), "%s", err.msg);
	hash_tree("out/v1.0", after);
	cr_expect_str_eq(before, after);
}

Test(export, tells_what_changed_since_the_version_before)
{
	struct assay_export_options o = options();
	write_all(&o);
	o.version = "v1.10";
	struct assay_err err = {0};
	cr_assert_eq(write_with(samples, N_SAMPLES - 1, &o, &err), 0, "%s", err.msg);
	cr_expect(has_text("out/v1.10/changelog.md", "Against v1.0:\n\n- samples: 2, was 3 (-1)\n"));
	o.version = "v1.9";
	write_all(&o);
	cr_expect(has_text("out/v1.9/changelog.md", "Against v1.0:"), "1.10 comes after 1.9");
}

Test(export, gives_one_response_each_when_asked)
{
	struct assay_export_options o = options();
	o.one_response = true;
	write_all(&o);
	expect_content("out/v1.0/alpaca/train.jsonl",
		       "{\"instruction\":\"Add.\",\"input\":\"\",\"output\":\"right\"}\n");
}

Test(export, leaves_out_what_was_both_accepted_and_rejected)
{
	const struct assay_solution_row flaky[] = {{.id = ASSAY_STR("c7"),
						    .response = ASSAY_STR("right"),
						    .verdict = ASSAY_STR("wrong_answer"),
						    .proof = ASSAY_STR(PROOF)}};
	struct assay_sample sample = samples[0];
	struct assay_export_options o = options();
	struct assay_err err = {0};
	sample.rejected = flaky;
	sample.n_rejected = 1;
	cr_assert_eq(write_with(&sample, 1, &o, &err), 0, "%s", err.msg);
	expect_content("out/v1.0/alpaca/train.jsonl",
		       "{\"instruction\":\"Add.\",\"input\":\"\",\"output\":\"also right\"}\n");
	expect_content("out/v1.0/dpo/train.jsonl", "");
	cr_expect(has_text("out/v1.0/qa_report.json", "\"accepted_and_rejected\": 2"));
}

/* --- The door --- */

static void expect_refused(const struct assay_sample *sample, const char *part)
{
	struct assay_export_options o = options();
	struct assay_err err = {0};
	const struct assay_sample pair[] = {samples[1], *sample};
	cr_expect_eq(write_with(pair, 2, &o, &err), ASSAY_EINVAL, "%s", part);
	cr_expect_not_null(strstr(err.msg, part), "%s", err.msg);
	cr_expect_neq(access("out/v1.0", F_OK), 0);
}

Test(export, never_makes_a_label_of_what_was_not_decided)
{
	static const char *const words[] = {"undecided", "system_error", "policy_violation", "accepted", "", "passed"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct assay_solution_row row = bad[0];
		struct assay_sample sample = samples[0];
		row.verdict = assay_str_of(words[i]);
		sample.rejected = &row;
		sample.n_rejected = 1;
		expect_refused(&sample, "cannot stand among the rejected");
	}
	struct assay_sample sample = samples[0];
	sample.accepted = bad;
	sample.n_accepted = 1;
	expect_refused(&sample, "sample p2: solution c4: the verdict \"wrong_answer\" cannot stand among the accepted");
}

Test(export, refuses_samples_with_holes)
{
	struct assay_solution_row row = good[0];
	struct assay_sample sample = samples[0];
	sample.prompt = ASSAY_STR("");
	expect_refused(&sample, "sample p2: no prompt");
	sample = samples[0];
	sample.is_split_absent = true;
	expect_refused(&sample, "sample p2: no split");
	sample = samples[0];
	sample.id = samples[1].id;
	expect_refused(&sample, "sample p1: there are two samples of this id");
	sample = samples[0];
	row.response = (struct assay_str){0};
	sample.accepted = &row;
	sample.n_accepted = 1;
	expect_refused(&sample, "solution c1: accepted, and the response is empty");
}

Test(export, refuses_formats_and_versions_that_are_none)
{
	struct assay_export_options o = options();
	struct assay_err err = {0};
	o.formats = (const char *const[]){"mesages", NULL};
	cr_expect_eq(write_with(samples, N_SAMPLES, &o, &err), ASSAY_ECONFIG);
	cr_expect_str_eq(err.msg, "there is no format \"mesages\"; did you mean \"messages\"?");
	o.formats = (const char *const[]){"dpo", "dpo", NULL};
	cr_expect_eq(write_with(samples, N_SAMPLES, &o, &err), ASSAY_ECONFIG);
	o.formats = (const char *const[]){NULL};
	cr_expect_eq(write_with(samples, N_SAMPLES, &o, &err), ASSAY_ECONFIG);
	static const char *const versions[] = {"1.0",	 "v1", "v1.x", "../v1.0", "v1.0/..",
					       "v1.0.1", "",   "v",    "v.1",	  "v-1.0"};
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		o = options();
		o.version = versions[i];
		cr_expect_eq(write_with(samples, N_SAMPLES, &o, &err), ASSAY_ECONFIG, "%s", versions[i]);
	}
	cr_expect_neq(access("out", F_OK), 0, "nothing was started");
}

Test(export, writes_no_samples_as_an_empty_version)
{
	struct assay_export_options o = options();
	struct assay_err err = {0};
	cr_assert_eq(write_with(NULL, 0, &o, &err), 0, "%s", err.msg);
	expect_content("out/v1.0/messages/train.jsonl", "");
}

/* --- All or nothing --- */

static size_t count_entries(const char *path)
{
	size_t n = 0;
	DIR *dir = opendir(path);
	cr_assert_not_null(dir);
	while (readdir(dir))
		n++;
	(void)closedir(dir);
	return n - 2; /* Itself and its parent. */
}

Test(export, removes_what_a_killed_export_left)
{
	struct assay_export_options o = options();
	cr_assert_eq(assay_make_dirs("out/.assay-tmp-v1.0/messages", NULL), 0);
	write_all(&o);
	cr_expect_eq(count_entries("out"), 1);
}

Test(export, refuses_a_second_one_in_the_same_folder)
{
	struct assay_export_options o = options();
	struct assay_err err = {0};
	cr_assert_eq(assay_make_dirs("out", NULL), 0);
	int fd = open("out", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cr_assert_eq(flock(fd, LOCK_EX), 0);
	cr_expect_eq(write_with(samples, N_SAMPLES, &o, &err), ASSAY_EIO);
	cr_expect_str_eq(err.msg, "out: another export is writing there");
	(void)close(fd);
}

Test(export, leaves_nothing_behind_on_a_full_disk)
{
	struct assay_export_options o = options();
	struct assay_err err = {0};
	cr_assert_eq(mkdir("small", 0777), 0);
	if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("tmpfs", "small", "tmpfs", 0, "size=32k") != 0)
		cr_skip_test("no right to mount a small tmpfs");
	o.out_dir = "small/out";
	cr_expect_eq(write_with(samples, N_SAMPLES, &o, &err), ASSAY_EIO);
	cr_expect_not_null(strstr(err.msg, "No space left on device"), "%s", err.msg);
	cr_expect_eq(count_entries("small/out"), 0);
	(void)umount("small");
}

Test(export, says_where_it_may_not_write)
{
	struct assay_export_options o = options();
	struct assay_err err = {0};
	FILE *file = fopen("out", "w");
	cr_assert_not_null(file);
	(void)fclose(file);
	cr_expect_eq(write_with(samples, N_SAMPLES, &o, &err), ASSAY_EIO);
	cr_expect_not_null(strstr(err.msg, "out"), "%s", err.msg);
}

/* --- Sample rows --- */

static int read_sample(const char *json, struct assay_arena *arena, struct assay_sample *ret, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	cr_assert_eq(assay_json_parse(assay_str_of(json), NULL, &doc, err), 0, "%s", err->msg);
	return assay_sample_read(assay_json_root(doc), arena, ret, err);
}

Test(sample, pairs_the_best_free_rejected_one_in_the_same_language)
{
	const struct assay_solution_row accepted[] = {
		{.language = ASSAY_STR("python")}, {.language = ASSAY_STR("cpp")}, {.language = ASSAY_STR("python")}};
	const struct assay_solution_row rejected[] = {
		{.language = ASSAY_STR("cpp")}, {0}, {.language = ASSAY_STR("java")}};
	const struct assay_sample sample = {
		.language = ASSAY_STR("python"), /* What the second rejected one is in. */
		.accepted = accepted,
		.n_accepted = 3,
		.rejected = rejected,
		.n_rejected = 3,
	};
	assay_autobuf struct assay_buf pairs = {0};
	struct assay_pair got[2];
	cr_assert_eq(assay_sample_pairs(&sample, &pairs), 0);
	cr_assert_eq(pairs.len, sizeof(got));
	memcpy(got, pairs.data, sizeof(got));
	cr_assert(got[0].accepted == 0 && got[0].rejected == 1);
	cr_assert(got[1].accepted == 1 && got[1].rejected == 0);
}

Test(sample, pairs_only_what_is_of_comparable_length)
{
	static const char text[] =
		"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
		"12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789";
	const struct {
		size_t accepted, rejected;
		bool is_pair;
	} rows[] = {{1, 65, true}, {1, 66, false}, {66, 1, false}, {80, 160, true}, {80, 161, false}, {161, 80, false}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct assay_solution_row accepted = {.response = {text, rows[i].accepted}};
		const struct assay_solution_row rejected = {.response = {text, rows[i].rejected}};
		const struct assay_sample sample = {
			.accepted = &accepted, .n_accepted = 1, .rejected = &rejected, .n_rejected = 1};
		assay_autobuf struct assay_buf pairs = {0};
		cr_assert_eq(assay_sample_pairs(&sample, &pairs), 0);
		cr_expect_eq(pairs.len > 0, rows[i].is_pair, "row %zu", i);
	}
}

Test(sample, reads_back_as_it_was_written)
{
	for (size_t i = 0; i < N_SAMPLES; i++) {
		assay_autobuf struct assay_buf first = {0};
		assay_autobuf struct assay_buf second = {0};
		struct assay_arena *arena = assay_arena_create(0);
		struct assay_sample sample;
		struct assay_err err = {0};
		cr_assert_eq(assay_sample_write(&samples[i], &first, &err), 0);
		cr_assert_eq(read_sample(first.data, arena, &sample, &err), 0, "%s", err.msg);
		cr_assert_eq(assay_sample_write(&sample, &second, &err), 0);
		cr_expect_str_eq(first.data, second.data);
		cr_expect_eq(sample.split, samples[i].split);
		cr_expect_eq(sample.n_rejected, samples[i].n_rejected);
		assay_arena_destroy(arena);
	}
}

Test(sample, without_a_split_says_so)
{
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_sample sample;
	struct assay_err err = {0};
	cr_assert_eq(read_sample("{\"id\":\"a\",\"prompt\":\"p\",\"accepted\":null}", arena, &sample, &err), 0);
	cr_expect(sample.is_split_absent);
	assay_arena_destroy(arena);
}

Test(sample, says_in_one_sentence_what_is_wrong)
{
	static const struct {
		const char *json, *message;
	} rows[] = {
		{"7", "expected a sample, found a number"},
		{"{\"prompt\":\"p\"}", "\"id\" is missing"},
		{"{\"id\":\"a\"}", "\"prompt\" is missing"},
		{"{\"id\":\"a\",\"prompt\":\"p\",\"split\":\"dev\"}", "\"split\": expected train, val or test"},
		{"{\"id\":\"a\",\"prompt\":\"p\",\"tries\":2,\"pass_rate\":1.5}",
		 "\"pass_rate\": expected a number from 0 to 1"},
		{"{\"id\":\"a\",\"prompt\":\"p\",\"origin\":7}", "\"origin\": expected an object, found a number"},
		{"{\"id\":\"a\",\"prompt\":\"p\",\"accepted\":{}}", "\"accepted\": expected a list, found an object"},
		{"{\"id\":\"a\",\"prompt\":\"p\",\"rejected\":[{\"id\":\"c\",\"response\":\"r\"}]}",
		 "rejected[0]: \"verdict\" is missing"},
		{"{\"id\":\"a\",\"prompt\":\"p\",\"rejected\":[7]}",
		 "rejected[0]: expected a solution, found a number"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct assay_arena *arena = assay_arena_create(0);
		struct assay_sample sample;
		struct assay_err err = {0};
		cr_expect_eq(read_sample(rows[i].json, arena, &sample, &err), ASSAY_EINVAL, "%s", rows[i].json);
		cr_expect_str_eq(err.msg, rows[i].message);
		assay_arena_destroy(arena);
	}
}

Test(exporters, each_have_a_schema_that_is_json_and_a_place_in_the_table)
{
	size_t n;
	const struct assay_exporter *const *list = assay_exporters(&n);
	cr_assert_gt(n, 0);
	for (size_t i = 0; i < n; i++) {
		assay_autojson struct assay_json_doc *doc = NULL;
		cr_expect_eq(assay_exporter_find(list[i]->name), list[i]);
		cr_assert_eq(assay_json_parse(assay_str_of(list[i]->schema), NULL, &doc, NULL), 0, "%s", list[i]->name);
		cr_expect_gt(assay_json_count(assay_json_get(assay_json_root(doc), "required")), 0);
	}
	cr_expect_null(assay_exporter_find("parquet!"));
}
