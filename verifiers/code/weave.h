/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a text of ours and the candidate's become one program, language by language; for inproc.c and calls.c alone.
 */
#ifndef ASSAY_VERIFIERS_CODE_WEAVE_H
#define ASSAY_VERIFIERS_CODE_WEAVE_H

#include "problems/problem.h"
#include "sandbox/sandbox.h"
#include "verifiers/code/source.h"
#include "verifiers/verify.h"

/** What a program is put together from. `mark` is a name that no candidate can say, since it hashes its text. */
struct assay_weave {
	const struct assay_problem *problem;
	const struct assay_candidate *candidate;
	struct assay_str prelude, code;
	struct assay_str suite;	  /**< Absent for calls. */
	struct assay_str wrapper; /**< The text of ours. */
	struct assay_str mark;
	struct assay_arena *arena;
};

/** The files of a program; there is room for ASSAY_WEAVE_FILES of ours. The first is the main one and has its name. */
#define ASSAY_WEAVE_FILES 4
struct assay_weave_files {
	struct assay_file *list;
	size_t n;
};

/** How the files of a language are put together. Texts live in the arena. */
typedef int assay_weave_build(const struct assay_weave *parts, struct assay_weave_files *files, struct assay_err *err);

/** One language's way. */
struct assay_weave_kind {
	const char *language;
	const char *main_name;
	const char *wrapper;
	const size_t *wrapper_len;
	assay_weave_build *build;
};

/**
 * The candidate's program: what `build` makes, and the candidate's own files. Returns 1 when `*ret` is set, 0 when the
 * plan is decided instead (one of its files would take the place of what is judged), < 0 on failure.
 */
int assay_weave_program(const struct assay_weave_kind *kind, const struct assay_problem *problem,
			const struct assay_candidate *candidate, struct assay_str code, struct assay_str suite,
			struct assay_arena *arena, struct assay_program *ret, struct assay_plan *plan,
			struct assay_err *err);

/** Moves a buffer's text into the arena as the bytes of the next file; `name` NULL: of the main one. */
int assay_weave_add(const struct assay_weave *parts, struct assay_weave_files *files, const char *name,
		    const struct assay_buf *text, struct assay_err *err);

/** The wrapper, with its marks filled in, as the main file. */
int assay_weave_add_wrapper(const struct assay_weave *parts, struct assay_weave_files *files,
			    const struct assay_source_fill *fills, size_t n, struct assay_err *err);

/** Appends the prelude, a line feed, and `code`. */
void assay_weave_prelude(const struct assay_weave *parts, struct assay_str code, struct assay_buf *out);

/** Appends a text of PHP, with an opening tag in front where there is none. */
void assay_weave_php(struct assay_str text, struct assay_buf *out);

/** The class that a Java file must be named after: the public one, else the first; absent when it has none. */
struct assay_str assay_weave_java_class(struct assay_str code);

/** Rust: the inner attributes at the head of `code`; what stands behind them; `extern crate` for what it uses. */
size_t assay_weave_rust_head(struct assay_str code);
void assay_weave_rust_crates(const struct assay_weave *parts, struct assay_buf *out);

#endif
