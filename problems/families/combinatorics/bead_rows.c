/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of beads of several colours, where those of one colour may have to stand together.
 *
 * Found by factorials; rechecked by GMP's binomials, one colour's places after another.
 */
#include "problems/families/kit.h"

#define MAX_COLOURS 6

struct beads {
	int64_t count[MAX_COLOURS];
	size_t n;
	bool is_together; /* Those of the first colour. */
};

static const char *const plain_phrasings[] = {
	"In how many different orders can {beads} beads be put on a straight string with a marked start?",
	("{who} lays out {beads} counters in a row. Counters of one colour look the same. How many different rows are "
	 "there?"),
	"How many different rows can be made of {beads} flags, if flags of one colour cannot be told apart?",
	"Find the number of distinguishable arrangements of {beads} balls in a line.",
	"A wall gets a single row of {beads} tiles. Tiles of one colour are alike. How many patterns are possible?",
	NULL,
};

static const char *const together_phrasings[] = {
	("In how many different orders can {beads} beads be put on a straight string with a marked start, if all "
	 "{first} ones "
	 "stand next to each other?"),
	("{who} lays out {beads} counters in a row, the {first} ones in one unbroken block. Counters of one colour "
	 "look the same. "
	 "How many different rows are there?"),
	("How many different rows can be made of {beads} flags, if flags of one colour cannot be told apart and the "
	 "{first} ones "
	 "may not be separated?"),
	("Find the number of distinguishable arrangements of {beads} balls in a line in which the {first} balls are "
	 "all "
	 "together."),
	("A wall gets a single row of {beads} tiles. Tiles of one colour are alike, and no other tile may stand "
	 "between two {first} "
	 "ones. How many patterns are possible?"),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	static const char *const colours[] = {"red", "blue", "green", "white", "yellow", "black"};
	struct beads *s = params;
	s->n = (size_t)KIT_LEVELS(k, 3, 3, 3, 4, 4, 4, 4, 5, 5, 6);
	int64_t max = KIT_LEVELS(k, 5, 6, 7, 5, 5, 6, 7, 6, 7, 7);
	int64_t min = KIT_LEVELS(k, 1, 1, 2, 1, 2, 2, 3, 2, 3, 4);
	s->is_together = k->level >= 4 && kit_once_in(k, 2);
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < s->n; i++) {
		s->count[i] = kit_between(k, i == 0 && s->is_together && min < 2 ? 2 : min, max);
		const char *before = i == 0 ? "" : i + 1 == s->n ? " and " : ", ";
		(void)assay_buf_printf(&text, "%s%ld %s", before, s->count[i], colours[i]);
	}
	kit_phrasings(k, s->is_together ? together_phrasings : plain_phrasings);
	kit_skin(k, "who", kit_person(k));
	kit_skin(k, "first", colours[0]);
	kit_put(k, "beads", kit_copy(k, assay_buf_str(&text)));
}

static void solve(struct kit *k, const void *params)
{
	const struct beads *s = params;
	mpz_ptr ways = kit_mpz(k);
	mpz_ptr factorial = kit_mpz(k);
	mpz_ptr before = kit_mpz(k);
	int64_t total = s->is_together ? 1 : s->count[0];
	if (s->is_together)
		kit_say(k, "The block counts as one piece.");
	for (size_t i = 1; i < s->n; i++)
		total = kit_step_i(k, total + s->count[i], "%ld + %ld", total, s->count[i]);
	if (total < 1 || total > 200) {
		kit_stop(k);
		return;
	}
	mpz_fac_ui(ways, (unsigned long)total);
	kit_step_z(k, ways, "%ld!", (long)total);
	for (size_t i = s->is_together ? 1 : 0; i < s->n && k->rc == 0; i++) {
		if (s->count[i] < 2)
			continue;
		mpz_fac_ui(factorial, (unsigned long)s->count[i]);
		mpz_set(before, ways);
		if (!mpz_divisible_p(ways, factorial)) {
			kit_stop(k);
			return;
		}
		mpz_divexact(ways, ways, factorial);
		kit_step_z(k, ways, "%Zd ÷ %Zd", before, factorial);
	}
	kit_answer_z(k, ways);
}

static void again(struct kit *k, const void *params)
{
	const struct beads *s = params;
	mpz_ptr product = kit_mpz(k);
	mpz_ptr places = kit_mpz(k);
	mpz_set_ui(product, 1);
	unsigned long used = 0;
	for (size_t i = 0; i < s->n; i++) {
		unsigned long pieces = i == 0 && s->is_together ? 1 : (unsigned long)s->count[i];
		used += pieces;
		mpz_bin_uiui(places, used, pieces);
		mpz_mul(product, product, places);
	}
	kit_again_z(k, product);
}

static const char *const tags[] = {"maths", "combinatorics", NULL};

const struct assay_family assay_family_bead_rows = {
	KIT_MATH,
	.name = "bead-rows",
	.version = 1,
	.title = "rows of beads of several colours",
	.tags = tags,
	.phrasings = plain_phrasings,
	.params_size = sizeof(struct beads),
	.draw = draw,
	.solve = solve,
	.again = again,
};
