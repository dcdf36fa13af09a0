/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/opinion.h"

#include <criterion/criterion.h>

static const struct assay_opinion_rules once = {0}, thrice = {.repeats = 3};

Test(opinion, one_word_is_enough_for_most)
{
	for (int word = 0; word < ASSAY_N_WORDS; word++) {
		struct assay_opinions o = {0};
		bool is_doubted = word == ASSAY_SYSTEM_ERROR || word == ASSAY_TIME_LIMIT;
		cr_expect_eq(assay_opinions_take(&o, &once, (enum assay_word)word) == ASSAY_OPINION_FINAL, !is_doubted,
			     "%s", assay_word_name((enum assay_word)word));
	}
}

Test(opinion, an_error_of_ours_is_tried_once_more)
{
	struct assay_opinions o = {0};
	cr_expect_eq(assay_opinions_take(&o, &once, ASSAY_SYSTEM_ERROR), ASSAY_OPINION_AGAIN);
	cr_expect_eq(assay_opinions_take(&o, &once, ASSAY_SYSTEM_ERROR), ASSAY_OPINION_FINAL);
}

Test(opinion, an_error_of_ours_while_alone_is_tried_alone)
{
	struct assay_opinions o = {0};
	cr_expect_eq(assay_opinions_take(&o, &once, ASSAY_TIME_LIMIT), ASSAY_OPINION_ALONE);
	cr_expect_eq(assay_opinions_take(&o, &once, ASSAY_SYSTEM_ERROR), ASSAY_OPINION_ALONE);
	cr_expect_eq(assay_opinions_take(&o, &once, ASSAY_TIME_LIMIT), ASSAY_OPINION_FINAL);
}

Test(opinion, each_repeat_may_have_a_time_limit_confirmed)
{
	struct assay_opinions o = {0};
	cr_expect_eq(assay_opinions_take(&o, &thrice, ASSAY_ACCEPTED), ASSAY_OPINION_AGAIN);
	cr_expect_eq(assay_opinions_take(&o, &thrice, ASSAY_TIME_LIMIT), ASSAY_OPINION_ALONE);
	cr_expect_eq(assay_opinions_take(&o, &thrice, ASSAY_ACCEPTED), ASSAY_OPINION_AGAIN);
	cr_expect_eq(assay_opinions_take(&o, &thrice, ASSAY_ACCEPTED), ASSAY_OPINION_FINAL);
	struct assay_verdict verdict = {.word = ASSAY_ACCEPTED};
	cr_expect_eq(assay_opinions_settle(&o, NULL, &verdict, NULL), 0);
	cr_expect_eq(verdict.word, ASSAY_ACCEPTED, "the slow one had neighbours");
}

Test(opinion, what_nobody_can_decide_is_not_asked_again)
{
	struct assay_opinions o = {0};
	cr_expect_eq(assay_opinions_take(&o, &thrice, ASSAY_UNDECIDED), ASSAY_OPINION_FINAL);
}
