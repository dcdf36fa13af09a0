/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Languages: how a program text becomes jobs.
 *
 * One language is one file in sandbox/lang/ with one const struct, collected in a
 * table by lang.c. A compiled language has a compile step that runs in the sandbox like any
 * candidate (compilers are attacked by #include of host files, template bombs and .incbin) and
 * leaves artifacts, which later runs of the same program get as files.
 */
#ifndef ASSAY_SANDBOX_LANG_H
#define ASSAY_SANDBOX_LANG_H

#include "base/arena.h"
#include "base/err.h"
#include "sandbox/sandbox.h"

struct assay_language {
	const char *name;	    /**< As in problem and candidate rows: "python". */
	const char *const *aliases; /**< NULL-terminated other spellings: "py", "python3"; may be NULL. */
	const char *source_name;    /**< Usual name of the main file: "main.py". */
	/** NULL-terminated candidates for the tool that runs or compiles; the first that exists is used. */
	const char *const *tools;
	/** Likewise for the tool that runs what the other compiled; NULL when it runs by itself or by the same tool. */
	const char *const *runners;
	const char *const *packages; /**< Debian packages that bring them, NULL-terminated; "npm:NAME" for npm's. */
	/** NULL-terminated, NULL for interpreters. {tool}, {runner}, {main} and {stem} are replaced in each word. */
	const char *const *compile;
	const char *const *artifacts;	 /**< Files that compile leaves and run needs; NULL for interpreters. */
	const char *const *run;		 /**< As `compile`. */
	const char *const *env;		 /**< NULL-terminated `NAME=value`; may be NULL. */
	const char *const *env_reseeded; /**< `env` with another seed of its hashes; NULL: it has none to set. */
	const char *const *version;	 /**< Arguments behind the tool that print its version. */
	/** What its programs need of the kernel beyond the common list; NULL: nothing. The compiler gets the same. */
	const struct assay_syscall_policy *policy;
	const struct assay_zygote *zygote; /**< Its interpreter can be kept for runs; NULL: it cannot. */
	bool can_exceed_address_space; /**< It reserves addresses that it does not use: memory is watched instead. */
	double time_factor;	       /**< Times as long as C++ takes; 0: 1. See assay_language_time_factor(). */
	struct assay_limits compile_limits; /**< Zero: the defaults for compilers (lang.c). */
};

/** By name or alias, case-insensitive; NULL when unknown. */
const struct assay_language *assay_language_find(struct assay_str name);
/** How many times as long as C++ its programs may take for the same work; 1 where the language is unknown. */
double assay_language_time_factor(struct assay_str name);
/** The table, in name order; for listings. */
const struct assay_language *const *assay_languages(size_t *ret_n);
/** True when its tools exist on this machine; `*ret_tool` (may be NULL) gets the path of the one that compiles. */
bool assay_language_is_available(const struct assay_language *lang, const char **ret_tool);

/**
 * Builds the compile job of a program; 1 when there is one, 0 when the language has no compile step, < 0 on
 * error (ASSAY_ENOTFOUND: unknown language or no toolchain, named in the message). Everything lives in the arena.
 */
int assay_language_compile_job(const struct assay_program *program, struct assay_arena *arena, struct assay_job *ret,
			       struct assay_err *err);

/** Builds the run job: argv, env and files. `artifacts` are the outputs of the compile job, or NULL. */
int assay_language_run_job(const struct assay_program *program, const struct assay_file *artifacts, size_t n_artifacts,
			   struct assay_arena *arena, struct assay_job *ret, struct assay_err *err);

#endif
