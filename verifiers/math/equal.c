/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/equal.h"

#include "verifiers/math/equal_inner.h"

#include <mpfr.h>
#include <string.h>

/* Counted work of one comparison: some 50 ms. */
#define DEFAULT_BUDGET 1000000

/* Everything but claims. */
#define SCRATCH_BYTES ((size_t)48 << 20)

/* Readings under which two texts may be found equal; the others serve only to find them different. */
#define MAY_STAND                                                                                         \
	(ASSAY_MATH_READ_COMMA_LIST | ASSAY_MATH_READ_COMMA_DECIMAL | ASSAY_MATH_READ_INTERVAL |          \
	 ASSAY_MATH_READ_CALL | ASSAY_MATH_READ_EULER | ASSAY_MATH_READ_IMAGINARY | ASSAY_MATH_READ_LOG | \
	 ASSAY_MATH_READ_CLOCK | ASSAY_MATH_READ_WORD | ASSAY_MATH_READ_UNIT)

static const struct assay_equal_rules strict_rules;

/* Two sets of constants that are no numbers: N, Z, Q, R, C, true, false, infinity. */
static bool is_special(const struct assay_scalar *at)
{
	const struct assay_expr_node *node = assay_node_of(at);
	if (node->kind == ASSAY_EXPR_NEG) {
		struct assay_scalar kid = assay_kid_at(at, 0);
		node = assay_node_of(&kid);
		return node->kind == ASSAY_EXPR_CONSTANT && node->sub == ASSAY_CONST_INFINITY;
	}
	return node->kind == ASSAY_EXPR_CONSTANT && node->sub >= ASSAY_CONST_INFINITY &&
	       node->sub != ASSAY_CONST_EMPTY_SET && node->sub != ASSAY_CONST_REALS;
}

static const char *special_name(const struct assay_scalar *at)
{
	static const char *const names[ASSAY_N_CONSTS] = {
		[ASSAY_CONST_INFINITY] = "infinity",
		[ASSAY_CONST_NATURALS] = "the natural numbers",
		[ASSAY_CONST_INTEGERS] = "the integers",
		[ASSAY_CONST_RATIONALS] = "the rational numbers",
		[ASSAY_CONST_COMPLEXES] = "the complex numbers",
		[ASSAY_CONST_TRUE] = "true",
		[ASSAY_CONST_FALSE] = "false",
		[ASSAY_CONST_UNDEFINED] = "not defined",
	};
	const struct assay_expr_node *node = assay_node_of(at);
	if (!is_special(at))
		return "a value";
	return node->kind == ASSAY_EXPR_NEG ? "minus infinity" : names[node->sub];
}

/* Different constants, or one of them against a number or expression that has a value. */
static struct assay_outcome equal_specials(struct assay_match *match, const struct assay_scalar *gold,
					   const struct assay_scalar *answer)
{
	if (is_special(gold) && is_special(answer))
		return assay_claim_shapes(match, special_name(gold), special_name(answer));
	const struct assay_scalar *other = is_special(gold) ? answer : gold;
	struct assay_form_ctx ctx;
	assay_match_form_init(match, &ctx);
	struct assay_form form = assay_form_of(&ctx, other);
	bool has_value = form.state == ASSAY_FORM_VALUE && assay_form_poly_is_constant(&ctx, form.num) &&
			 assay_form_poly_is_constant(&ctx, form.den);
	assay_match_form_clear(match, &ctx);
	if (!has_value)
		return assay_unknown("only one side is a number");
	return assay_claim_shapes(match, special_name(gold), special_name(answer));
}

static bool same_tree(const struct assay_scalar *gold, const struct assay_scalar *answer)
{
	return gold->plusminus == answer->plusminus && !gold->rename_from.data && !answer->rename_from.data &&
	       assay_node_of(gold)->size == assay_node_of(answer)->size &&
	       assay_expr_same(gold->expr, gold->node, answer->expr, answer->node);
}

static bool is_point_set(const struct assay_scalar *at)
{
	const struct assay_expr_node *node = assay_node_of(at);
	return node->kind == ASSAY_EXPR_SET ||
	       (node->kind == ASSAY_EXPR_CONSTANT && node->sub == ASSAY_CONST_EMPTY_SET);
}

/* A union of tuples or lists: a reading of [1, 2] and (1, 2) that cannot be meant. */
static bool is_ill_typed(const struct assay_scalar *at)
{
	const struct assay_expr_node *node = assay_node_of(at);
	for (uint32_t k = 0; node->kind == ASSAY_EXPR_UNION && k < node->n_kids; k++) {
		struct assay_scalar kid = assay_kid_at(at, k);
		enum assay_expr_kind kind = assay_node_of(&kid)->kind;
		if (kind == ASSAY_EXPR_TUPLE || kind == ASSAY_EXPR_LIST)
			return true;
	}
	return false;
}

/* -[0, 1), against anything that is no set of numbers. */
static bool is_negated_region(const struct assay_scalar *at)
{
	if (assay_node_of(at)->kind != ASSAY_EXPR_NEG)
		return assay_is_region(at);
	struct assay_scalar kid = assay_kid_at(at, 0);
	return assay_is_region(&kid);
}

static struct assay_outcome dispatch(struct assay_match *match, const struct assay_scalar *gold,
				     const struct assay_scalar *answer)
{
	if (assay_is_relation(gold) || assay_is_relation(answer))
		return assay_equal_relations(match, gold, answer);
	enum assay_expr_kind kinds[2] = {assay_node_of(gold)->kind, assay_node_of(answer)->kind};
	if (kinds[0] == ASSAY_EXPR_TIME && kinds[1] == ASSAY_EXPR_RATIO)
		return assay_claim_shapes(match, "a time of day", "a ratio");
	if (kinds[0] == ASSAY_EXPR_RATIO && kinds[1] == ASSAY_EXPR_TIME)
		return assay_claim_shapes(match, "a ratio", "a time of day");
	if (assay_is_world(gold) || assay_is_world(answer)) {
		bool other_is_parts = assay_is_world(gold) ? assay_is_collection(answer) : assay_is_collection(gold);
		if (!other_is_parts)
			return assay_equal_world(match, gold, answer);
	}
	bool is_region = assay_is_region(gold) || assay_is_region(answer);
	if (is_region && is_ill_typed(gold) != is_ill_typed(answer))
		return assay_claim_shapes(match, is_ill_typed(gold) ? "a union of no sets" : "a set",
					  is_ill_typed(answer) ? "a union of no sets" : "a set");
	if (assay_is_region(gold) && assay_is_region(answer))
		return assay_equal_regions(match, gold, answer);
	/* What a condition describes may be anything. */
	bool is_described = kinds[0] == ASSAY_EXPR_SET_BUILDER || kinds[1] == ASSAY_EXPR_SET_BUILDER;
	if (is_described && !is_point_set(gold) && !is_point_set(answer))
		return assay_unknown("a set that is described by a condition against something else");
	if (is_negated_region(gold) != is_negated_region(answer) && !is_point_set(gold) && !is_point_set(answer))
		return assay_claim_shapes(match, is_negated_region(gold) ? "a set of numbers" : "no such set",
					  is_negated_region(answer) ? "a set of numbers" : "no such set");
	if (is_region && (is_point_set(gold) || is_point_set(answer)))
		return assay_equal_regions(match, gold, answer);
	if (is_region)
		return assay_claim_shapes(match, assay_is_region(gold) ? "a set of numbers" : "no such set",
					  assay_is_region(answer) ? "a set of numbers" : "no such set");
	if (assay_is_matrix_arithmetic(gold) || assay_is_matrix_arithmetic(answer))
		return assay_equal_matrix_values(match, gold, answer);
	if (assay_is_collection(gold) || assay_is_collection(answer))
		return assay_equal_collections(match, gold, answer);
	if (is_special(gold) || is_special(answer))
		return equal_specials(match, gold, answer);
	return assay_equal_scalars(match, gold, answer);
}

struct assay_outcome assay_equal_nodes(struct assay_match *match, const struct assay_scalar *gold,
				       const struct assay_scalar *answer)
{
	match->work += 2;
	if (match->work > match->budget)
		return assay_unknown("the budget of work ran out");
	if (same_tree(gold, answer))
		return assay_claim_same(match, gold, answer);
	if (match->depth == ASSAY_EQUAL_MAX_DEPTH)
		return assay_unknown("the answers are nested too deeply");
	match->depth++;
	struct assay_outcome ret = dispatch(match, gold, answer);
	match->depth--;
	return ret;
}

static struct assay_str sentence(const struct assay_outcome *outcome)
{
	static const char *const equal[ASSAY_N_PROOFS] = {
		[ASSAY_PROOF_STRUCTURAL] = "the answers are the same expression",
		[ASSAY_PROOF_EXACT] = "the values are equal",
		[ASSAY_PROOF_ALGEBRAIC] = "the values agree below the separation bound of algebraic numbers",
		[ASSAY_PROOF_PROBABLE] = "the values agree modulo random primes at random points",
	};
	static const char *const different[ASSAY_N_PROOFS] = {
		[ASSAY_PROOF_STRUCTURAL] = "the answers are of different shapes or texts",
		[ASSAY_PROOF_EXACT] = "the values differ",
		[ASSAY_PROOF_INTERVAL] = "the values lie in intervals that do not meet",
	};
	const char *text = outcome->reason ? outcome->reason : "the answers cannot be compared";
	if (outcome->claim && outcome->claim->rule && outcome->truth == ASSAY_TRUE)
		return assay_str_of(outcome->claim->rule);
	if (outcome->claim)
		text = outcome->truth == ASSAY_TRUE ? equal[outcome->claim->proof] : different[outcome->claim->proof];
	return assay_str_of(text ? text : "the answers differ");
}

static int run(const struct assay_equal_rules *rules, const struct assay_expr *gold, const struct assay_expr *answer,
	       struct assay_arena *arena, struct assay_arena *scratch, struct assay_equal *ret, struct assay_err *err)
{
	struct assay_match match = {.rules = rules, .arena = arena, .scratch = scratch, .work = ret->work};
	match.budget = ret->work + (rules->budget ? rules->budget : DEFAULT_BUDGET);
	struct assay_scalar g = {.expr = gold, .node = assay_expr_root(gold)};
	struct assay_scalar a = {.expr = answer, .node = assay_expr_root(answer)};
	struct assay_outcome outcome = assay_equal_nodes(&match, &g, &a);
	ret->work = match.work;
	if (match.out_of_memory)
		outcome = assay_unknown("comparing takes more memory than a row may have");
	ret->truth = outcome.truth;
	ret->claim = outcome.claim;
	ret->proof = outcome.claim ? outcome.claim->proof : ASSAY_PROOF_NONE;
	ret->error_bound = outcome.claim ? outcome.claim->error_bound : 0;
	ret->reason = sentence(&outcome);
	(void)err;
	return 0;
}

static int with_scratch(const struct assay_equal_rules *rules, const struct assay_math_parsed *gold, size_t n_gold,
			const struct assay_math_parsed *answer, size_t n_answer, struct assay_arena *arena,
			struct assay_equal *ret, struct assay_err *err);

int assay_math_equal(const struct assay_equal_rules *rules, const struct assay_expr *gold,
		     const struct assay_expr *answer, struct assay_arena *arena, struct assay_equal *ret,
		     struct assay_err *err)
{
	struct assay_math_parsed g = {.expr = *gold}, a = {.expr = *answer};
	return with_scratch(rules, &g, 1, &a, 1, arena, ret, err);
}

int assay_math_equal_readings(const struct assay_equal_rules *rules, const struct assay_math_parsed *gold,
			      size_t n_gold, const struct assay_math_parsed *answer, size_t n_answer,
			      struct assay_arena *arena, struct assay_equal *ret, struct assay_err *err)
{
	return with_scratch(rules, gold, n_gold, answer, n_answer, arena, ret, err);
}

/* All pairs of readings are different. */
static int claim_readings(struct assay_equal *ret, const struct assay_claim **kids, struct assay_claim_pair *pairs,
			  uint32_t n, size_t n_gold, size_t n_answer, struct assay_arena *arena, struct assay_err *err)
{
	struct assay_claim *claim = assay_arena_alloc(arena, sizeof(*claim));
	if (!claim)
		return assay_arena_fail(arena, err);
	*claim = (struct assay_claim){.kind = ASSAY_CLAIM_READINGS,
				      .truth = ASSAY_FALSE,
				      .proof = kids[0]->proof,
				      .kids = kids,
				      .pairs = pairs,
				      .n_kids = n,
				      .n_gold = (uint32_t)n_gold,
				      .n_answer = (uint32_t)n_answer};
	for (uint32_t i = 0; i < n; i++)
		claim->proof = kids[i]->proof > claim->proof ? kids[i]->proof : claim->proof;
	ret->claim = claim;
	ret->proof = claim->proof;
	return 0;
}

/*
 * A letter behind a number may be a unit. In the answer it is one where the gold answer has no such name; a gold answer
 * that has it is taken at its word unless the answer writes a unit out.
 */
static bool units_may_stand(const struct assay_math_parsed *gold, const struct assay_math_parsed *answer)
{
	return !(gold->turned & ASSAY_MATH_READ_UNIT) || answer->turned & ASSAY_MATH_READ_UNIT ||
	       (!(answer->open & ASSAY_MATH_READ_UNIT) && answer->expr.n_units > 0);
}

/* [0, 1] is (0, 1) neither as intervals nor in the usual reading of both; as a list and a point it might be. */
static bool brackets_may_stand(const struct assay_math_parsed *gold, const struct assay_math_parsed *answer)
{
	const uint32_t bit = ASSAY_MATH_READ_INTERVAL;
	return !(gold->open & answer->open & bit) || (gold->turned & bit) == (answer->turned & bit);
}

static int all_readings(const struct assay_equal_rules *rules, const struct assay_math_parsed *gold, size_t n_gold,
			const struct assay_math_parsed *answer, size_t n_answer, struct assay_arena *arena,
			struct assay_arena *scratch, struct assay_equal *ret, struct assay_err *err)
{
	const struct assay_claim **kids =
		assay_arena_array(arena, n_gold * n_answer, sizeof(const struct assay_claim *));
	struct assay_claim_pair *pairs = assay_arena_array(arena, n_gold * n_answer, sizeof(*pairs));
	if (!kids || !pairs)
		return assay_arena_fail(arena, err);
	struct assay_equal first = {0}, unknown = {0};
	bool has_unknown = false;
	uint32_t n = 0;
	for (size_t i = 0; i < n_gold; i++) {
		for (size_t j = 0; j < n_answer; j++) {
			struct assay_equal one = {.work = ret->work};
			int rc = run(rules, &gold[i].expr, &answer[j].expr, arena, scratch, &one, err);
			if (rc)
				return rc;
			one.gold_reading = (uint32_t)i;
			one.answer_reading = (uint32_t)j;
			ret->work = one.work;
			bool may_stand = (!((gold[i].turned | answer[j].turned) & ~(uint32_t)MAY_STAND) ||
					  gold[i].turned == answer[j].turned) &&
					 units_may_stand(&gold[i], &answer[j]) &&
					 brackets_may_stand(&gold[i], &answer[j]);
			/* The same notation on both sides, read otherwise: 12:00 and 1:00 are no ratios if they are
			 * times. */
			bool is_second_thought = gold[i].turned && gold[i].turned == answer[j].turned;
			if (is_second_thought && first.truth == ASSAY_FALSE)
				continue;
			if (one.truth == ASSAY_TRUE && may_stand) {
				*ret = one;
				return 0;
			}
			if (one.truth == ASSAY_TRUE) {
				one.truth = ASSAY_UNKNOWN;
				one.claim = NULL;
				one.proof = ASSAY_PROOF_NONE;
				one.reason = ASSAY_STR("the answers are equal only under an unusual reading");
			}
			if (i == 0 && j == 0)
				first = one;
			if (one.truth == ASSAY_UNKNOWN && !has_unknown) {
				unknown = one;
				has_unknown = true;
			}
			if (one.truth == ASSAY_FALSE) {
				pairs[n] = (struct assay_claim_pair){(uint32_t)i, (uint32_t)j};
				kids[n++] = one.claim;
			}
		}
	}
	uint64_t work = ret->work;
	*ret = has_unknown ? unknown : first;
	ret->work = work;
	if (has_unknown || n == 1)
		return 0;
	return claim_readings(ret, kids, pairs, n, n_gold, n_answer, arena, err);
}

static int with_scratch(const struct assay_equal_rules *rules, const struct assay_math_parsed *gold, size_t n_gold,
			const struct assay_math_parsed *answer, size_t n_answer, struct assay_arena *arena,
			struct assay_equal *ret, struct assay_err *err)
{
	memset(ret, 0, sizeof(*ret));
	assay_autoarena struct assay_arena *scratch = assay_arena_create(SCRATCH_BYTES);
	if (!scratch)
		return assay_fail(err, ASSAY_ENOMEM, "compare two answers: out of memory");
	int rc = all_readings(rules ? rules : &strict_rules, gold, n_gold, answer, n_answer, arena, scratch, ret, err);
	/* MPFR keeps constants per thread, and nobody else knows when this thread ends. */
	mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE);
	return rc;
}
