/* SPDX-License-Identifier: Apache-2.0 */
/* Units behind a value: their words, powers and products. */
#include "verifiers/math/reader.h"

void wrap_unit(struct reader *reader, const struct assay_expr_unit *unit)
{
	uint32_t node = top_val(reader)->node;
	node = tree_node(reader, ASSAY_EXPR_QUANTITY, 0, &node, 1);
	if (reader->problem || !tree_add_unit(reader, unit))
		return;
	reader->nodes[node].unit = reader->n_units - 1;
	*top_val(reader) = (struct val){.node = node};
}

static int power_word(struct assay_str word)
{
	if (assay_str_is(word, "square") || assay_str_is(word, "sq") || assay_str_is(word, "squared"))
		return 2;
	return assay_str_is(word, "cubic") || assay_str_is(word, "cu") || assay_str_is(word, "cubed") ? 3 : 0;
}

/* "^2" or "^{-1}" at `*ahead`. */
static int read_unit_power(const struct reader *reader, uint32_t *ahead)
{
	uint32_t at = *ahead;
	if (!token_is(reader, at, TOK_CARET))
		return 1;
	bool is_group = token_is_sub(reader, ++at, TOK_OPEN, BRACKET_GROUP);
	at += is_group;
	bool is_negative = token_is(reader, at, TOK_MINUS);
	at += is_negative;
	int power = small_at(reader, at++, 1, 1);
	if (power < 1 || (is_group && !token_is_sub(reader, at++, TOK_CLOSE, BRACKET_GROUP)))
		return 1;
	*ahead = at;
	return is_negative ? -power : power;
}

/* A word that may name a unit: from \text{}, or several letters; one letter only inside a unit that has begun. */
static bool is_unit_token(const struct token *token, bool has_begun)
{
	return token->type == TOK_WORD || token->type == TOK_RUN ||
	       (token->type == TOK_LETTER && (has_begun || token->flags & TOKEN_UPRIGHT));
}

struct unit_reading {
	struct assay_expr_unit unit;
	uint32_t ahead; /* Behind what was read. */
	bool is_exact;
};

/* One factor, with its power: "square feet", "cm^2", "second squared". */
static bool read_unit_term(struct reader *reader, struct unit_reading *reading, int sign, bool has_begun)
{
	uint32_t ahead = reading->ahead;
	struct assay_expr_unit factor;
	int power = 0;
	const struct token *token = token_at(reader, ahead);
	if (token->type == TOK_WORD || token->type == TOK_RUN)
		power = power_word(token_text(reader, token));
	if (power) {
		ahead += word_tokens(reader, ahead);
		token = token_at(reader, ahead);
	}
	if (!is_unit_token(token, has_begun) || !assay_math_unit_find(token_text(reader, token), &factor))
		return false;
	ahead += word_tokens(reader, ahead);
	if (power == 0) {
		const struct token *next = token_at(reader, ahead);
		bool is_spoken = next->type == TOK_WORD || next->type == TOK_RUN;
		power = is_spoken ? power_word(token_text(reader, next)) : 0;
		/* "second squared", but not "meter square inch". */
		if (power && token_text(reader, next).len > 4 && assay_str_ends(token_text(reader, next), "ed"))
			ahead += word_tokens(reader, ahead);
		else
			power = read_unit_power(reader, &ahead);
	}
	reading->is_exact = assay_math_unit_multiply(&reading->unit, &factor, sign * power) && reading->is_exact;
	reading->ahead = ahead;
	return true;
}

/* Whatever joins two factors at `ahead`: its tokens; `*ret_sign` is -1 for "per" and a slash. */
static uint32_t unit_joint(const struct reader *reader, uint32_t ahead, int *ret_sign)
{
	const struct token *token = token_at(reader, ahead);
	*ret_sign = 1;
	if ((token->type == TOK_WORD || token->type == TOK_RUN) &&
	    (assay_str_is(token_text(reader, token), "per") || assay_str_is(token_text(reader, token), "an"))) {
		*ret_sign = -1;
		return word_tokens(reader, ahead);
	}
	if (token->type == TOK_SLASH) {
		*ret_sign = -1;
		return 1;
	}
	return token->type == TOK_TIMES ? 1 : 0;
}

static void read_unit_factors(struct reader *reader, struct unit_reading *reading)
{
	for (int sign = 1;;) {
		uint32_t before = reading->ahead, n = unit_joint(reader, before, &sign);
		reading->ahead += n;
		bool may_follow = n > 0 || token_at(reader, before)->type == TOK_WORD;
		if (!may_follow || !read_unit_term(reader, reading, sign, n > 0)) {
			reading->ahead = before;
			return;
		}
	}
}

/* The text of the tokens up to `reading->ahead` with single spaces. */
static struct assay_str unit_text(struct reader *reader, uint32_t n)
{
	char *data;
	size_t room = token_at(reader, n - 1)->end - token_at(reader, 0)->start + n;
	struct assay_str text = allocate(reader, room, &data);
	for (uint32_t i = 0; data && i < n; i += word_tokens(reader, i)) {
		struct assay_str word = token_text(reader, token_at(reader, i));
		if (i > 0 && token_at(reader, i)->flags & TOKEN_SPACE)
			data[text.len++] = ' ';
		memcpy(data + text.len, word.data, word.len);
		text.len += word.len;
	}
	return text;
}

/* "children tickets" and "Child ticket" are one thing: lower case, without the s of the plural. */
static struct assay_str singular(struct reader *reader, struct assay_str phrase)
{
	char *data;
	struct assay_str ret = allocate(reader, phrase.len, &data);
	for (size_t i = 0; data && i < phrase.len; i++) {
		bool ends = i + 1 == phrase.len || phrase.data[i + 1] == ' ';
		bool is_plural = ends && phrase.data[i] == 's' && i > 2 && phrase.data[i - 1] != 's';
		if (!is_plural)
			data[ret.len++] = to_lower(phrase.data[i]);
	}
	return ret;
}

/* A counted thing: all words up to what is no word. "units" and "square units" leave the unit open. */
static bool read_noun(struct reader *reader, struct unit_reading *reading)
{
	uint32_t n;
	struct assay_str phrase = phrase_at(reader, &n);
	if (n == 0 || reader->problem)
		return false;
	uint32_t ahead = n;
	int power = power_word(token_text(reader, token_at(reader, 0)));
	struct assay_str bare =
		power ? assay_str_sub(phrase, (size_t)token_text(reader, token_at(reader, 0)).len + 1, phrase.len)
		      : phrase;
	if (assay_str_is(bare, "units") || assay_str_is(bare, "unit")) {
		reading->unit.is_vague = true;
		power = power ? power : read_unit_power(reader, &ahead);
		reading->unit.dims[ASSAY_DIM_LENGTH] = (int8_t)power;
		reading->unit.canonical = power == 1   ? ASSAY_STR("unit")
					  : power == 2 ? ASSAY_STR("unit^2")
						       : ASSAY_STR("unit^3");
	} else {
		reading->unit.canonical = singular(reader, phrase);
	}
	reading->unit.text = phrase;
	reading->ahead = ahead;
	return true;
}

/* One spelling for a unit of several factors: its factors to SI and its dimensions. */
static void name_unit(struct reader *reader, struct assay_expr_unit *unit, const struct assay_expr_unit *first,
		      bool is_one)
{
	if (is_one) {
		unit->canonical = first->canonical;
		return;
	}
	static const char *const names[] = {"m", "kg", "s", "A", "K", "mol", "cd", "money", "bit"};
	struct assay_str text = assay_arena_printf(reader->arena, "%lld/%lld*10^%d", (long long)unit->num,
						   (long long)unit->den, (int)unit->exp10);
	for (int i = 0; i < ASSAY_N_DIMS && !assay_str_is_absent(text); i++) {
		if (unit->dims[i])
			text = assay_arena_printf(reader->arena, "%.*s*%s^%d", (int)text.len, text.data,
						  i == ASSAY_DIM_MONEY && unit->currency ? unit->currency : names[i],
						  unit->dims[i]);
	}
	if (assay_str_is_absent(text)) {
		reader->rc = assay_arena_fail(reader->arena, reader->err);
		reader_fail(reader, reader->at, "needs too much memory");
		return;
	}
	unit->canonical = text;
}

/* Behind a degree sign: Celsius or Fahrenheit. */
static bool read_temperature(struct reader *reader)
{
	const struct token *token = token_at(reader, 0);
	struct assay_str text = token_text(reader, token);
	bool is_name = token->type == TOK_LETTER || token->type == TOK_WORD || token->type == TOK_RUN;
	bool is_celsius = assay_str_is(text, "C") || assay_str_is(text, "Celsius") || assay_str_is(text, "celsius");
	bool is_fahrenheit =
		assay_str_is(text, "F") || assay_str_is(text, "Fahrenheit") || assay_str_is(text, "fahrenheit");
	uint32_t node = top_val(reader)->node;
	if (!is_name || (!is_celsius && !is_fahrenheit) || node + 1 != reader->n_nodes)
		return false;
	struct assay_expr_unit unit = {.text = text,
				       .canonical = is_celsius ? ASSAY_STR("degC") : ASSAY_STR("degF"),
				       .is_known = true,
				       .num = is_celsius ? 1 : 5,
				       .den = is_celsius ? 1 : 9,
				       .offset_num = is_celsius ? 5463 : 45967,
				       .offset_den = is_celsius ? 20 : 180};
	unit.dims[ASSAY_DIM_TEMPERATURE] = 1;
	reader->at += word_tokens(reader, 0);
	uint32_t kid = reader->kids[reader->nodes[node].kids];
	reader->n_kids = reader->nodes[node].kids;
	reader->n_nodes--;
	*top_val(reader) = (struct val){.node = kid};
	wrap_unit(reader, &unit);
	return true;
}

/* A unit stands behind the whole of a product; behind the whole of a sum, unless a part of that has its own. */
static void reduce_before_unit(struct reader *reader)
{
	reduce_to(reader, PREC_TIMES);
	const struct op *op = top_op(reader);
	if (reader->problem || (op->type != OP_PLUS && op->type != OP_NEG))
		return;
	const struct assay_expr_node *left =
		op->type == OP_PLUS ? &reader->nodes[reader->vals[op->base - 1].node] : NULL;
	if (!left || left->kind != ASSAY_EXPR_QUANTITY)
		reduce_to(reader, PREC_PLUS);
}

/* "$5 per hour": more of the unit that the value has. */
bool extend_quantity(struct reader *reader)
{
	int sign;
	uint32_t n = unit_joint(reader, 0, &sign);
	uint32_t node = top_val(reader)->node;
	if (reader->nodes[node].kind != ASSAY_EXPR_QUANTITY || sign != -1 ||
	    !reader->units[reader->nodes[node].unit].is_known)
		return false;
	struct assay_expr_unit *unit = &reader->units[reader->nodes[node].unit];
	struct unit_reading reading = {.unit = *unit, .ahead = n, .is_exact = true};
	if (!read_unit_term(reader, &reading, -1, true))
		return false;
	read_unit_factors(reader, &reading);
	reading.unit.is_known = reading.is_exact;
	name_unit(reader, &reading.unit, unit, false);
	*unit = reading.unit;
	reader->at += reading.ahead;
	return true;
}

bool read_unit(struct reader *reader)
{
	if (reader->nodes[top_val(reader)->node].kind == ASSAY_EXPR_DEGREE)
		return read_temperature(reader);
	struct unit_reading reading = {.unit = {.num = 1, .den = 1, .offset_den = 1}, .is_exact = true};
	bool is_turned = token_is(reader, 0, TOK_LETTER);
	struct assay_expr_unit first;
	bool is_noun = false;
	if (read_unit_term(reader, &reading, 1, is_turned)) {
		uint32_t one = reading.ahead;
		bool has_power = one != word_tokens(reader, 0);
		(void)assay_math_unit_find(token_text(reader, token_at(reader, 0)), &first);
		read_unit_factors(reader, &reading);
		reading.unit.is_known = reading.is_exact;
		reading.unit.text = unit_text(reader, reading.ahead);
		name_unit(reader, &reading.unit, &first, reading.ahead == one && !has_power);
		/* "cm long": words behind a unit add nothing. */
		while (reading.unit.is_known && token_is(reader, reading.ahead, TOK_WORD) &&
		       token_text(reader, token_at(reader, reading.ahead)).len > 1)
			reading.ahead++;
	} else if (!is_turned && (token_is(reader, 0, TOK_WORD) || run_is_word(reader, token_at(reader, 0)))) {
		is_noun = read_noun(reader, &reading);
		if (!is_noun)
			return false;
	} else {
		return false;
	}
	uint32_t n = reading.ahead;
	reduce_before_unit(reader);
	if (reader->problem)
		return true;
	reader->at += n;
	reader->has_words = reader->has_words || is_noun;
	wrap_unit(reader, &reading.unit);
	return true;
}

/*
 * "5 m", "12m^2", "9.8 m/s^2" at the end of the text, where one letter behind a number may be a unit or a name. Letters
 * that choices, thousands or constants are called by are left out.
 */
bool read_letter_unit(struct reader *reader)
{
	const struct token *token = token_at(reader, 0);
	struct unit_reading reading = {.unit = {.num = 1, .den = 1, .offset_den = 1}, .is_exact = true};
	enum assay_expr_kind kind = (enum assay_expr_kind)reader->nodes[top_val(reader)->node].kind;
	if (token->type != TOK_LETTER || token->flags & TOKEN_UPRIGHT ||
	    !strchr("mgshLlNJWV", *token_text(reader, token).data) ||
	    (kind != ASSAY_EXPR_NUMBER && kind != ASSAY_EXPR_MIXED && kind != ASSAY_EXPR_DIVIDE) ||
	    reader->options->syntax != ASSAY_MATH_SYNTAX_ANY || !read_unit_term(reader, &reading, 1, true))
		return false;
	read_unit_factors(reader, &reading);
	bool is_last = token_is(reader, reading.ahead + token_is(reader, reading.ahead, TOK_DOT), TOK_END);
	return is_last && reader_turns(reader, ASSAY_MATH_READ_UNIT) && read_unit(reader);
}
