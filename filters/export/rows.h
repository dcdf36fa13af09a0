/* SPDX-License-Identifier: Apache-2.0 */
/* What exporters share; internal to filters/export/. */
#ifndef ASSAY_FILTERS_EXPORT_ROWS_H
#define ASSAY_FILTERS_EXPORT_ROWS_H

#include "filters/export.h"
#include "filters/kinds.h"

/* The texts of filters/export/schemas/, embedded by the build. */
extern const char assay_schema_instruction[];
extern const char assay_schema_messages[];
extern const char assay_schema_preference[];
extern const char assay_schema_solution[];

/** Writes the row of one accepted solution. */
typedef void assay_export_write_row(const struct assay_sample *sample, const struct assay_solution_row *solution,
				    struct assay_jsonw *w);

/** Emits one row per accepted solution. */
int assay_export_each_accepted(const struct assay_sample *sample, assay_export_write_row *write,
			       assay_export_emit *emit, void *arg, struct assay_err *err);

#endif
