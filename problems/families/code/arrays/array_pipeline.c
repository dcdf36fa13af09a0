/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A function that puts a list of integers through a few steps: filters, maps, scans, windows.
 *
 * An operation is one row of a table: its words, its Python, and two implementations, the usual one and one by
 * definition. Expected outputs come from the first and are rechecked by the second. A pipeline is
 * drawn again when one of its steps changes nothing on any test, or when results are mostly empty.
 */
#include "problems/families/hand.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MAX_STEPS  7
#define MAX_VALUES 64
#define N_TESTS	   14
#define N_VISIBLE  2

struct list {
	int64_t items[MAX_VALUES];
	size_t n;
};

struct op;

struct step {
	const struct op *op;
	int64_t a, b;
};

struct op {
	const char *words;  /* {a}, {b} */
	const char *python; /* An expression in `values`. */
	int64_t min_a, max_a;
	bool has_remainder; /* b is drawn from [0, a). */
	void (*apply)(const struct step *step, struct list *list);
	void (*define)(const struct step *step, const struct list *in, struct list *out);
};

static int64_t remainder_of(int64_t x, int64_t m)
{
	int64_t r = x % m;
	return r < 0 ? r + m : r;
}

static void push(struct list *list, int64_t x)
{
	list->items[list->n++] = x;
}

/* --- Operations, in place ------------------------------------------------------------------------------------- */

static void apply_add(const struct step *s, struct list *l)
{
	for (size_t i = 0; i < l->n; i++)
		l->items[i] += s->a;
}

static void apply_mul(const struct step *s, struct list *l)
{
	for (size_t i = 0; i < l->n; i++)
		l->items[i] *= s->a;
}

static void apply_abs(const struct step *s __attribute__((unused)), struct list *l)
{
	for (size_t i = 0; i < l->n; i++)
		l->items[i] = llabs(l->items[i]);
}

static void apply_reverse(const struct step *s __attribute__((unused)), struct list *l)
{
	for (size_t i = 0; 2 * i + 1 < l->n; i++) {
		int64_t x = l->items[i];
		l->items[i] = l->items[l->n - 1 - i];
		l->items[l->n - 1 - i] = x;
	}
}

static void apply_keep_greater(const struct step *s, struct list *l)
{
	size_t kept = 0;
	for (size_t i = 0; i < l->n; i++) {
		if (l->items[i] > s->a)
			l->items[kept++] = l->items[i];
	}
	l->n = kept;
}

static void apply_keep_remainder(const struct step *s, struct list *l)
{
	size_t kept = 0;
	for (size_t i = 0; i < l->n; i++) {
		if (remainder_of(l->items[i], s->a) == s->b)
			l->items[kept++] = l->items[i];
	}
	l->n = kept;
}

static void apply_every(const struct step *s, struct list *l)
{
	size_t kept = 0;
	for (size_t i = 0; i < l->n; i += (size_t)s->a)
		l->items[kept++] = l->items[i];
	l->n = kept;
}

static int compare(const void *a, const void *b)
{
	const int64_t *x = a;
	const int64_t *y = b;
	return (*x > *y) - (*x < *y);
}

static void apply_sort(const struct step *s __attribute__((unused)), struct list *l)
{
	qsort(l->items, l->n, sizeof(l->items[0]), compare);
}

static void apply_remainder(const struct step *s, struct list *l)
{
	for (size_t i = 0; i < l->n; i++)
		l->items[i] = remainder_of(l->items[i], s->a);
}

static void apply_running_sum(const struct step *s __attribute__((unused)), struct list *l)
{
	for (size_t i = 1; i < l->n; i++)
		l->items[i] += l->items[i - 1];
}

static void apply_differences(const struct step *s __attribute__((unused)), struct list *l)
{
	for (size_t i = 0; i + 1 < l->n; i++)
		l->items[i] = l->items[i + 1] - l->items[i];
	l->n -= l->n > 0;
}

static void apply_dedupe(const struct step *s __attribute__((unused)), struct list *l)
{
	size_t kept = 0;
	for (size_t i = 0; i < l->n; i++) {
		size_t j = 0;
		while (j < kept && l->items[j] != l->items[i])
			j++;
		if (j == kept)
			l->items[kept++] = l->items[i];
	}
	l->n = kept;
}

static void reverse_part(struct list *l, size_t from, size_t to)
{
	for (; from + 1 < to; from++, to--) {
		int64_t x = l->items[from];
		l->items[from] = l->items[to - 1];
		l->items[to - 1] = x;
	}
}

static void apply_rotate(const struct step *s, struct list *l)
{
	if (l->n == 0)
		return;
	size_t by = (size_t)s->a % l->n;
	reverse_part(l, 0, by);
	reverse_part(l, by, l->n);
	reverse_part(l, 0, l->n);
}

static void apply_window_max(const struct step *s, struct list *l)
{
	size_t width = (size_t)s->a;
	size_t n = l->n < width ? 0 : l->n - width + 1;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 1; j < width; j++) {
			if (l->items[i + j] > l->items[i])
				l->items[i] = l->items[i + j];
		}
	}
	l->n = n;
}

/* --- The same by definition ----------------------------------------------------------------------------------- */

static void define_add(const struct step *s, const struct list *in, struct list *out)
{
	for (size_t i = 0; i < in->n; i++)
		push(out, s->a + in->items[i]);
}

static void define_mul(const struct step *s, const struct list *in, struct list *out)
{
	for (size_t i = 0; i < in->n; i++) {
		int64_t sum = 0;
		for (int64_t k = 0; k < llabs(s->a); k++)
			sum += in->items[i];
		push(out, s->a < 0 ? -sum : sum);
	}
}

static void define_abs(const struct step *s __attribute__((unused)), const struct list *in, struct list *out)
{
	for (size_t i = 0; i < in->n; i++)
		push(out, in->items[i] < 0 ? -in->items[i] : in->items[i]);
}

static void define_reverse(const struct step *s __attribute__((unused)), const struct list *in, struct list *out)
{
	for (size_t i = in->n; i > 0; i--)
		push(out, in->items[i - 1]);
}

static void define_keep_greater(const struct step *s, const struct list *in, struct list *out)
{
	for (size_t i = 0; i < in->n; i++) {
		if (in->items[i] - s->a >= 1)
			push(out, in->items[i]);
	}
}

static void define_keep_remainder(const struct step *s, const struct list *in, struct list *out)
{
	for (size_t i = 0; i < in->n; i++) {
		if ((in->items[i] - s->b) % s->a == 0)
			push(out, in->items[i]);
	}
}

static void define_every(const struct step *s, const struct list *in, struct list *out)
{
	for (size_t i = 0; i < in->n; i++) {
		if (i % (size_t)s->a == 0)
			push(out, in->items[i]);
	}
}

static void define_sort(const struct step *s __attribute__((unused)), const struct list *in, struct list *out)
{
	out->n = in->n;
	for (size_t i = 0; i < in->n; i++) {
		size_t rank = 0;
		for (size_t j = 0; j < in->n; j++)
			rank += in->items[j] < in->items[i] || (j < i && in->items[j] == in->items[i]);
		out->items[rank] = in->items[i];
	}
}

static void define_remainder(const struct step *s, const struct list *in, struct list *out)
{
	for (size_t i = 0; i < in->n; i++)
		push(out, (in->items[i] % s->a + s->a) % s->a);
}

static void define_running_sum(const struct step *s __attribute__((unused)), const struct list *in, struct list *out)
{
	for (size_t i = 0; i < in->n; i++) {
		int64_t sum = 0;
		for (size_t j = 0; j <= i; j++)
			sum += in->items[j];
		push(out, sum);
	}
}

static void define_differences(const struct step *s __attribute__((unused)), const struct list *in, struct list *out)
{
	for (size_t i = 1; i < in->n; i++)
		push(out, in->items[i] - in->items[i - 1]);
}

static void define_dedupe(const struct step *s __attribute__((unused)), const struct list *in, struct list *out)
{
	for (size_t i = 0; i < in->n; i++) {
		bool is_repeated = false;
		for (size_t j = 0; j < i; j++)
			is_repeated |= in->items[j] == in->items[i];
		if (!is_repeated)
			push(out, in->items[i]);
	}
}

static void define_rotate(const struct step *s, const struct list *in, struct list *out)
{
	for (size_t i = 0; i < in->n; i++)
		push(out, in->items[(i + (size_t)s->a) % in->n]);
}

static void define_window_max(const struct step *s, const struct list *in, struct list *out)
{
	for (size_t end = (size_t)s->a; end <= in->n; end++) {
		int64_t best = in->items[end - 1];
		for (size_t j = end - (size_t)s->a; j < end; j++)
			best = in->items[j] > best ? in->items[j] : best;
		push(out, best);
	}
}

/* From easy to hard: a level uses the first so many. */
static const struct op ops[] = {
	{"Add {a} to every element.", "[x + {a} for x in values]", 1, 20, false, apply_add, define_add},
	{"Multiply every element by {a}.", "[x * {a} for x in values]", 2, 5, false, apply_mul, define_mul},
	{"Replace every element by its absolute value.", "[abs(x) for x in values]", 0, 0, false, apply_abs,
	 define_abs},
	{"Reverse the list.", "values[::-1]", 0, 0, false, apply_reverse, define_reverse},
	{"Keep only the elements greater than {a}.", "[x for x in values if x > {a}]", 0, 15, false, apply_keep_greater,
	 define_keep_greater},
	{"Keep every element at an index divisible by {a}, counting from 0.", "values[::{a}]", 2, 3, false, apply_every,
	 define_every},
	{"Sort the list in ascending order.", "sorted(values)", 0, 0, false, apply_sort, define_sort},
	{"Keep only the elements that leave the remainder {b} when divided by {a} (remainders are never negative).",
	 "[x for x in values if x % {a} == {b}]", 2, 3, true, apply_keep_remainder, define_keep_remainder},
	{"Replace every element by its remainder when divided by {a} (0 or more and less than {a}, also for negative "
	 "elements).",
	 "[x % {a} for x in values]", 5, 30, false, apply_remainder, define_remainder},
	{"Replace every element by the sum of all elements up to and including it.",
	 "[sum(values[:i + 1]) for i in range(len(values))]", 0, 0, false, apply_running_sum, define_running_sum},
	{"Replace the list by the differences of neighbours: each element minus the one before it. (Fewer than two "
	 "elements give an empty list.)",
	 "[y - x for x, y in zip(values, values[1:])]", 0, 0, false, apply_differences, define_differences},
	{"Remove every element that equals an earlier one.", "list(dict.fromkeys(values))", 0, 0, false, apply_dedupe,
	 define_dedupe},
	{"Rotate the list to the left by {a} positions (an empty list stays empty).",
	 "values[{a} % len(values):] + values[:{a} % len(values)] if values else []", 1, 9, false, apply_rotate,
	 define_rotate},
	{"Replace the list by the maxima of all windows of {a} neighbouring elements, from left to right. (A shorter "
	 "list gives an empty one.)",
	 "[max(values[i:i + {a}]) for i in range(len(values) - {a} + 1)]", 2, 4, false, apply_window_max,
	 define_window_max},
};

struct scale {
	unsigned n_steps;
	unsigned n_ops;
	size_t max_values; /* Length of the longest test. */
};

static const struct scale scales[] = {
	{1, 5, 8},   {2, 6, 10},  {2, 8, 12},  {3, 8, 14},  {3, 10, 16},
	{4, 11, 20}, {4, 12, 24}, {5, 13, 28}, {6, 14, 34}, {7, 14, 40},
};

struct pipeline {
	struct step steps[MAX_STEPS];
	unsigned n;
	struct list inputs[N_TESTS];
	struct list outputs[N_TESTS];
};

static const char *const phrasings[] = {
	("Write a function `transform(values)` that takes a list of integers and returns a new list. It applies these "
	 "steps in order:\n\n{steps}\nExample: `transform({input})` returns `{output}`.\n"),
	("Implement `transform(values)`. The argument is a list of integers; the result is the list that is left after "
	 "the following steps, each of which works on the result of the one before.\n\n{steps}\nFor instance, "
	 "`{input}` "
	 "becomes `{output}`.\n"),
	("A data pipeline works on a list of integers:\n\n{steps}\nWrite a function `transform(values)` that returns "
	 "what comes out of it. `transform({input})` gives `{output}`.\n"),
	("Given a list of integers `values`, carry out the steps below one after another and return the final list "
	 "from "
	 "a function `transform(values)`.\n\n{steps}\nWith `{input}` as input the result is `{output}`.\n"),
	("The function `transform(values)` shall turn one list of integers into another:\n\n{steps}\nThe list may be "
	 "empty. As an example, `transform({input}) == {output}`.\n"),
};

/* --- Drawing -------------------------------------------------------------------------------------------------- */

static struct step draw_step(struct assay_rng *rng, unsigned n_ops)
{
	const struct op *op = &ops[assay_rng_below(rng, n_ops)];
	struct step step = {.op = op, .a = assay_rng_range(rng, op->min_a, op->max_a)};
	if (op->has_remainder)
		step.b = assay_rng_range(rng, 0, step.a - 1);
	return step;
}

/* Edges first, then random lists of growing length. */
static void draw_input(struct assay_rng *rng, size_t test, size_t max_values, struct list *ret)
{
	static const size_t edge_lengths[] = {6, 5, 0, 1, 2};
	*ret = (struct list){0};
	size_t n = test < ASSAY_KIT_COUNT(edge_lengths) ? edge_lengths[test]
							: 3 + (max_values - 3) * (test - 4) / (N_TESTS - 5);
	int64_t spread = test == 7 ? 3 : test % 3 == 0 ? 99 : 20; /* A narrow one has many duplicates. */
	for (size_t i = 0; i < n; i++)
		push(ret, assay_rng_range(rng, -spread, spread));
	if (test == 5)
		apply_sort(NULL, ret);
}

/* Runs all tests by the first method; says which steps changed something. */
static unsigned run(struct pipeline *p)
{
	unsigned changed = 0;
	for (size_t t = 0; t < N_TESTS; t++) {
		struct list list = p->inputs[t];
		for (unsigned i = 0; i < p->n; i++) {
			struct list before = list;
			p->steps[i].op->apply(&p->steps[i], &list);
			bool is_same = before.n == list.n &&
				       memcmp(before.items, list.items, list.n * sizeof(list.items[0])) == 0;
			changed |= is_same ? 0U : 1U << i;
		}
		p->outputs[t] = list;
	}
	return changed;
}

static bool is_worthwhile(struct pipeline *p)
{
	if (run(p) != (1U << p->n) - 1)
		return false;
	size_t filled = 0;
	for (size_t t = 0; t < N_TESTS; t++)
		filled += p->outputs[t].n > 0;
	return filled >= N_TESTS / 2 && p->outputs[0].n > 0;
}

/* A step that undoes, repeats or swallows its neighbour makes a dull problem. */
static bool repeats_neighbour(const struct pipeline *p)
{
	for (unsigned i = 1; i < p->n; i++) {
		if (p->steps[i].op == p->steps[i - 1].op)
			return true;
	}
	return false;
}

static void draw(struct assay_instance *instance, struct pipeline *p)
{
	const struct scale *scale = &scales[instance->level - 1];
	p->n = scale->n_steps;
	do {
		for (unsigned i = 0; i < p->n; i++)
			p->steps[i] = draw_step(&instance->rng, scale->n_ops);
		for (size_t t = 0; t < N_TESTS; t++)
			draw_input(&instance->rng, t, scale->max_values, &p->inputs[t]);
	} while (repeats_neighbour(p) || !is_worthwhile(p));
}

/* --- Writing -------------------------------------------------------------------------------------------------- */

static struct assay_str list_text(struct assay_arena *arena, const struct list *list, const char *open,
				  const char *close)
{
	assay_autobuf struct assay_buf text = {0};
	(void)assay_buf_add_c(&text, open);
	for (size_t i = 0; i < list->n; i++)
		(void)assay_buf_printf(&text, "%s%" PRId64, i > 0 ? ", " : "", list->items[i]);
	(void)assay_buf_add_c(&text, close);
	if (text.error)
		return (struct assay_str){0};
	return assay_arena_str(arena, assay_buf_str(&text));
}

static int write_steps(struct assay_instance *instance, const struct pipeline *p, struct assay_buf *words,
		       struct assay_buf *python, struct assay_err *err)
{
	(void)assay_buf_add_c(python, "def transform(values):\n");
	for (unsigned i = 0; i < p->n; i++) {
		const struct step *step = &p->steps[i];
		const struct assay_kit_slot slots[] = {{"a", assay_kit_i64(instance->arena, step->a)},
						       {"b", assay_kit_i64(instance->arena, step->b)}};
		(void)assay_buf_printf(words, "%u. ", i + 1);
		int rc = assay_kit_fill(words, step->op->words, slots, 2, err);
		(void)assay_buf_add_char(words, '\n');
		(void)assay_buf_add_c(python, "    values = ");
		if (rc == 0)
			rc = assay_kit_fill(python, step->op->python, slots, 2, err);
		(void)assay_buf_add_char(python, '\n');
		if (rc)
			return rc;
	}
	(void)assay_buf_add_c(python, "    return values\n");
	return assay_buf_error(words, err);
}

static int add_tests(struct assay_instance *instance, const struct pipeline *p, struct assay_err *err)
{
	struct assay_test *tests = assay_arena_array(instance->arena, N_TESTS, sizeof(*tests));
	if (!tests)
		return assay_arena_fail(instance->arena, err);
	for (size_t t = 0; t < N_TESTS; t++) {
		tests[t].args = list_text(instance->arena, &p->inputs[t], "[[", "]]");
		tests[t].expected = list_text(instance->arena, &p->outputs[t], "[", "]");
		tests[t].is_hidden = t >= N_VISIBLE;
		if (assay_str_is_absent(tests[t].args) || assay_str_is_absent(tests[t].expected))
			return assay_arena_fail(instance->arena, err);
	}
	instance->problem->tests = tests;
	instance->problem->n_tests = N_TESTS;
	return 0;
}

static int generate(struct assay_instance *instance, struct assay_err *err)
{
	struct pipeline *p = assay_arena_alloc(instance->arena, sizeof(*p));
	if (!p)
		return assay_arena_fail(instance->arena, err);
	instance->state = p;
	draw(instance, p);
	assay_autobuf struct assay_buf words = {0};
	assay_autobuf struct assay_buf python = {0};
	int rc = write_steps(instance, p, &words, &python, err);
	if (rc)
		return rc;
	const struct assay_kit_slot slots[] = {
		{"steps", assay_buf_str(&words)},
		{"input", list_text(instance->arena, &p->inputs[0], "[", "]")},
		{"output", list_text(instance->arena, &p->outputs[0], "[", "]")},
	};
	instance->problem->language = ASSAY_STR("python");
	instance->problem->entry = ASSAY_STR("transform");
	rc = assay_kit_statement(instance, phrasings, ASSAY_KIT_COUNT(phrasings), slots, 3, err);
	if (rc == 0)
		rc = add_tests(instance, p, err);
	return rc ? rc : assay_kit_reference(instance, "python", &python, err);
}

static int recheck(const struct assay_instance *instance, struct assay_err *err)
{
	const struct pipeline *p = instance->state;
	for (size_t t = 0; t < N_TESTS; t++) {
		struct list list = p->inputs[t];
		for (unsigned i = 0; i < p->n; i++) {
			struct list next = {0};
			p->steps[i].op->define(&p->steps[i], &list, &next);
			list = next;
		}
		struct assay_str got = list_text(instance->arena, &list, "[", "]");
		if (!assay_str_eq(got, instance->problem->tests[t].expected))
			return assay_fail(err, ASSAY_EINVAL, "the two methods disagree on test %zu", t + 1);
	}
	return 0;
}

static const char *const tags[] = {"code", "lists", NULL};

const struct assay_family assay_family_array_pipeline = {
	.name = "array-pipeline",
	.version = 1,
	.kind = ASSAY_KIND_CALL,
	.title = "a list of integers put through filters, maps, scans and windows",
	.tags = tags,
	.n_phrasings = ASSAY_KIT_COUNT(phrasings),
	.generate = generate,
	.recheck = recheck,
};
