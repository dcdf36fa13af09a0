/* SPDX-License-Identifier: Apache-2.0 */
/* A code instance: inputs, two methods, references, statement. */
#include "problems/families/code.h"

#include <string.h>

const char *const code_languages[3] = {"python", "cpp", "javascript"};

#define N_EXAMPLES   2
#define MAX_RULES    16 /* Rules drawn for one problem, */
#define MAX_INPUTS   3	/* and inputs drawn for one set of rules, until the tests tell something. */
#define MAX_TEMPLATE ((size_t)64 << 10)

static struct code *code_of(struct kit *k)
{
	return (struct code *)k;
}

static const struct code_def *def_of(const struct code *c)
{
	return c->kit.instance->request->family->code;
}

void code_arg(struct kit *k, const struct code_arg *arg)
{
	struct code *c = code_of(k);
	if (c->n_args < CODE_MAX_ARGS)
		c->args[c->n_args++] = *arg;
	else
		kit_fail(k, "too many arguments");
}

void code_put(struct kit *k, const char *name, const char *python, const char *cpp, const char *javascript)
{
	struct code *c = code_of(k);
	if (c->n_puts < CODE_MAX_PUTS)
		c->puts[c->n_puts++] = (struct code_put){name, {python, cpp, javascript}};
	else
		kit_fail(k, "too many texts for references");
}

void code_result(struct kit *k, const char *type)
{
	code_of(k)->result = type;
}

const struct code_arg *code_args(const struct kit *k)
{
	return ((const struct code *)k)->args;
}

/* --- Tests ---------------------------------------------------------------------------------------------------- */

static void disagree(struct code *c, size_t t, const struct val *other)
{
	assay_autobuf struct assay_buf text = {0};
	for (size_t a = 0; a < c->n_args; a++) {
		val_write_plain(&c->inputs[t][a], &text);
		(void)assay_buf_add_c(&text, "; ");
	}
	(void)assay_buf_add_c(&text, "gives ");
	val_write_plain(&c->results[t], &text);
	(void)assay_buf_add_c(&text, " and ");
	val_write_plain(other, &text);
	if (c->kit.rc == 0)
		c->kit.rc = assay_fail(c->kit.err, ASSAY_EINVAL, "the two methods disagree: %.*s",
				       (int)assay_utf8_cut(assay_buf_str(&text), 300), text.data ? text.data : "");
}

static void solve_test(struct code *c, size_t t)
{
	const struct code_def *def = def_of(c);
	c->results[t] = def->solve(&c->kit, c->inputs[t]);
	struct val other = def->brute(&c->kit, c->inputs[t]);
	if (c->kit.rc)
		return;
	if (!val_is(&c->results[t], c->result))
		kit_fail(&c->kit, "a result that is not of its type, or beyond 2^53");
	else if (!val_eq(&c->results[t], &other))
		disagree(c, t, &other);
}

/* Tests tell programs apart when no single result is most of what is expected. */
static bool are_telling(const struct code *c)
{
	size_t most = 0;
	for (size_t i = 0; i < c->n_tests; i++) {
		size_t same = 0;
		for (size_t j = 0; j < c->n_tests; j++)
			same += val_eq(&c->results[i], &c->results[j]);
		most = same > most ? same : most;
	}
	return 4 * most <= 3 * c->n_tests;
}

static bool make_tests(struct code *c)
{
	for (unsigned tries = 0; tries < MAX_INPUTS && c->kit.rc == 0; tries++) {
		code_draw_inputs(c);
		for (size_t t = 0; t < c->n_tests && c->kit.rc == 0; t++)
			solve_test(c, t);
		if (c->kit.rc == 0 && are_telling(c))
			return true;
	}
	return false;
}

/* Rules whose results are all alike are drawn again. */
static void draw_rules(struct code *c)
{
	const struct assay_family *family = c->kit.instance->request->family;
	for (unsigned tries = 0; tries < MAX_RULES && c->kit.rc == 0; tries++) {
		c->n_args = c->n_puts = c->kit.n_slots = c->kit.n_keys = 0;
		c->kit.phrasings = family->phrasings;
		c->result = def_of(c)->result;
		memset(c->kit.params, 0, family->params_size);
		family->draw(&c->kit, c->kit.params);
		if (c->kit.rc == 0 && make_tests(c))
			return;
	}
	kit_fail(&c->kit, "three of four tests have one result: the ranges leave too little to tell apart");
}

static struct assay_str args_json(struct code *c, size_t t)
{
	assay_autobuf struct assay_buf text = {0};
	(void)assay_buf_add_char(&text, '[');
	for (size_t a = 0; a < c->n_args; a++) {
		if (a > 0)
			(void)assay_buf_add_char(&text, ',');
		val_write_json(&c->inputs[t][a], &text);
	}
	(void)assay_buf_add_char(&text, ']');
	return kit_copy(&c->kit, assay_buf_str(&text));
}

static struct assay_str result_json(struct code *c, size_t t)
{
	assay_autobuf struct assay_buf text = {0};
	val_write_json(&c->results[t], &text);
	return kit_copy(&c->kit, assay_buf_str(&text));
}

static struct assay_str stdin_of(struct code *c, size_t t)
{
	assay_autobuf struct assay_buf text = {0};
	code_stdio_input(c, c->inputs[t], &text);
	return kit_copy(&c->kit, assay_buf_str(&text));
}

static struct assay_str stdout_of(struct code *c, size_t t)
{
	assay_autobuf struct assay_buf text = {0};
	code_stdio_output(&c->results[t], c->result, &text);
	return kit_copy(&c->kit, assay_buf_str(&text));
}

static void add_tests(struct code *c)
{
	struct assay_test *tests = assay_arena_array(c->kit.arena, c->n_tests, sizeof(*tests));
	if (!tests) {
		kit_full(&c->kit);
		return;
	}
	for (size_t t = 0; t < c->n_tests && c->kit.rc == 0; t++) {
		tests[t].is_hidden = t >= N_EXAMPLES;
		if (c->is_stdio) {
			tests[t].stdin_text = stdin_of(c, t);
			tests[t].expected_stdout = stdout_of(c, t);
		} else {
			tests[t].args = args_json(c, t);
			tests[t].expected = result_json(c, t);
		}
	}
	c->kit.instance->problem->tests = tests;
	c->kit.instance->problem->n_tests = c->n_tests;
}

/* --- References ----------------------------------------------------------------------------------------------- */

static const char *find_put(const struct code *c, const char *name, size_t len, size_t language)
{
	for (size_t i = 0; i < c->n_puts; i++) {
		if (strlen(c->puts[i].name) == len && memcmp(c->puts[i].name, name, len) == 0)
			return c->puts[i].text[language];
	}
	for (size_t i = 0; i < c->kit.n_slots; i++) {
		const struct kit_slot *slot = &c->kit.slots[i];
		if (strlen(slot->name) == len && memcmp(slot->name, name, len) == 0)
			return slot->value.data;
	}
	return NULL;
}

/* Texts of code_put() may hold slots of their own. */
static void fill_code(struct code *c, const char *template, size_t language, unsigned depth, struct assay_buf *out)
{
	for (const char *at = template; *at;) {
		size_t plain = strcspn(at, "@");
		(void)assay_buf_append(out, at, plain);
		at += plain;
		if (!*at)
			return;
		size_t len = strcspn(at + 1, "@");
		const char *value = depth < 4 ? find_put(c, at + 1, len, language) : NULL;
		if (!value) {
			if (c->kit.rc == 0)
				c->kit.rc =
					assay_fail(c->kit.err, ASSAY_EINVAL, "no value for @%.*s@", (int)len, at + 1);
			return;
		}
		fill_code(c, value, language, depth + 1, out);
		at += len + 2;
	}
}

static void add_reference(struct code *c, size_t language, const char *template)
{
	if (!template) {
		kit_fail(&c->kit, "a reference is missing");
		return;
	}
	assay_autobuf struct assay_buf text = {.max = MAX_TEMPLATE};
	fill_code(c, template, language, 0, &text);
	if (c->is_stdio)
		code_stdio_main(c, language, &text);
	if (c->kit.rc == 0)
		c->kit.rc = assay_buf_error(&text, c->kit.err);
	kit_add_reference(&c->kit, code_languages[language], kit_copy(&c->kit, assay_buf_str(&text)),
			  (struct assay_str){0});
}

/* --- Statement ------------------------------------------------------------------------------------------------ */

static void add_signature(const struct code *c, struct assay_buf *out)
{
	(void)assay_buf_printf(out, "`%s(", def_of(c)->entry);
	for (size_t a = 0; a < c->n_args; a++)
		(void)assay_buf_printf(out, "%s%s", a > 0 ? ", " : "", c->args[a].name);
	(void)assay_buf_add_c(out, ")`");
}

static void add_call_examples(const struct code *c, struct assay_buf *out)
{
	(void)assay_buf_add_c(out, "\nExamples:\n");
	for (size_t t = 0; t < N_EXAMPLES; t++) {
		(void)assay_buf_printf(out, "- `%s(", def_of(c)->entry);
		for (size_t a = 0; a < c->n_args; a++) {
			if (a > 0)
				(void)assay_buf_add_c(out, ", ");
			val_write_plain(&c->inputs[t][a], out);
		}
		(void)assay_buf_add_c(out, ")` gives `");
		val_write_plain(&c->results[t], out);
		(void)assay_buf_add_c(out, "`\n");
	}
}

static void add_stdio_example(const struct code *c, struct assay_buf *out)
{
	(void)assay_buf_add_c(out, "\nExample input:\n```\n");
	code_stdio_input(c, c->inputs[0], out);
	(void)assay_buf_add_c(out, "```\nIts output:\n```\n");
	code_stdio_output(&c->results[0], c->result, out);
	(void)assay_buf_add_c(out, "```\n");
}

static void add_lead(struct code *c, struct assay_buf *out)
{
	static const char *const leads[] = {"Write a function ", "Implement a function ", "Define a function ",
					    "Your task is a function ", "Complete a function "};
	static const char *const programs[] = {
		"Write a program that reads from standard input and writes to standard output.",
		"Your program reads from standard input and prints its answer.",
		"Solve this with a program that reads standard input.",
		"A program is wanted that reads its input from standard input and prints one result.",
	};
	struct assay_rng rng;
	assay_rng_split(&c->kit.instance->rng, ASSAY_STR("lead"), 0, 0, &rng);
	if (c->is_stdio) {
		(void)assay_buf_add_c(out, programs[assay_rng_below(&rng, KIT_COUNT(programs))]);
	} else {
		(void)assay_buf_add_c(out, leads[assay_rng_below(&rng, KIT_COUNT(leads))]);
		add_signature(c, out);
		(void)assay_buf_add_char(out, '.');
	}
	(void)assay_buf_add_c(out, "\n\n");
}

static void add_statement(struct code *c)
{
	kit_skin(&c->kit, "return", c->is_stdio ? "print" : "return");
	kit_skin(&c->kit, "entry", def_of(c)->entry);
	struct assay_str task = kit_state(&c->kit);
	assay_autobuf struct assay_buf text = {0};
	add_lead(c, &text);
	(void)assay_buf_add_str(&text, task);
	(void)assay_buf_add_c(&text, "\n\n");
	if (c->is_stdio) {
		code_stdio_describe(c, &text);
		add_stdio_example(c, &text);
	} else {
		(void)assay_buf_printf(&text, "%s:\n", c->n_args > 1 ? "Arguments" : "Argument");
		for (size_t a = 0; a < c->n_args; a++) {
			(void)assay_buf_printf(&text, "- `%s`: ", c->args[a].name);
			code_describe_arg(&c->args[a], &text);
			(void)assay_buf_add_char(&text, '\n');
		}
		add_call_examples(c, &text);
	}
	if (c->kit.rc == 0)
		c->kit.rc = assay_buf_error(&text, c->kit.err);
	c->kit.instance->problem->statement = kit_copy(&c->kit, assay_buf_str(&text));
}

/* One in four is a problem of standard input and output, where lines of text can carry its values. */
static bool draws_stdio(struct code *c)
{
	struct assay_rng rng;
	assay_rng_split(&c->kit.instance->rng, ASSAY_STR("stdio"), 0, 0, &rng);
	bool can = !def_of(c)->only_calls && !def_of(c)->checker && code_stdio_can(c->result);
	for (size_t a = 0; a < c->n_args; a++)
		can = can && code_stdio_can(c->args[a].type) && strcmp(c->args[a].type, "bool") != 0;
	return can && assay_rng_below(&rng, 4) == 0;
}

static void make(struct code *c)
{
	struct assay_problem *p = c->kit.instance->problem;
	draw_rules(c);
	if (c->kit.rc)
		return;
	c->is_stdio = draws_stdio(c);
	p->kind = c->is_stdio ? ASSAY_KIND_STDIO : ASSAY_KIND_CALL;
	if (!c->is_stdio)
		p->entry = assay_str_of(def_of(c)->entry);
	p->checker.type = assay_str_of(def_of(c)->checker);
	add_tests(c);
	const char *const texts[] = {def_of(c)->python, def_of(c)->cpp, def_of(c)->javascript};
	for (size_t i = 0; i < 3 && c->kit.rc == 0; i++)
		add_reference(c, i, texts[i]);
	if (c->kit.rc == 0)
		add_statement(c);
}

int code_generate(struct assay_instance *instance, struct assay_err *err)
{
	struct code *c = assay_arena_alloc(instance->arena, sizeof(*c));
	if (!c)
		return assay_arena_fail(instance->arena, err);
	kit_init(&c->kit, instance, err);
	c->kit.params = assay_arena_alloc(c->kit.arena, instance->request->family->params_size);
	if (c->kit.params)
		make(c);
	else
		kit_full(&c->kit);
	kit_finish(&c->kit);
	return c->kit.rc;
}
