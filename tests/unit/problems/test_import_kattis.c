/* SPDX-License-Identifier: Apache-2.0 */
/* Kattis packages: those of tests/golden/kattis, and one made here and spoilt in every way. */
#include "problems/set.h"

#include "base/fd.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct assay_problem_set *set;
static struct assay_err err;
static char folder[64];

static int load(const char *path)
{
	err = (struct assay_err){0};
	assay_problem_set_destroy(set);
	set = assay_problem_set_create(0);
	return assay_problem_set_load(set, path, assay_importer_find("kattis"), &err);
}

static const struct assay_problem *golden(const char *name)
{
	char path[PATH_MAX];
	const char *root = getenv("ASSAY_SOURCE_ROOT");
	(void)snprintf(path, sizeof(path), "%s/tests/golden/kattis/%s", root ? root : ".", name);
	cr_assert_eq(load(path), 0, "%s", err.msg);
	return assay_problem_set_at(set, 0);
}

/* Writes a file of the package, with the folders above it. */
static void put(const char *name, const char *text)
{
	char path[PATH_MAX];
	(void)snprintf(path, sizeof(path), "%s/p/%s", folder, name);
	*strrchr(path, '/') = '\0';
	cr_assert_eq(assay_make_dirs(path, &err), 0, "%s", err.msg);
	path[strlen(path)] = '/';
	FILE *file = fopen(path, "w");
	cr_assert_not_null(file);
	cr_assert_geq(fputs(text, file), 0);
	cr_assert_eq(fclose(file), 0);
}

static void drop(const char *name)
{
	char path[PATH_MAX];
	(void)snprintf(path, sizeof(path), "%s/p/%s", folder, name);
	cr_assert_eq(unlink(path), 0, "%s", path);
}

static void link_to(const char *target, const char *name)
{
	char path[PATH_MAX];
	(void)snprintf(path, sizeof(path), "%s/p/%s", folder, name);
	cr_assert_eq(symlink(target, path), 0, "%s", path);
}

static int load_made(void)
{
	char path[PATH_MAX];
	(void)snprintf(path, sizeof(path), "%s/p", folder);
	return load(path);
}

static void expect_refusal(int code, const char *words)
{
	int rc = load_made();
	cr_expect_eq(rc, code, "%d instead of %d: %s", rc, code, err.msg);
	cr_expect_not_null(strstr(err.msg, words), "\"%s\" is not in: %s", words, err.msg);
}

static void make(void)
{
	(void)snprintf(folder, sizeof(folder), "/tmp/assay-kattis-XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
	put("problem.yaml", "name: Made\n");
	put("problem_statement/problem.de.tex", "Gib die Zahl aus.\n");
	put("data/secret/1.in", "1\n");
	put("data/secret/1.ans", "1\n");
}

static void unmake(void)
{
	char command[128];
	assay_problem_set_destroy(set);
	(void)snprintf(command, sizeof(command), "rm -r '%s'", folder);
	cr_expect_eq(system(command), 0);
}

#define EXPECT_STR(s, c_string) cr_expect(assay_str_is(s, c_string), "%.*s", (int)(s).len, (s).data)

Test(kattis, default_validation)
{
	const struct assay_problem *p = golden("sums");
	EXPECT_STR(p->id, "kattis/sums");
	EXPECT_STR(p->checker.type, "tokens");
	EXPECT_STR(p->origin.license, "cc by-sa");
	EXPECT_STR(p->extra, "\"title\":\"Sums of Two\"");
	cr_expect(assay_str_starts(p->statement, "\\problemname{Sums of Two}"));
	cr_expect_eq(p->limits.mem_mb, 512);
	cr_expect_eq(p->limits.cpu_ms, 2000);
	cr_assert_eq(p->n_tests, 3);
	cr_expect_not(p->tests[0].is_hidden);
	cr_expect(p->tests[1].is_hidden);
	EXPECT_STR(p->tests[1].stdin_text, "1000000000000 5\n");
	EXPECT_STR(p->tests[2].expected_stdout, "-5\n");
	cr_assert_eq(p->n_references, 1);
	EXPECT_STR(p->references[0].language, "python");
	cr_assert_eq(p->n_negatives, 2);
	EXPECT_STR(p->negatives[0].expect, "wrong_answer");
	EXPECT_STR(p->negatives[1].expect, "runtime_error");
	assay_problem_set_destroy(set);
}

Test(kattis, float_tolerance)
{
	const struct assay_problem *p = golden("halves");
	EXPECT_STR(p->checker.type, "float");
	EXPECT_STR(p->extra, "\"title\":\"Halves\"");
	cr_expect_float_eq(p->checker.eps_abs, 1e-3, 1e-12);
	cr_expect_eq(p->checker.eps_rel, 0);
	assay_problem_set_destroy(set);
}

Test(kattis, judges)
{
	const struct assay_problem *p = golden("divisors");
	EXPECT_STR(p->checker.type, "program");
	EXPECT_STR(p->checker.abi, "kattis");
	EXPECT_STR(p->checker.language, "python");
	cr_expect_gt(p->checker.code.len, 0);
	p = golden("guess");
	EXPECT_STR(p->checker.type, "interactor");
	p = golden("");
	cr_expect_eq(assay_problem_set_count(set), 4);
	cr_expect_eq(assay_problem_set_passed_over(set), 1);
	EXPECT_STR(p->id, "kattis/divisors");
	assay_problem_set_destroy(set);
}

Test(kattis, flags_of_the_default_validator, .init = make, .fini = unmake)
{
	static const struct {
		const char *flags, *type;
		double eps_abs, eps_rel;
	} cases[] = {
		{"case_sensitive", "tokens", 0, 0},
		{"case_sensitive space_change_sensitive", "exact", 0, 0},
		{"float_tolerance 1e-6", "float", 1e-6, 1e-6},
		{"float_relative_tolerance 0.5  float_absolute_tolerance 0.25", "float", 0.25, 0.5},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char yaml[256];
		(void)snprintf(yaml, sizeof(yaml), "validator_flags: %s\n", cases[i].flags);
		put("problem.yaml", yaml);
		cr_assert_eq(load_made(), 0, "%s", err.msg);
		const struct assay_problem *p = assay_problem_set_at(set, 0);
		EXPECT_STR(p->checker.type, cases[i].type);
		cr_expect_float_eq(p->checker.eps_abs, cases[i].eps_abs, 1e-12);
		cr_expect_float_eq(p->checker.eps_rel, cases[i].eps_rel, 1e-12);
	}
	put("problem.yaml", "validator_flags: float_tolerance much\n");
	expect_refusal(ASSAY_EINVAL, "float_tolerance\" needs a number");
	put("problem.yaml", "validator_flags: fuzzy\n");
	expect_refusal(ASSAY_EINVAL, "unknown validator flag \"fuzzy\"");
}

Test(kattis, what_is_missing_is_named, .init = make, .fini = unmake)
{
	cr_assert_eq(load_made(), 0, "%s", err.msg);
	put("data/secret/2.in", "2\n");
	expect_refusal(ASSAY_EINVAL, "/data/secret/2.ans is missing");
	drop("data/secret/2.in");
	put("data/secret/3.ans", "2\n");
	expect_refusal(ASSAY_EINVAL, "/data/secret/3.in is missing");
	drop("data/secret/3.ans");
	put("problem_statement/problem.de.tex", " \n");
	expect_refusal(ASSAY_EINVAL, "problem.de.tex is empty");
	drop("problem_statement/problem.de.tex");
	expect_refusal(ASSAY_EINVAL, "/problem_statement/problem.en.tex is missing");
	put("problem_statement/problem.de.tex", "Gib die Zahl aus.\n");
	put("problem.yaml", "validation: custom\n");
	expect_refusal(ASSAY_EINVAL, "/output_validators is missing");
	put("problem.yaml", "limits: {memory: lots}\n");
	expect_refusal(ASSAY_EINVAL, "\"memory\" is no number");
	put("problem.yaml", "name: [\n");
	expect_refusal(ASSAY_EINVAL, "problem.yaml:");
	put("problem.yaml", "name: Made\n");
	drop("data/secret/1.in");
	drop("data/secret/1.ans");
	expect_refusal(ASSAY_EINVAL, "/data/secret holds no tests");
}

Test(kattis, links_stay_in_the_package, .init = make, .fini = unmake)
{
	link_to("1.in", "data/secret/2.in");
	link_to("../../data/secret/1.ans", "data/secret/2.ans");
	cr_assert_eq(load_made(), 0, "%s", err.msg);
	cr_expect_eq(assay_problem_set_at(set, 0)->n_tests, 2);
	drop("data/secret/2.in");
	link_to("/etc/passwd", "data/secret/2.in");
	expect_refusal(ASSAY_EINVAL, "/data/secret/2.in: a link that leads out of the package");
	drop("data/secret/2.in");
	link_to("../../../../etc/passwd", "data/secret/2.in");
	expect_refusal(ASSAY_EINVAL, "/data/secret/2.in: a link that leads out of the package");
	drop("data/secret/2.in");
	drop("data/secret/2.ans");
	link_to("..", "data/secret/again");
	expect_refusal(ASSAY_ELIMIT, "deeper than 8 folders");
	drop("data/secret/again");
	put("submissions/accepted/a.py", "print(input())\n");
	cr_assert_eq(load_made(), 0, "%s", err.msg);
	link_to("/etc/passwd", "submissions/accepted/b.py");
	expect_refusal(ASSAY_EINVAL, "/submissions/accepted/b.py: a link that leads out of the package");
}

Test(kattis, what_cannot_be_judged_is_passed_over, .init = make, .fini = unmake)
{
	put("output_validators/v/a.cpp", "int main() { return 42; }\n");
	cr_expect_eq(load_made(), 0, "not asked for: %s", err.msg);
	put("problem.yaml", "validation: custom\n");
	cr_expect_eq(load_made(), 0, "%s", err.msg);
	put("output_validators/v/b.h", "\n");
	expect_refusal(ASSAY_EINVAL, "holds no problems that could be checked");
	cr_expect_eq(assay_problem_set_passed_over(set), 1);
	drop("output_validators/v/b.h");
	put("problem.yaml", "validation: custom score\n");
	expect_refusal(ASSAY_EINVAL, "holds no problems that could be checked");
	put("problem.yaml", "name: Made\n");
	put("data/secret/1.args", "--fast\n");
	expect_refusal(ASSAY_EINVAL, "holds no problems that could be checked");
}
