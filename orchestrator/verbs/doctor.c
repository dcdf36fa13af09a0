/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assay doctor: what this machine can isolate, limit and run; for each no, what is lost and what would give it.
 *
 * Nothing is taken on trust: features are probed by use, toolchains are asked for their version inside the sandbox,
 * and a few hostile programs try the sandbox itself.
 */
#include "base/fd.h"
#include "base/json.h"
#include "orchestrator/attacks.h"
#include "orchestrator/carry.h"
#include "orchestrator/verb.h"
#include "orchestrator/verb_table.h"
#include "sandbox/lang.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct options {
	const char *require;
	bool is_json;
};

static const struct assay_flag flags[] = {
	{.name = "require",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, require),
	 .value = "LEVEL",
	 .help = "exit 3 below this isolation: namespaces (default) or landlock"},
	{.name = "json",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, is_json),
	 .help = "one JSON object instead of a table"},
	{0},
};

struct toolchain {
	const struct assay_language *language;
	const char *tool;	  /* NULL: none is installed. */
	struct assay_str version; /* Absent when it could not be asked. */
};

struct findings {
	enum assay_isolation required, best;
	bool has_sandbox;
	struct assay_probe *probes;
	size_t n_probes;
	struct toolchain *toolchains;
	size_t n_toolchains;
	struct assay_attack_result *attacks;
	size_t n_attacks;
	struct assay_str no_attacks; /* Why none was tried; absent when they were. */
	enum assay_enforcer enforcer;
};

/* --- Looking --- */

/* The first line that is no warning of the tool's own runtime; empty when there is none. */
static struct assay_str version_line(struct assay_str text)
{
	for (size_t at = 0; at < text.len;) {
		size_t end = assay_str_find(text, ASSAY_STR("\n"), at);
		struct assay_str line = assay_str_trim(assay_str_sub(text, at, end - at));
		if (line.len > 0 && assay_str_find(line, ASSAY_STR("warning:"), 0) == SIZE_MAX)
			return line;
		at = end == SIZE_MAX ? text.len : end + 1;
	}
	return ASSAY_STR("");
}

/* A tool that answers inside the sandbox will be found there by programs too. */
static int ask_version(struct assay_carrier *carrier, struct toolchain *toolchain, struct assay_arena *arena,
		       struct findings *f, struct assay_err *err)
{
	const char *argv[8] = {toolchain->tool};
	for (size_t i = 0; i < 6 && toolchain->language->version && toolchain->language->version[i]; i++)
		argv[i + 1] = toolchain->language->version[i];
	const struct assay_job job = {
		.argv = argv,
		.env = toolchain->language->env,
		.policy = toolchain->language->policy,
		.limits = {.cpu_ms = 5000, .wall_ms = 5000},
		.can_exceed_address_space = toolchain->language->can_exceed_address_space,
	};
	struct assay_outcome outcome = {0};
	const struct assay_run_request request = {.slot = carrier->slots[0], .job = &job, .outcome = &outcome};
	int rc = assay_sandbox_run(&request, 1, arena, err);
	if (rc)
		return rc;
	f->enforcer = outcome.enforcer;
	if (outcome.end == ASSAY_END_EXITED && outcome.exit_code == 0)
		toolchain->version = version_line(version_line(outcome.out).len > 0 ? outcome.out : outcome.err);
	return 0;
}

static int look_at_toolchains(struct assay_carrier *carrier, struct assay_arena *arena, struct findings *f,
			      struct assay_err *err)
{
	const struct assay_language *const *languages = assay_languages(&f->n_toolchains);
	f->toolchains = assay_arena_array(arena, f->n_toolchains, sizeof(*f->toolchains));
	if (!f->toolchains)
		return assay_arena_fail(arena, err);
	for (size_t i = 0; i < f->n_toolchains; i++) {
		struct toolchain *t = &f->toolchains[i];
		t->language = languages[i];
		if (!assay_language_is_available(t->language, &t->tool))
			t->tool = NULL;
		if (!t->tool || !f->has_sandbox)
			continue;
		int rc = ask_version(carrier, t, arena, f, err);
		if (rc)
			return assay_err_wrap(err, rc, "version of %s", t->language->name);
	}
	return 0;
}

/* Attacks that cannot be tried are a finding, not a failure. */
static int try_attacks(struct assay_carrier *carrier, struct assay_arena *arena, struct findings *f,
		       struct assay_err *err)
{
	struct assay_err why = {0};
	int rc = assay_attacks_run(carrier, arena, &f->attacks, &f->n_attacks, &why);
	if (rc == 0)
		return 0;
	f->n_attacks = 0;
	f->no_attacks = assay_arena_str(arena, assay_str_of(why.msg));
	return f->no_attacks.data ? 0 : assay_arena_fail(arena, err);
}

static int examine(struct assay_carrier *carrier, struct assay_arena *arena, struct findings *f, struct assay_err *err)
{
	int rc = assay_sandbox_probe(arena, &f->probes, &f->n_probes, &f->best, err);
	if (rc)
		return rc;
	/* Without a slot there is still the rest to tell; the attacks then say why there is none. */
	carrier->sandbox.require = f->required;
	f->has_sandbox = assay_carrier_prepare(carrier, 1, NULL) == 0;
	rc = look_at_toolchains(carrier, arena, f, err);
	return rc ? rc : try_attacks(carrier, arena, f, err);
}

static bool is_fit(const struct findings *f)
{
	bool is_good = f->best >= f->required && assay_str_is_absent(f->no_attacks);
	for (size_t i = 0; i < f->n_attacks; i++)
		is_good = is_good && f->attacks[i].is_repelled;
	return is_good;
}

/* --- Saying --- */

static void print_probes(const struct findings *f, struct assay_buf *out)
{
	assay_buf_add_c(out, "Isolation and limits\n");
	for (size_t i = 0; i < f->n_probes; i++) {
		const struct assay_probe *p = &f->probes[i];
		assay_buf_printf(out, "  %-4s %-28s %.*s\n", p->is_ok ? "ok" : "NO", p->name, (int)p->detail.len,
				 p->detail.len > 0 ? p->detail.data : "");
		if (p->is_ok)
			continue;
		if (p->sys_errno)
			assay_buf_printf(out, "         why:  %s\n", strerror(p->sys_errno));
		if (p->lost)
			assay_buf_printf(out, "         lost: %s\n", p->lost);
		if (p->fix)
			assay_buf_printf(out, "         fix:  %s\n", p->fix);
	}
}

static void print_toolchains(const struct findings *f, struct assay_buf *out)
{
	assay_buf_add_c(out, "\nLanguages\n");
	for (size_t i = 0; i < f->n_toolchains; i++) {
		const struct toolchain *t = &f->toolchains[i];
		if (!t->tool)
			assay_buf_printf(out, "  -    %-28s not installed; scripts/quickstart --languages %s\n",
					 t->language->name, t->language->name);
		else if (t->version.len == 0)
			assay_buf_printf(out, "  NO   %-28s %s %s\n", t->language->name, t->tool,
					 f->has_sandbox ? "does not work in the sandbox" : "has no sandbox to run in");
		else
			assay_buf_printf(out, "  ok   %-28s %.*s (%s)\n", t->language->name, (int)t->version.len,
					 t->version.data, t->tool);
	}
}

static void print_attacks(const struct findings *f, struct assay_buf *out)
{
	assay_buf_add_c(out, "\nAttacks on the sandbox\n");
	if (!assay_str_is_absent(f->no_attacks))
		assay_buf_printf(out, "  NO   none could be tried: %.*s\n", (int)f->no_attacks.len, f->no_attacks.data);
	for (size_t i = 0; i < f->n_attacks; i++) {
		const struct assay_attack_result *a = &f->attacks[i];
		assay_buf_printf(out, "  %-4s %-28s %.*s\n", a->is_repelled ? "ok" : "NO", a->name, (int)a->saw.len,
				 a->saw.data);
	}
}

static void print_table(const struct findings *f, struct assay_buf *out)
{
	print_probes(f, out);
	print_toolchains(f, out);
	print_attacks(f, out);
	assay_buf_printf(out, "\nBest isolation here: %s (required: %s)", assay_isolation_name(f->best),
			 assay_isolation_name(f->required));
	if (f->enforcer)
		assay_buf_printf(out, "; limits enforced by %s", assay_enforcer_name(f->enforcer));
	assay_buf_add_c(out, ".\n");
	assay_buf_add_c(out, is_fit(f) ? "This machine is fit to run untrusted code.\n"
				       : "This machine is NOT fit to run untrusted code.\n");
}

static void write_probes(const struct findings *f, struct assay_jsonw *w)
{
	assay_jsonw_key(w, "probes");
	assay_jsonw_array(w);
	for (size_t i = 0; i < f->n_probes; i++) {
		const struct assay_probe *p = &f->probes[i];
		assay_jsonw_object(w);
		assay_jsonw_kv_c(w, "name", p->name);
		assay_jsonw_kv_bool(w, "ok", p->is_ok);
		assay_jsonw_kv_str_opt(w, "detail", p->detail);
		if (!p->is_ok) {
			assay_jsonw_kv_i64(w, "errno", p->sys_errno);
			assay_jsonw_kv_str_opt(w, "lost", assay_str_of(p->lost));
			assay_jsonw_kv_str_opt(w, "fix", assay_str_of(p->fix));
		}
		assay_jsonw_end_object(w);
	}
	assay_jsonw_end_array(w);
}

static void write_words(const char *key, const char *const *words, struct assay_jsonw *w)
{
	assay_jsonw_key(w, key);
	assay_jsonw_array(w);
	for (size_t i = 0; words && words[i]; i++)
		assay_jsonw_c(w, words[i]);
	assay_jsonw_end_array(w);
}

static void write_toolchains(const struct findings *f, struct assay_jsonw *w)
{
	assay_jsonw_key(w, "languages");
	assay_jsonw_array(w);
	for (size_t i = 0; i < f->n_toolchains; i++) {
		const struct toolchain *t = &f->toolchains[i];
		assay_jsonw_object(w);
		assay_jsonw_kv_c(w, "name", t->language->name);
		assay_jsonw_kv_bool(w, "ok", t->version.len > 0);
		assay_jsonw_kv_str_opt(w, "tool", assay_str_of(t->tool));
		assay_jsonw_kv_str_opt(w, "version", t->version);
		assay_jsonw_kv_c(w, "source", t->language->source_name);
		write_words("packages", t->language->packages, w);
		write_words("compile", t->language->compile, w);
		assay_jsonw_end_object(w);
	}
	assay_jsonw_end_array(w);
}

static void write_attacks(const struct findings *f, struct assay_jsonw *w)
{
	assay_jsonw_key(w, "attacks");
	assay_jsonw_array(w);
	for (size_t i = 0; i < f->n_attacks; i++) {
		const struct assay_attack_result *a = &f->attacks[i];
		assay_jsonw_object(w);
		assay_jsonw_kv_c(w, "name", a->name);
		assay_jsonw_kv_bool(w, "ok", a->is_repelled);
		assay_jsonw_kv_str(w, "saw", a->saw);
		assay_jsonw_end_object(w);
	}
	assay_jsonw_end_array(w);
	assay_jsonw_kv_str_opt(w, "no_attacks", f->no_attacks);
}

static void write_json(const struct findings *f, struct assay_buf *out)
{
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_bool(&w, "ok", is_fit(f));
	assay_jsonw_kv_c(&w, "isolation", assay_isolation_name(f->best));
	assay_jsonw_kv_c(&w, "required", assay_isolation_name(f->required));
	if (f->enforcer)
		assay_jsonw_kv_c(&w, "limits_enforced_by", assay_enforcer_name(f->enforcer));
	write_probes(f, &w);
	write_toolchains(f, &w);
	write_attacks(f, &w);
	assay_jsonw_end_object(&w);
	assay_buf_add_char(out, '\n');
}

/* --- The verb --- */

static int parse_level(const char *name, enum assay_isolation *ret, struct assay_err *err)
{
	static const enum assay_isolation levels[] = {ASSAY_ISOLATION_NAMESPACES, ASSAY_ISOLATION_LANDLOCK};
	*ret = ASSAY_ISOLATION_NAMESPACES;
	for (size_t i = 0; name && i < 2; i++) {
		*ret = levels[i];
		if (strcmp(name, assay_isolation_name(levels[i])) == 0)
			return 0;
	}
	return name ? assay_fail(err, ASSAY_ECONFIG, "--require \"%s\": namespaces or landlock", name) : 0;
}

static int run(int argc, char **argv, struct assay_err *err)
{
	struct options o = {0};
	struct findings f = {0};
	struct assay_carrier carrier = {0};
	assay_autobuf struct assay_buf out = {0};
	int first;
	int rc = assay_verb_parse(&assay_verb_doctor, argc, argv, &o, &first, err);
	if (rc)
		return rc < 0 ? rc : 0;
	if (first < argc)
		return assay_fail(err, ASSAY_ECONFIG, "unexpected argument \"%s\"", argv[first]);
	rc = parse_level(o.require, &f.required, err);
	if (rc)
		return rc;
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	if (!arena)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	rc = examine(&carrier, arena, &f, err);
	assay_carrier_finish(&carrier);
	if (rc)
		return rc;
	if (o.is_json)
		write_json(&f, &out);
	else
		print_table(&f, &out);
	rc = assay_buf_error(&out, err);
	if (rc == 0)
		rc = assay_write_all(STDOUT_FILENO, out.data, out.len, err);
	if (rc)
		return rc;
	return is_fit(&f) ? 0 : ASSAY_GATE_FAILED;
}

const struct assay_verb assay_verb_doctor = {
	.name = "doctor",
	.summary = "say what this machine can isolate, limit and run, and the fix for each no",
	.usage = "[--require LEVEL] [--json]",
	.details = "Exit status 3 when the isolation is below what is required, or when an attack on the sandbox "
		   "succeeds.",
	.example = "  assay doctor\n  assay doctor --json --require landlock",
	.flags = flags,
	.run = run,
};
