/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The expected gain of a wheel of fortune, or of several spins.
 *
 * Found sector by sector with fractions; rechecked over one common denominator.
 */
#include "problems/families/kit.h"

#define MAX_PRIZES 7

struct wheel {
	int64_t prize[MAX_PRIZES];
	int64_t sectors[MAX_PRIZES];
	int64_t n, blanks, stake, spins;
};

static const char *const phrasings[] = {
	("A wheel has {all} equal sectors. {prizes}, and the other {blanks} {blanks:sector pays|sectors pay} nothing. "
	 "A spin costs {stake} {stake:euro|euros}. What is the expected gain in euros of {spins} {spins:spin|spins}, "
	 "after paying for {spins:it|them}?"),
	("{who} plays {spins} {spins:round|rounds} at a wheel of {all} equally likely sectors. {prizes}; {blanks} "
	 "{blanks:sector pays|sectors pay} nothing. Each round costs {stake} {stake:euro|euros}. Find the expected "
	 "balance in euros (negative for a loss)."),
	("On a wheel of fortune with {all} equal sectors, {blanks} {blanks:is a blank|are blanks}. {prizes}. With a "
	 "stake of {stake} {stake:euro|euros} for each spin, how many euros does a player win on average in {spins} "
	 "{spins:spin|spins}? A loss counts as negative."),
	("One of {all} equally likely sectors comes up. {prizes}. The remaining {blanks} {blanks:sector pays|sectors "
	 "pay} nothing. If every spin costs {stake} {stake:euro|euros}, what is the expected value of the net gain in "
	 "euros over {spins} {spins:spin|spins}?"),
	("At a fair, a wheel with {all} equal sectors is spun {often} at {stake} {stake:euro|euros} a spin. {prizes}, "
	 "and {blanks} {blanks:sector gives|sectors give} nothing. Compute the expected net gain in euros as an exact "
	 "number."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct wheel *s = params;
	s->n = KIT_LEVELS(k, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7);
	int64_t max = KIT_LEVELS(k, 20, 20, 30, 30, 40, 50, 80, 100, 150, 250);
	int64_t total = s->blanks = kit_between(k, 2, 12);
	assay_autobuf struct assay_buf text = {0};
	kit_distinct(k, (size_t)s->n, 2, max, s->prize);
	for (int64_t i = 0; i < s->n; i++) {
		s->sectors[i] = kit_between(k, 1, 6);
		total += s->sectors[i];
		const char *before = i == 0 ? "" : i + 1 == s->n ? " and " : ", ";
		(void)assay_buf_printf(&text, "%s%ld %s %ld euros", before, s->sectors[i],
				       s->sectors[i] == 1 ? "sector pays" : "sectors pay", s->prize[i]);
	}
	s->stake = kit_between(k, 1, 1 + max / 5);
	s->spins = k->level <= 2 ? 1 : kit_between(k, 2, KIT_LEVELS(k, 0, 0, 5, 8, 10, 15, 20, 30, 50, 80));
	kit_skin(k, "who", kit_person(k));
	kit_put(k, "prizes", kit_copy(k, assay_buf_str(&text)));
	kit_put_i(k, "all", total);
	kit_put_i(k, "blanks", s->blanks);
	kit_put_i(k, "stake", s->stake);
	kit_put_i(k, "spins", s->spins);
	kit_skin(k, "often", s->spins == 1 ? "once" : kit_text(k, "%ld times", s->spins).data);
}

static void solve(struct kit *k, const void *params)
{
	const struct wheel *s = params;
	int64_t total = s->blanks;
	for (int64_t i = 0; i < s->n; i++)
		total += s->sectors[i];
	mpq_ptr value = kit_mpq(k);
	mpq_ptr part = kit_mpq(k);
	mpq_ptr before = kit_mpq(k);
	for (int64_t i = 0; i < s->n && k->rc == 0; i++) {
		mpq_set_si(part, s->prize[i] * s->sectors[i], (unsigned long)total);
		mpq_canonicalize(part);
		kit_step_q(k, part, "%ld × %ld/%ld", (long)s->prize[i], (long)s->sectors[i], (long)total);
		mpq_set(before, value);
		mpq_add(value, value, part);
		if (i > 0)
			kit_step_q(k, value, "%Qd + %Qd", before, part);
	}
	mpq_set(before, value);
	mpq_set_si(part, s->stake, 1);
	mpq_sub(value, value, part);
	kit_step_q(k, value, "%Qd - %ld", before, (long)s->stake);
	if (s->spins > 1) {
		struct assay_str one = kit_operand(k, value);
		mpq_set_si(part, s->spins, 1);
		mpq_mul(value, value, part);
		kit_step_q(k, value, "%ld × %s", (long)s->spins, one.data);
	}
	kit_answer_q(k, value);
}

static void again(struct kit *k, const void *params)
{
	const struct wheel *s = params;
	int64_t total = s->blanks;
	int64_t paid = 0;
	for (int64_t i = 0; i < s->n; i++) {
		total += s->sectors[i];
		paid += s->spins * s->sectors[i] * s->prize[i];
	}
	mpq_ptr value = kit_mpq(k);
	mpq_set_si(value, paid - s->spins * s->stake * total, (unsigned long)total);
	mpq_canonicalize(value);
	kit_again_q(k, value);
}

static const char *const tags[] = {"maths", "combinatorics", "probability", NULL};

const struct assay_family assay_family_wheel_value = {
	KIT_MATH,
	.name = "wheel-value",
	.version = 2,
	.title = "the expected gain of a wheel of fortune",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct wheel),
	.draw = draw,
	.solve = solve,
	.again = again,
};
