/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Solutions poured together, and parts of them replaced by water: how strong is it in the end?
 *
 * Found by what is pure in each; rechecked as one quotient of whole numbers.
 */
#include "problems/families/kit.h"

#define MAX_PARTS    6
#define MAX_REPLACED 4

struct mixture {
	int64_t litres[MAX_PARTS], percent[MAX_PARTS];
	int64_t replaced[MAX_REPLACED];
	int64_t n, n_replaced;
};

static const char *const phrasings[] = {
	"{^parts} of {stuff} are mixed. {replaced}{distractor} What fraction of the mixture is {stuff}?",
	("{^who} pours together {parts} of {stuff}. {replaced}{distractor} Which part of the result is {stuff}, as a "
	 "fraction in lowest terms?"),
	("A tank receives {parts} of {stuff}. {replaced}{distractor} Find the exact share of {stuff} in the tank, a "
	 "number between 0 and 1."),
	("In a laboratory {parts} of {stuff} are put into one vessel. {replaced}{distractor} What fraction of the "
	 "content is {stuff} then?"),
	("Somebody mixes {parts} of {stuff}; volumes simply add up. {replaced}{distractor} Compute the share of "
	 "{stuff} at the end as a fraction."),
	NULL,
};

static const char *const distractors[] = {
	" The vessel weighs {distraction} kilograms.",
	" The room is {distraction} metres long.",
	" It takes {distraction} minutes.",
	NULL,
};

static const char *const stuffs[] = {"alcohol", "acid", "syrup", "antifreeze", "cleaner", "vinegar"};

static int64_t volume_of(const struct mixture *s)
{
	int64_t all = 0;
	for (int64_t i = 0; i < s->n; i++)
		all += s->litres[i];
	return all;
}

static void put_replaced(struct kit *k, const struct mixture *s)
{
	assay_autobuf struct assay_buf text = {0};
	for (int64_t i = 0; i < s->n_replaced; i++)
		(void)assay_buf_printf(&text, "%s %ld %s of it %s replaced by pure water.",
				       i == 0 ? "Then" : " After that", s->replaced[i],
				       s->replaced[i] == 1 ? "litre" : "litres", s->replaced[i] == 1 ? "is" : "are");
	kit_put(k, "replaced",
		s->n_replaced > 0 ? kit_copy(k, assay_buf_str(&text)) : ASSAY_STR("Nothing else is added."));
}

static void draw(struct kit *k, void *params)
{
	struct mixture *s = params;
	s->n = KIT_LEVELS(k, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6);
	s->n_replaced = KIT_LEVELS(k, 0, 0, 1, 0, 1, 1, 2, 2, 3, 4);
	int64_t grain = KIT_LEVELS(k, 10, 5, 5, 5, 4, 2, 2, 1, 1, 1);
	int64_t max = KIT_LEVELS(k, 12, 20, 20, 30, 30, 40, 40, 60, 60, 80);
	assay_autobuf struct assay_buf parts = {0};
	for (int64_t i = 0; i < s->n; i++) {
		s->litres[i] = kit_between(k, 2, max);
		s->percent[i] = grain * kit_between(k, 1, 95 / grain);
		const char *before = i == 0 ? "" : i + 1 == s->n ? " and " : ", ";
		(void)assay_buf_printf(&parts, "%s%ld litres with %ld%%", before, s->litres[i], s->percent[i]);
	}
	for (int64_t i = 0; i < s->n_replaced; i++)
		s->replaced[i] = kit_between(k, 1, volume_of(s) / 2);
	kit_skin(k, "who", kit_person(k));
	kit_skin(k, "stuff", KIT_PICK(k, stuffs));
	kit_put(k, "parts", kit_copy(k, assay_buf_str(&parts)));
	put_replaced(k, s);
}

static void solve(struct kit *k, const void *params)
{
	const struct mixture *s = params;
	mpq_ptr pure = kit_mpq(k);
	mpq_ptr part = kit_mpq(k);
	mpq_ptr before = kit_mpq(k);
	for (int64_t i = 0; i < s->n; i++) {
		mpq_set_si(part, s->litres[i] * s->percent[i], 100);
		mpq_canonicalize(part);
		kit_step_q(k, part, "%ld × %ld/100", (long)s->litres[i], (long)s->percent[i]);
		mpq_set(before, pure);
		mpq_add(pure, pure, part);
		if (i > 0)
			kit_step_q(k, pure, "%Qd + %Qd", before, part);
	}
	int64_t all = kit_step_i(k, volume_of(s), "%s", kit_list(k, s->litres, (size_t)s->n, " + ", " + ").data);
	if (all <= 0) {
		kit_stop(k);
		return;
	}
	for (int64_t i = 0; i < s->n_replaced; i++) {
		struct assay_str was = kit_operand(k, pure);
		mpq_set_si(part, all - s->replaced[i], (unsigned long)all);
		mpq_canonicalize(part);
		mpq_mul(pure, pure, part);
		kit_step_q(k, pure, "%s × (%ld - %ld)/%ld", was.data, (long)all, (long)s->replaced[i], (long)all);
	}
	struct assay_str last = kit_operand(k, pure);
	mpq_set_si(part, all, 1);
	mpq_div(pure, pure, part);
	kit_step_q(k, pure, "%s ÷ %ld", last.data, (long)all);
	kit_answer_q(k, pure);
}

static void again(struct kit *k, const void *params)
{
	const struct mixture *s = params;
	int64_t all = 0;
	int64_t hundredths = 0;
	for (int64_t i = s->n; i-- > 0;) {
		all += s->litres[i];
		hundredths += s->litres[i] * s->percent[i];
	}
	mpq_ptr strength = kit_mpq(k);
	mpz_set_si(mpq_numref(strength), hundredths);
	mpz_set_si(mpq_denref(strength), 100 * all);
	for (int64_t i = 0; i < s->n_replaced; i++) {
		mpz_mul_si(mpq_numref(strength), mpq_numref(strength), all - s->replaced[i]);
		mpz_mul_si(mpq_denref(strength), mpq_denref(strength), all);
	}
	mpq_canonicalize(strength);
	kit_again_q(k, strength);
}

static const char *const tags[] = {"maths", "word-problem", "percent", NULL};

const struct assay_family assay_family_mixture = {
	KIT_MATH,
	.name = "mixture",
	.version = 1,
	.title = "solutions mixed and diluted: how strong in the end",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct mixture),
	.draw = draw,
	.solve = solve,
	.again = again,
	.distractors = distractors,
};
