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
#include "problems/import/kattis.h"

#include "base/config.h"
#include "base/fd.h"
#include "base/num.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_DATA_ENTRIES 400000

/* --- problem.yaml --------------------------------------------------------------------------------------------- */

/* A word or a number as it was written. */
static struct assay_str scalar(struct assay_json v)
{
	return assay_json_type(v) == ASSAY_JSON_NUMBER ? assay_json_raw(v) : assay_json_str(v);
}

/* One text, or a list of them with spaces between; empty where nothing is stated. */
static int read_words(const struct kattis_package *k, struct assay_json v, struct assay_str *ret)
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

static int read_yaml(struct kattis_package *k, const char *name, struct assay_json_doc **ret)
{
	struct assay_str text = {0}, json = {0};
	int rc = assay_kattis_read_required(k, name, KATTIS_MAX_TEXT, &text);
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

static int fail_yaml(const struct kattis_package *k, const char *key, const char *what)
{
	return assay_fail(k->err, ASSAY_EINVAL, "%s/problem.yaml: \"%s\" %s", k->path, key, what);
}

/* A number times `scale`; 0 where none is stated. */
static int read_limit(const struct kattis_package *k, struct assay_str text, const char *key, double scale,
		      uint64_t *ret)
{
	double value = 0;
	if (text.len == 0)
		return 0;
	if (assay_parse_f64(text, &value, NULL) != 0 || !(value * scale >= 1) || value * scale > 1e9)
		return fail_yaml(k, key, "is no number that a limit can have");
	*ret = (uint64_t)(value * scale);
	return 0;
}

static int read_limits(struct kattis_package *k, struct assay_json yaml)
{
	struct assay_json limits = assay_json_get(yaml, "limits");
	struct assay_str seconds = scalar(assay_json_get(limits, "time_limit"));
	struct assay_problem_limits *l = &k->p.limits;
	int rc = read_limit(k, scalar(assay_json_get(limits, "memory")), "memory", 1, &l->mem_mb);
	if (rc == 0)
		rc = read_limit(k, scalar(assay_json_get(limits, "output")), "output", 1024, &l->output_kb);
	if (rc == 0 && seconds.len == 0)
		rc = assay_kattis_read(k, ".timelimit", KATTIS_MAX_TEXT, &seconds);
	if (rc < 0)
		return rc;
	return read_limit(k, assay_str_trim(seconds), "time_limit", 1000, &l->cpu_ms);
}

/* The name is kept as a field of the row; the statement need not hold it. */
static int read_name(struct kattis_package *k, struct assay_json yaml)
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

static int read_judging(struct kattis_package *k, struct assay_json yaml)
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

static int read_conf(struct kattis_package *k)
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
static const struct assay_str *choose_statement(const struct kattis_names *names)
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

static int read_statement(struct kattis_package *k)
{
	static const char *const folders[] = {"problem_statement", "statement"};
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		struct kattis_names names;
		int rc = assay_kattis_list(k, folders[i], &names);
		if (rc < 0)
			return rc;
		const struct assay_str *name = rc == 0 ? choose_statement(&names) : NULL;
		if (!name)
			continue;
		const char *path = NULL;
		rc = assay_kattis_join_path(k, folders[i], *name, &path);
		if (rc == 0)
			rc = assay_kattis_read_required(k, path, KATTIS_MAX_TEXT, &k->p.statement);
		if (rc == 0 && assay_str_trim(k->p.statement).len == 0)
			rc = assay_fail(k->err, ASSAY_EINVAL, "%s/%s is empty", k->path, path);
		return rc;
	}
	return assay_kattis_missing(k, "problem_statement/problem.en.tex");
}

/* --- Tests ---------------------------------------------------------------------------------------------------- */

static int add_test(struct kattis_package *k, const char *input, bool is_hidden)
{
	struct assay_test test = {.is_hidden = is_hidden};
	size_t stem = strlen(input) - strlen(".in");
	struct assay_str answer = assay_arena_printf(k->scratch, "%.*s.ans", (int)stem, input);
	if (assay_str_is_absent(answer))
		return assay_arena_fail(k->scratch, k->err);
	if (k->tests.len / sizeof(test) >= KATTIS_MAX_ENTRIES)
		return assay_fail(k->err, ASSAY_ELIMIT, "%s: more than %d tests", k->path, KATTIS_MAX_ENTRIES);
	int rc = assay_kattis_read_required(k, input, KATTIS_MAX_TEST, &test.stdin_text);
	if (rc == 0)
		rc = assay_kattis_read_required(k, answer.data, KATTIS_MAX_TEST, &test.expected_stdout);
	if (rc)
		return rc;
	(void)assay_buf_append(&k->tests, &test, sizeof(test));
	return assay_buf_error(&k->tests, k->err);
}

/* An answer without its input was meant to be a test. */
static int expect_input(const struct kattis_package *k, const char *answer)
{
	struct assay_str input = assay_arena_printf(k->scratch, "%.*s.in", (int)(strlen(answer) - 4), answer);
	if (assay_str_is_absent(input))
		return assay_arena_fail(k->scratch, k->err);
	assay_autofd int fd = -1;
	int rc = assay_kattis_open(k, input.data, 0, &fd);
	return rc == KATTIS_MISSING ? assay_kattis_missing(k, input.data) : rc;
}

/* Groups may judge by flags of their own; one checker judges all tests here. */
static int read_group(struct kattis_package *k, const char *path)
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

static int read_tests(struct kattis_package *k, const char *folder, bool is_hidden, int depth);

static int read_entry(struct kattis_package *k, const char *path, bool is_hidden,
		      int depth) /* NOLINT(misc-no-recursion) */
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
	int rc = assay_kattis_open(k, path, 0, &fd);
	if (rc)
		return rc == KATTIS_MISSING ? assay_kattis_missing(k, path) : rc;
	if (fstat(fd, &st) != 0)
		return assay_fail_errno(k->err, "%s/%s", k->path, path);
	return S_ISDIR(st.st_mode) && !k->is_passed_over ? read_tests(k, path, is_hidden, depth + 1) : 0;
}

static int read_groups(struct kattis_package *k, const char *folder)
{
	static const char *const names[] = {"testdata.yaml", "test_group.yaml"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *path = NULL;
		assay_autofd int fd = -1;
		int rc = assay_kattis_join_path(k, folder, assay_str_of(names[i]), &path);
		if (rc == 0)
			rc = assay_kattis_open(k, path, 0, &fd);
		if (rc == 0)
			rc = read_group(k, path);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int read_tests(struct kattis_package *k, const char *folder, bool is_hidden,
		      int depth) /* NOLINT(misc-no-recursion) */
{
	struct kattis_names names;
	if (depth > KATTIS_MAX_DEPTH)
		return assay_fail(k->err, ASSAY_ELIMIT, "%s/%s: deeper than %d folders", k->path, folder,
				  KATTIS_MAX_DEPTH);
	int rc = assay_kattis_list(k, folder, &names);
	if (rc == KATTIS_MISSING)
		return is_hidden ? assay_kattis_missing(k, folder) : 0;
	if (rc == 0)
		rc = read_groups(k, folder);
	for (size_t i = 0; i < names.n && rc == 0 && !k->is_passed_over; i++) {
		const char *path = NULL;
		rc = assay_kattis_join_path(k, folder, names.items[i], &path);
		if (rc == 0)
			rc = read_entry(k, path, is_hidden, depth);
	}
	return rc;
}

static int read_data(struct kattis_package *k)
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

/* --- Packages ------------------------------------------------------------------------------------------------- */

static int keep(const struct kattis_package *k, const struct assay_buf *from, const void **ret)
{
	char *items = assay_arena_alloc(k->arena, from->len);
	if (!items)
		return assay_arena_fail(k->arena, k->err);
	if (from->len > 0)
		memcpy(items, from->data, from->len);
	*ret = items;
	return 0;
}

static int keep_lists(struct kattis_package *k)
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

static int read_parts(struct kattis_package *k, const char *name)
{
	k->p.origin.source_id = assay_arena_str(k->arena, assay_str_of(name));
	k->p.id = ASSAY_JOIN(k->arena, ASSAY_STR("kattis/"), k->p.origin.source_id);
	if (assay_str_is_absent(k->p.origin.source_id) || assay_str_is_absent(k->p.id))
		return assay_arena_fail(k->arena, k->err);
	int (*const parts[])(struct kattis_package * k) = {
		read_conf, read_statement, read_data, assay_kattis_read_checker, assay_kattis_read_submissions,
		keep_lists};
	int rc = 0;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && rc == 0 && !k->is_passed_over; i++)
		rc = parts[i](k);
	return rc;
}

/* Reads the package whose folder is open at `root`; 1 when it is passed over. */
static int read_package(const struct kattis_package *like, int root, const char *path, const char *name,
			assay_problem_emit *emit, void *arg)
{
	assay_autoarena struct assay_arena *scratch = assay_arena_create(0);
	if (!scratch)
		return assay_fail(like->err, ASSAY_ENOMEM, "out of memory");
	struct kattis_package k = {
		.root = root, .path = path, .arena = like->arena, .scratch = scratch, .err = like->err};
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

static int is_package(const struct kattis_package *folder, const char *yaml)
{
	assay_autofd int fd = -1;
	int rc = assay_kattis_open(folder, yaml, 0, &fd);
	return rc < 0 ? rc : rc != KATTIS_MISSING;
}

/* One name in a folder of packages; files and folders of other things stand there too. */
static int read_member(const struct kattis_package *folder, struct assay_str name, assay_problem_emit *emit, void *arg)
{
	assay_autofd int fd = -1;
	struct stat st;
	int rc = assay_kattis_open(folder, name.data, 0, &fd);
	if (rc)
		return rc < 0 ? rc : 0;
	if (fstat(fd, &st) != 0)
		return assay_fail_errno(folder->err, "%s/%s", folder->path, name.data);
	if (!S_ISDIR(st.st_mode))
		return 0;
	struct assay_str path = assay_arena_printf(folder->scratch, "%s/%s", folder->path, name.data);
	if (assay_str_is_absent(path))
		return assay_arena_fail(folder->scratch, folder->err);
	const struct kattis_package member = {.root = fd, .path = path.data, .err = folder->err};
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

static int read_members(const struct kattis_package *folder, assay_problem_emit *emit, void *arg)
{
	struct kattis_names names;
	int n_passed_over = 0;
	int rc = assay_kattis_list(folder, ".", &names);
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
	const struct kattis_package folder = {
		.root = root, .path = path, .arena = arena, .scratch = scratch, .err = err};
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
