/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kattis problem packages: a folder with problem.yaml, a statement, data/{sample,secret}, submissions and perhaps an
 * output validator, in the legacy layout or that of 2023-07.
 *
 * A package is foreign: every name in it is opened beneath the package's folder by the kernel (openat2), so a link may
 * point elsewhere in the package and never out of it; files have ceilings, folders a depth. What is needed and not
 * there is an error that names the file. What this project has no judge for is passed over: a validator of several
 * files, in an unknown language or with flags of its own, points, several passes, tests with arguments or files.
 */
#include "problems/import/import.h"

#include "base/config.h"
#include "base/fd.h"
#include "base/num.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_TEXT_BYTES	  ((size_t)1 << 20) /* Statements, sources, YAML. */
#define MAX_TEST_BYTES	  ((size_t)64 << 20)
#define MAX_PACKAGE_BYTES ((size_t)1 << 30)
#define MAX_ENTRIES	  100000 /* Of one folder, and tests of a package. */
#define MAX_DATA_ENTRIES  (4 * MAX_ENTRIES)
#define MAX_DEPTH	  8

#define WORD(s) (int)(s).len, (s).data

/* What a name stands for, apart from errors. */
enum found { MISSING = 1 };

struct package {
	int root;
	const char *path; /* For messages. */
	struct assay_arena *arena;
	struct assay_arena *scratch;
	struct assay_err *err;
	struct assay_problem p;
	struct assay_buf tests, references, negatives; /* Structs one after another. */
	struct assay_str flags;			       /* Of the output validator. */
	size_t bytes, n_entries;		       /* Read so far. */
	bool is_custom, is_interactive;
	bool is_passed_over;
};

struct names {
	struct assay_str *items;
	size_t n;
};

/* --- Files beneath a folder ----------------------------------------------------------------------------------- */

/* MISSING where there is no such name. */
static int open_beneath(const struct package *k, const char *name, int flags, int *ret)
{
	struct open_how how = {.flags = (uint64_t)(flags | O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY),
			       .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
	long fd = syscall(SYS_openat2, k->root, name, &how, sizeof(how));
	if (fd < 0 && errno == ENOENT)
		return MISSING;
	if (fd < 0 && errno == EXDEV)
		return assay_fail(k->err, ASSAY_EINVAL, "%s/%s: a link that leads out of the package", k->path, name);
	if (fd < 0)
		return assay_fail_errno(k->err, "%s/%s", k->path, name);
	*ret = (int)fd;
	return 0;
}

static int fail_missing(const struct package *k, const char *name)
{
	return assay_fail(k->err, ASSAY_EINVAL, "%s/%s is missing", k->path, name);
}

static int read_open(struct package *k, int fd, const char *name, size_t max, struct assay_str *ret)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return assay_fail_errno(k->err, "%s/%s", k->path, name);
	if (!S_ISREG(st.st_mode))
		return assay_fail(k->err, ASSAY_EINVAL, "%s/%s is not a file", k->path, name);
	size_t size = (size_t)st.st_size;
	if (size > max)
		return assay_fail(k->err, ASSAY_ELIMIT, "%s/%s: larger than %zu bytes", k->path, name, max);
	k->bytes += size;
	if (k->bytes > MAX_PACKAGE_BYTES)
		return assay_fail(k->err, ASSAY_ELIMIT, "%s: its files are larger than %zu bytes together", k->path,
				  MAX_PACKAGE_BYTES);
	char *text = assay_arena_alloc(k->arena, size + 1);
	if (!text)
		return assay_arena_fail(k->arena, k->err);
	size_t len = 0;
	while (len < size) {
		ssize_t n = read(fd, text + len, size - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return assay_fail_errno(k->err, "%s/%s", k->path, name);
		if (n == 0)
			break;
		len += (size_t)n;
	}
	*ret = (struct assay_str){.data = text, .len = len};
	return 0;
}

static int read_text(struct package *k, const char *name, size_t max, struct assay_str *ret)
{
	assay_autofd int fd = -1;
	int rc = open_beneath(k, name, 0, &fd);
	return rc ? rc : read_open(k, fd, name, max, ret);
}

static int read_required(struct package *k, const char *name, size_t max, struct assay_str *ret)
{
	int rc = read_text(k, name, max, ret);
	return rc == MISSING ? fail_missing(k, name) : rc;
}

static int compare_names(const void *a, const void *b)
{
	const struct assay_str *left = a, *right = b;
	return assay_str_cmp(*left, *right);
}

static int collect_names(const struct package *k, DIR *dir, const char *name, struct assay_buf *found)
{
	const struct dirent *entry;
	errno = 0;
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		struct assay_str copy = assay_arena_str(k->scratch, assay_str_of(entry->d_name));
		if (assay_str_is_absent(copy))
			return assay_arena_fail(k->scratch, k->err);
		if (found->len / sizeof(copy) >= MAX_ENTRIES)
			return assay_fail(k->err, ASSAY_ELIMIT, "%s/%s: more than %d names", k->path, name,
					  MAX_ENTRIES);
		(void)assay_buf_append(found, &copy, sizeof(copy)); /* Sticky; checked by the caller. */
		errno = 0;
	}
	return errno ? assay_fail_errno(k->err, "%s/%s", k->path, name) : 0;
}

/* The names in a folder in their order, hidden ones aside. */
static int list_open(const struct package *k, int *fd, const char *name, struct names *ret)
{
	DIR *dir = fdopendir(*fd);
	if (!dir)
		return assay_fail_errno(k->err, "%s/%s", k->path, name);
	(void)assay_steal_fd(fd);
	assay_autobuf struct assay_buf found = {0};
	int rc = collect_names(k, dir, name, &found);
	(void)closedir(dir);
	if (rc == 0)
		rc = assay_buf_error(&found, k->err);
	if (rc)
		return rc;
	ret->n = found.len / sizeof(*ret->items);
	ret->items = assay_arena_array(k->scratch, ret->n + 1, sizeof(*ret->items));
	if (!ret->items)
		return assay_arena_fail(k->scratch, k->err);
	if (ret->n > 0)
		memcpy(ret->items, found.data, found.len);
	qsort(ret->items, ret->n, sizeof(*ret->items), compare_names);
	return 0;
}

static int list(const struct package *k, const char *name, struct names *ret)
{
	assay_autofd int fd = -1;
	*ret = (struct names){0};
	int rc = open_beneath(k, name, O_DIRECTORY, &fd);
	return rc ? rc : list_open(k, &fd, name, ret);
}

static int join_path(const struct package *k, const char *folder, struct assay_str name, const char **ret)
{
	struct assay_str path = assay_arena_printf(k->scratch, "%s/%.*s", folder, WORD(name));
	*ret = path.data;
	return path.data ? 0 : assay_arena_fail(k->scratch, k->err);
}

/* --- problem.yaml --------------------------------------------------------------------------------------------- */

/* A word or a number as it was written. */
static struct assay_str scalar(struct assay_json v)
{
	return assay_json_type(v) == ASSAY_JSON_NUMBER ? assay_json_raw(v) : assay_json_str(v);
}

/* One text, or a list of them with spaces between; empty where nothing is stated. */
static int read_words(const struct package *k, struct assay_json v, struct assay_str *ret)
{
	assay_autobuf struct assay_buf words = {0};
	if (assay_json_type(v) != ASSAY_JSON_ARRAY)
		(void)assay_buf_add_str(&words, scalar(v));
	else
		assay_json_each (item, v)
			(void)assay_buf_printf(&words, "%s%.*s", words.len > 0 ? " " : "", WORD(scalar(item)));
	int rc = assay_buf_error(&words, k->err);
	if (rc)
		return rc;
	*ret = assay_arena_str(k->scratch, assay_str_trim(assay_buf_str(&words)));
	return assay_str_is_absent(*ret) ? assay_arena_fail(k->scratch, k->err) : 0;
}

static int read_yaml(struct package *k, const char *name, struct assay_json_doc **ret)
{
	struct assay_str text = {0}, json = {0};
	int rc = read_required(k, name, MAX_TEXT_BYTES, &text);
	if (rc)
		return rc;
	struct assay_str place = assay_arena_printf(k->scratch, "%s/%s", k->path, name);
	if (assay_str_is_absent(place))
		return assay_arena_fail(k->scratch, k->err);
	rc = assay_config_to_json(place.data, text, k->scratch, &json, k->err);
	if (rc == ASSAY_ECONFIG) { /* It is data here. */
		rc = ASSAY_EINVAL;
		if (k->err)
			k->err->code = ASSAY_EINVAL;
	}
	return rc ? rc : assay_json_parse(json, NULL, ret, k->err);
}

static bool has_word(struct assay_str words, const char *word)
{
	return assay_str_find(words, assay_str_of(word), 0) != SIZE_MAX;
}

static int fail_yaml(const struct package *k, const char *key, const char *what)
{
	return assay_fail(k->err, ASSAY_EINVAL, "%s/problem.yaml: \"%s\" %s", k->path, key, what);
}

/* A number times `scale`; 0 where none is stated. */
static int read_limit(const struct package *k, struct assay_str text, const char *key, double scale, uint64_t *ret)
{
	double value = 0;
	if (text.len == 0)
		return 0;
	if (assay_parse_f64(text, &value, NULL) != 0 || !(value * scale >= 1) || value * scale > 1e9)
		return fail_yaml(k, key, "is no number that a limit can have");
	*ret = (uint64_t)(value * scale);
	return 0;
}

static int read_limits(struct package *k, struct assay_json yaml)
{
	struct assay_json limits = assay_json_get(yaml, "limits");
	struct assay_str seconds = scalar(assay_json_get(limits, "time_limit"));
	struct assay_problem_limits *l = &k->p.limits;
	int rc = read_limit(k, scalar(assay_json_get(limits, "memory")), "memory", 1, &l->mem_mb);
	if (rc == 0)
		rc = read_limit(k, scalar(assay_json_get(limits, "output")), "output", 1024, &l->output_kb);
	if (rc == 0 && seconds.len == 0)
		rc = read_text(k, ".timelimit", MAX_TEXT_BYTES, &seconds);
	if (rc < 0)
		return rc;
	return read_limit(k, assay_str_trim(seconds), "time_limit", 1000, &l->cpu_ms);
}

/* The name is kept as a field of the row; the statement need not hold it. */
static int read_name(struct package *k, struct assay_json yaml)
{
	struct assay_json name = assay_json_get(yaml, "name");
	if (assay_json_type(name) == ASSAY_JSON_OBJECT) {
		struct assay_json english = assay_json_get(name, "en");
		name = english.node ? english : assay_json_first(name);
	}
	struct assay_str text = scalar(name);
	if (text.len == 0)
		return 0;
	assay_autobuf struct assay_buf row = {0};
	struct assay_jsonw w;
	assay_jsonw_init(&w, &row);
	assay_jsonw_object(&w);
	assay_jsonw_kv_str(&w, "title", text);
	assay_jsonw_end_object(&w);
	int rc = assay_buf_error(&row, k->err);
	if (rc)
		return rc;
	k->p.extra = assay_arena_str(k->arena, assay_str_sub(assay_buf_str(&row), 1, row.len - 2));
	return assay_str_is_absent(k->p.extra) ? assay_arena_fail(k->arena, k->err) : 0;
}

static int read_judging(struct package *k, struct assay_json yaml)
{
	struct assay_str validation = {0}, type = {0};
	int rc = read_words(k, assay_json_get(yaml, "validation"), &validation);
	if (rc == 0)
		rc = read_words(k, assay_json_get(yaml, "type"), &type);
	if (rc == 0)
		rc = read_words(k, assay_json_get(yaml, "validator_flags"), &k->flags);
	if (rc)
		return rc;
	k->is_interactive = has_word(validation, "interactive") || has_word(type, "interactive");
	k->is_custom = assay_str_starts(validation, "custom") || k->is_interactive;
	if (validation.len > 0 && !k->is_custom && !assay_str_is(validation, "default"))
		return fail_yaml(k, "validation", "is neither \"default\" nor \"custom\"");
	k->is_passed_over = has_word(validation, "score") || has_word(validation, "multi") || has_word(type, "multi") ||
			    has_word(type, "submit-answer");
	return 0;
}

static int read_conf(struct package *k)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = read_yaml(k, "problem.yaml", &doc);
	if (rc)
		return rc;
	struct assay_json yaml = assay_json_root(doc);
	if (assay_json_type(yaml) != ASSAY_JSON_OBJECT)
		return assay_fail(k->err, ASSAY_EINVAL, "%s/problem.yaml is not a group of keys", k->path);
	k->p.origin.license = assay_arena_str(k->arena, assay_json_str(assay_json_get(yaml, "license")));
	rc = read_name(k, yaml);
	if (rc == 0)
		rc = read_limits(k, yaml);
	return rc ? rc : read_judging(k, yaml);
}

/* --- Statement ------------------------------------------------------------------------------------------------ */

static bool is_statement(struct assay_str name)
{
	return assay_str_starts(name, "problem.") && (assay_str_ends(name, ".tex") || assay_str_ends(name, ".md"));
}

/* English first, then the one that names no language, then the first of any. */
static const struct assay_str *choose_statement(const struct names *names)
{
	static const char *const wanted[] = {"problem.en.tex", "problem.en.md", "problem.tex", "problem.md"};
	for (size_t w = 0; w < sizeof(wanted) / sizeof(wanted[0]); w++) {
		for (size_t i = 0; i < names->n; i++) {
			if (assay_str_is(names->items[i], wanted[w]))
				return &names->items[i];
		}
	}
	for (size_t i = 0; i < names->n; i++) {
		if (is_statement(names->items[i]))
			return &names->items[i];
	}
	return NULL;
}

static int read_statement(struct package *k)
{
	static const char *const folders[] = {"problem_statement", "statement"};
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		struct names names;
		int rc = list(k, folders[i], &names);
		if (rc < 0)
			return rc;
		const struct assay_str *name = rc == 0 ? choose_statement(&names) : NULL;
		if (!name)
			continue;
		const char *path = NULL;
		rc = join_path(k, folders[i], *name, &path);
		if (rc == 0)
			rc = read_required(k, path, MAX_TEXT_BYTES, &k->p.statement);
		if (rc == 0 && assay_str_trim(k->p.statement).len == 0)
			rc = assay_fail(k->err, ASSAY_EINVAL, "%s/%s is empty", k->path, path);
		return rc;
	}
	return fail_missing(k, "problem_statement/problem.en.tex");
}

/* --- Tests ---------------------------------------------------------------------------------------------------- */

static int add_test(struct package *k, const char *input, bool is_hidden)
{
	struct assay_test test = {.is_hidden = is_hidden};
	size_t stem = strlen(input) - strlen(".in");
	struct assay_str answer = assay_arena_printf(k->scratch, "%.*s.ans", (int)stem, input);
	if (assay_str_is_absent(answer))
		return assay_arena_fail(k->scratch, k->err);
	if (k->tests.len / sizeof(test) >= MAX_ENTRIES)
		return assay_fail(k->err, ASSAY_ELIMIT, "%s: more than %d tests", k->path, MAX_ENTRIES);
	int rc = read_required(k, input, MAX_TEST_BYTES, &test.stdin_text);
	if (rc == 0)
		rc = read_required(k, answer.data, MAX_TEST_BYTES, &test.expected_stdout);
	if (rc)
		return rc;
	(void)assay_buf_append(&k->tests, &test, sizeof(test));
	return assay_buf_error(&k->tests, k->err);
}

/* An answer without its input was meant to be a test. */
static int expect_input(const struct package *k, const char *answer)
{
	struct assay_str input = assay_arena_printf(k->scratch, "%.*s.in", (int)(strlen(answer) - 4), answer);
	if (assay_str_is_absent(input))
		return assay_arena_fail(k->scratch, k->err);
	assay_autofd int fd = -1;
	int rc = open_beneath(k, input.data, 0, &fd);
	return rc == MISSING ? fail_missing(k, input.data) : rc;
}

/* Groups may judge by flags of their own; one checker judges all tests here. */
static int read_group(struct package *k, const char *path)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	struct assay_str flags = {0};
	int rc = read_yaml(k, path, &doc);
	if (rc)
		return rc;
	struct assay_json yaml = assay_json_root(doc);
	struct assay_json legacy = assay_json_get(yaml, "output_validator_flags");
	rc = read_words(k, legacy.node ? legacy : assay_json_get(yaml, "output_validator_args"), &flags);
	if (rc || flags.len == 0)
		return rc;
	if (k->flags.len == 0 && k->tests.len == 0)
		k->flags = flags;
	else if (!assay_str_eq(flags, k->flags))
		k->is_passed_over = true;
	return 0;
}

static int read_tests(struct package *k, const char *folder, bool is_hidden, int depth);

static int read_entry(struct package *k, const char *path, bool is_hidden, int depth) /* NOLINT(misc-no-recursion) */
{
	struct assay_str name = assay_str_of(path);
	if (++k->n_entries > MAX_DATA_ENTRIES) /* Links can make few folders look like very many. */
		return assay_fail(k->err, ASSAY_ELIMIT, "%s/data: more than %d names", k->path, MAX_DATA_ENTRIES);
	if (assay_str_ends(name, ".in"))
		return add_test(k, path, is_hidden);
	if (assay_str_ends(name, ".ans"))
		return expect_input(k, path);
	if (assay_str_ends(name, "/testdata.yaml") || assay_str_ends(name, "/test_group.yaml"))
		return 0; /* Read before the tests. */
	k->is_passed_over |= assay_str_ends(name, ".args") || assay_str_ends(name, ".files");
	assay_autofd int fd = -1;
	struct stat st;
	int rc = open_beneath(k, path, 0, &fd);
	if (rc)
		return rc == MISSING ? fail_missing(k, path) : rc;
	if (fstat(fd, &st) != 0)
		return assay_fail_errno(k->err, "%s/%s", k->path, path);
	return S_ISDIR(st.st_mode) && !k->is_passed_over ? read_tests(k, path, is_hidden, depth + 1) : 0;
}

static int read_groups(struct package *k, const char *folder)
{
	static const char *const names[] = {"testdata.yaml", "test_group.yaml"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *path = NULL;
		assay_autofd int fd = -1;
		int rc = join_path(k, folder, assay_str_of(names[i]), &path);
		if (rc == 0)
			rc = open_beneath(k, path, 0, &fd);
		if (rc == 0)
			rc = read_group(k, path);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int read_tests(struct package *k, const char *folder, bool is_hidden, int depth) /* NOLINT(misc-no-recursion) */
{
	struct names names;
	if (depth > MAX_DEPTH)
		return assay_fail(k->err, ASSAY_ELIMIT, "%s/%s: deeper than %d folders", k->path, folder, MAX_DEPTH);
	int rc = list(k, folder, &names);
	if (rc == MISSING)
		return is_hidden ? fail_missing(k, folder) : 0;
	if (rc == 0)
		rc = read_groups(k, folder);
	for (size_t i = 0; i < names.n && rc == 0 && !k->is_passed_over; i++) {
		const char *path = NULL;
		rc = join_path(k, folder, names.items[i], &path);
		if (rc == 0)
			rc = read_entry(k, path, is_hidden, depth);
	}
	return rc;
}

static int read_data(struct package *k)
{
	int rc = read_groups(k, "data");
	if (rc == 0)
		rc = read_tests(k, "data/sample", false, 0);
	size_t shown = k->tests.len;
	if (rc == 0)
		rc = read_tests(k, "data/secret", true, 0);
	if (rc == 0 && !k->is_passed_over && k->tests.len == shown)
		rc = assay_fail(k->err, ASSAY_EINVAL, "%s/data/secret holds no tests", k->path);
	return rc;
}

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
static int find_source(const struct package *k, const char *path, int depth,
		       const char **ret) /* NOLINT(misc-no-recursion) */
{
	assay_autofd int fd = -1;
	struct stat st;
	struct names names;
	*ret = NULL;
	int rc = open_beneath(k, path, 0, &fd);
	if (rc)
		return rc == MISSING ? fail_missing(k, path) : rc;
	if (fstat(fd, &st) != 0)
		return assay_fail_errno(k->err, "%s/%s", k->path, path);
	if (!S_ISDIR(st.st_mode)) {
		*ret = path;
		return 0;
	}
	rc = list_open(k, &fd, path, &names);
	if (rc || names.n != 1 || depth >= MAX_DEPTH)
		return rc;
	const char *inner = NULL;
	rc = join_path(k, path, names.items[0], &inner);
	return rc ? rc : find_source(k, inner, depth + 1, ret);
}

/* Reads the program at `path`; its language stays absent where it cannot be run here. */
static int read_program(struct package *k, const char *path, struct assay_solution *ret)
{
	const char *source = NULL;
	int rc = find_source(k, path, 0, &source);
	if (rc || !source)
		return rc;
	ret->language = language_of(assay_str_of(source));
	if (assay_str_is_absent(ret->language))
		return 0;
	rc = read_required(k, source, MAX_TEXT_BYTES, &ret->code);
	if (rc == 0 && assay_str_trim(ret->code).len == 0)
		rc = assay_fail(k->err, ASSAY_EINVAL, "%s/%s is empty", k->path, source);
	return rc;
}

static int read_submissions(struct package *k, const char *folder, const char *expect, struct assay_buf *to)
{
	struct names names;
	int rc = list(k, folder, &names);
	for (size_t i = 0; i < names.n && rc == 0; i++) {
		struct assay_solution solution = {.expect = assay_str_of(expect)};
		const char *path = NULL;
		rc = join_path(k, folder, names.items[i], &path);
		if (rc == 0)
			rc = read_program(k, path, &solution);
		if (rc == 0 && !assay_str_is_absent(solution.language))
			(void)assay_buf_append(to, &solution, sizeof(solution));
	}
	return rc < 0 ? rc : assay_buf_error(to, k->err);
}

static int read_all_submissions(struct package *k)
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

static int find_validator(struct package *k, const char **ret)
{
	static const char *const folders[] = {"output_validator", "output_validators"};
	*ret = NULL;
	/* The older layout may keep a folder that "validation" does not ask for. */
	for (size_t i = 0; i < (k->is_custom ? 2U : 1U); i++) {
		assay_autofd int fd = -1;
		int rc = open_beneath(k, folders[i], O_DIRECTORY, &fd);
		if (rc == 0)
			*ret = folders[i];
		if (rc != MISSING)
			return rc;
	}
	return k->is_custom ? fail_missing(k, "output_validators") : 0;
}

static int read_tolerance(struct package *k, struct assay_str word, struct assay_str value, bool *ret_is_float)
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
static int read_flags(struct package *k)
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

static int read_checker(struct package *k)
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

/* --- Packages ------------------------------------------------------------------------------------------------- */

static int keep(const struct package *k, const struct assay_buf *from, const void **ret)
{
	char *items = assay_arena_alloc(k->arena, from->len);
	if (!items)
		return assay_arena_fail(k->arena, k->err);
	if (from->len > 0)
		memcpy(items, from->data, from->len);
	*ret = items;
	return 0;
}

static int keep_lists(struct package *k)
{
	const void *tests = NULL, *references = NULL, *negatives = NULL;
	int rc = keep(k, &k->tests, &tests);
	if (rc == 0)
		rc = keep(k, &k->references, &references);
	if (rc == 0)
		rc = keep(k, &k->negatives, &negatives);
	k->p.tests = tests;
	k->p.n_tests = k->tests.len / sizeof(struct assay_test);
	k->p.references = references;
	k->p.n_references = k->references.len / sizeof(struct assay_solution);
	k->p.negatives = negatives;
	k->p.n_negatives = k->negatives.len / sizeof(struct assay_solution);
	return rc;
}

static int read_parts(struct package *k, const char *name)
{
	k->p.origin.source_id = assay_arena_str(k->arena, assay_str_of(name));
	k->p.id = ASSAY_JOIN(k->arena, ASSAY_STR("kattis/"), k->p.origin.source_id);
	if (assay_str_is_absent(k->p.origin.source_id) || assay_str_is_absent(k->p.id))
		return assay_arena_fail(k->arena, k->err);
	int (*const parts[])(struct package * k) = {read_conf,	  read_statement,	read_data,
						    read_checker, read_all_submissions, keep_lists};
	int rc = 0;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && rc == 0 && !k->is_passed_over; i++)
		rc = parts[i](k);
	return rc;
}

/* Reads the package whose folder is open at `root`; 1 when it is passed over. */
static int read_package(const struct package *like, int root, const char *path, const char *name,
			assay_problem_emit *emit, void *arg)
{
	assay_autoarena struct assay_arena *scratch = assay_arena_create(0);
	if (!scratch)
		return assay_fail(like->err, ASSAY_ENOMEM, "out of memory");
	struct package k = {.root = root, .path = path, .arena = like->arena, .scratch = scratch, .err = like->err};
	k.p.kind = ASSAY_KIND_STDIO;
	k.p.origin.source = ASSAY_STR("kattis");
	int rc = read_parts(&k, name);
	if (rc == 0 && k.is_passed_over)
		rc = ASSAY_IMPORT_PASSED_OVER;
	else if (rc == 0) {
		rc = emit(arg, &k.p, k.err);
		if (rc < 0)
			rc = assay_err_wrap(k.err, rc, "%s", path);
	}
	assay_buf_finish(&k.tests);
	assay_buf_finish(&k.references);
	assay_buf_finish(&k.negatives);
	return rc;
}

static int is_package(const struct package *folder, const char *yaml)
{
	assay_autofd int fd = -1;
	int rc = open_beneath(folder, yaml, 0, &fd);
	return rc < 0 ? rc : rc != MISSING;
}

/* One name in a folder of packages; files and folders of other things stand there too. */
static int read_member(const struct package *folder, struct assay_str name, assay_problem_emit *emit, void *arg)
{
	assay_autofd int fd = -1;
	struct stat st;
	int rc = open_beneath(folder, name.data, 0, &fd);
	if (rc)
		return rc < 0 ? rc : 0;
	if (fstat(fd, &st) != 0)
		return assay_fail_errno(folder->err, "%s/%s", folder->path, name.data);
	if (!S_ISDIR(st.st_mode))
		return 0;
	struct assay_str path = assay_arena_printf(folder->scratch, "%s/%s", folder->path, name.data);
	if (assay_str_is_absent(path))
		return assay_arena_fail(folder->scratch, folder->err);
	const struct package member = {.root = fd, .path = path.data, .err = folder->err};
	rc = is_package(&member, "problem.yaml");
	return rc > 0 ? read_package(folder, fd, path.data, name.data, emit, arg) : rc;
}

/* The last name of a path, whichever way it was written. */
static int name_of(const char *path, char ret[PATH_MAX], struct assay_err *err)
{
	if (!realpath(path, ret))
		return assay_fail_errno(err, "%s", path);
	const char *slash = strrchr(ret, '/');
	memmove(ret, slash + 1, strlen(slash + 1) + 1);
	return 0;
}

static int read_members(const struct package *folder, assay_problem_emit *emit, void *arg)
{
	struct names names;
	int n_passed_over = 0;
	int rc = list(folder, ".", &names);
	for (size_t i = 0; i < names.n && rc >= 0; i++) {
		rc = read_member(folder, names.items[i], emit, arg);
		n_passed_over += rc > 0;
	}
	return rc < 0 ? rc : n_passed_over;
}

static int read_folder(const char *path, struct assay_arena *arena, assay_problem_emit *emit, void *arg,
		       struct assay_err *err)
{
	char name[PATH_MAX];
	assay_autofd int root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root < 0 && errno == ENOTDIR)
		return assay_fail(err, ASSAY_EINVAL, "%s: a problem package is a folder", path);
	if (root < 0)
		return assay_fail_errno(err, "%s", path);
	assay_autoarena struct assay_arena *scratch = assay_arena_create(0);
	if (!scratch)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	const struct package folder = {.root = root, .path = path, .arena = arena, .scratch = scratch, .err = err};
	int rc = is_package(&folder, "problem.yaml");
	if (rc == 0)
		return read_members(&folder, emit, arg);
	if (rc > 0)
		rc = name_of(path, name, err);
	return rc ? rc : read_package(&folder, root, path, name, emit, arg);
}

const struct assay_importer assay_import_kattis = {
	.name = "kattis",
	.title = "Kattis problem packages (a folder, or a folder of them)",
	.folder = read_folder,
};
