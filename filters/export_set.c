/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/export_set.h"

#include "base/map.h"

#include <stdlib.h>

/* Failures that an execution or a proof has seen. `undecided`, `system_error` and `policy_violation` are never labels.
 */
static const char *const negative_words[] = {
	"wrong_answer", "runtime_error", "time_limit", "memory_limit", "output_limit", "compile_error", "no_answer",
};

static bool is_negative(struct assay_str verdict)
{
	for (size_t i = 0; i < sizeof(negative_words) / sizeof(negative_words[0]); i++) {
		if (assay_str_is(verdict, negative_words[i]))
			return true;
	}
	return false;
}

/* A proof that can be shown: what happened, or in which words it failed. */
static int has_witness(const struct assay_solution_row *solution, bool *ret, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	*ret = false;
	if (!solution->proof.data)
		return 0;
	int rc = assay_json_parse(solution->proof, NULL, &doc, err);
	if (rc)
		return assay_err_wrap(err, rc, "proof");
	struct assay_json proof = assay_json_root(doc);
	struct assay_json evidence = assay_json_get(proof, "evidence");
	enum assay_json_type type = assay_json_type(evidence);
	*ret = (type != ASSAY_JSON_NONE && type != ASSAY_JSON_NULL && assay_json_count(evidence) > 0) ||
	       assay_json_str(assay_json_get(proof, "reason")).len > 0;
	return 0;
}

struct side {
	struct assay_solution_row *kept;
	size_t n;
	struct assay_map *seen; /* Response to the first solution that gave it. */
};

struct picking {
	struct assay_export_set *set;
	struct assay_arena *arena;
	struct side accepted, rejected;
};

static int check_label(const struct assay_solution_row *solution, bool is_accepted, struct assay_err *err)
{
	bool is_right = is_accepted ? assay_str_is(solution->verdict, "accepted") : is_negative(solution->verdict);
	if (!is_right)
		return assay_fail(err, ASSAY_EINVAL, "the verdict \"%.*s\" cannot stand among the %s",
				  (int)solution->verdict.len, solution->verdict.data ? solution->verdict.data : "",
				  is_accepted ? "accepted" : "rejected");
	if (!solution->id.len)
		return assay_fail(err, ASSAY_EINVAL, "a solution has no id");
	if (is_accepted && !solution->response.len)
		return assay_fail(err, ASSAY_EINVAL, "accepted, and the response is empty");
	return 0;
}

/* Counts a solution out, or says that it stays. */
static int judge(struct picking *p, const struct assay_solution_row *solution, bool is_accepted, bool *ret_stays,
		 struct assay_err *err)
{
	bool is_witnessed = true;
	*ret_stays = false;
	int rc = check_label(solution, is_accepted, err);
	if (rc == 0 && !is_accepted)
		rc = has_witness(solution, &is_witnessed, err);
	if (rc)
		return rc;
	bool is_empty = solution->response.len == 0;
	p->set->empty += is_empty;
	p->set->unwitnessed += !is_empty && !is_witnessed;
	*ret_stays = !is_empty && is_witnessed;
	return 0;
}

static int gather_side(struct picking *p, struct side *side, const struct assay_solution_row *solutions, size_t n,
		       bool is_accepted, struct assay_err *err)
{
	side->kept = assay_arena_array(p->arena, n ? n : 1, sizeof(*side->kept));
	if (!side->kept)
		return assay_arena_fail(p->arena, err);
	side->n = 0;
	for (size_t i = 0; i < n; i++) {
		bool stays;
		int rc = judge(p, &solutions[i], is_accepted, &stays, err);
		if (rc)
			return assay_err_wrap(err, rc, "solution %.*s", (int)solutions[i].id.len,
					      solutions[i].id.data ? solutions[i].id.data : "");
		if (!stays)
			continue;
		int added = assay_map_add(side->seen, solutions[i].response, NULL, NULL);
		if (added < 0)
			return assay_fail(err, ASSAY_ENOMEM, "out of memory");
		if (added)
			side->kept[side->n++] = solutions[i];
		else
			p->set->repeated++;
	}
	return 0;
}

/* Takes what stands on the other side too out of this one; the verdicts cannot both be right. */
static void remove_contradictions(struct picking *p, struct side *side, const struct side *other)
{
	size_t n = 0;
	for (size_t i = 0; i < side->n; i++) {
		if (!assay_map_has(other->seen, side->kept[i].response))
			side->kept[n++] = side->kept[i];
	}
	p->set->contradictory += side->n - n;
	side->n = n;
}

static int pick(struct picking *p, struct assay_sample *sample, bool one_response, struct assay_err *err)
{
	p->accepted.seen = assay_map_create();
	p->rejected.seen = assay_map_create();
	int rc = p->accepted.seen && p->rejected.seen ? 0 : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	if (rc == 0)
		rc = gather_side(p, &p->accepted, sample->accepted, sample->n_accepted, true, err);
	if (rc == 0)
		rc = gather_side(p, &p->rejected, sample->rejected, sample->n_rejected, false, err);
	if (rc == 0) {
		remove_contradictions(p, &p->accepted, &p->rejected);
		remove_contradictions(p, &p->rejected, &p->accepted);
		if (one_response && p->accepted.n > 1) {
			p->set->surplus += p->accepted.n - 1;
			p->accepted.n = 1;
		}
		sample->accepted = p->accepted.kept;
		sample->n_accepted = p->accepted.n;
		sample->rejected = p->rejected.kept;
		sample->n_rejected = p->rejected.n;
	}
	assay_map_destroy(p->accepted.seen);
	assay_map_destroy(p->rejected.seen);
	return rc;
}

static int check_sample(const struct assay_sample *sample, const struct assay_sample *before, struct assay_err *err)
{
	if (!sample->id.len)
		return assay_fail(err, ASSAY_EINVAL, "a sample has no id");
	if (before && assay_str_eq(before->id, sample->id))
		return assay_fail(err, ASSAY_EINVAL, "there are two samples of this id");
	if (!sample->prompt.len)
		return assay_fail(err, ASSAY_EINVAL, "no prompt");
	if (sample->is_split_absent || (unsigned)sample->split >= ASSAY_N_SPLITS)
		return assay_fail(err, ASSAY_EINVAL, "no split");
	return 0;
}

static int by_id(const void *a, const void *b)
{
	const struct assay_sample *x = a;
	const struct assay_sample *y = b;
	return assay_str_cmp(x->id, y->id);
}

/* From easy to hard, equals by id; what nobody measured comes last. */
static int by_rate(const void *a, const void *b)
{
	const struct assay_sample *x = a;
	const struct assay_sample *y = b;
	double p = x->tries ? x->pass_rate : -1;
	double q = y->tries ? y->pass_rate : -1;
	if (p != q)
		return p < q ? 1 : -1;
	return by_id(a, b);
}

int assay_export_set_make(const struct assay_sample *samples, size_t n, const struct assay_export_options *options,
			  struct assay_arena *arena, struct assay_export_set *ret, struct assay_err *err)
{
	struct assay_sample *copy = assay_arena_array(arena, n ? n : 1, sizeof(*copy));
	if (!copy)
		return assay_arena_fail(arena, err);
	if (n)
		memcpy(copy, samples, n * sizeof(*copy));
	qsort(copy, n, sizeof(*copy), by_id);
	*ret = (struct assay_export_set){.samples = copy, .n = n};
	struct picking p = {.set = ret, .arena = arena};
	for (size_t i = 0; i < n; i++) {
		int rc = check_sample(&copy[i], i ? &copy[i - 1] : NULL, err);
		if (rc == 0)
			rc = pick(&p, &copy[i], options->one_response, err);
		if (rc)
			return assay_err_wrap(err, rc, "sample %.*s", (int)copy[i].id.len,
					      copy[i].id.data ? copy[i].id.data : "");
	}
	if (options->is_curriculum)
		qsort(copy, n, sizeof(*copy), by_rate);
	return 0;
}
