/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program that keeps an array under commands: questions about ranges, and changes.
 *
 * Expected outputs come from carrying out the commands on an array; they are rechecked without one: an element's value
 * is found by walking the changes back to the beginning, and a range is judged on a sorted copy.
 */
#include "problems/families/hand.h"

#include <inttypes.h>
#include <stdlib.h>

#define MAX_SIZE     80
#define MAX_COMMANDS 80
#define N_TESTS	     10
#define N_VISIBLE    2
#define MAX_OPS	     6

struct op;

struct command {
	const struct op *op;
	int64_t l, r, v; /* Positions from 1. A command at one place has l == r. */
};

struct array {
	int64_t items[MAX_SIZE];
	size_t n;
};

/* What a command sees: the part [l, r] of the array. */
struct part {
	int64_t *items;
	size_t n;
	int64_t v;
};

enum shape { SHAPE_RANGE, SHAPE_RANGE_VALUE, SHAPE_PLACE_VALUE };

struct op {
	const char *name;
	enum shape shape;
	bool is_question;
	const char *words;
	const char *python; /* With a, l, r, v and, for questions, out; slices are a[l - 1:r]. */
	const char *cpp;    /* As above with iterators b and e. */
	int64_t (*act)(struct part part);
	/** Questions: the answer from the sorted part and the part in order. */
	int64_t (*judge)(const int64_t *sorted, const int64_t *in_order, size_t n, int64_t v);
	/** Changes: where the value at `*place` stood before this command; returns what to add to it. */
	int64_t (*undo)(const struct command *command, int64_t *place, bool *ret_is_known);
};

/* --- Questions ------------------------------------------------------------------------------------------------ */

static int64_t act_sum(struct part p)
{
	int64_t sum = 0;
	for (size_t i = 0; i < p.n; i++)
		sum += p.items[i];
	return sum;
}

static int64_t judge_sum(const int64_t *sorted, const int64_t *in_order, size_t n, int64_t v)
{
	(void)in_order;
	(void)v;
	int64_t sum = 0;
	for (size_t i = 0; 2 * i < n; i++)
		sum += 2 * i + 1 == n ? sorted[i] : sorted[i] + sorted[n - 1 - i];
	return sum;
}

static int64_t act_max(struct part p)
{
	int64_t best = p.items[0];
	for (size_t i = 1; i < p.n; i++)
		best = p.items[i] > best ? p.items[i] : best;
	return best;
}

static int64_t judge_max(const int64_t *sorted, const int64_t *in_order, size_t n, int64_t v)
{
	(void)in_order;
	(void)v;
	return sorted[n - 1];
}

static int64_t act_min(struct part p)
{
	int64_t best = p.items[0];
	for (size_t i = 1; i < p.n; i++)
		best = p.items[i] < best ? p.items[i] : best;
	return best;
}

static int64_t judge_min(const int64_t *sorted, const int64_t *in_order, size_t n, int64_t v)
{
	(void)in_order;
	(void)n;
	(void)v;
	return sorted[0];
}

static int64_t act_count(struct part p)
{
	int64_t count = 0;
	for (size_t i = 0; i < p.n; i++)
		count += p.items[i] >= p.v;
	return count;
}

static int64_t judge_count(const int64_t *sorted, const int64_t *in_order, size_t n, int64_t v)
{
	(void)in_order;
	size_t low = 0;
	for (size_t high = n; low < high;) {
		size_t middle = low + (high - low) / 2;
		if (sorted[middle] < v)
			low = middle + 1;
		else
			high = middle;
	}
	return (int64_t)(n - low);
}

/* The number of distinct values. */
static int64_t act_distinct(struct part p)
{
	int64_t count = 0;
	for (size_t i = 0; i < p.n; i++) {
		size_t j = 0;
		while (j < i && p.items[j] != p.items[i])
			j++;
		count += j == i;
	}
	return count;
}

static int64_t judge_distinct(const int64_t *sorted, const int64_t *in_order, size_t n, int64_t v)
{
	(void)in_order;
	(void)v;
	int64_t count = 1;
	for (size_t i = 1; i < n; i++)
		count += sorted[i] != sorted[i - 1];
	return count;
}

/* The largest sum of a non-empty stretch of neighbours: Kadane, and the largest rise of prefix sums. */
static int64_t act_best(struct part p)
{
	int64_t best = p.items[0];
	int64_t ending = p.items[0];
	for (size_t i = 1; i < p.n; i++) {
		ending = (ending > 0 ? ending : 0) + p.items[i];
		best = ending > best ? ending : best;
	}
	return best;
}

static int64_t judge_best(const int64_t *sorted, const int64_t *in_order, size_t n, int64_t v)
{
	(void)v;
	int64_t best = sorted[n - 1];
	for (size_t from = 0; from < n; from++) {
		int64_t sum = 0;
		for (size_t to = from; to < n; to++) {
			sum += in_order[to];
			best = sum > best ? sum : best;
		}
	}
	return best;
}

/* --- Changes -------------------------------------------------------------------------------------------------- */

static int64_t act_set(struct part p)
{
	p.items[0] = p.v;
	return 0;
}

static int64_t undo_set(const struct command *c, int64_t *place, bool *ret_is_known)
{
	*ret_is_known = *place == c->l;
	return *ret_is_known ? c->v : 0;
}

static int64_t act_add(struct part p)
{
	for (size_t i = 0; i < p.n; i++)
		p.items[i] += p.v;
	return 0;
}

static int64_t undo_add(const struct command *c, int64_t *place, bool *ret_is_known)
{
	(void)ret_is_known;
	return *place >= c->l && *place <= c->r ? c->v : 0;
}

static int64_t act_reverse(struct part p)
{
	for (size_t i = 0; 2 * i + 1 < p.n; i++) {
		int64_t x = p.items[i];
		p.items[i] = p.items[p.n - 1 - i];
		p.items[p.n - 1 - i] = x;
	}
	return 0;
}

static int64_t undo_reverse(const struct command *c, int64_t *place, bool *ret_is_known)
{
	(void)ret_is_known;
	if (*place >= c->l && *place <= c->r)
		*place = c->l + c->r - *place;
	return 0;
}

/* From easy to hard: a level uses the first so many. */
static const struct op ops[] = {
	{"sum", SHAPE_RANGE, true, "`sum l r`: print the sum of the elements at positions l to r.",
	 "out.append(sum(a[l - 1:r]))", "cout << accumulate(b, e, 0LL) << '\\n';", act_sum, judge_sum, NULL},
	{"max", SHAPE_RANGE, true, "`max l r`: print the largest element at positions l to r.",
	 "out.append(max(a[l - 1:r]))", "cout << *max_element(b, e) << '\\n';", act_max, judge_max, NULL},
	{"min", SHAPE_RANGE, true, "`min l r`: print the smallest element at positions l to r.",
	 "out.append(min(a[l - 1:r]))", "cout << *min_element(b, e) << '\\n';", act_min, judge_min, NULL},
	{"set", SHAPE_PLACE_VALUE, false, "`set i v`: the element at position i becomes v.", "a[l - 1] = v", "*b = v;",
	 act_set, NULL, undo_set},
	{"count", SHAPE_RANGE_VALUE, true, "`count l r v`: print how many elements at positions l to r are at least v.",
	 "out.append(sum(1 for x in a[l - 1:r] if x >= v))",
	 "cout << count_if(b, e, [v](long long x) { return x >= v; }) << '\\n';", act_count, judge_count, NULL},
	{"add", SHAPE_RANGE_VALUE, false, "`add l r v`: add v to every element at positions l to r.",
	 "a[l - 1:r] = [x + v for x in a[l - 1:r]]", "for (auto i = b; i != e; ++i) *i += v;", act_add, NULL, undo_add},
	{"distinct", SHAPE_RANGE, true, "`distinct l r`: print how many different values stand at positions l to r.",
	 "out.append(len(set(a[l - 1:r])))", "cout << set<long long>(b, e).size() << '\\n';", act_distinct,
	 judge_distinct, NULL},
	{"reverse", SHAPE_RANGE, false, "`reverse l r`: reverse the order of the elements at positions l to r.",
	 "a[l - 1:r] = a[l - 1:r][::-1]", "reverse(b, e);", act_reverse, NULL, undo_reverse},
	{"best", SHAPE_RANGE, true,
	 "`best l r`: print the largest sum of a non-empty stretch of neighbouring elements that lies within positions "
	 "l to r.",
	 "best = here = a[l - 1]\n            for x in a[l:r]:\n                here = max(here, 0) + x\n"
	 "                best = max(best, here)\n            out.append(best)",
	 "long long best = *b, here = *b;\n            for (auto i = b + 1; i != e; ++i) { here = max(here, 0LL) + *i; "
	 "best = max(best, here); }\n            cout << best << '\\n';",
	 act_best, judge_best, NULL},
};

struct scale {
	unsigned n_ops;	  /* Commands of a problem. */
	unsigned n_known; /* They are drawn from the first so many. */
	size_t max_size, max_commands;
	int64_t max_value;
};

static const struct scale scales[] = {
	{1, 1, 8, 6, 50},	  {1, 3, 10, 8, 100},	      {2, 3, 12, 10, 100},    {2, 4, 16, 14, 1000},
	{3, 5, 20, 18, 1000},	  {3, 6, 26, 24, 10000},      {4, 7, 34, 32, 100000}, {4, 8, 46, 46, 1000000},
	{5, 9, 60, 60, 10000000}, {6, 9, 80, 80, 1000000000},
};

struct test {
	struct array start;
	struct command commands[MAX_COMMANDS];
	size_t n_commands;
	int64_t answers[MAX_COMMANDS];
	size_t n_answers;
};

struct task {
	const struct op *ops[MAX_OPS];
	unsigned n_ops;
	struct test tests[N_TESTS];
};

static const char *const phrasings[] = {
	("Write a program that keeps an array of integers and carries out commands on it.\n\nThe first line of the "
	 "input has two integers n and q. The second line has the n elements; positions count from 1. Each of the next "
	 "q lines is one command:\n\n{commands}\nPrint each result on a line of its own.\n\nExample "
	 "input:\n{input}\nExample output:\n{output}"),
	("You are given n integers and q commands. Read n and q from the first line, the integers from the second and "
	 "one command from each line that follows. Positions are counted from 1.\n\n{commands}\nWrite every printed "
	 "number on its own line.\n\nInput:\n{input}\nOutput:\n{output}"),
	("A sensor array stores n readings. A program shall answer q requests about it, in the order in which they "
	 "come.\n\nInput: n and q on the first line, the readings on the second, then q lines with one request each. "
	 "The first reading has position 1.\n\n{commands}\nOutput: one number a line.\n\nFor the input\n{input}\nthe "
	 "output is\n{output}"),
	("Process commands on a list of integers read from standard input: first a line with the length n and the "
	 "number of commands q, then a line with the list, then q lines with a command each. The list is indexed from "
	 "1, and both ends of a range belong to it.\n\n{commands}\nPrint results to standard output, one a line, in "
	 "order.\n\nSample input:\n{input}\nSample output:\n{output}"),
	("Standard input holds an array and a series of commands for it: n and q; the n elements of the array; q lines "
	 "with these commands, where positions start at 1 and ranges include both ends:\n\n{commands}\nFor each "
	 "command "
	 "that prints, write its number on a separate line.\n\nGiven\n{input}\nthe program prints\n{output}"),
};

/* --- Drawing -------------------------------------------------------------------------------------------------- */

/* Different commands with at least one question among them; the hardest known is always in. */
static void draw_ops(struct assay_rng *rng, const struct scale *scale, struct task *task)
{
	unsigned known[ASSAY_KIT_COUNT(ops)];
	bool has_question = false;
	task->n_ops = scale->n_ops;
	do {
		for (unsigned i = 0; i < scale->n_known; i++)
			known[i] = i;
		assay_rng_shuffle(rng, known, scale->n_known, sizeof(known[0]));
		has_question = false;
		for (unsigned i = 0; i < task->n_ops; i++) {
			task->ops[i] = &ops[known[i]];
			has_question |= task->ops[i]->is_question;
		}
	} while (!has_question);
}

static int64_t draw_value(struct assay_rng *rng, int64_t max)
{
	return assay_rng_range(rng, assay_kit_once_in(rng, 3) ? -max : 0, max);
}

static struct command draw_command(struct assay_rng *rng, const struct op *op, size_t n, int64_t max_value)
{
	int64_t a = assay_rng_range(rng, 1, (int64_t)n);
	int64_t b = assay_rng_range(rng, 1, (int64_t)n);
	struct command c = {.op = op, .l = a < b ? a : b, .r = a < b ? b : a};
	if (op->shape == SHAPE_PLACE_VALUE)
		c.r = c.l;
	if (op->shape != SHAPE_RANGE)
		c.v = draw_value(rng, max_value);
	return c;
}

static const struct op *draw_op(struct assay_rng *rng, const struct task *task, bool must_ask)
{
	const struct op *op;
	do {
		op = task->ops[assay_rng_below(rng, task->n_ops)];
	} while (must_ask && !op->is_question);
	return op;
}

static void draw_test(struct assay_rng *rng, const struct scale *scale, const struct task *task, size_t number,
		      struct test *ret)
{
	size_t grown = number < 3 ? 0 : number;
	ret->start.n = number == 2 ? 1 : 5 + (scale->max_size - 5) * grown / (N_TESTS - 1);
	ret->n_commands = 4 + (scale->max_commands - 4) * grown / (N_TESTS - 1);
	int64_t max_value = number % 4 == 3 ? 3
			    : number < 2    ? (scale->max_value < 20 ? scale->max_value : 20)
					    : scale->max_value;
	for (size_t i = 0; i < ret->start.n; i++)
		ret->start.items[i] = draw_value(rng, max_value);
	for (size_t i = 0; i < ret->n_commands; i++) {
		bool must_ask = i + 1 == ret->n_commands;
		ret->commands[i] = draw_command(rng, draw_op(rng, task, must_ask), ret->start.n, max_value);
	}
}

/* --- First method --------------------------------------------------------------------------------------------- */

static void carry_out(struct test *test)
{
	struct array array = test->start;
	test->n_answers = 0;
	for (size_t i = 0; i < test->n_commands; i++) {
		const struct command *c = &test->commands[i];
		int64_t answer = c->op->act(
			(struct part){.items = array.items + (c->l - 1), .n = (size_t)(c->r - c->l) + 1, .v = c->v});
		if (c->op->is_question)
			test->answers[test->n_answers++] = answer;
	}
}

/* --- Writing -------------------------------------------------------------------------------------------------- */

static void write_input(const struct test *test, struct assay_buf *out)
{
	(void)assay_buf_printf(out, "%zu %zu\n", test->start.n, test->n_commands);
	for (size_t i = 0; i < test->start.n; i++)
		(void)assay_buf_printf(out, "%s%" PRId64, i > 0 ? " " : "", test->start.items[i]);
	(void)assay_buf_add_char(out, '\n');
	for (size_t i = 0; i < test->n_commands; i++) {
		const struct command *c = &test->commands[i];
		(void)assay_buf_printf(out, "%s %" PRId64, c->op->name, c->l);
		if (c->op->shape != SHAPE_PLACE_VALUE)
			(void)assay_buf_printf(out, " %" PRId64, c->r);
		if (c->op->shape != SHAPE_RANGE)
			(void)assay_buf_printf(out, " %" PRId64, c->v);
		(void)assay_buf_add_char(out, '\n');
	}
}

static void write_output(const struct test *test, struct assay_buf *out)
{
	for (size_t i = 0; i < test->n_answers; i++)
		(void)assay_buf_printf(out, "%" PRId64 "\n", test->answers[i]);
}

static const char *const python_args[] = {
	[SHAPE_RANGE] = "l, r = int(words[1]), int(words[2])",
	[SHAPE_RANGE_VALUE] = "l, r, v = int(words[1]), int(words[2]), int(words[3])",
	[SHAPE_PLACE_VALUE] = "l, v = int(words[1]), int(words[2])",
};

static void write_python(const struct task *task, struct assay_buf *out)
{
	(void)assay_buf_add_c(out, "import sys\n\n\ndef main():\n"
				   "    lines = sys.stdin.read().split(\"\\n\")\n"
				   "    n, q = map(int, lines[0].split())\n"
				   "    a = list(map(int, lines[1].split()))\n"
				   "    out = []\n"
				   "    for line in lines[2:2 + q]:\n"
				   "        words = line.split()\n");
	for (unsigned i = 0; i < task->n_ops; i++)
		(void)assay_buf_printf(out, "        %s words[0] == \"%s\":\n            %s\n            %s\n",
				       i > 0 ? "elif" : "if", task->ops[i]->name, python_args[task->ops[i]->shape],
				       task->ops[i]->python);
	(void)assay_buf_add_c(out, "    print(\"\\n\".join(map(str, out)))\n\n\nmain()\n");
}

static const char *const cpp_args[] = {
	[SHAPE_RANGE] = "cin >> l >> r;",
	[SHAPE_RANGE_VALUE] = "cin >> l >> r >> v;",
	[SHAPE_PLACE_VALUE] = "cin >> l >> v; r = l;",
};

static void write_cpp(const struct task *task, struct assay_buf *out)
{
	(void)assay_buf_add_c(out, "#include <algorithm>\n#include <iostream>\n#include <numeric>\n#include <set>\n"
				   "#include <string>\n#include <vector>\nusing namespace std;\n\nint main()\n{\n"
				   "    int n, q;\n    cin >> n >> q;\n    vector<long long> a(n);\n"
				   "    for (auto &x : a) cin >> x;\n    while (q-- > 0) {\n        string op;\n"
				   "        long long l, r, v = 0;\n        cin >> op;\n");
	for (unsigned i = 0; i < task->n_ops; i++)
		(void)assay_buf_printf(out,
				       "        %sif (op == \"%s\") {\n            %s\n"
				       "            auto b = a.begin() + (l - 1), e = a.begin() + r;\n"
				       "            (void)e;\n            %s\n        }\n",
				       i > 0 ? "else " : "", task->ops[i]->name, cpp_args[task->ops[i]->shape],
				       task->ops[i]->cpp);
	(void)assay_buf_add_c(out, "        (void)v;\n    }\n}\n");
}

static int add_tests(struct assay_instance *instance, const struct task *task, struct assay_err *err)
{
	struct assay_test *tests = assay_arena_array(instance->arena, N_TESTS, sizeof(*tests));
	if (!tests)
		return assay_arena_fail(instance->arena, err);
	for (size_t t = 0; t < N_TESTS; t++) {
		assay_autobuf struct assay_buf input = {0};
		assay_autobuf struct assay_buf output = {0};
		write_input(&task->tests[t], &input);
		write_output(&task->tests[t], &output);
		tests[t].stdin_text = assay_arena_str(instance->arena, assay_buf_str(&input));
		tests[t].expected_stdout = assay_arena_str(instance->arena, assay_buf_str(&output));
		tests[t].is_hidden = t >= N_VISIBLE;
		if (input.error || output.error || assay_str_is_absent(tests[t].stdin_text) ||
		    assay_str_is_absent(tests[t].expected_stdout))
			return assay_arena_fail(instance->arena, err);
	}
	instance->problem->tests = tests;
	instance->problem->n_tests = N_TESTS;
	return 0;
}

static int state_problem(struct assay_instance *instance, const struct task *task, struct assay_err *err)
{
	assay_autobuf struct assay_buf commands = {0};
	for (unsigned i = 0; i < task->n_ops; i++)
		(void)assay_buf_printf(&commands, "- %s\n", task->ops[i]->words);
	int rc = assay_buf_error(&commands, err);
	const struct assay_kit_slot slots[] = {{"commands", assay_buf_str(&commands)},
					       {"input", instance->problem->tests[0].stdin_text},
					       {"output", instance->problem->tests[0].expected_stdout}};
	return rc ? rc
		  : assay_kit_statement(instance, phrasings, ASSAY_KIT_COUNT(phrasings), slots, ASSAY_KIT_COUNT(slots),
					err);
}

static int generate(struct assay_instance *instance, struct assay_err *err)
{
	const struct scale *scale = &scales[instance->level - 1];
	struct task *task = assay_arena_alloc(instance->arena, sizeof(*task));
	if (!task)
		return assay_arena_fail(instance->arena, err);
	instance->state = task;
	draw_ops(&instance->rng, scale, task);
	for (size_t t = 0; t < N_TESTS; t++) {
		draw_test(&instance->rng, scale, task, t, &task->tests[t]);
		carry_out(&task->tests[t]);
	}
	int rc = add_tests(instance, task, err);
	if (rc == 0)
		rc = state_problem(instance, task, err);
	assay_autobuf struct assay_buf python = {0};
	assay_autobuf struct assay_buf cpp = {0};
	write_python(task, &python);
	write_cpp(task, &cpp);
	if (rc == 0)
		rc = assay_kit_reference(instance, "python", &python, err);
	return rc ? rc : assay_kit_reference(instance, "cpp", &cpp, err);
}

/* --- Second method -------------------------------------------------------------------------------------------- */

/* The value at `place` after the first `n` commands. */
static int64_t value_after(const struct test *test, size_t n, int64_t place)
{
	int64_t value = 0;
	for (size_t i = n; i > 0; i--) {
		const struct command *c = &test->commands[i - 1];
		bool is_known = false;
		if (c->op->undo)
			value += c->op->undo(c, &place, &is_known);
		if (is_known)
			return value;
	}
	return value + test->start.items[place - 1];
}

static int compare(const void *a, const void *b)
{
	const int64_t *x = a;
	const int64_t *y = b;
	return (*x > *y) - (*x < *y);
}

static int64_t answer_again(const struct test *test, size_t number)
{
	const struct command *c = &test->commands[number];
	int64_t in_order[MAX_SIZE];
	int64_t sorted[MAX_SIZE] = {0};
	size_t n = 0;
	for (int64_t place = c->l; place <= c->r; place++, n++)
		in_order[n] = sorted[n] = value_after(test, number, place);
	qsort(sorted, n, sizeof(sorted[0]), compare);
	return c->op->judge(sorted, in_order, n, c->v);
}

static int recheck(const struct assay_instance *instance, struct assay_err *err)
{
	const struct task *task = instance->state;
	for (size_t t = 0; t < N_TESTS; t++) {
		const struct test *test = &task->tests[t];
		size_t n = 0;
		for (size_t i = 0; i < test->n_commands; i++) {
			if (test->commands[i].op->is_question && answer_again(test, i) != test->answers[n++])
				return assay_fail(err, ASSAY_EINVAL,
						  "the two methods disagree on test %zu, command %zu", t + 1, i + 1);
		}
	}
	return 0;
}

static const char *const tags[] = {"code", "arrays", "stdin", NULL};

const struct assay_family assay_family_range_queries = {
	.name = "range-queries",
	.version = 1,
	.kind = ASSAY_KIND_STDIO,
	.title = "an array under commands: questions about ranges, and changes",
	.tags = tags,
	.n_phrasings = ASSAY_KIT_COUNT(phrasings),
	.generate = generate,
	.recheck = recheck,
};
