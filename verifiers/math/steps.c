/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/steps.h"

#include "verifiers/math/equal.h"
#include "verifiers/math/parse.h"

#include <stdint.h>

enum op {
	OP_OPEN,
	OP_ADD,
	OP_SUB,
	OP_MUL,
	OP_DIV,
	OP_FLOOR_DIV,
	OP_NEGATE,
};

/* Higher binds tighter. */
static const unsigned char strength[] = {
	[OP_OPEN] = 0, [OP_ADD] = 1, [OP_SUB] = 1, [OP_MUL] = 2, [OP_DIV] = 2, [OP_FLOOR_DIV] = 2, [OP_NEGATE] = 3,
};

/* Two stacks, after Dijkstra's shunting yard. Values are initialised when first used and cleared at the end. */
struct yard {
	struct assay_str in;
	size_t at;
	mpq_t values[ASSAY_MATH_MAX_STEP_DEPTH];
	size_t n_values, n_ready;
	enum op ops[ASSAY_MATH_MAX_STEP_DEPTH];
	size_t n_ops;
	enum assay_math_reading reading; /* NUMBER while all is well. */
};

static bool fail(struct yard *y, enum assay_math_reading reading)
{
	y->reading = reading;
	return false;
}

static size_t bits(const mpq_t q)
{
	return mpz_sizeinbase(mpq_numref(q), 2) + mpz_sizeinbase(mpq_denref(q), 2);
}

static void floor_quotient(mpq_t ret, const mpq_t a, const mpq_t b)
{
	mpq_div(ret, a, b);
	mpz_fdiv_q(mpq_numref(ret), mpq_numref(ret), mpq_denref(ret));
	mpz_set_ui(mpq_denref(ret), 1);
}

static bool apply(struct yard *y, enum op op)
{
	mpq_t *b = &y->values[y->n_values - 1];
	if (op == OP_NEGATE) {
		mpq_neg(*b, *b);
		return true;
	}
	mpq_t *a = b - 1;
	/* The size of any result is at most the sum of the operands' sizes and one bit. */
	if (bits(*a) + bits(*b) > ASSAY_MATH_MAX_STEP_BITS)
		return fail(y, ASSAY_MATH_NOT_NUMBER);
	if ((op == OP_DIV || op == OP_FLOOR_DIV) && mpq_sgn(*b) == 0)
		return fail(y, ASSAY_MATH_UNDEFINED);
	if (op == OP_ADD)
		mpq_add(*a, *a, *b);
	else if (op == OP_SUB)
		mpq_sub(*a, *a, *b);
	else if (op == OP_MUL)
		mpq_mul(*a, *a, *b);
	else if (op == OP_DIV)
		mpq_div(*a, *a, *b);
	else
		floor_quotient(*a, *a, *b);
	y->n_values--;
	return true;
}

/* Applies what binds at least as tightly as `floor`, down to the innermost open parenthesis. */
static bool reduce(struct yard *y, unsigned char floor)
{
	while (y->n_ops && y->ops[y->n_ops - 1] != OP_OPEN && strength[y->ops[y->n_ops - 1]] >= floor) {
		if (!apply(y, y->ops[--y->n_ops]))
			return false;
	}
	return true;
}

static bool push_op(struct yard *y, enum op op)
{
	if (y->n_ops == ASSAY_MATH_MAX_STEP_DEPTH)
		return fail(y, ASSAY_MATH_NOT_NUMBER);
	y->ops[y->n_ops++] = op;
	return true;
}

static bool push_decimal(struct yard *y)
{
	if (y->n_values == ASSAY_MATH_MAX_STEP_DEPTH)
		return fail(y, ASSAY_MATH_NOT_NUMBER);
	if (y->n_values == y->n_ready)
		mpq_init(y->values[y->n_ready++]);
	struct assay_str rest = assay_str_sub(y->in, y->at, ASSAY_MATH_MAX_STEP_BITS);
	size_t n = assay_math_scan_decimal(rest, true, y->values[y->n_values]);
	if (n == 0)
		return fail(y, ASSAY_MATH_NOT_NUMBER);
	y->n_values++;
	y->at += n;
	return true;
}

/* One token where an operand must come; true when going on. */
static bool take_operand(struct yard *y, char c, bool *wants_operand)
{
	if (c == '(' || c == '-' || c == '+') {
		y->at++;
		return c == '+' || push_op(y, c == '(' ? OP_OPEN : OP_NEGATE);
	}
	*wants_operand = false;
	return push_decimal(y);
}

static bool take_close(struct yard *y)
{
	if (!reduce(y, 1))
		return false;
	if (!y->n_ops)
		return fail(y, ASSAY_MATH_NOT_NUMBER);
	y->n_ops--;
	return true;
}

static void take_percent(struct yard *y)
{
	mpq_t hundred;
	mpq_init(hundred);
	mpq_set_ui(hundred, 100, 1);
	mpq_div(y->values[y->n_values - 1], y->values[y->n_values - 1], hundred);
	mpq_clear(hundred);
}

/* One token behind an operand. */
static bool take_operator(struct yard *y, char c, bool *wants_operand)
{
	y->at++;
	if (c == '%') {
		take_percent(y);
		return true;
	}
	if (c == ')')
		return take_close(y);
	enum op op = OP_OPEN;
	if (c == '+')
		op = OP_ADD;
	else if (c == '-')
		op = OP_SUB;
	else if (c == '*')
		op = OP_MUL;
	else if (c == '/')
		op = OP_DIV;
	else
		return fail(y, ASSAY_MATH_NOT_NUMBER);
	if (op == OP_DIV && y->at < y->in.len && y->in.data[y->at] == '/') {
		op = OP_FLOOR_DIV;
		y->at++;
	}
	*wants_operand = true;
	return reduce(y, strength[op]) && push_op(y, op);
}

static void run(struct yard *y)
{
	bool wants_operand = true;
	while (y->at < y->in.len) {
		char c = y->in.data[y->at];
		if (c == ' ')
			y->at++;
		else if (wants_operand ? !take_operand(y, c, &wants_operand) : !take_operator(y, c, &wants_operand))
			return;
	}
	if (wants_operand || !reduce(y, 1) || y->n_ops)
		y->reading = y->reading == ASSAY_MATH_UNDEFINED ? ASSAY_MATH_UNDEFINED : ASSAY_MATH_NOT_NUMBER;
}

enum assay_math_reading assay_math_evaluate(struct assay_str expression, mpq_t ret)
{
	struct yard y;
	y.in = expression;
	y.at = y.n_values = y.n_ready = y.n_ops = 0;
	y.reading = ASSAY_MATH_NUMBER;
	run(&y);
	if (y.reading == ASSAY_MATH_NUMBER)
		mpq_set(ret, y.values[0]);
	for (size_t i = 0; i < y.n_ready; i++)
		mpq_clear(y.values[i]);
	return y.reading;
}

/* --- Judging a step --------------------------------------------------------------------------------------------- */

/* What plain arithmetic writes in other ways, in the order of trial. */
static const struct {
	const char *from;
	char to; /* NUL: nothing. */
} spellings[] = {
	{"\\times", '*'},  {"\\cdot", '*'},	  {"\\div", '/'},	 {"\\left", '\0'},	 {"\\right", '\0'},
	{"\\$", '\0'},	   {"\\%", '%'},	  {"{,}", ','},		 {"\\,", '\0'},		 {"\\!", '\0'},
	{"\\;", '\0'},	   {"\\ ", ' '},	  {"$", '\0'},		 {"\xC3\x97", '*'},	 {"\xC3\xB7", '/'},
	{"\xC2\xB7", '*'}, {"\xE2\x88\x92", '-'}, {"\xE2\x80\x93", '-'}, {"\xE2\x82\xAC", '\0'}, {"&", '\0'},
};

/* The side in the evaluator's own signs; a letter x between operands is a times sign. */
static struct assay_str plain_side(struct assay_str side, struct assay_arena *arena)
{
	char *text = assay_arena_alloc(arena, side.len + 1);
	size_t n = 0;
	for (size_t i = 0; text && i < side.len;) {
		size_t k = 0, len = 0;
		for (; k < sizeof(spellings) / sizeof(spellings[0]); k++) {
			len = strlen(spellings[k].from);
			if (side.len - i >= len && memcmp(side.data + i, spellings[k].from, len) == 0)
				break;
		}
		bool is_known = k < sizeof(spellings) / sizeof(spellings[0]);
		char c = is_known ? spellings[k].to : side.data[i];
		if (c == 'x' || c == 'X')
			c = '*';
		if (c)
			text[n++] = c;
		i += is_known ? len : 1;
	}
	return (struct assay_str){.data = text, .len = text ? n : 0};
}

/* Decimal places of the value that the side ends in; a percent sign makes two more. */
static size_t places_of(struct assay_str side)
{
	size_t percent = assay_str_ends(side, "%") ? 2 : 0, end = side.len - percent / 2, i = end;
	if (percent && i > 0 && side.data[i - 1] == '\\')
		i = --end;
	while (i > 0 && side.data[i - 1] >= '0' && side.data[i - 1] <= '9')
		i--;
	return i > 0 && side.data[i - 1] == '.' ? end - i + percent : percent;
}

/* Whether `a` rounds to `b`, or is cut off to it, at so many places. */
static bool rounds_to(const mpq_t a, const mpq_t b, size_t places)
{
	mpq_t difference, unit;
	mpq_inits(difference, unit, NULL);
	mpz_ui_pow_ui(mpq_denref(unit), 10, places);
	mpz_set_ui(mpq_numref(unit), 1);
	mpq_sub(difference, a, b);
	mpq_abs(difference, difference);
	bool is_near = mpq_cmp(difference, unit) < 0;
	mpq_clears(difference, unit, NULL);
	return is_near;
}

/* Whether b is a times 100, 1,000, a million or a milliard. */
static bool is_scaled(const mpq_t a, const mpq_t b)
{
	static const unsigned long scales[] = {100, 1000, 1000000, 1000000000};
	mpq_t scale, product;
	bool is = false;
	mpq_inits(scale, product, NULL);
	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]) && mpq_sgn(a); i++) {
		mpq_set_ui(scale, scales[i], 1);
		mpq_mul(product, a, scale);
		is = is || mpq_equal(product, b);
	}
	mpq_clears(scale, product, NULL);
	return is;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "25 / 1/3" means 75 to its writer, "0900" nine o'clock. */
static bool is_loose(struct assay_str side)
{
	size_t n_slashes = 0;
	for (size_t i = 0; i < side.len; i++) {
		bool starts = i == 0 || (side.data[i - 1] != '.' && !is_digit(side.data[i - 1]));
		n_slashes += side.data[i] == '/';
		if (starts && side.data[i] == '0' && i + 1 < side.len && is_digit(side.data[i + 1]))
			return true;
	}
	return n_slashes > 1;
}

static bool is_whole(const mpq_t q)
{
	return mpz_cmp_ui(mpq_denref(q), 1) == 0;
}

static void judge_values(struct assay_math_step *step, const mpq_t lhs, const mpq_t rhs)
{
	size_t left_places = places_of(step->lhs), right_places = places_of(step->rhs);
	bool rounds_right = (right_places && right_places < 1000) || (is_whole(rhs) && !is_whole(lhs));
	bool rounds_left = (left_places && left_places < 1000) || (is_whole(lhs) && !is_whole(rhs));
	step->truth = ASSAY_UNKNOWN;
	if (mpq_equal(lhs, rhs))
		step->truth = ASSAY_TRUE;
	else if ((rounds_right && rounds_to(lhs, rhs, right_places)) ||
		 (rounds_left && rounds_to(rhs, lhs, left_places)))
		step->reason = "equal when rounded";
	else if (is_scaled(lhs, rhs) || is_scaled(rhs, lhs))
		step->reason = "equal in hundreds or thousands, or as a percentage";
	else if (is_loose(step->lhs) || is_loose(step->rhs))
		step->reason = "a side can be read in another way";
	else
		step->truth = ASSAY_FALSE;
}

/* Counted work for one step: a small part of what an answer gets. */
#define TREE_BUDGET 200000

/* Only numbers, constants and what is computed from them: then two sides that differ are no equation or definition. */
static bool is_constant(const struct assay_expr *expr)
{
	for (uint32_t i = 0; i < expr->n_nodes; i++) {
		uint8_t kind = expr->nodes[i].kind;
		bool is_value = kind == ASSAY_EXPR_NUMBER || kind == ASSAY_EXPR_CONSTANT ||
				(kind >= ASSAY_EXPR_SUM && kind <= ASSAY_EXPR_MIXED) || kind == ASSAY_EXPR_FUNCTION;
		if (!is_value)
			return false;
	}
	return true;
}

/* Two readable sides. What is merely written in another way may be meant in another way: only proofs count. */
static int compare_trees(struct assay_math_step *step, const struct assay_expr *lhs, const struct assay_expr *rhs,
			 struct assay_arena *arena, struct assay_err *err)
{
	struct assay_equal found;
	struct assay_equal_rules rules = {.percent_is_hundredth = true, .budget = TREE_BUDGET};
	int rc = assay_math_equal(&rules, lhs, rhs, arena, &found, err);
	if (rc)
		return rc;
	bool is_proven = found.truth != ASSAY_UNKNOWN && found.proof != ASSAY_PROOF_PROBABLE;
	if (is_proven && found.truth == ASSAY_TRUE) {
		step->truth = ASSAY_TRUE;
		step->reason = NULL;
		return 0;
	}
	step->reason = "not decided";
	if (!is_proven)
		return 0;
	step->reason = "the sides differ, but may be an equation or a definition";
	if (!step->is_math || !is_constant(lhs) || !is_constant(rhs))
		return 0;
	size_t left_places = places_of(step->lhs), right_places = places_of(step->rhs);
	rules.rounding_places = (uint32_t)(left_places > right_places ? left_places : right_places);
	rc = rules.rounding_places ? assay_math_equal(&rules, lhs, rhs, arena, &found, err) : 0;
	if (rc == 0 && found.truth != ASSAY_FALSE) {
		step->reason = "equal when rounded";
		return 0;
	}
	step->truth = ASSAY_FALSE;
	step->reason = NULL;
	return rc;
}

static int judge_trees(struct assay_math_step *step, struct assay_arena *arena, struct assay_err *err)
{
	struct assay_math_parsed lhs, rhs;
	int rc = assay_math_parse(step->lhs, NULL, arena, &lhs, err);
	if (rc == 0)
		rc = assay_math_parse(step->rhs, NULL, arena, &rhs, err);
	if (rc)
		return rc;
	if (!lhs.problem && !rhs.problem && !lhs.is_text && !rhs.is_text)
		return compare_trees(step, &lhs.expr, &rhs.expr, arena, err);
	step->reason = "a side cannot be read";
	return 0;
}

int assay_math_step_judge(struct assay_math_step *step, uint32_t *trees_left, struct assay_arena *arena,
			  struct assay_err *err)
{
	struct assay_str left = plain_side(step->lhs, arena), right = plain_side(step->rhs, arena);
	if (!left.data || !right.data)
		return assay_arena_fail(arena, err);
	mpq_t lhs, rhs;
	mpq_inits(lhs, rhs, NULL);
	bool is_arithmetic = assay_math_evaluate(left, lhs) == ASSAY_MATH_NUMBER &&
			     assay_math_evaluate(right, rhs) == ASSAY_MATH_NUMBER;
	if (is_arithmetic)
		judge_values(step, lhs, rhs);
	mpq_clears(lhs, rhs, NULL);
	if (is_arithmetic)
		return 0;
	step->reason = "more steps of this kind than are looked at";
	if (*trees_left == 0)
		return 0;
	(*trees_left)--;
	return judge_trees(step, arena, err);
}

bool assay_math_step_next(struct assay_str solution, size_t *at, struct assay_math_step *ret)
{
	size_t open = assay_str_find(solution, ASSAY_STR("<<"), *at);
	size_t close = open == SIZE_MAX ? SIZE_MAX : assay_str_find(solution, ASSAY_STR(">>"), open + 2);
	if (close == SIZE_MAX)
		return false;
	*ret = (struct assay_math_step){.text = assay_str_sub(solution, open + 2, close - open - 2), .is_marked = true};
	*at = close + 2;
	size_t equals = assay_str_find(ret->text, ASSAY_STR("="), 0);
	if (equals == SIZE_MAX) {
		ret->lhs = ret->text;
		ret->reason = "there is no equals sign";
		return true;
	}
	ret->lhs = assay_str_sub(ret->text, 0, equals);
	ret->rhs = assay_str_sub(ret->text, equals + 1, ret->text.len - equals - 1);
	mpq_t lhs, rhs;
	mpq_inits(lhs, rhs, NULL);
	if (assay_math_evaluate(ret->lhs, lhs) == ASSAY_MATH_NUMBER &&
	    assay_math_evaluate(ret->rhs, rhs) == ASSAY_MATH_NUMBER)
		judge_values(ret, lhs, rhs);
	else
		ret->reason = "a side is more than arithmetic on numbers";
	mpq_clears(lhs, rhs, NULL);
	return true;
}
