/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/problem.h"
#include "problems/row.h"

#define MAX_FILES ((size_t)1024)

/* An object whose keys are names and whose values are texts. */
static int read_files(const struct assay_row_field *field __attribute__((unused)), struct assay_json value,
		      struct assay_arena *arena, void *record, struct assay_err *err)
{
	struct assay_candidate *candidate = record;
	int rc = assay_record_expect(value, ASSAY_JSON_OBJECT, err);
	if (rc)
		return rc;
	size_t n = assay_json_count(value);
	if (n > MAX_FILES)
		return assay_fail(err, ASSAY_ELIMIT, "%zu files, at most %zu are allowed", n, MAX_FILES);
	struct assay_candidate_file *files = assay_arena_array(arena, n, sizeof(*files));
	if (!files)
		return assay_arena_fail(arena, err);
	assay_json_each (member, value) {
		struct assay_candidate_file *file = &files[candidate->n_files];
		file->name = assay_arena_str(arena, assay_json_key(member));
		if (assay_str_is_absent(file->name))
			return assay_arena_fail(arena, err);
		rc = assay_record_expect(member, ASSAY_JSON_STRING, err);
		if (rc)
			return assay_err_wrap(err, rc, "\"%s\"", file->name.data);
		file->text = assay_arena_str(arena, assay_json_str(member));
		if (assay_str_is_absent(file->text))
			return assay_arena_fail(arena, err);
		candidate->n_files++;
	}
	candidate->files = files;
	return 0;
}

static void write_files(const struct assay_row_field *field, const void *record, struct assay_jsonw *w)
{
	const struct assay_candidate *candidate = record;
	if (candidate->n_files == 0)
		return;
	assay_jsonw_key(w, field->key);
	assay_jsonw_object(w);
	for (size_t i = 0; i < candidate->n_files; i++) {
		assay_jsonw_key_str(w, candidate->files[i].name);
		assay_jsonw_str(w, candidate->files[i].text);
	}
	assay_jsonw_end_object(w);
}

static const struct assay_row_codec row_files = {.read = read_files, .write = write_files};

static const struct assay_row_field candidate_fields[] = {
	{"problem_id", &assay_row_str, offsetof(struct assay_candidate, problem_id), 0, 0},
	{"id", &assay_row_str, offsetof(struct assay_candidate, id), 0, 0},
	{"text", &assay_row_str, offsetof(struct assay_candidate, text), 0, 0},
	{"code", &assay_row_str, offsetof(struct assay_candidate, code), 0, 0},
	{"language", &assay_row_str, offsetof(struct assay_candidate, language), 0, 0},
	{"model", &assay_row_str, offsetof(struct assay_candidate, model), 0, 0},
	{"sampling", &assay_row_raw, offsetof(struct assay_candidate, sampling), 0, 0},
	{"usage", &assay_row_raw, offsetof(struct assay_candidate, usage), 0, 0},
	{"files", &row_files, 0, 0, 0},
	{0},
};
static const struct assay_row_record candidate_record = {candidate_fields, offsetof(struct assay_candidate, extra)};

static int fill_id(struct assay_candidate *candidate, struct assay_arena *arena, struct assay_err *err)
{
	struct assay_hash128 content = assay_candidate_hash(candidate);
	const struct assay_str fields[] = {candidate->problem_id, {(const char *)content.bytes, sizeof(content.bytes)}};
	struct assay_hash128 hash = assay_hash_fields(fields, 2);
	char hex[ASSAY_HASH_HEX];
	assay_hash_hex(&hash, hex);
	candidate->id = assay_arena_str(arena, assay_str_of(hex));
	return assay_str_is_absent(candidate->id) ? assay_arena_fail(arena, err) : 0;
}

int assay_candidate_check(struct assay_candidate *candidate, struct assay_arena *arena, struct assay_err *err)
{
	if (assay_str_is_absent(candidate->problem_id))
		return assay_fail(err, ASSAY_EINVAL, "\"problem_id\" is missing");
	int rc = assay_id_check(candidate->problem_id, err);
	if (rc)
		return assay_err_wrap(err, rc, "\"problem_id\"");
	bool has_text = !assay_str_is_absent(candidate->text);
	bool has_code = !assay_str_is_absent(candidate->code);
	if (!has_text && !has_code)
		return assay_fail(err, ASSAY_EINVAL, "a candidate needs \"text\" or \"code\"");
	if (has_text && has_code)
		return assay_fail(err, ASSAY_EINVAL, "a candidate has \"text\" or \"code\", not both");
	return assay_str_is_absent(candidate->id) ? fill_id(candidate, arena, err) : assay_id_check(candidate->id, err);
}

struct assay_candidate assay_candidate_of_solution(const struct assay_problem *problem,
						   const struct assay_solution *solution, struct assay_str id)
{
	struct assay_candidate candidate = {.problem_id = problem->id, .id = id, .language = solution->language};
	if (problem->kind == ASSAY_KIND_MATH)
		candidate.text = solution->code;
	else
		candidate.code = solution->code;
	return candidate;
}

int assay_candidate_read(struct assay_json row, struct assay_arena *arena, struct assay_candidate *ret,
			 struct assay_err *err)
{
	struct assay_candidate candidate = {0};
	int rc = assay_record_read(&candidate_record, row, arena, &candidate, err);
	if (rc == 0)
		rc = assay_candidate_check(&candidate, arena, err);
	if (rc && candidate.id.len > 0 && candidate.id.len <= ASSAY_ID_MAX)
		return assay_err_wrap(err, rc, "candidate %s", candidate.id.data);
	if (rc)
		return rc;
	*ret = candidate;
	return 0;
}

int assay_candidate_write(const struct assay_candidate *candidate, struct assay_buf *out, struct assay_err *err)
{
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_record_write(&candidate_record, candidate, &w);
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}

struct assay_hash128 assay_candidate_hash(const struct assay_candidate *candidate)
{
	const struct assay_str head[] = {ASSAY_STR("assay candidate 1"), candidate->text, candidate->code,
					 candidate->language};
	struct assay_hash128 hash = assay_hash_fields(head, 4);
	for (size_t i = 0; i < candidate->n_files; i++) {
		const struct assay_str link[] = {{(const char *)hash.bytes, sizeof(hash.bytes)},
						 candidate->files[i].name,
						 candidate->files[i].text};
		hash = assay_hash_fields(link, 3);
	}
	return hash;
}
