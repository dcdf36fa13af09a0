/* SPDX-License-Identifier: Apache-2.0 */
/* The filters and exporters, one per file; chain.c and export.c put them in order. Internal to filters/. */
#ifndef ASSAY_FILTERS_KINDS_H
#define ASSAY_FILTERS_KINDS_H

struct assay_exporter;
struct assay_filter_kind;

extern const struct assay_filter_kind assay_filter_decontam;
extern const struct assay_filter_kind assay_filter_exact_dedup;

extern const struct assay_exporter assay_exporter_alpaca;
extern const struct assay_exporter assay_exporter_dpo;
extern const struct assay_exporter assay_exporter_jsonl;
extern const struct assay_exporter assay_exporter_messages;

#endif
