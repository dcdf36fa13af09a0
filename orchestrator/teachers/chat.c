/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/teachers/chat.h"

#include "base/json.h"

struct assay_str assay_chat_prompt(const struct assay_problem *problem, struct assay_arena *arena)
{
	const struct assay_str s = problem->statement;
	const int len = (int)s.len;
	const struct assay_str language = problem->language;
	const int language_len = (int)language.len;
	if (problem->kind == ASSAY_KIND_MATH)
		return assay_arena_printf(arena, "%.*s\n\nGive the final answer in \\boxed{}.", len, s.data);
	if (problem->kind == ASSAY_KIND_STDIO)
		return assay_arena_printf(arena,
					  "%.*s\n\nAnswer with one fenced code block: a complete %.*s%sprogram that "
					  "reads standard input and "
					  "writes standard output.",
					  len, s.data, language_len, language.data ? language.data : "",
					  language.data ? " " : "");
	return assay_arena_printf(arena, "%.*s\n\nAnswer with one fenced %.*s code block that defines `%.*s`.", len,
				  s.data, language_len, language.data ? language.data : "", (int)problem->entry.len,
				  problem->entry.data ? problem->entry.data : "");
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
	assay_jsonw_kv_u64(&w, "max_tokens", conf->max_tokens);
	if (n > 1)
		assay_jsonw_kv_u64(&w, "n", n);
	assay_jsonw_kv_u64(&w, "seed", seed);
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}

static int read_choice(struct assay_json choice, struct assay_arena *arena, struct assay_chat_choice *ret,
		       struct assay_err *err)
{
	struct assay_json message = assay_json_get(choice, "message");
	if (assay_json_type(message) != ASSAY_JSON_OBJECT)
		return assay_fail(err, ASSAY_EPROTO, "a choice without a message");
	struct assay_json content = assay_json_get(message, "content");
	enum assay_json_type type = assay_json_type(content);
	if (type != ASSAY_JSON_STRING && type != ASSAY_JSON_NULL && type != ASSAY_JSON_NONE)
		return assay_fail(err, ASSAY_EPROTO, "a message whose content is %s", assay_json_type_name(type));
	ret->text = assay_arena_str(arena, type == ASSAY_JSON_STRING ? assay_json_str(content) : ASSAY_STR(""));
	ret->finish_reason = assay_arena_str(arena, assay_json_str(assay_json_get(choice, "finish_reason")));
	return ret->text.data ? 0 : assay_arena_fail(arena, err);
}

static int read_choices(struct assay_json root, struct assay_arena *arena, struct assay_chat_reply *ret,
			struct assay_err *err)
{
	struct assay_json choices = assay_json_get(root, "choices");
	size_t n = assay_json_type(choices) == ASSAY_JSON_ARRAY ? assay_json_count(choices) : 0;
	if (n == 0)
		return assay_fail(err, ASSAY_EPROTO, "a reply without choices");
	ret->choices = assay_arena_array(arena, n, sizeof(*ret->choices));
	if (!ret->choices)
		return assay_arena_fail(arena, err);
	assay_json_each (choice, choices) {
		int rc = read_choice(choice, arena, &ret->choices[ret->n++], err);
		if (rc)
			return rc;
	}
	return 0;
}

int assay_chat_read_reply(struct assay_str body, struct assay_arena *arena, struct assay_chat_reply *ret,
			  struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	*ret = (struct assay_chat_reply){0};
	int rc = assay_json_parse(body, NULL, &doc, err);
	if (rc == 0)
		rc = read_choices(assay_json_root(doc), arena, ret, err);
	if (rc) {
		if (err && rc != ASSAY_ENOMEM && rc != ASSAY_ELIMIT)
			err->code = ASSAY_EPROTO;
		return rc == ASSAY_ENOMEM || rc == ASSAY_ELIMIT ? rc : ASSAY_EPROTO;
	}
	struct assay_json usage = assay_json_get(assay_json_root(doc), "usage");
	if (assay_json_type(usage) != ASSAY_JSON_OBJECT)
		return 0;
	/* Token counts are a courtesy of the endpoint: odd ones are dropped, never an error. */
	(void)assay_json_read_u64(usage, "prompt_tokens", 0, UINT64_MAX, &ret->prompt_tokens, NULL);
	(void)assay_json_read_u64(usage, "completion_tokens", 0, UINT64_MAX, &ret->completion_tokens, NULL);
	ret->usage = assay_arena_str(arena, assay_json_raw(usage));
	return ret->usage.data ? 0 : assay_arena_fail(arena, err);
}
