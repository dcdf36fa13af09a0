/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Expressions whose operators have a rank and a side of their own, calculated modulo a number.
 *
 * Found by going down rank by rank (recursive descent); rechecked by cutting at the operator that is done last.
 */
#include "problems/families/code.h"

#include <string.h>

#define N_OPS 4

static const char letters[] = "+-*#";

struct rules {
	int rank[N_OPS];       /* 0 is done last. */
	bool is_right[3];      /* Operators of that rank are done from the right. */
	int64_t p, q, modulus; /* a # b = p * a + q * b. */
};

static const char *const phrasings[] = {
	("Evaluate `text`, an expression of digits, brackets and the operators +, -, * and #, where a # b "
	 "means {hash}. {ranks} Every result is taken modulo {modulus} at once (from 0 to {top}). "
	 "{^return} the value."),
	("The string `text` holds a calculation with one-digit numbers in a world with {modulus} numbers, "
	 "0 to {top}: each result is replaced by its remainder, never negative, on division by {modulus}. "
	 "Besides +, - and * there is an operator #, with a # b = {hash}. {ranks} What stands in brackets "
	 "is calculated first. {^return} the result."),
	("Write a calculator for `text`. It knows single digits, round brackets, and +, -, * and #. The "
	 "last one is defined by a # b = {hash}. {ranks} All is calculated modulo {modulus}, with results "
	 "from 0 to {top}. {^return} what comes out."),
	("On another planet, sums are written as on earth, with + for adding, - for subtracting and * for "
	 "multiplying, and # for a fourth operation: a # b is {hash}. But: {ranks} Brackets are as usual. "
	 "Of every result, only the remainder from 0 to {top} on division by {modulus} is kept. {^return} "
	 "the value that `text` has there."),
	("{^return} the value of the expression `text` modulo {modulus}, a number from 0 to {top}. "
	 "Operands are digits or bracketed expressions; operators are +, -, * and #, the last standing for "
	 "{hash} with a on its left and b on its right. {ranks}"),
	NULL,
};

/* "First come * and #, from right to left; then ..." */
static struct assay_str rank_words(struct kit *k, const struct rules *r, int n_ranks)
{
	assay_autobuf struct assay_buf words = {0};
	for (int rank = n_ranks - 1; rank >= 0; rank--) {
		size_t left = 0;
		for (size_t i = 0; i < N_OPS; i++)
			left += r->rank[i] == rank;
		bool is_one = left == 1;
		const char *lead = rank == n_ranks - 1 ? "" : rank == 0 ? "Last " : "Then ";
		(void)assay_buf_add_c(&words, lead);
		for (size_t i = 0; i < N_OPS; i++) {
			if (r->rank[i] != rank)
				continue;
			left--;
			(void)assay_buf_printf(&words, "%c%s", letters[i], left == 0 ? "" : left == 1 ? " and " : ", ");
		}
		(void)assay_buf_printf(&words, rank == n_ranks - 1 ? " %s done first" : " %s done",
				       is_one ? "is" : "are");
		(void)assay_buf_printf(&words, "%s, from %s. ", is_one ? "" : ", all of one rank",
				       r->is_right[rank] ? "right to left" : "left to right");
	}
	struct assay_str text = assay_buf_str(&words);
	text.len -= text.len > 0;
	return kit_copy(k, text);
}

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	int n_ranks = k->level < 4 ? 2 : 3;
	bool is_used[3];
	do {
		memset(is_used, 0, sizeof(is_used));
		for (size_t i = 0; i < N_OPS; i++) {
			r->rank[i] = (int)kit_between(k, 0, n_ranks - 1);
			is_used[r->rank[i]] = true;
		}
	} while (!is_used[0] || !is_used[1] || (n_ranks == 3 && !is_used[2]));
	for (int i = 0; i < n_ranks; i++)
		r->is_right[i] = kit_once_in(k, 2);
	r->p = kit_between(k, 1, kit_ramp(k, 3, 9));
	r->q = kit_between(k, 1, kit_ramp(k, 3, 9));
	r->modulus = KIT_LEVELS(k, 11, 13, 17, 23, 31, 43, 59, 73, 89, 97);
	kit_put_i(k, "p", r->p);
	kit_put_i(k, "q", r->q);
	kit_put_i(k, "modulus", r->modulus);
	kit_put_i(k, "top", r->modulus - 1);
	assay_autobuf struct assay_buf hash = {0};
	(void)assay_buf_printf(&hash, r->p == 1 ? "a + " : "%d * a + ", (int)r->p);
	(void)assay_buf_printf(&hash, r->q == 1 ? "b" : "%d * b", (int)r->q);
	kit_put(k, "hash", kit_copy(k, assay_buf_str(&hash)));
	kit_put(k, "ranks", rank_words(k, r, n_ranks));
	assay_autobuf struct assay_buf ranks = {0};
	for (int rank = 0; rank < n_ranks; rank++) {
		(void)assay_buf_add_c(&ranks, rank > 0 ? ", \"" : "\"");
		for (size_t i = 0; i < N_OPS; i++) {
			if (r->rank[i] == rank)
				(void)assay_buf_add_char(&ranks, letters[i]);
		}
		(void)assay_buf_add_c(&ranks, "\"");
	}
	struct assay_str rank_text = kit_copy(k, assay_buf_str(&ranks));
	kit_put(k, "levels", rank_text);
	kit_skin(k, "n_ranks", n_ranks == 2 ? "2" : "3");
	assay_autobuf struct assay_buf right = {0};
	for (size_t i = 0; i < N_OPS; i++) {
		if (r->is_right[r->rank[i]])
			(void)assay_buf_add_char(&right, letters[i]);
	}
	kit_put(k, "right", kit_copy(k, assay_buf_str(&right)));
	CODE_ARG(k, .name = "text", .type = "str", .min_len = 1,
		 .max_len = (size_t)KIT_LEVELS(k, 14, 18, 22, 28, 34, 42, 52, 64, 80, 100),
		 .alphabet = "0123456789+-*#()", .note = "a valid expression");
}

/* What is drawn says how long the expression may be; one is grown from a digit. */
static bool fit(struct kit *k, struct val *args, enum code_shape shape)
{
	size_t room = args[0].n;
	char text[128];
	size_t n = 0;
	text[n++] = (char)('0' + (shape == CODE_LOW ? 0 : kit_between(k, 0, 9)));
	while (n + 2 <= room) {
		/* A digit becomes "digit op digit", or with brackets, when they fit. */
		size_t at = (size_t)kit_between(k, 0, (int64_t)n - 1);
		while (text[at] < '0' || text[at] > '9')
			at = (at + 1) % n;
		bool has_brackets = n > 1 && n + 4 <= room && kit_once_in(k, 3);
		char op = letters[kit_between(k, 0, N_OPS - 1)];
		char digit = (char)('0' + kit_between(k, 0, 9));
		char grown[] = {'(', text[at], op, digit, ')'};
		size_t len = has_brackets ? 5 : 3;
		memmove(text + at + len, text + at + 1, n - at - 1);
		memcpy(text + at, has_brackets ? grown : grown + 1, len);
		n += len - 1;
	}
	args[0] = val_str(k, text, n);
	return true;
}

struct reader {
	const struct rules *rules;
	const char *at, *end;
};

static int64_t combine(const struct rules *r, char op, int64_t a, int64_t b)
{
	int64_t value = op == '+' ? a + b : op == '-' ? a - b : op == '*' ? a * b : r->p * a + r->q * b;
	value %= r->modulus;
	return value < 0 ? value + r->modulus : value;
}

static int rank_of(const struct rules *r, char op)
{
	const char *found = strchr(letters, op);
	return op && found ? r->rank[found - letters] : -1;
}

static int64_t read_rank(struct reader *in, int rank);

static int64_t read_operand(struct reader *in)
{
	char c = *in->at++;
	if (c != '(')
		return c - '0'; /* Below every modulus. */
	int64_t value = read_rank(in, 0);
	in->at++; /* The closing bracket. */
	return value;
}

static int64_t read_rank(struct reader *in, int rank)
{
	if (rank == 3)
		return read_operand(in);
	int64_t value = read_rank(in, rank + 1);
	while (in->at < in->end && rank_of(in->rules, *in->at) == rank) {
		char op = *in->at++;
		bool is_right = in->rules->is_right[rank];
		value = combine(in->rules, op, value, read_rank(in, is_right ? rank : rank + 1));
	}
	return value;
}

static struct val solve(struct kit *k, const struct val *args)
{
	struct reader in = {.rules = k->params, .at = args[0].s, .end = args[0].s + args[0].n};
	return val_int(read_rank(&in, 0));
}

/* The operator outside of brackets that is done last, or `len` if there is none. */
static size_t last_done(const struct rules *r, const char *text, size_t len)
{
	size_t best = len;
	int best_rank = 4;
	int depth = 0;
	for (size_t i = 0; i < len; i++) {
		depth += text[i] == '(';
		depth -= text[i] == ')';
		for (int op = 0; op < N_OPS && depth == 0; op++) {
			if (text[i] != letters[op])
				continue;
			if (r->rank[op] < best_rank || (r->rank[op] == best_rank && !r->is_right[best_rank])) {
				best = i;
				best_rank = r->rank[op];
			}
		}
	}
	return best;
}

static int64_t cut(const struct rules *r, const char *text, size_t len)
{
	size_t at = last_done(r, text, len);
	if (at == len && text[0] == '(')
		return cut(r, text + 1, len - 2);
	if (at == len)
		return text[0] - '0';
	int64_t left = cut(r, text, at);
	int64_t right = cut(r, text + at + 1, len - at - 1);
	int64_t m = r->modulus;
	switch (text[at]) {
	case '+':
		return (left + right) % m;
	case '-':
		return (left + m - right) % m;
	case '*':
		return left * right % m;
	default:
		return (left * r->p + right * r->q) % m;
	}
}

static struct val brute(struct kit *k, const struct val *args)
{
	return val_int(cut(k->params, args[0].s, args[0].n));
}

static const struct code_def code = {
	.entry = "calculate",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.fit = fit,
	.python = "def calculate(text):\n"
		  "    levels = [@levels@]\n"
		  "    rest = list(text)\n"
		  "\n"
		  "    def operand():\n"
		  "        token = rest.pop(0)\n"
		  "        if token != \"(\":\n"
		  "            return int(token)\n"
		  "        value = expression(0)\n"
		  "        rest.pop(0)\n"
		  "        return value\n"
		  "\n"
		  "    def expression(rank):\n"
		  "        if rank == len(levels):\n"
		  "            return operand()\n"
		  "        a = expression(rank + 1)\n"
		  "        while rest and rest[0] in levels[rank]:\n"
		  "            op = rest.pop(0)\n"
		  "            b = expression(rank if op in \"@right@\" else rank + 1)\n"
		  "            results = {\"+\": a + b, \"-\": a - b, \"*\": a * b, \"#\": @p@ * a + @q@ * b}\n"
		  "            a = results[op] % @modulus@\n"
		  "        return a\n"
		  "\n"
		  "    return expression(0)\n",
	.cpp = "#include <string>\n"
	       "\n"
	       "static const std::string levels[] = {@levels@};\n"
	       "\n"
	       "static long long expression(const std::string &text, std::size_t &at, int rank)\n"
	       "{\n"
	       "    if (rank == @n_ranks@) {\n"
	       "        char token = text[at++];\n"
	       "        if (token != '(')\n"
	       "            return token - '0';\n"
	       "        long long value = expression(text, at, 0);\n"
	       "        at++;\n"
	       "        return value;\n"
	       "    }\n"
	       "    long long a = expression(text, at, rank + 1);\n"
	       "    while (at < text.size() && levels[rank].find(text[at]) != std::string::npos) {\n"
	       "        char op = text[at++];\n"
	       "        bool is_right = std::string(\"@right@\").find(op) != std::string::npos;\n"
	       "        long long b = expression(text, at, is_right ? rank : rank + 1);\n"
	       "        a = op == '+' ? a + b : op == '-' ? a - b : op == '*' ? a * b : @p@ * a + @q@ * b;\n"
	       "        a = (a % @modulus@ + @modulus@) % @modulus@;\n"
	       "    }\n"
	       "    return a;\n"
	       "}\n"
	       "\n"
	       "long long calculate(std::string text)\n"
	       "{\n"
	       "    std::size_t at = 0;\n"
	       "    return expression(text, at, 0);\n"
	       "}\n",
	.javascript =
		"function calculate(text) {\n"
		"    const levels = [@levels@];\n"
		"    let at = 0;\n"
		"    const operand = () => {\n"
		"        const token = text[at++];\n"
		"        if (token !== \"(\")\n"
		"            return Number(token);\n"
		"        const value = expression(0);\n"
		"        at++;\n"
		"        return value;\n"
		"    };\n"
		"    const expression = (rank) => {\n"
		"        if (rank === levels.length)\n"
		"            return operand();\n"
		"        let a = expression(rank + 1);\n"
		"        while (at < text.length && levels[rank].includes(text[at])) {\n"
		"            const op = text[at++];\n"
		"            const b = expression(\"@right@\".includes(op) ? rank : rank + 1);\n"
		"            const results = { \"+\": a + b, \"-\": a - b, \"*\": a * b, \"#\": @p@ * a + @q@ * b };\n"
		"            a = ((results[op] % @modulus@) + @modulus@) % @modulus@;\n"
		"        }\n"
		"        return a;\n"
		"    };\n"
		"    return expression(0);\n"
		"}\n",
};

static const char *const tags[] = {"code", "simulate", "parsing", "expressions", NULL};

const struct assay_family assay_family_calculator = {
	KIT_CODE,
	.name = "calculator",
	.version = 1,
	.title = "expressions whose operators have ranks and sides of their own",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
