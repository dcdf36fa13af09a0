/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CRUXEval (facebookresearch/cruxeval, MIT): {"id","code","input","output"} asks two questions about a function f: what
 * does f(input) return, and with which arguments does f return output. Published generations come as
 * {"id","task":"output"|"input","generations":[..],"labels":[..]}.
 *
 * Upstream runs `code`, then `assert OUTPUT == GENERATION`, in one process. Here candidates define answer():
 *
 * - output: answer() returns the value, and f does not exist in the candidate's process, so a call of f cannot pass for
 * a prediction (upstream refuses only the exact text f(INPUT)).
 * - input: answer() returns the arguments as a tuple, and the suite calls its own f with them, so that returning OUTPUT
 * itself cannot pass for an input (upstream asks only that "f(" stands somewhere in the text).
 *
 * A published generation is not always an expression, and upstream's program decides what it means: behind `==`
 * a comma begins the assert's message, a chained comparison goes on, a newline begins another statement. So
 * the generation stays behind `assert QUESTION ==`, at the end of the file as upstream has it, where QUESTION is an
 * object that notes what it is compared with. The one difference left: what a looser operator makes true whatever the
 * value (`1 or True`) passes upstream and fails here.
 */
#include "problems/import/import.h"

#include <inttypes.h>
#include <stdint.h>

static const char question_source[] = "class _Question:\n"
				      "    def __eq__(self, value):\n"
				      "        self.value = value\n"
				      "        return True\n"
				      "\n"
				      "_question = _Question()\n";

static const char output_source[] = "\n"
				    "def answer():\n"
				    "    return _question.value\n"
				    "\n"
				    "assert _question == ";

static const char input_source[] = "\n"
				   "class _Call:\n"
				   "    def __init__(self, args):\n"
				   "        self.args = args\n"
				   "\n"
				   "def f(*args):\n"
				   "    return _Call(args)\n"
				   "\n"
				   "def answer():\n"
				   "    return _question.value.args\n"
				   "\n"
				   "assert _question == ";

/* For generations that upstream's rule refuses unread. */
static const char refused_source[] = "raise AssertionError(\"the generation has no call of f\")\n";

struct row {
	struct assay_str id, code, input, output;
};

/* One of the two questions. */
struct task {
	const char *name;
	const char *head; /* In front of a generation, behind question_source. */
	bool needs_call;
	bool has_prelude;
	struct assay_str (*statement)(const struct row *row, struct assay_arena *arena);
	struct assay_str (*suite)(const struct row *row, struct assay_arena *arena);
	struct assay_str (*reference)(const struct row *row, struct assay_arena *arena);
};

static struct assay_str output_statement(const struct row *row, struct assay_arena *arena)
{
	return ASSAY_JOIN(
		arena, ASSAY_STR("Read this Python function:\n\n```python\n"), row->code,
		ASSAY_STR("\n```\n\nWhat does `f("), row->input,
		ASSAY_STR(")` return? Work it out by hand and write a function `answer()` without parameters that "
			  "returns this value as a literal. It must not call `f`.\n"));
}

static struct assay_str output_suite(const struct row *row, struct assay_arena *arena)
{
	return ASSAY_JOIN(arena, ASSAY_STR("def check(candidate):\n    assert "), row->output,
			  ASSAY_STR(" == candidate()\n"));
}

static struct assay_str output_reference(const struct row *row, struct assay_arena *arena)
{
	return ASSAY_JOIN(arena, ASSAY_STR("def answer():\n    return "), row->output, ASSAY_STR("\n"));
}

static struct assay_str input_statement(const struct row *row, struct assay_arena *arena)
{
	return ASSAY_JOIN(
		arena, ASSAY_STR("Read this Python function:\n\n```python\n"), row->code,
		ASSAY_STR("\n```\n\nFind arguments with which `f` returns `"), row->output,
		ASSAY_STR("`. Any that do will count. Write a function `answer()` without parameters that returns "
			  "the arguments as a tuple, so that `f(*answer()) == "),
		row->output, ASSAY_STR("`.\n"));
}

static struct assay_str input_suite(const struct row *row, struct assay_arena *arena)
{
	return ASSAY_JOIN(arena, ASSAY_STR("def check(candidate):\n    assert "), row->output,
			  ASSAY_STR(" == f(*candidate())\n"));
}

static struct assay_str input_reference(const struct row *row, struct assay_arena *arena)
{
	return ASSAY_JOIN(arena,
			  ASSAY_STR("def _gather(*args):\n    return args\n\ndef answer():\n    return _gather("),
			  row->input, ASSAY_STR(")\n"));
}

static const struct task tasks[] = {
	{"output", output_source, false, false, output_statement, output_suite, output_reference},
	{"input", input_source, true, true, input_statement, input_suite, input_reference},
};

#define N_TASKS	     (sizeof(tasks) / sizeof(tasks[0]))
#define UPSTREAM_CPU 3000

static struct assay_str problem_id(struct assay_arena *arena, struct assay_str id, const struct task *task)
{
	return ASSAY_JOIN(arena, ASSAY_STR("cruxeval/"), id, ASSAY_STR("/"), assay_str_of(task->name));
}

static int emit_task(const struct task *task, const struct row *row, struct assay_arena *arena,
		     assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	struct assay_problem problem = {
		.id = problem_id(arena, row->id, task),
		.kind = ASSAY_KIND_SUITE,
		.language = ASSAY_STR("python"),
		.entry = ASSAY_STR("answer"),
		.statement = task->statement(row, arena),
		.suite = task->suite(row, arena),
		.limits = {.cpu_ms = UPSTREAM_CPU},
		.references = assay_import_solution(arena, ASSAY_STR("python"), task->reference(row, arena)),
		.n_references = 1,
		.origin = {.source = ASSAY_STR("cruxeval"), .license = ASSAY_STR("MIT"), .source_id = row->id},
	};
	if (task->has_prelude)
		problem.prelude = ASSAY_JOIN(arena, row->code, ASSAY_STR("\n"));
	bool is_full = assay_str_is_absent(problem.id) || assay_str_is_absent(problem.statement) ||
		       assay_str_is_absent(problem.suite) || !problem.references ||
		       (task->has_prelude && assay_str_is_absent(problem.prelude));
	return is_full ? assay_arena_fail(arena, err) : emit(arg, &problem, err);
}

static int read_problem(struct assay_json json, const struct assay_row_source *source __attribute__((unused)),
			struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	struct row row = {0};
	int rc = assay_import_text(json, "id", arena, &row.id, err);
	if (rc == 0)
		rc = assay_import_text(json, "code", arena, &row.code, err);
	if (rc == 0)
		rc = assay_import_text(json, "input", arena, &row.input, err);
	if (rc == 0)
		rc = assay_import_text(json, "output", arena, &row.output, err);
	for (size_t i = 0; rc == 0 && i < N_TASKS; i++)
		rc = emit_task(&tasks[i], &row, arena, emit, arg, err);
	return rc;
}

/* --- Published generations ------------------------------------------------------------------------------------ */

static struct assay_str program_of(const struct task *task, struct assay_str generation, struct assay_arena *arena)
{
	if (task->needs_call && assay_str_find(generation, ASSAY_STR("f("), 0) == SIZE_MAX)
		return assay_arena_str(arena, assay_str_of(refused_source));
	return ASSAY_JOIN(arena, assay_str_of(question_source), assay_str_of(task->head), generation);
}

static const struct task *find_task(struct assay_str name)
{
	for (size_t i = 0; i < N_TASKS; i++) {
		if (assay_str_is(name, tasks[i].name))
			return &tasks[i];
	}
	return NULL;
}

struct generations {
	const struct task *task;
	struct assay_str id; /* "sample_0" */
	const struct assay_problem *problem;
};

static int emit_generation(const struct generations *g, size_t k, struct assay_json text, struct assay_json label,
			   struct assay_arena *arena, assay_candidate_emit *emit, void *arg, struct assay_err *err)
{
	struct assay_str generation = assay_json_str(text);
	if (assay_str_is_absent(generation))
		return assay_fail(err, ASSAY_EINVAL, "\"generations\": item %zu: expected a string, found %s", k + 1,
				  assay_json_type_name(assay_json_type(text)));
	struct assay_candidate candidate = {
		.problem_id = g->problem->id,
		.id = assay_arena_printf(arena, "%s/%s/%zu", g->id.data, g->task->name, k),
		.code = program_of(g->task, generation, arena),
		.language = ASSAY_STR("python"),
	};
	if (assay_json_type(label) == ASSAY_JSON_BOOL)
		candidate.extra = ASSAY_JOIN(arena, ASSAY_STR("\"expected_label\":"), assay_json_raw(label));
	if (assay_str_is_absent(candidate.id) || assay_str_is_absent(candidate.code))
		return assay_arena_fail(arena, err);
	return assay_import_emit(&candidate, arena, emit, arg, err);
}

static int read_head(struct assay_json row, const struct assay_problem_set *set, struct assay_arena *arena,
		     struct generations *ret, struct assay_err *err)
{
	struct assay_str task;
	int rc = assay_import_text(row, "id", arena, &ret->id, err);
	if (rc == 0)
		rc = assay_import_text(row, "task", arena, &task, err);
	if (rc)
		return rc;
	ret->task = find_task(task);
	if (!ret->task)
		return assay_fail(err, ASSAY_EINVAL, "\"task\" is neither \"output\" nor \"input\"");
	struct assay_str id = problem_id(arena, ret->id, ret->task);
	return assay_str_is_absent(id) ? assay_arena_fail(arena, err) : assay_import_find(set, id, &ret->problem, err);
}

static int read_candidates(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
			   const struct assay_problem_set *set, struct assay_arena *arena, assay_candidate_emit *emit,
			   void *arg, struct assay_err *err)
{
	struct generations g = {0};
	int rc = read_head(row, set, arena, &g, err);
	if (rc)
		return rc;
	struct assay_json texts = assay_json_get(row, "generations");
	struct assay_json label = assay_json_first(assay_json_get(row, "labels"));
	if (assay_json_type(texts) != ASSAY_JSON_ARRAY)
		return assay_fail(err, ASSAY_EINVAL, "\"generations\": expected an array, found %s",
				  assay_json_type_name(assay_json_type(texts)));
	size_t k = 0;
	assay_json_each (text, texts) {
		rc = emit_generation(&g, k++, text, label, arena, emit, arg, err);
		if (rc)
			return rc;
		label = assay_json_next(label);
	}
	return 0;
}

const struct assay_importer assay_import_cruxeval = {
	.name = "cruxeval",
	.title = "CRUXEval (facebookresearch/cruxeval)",
	.problems = read_problem,
	.candidates = read_candidates,
};
