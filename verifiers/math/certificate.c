/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/certificate.h"

#include "base/json.h"

#include <inttypes.h>
#include <stdio.h>

/* Enough for two numbers and two texts of the greatest length with every byte escaped. */
#define MAX_CERTIFICATE ((size_t)2 << 20)

/* Nearly all are shorter: their buffer never grows. */
#define USUAL_CERTIFICATE ((size_t)1000)

/* Claims within claims; each takes two levels of JSON. */
#define MAX_CLAIM_DEPTH 24

/* --- Writing ---------------------------------------------------------------------------------------------------- */

static void write_side(struct assay_jsonw *w, const char *key, const struct assay_claim *claim,
		       const struct assay_claim_side *side)
{
	if (side->text.data) {
		assay_jsonw_kv_str(w, key, side->text);
		return;
	}
	if (claim->kind != ASSAY_CLAIM_FORMS && claim->kind != ASSAY_CLAIM_INTERVALS)
		return;
	assay_jsonw_key(w, key);
	assay_jsonw_object(w);
	assay_jsonw_kv_str_opt(w, "num", side->num);
	assay_jsonw_kv_str_opt(w, "den", side->den);
	assay_jsonw_kv_str_opt(w, "lo", side->lo);
	assay_jsonw_kv_str_opt(w, "hi", side->hi);
	assay_jsonw_end_object(w);
}

static void write_texts(struct assay_jsonw *w, const char *key, const struct assay_str *texts, uint32_t n)
{
	if (!texts || n == 0)
		return;
	assay_jsonw_key(w, key);
	assay_jsonw_array(w);
	for (uint32_t i = 0; i < n; i++)
		assay_jsonw_str(w, texts[i]);
	assay_jsonw_end_array(w);
}

/* Numbers beyond 2^53 travel as strings. */
static void write_big(struct assay_jsonw *w, uint64_t value)
{
	char text[24];
	(void)snprintf(text, sizeof(text), "%" PRIu64, value);
	assay_jsonw_c(w, text);
}

static void write_residue(struct assay_jsonw *w, const struct assay_claim *claim,
			  const struct assay_claim_residue *residue)
{
	assay_jsonw_object(w);
	assay_jsonw_key(w, "prime");
	write_big(w, residue->prime);
	assay_jsonw_key(w, "point");
	assay_jsonw_array(w);
	for (uint32_t i = 0; i < claim->n_atoms; i++)
		write_big(w, residue->point[i]);
	assay_jsonw_end_array(w);
	assay_jsonw_key(w, "gold");
	write_big(w, residue->gold);
	assay_jsonw_key(w, "answer");
	write_big(w, residue->answer);
	assay_jsonw_end_object(w);
}

static void write_residues(struct assay_jsonw *w, const struct assay_claim *claim)
{
	assay_jsonw_key(w, "residues");
	assay_jsonw_array(w);
	for (uint32_t i = 0; i < claim->n_residues; i++)
		write_residue(w, claim, &claim->residues[i]);
	assay_jsonw_end_array(w);
	if (claim->error_bound > 0)
		assay_jsonw_kv_f64(w, "error_bound", claim->error_bound);
}

static void write_separation(struct assay_jsonw *w, const struct assay_claim *claim)
{
	assay_jsonw_key(w, "difference");
	assay_jsonw_object(w);
	assay_jsonw_kv_str(w, "lo", claim->difference_lo);
	assay_jsonw_kv_str(w, "hi", claim->difference_hi);
	assay_jsonw_end_object(w);
	assay_jsonw_kv_u64(w, "bound_bits", claim->bound_bits);
	assay_jsonw_kv_u64(w, "degree", claim->degree);
}

static void write_pairs(struct assay_jsonw *w, const struct assay_claim *claim)
{
	if (claim->kind == ASSAY_CLAIM_PARTS) {
		assay_jsonw_kv_u64(w, "n_gold", claim->n_gold);
		assay_jsonw_kv_u64(w, "n_answer", claim->n_answer);
		assay_jsonw_kv_bool(w, "ordered", claim->is_ordered);
	}
	if (!claim->pairs)
		return;
	assay_jsonw_key(w, "pairs");
	assay_jsonw_array(w);
	for (uint32_t i = 0; i < claim->n_kids; i++) {
		assay_jsonw_array(w);
		assay_jsonw_u64(w, claim->pairs[i].gold);
		assay_jsonw_u64(w, claim->pairs[i].answer);
		assay_jsonw_end_array(w);
	}
	assay_jsonw_end_array(w);
}

/* The members of a claim but for its kids. */
static void write_members(struct assay_jsonw *w, const struct assay_claim *claim)
{
	assay_jsonw_kv_c(w, "kind", assay_claim_kind_name(claim->kind));
	assay_jsonw_kv_str(w, "proof", assay_str_of(assay_equal_proof_name(claim->proof)));
	assay_jsonw_kv_str_opt(w, "rule", assay_str_of(claim->rule));
	write_side(w, "gold", claim, &claim->gold);
	write_side(w, "answer", claim, &claim->answer);
	write_texts(w, "atoms", claim->atoms, claim->n_atoms);
	write_texts(w, "point", claim->point, claim->n_atoms);
	assay_jsonw_kv_str_opt(w, "part", assay_str_of(claim->part));
	if (claim->precision_bits)
		assay_jsonw_kv_u64(w, "precision_bits", claim->precision_bits);
	if (claim->kind == ASSAY_CLAIM_RESIDUES)
		write_residues(w, claim);
	if (claim->kind == ASSAY_CLAIM_SEPARATION)
		write_separation(w, claim);
	write_pairs(w, claim);
}

/* One claim being written, and how many of its kids were. */
struct level {
	const struct assay_claim *claim;
	uint32_t n_kids;
};

/* A claim with all its kids, inside of an open object, without recursion; false when it is too deep. */
static bool write_claim(struct assay_jsonw *w, const struct assay_claim *claim)
{
	struct level levels[MAX_CLAIM_DEPTH];
	size_t depth = 0;
	levels[0] = (struct level){.claim = claim};
	write_members(w, claim);
	for (;;) {
		struct level *here = &levels[depth];
		if (here->n_kids == here->claim->n_kids) {
			if (here->n_kids)
				assay_jsonw_end_array(w);
			if (depth == 0)
				return true;
			assay_jsonw_end_object(w);
			depth--;
			continue;
		}
		if (depth + 1 == MAX_CLAIM_DEPTH)
			return false;
		if (here->n_kids == 0) {
			assay_jsonw_key(w, "kids");
			assay_jsonw_array(w);
		}
		const struct assay_claim *kid = here->claim->kids[here->n_kids++];
		levels[++depth] = (struct level){.claim = kid};
		assay_jsonw_object(w);
		assay_jsonw_kv_c(w, "verdict", kid->truth == ASSAY_TRUE ? "equal" : "different");
		write_members(w, kid);
	}
}

int assay_math_certificate_write(const struct assay_math_claim *claim, struct assay_arena *arena, struct assay_str *ret,
				 struct assay_err *err)
{
	assay_autobuf struct assay_buf out;
	struct assay_jsonw w;
	*ret = (struct assay_str){0};
	assay_buf_init(&out, MAX_CERTIFICATE);
	(void)assay_buf_reserve(&out, USUAL_CERTIFICATE);
	assay_jsonw_init(&w, &out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_c(&w, "verdict", assay_math_word_name(claim->word));
	assay_jsonw_kv_c(&w, "policy", claim->policy->name);
	assay_jsonw_kv_str(&w, "gold_text", claim->gold_text);
	assay_jsonw_kv_str(&w, "answer_text", claim->answer_text);
	if (!write_claim(&w, claim->claim))
		return 0;
	assay_jsonw_end_object(&w);
	if (out.error == ASSAY_ELIMIT)
		return 0;
	if (assay_buf_error(&out, err))
		return out.error;
	*ret = assay_arena_str(arena, assay_buf_str(&out));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}

/* --- Rechecking ------------------------------------------------------------------------------------------------- */

/* What a certificate says, as views into its document. */
struct statement {
	struct assay_str gold_text, answer_text;
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

static bool is_kind(struct assay_str name)
{
	for (int kind = ASSAY_CLAIM_SAME_TEXT; kind < ASSAY_N_CLAIMS; kind++) {
		if (assay_str_is(name, assay_claim_kind_name((enum assay_claim_kind)kind)))
			return true;
	}
	return false;
}

static int read_statement(struct assay_json object, const struct assay_math_policy *loaded, struct statement *ret,
			  struct assay_err *err)
{
	struct assay_str verdict, policy, kind;
	int rc;
	if (assay_json_type(object) != ASSAY_JSON_OBJECT)
		return assay_fail(err, ASSAY_EINVAL, "certificate: must be an object");
	if ((rc = read_text(object, "kind", &kind, err)) || (rc = read_text(object, "verdict", &verdict, err)) ||
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
	if (!is_kind(kind))
		return assay_fail(err, ASSAY_EINVAL, "certificate: unknown kind \"%.*s\"",
				  (int)assay_utf8_cut(kind, 40), kind.data);
	return 0;
}

/* Two documents walked side by side. */
struct twins {
	struct assay_json a, b;
};

/* Whether one value is the other's, looking at kids through the stack; their order of members does not matter. */
static bool same_value(struct twins pair, struct twins *stack, size_t *n, size_t room)
{
	enum assay_json_type type = assay_json_type(pair.a);
	if (type != assay_json_type(pair.b) || assay_json_count(pair.a) != assay_json_count(pair.b))
		return false;
	if (type == ASSAY_JSON_STRING)
		return assay_str_eq(assay_json_str(pair.a), assay_json_str(pair.b));
	if (type != ASSAY_JSON_ARRAY && type != ASSAY_JSON_OBJECT)
		return assay_str_eq(assay_json_raw(pair.a), assay_json_raw(pair.b));
	struct assay_json other = assay_json_first(pair.b);
	assay_json_each (child, pair.a) {
		if (*n == room)
			return false;
		/* Members mostly stand in the same order: look there first. */
		struct assay_json match = other;
		if (type == ASSAY_JSON_OBJECT && !assay_str_eq(assay_json_key(child), assay_json_key(other))) {
			match = (struct assay_json){0};
			assay_json_each (member, pair.b) {
				if (assay_str_eq(assay_json_key(member), assay_json_key(child)))
					match = member;
			}
		}
		stack[(*n)++] = (struct twins){.a = child, .b = match};
		other = assay_json_next(other);
	}
	return true;
}

static int same_documents(struct assay_json a, struct assay_json b, size_t n_bytes, struct assay_arena *arena,
			  enum assay_truth *ret, struct assay_err *err)
{
	size_t n = 0, room = n_bytes + 1; /* A value takes at least a byte. */
	struct twins *stack = assay_arena_array(arena, room, sizeof(*stack));
	if (!stack)
		return assay_arena_fail(arena, err);
	stack[n++] = (struct twins){.a = a, .b = b};
	*ret = ASSAY_TRUE;
	while (n > 0 && *ret == ASSAY_TRUE) {
		struct twins pair = stack[--n];
		*ret = same_value(pair, stack, &n, room) ? ASSAY_TRUE : ASSAY_FALSE;
	}
	return 0;
}

/* The same texts under the same policy make the same claim. */
static int make_again(const struct statement *s, struct assay_json stated, size_t n_bytes, struct assay_arena *arena,
		      enum assay_truth *ret, struct assay_err *err)
{
	struct assay_math_verdict again;
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_math_compare(s->policy, s->gold_text, s->answer_text, arena, &again, err);
	*ret = ASSAY_FALSE;
	if (rc || again.word != s->word || !again.certificate.data)
		return rc;
	rc = assay_json_parse(again.certificate, NULL, &doc, err);
	return rc ? rc : same_documents(stated, assay_json_root(doc), n_bytes, arena, ret, err);
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
	return make_again(&statement, assay_json_root(doc), certificate.len, arena, ret, err);
}
