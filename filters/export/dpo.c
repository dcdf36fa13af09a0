/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preference pairs: chosen was accepted, rejected failed with a witness.
 *
 * The k-th accepted response meets the k-th rejected one (rejected come best first, so near misses are used
 * before crashes), and none is used twice: a trainer sees no response more often than it was given. Rows hold nothing
 * but the three columns, because trainers tokenise whatever else they find.
 */
#include "filters/export/rows.h"

static int add_pair(const struct assay_sample *sample, size_t k, struct assay_buf *row, assay_export_emit *emit,
		    void *arg, struct assay_err *err)
{
	const struct assay_solution_row *chosen = &sample->accepted[k];
	const struct assay_solution_row *rejected = &sample->rejected[k];
	struct assay_jsonw w;
	assay_buf_clear(row);
	assay_jsonw_init(&w, row);
	assay_jsonw_object(&w);
	assay_jsonw_kv_str(&w, "prompt", sample->prompt);
	assay_jsonw_kv_str(&w, "chosen", chosen->response);
	assay_jsonw_kv_str(&w, "rejected", rejected->response);
	assay_jsonw_end_object(&w);
	int rc = assay_buf_error(row, err);
	const struct assay_export_row out = {
		.json = assay_buf_str(row),
		.used = {chosen, rejected},
		.n_used = 2,
	};
	return rc ? rc : emit(arg, &out, err);
}

static int rows(const struct assay_sample *sample, assay_export_emit *emit, void *arg, struct assay_err *err)
{
	assay_autobuf struct assay_buf row = {0};
	size_t n = sample->n_accepted < sample->n_rejected ? sample->n_accepted : sample->n_rejected;
	for (size_t k = 0; k < n; k++) {
		int rc = add_pair(sample, k, &row, emit, arg, err);
		if (rc)
			return rc;
	}
	return 0;
}

const struct assay_exporter assay_exporter_dpo = {
	.name = "dpo",
	.title = "preference pairs: prompt, chosen (accepted), rejected (failed with a witness)",
	.schema_name = "preference.schema.json",
	.schema = assay_schema_preference,
	.rows = rows,
};
