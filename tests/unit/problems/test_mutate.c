/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/mutate.h"

#include "base/map.h"
#include "problems/lex.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define SEED 99

struct result {
	struct assay_arena *arena;
	struct assay_mutant *mutants;
	size_t n;
};

static struct result mutate(const char *language, const char *code, uint64_t seed, size_t max)
{
	struct result r = {.arena = assay_arena_create(0)};
	struct assay_rng rng;
	struct assay_err err = {0};
	assay_rng_init(&rng, seed);
	int rc = assay_mutate_code(assay_str_of(language), assay_str_of(code), &rng, max, r.arena, &r.mutants, &r.n,
				   &err);
	cr_assert_eq(rc, 0, "%s", err.msg);
	return r;
}

static bool has(const struct result *r, const char *op, const char *code)
{
	for (size_t i = 0; i < r->n; i++) {
		if (strcmp(r->mutants[i].op, op) == 0 && assay_str_is(r->mutants[i].code, code))
			return true;
	}
	return false;
}

struct example {
	const char *language;
	const char *code;
	const char *op;
	const char *mutant; /* NULL: the operator must find nothing. */
};

static const struct example examples[] = {
	{"python", "if a < b:\n    pass\n", "compare", "if a <= b:\n    pass\n"},
	{"python", "x = a == b\n", "compare", "x = a != b\n"},
	{"python", "s = 'a < b'  # a < b\n", "compare", NULL},
	{"python", "s = '''a\n< b''' \n", "compare", NULL},
	{"python", "s = \"a\\\" < b\"\n", "compare", NULL},
	{"python", "x = a + b\n", "arith", "x = a - b\n"},
	{"python", "x = -b\n", "arith", NULL},
	{"python", "f(*a, **b)\n", "arith", NULL},
	{"python", "x = a // 2\n", "arith", "x = a / 2\n"},
	{"python", "x += 3\n", "arith", "x -= 3\n"},
	{"python", "x = 41\n", "constant", "x = 42\n"},
	{"python", "x = 41\n", "constant", "x = 40\n"},
	{"python", "x = 0x41 + 1.5 + 1e5\n", "constant", NULL},
	{"python", "x = True\n", "constant", "x = False\n"},
	{"python", "if a and b: pass\n", "boolean", "if a or b: pass\n"},
	{"python", "if not a: pass\n", "boolean", "if a: pass\n"},
	{"python", "if a not in b: pass\n", "boolean", NULL},
	{"python", "if x is not None: pass\n", "boolean", NULL},
	{"python", "if a[1:2] == {1: 2}:\n    pass\n", "negate", "if not (a[1:2] == {1: 2}):\n    pass\n"},
	{"python", "if(a): pass\n", "negate", "if not ((a)): pass\n"},
	{"python", "x = a if b else c\n", "negate", NULL},
	{"python", "def f():\n    x = 1\n    return x\n", "drop", "def f():\n    pass\n    return x\n"},
	{"python", "def f():\n    x = g(1,\n          2)\n", "drop", "def f():\n    pass\n"},
	{"python", "def f():\n    \"\"\" Doc. \"\"\"\n", "drop", NULL},
	{"python", "import os\n", "drop", NULL},
	{"python", "y = f(a, g(b, c))\n", "swap-args", "y = f(g(b, c), a)\n"},
	{"python", "y = f(a, g(b, c))\n", "swap-args", "y = f(a, g(c, b))\n"},
	{"python", "def f(a, b): pass\n", "swap-args", NULL},
	{"python", "y = f(a, key=b)\n", "swap-args", NULL},
	{"python", "y = f(x for x in b)\n", "swap-args", NULL},
	{"python", "for i in range(n):\n    pass\n", "range", "for i in range((n) - 1):\n    pass\n"},
	{"python", "for i in range(1, n, 2):\n    pass\n", "range", "for i in range(1, (n) + 1, 2):\n    pass\n"},
	{"python", "def f():\n    return a + 1\n", "return", "def f():\n    return None\n"},
	{"python", "def f():\r\n\treturn a\r\n", "return", "def f():\r\n\treturn None\r\n"},
	{"c", "int f(int a) { return a < 3; }", "compare", "int f(int a) { return a <= 3; }"},
	{"cpp", "vector<int> v; x = a > b;", "compare", "vector<int> v; x = a >= b;"},
	{"cpp", "map<int, vector<int>> v;", "compare", NULL},
	{"c", "#include <a.h>\n#define X 3\n", "constant", NULL},
	{"c", "/* 3 */ // 4\nchar c = '5';", "constant", NULL},
	{"cpp", "s = R\"x(1 \" 2)x\" + f;", "constant", NULL},
	{"cpp", "n = 1'000;", "constant", NULL},
	{"c", "int *p = q;", "arith", NULL},
	{"c", "i++;", "arith", "i--;"},
	{"c", "if (a && !b) c();", "boolean", "if (a || !b) c();"},
	{"c", "if (a && !b) c();", "boolean", "if (a && b) c();"},
	{"c", "if (a) c();", "negate", "if (!(a)) c();"},
	{"c", "void f(void) { x = 1; g(); }", "drop", "void f(void) { ; g(); }"},
	{"c", "void f(void) { int x = 1; }", "drop", NULL},
	{"c", "int f(int a, int b) { return 0; }", "swap-args", NULL},
	{"c", "void h(void) { g(a, b); }", "swap-args", "void h(void) { g(b, a); }"},
	{"javascript", "if (a === b) { c(); }", "compare", "if (a !== b) { c(); }"},
	{"javascript", "const f = x => x;", "compare", NULL},
	{"javascript", "s = `${a < 3} \n 4`;", "compare", NULL},
	{"javascript", "s = t.replace(/[/<] 3 < \"/g, a);", "compare", NULL},
	{"javascript", "x = a / b < c / d;", "compare", "x = a / b <= c / d;"},
	{"javascript", "const f = (a) => { if (a && b) return 1; };", "boolean",
	 "const f = (a) => { if (a || b) return 1; };"},
	{"js", "while (i < n) { i += 1; }", "compare", "while (i <= n) { i += 1; }"},
	{"javascript", "// 3\n/* 4 */ s = 'a 5';", "constant", NULL},
	{"java", "if (a < 3) b();", "compare", "if (a <= 3) b();"},
	{"java", "List<Integer> v = new ArrayList<>();", "compare", NULL},
	{"java", "Runnable r = () -> { f(); };", "arith", NULL},
	{"java", "String s = \"\"\"\n a < 3 \"quoted\" \n\"\"\";", "compare", NULL},
	{"java", "x = y >>> 2;", "constant", "x = y >>> 3;"},
	{"c", "int f(void) { return a; }", "return", "int f(void) { return (a) + 1; }"},
};

Test(mutate, operators_do_what_they_say_and_leave_comments_and_strings_alone)
{
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		const struct example *e = &examples[i];
		struct result r = mutate(e->language, e->code, SEED, 1000);
		if (e->mutant)
			cr_expect(has(&r, e->op, e->mutant), "%s of %s", e->op, e->code);
		for (size_t k = 0; k < r.n && !e->mutant; k++)
			cr_expect(strcmp(r.mutants[k].op, e->op) != 0, "%s of %s: %.*s", e->op, e->code,
				  (int)r.mutants[k].code.len, r.mutants[k].code.data);
		assay_arena_destroy(r.arena);
	}
}

static const struct example defects[] = {
	{"python", "if a > 1 and b < 2:\n    pass\n", "condition", "if a > 1 :\n    pass\n"},
	{"python", "x = (a and b) + f(c or d, e)\n", "condition", "x = (a and b) + f(c , e)\n"},
	{"python", "x = (a and b) + 1\n", "condition", "x = (a ) + 1\n"},
	{"c", "while (a && b || c) d();", "condition", "while (a  || c) d();"},
	{"python", "x = n - 1\n", "term", "x = n \n"},
	{"python", "x = n - f(1)\n", "term", NULL},
	{"python", "x = -1\n", "term", NULL},
	{"c", "T *p; int *q = 0;", "term", NULL},
	{"c", "x = a * b;", "term", "x = a ;"},
	{"python", "def f(a, b):\n    return a * b\n", "variable", "def f(a, b):\n    return a * a\n"},
	{"python", "x = math.sqrt(2)\n", "variable", NULL},
	{"c", "int g(int a, int b) { return a; }", "variable", NULL},
	{"c", "c = a + b;", "variable", "c = a + a;"},
	{"python", "x += 1\ny = 2\n", "repeat", "x += 1; x += 1\ny = 2\n"},
	{"c", "void f(void) { x += 1; }", "repeat", "void f(void) { x += 1; x += 1; }"},
	{"python", "while 1:\n    break\n", "repeat", NULL},
	{"python", "x = 1\ny = x\n", "move", "y = x\nx = 1\n"},
	{"python", "if a:\n    x = 1\ny = 2\n", "move", NULL},
	{"c", "void f(void) { a(); b(); }", "move", "void f(void) { b(); a(); }"},
	{"python", "x = abs(a - b)\n", "call", "x = (a - b)\n"},
	{"python", "x = max(a, b)\n", "call", NULL},
	{"python", "def f(a): pass\n", "call", NULL},
	{"c", "long long x; double y;", "type", "int x; double y;"},
	{"c", "long long x; double y;", "type", "long long x; float y;"},
	{"cpp", "unsigned long z;", "type", " long z;"},
	{"python", "double = 1\n", "type", NULL},
};

static struct result mutate_defects(const char *language, const char *code, uint64_t seed, size_t max)
{
	struct result r = {.arena = assay_arena_create(0)};
	struct assay_rng rng;
	struct assay_err err = {0};
	assay_rng_init(&rng, seed);
	int rc = assay_mutate_defects(assay_str_of(language), assay_str_of(code), &rng, max, r.arena, &r.mutants, &r.n,
				      &err);
	cr_assert_eq(rc, 0, "%s", err.msg);
	return r;
}

Test(mutate, operators_for_defects_do_what_they_say)
{
	for (size_t i = 0; i < sizeof(defects) / sizeof(defects[0]); i++) {
		const struct example *e = &defects[i];
		struct result r = mutate_defects(e->language, e->code, SEED, 1000);
		struct result plain = mutate(e->language, e->code, SEED, 1000);
		if (e->mutant)
			cr_expect(has(&r, e->op, e->mutant), "%s of %s", e->op, e->code);
		for (size_t k = 0; k < r.n && !e->mutant; k++)
			cr_expect(strcmp(r.mutants[k].op, e->op) != 0, "%s of %s: %.*s", e->op, e->code,
				  (int)r.mutants[k].code.len, r.mutants[k].code.data);
		for (size_t k = 0; k < plain.n; k++)
			cr_expect(strcmp(plain.mutants[k].op, e->op) != 0, "%s measures no tests", e->op);
		assay_arena_destroy(r.arena);
		assay_arena_destroy(plain.arena);
	}
}

static const char program[] = "def f(xs, limit=10):\n"
			      "    total = 0\n"
			      "    for i in range(1, len(xs)):\n"
			      "        if xs[i] > xs[i - 1] and total < limit:\n"
			      "            total += max(xs[i], 3)\n"
			      "    return total\n";

Test(mutate, mutants_differ_and_each_says_what_it_changed)
{
	struct result r = mutate("python", program, SEED, 1000);
	struct assay_str code = ASSAY_STR(program);
	struct assay_map *seen = assay_map_create();
	cr_expect_gt(r.n, 20);
	for (size_t i = 0; i < r.n; i++) {
		const struct assay_mutant *m = &r.mutants[i];
		cr_expect_eq(assay_map_add(seen, m->code, NULL, NULL), 1, "seed %d: mutant %zu came twice", SEED, i);
		cr_expect_not(assay_str_eq(m->code, code));
		cr_expect(assay_str_eq(assay_str_sub(code, m->offset, m->from.len), m->from));
		cr_expect(assay_str_eq(assay_str_sub(m->code, m->offset, m->to.len), m->to));
		cr_expect_eq(m->code.len, code.len - m->from.len + m->to.len);
	}
	assay_map_destroy(seen);
	assay_arena_destroy(r.arena);
}

Test(mutate, the_same_seed_gives_the_same_order_and_fewer_are_a_prefix)
{
	struct result all = mutate("python", program, SEED, 1000);
	struct result again = mutate("python", program, SEED, 1000);
	struct result few = mutate("python", program, SEED, 5);
	cr_assert_eq(all.n, again.n);
	cr_assert_eq(few.n, 5);
	for (size_t i = 0; i < all.n; i++)
		cr_expect(assay_str_eq(all.mutants[i].code, again.mutants[i].code));
	for (size_t i = 0; i < few.n; i++)
		cr_expect(assay_str_eq(all.mutants[i].code, few.mutants[i].code));
	assay_arena_destroy(all.arena);
	assay_arena_destroy(again.arena);
	assay_arena_destroy(few.arena);
}

Test(mutate, a_small_share_holds_many_operators)
{
	struct result r = mutate("python", program, SEED, 8);
	size_t distinct = 0;
	for (size_t i = 0; i < r.n; i++) {
		size_t j = 0;
		while (j < i && strcmp(r.mutants[i].op, r.mutants[j].op) != 0)
			j++;
		distinct += j == i;
	}
	cr_expect_geq(distinct, 6);
	assay_arena_destroy(r.arena);
}

/* The first defect of a program in which every one of these operators finds something, over many seeds: as often as in
 * Codeflaws, within five standard deviations. */
Test(mutate, the_first_defect_comes_as_often_as_people_make_it)
{
	static const struct {
		const char *op;
		unsigned weight;
	} weights[] = {{"compare", 308}, {"arith", 33},	    {"constant", 649}, {"boolean", 162}, {"negate", 142},
		       {"drop", 449},	 {"swap-args", 40}, {"range", 122},    {"return", 77},	 {"condition", 163},
		       {"term", 122},	 {"variable", 344}, {"repeat", 193},   {"move", 102},	 {"call", 101}};
	enum { N = 15, SEEDS = 4000 };
	static const char code[] = "def f(xs, limit):\n"
				   "    total = 0\n"
				   "    best = abs(limit)\n"
				   "    for i in range(len(xs)):\n"
				   "        if xs[i] > limit - total and best < limit:\n"
				   "            total += max(best, limit)\n"
				   "    return total\n";
	unsigned counts[N] = {0};
	double total = 0;
	for (size_t k = 0; k < N; k++)
		total += weights[k].weight;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct result r = mutate_defects("python", code, seed, 1);
		cr_assert_eq(r.n, 1);
		for (size_t k = 0; k < N; k++)
			counts[k] += strcmp(weights[k].op, r.mutants[0].op) == 0;
		assay_arena_destroy(r.arena);
	}
	for (size_t k = 0; k < N; k++) {
		double p = weights[k].weight / total;
		double deviation = (counts[k] - SEEDS * p) * (counts[k] - SEEDS * p);
		cr_expect(deviation <= 25 * SEEDS * p * (1 - p), "%s: %u of %d", weights[k].op, counts[k], SEEDS);
	}
}

Test(mutate, defects_change_little_of_a_program)
{
	struct result r = mutate_defects("python", program, SEED, 1000);
	size_t n = strlen(program);
	cr_expect_gt(r.n, 20);
	for (size_t i = 0; i < r.n; i++) {
		const struct assay_mutant *m = &r.mutants[i];
		size_t longer = m->code.len > n ? m->code.len : n;
		cr_expect_leq(longer - (m->code.len > n ? n : m->code.len), n / 4, "%s", m->op);
	}
	assay_arena_destroy(r.arena);
}

Test(mutate, a_language_without_rules_is_named)
{
	struct assay_rng rng;
	struct assay_err err = {0};
	struct assay_mutant *mutants;
	size_t n;
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	assay_rng_init(&rng, SEED);
	int rc = assay_mutate_code(ASSAY_STR("cobol"), ASSAY_STR("x"), &rng, 9, arena, &mutants, &n, &err);
	cr_expect_eq(rc, ASSAY_ENOTFOUND);
	cr_expect_str_eq(err.msg, "no rules to change programs in \"cobol\"");
}

Test(mutate, deep_brackets_cost_linear_time)
{
	static char code[ASSAY_LEX_MAX];
	for (size_t i = 0; i + 3 < sizeof(code); i += 2)
		memcpy(code + i, "f(", 2);
	struct timespec before;
	struct timespec after;
	cr_assert_eq(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before), 0);
	struct result r = mutate("python", code, SEED, 10);
	cr_assert_eq(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after), 0);
	cr_expect_lt(after.tv_sec - before.tv_sec, 10);
	assay_arena_destroy(r.arena);
}

/* --- Answers -------------------------------------------------------------------------------------------------- */

static struct result mutate_answer(const char *answer)
{
	struct result r = {.arena = assay_arena_create(0)};
	struct assay_rng rng;
	assay_rng_init(&rng, SEED);
	cr_assert_eq(assay_mutate_answer(assay_str_of(answer), &rng, 1000, r.arena, &r.mutants, &r.n, NULL), 0);
	return r;
}

static const struct example answers[] = {
	{"18", NULL, "sign", "-18"},
	{"-18", NULL, "sign", "18"},
	{"18", NULL, "off-by-one", "19"},
	{"18", NULL, "off-by-one", "17"},
	{"18", NULL, "swapped-digits", "81"},
	{"3/4", NULL, "inverse", "4/3"},
	{"\\frac{3}{14}", NULL, "inverse", "\\frac{14}{3}"},
	{"45.5", NULL, "dropped-point", "455"},
	{"45.5", NULL, "moved-point", "4.55"},
};

Test(mutate, answers_slip_in_sign_digit_and_order)
{
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		struct result r = mutate_answer(answers[i].language);
		cr_expect(has(&r, answers[i].op, answers[i].mutant), "%s of %s", answers[i].op, answers[i].language);
		assay_arena_destroy(r.arena);
	}
}

Test(mutate, a_slip_of_zero_is_never_zero)
{
	static const char *const zeros[] = {"0", "0.00", "-0", "$0$"};
	for (size_t i = 0; i < 4; i++) {
		struct result r = mutate_answer(zeros[i]);
		for (size_t k = 0; k < r.n; k++)
			cr_expect_not_null(strpbrk(r.mutants[k].code.data, "123456789"), "%s", r.mutants[k].code.data);
		cr_expect_gt(r.n, 0);
		assay_arena_destroy(r.arena);
	}
}

Test(mutate, an_answer_without_digits_has_no_slips)
{
	struct result r = mutate_answer("yes");
	cr_expect_eq(r.n, 0);
	assay_arena_destroy(r.arena);
}
