/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A slot with the few calls that tests of the sandbox need. A machine that cannot isolate skips, and says what it
 * lacks.
 */
#ifndef ASSAY_TESTS_SANDBOX_BOX_H
#define ASSAY_TESTS_SANDBOX_BOX_H

#include "sandbox/lang.h"

#include <criterion/criterion.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* From here on the process is an ordinary user, as most people who run the farm are. */
static inline void become_nobody(void)
{
	if (geteuid() != 0)
		return;
	cr_assert_eq(setgroups(0, NULL), 0);
	cr_assert_eq(setresgid(65534, 65534, 65534), 0);
	cr_assert_eq(setresuid(65534, 65534, 65534), 0);
}

struct box {
	struct assay_slot *slot;
	struct assay_arena *arena;
	struct assay_err err;
	unsigned slot_id;
};

static inline void box_open(struct box *box, unsigned slot_id)
{
	/* Criterion runs tests side by side; the process id keeps their slots apart. */
	struct assay_sandbox_options options = {.slot_id = (unsigned)(getpid() * 4) % 29000 + slot_id};

	*box = (struct box){.arena = assay_arena_create(0), .slot_id = options.slot_id};
	cr_assert_not_null(box->arena);
	if (assay_slot_create(&options, &box->slot, &box->err) == ASSAY_ESANDBOX)
		cr_skip_test("%s", box->err.msg);
	cr_assert_not_null(box->slot, "%s", box->err.msg);
}

static inline void box_close(struct box *box)
{
	assay_slot_destroy(box->slot);
	assay_arena_destroy(box->arena);
}

static inline struct assay_outcome box_run(struct box *box, const struct assay_job *job)
{
	struct assay_outcome outcome = {0};
	struct assay_run_request request = {.slot = box->slot, .job = job, .outcome = &outcome};

	cr_assert_eq(assay_sandbox_run(&request, 1, box->arena, &box->err), 0, "%s", box->err.msg);
	return outcome;
}

/* The job of a program text, compiled if need be; `base` gives limits, input and the like. */
static inline struct assay_job box_job(struct box *box, const char *language, const char *code, struct assay_job base)
{
	struct assay_file *file = assay_arena_alloc(box->arena, sizeof *file);
	struct assay_program *program = assay_arena_alloc(box->arena, sizeof *program);
	struct assay_outcome compiled = {0};
	struct assay_job job;
	int r;

	file->bytes = assay_str_of(code);
	*program = (struct assay_program){.language = assay_str_of(language), .files = file, .n_files = 1};
	r = assay_language_compile_job(program, box->arena, &job, &box->err);
	if (r == ASSAY_ENOTFOUND)
		cr_skip_test("%s", box->err.msg);
	cr_assert_geq(r, 0, "%s", box->err.msg);
	if (r == 1) {
		compiled = box_run(box, &job);
		cr_assert(compiled.end == ASSAY_END_EXITED && compiled.exit_code == 0, "compile: %.*s",
			  (int)compiled.err.len, compiled.err.data);
	}
	r = assay_language_run_job(program, compiled.outputs, compiled.n_outputs, box->arena, &job, &box->err);
	cr_assert_eq(r, 0, "%s", box->err.msg);
	base.argv = job.argv;
	base.files = job.files;
	base.n_files = job.n_files;
	base.can_exceed_address_space = job.can_exceed_address_space;
	return base;
}

static inline struct assay_outcome box_program(struct box *box, const char *language, const char *code,
					       struct assay_job base)
{
	struct assay_job job = box_job(box, language, code, base);

	return box_run(box, &job);
}

static inline struct assay_outcome box_python(struct box *box, const char *code)
{
	return box_program(box, "python", code, (struct assay_job){0});
}

static inline struct assay_outcome box_c(struct box *box, const char *code)
{
	return box_program(box, "c", code, (struct assay_job){0});
}

#define assert_prints(outcome, text)                                                                                   \
	do {                                                                                                           \
		struct assay_outcome o_ = (outcome);                                                                   \
		cr_assert(o_.end == ASSAY_END_EXITED && o_.exit_code == 0, "end %d, code %d, signal %d: %.*s", o_.end, \
			  o_.exit_code, o_.signal, (int)o_.err.len, o_.err.data);                                      \
		cr_assert(assay_str_is(o_.out, text), "printed \"%.*s\"", (int)o_.out.len, o_.out.data);               \
	} while (0)

#endif
