/* SPDX-License-Identifier: Apache-2.0 */
/* Answers about things: words, choices, quantities with units, percentages, degrees, times and dates. */
#include "verifiers/math/equal_inner.h"

#include <string.h>

/* Words compared as text. */
#define MAX_WORDS_BYTES 4096

static bool is_kind(const struct assay_scalar *at, enum assay_expr_kind kind)
{
	return assay_node_of(at)->kind == kind;
}

/* The PERCENT or DEGREE node under a sign; false when there is none. */
static bool under_sign(const struct assay_scalar *at, enum assay_expr_kind kind, struct assay_scalar *ret,
		       bool *ret_is_negative)
{
	*ret = *at;
	*ret_is_negative = is_kind(at, ASSAY_EXPR_NEG);
	if (*ret_is_negative)
		*ret = assay_kid_at(at, 0);
	return is_kind(ret, kind) && !(kind == ASSAY_EXPR_DEGREE && assay_node_of(ret)->sub);
}

static bool has_mark(const struct assay_scalar *at, enum assay_expr_kind kind)
{
	struct assay_scalar unused;
	bool is_negative;
	return under_sign(at, kind, &unused, &is_negative);
}

bool assay_is_world(const struct assay_scalar *at)
{
	switch (assay_node_of(at)->kind) {
	case ASSAY_EXPR_TEXT:
	case ASSAY_EXPR_QUANTITY:
	case ASSAY_EXPR_TIME:
	case ASSAY_EXPR_DATE:
	case ASSAY_EXPR_CHOICE:
		return true;
	case ASSAY_EXPR_NEG: {
		struct assay_scalar kid = assay_kid_at(at, 0);
		return is_kind(&kid, ASSAY_EXPR_QUANTITY) || has_mark(at, ASSAY_EXPR_PERCENT) ||
		       has_mark(at, ASSAY_EXPR_DEGREE);
	}
	default:
		return has_mark(at, ASSAY_EXPR_PERCENT) || has_mark(at, ASSAY_EXPR_DEGREE);
	}
}

/* What a value would be without a mark: a scalar whose node is the kid, and a sign. */
struct unmarked {
	struct assay_scalar at;
	bool is_negative;
};

/* Compares forms of both sides after a sign and a factor each. */
static struct assay_outcome compare_scaled(struct assay_match *match, const struct unmarked *gold,
					   const struct unmarked *answer, const mpq_t gold_factor,
					   const mpq_t answer_factor, const mpq_t gold_offset,
					   const mpq_t answer_offset)
{
	struct assay_form_ctx ctx;
	assay_match_form_init(match, &ctx);
	const struct unmarked *sides[2] = {gold, answer};
	mpq_srcptr factor[2] = {gold_factor, answer_factor};
	mpq_srcptr offset[2] = {gold_offset, answer_offset};
	struct assay_form form[2];
	for (int s = 0; s < 2; s++) {
		form[s] = assay_form_of(&ctx, &sides[s]->at);
		struct assay_form f = assay_form_poly(&ctx, assay_poly_rational(&ctx.pool, factor[s]));
		struct assay_form o = assay_form_poly(&ctx, assay_poly_rational(&ctx.pool, offset[s]));
		form[s] = assay_form_mul(&ctx, &form[s], &f);
		f = assay_form_small(&ctx, sides[s]->is_negative ? -1 : 1, 1);
		form[s] = assay_form_mul(&ctx, &form[s], &f);
		form[s] = assay_form_add(&ctx, &form[s], &o);
	}
	struct assay_outcome ret = assay_unknown(ctx.reason ? ctx.reason : "a value has no form");
	if (form[0].state == ASSAY_FORM_VALUE && form[1].state == ASSAY_FORM_VALUE) {
		mpq_t x, y;
		mpq_inits(x, y, NULL);
		struct assay_poly difference = assay_form_difference(&ctx, &form[0], &form[1]);
		bool is_zero = difference.n == 0 && !assay_poly_failed(&ctx.pool);
		if (assay_form_rational(&ctx, &form[0], x) && assay_form_rational(&ctx, &form[1], y))
			ret = assay_claim_values(match, x, y);
		else if ((is_zero && !assay_form_is_assuming(&ctx)) || assay_form_is_nonzero(&ctx, difference))
			ret = assay_claim_forms(match, &ctx, &form[0], &form[1], is_zero ? ASSAY_TRUE : ASSAY_FALSE);
		else
			ret.reason = "the values are not known to be equal or different";
		mpq_clears(x, y, NULL);
	}
	assay_match_form_clear(match, &ctx);
	return ret;
}

/* The two sides without marks, on the same scale, by the tiers when there is no sign to take along. */
static struct assay_outcome compare_plain(struct assay_match *match, const struct unmarked *gold,
					  const struct unmarked *answer)
{
	if (!gold->is_negative && !answer->is_negative)
		return assay_equal_nodes(match, &gold->at, &answer->at);
	mpq_t one, none;
	mpq_inits(one, none, NULL);
	mpq_set_ui(one, 1, 1);
	struct assay_outcome ret = compare_scaled(match, gold, answer, one, one, none, none);
	mpq_clears(one, none, NULL);
	return ret;
}

static struct assay_outcome rewritten(struct assay_match *match, const char *rule, const struct assay_scalar *gold,
				      const struct assay_scalar *answer, struct assay_outcome kid)
{
	if (kid.truth == ASSAY_UNKNOWN)
		return kid;
	return assay_claim_rewritten(match, rule, assay_text_of(match, gold), assay_text_of(match, answer), kid);
}

static struct unmarked strip(const struct assay_scalar *at, enum assay_expr_kind kind)
{
	struct unmarked ret;
	if (!under_sign(at, kind, &ret.at, &ret.is_negative)) {
		ret.at = *at;
		ret.is_negative = false;
		return ret;
	}
	ret.at = assay_kid_at(&ret.at, 0);
	return ret;
}

/*
 * A mark (percent, degree) on both sides goes; on one side it may be ignored, or be taken at its word: the tiers for
 * scalars know that 28% is 28/100 and 30 degrees pi/6.
 */
static struct assay_outcome compare_marked(struct assay_match *match, const struct assay_scalar *gold,
					   const struct assay_scalar *answer, enum assay_expr_kind kind)
{
	bool is_percent = kind == ASSAY_EXPR_PERCENT;
	bool may_ignore = is_percent ? match->rules->percent_is_ignored : match->rules->degree_may_be_missing;
	bool may_apply = is_percent ? match->rules->percent_is_hundredth : true;
	struct unmarked g = strip(gold, kind), a = strip(answer, kind);
	struct assay_outcome plain = compare_plain(match, &g, &a);
	if (has_mark(gold, kind) && has_mark(answer, kind))
		return rewritten(match, is_percent ? "without the percent signs" : "without the degree signs", gold,
				 answer, plain);
	if (plain.truth == ASSAY_TRUE && may_ignore)
		return rewritten(match, is_percent ? "the percent sign is ignored" : "the degree sign is ignored", gold,
				 answer, plain);
	struct assay_outcome applied = assay_equal_scalars(match, gold, answer);
	if (applied.truth == ASSAY_TRUE && may_apply)
		return rewritten(match, is_percent ? "a percent is a hundredth" : "degrees in radians", gold, answer,
				 applied);
	if (plain.truth == ASSAY_TRUE)
		return assay_unknown(is_percent ? "the values agree only if the percent sign is ignored"
						: "the values agree only if the degree sign is ignored");
	if (applied.truth == ASSAY_TRUE)
		return assay_unknown("the values agree only if a percent is a hundredth");
	if (plain.truth == ASSAY_UNKNOWN)
		return plain;
	return applied;
}

/* A quantity and its sign. */
static const struct assay_expr_unit *unit_of(const struct assay_scalar *at, struct unmarked *ret)
{
	ret->at = *at;
	ret->is_negative = is_kind(at, ASSAY_EXPR_NEG);
	if (ret->is_negative)
		ret->at = assay_kid_at(at, 0);
	if (!is_kind(&ret->at, ASSAY_EXPR_QUANTITY)) {
		ret->at = *at;
		ret->is_negative = false;
		return NULL;
	}
	const struct assay_expr_unit *unit = &at->expr->units[assay_node_of(&ret->at)->unit];
	ret->at = assay_kid_at(&ret->at, 0);
	return unit;
}

static void factor_of(const struct assay_expr_unit *unit, mpq_t factor, mpq_t offset)
{
	mpq_t scale;
	mpq_init(scale);
	mpq_set_si(factor, (long)unit->num, (unsigned long)unit->den);
	mpq_canonicalize(factor);
	mpz_ui_pow_ui(mpq_numref(scale), 10, (unsigned long)(unit->exp10 < 0 ? -unit->exp10 : unit->exp10));
	if (unit->exp10 < 0)
		mpq_div(factor, factor, scale);
	else
		mpq_mul(factor, factor, scale);
	mpq_set_si(offset, (long)unit->offset_num, (unsigned long)(unit->offset_den ? unit->offset_den : 1));
	mpq_canonicalize(offset);
	mpq_clear(scale);
}

static struct assay_outcome convert(struct assay_match *match, const struct assay_scalar *gold,
				    const struct assay_scalar *answer, const struct unmarked *g,
				    const struct unmarked *a, const struct assay_expr_unit *gold_unit,
				    const struct assay_expr_unit *answer_unit)
{
	mpq_t factor[2], offset[2];
	mpq_inits(factor[0], factor[1], offset[0], offset[1], NULL);
	factor_of(gold_unit, factor[0], offset[0]);
	factor_of(answer_unit, factor[1], offset[1]);
	struct assay_outcome ret = compare_scaled(match, g, a, factor[0], factor[1], offset[0], offset[1]);
	mpq_clears(factor[0], factor[1], offset[0], offset[1], NULL);
	return rewritten(match, "in units of the SI", gold, answer, ret);
}

static struct assay_outcome compare_quantities(struct assay_match *match, const struct assay_scalar *gold,
					       const struct assay_scalar *answer)
{
	struct unmarked g, a;
	const struct assay_expr_unit *x = unit_of(gold, &g), *y = unit_of(answer, &a);
	bool one_is_missing = !x || !y || x->is_vague || y->is_vague;
	/* Cents and dollars have one currency, not one size. */
	bool is_same_unit = x && y && assay_str_eq(x->canonical, y->canonical) && x->exp10 == y->exp10;
	if (is_same_unit)
		return rewritten(match, "in the same unit", gold, answer, compare_plain(match, &g, &a));
	if (x && y && x->is_vague && y->is_vague)
		return assay_unknown("two units without a name are not known to be the same");
	if (one_is_missing) {
		const struct assay_expr_unit *lone = x && !x->is_vague ? x : y && !y->is_vague ? y : NULL;
		struct assay_outcome plain = compare_plain(match, &g, &a);
		bool is_allowed = !lone || match->rules->unit_may_be_missing ||
				  (lone->currency && match->rules->currency_is_ignored);
		if (plain.truth == ASSAY_TRUE && !is_allowed)
			return assay_unknown("the values agree only if the unit may be missing");
		return rewritten(match, "the unit is missing on one side", gold, answer, plain);
	}
	if (!x->is_known || !y->is_known) {
		/* Counted things: only their number can be told apart. */
		struct assay_outcome plain = compare_plain(match, &g, &a);
		if (plain.truth == ASSAY_TRUE && !match->rules->unit_may_be_missing)
			return assay_unknown("the units are not the same, and not both known");
		return plain.truth == ASSAY_TRUE ? rewritten(match, "unknown units are ignored", gold, answer, plain)
						 : assay_unknown("the units are not the same, and not both known");
	}
	if (memcmp(x->dims, y->dims, sizeof(x->dims)) != 0)
		return assay_claim_shapes(match, "a quantity of one kind", "a quantity of another kind");
	bool is_money = x->currency || y->currency;
	if (is_money && !(x->currency && y->currency && strcmp(x->currency, y->currency) == 0))
		return assay_unknown("the currencies differ");
	return convert(match, gold, answer, &g, &a, x, y);
}

/* Lower case, articles and punctuation gone, spaces single. */
static size_t plain_words(struct assay_str text, char *out, size_t room)
{
	size_t n = 0;
	for (size_t i = 0; i < text.len && n + 1 < room; i++) {
		char c = text.data[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		bool is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80 ||
			       c == '\'' || c == '+' || c == '/' || c == '%';
		if (is_word)
			out[n++] = c;
		else if (n && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	while (n && out[n - 1] == ' ')
		n--;
	static const char *const articles[] = {"the ", "a ", "an "};
	for (size_t k = 0; k < sizeof(articles) / sizeof(articles[0]); k++) {
		size_t len = strlen(articles[k]);
		if (n > len && memcmp(out, articles[k], len) == 0) {
			memmove(out, out + len, n - len);
			n -= len;
			break;
		}
	}
	return n;
}

static struct assay_outcome compare_texts(struct assay_match *match, struct assay_str gold, struct assay_str answer)
{
	if (gold.len > MAX_WORDS_BYTES || answer.len > MAX_WORDS_BYTES)
		return assay_unknown("the texts are too long to compare");
	char *words[2];
	size_t n[2];
	struct assay_str texts[2] = {gold, answer};
	for (int s = 0; s < 2; s++) {
		words[s] = assay_arena_alloc(match->arena, texts[s].len + 2);
		if (!words[s])
			return assay_outcome_nomem(match);
		n[s] = plain_words(texts[s], words[s], texts[s].len + 2);
	}
	struct assay_str g = {words[0], n[0]}, a = {words[1], n[1]};
	bool is_same = n[0] == n[1] && n[0] && memcmp(words[0], words[1], n[0]) == 0;
	bool one_word = n[0] && n[1] && !memchr(words[0], ' ', n[0]) && !memchr(words[1], ' ', n[1]);
	bool holds = assay_str_find(g, a, 0) != SIZE_MAX || assay_str_find(a, g, 0) != SIZE_MAX;
	if (!is_same && (!one_word || holds))
		return assay_unknown("the texts differ, and may still mean the same");
	struct assay_claim *claim = assay_claim_new(match, ASSAY_CLAIM_SAME_TEXT, is_same ? ASSAY_TRUE : ASSAY_FALSE,
						    ASSAY_PROOF_STRUCTURAL);
	if (claim) {
		claim->rule = "as words, without case and articles";
		claim->gold.text = g;
		claim->answer.text = a;
	}
	return assay_claimed(match, claim);
}

/* The letter of a choice: written as one, or a name or a text of one letter. */
static bool letter_of(const struct assay_scalar *at, char *ret)
{
	enum assay_expr_kind kind = assay_node_of(at)->kind;
	if (kind != ASSAY_EXPR_CHOICE && kind != ASSAY_EXPR_VARIABLE && kind != ASSAY_EXPR_TEXT)
		return false;
	struct assay_str symbol = assay_expr_symbol_of(at->expr, at->node);
	if (symbol.len != 1)
		return false;
	char c = symbol.data[0];
	*ret = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	return *ret >= 'A' && *ret <= 'Z';
}

static struct assay_outcome compare_choices(struct assay_match *match, const struct assay_scalar *gold,
					    const struct assay_scalar *answer)
{
	char x, y;
	if (letter_of(gold, &x) && letter_of(answer, &y)) {
		struct assay_claim *claim = assay_claim_new(match, ASSAY_CLAIM_SAME_TEXT,
							    x == y ? ASSAY_TRUE : ASSAY_FALSE, ASSAY_PROOF_STRUCTURAL);
		if (claim) {
			claim->rule = "the letters of the choice";
			claim->gold.text = assay_arena_str(match->arena, (struct assay_str){&x, 1});
			claim->answer.text = assay_arena_str(match->arena, (struct assay_str){&y, 1});
		}
		return assay_claimed(match, claim);
	}
	/* One letter with its text against a text. */
	const struct assay_scalar *sides[2] = {gold, answer};
	struct assay_scalar inner[2] = {*gold, *answer};
	bool has_inner = false;
	for (int s = 0; s < 2; s++) {
		if (is_kind(sides[s], ASSAY_EXPR_CHOICE) && assay_node_of(sides[s])->n_kids) {
			inner[s] = assay_kid_at(sides[s], 0);
			has_inner = true;
		}
	}
	if (!has_inner)
		return assay_unknown("a choice against something that is none");
	return rewritten(match, "what stands beside the letter", gold, answer,
			 assay_equal_nodes(match, &inner[0], &inner[1]));
}

/* Seconds since midnight. */
static bool seconds_of(struct assay_match *match, const struct assay_scalar *at, mpq_t ret)
{
	struct assay_form_ctx ctx;
	assay_match_form_init(match, &ctx);
	mpq_t part;
	mpq_init(part);
	mpq_set_ui(ret, 0, 1);
	const struct assay_expr_node *node = assay_node_of(at);
	bool is_known = true;
	static const unsigned long share[] = {3600, 60, 1};
	for (uint32_t k = 0; k < node->n_kids && k < 3; k++) {
		struct assay_scalar kid = assay_kid_at(at, k);
		struct assay_form form = assay_form_of(&ctx, &kid);
		is_known = is_known && assay_form_rational(&ctx, &form, part);
		if (is_known && k == 0 && node->sub && mpq_cmp_ui(part, 12, 1) == 0)
			mpq_set_ui(part, 0, 1);
		if (is_known && k == 0 && node->sub == 2) {
			mpz_addmul_ui(mpq_numref(part), mpq_denref(part), 12);
		}
		mpz_mul_ui(mpq_numref(part), mpq_numref(part), share[k]);
		mpq_canonicalize(part);
		mpq_add(ret, ret, part);
	}
	mpq_clear(part);
	assay_match_form_clear(match, &ctx);
	return is_known;
}

static struct assay_outcome compare_times(struct assay_match *match, const struct assay_scalar *gold,
					  const struct assay_scalar *answer)
{
	mpq_t x, y, gap;
	mpq_inits(x, y, gap, NULL);
	struct assay_outcome ret = assay_unknown("a time of day cannot be read");
	if (seconds_of(match, gold, x) && seconds_of(match, answer, y)) {
		mpq_sub(gap, x, y);
		mpq_abs(gap, gap);
		bool half_day = mpq_cmp_ui(gap, 12UL * 3600, 1) == 0;
		bool says_half = assay_node_of(gold)->sub && assay_node_of(answer)->sub;
		if (half_day && !says_half)
			ret = assay_unknown("the times agree only if one is of the other half of the day");
		else
			ret = rewritten(match, "seconds since midnight", gold, answer, assay_claim_values(match, x, y));
	}
	mpq_clears(x, y, gap, NULL);
	return ret;
}

/* Month, day, and the year where both give one. */
static struct assay_outcome compare_dates(struct assay_match *match, const struct assay_scalar *gold,
					  const struct assay_scalar *answer)
{
	const struct assay_expr_node *g = assay_node_of(gold), *a = assay_node_of(answer);
	uint32_t n = g->n_kids < a->n_kids ? g->n_kids : a->n_kids;
	struct assay_outcome ret = assay_unknown("a date cannot be read");
	for (uint32_t k = 0; k < n; k++) {
		struct assay_scalar x = assay_kid_at(gold, k), y = assay_kid_at(answer, k);
		ret = assay_equal_nodes(match, &x, &y);
		if (ret.truth != ASSAY_TRUE)
			return rewritten(match, "a part of the date", gold, answer, ret);
	}
	if (g->n_kids != a->n_kids)
		return assay_unknown("only one date says its year");
	return rewritten(match, "month, day and year are the same; of them the last", gold, answer, ret);
}

/* Words that stand for a value that is none. */
static bool says_nothing(struct assay_str text)
{
	static const char *const words[] = {
		"none",	    "no",	"empty",      "nothing",   "undefined", "infinite", "infinity", "all",
		"any",	    "every",	"not",	      "zero",	   "one",	"two",	    "three",	"four",
		"five",	    "six",	"seven",      "eight",	   "nine",	"ten",	    "eleven",	"twelve",
		"thirteen", "fourteen", "fifteen",    "sixteen",   "twenty",	"thirty",   "forty",	"fifty",
		"sixty",    "seventy",	"eighty",     "ninety",	   "hundred",	"thousand", "million",	"eighteen",
		"nineteen", "half",	"impossible", "seventeen", "dozen",	"minus",    "negative"};
	char plain[64];
	size_t n = text.len < sizeof(plain) - 2 ? plain_words(text, plain, sizeof(plain)) : 0;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t len = strlen(words[i]);
		if (n >= len && memcmp(plain, words[i], len) == 0 &&
		    (n == len || plain[len] == ' ' || plain[len] == '-'))
			return true;
	}
	return text.len >= sizeof(plain) - 2;
}

static struct assay_outcome text_with_other(struct assay_match *match, const struct assay_scalar *gold,
					    const struct assay_scalar *answer)
{
	bool gold_is_text = is_kind(gold, ASSAY_EXPR_TEXT);
	const struct assay_scalar *text = gold_is_text ? gold : answer, *other = gold_is_text ? answer : gold;
	struct assay_str words = assay_expr_symbol_of(text->expr, text->node);
	const struct assay_expr_node *node = assay_node_of(other);
	if (node->kind == ASSAY_EXPR_CONSTANT && (node->sub == ASSAY_CONST_TRUE || node->sub == ASSAY_CONST_FALSE)) {
		struct assay_str value = node->sub == ASSAY_CONST_TRUE ? ASSAY_STR("true") : ASSAY_STR("false");
		return compare_texts(match, gold_is_text ? words : value, gold_is_text ? value : words);
	}
	if (is_kind(other, ASSAY_EXPR_VARIABLE))
		return compare_texts(match, assay_expr_symbol_of(gold->expr, gold->node),
				     assay_expr_symbol_of(answer->expr, answer->node));
	if (!is_kind(other, ASSAY_EXPR_NUMBER) || says_nothing(words))
		return assay_unknown("a text against something that is none");
	return assay_claim_shapes(match, gold_is_text ? "words" : "a number", gold_is_text ? "a number" : "words");
}

struct assay_outcome assay_equal_world(struct assay_match *match, const struct assay_scalar *gold,
				       const struct assay_scalar *answer)
{
	bool is_choice = is_kind(gold, ASSAY_EXPR_CHOICE) || is_kind(answer, ASSAY_EXPR_CHOICE);
	bool gold_is_text = is_kind(gold, ASSAY_EXPR_TEXT), answer_is_text = is_kind(answer, ASSAY_EXPR_TEXT);
	struct unmarked unused;
	if (is_choice)
		return compare_choices(match, gold, answer);
	if (gold_is_text && answer_is_text)
		return compare_texts(match, assay_expr_symbol_of(gold->expr, gold->node),
				     assay_expr_symbol_of(answer->expr, answer->node));
	if (gold_is_text || answer_is_text)
		return text_with_other(match, gold, answer);
	if (is_kind(gold, ASSAY_EXPR_TIME) && is_kind(answer, ASSAY_EXPR_TIME))
		return compare_times(match, gold, answer);
	if (is_kind(gold, ASSAY_EXPR_DATE) && is_kind(answer, ASSAY_EXPR_DATE))
		return compare_dates(match, gold, answer);
	if (is_kind(gold, ASSAY_EXPR_TIME) || is_kind(answer, ASSAY_EXPR_TIME) || is_kind(gold, ASSAY_EXPR_DATE) ||
	    is_kind(answer, ASSAY_EXPR_DATE))
		return assay_unknown("a time or date against something else");
	if (unit_of(gold, &unused) || unit_of(answer, &unused))
		return compare_quantities(match, gold, answer);
	if (has_mark(gold, ASSAY_EXPR_PERCENT) || has_mark(answer, ASSAY_EXPR_PERCENT))
		return compare_marked(match, gold, answer, ASSAY_EXPR_PERCENT);
	return compare_marked(match, gold, answer, ASSAY_EXPR_DEGREE);
}
