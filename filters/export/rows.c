/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/export/rows.h"

int assay_export_each_accepted(const struct assay_sample *sample, assay_export_write_row *write,
			       assay_export_emit *emit, void *arg, struct assay_err *err)
{
	assay_autobuf struct assay_buf row = {0};
	for (size_t i = 0; i < sample->n_accepted; i++) {
		struct assay_jsonw w;
		assay_buf_clear(&row);
		assay_jsonw_init(&w, &row);
		write(sample, &sample->accepted[i], &w);
		int rc = assay_buf_error(&row, err);
		const struct assay_export_row out = {
			.json = assay_buf_str(&row), .used = {&sample->accepted[i]}, .n_used = 1};
		if (rc == 0)
			rc = emit(arg, &out, err);
		if (rc)
			return rc;
	}
	return 0;
}
