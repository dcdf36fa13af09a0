/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/verbs/math_rows.h"

#include "base/json.h"
#include "verifiers/math/steps.h"

#include <stdlib.h>

struct worker {
	const struct math_rows *context;
	struct assay_arena *arena;
	struct assay_json_doc *doc; /* Of the last row; its memory serves the next. */
};

static void tally(const struct worker *worker, enum math_tally which, uint64_t n)
{
	atomic_fetch_add_explicit(&worker->context->tallies[which], n, memory_order_relaxed);
}

void *math_rows_create_worker(const void *context)
{
	struct worker *worker = calloc(1, sizeof(*worker));
	if (!worker)
		return NULL;
	worker->context = context;
	worker->arena = assay_arena_create(MATH_ROW_BYTES);
	if (worker->arena)
		return worker;
	free(worker);
	return NULL;
}

void math_rows_destroy_worker(void *data)
{
	struct worker *worker = data;
	assay_json_doc_destroy(worker->doc);
	assay_arena_destroy(worker->arena);
	free(worker);
}

/* --- Judging rows ----------------------------------------------------------------------------------------------- */

/* One comparison as a row states it; texts are views into the row. */
struct question {
	struct assay_json row; /* Absent for the one of the command line. */
	const struct assay_math_policy *policy;
	struct assay_math_question texts;
};

/* A number is taken as it is written, and null as an empty text: what it means is for the verdict to say. */
static int take_text(struct assay_json value, struct assay_str *ret, struct assay_err *err)
{
	enum assay_json_type type = assay_json_type(value);
	if (type == ASSAY_JSON_STRING)
		*ret = assay_json_str(value);
	else if (type == ASSAY_JSON_NUMBER)
		*ret = assay_json_raw(value);
	else if (type == ASSAY_JSON_NULL)
		*ret = ASSAY_STR("");
	else
		return assay_fail(err, ASSAY_EINVAL, "\"%s\" must be a string, not %s", assay_json_key(value).data,
				  assay_json_type_name(type));
	return 0;
}

const struct assay_math_policy *math_rows_policy(const struct math_rows *rows, struct assay_str name)
{
	if (rows->loaded && assay_str_is(name, rows->loaded->name))
		return rows->loaded;
	return assay_math_policy_find(name);
}

static int read_policy(const struct math_rows *rows, struct assay_str name, const struct assay_math_policy **ret,
		       struct assay_err *err)
{
	if (name.len == 0)
		return 0;
	const struct assay_math_policy *policy = math_rows_policy(rows, name);
	if (!policy)
		return assay_fail(err, ASSAY_EINVAL, "unknown policy \"%.*s\"", (int)assay_utf8_cut(name, 60),
				  name.data);
	*ret = policy;
	return 0;
}

/* One walk over the row's members, since looking each up would cost as much as reading them. */
static int read_members(struct assay_json row, struct assay_math_question *texts, struct assay_str *ret_policy,
			struct assay_err *err)
{
	assay_json_each (member, row) {
		struct assay_str key = assay_json_key(member), *text = NULL;
		if (assay_str_is(key, "gold"))
			text = &texts->gold;
		else if (assay_str_is(key, "answer"))
			text = &texts->answer;
		else if (assay_str_is(key, "response"))
			text = &texts->reply;
		else if (assay_str_is(key, "policy"))
			text = ret_policy;
		else if (assay_str_is(
				 key,
				 "problem")) /* The statement, where it is text; other things have this name, too. */
			texts->problem = assay_json_str(member);
		int rc = text ? take_text(member, text, err) : 0;
		if (rc)
			return rc;
	}
	return 0;
}

static int read_question(const struct math_rows *rows, struct assay_json row, struct question *ret,
			 struct assay_err *err)
{
	if (assay_json_type(row) != ASSAY_JSON_OBJECT)
		return assay_fail(err, ASSAY_EINVAL, "a row must be an object, not %s",
				  assay_json_type_name(assay_json_type(row)));
	ret->row = row;
	struct assay_math_question *texts = &ret->texts;
	struct assay_str policy = {0};
	int rc = read_members(row, texts, &policy, err);
	if (rc == 0)
		rc = read_policy(rows, policy, &ret->policy, err);
	if (rc)
		return rc;
	if (!texts->gold.data)
		return assay_fail(err, ASSAY_EINVAL, "the row has no \"gold\"");
	if (!texts->answer.data == !texts->reply.data)
		return assay_fail(err, ASSAY_EINVAL, "the row has %s \"answer\" %s \"response\"; give one of them",
				  texts->answer.data ? "both" : "neither", texts->answer.data ? "and" : "nor");
	return 0;
}

/* Fields that are read from a row, and those that are written here: all others are passed through. */
static bool is_own_field(struct assay_str key)
{
#define OWN(literal)                                          \
	{                                                     \
		.data = (literal), .len = sizeof(literal) - 1 \
	}
	static const struct assay_str own[] = {OWN("id"),	   OWN("gold"),	      OWN("answer"),  OWN("response"),
					       OWN("policy"),	   OWN("problem"),    OWN("verdict"), OWN("proof"),
					       OWN("error_bound"), OWN("extracted"),  OWN("rule"),    OWN("span"),
					       OWN("reason"),	   OWN("certificate")};
#undef OWN
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		if (assay_str_eq(key, own[i]))
			return true;
	}
	return false;
}

static void pass_through(struct assay_jsonw *w, struct assay_json row)
{
	assay_json_each (member, row) {
		if (is_own_field(assay_json_key(member)))
			continue;
		assay_jsonw_key_str(w, assay_json_key(member));
		assay_jsonw_raw(w, assay_json_raw(member));
	}
}

static void write_c_or_null(struct assay_jsonw *w, const char *key, const char *text)
{
	assay_jsonw_kv_str(w, key, assay_str_of(text));
}

static void write_span(struct assay_jsonw *w, const struct assay_math_verdict *verdict)
{
	assay_jsonw_key(w, "span");
	if (!verdict->rule) {
		assay_jsonw_null(w);
		return;
	}
	assay_jsonw_array(w);
	assay_jsonw_u64(w, verdict->start);
	assay_jsonw_u64(w, verdict->end);
	assay_jsonw_end_array(w);
}

static void write_verdict(struct assay_jsonw *w, const struct assay_math_policy *policy,
			  const struct assay_math_verdict *verdict)
{
	static const struct assay_str null_text = {.data = "null", .len = 4};
	assay_jsonw_kv_c(w, "verdict", assay_math_word_name(verdict->word));
	write_c_or_null(w, "proof", verdict->proof);
	if (verdict->error_bound > 0)
		assay_jsonw_kv_f64(w, "error_bound", verdict->error_bound);
	else
		assay_jsonw_kv_raw(w, "error_bound", null_text);
	assay_jsonw_kv_str(w, "extracted", verdict->extracted);
	write_c_or_null(w, "rule", verdict->rule);
	write_span(w, verdict);
	assay_jsonw_kv_str(w, "reason", verdict->reason);
	assay_jsonw_kv_c(w, "policy", policy->name);
	assay_jsonw_kv_raw(w, "certificate", verdict->certificate.data ? verdict->certificate : null_text);
}

int math_rows_one(const struct assay_math_policy *policy, const struct assay_math_question *question,
		  struct assay_buf *out, struct assay_err *err)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(MATH_ROW_BYTES);
	struct assay_math_verdict verdict;
	struct assay_jsonw w;
	if (!arena)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	int rc = assay_math_decide(policy, question, arena, &verdict, err);
	if (rc)
		return rc;
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	write_verdict(&w, policy, &verdict);
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}

/* Reads a row, and decides it. */
static int decide(struct worker *worker, struct assay_json row, struct question *ret_question,
		  struct assay_math_verdict *ret, struct assay_err *err)
{
	ret_question->policy = worker->context->policy;
	int rc = read_question(worker->context, row, ret_question, err);
	if (rc == 0)
		rc = assay_math_decide(ret_question->policy, &ret_question->texts, worker->arena, ret, err);
	if (rc)
		return rc;
	tally(worker, MATH_ROWS, 1);
	tally(worker, MATH_BAD_GOLD, ret->word == ASSAY_MATH_BAD_GOLD);
	return 0;
}

int math_rows_judge(void *data, struct assay_str line, struct assay_buf *out, struct assay_err *err)
{
	struct worker *worker = data;
	struct question question = {0};
	struct assay_math_verdict verdict;
	struct assay_jsonw w;
	assay_arena_reset(worker->arena);
	int rc = assay_json_parse_again(line, NULL, &worker->doc, err);
	if (rc == 0)
		rc = decide(worker, assay_json_root(worker->doc), &question, &verdict, err);
	if (rc)
		return rc;
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_raw_opt(&w, "id", assay_json_raw(assay_json_get(question.row, "id")));
	write_verdict(&w, question.policy, &verdict);
	pass_through(&w, question.row);
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}

/* --- Beside another grader -------------------------------------------------------------------------------------- */

enum opinion {
	OPINION_NONE, /* The grader does not know, or failed. */
	OPINION_ACCEPTS,
	OPINION_REJECTS,
};

/* true, 1, "correct"; false, 0, "wrong_answer"; null and words of doubt. */
static int read_opinion(struct assay_json row, const char *field, enum opinion *ret, struct assay_err *err)
{
	static const struct {
		const char *word;
		enum opinion opinion;
	} words[] = {
		{"equal", OPINION_ACCEPTS},
		{"accepted", OPINION_ACCEPTS},
		{"correct", OPINION_ACCEPTS},
		{"true", OPINION_ACCEPTS},
		{"True", OPINION_ACCEPTS},
		{"1", OPINION_ACCEPTS},
		{"1.0", OPINION_ACCEPTS},
		{"different", OPINION_REJECTS},
		{"wrong_answer", OPINION_REJECTS},
		{"incorrect", OPINION_REJECTS},
		{"false", OPINION_REJECTS},
		{"False", OPINION_REJECTS},
		{"0", OPINION_REJECTS},
		{"0.0", OPINION_REJECTS},
		{"wrong", OPINION_REJECTS},
		{"undecided", OPINION_NONE},
		{"no_answer", OPINION_REJECTS},
		{"null", OPINION_NONE},
		{"unknown", OPINION_NONE},
		{"invalid", OPINION_NONE},
		{"error", OPINION_NONE},
		{"timeout", OPINION_NONE},
		{"", OPINION_NONE},
	};
	struct assay_json value = assay_json_get(row, field);
	struct assay_str text =
		assay_json_type(value) == ASSAY_JSON_STRING ? assay_json_str(value) : assay_json_raw(value);
	if (!value.node)
		return assay_fail(err, ASSAY_EINVAL, "the row has no \"%s\", the other grader's verdict", field);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (assay_str_is(text, words[i].word)) {
			*ret = words[i].opinion;
			return 0;
		}
	}
	return assay_fail(err, ASSAY_EINVAL, "\"%s\" is no verdict: %.*s", field, (int)assay_utf8_cut(text, 40),
			  text.data);
}

/* How two opinions differ, and how that is counted; NULL when they do not. */
static const char *difference(enum assay_math_word ours, enum opinion theirs, enum math_tally *ret)
{
	bool is_unknown = ours == ASSAY_MATH_UNDECIDED || ours == ASSAY_MATH_BAD_GOLD;
	*ret = MATH_AGREED;
	if (is_unknown && theirs == OPINION_NONE)
		return NULL;
	if (is_unknown) {
		*ret = MATH_WE_ARE_UNDECIDED;
		return "we are undecided";
	}
	if (theirs == OPINION_NONE) {
		*ret = MATH_THEY_ARE_UNDECIDED;
		return "they are undecided";
	}
	if ((ours == ASSAY_MATH_EQUAL) == (theirs == OPINION_ACCEPTS))
		return NULL;
	*ret = theirs == OPINION_ACCEPTS ? MATH_ONLY_THEY_ACCEPT : MATH_ONLY_WE_ACCEPT;
	return theirs == OPINION_ACCEPTS ? "only they accept" : "only we accept";
}

int math_rows_compare(void *data, struct assay_str line, struct assay_buf *out, struct assay_err *err)
{
	struct worker *worker = data;
	struct question question = {0};
	struct assay_math_verdict verdict = {0};
	enum opinion theirs = OPINION_NONE;
	enum math_tally which;
	struct assay_jsonw w;
	assay_arena_reset(worker->arena);
	int rc = assay_json_parse_again(line, NULL, &worker->doc, err);
	if (rc == 0)
		rc = decide(worker, assay_json_root(worker->doc), &question, &verdict, err);
	if (rc == 0)
		rc = read_opinion(question.row, worker->context->compare_with, &theirs, err);
	if (rc)
		return rc;
	const char *how = difference(verdict.word, theirs, &which);
	tally(worker, which, 1);
	if (!how)
		return 0;
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_raw_opt(&w, "id", assay_json_raw(assay_json_get(question.row, "id")));
	assay_jsonw_kv_c(&w, "disagreement", how);
	assay_jsonw_kv_str(&w, "gold", question.texts.gold);
	write_verdict(&w, question.policy, &verdict);
	pass_through(&w, question.row);
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}

/* --- Steps of solutions ----------------------------------------------------------------------------------------- */

static const char *const truth_names[] = {
	[ASSAY_UNKNOWN] = "undecided", [ASSAY_TRUE] = "proved", [ASSAY_FALSE] = "refuted"};

static void write_steps(struct assay_jsonw *w, struct assay_str solution, const struct assay_math_step *steps, size_t n)
{
	size_t first_refuted = SIZE_MAX;
	assay_jsonw_key(w, "steps");
	assay_jsonw_array(w);
	for (size_t i = 0; i < n; i++) {
		size_t start = (size_t)(steps[i].text.data - solution.data);
		if (steps[i].truth == ASSAY_FALSE && first_refuted == SIZE_MAX)
			first_refuted = i;
		assay_jsonw_object(w);
		assay_jsonw_kv_str(w, "text", steps[i].text);
		assay_jsonw_key(w, "span");
		assay_jsonw_array(w);
		assay_jsonw_u64(w, start);
		assay_jsonw_u64(w, start + steps[i].text.len);
		assay_jsonw_end_array(w);
		assay_jsonw_kv_c(w, "verdict", truth_names[steps[i].truth]);
		assay_jsonw_kv_bool(w, "marked", steps[i].is_marked);
		assay_jsonw_kv_str_opt(w, "reason", assay_str_of(steps[i].reason));
		assay_jsonw_end_object(w);
	}
	assay_jsonw_end_array(w);
	assay_jsonw_key(w, "first_refuted");
	if (first_refuted == SIZE_MAX)
		assay_jsonw_null(w);
	else
		assay_jsonw_u64(w, first_refuted);
}

/* The worked solution of a row. */
static int read_solution(struct assay_json row, struct assay_str *ret, struct assay_err *err)
{
	static const char *const keys[] = {"response", "solution", "text", "answer"};
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct assay_json value = assay_json_get(row, keys[i]);
		if (value.node)
			return take_text(value, ret, err);
	}
	return assay_fail(err, ASSAY_EINVAL, "the row has no \"response\", \"solution\", \"text\" or \"answer\"");
}

int math_rows_steps(void *data, struct assay_str line, struct assay_buf *out, struct assay_err *err)
{
	static const enum math_tally tallies[] = {[ASSAY_UNKNOWN] = MATH_STEPS_UNKNOWN,
						  [ASSAY_TRUE] = MATH_STEPS_PROVED,
						  [ASSAY_FALSE] = MATH_STEPS_REFUTED};
	struct worker *worker = data;
	struct question question = {0};
	struct assay_math_verdict verdict = {0};
	struct assay_math_step *steps;
	struct assay_str solution = {0};
	size_t n;
	struct assay_jsonw w;
	assay_arena_reset(worker->arena);
	int rc = assay_json_parse_again(line, NULL, &worker->doc, err);
	if (rc)
		return rc;
	struct assay_json row = assay_json_root(worker->doc);
	if (assay_json_type(row) != ASSAY_JSON_OBJECT)
		return assay_fail(err, ASSAY_EINVAL, "a row must be an object, not %s",
				  assay_json_type_name(assay_json_type(row)));
	bool has_gold = assay_json_get(row, "gold").node &&
			(assay_json_get(row, "answer").node || assay_json_get(row, "response").node);
	rc = has_gold ? decide(worker, row, &question, &verdict, err) : 0;
	if (rc == 0)
		rc = read_solution(row, &solution, err);
	if (rc == 0)
		rc = assay_math_steps(solution, worker->arena, &steps, &n, err);
	if (rc)
		return rc;
	tally(worker, MATH_ROWS, !has_gold);
	for (size_t i = 0; i < n; i++)
		tally(worker, tallies[steps[i].truth], 1);
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_raw_opt(&w, "id", assay_json_raw(assay_json_get(row, "id")));
	if (has_gold)
		write_verdict(&w, question.policy, &verdict);
	write_steps(&w, solution, steps, n);
	assay_json_each (member, row) {
		struct assay_str key = assay_json_key(member);
		if (is_own_field(key) || assay_str_is(key, "steps") || assay_str_is(key, "first_refuted"))
			continue;
		assay_jsonw_key_str(&w, key);
		assay_jsonw_raw(&w, assay_json_raw(member));
	}
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}

/* --- Rechecking rows -------------------------------------------------------------------------------------------- */

struct rechecked {
	const char *word, *reason;
	struct assay_err malformed; /* Holds the words of `reason` for a certificate that is none. */
};

/* "holds" or "fails", or "none" where nothing is claimed. */
static int recheck(const struct assay_math_policy *loaded, struct assay_json row, struct rechecked *ret,
		   struct assay_err *err)
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
	int rc = assay_math_recheck(assay_json_raw(certificate), loaded, &truth, &ret->malformed);
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

int math_rows_recheck(void *data, struct assay_str line, struct assay_buf *out, struct assay_err *err)
{
	struct worker *worker = data;
	struct rechecked found;
	int rc = assay_json_parse_again(line, NULL, &worker->doc, err);
	if (rc)
		return rc;
	struct assay_json row = assay_json_root(worker->doc);
	rc = recheck(worker->context->loaded, row, &found, err);
	if (rc)
		return rc;
	tally(worker, MATH_ROWS, 1);
	tally(worker, MATH_RECHECK_FAILED, strcmp(found.word, "fails") == 0);
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
