/* SPDX-License-Identifier: Apache-2.0 */
/* Words: phrases, choices, times of day, dates. */
#include "verifiers/math/reader.h"

/* Words of one phrase; longer text is no answer, and the rest of it is read as another phrase. */
#define MAX_PHRASE_WORDS 256

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

char to_lower(char c)
{
	return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

/* Tokens that the word at `ahead` takes: a RUN stands before its letters. */
uint32_t word_tokens(const struct reader *reader, uint32_t ahead)
{
	const struct token *token = token_at(reader, ahead);
	uint32_t n = 1;
	if (token->type != TOK_RUN)
		return 1;
	while (token_at(reader, ahead + n)->type == TOK_LETTER && token_at(reader, ahead + n)->start < token->end)
		n++;
	return n;
}

static bool is_known_short(struct assay_str word)
{
	static const char *const words[] = {"yes", "no",  "odd", "all", "none", "mon", "tue", "wed", "thu",
					    "fri", "sat", "sun", "not", "one",	"two", "six", "ten", "red"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (assay_str_is(word, words[i]))
			return true;
	}
	return false;
}

/* Letters that say something together, and no product of names: "even", "Sunday", "yes"; but not "ABC", "xyz", "abcd".
 */
bool run_is_word(const struct reader *reader, const struct token *token)
{
	struct assay_str word = token_text(reader, token);
	bool has_vowel = false, all_upper = true, ascends = true;
	for (size_t i = 0; i < word.len; i++) {
		char c = to_lower(word.data[i]);
		has_vowel = has_vowel || strchr("aeiouy", c) || (unsigned char)c >= 0x80;
		all_upper = all_upper && is_upper(word.data[i]);
		ascends = ascends && (i == 0 || word.data[i] > word.data[i - 1]);
	}
	if (all_upper || !has_vowel)
		return false;
	if (is_known_short(word))
		return true;
	if (word.len >= 4)
		return !ascends || word.len > 5;
	return word.len == 3 && is_upper(word.data[0]) && !is_upper(word.data[1]);
}

static bool is_word(const struct reader *reader, uint32_t ahead)
{
	const struct token *token = token_at(reader, ahead);
	return token->type == TOK_WORD || (token->type == TOK_RUN && run_is_word(reader, token));
}

struct assay_str allocate(struct reader *reader, size_t len, char **ret)
{
	*ret = assay_arena_alloc(reader->arena, len + 1);
	if (!*ret) {
		reader->rc = assay_arena_fail(reader->arena, reader->err);
		reader_fail(reader, reader->at, "needs too much memory");
	}
	return (struct assay_str){.data = *ret ? *ret : "", .len = 0};
}

/* The words from here on, with single spaces, and how many tokens they take. */
struct assay_str phrase_at(struct reader *reader, uint32_t *ret_n)
{
	uint32_t n = 0;
	size_t room = 0;
	for (uint32_t words = 0; words < MAX_PHRASE_WORDS; words++) {
		bool is_hyphen = n > 0 && token_is(reader, n, TOK_MINUS) && token_at(reader, n)->flags & TOKEN_TEXT &&
				 token_is(reader, n + 1, TOK_WORD);
		if (!is_hyphen && !is_word(reader, n))
			break;
		room += token_at(reader, n)->end - token_at(reader, n)->start + 1;
		n += word_tokens(reader, n);
	}
	char *data;
	struct assay_str phrase = allocate(reader, room, &data);
	for (uint32_t i = 0; data && i < n; i += word_tokens(reader, i)) {
		struct assay_str word = token_text(reader, token_at(reader, i));
		if (i > 0 && token_at(reader, i)->flags & TOKEN_SPACE)
			data[phrase.len++] = ' ';
		memcpy(data + phrase.len, word.data, word.len);
		phrase.len += word.len;
	}
	*ret_n = n;
	return phrase;
}

void make_choices(struct reader *reader, uint32_t first, uint32_t n)
{
	for (uint32_t i = first; i < first + n; i++) {
		const struct assay_expr_node *node = &reader->nodes[reader->vals[i].node];
		if (node->kind != ASSAY_EXPR_VARIABLE)
			return;
		struct assay_str name = reader->symbols[node->symbol];
		bool from_text = reader->vals[i].flags & VAL_LETTER;
		if (name.len != 1 || !is_upper(name.data[0]) || (!from_text && (name.data[0] > 'H')))
			return;
	}
	if (reader->options->syntax != ASSAY_MATH_SYNTAX_ANY || reader_turns(reader, ASSAY_MATH_READ_WORD))
		return;
	for (uint32_t i = first; i < first + n; i++)
		reader->nodes[reader->vals[i].node].kind = ASSAY_EXPR_CHOICE;
}

static int month_of(struct assay_str word)
{
	static const char *const months[] = {"january", "february", "march",	 "april",   "may",	"june",
					     "july",	"august",   "september", "october", "november", "december"};
	for (int i = 0; i < 12; i++) {
		size_t len = strlen(months[i]), k = 0;
		while (k < word.len && k < len && to_lower(word.data[k]) == months[i][k])
			k++;
		if (k == word.len && (k == len || k == 3))
			return i + 1;
	}
	return 0;
}

/* A number of `min` to `max` digits at `ahead`; -1 when there is none. */
int small_at(const struct reader *reader, uint32_t ahead, size_t min, size_t max)
{
	const struct token *token = token_at(reader, ahead);
	struct assay_str text = token_text(reader, token);
	int value = 0;
	if (token->type != TOK_NUM || text.len < min || text.len > max)
		return -1;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return -1;
		value = value * 10 + (text.data[i] - '0');
	}
	return value;
}

/* Full stops and the end. */
static bool ends_at(const struct reader *reader, uint32_t ahead)
{
	while (token_is(reader, ahead, TOK_DOT))
		ahead++;
	return token_is(reader, ahead, TOK_END);
}

static void push_parts(struct reader *reader, enum assay_expr_kind kind, uint8_t sub, const int *parts, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		push_val(reader, tree_small(reader, parts[i]), 0);
	push_val(reader, tree_of_vals(reader, kind, sub, n), 0);
	while (!token_is(reader, 0, TOK_END))
		reader->at++;
}

/* "June 20", "20 June 2024", "2024-06-20". */
/* The tokens of a word at `ahead` that is one of `words`; 0: it is none. */
static uint32_t tokens_of_any(const struct reader *reader, uint32_t ahead, const char *const *words, size_t n)
{
	const struct token *token = token_at(reader, ahead);
	for (size_t i = 0; i < n && (token->type == TOK_WORD || token->type == TOK_RUN); i++) {
		if (assay_str_is(token_text(reader, token), words[i]))
			return word_tokens(reader, ahead);
	}
	return 0;
}

/* "th" of "June 20th" and "4th of July". */
static uint32_t ordinal_tokens(const struct reader *reader, uint32_t ahead)
{
	static const char *const endings[] = {"st", "nd", "rd", "th"}, *const of[] = {"of"};
	uint32_t n = tokens_of_any(reader, ahead, endings, sizeof(endings) / sizeof(endings[0]));
	return n ? n + tokens_of_any(reader, ahead + n, of, 1) : 0;
}

static bool read_date(struct reader *reader)
{
	int parts[3];
	uint32_t n = word_tokens(reader, 0), ahead;
	if (token_is(reader, 0, TOK_WORD) || token_is(reader, 0, TOK_RUN)) {
		parts[0] = month_of(token_text(reader, token_at(reader, 0)));
		parts[1] = small_at(reader, n, 1, 2);
		ahead = n + 1 + ordinal_tokens(reader, n + 1);
		ahead += token_is(reader, ahead, TOK_COMMA);
	} else if (small_at(reader, 0, 4, 4) >= 0 && token_is(reader, 1, TOK_MINUS)) {
		parts[2] = small_at(reader, 0, 4, 4);
		parts[0] = small_at(reader, 2, 2, 2);
		parts[1] = small_at(reader, 4, 2, 2);
		bool is_tight =
			!(token_at(reader, 1)->flags & TOKEN_SPACE) && !(token_at(reader, 2)->flags & TOKEN_SPACE);
		if (!is_tight || !token_is(reader, 3, TOK_MINUS) || parts[0] < 1 || parts[0] > 12 || parts[1] < 1 ||
		    parts[1] > 31 || !ends_at(reader, 5))
			return false;
		push_parts(reader, ASSAY_EXPR_DATE, 0, parts, 3);
		return true;
	} else {
		uint32_t name_at = 1 + ordinal_tokens(reader, 1);
		const struct token *word = token_at(reader, name_at);
		bool has_word = word->type == TOK_WORD || word->type == TOK_RUN;
		parts[1] = small_at(reader, 0, 1, 2);
		parts[0] = has_word ? month_of(token_text(reader, word)) : 0;
		ahead = name_at + word_tokens(reader, name_at);
	}
	if (parts[0] < 1 || parts[1] < 1 || parts[1] > 31)
		return false;
	parts[2] = small_at(reader, ahead, 4, 4);
	if (!ends_at(reader, ahead + (parts[2] >= 0)))
		return false;
	push_parts(reader, ASSAY_EXPR_DATE, 0, parts, parts[2] >= 0 ? 3 : 2);
	return true;
}

/* "12:30", "4:30 p.m.", "12:30:15". */
static bool read_clock(struct reader *reader)
{
	int parts[3] = {small_at(reader, 0, 1, 2), small_at(reader, 2, 2, 2), -1};
	uint32_t n = 2, ahead = 3;
	if (!token_is(reader, 1, TOK_COLON) || parts[0] < 0 || parts[0] > 24 || parts[1] < 0 || parts[1] > 59)
		return false;
	if (token_is(reader, 3, TOK_COLON)) {
		parts[2] = small_at(reader, 4, 2, 2);
		if (parts[2] < 0 || parts[2] > 59)
			return false;
		n = 3;
		ahead = 5;
	}
	uint8_t half = token_is(reader, ahead, TOK_AMPM) ? token_at(reader, ahead)->sub : 0;
	if (!ends_at(reader, ahead + (half != 0)))
		return false;
	if (!half && reader_turns(reader, ASSAY_MATH_READ_CLOCK))
		return false;
	push_parts(reader, ASSAY_EXPR_TIME, half, parts, n);
	return true;
}

static void push_choice(struct reader *reader, const struct token *letter)
{
	push_val(reader, tree_symbol(reader, ASSAY_EXPR_CHOICE, token_text(reader, letter)), 0);
	while (!token_is(reader, 0, TOK_END))
		reader->at++;
}

/* "(A)", "\textbf{(B)}", "A", "(A) 5", "A) 5", "A. 5". */
static bool read_letter(struct reader *reader)
{
	bool is_open = token_is_sub(reader, 0, TOK_OPEN, BRACKET_PAREN);
	const struct token *letter = token_at(reader, is_open), *behind = token_at(reader, 1 + (uint32_t)is_open);
	uint32_t n = 1 + (uint32_t)is_open;
	struct assay_str text = token_text(reader, letter);
	bool from_text = letter->type == TOK_WORD || letter->flags & (TOKEN_BOLD | TOKEN_UPRIGHT);
	if ((letter->type != TOK_LETTER && letter->type != TOK_WORD) || text.len != 1 || !is_upper(text.data[0]))
		return false;
	bool is_usual = from_text || text.data[0] <= 'H';
	bool is_closed = behind->type == TOK_CLOSE && behind->sub == BRACKET_PAREN;
	if (is_open && !is_closed)
		return false;
	n += is_closed;
	if (ends_at(reader, n)) {
		bool is_choice = is_closed || is_usual;
		if (!is_choice || reader_turns(reader, ASSAY_MATH_READ_WORD))
			return false;
		push_choice(reader, letter);
		return true;
	}
	/* A value beside the letter. */
	bool is_mark = is_closed ? !is_open || from_text || token_at(reader, n)->flags & TOKEN_SPACE
				 : (behind->type == TOK_DOT || behind->type == TOK_COLON) &&
					   token_at(reader, n + 1)->flags & TOKEN_SPACE;
	if (!is_mark || text.data[0] > 'H' || !token_begins_operand(token_at(reader, n + !is_closed)) ||
	    token_at(reader, n)->type == TOK_OPEN || reader_turns(reader, ASSAY_MATH_READ_WORD))
		return false;
	reader->choice = tree_intern(reader, text);
	reader->at += n + !is_closed;
	return false;
}

/* The same, also behind the word for it: "Option (A)", "choice B". */
static bool read_choice(struct reader *reader)
{
	static const char *const words[] = {"option", "Option", "choice", "Choice"};
	uint32_t n = tokens_of_any(reader, 0, words, sizeof(words) / sizeof(words[0])), before = reader->at;
	if (n == 0)
		return read_letter(reader);
	reader->at += n;
	bool is_whole = read_letter(reader);
	/* With a value beside the letter, that is still to be read. */
	if (!is_whole && reader->choice == NO_NODE)
		reader->at = before;
	return is_whole;
}

bool read_whole_phrase(struct reader *reader)
{
	if (reader->options->syntax != ASSAY_MATH_SYNTAX_ANY)
		return false;
	switch (token_at(reader, 0)->type) {
	case TOK_NUM:
		return read_clock(reader) || read_date(reader);
	case TOK_OPEN:
	case TOK_LETTER:
		return read_choice(reader);
	case TOK_WORD:
	case TOK_RUN:
		return read_choice(reader) || read_date(reader);
	default:
		return false;
	}
}

static void push_text(struct reader *reader, struct assay_str phrase)
{
	push_val(reader, tree_symbol(reader, ASSAY_EXPR_TEXT, phrase), 0);
}

/* "about 5", "approximately 5". */
static bool is_hedge(struct assay_str word)
{
	return assay_str_is(word, "approximately") || assay_str_is(word, "about") || assay_str_is(word, "approx");
}

void read_word_operand(struct reader *reader)
{
	const struct token *token = token_at(reader, 0);
	struct assay_str text = token_text(reader, token);
	if (token->type == TOK_WORD && text.len == 1) {
		reader->at++;
		struct assay_str name = read_name_tail(reader, text);
		if (!reader->problem)
			push_val(reader, tree_symbol(reader, ASSAY_EXPR_VARIABLE, name), VAL_LETTER);
		return;
	}
	if (is_hedge(text) && token_begins_operand(token_at(reader, word_tokens(reader, 0)))) {
		reader->at += word_tokens(reader, 0);
		return;
	}
	bool is_phrase = token->type == TOK_WORD;
	if (!is_phrase && run_is_word(reader, token))
		is_phrase = !reader_turns(reader, ASSAY_MATH_READ_WORD);
	if (!is_phrase) {
		reader->at++; /* A product of names. */
		return;
	}
	uint32_t n;
	struct assay_str phrase = phrase_at(reader, &n);
	reader->has_words = true;
	reader->at += n;
	if (!reader->problem)
		push_text(reader, phrase);
}

/* "4 million". */
static bool read_scale(struct reader *reader)
{
	static const struct {
		const char *word;
		int exp10;
	} scales[] = {{"hundred", 2}, {"thousand", 3}, {"million", 6}, {"billion", 9}, {"trillion", 12}};
	struct assay_str word = token_text(reader, token_at(reader, 0));
	const struct assay_expr_node *node = &reader->nodes[top_val(reader)->node];
	if (node->kind != ASSAY_EXPR_NUMBER || reader->numbers[node->number].has_base ||
	    reader->numbers[node->number].is_truncated || reader->numbers[node->number].repeat)
		return false;
	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++) {
		if (!assay_str_is(word, scales[i].word))
			continue;
		struct assay_expr_number *number = &reader->numbers[node->number];
		number->exp10 += scales[i].exp10;
		number->is_scientific = true;
		number->is_small = false;
		reader->at += word_tokens(reader, 0);
		return true;
	}
	return false;
}

/* Text that grows by full stops beyond this is no answer; each of its parts is copied again. */
#define MAX_EXTENDED 1024

/* More words behind words: "St. Louis". */
static bool extend_text(struct reader *reader)
{
	uint32_t node = top_val(reader)->node, n;
	if (reader->nodes[node].kind != ASSAY_EXPR_TEXT)
		return false;
	struct assay_str phrase = phrase_at(reader, &n);
	if (n == 0 || reader->problem)
		return false;
	struct assay_str before = reader->symbols[reader->nodes[node].symbol];
	if (before.len + phrase.len > MAX_EXTENDED) {
		reader_fail(reader, reader->at, "has too many words");
		return true;
	}
	uint32_t symbol = tree_intern(reader, reader_concat(reader, before, ASSAY_STR(" "), phrase));
	reader->at += n;
	if (!reader->problem)
		reader->nodes[node].symbol = symbol;
	return true;
}

void read_word_operator(struct reader *reader)
{
	const struct token *token = token_at(reader, 0);
	struct assay_str text = token_text(reader, token);
	if (read_differential(reader) || extend_text(reader) || read_scale(reader) || extend_quantity(reader))
		return;
	bool is_run = token->type == TOK_RUN;
	if (is_run && !(token->flags & TOKEN_SPACE) && !assay_math_unit_find(text, &(struct assay_expr_unit){0})) {
		reader->at++; /* 2abcd: a product. */
		return;
	}
	if (!is_run && text.len == 1 && !assay_math_unit_find(text, &(struct assay_expr_unit){0})) {
		push_implicit(reader);
		return;
	}
	/* Behind a name, letters are more names: "x cm" is nobody's length, "\pi cm" is one. */
	if (is_run && reader->nodes[top_val(reader)->node].kind == ASSAY_EXPR_VARIABLE && !run_is_word(reader, token)) {
		reader->at++;
		return;
	}
	if (read_unit(reader))
		return;
	if (is_run) {
		reader->at++;
		return;
	}
	reader->has_words = true;
	reader_fail(reader, reader->at, "has words behind its value");
}
