/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang.h"

#include "sandbox/lang/all.h"

#include <strings.h>
#include <unistd.h>

static const struct assay_language *const languages[] = {
	&assay_language_bash,  &assay_language_c,	   &assay_language_cpp,	       &assay_language_csharp,
	&assay_language_d,     &assay_language_fortran,	   &assay_language_go,	       &assay_language_haskell,
	&assay_language_java,  &assay_language_javascript, &assay_language_kotlin,     &assay_language_lua,
	&assay_language_ocaml, &assay_language_octave,	   &assay_language_pascal,     &assay_language_perl,
	&assay_language_php,   &assay_language_prolog,	   &assay_language_pypy,       &assay_language_python,
	&assay_language_r,     &assay_language_racket,	   &assay_language_ruby,       &assay_language_rust,
	&assay_language_scala, &assay_language_sql,	   &assay_language_typescript, &assay_language_verilog,
};
#define N_LANGUAGES (sizeof languages / sizeof languages[0])

/* Compilers need more of everything than what they compile, and are attacked like any candidate. */
static const struct assay_limits compiler_limits = {
	.cpu_ms = 10000,
	.wall_ms = 20000,
	.mem_bytes = UINT64_C(1) << 30,
	.output_bytes = UINT64_C(1) << 20,
	.fs_bytes = UINT64_C(256) << 20,
	.procs = 64,
};

static bool is_same(struct assay_str s, const char *name)
{
	return s.len == strlen(name) && strncasecmp(s.data, name, s.len) == 0;
}

static bool is_called(const struct assay_language *lang, struct assay_str name)
{
	if (is_same(name, lang->name))
		return true;
	for (size_t i = 0; lang->aliases && lang->aliases[i]; i++)
		if (is_same(name, lang->aliases[i]))
			return true;
	return false;
}

const struct assay_language *assay_language_find(struct assay_str name)
{
	for (size_t i = 0; !assay_str_is_absent(name) && i < N_LANGUAGES; i++)
		if (is_called(languages[i], name))
			return languages[i];
	return NULL;
}

double assay_language_time_factor(struct assay_str name)
{
	const struct assay_language *lang = assay_language_find(name);

	return lang && lang->time_factor > 0 ? lang->time_factor : 1;
}

const struct assay_language *const *assay_languages(size_t *ret_n)
{
	*ret_n = N_LANGUAGES;
	return languages;
}

static const char *first_present(const char *const *tools)
{
	for (size_t i = 0; tools[i]; i++)
		if (access(tools[i], X_OK) == 0)
			return tools[i];
	return NULL;
}

bool assay_language_is_available(const struct assay_language *lang, const char **ret_tool)
{
	const char *tool = first_present(lang->tools);

	if (!tool || (lang->runners && !first_present(lang->runners)))
		return false;
	if (ret_tool)
		*ret_tool = tool;
	return true;
}

/* What {tool}, {runner}, {main} and {stem} stand for. */
struct names {
	const char *tool, *runner;
	struct assay_str main, stem;
};

static int resolve(const struct assay_program *program, const struct assay_language **ret, struct names *names,
		   struct assay_err *err)
{
	const struct assay_language *lang = assay_language_find(program->language);
	size_t dot;

	if (!lang)
		return assay_fail(err, ASSAY_ENOTFOUND, "unknown language \"%.*s\"", (int)program->language.len,
				  program->language.data ? program->language.data : "");
	names->tool = first_present(lang->tools);
	names->runner = lang->runners ? first_present(lang->runners) : names->tool;
	if (!names->tool || !names->runner)
		return assay_fail(err, ASSAY_ENOTFOUND, "no toolchain for %s: %s is not installed (package %s)",
				  lang->name, names->tool ? lang->runners[0] : lang->tools[0], lang->packages[0]);
	names->main = assay_str_is_absent(program->main_name) ? assay_str_of(lang->source_name) : program->main_name;
	if (!assay_file_name_is_safe(names->main))
		return assay_fail(err, ASSAY_EINVAL, "the main file has an unsafe name");
	for (dot = names->main.len; dot > 0 && names->main.data[dot - 1] != '.';)
		dot--;
	names->stem = assay_str_sub(names->main, 0, dot > 1 ? dot - 1 : names->main.len);
	*ret = lang;
	return 0;
}

static struct assay_str fill_word(const char *word, const struct names *names, struct assay_arena *arena)
{
	const struct {
		const char *mark;
		struct assay_str text;
	} marks[] = {
		{"{tool}", assay_str_of(names->tool)},
		{"{runner}", assay_str_of(names->runner)},
		{"{main}", names->main},
		{"{stem}", names->stem},
	};
	struct assay_str out = assay_str_of(word);

	for (size_t i = 0; out.data && i < sizeof marks / sizeof marks[0]; i++) {
		size_t at = assay_str_find(out, assay_str_of(marks[i].mark), 0), len = strlen(marks[i].mark);

		if (at == SIZE_MAX)
			continue;
		out = assay_arena_printf(arena, "%.*s%.*s%.*s", (int)at, out.data, (int)marks[i].text.len,
					 marks[i].text.data, (int)(out.len - at - len), out.data + at + len);
	}
	return out;
}

static const char *const *fill_words(const char *const *words, const struct names *names, struct assay_arena *arena)
{
	const char **argv;
	size_t n = 0;

	while (words[n])
		n++;
	argv = assay_arena_array(arena, n + 1, sizeof *argv);
	for (size_t i = 0; argv && i < n; i++) {
		argv[i] = fill_word(words[i], names, arena).data;
		if (!argv[i])
			return NULL;
	}
	return argv;
}

/* Whether `name` is `other` or would need it for a folder. */
static bool is_at_or_below(struct assay_str name, struct assay_str other)
{
	return name.len >= other.len && memcmp(name.data, other.data, other.len) == 0 &&
	       (name.len == other.len || name.data[other.len] == '/');
}

/*
 * The later of two files of one name would replace the earlier: a candidate's file must not run in the place of its
 * main file, nor lie where an artifact goes. A program has a handful of files, at most about a thousand.
 */
static int refuse_clashes(const struct assay_file *files, size_t n, struct assay_err *err)
{
	for (size_t i = 1; i < n; i++) {
		for (size_t j = 0; j < i; j++) {
			if (is_at_or_below(files[i].name, files[j].name) ||
			    is_at_or_below(files[j].name, files[i].name))
				return assay_fail(err, ASSAY_EINVAL, "files \"%.*s\" and \"%.*s\" cannot both be there",
						  (int)assay_utf8_cut(files[j].name, 200), files[j].name.data,
						  (int)assay_utf8_cut(files[i].name, 200), files[i].name.data);
		}
	}
	return 0;
}

/* The program's files, the main one under its real name, with `artifacts` behind them. */
static int gather_files(const struct assay_program *program, const struct names *names,
			const struct assay_file *artifacts, size_t n_artifacts, struct assay_arena *arena,
			struct assay_job *ret, struct assay_err *err)
{
	struct assay_file *files = assay_arena_array(arena, program->n_files + n_artifacts, sizeof *files);
	bool has_main = false;
	size_t n = 0;

	if (!files)
		return assay_arena_fail(arena, err);
	for (size_t i = 0; i < program->n_files; i++) {
		files[n] = program->files[i];
		if (assay_str_is_absent(files[n].name))
			files[n].name = names->main;
		has_main = has_main || assay_str_eq(files[n].name, names->main);
		n++;
	}
	for (size_t i = 0; i < n_artifacts; i++) {
		if (assay_str_is_absent(artifacts[i].bytes))
			continue;
		files[n] = artifacts[i];
		/* A linker that may not change modes, as at the level of Landlock, cannot say so. */
		files[n++].is_executable = true;
	}
	ret->files = files;
	ret->n_files = n;
	if (!has_main)
		return assay_fail(err, ASSAY_EINVAL, "the program has no file \"%.*s\"", (int)names->main.len,
				  names->main.data);
	return refuse_clashes(files, n, err);
}

static struct assay_limits limits_of_compiler(const struct assay_language *lang)
{
	struct assay_limits own = lang->compile_limits;
	uint64_t *fields = (uint64_t *)&own;
	const uint64_t *defaults = (const uint64_t *)&compiler_limits;

	_Static_assert(sizeof own % sizeof(uint64_t) == 0, "limits are a row of numbers");
	for (size_t i = 0; i < sizeof own / sizeof(uint64_t); i++)
		if (fields[i] == 0)
			fields[i] = defaults[i];
	assay_limits_fill(&own);
	return own;
}

int assay_language_compile_job(const struct assay_program *program, struct assay_arena *arena, struct assay_job *ret,
			       struct assay_err *err)
{
	const struct assay_language *lang = NULL;
	struct assay_job job = {0};
	struct names names = {0};
	int r = resolve(program, &lang, &names, err);

	if (r < 0 || !lang || !lang->compile)
		return r;
	r = gather_files(program, &names, NULL, 0, arena, &job, err);
	if (r < 0)
		return r;
	job.argv = fill_words(lang->compile, &names, arena);
	job.outputs = lang->artifacts ? fill_words(lang->artifacts, &names, arena) : NULL;
	if (!job.argv || (lang->artifacts && !job.outputs))
		return assay_arena_fail(arena, err);
	job.env = lang->env;
	job.policy = lang->policy;
	job.limits = limits_of_compiler(lang);
	job.can_exceed_address_space = lang->can_exceed_address_space;
	*ret = job;
	return 1;
}

int assay_language_run_job(const struct assay_program *program, const struct assay_file *artifacts, size_t n_artifacts,
			   struct assay_arena *arena, struct assay_job *ret, struct assay_err *err)
{
	const struct assay_language *lang = NULL;
	struct assay_job job = {0};
	struct names names = {0};
	int r = resolve(program, &lang, &names, err);

	if (r < 0 || !lang)
		return r;
	r = gather_files(program, &names, artifacts, n_artifacts, arena, &job, err);
	if (r < 0)
		return r;
	job.argv = fill_words(lang->run, &names, arena);
	if (!job.argv)
		return assay_arena_fail(arena, err);
	job.env = lang->env;
	job.policy = lang->policy;
	job.zygote = lang->zygote;
	job.can_exceed_address_space = lang->can_exceed_address_space;
	*ret = job;
	return 0;
}
