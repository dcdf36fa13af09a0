/* SPDX-License-Identifier: Apache-2.0 */
/* The project's own rows, docs/formats.md. */
#include "problems/import/import.h"

static int read_problem(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
			struct assay_arena *arena, assay_problem_emit *emit, void *arg, struct assay_err *err)
{
	struct assay_problem problem = {0};
	int rc = assay_problem_read(row, arena, &problem, err);
	return rc ? rc : emit(arg, &problem, err);
}

static int read_candidate(struct assay_json row, const struct assay_row_source *source __attribute__((unused)),
			  const struct assay_problem_set *set __attribute__((unused)), struct assay_arena *arena,
			  assay_candidate_emit *emit, void *arg, struct assay_err *err)
{
	struct assay_candidate candidate = {0};
	int rc = assay_candidate_read(row, arena, &candidate, err);
	return rc ? rc : emit(arg, &candidate, err);
}

const struct assay_importer assay_import_assay = {
	.name = "assay",
	.title = "this project's own problem and candidate rows",
	.problems = read_problem,
	.candidates = read_candidate,
};
