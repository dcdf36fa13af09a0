/* SPDX-License-Identifier: Apache-2.0 */
/* The typed language: known programs, two evaluators that agree, and what is refused. */
#include "problems/families/code/typed/typed.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define SEED 20240611

/* --- Programs from text ------------------------------------------------------------------------------------------ */

struct reader {
	const char *at;
	struct tp_program *p;
	enum tp_type x; /* What x is in the body being read. */
};

static enum tp_op op_named(const char *name, size_t len)
{
	for (unsigned op = 0; op < TP_N_OPS; op++) {
		if (strlen(tp_op_name((enum tp_op)op)) == len && memcmp(tp_op_name((enum tp_op)op), name, len) == 0)
			return (enum tp_op)op;
	}
	cr_assert_fail("no operation is called %.*s", (int)len, name);
	return TP_N_OPS;
}

static bool has_number(enum tp_op op)
{
	return op == TP_ARG || op == TP_CONST || op == TP_DIV || op == TP_MOD || op == TP_FOLD || op == TP_SCAN ||
	       op == TP_SORT || op == TP_WINDOWS || op == TP_CHUNKS || op == TP_TAKE || op == TP_DROP;
}

static enum tp_type type_of(const struct reader *r, enum tp_op op, int64_t c, const uint8_t *kids, size_t n)
{
	enum tp_type first = n > 0 ? (enum tp_type)r->p->nodes[kids[0]].type : TP_NOTHING;
	enum tp_type second = n > 1 ? (enum tp_type)r->p->nodes[kids[1]].type : TP_NOTHING;
	if (op == TP_ARG)
		return r->p->signature->args[c];
	if (op == TP_X || op == TP_Y)
		return r->x;
	if ((op >= TP_LT && op <= TP_OR) || op == TP_VOWEL)
		return TP_BOOL;
	if (op == TP_LETTER || (first == TP_STR && (op == TP_FIRST || op == TP_LAST)))
		return TP_CHAR;
	if (op < TP_REVERSE)
		return TP_INT;
	if (op == TP_FLATTEN)
		return tp_item(first);
	if (op == TP_WINDOWS || op == TP_CHUNKS || op == TP_RUNS || op == TP_GROUP)
		return tp_sequence(first);
	if (op == TP_MAP)
		return tp_sequence(second);
	return op >= TP_RUNNING_SUM ? TP_INTS : first;
}

static uint8_t read_node(struct reader *r)
{
	while (*r->at == ' ')
		r->at++;
	bool has_brackets = *r->at == '(';
	r->at += has_brackets;
	size_t len = strcspn(r->at, " ()");
	bool is_number = !has_brackets && (isdigit((unsigned char)*r->at) || (*r->at == '-' && len > 1));
	enum tp_op op = is_number ? TP_CONST : op_named(r->at, len);
	int64_t c = is_number ? strtoll(r->at, NULL, 10) : 0;
	r->at += len;
	if (has_brackets && has_number(op)) {
		char *end;
		c = strtoll(r->at, &end, 10);
		r->at = end;
	}
	uint8_t kids[3] = {0};
	size_t n = 0;
	while (has_brackets && *r->at != ')') {
		enum tp_type outer = r->x;
		if (tp_body(op) == (int)n)
			r->x = tp_item((enum tp_type)r->p->nodes[kids[0]].type);
		uint8_t kid = read_node(r);
		r->x = outer;
		kids[n++] = kid;
	}
	r->at += has_brackets;
	return tp_add(r->p, op, type_of(r, op, c, kids, n), c, n, kids);
}

static const struct tp_signature of_numbers = {.args = {TP_INTS, TP_INTS},
					       .names = {"a", "b"},
					       .n_args = 2,
					       .result = TP_INTS,
					       .min = -99,
					       .max = 99,
					       .max_len = 20};
static const struct tp_signature of_text = {
	.args = {TP_STR}, .names = {"text"}, .n_args = 1, .result = TP_STR, .max = 25, .max_len = 20};

static struct tp_program program(const char *text, const struct tp_signature *s)
{
	struct tp_program p = {.signature = s};
	struct reader r = {.at = text, .p = &p};
	p.root = read_node(&r);
	return p;
}

/* "3 -1 4" as a list, or letters as a text. */
static struct val argument(const char *text, enum tp_type type, struct assay_arena *arena)
{
	if (type == TP_STR)
		return (struct val){.tag = VAL_STR, .s = text, .n = strlen(text)};
	struct val v = {.tag = VAL_LIST, .items = assay_arena_array(arena, 64, sizeof(struct val))};
	for (char *end; *text; text = end) {
		int64_t x = strtoll(text, &end, 10);
		if (end == text)
			break;
		v.items[v.n++] = val_int(x);
	}
	return v;
}

/* --- Known programs ---------------------------------------------------------------------------------------------- */

static const struct {
	const char *program, *a, *b, *result;
} known[] = {
	{"(sum (filter (arg 0) (= (mod 2 x) 0)))", "1 2 3 -4", "", "-2"},
	{"(map (arg 0) (mod 5 x))", "7 -7 0 -5", "", "[2, 3, 0, 0]"},
	{"(map (arg 0) (div 5 x))", "7 -7 0 -5", "", "[1, -2, 0, -1]"},
	{"(map (arg 0) (if (< x 0) (- 0 x) i))", "5 -3 8", "", "[0, 3, 2]"},
	{"(map (arg 0) (max (abs x) (min x 4)))", "5 -3 8", "", "[5, 3, 8]"},
	{"(filter (arg 0) (or (and (>= x 2) (<= x 3)) (!= x x)))", "1 2 3 4", "", "[2, 3]"},
	{"(take-while (arg 0) (< x 3))", "1 2 3 1", "", "[1, 2]"},
	{"(drop-while (arg 0) (< x 3))", "1 2 3 1", "", "[3, 1]"},
	{"(take 2 (arg 0))", "7", "", "[7]"},
	{"(drop 2 (arg 0))", "7 8 9", "", "[9]"},
	{"(drop 2 (arg 0))", "7", "", "[]"},
	{"(reverse (arg 0))", "1 2 3", "", "[3, 2, 1]"},
	{"(distinct (arg 0))", "3 1 3 2 1", "", "[3, 1, 2]"},
	{"(sort 0 (arg 0))", "3 -1 3 2", "", "[-1, 2, 3, 3]"},
	{"(sort 1 (arg 0))", "3 -1 3 2", "", "[3, 3, 2, -1]"},
	{"(sort 0 (arg 0) (abs x))", "3 -1 -3 1", "", "[-1, 1, 3, -3]"},
	{"(sort 1 (arg 0) (abs x))", "1 3 -1 -3", "", "[3, -3, 1, -1]"},
	{"(concat (arg 0) (arg 1))", "1 2", "3", "[1, 2, 3]"},
	{"(windows 2 (arg 0))", "1 2 3", "", "[[1, 2], [2, 3]]"},
	{"(windows 3 (arg 0))", "1 2", "", "[]"},
	{"(chunks 2 (arg 0))", "1 2 3", "", "[[1, 2], [3]]"},
	{"(runs (arg 0) (mod 2 x))", "1 3 2 4 5", "", "[[1, 3], [2, 4], [5]]"},
	{"(runs (arg 0) (mod 2 x))", "", "", "[]"},
	{"(group (arg 0) (mod 3 x))", "4 2 1 3 5", "", "[[4, 1], [2, 5], [3]]"},
	{"(flatten (map (chunks 2 (arg 0)) (reverse x)))", "1 2 3", "", "[2, 1, 3]"},
	{"(map (chunks 2 (arg 0)) (- (largest x) (smallest x)))", "1 5 3", "", "[4, 0]"},
	{"(map (chunks 3 (arg 0)) (+ (first x) (last x)))", "1 5 3 7", "", "[4, 14]"},
	{"(running-sum (arg 0))", "1 -2 3", "", "[1, -1, 2]"},
	{"(running-max (arg 0))", "-2 -5 1", "", "[-2, -2, 1]"},
	{"(running-min (arg 0))", "2 5 1", "", "[2, 2, 1]"},
	{"(scan 1 (arg 0) (mod 10 (+ (* acc 3) x)))", "1 2 3", "", "[4, 4, 5]"},
	{"(fold 1 (arg 0) (mod 10 (+ (* acc 3) x)))", "1 2 3", "", "5"},
	{"(fold 7 (arg 0) (mod 10 (+ acc x)))", "", "", "7"},
	{"(neighbours (arg 0) (- y x))", "1 4 2", "", "[3, -2]"},
	{"(neighbours (arg 0) (- y x))", "1", "", "[]"},
	{"(zip (arg 0) (arg 1) (* x y))", "1 2 3", "4 5", "[4, 10]"},
	{"(find (arg 0) (> x 2))", "1 5 3", "", "1"},
	{"(find (arg 0) (> x 9))", "1 5 3", "", "-1"},
	{"(count (arg 0) (> x 2))", "1 5 3", "", "2"},
	{"(kinds (arg 0))", "1 5 1", "", "2"},
	{"(largest (arg 0))", "", "", "0"},
	{"(largest (arg 0))", "-4 -2", "", "-2"},
	{"(first (arg 0))", "", "", "0"},
	{"(last (arg 0))", "3 4", "", "4"},
	{"(map (arg 0) (- x (len (filter (arg 0) (< x 0)))))", "3 -4", "", "[2, -5]"},
};

static const struct {
	const char *program, *text, *result;
} known_texts[] = {
	{"(map (arg 0) (letter (+ (place x) 3)))", "axz", "\"dac\""},
	{"(map (arg 0) (letter (- (place x) 3)))", "adz", "\"xaw\""},
	{"(filter (arg 0) (vowel x))", "banana", "\"aaa\""},
	{"(sort 1 (arg 0))", "banana", "\"nnbaaa\""},
	{"(runs (arg 0) x)", "aabba", "[\"aa\", \"bb\", \"a\"]"},
	{"(group (arg 0) (vowel x))", "banana", "[\"bnn\", \"aaa\"]"},
	{"(map (runs (arg 0) x) (len x))", "aabbba", "[2, 3, 1]"},
	{"(flatten (sort 0 (chunks 2 (arg 0))))", "cdabxyb", "\"abbcdxy\""},
	{"(sort 0 (chunks 2 (arg 0)) (place (last x)))", "zbacq", "[\"zb\", \"ac\", \"q\"]"},
	{"(map (chunks 3 (arg 0)) (distinct x))", "aabcc", "[\"ab\", \"c\"]"},
	{"(concat (arg 0) (reverse (arg 0)))", "abc", "\"abccba\""},
	{"(neighbours (arg 0) (- (place y) (place x)))", "ace", "[2, 2]"},
};

static void check(const char *text, const struct tp_signature *s, const struct val *args, const char *result)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct tp_program p = program(text, s);
	struct tp_ranges ranges;
	cr_assert(tp_measure(&p, &ranges), "%s", text);
	assay_autobuf struct assay_buf walked = {0};
	assay_autobuf struct assay_buf executed = {0};
	int rc = 0;
	struct val v = tp_interpret(&p, args, arena, &rc);
	val_write_plain(&v, &walked);
	v = tp_execute(&p, args, arena, &rc);
	val_write_plain(&v, &executed);
	cr_assert_eq(rc, 0, "%s", text);
	cr_expect_str_eq(walked.data, result, "%s walked: %s", text, walked.data);
	cr_expect_str_eq(executed.data, result, "%s executed: %s", text, executed.data);
}

Test(typed, both_evaluators_know_what_clauses_mean)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	for (size_t i = 0; i < KIT_COUNT(known); i++) {
		const struct val args[] = {argument(known[i].a, TP_INTS, arena), argument(known[i].b, TP_INTS, arena)};
		check(known[i].program, &of_numbers, args, known[i].result);
	}
	for (size_t i = 0; i < KIT_COUNT(known_texts); i++) {
		const struct val text = argument(known_texts[i].text, TP_STR, arena);
		check(known_texts[i].program, &of_text, &text, known_texts[i].result);
	}
}

/* --- Random programs --------------------------------------------------------------------------------------------- */

static const struct tp_signature signatures[] = {
	{.args = {TP_INTS, TP_INT}, .names = {"values", "k"}, .n_args = 2, .result = TP_INTS, .min = -99, .max = 99},
	{.args = {TP_INTS}, .names = {"values"}, .n_args = 1, .result = TP_INT, .min = -99, .max = 99},
	{.args = {TP_INTS, TP_INTS}, .names = {"a", "b"}, .n_args = 2, .result = TP_INTS, .min = -99, .max = 99},
	{.args = {TP_ROWS},
	 .names = {"rows"},
	 .n_args = 1,
	 .result = TP_ROWS,
	 .min = -99,
	 .max = 99,
	 .min_inner = 1,
	 .max_inner = 6},
	{.args = {TP_STR}, .names = {"text"}, .n_args = 1, .result = TP_STR, .max = 25},
	{.args = {TP_STRS},
	 .names = {"words"},
	 .n_args = 1,
	 .result = TP_STRS,
	 .max = 25,
	 .min_inner = 1,
	 .max_inner = 7},
	{.args = {TP_STRS},
	 .names = {"words"},
	 .n_args = 1,
	 .result = TP_INTS,
	 .max = 25,
	 .min_inner = 1,
	 .max_inner = 7},
};

/* The value keeps to what was measured of its node. */
static void check_range(const struct val *v, const struct tp_range *r, const char *text)
{
	if (v->tag == VAL_INT) {
		cr_assert(v->i >= r->lo && v->i <= r->hi, "%lld is not from %lld to %lld: %s", (long long)v->i,
			  (long long)r->lo, (long long)r->hi, text);
		return;
	}
	cr_assert(v->n >= r->min_len && v->n <= r->max_len, "%zu items, not %zu to %zu: %s", v->n, r->min_len,
		  r->max_len, text);
	const struct tp_range inner = {.lo = r->lo, .hi = r->hi, .min_len = r->min_inner, .max_len = r->max_inner};
	for (size_t i = 0; v->tag == VAL_LIST && i < v->n; i++)
		check_range(&v->items[i], &inner, text);
}

static bool compare_on_probes(const struct tp_program *p, const struct tp_probes *probes)
{
	struct tp_ranges ranges;
	if (p->is_full || !tp_measure(p, &ranges))
		return false;
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	assay_autobuf struct assay_buf text = {0};
	tp_text(p, p->root, &text);
	for (size_t i = 0; i < TP_N_PROBES; i += 5) {
		int rc = 0;
		struct val walked = tp_interpret(p, probes->args[i], arena, &rc);
		struct val executed = tp_execute(p, probes->args[i], arena, &rc);
		cr_assert_eq(rc, 0, "seed %d: %s", SEED, text.data);
		cr_assert(val_eq(&walked, &executed), "seed %d: %s on probe %zu", SEED, text.data, i);
		check_range(&walked, &ranges.of[p->root], text.data);
	}
	return true;
}

Test(typed, both_evaluators_agree_on_two_thousand_programs, .timeout = 120)
{
	struct assay_rng rng;
	assay_rng_init(&rng, SEED);
	size_t n = 0;
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	for (size_t k = 0; k < 3000; k++) {
		struct tp_signature s = signatures[k % KIT_COUNT(signatures)];
		s.max_len = 16;
		struct tp_probes probes = {0};
		int rc = 0;
		assay_arena_reset(arena);
		tp_draw_probes(&s, arena, &probes, &rc);
		struct tp_program p;
		tp_grow(&rng, 1 + (unsigned)(k % ASSAY_MAX_LEVEL), &s, &p);
		n += compare_on_probes(&p, &probes);
	}
	cr_expect_geq(n, 2000, "%zu of 3000 programs were within bounds", n);
}

/* --- What is refused --------------------------------------------------------------------------------------------- */

static bool is_worthwhile(const char *text, const struct tp_signature *s, struct tp_finding *ret)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct tp_program p = program(text, s);
	struct tp_signature own = *s;
	own.result = (enum tp_type)p.nodes[p.root].type;
	p.signature = &own;
	struct tp_probes probes = {0};
	int rc = 0;
	tp_draw_probes(&own, arena, &probes, &rc);
	bool is_good = tp_is_worthwhile(&p, &probes, arena, ret, &rc);
	cr_assert_eq(rc, 0);
	return is_good;
}

Test(typed, refuses_what_a_smaller_program_does)
{
	static const struct tp_signature s = {
		.args = {TP_INTS}, .names = {"values"}, .n_args = 1, .min = -99, .max = 99, .max_len = 12};
	static const char *const dull[] = {
		"(arg 0)",				  /* The identity, */
		"(reverse (reverse (arg 0)))",		  /* in other words. */
		"(take 0 (arg 0))",			  /* A constant. */
		"(sort 0 (reverse (arg 0)))",		  /* A step that the next one undoes. */
		"(sum (sort 0 (arg 0)))",		  /* An order that does not matter. */
		"(filter (arg 0) (< x 1000))",		  /* A bound that every value keeps. */
		"(filter (arg 0) (and (> x 3) (> x 1)))", /* A condition that says nothing new. */
		"(map (arg 0) (mod 5 (mod 10 x)))",	  /* An operation inside of another. */
		"(first (sort 0 (arg 0)))",		  /* A chain that is one step: the smallest. */
		"(flatten (chunks 3 (arg 0)))",		  /* The identity again. */
		"(neighbours (arg 0) (+ y 1))",		  /* Pairs of which one half is idle. */
		"(largest (concat (arg 0) (arg 0)))",	  /* Twice the same. */
		"(map (arg 0) (if (> x 200) 1 x))",	  /* A branch that is never taken. */
	};
	struct tp_finding finding;
	for (size_t i = 0; i < KIT_COUNT(dull); i++)
		cr_expect(!is_worthwhile(dull[i], &s, &finding), "%s", dull[i]);
	static const char *const good[] = {
		"(map (filter (arg 0) (> x 3)) (* x x))",
		"(sum (running-max (arg 0)))",
		"(map (runs (arg 0) (mod 2 x)) (len x))",
	};
	for (size_t i = 0; i < KIT_COUNT(good); i++)
		cr_expect(is_worthwhile(good[i], &s, &finding), "%s", good[i]);
}

Test(typed, programs_that_behave_alike_are_one_task)
{
	static const struct tp_signature s = {
		.args = {TP_INTS}, .names = {"values"}, .n_args = 1, .min = -99, .max = 99, .max_len = 12};
	struct tp_finding a;
	struct tp_finding b;
	struct tp_finding c;
	cr_assert(is_worthwhile("(map (filter (arg 0) (> x 3)) (* x 2))", &s, &a));
	cr_assert(is_worthwhile("(filter (map (arg 0) (* x 2)) (> x 7))", &s, &b) ||
		  is_worthwhile("(map (filter (arg 0) (>= x 4)) (* x 2))", &s, &b));
	cr_assert(is_worthwhile("(map (filter (arg 0) (> x 3)) (* x 3))", &s, &c));
	cr_expect_arr_eq(a.behaviour.bytes, b.behaviour.bytes, sizeof(a.behaviour.bytes));
	cr_expect_arr_neq(a.behaviour.bytes, c.behaviour.bytes, sizeof(a.behaviour.bytes));
}

Test(typed, what_could_become_too_large_is_refused)
{
	struct tp_ranges ranges;
	struct tp_program p = program("(map (map (map (map (arg 0) (* x x)) (* x x)) (* x x)) (* x x))", &of_numbers);
	cr_expect(!tp_measure(&p, &ranges));
	p = program("(fold 1 (arg 0) (* acc 2))", &of_numbers);
	cr_expect(!tp_measure(&p, &ranges), "a fold without a remainder");
	p = program("(map (arg 0) (* x x))", &of_numbers);
	cr_assert(tp_measure(&p, &ranges));
	cr_expect_eq(ranges.of[p.root].hi, 99 * 99);
}

/* --- Words and languages ----------------------------------------------------------------------------------------- */

Test(typed, a_statement_says_each_clause)
{
	struct tp_program p = program("(map (filter (arg 0) (= (mod 2 x) 0)) (- x (len (arg 1))))", &of_numbers);
	struct tp_ranges ranges;
	cr_assert(tp_measure(&p, &ranges));
	struct assay_rng rng;
	assay_rng_init(&rng, 1);
	struct tp_words words;
	tp_say(&p, &ranges, &rng, &words);
	const char *const parts[] = {"Let `m` be the number of numbers in `b`.", "numbers that are even",
				     "ubtract `m` from each number."};
	for (size_t i = 0; i < KIT_COUNT(parts); i++)
		cr_expect_not_null(strstr(words.steps.data, parts[i]), "%s", words.steps.data);
	cr_expect_str_eq(words.result.data, "the resulting list");
	tp_words_finish(&words);
}

Test(typed, references_are_whole_functions)
{
	struct tp_signature s = of_numbers;
	s.result = TP_INT;
	struct tp_program p = program("(sum (map (filter (arg 0) (> x 3)) (mod 7 x)))", &s);
	struct tp_ranges ranges;
	cr_assert(tp_measure(&p, &ranges));
	assay_autobuf struct assay_buf python = {0};
	tp_write_python(&p, &ranges, "f", &python);
	cr_expect_str_eq(python.data, "def f(a, b):\n"
				      "    kept = [x for x in a if x > 3]\n"
				      "    mapped = [x % 7 for x in kept]\n"
				      "    return sum(mapped)\n");
	assay_autobuf struct assay_buf javascript = {0};
	tp_write_javascript(&p, &ranges, "f", &javascript);
	cr_expect_not_null(strstr(javascript.data, "const kept = a.filter(x => x > 3);"), "%s", javascript.data);
	assay_autobuf struct assay_buf cpp = {0};
	tp_write_cpp(&p, &ranges, "f", &cpp);
	cr_expect_not_null(strstr(cpp.data, "#include <numeric>\n"), "%s", cpp.data);
	cr_expect_not_null(strstr(cpp.data, "long long f(std::vector<long long> a, std::vector<long long> b)"), "%s",
			   cpp.data);
}

/* 0 times a negative number is -0 in JavaScript alone. */
Test(typed, products_are_no_negative_zero)
{
	struct tp_program p = program("(zip (arg 0) (arg 1) (* x y))", &of_numbers);
	struct tp_ranges ranges;
	cr_assert(tp_measure(&p, &ranges));
	assay_autobuf struct assay_buf javascript = {0};
	tp_write_javascript(&p, &ranges, "f", &javascript);
	cr_expect_not_null(strstr(javascript.data, "paired.push(x * y + 0);"), "%s", javascript.data);
	p = program("(map (arg 0) (* x 3))", &of_numbers);
	cr_assert(tp_measure(&p, &ranges));
	assay_buf_clear(&javascript);
	tp_write_javascript(&p, &ranges, "f", &javascript);
	cr_expect_not_null(strstr(javascript.data, "x => x * 3)"), "%s", javascript.data);
}
