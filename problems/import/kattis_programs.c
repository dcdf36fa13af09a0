/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/import/kattis.h"

#include "base/fd.h"
#include "base/num.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>

/* --- Programs ------------------------------------------------------------------------------------------------- */

/* Absent for what is no source in a language known here. */
static struct assay_str language_of(struct assay_str name)
{
	static const struct {
		const char *suffix, *language;
	} languages[] = {{".C", "cpp"},		{".c", "c"},	   {".c++", "cpp"},	{".cc", "cpp"},
			 {".cpp", "cpp"},	{".cs", "csharp"}, {".cxx", "cpp"},	{".d", "d"},
			 {".f90", "fortran"},	{".go", "go"},	   {".hs", "haskell"},	{".java", "java"},
			 {".js", "javascript"}, {".kt", "kotlin"}, {".lua", "lua"},	{".ml", "ocaml"},
			 {".pas", "pascal"},	{".php", "php"},   {".pl", "perl"},	{".py", "python"},
			 {".py3", "python"},	{".r", "r"},	   {".R", "r"},		{".rb", "ruby"},
			 {".rkt", "racket"},	{".rs", "rust"},   {".scala", "scala"}, {".sh", "bash"},
			 {".ts", "typescript"}};
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++) {
		if (assay_str_ends(name, languages[i].suffix))
			return assay_str_of(languages[i].language);
	}
	return (struct assay_str){0};
}

/* The one file of a program, which is a file itself or a folder; NULL in `*ret` when there are several, or none. */
static int find_source(const struct kattis_package *k, const char *path, int depth,
		       const char **ret) /* NOLINT(misc-no-recursion) */
{
	assay_autofd int fd = -1;
	struct stat st;
	struct kattis_names names;
	*ret = NULL;
	int rc = assay_kattis_open(k, path, 0, &fd);
	if (rc)
		return rc == KATTIS_MISSING ? assay_kattis_missing(k, path) : rc;
	if (fstat(fd, &st) != 0)
		return assay_fail_errno(k->err, "%s/%s", k->path, path);
	if (!S_ISDIR(st.st_mode)) {
		*ret = path;
		return 0;
	}
	rc = assay_kattis_list_open(k, &fd, path, &names);
	if (rc || names.n != 1 || depth >= KATTIS_MAX_DEPTH)
		return rc;
	const char *inner = NULL;
	rc = assay_kattis_join_path(k, path, names.items[0], &inner);
	return rc ? rc : find_source(k, inner, depth + 1, ret);
}

/* Reads the program at `path`; its language stays absent where it cannot be run here. */
static int read_program(struct kattis_package *k, const char *path, struct assay_solution *ret)
{
	const char *source = NULL;
	int rc = find_source(k, path, 0, &source);
	if (rc || !source)
		return rc;
	ret->language = language_of(assay_str_of(source));
	if (assay_str_is_absent(ret->language))
		return 0;
	rc = assay_kattis_read_required(k, source, KATTIS_MAX_TEXT, &ret->code);
	if (rc == 0 && assay_str_trim(ret->code).len == 0)
		rc = assay_fail(k->err, ASSAY_EINVAL, "%s/%s is empty", k->path, source);
	return rc;
}

static int read_submissions(struct kattis_package *k, const char *folder, const char *expect, struct assay_buf *to)
{
	struct kattis_names names;
	int rc = assay_kattis_list(k, folder, &names);
	for (size_t i = 0; i < names.n && rc == 0; i++) {
		struct assay_solution solution = {.expect = assay_str_of(expect)};
		const char *path = NULL;
		rc = assay_kattis_join_path(k, folder, names.items[i], &path);
		if (rc == 0)
			rc = read_program(k, path, &solution);
		if (rc == 0 && !assay_str_is_absent(solution.language))
			(void)assay_buf_append(to, &solution, sizeof(solution));
	}
	return rc < 0 ? rc : assay_buf_error(to, k->err);
}

int assay_kattis_read_submissions(struct kattis_package *k)
{
	static const struct {
		const char *folder, *expect;
	} wrong[] = {
		{"submissions/wrong_answer", "wrong_answer"},
		{"submissions/time_limit_exceeded", "time_limit"},
		{"submissions/run_time_error", "runtime_error"},
		{"submissions/rejected", "rejected"},
	};
	int rc = read_submissions(k, "submissions/accepted", NULL, &k->references);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]) && rc == 0; i++)
		rc = read_submissions(k, wrong[i].folder, wrong[i].expect, &k->negatives);
	return rc;
}

/* --- The judge ------------------------------------------------------------------------------------------------ */

static int find_validator(struct kattis_package *k, const char **ret)
{
	static const char *const folders[] = {"output_validator", "output_validators"};
	*ret = NULL;
	/* The older layout may keep a folder that "validation" does not ask for. */
	for (size_t i = 0; i < (k->is_custom ? 2U : 1U); i++) {
		assay_autofd int fd = -1;
		int rc = assay_kattis_open(k, folders[i], O_DIRECTORY, &fd);
		if (rc == 0)
			*ret = folders[i];
		if (rc != KATTIS_MISSING)
			return rc;
	}
	return k->is_custom ? assay_kattis_missing(k, "output_validators") : 0;
}

static int read_tolerance(struct kattis_package *k, struct assay_str word, struct assay_str value, bool *ret_is_float)
{
	struct assay_checker_spec *checker = &k->p.checker;
	double tolerance = 0;
	if (assay_parse_f64(value, &tolerance, NULL) != 0 || !(tolerance >= 0))
		return assay_fail(k->err, ASSAY_EINVAL, "%s: validator flag \"%.*s\" needs a number", k->path,
				  WORD(word));
	if (!assay_str_is(word, "float_relative_tolerance"))
		checker->eps_abs = tolerance;
	if (!assay_str_is(word, "float_absolute_tolerance"))
		checker->eps_rel = tolerance;
	*ret_is_float = true;
	return 0;
}

/* Cuts the first word off. */
static struct assay_str take_word(struct assay_str *words)
{
	*words = assay_str_trim(*words);
	size_t n = 0;
	while (n < words->len && words->data[n] != ' ' && words->data[n] != '\t' && words->data[n] != '\n')
		n++;
	struct assay_str word = assay_str_sub(*words, 0, n);
	*words = assay_str_trim(assay_str_sub(*words, n, words->len));
	return word;
}

/* Kattis compares tokens without regard to case; here case always counts (docs/formats.md). */
static int read_flags(struct kattis_package *k)
{
	bool is_float = false, is_exact = false;
	struct assay_str left = k->flags;
	while (left.len > 0) {
		struct assay_str word = take_word(&left);
		int rc = 0;
		if (assay_str_is(word, "float_tolerance") || assay_str_is(word, "float_absolute_tolerance") ||
		    assay_str_is(word, "float_relative_tolerance"))
			rc = read_tolerance(k, word, take_word(&left), &is_float);
		else if (assay_str_is(word, "space_change_sensitive"))
			is_exact = true;
		else if (!assay_str_is(word, "case_sensitive"))
			rc = assay_fail(k->err, ASSAY_EINVAL, "%s: unknown validator flag \"%.*s\"", k->path,
					WORD(word));
		if (rc)
			return rc;
	}
	k->p.checker.type = is_float ? ASSAY_STR("float") : is_exact ? ASSAY_STR("exact") : ASSAY_STR("tokens");
	return 0;
}

int assay_kattis_read_checker(struct kattis_package *k)
{
	const char *folder = NULL;
	int rc = find_validator(k, &folder);
	if (rc || !folder)
		return rc ? rc : read_flags(k);
	struct assay_solution program = {0};
	rc = read_program(k, folder, &program);
	/* A judge here gets no words of its own. */
	if (k->flags.len > 0 || assay_str_is_absent(program.language))
		k->is_passed_over = true;
	k->p.checker = (struct assay_checker_spec){
		.type = k->is_interactive ? ASSAY_STR("interactor") : ASSAY_STR("program"),
		.language = program.language,
		.abi = ASSAY_STR("kattis"),
		.code = program.code,
	};
	return rc;
}
