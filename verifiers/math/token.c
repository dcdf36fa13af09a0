/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/token.h"

struct lexer {
	struct assay_str text;
	enum assay_math_syntax syntax;
	struct token_list *list;
	size_t at;
	uint8_t flags;	 /* For the next token. */
	uint8_t mode;	 /* TOKEN_TEXT, TOKEN_BOLD, TOKEN_UPRIGHT: what the groups around say. */
	uint8_t *groups; /* Of each open brace: NOT_A_TOKEN and the mode outside. */
	size_t n_groups;
	bool has_env; /* A \begin stands somewhere: \\ ends rows. Otherwise it is a doubled backslash. */
	bool dollar_is_currency;
};

/* Of a group whose braces are no tokens. */
#define NOT_A_TOKEN 0x80

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Bytes beyond ASCII that folding left are letters of words. */
static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The byte `ahead` of the current one, NUL behind the end. */
static char peek(const struct lexer *lexer, size_t ahead)
{
	return lexer->at + ahead < lexer->text.len ? lexer->text.data[lexer->at + ahead] : '\0';
}

static void fail(struct lexer *lexer, const char *problem)
{
	if (lexer->list->problem)
		return;
	lexer->list->problem = problem;
	lexer->list->at = lexer->at;
}

static struct token *emit(struct lexer *lexer, enum token_type type, uint8_t sub, size_t len)
{
	struct token *token = &lexer->list->items[lexer->list->n++];
	*token = (struct token){.type = (uint8_t)type,
				.sub = sub,
				.flags = lexer->flags | lexer->mode,
				.start = (uint32_t)lexer->at,
				.end = (uint32_t)(lexer->at + len)};
	lexer->flags = 0;
	lexer->at += len;
	return token;
}

static struct token *last(const struct lexer *lexer)
{
	return lexer->list->n ? &lexer->list->items[lexer->list->n - 1] : NULL;
}

static bool last_is(const struct lexer *lexer, enum token_type type)
{
	return lexer->list->n && last(lexer)->type == type;
}

static void skip_spaces(struct lexer *lexer)
{
	while (is_space(peek(lexer, 0))) {
		lexer->at++;
		lexer->flags |= TOKEN_SPACE;
	}
}

/* Bytes from `ahead` on that are digits. */
static size_t count_digits(const struct lexer *lexer, size_t ahead)
{
	size_t n = 0;
	while (is_digit(peek(lexer, ahead + n)))
		n++;
	return n;
}

/* "e-5" at `ahead`: its length, or 0. */
static size_t count_exponent(const struct lexer *lexer, size_t ahead)
{
	if (peek(lexer, ahead) != 'e' && peek(lexer, ahead) != 'E')
		return 0;
	size_t sign = peek(lexer, ahead + 1) == '+' || peek(lexer, ahead + 1) == '-';
	size_t digits = count_digits(lexer, ahead + 1 + sign);
	return digits == 0 || is_letter(peek(lexer, ahead + 1 + sign + digits)) ? 0 : 1 + sign + digits;
}

/* A point behind digits belongs to them when a mark of repetition follows: 0.\overline{3}, 0.(3). */
static bool is_point_before_repeat(const struct lexer *lexer, size_t ahead)
{
	struct assay_str rest = assay_str_sub(lexer->text, lexer->at + ahead, 12);
	if (assay_str_starts(rest, "\\overline") || assay_str_starts(rest, "\\bar") ||
	    assay_str_starts(rest, "\\dot{") || assay_str_starts(rest, "\\dot "))
		return true;
	if (rest.len == 0 || rest.data[0] != '(')
		return false;
	size_t digits = count_digits(lexer, ahead + 1);
	return digits > 0 && peek(lexer, ahead + 1 + digits) == ')';
}

static void lex_number(struct lexer *lexer)
{
	size_t n = count_digits(lexer, 0), points = 0;
	while (peek(lexer, n) == '.') {
		size_t digits = count_digits(lexer, n + 1);
		if (digits == 0) {
			n += points == 0 && is_point_before_repeat(lexer, n + 1);
			break;
		}
		/* A second point: 1.234.567 is one number, 1.2.3 is none. */
		if (points > 0 && digits != 3)
			break;
		points++;
		n += 1 + digits;
	}
	if (points <= 1)
		n += count_exponent(lexer, n);
	emit(lexer, TOK_NUM, 0, n);
}

/* "a.m." and "PM" behind a number or a time; 0: it is none. */
static size_t count_am_pm(const struct lexer *lexer, size_t run, uint8_t *ret_sub)
{
	char c = (char)(peek(lexer, 0) | 0x20), m;
	if (!last_is(lexer, TOK_NUM) || (c != 'a' && c != 'p'))
		return 0;
	*ret_sub = c == 'a' ? 1 : 2;
	if (run == 2) {
		m = (char)(peek(lexer, 1) | 0x20);
		/* "5am" may be letters; "5 am" and "5 AM" are not. */
		return m == 'm' && (lexer->mode & TOKEN_TEXT || lexer->flags & TOKEN_SPACE || peek(lexer, 0) < 'a') ? 2
														    : 0;
	}
	m = (char)(peek(lexer, 2) | 0x20);
	if (run != 1 || peek(lexer, 1) != '.' || m != 'm' || is_letter(peek(lexer, 3)))
		return 0;
	return peek(lexer, 3) == '.' ? 4 : 3;
}

/* "5 sec" and "3 min" are no functions, the square of "5 square feet" is no name. */
static bool is_unit_word(const struct lexer *lexer, size_t run)
{
	struct assay_str word = assay_str_sub(lexer->text, lexer->at, run);
	if (last_is(lexer, TOK_NUM) && assay_str_is(word, "square"))
		return true;
	if (!last_is(lexer, TOK_NUM) || !(assay_str_is(word, "sec") || assay_str_is(word, "min")))
		return false;
	size_t ahead = run;
	while (is_space(peek(lexer, ahead)))
		ahead++;
	char next = peek(lexer, ahead);
	return next == '\0' || next == '}' || next == '$' || next == '.' || next == ',' || next == ')';
}

static void emit_letters(struct lexer *lexer, size_t n)
{
	if (n >= 2) {
		struct token *run = emit(lexer, TOK_RUN, 0, n);
		lexer->at = run->start;
		lexer->flags = run->flags & TOKEN_SPACE;
	}
	for (size_t i = 0; i < n;) {
		size_t bytes = assay_utf8_decode(lexer->text.data + lexer->at, lexer->text.len - lexer->at, NULL);
		if (i > 0)
			lexer->flags |= TOKEN_RUN;
		emit(lexer, TOK_LETTER, 0, bytes);
		i += bytes;
	}
}

/* "xsinx" to x, sin, x: only when few letters stand around the name, so that "business" stays a word. */
static void lex_letters(struct lexer *lexer, size_t run)
{
	const size_t max_around = 2;
	struct assay_str word = assay_str_sub(lexer->text, lexer->at, run);
	for (size_t before = 0; before <= max_around && before + 2 < run; before++) {
		const struct token_word *found = assay_math_word_prefix(assay_str_sub(word, before, run));
		if (!found || run - before - strlen(found->name) > max_around)
			continue;
		emit_letters(lexer, before);
		emit(lexer, (enum token_type)found->type, found->sub, strlen(found->name));
		emit_letters(lexer, run - before - strlen(found->name));
		return;
	}
	if (run > 2 && run <= 4 && assay_str_ends(word, "pi")) {
		emit_letters(lexer, run - 2);
		emit(lexer, TOK_CONST, ASSAY_CONST_PI, 2);
	} else if (run >= 3 && run <= 4 && assay_str_starts(word, "or") &&
		   ((word.data[2] >= 'A' && word.data[2] <= 'Z') ||
		    (last_is(lexer, TOK_NUM) && peek(lexer, run) == '='))) {
		emit(lexer, TOK_JOIN, ASSAY_SEP_OR, 2);
		emit_letters(lexer, run - 2);
	} else {
		emit_letters(lexer, run);
	}
}

/* A capital U between two brackets is a union that someone typed. */
static bool is_typed_union(const struct lexer *lexer)
{
	size_t ahead = 1;
	while (is_space(peek(lexer, ahead)) || peek(lexer, ahead) == '\\')
		ahead++;
	char next = peek(lexer, ahead);
	return peek(lexer, 0) == 'U' && last_is(lexer, TOK_CLOSE) && (next == '(' || next == '[' || next == '{');
}

/* The x of "3 x 10^8". */
static bool is_typed_times(const struct lexer *lexer)
{
	size_t ahead = 1;
	while (is_space(peek(lexer, ahead)))
		ahead++;
	return peek(lexer, 0) == 'x' && last_is(lexer, TOK_NUM) && peek(lexer, ahead) == '1' &&
	       peek(lexer, ahead + 1) == '0' && peek(lexer, ahead + 2) == '^';
}

static void lex_interval_name(struct lexer *lexer, const struct token_word *word, size_t run)
{
	static const char *const suffixes[] = {".open", ".Lopen", ".Ropen"};
	for (uint8_t i = 0; i < 3; i++) {
		struct assay_str rest = assay_str_sub(lexer->text, lexer->at + run, 6);
		if (assay_str_starts(rest, suffixes[i])) {
			emit(lexer, TOK_SYMPY, (uint8_t)(SYMPY_INTERVAL_OPEN + i), run + strlen(suffixes[i]));
			return;
		}
	}
	emit(lexer, (enum token_type)word->type, word->sub, run);
}

static void lex_run(struct lexer *lexer)
{
	size_t run = 0;
	while (is_letter(peek(lexer, run)))
		run++;
	uint8_t half = 0;
	size_t am_pm = count_am_pm(lexer, run, &half);
	bool in_text = lexer->mode & TOKEN_TEXT;
	if (am_pm) {
		emit(lexer, TOK_AMPM, half, am_pm);
		return;
	}
	/* The side of a limit, as SymPy prints it. */
	static const char from_below[] = "dir='-'";
	if (lexer->syntax == ASSAY_MATH_SYNTAX_SYMPY &&
	    assay_str_starts(assay_str_sub(lexer->text, lexer->at, strlen(from_below)), from_below)) {
		emit(lexer, TOK_CONST, ASSAY_CONST_UNDEFINED, strlen(from_below));
		return;
	}
	/* What stands behind an underscore is one letter in LaTeX. */
	if (run >= 2 && !in_text && last_is(lexer, TOK_UNDERSCORE) && lexer->syntax != ASSAY_MATH_SYNTAX_SYMPY) {
		emit(lexer, TOK_LETTER, 0, assay_utf8_decode(lexer->text.data + lexer->at, run, NULL));
		return;
	}
	const struct token_word *word = run >= 2 && !is_unit_word(lexer, run)
						? assay_math_word(assay_str_sub(lexer->text, lexer->at, run), in_text)
						: NULL;
	if (word && word->type == TOK_SYMPY && word->sub == SYMPY_INTERVAL)
		lex_interval_name(lexer, word, run);
	else if (word)
		emit(lexer, (enum token_type)word->type, word->type == TOK_NAME ? 0 : word->sub, run);
	else if (run == 1 && is_typed_union(lexer))
		emit(lexer, TOK_UNION, 0, 1);
	else if (run == 1 && is_typed_times(lexer))
		emit(lexer, TOK_TIMES, 0, 1);
	else if (in_text)
		emit(lexer, TOK_WORD, 0, run);
	else if (lexer->syntax == ASSAY_MATH_SYNTAX_ANY)
		lex_letters(lexer, run);
	else
		emit_letters(lexer, run);
}

/* Enters `{`; a group that is no token changes the mode until its end. */
static void open_group(struct lexer *lexer, bool is_token, uint8_t mode)
{
	lexer->groups[lexer->n_groups++] = (uint8_t)(lexer->mode | (is_token ? 0 : NOT_A_TOKEN));
	if (is_token) {
		emit(lexer, TOK_OPEN, BRACKET_GROUP, 1);
		return;
	}
	lexer->mode |= mode;
	lexer->flags |= TOKEN_SPACE;
	lexer->at++;
}

static void close_group(struct lexer *lexer)
{
	if (lexer->n_groups == 0) {
		fail(lexer, "has a } without its {");
		return;
	}
	uint8_t group = lexer->groups[--lexer->n_groups];
	lexer->mode = group & (uint8_t)~NOT_A_TOKEN;
	if (group & NOT_A_TOKEN) {
		lexer->flags |= TOKEN_SPACE;
		lexer->at++;
	} else {
		emit(lexer, TOK_CLOSE, BRACKET_GROUP, 1);
	}
}

/* Behind \text, \mathrm and the like: the group changes the mode; one letter without a group stays what it is. */
static void lex_mode(struct lexer *lexer, const struct token_word *word)
{
	static const uint8_t modes[] = {0, TOKEN_BOLD, 0, TOKEN_UPRIGHT};
	skip_spaces(lexer);
	if (peek(lexer, 0) == '*')
		lexer->at++;
	if (word->type == TOK_FONT && word->sub == 2) {
		static const char sets[] = "NZQRC";
		bool is_group = peek(lexer, 0) == '{';
		const char *set = strchr(sets, peek(lexer, is_group));
		if (set && *set && (!is_group || peek(lexer, 2) == '}')) {
			emit(lexer, TOK_CONST, (uint8_t)(ASSAY_CONST_NATURALS + (set - sets)), is_group ? 3 : 1);
			return;
		}
	}
	if (peek(lexer, 0) == '{')
		open_group(lexer, false, word->type == TOK_TEXTBOX ? TOKEN_TEXT : modes[word->sub]);
}

static void lex_env(struct lexer *lexer, const struct token_word *word)
{
	static const struct {
		const char *name;
		enum token_env env;
	} envs[] = {
		{"matrix", ENV_MATRIX},	 {"pmatrix", ENV_MATRIX},     {"bmatrix", ENV_MATRIX},
		{"Bmatrix", ENV_MATRIX}, {"smallmatrix", ENV_MATRIX}, {"vmatrix", ENV_DETERMINANT},
		{"array", ENV_ARRAY},	 {"cases", ENV_CASES},	      {"dcases", ENV_CASES},
		{"aligned", ENV_ROWS},	 {"align", ENV_ROWS},	      {"gathered", ENV_ROWS},
		{"split", ENV_ROWS},	 {"equation", ENV_ROWS},      {"tabular", ENV_ARRAY},
	};
	skip_spaces(lexer);
	size_t len = 0;
	while (peek(lexer, len + 1) && peek(lexer, len + 1) != '}' && len < 20)
		len++;
	struct assay_str name = assay_str_sub(lexer->text, lexer->at + 1, len);
	if (assay_str_ends(name, "*"))
		name.len--;
	for (size_t i = 0; peek(lexer, 0) == '{' && peek(lexer, len + 1) == '}' && i < sizeof(envs) / sizeof(envs[0]);
	     i++) {
		if (assay_str_is(name, envs[i].name)) {
			emit(lexer, (enum token_type)word->type, (uint8_t)envs[i].env, len + 2);
			return;
		}
	}
	fail(lexer, "has an environment that is not known");
}

/* \left and \right: the bracket behind them says what it is. */
static void lex_sized(struct lexer *lexer, bool is_right)
{
	enum token_type type = is_right ? TOK_CLOSE : TOK_OPEN;
	skip_spaces(lexer);
	switch (peek(lexer, 0)) {
	case '|':
		emit(lexer, type, BRACKET_BAR, 1);
		return;
	case '{':
	case '}':
		emit(lexer, type, BRACKET_SET, 1);
		return;
	case '.':
		emit(lexer, type, BRACKET_NULL, 1);
		return;
	case '<':
	case '>':
		emit(lexer, type, BRACKET_ANGLE, 1);
		return;
	case '\\':
		break;
	default:
		return; /* ( [ ) ] speak for themselves. */
	}
	if (peek(lexer, 1) == '|') {
		emit(lexer, type, BRACKET_NORM, 2);
		return;
	}
	/* "\left\vertx" has no bar of its own side. */
	struct assay_str rest = assay_str_sub(lexer->text, lexer->at + 1, 4);
	if (assay_str_starts(rest, "vert"))
		emit(lexer, type, BRACKET_BAR, 5);
	else if (assay_str_starts(rest, "Vert"))
		emit(lexer, type, BRACKET_NORM, 5);
}

/* \char"0190: the number of a character; 400 is the open E that stands for epsilon. */
static void lex_char(struct lexer *lexer)
{
	size_t n = peek(lexer, 0) == '"';
	while (is_digit(peek(lexer, n)) || (peek(lexer, n) >= 'A' && peek(lexer, n) <= 'F'))
		n++;
	emit(lexer, TOK_CHAR, 0, n);
}

/* \variable{...}: the token is what stands between the braces, whatever it holds. */
static void lex_raw(struct lexer *lexer, const struct token_word *word, size_t len)
{
	if (word->sub != RAW_VARIABLE && lexer->syntax != ASSAY_MATH_SYNTAX_PRINTED) {
		fail(lexer, "has a command that is not known");
		return;
	}
	lexer->at += len;
	skip_spaces(lexer);
	size_t depth = 0, n = 0;
	do {
		depth += peek(lexer, n) == '{';
		depth -= peek(lexer, n) == '}' && depth > 0;
		n += peek(lexer, n) == '\\' ? 2 : 1;
	} while (depth > 0 && lexer->at + n < lexer->text.len);
	if (depth > 0 || n < 3) {
		fail(lexer, "has an empty argument");
		return;
	}
	lexer->at++;
	emit(lexer, TOK_RAWNAME, word->sub, n - 2);
	lexer->at++;
}

static void lex_command_word(struct lexer *lexer, const struct token_word *word, size_t len)
{
	switch (word->type) {
	case TOK_SKIP:
		lexer->at += len;
		lexer->flags |= TOKEN_SPACE;
		return;
	case TOK_SIZING:
		lexer->at += len;
		lex_sized(lexer, word->sub);
		return;
	case TOK_TEXTBOX:
	case TOK_FONT:
		lexer->at += len;
		lex_mode(lexer, word);
		return;
	case TOK_BEGIN:
	case TOK_FINISH:
		lexer->at += len;
		lex_env(lexer, word);
		return;
	case TOK_CHAR:
		lexer->at += len;
		lex_char(lexer);
		return;
	case TOK_RAWNAME:
		lex_raw(lexer, word, len);
		return;
	default:
		emit(lexer, (enum token_type)word->type, word->sub, len);
	}
}

static void lex_backslash_sign(struct lexer *lexer)
{
	static const char spaces[] = " ,:;>/\t\n\r~";
	char c = peek(lexer, 1);
	if (c == '\\') {
		emit(lexer, TOK_ROW, 0, 2);
		return;
	}
	if (c == '!') {
		/* "1,\!234" is how LaTeX writes a thousands separator. */
		if (last_is(lexer, TOK_COMMA) || last_is(lexer, TOK_NUM))
			last(lexer)->flags |= TOKEN_TIGHT;
		lexer->at += 2;
		return;
	}
	if (c == '(' || c == ')' || c == '[' || c == ']' || (c && strchr(spaces, c))) {
		lexer->at += 2;
		lexer->flags |= TOKEN_SPACE;
		return;
	}
	const struct token_word *word = c ? assay_math_command(assay_str_sub(lexer->text, lexer->at + 1, 1)) : NULL;
	if (word)
		lex_command_word(lexer, word, 2);
	else
		fail(lexer, "has a backslash that means nothing");
}

static void lex_backslash(struct lexer *lexer)
{
	lexer->list->has_latex = true;
	/* A doubled backslash outside of rows comes from text that was escaped once too often. */
	if (peek(lexer, 1) == '\\' && !lexer->has_env && is_letter(peek(lexer, 2)))
		lexer->at++;
	size_t len = 0;
	while (is_letter(peek(lexer, 1 + len)))
		len++;
	if (len == 0) {
		lex_backslash_sign(lexer);
		return;
	}
	struct assay_str name = assay_str_sub(lexer->text, lexer->at + 1, len);
	const struct token_word *word = assay_math_command(name);
	if (!word)
		word = assay_math_command_prefix(name);
	if (word)
		lex_command_word(lexer, word, 1 + strlen(word->name));
	else
		fail(lexer, "has a command that is not known");
}

static void lex_dollar(struct lexer *lexer)
{
	if (lexer->dollar_is_currency) {
		emit(lexer, TOK_CURRENCY, 0, 1);
		return;
	}
	lexer->list->has_latex = true;
	lexer->flags |= TOKEN_SPACE;
	lexer->at++;
}

/* Signs of two bytes and more. */
static bool lex_long_sign(struct lexer *lexer)
{
	static const struct {
		const char *text;
		uint8_t type, sub;
	} signs[] = {
		{"**", TOK_CARET, 1},
		{"<=>", TOK_REL, ASSAY_REL_IFF},
		{"<=", TOK_REL, ASSAY_REL_LE},
		{">=", TOK_REL, ASSAY_REL_GE},
		{"=>", TOK_REL, ASSAY_REL_IMPLIES},
		{"==", TOK_REL, ASSAY_REL_EQ},
		{"=<", TOK_REL, ASSAY_REL_LE},
		{"<>", TOK_REL, ASSAY_REL_NE},
		{"!=", TOK_REL, ASSAY_REL_NE},
		{":=", TOK_REL, ASSAY_REL_DEFINES},
		{"->", TOK_REL, ASSAY_REL_MAPS_TO},
		{"...", TOK_ELLIPSIS, 0},
		{"+/-", TOK_PLUSMINUS, 0},
		{"+-", TOK_PLUSMINUS, 0},
		{"-+", TOK_PLUSMINUS, 1},
		{"//", TOK_SLASH, 0},
	};
	struct assay_str rest = assay_str_sub(lexer->text, lexer->at, 3);
	/* "5!=120" is a factorial, "x != 3" is not equal. */
	if (assay_str_starts(rest, "!=") && lexer->flags == 0 && lexer->list->n &&
	    (last_is(lexer, TOK_NUM) || last_is(lexer, TOK_CLOSE)))
		return false;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (assay_str_starts(rest, signs[i].text)) {
			emit(lexer, (enum token_type)signs[i].type, signs[i].sub, strlen(signs[i].text));
			return true;
		}
	}
	return false;
}

static void lex_quote(struct lexer *lexer)
{
	bool is_prime = lexer->list->n && !(lexer->mode & TOKEN_TEXT) &&
			(last_is(lexer, TOK_LETTER) || last_is(lexer, TOK_NAME) || last_is(lexer, TOK_CLOSE) ||
			 last_is(lexer, TOK_PRIME) || last_is(lexer, TOK_NUM));
	if (is_prime) {
		emit(lexer, TOK_PRIME, 0, 1);
	} else {
		lexer->at++; /* A quotation mark, or the apostrophe of a word. */
		lexer->flags |= TOKEN_SPACE;
	}
}

/* "{,}" is a thousands separator in LaTeX. */
static bool lex_comma_group(struct lexer *lexer)
{
	size_t ahead = 1;
	while (is_space(peek(lexer, ahead)))
		ahead++;
	if (peek(lexer, ahead) != ',')
		return false;
	ahead++;
	while (is_space(peek(lexer, ahead)))
		ahead++;
	if (peek(lexer, ahead) != '}')
		return false;
	emit(lexer, TOK_COMMA, 0, ahead + 1)->flags |= TOKEN_TIGHT;
	return true;
}

static void lex_sign(struct lexer *lexer)
{
	static const struct {
		char sign;
		uint8_t type, sub;
	} signs[] = {
		{'+', TOK_PLUS, 0},
		{'-', TOK_MINUS, 0},
		{'*', TOK_TIMES, TIMES_STAR},
		{'/', TOK_SLASH, 0},
		{'^', TOK_CARET, 0},
		{'_', TOK_UNDERSCORE, 0},
		{'=', TOK_REL, ASSAY_REL_EQ},
		{'<', TOK_REL, ASSAY_REL_LT},
		{'>', TOK_REL, ASSAY_REL_GT},
		{'(', TOK_OPEN, BRACKET_PAREN},
		{')', TOK_CLOSE, BRACKET_PAREN},
		{'[', TOK_OPEN, BRACKET_SQUARE},
		{']', TOK_CLOSE, BRACKET_SQUARE},
		{',', TOK_COMMA, 0},
		{';', TOK_SEMICOLON, 0},
		{':', TOK_COLON, 0},
		{'|', TOK_BAR, 0},
		{'!', TOK_BANG, 0},
		{'%', TOK_PERCENT, 0},
		{'&', TOK_AMPERSAND, 0},
		{'.', TOK_DOT, 0},
		{'?', TOK_DOT, 1},
		{'~', TOK_NOT, 0},
	};
	char c = peek(lexer, 0);
	if (c == '~' && lexer->syntax != ASSAY_MATH_SYNTAX_SYMPY) {
		lexer->flags |= TOKEN_SPACE;
		lexer->at++;
		return;
	}
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (signs[i].sign == c) {
			emit(lexer, (enum token_type)signs[i].type, signs[i].sub, 1);
			return;
		}
	}
	fail(lexer, "has a sign that means nothing in mathematics");
}

static void lex_one(struct lexer *lexer)
{
	char c = peek(lexer, 0);
	if (is_space(c)) {
		skip_spaces(lexer);
	} else if (is_digit(c) || (c == '.' && is_digit(peek(lexer, 1)))) {
		lex_number(lexer);
	} else if (is_letter(c)) {
		lex_run(lexer);
	} else if (c == '\\') {
		lex_backslash(lexer);
	} else if (c == '{') {
		if (!lex_comma_group(lexer))
			open_group(lexer, true, 0);
	} else if (c == '}') {
		close_group(lexer);
	} else if (c == '$') {
		lex_dollar(lexer);
	} else if (c == '\'' || c == '"' || c == '`') {
		lex_quote(lexer);
	} else if (!lex_long_sign(lexer)) {
		lex_sign(lexer);
	}
}

/* Dollar signs are delimiters when they come in pairs, currency when each stands before a digit and none closes. */
static bool dollars_are_currency(struct assay_str text)
{
	size_t n = 0, before_digit = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '\\') {
			i++;
			continue;
		}
		if (text.data[i] != '$')
			continue;
		size_t next = i + 1;
		while (next < text.len && text.data[next] == ' ')
			next++;
		n++;
		before_digit += next < text.len && (is_digit(text.data[next]) || text.data[next] == '.');
	}
	return n > 0 && before_digit == n;
}

int assay_math_tokenize(struct assay_str text, enum assay_math_syntax syntax, struct assay_arena *arena,
			struct token_list *ret, struct assay_err *err)
{
	*ret = (struct token_list){0};
	struct lexer lexer = {.text = text, .syntax = syntax, .list = ret};
	/* Every token has a byte of its own, but for the RUN before two letters or more, and the end. */
	ret->items = assay_arena_array(arena, text.len + text.len / 2 + 2, sizeof(*ret->items));
	lexer.groups = assay_arena_alloc(arena, text.len + 1);
	if (!ret->items || !lexer.groups)
		return assay_arena_fail(arena, err);
	lexer.has_env = assay_str_find(text, ASSAY_STR("\\begin"), 0) != SIZE_MAX;
	lexer.dollar_is_currency = dollars_are_currency(text);
	while (lexer.at < text.len && !ret->problem)
		lex_one(&lexer);
	if (lexer.n_groups > 0)
		fail(&lexer, "has a { without its }");
	emit(&lexer, TOK_END, 0, 0);
	return 0;
}
