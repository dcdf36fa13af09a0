/* SPDX-License-Identifier: Apache-2.0 */
/* Chat messages, as TRL, OpenAI fine-tuning, Axolotl and most others read them: one row per accepted response. */
#include "filters/export/rows.h"

static void add_message(struct assay_jsonw *w, const char *role, struct assay_str content)
{
	assay_jsonw_object(w);
	assay_jsonw_kv_c(w, "role", role);
	assay_jsonw_kv_str(w, "content", content);
	assay_jsonw_end_object(w);
}

static void write_row(const struct assay_sample *sample, const struct assay_solution_row *solution,
		      struct assay_jsonw *w)
{
	assay_jsonw_object(w);
	assay_jsonw_key(w, "messages");
	assay_jsonw_array(w);
	add_message(w, "user", sample->prompt);
	add_message(w, "assistant", solution->response);
	assay_jsonw_end_array(w);
	assay_jsonw_end_object(w);
}

static int rows(const struct assay_sample *sample, assay_export_emit *emit, void *arg, struct assay_err *err)
{
	return assay_export_each_accepted(sample, write_row, emit, arg, err);
}

const struct assay_exporter assay_exporter_messages = {
	.name = "messages",
	.title = "chat messages: one row per accepted response",
	.schema_name = "messages.schema.json",
	.schema = assay_schema_messages,
	.rows = rows,
};
