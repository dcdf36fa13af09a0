/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/agreement.h"

#include "base/buf.h"
#include "base/json.h"
#include "verifiers/math.h"

#define NOBODY SIZE_MAX
/* What one comparison of two answers may allocate. */
#define COMPARE_BYTES ((size_t)256 << 20)

/* One candidate's vote. */
struct vote {
	struct assay_str said; /* The outputs, or the answer; absent: it failed somewhere, or gave no answer. */
	size_t cluster;	       /* The first vote that says the same. */
	size_t size;	       /* Of the cluster, where this is its first. */
};

struct count {
	const struct assay_problem *problem;
	struct vote *votes;
	size_t n;
	size_t n_clusters, n_inputs;
	size_t winner; /* The first vote of the consensus, or NOBODY. */
	struct assay_arena *arena;
	struct assay_err *err;
};

/* --- What each said --- */

/* A test that failed has a verdict word in place of the digest of its output. */
static bool is_digest(struct assay_str text)
{
	return text.len == ASSAY_HASH_HEX - 1 && assay_str_find(text, ASSAY_STR("_"), 0) == SIZE_MAX;
}

static int read_vote(struct count *c, const struct assay_verdict *verdict, struct vote *ret)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	if (verdict->word != ASSAY_UNDECIDED || verdict->evidence.len == 0)
		return 0;
	int rc = assay_json_parse(verdict->evidence, NULL, &doc, c->err);
	if (rc)
		return rc;
	struct assay_json outputs = assay_json_get(assay_json_root(doc), "outputs");
	struct assay_str said = assay_json_str(assay_json_get(assay_json_root(doc), "answer"));
	if (assay_json_type(outputs) == ASSAY_JSON_ARRAY) {
		said = assay_json_raw(outputs);
		c->n_inputs = assay_json_count(outputs);
		assay_json_each (output, outputs) {
			if (!is_digest(assay_json_str(output)))
				return 0;
		}
	}
	if (!said.data)
		return 0;
	ret->said = assay_arena_str(c->arena, said);
	return ret->said.data ? 0 : assay_arena_fail(c->arena, c->err);
}

/* --- Clusters --- */

/* Only what is proved equal says the same. */
static int is_same(const struct count *c, struct assay_str a, struct assay_str b, bool *ret)
{
	struct assay_math_verdict verdict = {0};
	*ret = assay_str_eq(a, b);
	if (*ret || c->problem->kind != ASSAY_KIND_MATH)
		return 0;
	assay_autoarena struct assay_arena *scratch = assay_arena_create(COMPARE_BYTES);
	if (!scratch)
		return assay_fail(c->err, ASSAY_ENOMEM, "out of memory");
	int rc = assay_math_compare(assay_math_policy_find(c->problem->policy), a, b, scratch, &verdict, NULL);
	/* Two answers that are too much for the comparison are not known to be the same. */
	*ret = rc == 0 && verdict.word == ASSAY_MATH_EQUAL && verdict.error_bound <= 0;
	return 0;
}

static int join(struct count *c, size_t i)
{
	struct vote *vote = &c->votes[i];
	for (size_t k = 0; k < i; k++) {
		bool is_joined = false;
		if (c->votes[k].cluster != k)
			continue;
		int rc = is_same(c, c->votes[k].said, vote->said, &is_joined);
		if (rc)
			return rc;
		if (is_joined) {
			vote->cluster = k;
			c->votes[k].size++;
			return 0;
		}
	}
	vote->cluster = i;
	vote->size = 1;
	c->n_clusters++;
	return 0;
}

static void elect(struct count *c)
{
	size_t most = 1;
	c->winner = NOBODY;
	for (size_t i = 0; i < c->n; i++) {
		if (c->votes[i].size > most) {
			most = c->votes[i].size;
			c->winner = i;
		} else if (c->votes[i].size == most) {
			c->winner = NOBODY; /* Two of one size: no consensus, unless a larger one comes. */
		}
	}
}

/* --- The verdicts --- */

static int write_evidence(const struct count *c, const struct vote *vote, struct assay_str *ret)
{
	assay_autobuf struct assay_buf out = {0};
	struct assay_jsonw w;
	bool has_winner = c->winner != NOBODY;
	assay_jsonw_init(&w, &out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_c(&w, "kind", "agreement");
	assay_jsonw_kv_bool(&w, "agrees", has_winner && vote->cluster == c->winner);
	assay_jsonw_kv_u64(&w, "consensus", has_winner ? c->votes[c->winner].size : 0);
	assay_jsonw_kv_u64(&w, "cluster", vote->cluster == NOBODY ? 0 : c->votes[vote->cluster].size);
	assay_jsonw_kv_u64(&w, "clusters", c->n_clusters);
	assay_jsonw_kv_u64(&w, "candidates", c->n);
	if (c->n_inputs > 0)
		assay_jsonw_kv_u64(&w, "inputs", c->n_inputs);
	if (c->problem->kind == ASSAY_KIND_MATH) {
		assay_jsonw_kv_str_opt(&w, "answer", vote->said);
		if (has_winner)
			assay_jsonw_kv_str(&w, "consensus_answer", c->votes[c->winner].said);
	}
	assay_jsonw_end_object(&w);
	int rc = assay_buf_error(&out, c->err);
	if (rc)
		return rc;
	*ret = assay_arena_str(c->arena, assay_buf_str(&out));
	return ret->data ? 0 : assay_arena_fail(c->arena, c->err);
}

static int settle(const struct count *c, const struct vote *vote, double accept_share, struct assay_verdict *verdict)
{
	size_t size = c->winner == NOBODY ? 0 : c->votes[c->winner].size;
	bool agrees = size > 0 && vote->cluster == c->winner;
	int rc = write_evidence(c, vote, &verdict->evidence);
	if (rc)
		return rc;
	if (size == 0)
		verdict->reason = assay_arena_printf(c->arena, "no two answers of %zu candidates stand out", c->n);
	else
		verdict->reason = assay_arena_printf(c->arena, "%zu of %zu candidates agree, this one %s", size, c->n,
						     agrees ? "among them" : "not among them");
	if (!verdict->reason.data)
		return assay_arena_fail(c->arena, c->err);
	if (agrees && accept_share > 0 && size >= ASSAY_AGREEMENT_LEAST &&
	    (double)size >= accept_share * (double)c->n) {
		verdict->word = ASSAY_ACCEPTED;
		verdict->assurance = ASSAY_ASSURANCE_PROBABLE;
	}
	return 0;
}

int assay_agreement_settle(const struct assay_problem *problem, struct assay_verdict *verdicts, size_t n,
			   double accept_share, struct assay_arena *arena, struct assay_err *err)
{
	struct count c = {.problem = problem, .n = n, .arena = arena, .err = err};
	c.votes = assay_arena_array(arena, n, sizeof(*c.votes));
	if (!c.votes)
		return assay_arena_fail(arena, err);
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		c.votes[i] = (struct vote){.cluster = NOBODY};
		rc = read_vote(&c, &verdicts[i], &c.votes[i]);
		if (rc == 0 && c.votes[i].said.data)
			rc = join(&c, i);
	}
	elect(&c);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (verdicts[i].word == ASSAY_UNDECIDED)
			rc = settle(&c, &c.votes[i], accept_share, &verdicts[i]);
	}
	return rc;
}
