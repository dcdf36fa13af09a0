/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/lex.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

/* --- Languages ------------------------------------------------------------------------------------------------ */

static const char *const python_names[] = {"python", "py", "python3", NULL};
static const char *const c_names[] = {"c", NULL};
static const char *const cpp_names[] = {"cpp", "c++", "cxx", "cc", NULL};

static const char *const java_names[] = {"java", NULL};
static const char *const javascript_names[] = {"javascript", "js", "node", NULL};

static const char *const python_operators[] = {"**=", "//=", ">>=", "<<=", "...", "**", "//", ">>", "<<",
					       "<=",  ">=",  "==",  "!=",  "->",  "+=", "-=", "*=", "/=",
					       "%=",  "&=",  "|=",  "^=",  "@=",  ":=", NULL};
static const char *const c_operators[] = {"<<=", ">>=", "...", "<=>", "->*", "->", "++", "--", "<<",
					  ">>",	 "<=",	">=",  "==",  "!=",  "&&", "||", "+=", "-=",
					  "*=",	 "/=",	"%=",  "&=",  "|=",  "^=", "::", NULL};

static const char *const java_operators[] = {">>>=", "<<=", ">>=", ">>>", "...", "->", "++", "--", "<<",
					     ">>",   "<=",  ">=",  "==",  "!=",	 "&&", "||", "+=", "-=",
					     "*=",   "/=",  "%=",  "&=",  "|=",	 "^=", "::", NULL};
static const char *const javascript_operators[] = {
	">>>=", "===", "!==", "**=", "<<=", ">>=", ">>>", "...", "&&=", "||=", "?\?=", "=>",
	"**",	"++",  "--",  "<<",  ">>",  "<=",  ">=",  "==",	 "!=",	"&&",  "||",   "??",
	"?.",	"+=",  "-=",  "*=",  "/=",  "%=",  "&=",  "|=",	 "^=",	NULL};

static const char *const python_keywords[] = {
	"and",	    "as",     "assert",	 "async", "await", "break",  "class", "continue", "def",  "del",   "elif",
	"else",	    "except", "finally", "for",	  "from",  "global", "if",    "import",	  "in",	  "is",	   "lambda",
	"nonlocal", "not",    "or",	 "pass",  "raise", "return", "try",   "while",	  "with", "yield", NULL};
static const char *const c_keywords[] = {
	"auto",	    "bool",	"break",   "case",	"char",	   "class",    "const",	 "constexpr",
	"continue", "default",	"delete",  "do",	"double",  "else",     "enum",	 "extern",
	"float",    "for",	"goto",	   "if",	"inline",  "int",      "long",	 "namespace",
	"new",	    "operator", "private", "protected", "public",  "register", "return", "short",
	"signed",   "sizeof",	"static",  "struct",	"switch",  "template", "throw",	 "try",
	"typedef",  "typename", "union",   "unsigned",	"using",   "virtual",  "void",	 "volatile",
	"while",    "size_t",	"string",  "vector",	"int64_t", "uint64_t", "FILE",	 NULL};

static const char *const java_keywords[] = {
	"abstract", "assert",	  "boolean", "break",	     "byte",	"case",	     "catch",
	"char",	    "class",	  "const",   "continue",     "default", "do",	     "double",
	"else",	    "enum",	  "extends", "final",	     "finally", "float",     "for",
	"if",	    "implements", "import",  "instanceof",   "int",	"interface", "long",
	"new",	    "package",	  "private", "protected",    "public",	"return",    "short",
	"static",   "super",	  "switch",  "synchronized", "throw",	"throws",    "transient",
	"try",	    "var",	  "void",    "volatile",     "while",	"yield",     NULL};
static const char *const javascript_keywords[] = {
	"async",  "await",	"break", "case",   "catch",   "class",	 "const",  "continue", "debugger", "default",
	"delete", "do",		"else",	 "export", "extends", "finally", "for",	   "function", "if",	   "import",
	"in",	  "instanceof", "let",	 "new",	   "of",      "return",	 "static", "switch",   "throw",	   "try",
	"typeof", "var",	"void",	 "while",  "with",    "yield",	 NULL};

static const struct assay_lex_rules languages[] = {
	{.names = python_names,
	 .lines_end_statements = true,
	 .operators = python_operators,
	 .keywords = python_keywords},
	{.names = c_names, .operators = c_operators, .keywords = c_keywords},
	{.names = cpp_names, .has_raw_strings = true, .operators = c_operators, .keywords = c_keywords},
	{.names = java_names, .has_text_blocks = true, .operators = java_operators, .keywords = java_keywords},
	{.names = javascript_names,
	 .has_templates = true,
	 .operators = javascript_operators,
	 .keywords = javascript_keywords},
};

static bool is_in(struct assay_str word, const char *const *names)
{
	for (; *names; names++) {
		if (assay_str_is(word, *names))
			return true;
	}
	return false;
}

const struct assay_lex_rules *assay_lex_rules_find(struct assay_str language)
{
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++) {
		if (is_in(language, languages[i].names))
			return &languages[i];
	}
	return NULL;
}

bool assay_lex_is_keyword(const struct assay_lex_rules *rules, struct assay_str name)
{
	return is_in(name, rules->keywords);
}

/* --- The scanner ---------------------------------------------------------------------------------------------- */

struct lexer {
	const struct assay_lex_rules *rules;
	const char *p;
	size_t len;
	size_t at;
	uint32_t depth;
	bool line_has_tokens;
	bool ends_operand;	 /* The last token may be the end of one. */
	struct assay_token *out; /* NULL while counting. */
	size_t n;
};

static void emit(struct lexer *l, enum assay_token_kind kind, size_t start, uint32_t depth)
{
	if (l->out)
		l->out[l->n] = (struct assay_token){
			.kind = kind, .offset = (uint32_t)start, .len = (uint32_t)(l->at - start), .depth = depth};
	l->n++;
	struct assay_str text = {l->p + start, l->at - start};
	l->ends_operand = kind == ASSAY_TOKEN_OP ? assay_str_is(text, ")") || assay_str_is(text, "]")
						 : kind != ASSAY_TOKEN_NAME || !is_in(text, l->rules->keywords);
	l->line_has_tokens = kind != ASSAY_TOKEN_NEWLINE;
}

static char peek(const struct lexer *l, size_t ahead)
{
	return l->at + ahead < l->len ? l->p[l->at + ahead] : '\0';
}

static bool starts_name(char c)
{
	return isalpha((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool continues_name(char c)
{
	return starts_name(c) || isdigit((unsigned char)c);
}

static void skip_to_line_end(struct lexer *l, bool takes_continuations)
{
	while (l->at < l->len && l->p[l->at] != '\n') {
		bool is_continued = takes_continuations && l->p[l->at] == '\\' && peek(l, 1) == '\n';
		l->at += is_continued ? 2 : 1;
	}
}

static void skip_block_comment(struct lexer *l)
{
	l->at += 2;
	while (l->at < l->len && !(l->p[l->at] == '*' && peek(l, 1) == '/'))
		l->at++;
	l->at = l->at + 2 < l->len ? l->at + 2 : l->len;
}

/* True when something that is no token was stepped over. */
static bool skip_blank(struct lexer *l)
{
	char c = l->p[l->at];
	bool is_python = l->rules->lines_end_statements;
	if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v') {
		l->at++;
	} else if (c == '\\' && (peek(l, 1) == '\n' || (peek(l, 1) == '\r' && peek(l, 2) == '\n'))) {
		l->at += peek(l, 1) == '\n' ? 2 : 3;
	} else if (c == '\n' && !(is_python && l->depth == 0)) {
		l->at++;
		l->line_has_tokens = is_python && l->line_has_tokens;
	} else if (c == '#' && (is_python || !l->line_has_tokens)) {
		skip_to_line_end(l, !is_python);
	} else if (!is_python && c == '/' && peek(l, 1) == '/') {
		skip_to_line_end(l, true);
	} else if (!is_python && c == '/' && peek(l, 1) == '*') {
		skip_block_comment(l);
	} else {
		return false;
	}
	return true;
}

static void take_newline(struct lexer *l)
{
	size_t start = l->at++;
	if (l->line_has_tokens)
		emit(l, ASSAY_TOKEN_NEWLINE, start, 0);
}

static void take_triple(struct lexer *l, char quote)
{
	l->at += 3;
	while (l->at < l->len && !(l->p[l->at] == quote && peek(l, 1) == quote && peek(l, 2) == quote))
		l->at += l->p[l->at] == '\\' ? 2 : 1;
	l->at = l->at + 3 < l->len ? l->at + 3 : l->len;
}

/* R"x( ... )x": the delimiter x has at most 16 characters. */
static void take_raw(struct lexer *l)
{
	char close[20];
	size_t n = 0;
	while (n < 16 && peek(l, 1 + n) && peek(l, 1 + n) != '(')
		n++;
	int len = snprintf(close, sizeof(close), ")%.*s\"", (int)n, l->p + l->at + 1);
	struct assay_str text = {l->p, l->len};
	size_t end = assay_str_find(text, (struct assay_str){close, (size_t)len}, l->at + 1);
	l->at = end == SIZE_MAX ? l->len : end + (size_t)len;
}

static void take_quoted(struct lexer *l)
{
	char quote = l->p[l->at];
	bool is_python = l->rules->lines_end_statements;
	if ((is_python || (l->rules->has_text_blocks && quote == '"')) && peek(l, 1) == quote && peek(l, 2) == quote) {
		take_triple(l, quote);
		return;
	}
	for (l->at++; l->at < l->len && l->p[l->at] != quote && (quote == '`' || l->p[l->at] != '\n');)
		l->at += l->p[l->at] == '\\' ? 2 : 1;
	if (l->at < l->len && l->p[l->at] == quote)
		l->at++;
	if (l->at > l->len)
		l->at = l->len;
}

/* A name, or the string that it is the prefix of. */
static void take_name(struct lexer *l)
{
	size_t start = l->at;
	while (l->at < l->len && continues_name(l->p[l->at]))
		l->at++;
	char next = peek(l, 0);
	bool is_prefix = l->at - start <= 2 && (next == '"' || next == '\'');
	if (!is_prefix) {
		emit(l, ASSAY_TOKEN_NAME, start, l->depth);
		return;
	}
	if (l->rules->has_raw_strings && next == '"' && l->p[l->at - 1] == 'R')
		take_raw(l);
	else
		take_quoted(l);
	emit(l, ASSAY_TOKEN_STRING, start, l->depth);
}

static void take_number(struct lexer *l)
{
	size_t start = l->at;
	while (l->at < l->len) {
		char c = l->p[l->at];
		char before = l->at > start ? l->p[l->at - 1] : '0';
		bool is_exponent_sign = (c == '+' || c == '-') && (before == 'e' || before == 'E') &&
					!(l->p[start] == '0' && l->at - start > 1 && (l->p[start + 1] | 0x20) == 'x');
		if (!continues_name(c) && c != '.' && c != '\'' && !is_exponent_sign)
			break;
		/* 1'000 is C++; elsewhere a quote begins something else. */
		if (c == '\'' && (l->rules->lines_end_statements || !isdigit((unsigned char)peek(l, 1))))
			break;
		l->at++;
	}
	emit(l, ASSAY_TOKEN_NUMBER, start, l->depth);
}

/* A pattern of JavaScript stands where no operand has ended; a class in it may hold a slash. */
static bool begins_pattern(const struct lexer *l)
{
	return l->rules->has_templates && l->p[l->at] == '/' && !l->ends_operand;
}

static void take_pattern(struct lexer *l)
{
	size_t start = l->at;
	bool in_class = false;
	for (l->at++; l->at < l->len && l->p[l->at] != '\n' && (in_class || l->p[l->at] != '/');) {
		in_class = l->p[l->at] == '[' || (in_class && l->p[l->at] != ']');
		l->at += l->p[l->at] == '\\' ? 2 : 1;
	}
	for (l->at++; l->at < l->len && continues_name(l->p[l->at]);)
		l->at++;
	l->at = l->at < l->len ? l->at : l->len;
	emit(l, ASSAY_TOKEN_STRING, start, l->depth);
}

static void take_operator(struct lexer *l)
{
	size_t start = l->at;
	struct assay_str rest = {l->p + l->at, l->len - l->at};
	for (const char *const *op = l->rules->operators; *op; op++) {
		if (!assay_str_starts(rest, *op))
			continue;
		l->at += assay_str_of(*op).len;
		emit(l, ASSAY_TOKEN_OP, start, l->depth);
		return;
	}
	char c = l->p[l->at++];
	bool closes = c == ')' || c == ']' || c == '}';
	if (closes && l->depth > 0)
		l->depth--;
	emit(l, ASSAY_TOKEN_OP, start, l->depth);
	if (c == '(' || c == '[' || c == '{')
		l->depth++;
}

static void scan(struct lexer *l)
{
	l->at = l->n = 0;
	l->depth = 0;
	l->line_has_tokens = l->ends_operand = false;
	while (l->at < l->len) {
		char c = l->p[l->at];
		if (skip_blank(l))
			continue;
		if (c == '\n')
			take_newline(l);
		else if (starts_name(c))
			take_name(l);
		else if (isdigit((unsigned char)c) || (c == '.' && isdigit((unsigned char)peek(l, 1))))
			take_number(l);
		else if (begins_pattern(l))
			take_pattern(l);
		else if (c == '"' || c == '\'' || (c == '`' && l->rules->has_templates)) {
			size_t start = l->at;
			take_quoted(l);
			emit(l, ASSAY_TOKEN_STRING, start, l->depth);
		} else
			take_operator(l);
	}
	if (l->rules->lines_end_statements && l->line_has_tokens)
		emit(l, ASSAY_TOKEN_NEWLINE, l->at, 0);
}

int assay_lex(const struct assay_lex_rules *rules, struct assay_str code, struct assay_arena *arena,
	      struct assay_token **ret, size_t *ret_n, struct assay_err *err)
{
	if (code.len > ASSAY_LEX_MAX)
		return assay_fail(err, ASSAY_ELIMIT, "a program of %zu bytes; at most %zu are cut into tokens",
				  code.len, ASSAY_LEX_MAX);
	struct lexer lexer = {.rules = rules, .p = code.data, .len = code.len};
	scan(&lexer);
	lexer.out = assay_arena_array(arena, lexer.n, sizeof(*lexer.out));
	if (!lexer.out)
		return assay_arena_fail(arena, err);
	scan(&lexer);
	*ret = lexer.out;
	*ret_n = lexer.n;
	return 0;
}
