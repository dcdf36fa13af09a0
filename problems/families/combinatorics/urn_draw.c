/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The probability of given numbers of each colour when balls are drawn without putting back.
 *
 * Found by binomial coefficients; rechecked draw by draw: one order's probability times the number of orders.
 */
#include "problems/families/kit.h"

#define MAX_COLOURS 5

struct urn {
	int64_t balls[MAX_COLOURS];
	int64_t taken[MAX_COLOURS];
	size_t n;
};

static const char *const phrasings[] = {
	("An urn holds {balls} balls. {total} balls are drawn at random without putting any back. What is the "
	 "probability of drawing exactly {taken}?"),
	("A bag contains {balls} marbles. {who} takes {total} of them at once without looking. Find the probability "
	 "that they are exactly {taken}."),
	("From {balls} tulips, all equally likely, {total} are picked at random. What is the probability that exactly "
	 "{taken} are among them?"),
	("{balls} cards are shuffled and {total} of them are dealt. With what probability are there exactly {taken} "
	 "among the cards dealt?"),
	("A box has {balls} beads; {total} of them fall out at random. What is the probability that exactly {taken} "
	 "fall out? Give an exact fraction."),
	NULL,
};

static struct assay_str list(struct kit *k, const int64_t *counts, size_t n)
{
	static const char *const colours[] = {"red", "blue", "green", "white", "yellow"};
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < n; i++)
		(void)assay_buf_printf(&text, "%s%ld %s",
				       i == 0	    ? ""
				       : i + 1 == n ? " and "
						    : ", ",
				       counts[i], colours[i]);
	return kit_copy(k, assay_buf_str(&text));
}

static void draw(struct kit *k, void *params)
{
	struct urn *s = params;
	s->n = (size_t)KIT_LEVELS(k, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5);
	int64_t max = KIT_LEVELS(k, 10, 11, 12, 7, 9, 12, 9, 12, 12, 16);
	int64_t most = KIT_LEVELS(k, 2, 3, 4, 2, 3, 4, 3, 4, 4, 5);
	int64_t total = 0;
	for (size_t i = 0; i < s->n; i++) {
		s->balls[i] = kit_between(k, most + 1, max);
		s->taken[i] = kit_between(k, 1, most);
		total += s->taken[i];
	}
	kit_skin(k, "who", kit_person(k));
	kit_put(k, "balls", list(k, s->balls, s->n));
	kit_put(k, "taken", list(k, s->taken, s->n));
	kit_put_i(k, "total", total);
}

static void choose(struct kit *k, mpz_ptr ret, int64_t n, int64_t r)
{
	assay_autobuf struct assay_buf text = {0};
	mpz_set_ui(ret, 1);
	for (int64_t i = 1; i <= r; i++) {
		mpz_mul_si(ret, ret, n - r + i);
		mpz_divexact_ui(ret, ret, (unsigned long)i);
		(void)assay_buf_printf(&text, "%s%ld", i > 1 ? " × " : "", n - i + 1);
	}
	kit_say(k, "Choose %ld of %ld:", r, n);
	if (r > 1)
		kit_step_z(k, ret, "%s ÷ %ld!", text.data ? text.data : "", (long)r);
}

static void solve(struct kit *k, const void *params)
{
	const struct urn *s = params;
	mpz_ptr good = kit_mpz(k);
	mpz_ptr ways = kit_mpz(k);
	mpz_ptr before = kit_mpz(k);
	mpq_ptr answer = kit_mpq(k);
	int64_t balls = 0;
	int64_t taken = 0;
	mpz_set_ui(good, 1);
	for (size_t i = 0; i < s->n && k->rc == 0; i++) {
		choose(k, ways, s->balls[i], s->taken[i]);
		mpz_set(before, good);
		mpz_mul(good, good, ways);
		if (i > 0)
			kit_step_z(k, good, "%Zd × %Zd", before, ways);
		balls += s->balls[i];
		taken += s->taken[i];
	}
	choose(k, ways, balls, taken);
	if (mpz_sgn(ways) <= 0) {
		kit_stop(k);
		return;
	}
	mpq_set_z(answer, good);
	mpz_set(mpq_denref(answer), ways);
	mpq_canonicalize(answer);
	kit_step_q(k, answer, "%Zd ÷ %Zd", good, ways);
	kit_answer_q(k, answer);
}

static void again(struct kit *k, const void *params)
{
	const struct urn *s = params;
	mpq_ptr answer = kit_mpq(k);
	mpq_ptr part = kit_mpq(k);
	int64_t left = 0;
	int64_t drawn = 0;
	for (size_t i = 0; i < s->n; i++)
		left += s->balls[i];
	mpq_set_ui(answer, 1, 1);
	for (size_t i = 0; i < s->n; i++) {
		for (int64_t j = 0; j < s->taken[i]; j++) {
			/* One ball more, and the places where it can stand among those before. */
			mpq_set_si(part, (s->balls[i] - j) * (drawn + 1), (unsigned long)(left * (j + 1)));
			mpq_canonicalize(part);
			mpq_mul(answer, answer, part);
			left--;
			drawn++;
		}
	}
	kit_again_q(k, answer);
}

static const char *const tags[] = {"maths", "combinatorics", "probability", NULL};

const struct assay_family assay_family_urn_draw = {
	KIT_MATH,
	.name = "urn-draw",
	.version = 2,
	.title = "the probability of colours drawn from an urn",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct urn),
	.draw = draw,
	.solve = solve,
	.again = again,
};
