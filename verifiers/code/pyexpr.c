/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/pyexpr.h"

#include "base/json.h"
#include "verifiers/code/pytext.h"

#include <math.h>

#define MAX_DEPTH 20
/* An object, its list of pairs and a pair: what a dict with keys of all kinds takes in JSON. */
_Static_assert(3 * MAX_DEPTH < ASSAY_JSONW_DEPTH, "every value can be written");

/** Beyond these, doubles do not hold every integer. */
#define MAX_EXACT ((int64_t)1 << 53)

static struct assay_pyexpr *read_test(struct assay_pyreader *r);

/* --- Words and blanks --- */

static char peek(const struct assay_pyreader *r, size_t ahead)
{
	return r->at + ahead < r->text.len ? r->text.data[r->at + ahead] : '\0';
}

static bool is_name_char(char c)
{
	/* Bytes of other letters, too: what stands before them has not ended. */
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
	       (unsigned char)c >= 128;
}

void assay_pyreader_skip(struct assay_pyreader *r)
{
	while (r->at < r->text.len) {
		char c = peek(r, 0);
		if (c == ' ' || c == '\t' || (c == '\n' && r->brackets > 0)) {
			r->at++;
		} else if (c == '\\' && peek(r, 1) == '\n') {
			r->at += 2;
		} else if (c == '#' && r->brackets > 0) {
			while (r->at < r->text.len && peek(r, 0) != '\n')
				r->at++;
		} else {
			break;
		}
	}
}

bool assay_pyreader_take(struct assay_pyreader *r, const char *token)
{
	assay_pyreader_skip(r);
	size_t len = strlen(token);
	if (!assay_str_starts(assay_str_sub(r->text, r->at, len), token))
		return false;
	if (is_name_char(token[0]) && is_name_char(peek(r, len)))
		return false;
	r->at += len;
	return true;
}

static struct assay_str read_word(struct assay_pyreader *r)
{
	assay_pyreader_skip(r);
	size_t start = r->at;
	char c = peek(r, 0);
	if (c >= '0' && c <= '9')
		return ASSAY_STR("");
	while (is_name_char(peek(r, 0))) {
		if ((unsigned char)peek(r, 0) >= 128) {
			r->at = start;
			return ASSAY_STR("");
		}
		r->at++;
	}
	return assay_str_sub(r->text, start, r->at - start);
}

/** Words of the language. */
static bool is_reserved(struct assay_str name)
{
	static const char *const words[] = {
		"False", "None",     "True",  "and",	"as",	"assert", "async",  "await",	"break",
		"class", "continue", "def",   "del",	"elif", "else",	  "except", "finally",	"for",
		"from",	 "global",   "if",    "import", "in",	"is",	  "lambda", "nonlocal", "not",
		"or",	 "pass",     "raise", "return", "try",	"while",  "with",   "yield",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (assay_str_is(name, words[i]))
			return true;
	}
	return false;
}

struct assay_str assay_pyreader_name(struct assay_pyreader *r)
{
	size_t before = r->at;
	struct assay_str word = read_word(r);

	if (!is_reserved(word))
		return word;
	r->at = before;
	return ASSAY_STR("");
}

/* --- Nodes --- */

static struct assay_pyexpr *make(struct assay_pyreader *r, enum assay_pyexpr_kind kind)
{
	struct assay_pyexpr *e = assay_arena_alloc(r->arena, sizeof(*e));

	if (e)
		e->kind = kind;
	else
		r->is_out_of_memory = true;
	return e;
}

static struct assay_pyexpr *make_int(struct assay_pyreader *r, int64_t value)
{
	struct assay_pyexpr *e = make(r, ASSAY_PYEXPR_INT);

	if (e)
		e->integer = value;
	return e;
}

static struct assay_pyexpr *make_float(struct assay_pyreader *r, double value)
{
	struct assay_pyexpr *e = isfinite(value) ? make(r, ASSAY_PYEXPR_FLOAT) : NULL;

	if (e)
		e->number = value;
	return e;
}

static bool is_number(const struct assay_pyexpr *e)
{
	return e && (e->kind == ASSAY_PYEXPR_INT || e->kind == ASSAY_PYEXPR_FLOAT);
}

/** Sets and keys of dicts hold what can be hashed. */
static bool is_hashable(const struct assay_pyexpr *e)
{
	if (e->kind < ASSAY_PYEXPR_LIST)
		return true;
	if (e->kind != ASSAY_PYEXPR_TUPLE)
		return false;
	for (const struct assay_pyexpr *part = e->first; part; part = part->next) {
		if (!is_hashable(part))
			return false;
	}
	return true;
}

/* --- Displays --- */

/** A literal that is a part of another. */
static struct assay_pyexpr *read_part(struct assay_pyreader *r)
{
	struct assay_pyexpr *e = read_test(r);

	return assay_pyexpr_is_literal(e) ? e : NULL;
}

/** Reads parts up to the closing bracket; the first may have been read already. */
static bool read_parts(struct assay_pyreader *r, const char *close, struct assay_pyexpr *first,
		       struct assay_pyexpr *ret)
{
	struct assay_pyexpr **end = &ret->first;

	if (first) {
		*end = first;
		end = &first->next;
	}
	while (!assay_pyreader_take(r, close)) {
		if (ret->first) {
			if (!assay_pyreader_take(r, ","))
				return false;
			if (assay_pyreader_take(r, close))
				return true;
		}
		struct assay_pyexpr *part = read_part(r);
		if (!part || (ret->kind == ASSAY_PYEXPR_SET && !is_hashable(part)))
			return false;
		*end = part;
		end = &part->next;
	}
	return true;
}

static bool read_pairs(struct assay_pyreader *r, struct assay_pyexpr *key, struct assay_pyexpr *ret)
{
	struct assay_pyexpr **end = &ret->first;

	for (;;) {
		if (!is_hashable(key) || !assay_pyreader_take(r, ":"))
			return false;
		struct assay_pyexpr *value = read_part(r);
		if (!value)
			return false;
		*end = key;
		key->next = value;
		end = &value->next;
		if (assay_pyreader_take(r, "}"))
			return true;
		if (!assay_pyreader_take(r, ","))
			return false;
		if (assay_pyreader_take(r, "}"))
			return true;
		key = read_part(r);
		if (!key)
			return false;
	}
}

static struct assay_pyexpr *read_list(struct assay_pyreader *r)
{
	struct assay_pyexpr *e = make(r, ASSAY_PYEXPR_LIST);

	return e && read_parts(r, "]", NULL, e) ? e : NULL;
}

static struct assay_pyexpr *read_braces(struct assay_pyreader *r)
{
	struct assay_pyexpr *e = make(r, ASSAY_PYEXPR_DICT);

	if (!e || assay_pyreader_take(r, "}"))
		return e;
	struct assay_pyexpr *first = read_part(r);
	if (!first)
		return NULL;
	assay_pyreader_skip(r);
	if (peek(r, 0) == ':')
		return read_pairs(r, first, e) ? e : NULL;
	e->kind = ASSAY_PYEXPR_SET;
	return is_hashable(first) && read_parts(r, "}", first, e) ? e : NULL;
}

/** A tuple, or an expression in parentheses. */
static struct assay_pyexpr *read_parens(struct assay_pyreader *r)
{
	if (assay_pyreader_take(r, ")"))
		return make(r, ASSAY_PYEXPR_TUPLE);
	struct assay_pyexpr *first = read_test(r);
	if (!first || assay_pyreader_take(r, ")"))
		return first;
	struct assay_pyexpr *e = assay_pyexpr_is_literal(first) ? make(r, ASSAY_PYEXPR_TUPLE) : NULL;
	return e && read_parts(r, ")", first, e) ? e : NULL;
}

/* --- Calls --- */

static bool read_keyword(struct assay_pyreader *r, struct assay_str *ret)
{
	size_t before = r->at;
	struct assay_str name = assay_pyreader_name(r);

	assay_pyreader_skip(r);
	if (name.len > 0 && peek(r, 0) == '=' && peek(r, 1) != '=') {
		r->at++;
		*ret = name;
		return true;
	}
	r->at = before;
	return false;
}

static bool has_keyword(const struct assay_pyexpr *call, struct assay_str name)
{
	for (const struct assay_pyexpr *part = call->first; part; part = part->next) {
		if (part->name.len > 0 && assay_str_eq(part->name, name))
			return true;
	}
	return false;
}

static struct assay_pyexpr *read_arguments(struct assay_pyreader *r)
{
	struct assay_pyexpr *call = make(r, ASSAY_PYEXPR_CALL);
	struct assay_pyexpr **end = call ? &call->first : NULL;
	bool has_keywords = false;

	while (call && !assay_pyreader_take(r, ")")) {
		if (call->first && !assay_pyreader_take(r, ","))
			return NULL;
		if (call->first && assay_pyreader_take(r, ")"))
			break;
		struct assay_str name = {0};
		bool is_keyword = read_keyword(r, &name);
		struct assay_pyexpr *part = read_part(r);
		if (!part || (has_keywords && !is_keyword) || (is_keyword && has_keyword(call, name)))
			return NULL;
		has_keywords = is_keyword;
		part->name = name;
		*end = part;
		end = &part->next;
	}
	return call;
}

/** What stands in the parentheses of a function of one argument; NULL: not read. */
static struct assay_pyexpr *read_argument(struct assay_pyreader *r)
{
	r->brackets++;
	struct assay_pyexpr *of = read_test(r);
	bool is_closed = assay_pyreader_take(r, ")");
	r->brackets--;
	return is_closed ? of : NULL;
}

static struct assay_pyexpr *read_named(struct assay_pyreader *r)
{
	struct assay_str name = read_word(r);
	struct assay_pyexpr *e = NULL;
	bool is_candidate = false;

	for (size_t i = 0; i < 2; i++)
		is_candidate |= name.len > 0 && assay_str_eq(name, r->names[i]);
	if (is_candidate) {
		e = assay_pyreader_take(r, "(") ? make(r, ASSAY_PYEXPR_CALL) : NULL;
		r->brackets++;
		e = e ? read_arguments(r) : NULL;
		r->brackets--;
	} else if (assay_str_is(name, "None")) {
		e = make(r, ASSAY_PYEXPR_NONE);
	} else if (assay_str_is(name, "True") || assay_str_is(name, "False")) {
		e = make(r, ASSAY_PYEXPR_BOOL);
		if (e)
			e->integer = assay_str_is(name, "True");
	} else if (assay_str_is(name, "set") && assay_pyreader_take(r, "(")) {
		e = assay_pyreader_take(r, ")") ? make(r, ASSAY_PYEXPR_SET) : NULL;
	} else if (assay_str_is(name, "abs") && assay_pyreader_take(r, "(")) {
		struct assay_pyexpr *of = read_argument(r);
		e = of && of->kind == ASSAY_PYEXPR_DIFFERENCE ? make(r, ASSAY_PYEXPR_ABS) : NULL;
		if (e)
			e->first = of;
	} else if (assay_str_is(name, "str") || assay_str_is(name, "repr") || assay_str_is(name, "len")) {
		e = assay_pyreader_take(r, "(") && read_argument(r) ? make(r, ASSAY_PYEXPR_TEXT) : NULL;
	}
	return e;
}

/* --- Numbers and texts --- */

static struct assay_pyexpr *read_number(struct assay_pyreader *r)
{
	struct assay_pynumber number;

	if (!assay_pytext_number(r->text, &r->at, &number) || is_name_char(peek(r, 0)) || peek(r, 0) == '.')
		return NULL;
	if (number.is_float)
		return make_float(r, number.real);
	if (!number.is_big)
		return make_int(r, number.integer);
	struct assay_pyexpr *e = make(r, ASSAY_PYEXPR_BIG);
	if (e)
		e->text = assay_arena_str(r->arena, number.digits);
	r->is_out_of_memory |= e && !e->text.data;
	return e;
}

/** One literal of text, or several in a row, which are one. */
static struct assay_pyexpr *read_texts(struct assay_pyreader *r)
{
	assay_autobuf struct assay_buf bytes = {.max = r->text.len + 1};
	bool is_bytes = false, is_first = true, was_bytes = false;

	while (assay_pytext_is_string(r->text, r->at)) {
		if (!assay_pytext_string(r->text, &r->at, &bytes, &is_bytes) || (!is_first && is_bytes != was_bytes))
			return NULL;
		was_bytes = is_bytes;
		is_first = false;
		assay_pyreader_skip(r);
	}
	struct assay_pyexpr *e = make(r, is_bytes ? ASSAY_PYEXPR_BYTES : ASSAY_PYEXPR_STR);
	if (e)
		e->text = assay_arena_str(r->arena, assay_buf_str(&bytes));
	r->is_out_of_memory |= bytes.error || (e && !e->text.data);
	return e;
}

static struct assay_pyexpr *read_bracketed(struct assay_pyreader *r)
{
	char open = peek(r, 0);
	struct assay_pyexpr *e = NULL;

	r->at++;
	r->brackets++;
	if (open == '(')
		e = read_parens(r);
	else
		e = open == '[' ? read_list(r) : read_braces(r);
	r->brackets--;
	return e;
}

static struct assay_pyexpr *read_atom(struct assay_pyreader *r)
{
	assay_pyreader_skip(r);
	char c = peek(r, 0);
	if (c == '(' || c == '[' || c == '{')
		return read_bracketed(r);
	if (assay_pytext_is_string(r->text, r->at))
		return read_texts(r);
	if ((c >= '0' && c <= '9') || c == '.')
		return read_number(r);
	return read_named(r);
}

/* --- Arithmetic, where it is exact or IEEE 754 says what comes out --- */

static bool is_exact(int64_t value)
{
	return value >= -MAX_EXACT && value <= MAX_EXACT;
}

static double as_double(const struct assay_pyexpr *e)
{
	return e->kind == ASSAY_PYEXPR_FLOAT ? e->number : (double)e->integer;
}

static struct assay_pyexpr *fold_integers(struct assay_pyreader *r, char sign, int64_t a, int64_t b)
{
	int64_t value = 0;
	bool is_over = sign == '+'   ? __builtin_add_overflow(a, b, &value)
		       : sign == '-' ? __builtin_sub_overflow(a, b, &value)
				     : __builtin_mul_overflow(a, b, &value);

	return is_over ? NULL : make_int(r, value);
}

/** NULL where the result is not a number of ours. */
static struct assay_pyexpr *fold(struct assay_pyreader *r, char sign, const struct assay_pyexpr *a,
				 const struct assay_pyexpr *b)
{
	bool are_integers = a->kind == ASSAY_PYEXPR_INT && b->kind == ASSAY_PYEXPR_INT;

	if (are_integers && sign != '/')
		return fold_integers(r, sign, a->integer, b->integer);
	/* Python divides integers as one rounding of the quotient: so does this while both are exact. */
	if (!is_exact(a->integer) || !is_exact(b->integer))
		return NULL;
	double x = as_double(a), y = as_double(b);
	if (sign == '/')
		return y == 0.0 ? NULL : make_float(r, x / y);
	return make_float(r, sign == '+' ? x + y : sign == '-' ? x - y : x * y);
}

static struct assay_pyexpr *power(struct assay_pyreader *r, const struct assay_pyexpr *base,
				  const struct assay_pyexpr *exponent)
{
	int64_t value = 1;

	if (base->kind != ASSAY_PYEXPR_INT || exponent->kind != ASSAY_PYEXPR_INT || exponent->integer < 0 ||
	    exponent->integer > 64)
		return NULL;
	for (int64_t i = 0; i < exponent->integer; i++) {
		if (__builtin_mul_overflow(value, base->integer, &value))
			return NULL;
	}
	return make_int(r, value);
}

static struct assay_pyexpr *negate(struct assay_pyreader *r, struct assay_pyexpr *e)
{
	if (e->kind == ASSAY_PYEXPR_FLOAT)
		return make_float(r, -e->number);
	if (e->kind == ASSAY_PYEXPR_INT)
		return e->integer == INT64_MIN ? NULL : make_int(r, -e->integer);
	if (e->kind != ASSAY_PYEXPR_BIG || e->text.data[0] == '-')
		return NULL;
	struct assay_pyexpr *negative = make(r, ASSAY_PYEXPR_BIG);
	if (negative)
		negative->text = assay_arena_printf(r->arena, "-%s", e->text.data);
	r->is_out_of_memory |= negative && !negative->text.data;
	return negative;
}

/** A sign binds less than the power behind it, and more than the one before it. */
static struct assay_pyexpr *read_factor(struct assay_pyreader *r)
{
	assay_pyreader_skip(r);
	if (peek(r, 0) == '-' || peek(r, 0) == '+') {
		bool is_minus = peek(r, 0) == '-';
		r->at++;
		if (++r->depth > MAX_DEPTH)
			return NULL;
		struct assay_pyexpr *e = read_factor(r);
		r->depth--;
		if (!e || (!is_number(e) && e->kind != ASSAY_PYEXPR_BIG))
			return NULL;
		return is_minus ? negate(r, e) : e;
	}
	struct assay_pyexpr *base = read_atom(r);
	if (!base || !assay_pyreader_take(r, "**"))
		return base;
	if (++r->depth > MAX_DEPTH)
		return NULL;
	struct assay_pyexpr *exponent = read_factor(r);
	r->depth--;
	return exponent ? power(r, base, exponent) : NULL;
}

static char take_sign(struct assay_pyreader *r, const char *operators)
{
	assay_pyreader_skip(r);
	char c = peek(r, 0);
	if (c == '\0' || !strchr(operators, c) || peek(r, 1) == '=' || (c != '-' && c != '+' && peek(r, 1) == c))
		return '\0';
	r->at++;
	return c;
}

static struct assay_pyexpr *read_term(struct assay_pyreader *r)
{
	struct assay_pyexpr *left = read_factor(r);

	for (char sign; left && (sign = take_sign(r, "*/"));) {
		struct assay_pyexpr *right = read_factor(r);
		left = is_number(left) && is_number(right) ? fold(r, sign, left, right) : NULL;
	}
	return left;
}

static struct assay_pyexpr *difference(struct assay_pyreader *r, struct assay_pyexpr *left, struct assay_pyexpr *right)
{
	bool is_one = (left->kind == ASSAY_PYEXPR_CALL && is_number(right)) ||
		      (is_number(left) && right->kind == ASSAY_PYEXPR_CALL);
	struct assay_pyexpr *e = is_one ? make(r, ASSAY_PYEXPR_DIFFERENCE) : NULL;

	if (e) {
		e->first = left;
		left->next = right;
	}
	return e;
}

/** a + b of texts. */
static struct assay_pyexpr *join(struct assay_pyreader *r, const struct assay_pyexpr *a, const struct assay_pyexpr *b)
{
	if (a->kind == ASSAY_PYEXPR_TEXT || b->kind == ASSAY_PYEXPR_TEXT)
		return make(r, ASSAY_PYEXPR_TEXT);
	if (a->kind != ASSAY_PYEXPR_STR || b->kind != ASSAY_PYEXPR_STR)
		return NULL;
	struct assay_pyexpr *e = make(r, ASSAY_PYEXPR_STR);
	char *text = assay_arena_alloc(r->arena, a->text.len + b->text.len + 1);
	r->is_out_of_memory |= !text;
	if (!e || !text)
		return NULL;
	memcpy(text, a->text.data, a->text.len);
	memcpy(text + a->text.len, b->text.data, b->text.len);
	e->text = (struct assay_str){.data = text, .len = a->text.len + b->text.len};
	return e;
}

static struct assay_pyexpr *read_sum(struct assay_pyreader *r)
{
	struct assay_pyexpr *left = read_term(r);

	for (char sign; left && (sign = take_sign(r, "+-"));) {
		struct assay_pyexpr *right = read_term(r);
		if (!right)
			return NULL;
		if (is_number(left) && is_number(right))
			left = fold(r, sign, left, right);
		else
			left = sign == '-' ? difference(r, left, right) : join(r, left, right);
	}
	return left;
}

/* --- Comparisons --- */

static bool take_comparison(struct assay_pyreader *r, enum assay_pyexpr_comparison *ret)
{
	static const struct {
		const char *token;
		enum assay_pyexpr_comparison comparison;
	} tokens[] = {
		{"==", ASSAY_PYEXPR_EQ}, {"!=", ASSAY_PYEXPR_NE}, {"<=", ASSAY_PYEXPR_LE}, {"<", ASSAY_PYEXPR_LT}};

	for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++) {
		if (assay_pyreader_take(r, tokens[i].token)) {
			*ret = tokens[i].comparison;
			return true;
		}
	}
	if (!assay_pyreader_take(r, "is"))
		return false;
	*ret = assay_pyreader_take(r, "not") ? ASSAY_PYEXPR_IS_NOT : ASSAY_PYEXPR_IS;
	return true;
}

static struct assay_pyexpr *read_comparison(struct assay_pyreader *r)
{
	struct assay_pyexpr *left = read_sum(r);
	enum assay_pyexpr_comparison comparison, another;

	if (!left || !take_comparison(r, &comparison))
		return left;
	struct assay_pyexpr *right = read_sum(r);
	if (!right || take_comparison(r, &another))
		return NULL;
	struct assay_pyexpr *e = make(r, ASSAY_PYEXPR_COMPARE);
	if (e) {
		e->comparison = comparison;
		e->first = left;
		left->next = right;
	}
	return e;
}

static struct assay_pyexpr *read_test(struct assay_pyreader *r)
{
	struct assay_pyexpr *e = NULL;

	if (++r->depth > MAX_DEPTH)
		return NULL;
	if (assay_pyreader_take(r, "not")) {
		struct assay_pyexpr *of = read_test(r);
		e = of ? make(r, ASSAY_PYEXPR_NOT) : NULL;
		if (e)
			e->first = of;
	} else {
		e = read_comparison(r);
	}
	r->depth--;
	return e;
}

struct assay_pyexpr *assay_pyexpr_read(struct assay_pyreader *r)
{
	r->brackets = r->depth = 0;
	struct assay_pyexpr *e = read_test(r);
	return r->is_out_of_memory ? NULL : e;
}

bool assay_pyexpr_is_true(const struct assay_pyexpr *literal)
{
	enum assay_pyexpr_kind kind = literal->kind;

	if (kind == ASSAY_PYEXPR_BOOL || kind == ASSAY_PYEXPR_INT)
		return literal->integer != 0;
	if (kind == ASSAY_PYEXPR_FLOAT)
		return literal->number != 0.0;
	if (kind == ASSAY_PYEXPR_STR || kind == ASSAY_PYEXPR_BYTES)
		return literal->text.len > 0;
	return kind == ASSAY_PYEXPR_BIG || literal->first != NULL;
}
