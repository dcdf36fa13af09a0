/* SPDX-License-Identifier: Apache-2.0 */
/* What many candidates agree on: clusters, consensus, and what is no vote. */
#include "orchestrator/agreement.h"

#include "base/buf.h"
#include "orchestrator/draw.h"

#include <criterion/criterion.h>
#include <string.h>

#define MAX 8

/* Digests, as checkers write them. */
#define A "0123456789abcdef0123456789abcdef"
#define B "fedcba9876543210fedcba9876543210"
#define C "00000000000000000000000000000000"

static struct assay_arena *arena;

static void setup(void)
{
	arena = assay_arena_create(0);
}

static void teardown(void)
{
	assay_arena_destroy(arena);
}

TestSuite(agreement, .init = setup, .fini = teardown);
TestSuite(draw, .init = setup, .fini = teardown);

/* One given input, the same once more, and a drawn one. */
static const struct assay_test tests[] = {
	{.args = {"[1]", sizeof("[1]") - 1}, .weight = 1},
	{.args = {"[1]", sizeof("[1]") - 1}, .weight = 1, .is_generated = true},
	{.args = {"[2]", sizeof("[2]") - 1}, .weight = 1, .is_generated = true},
};
static const struct assay_problem three = {.id = {"p", sizeof("p") - 1},
					   .kind = ASSAY_KIND_CALL,
					   .entry = {"f", sizeof("f") - 1},
					   .checker = {.type = {"agreement", sizeof("agreement") - 1}},
					   .tests = tests,
					   .n_tests = 3};

struct settled {
	struct assay_verdict verdicts[MAX];
	struct assay_agreement found;
};

/* Each candidate's outputs, as the members of a JSON array. */
static struct settled settle(const struct assay_problem *problem, const char *const *outputs, size_t n, double share,
			     uint64_t least)
{
	struct settled s = {0};
	const struct assay_agreement_rules rules = {.accept_share = share, .least = least};
	for (size_t i = 0; i < n; i++) {
		assay_autobuf struct assay_buf text = {0};
		bool is_math = problem->kind == ASSAY_KIND_MATH;
		assay_buf_printf(&text, "{\"kind\":\"agreement\",\"%s\":%s%s%s}", is_math ? "answer" : "outputs",
				 is_math ? "" : "[", outputs[i], is_math ? "" : "]");
		s.verdicts[i] = (struct assay_verdict){.word = ASSAY_UNDECIDED,
						       .evidence = assay_arena_str(arena, assay_buf_str(&text))};
	}
	cr_assert_eq(assay_agreement_settle(problem, s.verdicts, n, &rules, arena, &s.found, NULL), 0);
	return s;
}

#define SAME "\"" A "\",\"" A "\",\"" B "\""
#define ELSE "\"" A "\",\"" A "\",\"" C "\""

Test(agreement, the_largest_cluster_is_the_consensus_and_labels_nothing_by_itself)
{
	const char *const said[] = {SAME, ELSE, SAME, SAME};
	struct settled s = settle(&three, said, 4, 0, 0);
	cr_assert_eq(s.found.n_consensus, 3);
	cr_assert_eq(s.found.n_clusters, 2);
	cr_assert_eq(s.found.n_inputs, 2); /* The repeat asks nothing new. */
	cr_assert_not(s.found.is_accepted);
	for (size_t i = 0; i < 4; i++)
		cr_assert_eq(s.verdicts[i].word, ASSAY_UNDECIDED);
	cr_assert_neq(assay_str_find(s.verdicts[1].evidence, ASSAY_STR("\"agrees\":false"), 0), SIZE_MAX);
}

Test(agreement, is_accepted_where_size_and_share_suffice)
{
	const char *const said[] = {SAME, ELSE, SAME, SAME};
	struct settled s = settle(&three, said, 4, 0.75, 0);
	cr_assert(s.found.is_accepted);
	cr_assert_eq(s.verdicts[0].word, ASSAY_ACCEPTED);
	cr_assert_eq(s.verdicts[0].assurance, ASSAY_ASSURANCE_PROBABLE);
	cr_assert_eq(s.verdicts[1].word, ASSAY_UNDECIDED, "a minority is not proved wrong");
	cr_assert_not(settle(&three, said, 4, 0.76, 0).found.is_accepted);
	cr_assert_not(settle(&three, said, 4, 0.5, 4).found.is_accepted);
}

Test(agreement, two_clusters_of_one_size_are_no_consensus)
{
	const char *const said[] = {SAME, ELSE, SAME, ELSE};
	struct settled s = settle(&three, said, 4, 0.5, 2);
	cr_assert_eq(s.found.n_consensus, 0);
	cr_assert_eq(s.found.n_clusters, 2);
	cr_assert_not(s.found.is_accepted);
}

Test(agreement, one_candidate_and_none_agree_with_nobody)
{
	const char *const said[] = {SAME};
	struct settled s = settle(&three, said, 1, 0.5, 2);
	cr_assert_eq(s.found.n_consensus, 0);
	cr_assert_eq(s.verdicts[0].word, ASSAY_UNDECIDED);
	cr_assert_eq(settle(&three, said, 0, 0.5, 2).found.n_clusters, 0);
}

Test(agreement, all_different_is_no_consensus)
{
	const char *const said[] = {SAME, ELSE, "\"" B "\",\"" B "\",\"" B "\""};
	struct settled s = settle(&three, said, 3, 0.5, 2);
	cr_assert_eq(s.found.n_clusters, 3);
	cr_assert_eq(s.found.n_consensus, 0);
}

Test(agreement, who_answers_one_input_in_two_ways_has_no_vote)
{
	const char *const said[] = {SAME, SAME, "\"" A "\",\"" B "\",\"" B "\""};
	struct settled s = settle(&three, said, 3, 0, 0);
	cr_assert_eq(s.found.n_unsteady, 1);
	cr_assert_eq(s.found.n_consensus, 2);
	cr_assert_neq(assay_str_find(s.verdicts[2].evidence, ASSAY_STR("\"unsteady\":true"), 0), SIZE_MAX);
	cr_assert(assay_str_starts(s.verdicts[2].reason, "flaky"));
}

Test(agreement, who_fails_a_given_input_has_no_vote)
{
	const char *const crash = "\"raises ValueError\",\"raises ValueError\",\"" B "\"";
	const char *const said[] = {crash, crash, crash, SAME, SAME};
	struct settled s = settle(&three, said, 5, 0.5, 2);
	cr_assert_eq(s.found.n_clusters, 1);
	cr_assert_eq(s.found.n_consensus, 2);
	cr_assert_not(s.found.is_accepted, "two of five");
}

#define RAISES(what) "\"" A "\",\"" A "\",\"" what "\""

Test(agreement, exceptions_are_answers_where_most_give_a_value)
{
	const char *const said[] = {SAME, SAME, SAME, RAISES("raises KeyError"), RAISES("raises ValueError")};
	struct settled s = settle(&three, said, 5, 0, 0);
	cr_assert_eq(s.found.n_clusters, 3);
	cr_assert_eq(s.found.n_inputs, 2);
	cr_assert_eq(s.found.n_outside, 0);
}

Test(agreement, an_input_that_most_fail_says_nothing)
{
	const char *const said[] = {SAME, RAISES("raises KeyError"), RAISES("time_limit"), RAISES("runtime_error")};
	struct settled s = settle(&three, said, 4, 0.9, 2);
	cr_assert_eq(s.found.n_outside, 1);
	cr_assert_eq(s.found.n_inputs, 1);
	cr_assert_eq(s.found.n_consensus, 4);
	cr_assert(s.found.is_accepted);
}

Test(agreement, a_name_of_an_exception_is_never_taken_for_an_output)
{
	/* As long as a digest, and no digest. */
	const char *const sly = "\"raises Aaaaaaaaaaaaaaaaaaaaaaaaa\",\"raises Aaaaaaaaaaaaaaaaaaaaaaaaa\",\"" B "\"";
	const char *const said[] = {sly, sly, sly};
	cr_assert_eq(strlen("raises Aaaaaaaaaaaaaaaaaaaaaaaaa"), strlen(A));
	cr_assert_eq(settle(&three, said, 3, 0.5, 2).found.n_clusters, 0);
}

Test(agreement, outputs_that_are_too_few_or_of_another_type_are_no_vote)
{
	const char *const said[] = {"\"" A "\"", "1,2,3", SAME, SAME};
	struct settled s = settle(&three, said, 4, 0, 0);
	cr_assert_eq(s.found.n_clusters, 1);
	cr_assert_eq(s.found.n_consensus, 2);
}

Test(agreement, answers_are_one_where_they_are_proved_equal)
{
	const struct assay_problem sum = {.id = {"m", sizeof("m") - 1},
					  .kind = ASSAY_KIND_MATH,
					  .checker = {.type = {"agreement", sizeof("agreement") - 1}}};
	const char *const said[] = {"\"\\\\frac{1}{2}\"", "\"0.5\"", "\"1/3\"", "\"0.3333333333\""};
	struct settled s = settle(&sum, said, 4, 0, 0);
	cr_assert_eq(s.found.n_consensus, 2);
	cr_assert_eq(s.found.n_clusters, 3);
	cr_assert_eq(s.found.n_inputs, 0);
}

/* --- What a guest writes --- */

static struct assay_problem drawn(const char *answer, uint64_t max, uint64_t *n)
{
	struct assay_problem more;
	cr_assert_eq(assay_draw_read(&three, assay_str_of(answer), max, arena, &more, n, NULL), 0);
	return more;
}

Test(draw, takes_what_is_well_formed_once_and_no_more_than_asked_for)
{
	uint64_t n;
	struct assay_problem p =
		drawn("{\"tests\":[{\"args\":\"[5]\",\"kwargs\":\"{}\"},{\"args\":\"[5]\"},{\"args\":\"[1]\"},"
		      "{\"args\":\"[{\\\"$set\\\":[1]}]\"},{\"args\":\"[6]\"}]}",
		      2, &n);
	cr_assert_eq(n, 2);
	/* The given one, its repeat, two new ones; the drawn ones of before are gone. */
	cr_assert_eq(p.n_tests, 4);
	cr_assert(p.tests[1].is_generated && assay_str_is(p.tests[1].args, "[1]"));
	cr_assert(p.tests[2].is_generated && assay_str_is(p.tests[2].args, "[5]"));
	cr_assert(assay_str_is(p.tests[3].args, "[{\"$set\":[1]}]"));
	cr_assert(assay_str_is_absent(p.tests[2].kwargs));
}

Test(draw, whatever_else_a_guest_writes_adds_nothing)
{
	static const char *const answers[] = {
		"",
		"no json",
		"[]",
		"{}",
		"{\"tests\":7}",
		"{\"tests\":[7,null,[],{},{\"args\":7},{\"args\":\"{\"},{\"args\":\"{}\"}]}",
		"{\"tests\":[{\"args\":\"[1]\",\"kwargs\":\"[]\"}]}"};
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		uint64_t n;
		struct assay_problem p = drawn(answers[i], 100, &n);
		cr_assert_eq(n, 0, "%s", answers[i]);
		cr_assert_geq(p.n_tests, 1);
	}
}
