/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/code.h"

#include "verifiers/code/driver.h"
#include "verifiers/extract.h"
#include "verifiers/language.h"

#include <math.h>
#include <string.h>

int assay_plan_decide(struct assay_plan *plan, enum assay_word word, struct assay_str reason, struct assay_arena *arena,
		      struct assay_err *err)
{
	plan->is_decided = true;
	plan->verdict = (struct assay_verdict){.word = word, .reason = assay_arena_str(arena, reason)};
	if (reason.data && !plan->verdict.reason.data)
		return assay_arena_fail(arena, err);
	return 0;
}

static struct assay_str usual_name(struct assay_str language)
{
	const char *name = assay_code_language(language);

	return name ? assay_str_of(name) : language;
}

static int decide_language(struct assay_plan *plan, struct assay_str wanted, struct assay_str given,
			   struct assay_arena *arena, struct assay_err *err)
{
	assay_autobuf struct assay_buf reason = {0};

	assay_buf_add_c(&reason, "the problem asks for ");
	assay_code_add_short(&reason, wanted, ASSAY_SHORT_BYTES);
	assay_buf_add_c(&reason, ", the candidate is in ");
	assay_code_add_short(&reason, given, ASSAY_SHORT_BYTES);
	return assay_plan_decide(plan, ASSAY_NO_ANSWER, assay_buf_str(&reason), arena, err);
}

/* Half of what a run's file system holds: a candidate that fills it before it starts is no failure of ours. */
#define MAX_FILE_BYTES ((size_t)32 << 20)
#define MAX_FILE_PARTS ((size_t)2048)

static bool files_fit(const struct assay_candidate *candidate)
{
	size_t bytes = 0, parts = 0;

	for (size_t i = 0; i < candidate->n_files; i++) {
		const struct assay_candidate_file *file = &candidate->files[i];
		bytes += file->text.len;
		parts++;
		for (size_t k = 0; k < file->name.len; k++)
			parts += file->name.data[k] == '/';
	}
	return bytes <= MAX_FILE_BYTES && parts <= MAX_FILE_PARTS;
}

int assay_code_source_of(const struct assay_problem *problem, const struct assay_candidate *candidate,
			 struct assay_arena *arena, struct assay_code_source *ret, struct assay_plan *plan,
			 struct assay_err *err)
{
	struct assay_code_extract extract = {0};
	int rc = assay_extract_code(problem, candidate, arena, &extract, err);

	if (rc)
		return rc;
	if (assay_str_is_absent(extract.code))
		return assay_plan_decide(plan, ASSAY_NO_ANSWER, ASSAY_STR("no code was found in the text"), arena, err);
	if (!candidate->code.data)
		plan->extracted = assay_str_of(extract.rule);
	/* A fence may say "text" or nothing: it decides only where neither row names a language. */
	struct assay_str language = candidate->language;
	if (language.len == 0)
		language = problem->language;
	if (language.len == 0)
		language = extract.language;
	if (language.len == 0)
		return assay_plan_decide(plan, ASSAY_NO_ANSWER,
					 ASSAY_STR("neither problem nor candidate names a language"), arena, err);
	if (problem->language.len > 0 && !assay_code_language_is_same(language, problem->language))
		return decide_language(plan, problem->language, language, arena, err);
	if (!files_fit(candidate))
		return assay_plan_decide(plan, ASSAY_UNDECIDED, ASSAY_STR("its files are too large, or too many"),
					 arena, err);
	*ret = (struct assay_code_source){.code = extract.code, .language = usual_name(language)};
	return 1;
}

static uint64_t first_set(uint64_t a, uint64_t b)
{
	return a ? a : b;
}

struct assay_str assay_limits_language(const struct assay_problem *problem)
{
	if (problem->language.len > 0)
		return problem->language;
	if (problem->n_references > 0 && problem->references[0].language.len > 0)
		return problem->references[0].language;
	return ASSAY_STR("cpp");
}

/** Limits never shrink: what a slower language was given, a faster one may have. */
static double time_scale(const struct assay_problem *problem, const struct assay_verify_options *options,
			 struct assay_str language)
{
	double scale = options && options->time_factor > 0 ? options->time_factor : 1;
	if (!options || !options->language_factor || problem->limits.cpu_ms == 0)
		return scale;
	double ratio = options->language_factor(language) / options->language_factor(assay_limits_language(problem));
	return ratio > 1 ? scale * ratio : scale;
}

/** At least 1 ms: no factor makes a limit of none. */
static uint64_t scaled(uint64_t ms, double scale)
{
	double value = (double)ms * scale;
	if (value < 1)
		return 1;
	return value < 1e12 ? (uint64_t)llround(value) : (uint64_t)1e12;
}

struct assay_limits assay_code_limits(const struct assay_problem *problem, const struct assay_verify_options *options,
				      struct assay_str language)
{
	const struct assay_problem_limits none = {0};
	const struct assay_problem_limits *own = &problem->limits, *other = options ? &options->limits : &none;
	struct assay_limits limits = {
		.cpu_ms = first_set(first_set(own->cpu_ms, other->cpu_ms), 10000),
		/* A wall limit that was written for another CPU limit would cut it short. */
		.wall_ms = own->cpu_ms ? own->wall_ms : first_set(own->wall_ms, other->wall_ms),
		.mem_bytes = first_set(first_set(own->mem_mb, other->mem_mb), 512) << 20,
		.output_bytes = first_set(first_set(own->output_kb, other->output_kb), 4096) << 10,
		.procs = first_set(first_set(own->procs, other->procs), 64),
	};

	double scale = time_scale(problem, options, language);
	limits.cpu_ms = scaled(limits.cpu_ms, scale);
	limits.wall_ms = limits.wall_ms ? scaled(limits.wall_ms, scale) : 3 * limits.cpu_ms + 2000;
	return limits;
}

/** "exit code 3", "killed by signal 11", ...: how a side ended, for a reason. */
static void describe_end(const struct assay_outcome *outcome, const struct assay_limits *limits, struct assay_buf *out)
{
	switch (outcome->end) {
	case ASSAY_END_EXITED:
		assay_buf_printf(out, "exit code %d", outcome->exit_code);
		break;
	case ASSAY_END_SIGNALED:
		assay_buf_printf(out, "killed by signal %d", outcome->signal);
		break;
	case ASSAY_END_CPU_LIMIT:
		assay_buf_printf(out, "more than %llu ms of CPU time", (unsigned long long)limits->cpu_ms);
		break;
	case ASSAY_END_WALL_LIMIT:
		assay_buf_printf(out, "more than %llu ms by the clock", (unsigned long long)limits->wall_ms);
		break;
	case ASSAY_END_MEMORY_LIMIT:
		assay_buf_printf(out, "more than %llu MiB of memory", (unsigned long long)(limits->mem_bytes >> 20));
		break;
	case ASSAY_END_OUTPUT_LIMIT:
		assay_buf_printf(out, "more than %llu KiB of output", (unsigned long long)(limits->output_bytes >> 10));
		break;
	case ASSAY_END_POLICY:
		assay_buf_add_c(out, "stopped at a forbidden system call");
		break;
	case ASSAY_END_STOPPED:
		assay_buf_add_c(out, "it was stopped by us");
		break;
	case ASSAY_END_UNKNOWN:
		assay_buf_add_c(out, "how it ended is not known");
		break;
	}
}

/** The last line of standard error, which names the error in most languages. */
static struct assay_str last_line(struct assay_str text)
{
	text = assay_str_trim(text);
	const char *feed = text.len > 0 ? memrchr(text.data, '\n', text.len) : NULL;
	return feed ? assay_str_sub(text, (size_t)(feed + 1 - text.data), SIZE_MAX) : text;
}

/** What runtimes print last when an allocation failed under the limit. It only names a failure, never a pass. */
static bool says_out_of_memory(const struct assay_outcome *outcome)
{
	static const char *const marks[] = {"MemoryError", "std::bad_alloc", "java.lang.OutOfMemoryError"};
	struct assay_str line = last_line(outcome->err);

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (assay_str_find(line, assay_str_of(marks[i]), 0) != SIZE_MAX)
			return true;
	}
	return false;
}

int assay_code_begin_result(const struct assay_outcome *outcome, const struct assay_limits *limits,
			    struct assay_arena *arena, struct assay_test_result *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf reason = {0};

	*ret = (struct assay_test_result){
		.word = assay_word_of_outcome(outcome),
		.cpu_us = outcome->cpu_us,
		.wall_us = outcome->wall_us,
		.peak_bytes = outcome->peak_bytes,
		.enforcer = outcome->enforcer,
		.isolation = outcome->isolation,
	};
	if (ret->word == ASSAY_ACCEPTED)
		return 0;
	if (outcome->end == ASSAY_END_EXITED && ret->word == ASSAY_OUTPUT_LIMIT)
		assay_buf_printf(&reason, "more than %llu KiB of output",
				 (unsigned long long)(limits->output_bytes >> 10));
	else
		describe_end(outcome, limits, &reason);
	if (ret->word == ASSAY_RUNTIME_ERROR) {
		struct assay_str line = last_line(outcome->err);
		if (says_out_of_memory(outcome))
			ret->word = ASSAY_MEMORY_LIMIT;
		if (line.len > 0) {
			assay_buf_add_c(&reason, ": ");
			assay_code_add_short(&reason, line, 2 * ASSAY_SHORT_BYTES);
		}
	}
	return assay_code_fail(ret, ret->word, &reason, arena, err);
}

int assay_code_fail(struct assay_test_result *result, enum assay_word word, const struct assay_buf *reason,
		    struct assay_arena *arena, struct assay_err *err)
{
	int rc = assay_buf_error(reason, err);

	if (rc)
		return rc;
	result->word = word;
	result->reason = assay_arena_str(arena, assay_buf_str(reason));
	return result->reason.data ? 0 : assay_arena_fail(arena, err);
}

void assay_code_add_short(struct assay_buf *out, struct assay_str text, size_t max)
{
	size_t len = assay_utf8_cut(text, max);

	if (assay_str_is_absent(text)) {
		assay_buf_add_c(out, "nothing");
		return;
	}
	for (size_t i = 0; i < len; i++)
		assay_buf_add_char(out, (unsigned char)text.data[i] < 0x20 ? ' ' : text.data[i]);
	if (len < text.len)
		assay_buf_add_c(out, "...");
}

void assay_code_evidence_text(struct assay_jsonw *w, const char *key, struct assay_str text)
{
	text.len = assay_utf8_cut(text, ASSAY_EVIDENCE_BYTES);
	assay_jsonw_kv_str(w, key, text);
}

void assay_code_evidence_json(struct assay_jsonw *w, const char *key, struct assay_str raw)
{
	if (raw.data && raw.len <= ASSAY_EVIDENCE_BYTES)
		assay_jsonw_kv_raw(w, key, raw);
	else
		assay_code_evidence_text(w, key, raw);
}

int assay_code_set_evidence(struct assay_test_result *result, const struct assay_buf *json, struct assay_arena *arena,
			    struct assay_err *err)
{
	int rc = assay_buf_error(json, err);

	if (rc)
		return rc;
	result->evidence = assay_arena_str(arena, assay_buf_str(json));
	return result->evidence.data ? 0 : assay_arena_fail(arena, err);
}

int assay_code_note_output(struct assay_test_result *result, struct assay_str output, struct assay_arena *arena,
			   struct assay_err *err)
{
	char hex[ASSAY_HASH_HEX];
	struct assay_hash128 hash = assay_hash_of(output);

	assay_hash_hex(&hash, hex);
	result->output = assay_arena_str(arena, assay_str_of(hex));
	return result->output.data ? 0 : assay_arena_fail(arena, err);
}
