/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/certificate.h"

#include "base/json.h"
#include "verifiers/math/canon.h"
#include "verifiers/math/compare.h"

/* Enough for two numbers and two texts of the greatest length with every byte escaped. */
#define MAX_CERTIFICATE ((size_t)2 << 20)

static void write_value(struct assay_jsonw *w, const char *key, const struct assay_math_number *number)
{
	assay_jsonw_key(w, key);
	struct assay_buf text;
	assay_buf_init(&text, MAX_CERTIFICATE);
	assay_math_number_write(number, &text);
	assay_jsonw_str(w, assay_buf_str(&text));
	assay_buf_finish(&text);
}

int assay_math_certificate_write(const struct assay_math_claim *claim, struct assay_arena *arena, struct assay_str *ret,
				 struct assay_err *err)
{
	assay_autobuf struct assay_buf out;
	struct assay_jsonw w;
	assay_buf_init(&out, MAX_CERTIFICATE);
	assay_jsonw_init(&w, &out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_c(&w, "kind", claim->gold ? "rational" : "structural");
	assay_jsonw_kv_c(&w, "verdict", assay_math_word_name(claim->word));
	assay_jsonw_kv_c(&w, "policy", claim->policy->name);
	if (claim->gold) {
		write_value(&w, "gold", claim->gold);
		write_value(&w, "answer", claim->answer);
	}
	assay_jsonw_kv_str(&w, "gold_text", claim->gold_text);
	assay_jsonw_kv_str(&w, "answer_text", claim->answer_text);
	assay_jsonw_end_object(&w);
	if (assay_buf_error(&out, err))
		return out.error;
	*ret = assay_arena_str(arena, assay_buf_str(&out));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}

/* What a certificate says, as views into its document. */
struct statement {
	struct assay_str kind, gold_text, answer_text, gold, answer;
	enum assay_math_word word;
	const struct assay_math_policy *policy;
};

static int read_text(struct assay_json object, const char *key, struct assay_str *ret, struct assay_err *err)
{
	*ret = assay_json_str(assay_json_get(object, key));
	if (!ret->data)
		return assay_fail(err, ASSAY_EINVAL, "certificate: \"%s\" must be a string", key);
	return 0;
}

static int read_statement(struct assay_json object, const struct assay_math_policy *loaded, struct statement *ret,
			  struct assay_err *err)
{
	struct assay_str verdict, policy;
	int rc;
	if (assay_json_type(object) != ASSAY_JSON_OBJECT)
		return assay_fail(err, ASSAY_EINVAL, "certificate: must be an object");
	if ((rc = read_text(object, "kind", &ret->kind, err)) || (rc = read_text(object, "verdict", &verdict, err)) ||
	    (rc = read_text(object, "policy", &policy, err)) ||
	    (rc = read_text(object, "gold_text", &ret->gold_text, err)) ||
	    (rc = read_text(object, "answer_text", &ret->answer_text, err)))
		return rc;
	ret->word = assay_math_word_from_name(verdict);
	if (ret->word != ASSAY_MATH_EQUAL && ret->word != ASSAY_MATH_DIFFERENT)
		return assay_fail(err, ASSAY_EINVAL, "certificate: verdict \"%.*s\" cannot be certified",
				  (int)assay_utf8_cut(verdict, 40), verdict.data);
	ret->policy = loaded && assay_str_is(policy, loaded->name) ? loaded : assay_math_policy_find(policy);
	if (!ret->policy)
		return assay_fail(err, ASSAY_EINVAL, "certificate: unknown policy \"%.*s\"",
				  (int)assay_utf8_cut(policy, 40), policy.data);
	if (assay_str_is(ret->kind, "structural"))
		return 0;
	if (!assay_str_is(ret->kind, "rational"))
		return assay_fail(err, ASSAY_EINVAL, "certificate: unknown kind \"%.*s\"",
				  (int)assay_utf8_cut(ret->kind, 40), ret->kind.data);
	rc = read_text(object, "gold", &ret->gold, err);
	return rc ? rc : read_text(object, "answer", &ret->answer, err);
}

/* The stated values are equal or not, as claimed, and they are what the texts say. */
static bool numbers_hold(const struct statement *s, const struct assay_math_canon canon[2])
{
	struct assay_math_number stated[2], found[2];
	const char *reason;
	for (int i = 0; i < 2; i++) {
		assay_math_number_init(&stated[i]);
		assay_math_number_init(&found[i]);
	}
	bool holds = assay_math_number_read_value(&stated[0], s->gold) == ASSAY_MATH_NUMBER &&
		     assay_math_number_read_value(&stated[1], s->answer) == ASSAY_MATH_NUMBER &&
		     assay_math_number_equal(&stated[0], &stated[1]) == (s->word == ASSAY_MATH_EQUAL) &&
		     assay_math_number_read(&found[0], canon[0].text, s->policy->comma_groups) == ASSAY_MATH_NUMBER &&
		     assay_math_number_read(&found[1], canon[1].text, s->policy->comma_groups) == ASSAY_MATH_NUMBER &&
		     assay_math_compare_numbers(s->policy, &found[0], &found[1], &reason) == s->word &&
		     assay_math_number_equal(&stated[0], &found[0]) && assay_math_number_equal(&stated[1], &found[1]);
	for (int i = 0; i < 2; i++) {
		assay_math_number_clear(&stated[i]);
		assay_math_number_clear(&found[i]);
	}
	return holds;
}

static int recheck_statement(const struct statement *s, struct assay_arena *arena, enum assay_truth *ret,
			     struct assay_err *err)
{
	struct assay_math_canon canon[2];
	int rc = assay_math_canon(s->gold_text, arena, &canon[0], err);
	if (rc == 0)
		rc = assay_math_canon(s->answer_text, arena, &canon[1], err);
	if (rc)
		return rc;
	bool holds = !canon[0].problem && !canon[1].problem;
	if (assay_str_is(s->kind, "rational"))
		holds = holds && numbers_hold(s, canon);
	else
		holds = holds && s->word == ASSAY_MATH_EQUAL && assay_str_eq(canon[0].text, canon[1].text);
	*ret = holds ? ASSAY_TRUE : ASSAY_FALSE;
	return 0;
}

int assay_math_recheck(struct assay_str certificate, const struct assay_math_policy *loaded, enum assay_truth *ret,
		       struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	assay_autoarena struct assay_arena *arena = NULL;
	struct statement statement = {0};
	*ret = ASSAY_UNKNOWN;
	int rc = assay_json_parse(certificate, NULL, &doc, err);
	if (rc)
		return assay_err_wrap(err, rc, "certificate");
	rc = read_statement(assay_json_root(doc), loaded, &statement, err);
	if (rc)
		return rc;
	arena = assay_arena_create(0);
	if (!arena)
		return assay_fail(err, ASSAY_ENOMEM, "certificate: out of memory");
	return recheck_statement(&statement, arena, ret, err);
}
