/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of teachers, one per file in this folder; orchestrator/teachers.c lists them. */
#ifndef ASSAY_ORCHESTRATOR_TEACHERS_KINDS_H
#define ASSAY_ORCHESTRATOR_TEACHERS_KINDS_H

struct assay_teacher_kind;

extern const struct assay_teacher_kind assay_teacher_builtin;
extern const struct assay_teacher_kind assay_teacher_openai;
extern const struct assay_teacher_kind assay_teacher_replay;

#endif
