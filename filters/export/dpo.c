/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preference pairs: chosen was accepted, rejected failed with a witness.
 *
 * assay_sample_pairs() says who meets whom. Rows hold nothing but the three columns, because trainers tokenise whatever
 * else they find.
 */
#include "filters/export/rows.h"

static int add_pair(const struct assay_sample *sample, struct assay_pair pair, struct assay_buf *row,
		    assay_export_emit *emit, void *arg, struct assay_err *err)
{
	const struct assay_solution_row *chosen = &sample->accepted[pair.accepted];
	const struct assay_solution_row *rejected = &sample->rejected[pair.rejected];
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
	assay_autobuf struct assay_buf pairs = {0};
	if (assay_sample_pairs(sample, &pairs))
		return assay_buf_error(&pairs, err);
	for (size_t at = 0; at < pairs.len; at += sizeof(struct assay_pair)) {
		struct assay_pair pair;
		memcpy(&pair, pairs.data + at, sizeof(pair));
		int rc = add_pair(sample, pair, &row, emit, arg, err);
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
