/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mathematics datasets whose rows are a problem, a worked solution and a final answer, under names that differ.
 *
 * One table row per dataset says where each stands. Where no member holds the answer it is the argument of the last
 * \boxed or \fbox of the solution. Rows that ask for a proof, show a picture, or whose final answer is not known have
 * nothing that could be checked: they are passed over, and the set counts them.
 *
 *   math            hendrycks/math and its descendants: {"problem","level":"Level
 * 3","type"|"subject","solution"[,"answer", "unique_id"]} numinamath      NuminaMath-CoT and 1.5:
 * {"source","problem","solution"[,"answer","question_type","problem_is_valid"]} olympiadbench
 * {"id","question"[,"context"],"solution":[],"final_answer":[],"unit","answer_type","modality",...} aime, amc
 * {"id"|"ID","problem"|"Problem"|"question","answer"|"Answer"[,"solution"|"Solution"]} deepscaler
 * {"problem","answer","solution"} openmathreasoning
 * {"problem","expected_answer","problem_type","generated_solution",...}: a row per generated solution, so problems
 * repeat; the solutions are candidates
 */
#include "problems/import/import.h"

#include <assert.h>
#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#define MAX_NAMES 3

struct dataset {
	const char *prefix; /* Of ids and the source's name. */
	const char *license;
	const char *policy;
	const char *problem[MAX_NAMES + 1]; /* Names in use for the member, the usual one first. */
	const char *answer[MAX_NAMES + 1];
	const char *solution[MAX_NAMES + 1];
	const char *id[MAX_NAMES + 1];
	const char *topic[MAX_NAMES + 1]; /* Becomes a tag. */
	bool must_answer;		  /* No answer is an error, not a row to pass over. */
};

static const struct dataset math = {
	.prefix = "math",
	.license = "MIT",
	.policy = "math",
	.problem = {"problem"},
	.answer = {"answer"},
	.solution = {"solution"},
	.id = {"unique_id"},
	.topic = {"type", "subject"},
	.must_answer = true,
};

static const struct dataset numinamath = {
	.prefix = "numinamath",
	.license = "Apache-2.0",
	.policy = "math",
	.problem = {"problem"},
	.answer = {"answer"},
	.solution = {"solution"},
	.topic = {"problem_type", "source"},
};

static const struct dataset olympiadbench = {
	.prefix = "olympiadbench",
	.license = "MIT",
	.policy = "olympiad",
	.problem = {"question"},
	.answer = {"final_answer"},
	.solution = {"solution"},
	.id = {"id"},
	.topic = {"subfield", "subject"},
};

static const struct dataset aime = {
	.prefix = "aime",
	.policy = "math",
	.problem = {"problem", "Problem", "question"},
	.answer = {"answer", "Answer"},
	.solution = {"solution", "Solution"},
	.id = {"id", "ID"},
	.must_answer = true,
};

static const struct dataset amc = {
	.prefix = "amc",
	.policy = "math",
	.problem = {"problem", "Problem", "question"},
	.answer = {"answer", "Answer"},
	.solution = {"solution", "Solution"},
	.id = {"id", "ID"},
	.must_answer = true,
};

static const struct dataset deepscaler = {
	.prefix = "deepscaler",
	.license = "MIT",
	.policy = "math",
	.problem = {"problem"},
	.answer = {"answer"},
	.solution = {"solution"},
	.must_answer = true,
};

static const struct dataset openmathreasoning = {
	.prefix = "openmathreasoning",
	.license = "CC-BY-4.0",
	.policy = "math",
	.problem = {"problem"},
	.answer = {"expected_answer"},
	.topic = {"problem_source"},
};

/* --- Members -------------------------------------------------------------------------------------------------- */

static struct assay_json member(struct assay_json row, const char *const *names)
{
	for (; *names; names++) {
		struct assay_json value = assay_json_get(row, *names);
		enum assay_json_type type = assay_json_type(value);
		if (type != ASSAY_JSON_NONE && type != ASSAY_JSON_NULL)
			return value;
	}
	return (struct assay_json){0};
}

/*
 * A string, a number as it is written, or an array of these with commas between; absent for a value that is not
 * there or empty. Whole numbers that a table library wrote as floats ("142.0") lose their zero: no answer of these
 * datasets has it.
 */
static int text_of(struct assay_json value, const char *name, struct assay_arena *arena, struct assay_str *ret,
		   struct assay_err *err)
{
	enum assay_json_type type = assay_json_type(value);
	struct assay_str text = {0};
	if (type == ASSAY_JSON_ARRAY) {
		assay_json_each (item, value) {
			struct assay_str part;
			int rc = text_of(item, name, arena, &part, err);
			if (rc)
				return rc;
			if (assay_str_is_absent(part))
				continue;
			text = assay_str_is_absent(text) ? part : ASSAY_JOIN(arena, text, ASSAY_STR(", "), part);
			if (assay_str_is_absent(text))
				return assay_arena_fail(arena, err);
		}
		*ret = text;
		return 0;
	}
	if (type == ASSAY_JSON_STRING) {
		text = assay_str_trim(assay_json_str(value));
	} else if (type == ASSAY_JSON_NUMBER) {
		text = assay_json_raw(value);
		if (assay_str_ends(text, ".0"))
			text.len -= 2;
	} else if (type != ASSAY_JSON_NONE && type != ASSAY_JSON_NULL) {
		return assay_fail(err, ASSAY_EINVAL, "\"%s\": expected a string or a number, found %s", name,
				  assay_json_type_name(type));
	}
	*ret = text.len > 0 ? assay_arena_str(arena, text) : (struct assay_str){0};
	return text.len > 0 && assay_str_is_absent(*ret) ? assay_arena_fail(arena, err) : 0;
}

/* An answer that says of itself that there is none to check. */
static bool is_no_answer(struct assay_str answer)
{
	return assay_str_is(answer, "proof") || assay_str_is(answer, "notfound") || assay_str_is(answer, "n/a");
}

/* Rows whose own members say that no final answer can be compared. */
static bool says_uncheckable(struct assay_json row)
{
	static const char *const proofs[] = {"question_type", "problem_type", "answer_type"};
	for (size_t i = 0; i < 3; i++) {
		struct assay_str type = assay_json_str(assay_json_get(row, proofs[i]));
		if (assay_str_is(type, "proof") || assay_str_is(type, "has_no_answer_extracted") ||
		    assay_str_is(type, "converted_proof") || assay_str_is(type, "Need_human_evaluate"))
			return true;
	}
	struct assay_str modality = assay_json_str(assay_json_get(row, "modality"));
	struct assay_str is_valid = assay_json_str(assay_json_get(row, "problem_is_valid"));
	return assay_str_is(modality, "Multimodal") || assay_str_is(is_valid, "No") ||
	       assay_str_is(is_valid, "Incomplete");
}

/* --- Rows ----------------------------------------------------------------------------------------------------- */

/* "train/" or "test/" from the file's name, so that the parts of a dataset can be read together. */
static const char *split_of(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	const char *name = slash ? slash + 1 : path;
	if (name && strstr(name, "test"))
		return "test/";
	return name && strstr(name, "train") ? "train/" : "";
}

/* The row's own id, or its number in the file from 0; a hash of the problem where rows repeat it. */
static int identify(const struct dataset *d, struct assay_json row, const struct assay_row_source *source,
		    struct assay_arena *arena, struct assay_problem *p, struct assay_err *err)
{
	struct assay_str own;
	int rc = text_of(member(row, d->id), "id", arena, &own, err);
	if (rc)
		return rc;
	char hex[ASSAY_HASH_HEX];
	struct assay_hash128 hash = assay_hash_of(p->statement);
	assay_hash_hex(&hash, hex);
	if (!assay_str_is_absent(own))
		p->origin.source_id = own;
	else if (d == &openmathreasoning)
		p->origin.source_id = assay_arena_str(arena, assay_str_of(hex));
	else
		p->origin.source_id = assay_arena_printf(arena, "%s%" PRIu64, split_of(source->path), source->line - 1);
	p->id = ASSAY_JOIN(arena, assay_str_of(d->prefix), ASSAY_STR("/"), p->origin.source_id);
	return assay_str_is_absent(p->id) ? assay_arena_fail(arena, err) : 0;
}

/* "Level 4" and topic: what a plan of topics and levels can be filled by. */
static int classify(const struct dataset *d, struct assay_json row, struct assay_arena *arena, struct assay_problem *p,
		    struct assay_err *err)
{
	struct assay_str level = assay_json_str(assay_json_get(row, "level"));
	if (assay_json_type(assay_json_get(row, "level")) == ASSAY_JSON_NUMBER)
		level = assay_json_raw(assay_json_get(row, "level"));
	else if (assay_str_starts(level, "Level "))
		level = assay_str_sub(level, 6, level.len);
	if (level.len == 1 && level.data[0] >= '0' && level.data[0] <= '9') {
		p->has_level = true;
		p->level = level.data[0] - '0';
	}
	struct assay_str topic;
	int rc = text_of(member(row, d->topic), "topic", arena, &topic, err);
	return rc ? rc : assay_import_tag(topic, arena, p, err);
}

/* The answer with its unit, where the unit stands apart. */
static int read_answer(const struct dataset *d, struct assay_json row, struct assay_str solution,
		       struct assay_arena *arena, struct assay_str *ret, struct assay_err *err)
{
	int rc = text_of(member(row, d->answer), d->answer[0], arena, ret, err);
	if (rc)
		return rc;
	struct assay_str unit = assay_json_str(assay_json_get(row, "unit"));
	if (!assay_str_is_absent(*ret) && unit.len > 0) {
		*ret = ASSAY_JOIN(arena, *ret, ASSAY_STR(" "), unit);
		return assay_str_is_absent(*ret) ? assay_arena_fail(arena, err) : 0;
	}
	if (assay_str_is_absent(*ret))
		*ret = assay_str_trim(assay_import_last_boxed(solution));
	if (ret->len == 0)
		*ret = (struct assay_str){0};
	return 0;
}

/* OlympiadBench puts what several questions share before the question. */
static int read_statement(const struct dataset *d, struct assay_json row, struct assay_arena *arena,
			  struct assay_str *ret, struct assay_err *err)
{
	int rc = text_of(member(row, d->problem), d->problem[0], arena, ret, err);
	if (rc)
		return rc;
	if (assay_str_is_absent(*ret))
		return assay_fail(err, ASSAY_EINVAL, "\"%s\" is missing", d->problem[0]);
	struct assay_str context = assay_str_trim(assay_json_str(assay_json_get(row, "context")));
	if (context.len == 0)
		return 0;
	*ret = ASSAY_JOIN(arena, context, ASSAY_STR("\n\n"), *ret);
	return assay_str_is_absent(*ret) ? assay_arena_fail(arena, err) : 0;
}

/* A text, or an array of ways to solve it. */
static int read_references(struct assay_json value, struct assay_arena *arena, struct assay_problem *p,
			   struct assay_err *err)
{
	bool is_list = assay_json_type(value) == ASSAY_JSON_ARRAY;
	struct assay_solution *solutions = assay_arena_array(arena, assay_json_count(value) + 1, sizeof(*solutions));
	if (!solutions)
		return assay_arena_fail(arena, err);
	p->references = solutions;
	struct assay_json item = is_list ? assay_json_first(value) : value;
	for (; assay_json_type(item) != ASSAY_JSON_NONE;
	     item = is_list ? assay_json_next(item) : (struct assay_json){0}) {
		struct assay_str *code = &solutions[p->n_references].code;
		int rc = text_of(item, "solution", arena, code, err);
		if (rc)
			return rc;
		p->n_references += !assay_str_is_absent(*code);
	}
	return 0;
}

static int read_row(const struct dataset *d, struct assay_json row, const struct assay_row_source *source,
		    struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	struct assay_problem p = {
		.kind = ASSAY_KIND_MATH,
		.policy = assay_str_of(d->policy),
		.origin = {.source = assay_str_of(d->prefix)},
	};
	if (d->license)
		p.origin.license = assay_str_of(d->license);
	struct assay_str solution = {0};
	int rc = read_statement(d, row, arena, &p.statement, err);
	if (rc == 0)
		rc = text_of(member(row, d->solution), "solution", arena, &solution, err);
	if (rc == 0)
		rc = read_answer(d, row, solution, arena, &p.answer, err);
	if (rc)
		return rc;
	if (!d->must_answer && (says_uncheckable(row) || assay_str_is_absent(p.answer) || is_no_answer(p.answer)))
		return ASSAY_IMPORT_PASSED_OVER;
	if (assay_str_is_absent(p.answer))
		return assay_fail(err, ASSAY_EINVAL, "there is neither \"%s\" nor a \\boxed answer in the solution",
				  d->answer[0]);
	rc = identify(d, row, source, arena, &p, err);
	if (rc == 0)
		rc = classify(d, row, arena, &p, err);
	if (rc)
		return rc;
	rc = read_references(member(row, d->solution), arena, &p, err);
	return rc ? rc : emit(arg, &p, err);
}

/* A generated solution is a candidate of the problem that stands in the same row. */
static int read_generated(struct assay_json row, const struct assay_row_source *source,
			  const struct assay_problem_set *set, struct assay_arena *arena, assay_candidate_emit *emit,
			  void *arg, struct assay_err *err)
{
	struct assay_candidate candidate = {0};
	struct assay_problem p = {0};
	const struct assay_problem *problem = NULL;
	if (says_uncheckable(row))
		return 0;
	int rc = read_statement(&openmathreasoning, row, arena, &p.statement, err);
	if (rc == 0)
		rc = identify(&openmathreasoning, row, source, arena, &p, err);
	if (rc == 0)
		rc = assay_import_find(set, p.id, &problem, err);
	if (rc == 0)
		rc = assay_import_text(row, "generated_solution", arena, &candidate.text, err);
	if (rc == 0)
		rc = assay_json_read_str(row, "generation_model", arena, &candidate.model, err);
	if (rc)
		return rc;
	assert(problem);
	candidate.problem_id = problem->id;
	return assay_import_emit(&candidate, arena, emit, arg, err);
}

#define DATASET(variable, words, repeated, generated)                                              \
	static int read_##variable(struct assay_json row, const struct assay_row_source *source,   \
				   struct assay_arena *arena, assay_problem_emit *emit, void *arg, \
				   struct assay_err *err)                                          \
	{                                                                                          \
		return read_row(&(variable), row, source, arena, emit, arg, err);                  \
	}                                                                                          \
	const struct assay_importer assay_import_##variable = {                                    \
		.name = #variable,                                                                 \
		.title = words,                                                                    \
		.problems = read_##variable,                                                       \
		.candidates = generated,                                                           \
		.repeats_problems = repeated,                                                      \
	}

DATASET(math, "MATH (hendrycks/math, MATH-500)", false, NULL);
DATASET(numinamath, "NuminaMath-CoT and 1.5 (AI-MO)", false, NULL);
DATASET(olympiadbench, "OlympiadBench (text part)", false, NULL);
DATASET(aime, "AIME problems with integer answers", false, NULL);
DATASET(amc, "AMC problems with final answers", false, NULL);
DATASET(deepscaler, "DeepScaleR preview and files of its form", false, NULL);
DATASET(openmathreasoning, "OpenMathReasoning (NVIDIA)", true, read_generated);
