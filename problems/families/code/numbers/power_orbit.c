/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A quadratic map on the remainders of a modulus, followed for a great many steps.
 *
 * Found by walking until a value comes back; rechecked by maps of 1, 2, 4, 8, ... steps put together.
 */
#include "problems/families/code.h"

#define MAX_MODULUS 1024
#define N_POWERS    42

enum question { VALUE, TAIL, LOOP, VISITED, N_QUESTIONS };

struct rules {
	enum question question;
	int64_t a, b, c, modulus; /* x -> a x^2 + b x + c */
};

static const char *const phrasings[] = {
	("Sequences begin with the numbers of `starts`, one with each. In every sequence, behind x comes the remainder "
	 "of "
	 "{map} when divided by {modulus}; the number at its beginning is there after 0 steps. {^return} a list that "
	 "tells "
	 "for each sequence {question}."),
	("Let f(x) be {map} modulo {modulus}, a number from 0 to {top}. Apply f to a start s again and again, one step "
	 "each "
	 "time. For each s of `starts`, find {question}, and {return} the list of these numbers."),
	("Tokens move on {modulus} fields numbered from 0 to {top}. They stand on the fields `starts` (several may "
	 "share "
	 "one), and each step takes a token from field x to field ({map}) mod {modulus}; call the fields values. "
	 "{^return}, "
	 "token by token, {question}."),
	("A weak random generator has one of `starts` as its state at first. In every step the state x is replaced by "
	 "{map}, reduced to its remainder modulo {modulus}. Call the states values. {^return} a list that says for "
	 "every "
	 "start {question}."),
	("{^return} a list with one number for each s in `starts`: {question}, in the sequence x(0) = s, x(i + 1) = "
	 "the "
	 "remainder of {map} divided by {modulus}, where x means x(i) and a step goes from x(i) to x(i + 1)."),
	NULL,
};

static const struct {
	const char *words, *python, *cpp, *javascript;
} questions[N_QUESTIONS] = {
	[VALUE] = {"the value that is there after `n` steps; `n` may be huge",
		   "order[n] if n < len(order) else order[first + (n - first) % (len(order) - first)]",
		   "n < size ? order[n] : order[first + (n - first) % (size - first)]",
		   "n < order.length ? order[n] : order[first + ((n - first) % (order.length - first))]"},
	[TAIL] = {"after how many steps a value is reached for the first time that will come again, plus `n`",
		  "first + n", "first + n", "first + n"},
	[LOOP] = {"how many steps it takes, once values repeat, to come from a value back to the same value, times `n`",
		  "(len(order) - first) * n", "(size - first) * n", "(order.length - first) * n"},
	[VISITED] = {"how many different values are there after 0, 1, 2, ..., `n` steps", "min(n + 1, len(order))",
		     "std::min(n + 1, size)", "Math.min(n + 1, order.length)"},
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->question = (enum question)kit_between(k, 0, N_QUESTIONS - 1);
	r->modulus = kit_between(k, kit_ramp(k, 10, 200), kit_ramp(k, 40, 1000));
	r->a = kit_between(k, k->level < 3 ? 0 : 1, kit_ramp(k, 2, 9));
	r->b = kit_between(k, 2, kit_ramp(k, 6, 30));
	r->c = kit_between(k, 1, kit_ramp(k, 9, 60));
	kit_put_i(k, "modulus", r->modulus);
	kit_put_i(k, "a", r->a);
	kit_put_i(k, "b", r->b);
	kit_put_i(k, "c", r->c);
	kit_skin(k, "top", kit_text(k, "%d", (int)r->modulus - 1).data);
	kit_put(k, "map",
		r->a == 0   ? kit_text(k, "%d * x + %d", (int)r->b, (int)r->c)
		: r->a == 1 ? kit_text(k, "x * x + %d * x + %d", (int)r->b, (int)r->c)
			    : kit_text(k, "%d * x * x + %d * x + %d", (int)r->a, (int)r->b, (int)r->c));
	const char *map = r->a == 0   ? "@b@ * x + @c@"
			  : r->a == 1 ? "x * x + @b@ * x + @c@"
				      : "@a@ * x * x + @b@ * x + @c@";
	code_put(k, "step", map, map, map);
	kit_put(k, "question", assay_str_of(questions[r->question].words));
	code_put(k, "answer", questions[r->question].python, questions[r->question].cpp,
		 questions[r->question].javascript);
	CODE_ARG(k, .name = "starts", .type = "[int]", .min = 0, .max = r->modulus - 1, .min_len = 1,
		 .max_len = (size_t)KIT_LEVELS(k, 4, 5, 6, 7, 8, 10, 12, 15, 18, 20));
	CODE_ARG(k, .name = "n", .type = "int", .min = 0,
		 .max = r->question == VALUE	 ? 1000000000
			: r->question == VISITED ? r->modulus / 4
						 : 1000);
}

static int64_t walk(const struct rules *r, int64_t start, int64_t n)
{
	int64_t seen[MAX_MODULUS] = {0}; /* The step after which a value was there, plus 1. */
	int64_t order[MAX_MODULUS];
	int64_t size = 0;
	int64_t x = start;
	while (seen[x] == 0) {
		order[size++] = x;
		seen[x] = size;
		x = (r->a * x * x + r->b * x + r->c) % r->modulus;
	}
	int64_t first = seen[x] - 1;
	const int64_t found[N_QUESTIONS] = {n < size ? order[n] : order[first + (n - first) % (size - first)],
					    first + n, (size - first) * n, n + 1 < size ? n + 1 : size};
	return found[r->question];
}

static struct val solve(struct kit *k, const struct val *args)
{
	struct val out = val_list(k, args[0].n);
	for (size_t i = 0; i < out.n; i++)
		out.items[i] = val_int(walk(k->params, args[0].items[i].i, args[1].i));
	return out;
}

/* Where each value comes to in 2^i steps. */
static void make_jumps(const struct rules *r, int16_t jumps[N_POWERS][MAX_MODULUS])
{
	for (int64_t x = 0; x < r->modulus; x++)
		jumps[0][x] = (int16_t)(((r->a * x % r->modulus + r->b) * x + r->c) % r->modulus);
	for (size_t i = 1; i < N_POWERS; i++) {
		for (int64_t x = 0; x < r->modulus; x++)
			jumps[i][x] = jumps[i - 1][jumps[i - 1][x]];
	}
}

static int64_t jump(int16_t jumps[N_POWERS][MAX_MODULUS], int64_t x, int64_t n)
{
	for (size_t i = 0; i < N_POWERS; i++)
		x = n >> i & 1 ? jumps[i][x] : x;
	return x;
}

/* A value far out lies on the loop; the tail ends with the first value that lies there too. */
static int64_t leap(const struct rules *r, int16_t jumps[N_POWERS][MAX_MODULUS], int64_t start, int64_t n)
{
	bool is_on_loop[MAX_MODULUS] = {false};
	int64_t far = jump(jumps, start, (int64_t)1 << 40);
	int64_t loop = 0;
	for (int64_t x = far; loop == 0 || x != far; x = jump(jumps, x, 1)) {
		is_on_loop[x] = true;
		loop++;
	}
	int64_t tail = 0;
	while (!is_on_loop[jump(jumps, start, tail)])
		tail++;
	if (r->question == VALUE)
		return jump(jumps, start, n);
	if (r->question == TAIL)
		return n + tail;
	if (r->question == LOOP)
		return n * loop;
	return n < tail + loop ? n + 1 : tail + loop;
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int16_t jumps[N_POWERS][MAX_MODULUS];
	make_jumps(r, jumps);
	struct val out = val_list(k, args[0].n);
	for (size_t i = 0; i < out.n; i++)
		out.items[i] = val_int(leap(r, jumps, args[0].items[i].i, args[1].i));
	return out;
}

static const struct code_def code = {
	.entry = "follow_map",
	.result = "[int]",
	.solve = solve,
	.brute = brute,
	.python = "def follow_one(start, n):\n"
		  "    order = []\n"
		  "    seen = {}\n"
		  "    x = start\n"
		  "    while x not in seen:\n"
		  "        seen[x] = len(order)\n"
		  "        order.append(x)\n"
		  "        x = (@step@) % @modulus@\n"
		  "    first = seen[x]\n"
		  "    return @answer@\n\n\n"
		  "def follow_map(starts, n):\n"
		  "    return [follow_one(start, n) for start in starts]\n",
	.cpp = "#include <algorithm>\n"
	       "#include <map>\n"
	       "#include <vector>\n\n"
	       "static long long follow_one(long long start, long long n)\n"
	       "{\n"
	       "    std::vector<long long> order;\n"
	       "    std::map<long long, long long> seen;\n"
	       "    long long x = start;\n"
	       "    while (seen.count(x) == 0) {\n"
	       "        seen[x] = order.size();\n"
	       "        order.push_back(x);\n"
	       "        x = (@step@) % @modulus@;\n"
	       "    }\n"
	       "    long long first = seen[x], size = order.size();\n"
	       "    return @answer@;\n"
	       "}\n\n"
	       "std::vector<long long> follow_map(std::vector<long long> starts, long long n)\n"
	       "{\n"
	       "    for (auto &start : starts)\n"
	       "        start = follow_one(start, n);\n"
	       "    return starts;\n"
	       "}\n",
	.javascript = "function follow_one(start, n) {\n"
		      "    const order = [], seen = new Map();\n"
		      "    let x = start;\n"
		      "    while (!seen.has(x)) {\n"
		      "        seen.set(x, order.length);\n"
		      "        order.push(x);\n"
		      "        x = (@step@) % @modulus@;\n"
		      "    }\n"
		      "    const first = seen.get(x);\n"
		      "    return @answer@;\n"
		      "}\n\n"
		      "function follow_map(starts, n) {\n"
		      "    return starts.map((start) => follow_one(start, n));\n"
		      "}\n",
};

static const char *const tags[] = {"code", "numbers", "modular", "cycle", NULL};

const struct assay_family assay_family_power_orbit = {
	KIT_CODE,
	.name = "power-orbit",
	.version = 1,
	.title = "a quadratic map modulo a number, after many steps",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
