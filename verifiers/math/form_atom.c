/* SPDX-License-Identifier: Apache-2.0 */
/* The atoms of a form: finding or making them, and writing numbers over them. */
#include "verifiers/math/form.h"

#include <limits.h>
#include <string.h>

#define UNIT ASSAY_POLY_UNIT

/* Integers are divided by primes up to here; what is left is an atom of its own, prime or not. */
#define TRIAL_LIMIT 1024

/* Two huge powers or factorials nearer than this share an atom; the rest of the way is multiplied out. */
#define MAX_GAP 8192

/* Factorials up to here are written out (60 kbit). */
#define MAX_WRITTEN_FACTORIAL 5000

bool assay_form_poly_is_constant(const struct assay_form_ctx *ctx, struct assay_poly a)
{
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		if (!ctx->atoms[k].is_constant && assay_poly_has_atom(a, k))
			return false;
	}
	return true;
}

bool assay_form_poly_is_real(const struct assay_form_ctx *ctx, struct assay_poly a)
{
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		if (ctx->atoms[k].is_imaginary && assay_poly_has_atom(a, k))
			return false;
	}
	return true;
}

/* The atom with this kind and text, or a new one. Returns true when it is new. */
static bool intern(struct assay_form_ctx *ctx, enum assay_form_atom_kind kind, struct assay_str text,
		   enum assay_poly_relation relation, mpz_srcptr value, uint32_t *ret)
{
	*ret = 0;
	for (uint32_t k = 0; k < ctx->pool.n_atoms; k++) {
		if (ctx->atoms[k].kind == kind && assay_str_eq(ctx->atoms[k].text, text)) {
			*ret = k;
			return false;
		}
	}
	struct assay_str kept = assay_arena_str(ctx->pool.arena, text);
	if (!kept.data) {
		ctx->pool.has_failed = ctx->pool.out_of_memory = true;
		return false;
	}
	*ret = assay_poly_add_atom(&ctx->pool, relation, value);
	if (ctx->pool.has_failed)
		return false;
	ctx->atoms[*ret] = (struct assay_form_atom){.kind = kind, .text = kept, .is_constant = true};
	return true;
}

uint32_t assay_form_atom_i(struct assay_form_ctx *ctx)
{
	uint32_t k;
	if (intern(ctx, ASSAY_ATOM_I, ASSAY_STR("i"), ASSAY_POLY_IMAGINARY, NULL, &k))
		ctx->atoms[k].is_imaginary = true;
	return k;
}

uint32_t assay_form_atom_pi(struct assay_form_ctx *ctx)
{
	uint32_t k;
	if (intern(ctx, ASSAY_ATOM_PI, ASSAY_STR("pi"), ASSAY_POLY_FREE, NULL, &k))
		ctx->implied |= 1U << k;
	return k;
}

uint32_t assay_form_atom_unity(struct assay_form_ctx *ctx)
{
	uint32_t k;
	if (intern(ctx, ASSAY_ATOM_UNITY, ASSAY_STR("exp(i*pi)"), ASSAY_POLY_UNITY, NULL, &k))
		ctx->atoms[k].is_imaginary = true;
	return k;
}

uint32_t assay_form_atom_variable(struct assay_form_ctx *ctx, struct assay_str name)
{
	uint32_t k;
	if (intern(ctx, ASSAY_ATOM_VARIABLE, name, ASSAY_POLY_FREE, NULL, &k)) {
		ctx->atoms[k].is_constant = false;
		if (ctx->variables_are_positive)
			ctx->implied |= 1U << k;
	}
	return k;
}

static uint32_t atom_integer(struct assay_form_ctx *ctx, mpz_srcptr value)
{
	assay_autobuf struct assay_buf text;
	assay_buf_init(&text, 0);
	uint32_t k = 0;
	if (assay_buf_reserve(&text, mpz_sizeinbase(value, 10) + 2)) {
		ctx->pool.has_failed = ctx->pool.out_of_memory = true;
		return 0;
	}
	mpz_get_str(text.data, 10, value);
	text.len = strlen(text.data);
	if (intern(ctx, ASSAY_ATOM_INTEGER, assay_buf_str(&text), ASSAY_POLY_INTEGER, value, &k))
		ctx->implied |= 1U << k;
	return k;
}

uint32_t assay_form_atom_of(struct assay_form_ctx *ctx, enum assay_form_atom_kind kind, struct assay_poly inner)
{
	assay_autobuf struct assay_buf text;
	assay_buf_init(&text, 0);
	(void)assay_buf_add_c(&text, kind == ASSAY_ATOM_EXP ? "exp(" : kind == ASSAY_ATOM_LN ? "ln(" : "(");
	assay_poly_print(&ctx->pool, inner, &text);
	(void)assay_buf_add_char(&text, ')');
	if (text.error) {
		ctx->pool.has_failed = ctx->pool.out_of_memory = true;
		return 0;
	}
	uint32_t k;
	if (!intern(ctx, kind, assay_buf_str(&text), ASSAY_POLY_FREE, NULL, &k))
		return k;
	ctx->atoms[k].inner = inner;
	ctx->atoms[k].is_constant = assay_form_poly_is_constant(ctx, inner);
	/* The square root of a constant may be that of a negative one. */
	ctx->atoms[k].is_imaginary =
		!assay_form_poly_is_real(ctx, inner) || (kind == ASSAY_ATOM_ROOT && ctx->atoms[k].is_constant);
	if (kind == ASSAY_ATOM_EXP && !ctx->atoms[k].is_imaginary)
		ctx->implied |= 1U << k;
	return k;
}

uint32_t assay_form_atom_call(struct assay_form_ctx *ctx, enum assay_form_atom_kind kind, struct assay_str head,
			      const struct assay_form *args, uint32_t n_args)
{
	assay_autobuf struct assay_buf text;
	assay_buf_init(&text, 0);
	bool is_constant = kind != ASSAY_ATOM_CALL;
	(void)assay_buf_add_str(&text, head);
	for (uint32_t i = 0; i < n_args; i++) {
		(void)assay_buf_add_c(&text, i ? ", " : "(");
		assay_poly_print(&ctx->pool, args[i].num, &text);
		if (args[i].den.n) {
			(void)assay_buf_add_c(&text, " / ");
			assay_poly_print(&ctx->pool, args[i].den, &text);
		}
		is_constant = is_constant && assay_form_poly_is_constant(ctx, args[i].num) &&
			      assay_form_poly_is_constant(ctx, args[i].den);
	}
	(void)assay_buf_add_c(&text, n_args ? ")" : "");
	if (text.error) {
		ctx->pool.has_failed = ctx->pool.out_of_memory = true;
		return 0;
	}
	uint32_t k;
	if (intern(ctx, kind, assay_buf_str(&text), ASSAY_POLY_FREE, NULL, &k)) {
		ctx->atoms[k].is_constant = is_constant;
		ctx->atoms[k].fn = ASSAY_N_FNS;
		if (n_args == 1 && !args[0].den.n)
			ctx->atoms[k].inner = args[0].num;
		/* Nothing is known about it, so nothing may be taken for real. */
		ctx->atoms[k].is_imaginary = kind == ASSAY_ATOM_OTHER && !assay_str_is(head, "abs");
		if (assay_str_is(head, "abs"))
			ctx->implied |= 1U << k;
	}
	return k;
}

/* The integer atoms that a value is made of. */
struct factors {
	uint32_t atom[ASSAY_POLY_MAX_ATOMS];
	uint64_t exponent[ASSAY_POLY_MAX_ATOMS];
	uint32_t n;
};

static void take_factor(struct assay_form_ctx *ctx, struct factors *factors, mpz_srcptr base, uint64_t exponent)
{
	uint32_t k = atom_integer(ctx, base);
	if (ctx->pool.has_failed)
		return;
	for (uint32_t i = 0; i < factors->n; i++) {
		if (factors->atom[i] == k) {
			factors->exponent[i] += exponent;
			return;
		}
	}
	factors->atom[factors->n] = k;
	factors->exponent[factors->n++] = exponent;
}

/* The part without small primes: powers of atoms that are known, then one new atom, coprime to all others. */
static void split_rest(struct assay_form_ctx *ctx, struct factors *factors, mpz_t rest)
{
	mpz_t common, root;
	mpz_inits(common, root, NULL);
	for (uint32_t k = 0; k < ctx->pool.n_atoms && mpz_cmp_ui(rest, 1) > 0; k++) {
		if (ctx->atoms[k].kind != ASSAY_ATOM_INTEGER || mpz_cmp_ui(ctx->pool.atoms[k].value, TRIAL_LIMIT) < 0)
			continue;
		uint64_t n = mpz_remove(rest, rest, ctx->pool.atoms[k].value);
		if (n)
			take_factor(ctx, factors, ctx->pool.atoms[k].value, n);
		mpz_gcd(common, rest, ctx->pool.atoms[k].value);
		if (mpz_cmp_ui(common, 1) != 0)
			ctx->pool.has_failed = true;
	}
	if (mpz_cmp_ui(rest, 1) > 0) {
		uint64_t power = 1;
		while (mpz_perfect_power_p(rest) && !ctx->pool.has_failed) {
			for (unsigned long n = 2;; n++) {
				if (mpz_root(root, rest, n)) {
					mpz_swap(rest, root);
					power *= n;
					break;
				}
			}
		}
		take_factor(ctx, factors, rest, power);
	}
	mpz_clears(common, root, NULL);
}

static void split(struct assay_form_ctx *ctx, mpz_srcptr value, struct factors *ret)
{
	ret->n = 0;
	if (mpz_cmp_ui(value, 1) == 0)
		return;
	size_t limbs = mpz_size(value);
	if (!assay_poly_charge(&ctx->pool, 8 + (mpz_cmp_ui(value, TRIAL_LIMIT) < 0 ? 0 : limbs * 100) +
						   (limbs > 64 ? limbs * limbs : 0)))
		return;
	mpz_t rest, prime;
	mpz_init_set(rest, value);
	mpz_init(prime);
	for (unsigned long p = 2; p < TRIAL_LIMIT && mpz_cmp_ui(rest, 1) > 0; p += p == 2 ? 1 : 2) {
		if (mpz_cmp_ui(rest, p * p) < 0) {
			/* What is left is prime. */
			take_factor(ctx, ret, rest, 1);
			mpz_set_ui(rest, 1);
			break;
		}
		if (!mpz_divisible_ui_p(rest, p))
			continue;
		mpz_set_ui(prime, p);
		take_factor(ctx, ret, prime, mpz_remove(rest, rest, prime));
	}
	if (mpz_cmp_ui(rest, 1) > 0 && !ctx->pool.has_failed)
		split_rest(ctx, ret, rest);
	mpz_clears(rest, prime, NULL);
}

struct assay_poly assay_form_integer_power(struct assay_form_ctx *ctx, mpz_srcptr value, int64_t e_units)
{
	struct factors factors;
	split(ctx, value, &factors);
	struct assay_poly ret = assay_poly_small(&ctx->pool, 1, 1);
	for (uint32_t i = 0; i < factors.n && !ctx->pool.has_failed; i++) {
		int64_t e;
		if (__builtin_mul_overflow(e_units, (int64_t)factors.exponent[i], &e))
			ctx->pool.has_failed = true;
		else
			ret = assay_poly_mul(&ctx->pool, ret, assay_poly_power_of_atom(&ctx->pool, factors.atom[i], e));
	}
	return ret;
}

struct assay_poly assay_form_integer_ln(struct assay_form_ctx *ctx, mpz_srcptr value)
{
	struct factors factors;
	split(ctx, value, &factors);
	struct assay_poly ret = {0};
	for (uint32_t i = 0; i < factors.n && !ctx->pool.has_failed; i++) {
		mpq_t c;
		mpq_init(c);
		mpz_set(mpq_numref(c), ctx->pool.atoms[factors.atom[i]].value);
		struct assay_poly inner = assay_poly_rational(&ctx->pool, c);
		uint32_t k = assay_form_atom_of(ctx, ASSAY_ATOM_LN, inner);
		ctx->implied |= 1U << k;
		struct assay_poly ln = assay_poly_power_of_atom(&ctx->pool, k, UNIT);
		mpz_set_ui(mpq_numref(c), factors.exponent[i]);
		ret = assay_poly_add(&ctx->pool, ret, assay_poly_scale(&ctx->pool, ln, c));
		mpq_clear(c);
	}
	return ret;
}

/* base^n over an atom that stands for a near power of the same base. */
static struct assay_poly huge_atom(struct assay_form_ctx *ctx, enum assay_form_atom_kind kind, mpz_srcptr base,
				   mpz_srcptr n, long *ret_gap)
{
	mpz_t gap;
	mpz_init(gap);
	*ret_gap = 0;
	uint32_t k = 0;
	for (; k < ctx->pool.n_atoms; k++) {
		const struct assay_form_atom *atom = &ctx->atoms[k];
		if (atom->kind != kind || mpz_cmp(atom->base, base) != 0)
			continue;
		mpz_sub(gap, n, atom->exponent);
		if (mpz_cmpabs_ui(gap, MAX_GAP) <= 0) {
			*ret_gap = mpz_get_si(gap);
			break;
		}
	}
	mpz_clear(gap);
	if (k == ctx->pool.n_atoms) {
		assay_autobuf struct assay_buf text;
		assay_buf_init(&text, 0);
		size_t room = mpz_sizeinbase(base, 10) + mpz_sizeinbase(n, 10) + 8;
		if (assay_buf_reserve(&text, room)) {
			ctx->pool.has_failed = ctx->pool.out_of_memory = true;
			return (struct assay_poly){0};
		}
		text.len = (size_t)(kind == ASSAY_ATOM_POWER ? gmp_snprintf(text.data, room, "%Zd^%Zd", base, n)
							     : gmp_snprintf(text.data, room, "%Zd!", n));
		if (intern(ctx, kind, assay_buf_str(&text), ASSAY_POLY_FREE, NULL, &k)) {
			mpz_init_set(ctx->atoms[k].base, base);
			mpz_init_set(ctx->atoms[k].exponent, n);
			ctx->implied |= 1U << k;
		}
	}
	return assay_poly_power_of_atom(&ctx->pool, k, UNIT);
}

static struct assay_poly huge_prime_power(struct assay_form_ctx *ctx, mpz_srcptr base, mpz_srcptr n)
{
	mpz_t size;
	mpz_init(size);
	mpz_abs(size, n);
	long gap = 0;
	struct assay_poly ret = huge_atom(ctx, ASSAY_ATOM_POWER, base, size, &gap);
	mpq_t factor;
	mpq_init(factor);
	mpz_pow_ui(mpq_numref(factor), base, (unsigned long)(gap < 0 ? -gap : gap));
	if (gap < 0)
		mpq_inv(factor, factor);
	ret = assay_poly_scale(&ctx->pool, ret, factor);
	mpq_clear(factor);
	if (mpz_sgn(n) < 0 && ret.n)
		ret = assay_poly_invert_term(&ctx->pool, ret);
	mpz_clear(size);
	return ret;
}

static struct assay_poly huge_integer_power(struct assay_form_ctx *ctx, mpz_srcptr value, mpz_srcptr n)
{
	struct factors factors;
	split(ctx, value, &factors);
	struct assay_poly ret = assay_poly_small(&ctx->pool, 1, 1);
	mpz_t exponent;
	mpz_init(exponent);
	for (uint32_t i = 0; i < factors.n && !ctx->pool.has_failed; i++) {
		mpz_mul_ui(exponent, n, factors.exponent[i]);
		/* Of two powers of one base one may be small: the gap to 0 is written out then. */
		struct assay_poly power = huge_prime_power(ctx, ctx->pool.atoms[factors.atom[i]].value, exponent);
		ret = assay_poly_mul(&ctx->pool, ret, power);
	}
	mpz_clear(exponent);
	return ret;
}

struct assay_poly assay_form_huge_power(struct assay_form_ctx *ctx, mpq_srcptr value, mpz_srcptr n)
{
	mpz_t size, minus_n;
	mpz_inits(size, minus_n, NULL);
	mpz_abs(size, mpq_numref(value));
	mpz_neg(minus_n, n);
	struct assay_poly ret = huge_integer_power(ctx, size, n);
	if (mpz_cmp_ui(mpq_denref(value), 1) > 0)
		ret = assay_poly_mul(&ctx->pool, ret, huge_integer_power(ctx, mpq_denref(value), minus_n));
	if (mpq_sgn(value) < 0 && mpz_odd_p(n)) {
		struct assay_poly minus = assay_poly_small(&ctx->pool, -1, 1);
		ret = assay_poly_mul(&ctx->pool, ret, minus);
	}
	mpz_clears(size, minus_n, NULL);
	return ret;
}

struct assay_poly assay_form_factorial(struct assay_form_ctx *ctx, mpz_srcptr n)
{
	struct assay_poly ret = {0};
	mpq_t factor;
	mpq_init(factor);
	if (mpz_cmp_ui(n, MAX_WRITTEN_FACTORIAL) <= 0) {
		unsigned long small = mpz_get_ui(n);
		if (assay_poly_charge(&ctx->pool, 1 + small)) {
			mpz_fac_ui(mpq_numref(factor), small);
			ret = assay_poly_rational(&ctx->pool, factor);
		}
		mpq_clear(factor);
		return ret;
	}
	mpz_t none, at;
	mpz_inits(none, at, NULL);
	long gap = 0;
	ret = huge_atom(ctx, ASSAY_ATOM_FACTORIAL, none, n, &gap);
	/* n! = m! (m+1) ... n, or m! over n+1 ... m. */
	mpz_set(at, n);
	mpq_set_ui(factor, 1, 1);
	uint64_t bits = (uint64_t)(gap < 0 ? -gap : gap) * mpz_sizeinbase(n, 2);
	if (bits <= ctx->pool.max_bits && assay_poly_charge(&ctx->pool, bits / 16)) {
		for (long i = 0; i < (gap < 0 ? -gap : gap); i++) {
			if (gap < 0)
				mpz_add_ui(at, n, (unsigned long)i + 1);
			else
				mpz_sub_ui(at, n, (unsigned long)i);
			mpz_mul(mpq_numref(factor), mpq_numref(factor), at);
		}
		if (gap < 0)
			mpq_inv(factor, factor);
		ret = assay_poly_scale(&ctx->pool, ret, factor);
	} else {
		ctx->pool.has_failed = true;
	}
	mpz_clears(none, at, NULL);
	mpq_clear(factor);
	return ret;
}
