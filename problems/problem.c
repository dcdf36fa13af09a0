/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/problem.h"

#include "base/num.h"
#include "problems/row.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define MAX_TESTS     ((size_t)1 << 20)
#define MAX_SOLUTIONS ((size_t)4096)
#define MAX_TAGS      ((size_t)4096)

static const char *const kind_names[] = {
	[ASSAY_KIND_UNKNOWN] = "unknown", [ASSAY_KIND_CALL] = "call", [ASSAY_KIND_STDIO] = "stdio",
	[ASSAY_KIND_SUITE] = "suite",	  [ASSAY_KIND_MATH] = "math",
};

#define N_KINDS (sizeof(kind_names) / sizeof(kind_names[0]))

const char *assay_kind_name(enum assay_kind kind)
{
	return (size_t)kind < N_KINDS ? kind_names[kind] : kind_names[ASSAY_KIND_UNKNOWN];
}

enum assay_kind assay_kind_from_name(struct assay_str name)
{
	for (size_t i = ASSAY_KIND_UNKNOWN + 1; i < N_KINDS; i++) {
		if (assay_str_is(name, kind_names[i]))
			return (enum assay_kind)i;
	}
	return ASSAY_KIND_UNKNOWN;
}

/* --- The objects inside a row --------------------------------------------------------------------------------- */

static const struct assay_row_field test_fields[] = {
	{"args", &assay_row_raw, offsetof(struct assay_test, args), 0, 0},
	{"kwargs", &assay_row_raw, offsetof(struct assay_test, kwargs), 0, 0},
	{"expected", &assay_row_raw, offsetof(struct assay_test, expected), 0, 0},
	{"stdin", &assay_row_str, offsetof(struct assay_test, stdin_text), 0, 0},
	{"expected_stdout", &assay_row_str, offsetof(struct assay_test, expected_stdout), 0, 0},
	{"hidden", &assay_row_bool, offsetof(struct assay_test, is_hidden), 0, 0},
	{"generated", &assay_row_bool, offsetof(struct assay_test, is_generated), 0, 0},
	{"weight", &assay_row_f64, offsetof(struct assay_test, weight), 0, 0},
	{0},
};
static const struct assay_row_record test_record = {test_fields, offsetof(struct assay_test, extra)};

#define DAY_MS	      ((uint64_t)24 * 3600 * 1000)
#define MAX_MEM_MB    ((uint64_t)1 << 20)
#define MAX_OUTPUT_KB ((uint64_t)1 << 22)
#define MAX_PROCS     ((uint64_t)1 << 22)

static const struct assay_row_field limit_fields[] = {
	{"cpu_ms", &assay_row_u64, offsetof(struct assay_problem_limits, cpu_ms), 1, DAY_MS},
	{"wall_ms", &assay_row_u64, offsetof(struct assay_problem_limits, wall_ms), 1, DAY_MS},
	{"mem_mb", &assay_row_u64, offsetof(struct assay_problem_limits, mem_mb), 1, MAX_MEM_MB},
	{"output_kb", &assay_row_u64, offsetof(struct assay_problem_limits, output_kb), 1, MAX_OUTPUT_KB},
	{"procs", &assay_row_u64, offsetof(struct assay_problem_limits, procs), 1, MAX_PROCS},
	{0},
};
static const struct assay_row_record limits_record = {limit_fields, offsetof(struct assay_problem_limits, extra)};

static const struct assay_row_field checker_fields[] = {
	{"type", &assay_row_str, offsetof(struct assay_checker_spec, type), 0, 0},
	{"eps_abs", &assay_row_f64, offsetof(struct assay_checker_spec, eps_abs), 0, 0},
	{"eps_rel", &assay_row_f64, offsetof(struct assay_checker_spec, eps_rel), 0, 0},
	{"language", &assay_row_str, offsetof(struct assay_checker_spec, language), 0, 0},
	{"code", &assay_row_str, offsetof(struct assay_checker_spec, code), 0, 0},
	{"abi", &assay_row_str, offsetof(struct assay_checker_spec, abi), 0, 0},
	{0},
};
static const struct assay_row_record checker_record = {checker_fields, offsetof(struct assay_checker_spec, extra)};

static const struct assay_row_field solution_fields[] = {
	{"language", &assay_row_str, offsetof(struct assay_solution, language), 0, 0},
	{"code", &assay_row_str, offsetof(struct assay_solution, code), 0, 0},
	{"expect", &assay_row_str, offsetof(struct assay_solution, expect), 0, 0},
	{0},
};
static const struct assay_row_record solution_record = {solution_fields, offsetof(struct assay_solution, extra)};

/* A seed of 0 is a seed, so its field cannot use "zero means not stated". */
static int read_seed(const struct assay_row_field *field, struct assay_json value, struct assay_arena *arena,
		     void *record, struct assay_err *err)
{
	struct assay_origin *origin = record;
	origin->has_seed = true;
	return assay_row_u64.read(field, value, arena, record, err);
}

static void write_seed(const struct assay_row_field *field, const void *record, struct assay_jsonw *w)
{
	const struct assay_origin *origin = record;
	if (origin->has_seed)
		assay_jsonw_kv_u64(w, field->key, origin->seed);
}

static const struct assay_row_codec row_seed = {.read = read_seed, .write = write_seed};

static const struct assay_row_field origin_fields[] = {
	{"source", &assay_row_str, offsetof(struct assay_origin, source), 0, 0},
	{"source_id", &assay_row_str, offsetof(struct assay_origin, source_id), 0, 0},
	{"license", &assay_row_str, offsetof(struct assay_origin, license), 0, 0},
	{"method", &assay_row_str, offsetof(struct assay_origin, method), 0, 0},
	{"seed", &row_seed, offsetof(struct assay_origin, seed), 0, UINT64_MAX},
	{"parents", &assay_row_raw, offsetof(struct assay_origin, parents), 0, 0},
	{"generation", &assay_row_u64, offsetof(struct assay_origin, generation), 0, UINT64_MAX},
	{0},
};
static const struct assay_row_record origin_record = {origin_fields, offsetof(struct assay_origin, extra)};

/* --- Codecs of the row's own fields --------------------------------------------------------------------------- */

static int read_kind(const struct assay_row_field *field __attribute__((unused)), struct assay_json value,
		     struct assay_arena *arena __attribute__((unused)), void *record, struct assay_err *err)
{
	struct assay_problem *problem = record;
	int rc = assay_record_expect(value, ASSAY_JSON_STRING, err);
	if (rc)
		return rc;
	struct assay_str name = assay_json_str(value);
	problem->kind = assay_kind_from_name(name);
	if (problem->kind != ASSAY_KIND_UNKNOWN)
		return 0;
	char word[64];
	(void)snprintf(word, sizeof(word), "%.*s", (int)assay_utf8_cut(name, 40), name.data);
	const char *near = assay_nearest_name(word, kind_names + 1, N_KINDS - 1);
	if (near)
		return assay_fail(err, ASSAY_EINVAL, "unknown kind \"%s\"; did you mean \"%s\"?", word, near);
	return assay_fail(err, ASSAY_EINVAL, "unknown kind \"%s\"; it is one of call, stdio, suite, math", word);
}

static void write_kind(const struct assay_row_field *field, const void *record, struct assay_jsonw *w)
{
	const struct assay_problem *problem = record;
	assay_jsonw_kv_c(w, field->key, assay_kind_name(problem->kind));
}

static const struct assay_row_codec row_kind = {.read = read_kind, .write = write_kind};

static const struct assay_row_field entry_fields[] = {
	{"name", &assay_row_str, offsetof(struct assay_problem, entry), 0, 0},
	{0},
};
static const struct assay_row_record entry_record = {entry_fields, offsetof(struct assay_problem, entry_extra)};

static int read_entry(const struct assay_row_field *field __attribute__((unused)), struct assay_json value,
		      struct assay_arena *arena, void *record, struct assay_err *err)
{
	return assay_record_read(&entry_record, value, arena, record, err);
}

static void write_entry(const struct assay_row_field *field, const void *record, struct assay_jsonw *w)
{
	assay_record_write_object(&entry_record, field->key, record, w);
}

static const struct assay_row_codec row_entry = {.read = read_entry, .write = write_entry};

/* A nested struct at the field's offset, described by a record of its own. */
#define NESTED(name)                                                                                             \
	static int read_##name(const struct assay_row_field *field, struct assay_json value,                     \
			       struct assay_arena *arena, void *record, struct assay_err *err)                   \
	{                                                                                                        \
		return assay_record_read(&name##_record, value, arena, (char *)record + field->offset, err);     \
	}                                                                                                        \
	static void write_##name(const struct assay_row_field *field, const void *record, struct assay_jsonw *w) \
	{                                                                                                        \
		assay_record_write_object(&name##_record, field->key, (const char *)record + field->offset, w);  \
	}                                                                                                        \
	static const struct assay_row_codec row_##name = {.read = read_##name, .write = write_##name}

NESTED(checker);
NESTED(solution);
NESTED(limits);
NESTED(origin);

/* An array of `size`-byte structs, each described by `record`. */
struct row_list {
	const struct assay_row_record *record;
	size_t size;
	size_t max;
};

static int read_list(const struct row_list *list, struct assay_json value, struct assay_arena *arena, void **ret,
		     size_t *ret_n, struct assay_err *err)
{
	int rc = assay_record_expect(value, ASSAY_JSON_ARRAY, err);
	if (rc)
		return rc;
	size_t n = assay_json_count(value);
	if (n > list->max)
		return assay_fail(err, ASSAY_ELIMIT, "%zu items, at most %zu are allowed", n, list->max);
	char *items = assay_arena_array(arena, n, list->size);
	if (!items)
		return assay_arena_fail(arena, err);
	size_t i = 0;
	assay_json_each (item, value) {
		rc = assay_record_read(list->record, item, arena, items + i * list->size, err);
		if (rc)
			return assay_err_wrap(err, rc, "item %zu", i + 1);
		i++;
	}
	*ret = items;
	*ret_n = n;
	return 0;
}

static void write_list(const struct row_list *list, const char *key, const void *items, size_t n, struct assay_jsonw *w)
{
	if (n == 0)
		return;
	assay_jsonw_key(w, key);
	assay_jsonw_array(w);
	for (size_t i = 0; i < n; i++) {
		assay_jsonw_object(w);
		assay_record_write(list->record, (const char *)items + i * list->size, w);
		assay_jsonw_end_object(w);
	}
	assay_jsonw_end_array(w);
}

static const struct row_list test_list = {&test_record, sizeof(struct assay_test), MAX_TESTS};
static const struct row_list solution_list = {&solution_record, sizeof(struct assay_solution), MAX_SOLUTIONS};

#define LIST(name, list, items, count)                                                                               \
	static int read_##name(const struct assay_row_field *field __attribute__((unused)), struct assay_json value, \
			       struct assay_arena *arena, void *record, struct assay_err *err)                       \
	{                                                                                                            \
		struct assay_problem *problem = record;                                                              \
		void *got = NULL;                                                                                    \
		int rc = read_list(list, value, arena, &got, &problem->count, err);                                  \
		problem->items = got;                                                                                \
		return rc;                                                                                           \
	}                                                                                                            \
	static void write_##name(const struct assay_row_field *field, const void *record, struct assay_jsonw *w)     \
	{                                                                                                            \
		const struct assay_problem *problem = record;                                                        \
		write_list(list, field->key, problem->items, problem->count, w);                                     \
	}                                                                                                            \
	static const struct assay_row_codec row_##name = {.read = read_##name, .write = write_##name}

LIST(tests, &test_list, tests, n_tests);
LIST(references, &solution_list, references, n_references);
LIST(negatives, &solution_list, negatives, n_negatives);

static int read_tags(const struct assay_row_field *field __attribute__((unused)), struct assay_json value,
		     struct assay_arena *arena, void *record, struct assay_err *err)
{
	struct assay_problem *problem = record;
	int rc = assay_record_expect(value, ASSAY_JSON_ARRAY, err);
	if (rc)
		return rc;
	size_t n = assay_json_count(value);
	if (n > MAX_TAGS)
		return assay_fail(err, ASSAY_ELIMIT, "%zu tags, at most %zu are allowed", n, MAX_TAGS);
	struct assay_str *tags = assay_arena_array(arena, n, sizeof(*tags));
	if (!tags)
		return assay_arena_fail(arena, err);
	assay_json_each (item, value) {
		rc = assay_record_expect(item, ASSAY_JSON_STRING, err);
		if (rc)
			return assay_err_wrap(err, rc, "item %zu", problem->n_tags + 1);
		tags[problem->n_tags] = assay_arena_str(arena, assay_json_str(item));
		if (assay_str_is_absent(tags[problem->n_tags]))
			return assay_arena_fail(arena, err);
		problem->n_tags++;
	}
	problem->tags = tags;
	return 0;
}

static void write_tags(const struct assay_row_field *field, const void *record, struct assay_jsonw *w)
{
	const struct assay_problem *problem = record;
	if (problem->n_tags == 0)
		return;
	assay_jsonw_key(w, field->key);
	assay_jsonw_array(w);
	for (size_t i = 0; i < problem->n_tags; i++)
		assay_jsonw_str(w, problem->tags[i]);
	assay_jsonw_end_array(w);
}

static const struct assay_row_codec row_tags = {.read = read_tags, .write = write_tags};

static int read_level(const struct assay_row_field *field __attribute__((unused)), struct assay_json value,
		      struct assay_arena *arena __attribute__((unused)), void *record, struct assay_err *err)
{
	struct assay_problem *problem = record;
	int rc = assay_record_expect(value, ASSAY_JSON_NUMBER, err);
	if (rc)
		return rc;
	problem->has_level = true;
	return assay_parse_i64(assay_json_raw(value), INT64_MIN, INT64_MAX, &problem->level, err);
}

static void write_level(const struct assay_row_field *field, const void *record, struct assay_jsonw *w)
{
	const struct assay_problem *problem = record;
	if (problem->has_level)
		assay_jsonw_kv_i64(w, field->key, problem->level);
}

static const struct assay_row_codec row_level = {.read = read_level, .write = write_level};

/* In the order in which a row is written. */
static const struct assay_row_field problem_fields[] = {
	{"id", &assay_row_str, offsetof(struct assay_problem, id), 0, 0},
	{"kind", &row_kind, 0, 0, 0},
	{"statement", &assay_row_str, offsetof(struct assay_problem, statement), 0, 0},
	{"language", &assay_row_str, offsetof(struct assay_problem, language), 0, 0},
	{"entry", &row_entry, 0, 0, 0},
	{"prelude", &assay_row_str, offsetof(struct assay_problem, prelude), 0, 0},
	{"tests", &row_tests, 0, 0, 0},
	{"one_process", &assay_row_bool, offsetof(struct assay_problem, may_share_process), 0, 0},
	{"suite", &assay_row_str, offsetof(struct assay_problem, suite), 0, 0},
	{"answer", &assay_row_str, offsetof(struct assay_problem, answer), 0, 0},
	{"policy", &assay_row_str, offsetof(struct assay_problem, policy), 0, 0},
	{"checker", &row_checker, offsetof(struct assay_problem, checker), 0, 0},
	{"limits", &row_limits, offsetof(struct assay_problem, limits), 0, 0},
	{"reference", &row_references, 0, 0, 0},
	{"negatives", &row_negatives, 0, 0, 0},
	{"contract", &row_solution, offsetof(struct assay_problem, contract), 0, 0},
	{"origin", &row_origin, offsetof(struct assay_problem, origin), 0, 0},
	{"tags", &row_tags, 0, 0, 0},
	{"level", &row_level, 0, 0, 0},
	{0},
};
static const struct assay_row_record problem_record = {problem_fields, offsetof(struct assay_problem, extra)};

bool assay_problem_has_field(struct assay_str key)
{
	for (const struct assay_row_field *f = problem_fields; f->key; f++) {
		if (assay_str_is(key, f->key))
			return true;
	}
	return false;
}

int assay_problem_read(struct assay_json row, struct assay_arena *arena, struct assay_problem *ret,
		       struct assay_err *err)
{
	struct assay_problem problem = {0};
	int rc = assay_record_read(&problem_record, row, arena, &problem, err);
	if (rc == 0)
		rc = assay_problem_check(&problem, arena, err);
	if (rc && problem.id.len > 0 && problem.id.len <= ASSAY_ID_MAX)
		return assay_err_wrap(err, rc, "problem %s", problem.id.data);
	if (rc)
		return rc;
	*ret = problem;
	return 0;
}

int assay_problem_write(const struct assay_problem *problem, struct assay_buf *out, struct assay_err *err)
{
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_record_write(&problem_record, problem, &w);
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}

/* --- Hash ----------------------------------------------------------------------------------------------------- */

/* A chain: the hash so far is the first field of the next link, so nothing has to be gathered in memory. */
static void add_link(struct assay_hash128 *hash, const struct assay_str *fields, size_t n)
{
	struct assay_str link[16] = {{.data = (const char *)hash->bytes, .len = sizeof(hash->bytes)}};
	for (size_t i = 0; i < n; i++)
		link[i + 1] = fields[i];
	*hash = assay_hash_fields(link, n + 1);
}

#define ADD_LINK(hash, ...)                                                    \
	do {                                                                   \
		const struct assay_str fields_[] = {__VA_ARGS__};              \
		add_link(hash, fields_, sizeof(fields_) / sizeof(fields_[0])); \
	} while (0)

static void add_tests(struct assay_hash128 *hash, const struct assay_problem *problem)
{
	for (size_t i = 0; i < problem->n_tests; i++) {
		const struct assay_test *t = &problem->tests[i];
		char weight[32];
		assay_format_f64(t->weight, weight);
		ADD_LINK(hash, t->args, t->kwargs, t->expected, t->stdin_text, t->expected_stdout,
			 assay_str_of(weight));
	}
}

static void add_checker(struct assay_hash128 *hash, const struct assay_checker_spec *checker)
{
	char abs[32];
	char rel[32];
	assay_format_f64(checker->eps_abs, abs);
	assay_format_f64(checker->eps_rel, rel);
	ADD_LINK(hash, checker->type, assay_str_of(abs), assay_str_of(rel), checker->language, checker->code,
		 checker->abi);
}

static void add_limits(struct assay_hash128 *hash, const struct assay_problem_limits *limits)
{
	char text[128];
	(void)snprintf(text, sizeof(text), "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64, limits->cpu_ms,
		       limits->wall_ms, limits->mem_mb, limits->output_kb, limits->procs);
	ADD_LINK(hash, assay_str_of(text));
}

struct assay_hash128 assay_problem_hash(const struct assay_problem *problem)
{
	struct assay_hash128 hash = {0};
	ADD_LINK(&hash, ASSAY_STR("assay problem 1"), assay_str_of(assay_kind_name(problem->kind)), problem->language,
		 problem->entry, problem->prelude, problem->suite, problem->answer, problem->policy);
	add_tests(&hash, problem);
	add_checker(&hash, &problem->checker);
	add_limits(&hash, &problem->limits);
	/* Only where it is stated, so that other problems keep their hashes. */
	if (problem->may_share_process)
		ADD_LINK(&hash, ASSAY_STR("one process"));
	return hash;
}

struct assay_str assay_problem_group(const struct assay_problem *problem, struct assay_arena *arena)
{
	assay_autobuf struct assay_buf extra = {0};
	assay_autojson struct assay_json_doc *doc = NULL;
	struct assay_str group = {0};
	if (assay_str_find(problem->extra, ASSAY_STR("\"group\""), 0) == SIZE_MAX)
		return problem->id;
	(void)assay_buf_printf(&extra, "{%.*s}", (int)problem->extra.len, problem->extra.data);
	if (!extra.error && assay_json_parse(assay_buf_str(&extra), NULL, &doc, NULL) == 0)
		group = assay_json_str(assay_json_get(assay_json_root(doc), "group"));
	return group.len ? assay_arena_str(arena, group) : problem->id;
}
