/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/poly.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define UNIT ASSAY_POLY_UNIT

/* Terms whose coefficients the pool has to clear. */
struct assay_poly_block {
	struct assay_poly_block *next;
	struct assay_poly_term *terms;
	uint32_t n;
};

void assay_poly_pool_init(struct assay_poly_pool *pool, struct assay_arena *arena, uint32_t max_terms,
			  uint64_t max_bits, uint64_t max_work)
{
	memset(pool, 0, sizeof(*pool));
	pool->arena = arena;
	pool->max_terms = max_terms;
	pool->max_bits = max_bits;
	pool->max_work = max_work;
}

void assay_poly_pool_clear(struct assay_poly_pool *pool)
{
	for (struct assay_poly_block *block = pool->blocks; block; block = block->next) {
		for (uint32_t i = 0; i < block->n; i++)
			mpq_clear(block->terms[i].c);
	}
	for (uint32_t i = 0; i < pool->n_atoms; i++) {
		if (pool->atoms[i].relation == ASSAY_POLY_INTEGER)
			mpz_clear(pool->atoms[i].value);
	}
	memset(pool, 0, sizeof(*pool));
}

bool assay_poly_charge(struct assay_poly_pool *pool, uint64_t work)
{
	pool->work += work;
	if (pool->work > pool->max_work)
		pool->has_failed = true;
	return !pool->has_failed;
}

uint32_t assay_poly_add_atom(struct assay_poly_pool *pool, enum assay_poly_relation relation, mpz_srcptr value)
{
	if (pool->n_atoms == ASSAY_POLY_MAX_ATOMS) {
		pool->has_failed = true;
		return 0;
	}
	struct assay_poly_atom *atom = &pool->atoms[pool->n_atoms];
	atom->relation = relation;
	if (relation == ASSAY_POLY_INTEGER)
		mpz_init_set(atom->value, value);
	return pool->n_atoms++;
}

/* Room for `n` terms with initialised coefficients; NULL, and the pool has failed, when there is none. */
static struct assay_poly_term *take_terms(struct assay_poly_pool *pool, size_t n)
{
	if (pool->has_failed || n > (size_t)pool->max_terms * 4) {
		pool->has_failed = true;
		return NULL;
	}
	struct assay_poly_block *block = assay_arena_alloc(pool->arena, sizeof(*block));
	struct assay_poly_term *terms = assay_arena_array(pool->arena, n, sizeof(*terms));
	if (!block || !terms) {
		pool->has_failed = pool->out_of_memory = true;
		return NULL;
	}
	for (size_t i = 0; i < n; i++)
		mpq_init(terms[i].c);
	*block = (struct assay_poly_block){.next = pool->blocks, .terms = terms, .n = (uint32_t)n};
	pool->blocks = block;
	return terms;
}

static const struct assay_poly zero = {0};

struct assay_poly assay_poly_rational(struct assay_poly_pool *pool, mpq_srcptr c)
{
	if (mpq_sgn(c) == 0)
		return zero;
	struct assay_poly_term *terms = take_terms(pool, 1);
	if (!terms)
		return zero;
	mpq_set(terms[0].c, c);
	return (struct assay_poly){.n = 1, .terms = terms};
}

struct assay_poly assay_poly_small(struct assay_poly_pool *pool, long num, unsigned long den)
{
	mpq_t c;
	mpq_init(c);
	mpq_set_si(c, num, den);
	mpq_canonicalize(c);
	struct assay_poly ret = assay_poly_rational(pool, c);
	mpq_clear(c);
	return ret;
}

static size_t bits_of(mpq_srcptr c)
{
	return mpz_sizeinbase(mpq_numref(c), 2) + mpz_sizeinbase(mpq_denref(c), 2);
}

/* Coefficient times value^power, whatever the sign of the power. */
static void multiply_power(struct assay_poly_pool *pool, mpq_t c, mpz_srcptr value, int64_t power)
{
	uint64_t n = power < 0 ? -(uint64_t)power : (uint64_t)power;
	if (n > pool->max_bits / mpz_sizeinbase(value, 2)) {
		pool->has_failed = true;
		return;
	}
	mpq_t factor;
	mpq_init(factor);
	mpz_pow_ui(mpq_numref(factor), value, (unsigned long)n);
	if (power < 0)
		mpq_div(c, c, factor);
	else
		mpq_mul(c, c, factor);
	mpq_clear(factor);
}

/* Uses the relations of the atoms on one term. */
static void reduce_term(struct assay_poly_pool *pool, struct assay_poly_term *term)
{
	for (uint32_t k = 0; k < pool->n_atoms; k++) {
		enum assay_poly_relation relation = pool->atoms[k].relation;
		if (relation == ASSAY_POLY_FREE || (term->e[k] >= 0 && term->e[k] < UNIT))
			continue;
		int32_t whole = term->e[k] / UNIT - (term->e[k] % UNIT < 0 ? 1 : 0);
		if (relation == ASSAY_POLY_IMAGINARY) {
			/* Exponents of i are whole; two of them are a sign. */
			int32_t mod4 = ((whole % 4) + 4) % 4;
			if (mod4 >= 2)
				mpq_neg(term->c, term->c);
			term->e[k] = mod4 % 2 * UNIT;
			continue;
		}
		term->e[k] -= whole * UNIT;
		if (relation == ASSAY_POLY_UNITY && whole % 2)
			mpq_neg(term->c, term->c);
		if (relation == ASSAY_POLY_INTEGER)
			multiply_power(pool, term->c, pool->atoms[k].value, whole);
	}
}

struct assay_poly assay_poly_power_of_atom(struct assay_poly_pool *pool, uint32_t atom, int64_t e)
{
	if (e > INT32_MAX / 2 || e < INT32_MIN / 2) {
		pool->has_failed = true;
		return zero;
	}
	struct assay_poly ret = assay_poly_small(pool, 1, 1);
	if (ret.n) {
		ret.terms[0].e[atom] = (int32_t)e;
		reduce_term(pool, &ret.terms[0]);
	}
	return ret;
}

static int compare_terms(const struct assay_poly_term *a, const struct assay_poly_term *b)
{
	for (uint32_t k = 0; k < ASSAY_POLY_MAX_ATOMS; k++) {
		if (a->e[k] != b->e[k])
			return a->e[k] > b->e[k] ? -1 : 1;
	}
	return 0;
}

static struct assay_poly merge(struct assay_poly_pool *pool, struct assay_poly a, struct assay_poly b, bool subtract)
{
	if (b.n == 0)
		return a;
	struct assay_poly_term *out = take_terms(pool, (size_t)a.n + b.n);
	if (!out || !assay_poly_charge(pool, a.n + b.n))
		return zero;
	uint32_t i = 0, j = 0, n = 0;
	while (i < a.n || j < b.n) {
		int order = i == a.n ? 1 : j == b.n ? -1 : compare_terms(&a.terms[i], &b.terms[j]);
		memcpy(out[n].e, order <= 0 ? a.terms[i].e : b.terms[j].e, sizeof(out[n].e));
		if (order < 0)
			mpq_set(out[n].c, a.terms[i].c);
		else if (order > 0 && subtract)
			mpq_neg(out[n].c, b.terms[j].c);
		else if (order > 0)
			mpq_set(out[n].c, b.terms[j].c);
		else if (subtract)
			mpq_sub(out[n].c, a.terms[i].c, b.terms[j].c);
		else
			mpq_add(out[n].c, a.terms[i].c, b.terms[j].c);
		i += order <= 0;
		j += order >= 0;
		n += mpq_sgn(out[n].c) != 0;
	}
	if (n > pool->max_terms)
		pool->has_failed = true;
	return (struct assay_poly){.n = n, .terms = out};
}

struct assay_poly assay_poly_add(struct assay_poly_pool *pool, struct assay_poly a, struct assay_poly b)
{
	return a.n == 0 ? b : merge(pool, a, b, false);
}

struct assay_poly assay_poly_sub(struct assay_poly_pool *pool, struct assay_poly a, struct assay_poly b)
{
	return merge(pool, a, b, true);
}

struct assay_poly assay_poly_scale(struct assay_poly_pool *pool, struct assay_poly a, mpq_srcptr c)
{
	if (a.n == 0 || mpq_sgn(c) == 0)
		return zero;
	struct assay_poly_term *out = take_terms(pool, a.n);
	if (!out || !assay_poly_charge(pool, a.n * (1 + bits_of(c) / 64)))
		return zero;
	for (uint32_t i = 0; i < a.n; i++) {
		memcpy(out[i].e, a.terms[i].e, sizeof(out[i].e));
		mpq_mul(out[i].c, a.terms[i].c, c);
	}
	return (struct assay_poly){.n = a.n, .terms = out};
}

static int compare_for_sort(const void *a, const void *b)
{
	return compare_terms(a, b);
}

/* Sorts and joins equal monomials, in place; returns how many are left. */
static uint32_t normalise(struct assay_poly_term *terms, uint32_t n)
{
	bool is_sorted = true;
	for (uint32_t i = 1; i < n && is_sorted; i++)
		is_sorted = compare_terms(&terms[i - 1], &terms[i]) < 0;
	if (is_sorted)
		return n;
	qsort(terms, n, sizeof(*terms), compare_for_sort);
	uint32_t out = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (out && compare_terms(&terms[out - 1], &terms[i]) == 0) {
			mpq_add(terms[out - 1].c, terms[out - 1].c, terms[i].c);
			continue;
		}
		out -= out && mpq_sgn(terms[out - 1].c) == 0;
		if (out != i) {
			memcpy(terms[out].e, terms[i].e, sizeof(terms[out].e));
			mpq_swap(terms[out].c, terms[i].c);
		}
		out++;
	}
	return out - (out && mpq_sgn(terms[out - 1].c) == 0);
}

/* False, and the pool has failed, when an exponent would leave its range. */
static bool add_exponents(struct assay_poly_pool *pool, struct assay_poly_term *out, const struct assay_poly_term *a,
			  const struct assay_poly_term *b)
{
	for (uint32_t k = 0; k < ASSAY_POLY_MAX_ATOMS; k++) {
		if (__builtin_add_overflow(a->e[k], b->e[k], &out->e[k]) || out->e[k] > INT32_MAX / 2 ||
		    out->e[k] < INT32_MIN / 2)
			pool->has_failed = true;
	}
	return !pool->has_failed;
}

struct assay_poly assay_poly_mul(struct assay_poly_pool *pool, struct assay_poly a, struct assay_poly b)
{
	if (a.n == 0 || b.n == 0)
		return zero;
	size_t n = (size_t)a.n * b.n;
	struct assay_poly_term *out = take_terms(pool, n);
	if (!out)
		return zero;
	for (size_t t = 0; t < n; t++) {
		const struct assay_poly_term *x = &a.terms[t / b.n], *y = &b.terms[t % b.n];
		size_t bits = bits_of(x->c) + bits_of(y->c);
		if (bits > pool->max_bits)
			pool->has_failed = true;
		if (!assay_poly_charge(pool, 1 + bits / 64) || !add_exponents(pool, &out[t], x, y))
			return zero;
		mpq_mul(out[t].c, x->c, y->c);
		reduce_term(pool, &out[t]);
	}
	uint32_t left = normalise(out, (uint32_t)n);
	if (left > pool->max_terms)
		pool->has_failed = true;
	return (struct assay_poly){.n = left, .terms = out};
}

struct assay_poly assay_poly_pow(struct assay_poly_pool *pool, struct assay_poly a, uint32_t n)
{
	if (a.n > 1 && n > pool->max_terms) {
		pool->has_failed = true;
		return zero;
	}
	struct assay_poly ret = assay_poly_small(pool, 1, 1);
	while (n && !pool->has_failed) {
		if (n & 1)
			ret = assay_poly_mul(pool, ret, a);
		n >>= 1;
		if (n)
			a = assay_poly_mul(pool, a, a);
	}
	return pool->has_failed ? zero : ret;
}

struct assay_poly assay_poly_invert_term(struct assay_poly_pool *pool, struct assay_poly a)
{
	struct assay_poly_term *out = take_terms(pool, 1);
	if (!out)
		return zero;
	for (uint32_t k = 0; k < ASSAY_POLY_MAX_ATOMS; k++)
		out->e[k] = -a.terms[0].e[k];
	mpq_inv(out->c, a.terms[0].c);
	reduce_term(pool, out);
	return (struct assay_poly){.n = 1, .terms = out};
}

bool assay_poly_equal(const struct assay_poly_pool *pool, struct assay_poly a, struct assay_poly b)
{
	if (a.n != b.n || pool->has_failed)
		return false;
	for (uint32_t i = 0; i < a.n; i++) {
		if (compare_terms(&a.terms[i], &b.terms[i]) != 0 || !mpq_equal(a.terms[i].c, b.terms[i].c))
			return false;
	}
	return true;
}

static bool is_constant_term(const struct assay_poly_term *term)
{
	static const struct assay_poly_term none;
	return memcmp(term->e, none.e, sizeof(term->e)) == 0;
}

bool assay_poly_is_rational(const struct assay_poly_pool *pool, struct assay_poly a, mpq_ptr ret)
{
	if (pool->has_failed || a.n > 1 || (a.n == 1 && !is_constant_term(&a.terms[0])))
		return false;
	if (ret && a.n)
		mpq_set(ret, a.terms[0].c);
	else if (ret)
		mpq_set_ui(ret, 0, 1);
	return true;
}

bool assay_poly_has_atom(struct assay_poly a, uint32_t k)
{
	for (uint32_t i = 0; i < a.n; i++) {
		if (a.terms[i].e[k])
			return true;
	}
	return false;
}

bool assay_poly_ratio(const struct assay_poly_pool *pool, struct assay_poly a, struct assay_poly b, mpq_t ret)
{
	if (a.n == 0 || a.n != b.n || pool->has_failed)
		return false;
	mpq_div(ret, a.terms[0].c, b.terms[0].c);
	mpq_t scaled;
	mpq_init(scaled);
	bool is_same = true;
	for (uint32_t i = 0; i < a.n && is_same; i++) {
		mpq_mul(scaled, b.terms[i].c, ret);
		is_same = compare_terms(&a.terms[i], &b.terms[i]) == 0 && mpq_equal(scaled, a.terms[i].c);
	}
	mpq_clear(scaled);
	return is_same;
}

void assay_poly_content(struct assay_poly a, mpq_t ret)
{
	mpz_abs(mpq_numref(ret), mpq_numref(a.terms[0].c));
	mpz_set(mpq_denref(ret), mpq_denref(a.terms[0].c));
	for (uint32_t i = 1; i < a.n; i++) {
		mpz_gcd(mpq_numref(ret), mpq_numref(ret), mpq_numref(a.terms[i].c));
		mpz_lcm(mpq_denref(ret), mpq_denref(ret), mpq_denref(a.terms[i].c));
	}
	mpq_canonicalize(ret);
}

static void print_exponent(int32_t e, struct assay_buf *out)
{
	int32_t a = e < 0 ? -e : e, b = UNIT;
	while (b) {
		int32_t rest = a % b;
		a = b;
		b = rest;
	}
	if (e == UNIT)
		return;
	(void)assay_buf_printf(out, UNIT / a == 1 ? "^%" PRId32 : "^%" PRId32 "/%" PRId32, e / a, UNIT / a);
}

/* A coefficient's digits; GMP writes into the buffer, so nothing is allocated twice. */
static void print_coefficient(mpq_srcptr c, struct assay_buf *out)
{
	size_t room = mpz_sizeinbase(mpq_numref(c), 10) + mpz_sizeinbase(mpq_denref(c), 10) + 3;
	if (assay_buf_reserve(out, room))
		return;
	mpq_get_str(out->data + out->len, 10, c);
	out->len += strlen(out->data + out->len);
}

void assay_poly_print(const struct assay_poly_pool *pool, struct assay_poly a, struct assay_buf *out)
{
	if (a.n == 0)
		(void)assay_buf_add_char(out, '0');
	for (uint32_t i = 0; i < a.n; i++) {
		const struct assay_poly_term *term = &a.terms[i];
		if (i)
			(void)assay_buf_add_c(out, " + ");
		print_coefficient(term->c, out);
		for (uint32_t k = 0; k < pool->n_atoms; k++) {
			if (!term->e[k])
				continue;
			(void)assay_buf_printf(out, "*[%" PRIu32 "]", k);
			print_exponent(term->e[k], out);
		}
	}
}
