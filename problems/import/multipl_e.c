/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MultiPL-E (nuprl/MultiPL-E, Apache-2.0 as packed in bytedance/SandboxFusion): {"name","language","prompt","tests",
 * "stop_tokens"}, HumanEval and MBPP in other languages; model outputs are {"name","language","gpt_solution"}.
 *
 * Upstream appends `tests` to a completion that stops before the function's last brace. Here the candidate's function
 * is whole, so the brace at the head of `tests` goes. In Java the tests stand inside the candidate's class: they become
 * a class that extends it.
 */
#include "problems/import/import.h"

#include <stdint.h>
#include <string.h>

static const struct {
	const char *code, *name;
	bool has_brace;	     /* `tests` begins in the candidate's function. */
	const char *imports; /* What lines begin with that suite and candidate both need; NULL: none. */
	const char *head;    /* What goes before the tests; NULL: nothing. */
} languages[] = {
	{"cpp", "cpp", true, "#include", NULL},
	{"go", "go", false, NULL, "package main\nimport (\n\"testing\"\n\"fmt\"\n)\n"},
	{"java", "java", true, "import ", "public class Main extends Problem {\n"},
	{"js", "javascript", false, NULL, NULL},
	{"lua", "lua", false, NULL, NULL},
	{"php", "php", false, NULL, NULL},
	{"pl", "perl", false, NULL, NULL},
	{"r", "r", false, NULL, NULL},
	{"rb", "ruby", false, NULL, NULL},
	{"rs", "rust", true, NULL, NULL},
	{"sh", "bash", true, NULL, NULL},
	{"ts", "typescript", false, NULL, NULL},
};
#define N_LANGUAGES (sizeof(languages) / sizeof(languages[0]))

static size_t find_language(struct assay_str code)
{
	for (size_t i = 0; i < N_LANGUAGES; i++) {
		if (assay_str_is(code, languages[i].code) || assay_str_is(code, languages[i].name))
			return i;
	}
	return N_LANGUAGES;
}

/* The lines of a prompt that begin with `word`. */
static int pick_lines(struct assay_str text, const char *word, struct assay_arena *arena, struct assay_str *ret,
		      struct assay_err *err)
{
	assay_autobuf struct assay_buf out = {0};
	for (size_t at = 0; at < text.len;) {
		size_t feed = assay_str_find(text, ASSAY_STR("\n"), at);
		size_t next = feed == SIZE_MAX ? text.len : feed + 1;
		struct assay_str line = assay_str_sub(text, at, next - at);
		if (assay_str_starts(line, word))
			(void)assay_buf_add_str(&out, line);
		at = next;
	}
	int rc = assay_buf_error(&out, err);
	if (rc || out.len == 0)
		return rc;
	*ret = assay_arena_str(arena, assay_buf_str(&out));
	return assay_str_is_absent(*ret) ? assay_arena_fail(arena, err) : 0;
}

/* "HumanEval_0_has_close_elements" without the set's name and number. */
static struct assay_str snake_name(struct assay_str name)
{
	for (int i = 0; i < 2; i++) {
		size_t at = assay_str_find(name, ASSAY_STR("_"), 0);
		if (at == SIZE_MAX)
			return (struct assay_str){0};
		name = assay_str_sub(name, at + 1, name.len);
	}
	return name;
}

static struct assay_str camel_name(struct assay_str snake, struct assay_arena *arena)
{
	char *text = assay_arena_alloc(arena, snake.len + 1);
	size_t len = 0;
	for (size_t i = 0; text && i < snake.len; i++) {
		bool is_first = i > 0 && snake.data[i - 1] == '_';
		char c = snake.data[i];
		if (c != '_')
			text[len++] = (char)(is_first && c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
	}
	return (struct assay_str){.data = text, .len = len};
}

/* The function that the tests call: by the row's name, in the spelling of the language. */
static int fill_entry(struct assay_str name, struct assay_arena *arena, struct assay_problem *p, struct assay_err *err)
{
	struct assay_str snake = snake_name(name);
	struct assay_str camel = camel_name(snake, arena);
	if (assay_str_is_absent(camel))
		return assay_arena_fail(arena, err);
	p->entry = snake;
	if (assay_str_find(p->suite, snake, 0) == SIZE_MAX && assay_str_find(p->suite, camel, 0) != SIZE_MAX)
		p->entry = camel;
	p->entry = assay_arena_str(arena, p->entry);
	if (snake.len == 0)
		return assay_fail(err, ASSAY_EINVAL, "\"name\" names no function: \"%.*s\"",
				  (int)assay_utf8_cut(name, 80), name.data);
	return assay_str_is_absent(p->entry) ? assay_arena_fail(arena, err) : 0;
}

static int fill_suite(struct assay_json row, size_t language, struct assay_arena *arena, struct assay_problem *p,
		      struct assay_err *err)
{
	struct assay_str tests;
	int rc = assay_import_text(row, "tests", arena, &tests, err);
	if (rc)
		return rc;
	if (languages[language].has_brace) {
		struct assay_str trimmed = assay_str_trim(tests);
		if (!assay_str_starts(trimmed, "}"))
			return assay_fail(err, ASSAY_EINVAL, "\"tests\" does not begin with the function's last brace");
		tests = assay_str_sub(trimmed, 1, trimmed.len);
	}
	struct assay_str head = assay_str_of(languages[language].head ? languages[language].head : "");
	p->suite = ASSAY_JOIN(arena, head, tests, ASSAY_STR("\n"));
	return assay_str_is_absent(p->suite) ? assay_arena_fail(arena, err) : 0;
}

static int read_language(struct assay_json row, struct assay_arena *arena, size_t *ret, struct assay_err *err)
{
	struct assay_str code;
	int rc = assay_import_text(row, "language", arena, &code, err);
	if (rc)
		return rc;
	*ret = find_language(code);
	if (*ret < N_LANGUAGES)
		return 0;
	return assay_fail(err, ASSAY_EINVAL, "unknown language \"%.*s\"", (int)assay_utf8_cut(code, 40), code.data);
}

static struct assay_str id_of(size_t language, struct assay_str name, struct assay_arena *arena)
{
	return ASSAY_JOIN(arena, ASSAY_STR("multipl-e/"), assay_str_of(languages[language].name), ASSAY_STR("/"), name);
}

static int read_problem(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
			struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	struct assay_problem problem = {
		.kind = ASSAY_KIND_SUITE,
		.origin = {.source = ASSAY_STR("multipl-e"), .license = ASSAY_STR("Apache-2.0")},
	};
	size_t language = 0;
	int rc = assay_import_text(row, "name", arena, &problem.origin.source_id, err);
	if (rc == 0)
		rc = read_language(row, arena, &language, err);
	if (rc == 0)
		rc = assay_import_text(row, "prompt", arena, &problem.statement, err);
	if (rc == 0)
		rc = fill_suite(row, language, arena, &problem, err);
	if (rc == 0)
		rc = fill_entry(problem.origin.source_id, arena, &problem, err);
	if (rc == 0 && languages[language].imports)
		rc = pick_lines(problem.statement, languages[language].imports, arena, &problem.prelude, err);
	if (rc)
		return rc;
	problem.language = assay_str_of(languages[language].name);
	problem.id = id_of(language, problem.origin.source_id, arena);
	return assay_str_is_absent(problem.id) ? assay_arena_fail(arena, err) : emit(arg, &problem, err);
}

static int read_candidate(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
			  const struct assay_problem_set *set, struct assay_arena *arena, assay_candidate_emit *emit,
			  void *arg, struct assay_err *err)
{
	struct assay_candidate candidate = {0};
	const struct assay_problem *problem = NULL;
	struct assay_str name;
	size_t language = 0;
	int rc = assay_import_text(row, "name", arena, &name, err);
	if (rc == 0)
		rc = read_language(row, arena, &language, err);
	if (rc == 0)
		rc = assay_import_text(row, "gpt_solution", arena, &candidate.text, err);
	if (rc)
		return rc;
	struct assay_str id = id_of(language, name, arena);
	if (assay_str_is_absent(id))
		return assay_arena_fail(arena, err);
	rc = assay_import_find(set, id, &problem, err);
	if (rc)
		return rc;
	candidate.problem_id = problem->id;
	candidate.language = problem->language;
	return assay_import_emit(&candidate, arena, emit, arg, err);
}

const struct assay_importer assay_import_multipl_e = {
	.name = "multipl-e",
	.title = "MultiPL-E (nuprl/MultiPL-E)",
	.problems = read_problem,
	.candidates = read_candidate,
};
