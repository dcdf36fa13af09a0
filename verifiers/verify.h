/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decide whether a candidate solves a problem.
 *
 * Verifiers are pure: they *plan* runs and *judge* what came of them; somebody else (a worker) carries the runs.
 * So this library opens no file, starts no process and may be linked anywhere.
 *
 *     assay_verify_plan()      problem + candidate  ->  programs and executions, or a verdict at once
 *     (the worker compiles each program once and carries each execution)
 *     assay_verify_judge()     one execution's result  ->  how one test went
 *     assay_verify_conclude()  all test results  ->  the verdict
 *
 * The candidate never meets the expected value: an execution holds inputs only, and comparison happens in judge().
 * Where test code itself must run (assertion suites), it runs in its own sandboxed program and the candidate in
 * another; a relay passes calls between them as plain data.
 *
 * Only `accepted` is positive. Zeroed memory is `undecided`.
 */
#ifndef ASSAY_VERIFIERS_VERIFY_H
#define ASSAY_VERIFIERS_VERIFY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"
#include "problems/problem.h"
#include "sandbox/sandbox.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** After so many tests that ran out of time the rest of a candidate's tests are not run: its word is known. */
#define ASSAY_TIME_LIMITS 2

enum assay_word {
	ASSAY_UNDECIDED = 0,
	ASSAY_ACCEPTED,
	ASSAY_WRONG_ANSWER,
	ASSAY_RUNTIME_ERROR,
	ASSAY_TIME_LIMIT,
	ASSAY_MEMORY_LIMIT,
	ASSAY_OUTPUT_LIMIT,
	ASSAY_COMPILE_ERROR,
	ASSAY_POLICY_VIOLATION,
	ASSAY_NO_ANSWER,
	ASSAY_SYSTEM_ERROR,
	ASSAY_N_WORDS,
};

const char *assay_word_name(enum assay_word word);
/** ASSAY_N_WORDS when unknown. */
enum assay_word assay_word_from_name(struct assay_str name);

enum assay_assurance {
	ASSAY_ASSURANCE_NONE = 0,
	ASSAY_ASSURANCE_SEPARATED,  /**< The judge and the candidate never shared a process. */
	ASSAY_ASSURANCE_IN_PROCESS, /**< The suite ran in the candidate's process. */
	ASSAY_ASSURANCE_PROVED,	    /**< Maths, with a certificate. */
	ASSAY_ASSURANCE_PROBABLE,
};

const char *assay_assurance_name(enum assay_assurance assurance);

/** What comparing a verdict that forked interpreters gave with one from scratch said. */
enum assay_forked {
	ASSAY_FORKED_UNKNOWN = 0, /**< Not compared, or the program differs from run to run by itself. */
	ASSAY_FORKED_SAME,
	ASSAY_FORKED_DIFFERENT, /**< The verdict is the one from scratch. An alarm. */
};

struct assay_verdict {
	enum assay_word word;
	uint64_t passed, total; /**< Tests; 0 of 0 is never accepted for code. */
	double partial;		/**< Points of tests that did not pass, each counted as 1; part of the fraction. */
	struct assay_str reason;
	struct assay_str evidence;  /**< JSON object text, or absent. */
	struct assay_str pass_bits; /**< One '1' or '0' per test, in order; absent for maths. */
	enum assay_assurance assurance;
	uint64_t cpu_us, wall_us, peak_bytes; /**< Sum, sum and maximum over the tests; the candidate's side only. */
	uint64_t longest_us; /**< CPU time of the test that took most; of one process, all took the same; 0: unknown. */
	enum assay_enforcer enforcer;
	enum assay_isolation isolation;
	enum assay_forked forked;
	struct assay_str checker;   /**< name@version */
	struct assay_str extracted; /**< How the code was found in the candidate's text; absent for `code`. */
	struct assay_hash128 key;   /**< Of all that decided it. */
};

/** Appends the verdict row of CONTRACT, without newline. */
int assay_verdict_write(const struct assay_verdict *verdict, struct assay_str problem_id, struct assay_str candidate_id,
			struct assay_buf *out, struct assay_err *err);
/** Reads a verdict row back; strings live in the arena. */
int assay_verdict_read(struct assay_json row, struct assay_arena *arena, struct assay_verdict *ret,
		       struct assay_err *err);

/**
 * Passes bytes between two programs of one execution. Called with what side `from` wrote on its channel (absent
 * bytes: it closed); appends to to[0] and to[1] what each side shall get. Returns 0 to go on, 1 when the exchange is
 * complete and both sides may be ended, or a negative code for our own failures. Whatever a side
 * sends is hostile: a broken frame ends the exchange and is remembered in `state`, never an error.
 */
struct assay_relay {
	/** State in the arena; `limits` bounds what may be buffered; `arg` is the execution's. NULL: out of memory. */
	void *(*create)(struct assay_arena *arena, const struct assay_limits *limits, const void *arg);
	int (*on_bytes)(void *state, size_t from, struct assay_str bytes, struct assay_buf to[2]);
	/** Frees what on_bytes allocated outside the arena; may be NULL. */
	void (*finish)(void *state);
	bool closes_peer; /**< A side that closes is the end of the other's input. */
};

/** One program's part in an execution. */
struct assay_side {
	size_t program; /**< Index into the plan's programs. */
	struct assay_str stdin_bytes;
	bool has_channel;
	bool has_piped_stdio; /**< The channel is standard input and output. */
	struct assay_str channel_in;
	struct assay_limits limits;
	const struct assay_file *files; /**< Beside the program's own. */
	size_t n_files;
	const char *const *args;    /**< Behind the program's own words; NULL-terminated; may be NULL. */
	const char *const *outputs; /**< Files to take from the work folder; NULL-terminated; may be NULL. */
};

/** One test: one program, two that talk through a relay, or one that talks with the relay. Side 0 is the candidate. */
struct assay_execution {
	struct assay_side sides[2];
	size_t n_sides;
	const struct assay_relay *relay; /**< May be NULL when n_sides is 1. */
	const void *relay_arg;
};

struct assay_plan {
	const struct assay_checker *checker;
	bool is_decided; /**< No run is needed: `verdict` holds the answer. */
	struct assay_verdict verdict;
	const struct assay_program *programs; /**< Each is compiled at most once. */
	size_t n_programs;
	size_t candidate_program; /**< The one whose compile error is the candidate's. */
	const struct assay_execution *executions;
	size_t n_executions;
	enum assay_assurance assurance; /**< NONE: the checker's. */
	struct assay_str extracted;	/**< As in the verdict. */
	void *state;			/**< The checker's own. */
};

/** What came of one execution. */
struct assay_execution_result {
	struct assay_outcome sides[2];
	void *relay_state;		   /**< NULL without a relay. */
	const struct assay_outcome *after; /**< Of the run that the checker's follow() asked for; else NULL. */
};

/** How one execution went. `passed` of `total` because one suite execution may hold many assertions. */
struct assay_test_result {
	enum assay_word word; /**< ACCEPTED when it passed. */
	struct assay_str reason;
	struct assay_str evidence;
	struct assay_str
		pass_bits;	 /**< Of this execution's tests, when it knows them; else absent (one bit from word). */
	struct assay_str output; /**< Of open problems: a digest of what came out. */
	double partial;		 /**< Share of the points of a test that did not pass, below 1. */
	uint64_t cpu_us, wall_us, peak_bytes;
	enum assay_enforcer enforcer;
	enum assay_isolation isolation;
};

struct assay_verify_options {
	struct assay_problem_limits limits; /**< Used where the problem states none; zero: built-in defaults. */
	bool stop_early;		    /**< Skip the remaining executions after the first that fails. */
	bool reseeds_hashes;		    /**< Programs run with another seed of their language's hashes. */
	double time_factor;		    /**< Times as long as the limits say may be taken here; 0: 1. */
	/**
	 * As assay_language_time_factor(), from whoever carries the plan: a limit of a problem that takes any language
	 * was written for one of them, and grows for those that are slower. NULL: all languages are as fast.
	 */
	double (*language_factor)(struct assay_str language);
};

/** One way of deciding, such as "stdio", "call", "suite" or "math". One file, one const struct. */
struct assay_checker {
	const char *name;
	unsigned version;
	enum assay_kind kind;
	enum assay_assurance assurance;
	int (*plan)(const struct assay_problem *problem, const struct assay_candidate *candidate,
		    const struct assay_verify_options *options, struct assay_arena *arena, struct assay_plan *ret,
		    struct assay_err *err);
	/** NULL for checkers whose plans are always decided. */
	int (*judge)(const struct assay_problem *problem, const struct assay_plan *plan, size_t execution,
		     const struct assay_execution_result *result, struct assay_arena *arena,
		     struct assay_test_result *ret, struct assay_err *err);
	/**
	 * Asks for one more run before an execution is judged, of what came out of it: 1 with `*ret` (one side, never
	 * of the candidate's program), 0 when it can be judged as it is. May be NULL.
	 */
	int (*follow)(const struct assay_problem *problem, const struct assay_plan *plan, size_t execution,
		      const struct assay_execution_result *result, struct assay_arena *arena,
		      struct assay_execution *ret, struct assay_err *err);
	/**
	 * Offers one execution for the planned ones from `first` on, where these may share a process: 1 with `*ret`
	 * (one side, of the candidate's program), 0 when `first` is to be carried by itself. May be NULL.
	 */
	int (*batch)(const struct assay_problem *problem, const struct assay_plan *plan, size_t first,
		     struct assay_arena *arena, struct assay_execution *ret, struct assay_err *err);
	/**
	 * What came of it: results of the first `*ret_n` of them, at `results`. The rest wants another batch, or when
	 * there are none, an execution for each. Not NULL where `batch` is not.
	 */
	int (*judge_batch)(const struct assay_problem *problem, const struct assay_plan *plan, size_t first,
			   const struct assay_execution_result *result, struct assay_arena *arena,
			   struct assay_test_result *results, size_t *ret_n, struct assay_err *err);
};

/** The checker of a problem; NULL when none handles it. */
const struct assay_checker *assay_checker_for(const struct assay_problem *problem);

/** Plans by the problem's checker. A problem that cannot be judged (unreadable gold answer) is ASSAY_EINVAL. */
int assay_verify_plan(const struct assay_problem *problem, const struct assay_candidate *candidate,
		      const struct assay_verify_options *options, struct assay_arena *arena, struct assay_plan *ret,
		      struct assay_err *err);

int assay_verify_judge(const struct assay_problem *problem, const struct assay_plan *plan, size_t execution,
		       const struct assay_execution_result *result, struct assay_arena *arena,
		       struct assay_test_result *ret, struct assay_err *err);

/** As the checker's own; `results` has room for all executions from `first` on. */
int assay_verify_judge_batch(const struct assay_problem *problem, const struct assay_plan *plan, size_t first,
			     const struct assay_execution_result *result, struct assay_arena *arena,
			     struct assay_test_result *results, size_t *ret_n, struct assay_err *err);

/** The verdict for a candidate whose program did not compile; `outcome` is the compiler's. */
int assay_verify_compile_failed(const struct assay_plan *plan, const struct assay_outcome *outcome,
				struct assay_arena *arena, struct assay_verdict *ret, struct assay_err *err);

/**
 * Sums up `n` test results, in order. The word is that of the first execution that failed; fewer results than
 * executions (stop early) count the missing ones as not passed. `problem` and `candidate` go into the key.
 */
int assay_verify_conclude(const struct assay_problem *problem, const struct assay_candidate *candidate,
			  const struct assay_verify_options *options, const struct assay_plan *plan,
			  const struct assay_test_result *results, size_t n, struct assay_arena *arena,
			  struct assay_verdict *ret, struct assay_err *err);

/** The key that a verdict for this pair will have, computed without running anything: for the verdict cache. */
struct assay_hash128 assay_verify_key(const struct assay_problem *problem, const struct assay_candidate *candidate,
				      const struct assay_verify_options *options);

/** The language that a problem's CPU limit was written for: its own, else its first reference's, else C++. */
struct assay_str assay_limits_language(const struct assay_problem *problem);

/** The word for an outcome that is not a clean exit 0, by CONTRACT; ACCEPTED means "ended cleanly, go and compare". */
enum assay_word assay_word_of_outcome(const struct assay_outcome *outcome);

#endif
