/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/teachers/chat.h"

#include "base/json.h"

/* A completion is a few dozen values; a reply with more was built to cost memory. */
static const struct assay_json_limits reply_limits = {.max_depth = 64, .max_nodes = 100000};

static void add_language(const struct assay_problem *problem, struct assay_buf *out)
{
	(void)assay_buf_add_str(out, problem->language); /* Failures of `out` are sticky. */
	if (problem->language.len)
		(void)assay_buf_add_char(out, ' ');
}

int assay_chat_write_prompt(const struct assay_problem *problem, struct assay_buf *out, struct assay_err *err)
{
	(void)assay_buf_add_str(out, problem->statement);
	(void)assay_buf_add_c(out, "\n\n");
	if (problem->kind == ASSAY_KIND_MATH) {
		(void)assay_buf_add_c(out, "Give the final answer in \\boxed{}.");
	} else if (problem->kind == ASSAY_KIND_STDIO) {
		(void)assay_buf_add_c(out, "Answer with one fenced code block: a complete ");
		add_language(problem, out);
		(void)assay_buf_add_c(out, "program that reads standard input and writes standard output.");
	} else {
		(void)assay_buf_add_c(out, "Answer with one fenced ");
		add_language(problem, out);
		(void)assay_buf_add_c(out, "code block that defines `");
		(void)assay_buf_add_str(out, problem->entry);
		(void)assay_buf_add_c(out, "`.");
	}
	return assay_buf_error(out, err);
}

static void write_message(struct assay_jsonw *w, const char *role, struct assay_str content)
{
	assay_jsonw_object(w);
	assay_jsonw_kv_c(w, "role", role);
	assay_jsonw_kv_str(w, "content", content);
	assay_jsonw_end_object(w);
}

int assay_chat_write_request(const struct assay_teacher_conf *conf, struct assay_str prompt, uint64_t n, uint64_t seed,
			     struct assay_buf *out, struct assay_err *err)
{
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_str(&w, "model", conf->model);
	assay_jsonw_key(&w, "messages");
	assay_jsonw_array(&w);
	if (conf->system_prompt.data)
		write_message(&w, "system", conf->system_prompt);
	write_message(&w, "user", prompt);
	assay_jsonw_end_array(&w);
	assay_jsonw_kv_f64(&w, "temperature", conf->temperature);
	assay_jsonw_kv_f64(&w, "top_p", conf->top_p);
	if (conf->presence_penalty != 0)
		assay_jsonw_kv_f64(&w, "presence_penalty", conf->presence_penalty);
	if (conf->frequency_penalty != 0)
		assay_jsonw_kv_f64(&w, "frequency_penalty", conf->frequency_penalty);
	assay_jsonw_kv_u64(&w, "max_tokens", conf->max_tokens);
	if (n > 1)
		assay_jsonw_kv_u64(&w, "n", n);
	assay_jsonw_kv_u64(&w, "seed", seed);
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}

static int check_choice(struct assay_json choice, struct assay_err *err)
{
	struct assay_json message = assay_json_get(choice, "message");
	if (assay_json_type(message) != ASSAY_JSON_OBJECT)
		return assay_fail(err, ASSAY_EPROTO, "a choice without a message");
	enum assay_json_type type = assay_json_type(assay_json_get(message, "content"));
	if (type != ASSAY_JSON_STRING && type != ASSAY_JSON_NULL && type != ASSAY_JSON_NONE)
		return assay_fail(err, ASSAY_EPROTO, "a message whose content is %s", assay_json_type_name(type));
	return 0;
}

static int check_choices(struct assay_json choices, struct assay_err *err)
{
	if (assay_json_type(choices) != ASSAY_JSON_ARRAY || assay_json_count(choices) == 0)
		return assay_fail(err, ASSAY_EPROTO, "a reply without choices");
	assay_json_each (choice, choices) {
		int rc = check_choice(choice, err);
		if (rc)
			return rc;
	}
	return 0;
}

static int take_choices(struct assay_json choices, struct assay_arena *arena, struct assay_chat_reply *ret,
			struct assay_err *err)
{
	ret->choices = assay_arena_array(arena, assay_json_count(choices), sizeof(*ret->choices));
	if (!ret->choices)
		return assay_arena_fail(arena, err);
	assay_json_each (choice, choices) {
		struct assay_chat_choice *to = &ret->choices[ret->n++];
		struct assay_str content = assay_json_str(assay_json_get(assay_json_get(choice, "message"), "content"));
		struct assay_str finish = assay_json_str(assay_json_get(choice, "finish_reason"));
		to->text = assay_arena_str(arena, content.data ? content : ASSAY_STR(""));
		to->finish_reason = assay_arena_str(arena, finish);
		if (!to->text.data || (finish.data && !to->finish_reason.data))
			return assay_arena_fail(arena, err);
	}
	return 0;
}

static int take_usage(struct assay_json usage, struct assay_arena *arena, struct assay_chat_reply *ret,
		      struct assay_err *err)
{
	if (assay_json_type(usage) != ASSAY_JSON_OBJECT)
		return 0;
	/* Token counts are a courtesy of the endpoint: odd ones are dropped, never an error. */
	(void)assay_json_read_u64(usage, "prompt_tokens", 0, UINT64_MAX, &ret->prompt_tokens, NULL);
	(void)assay_json_read_u64(usage, "completion_tokens", 0, UINT64_MAX, &ret->completion_tokens, NULL);
	ret->usage = assay_arena_str(arena, assay_json_raw(usage));
	return ret->usage.data ? 0 : assay_arena_fail(arena, err);
}

/* Every shape is checked before anything is taken: a reply that is refused leaves the arena as it was. */
int assay_chat_read_reply(struct assay_str body, struct assay_arena *arena, struct assay_chat_reply *ret,
			  struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	*ret = (struct assay_chat_reply){0};
	int rc = assay_json_parse(body, &reply_limits, &doc, err);
	if (rc && rc != ASSAY_ENOMEM) {
		if (err)
			err->code = ASSAY_EPROTO; /* Too deep or too many values is as malformed as no JSON. */
		return ASSAY_EPROTO;
	}
	struct assay_json root = assay_json_root(doc);
	struct assay_json choices = assay_json_get(root, "choices");
	if (rc == 0)
		rc = check_choices(choices, err);
	if (rc == 0)
		rc = take_choices(choices, arena, ret, err);
	if (rc == 0)
		rc = take_usage(assay_json_get(root, "usage"), arena, ret, err);
	return rc;
}

/* {"error": {"message": M}}, {"error": M}, {"message": M} and {"detail": M} are in use. */
static struct assay_str error_message(struct assay_json root)
{
	static const char *const keys[] = {"error", "message", "detail"};
	struct assay_str nested = assay_json_str(assay_json_get(assay_json_get(root, "error"), "message"));
	if (nested.len)
		return nested;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct assay_str plain = assay_json_str(assay_json_get(root, keys[i]));
		if (plain.len)
			return plain;
	}
	return (struct assay_str){0};
}

int assay_chat_read_error(struct assay_str body, struct assay_buf *out)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	struct assay_str text = body;
	if (assay_json_parse(body, &reply_limits, &doc, NULL) == 0 && error_message(assay_json_root(doc)).len)
		text = error_message(assay_json_root(doc));
	return assay_buf_add_str(out, assay_str_trim(text));
}
