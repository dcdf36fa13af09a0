/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/set.h"

#include "base/buf.h"
#include "base/fd.h"
#include "base/map.h"
#include "problems/csv.h"

#include <stdlib.h>
#include <string.h>

struct assay_problem_set {
	struct assay_arena *arena;
	struct assay_map *by_id;
	struct assay_map *by_source_id;
	struct assay_map *by_statement;
	const struct assay_problem **items;
	size_t n;
	size_t cap;
	size_t n_passed_over;
};

struct assay_problem_set *assay_problem_set_create(size_t max_bytes)
{
	struct assay_problem_set *set = calloc(1, sizeof(*set));
	if (!set)
		return NULL;
	set->arena = assay_arena_create(max_bytes);
	set->by_id = assay_map_create();
	set->by_source_id = assay_map_create();
	set->by_statement = assay_map_create();
	if (set->arena && set->by_id && set->by_source_id && set->by_statement)
		return set;
	assay_problem_set_destroy(set);
	return NULL;
}

void assay_problem_set_destroy(struct assay_problem_set *set)
{
	if (!set)
		return;
	assay_map_destroy(set->by_id);
	assay_map_destroy(set->by_source_id);
	assay_map_destroy(set->by_statement);
	assay_arena_destroy(set->arena);
	free(set->items);
	free(set);
}

size_t assay_problem_set_passed_over(const struct assay_problem_set *set)
{
	return set->n_passed_over;
}

size_t assay_problem_set_count(const struct assay_problem_set *set)
{
	return set->n;
}

const struct assay_problem *assay_problem_set_at(const struct assay_problem_set *set, size_t i)
{
	return i < set->n ? set->items[i] : NULL;
}

const struct assay_problem *assay_problem_set_find(const struct assay_problem_set *set, struct assay_str id)
{
	const struct assay_problem *problem = assay_map_get(set->by_id, id);
	return problem ? problem : assay_map_get(set->by_source_id, id);
}

const struct assay_problem *assay_problem_set_find_statement(const struct assay_problem_set *set,
							     struct assay_str statement)
{
	return assay_map_get(set->by_statement, assay_str_trim(statement));
}

/* --- Adding --------------------------------------------------------------------------------------------------- */

/*
 * A deep copy is a row written and read back: one definition of what a problem holds, at the price of microseconds.
 * Only bytes that are not UTF-8 would change, and those no row can carry.
 */
static int copy_problem(const struct assay_problem *problem, struct assay_arena *arena, struct assay_problem *ret,
			struct assay_err *err)
{
	assay_autobuf struct assay_buf row = {0};
	int rc = assay_problem_write(problem, &row, err);
	if (rc)
		return rc;
	assay_autojson struct assay_json_doc *doc = NULL;
	rc = assay_json_parse(assay_buf_str(&row), NULL, &doc, err);
	return rc ? rc : assay_problem_read(assay_json_root(doc), arena, ret, err);
}

static int grow(struct assay_problem_set *set, struct assay_err *err)
{
	if (set->n < set->cap)
		return 0;
	size_t cap = set->cap ? 2 * set->cap : 64;
	const struct assay_problem **items = reallocarray(set->items, cap, sizeof(struct assay_problem *));
	if (!items)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory for %zu problems", cap);
	set->items = items;
	set->cap = cap;
	return 0;
}

/* Takes a problem that lives in the set's arena and is checked. */
static int keep_problem(struct assay_problem_set *set, struct assay_problem *problem, struct assay_err *err)
{
	int rc = grow(set, err);
	if (rc)
		return rc;
	rc = assay_map_add(set->by_id, problem->id, problem, NULL);
	if (rc == 0)
		return assay_fail(err, ASSAY_EINVAL, "a second problem has the id \"%s\"", problem->id.data);
	/* The first of two problems from one source row answers to the source's id. */
	if (rc > 0 && !assay_str_is_absent(problem->origin.source_id))
		rc = assay_map_add(set->by_source_id, problem->origin.source_id, problem, NULL);
	if (rc >= 0 && assay_str_trim(problem->statement).len > 0)
		rc = assay_map_add(set->by_statement, assay_str_trim(problem->statement), problem, NULL);
	if (rc < 0)
		return assay_fail(err, (enum assay_code)rc, "out of memory for the index of problems");
	set->items[set->n++] = problem;
	return 0;
}

int assay_problem_set_add(struct assay_problem_set *set, const struct assay_problem *problem, struct assay_err *err)
{
	struct assay_problem *copy = assay_arena_alloc(set->arena, sizeof(*copy));
	if (!copy)
		return assay_arena_fail(set->arena, err);
	int rc = copy_problem(problem, set->arena, copy, err);
	return rc ? rc : keep_problem(set, copy, err);
}

struct load {
	struct assay_problem_set *set;
	const struct assay_importer *importer;
};

/* Importers build problems in the set's own arena, so that nothing is copied twice. */
static int take_imported(void *arg, struct assay_problem *problem, struct assay_err *err)
{
	struct load *load = arg;
	struct assay_problem_set *set = load->set;
	int rc = assay_problem_check(problem, set->arena, err);
	if (rc)
		return rc;
	if (load->importer->repeats_problems && assay_map_get(set->by_id, problem->id))
		return 0;
	struct assay_problem *kept = assay_arena_alloc(set->arena, sizeof(*kept));
	if (!kept)
		return assay_arena_fail(set->arena, err);
	*kept = *problem;
	return keep_problem(set, kept, err);
}

/* --- Files ---------------------------------------------------------------------------------------------------- */

#define MAX_CSV_BYTES ((size_t)1 << 30)

/* What is done with one row, whichever file format it stood in. */
struct row_handler {
	int (*handle)(void *arg, struct assay_json row, const struct assay_row_source *source, struct assay_err *err);
	void *arg;
};

static int each_jsonl_row(const char *path, const struct row_handler *handler, struct assay_err *err)
{
	struct assay_jsonl_reader *reader = NULL;
	int rc = assay_jsonl_open(path, 0, &reader, err);
	if (rc)
		return rc;
	struct assay_json row;
	while ((rc = assay_jsonl_next(reader, &row, err)) > 0) {
		const struct assay_row_source source = {.path = path, .line = assay_jsonl_line(reader)};
		rc = handler->handle(handler->arg, row, &source, err);
		if (rc < 0) {
			rc = assay_jsonl_wrap(reader, rc, err);
			break;
		}
	}
	assay_jsonl_close(reader);
	return rc;
}

static int handle_csv_record(const struct assay_csv *csv, struct assay_str row, const char *path,
			     const struct row_handler *handler, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_json_parse(row, NULL, &doc, err);
	if (rc == 0) {
		const struct assay_row_source source = {.path = path, .line = assay_csv_line(csv)};
		rc = handler->handle(handler->arg, assay_json_root(doc), &source, err);
	}
	return rc < 0 ? assay_err_wrap(err, rc, "%s:%llu", path, (unsigned long long)assay_csv_line(csv)) : 0;
}

static int each_csv_row(const char *path, const struct row_handler *handler, struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {.max = MAX_CSV_BYTES};
	assay_autobuf struct assay_buf row = {.max = MAX_CSV_BYTES};
	int rc = assay_read_file(path, &text, err);
	if (rc)
		return rc;
	struct assay_csv *csv = NULL;
	rc = assay_csv_open(path, assay_buf_str(&text), &csv, err);
	while (rc >= 0 && (rc = assay_csv_next_object(csv, &row, err)) > 0)
		rc = handle_csv_record(csv, assay_buf_str(&row), path, handler, err);
	assay_csv_close(csv);
	return rc;
}

static int each_row(const char *path, const struct assay_importer *importer, const struct row_handler *handler,
		    struct assay_err *err)
{
	if (!assay_str_ends(assay_str_of(path), ".csv"))
		return each_jsonl_row(path, handler, err);
	if (!importer->reads_csv)
		return assay_fail(err, ASSAY_ECONFIG, "%s: the format \"%s\" does not come as comma-separated values",
				  path, importer->name);
	return each_csv_row(path, handler, err);
}

static int load_row(void *arg, struct assay_json row, const struct assay_row_source *source, struct assay_err *err)
{
	struct load *load = arg;
	int rc = load->importer->problems(row, source, load->set->arena, take_imported, load, err);
	load->set->n_passed_over += rc > 0;
	return rc < 0 ? rc : 0;
}

int assay_problem_set_load(struct assay_problem_set *set, const char *path, const struct assay_importer *importer,
			   struct assay_err *err)
{
	struct load load = {.set = set, .importer = importer ? importer : assay_importer_find("assay")};
	const struct row_handler handler = {.handle = load_row, .arg = &load};
	size_t before = set->n;
	int rc = load.importer->folder ? load.importer->folder(path, set->arena, take_imported, &load, err)
				       : each_row(path, load.importer, &handler, err);
	if (rc < 0)
		return rc;
	set->n_passed_over += (size_t)rc; /* Of rows it is counted as they come, and 0 here. */
	if (set->n > before)
		return 0;
	return assay_fail(err, ASSAY_EINVAL, "%s: holds no problems%s", path,
			  set->n_passed_over > 0 ? " that could be checked" : "");
}

struct read_candidates {
	const struct assay_importer *importer;
	const struct assay_problem_set *set;
	struct assay_arena *arena;
	assay_candidate_emit *emit;
	void *arg;
};

static int read_candidate_row(void *arg, struct assay_json row, const struct assay_row_source *source,
			      struct assay_err *err)
{
	struct read_candidates *r = arg;
	assay_arena_reset(r->arena);
	return r->importer->candidates(row, source, r->set, r->arena, r->emit, r->arg, err);
}

int assay_candidates_read(const char *path, const struct assay_importer *importer, const struct assay_problem_set *set,
			  assay_candidate_emit *emit, void *arg, struct assay_err *err)
{
	importer = importer ? importer : assay_importer_find("assay");
	if (!importer->candidates)
		return assay_fail(err, ASSAY_ECONFIG, "the format \"%s\" has no candidates", importer->name);
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	if (!arena)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	struct read_candidates r = {.importer = importer, .set = set, .arena = arena, .emit = emit, .arg = arg};
	const struct row_handler handler = {.handle = read_candidate_row, .arg = &r};
	return each_row(path, importer, &handler, err);
}
