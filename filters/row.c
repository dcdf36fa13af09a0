/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/filter.h"

/* --- Texts in any of the shapes that training rows give them --- */

static int expect(struct assay_json value, const char *what, struct assay_err *err)
{
	return assay_fail(err, ASSAY_EINVAL, "expected %s, found %s", what,
			  assay_json_type_name(assay_json_type(value)));
}

static void add_part(struct assay_buf *out, struct assay_str text)
{
	if (out->len && text.len)
		(void)assay_buf_add_c(out, "\n\n");
	(void)assay_buf_add_str(out, text); /* Sticky; checked once at the end. */
}

/* The content of a message: text, nothing, or a list of typed parts of which the texts count. */
static int add_content(struct assay_json content, struct assay_buf *out, struct assay_err *err)
{
	enum assay_json_type type = assay_json_type(content);
	if (type == ASSAY_JSON_STRING) {
		add_part(out, assay_json_str(content));
		return 0;
	}
	if (type == ASSAY_JSON_NULL || type == ASSAY_JSON_NONE)
		return 0;
	if (type != ASSAY_JSON_ARRAY)
		return expect(content, "text or a list of parts as a message's content", err);
	assay_json_each (part, content)
		add_part(out, assay_json_str(assay_json_get(part, "text")));
	return 0;
}

struct message {
	struct assay_str role;
	struct assay_json content;
};

/* {"role", "content"} or ShareGPT's {"from", "value"}. */
static int read_message(struct assay_json value, struct message *ret, struct assay_err *err)
{
	if (assay_json_type(value) != ASSAY_JSON_OBJECT)
		return expect(value, "a message", err);
	struct assay_json role = assay_json_get(value, "role");
	bool is_sharegpt = assay_json_type(role) == ASSAY_JSON_NONE;
	ret->role = assay_json_str(is_sharegpt ? assay_json_get(value, "from") : role);
	ret->content = assay_json_get(value, is_sharegpt ? "value" : "content");
	if (!ret->role.data)
		return assay_fail(err, ASSAY_EINVAL, "a message without its role");
	return 0;
}

/* A string, or a list of messages of which the contents count. */
static int add_text(struct assay_json value, struct assay_buf *out, struct assay_err *err)
{
	if (assay_json_type(value) != ASSAY_JSON_ARRAY)
		return assay_json_type(value) == ASSAY_JSON_STRING ? add_content(value, out, err)
								   : expect(value, "text or a list of messages", err);
	assay_json_each (item, value) {
		struct message message = {0};
		int rc = read_message(item, &message, err);
		if (rc == 0)
			rc = add_content(message.content, out, err);
		if (rc)
			return rc;
	}
	return 0;
}

static int keep(struct assay_buf *text, struct assay_arena *arena, struct assay_str *ret, struct assay_err *err)
{
	int rc = assay_buf_error(text, err);
	if (rc)
		return rc;
	*ret = assay_arena_str(arena, assay_buf_str(text));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}

/* --- Shapes of rows --- */

static bool is_assistant(struct assay_str role)
{
	return assay_str_is(role, "assistant") || assay_str_is(role, "gpt");
}

/* A conversation: what the assistant says last is the response, everything before it the prompt. */
static int read_conversation(struct assay_json list, struct assay_arena *arena, struct assay_row *row,
			     struct assay_err *err)
{
	assay_autobuf struct assay_buf prompt = {0};
	assay_autobuf struct assay_buf response = {0};
	struct message message = {0};
	size_t last = SIZE_MAX;
	size_t i = 0;
	if (assay_json_type(list) != ASSAY_JSON_ARRAY)
		return expect(list, "a list of messages", err);
	assay_json_each (item, list) {
		int rc = read_message(item, &message, err);
		if (rc)
			return rc;
		if (is_assistant(message.role))
			last = i;
		i++;
	}
	i = 0;
	assay_json_each (item, list) {
		int rc = read_message(item, &message, err);
		if (rc == 0)
			rc = add_content(message.content, i == last ? &response : &prompt, err);
		if (rc)
			return rc;
		i++;
	}
	int rc = keep(&prompt, arena, &row->prompt, err);
	return rc ? rc : keep(&response, arena, &row->response, err);
}

/* In the order of preference: the first that is there is the text. */
static const char *const prompt_keys[] = {"prompt", "instruction", "statement", "question", "problem", "query", NULL};
static const char *const response_keys[] = {"response", "completion", "output", "solution",
					    "answer",	"chosen",     "text",	NULL};
static const char *const conversation_keys[] = {"messages", "conversations", NULL};

static struct assay_json first_of(struct assay_json object, const char *const *keys, const char **ret_key)
{
	for (; *keys; keys++) {
		struct assay_json value = assay_json_get(object, *keys);
		enum assay_json_type type = assay_json_type(value);
		*ret_key = *keys;
		if (type != ASSAY_JSON_NONE && type != ASSAY_JSON_NULL)
			return value;
	}
	return (struct assay_json){0};
}

/* `also` is appended when it is text: Alpaca's `input` belongs to its instruction. */
static int read_text(struct assay_json object, const char *const *keys, const char *also, struct assay_arena *arena,
		     struct assay_str *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};
	const char *key;
	struct assay_json value = first_of(object, keys, &key);
	if (!value.node)
		return 0;
	int rc = add_text(value, &text, err);
	if (rc)
		return assay_err_wrap(err, rc, "\"%s\"", key);
	if (also && strcmp(key, "instruction") == 0)
		add_part(&text, assay_json_str(assay_json_get(object, also)));
	return keep(&text, arena, ret, err);
}

/* Ids are text; a number in their place is taken as it is written. */
static int read_id(struct assay_json object, const char *key, struct assay_arena *arena, struct assay_str *ret,
		   struct assay_err *err)
{
	struct assay_json value = assay_json_get(object, key);
	enum assay_json_type type = assay_json_type(value);
	if (type == ASSAY_JSON_NONE || type == ASSAY_JSON_NULL)
		return 0;
	if (type != ASSAY_JSON_STRING && type != ASSAY_JSON_NUMBER)
		return assay_err_wrap(err, expect(value, "text", err), "\"%s\"", key);
	*ret = assay_arena_str(arena, type == ASSAY_JSON_STRING ? assay_json_str(value) : assay_json_raw(value));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}

static int read_texts(struct assay_json json, struct assay_arena *arena, struct assay_row *row, struct assay_err *err)
{
	const char *key;
	struct assay_json conversation = first_of(json, conversation_keys, &key);
	if (conversation.node) {
		int rc = read_conversation(conversation, arena, row, err);
		return rc ? assay_err_wrap(err, rc, "\"%s\"", key) : 0;
	}
	int rc = read_text(json, prompt_keys, "input", arena, &row->prompt, err);
	if (rc == 0)
		rc = read_text(json, response_keys, NULL, arena, &row->response, err);
	if (rc)
		return rc;
	if (!row->prompt.data && !row->response.data)
		return assay_fail(err, ASSAY_EINVAL,
				  "no text: expected \"prompt\" and \"response\", \"messages\" or Alpaca's keys");
	return 0;
}

int assay_row_from_json(struct assay_json json, struct assay_arena *arena, struct assay_row *ret, struct assay_err *err)
{
	struct assay_row row = {0};
	if (assay_json_type(json) != ASSAY_JSON_OBJECT)
		return expect(json, "a row", err);
	int rc = read_id(json, "id", arena, &row.id, err);
	if (rc == 0)
		rc = read_id(json, "problem_id", arena, &row.group, err);
	if (rc == 0)
		rc = read_id(json, "group", arena, &row.group, err);
	if (rc == 0)
		rc = assay_json_read_str(json, "domain", arena, &row.domain, err);
	if (rc == 0)
		rc = assay_json_read_str(json, "language", arena, &row.language, err);
	if (rc == 0)
		rc = read_texts(json, arena, &row, err);
	if (rc)
		return rc;
	row.raw = assay_arena_str(arena, assay_json_raw(json));
	if (!row.raw.data)
		return assay_arena_fail(arena, err);
	*ret = row;
	return 0;
}

/* --- Writing --- */

int assay_row_write_with(struct assay_str raw, struct assay_str added, struct assay_buf *out, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *source = NULL;
	assay_autojson struct assay_json_doc *extra = NULL;
	int rc = assay_json_parse(raw, NULL, &source, err);
	if (rc == 0)
		rc = assay_json_parse(added, NULL, &extra, err);
	if (rc)
		return rc;
	struct assay_json own = assay_json_root(source);
	struct assay_json more = assay_json_root(extra);
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_json_each (member, own) {
		bool is_replaced = false;
		assay_json_each (other, more)
			is_replaced |= assay_str_eq(assay_json_key(other), assay_json_key(member));
		if (is_replaced)
			continue;
		assay_jsonw_key_str(&w, assay_json_key(member));
		assay_jsonw_raw(&w, assay_json_raw(member));
	}
	assay_json_each (member, more) {
		assay_jsonw_key_str(&w, assay_json_key(member));
		assay_jsonw_raw(&w, assay_json_raw(member));
	}
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}

static void write_note(const struct assay_note *note, struct assay_jsonw *w)
{
	assay_jsonw_object(w);
	assay_jsonw_kv_c(w, "filter", note->filter);
	assay_jsonw_kv_c(w, "code", note->code);
	assay_jsonw_kv_raw_opt(w, "evidence", note->evidence);
	assay_jsonw_end_object(w);
}

int assay_row_write(const struct assay_row *row, struct assay_buf *out, struct assay_err *err)
{
	assay_autobuf struct assay_buf decision = {0};
	struct assay_jsonw w;
	assay_jsonw_init(&w, &decision);
	assay_jsonw_object(&w);
	assay_jsonw_key(&w, "decision");
	assay_jsonw_object(&w);
	assay_jsonw_kv_bool(&w, "kept", !row->is_dropped);
	assay_jsonw_kv_str(&w, "dropped_by", assay_str_of(row->dropped_by ? row->dropped_by->filter : NULL));
	assay_jsonw_key(&w, "notes");
	assay_jsonw_array(&w);
	for (size_t i = 0; i < row->n_notes; i++)
		write_note(&row->notes[i], &w);
	assay_jsonw_end_array(&w);
	assay_jsonw_end_object(&w);
	assay_jsonw_end_object(&w);
	int rc = assay_buf_error(&decision, err);
	return rc ? rc : assay_row_write_with(row->raw, assay_buf_str(&decision), out, err);
}
