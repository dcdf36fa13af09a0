/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math.h"
#include "base/json.h"
#include "base/jsonl.h"
#include "orchestrator/row_map.h"
#include "orchestrator/verb.h"
#include "orchestrator/verb_table.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* What one row may allocate besides its own text. */
#define ROW_BYTES ((size_t)64 << 20)

#define MAX_JOBS 1024

struct options {
	const char *gold, *answer, *response, *policy, *output;
	uint64_t jobs;
	bool is_recheck;
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
	{.name = "policy",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, policy),
	 .value = "NAME",
	 .help = "default, gsm8k, math, minerva, olympiad, math-verify, hendrycks or nemo-skills; a row's own policy "
		 "comes first"},
	{.name = "recheck",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, is_recheck),
	 .help = "rows are verdicts: check their certificates"},
	{.name = "output",
	 .letter = 'o',
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, output),
	 .value = "FILE",
	 .help = "write rows there (.gz, .zst) instead of standard output"},
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

/* What all workers share: read-only but for the counters. */
struct batch_context {
	const struct assay_math_policy *policy;
	atomic_uint_fast64_t *n_rows, *n_bad_gold, *n_failed;
};

struct worker {
	const struct batch_context *context;
	struct assay_arena *arena;
};

static void *create_worker(const void *context)
{
	struct worker *worker = calloc(1, sizeof(*worker));
	if (!worker)
		return NULL;
	worker->context = context;
	worker->arena = assay_arena_create(ROW_BYTES);
	if (worker->arena)
		return worker;
	free(worker);
	return NULL;
}

static void destroy_worker(void *data)
{
	struct worker *worker = data;
	assay_arena_destroy(worker->arena);
	free(worker);
}

/* --- Judging rows ----------------------------------------------------------------------------------------------- */

/* One comparison as a row states it; texts are views into the row. */
struct question {
	struct assay_json row; /* Absent for the one of the command line. */
	const struct assay_math_policy *policy;
	struct assay_str gold, answer, response;
};

/* A number is taken as it is written, and null as an empty text: what it means is for the verdict to say. */
static int read_text(struct assay_json row, const char *key, struct assay_str *ret, struct assay_err *err)
{
	struct assay_json value = assay_json_get(row, key);
	enum assay_json_type type = assay_json_type(value);
	if (type == ASSAY_JSON_NONE)
		return 0;
	if (type == ASSAY_JSON_STRING)
		*ret = assay_json_str(value);
	else if (type == ASSAY_JSON_NUMBER)
		*ret = assay_json_raw(value);
	else if (type == ASSAY_JSON_NULL)
		*ret = ASSAY_STR("");
	else
		return assay_fail(err, ASSAY_EINVAL, "\"%s\" must be a string, not %s", key,
				  assay_json_type_name(type));
	return 0;
}

static int read_policy(struct assay_json row, const struct assay_math_policy **ret, struct assay_err *err)
{
	struct assay_str name = {0};
	int rc = read_text(row, "policy", &name, err);
	if (rc || name.len == 0)
		return rc;
	const struct assay_math_policy *policy = assay_math_policy_find(name);
	if (!policy)
		return assay_fail(err, ASSAY_EINVAL, "unknown policy \"%.*s\"", (int)assay_utf8_cut(name, 60),
				  name.data);
	*ret = policy;
	return 0;
}

static int read_question(struct assay_json row, struct question *ret, struct assay_err *err)
{
	int rc;
	if (assay_json_type(row) != ASSAY_JSON_OBJECT)
		return assay_fail(err, ASSAY_EINVAL, "a row must be an object, not %s",
				  assay_json_type_name(assay_json_type(row)));
	ret->row = row;
	if ((rc = read_text(row, "gold", &ret->gold, err)) || (rc = read_text(row, "answer", &ret->answer, err)) ||
	    (rc = read_text(row, "response", &ret->response, err)) || (rc = read_policy(row, &ret->policy, err)))
		return rc;
	if (!ret->gold.data)
		return assay_fail(err, ASSAY_EINVAL, "the row has no \"gold\"");
	if (!ret->answer.data == !ret->response.data)
		return assay_fail(err, ASSAY_EINVAL, "the row has %s \"answer\" %s \"response\"; give one of them",
				  ret->answer.data ? "both" : "neither", ret->answer.data ? "and" : "nor");
	return 0;
}

/* Fields that are read from a row, and those that are written here: all others are passed through. */
static bool is_own_field(struct assay_str key)
{
	static const char *const own[] = {"id",	     "gold",	"answer",     "response",    "policy",
					  "problem", "verdict", "proof",      "error_bound", "extracted",
					  "rule",    "reason",	"certificate"};
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		if (assay_str_is(key, own[i]))
			return true;
	}
	return false;
}

static void write_c_or_null(struct assay_jsonw *w, const char *key, const char *text)
{
	assay_jsonw_kv_str(w, key, assay_str_of(text));
}

static int write_verdict(const struct question *question, const struct assay_math_verdict *verdict,
			 struct assay_buf *out, struct assay_err *err)
{
	static const struct assay_str null_text = {.data = "null", .len = 4};
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_raw_opt(&w, "id", assay_json_raw(assay_json_get(question->row, "id")));
	assay_jsonw_kv_c(&w, "verdict", assay_math_word_name(verdict->word));
	write_c_or_null(&w, "proof", verdict->proof);
	assay_jsonw_kv_raw(&w, "error_bound", null_text);
	assay_jsonw_kv_str(&w, "extracted", verdict->extracted);
	write_c_or_null(&w, "rule", verdict->rule);
	assay_jsonw_kv_str(&w, "reason", verdict->reason);
	assay_jsonw_kv_c(&w, "policy", question->policy->name);
	assay_jsonw_kv_raw(&w, "certificate", verdict->certificate.data ? verdict->certificate : null_text);
	assay_json_each (member, question->row) {
		if (is_own_field(assay_json_key(member)))
			continue;
		assay_jsonw_key_str(&w, assay_json_key(member));
		assay_jsonw_raw(&w, assay_json_raw(member));
	}
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}

static int judge(const struct question *question, struct assay_arena *arena, struct assay_math_verdict *ret,
		 struct assay_err *err)
{
	if (question->response.data)
		return assay_math_judge(question->policy, question->gold, question->response, arena, ret, err);
	return assay_math_compare(question->policy, question->gold, question->answer, arena, ret, err);
}

static int judge_row(void *data, struct assay_str line, struct assay_buf *out, struct assay_err *err)
{
	struct worker *worker = data;
	struct question question = {.policy = worker->context->policy};
	struct assay_math_verdict verdict;
	assay_autojson struct assay_json_doc *doc = NULL;
	assay_arena_reset(worker->arena);
	int rc = assay_json_parse(line, NULL, &doc, err);
	if (rc == 0)
		rc = read_question(assay_json_root(doc), &question, err);
	if (rc == 0)
		rc = judge(&question, worker->arena, &verdict, err);
	if (rc)
		return rc;
	atomic_fetch_add_explicit(worker->context->n_rows, 1, memory_order_relaxed);
	if (verdict.word == ASSAY_MATH_BAD_GOLD)
		atomic_fetch_add_explicit(worker->context->n_bad_gold, 1, memory_order_relaxed);
	return write_verdict(&question, &verdict, out, err);
}

/* --- Rechecking rows -------------------------------------------------------------------------------------------- */

struct rechecked {
	const char *word, *reason;
	struct assay_err malformed; /* Holds the words of `reason` for a certificate that is none. */
};

/* "holds" or "fails", or "none" where nothing is claimed. */
static int recheck(struct assay_json row, struct rechecked *ret, struct assay_err *err)
{
	struct assay_str verdict = assay_json_str(assay_json_get(row, "verdict"));
	struct assay_json certificate = assay_json_get(row, "certificate");
	enum assay_math_word word = assay_math_word_from_name(verdict);
	enum assay_truth truth;
	*ret = (struct rechecked){.word = "none", .reason = "nothing is claimed"};
	if (word == ASSAY_MATH_N_WORDS)
		return assay_fail(err, ASSAY_EINVAL, "the row has no verdict");
	if (word != ASSAY_MATH_EQUAL && word != ASSAY_MATH_DIFFERENT)
		return 0;
	ret->word = "fails";
	ret->reason = "a proven verdict without a certificate";
	if (assay_json_type(certificate) != ASSAY_JSON_OBJECT)
		return 0;
	int rc = assay_math_recheck(assay_json_raw(certificate), &truth, &ret->malformed);
	if (rc == ASSAY_EINVAL) {
		ret->reason = ret->malformed.msg;
		return 0;
	}
	if (rc) {
		if (err)
			*err = ret->malformed;
		return rc;
	}
	bool is_same = assay_str_eq(assay_json_str(assay_json_get(certificate, "verdict")), verdict);
	if (truth == ASSAY_TRUE && is_same) {
		ret->word = "holds";
		ret->reason = "computed again from the texts";
	} else {
		ret->reason =
			is_same ? "the certificate does not prove its claim" : "the certificate is for another verdict";
	}
	return 0;
}

static int recheck_row(void *data, struct assay_str line, struct assay_buf *out, struct assay_err *err)
{
	struct worker *worker = data;
	assay_autojson struct assay_json_doc *doc = NULL;
	struct rechecked found;
	int rc = assay_json_parse(line, NULL, &doc, err);
	if (rc)
		return rc;
	struct assay_json row = assay_json_root(doc);
	rc = recheck(row, &found, err);
	if (rc)
		return rc;
	atomic_fetch_add_explicit(worker->context->n_rows, 1, memory_order_relaxed);
	if (strcmp(found.word, "fails") == 0)
		atomic_fetch_add_explicit(worker->context->n_failed, 1, memory_order_relaxed);
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_raw_opt(&w, "id", assay_json_raw(assay_json_get(row, "id")));
	assay_jsonw_kv_str(&w, "verdict", assay_json_str(assay_json_get(row, "verdict")));
	assay_jsonw_kv_c(&w, "recheck", found.word);
	assay_jsonw_kv_c(&w, "reason", found.reason);
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}

/* --- The verb --------------------------------------------------------------------------------------------------- */

static int find_policy(const char *name, const struct assay_math_policy **ret, struct assay_err *err)
{
	*ret = assay_math_policy_find(assay_str_of(name));
	if (*ret)
		return 0;
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

static int run_one(const struct options *options, const struct assay_math_policy *policy,
		   struct assay_jsonl_writer *writer, struct assay_err *err)
{
	struct question question = {.policy = policy,
				    .gold = assay_str_of(options->gold),
				    .answer = assay_str_of(options->answer),
				    .response = assay_str_of(options->response)};
	struct assay_math_verdict verdict;
	assay_autobuf struct assay_buf row = {0};
	assay_autoarena struct assay_arena *arena = assay_arena_create(ROW_BYTES);
	if (!arena)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	int rc = judge(&question, arena, &verdict, err);
	if (rc == 0)
		rc = write_verdict(&question, &verdict, &row, err);
	return rc ? rc : assay_jsonl_write(writer, assay_buf_str(&row), err);
}

static int run_rows(const struct options *options, const struct assay_math_policy *policy, const char *path,
		    struct assay_jsonl_writer *writer, struct assay_err *err)
{
	atomic_uint_fast64_t n_rows = 0, n_bad_gold = 0, n_failed = 0;
	const struct batch_context context = {
		.policy = policy, .n_rows = &n_rows, .n_bad_gold = &n_bad_gold, .n_failed = &n_failed};
	const struct assay_row_map map = {.create_worker = create_worker,
					  .destroy_worker = destroy_worker,
					  .map = options->is_recheck ? recheck_row : judge_row,
					  .context = &context};
	size_t jobs = options->jobs ? (size_t)options->jobs : assay_row_map_default_jobs();
	int rc = assay_row_map_run(&map, path, jobs, writer, err);
	if (rc)
		return rc;
	if (n_bad_gold)
		(void)fprintf(stderr, "assay math: %" PRIuFAST64 " of %" PRIuFAST64 " rows have a bad gold answer\n",
			      n_bad_gold, n_rows);
	if (n_failed)
		(void)fprintf(stderr, "assay math: %" PRIuFAST64 " of %" PRIuFAST64 " rows fail the recheck\n",
			      n_failed, n_rows);
	return n_failed ? ASSAY_GATE_FAILED : 0;
}

static int check_usage(const struct options *options, int n_arguments, struct assay_err *err)
{
	bool is_one = options->gold || options->answer || options->response;
	if (n_arguments > 1)
		return assay_fail(err, ASSAY_ECONFIG, "name at most one file of rows");
	if (!is_one)
		return 0;
	if (n_arguments > 0 || options->is_recheck)
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
	const struct assay_math_policy *policy;
	struct assay_jsonl_writer *writer;
	int first;
	int rc = assay_verb_parse(&assay_verb_math, argc, argv, &options, &first, err);
	if (rc)
		return rc < 0 ? rc : 0;
	if ((rc = check_usage(&options, argc - first, err)) || (rc = find_policy(options.policy, &policy, err)))
		return rc;
	rc = assay_jsonl_create(options.output, &writer, err);
	if (rc)
		return rc;
	rc = options.gold ? run_one(&options, policy, writer, err)
			  : run_rows(&options, policy, first < argc ? argv[first] : "-", writer, err);
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
	.usage = "--gold G (--answer A | --response R) | [FILE|-] [--recheck]",
	.details =
		"Rows in:  {\"id\":..,\"gold\":\"3/4\",\"answer\":\"0.75\"}, or \"response\" with a whole reply "
		"instead of "
		"\"answer\"; optional \"policy\".\n"
		"Rows out: "
		"{\"id\":..,\"verdict\":\"equal\"|\"different\"|\"undecided\"|\"no_answer\"|\"bad_gold\",\"proof\":..,"
		"\"certificate\":..}, in input\n"
		"order; other fields of a row are passed through. --recheck reads such rows and exits with 3 when a "
		"certificate fails.",
	.example = "  assay math --gold '\\frac{3}{4}' --answer 0.75\n"
		   "  assay math --policy gsm8k rows.jsonl.gz -o verdicts.jsonl.gz && assay math --recheck "
		   "verdicts.jsonl.gz",
	.flags = flags,
	.run = run,
};
