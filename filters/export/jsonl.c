/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every judged solution, accepted and rejected, with its proof.
 *
 * Each row has the same keys with the same types: what is absent is an empty text, and objects of free shape travel
 * as JSON text, because table readers infer one type per column.
 */
#include "filters/export/rows.h"

#include "base/num.h"

static struct assay_str or_empty(struct assay_str s)
{
	return s.data ? s : ASSAY_STR("");
}

/* Always with a point: a column of 1 and 0.5 would change its type half-way. */
static void add_fraction(struct assay_jsonw *w, const char *key, double value)
{
	char text[40];
	assay_format_f64(value, text);
	if (!strpbrk(text, ".e"))
		strcat(text, ".0"); /* NOLINT(clang-analyzer-security.insecureAPI.strcpy): 32 bytes at most, of 40. */
	assay_jsonw_kv_raw(w, key, assay_str_of(text));
}

static void write_row(const struct assay_sample *sample, const struct assay_solution_row *solution, bool is_accepted,
		      struct assay_str id, struct assay_jsonw *w)
{
	assay_jsonw_object(w);
	assay_jsonw_kv_str(w, "id", id);
	assay_jsonw_kv_str(w, "problem_id", sample->id);
	assay_jsonw_kv_str(w, "prompt", sample->prompt);
	assay_jsonw_kv_str(w, "response", solution->response);
	assay_jsonw_kv_bool(w, "accepted", is_accepted);
	assay_jsonw_kv_str(w, "verdict", solution->verdict);
	add_fraction(w, "pass_fraction", solution->pass_fraction);
	assay_jsonw_kv_str(w, "domain", or_empty(sample->domain));
	assay_jsonw_kv_str(w, "language", or_empty(assay_solution_language(sample, solution)));
	assay_jsonw_kv_str(w, "model", or_empty(solution->model));
	assay_jsonw_kv_str(w, "ground_truth", or_empty(sample->ground_truth));
	assay_jsonw_kv_str(w, "proof", or_empty(solution->proof));
	assay_jsonw_kv_str(w, "origin", or_empty(sample->origin));
	assay_jsonw_end_object(w);
}

static int add_side(const struct assay_sample *sample, bool is_accepted, assay_export_emit *emit, void *arg,
		    struct assay_err *err)
{
	assay_autobuf struct assay_buf row = {0};
	assay_autobuf struct assay_buf id = {0};
	const struct assay_solution_row *solutions = is_accepted ? sample->accepted : sample->rejected;
	size_t n = is_accepted ? sample->n_accepted : sample->n_rejected;
	for (size_t i = 0; i < n; i++) {
		struct assay_jsonw w;
		assay_buf_clear(&row);
		assay_buf_clear(&id);
		(void)assay_buf_add_str(&id, sample->id);
		(void)assay_buf_add_char(&id, '/');
		(void)assay_buf_add_str(&id, solutions[i].id);
		int rc = assay_buf_error(&id, err);
		if (rc)
			return rc;
		assay_jsonw_init(&w, &row);
		write_row(sample, &solutions[i], is_accepted, assay_buf_str(&id), &w);
		rc = assay_buf_error(&row, err);
		const struct assay_export_row out = {.json = assay_buf_str(&row), .used = {&solutions[i]}, .n_used = 1};
		if (rc == 0)
			rc = emit(arg, &out, err);
		if (rc)
			return rc;
	}
	return 0;
}

static int rows(const struct assay_sample *sample, assay_export_emit *emit, void *arg, struct assay_err *err)
{
	int rc = add_side(sample, true, emit, arg, err);
	return rc ? rc : add_side(sample, false, emit, arg, err);
}

const struct assay_exporter assay_exporter_jsonl = {
	.name = "jsonl",
	.title = "every judged solution, accepted and rejected, with its proof",
	.schema_name = "solution.schema.json",
	.schema = assay_schema_solution,
	.is_self_explaining = true,
	.rows = rows,
};
