/* SPDX-License-Identifier: Apache-2.0 */
/* Alpaca: instruction, input, output; the input is always empty, for a prompt is one text. */
#include "filters/export/rows.h"

static void write_row(const struct assay_sample *sample, const struct assay_solution_row *solution,
		      struct assay_jsonw *w)
{
	assay_jsonw_object(w);
	assay_jsonw_kv_str(w, "instruction", sample->prompt);
	assay_jsonw_kv_c(w, "input", "");
	assay_jsonw_kv_str(w, "output", solution->response);
	assay_jsonw_end_object(w);
}

static int rows(const struct assay_sample *sample, assay_export_emit *emit, void *arg, struct assay_err *err)
{
	return assay_export_each_accepted(sample, write_row, emit, arg, err);
}

const struct assay_exporter assay_exporter_alpaca = {
	.name = "alpaca",
	.title = "Alpaca: instruction, input and output, one row per accepted response",
	.schema_name = "instruction.schema.json",
	.schema = assay_schema_instruction,
	.rows = rows,
};
