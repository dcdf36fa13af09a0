/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many committees there are: of one group, of two with given numbers, or with at least so many of one.
 *
 * Found by products of binomial coefficients; rechecked with rows of Pascal's triangle, by additions alone.
 */
#include "problems/families/kit.h"

#define MAX_GROUP 32

struct committee {
	int64_t women, men, size;
	int64_t least, most; /* Women in the committee. */
};

static const char *const plain_phrasings[] = {
	"In how many ways can a committee of {size} be chosen from {women} people?",
	"How many subsets with {size} elements does a set of {women} elements have?",
	"{who} picks {size} of {women} books for a journey. How many choices are there?",
	"A test offers {women} questions, of which {size} are to be answered. How many selections are possible?",
	"Compute the binomial coefficient \"{women} choose {size}\".",
	NULL,
};

static const char *const exact_phrasings[] = {
	("A club has {women} women and {men} men. How many committees of {size} with exactly {least} "
	 "{least:woman|women} can be formed?"),
	("From {women} women and {men} men a team of {size} is chosen that has exactly {least} {least:woman|women}. "
	 "How many teams are possible?"),
	("{who} buys {size} of {women} red and {men} white roses, all different, and {least} of them shall be red. How "
	 "many choices are there?"),
	("An exam has {women} questions on algebra and {men} on geometry. In how many ways can {size} questions be "
	 "picked if exactly {least} shall be on algebra?"),
	("How many sets of {size} cards, with exactly {least} red {least:one|ones}, can be taken from {women} red and "
	 "{men} black cards that are all different?"),
	NULL,
};

static const char *const least_phrasings[] = {
	("A club has {women} women and {men} men. How many committees of {size} with at least {least} "
	 "{least:woman|women} can be formed?"),
	("From {women} women and {men} men a team of {size} is chosen. At least {least} must be {least:a woman|women}. "
	 "How many teams are possible?"),
	("{who} buys {size} of {women} red and {men} white roses, all different, and {least} or more of them shall be "
	 "red. How many choices are there?"),
	("An exam has {women} questions on algebra and {men} on geometry. In how many ways can {size} questions be "
	 "picked if not fewer than {least} shall be on algebra?"),
	("How many sets of {size} cards, with {least} or more red ones, can be taken from {women} red and {men} black "
	 "cards that are all different?"),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct committee *s = params;
	int64_t max = KIT_LEVELS(k, 26, 28, 32, 10, 13, 16, 15, 20, 22, 25);
	s->women = kit_between(k, max / 2, max);
	kit_skin(k, "who", kit_person(k));
	kit_put_i(k, "women", s->women);
	if (k->level <= 3) {
		s->size = kit_between(k, 2 + (k->level == 3), 4 + 2 * (int64_t)k->level);
		s->least = s->most = s->size;
		kit_phrasings(k, plain_phrasings);
	} else {
		s->men = kit_between(k, max / 2, max);
		s->size = kit_between(k, KIT_LEVELS(k, 0, 0, 0, 3, 4, 5, 4, 4, 6, 9),
				      KIT_LEVELS(k, 0, 0, 0, 5, 6, 8, 7, 9, 11, 13));
		bool is_least = k->level >= 7;
		s->least = kit_between(k, is_least ? s->size / 3 : 1, s->size - (is_least ? 2 : 1));
		if (s->size - s->least > s->men)
			s->least = s->size - s->men;
		if (s->least > s->women)
			s->least = s->women;
		s->most = !is_least ? s->least : s->size < s->women ? s->size : s->women;
		kit_phrasings(k, is_least ? least_phrasings : exact_phrasings);
		kit_put_i(k, "men", s->men);
		kit_put_i(k, "least", s->least);
	}
	kit_put_i(k, "size", s->size);
}

/* n choose r, from the shorter side. */
static int64_t choose(struct kit *k, int64_t n, int64_t r)
{
	int64_t few = r < n - r ? r : n - r;
	int64_t value = 1;
	for (int64_t i = 1; i <= few && k->rc == 0; i++)
		value = value * (n - few + i) / i;
	if (few == 0)
		return 1;
	assay_autobuf struct assay_buf text = {0};
	for (int64_t i = 0; i < few; i++)
		(void)assay_buf_printf(&text, "%s%ld", i > 0 ? " × " : "", n - i);
	for (int64_t i = 2; i <= few; i++)
		(void)assay_buf_printf(&text, " ÷ %ld", i);
	kit_say(k, "%ld of %ld can be chosen in this many ways:", r, n);
	return few == 1 ? n : kit_step_i(k, value, "%s", text.data ? text.data : "");
}

static void solve(struct kit *k, const void *params)
{
	const struct committee *s = params;
	int64_t sum = 0;
	for (int64_t women = s->least; women <= s->most && k->rc == 0; women++) {
		int64_t men = s->size - women;
		if (men > s->men)
			continue;
		int64_t ways = choose(k, s->women, women);
		if (s->men > 0) {
			int64_t others = choose(k, s->men, men);
			ways = kit_step_i(k, ways * others, "%ld × %ld", ways, others);
		}
		sum = sum == 0 ? ways : kit_step_i(k, sum + ways, "%ld + %ld", sum, ways);
	}
	kit_answer_i(k, sum);
}

static void fill_row(int64_t n, int64_t row[MAX_GROUP + 1])
{
	row[0] = 1;
	for (int64_t i = 0; i < n; i++) {
		for (int64_t j = i + 1; j > 0; j--)
			row[j] += row[j - 1];
	}
}

static void again(struct kit *k, const void *params)
{
	const struct committee *s = params;
	int64_t women[MAX_GROUP + 1] = {0};
	int64_t men[MAX_GROUP + 1] = {0};
	fill_row(s->women, women);
	fill_row(s->men, men);
	int64_t count = 0;
	for (int64_t i = s->size; i >= s->least; i--)
		count += i <= s->most ? women[i] * men[s->size - i] : 0;
	kit_again_i(k, count);
}

static const char *const tags[] = {"maths", "combinatorics", NULL};

const struct assay_family assay_family_committee = {
	KIT_MATH,
	.name = "committee",
	.version = 2,
	.title = "how many committees can be chosen",
	.tags = tags,
	.phrasings = plain_phrasings,
	.params_size = sizeof(struct committee),
	.draw = draw,
	.solve = solve,
	.again = again,
};
