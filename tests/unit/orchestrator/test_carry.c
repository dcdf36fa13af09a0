/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/carry.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A view for static tables, where a compound literal cannot stand. */
#define TEXT(literal)                          \
	{                                      \
		(literal), sizeof(literal) - 1 \
	}

static struct assay_carrier carrier;
static struct assay_arena *arena;
static struct assay_err err;

static void setup(void)
{
	arena = assay_arena_create(0);
	if (assay_carrier_prepare(&carrier, 2, &err))
		cr_skip_test("%s", err.msg);
}

static void teardown(void)
{
	assay_carrier_finish(&carrier);
	assay_arena_destroy(arena);
}

TestSuite(carry, .init = setup, .fini = teardown, .timeout = 60);

static const struct assay_test tests[] = {
	{.stdin_text = TEXT("2\n"), .expected_stdout = TEXT("4\n"), .weight = 1},
	{.stdin_text = TEXT("5\n"), .expected_stdout = TEXT("10\n"), .weight = 1},
};

static const struct assay_problem doubled = {
	.id = TEXT("double"),
	.kind = ASSAY_KIND_STDIO,
	.statement = TEXT("Double a number."),
	.tests = tests,
	.n_tests = 2,
	.limits = {.cpu_ms = 2000},
};

static const struct assay_problem in_place = {
	.id = TEXT("sort"),
	.kind = ASSAY_KIND_SUITE,
	.statement = TEXT("Sort in place."),
	.language = TEXT("python"),
	.entry = TEXT("tidy"),
	.suite = TEXT("def check(candidate):\n    a = [2, 1]\n    candidate(a)\n    assert a == [1, 2]\n"),
};

static struct assay_verdict carry(const struct assay_problem *problem, const char *language, const char *code,
				  bool stop_early)
{
	const struct assay_candidate candidate = {
		.problem_id = problem->id,
		.id = ASSAY_STR("c"),
		.code = assay_str_of(code),
		.language = assay_str_of(language),
	};
	const struct assay_verify_options options = {.stop_early = stop_early};
	struct assay_verdict verdict;
	cr_assert_eq(assay_carry(&carrier, problem, &candidate, &options, arena, &verdict, &err), 0, "%s", err.msg);
	struct assay_hash128 key = assay_verify_key(problem, &candidate, &options);
	cr_assert_arr_eq(verdict.key.bytes, key.bytes, sizeof(key.bytes));
	return verdict;
}

static void expect(struct assay_verdict verdict, enum assay_word word)
{
	cr_assert_eq(verdict.word, word, "%s: %.*s", assay_word_name(verdict.word), (int)verdict.reason.len,
		     verdict.reason.data ? verdict.reason.data : "");
}

Test(carry, compiles_once_and_runs_every_test)
{
	struct assay_verdict v =
		carry(&doubled, "c",
		      "#include <stdio.h>\nint main(void){int n;scanf(\"%d\",&n);printf(\"%d\\n\",2*n);}", false);
	expect(v, ASSAY_ACCEPTED);
	cr_assert(v.passed == 2 && v.total == 2 && v.cpu_us > 0 && v.isolation == ASSAY_ISOLATION_NAMESPACES);
}

Test(carry, blames_the_candidate_for_its_compile_error)
{
	struct assay_verdict v = carry(&doubled, "c", "int main(void) { return nothing; }", false);
	expect(v, ASSAY_COMPILE_ERROR);
	cr_assert(strstr(v.reason.data, "nothing"), "%s", v.reason.data);
}

Test(carry, lets_a_suite_and_a_candidate_talk)
{
	expect(carry(&in_place, "python", "def tidy(a):\n    a.sort()\n", false), ASSAY_ACCEPTED);
	expect(carry(&in_place, "python", "def tidy(a):\n    return sorted(a)\n", false), ASSAY_WRONG_ANSWER);
	expect(carry(&in_place, "python", "import os\ndef tidy(a):\n    os._exit(0)\n", false), ASSAY_RUNTIME_ERROR);
}

Test(carry, stops_behind_the_first_failure_when_asked)
{
	struct assay_verdict whole = carry(&doubled, "python", "print(10)\n", false);
	struct assay_verdict early = carry(&doubled, "python", "print(10)\n", true);
	expect(whole, ASSAY_WRONG_ANSWER);
	expect(early, ASSAY_WRONG_ANSWER);
	cr_assert(whole.passed == 1 && early.passed == 0 && early.total == 2);
}

Test(carry, names_a_missing_toolchain)
{
	struct assay_verdict v = carry(&doubled, "befunge", "64+\"!dlroW\"", false);
	expect(v, ASSAY_SYSTEM_ERROR);
	cr_assert(strstr(v.reason.data, "no toolchain for language befunge"), "%s", v.reason.data);
}

Test(carry, leaves_a_problem_undecided_that_cannot_be_judged)
{
	struct assay_problem broken = in_place;
	broken.suite = ASSAY_STR("");
	struct assay_verdict v = carry(&broken, "python", "def tidy(a): pass\n", false);
	expect(v, ASSAY_UNDECIDED);
	cr_assert(v.reason.len > 0);
}

/* The pid of a child of ours that is called assay-slot, told from the line of its stat file; 0 for all others. */
static pid_t slot_of(const char *line)
{
	const char *name = strchr(line, '(');
	const char *rest = strrchr(line, ')');
	if (!name || !rest || strncmp(name, "(assay-slot)", 12) != 0)
		return 0;
	/* Behind the name: a space, one letter for the state, a space, the parent. */
	return strtol(rest + 4, NULL, 10) == getpid() ? (pid_t)strtol(line, NULL, 10) : 0;
}

static int kill_slots(void)
{
	DIR *proc = opendir("/proc");
	int n = 0;
	for (const struct dirent *e; (e = readdir(proc));) {
		char path[300], line[512];
		(void)snprintf(path, sizeof(path), "/proc/%s/stat", e->d_name);
		FILE *f = fopen(path, "re");
		if (!f)
			continue;
		pid_t pid = fgets(line, sizeof(line), f) ? slot_of(line) : 0;
		n += pid > 0 && kill(pid, SIGKILL) == 0;
		(void)fclose(f);
	}
	(void)closedir(proc);
	return n;
}

Test(carry, replaces_slots_that_died)
{
	expect(carry(&in_place, "python", "def tidy(a):\n    a.sort()\n", false), ASSAY_ACCEPTED);
	cr_assert_eq(kill_slots(), 2);
	expect(carry(&in_place, "python", "def tidy(a):\n    a.sort()\n", false), ASSAY_ACCEPTED);
}

Test(carry, claims_numbers_that_no_other_carrier_has)
{
	struct assay_carrier other = {0};
	cr_assert_eq(assay_carrier_prepare(&other, 1, &err), 0, "%s", err.msg);
	cr_assert_neq(other.sandbox.slot_id, carrier.sandbox.slot_id);
	unsigned given_up = other.sandbox.slot_id;
	assay_carrier_finish(&other);
	assay_carrier_finish(&other);
	cr_assert_eq(assay_carrier_prepare(&other, 1, &err), 0, "%s", err.msg);
	cr_assert_leq(other.sandbox.slot_id, given_up);
	assay_carrier_finish(&other);
}

/* --- Forked interpreters --- */

static struct assay_verdict carry_until_compared(const char *code)
{
	struct assay_verdict verdict = {0};

	carrier.compares_every = 1;
	for (int i = 0; i < 1000 && verdict.forked == ASSAY_FORKED_UNKNOWN; i++) {
		verdict = carry(&doubled, "python", code, false);
		usleep(5000);
	}
	if (verdict.forked == ASSAY_FORKED_UNKNOWN)
		cr_skip_test("no forked interpreters here");
	return verdict;
}

Test(carry, says_that_a_forked_run_was_as_one_from_scratch)
{
	struct assay_verdict verdict = carry_until_compared("print(2 * int(input()))");

	expect(verdict, ASSAY_ACCEPTED);
	cr_assert_eq(verdict.forked, ASSAY_FORKED_SAME);
}

Test(carry, takes_the_verdict_from_scratch_where_a_forked_run_differs)
{
	struct assay_verdict verdict = carry_until_compared(
		"print((2 if 'library.so' in open('/proc/self/maps').read() else 3) * int(input()))");

	expect(verdict, ASSAY_WRONG_ANSWER);
	cr_assert_eq(verdict.forked, ASSAY_FORKED_DIFFERENT);
}

Test(carry, forks_nothing_where_that_is_not_wanted)
{
	assay_carrier_drop_slots(&carrier);
	carrier.sandbox.has_no_zygotes = true;
	carrier.compares_every = 1;
	for (int i = 0; i < 10; i++) {
		struct assay_verdict verdict = carry(&doubled, "python", "print(2 * int(input()))", false);

		expect(verdict, ASSAY_ACCEPTED);
		cr_assert_eq(verdict.forked, ASSAY_FORKED_UNKNOWN);
		usleep(10000);
	}
}

Test(carry, takes_names_of_modules_alone)
{
	struct assay_sandbox_options options = {0};
	char long_name[300];

	memset(long_name, 'a', sizeof long_name);
	cr_assert_eq(assay_preload_add_list(&options, "numpy,sympy.core", &err), 0);
	cr_assert_str_eq(options.preload, "numpy sympy.core");
	cr_assert_eq(assay_preload_add_list(&options, NULL, &err), 0);
	cr_assert_eq(assay_preload_add_list(&options, "", &err), ASSAY_ECONFIG);
	cr_assert_eq(assay_preload_add_list(&options, "a;b", &err), ASSAY_ECONFIG);
	cr_assert_eq(assay_preload_add(&options, (struct assay_str){long_name, sizeof long_name}, &err), ASSAY_ECONFIG);
	cr_assert_str_eq(options.preload, "numpy sympy.core");
}
