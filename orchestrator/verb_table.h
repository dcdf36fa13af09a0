/* SPDX-License-Identifier: Apache-2.0 */
/* The verbs, one per file in orchestrator/verbs/; verb_table.c puts them in order. */
#ifndef ASSAY_ORCHESTRATOR_VERB_TABLE_H
#define ASSAY_ORCHESTRATOR_VERB_TABLE_H

struct assay_verb;

extern const struct assay_verb assay_verb_check;
extern const struct assay_verb assay_verb_decontam;
extern const struct assay_verb assay_verb_dedup;
extern const struct assay_verb assay_verb_doctor;
extern const struct assay_verb assay_verb_exec;
extern const struct assay_verb assay_verb_export;
extern const struct assay_verb assay_verb_filter;
extern const struct assay_verb assay_verb_generate;
extern const struct assay_verb assay_verb_math;
extern const struct assay_verb assay_verb_run;
extern const struct assay_verb assay_verb_sample;
extern const struct assay_verb assay_verb_status;
extern const struct assay_verb assay_verb_verify;

#endif
