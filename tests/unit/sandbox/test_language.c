/* SPDX-License-Identifier: Apache-2.0 */
/*
 * usage: test_language NAME: what the table says of a language holds on this machine. Exit 77 is a skip; the last line
 * printed is its reason.
 *
 * tests/languages/NAME/all.EXT is one program that does what the first line of its input says; a case that has a
 * program of its own has it in CASE.EXT instead. broken.EXT is no program at all. So a language is proved by two files.
 */
#include "base/fd.h"
#include "sandbox/lang.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SKIP = 77 };

static const uint64_t mib = UINT64_C(1) << 20;

static const struct test_case {
	const char *name, *input;
	enum assay_end end;
	int exit_code;	  /* ANY: none that means success. */
	const char *says; /* On standard output; NULL: whatever. */
} cases[] = {
#define ANY (-1)
	{"sum", "2\n40\n", ASSAY_END_EXITED, 0, "42\n"},
	{"echo", "grüße 日本\n", ASSAY_END_EXITED, 0, "grüße 日本 → ✓\n"},
	{"work", "", ASSAY_END_EXITED, 0, "1074591638854460\n"},
	{"exit", "", ASSAY_END_EXITED, 3, NULL},
	{"crash", "", ASSAY_END_EXITED, ANY, NULL},
	{"spin", "", ASSAY_END_CPU_LIMIT, 0, NULL},
	{"hog", "", ASSAY_END_MEMORY_LIMIT, 0, NULL},
	{"flood", "", ASSAY_END_OUTPUT_LIMIT, 0, NULL},
	{"broken", "", ASSAY_END_EXITED, ANY, NULL},
};

/* What a language cannot do, or does in its own way. */
static const struct exception {
	const char *language, *name;
	bool is_left_out;
	enum assay_end end;
	int exit_code;
} exceptions[] = {
	/* Takes seconds. */
	{"bash", "work", .is_left_out = true},
	{"octave", "work", .is_left_out = true},
	{"verilog", "work", .is_left_out = true},
	/* An error that a program may catch. */
	{"java", "hog", false, ASSAY_END_EXITED, 1},
	{"kotlin", "hog", false, ASSAY_END_EXITED, 1},
	{"scala", "hog", false, ASSAY_END_EXITED, 1},
	/* There is no way to say which. */
	{"verilog", "exit", .is_left_out = true},
};

static const struct exception *exception_of(const char *language, const char *name)
{
	for (size_t i = 0; i < sizeof exceptions / sizeof exceptions[0]; i++)
		if (strcmp(exceptions[i].language, language) == 0 && strcmp(exceptions[i].name, name) == 0)
			return &exceptions[i];
	return NULL;
}

struct bench {
	const struct assay_language *lang;
	struct assay_slot *slot;
	struct assay_arena *arena;
	struct assay_str source;
	struct assay_outcome compiled; /* Of `source`. */
	int n_failed;
};

_Noreturn __attribute__((format(printf, 2, 3))) static void leave(int status, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
	exit(status);
}

static struct assay_outcome run(struct bench *b, const struct assay_job *job)
{
	struct assay_outcome outcome = {0};
	struct assay_err err = {0};
	const struct assay_run_request request = {.slot = b->slot, .job = job, .outcome = &outcome};

	if (assay_sandbox_run(&request, 1, b->arena, &err) < 0)
		leave(1, "%s", err.msg);
	return outcome;
}

static bool is_clean(const struct assay_outcome *o)
{
	return o->end == ASSAY_END_EXITED && o->exit_code == 0;
}

/* The text of a case, NULL when there is none. */
static struct assay_str read_source(struct bench *b, const char *name)
{
	assay_autobuf struct assay_buf text = {.max = 1 << 20};
	char path[1000];

	snprintf(path, sizeof path, "%s/tests/languages/%s/%s%s", getenv("ASSAY_SOURCE_ROOT"), b->lang->name, name,
		 strrchr(b->lang->source_name, '.'));
	if (assay_read_file(path, &text, NULL) < 0)
		return (struct assay_str){0};
	return assay_arena_str(b->arena, assay_buf_str(&text));
}

static struct assay_program program_of(struct bench *b, struct assay_str source)
{
	struct assay_file *file = assay_arena_alloc(b->arena, sizeof *file);

	*file = (struct assay_file){.bytes = source};
	return (struct assay_program){.language = assay_str_of(b->lang->name), .files = file, .n_files = 1};
}

/* Compiles unless that was done for the case before. */
static const struct assay_outcome *compile(struct bench *b, struct assay_str source)
{
	struct assay_program program = program_of(b, source);
	struct assay_err err = {0};
	struct assay_job job;
	int r;

	if (b->source.data && assay_str_eq(source, b->source))
		return &b->compiled;
	b->source = source;
	b->compiled = (struct assay_outcome){.end = ASSAY_END_EXITED};
	r = assay_language_compile_job(&program, b->arena, &job, &err);
	if (r < 0)
		leave(1, "%s", err.msg);
	if (r == 1)
		b->compiled = run(b, &job);
	return &b->compiled;
}

static struct assay_outcome run_case(struct bench *b, const struct test_case *c, struct assay_str source)
{
	const struct assay_outcome *compiled = compile(b, source);
	struct assay_program program = program_of(b, source);
	struct assay_err err = {0};
	struct assay_job job;

	if (!is_clean(compiled))
		return *compiled;
	if (assay_language_run_job(&program, compiled->outputs, compiled->n_outputs, b->arena, &job, &err) < 0)
		leave(1, "%s", err.msg);
	job.stdin_bytes = assay_arena_printf(b->arena, "%s\n%s", c->name, c->input);
	job.limits = (struct assay_limits){.output_bytes = 64 << 10, .mem_bytes = 256 * mib, .cpu_ms = 20000};
	if (c->end == ASSAY_END_CPU_LIMIT)
		job.limits.cpu_ms = 300;
	return run(b, &job);
}

static bool is_as_expected(const struct test_case *c, const struct exception *x, const struct assay_outcome *o)
{
	enum assay_end end = x ? x->end : c->end;
	int exit_code = x ? x->exit_code : c->exit_code;

	if (exit_code == ANY)
		return o->end == ASSAY_END_SIGNALED || (o->end == ASSAY_END_EXITED && o->exit_code != 0);
	if (o->end != end || (end == ASSAY_END_EXITED && o->exit_code != exit_code))
		return false;
	return !c->says || assay_str_is(o->out, c->says);
}

static void try_case(struct bench *b, const struct test_case *c)
{
	const struct exception *x = exception_of(b->lang->name, c->name);
	struct assay_str source = read_source(b, c->name);
	struct assay_outcome o;

	if (x && x->is_left_out)
		return;
	if (!source.data)
		source = read_source(b, "all");
	if (!source.data)
		leave(1, "%s: there is no program for \"%s\"", b->lang->name, c->name);
	o = run_case(b, c, source);
	printf("%-11s %-7s cpu %7.1f ms, wall %7.1f ms, peak %4llu MiB; compile cpu %7.1f ms, wall %7.1f ms\n",
	       b->lang->name, c->name, (double)o.cpu_us / 1e3, (double)o.wall_us / 1e3,
	       (unsigned long long)(o.peak_bytes / mib), (double)b->compiled.cpu_us / 1e3,
	       (double)b->compiled.wall_us / 1e3);
	if (is_as_expected(c, x, &o))
		return;
	b->n_failed++;
	printf("FAILED %s %s: end %d, exit code %d, signal %d\n%.*s\n%.*s\n", b->lang->name, c->name, o.end,
	       o.exit_code, o.signal, (int)(o.out.len < 300 ? o.out.len : 300), o.out.data,
	       (int)(o.err.len < 2000 ? o.err.len : 2000), o.err.data);
}

int main(int argc, char **argv)
{
	struct assay_sandbox_options options = {.slot_id = (unsigned)(getpid() * 4) % 29000};
	struct bench b = {.lang = argc == 2 ? assay_language_find(assay_str_of(argv[1])) : NULL};
	struct assay_err err = {0};

	if (!b.lang)
		leave(2, "usage: test_language NAME");
	if (!assay_language_is_available(b.lang, NULL))
		leave(SKIP, "skipped: %s is not installed", b.lang->name);
	b.arena = assay_arena_create(0);
	if (!b.arena)
		leave(1, "out of memory");
	if (assay_slot_create(&options, &b.slot, &err) < 0)
		leave(SKIP, "skipped: %s", err.msg);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		try_case(&b, &cases[i]);
	assay_slot_destroy(b.slot);
	assay_arena_destroy(b.arena);
	return b.n_failed > 0;
}
