/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math.h"
#include "base/jsonl.h"
#include "orchestrator/verb.h"
#include "orchestrator/verb_table.h"
#include "orchestrator/verbs/math_rows.h"

#include <inttypes.h>
#include <stdio.h>

#define MAX_JOBS 1024

struct options {
	const char *gold, *answer, *response, *problem, *policy, *compare_with, *output;
	uint64_t jobs;
	bool is_recheck, has_steps;
};

static const struct assay_flag flags[] = {
	{.name = "gold",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, gold),
	 .value = "TEXT",
	 .help = "the reference answer"},
	{.name = "answer",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, answer),
	 .value = "TEXT",
	 .help = "a bare answer to compare with it"},
	{.name = "response",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, response),
	 .value = "TEXT",
	 .help = "a whole reply to take the final answer from"},
	{.name = "problem",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, problem),
	 .value = "TEXT",
	 .help = "the problem's statement: an answer that merely copies one of its expressions is none"},
	{.name = "policy",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, policy),
	 .value = "NAME|FILE",
	 .help = "default, gsm8k, math, minerva, olympiad, math-verify, hendrycks or nemo-skills, or a file with one; "
		 "a row's own policy comes first"},
	{.name = "steps",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, has_steps),
	 .help = "judge each equality inside the worked solutions; gold answers are optional then"},
	{.name = "compare-with",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, compare_with),
	 .value = "FIELD",
	 .help = "FIELD holds another grader's verdict: write only the rows where it differs, and why"},
	{.name = "recheck",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, is_recheck),
	 .help = "rows are verdicts: check their certificates"},
	{.name = "out",
	 .letter = 'o',
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, output),
	 .value = "FILE",
	 .help = "write rows there (.gz, .zst) instead of standard output"},
	{.name = "output",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, output),
	 .value = "FILE",
	 .help = "the same as --out"},
	{.name = "jobs",
	 .letter = 'j',
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct options, jobs),
	 .value = "N",
	 .help = "threads; default: one per CPU",
	 .min = 1,
	 .max = MAX_JOBS},
	{0},
};

static int unknown_policy(const char *name, struct assay_err *err)
{
	const char *names[32];
	size_t n, n_names = 0;
	const struct assay_math_policy *const *policies = assay_math_policies(&n);
	for (size_t i = 0; i < n && n_names < sizeof(names) / sizeof(names[0]); i++)
		names[n_names++] = policies[i]->name;
	const char *near = assay_nearest_name(name, names, n_names);
	if (near)
		return assay_fail(err, ASSAY_ECONFIG, "unknown policy \"%s\"; did you mean \"%s\"?", name, near);
	return assay_fail(err, ASSAY_ECONFIG, "unknown policy \"%s\"; see assay math --help", name);
}

/* A name, or a file: what has a slash or a dot in it is no name. */
static int find_policy(const char *given, struct assay_arena *arena, struct math_rows *ret, struct assay_err *err)
{
	ret->policy = assay_math_policy_find(assay_str_of(given));
	if (ret->policy)
		return 0;
	if (!strpbrk(given, "/."))
		return unknown_policy(given, err);
	struct assay_err why = {0};
	int rc = assay_math_policy_load(given, arena, &ret->loaded, &why);
	ret->policy = ret->loaded;
	/* A file that is not there is a wrong option, too: nothing was started. */
	return rc ? assay_fail(err, ASSAY_ECONFIG, "--policy: %s", why.msg) : 0;
}

static int run_one(const struct options *options, const struct assay_math_policy *policy,
		   struct assay_jsonl_writer *writer, struct assay_err *err)
{
	const struct assay_math_question question = {.gold = assay_str_of(options->gold),
						     .answer = assay_str_of(options->answer),
						     .reply = assay_str_of(options->response),
						     .problem = assay_str_of(options->problem)};
	assay_autobuf struct assay_buf row = {0};
	int rc = math_rows_one(policy, &question, &row, err);
	return rc ? rc : assay_jsonl_write(writer, assay_buf_str(&row), err);
}

/* Words for people, where there is something to say. */
static void report(const struct options *options, const atomic_uint_fast64_t *t)
{
	if (t[MATH_BAD_GOLD])
		(void)fprintf(stderr, "assay math: %" PRIuFAST64 " of %" PRIuFAST64 " rows have a bad gold answer\n",
			      t[MATH_BAD_GOLD], t[MATH_ROWS]);
	if (t[MATH_RECHECK_FAILED])
		(void)fprintf(stderr, "assay math: %" PRIuFAST64 " of %" PRIuFAST64 " rows fail the recheck\n",
			      t[MATH_RECHECK_FAILED], t[MATH_ROWS]);
	if (options->compare_with)
		(void)fprintf(stderr,
			      "assay math: %" PRIuFAST64 " rows; agreed %" PRIuFAST64 ", only we accept %" PRIuFAST64
			      ", only \"%s\" accepts %" PRIuFAST64 ", we are undecided on %" PRIuFAST64
			      ", they on %" PRIuFAST64 "\n",
			      t[MATH_ROWS], t[MATH_AGREED], t[MATH_ONLY_WE_ACCEPT], options->compare_with,
			      t[MATH_ONLY_THEY_ACCEPT], t[MATH_WE_ARE_UNDECIDED], t[MATH_THEY_ARE_UNDECIDED]);
	if (options->has_steps)
		(void)fprintf(stderr,
			      "assay math: %" PRIuFAST64 " rows; %" PRIuFAST64 " steps proved, %" PRIuFAST64
			      " refuted, %" PRIuFAST64 " undecided\n",
			      t[MATH_ROWS], t[MATH_STEPS_PROVED], t[MATH_STEPS_REFUTED], t[MATH_STEPS_UNKNOWN]);
}

static int run_rows(const struct options *options, struct math_rows *rows, const char *path,
		    struct assay_jsonl_writer *writer, struct assay_err *err)
{
	atomic_uint_fast64_t tallies[MATH_N_TALLIES] = {0};
	struct assay_row_map map = {.create_worker = math_rows_create_worker,
				    .destroy_worker = math_rows_destroy_worker,
				    .map = math_rows_judge,
				    .context = rows};
	rows->tallies = tallies;
	rows->compare_with = options->compare_with;
	if (options->is_recheck)
		map.map = math_rows_recheck;
	else if (options->has_steps)
		map.map = math_rows_steps;
	else if (options->compare_with)
		map.map = math_rows_compare;
	size_t jobs = options->jobs ? (size_t)options->jobs : assay_row_map_default_jobs();
	int rc = assay_row_map_run(&map, path, jobs, writer, err);
	if (rc)
		return rc;
	report(options, tallies);
	return tallies[MATH_RECHECK_FAILED] ? ASSAY_GATE_FAILED : 0;
}

static int check_usage(const struct options *options, int n_arguments, struct assay_err *err)
{
	bool is_one = options->gold || options->answer || options->response;
	if (n_arguments > 1)
		return assay_fail(err, ASSAY_ECONFIG, "name at most one file of rows");
	if (options->is_recheck + options->has_steps + (options->compare_with != NULL) > 1)
		return assay_fail(err, ASSAY_ECONFIG, "give one of --recheck, --steps and --compare-with");
	if (!is_one)
		return options->problem ? assay_fail(err, ASSAY_ECONFIG, "--problem goes with --gold") : 0;
	if (n_arguments > 0 || options->is_recheck || options->has_steps || options->compare_with)
		return assay_fail(err, ASSAY_ECONFIG, "--gold compares one answer; rows come without it");
	if (!options->gold)
		return assay_fail(err, ASSAY_ECONFIG, "--gold is missing");
	if (!options->answer == !options->response)
		return assay_fail(err, ASSAY_ECONFIG, "give --answer or --response, one of them");
	return 0;
}

static int run(int argc, char **argv, struct assay_err *err)
{
	struct options options = {.output = "-"};
	struct math_rows rows = {0};
	struct assay_jsonl_writer *writer;
	int first;
	int rc = assay_verb_parse(&assay_verb_math, argc, argv, &options, &first, err);
	if (rc)
		return rc < 0 ? rc : 0;
	assay_autoarena struct assay_arena *arena = assay_arena_create(MATH_ROW_BYTES);
	if (!arena)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	if ((rc = check_usage(&options, argc - first, err)) || (rc = find_policy(options.policy, arena, &rows, err)))
		return rc;
	rc = assay_jsonl_create(options.output, &writer, err);
	if (rc)
		return rc;
	rc = options.gold ? run_one(&options, rows.policy, writer, err)
			  : run_rows(&options, &rows, first < argc ? argv[first] : "-", writer, err);
	if (rc < 0) {
		/* A stream keeps the rows before the bad one; a file does not appear. */
		(void)assay_jsonl_flush(writer, NULL);
		assay_jsonl_abort(writer);
		return rc;
	}
	int committed = assay_jsonl_commit_take(writer, err);
	return committed ? committed : rc;
}

const struct assay_verb assay_verb_math = {
	.name = "math",
	.summary = "compare mathematical answers, with proofs",
	.usage = "--gold G (--answer A | --response R) | [FILE|-] [--steps | --compare-with FIELD | --recheck]",
	.details =
		"Rows in:  {\"id\":..,\"gold\":\"3/4\",\"answer\":\"0.75\"}, or \"response\" with a whole reply "
		"instead of "
		"\"answer\"; optional \"policy\" and \"problem\".\n"
		"Rows out: "
		"{\"id\":..,\"verdict\":\"equal\"|\"different\"|\"undecided\"|\"no_answer\"|\"bad_gold\",\"proof\":..,"
		"\"certificate\":..}, in input\n"
		"order; other fields of a row are passed through. --recheck reads such rows and exits with 3 when a "
		"certificate fails. --compare-with lists where another grader's verdict in the rows differs. --steps "
		"says of each "
		"equality in a\nsolution whether it is proved, refuted or undecided.",
	.example = "  assay math --gold '\\frac{3}{4}' --answer 0.75\n"
		   "  assay math --policy gsm8k rows.jsonl.gz -o verdicts.jsonl.gz && assay math --recheck "
		   "verdicts.jsonl.gz",
	.flags = flags,
	.run = run,
};
