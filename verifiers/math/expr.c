/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/expr.h"

/* Beyond this many bits a power of ten is not multiplied out. */
#define MAX_POWER_BITS (1 << 16)

const char *assay_expr_kind_name(enum assay_expr_kind kind)
{
	static const char *const names[ASSAY_EXPR_N_KINDS] = {
		[ASSAY_EXPR_NONE] = "none",
		[ASSAY_EXPR_NUMBER] = "number",
		[ASSAY_EXPR_CONSTANT] = "constant",
		[ASSAY_EXPR_VARIABLE] = "variable",
		[ASSAY_EXPR_TEXT] = "text",
		[ASSAY_EXPR_ELLIPSIS] = "ellipsis",
		[ASSAY_EXPR_SUM] = "sum",
		[ASSAY_EXPR_PRODUCT] = "product",
		[ASSAY_EXPR_NEG] = "neg",
		[ASSAY_EXPR_DIVIDE] = "divide",
		[ASSAY_EXPR_POWER] = "power",
		[ASSAY_EXPR_MIXED] = "mixed",
		[ASSAY_EXPR_PLUSMINUS] = "plusminus",
		[ASSAY_EXPR_PERCENT] = "percent",
		[ASSAY_EXPR_DEGREE] = "degree",
		[ASSAY_EXPR_FUNCTION] = "function",
		[ASSAY_EXPR_CALL] = "call",
		[ASSAY_EXPR_BIGSUM] = "bigsum",
		[ASSAY_EXPR_BIGPRODUCT] = "bigproduct",
		[ASSAY_EXPR_LIMIT] = "limit",
		[ASSAY_EXPR_DERIVATIVE] = "derivative",
		[ASSAY_EXPR_INTEGRAL] = "integral",
		[ASSAY_EXPR_TUPLE] = "tuple",
		[ASSAY_EXPR_LIST] = "list",
		[ASSAY_EXPR_SET] = "set",
		[ASSAY_EXPR_SET_BUILDER] = "setbuilder",
		[ASSAY_EXPR_INTERVAL] = "interval",
		[ASSAY_EXPR_UNION] = "union",
		[ASSAY_EXPR_INTERSECTION] = "intersection",
		[ASSAY_EXPR_DIFFERENCE] = "difference",
		[ASSAY_EXPR_MATRIX] = "matrix",
		[ASSAY_EXPR_PIECEWISE] = "piecewise",
		[ASSAY_EXPR_RATIO] = "ratio",
		[ASSAY_EXPR_RELATION] = "relation",
		[ASSAY_EXPR_AND] = "and",
		[ASSAY_EXPR_OR] = "or",
		[ASSAY_EXPR_NOT] = "not",
		[ASSAY_EXPR_QUANTITY] = "quantity",
		[ASSAY_EXPR_TIME] = "time",
		[ASSAY_EXPR_DATE] = "date",
		[ASSAY_EXPR_CHOICE] = "choice",
	};
	return names[kind];
}

const char *assay_expr_function_name(enum assay_expr_function function)
{
	static const char *const names[ASSAY_N_FNS] = {
		[ASSAY_FN_SQRT] = "sqrt",
		[ASSAY_FN_ROOT] = "root",
		[ASSAY_FN_ABS] = "abs",
		[ASSAY_FN_FLOOR] = "floor",
		[ASSAY_FN_CEIL] = "ceil",
		[ASSAY_FN_FRACTIONAL_PART] = "frac",
		[ASSAY_FN_ROUND] = "round",
		[ASSAY_FN_SIGN] = "sgn",
		[ASSAY_FN_FACTORIAL] = "factorial",
		[ASSAY_FN_DOUBLE_FACTORIAL] = "factorial2",
		[ASSAY_FN_BINOMIAL] = "binomial",
		[ASSAY_FN_PERMUTATIONS] = "permutations",
		[ASSAY_FN_GCD] = "gcd",
		[ASSAY_FN_LCM] = "lcm",
		[ASSAY_FN_MIN] = "min",
		[ASSAY_FN_MAX] = "max",
		[ASSAY_FN_MOD] = "mod",
		[ASSAY_FN_EXP] = "exp",
		[ASSAY_FN_LN] = "ln",
		[ASSAY_FN_LOG] = "log",
		[ASSAY_FN_SIN] = "sin",
		[ASSAY_FN_COS] = "cos",
		[ASSAY_FN_TAN] = "tan",
		[ASSAY_FN_COT] = "cot",
		[ASSAY_FN_SEC] = "sec",
		[ASSAY_FN_CSC] = "csc",
		[ASSAY_FN_ASIN] = "arcsin",
		[ASSAY_FN_ACOS] = "arccos",
		[ASSAY_FN_ATAN] = "arctan",
		[ASSAY_FN_ACOT] = "arccot",
		[ASSAY_FN_ASEC] = "arcsec",
		[ASSAY_FN_ACSC] = "arccsc",
		[ASSAY_FN_SINH] = "sinh",
		[ASSAY_FN_COSH] = "cosh",
		[ASSAY_FN_TANH] = "tanh",
		[ASSAY_FN_COTH] = "coth",
		[ASSAY_FN_SECH] = "sech",
		[ASSAY_FN_CSCH] = "csch",
		[ASSAY_FN_ASINH] = "arcsinh",
		[ASSAY_FN_ACOSH] = "arccosh",
		[ASSAY_FN_ATANH] = "arctanh",
		[ASSAY_FN_ACOTH] = "arccoth",
		[ASSAY_FN_ASECH] = "arcsech",
		[ASSAY_FN_ACSCH] = "arccsch",
		[ASSAY_FN_RE] = "Re",
		[ASSAY_FN_IM] = "Im",
		[ASSAY_FN_CONJ] = "conjugate",
		[ASSAY_FN_ARG] = "arg",
		[ASSAY_FN_CIS] = "cis",
		[ASSAY_FN_DET] = "det",
		[ASSAY_FN_TRACE] = "tr",
		[ASSAY_FN_TRANSPOSE] = "transpose",
		[ASSAY_FN_INVERSE] = "inverse",
		[ASSAY_FN_RANK] = "rank",
		[ASSAY_FN_DOT] = "dot",
		[ASSAY_FN_CROSS] = "cross",
		[ASSAY_FN_GAMMA] = "gamma",
		[ASSAY_FN_ZETA] = "zeta",
		[ASSAY_FN_PHI] = "totient",
		[ASSAY_FN_COMPLEMENT] = "complement",
	};
	return names[function];
}

/* The digits without the last `drop`, as a number. */
static void set_digits(mpz_t value, struct assay_str digits, size_t drop, int base, char *scratch)
{
	size_t n = digits.len - drop;
	memcpy(scratch, digits.data, n);
	scratch[n] = '\0';
	if (n == 0)
		mpz_set_ui(value, 0);
	else
		(void)mpz_set_str(value, scratch, base); /* Digits only, by construction. */
}

static void multiply_power_of_ten(mpq_t value, int64_t exp10)
{
	mpz_t power;
	mpz_init(power);
	mpz_ui_pow_ui(power, 10, (unsigned long)(exp10 < 0 ? -exp10 : exp10));
	if (exp10 < 0)
		mpz_mul(mpq_denref(value), mpq_denref(value), power);
	else
		mpz_mul(mpq_numref(value), mpq_numref(value), power);
	mpz_clear(power);
}

bool assay_expr_number_value(const struct assay_expr_number *number, mpq_t ret, int64_t *ret_exp10)
{
	*ret_exp10 = 0;
	if (number->is_truncated)
		return false;
	if (number->is_small) {
		mpq_set_si(ret, (long)number->small, 1);
		return true;
	}
	char few[256], *scratch = few;
	void (*release)(void *, size_t);
	void *(*allocate)(size_t);
	mp_get_memory_functions(&allocate, NULL, &release);
	if (number->digits.len + 1 > sizeof(few))
		scratch = allocate(number->digits.len + 1);
	set_digits(mpq_numref(ret), number->digits, 0, number->base, scratch);
	mpz_ui_pow_ui(mpq_denref(ret), number->base, number->places);
	if (number->repeat) {
		/* (D - D') / (b^places - b^(places - repeat)), where D' lacks the digits that repeat. */
		mpz_t once;
		mpz_init(once);
		set_digits(once, number->digits, number->repeat, number->base, scratch);
		mpz_sub(mpq_numref(ret), mpq_numref(ret), once);
		mpz_ui_pow_ui(once, number->base, number->places - number->repeat);
		mpz_sub(mpq_denref(ret), mpq_denref(ret), once);
		mpz_clear(once);
	}
	if (scratch != few)
		release(scratch, number->digits.len + 1);
	/* log2(10) < 10/3. */
	int64_t size = number->exp10 < 0 ? -number->exp10 : number->exp10;
	if (size > MAX_POWER_BITS * 3 / 10)
		*ret_exp10 = number->exp10;
	else if (number->exp10)
		multiply_power_of_ten(ret, number->exp10);
	mpq_canonicalize(ret);
	if (mpq_sgn(ret) == 0)
		*ret_exp10 = 0;
	return true;
}

static bool same_number(const struct assay_expr_number *a, const struct assay_expr_number *b)
{
	return assay_str_eq(a->digits, b->digits) && a->places == b->places && a->repeat == b->repeat &&
	       a->exp10 == b->exp10 && a->base == b->base && a->has_base == b->has_base &&
	       a->is_truncated == b->is_truncated;
}

static bool same_unit(const struct assay_expr_unit *a, const struct assay_expr_unit *b)
{
	return assay_str_eq(a->canonical, b->canonical) && a->is_known == b->is_known && a->is_vague == b->is_vague &&
	       a->num == b->num && a->den == b->den && a->exp10 == b->exp10 && a->offset_num == b->offset_num &&
	       a->offset_den == b->offset_den && memcmp(a->dims, b->dims, sizeof(a->dims)) == 0;
}

static bool same_relations(const struct assay_expr *a, uint32_t i, const struct assay_expr *b, uint32_t j)
{
	for (uint32_t k = 0; k + 1 < a->nodes[i].n_kids; k++) {
		if (assay_expr_relation_at(a, i, k) != assay_expr_relation_at(b, j, k))
			return false;
	}
	return true;
}

static bool same_leaf(const struct assay_expr *a, uint32_t i, const struct assay_expr *b, uint32_t j)
{
	const struct assay_expr_node *x = &a->nodes[i], *y = &b->nodes[j];
	switch (x->kind) {
	case ASSAY_EXPR_NUMBER:
		return same_number(assay_expr_number_of(a, i), assay_expr_number_of(b, j));
	case ASSAY_EXPR_VARIABLE:
	case ASSAY_EXPR_TEXT:
	case ASSAY_EXPR_CALL:
	case ASSAY_EXPR_CHOICE:
		return assay_str_eq(assay_expr_symbol_of(a, i), assay_expr_symbol_of(b, j));
	case ASSAY_EXPR_QUANTITY:
		return same_unit(&a->units[x->unit], &b->units[y->unit]);
	case ASSAY_EXPR_RELATION:
		return same_relations(a, i, b, j);
	case ASSAY_EXPR_MATRIX:
	case ASSAY_EXPR_DERIVATIVE:
		return x->aux == y->aux;
	default:
		return true;
	}
}

bool assay_expr_same(const struct assay_expr *a, uint32_t i, const struct assay_expr *b, uint32_t j)
{
	const uint16_t meaning = ASSAY_EXPR_OPEN_LEFT | ASSAY_EXPR_OPEN_RIGHT;
	uint32_t size = a->nodes[i].size;
	if (size != b->nodes[j].size)
		return false;
	uint32_t first_a = i + 1 - size, first_b = j + 1 - size;
	for (uint32_t n = 0; n < size; n++) {
		const struct assay_expr_node *x = &a->nodes[first_a + n], *y = &b->nodes[first_b + n];
		if (x->kind != y->kind || x->sub != y->sub || x->n_kids != y->n_kids || x->size != y->size ||
		    ((x->flags ^ y->flags) & meaning) || !same_leaf(a, first_a + n, b, first_b + n))
			return false;
		for (uint32_t k = 0; k < x->n_kids; k++) {
			if (assay_expr_kid(a, first_a + n, k) - first_a != assay_expr_kid(b, first_b + n, k) - first_b)
				return false;
		}
	}
	return true;
}
