/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assay exec: one program, one sandboxed run, one JSON object that says what happened.
 *
 * How the program ended is data, so the exit status is 0 whatever it did; 1 means that it could not be run.
 */
#include "base/fd.h"
#include "base/json.h"
#include "orchestrator/carry.h"
#include "orchestrator/verb.h"
#include "orchestrator/verb_table.h"
#include "sandbox/lang.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_INPUT ((size_t)256 << 20)

struct options {
	const char *language, *input, *require, *cache;
	uint64_t cpu_ms, wall_ms, mem_mb;
	bool is_unsafe;
};

static const struct assay_flag flags[] = {
	{.name = "language",
	 .letter = 'l',
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, language),
	 .value = "L",
	 .help = "the program's language: python, c, cpp, ...; assay doctor lists them"},
	{.name = "stdin",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, input),
	 .value = "FILE",
	 .help = "what it reads; default: nothing"},
	{.name = "cpu-ms",
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct options, cpu_ms),
	 .value = "N",
	 .min = 1,
	 .max = 86400000,
	 .help = "CPU time; default: 10000"},
	{.name = "wall-ms",
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct options, wall_ms),
	 .value = "N",
	 .min = 1,
	 .max = 86400000,
	 .help = "wall time; default: three times the CPU time and two seconds"},
	{.name = "mem-mb",
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct options, mem_mb),
	 .value = "N",
	 .min = 1,
	 .max = 1 << 20,
	 .help = "memory; default: 512"},
	{.name = "require",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, require),
	 .value = "LEVEL",
	 .help = "least isolation: namespaces (default) or landlock"},
	{.name = "compile-cache",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, cache),
	 .value = "WHERE",
	 .help = ASSAY_CACHE_HELP},
	{.name = "unsafe",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, is_unsafe),
	 .help = "run without isolation where it cannot be had"},
	{0},
};

/* How the run ended, or the compiler before it. */
struct result {
	const char *status;
	struct assay_outcome outcome;
};

/* --- Running --- */

/* A sandbox that failed is made anew, once, and step by step. */
static void give_up_slot(struct assay_carrier *carrier)
{
	assay_carrier_drop_slots(carrier);
	carrier->sandbox.is_single = false;
}

static int run_on_slot(struct assay_carrier *carrier, const struct assay_job *job, struct assay_arena *arena,
		       struct assay_outcome *ret, struct assay_err *err)
{
	int rc = ASSAY_ESANDBOX;
	for (int tries = 0; tries < 2 && rc == ASSAY_ESANDBOX; tries++) {
		rc = assay_carrier_prepare(carrier, 1, err);
		if (rc)
			return rc;
		const struct assay_run_request request = {.slot = carrier->slots[0], .job = job, .outcome = ret};
		rc = assay_sandbox_run(&request, 1, arena, err);
		if (rc)
			give_up_slot(carrier);
	}
	return rc;
}

static bool is_clean(const struct assay_outcome *outcome)
{
	return assay_word_of_outcome(outcome) == ASSAY_ACCEPTED;
}

/* 0 when there is a program to run, 1 when the compiler's end is the result. */
static int compile(struct assay_carrier *carrier, const struct assay_program *program, struct assay_arena *arena,
		   struct result *ret, struct assay_err *err)
{
	int rc = ASSAY_ESANDBOX;
	for (int tries = 0; tries < 2 && rc == ASSAY_ESANDBOX; tries++) {
		rc = assay_carrier_prepare(carrier, 1, err);
		if (rc)
			return rc;
		rc = assay_compile(carrier->slots[0], program, carrier->compiled, arena, &ret->outcome, err);
		if (rc == ASSAY_ESANDBOX)
			give_up_slot(carrier);
	}
	if (rc <= 0)
		return rc;
	if (assay_slot_is_spent(carrier->slots[0]))
		assay_carrier_drop_slots(carrier);
	ret->status = ret->outcome.is_refused ? "system_error" : "compile_error";
	return is_clean(&ret->outcome) ? 0 : 1;
}

static int execute(struct assay_carrier *carrier, const struct options *o, const struct assay_program *program,
		   struct assay_str input, struct assay_arena *arena, struct result *ret, struct assay_err *err)
{
	struct assay_job job;
	int rc = compile(carrier, program, arena, ret, err);
	if (rc)
		return rc < 0 ? rc : 0;
	rc = assay_language_run_job(program, ret->outcome.outputs, ret->outcome.n_outputs, arena, &job, err);
	if (rc)
		return rc;
	job.stdin_bytes = input;
	job.limits = (struct assay_limits){
		.cpu_ms = o->cpu_ms,
		.wall_ms = o->wall_ms,
		.mem_bytes = o->mem_mb << 20,
	};
	rc = run_on_slot(carrier, &job, arena, &ret->outcome, err);
	if (rc)
		return rc;
	enum assay_word word = assay_word_of_outcome(&ret->outcome);
	ret->status = word == ASSAY_ACCEPTED ? "ok" : assay_word_name(word);
	return 0;
}

/* --- Saying what happened --- */

static void write_signal(struct assay_jsonw *w, const struct assay_outcome *outcome)
{
	char name[32];
	const char *abbreviation = outcome->end == ASSAY_END_SIGNALED ? sigabbrev_np(outcome->signal) : NULL;
	assay_jsonw_key(w, "signal");
	if (outcome->end != ASSAY_END_SIGNALED) {
		assay_jsonw_null(w);
		return;
	}
	if (abbreviation)
		(void)snprintf(name, sizeof(name), "SIG%s", abbreviation);
	else
		(void)snprintf(name, sizeof(name), "SIG%d", outcome->signal); /* A real-time signal. */
	assay_jsonw_c(w, name);
}

/* Text as text, other bytes as base64 under a key of their own. */
static int write_bytes(struct assay_jsonw *w, const char *key, const char *key_base64, struct assay_str bytes,
		       struct assay_err *err)
{
	if (assay_utf8_is_valid(bytes)) {
		assay_jsonw_kv_str(w, key, bytes.len > 0 ? bytes : ASSAY_STR(""));
		return 0;
	}
	assay_autobuf struct assay_buf encoded = {0};
	int rc = assay_base64_encode(&encoded, bytes);
	if (rc)
		return assay_buf_error(&encoded, err);
	assay_jsonw_kv_str(w, key_base64, assay_buf_str(&encoded));
	return 0;
}

static int write_result(const struct result *result, struct assay_buf *out, struct assay_err *err)
{
	const struct assay_outcome *outcome = &result->outcome;
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_c(&w, "status", result->status);
	assay_jsonw_key(&w, "exit_code");
	if (outcome->end == ASSAY_END_EXITED)
		assay_jsonw_i64(&w, outcome->exit_code);
	else
		assay_jsonw_null(&w);
	write_signal(&w, outcome);
	int rc = write_bytes(&w, "stdout", "stdout_base64", outcome->out, err);
	if (rc == 0)
		rc = write_bytes(&w, "stderr", "stderr_base64", outcome->err, err);
	if (rc)
		return rc;
	assay_jsonw_kv_bool(&w, "stdout_truncated", outcome->out_is_truncated);
	assay_jsonw_kv_f64(&w, "cpu_ms", (double)outcome->cpu_us / 1000);
	assay_jsonw_kv_f64(&w, "wall_ms", (double)outcome->wall_us / 1000);
	assay_jsonw_kv_f64(&w, "peak_mem_mb", (double)outcome->peak_bytes / (1 << 20));
	assay_jsonw_kv_c(&w, "limits_enforced_by", assay_enforcer_name(outcome->enforcer));
	/* Weaker isolation is said, on the row and out loud. */
	if (outcome->isolation != ASSAY_ISOLATION_NAMESPACES) {
		assay_jsonw_kv_c(&w, "isolation", assay_isolation_name(outcome->isolation));
		(void)fprintf(stderr, "assay exec: warning: the program ran with isolation \"%s\" only\n",
			      assay_isolation_name(outcome->isolation));
	}
	assay_jsonw_end_object(&w);
	assay_buf_add_char(out, '\n');
	return assay_buf_error(out, err);
}

/* --- The verb --- */

static int read_input(const char *path, struct assay_buf *out, struct assay_err *err)
{
	if (strcmp(path, "-") != 0)
		return assay_read_file(path, out, err);
	int rc = assay_read_all(STDIN_FILENO, out, err);
	return rc ? assay_err_wrap(err, rc, "standard input") : 0;
}

static int check_language(const char *name, struct assay_err *err)
{
	const char *names[64];
	size_t n;
	const struct assay_language *const *languages = assay_languages(&n);
	if (!name)
		return assay_fail(err, ASSAY_ECONFIG, "--language is needed; see assay exec --help");
	if (assay_language_find(assay_str_of(name)))
		return 0;
	for (size_t i = 0; i < n && i < 64; i++)
		names[i] = languages[i]->name;
	const char *near = assay_nearest_name(name, names, n < 64 ? n : 64);
	return assay_fail(err, ASSAY_ECONFIG, "there is no language \"%s\"%s%s%s", name, near ? "; did you mean " : "",
			  near ? near : "", near ? "?" : "; assay doctor lists them");
}

static int exec(const struct options *o, const char *path, struct assay_err *err)
{
	assay_autobuf struct assay_buf source = {.max = MAX_INPUT};
	assay_autobuf struct assay_buf input = {.max = MAX_INPUT};
	assay_autobuf struct assay_buf json = {0};
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	int rc = arena ? read_input(path, &source, err) : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	if (rc == 0 && o->input)
		rc = read_input(o->input, &input, err);
	if (rc)
		return rc;
	const struct assay_file file = {.bytes = assay_buf_str(&source)};
	const struct assay_program program = {.language = assay_str_of(o->language), .files = &file, .n_files = 1};
	struct assay_carrier carrier = {
		.sandbox = {.require = assay_isolation_of(o->require), .is_unsafe = o->is_unsafe, .is_single = true}};
	struct result result = {0};
	rc = assay_cache_setting_of(o->cache, &carrier.cache, err);
	/* Nobody looks for a folder that is not wanted. */
	carrier.cache.is_off |= !assay_language_find(program.language)->compile;
	if (rc == 0)
		rc = execute(&carrier, o, &program, assay_buf_str(&input), arena, &result, err);
	assay_carrier_abandon(&carrier);
	if (rc == 0)
		rc = write_result(&result, &json, err);
	return rc ? rc : assay_write_all(STDOUT_FILENO, json.data, json.len, err);
}

static int run(int argc, char **argv, struct assay_err *err)
{
	struct options o = {0};
	int first;
	int rc = assay_verb_parse(&assay_verb_exec, argc, argv, &o, &first, err);
	if (rc)
		return rc < 0 ? rc : 0;
	rc = check_language(o.language, err);
	if (rc)
		return rc;
	if (assay_isolation_of(o.require) == ASSAY_ISOLATION_UNKNOWN)
		return assay_fail(err, ASSAY_ECONFIG, "--require \"%s\": namespaces or landlock", o.require);
	if (argc - first != 1)
		return assay_fail(err, ASSAY_ECONFIG, "one program is needed: a file, or - for standard input");
	if (o.input && strcmp(o.input, "-") == 0 && strcmp(argv[first], "-") == 0)
		return assay_fail(err, ASSAY_ECONFIG, "program and input cannot both come from standard input");
	return exec(&o, argv[first], err);
}

const struct assay_verb assay_verb_exec = {
	.name = "exec",
	.summary = "run one program in the sandbox and say what happened, as JSON",
	.usage = "--language L [--stdin FILE] [limits] FILE|-",
	.details = "Exit status 0 means that the program was run (or did not compile), however it ended.",
	.example = "  assay exec --language python hello.py\n"
		   "  echo 'int main(){for(;;);}' | assay exec --language c --cpu-ms 500 -",
	.flags = flags,
	.run = run,
};
