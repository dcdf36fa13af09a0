/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Training files coming back: conversations whose last word is a model's.
 *
 *   openai    {"messages":[{"role":"user","content":".."},{"role":"assistant","content":".."}]}; content may be a list
 * of parts {"type":"text","text"} sharegpt
 * {"conversations":[{"from":"human","value":".."},{"from":"gpt","value":".."}]} trl       {"prompt","completion"}, or
 * {"prompt","chosen","rejected"}; each a text or a list of messages verl
 * {"prompt":[messages],"reward_model":{"ground_truth":".."},"data_source",..}
 *
 * As problems: the turns before the last are the statement, and the answer is verl's ground truth or what the last
 * word (or the chosen one) puts into \boxed. A row without either has nothing to check. The same prompt may
 * stand in many rows. As candidates: the last words, which find their problem by the text of the prompt, whichever file
 * the problems came from. A chosen or rejected one carries that as its label.
 */
#include "problems/import/import.h"

#include <string.h>

/* --- Messages ------------------------------------------------------------------------------------------------- */

/* A text, or the texts of its parts; absent where a part is none. */
static int content_of(struct assay_json value, struct assay_arena *arena, struct assay_str *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};
	*ret = (struct assay_str){0};
	if (assay_json_type(value) == ASSAY_JSON_STRING) {
		(void)assay_buf_add_str(&text, assay_json_str(value));
	} else {
		assay_json_each (part, value) {
			struct assay_str words = assay_json_str(assay_json_get(part, "text"));
			if (assay_str_is_absent(words))
				return 0;
			(void)assay_buf_add_str(&text, words);
		}
	}
	int rc = assay_buf_error(&text, err);
	if (rc)
		return rc;
	*ret = assay_arena_str(arena, assay_buf_str(&text));
	return assay_str_is_absent(*ret) ? assay_arena_fail(arena, err) : 0;
}

static bool is_models(struct assay_str role)
{
	return assay_str_is(role, "assistant") || assay_str_is(role, "gpt") || assay_str_is(role, "model");
}

/* A conversation taken apart. */
struct talk {
	struct assay_str prompt; /* All turns before the last word, with an empty line between. */
	struct assay_str reply;	 /* The last turn, where it is a model's; absent otherwise. */
	bool is_whole;		 /* All of it is text. */
};

static int read_turns(struct assay_json turns, const char *role_key, const char *content_key, struct assay_arena *arena,
		      struct talk *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf prompt = {0};
	struct assay_str last = {0};
	bool is_reply = false;
	ret->is_whole = true;
	assay_json_each (turn, turns) {
		struct assay_str content;
		if (assay_json_type(turn) != ASSAY_JSON_OBJECT)
			return assay_fail(err, ASSAY_EINVAL, "a message is %s, not an object",
					  assay_json_type_name(assay_json_type(turn)));
		int rc = content_of(assay_json_get(turn, content_key), arena, &content, err);
		if (rc)
			return rc;
		ret->is_whole = ret->is_whole && !assay_str_is_absent(content);
		if (!assay_str_is_absent(last))
			(void)assay_buf_printf(&prompt, "%s%.*s", prompt.len > 0 ? "\n\n" : "", (int)last.len,
					       last.data);
		last = content;
		is_reply = is_models(assay_json_str(assay_json_get(turn, role_key)));
	}
	if (is_reply)
		ret->reply = last;
	else if (!assay_str_is_absent(last))
		(void)assay_buf_printf(&prompt, "%s%.*s", prompt.len > 0 ? "\n\n" : "", (int)last.len, last.data);
	int rc = assay_buf_error(&prompt, err);
	if (rc)
		return rc;
	ret->prompt = assay_arena_str(arena, assay_buf_str(&prompt));
	return assay_str_is_absent(ret->prompt) ? assay_arena_fail(arena, err) : 0;
}

/* A text, or a list of messages whose last content counts. */
static int read_side(struct assay_json value, struct assay_arena *arena, struct assay_str *ret, struct assay_err *err)
{
	if (assay_json_type(value) != ASSAY_JSON_ARRAY)
		return content_of(value, arena, ret, err);
	struct assay_json last = {0};
	assay_json_each (turn, value) {
		last = turn;
	}
	return content_of(assay_json_get(last, "content"), arena, ret, err);
}

/* --- Rows ----------------------------------------------------------------------------------------------------- */

/* What a row says, whichever of the four it is. */
struct row {
	struct assay_str prompt, answer;
	struct assay_str replies[2];
	const char *labels[2]; /* Or NULL. */
	bool is_whole;
};

static int read_list(struct assay_json row, const char *key, const char *role_key, const char *content_key,
		     struct assay_arena *arena, struct row *ret, struct assay_err *err)
{
	struct assay_json turns = assay_json_get(row, key);
	struct talk talk = {0};
	if (assay_json_type(turns) != ASSAY_JSON_ARRAY)
		return assay_fail(err, ASSAY_EINVAL, "\"%s\" is not a list of messages", key);
	int rc = read_turns(turns, role_key, content_key, arena, &talk, err);
	ret->prompt = talk.prompt;
	ret->replies[0] = talk.reply;
	ret->is_whole = talk.is_whole;
	return rc;
}

static int read_openai(struct assay_json row, struct assay_arena *arena, struct row *ret, struct assay_err *err)
{
	return read_list(row, "messages", "role", "content", arena, ret, err);
}

static int read_sharegpt(struct assay_json row, struct assay_arena *arena, struct row *ret, struct assay_err *err)
{
	return read_list(row, "conversations", "from", "value", arena, ret, err);
}

static int read_prompt(struct assay_json row, struct assay_arena *arena, struct row *ret, struct assay_err *err)
{
	if (assay_json_type(assay_json_get(row, "prompt")) == ASSAY_JSON_ARRAY)
		return read_list(row, "prompt", "role", "content", arena, ret, err);
	ret->is_whole = true;
	return assay_import_text(row, "prompt", arena, &ret->prompt, err);
}

static int read_trl(struct assay_json row, struct assay_arena *arena, struct row *ret, struct assay_err *err)
{
	static const char *const sides[2] = {"chosen", "rejected"};
	int rc = read_prompt(row, arena, ret, err);
	if (rc == 0 && assay_json_type(assay_json_get(row, "completion")) != ASSAY_JSON_NONE)
		return read_side(assay_json_get(row, "completion"), arena, &ret->replies[0], err);
	for (size_t i = 0; rc == 0 && i < 2; i++) {
		rc = read_side(assay_json_get(row, sides[i]), arena, &ret->replies[i], err);
		ret->labels[i] = i == 0 ? "true" : "false";
	}
	return rc;
}

static int read_verl(struct assay_json row, struct assay_arena *arena, struct row *ret, struct assay_err *err)
{
	struct assay_json truth = assay_json_get(assay_json_get(row, "reward_model"), "ground_truth");
	int rc = read_prompt(row, arena, ret, err);
	if (rc)
		return rc;
	struct assay_str text =
		assay_json_type(truth) == ASSAY_JSON_NUMBER ? assay_json_raw(truth) : assay_json_str(truth);
	/* Tests of a program are JSON here; what they mean differs from one dataset to the next. */
	if (text.len > 0 && !assay_str_starts(assay_str_trim(text), "{"))
		ret->answer = assay_arena_str(arena, text);
	return 0;
}

typedef int read_row(struct assay_json row, struct assay_arena *arena, struct row *ret, struct assay_err *err);

/* Whether there is a prompt, and an answer to compare with; fills the answer. */
static bool has_answer(struct row *row)
{
	if (assay_str_is_absent(row->answer))
		row->answer = assay_str_trim(assay_import_last_boxed(row->replies[0]));
	return row->is_whole && row->answer.len > 0 && row->prompt.len > 0;
}

static int problem_of(const char *name, read_row *read, struct assay_json json, struct assay_arena *arena,
		      assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	struct row row = {0};
	char hex[ASSAY_HASH_HEX];
	int rc = read(json, arena, &row, err);
	if (rc)
		return rc;
	if (!has_answer(&row))
		return ASSAY_IMPORT_PASSED_OVER;
	struct assay_hash128 hash = assay_hash_of(row.prompt);
	assay_hash_hex(&hash, hex);
	struct assay_problem p = {
		.kind = ASSAY_KIND_MATH,
		.statement = row.prompt,
		.answer = row.answer,
		.policy = ASSAY_STR("math"),
		.origin = {.source = assay_str_of(name)},
		.id = assay_arena_printf(arena, "%s/%s", name, hex),
	};
	return assay_str_is_absent(p.id) ? assay_arena_fail(arena, err) : emit(arg, &p, err);
}

static int candidates_of(read_row *read, struct assay_json json, const struct assay_problem_set *set,
			 struct assay_arena *arena, assay_candidate_emit *emit, void *arg, struct assay_err *err)
{
	struct row row = {0};
	int rc = read(json, arena, &row, err);
	if (rc)
		return rc;
	const struct assay_problem *problem = assay_problem_set_find_statement(set, row.prompt);
	if (!problem && !has_answer(&row))
		return 0; /* As a problem, it was passed over. */
	if (!problem)
		return assay_fail(err, ASSAY_ENOTFOUND, "there is no problem with the prompt \"%.*s\"",
				  (int)assay_utf8_cut(row.prompt, 80), row.prompt.data);
	for (size_t i = 0; i < 2; i++) {
		struct assay_candidate candidate = {.problem_id = problem->id, .text = row.replies[i]};
		if (assay_str_is_absent(candidate.text))
			continue;
		if (row.labels[i])
			candidate.extra = assay_arena_printf(arena, "\"expected_label\":%s", row.labels[i]);
		rc = assay_import_emit(&candidate, arena, emit, arg, err);
		if (rc)
			return rc;
	}
	return 0;
}

#define FORMAT(variable, words)                                                                         \
	static int variable##_problem(                                                                  \
		struct assay_json row, const struct assay_row_source *source __attribute__((unused)),   \
		struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)  \
	{                                                                                               \
		return problem_of(#variable, read_##variable, row, arena, emit, arg, err);              \
	}                                                                                               \
	static int variable##_candidate(struct assay_json row,                                          \
					const struct assay_row_source *source __attribute__((unused)),  \
					const struct assay_problem_set *set, struct assay_arena *arena, \
					assay_candidate_emit *emit, void *arg, struct assay_err *err)   \
	{                                                                                               \
		return candidates_of(read_##variable, row, set, arena, emit, arg, err);                 \
	}                                                                                               \
	const struct assay_importer assay_import_##variable = {                                         \
		.name = #variable,                                                                      \
		.title = words,                                                                         \
		.problems = variable##_problem,                                                         \
		.candidates = variable##_candidate,                                                     \
		.repeats_problems = true,                                                               \
	}

FORMAT(openai, "chat messages (OpenAI, TRL, Axolotl)");
FORMAT(sharegpt, "ShareGPT conversations");
FORMAT(trl, "TRL prompts with completions or preferences");
FORMAT(verl, "verl rows with a ground truth");
