/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The probability that the sum of some dice is a number, at most, or at least that.
 *
 * Found by inclusion and exclusion; rechecked by adding die after die.
 */
#include "problems/families/kit.h"

#define MAX_SUM 300

enum question { EXACTLY, AT_MOST, AT_LEAST, N_QUESTIONS };

struct dice {
	int64_t n, sides, sum;
	enum question question;
};

static const char *const phrasings[] = {
	("{n} fair dice with {sides} sides each, numbered from 1 to {sides}, are thrown. What is the probability that "
	 "their sum is {sum}?"),
	"What is the probability of a total of {sum} with {n} fair {sides}-sided dice (faces 1 to {sides})?",
	("{who} throws a fair die with the faces 1 to {sides} exactly {n} times and adds the numbers. Find the "
	 "probability that the result is "
	 "{sum}."),
	("In a game, {n} fair {sides}-sided dice with faces 1 to {sides} are rolled, and a sum of {sum} wins. With "
	 "what probability does a roll "
	 "win?"),
	("{n} whole numbers are drawn independently and uniformly from 1 to {sides}. What is the probability that they "
	 "add up to {sum}? Give "
	 "an exact fraction."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	static const int64_t kinds[] = {4, 6, 8, 10, 12, 20};
	static const char *const words[] = {"exactly", "at most", "at least"};
	struct dice *s = params;
	s->n = KIT_LEVELS(k, 2, 2, 3, 3, 4, 4, 5, 6, 7, 9);
	s->sides = KIT_PICK(k, kinds);
	if (k->level >= 6) {
		s->n += kit_between(k, 0, 1);
		s->sides = kit_between(k, 4, 20);
	}
	s->question = (enum question)kit_between(k, 0, k->level == 1 ? 1 : N_QUESTIONS - 1);
	int64_t middle = s->n * (s->sides + 1) / 2;
	int64_t off = kit_between(k, 0, s->n * (s->sides - 1) / 4);
	bool is_low = s->question == AT_LEAST ? kit_once_in(k, 4) : kit_once_in(k, 2);
	s->sum = is_low ? middle - off : middle + off;
	kit_skin(k, "who", kit_person(k));
	kit_put_i(k, "n", s->n);
	kit_put_i(k, "sides", s->sides);
	kit_put(k, "sum", kit_text(k, "%s %ld", words[s->question], s->sum));
}

static void choose(mpz_ptr ret, int64_t n, int64_t r)
{
	mpz_set_ui(ret, 1);
	for (int64_t i = 1; i <= r; i++) {
		mpz_mul_si(ret, ret, n - r + i);
		mpz_divexact_ui(ret, ret, (unsigned long)i);
	}
}

/* Throws with the sum, or with at most that sum, without those where dice are above their sides, and so on. */
static void count_throws(struct kit *k, const struct dice *s, int64_t sum, mpz_ptr ret)
{
	mpz_ptr ways = kit_mpz(k);
	mpz_ptr places = kit_mpz(k);
	mpz_ptr term = kit_mpz(k);
	mpz_ptr before = kit_mpz(k);
	int64_t above = s->question == EXACTLY ? sum - 1 : sum;
	int64_t below = s->question == EXACTLY ? s->n - 1 : s->n;
	for (int64_t i = 0; i <= s->n && above - s->sides * i >= below && k->rc == 0; i++) {
		choose(ways, s->n, i);
		choose(places, above - s->sides * i, below);
		mpz_mul(term, ways, places);
		if (i > 0) {
			kit_say(k, "With %ld chosen %s above %ld:", i, i == 1 ? "die" : "dice", s->sides);
			kit_step_z(k, term, "%Zd × %Zd", ways, places);
		} else {
			kit_say(k, "Without regard to the largest face: choose %ld of %ld.", below, above);
			kit_step_z(k, term, "%ld! ÷ (%ld! × %ld!)", (long)above, (long)below, (long)(above - below));
		}
		mpz_set(before, ret);
		if (i % 2 == 0)
			mpz_add(ret, ret, term);
		else
			mpz_sub(ret, ret, term);
		if (i > 0)
			kit_step_z(k, ret, i % 2 == 0 ? "%Zd + %Zd" : "%Zd - %Zd", before, term);
	}
}

static void solve(struct kit *k, const void *params)
{
	const struct dice *s = params;
	mpz_ptr good = kit_mpz(k);
	mpz_ptr all = kit_mpz(k);
	mpq_ptr answer = kit_mpq(k);
	/* At least a sum is, with every face turned over, at most another. */
	int64_t sum = s->sum;
	if (s->question == AT_LEAST) {
		kit_say(k, "Turn every face f into %ld - f: the sum must then be at most this.", s->sides + 1);
		sum = kit_step_i(k, s->n * (s->sides + 1) - sum, "%ld × %ld - %ld", s->n, s->sides + 1, sum);
	}
	if (sum < 0 || sum > MAX_SUM) {
		kit_stop(k);
		return;
	}
	count_throws(k, s, sum, good);
	mpz_ui_pow_ui(all, (unsigned long)s->sides, (unsigned long)s->n);
	kit_step_z(k, all, "%ld^%ld", (long)s->sides, (long)s->n);
	if (mpz_sgn(all) <= 0) {
		kit_stop(k);
		return;
	}
	mpq_set_z(answer, good);
	mpz_set(mpq_denref(answer), all);
	mpq_canonicalize(answer);
	kit_step_q(k, answer, "%Zd ÷ %Zd", good, all);
	kit_answer_q(k, answer);
}

static void again(struct kit *k, const void *params)
{
	const struct dice *s = params;
	int64_t ways[MAX_SUM + 1] = {1};
	int64_t top = s->n * s->sides;
	for (int64_t i = 0; i < s->n; i++) {
		for (int64_t sum = top; sum >= 0; sum--) {
			ways[sum] = 0;
			for (int64_t face = 1; face <= s->sides && face <= sum; face++)
				ways[sum] += ways[sum - face];
		}
	}
	int64_t good = 0;
	int64_t all = 0;
	for (int64_t sum = 0; sum <= top; sum++) {
		bool is_good = s->question == EXACTLY	? sum == s->sum
			       : s->question == AT_MOST ? sum <= s->sum
							: sum >= s->sum;
		good += is_good ? ways[sum] : 0;
		all += ways[sum];
	}
	mpq_ptr answer = kit_mpq(k);
	mpq_set_si(answer, good, (unsigned long)all);
	mpq_canonicalize(answer);
	kit_again_q(k, answer);
}

static const char *const tags[] = {"maths", "combinatorics", "probability", NULL};

const struct assay_family assay_family_dice_sum = {
	KIT_MATH,
	.name = "dice-sum",
	.version = 1,
	.title = "the probability of a sum of dice",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct dice),
	.draw = draw,
	.solve = solve,
	.again = again,
};
