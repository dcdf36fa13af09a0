/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as they are written: groups, decimal commas, repeating digits, bases, mixed numbers. */
#include "verifiers/math/reader.h"

/* More groups of three digits than in any number that is written so; a flood of them stays a list. */
#define MAX_GROUPS 64

/* A number in a base has at most this many tokens ("1A2B_{16}" has four). */
#define MAX_DIGIT_TOKENS 64

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits alone, no point and no exponent. */
static bool is_whole(struct assay_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!is_digit(text.data[i]))
			return false;
	}
	return text.len > 0;
}

static bool has_point(struct assay_str text)
{
	return memchr(text.data, '.', text.len) != NULL;
}

static struct assay_str number_text(const struct reader *reader, uint32_t ahead)
{
	return token_is(reader, ahead, TOK_NUM) ? token_text(reader, token_at(reader, ahead)) : ASSAY_STR("");
}

static bool is_spaced(const struct reader *reader, uint32_t ahead)
{
	return token_at(reader, ahead)->flags & TOKEN_SPACE;
}

/* Three digits, or three and decimals in the last group. */
static bool is_group(struct assay_str text)
{
	if (text.len < 3 || !is_whole(assay_str_sub(text, 0, 3)))
		return false;
	return text.len == 3 || (text.data[3] == '.' && is_whole(assay_str_sub(text, 4, text.len)));
}

static bool begins_groups(struct assay_str text)
{
	return is_whole(text) && text.len <= 3 && text.data[0] != '0';
}

/* Tokens of "1,234,567" from here; 0 when it is none. `*ret_is_sure` when every comma can only be a separator. */
static uint32_t count_comma_groups(const struct reader *reader, bool *ret_is_sure)
{
	uint32_t n = 1;
	*ret_is_sure = true;
	if (!begins_groups(number_text(reader, 0)))
		return 0;
	while (token_is(reader, n, TOK_COMMA) && token_is(reader, n + 1, TOK_NUM)) {
		if (n > 2 * MAX_GROUPS)
			return 0;
		bool is_tight = token_at(reader, n)->flags & TOKEN_TIGHT;
		if (is_spaced(reader, n) || (is_spaced(reader, n + 1) && !is_tight))
			break;
		struct assay_str text = number_text(reader, n + 1);
		if (!is_group(text))
			return 0;
		*ret_is_sure = *ret_is_sure && is_tight;
		n += 2;
		if (has_point(text))
			break;
	}
	return n > 1 ? n : 0;
}

/* "1 234 567". */
static uint32_t count_space_groups(const struct reader *reader)
{
	uint32_t n = 1;
	if (!begins_groups(number_text(reader, 0)))
		return 0;
	while (n <= MAX_GROUPS && is_group(number_text(reader, n)) && !has_point(number_text(reader, n - 1)))
		n++;
	/* "1 100/3" is a mixed number. */
	return n > 1 && !token_is(reader, n, TOK_SLASH) ? n : 0;
}

/* "1,5" and "1.234,5". */
static bool is_decimal_comma(const struct reader *reader)
{
	struct assay_str first = number_text(reader, 0);
	struct assay_str point = assay_str_sub(first, first.len >= 4 ? first.len - 4 : 0, 4);
	bool is_first =
		is_whole(first) || (point.len == 4 && point.data[0] == '.' && is_whole(assay_str_sub(point, 1, 3)));
	return is_first && token_is(reader, 1, TOK_COMMA) && !is_spaced(reader, 1) && !is_spaced(reader, 2) &&
	       is_whole(number_text(reader, 2)) &&
	       !(token_is(reader, 3, TOK_COMMA) && token_is(reader, 4, TOK_NUM) && !is_spaced(reader, 4));
}

struct writing {
	char *digits;
	size_t len;
	struct assay_expr_number number;
};

static void add_digits(struct writing *writing, struct assay_str text, bool are_places)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '.')
			continue;
		writing->digits[writing->len++] = text.data[i];
		writing->number.places += are_places;
	}
}

/* Digits before and behind the point, and an exponent. */
static void add_decimal(struct reader *reader, struct writing *writing, struct assay_str text)
{
	size_t exponent = text.len, point = text.len, n_points = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '.') {
			point = n_points++ ? point : i;
		} else if (!is_digit(text.data[i])) {
			exponent = i;
			break;
		}
	}
	if (n_points > 1) {
		writing->number.has_groups = true;
		point = exponent;
	}
	if (point > exponent)
		point = exponent;
	add_digits(writing, assay_str_sub(text, 0, point), false);
	add_digits(writing, assay_str_sub(text, point, exponent - point), true);
	if (n_points > 1)
		writing->number.places = 0;
	if (exponent == text.len)
		return;
	writing->number.is_scientific = true;
	size_t i = exponent + 1;
	bool is_negative = text.data[i] == '-';
	i += text.data[i] == '-' || text.data[i] == '+';
	while (i + 1 < text.len && text.data[i] == '0')
		i++;
	if (text.len - i > 15) {
		reader_fail(reader, reader->at, "has an exponent of more than 15 digits");
		return;
	}
	int64_t value = 0;
	for (; i < text.len; i++)
		value = value * 10 + (text.data[i] - '0');
	writing->number.exp10 = is_negative ? -value : value;
}

/* "\overline{3}", "\dot{3}" or "(3)" at `ahead`: its digits, and the tokens it takes. */
static struct assay_str repeat_at(const struct reader *reader, uint32_t ahead, uint32_t *ret_n)
{
	const struct token *mark = token_at(reader, ahead);
	bool is_bar = mark->type == TOK_DECOR && (mark->sub == DECOR_BAR || mark->sub == DECOR_DOT);
	bool is_round = mark->type == TOK_OPEN && mark->sub == BRACKET_PAREN && !(mark->flags & TOKEN_SPACE);
	struct assay_str digits = ASSAY_STR("");
	if (is_bar && token_is_sub(reader, ahead + 1, TOK_OPEN, BRACKET_GROUP) &&
	    token_is_sub(reader, ahead + 3, TOK_CLOSE, BRACKET_GROUP)) {
		digits = number_text(reader, ahead + 2);
		*ret_n = 4;
	} else if (is_bar) {
		digits = assay_str_sub(number_text(reader, ahead + 1), 0, 1);
		*ret_n = 2;
		if (number_text(reader, ahead + 1).len != 1)
			return ASSAY_STR("");
	} else if (is_round && token_is_sub(reader, ahead + 2, TOK_CLOSE, BRACKET_PAREN)) {
		digits = number_text(reader, ahead + 1);
		*ret_n = 3;
	}
	return is_whole(digits) ? digits : ASSAY_STR("");
}

/* Behind a decimal: digits that repeat for ever, or dots that say that more follow. */
static void add_repeat(struct reader *reader, struct writing *writing, struct assay_str text)
{
	uint32_t n = 0, n_second = 0;
	bool is_grouped = writing->number.has_groups && writing->number.places == 0;
	if (!has_point(text) || writing->number.is_scientific || is_grouped)
		return;
	struct assay_str digits = repeat_at(reader, 0, &n);
	bool is_round = token_is(reader, 0, TOK_OPEN);
	/* "0.1(6)" is a repeating decimal where nothing else stands beside it; "0.(6)" is nothing else. */
	bool is_alone = token_is(reader, n, TOK_END) && reader->at <= 2;
	if (digits.len && (!is_round || assay_str_ends(text, ".") || is_alone)) {
		bool is_dot = token_is_sub(reader, 0, TOK_DECOR, DECOR_DOT);
		add_digits(writing, digits, true);
		writing->number.repeat = (uint32_t)digits.len;
		/* \dot{1}4285\dot{7}: the first and the last of the digits that repeat. */
		struct assay_str middle = number_text(reader, n);
		uint32_t second = n + (middle.len > 0);
		struct assay_str end = is_dot && is_whole(middle.len ? middle : ASSAY_STR("0"))
					       ? repeat_at(reader, second, &n_second)
					       : ASSAY_STR("");
		if (end.len && token_is_sub(reader, second, TOK_DECOR, DECOR_DOT)) {
			add_digits(writing, middle, true);
			add_digits(writing, end, true);
			writing->number.repeat += (uint32_t)(middle.len + end.len);
			n = second + n_second;
		}
		reader->at += n;
		reader->at += token_is(reader, 0, TOK_ELLIPSIS);
	} else if (token_is(reader, 0, TOK_ELLIPSIS) && writing->number.places > 0) {
		writing->number.is_truncated = true;
		reader->at++;
	}
}

static void set_small(struct assay_expr_number *number)
{
	int64_t value = 0;
	number->is_small = false;
	if (number->places || number->exp10 || number->is_truncated)
		return;
	for (size_t i = 0; i < number->digits.len; i++) {
		char c = number->digits.data[i];
		int digit = is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
		if (__builtin_mul_overflow(value, (int64_t)number->base, &value) ||
		    __builtin_add_overflow(value, (int64_t)digit, &value))
			return;
	}
	number->small = value;
	number->is_small = true;
}

static uint32_t finish_number(struct reader *reader, struct writing *writing)
{
	writing->number.digits = (struct assay_str){.data = writing->digits, .len = writing->len};
	if (writing->number.base == 0)
		writing->number.base = 10;
	set_small(&writing->number);
	return tree_number(reader, &writing->number);
}

static bool begin_writing(struct reader *reader, struct writing *writing, size_t max_digits)
{
	*writing = (struct writing){.digits = assay_arena_alloc(reader->arena, max_digits + 1)};
	if (writing->digits)
		return true;
	reader->rc = assay_arena_fail(reader->arena, reader->err);
	reader_fail(reader, reader->at, "needs too much memory");
	return false;
}

/* A plain whole number: its digits stay where they are in the text. */
static void push_whole(struct reader *reader, struct assay_str digits)
{
	struct assay_expr_number number = {.digits = digits, .base = 10};
	set_small(&number);
	push_val(reader, tree_number(reader, &number), 0);
}

/* Tokens `n` from here as one number with groups of digits. */
static void push_groups(struct reader *reader, uint32_t n)
{
	struct writing writing;
	uint32_t end = reader->at + n;
	if (!begin_writing(reader, &writing, reader->tokens[end - 1].end - reader->tokens[reader->at].start))
		return;
	writing.number.has_groups = true;
	struct assay_str last = number_text(reader, n - 1);
	for (uint32_t i = 0; i + 1 < n; i++)
		add_digits(&writing, number_text(reader, i), false);
	add_decimal(reader, &writing, last);
	reader->at = end;
	add_repeat(reader, &writing, last);
	push_val(reader, finish_number(reader, &writing), 0);
}

static void push_decimal_comma(struct reader *reader)
{
	struct writing writing;
	if (!begin_writing(reader, &writing, token_at(reader, 2)->end - token_at(reader, 0)->start))
		return;
	writing.number.has_groups = has_point(number_text(reader, 0));
	add_digits(&writing, number_text(reader, 0), false);
	add_digits(&writing, number_text(reader, 2), true);
	reader->at += 3;
	push_val(reader, finish_number(reader, &writing), 0);
}

static void push_decimal(struct reader *reader, struct assay_str text)
{
	struct writing writing;
	size_t room = text.len + (reader->tokens[reader->list.n - 1].end - token_at(reader, 0)->start);
	/* What repeats stands close behind; only then is the room of the rest needed. */
	if (!token_is(reader, 1, TOK_DECOR) && !token_is(reader, 1, TOK_OPEN))
		room = text.len;
	else if (token_at(reader, 9)->end > token_at(reader, 0)->start)
		room = token_at(reader, 9)->end - token_at(reader, 0)->start;
	if (!begin_writing(reader, &writing, room))
		return;
	add_decimal(reader, &writing, text);
	if (reader->problem)
		return;
	reader->at++;
	/* A first digit taken by \frac may have left the point alone. */
	if (writing.len == 0) {
		reader_fail(reader, reader->at - 1, "has a point without digits");
		return;
	}
	add_repeat(reader, &writing, text);
	push_val(reader, finish_number(reader, &writing), 0);
}

/* "1 1/2". */
static bool is_slash_mixed(const struct reader *reader)
{
	struct assay_str whole = number_text(reader, 0), above = number_text(reader, 1), below = number_text(reader, 3);
	if (!is_whole(whole) || !is_whole(above) || !is_whole(below) || !is_spaced(reader, 1) ||
	    !token_is_sub(reader, 2, TOK_SLASH, 0))
		return false;
	return above.len < below.len || (above.len == below.len && memcmp(above.data, below.data, above.len) < 0);
}

static void push_slash_mixed(struct reader *reader)
{
	uint32_t kids[2], part[2];
	for (uint32_t i = 0; i < 4 && !reader->problem; i++) {
		if (i == 2) {
			reader->at++;
			continue;
		}
		push_whole(reader, number_text(reader, 0));
		reader->at++;
	}
	if (reader->problem)
		return;
	part[1] = reader->vals[--reader->n_vals].node;
	part[0] = reader->vals[--reader->n_vals].node;
	kids[0] = reader->vals[--reader->n_vals].node;
	kids[1] = tree_node(reader, ASSAY_EXPR_DIVIDE, 0, part, 2);
	if (!reader->problem)
		reader->nodes[kids[1]].flags |= ASSAY_EXPR_SLASH;
	push_val(reader, tree_node(reader, ASSAY_EXPR_MIXED, 0, kids, 2), 0);
}

static unsigned base_of_word(struct assay_str word)
{
	static const char *const names[] = {"two",    "three",	  "four",     "five",	 "six",
					    "seven",  "eight",	  "nine",     "ten",	 "eleven",
					    "twelve", "thirteen", "fourteen", "fifteen", "sixteen"};
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (assay_str_is(word, names[i]))
			return i + 2;
	}
	return assay_str_is(word, "bin") ? 2 : assay_str_is(word, "oct") ? 8 : assay_str_is(word, "hex") ? 16 : 0;
}

static unsigned base_of_number(struct assay_str text)
{
	if (!is_whole(text) || text.len > 2)
		return 0;
	unsigned base = (unsigned)(text.data[0] - '0');
	if (text.len == 2)
		base = base * 10 + (unsigned)(text.data[1] - '0');
	return base >= 2 && base <= 36 ? base : 0;
}

/* The index at `ahead` as a base, and how many tokens it takes; 0 when it is none. */
static unsigned base_at(const struct reader *reader, uint32_t ahead, uint32_t *ret_n)
{
	uint32_t first = ahead;
	bool is_braced = token_is_sub(reader, ahead, TOK_OPEN, BRACKET_GROUP);
	ahead += is_braced;
	bool is_round = is_braced && token_is_sub(reader, ahead, TOK_OPEN, BRACKET_PAREN);
	ahead += is_round;
	const struct token *token = token_at(reader, ahead);
	if (token->type == TOK_WORD && assay_str_is(token_text(reader, token), "base"))
		token = token_at(reader, ++ahead);
	unsigned base = 0;
	if (token->type == TOK_NUM) {
		base = base_of_number(token_text(reader, token));
		ahead++;
	} else if (token->type == TOK_WORD || token->type == TOK_RUN) {
		base = base_of_word(token_text(reader, token));
		ahead++;
		while (token->type == TOK_RUN && token_at(reader, ahead)->type == TOK_LETTER &&
		       token_at(reader, ahead)->start < token->end)
			ahead++;
	}
	if (is_round && !token_is_sub(reader, ahead++, TOK_CLOSE, BRACKET_PAREN))
		return 0;
	if (is_braced && !token_is_sub(reader, ahead++, TOK_CLOSE, BRACKET_GROUP))
		return 0;
	*ret_n = ahead - first;
	return base;
}

/* Tokens of digits and capitals from here up to an underscore; 0 when there is none. */
static uint32_t count_digit_tokens(const struct reader *reader, bool *ret_has_digit)
{
	uint32_t n = 0;
	*ret_has_digit = false;
	for (; n < MAX_DIGIT_TOKENS; n++) {
		const struct token *token = token_at(reader, n);
		if (token->type == TOK_UNDERSCORE)
			return n;
		bool is_capital = token->type == TOK_LETTER && reader->text.data[token->start] >= 'A' &&
				  reader->text.data[token->start] <= 'Z';
		*ret_has_digit = *ret_has_digit || token->type == TOK_NUM;
		if ((!is_capital && token->type != TOK_NUM && token->type != TOK_RUN) ||
		    (n > 0 && token->flags & TOKEN_SPACE))
			return 0;
	}
	return 0;
}

/* Digits of `n` tokens from here in `base`; the index behind them takes `n_index`. False: a digit is too large. */
static bool push_base_number(struct reader *reader, uint32_t n, unsigned base, uint32_t n_index)
{
	struct writing writing;
	if (!begin_writing(reader, &writing, token_at(reader, n)->start - token_at(reader, 0)->start))
		return true;
	writing.number.base = (uint8_t)base;
	writing.number.has_base = true;
	bool is_behind = false;
	for (uint32_t i = 0; i < n; i++) {
		struct assay_str text = token_text(reader, token_at(reader, i));
		for (size_t k = 0; !token_is(reader, i, TOK_RUN) && k < text.len; k++) {
			char c = text.data[k];
			unsigned digit = is_digit(c) ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a' + 10);
			if (c == '.') {
				if (is_behind)
					return false;
				is_behind = true;
				continue;
			}
			if (!(is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) || digit >= base)
				return false;
			writing.digits[writing.len++] = c >= 'a' ? (char)(c - 'a' + 'A') : c;
			writing.number.places += is_behind;
		}
	}
	if (writing.len == 0)
		return false;
	reader->at += n + 1 + n_index;
	push_val(reader, finish_number(reader, &writing), 0);
	return true;
}

/* 413_5, 152A_{11}, 413_{\text{five}}. */
static bool read_base_number(struct reader *reader)
{
	uint32_t n_index = 0;
	bool has_digit;
	uint32_t n = count_digit_tokens(reader, &has_digit);
	if (n == 0)
		return false;
	unsigned base = base_at(reader, n + 1, &n_index);
	if (base && push_base_number(reader, n, base, n_index))
		return true;
	if (n > 1)
		return false; /* 2A_1: a product. */
	reader_fail(reader, reader->at,
		    base ? "has a digit that its base does not have" : "has an index that is no base");
	return true;
}

bool read_letter_digits(struct reader *reader)
{
	bool has_digit;
	uint32_t n_index = 0;
	const struct token *next = token_at(reader, 1);
	if ((next->type != TOK_NUM && next->type != TOK_LETTER) || next->flags & TOKEN_SPACE)
		return false;
	uint32_t n = count_digit_tokens(reader, &has_digit);
	unsigned base = n ? base_at(reader, n + 1, &n_index) : 0;
	if (base <= 10)
		return false;
	/* "AB_{16}" may be a product with an index, "A1_{16}" hardly. */
	bool is_printed = reader->options->syntax == ASSAY_MATH_SYNTAX_PRINTED;
	if (!has_digit && !is_printed && !reader_turns(reader, ASSAY_MATH_READ_BASE))
		return false;
	return push_base_number(reader, n, base, n_index);
}

/* "413 base 5". */
static bool read_spoken_base(struct reader *reader)
{
	const struct token *word = token_at(reader, 1);
	uint32_t ahead = 2, n_index = 0;
	if ((word->type != TOK_WORD && word->type != TOK_RUN) || !assay_str_is(token_text(reader, word), "base"))
		return false;
	while (word->type == TOK_RUN && token_at(reader, ahead)->type == TOK_LETTER &&
	       token_at(reader, ahead)->start < word->end)
		ahead++;
	unsigned base = base_at(reader, ahead, &n_index);
	return base && push_base_number(reader, 1, base, n_index + ahead - 2);
}

/* In \frac12 each argument is one digit. */
static bool takes_one_digit(struct reader *reader, struct assay_str text)
{
	const struct op *op = top_op(reader);
	return op->type == OP_SINGLE && !(op->flags & OPF_WHOLE) && text.len > 1 && is_digit(text.data[0]);
}

static bool reads_groups(struct reader *reader, bool is_sure)
{
	const struct op *frame = top_frame(reader);
	bool is_list = frame->type == OP_CALL || frame->type == OP_ENV ||
		       (frame->type == OP_BRACKET && frame->sub != BRACKET_BAR && frame->sub != BRACKET_FLOOR);
	if (is_sure)
		return true;
	if (frame->type == OP_CALL || reader->options->no_groups || reader->options->syntax != ASSAY_MATH_SYNTAX_ANY)
		return false;
	return reader_turns(reader, ASSAY_MATH_READ_COMMA_LIST) ? is_list : !is_list;
}

static bool reads_decimal_comma(struct reader *reader)
{
	const struct op *frame = top_frame(reader);
	bool can = frame->type == OP_BOTTOM || frame->type == OP_ARG || frame->type == OP_RHS;
	if (!can || reader->options->syntax != ASSAY_MATH_SYNTAX_ANY || !is_decimal_comma(reader))
		return false;
	bool turns = reader_turns(reader, ASSAY_MATH_READ_COMMA_DECIMAL);
	return reader->options->decimal_comma ? !turns : turns;
}

void read_number(struct reader *reader)
{
	struct assay_str text = number_text(reader, 0);
	if (takes_one_digit(reader, text)) {
		reader->tokens[reader->at].start++;
		push_whole(reader, assay_str_sub(text, 0, 1));
		return;
	}
	const struct token *next = token_at(reader, 1);
	bool is_sure = false;
	uint32_t n = 0;
	switch (next->type) {
	case TOK_COMMA:
		n = count_comma_groups(reader, &is_sure);
		if (!is_sure || n == 0) {
			if (reads_decimal_comma(reader)) {
				push_decimal_comma(reader);
				return;
			}
		}
		if (n && reads_groups(reader, is_sure)) {
			push_groups(reader, n);
			return;
		}
		break;
	case TOK_NUM:
		if (is_slash_mixed(reader) && !reader_turns(reader, ASSAY_MATH_READ_MIXED)) {
			push_slash_mixed(reader);
			return;
		}
		n = count_space_groups(reader);
		if (n && top_frame(reader)->type != OP_ENV) {
			push_groups(reader, n);
			return;
		}
		break;
	case TOK_UNDERSCORE:
	case TOK_LETTER:
	case TOK_RUN:
		/* In x^2_3 the index is of x. */
		if ((next->flags & TOKEN_SPACE) == 0 && top_op(reader)->type != OP_POWER && read_base_number(reader))
			return;
		if (read_spoken_base(reader))
			return;
		break;
	case TOK_WORD:
		if (read_spoken_base(reader))
			return;
		break;
	default:
		break;
	}
	if (is_whole(text)) {
		reader->at++;
		push_whole(reader, text);
	} else {
		push_decimal(reader, text);
	}
}
