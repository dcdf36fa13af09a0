/* SPDX-License-Identifier: Apache-2.0 */
/* Replies of models: bytes that somebody else wrote. */
#include "problems/methods/method.h"

#include <string.h>

#define MAX_REPLY_BYTES ((size_t)256 << 10)

static const struct assay_json_limits reply_limits = {.max_depth = 32, .max_nodes = 20000};

static const char *const refusals[] = {
	"i cannot", "i can't",	  "i can not",	 "i'm sorry", "i am sorry", "sorry, ",
	"as an ai", "i'm unable", "i am unable", "i won't",   "i will not",
};

static int refuse(struct assay_err *err, const char **ret_code, const char *code, const char *sentence)
{
	*ret_code = code;
	return assay_fail(err, ASSAY_EINVAL, "%s", sentence);
}

static bool is_refusal(struct assay_str text)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		size_t n = strlen(refusals[i]);
		if (text.len >= n && strncasecmp(text.data, refusals[i], n) == 0)
			return true;
	}
	return false;
}

/* What stands between the first two lines that begin with ```; absent: there is no such pair. */
static struct assay_str fenced(struct assay_str text)
{
	size_t open = assay_str_find(text, ASSAY_STR("```"), 0);
	size_t line = open == SIZE_MAX ? SIZE_MAX : assay_str_find(text, ASSAY_STR("\n"), open);
	size_t close = line == SIZE_MAX ? SIZE_MAX : assay_str_find(text, ASSAY_STR("\n```"), line);
	if (close == SIZE_MAX)
		return (struct assay_str){0};
	return assay_str_trim(assay_str_sub(text, line + 1, close - line - 1));
}

static struct assay_str between_braces(struct assay_str text)
{
	const char *first = memchr(text.data, '{', text.len);
	const char *last = memrchr(text.data, '}', text.len);
	if (!first || !last || last < first)
		return (struct assay_str){0};
	return (struct assay_str){first, (size_t)(last - first) + 1};
}

/* The first of the three readings that is JSON; what is wrong with the last one stands in `err`. */
static int parse(struct assay_str text, struct assay_json_doc **ret, struct assay_err *err)
{
	const struct assay_str readings[] = {text, text.data[0] == '{' ? (struct assay_str){0} : fenced(text),
					     between_braces(text)};
	struct assay_err why = {0};
	int rc = assay_fail(&why, ASSAY_EINVAL, "there is no JSON object");
	for (size_t i = 0; rc && i < sizeof(readings) / sizeof(readings[0]); i++) {
		if (readings[i].len == 0 || readings[i].data[0] != '{')
			continue;
		why = (struct assay_err){0};
		rc = assay_json_parse(readings[i], &reply_limits, ret, &why);
	}
	return rc ? assay_fail(err, ASSAY_EINVAL, "%s", why.msg) : 0;
}

int assay_reply_read(struct assay_str text, const struct assay_shape *shape, struct assay_json_doc **ret_doc,
		     const char **ret_code, struct assay_err *err)
{
	text = assay_str_trim(text);
	if (text.len == 0)
		return refuse(err, ret_code, "empty", "the reply is empty");
	if (text.len > MAX_REPLY_BYTES)
		return refuse(err, ret_code, "too_large", "the reply is too long");
	if (memchr(text.data, 0, text.len) || !assay_utf8_is_valid(text))
		return refuse(err, ret_code, "control_bytes", "the reply holds bytes that are no text");
	struct assay_json_doc *doc = NULL;
	int rc = parse(text, &doc, err);
	if (rc) {
		*ret_code = is_refusal(text) ? "refusal" : "not_json";
		return rc;
	}
	rc = assay_shape_check(shape, assay_json_root(doc), err);
	if (rc) {
		*ret_code = "wrong_shape";
		assay_json_doc_destroy(doc);
		return rc;
	}
	*ret_doc = doc;
	return 0;
}
