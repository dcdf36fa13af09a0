/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and what is made of them, as text in the arena. */
#include "problems/families/kit.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct assay_str kit_text(struct kit *k, const char *fmt, ...)
{
	char room[256];
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(room, sizeof(room), fmt, args);
	va_end(args);
	if (n >= 0 && (size_t)n < sizeof(room))
		return kit_copy(k, (struct assay_str){room, (size_t)n});
	char *text = assay_arena_alloc(k->arena, (size_t)n + 1);
	if (!text) {
		kit_full(k);
		return ASSAY_STR("");
	}
	va_start(args, fmt);
	(void)vsnprintf(text, (size_t)n + 1, fmt, args);
	va_end(args);
	return (struct assay_str){text, (size_t)n};
}

struct assay_str kit_ztext(struct kit *k, const char *fmt, ...)
{
	char room[512];
	va_list args;
	va_start(args, fmt);
	int n = gmp_vsnprintf(room, sizeof(room), fmt, args);
	va_end(args);
	if (n >= 0 && (size_t)n < sizeof(room))
		return kit_copy(k, (struct assay_str){room, (size_t)n});
	char *text = assay_arena_alloc(k->arena, (size_t)n + 1);
	if (!text) {
		kit_full(k);
		return ASSAY_STR("");
	}
	va_start(args, fmt);
	(void)gmp_vsnprintf(text, (size_t)n + 1, fmt, args);
	va_end(args);
	return (struct assay_str){text, (size_t)n};
}

struct assay_str kit_list(struct kit *k, const int64_t *items, size_t n, const char *sep, const char *last)
{
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			(void)assay_buf_add_c(&text, i + 1 == n ? last : sep);
		(void)assay_buf_printf(&text, "%" PRId64, items[i]);
	}
	return kit_copy(k, assay_buf_str(&text));
}

static void add_power(struct assay_buf *out, size_t power, const char *var)
{
	if (power > 0)
		(void)assay_buf_add_c(out, var);
	if (power > 9)
		(void)assay_buf_printf(out, "^{%zu}", power);
	else if (power > 1)
		(void)assay_buf_printf(out, "^%zu", power);
}

static void add_term(struct assay_buf *out, int64_t c, size_t power, const char *var)
{
	bool is_first = out->len == 0;
	(void)assay_buf_add_c(out, is_first ? (c < 0 ? "-" : "") : (c < 0 ? " - " : " + "));
	uint64_t size = c < 0 ? -(uint64_t)c : (uint64_t)c;
	if (size != 1 || power == 0)
		(void)assay_buf_printf(out, "%" PRIu64, size);
	add_power(out, power, var);
}

struct assay_str kit_poly(struct kit *k, const int64_t *coefficients, size_t n, const char *var)
{
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = n; i > 0; i--) {
		if (coefficients[i - 1] != 0)
			add_term(&text, coefficients[i - 1], i - 1, var);
	}
	return text.len > 0 ? kit_copy(k, assay_buf_str(&text)) : ASSAY_STR("0");
}

struct assay_str kit_qpoly(struct kit *k, const mpq_ptr *coefficients, size_t n, const char *var)
{
	assay_autobuf struct assay_buf text = {0};
	mpq_ptr size = kit_mpq(k);
	for (size_t i = n; i > 0; i--) {
		int sign = mpq_sgn(coefficients[i - 1]);
		if (sign == 0)
			continue;
		mpq_abs(size, coefficients[i - 1]);
		bool is_whole = mpz_cmp_ui(mpq_denref(size), 1) == 0;
		if (is_whole && mpz_fits_slong_p(mpq_numref(size))) {
			add_term(&text, sign * mpz_get_si(mpq_numref(size)), i - 1, var);
			continue;
		}
		(void)assay_buf_add_c(&text, text.len == 0 ? (sign < 0 ? "-" : "") : (sign < 0 ? " - " : " + "));
		(void)assay_buf_add_str(&text, kit_ztext(k, is_whole || i == 1 ? "%Qd" : "(%Qd)", size));
		add_power(&text, i - 1, var);
	}
	return text.len > 0 ? kit_copy(k, assay_buf_str(&text)) : ASSAY_STR("0");
}

struct assay_str kit_linear(struct kit *k, const int64_t *coefficients, const char *vars)
{
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; vars[i]; i++) {
		const char var[2] = {vars[i], '\0'};
		if (coefficients[i] != 0)
			add_term(&text, coefficients[i], 1, var);
	}
	return text.len > 0 ? kit_copy(k, assay_buf_str(&text)) : ASSAY_STR("0");
}

struct assay_str kit_qlist(struct kit *k, const mpq_ptr *values, size_t n, const char *open, const char *close)
{
	assay_autobuf struct assay_buf text = {0};
	(void)assay_buf_add_c(&text, open);
	for (size_t i = 0; i < n; i++) {
		(void)assay_buf_add_c(&text, i > 0 ? ", " : "");
		(void)assay_buf_add_str(&text, kit_ztext(k, "%Qd", values[i]));
	}
	(void)assay_buf_add_c(&text, close);
	return kit_copy(k, assay_buf_str(&text));
}

struct assay_str kit_matrix(struct kit *k, const mpq_ptr *values, size_t rows, size_t columns)
{
	assay_autobuf struct assay_buf text = {0};
	(void)assay_buf_add_c(&text, "\\begin{pmatrix} ");
	for (size_t i = 0; i < rows * columns; i++) {
		const char *sign = i % columns == 0 ? " \\\\ " : " & ";
		(void)assay_buf_add_c(&text, i > 0 ? sign : "");
		(void)assay_buf_add_str(&text, kit_ztext(k, "%Qd", values[i]));
	}
	(void)assay_buf_add_c(&text, " \\end{pmatrix}");
	return kit_copy(k, assay_buf_str(&text));
}

struct assay_str kit_surd_sum(struct kit *k, const mpq_t p, const mpq_t q, int64_t r)
{
	mpq_ptr sum = kit_mpq(k);
	mpz_ptr part = kit_mpz(k);
	mpz_ptr den = kit_mpz(k);
	mpq_add(sum, p, q);
	if (r == 1 || mpq_sgn(q) == 0)
		return kit_ztext(k, "%Qd", r == 1 ? sum : p);
	assay_autobuf struct assay_buf text = {0};
	mpz_lcm(den, mpq_denref(p), mpq_denref(q));
	mpz_divexact(part, den, mpq_denref(p));
	mpz_mul(part, part, mpq_numref(p));
	bool has_first = mpz_sgn(part) != 0;
	if (has_first)
		(void)assay_buf_add_str(&text, kit_ztext(k, "%Zd", part));
	(void)assay_buf_add_c(&text, mpq_sgn(q) < 0 ? (has_first ? " - " : "-") : (has_first ? " + " : ""));
	mpz_divexact(part, den, mpq_denref(q));
	mpz_mul(part, part, mpq_numref(q));
	mpz_abs(part, part);
	if (mpz_cmp_ui(part, 1) != 0)
		(void)assay_buf_add_str(&text, kit_ztext(k, "%Zd", part));
	(void)assay_buf_printf(&text, "\\sqrt{%" PRId64 "}", r);
	if (mpz_cmp_ui(den, 1) == 0)
		return kit_copy(k, assay_buf_str(&text));
	return kit_ztext(k, "\\frac{%s}{%Zd}", kit_copy(k, assay_buf_str(&text)).data, den);
}

struct assay_str kit_hundredths(struct kit *k, int64_t value)
{
	int64_t rest = llabs(value % 100);
	const char *sign = value < 0 ? "-" : "";
	if (rest == 0)
		return kit_text(k, "%" PRId64, value / 100);
	return kit_text(k, "%s%" PRId64 ".%02" PRId64, sign, (int64_t)llabs(value / 100), rest);
}

struct assay_str kit_operand(struct kit *k, const mpq_t value)
{
	bool is_plain = mpq_sgn(value) >= 0 && mpz_cmp_ui(mpq_denref(value), 1) == 0;
	return kit_ztext(k, is_plain ? "%Qd" : "(%Qd)", value);
}

struct assay_str kit_operand_i(struct kit *k, int64_t value)
{
	return kit_text(k, value < 0 ? "(%" PRId64 ")" : "%" PRId64, value);
}

struct assay_str kit_surd(struct kit *k, int64_t num, int64_t den, int64_t radicand)
{
	mpq_ptr q = kit_mpq(k);
	mpq_set_si(q, num, (unsigned long)den);
	mpq_canonicalize(q);
	bool is_whole = mpz_cmp_ui(mpq_denref(q), 1) == 0;
	if (num == 0 || (is_whole && radicand == 1))
		return kit_ztext(k, "%Zd", mpq_numref(q));
	const char *sign = mpq_sgn(q) < 0 ? "-" : "";
	mpz_abs(mpq_numref(q), mpq_numref(q));
	struct assay_str top = kit_ztext(k, "%Zd", mpq_numref(q));
	if (radicand != 1)
		top = kit_text(k, "%s\\sqrt{%" PRId64 "}", assay_str_is(top, "1") ? "" : top.data, radicand);
	if (is_whole)
		return kit_text(k, "%s%s", sign, top.data);
	return kit_ztext(k, "%s\\frac{%s}{%Zd}", sign, top.data, mpq_denref(q));
}

static struct kit_number *new_number(struct kit *k)
{
	/* Not of the arena: numbers are computed with until the family returns, and in a full arena two of them would
	 * be one. */
	struct kit_number *number = calloc(1, sizeof(*number));
	if (!number) {
		kit_full(k);
		return &k->spare;
	}
	number->next = k->numbers;
	k->numbers = number;
	return number;
}

mpz_ptr kit_mpz(struct kit *k)
{
	struct kit_number *number = new_number(k);
	if (number != &k->spare)
		mpz_init(number->z);
	return number->z;
}

mpq_ptr kit_mpq(struct kit *k)
{
	struct kit_number *number = new_number(k);
	if (number != &k->spare) {
		mpq_init(number->q);
		number->is_q = true;
	}
	return number->q;
}

mpq_ptr kit_q(struct kit *k, int64_t num, int64_t den)
{
	mpq_ptr value = kit_mpq(k);
	mpq_set_si(value, num, (unsigned long)den);
	mpq_canonicalize(value);
	return value;
}
