/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/agreement.h"

#include "base/buf.h"
#include "base/json.h"
#include "verifiers/math.h"

#include <ctype.h>

#define NOBODY SIZE_MAX
/* What one comparison of two answers may allocate. */
#define COMPARE_BYTES ((size_t)256 << 20)

/* One candidate's vote. */
struct vote {
	struct assay_str *outputs; /* Of a program: one for each test; NULL: it has no vote. */
	struct assay_str said;	   /* What is compared: the outputs that count, or the answer; absent: no vote. */
	size_t cluster;		   /* The first vote that says the same. */
	size_t size;		   /* Of the cluster, where this is its first. */
	bool is_unsteady;	   /* One input, two answers. */
};

struct count {
	const struct assay_problem *problem;
	const struct assay_agreement_rules *rules;
	struct vote *votes;
	size_t n;
	size_t *first; /* Of each test: the first that asks the same. */
	size_t winner; /* The first vote of the consensus, or NOBODY. */
	struct assay_agreement sum;
	struct assay_arena *arena;
	struct assay_err *err;
};

/* --- What each said --- */

/* A test that failed has a verdict word or an exception in place of the digest of its output. */
static bool is_digest(struct assay_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!isdigit((unsigned char)text.data[i]) && (text.data[i] < 'a' || text.data[i] > 'f'))
			return false;
	}
	return text.len == ASSAY_HASH_HEX - 1;
}

static bool asks_the_same(const struct assay_test *a, const struct assay_test *b)
{
	return assay_str_eq(a->args, b->args) && assay_str_eq(a->kwargs, b->kwargs) &&
	       assay_str_eq(a->stdin_text, b->stdin_text);
}

static int find_repeats(struct count *c)
{
	const struct assay_problem *p = c->problem;
	c->first = assay_arena_array(c->arena, p->n_tests ? p->n_tests : 1, sizeof(*c->first));
	if (!c->first)
		return assay_arena_fail(c->arena, c->err);
	for (size_t i = 0; i < p->n_tests; i++) {
		c->first[i] = 0;
		while (!asks_the_same(&p->tests[c->first[i]], &p->tests[i]))
			c->first[i]++; /* It ends at i. */
	}
	return 0;
}

/* The outputs of one program, where it has a vote: one for each test, and no failure of what the problem itself asks.
 */
static int read_outputs(const struct count *c, struct assay_json list, struct vote *ret)
{
	size_t n = c->problem->n_tests, i = 0;
	struct assay_str *outputs = assay_arena_array(c->arena, n ? n : 1, sizeof(*outputs));
	if (!outputs)
		return assay_arena_fail(c->arena, c->err);
	if (assay_json_count(list) != n)
		return 0;
	assay_json_each (item, list) {
		struct assay_str output = assay_json_str(item);
		if (!output.data || (!c->problem->tests[i].is_generated && !is_digest(output)))
			return 0;
		outputs[i] = assay_arena_str(c->arena, output);
		if (!outputs[i].data)
			return assay_arena_fail(c->arena, c->err);
		if (!assay_str_eq(outputs[i], outputs[c->first[i]])) {
			ret->is_unsteady = true;
			return 0;
		}
		i++;
	}
	ret->outputs = outputs;
	return 0;
}

static int read_vote(struct count *c, const struct assay_verdict *verdict, struct vote *ret)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	*ret = (struct vote){.cluster = NOBODY};
	if (verdict->word != ASSAY_UNDECIDED || verdict->evidence.len == 0)
		return 0;
	int rc = assay_json_parse(verdict->evidence, NULL, &doc, c->err);
	if (rc)
		return rc;
	struct assay_json outputs = assay_json_get(assay_json_root(doc), "outputs");
	struct assay_str answer = assay_json_str(assay_json_get(assay_json_root(doc), "answer"));
	if (c->problem->kind != ASSAY_KIND_MATH)
		return assay_json_type(outputs) == ASSAY_JSON_ARRAY ? read_outputs(c, outputs, ret) : 0;
	if (!answer.data)
		return 0;
	ret->said = assay_arena_str(c->arena, answer);
	return ret->said.data ? 0 : assay_arena_fail(c->arena, c->err);
}

/* A drawn input counts where more than half of those with a vote give a value. */
static bool counts(const struct count *c, size_t test)
{
	size_t n_votes = 0, n_values = 0;
	if (!c->problem->tests[test].is_generated)
		return true;
	for (size_t i = 0; i < c->n; i++) {
		n_votes += c->votes[i].outputs != NULL;
		n_values += c->votes[i].outputs && is_digest(c->votes[i].outputs[test]);
	}
	return 2 * n_values > n_votes;
}

/* What the programs said on all inputs that count. */
static int gather_outputs(struct count *c)
{
	struct assay_buf *said = assay_arena_array(c->arena, c->n ? c->n : 1, sizeof(*said));
	if (!said)
		return assay_arena_fail(c->arena, c->err);
	for (size_t i = 0; i < c->n; i++)
		said[i] = (struct assay_buf){0};
	for (size_t test = 0; test < c->problem->n_tests; test++) {
		if (c->first[test] != test)
			continue;
		bool is_counted = counts(c, test);
		c->sum.n_inputs += is_counted;
		c->sum.n_outside += !is_counted;
		for (size_t i = 0; is_counted && i < c->n; i++) {
			if (c->votes[i].outputs)
				assay_buf_printf(&said[i], "%.*s\n", (int)c->votes[i].outputs[test].len,
						 c->votes[i].outputs[test].data);
		}
	}
	int rc = 0;
	for (size_t i = 0; i < c->n; i++) {
		if (rc == 0 && c->votes[i].outputs) {
			rc = assay_buf_error(&said[i], c->err);
			c->votes[i].said = assay_arena_str(c->arena, assay_buf_str(&said[i]));
			if (rc == 0 && !c->votes[i].said.data)
				rc = assay_arena_fail(c->arena, c->err);
		}
		assay_buf_finish(&said[i]);
	}
	return rc;
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
		if (c->votes[k].cluster != k || !c->votes[k].said.data)
			continue; /* Not the first of its cluster, or no vote. */
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
	c->sum.n_clusters++;
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
	c->sum.n_candidates = c->n;
	c->sum.n_consensus = c->winner == NOBODY ? 0 : most;
	uint64_t least = c->rules->least ? c->rules->least : ASSAY_AGREEMENT_LEAST;
	c->sum.is_accepted = c->rules->accept_share > 0 && c->sum.n_consensus >= least && c->winner != NOBODY &&
			     (double)most >= c->rules->accept_share * (double)c->n;
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
	assay_jsonw_kv_u64(&w, "consensus", c->sum.n_consensus);
	assay_jsonw_kv_u64(&w, "cluster", vote->cluster == NOBODY ? 0 : c->votes[vote->cluster].size);
	assay_jsonw_kv_u64(&w, "clusters", c->sum.n_clusters);
	assay_jsonw_kv_u64(&w, "candidates", c->n);
	if (c->sum.n_inputs > 0)
		assay_jsonw_kv_u64(&w, "inputs", c->sum.n_inputs);
	if (c->sum.n_outside > 0)
		assay_jsonw_kv_u64(&w, "outside", c->sum.n_outside);
	if (vote->is_unsteady)
		assay_jsonw_kv_bool(&w, "unsteady", true);
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

static struct assay_str reason_of(const struct count *c, const struct vote *vote, bool agrees)
{
	if (vote->is_unsteady)
		return assay_arena_printf(c->arena, "flaky: one input got two answers; %zu of %zu candidates agree",
					  c->sum.n_consensus, c->n);
	if (c->sum.n_consensus == 0)
		return assay_arena_printf(c->arena, "no two answers of %zu candidates stand out", c->n);
	return assay_arena_printf(c->arena, "%zu of %zu candidates agree, this one %s", c->sum.n_consensus, c->n,
				  agrees ? "among them" : "not among them");
}

static int settle(const struct count *c, const struct vote *vote, struct assay_verdict *verdict)
{
	bool agrees = c->winner != NOBODY && vote->cluster == c->winner;
	int rc = write_evidence(c, vote, &verdict->evidence);
	if (rc)
		return rc;
	verdict->reason = reason_of(c, vote, agrees);
	if (!verdict->reason.data)
		return assay_arena_fail(c->arena, c->err);
	if (agrees && c->sum.is_accepted) {
		verdict->word = ASSAY_ACCEPTED;
		verdict->assurance = ASSAY_ASSURANCE_PROBABLE;
		verdict->passed = verdict->total = 1; /* As an answer: there is one question, however many inputs. */
	}
	return 0;
}

int assay_agreement_settle(const struct assay_problem *problem, struct assay_verdict *verdicts, size_t n,
			   const struct assay_agreement_rules *rules, struct assay_arena *arena,
			   struct assay_agreement *ret, struct assay_err *err)
{
	struct count c = {.problem = problem, .rules = rules, .n = n, .arena = arena, .err = err};
	c.votes = assay_arena_array(arena, n ? n : 1, sizeof(*c.votes));
	if (!c.votes)
		return assay_arena_fail(arena, err);
	int rc = find_repeats(&c);
	for (size_t i = 0; i < n; i++) {
		c.votes[i] = (struct vote){.cluster = NOBODY};
		rc = rc ? rc : read_vote(&c, &verdicts[i], &c.votes[i]);
		c.sum.n_unsteady += c.votes[i].is_unsteady;
	}
	if (rc == 0 && problem->kind != ASSAY_KIND_MATH)
		rc = gather_outputs(&c);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = c.votes[i].said.data ? join(&c, i) : 0;
	if (rc == 0)
		elect(&c);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (verdicts[i].word == ASSAY_UNDECIDED)
			rc = settle(&c, &c.votes[i], &verdicts[i]);
	}
	if (ret)
		*ret = c.sum;
	return rc;
}
