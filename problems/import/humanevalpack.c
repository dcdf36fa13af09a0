/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HumanEvalPack (bigcode-project/octopack, MIT): HumanEval in six languages with a right and a wrong solution each:
 * {"task_id","prompt","canonical_solution","buggy_solution","test","entry_point","bug_type",
 * "failure_symptoms",...}, and HumanEval-X (THUDM/CodeGeeX, Apache-2.0), which it was made from: the same without
 * the wrong solutions and without the name of the function. The language is the first part of the task id.
 *
 * Upstream runs prompt + solution + test. Here the part of the prompt that the suite needs as well (helpers in Python,
 * imports in Java, headers in C++) is the prelude, and the rest belongs to the candidate. Go files state their
 * imports: those that a solution uses and its prompt does not name are put in front, as upstream does.
 */
#include "problems/import/import.h"

#include <stdint.h>

struct pack_language {
	const char *prefix; /* In task ids. */
	const char *name;
};

static const struct pack_language languages[] = {
	{"Python/", "python"}, {"CPP/", "cpp"}, {"JavaScript/", "javascript"},
	{"Java/", "java"},     {"Go/", "go"},	{"Rust/", "rust"},
};

static const struct pack_language *find_language(struct assay_str task_id)
{
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++) {
		if (assay_str_starts(task_id, languages[i].prefix))
			return &languages[i];
	}
	return NULL;
}

/* What the row says about the bug travels with the wrong solution. */
static int describe_bug(struct assay_json row, struct assay_arena *arena, struct assay_str *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf members = {0};
	static const char *const keys[] = {"bug_type", "failure_symptoms"};
	for (size_t i = 0; i < 2; i++) {
		struct assay_json value = assay_json_get(row, keys[i]);
		if (assay_json_type(value) == ASSAY_JSON_STRING)
			(void)assay_buf_printf(&members, "%s\"%s\":%.*s", members.len > 0 ? "," : "", keys[i],
					       (int)assay_json_raw(value).len, assay_json_raw(value).data);
	}
	int rc = assay_buf_error(&members, err);
	if (rc || members.len == 0)
		return rc;
	*ret = assay_arena_str(arena, assay_buf_str(&members));
	return assay_str_is_absent(*ret) ? assay_arena_fail(arena, err) : 0;
}

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

/* Whether the text has `name.` as a word of its own. */
static bool uses_package(struct assay_str text, struct assay_str name)
{
	for (size_t at = 0; (at = assay_str_find(text, name, at)) != SIZE_MAX; at++) {
		bool starts = at == 0 || (!is_name_byte(text.data[at - 1]) && text.data[at - 1] != '/');
		if (starts && at + name.len < text.len && text.data[at + name.len] == '.')
			return true;
	}
	return false;
}

/* `import "strings"` and so on for what the solution uses and the prompt does not import. */
static int missing_imports(struct assay_str prompt, struct assay_str solution, struct assay_arena *arena,
			   struct assay_str *ret, struct assay_err *err)
{
	static const struct {
		const char *name, *path;
	} packages[] = {
		{"bytes", "\"bytes\""},	    {"errors", "\"errors\""},  {"fmt", "\"fmt\""},
		{"math", "\"math\""},	    {"md5", "\"crypto/md5\""}, {"rand", "\"math/rand\""},
		{"regexp", "\"regexp\""},   {"sort", "\"sort\""},      {"strconv", "\"strconv\""},
		{"strings", "\"strings\""}, {"time", "\"time\""},      {"unicode", "\"unicode\""},
	};
	assay_autobuf struct assay_buf out = {0};
	for (size_t i = 0; i < sizeof(packages) / sizeof(packages[0]); i++) {
		bool is_there = assay_str_find(prompt, assay_str_of(packages[i].path), 0) != SIZE_MAX;
		if (!is_there && uses_package(solution, assay_str_of(packages[i].name)))
			(void)assay_buf_printf(&out, "import %s\n", packages[i].path);
	}
	int rc = assay_buf_error(&out, err);
	if (rc)
		return rc;
	*ret = assay_arena_str(arena, out.len > 0 ? assay_buf_str(&out) : ASSAY_STR(""));
	return assay_str_is_absent(*ret) ? assay_arena_fail(arena, err) : 0;
}

/* The candidate's program for one of the row's solutions. */
static int make_program(const struct assay_problem *p, struct assay_str solution, struct assay_arena *arena,
			struct assay_str *ret, struct assay_err *err)
{
	struct assay_str head = assay_str_sub(p->statement, p->prelude.len, p->statement.len);
	struct assay_str imports = ASSAY_STR("");
	if (assay_str_is(p->language, "go")) {
		int rc = missing_imports(p->statement, solution, arena, &imports, err);
		if (rc)
			return rc;
	}
	*ret = ASSAY_JOIN(arena, imports, head, solution);
	return assay_str_is_absent(*ret) ? assay_arena_fail(arena, err) : 0;
}

static int fill_reference(struct assay_json row, struct assay_arena *arena, struct assay_problem *p,
			  struct assay_err *err)
{
	struct assay_str right;
	struct assay_str code;
	int rc = assay_import_text(row, "canonical_solution", arena, &right, err);
	if (rc == 0)
		rc = make_program(p, right, arena, &code, err);
	if (rc)
		return rc;
	p->references = assay_import_solution(arena, p->language, code);
	p->n_references = 1;
	return p->references ? 0 : assay_arena_fail(arena, err);
}

static int fill_negative(struct assay_json row, struct assay_arena *arena, struct assay_problem *p,
			 struct assay_err *err)
{
	struct assay_str wrong;
	struct assay_str bug = {0};
	struct assay_solution *negative = assay_arena_alloc(arena, sizeof(*negative));
	if (!negative)
		return assay_arena_fail(arena, err);
	int rc = assay_import_text(row, "buggy_solution", arena, &wrong, err);
	if (rc == 0)
		rc = describe_bug(row, arena, &bug, err);
	*negative = (struct assay_solution){.language = p->language, .extra = bug};
	if (rc == 0)
		rc = make_program(p, wrong, arena, &negative->code, err);
	p->negatives = negative;
	p->n_negatives = 1;
	return rc;
}

/* The lines at the head of a text that begin with `word`, and what is blank among them. */
static struct assay_str leading_lines(struct assay_str text, const char *word)
{
	size_t end = 0;
	for (size_t at = 0; at < text.len;) {
		size_t feed = assay_str_find(text, ASSAY_STR("\n"), at);
		size_t next = feed == SIZE_MAX ? text.len : feed + 1;
		struct assay_str line = assay_str_trim(assay_str_sub(text, at, next - at));
		if (assay_str_starts(line, word))
			end = next;
		else if (line.len > 0)
			break;
		at = next;
	}
	return assay_str_sub(text, 0, end);
}

/* How long the part of the prompt is that goes before candidate and suite. */
static int cut_prompt(struct assay_problem *p, struct assay_err *err)
{
	if (assay_str_is(p->language, "java"))
		p->prelude = leading_lines(p->statement, "import ");
	if (!assay_str_is(p->language, "python"))
		return 0;
	size_t def = assay_import_python_def(p->statement, p->entry);
	if (def == SIZE_MAX)
		return assay_fail(err, ASSAY_EINVAL, "\"prompt\" does not define \"%s\"", p->entry.data);
	if (def > 0)
		p->prelude = assay_str_sub(p->statement, 0, def);
	return 0;
}

static int fill_suite(struct assay_json row, struct assay_arena *arena, struct assay_problem *p, struct assay_err *err)
{
	struct assay_str setup;
	int rc = assay_import_text(row, "test", arena, &p->suite, err);
	if (rc || !assay_str_is(p->language, "go"))
		return rc;
	rc = assay_import_text(row, "test_setup", arena, &setup, err);
	if (rc)
		return rc;
	/* The suite stands in a file of its own: what it uses and the solution's part imports is missing there. */
	struct assay_str imports;
	rc = missing_imports(setup, p->suite, arena, &imports, err);
	if (rc)
		return rc;
	p->suite = ASSAY_JOIN(arena, setup, ASSAY_STR("\n"), imports, p->suite);
	return assay_str_is_absent(p->suite) ? assay_arena_fail(arena, err) : 0;
}

static struct assay_str word_before(struct assay_str text, size_t end)
{
	size_t start;
	while (end > 0 && text.data[end - 1] == ' ')
		end--;
	for (start = end; start > 0 && is_name_byte(text.data[start - 1]);)
		start--;
	return assay_str_sub(text, start, end - start);
}

/* The last line that opens a block, where there is one: a comment may stand behind it. Otherwise the last line. */
static struct assay_str last_open_line(struct assay_str text)
{
	struct assay_str found = {0}, line = {0};
	for (size_t at = 0; at < text.len; at += line.len + 1) {
		size_t feed = assay_str_find(text, ASSAY_STR("\n"), at);
		line = assay_str_sub(text, at, feed == SIZE_MAX ? text.len - at : feed - at);
		if (assay_str_ends(assay_str_trim(line), "{"))
			found = line;
	}
	return assay_str_trim(found.len > 0 ? found : line);
}

/* The function that a prompt breaks off in: the one that its last declaration names. */
static struct assay_str entry_of(struct assay_str prompt, struct assay_str language)
{
	struct assay_str line = assay_str_trim(prompt);
	if (assay_str_is(language, "python")) {
		struct assay_str found = {0};
		for (size_t at = 0; (at = assay_str_find(prompt, ASSAY_STR("def "), at)) != SIZE_MAX; at += 4) {
			size_t open = assay_str_find(prompt, ASSAY_STR("("), at);
			if ((at == 0 || prompt.data[at - 1] == '\n') && open != SIZE_MAX)
				found = word_before(prompt, open);
		}
		return found;
	}
	line = last_open_line(line);
	size_t mark = assay_str_find(line, assay_str_starts(line, "const ") ? ASSAY_STR("=") : ASSAY_STR("("), 0);
	return mark == SIZE_MAX ? (struct assay_str){0} : word_before(line, mark);
}

static int fill_entry(struct assay_json row, bool is_pack, struct assay_arena *arena, struct assay_problem *p,
		      struct assay_err *err)
{
	if (is_pack)
		return assay_import_text(row, "entry_point", arena, &p->entry, err);
	p->entry = entry_of(p->statement, p->language);
	if (p->entry.len == 0)
		return assay_fail(err, ASSAY_EINVAL, "\"prompt\" does not end in a function's declaration");
	p->entry = assay_arena_str(arena, p->entry);
	return assay_str_is_absent(p->entry) ? assay_arena_fail(arena, err) : 0;
}

/* HumanEval-X leaves it to whoever runs it to include what its solutions in C++ use. */
static int add_headers(struct assay_arena *arena, struct assay_problem *p, struct assay_err *err)
{
	static const char text[] =
		"#include <stdio.h>\n#include <stdlib.h>\n#include <math.h>\n#include <string>\n#include <vector>\n"
		"#include <iostream>\n#include <algorithm>\n#include <cstring>\n#include <climits>\n";
	const struct assay_str headers = ASSAY_STR(text);
	if (!assay_str_is(p->language, "cpp"))
		return 0;
	p->statement = ASSAY_JOIN(arena, headers, p->statement);
	if (assay_str_is_absent(p->statement))
		return assay_arena_fail(arena, err);
	p->prelude = assay_str_sub(p->statement, 0, headers.len);
	return 0;
}

static int fill(struct assay_json row, bool is_pack, struct assay_arena *arena, struct assay_problem *p,
		struct assay_err *err)
{
	int rc = assay_import_text(row, "prompt", arena, &p->statement, err);
	if (rc == 0)
		rc = fill_entry(row, is_pack, arena, p, err);
	if (rc == 0 && !is_pack)
		rc = add_headers(arena, p, err);
	if (rc == 0)
		rc = fill_suite(row, arena, p, err);
	if (rc == 0)
		rc = cut_prompt(p, err);
	if (rc == 0)
		rc = fill_reference(row, arena, p, err);
	if (rc == 0 && is_pack)
		rc = fill_negative(row, arena, p, err);
	return rc;
}

static int read_row(struct assay_json row, const struct assay_str source, const char *license,
		    struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	struct assay_problem problem = {
		.kind = ASSAY_KIND_SUITE,
		.origin = {.source = source, .license = assay_str_of(license)},
	};
	int rc = assay_import_text(row, "task_id", arena, &problem.origin.source_id, err);
	if (rc)
		return rc;
	struct assay_str task_id = problem.origin.source_id;
	const struct pack_language *language = find_language(task_id);
	if (!language)
		return assay_fail(err, ASSAY_EINVAL, "\"task_id\" begins with no known language: \"%.*s\"",
				  (int)assay_utf8_cut(task_id, 40), task_id.data);
	problem.language = assay_str_of(language->name);
	rc = fill(row, assay_str_is(source, "humanevalpack"), arena, &problem, err);
	if (rc)
		return rc;
	struct assay_str number = assay_str_sub(task_id, assay_str_of(language->prefix).len, task_id.len);
	problem.id = ASSAY_JOIN(arena, source, ASSAY_STR("/"), problem.language, ASSAY_STR("/"), number);
	return assay_str_is_absent(problem.id) ? assay_arena_fail(arena, err) : emit(arg, &problem, err);
}

static int read_pack(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
		     struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	return read_row(row, ASSAY_STR("humanevalpack"), "MIT", arena, emit, arg, err);
}

static int read_x(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
		  struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	return read_row(row, ASSAY_STR("humaneval-x"), "Apache-2.0", arena, emit, arg, err);
}

const struct assay_importer assay_import_humanevalpack = {
	.name = "humanevalpack",
	.title = "HumanEvalPack (bigcode-project/octopack)",
	.problems = read_pack,
	.candidates = assay_import_completion,
};

const struct assay_importer assay_import_humaneval_x = {
	.name = "humaneval-x",
	.title = "HumanEval-X (THUDM/CodeGeeX)",
	.problems = read_x,
	.candidates = assay_import_completion,
};
