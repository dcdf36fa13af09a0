/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The suite's side of an exchange, for scripts: what python_suite.py does, without a process.
 *
 * The relay below sees what it would see from a driver: all questions first, and a report at the end. So what an
 * answer may look like, and what breaks the rules, is decided in one place.
 */
#include "base/json.h"
#include "verifiers/code/code.h"
#include "verifiers/code/driver.h"
#include "verifiers/code/frame.h"
#include "verifiers/code/relay.h"
#include "verifiers/code/script.h"
#include "verifiers/code/value.h"

enum side {
	CANDIDATE = 0,
	SUITE = 1,
};

/** As much of a value as the driver shows. */
#define MAX_SHOWN ((size_t)2000)

struct exchange {
	struct assay_arena *arena;
	const struct assay_script *script;
	void *relay;
	size_t max_frame;
	size_t n_answers; /**< Of calls. */
	bool is_found, is_over, is_reported;
	char *bits;
	size_t n_ran;
	/* The first failure. */
	const char *word; /**< NULL: none. */
	size_t failed;
	struct assay_str error, got, expected;
};

static void *create(struct assay_arena *arena, const struct assay_limits *limits, const void *arg)
{
	const struct assay_script *script = arg;
	struct exchange *x = assay_arena_alloc(arena, sizeof(*x));
	struct assay_buf to[2] = {0};

	if (!x)
		return NULL;
	x->arena = arena;
	x->script = script;
	x->max_frame = limits->output_bytes;
	x->bits = assay_arena_alloc(arena, script->n + 1);
	x->relay = x->bits ? assay_suite_relay.create(arena, limits, NULL) : NULL;
	if (!x->relay)
		return NULL;
	memset(x->bits, '0', script->n);
	/* The candidate has them behind its hello. */
	int rc = assay_suite_relay.on_bytes(x->relay, SUITE, script->questions, to);
	assay_buf_finish(&to[CANDIDATE]);
	assay_buf_finish(&to[SUITE]);
	if (rc == 0)
		return x;
	assay_suite_relay.finish(x->relay);
	return NULL;
}

static void finish(void *state)
{
	struct exchange *x = state;

	assay_suite_relay.finish(x->relay);
}

/* --- Judging an answer --- */

static int equals(const struct assay_script_assert *a, struct assay_json value, bool *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf canonical = {0};
	int rc = assay_value_canonical_python(value, &canonical, err);

	*ret = rc == 0 && assay_str_eq(assay_buf_str(&canonical), a->canonical);
	return rc;
}

/** None, True and False are the only ones of their kind; a number that equals True is not it. */
static bool is_same_singleton(const struct assay_script_assert *a, struct assay_json value)
{
	enum assay_json_type type = assay_json_type(value);

	return (type == ASSAY_JSON_NULL || type == ASSAY_JSON_BOOL) && assay_str_eq(assay_json_raw(value), a->expected);
}

static int fail(struct exchange *x, const char *word, const struct assay_buf *error)
{
	if (x->word)
		return 0;
	x->word = word;
	x->failed = x->n_answers;
	x->error = assay_arena_str(x->arena, assay_buf_str(error));
	return x->error.data ? 0 : ASSAY_ENOMEM;
}

static int fail_saying(struct exchange *x, const char *word, const char *error)
{
	assay_autobuf struct assay_buf text = {0};

	assay_buf_add_c(&text, error);
	return fail(x, word, &text);
}

static struct assay_str shown(struct exchange *x, struct assay_json value)
{
	assay_autobuf struct assay_buf text = {.max = MAX_SHOWN};

	assay_value_show_python(value, &text);
	struct assay_str whole = assay_buf_str(&text);
	return assay_arena_str(x->arena, assay_str_sub(whole, 0, assay_utf8_cut(whole, MAX_SHOWN)));
}

/** A comparison that does not hold: both sides are kept. */
static int fail_comparison(struct exchange *x, const struct assay_script_assert *a, struct assay_json value)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = x->word ? 0 : assay_json_parse(a->expected, &assay_frame_limits, &doc, NULL);

	if (x->word || rc)
		return rc;
	x->got = shown(x, value);
	x->expected = shown(x, assay_json_root(doc));
	return x->got.data && x->expected.data ? fail_saying(x, "wrong_answer", "") : ASSAY_ENOMEM;
}

/** 1: it passed; 0: it failed, and that is noted; < 0: ours, or a value that no driver sends (ASSAY_EINVAL). */
static int judge_truth(struct exchange *x, const struct assay_script_assert *a, struct assay_json value)
{
	bool is_true = false;

	if (assay_value_is_object(value))
		return fail_saying(x, "wrong_answer", "the result is not plain data and has no truth value here");
	int rc = assay_value_is_true(value, &is_true, NULL);
	if (rc || is_true == (a->test == ASSAY_SCRIPT_TRUE))
		return rc ? rc : 1;
	return fail_saying(x, "wrong_answer", "");
}

static int judge_value(struct exchange *x, const struct assay_script_assert *a, struct assay_json value)
{
	bool holds = false;
	double distance = 0;
	int rc = 0;

	switch (a->test) {
	case ASSAY_SCRIPT_EQUAL:
	case ASSAY_SCRIPT_NOT_EQUAL:
		rc = equals(a, value, &holds, NULL);
		holds = holds == (a->test == ASSAY_SCRIPT_EQUAL);
		break;
	case ASSAY_SCRIPT_IS:
	case ASSAY_SCRIPT_IS_NOT:
		holds = is_same_singleton(a, value) == (a->test == ASSAY_SCRIPT_IS);
		break;
	case ASSAY_SCRIPT_TRUE:
	case ASSAY_SCRIPT_FALSE:
		return judge_truth(x, a, value);
	case ASSAY_SCRIPT_BELOW:
	case ASSAY_SCRIPT_AT_MOST:
		if (!assay_value_distance(value, a->number, &distance))
			return fail_saying(x, "wrong_answer", "the result is no number of which one can subtract");
		holds = a->test == ASSAY_SCRIPT_BELOW ? distance < a->bound : distance <= a->bound;
		break;
	}
	if (rc || holds)
		return rc ? rc : 1;
	return fail_comparison(x, a, value);
}

static int judge_answer(struct exchange *x, struct assay_json answer)
{
	const struct assay_script_assert *a = &x->script->asserts[x->n_answers];
	struct assay_str kind = assay_json_str(assay_json_get(answer, "kind"));
	struct assay_json value = assay_json_get(answer, "value");
	assay_autobuf struct assay_buf text = {0};

	if (assay_str_is(kind, "value"))
		return value.node ? judge_value(x, a, value) : ASSAY_EINVAL;
	if (assay_str_is(kind, "raised")) {
		assay_driver_describe_error(answer, &text);
		return fail(x, assay_word_name(assay_driver_error_word(answer)), &text);
	}
	if (assay_str_is(kind, "absent"))
		return ASSAY_EINVAL;
	struct assay_str what = assay_json_str(assay_json_get(answer, "what"));
	assay_buf_add_c(&text, "the result is ");
	assay_code_add_short(&text, what.data ? what : kind, 2 * ASSAY_SHORT_BYTES);
	return fail(x, "wrong_answer", &text);
}

/** The candidate is no more, or does not keep to the rules. */
static int lose(struct exchange *x)
{
	x->is_over = true;
	return fail_saying(x, "gone", "the candidate's process ended");
}

/** An answer that the relay let through, or its word that none will come. */
static int on_answer(struct exchange *x, struct assay_str payload)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_json_parse(payload, &assay_frame_limits, &doc, NULL);

	if (rc)
		return rc;
	struct assay_json answer = assay_json_root(doc);
	struct assay_str kind = assay_json_str(assay_json_get(answer, "kind"));
	if (assay_str_is(kind, "gone") || (!x->is_found && !assay_str_is(kind, "value")))
		return lose(x);
	if (!x->is_found) {
		x->is_found = true;
		return 0;
	}
	rc = judge_answer(x, answer);
	if (rc == ASSAY_EINVAL || rc == ASSAY_ELIMIT)
		return lose(x);
	if (rc < 0)
		return rc;
	x->bits[x->n_answers] = rc ? '1' : '0';
	x->n_ran++;
	x->n_answers++;
	x->is_over = x->n_answers == x->script->n || (x->word && x->script->ends_at_failure);
	return 0;
}

/* --- The report, as the suite's driver writes it --- */

static void write_report(const struct exchange *x, struct assay_buf *out)
{
	struct assay_jsonw w;

	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_c(&w, "op", "report");
	assay_jsonw_kv_c(&w, "bits", x->bits);
	assay_jsonw_kv_u64(&w, "ran", x->n_ran);
	if (x->word) {
		/* Calls behind a failure that check() does not reach were asked all the same: they have no say. */
		if (x->script->ends_at_failure && strcmp(x->word, "gone") != 0)
			assay_jsonw_kv_bool(&w, "ahead", true);
		assay_jsonw_kv_c(&w, "word", x->word);
		assay_jsonw_kv_str(&w, "error", x->error);
		assay_jsonw_kv_u64(&w, "test", x->failed);
		assay_jsonw_kv_str(&w, "source", x->script->asserts[x->failed].source);
		assay_jsonw_kv_str_opt(&w, "got", x->got);
		assay_jsonw_kv_str_opt(&w, "expected", x->expected);
	}
	assay_jsonw_end_object(&w);
}

static int report(struct exchange *x)
{
	assay_autobuf struct assay_buf json = {0};
	assay_autobuf struct assay_buf frame = {0};
	struct assay_buf to[2] = {0};

	write_report(x, &json);
	assay_frame_add(&frame, assay_buf_str(&json));
	if (json.error || frame.error)
		return ASSAY_ENOMEM;
	int rc = assay_suite_relay.on_bytes(x->relay, SUITE, assay_buf_str(&frame), to);
	assay_buf_finish(&to[CANDIDATE]);
	assay_buf_finish(&to[SUITE]);
	x->is_over = x->is_reported = true;
	return rc < 0 ? rc : 0;
}

static int on_bytes(void *state, size_t from, struct assay_str bytes, struct assay_buf to[2] __attribute__((unused)))
{
	struct exchange *x = state;
	struct assay_buf passed[2] = {0};
	struct assay_str payload;

	if (x->is_reported)
		return 1;
	int rc = assay_suite_relay.on_bytes(x->relay, from, bytes, passed);
	struct assay_str rest = assay_buf_str(&passed[SUITE]);
	while (rc == 0 && !x->is_over && assay_frame_next(&rest, x->max_frame, &payload) == ASSAY_FRAME_WHOLE)
		rc = on_answer(x, payload);
	assay_buf_finish(&passed[CANDIDATE]);
	assay_buf_finish(&passed[SUITE]);
	if (rc == 0 && x->is_over)
		rc = report(x);
	return rc ? rc : x->is_over;
}

int assay_script_relay_view(void *state, struct assay_relay_view *ret, struct assay_err *err)
{
	struct exchange *x = state;
	int rc = 0;

	if (!x->is_reported) {
		rc = lose(x);
		if (!rc)
			rc = report(x);
	}
	assay_suite_relay_view(x->relay, ret);
	return rc ? assay_fail(err, (enum assay_code)rc, "judge a script") : 0;
}

const struct assay_relay assay_script_relay = {.create = create, .on_bytes = on_bytes, .finish = finish};
