/* SPDX-License-Identifier: Apache-2.0 */
/*
 * People in a queue and who stands how far before whom: at which place is one of them?
 *
 * Found along the chain of clues that leads to the one asked for; rechecked by placing everybody.
 */
#include "problems/families/kit.h"

#include <stdlib.h>

#define MAX_PEOPLE 13

/* `a` stands at `b`'s place and `offset` more; b is -1 for the front, -2 for the end, which count as places. */
struct clue {
	int64_t a, b, offset;
};

struct queue {
	struct clue clues[MAX_PEOPLE];
	int64_t n, asked;
	const char *names[MAX_PEOPLE];
};

#define FRONT (-1)
#define END   (-2)

static const char *const phrasings[] = {
	("{n} people stand in a queue. {clues}{distractor} At which place, counted from the front, does {asked} "
	 "stand?"),
	"{clues}{distractor} They are all of a queue of {n} people. Which place from the front has {asked}?",
	("A queue of {n} has formed; place 1 is at the front. {clues}{distractor} Find the number of the place of "
	 "{asked}."),
	"Of {n} people in a row, one behind the other, this is known. {clues}{distractor} What is {asked}'s place?",
	("At a counter {n} customers wait in line. {clues}{distractor} When the first is served first and so on, as "
	 "which number is {asked} served?"),
	NULL,
};

static const char *const distractors[] = {
	" They have been waiting for {distraction} minutes.",
	" In another queue stand {distraction} people.",
	" The first one is {distraction} years old.",
	NULL,
};

static struct assay_str text_of(struct kit *k, const struct queue *s, const struct clue *c)
{
	static const char *const ordinals[] = {"first",	   "second",  "third",	   "fourth", "fifth",
					       "sixth",	   "seventh", "eighth",	   "ninth",  "tenth",
					       "eleventh", "twelfth", "thirteenth"};
	const char *a = s->names[c->a];
	if (c->b == FRONT)
		return kit_text(k, "%s is the %s from the front.", a, ordinals[c->offset]);
	if (c->b == END)
		return kit_text(k, "%s is the %s from the end.", a, ordinals[-c->offset]);
	const char *b = s->names[c->b];
	long places = labs(c->offset);
	const char *side = c->offset > 0 ? "behind" : "before";
	switch (kit_between(k, 0, 2)) {
	case 0:
		if (places == 1)
			return kit_text(k, "%s stands right %s %s.", a, side, b);
		return kit_text(k, "%s stands %ld places %s %s.", a, places, side, b);
	case 1:
		if (places == 1)
			return kit_text(k, "Nobody stands between %s and %s, who is %s %s.", b, a, side, b);
		return kit_text(k, "Between %s and %s, who is %s %s, %s %ld %s.", b, a, side, b,
				places == 2 ? "stands" : "stand", places - 1, places == 2 ? "person" : "people");
	default:
		return kit_text(k, "%s has the place %ld %s %s.", a, places,
				c->offset > 0 ? "later than" : "earlier than", b);
	}
}

/* A tree of clues: everybody is placed by somebody who was placed before. The one asked for comes last. */
static void draw_clues(struct kit *k, struct queue *s)
{
	int64_t place[MAX_PEOPLE] = {0};
	kit_distinct(k, (size_t)s->n, 1, s->n, place);
	bool from_end = k->level >= 3 && kit_once_in(k, 2);
	s->clues[0] = (struct clue){0, from_end ? END : FRONT, from_end ? place[0] - s->n : place[0] - 1};
	int64_t branches = s->n / 4;
	for (int64_t i = 1; i < s->n; i++) {
		int64_t by = i <= branches || i > 2 * branches ? i - 1 : i - 1 - kit_between(k, 0, i - 1);
		if (i == 2 * branches + 1)
			by = branches;
		s->clues[i] = (struct clue){i, by, place[i] - place[by]};
		if (kit_once_in(k, 3))
			s->clues[i] = (struct clue){by, i, place[by] - place[i]};
	}
	s->asked = s->n - 1;
}

static void draw(struct kit *k, void *params)
{
	struct queue *s = params;
	s->n = KIT_LEVELS(k, 4, 5, 5, 6, 7, 8, 9, 10, 12, 13);
	draw_clues(k, s);
	kit_persons(k, (size_t)s->n, s->names);
	size_t order[MAX_PEOPLE];
	for (size_t i = 0; i < MAX_PEOPLE; i++)
		order[i] = i;
	if (k->level > 1)
		assay_rng_shuffle(k->rng, order, (size_t)s->n, sizeof(order[0]));
	assay_autobuf struct assay_buf text = {0};
	for (int64_t i = 0; i < s->n; i++) {
		const struct clue *c = &s->clues[order[i]];
		(void)assay_buf_printf(&text, "%s%s", i > 0 ? " " : "", text_of(k, s, c).data);
		kit_key(k, 10000 * c->a + 100 * (c->b + 2) + c->offset);
	}
	kit_put_i(k, "n", s->n);
	kit_skin(k, "clues", kit_copy(k, assay_buf_str(&text)).data);
	kit_skin(k, "asked", s->names[s->asked]);
}

/* --- First method: back from the one asked for, then forwards
 * ------------------------------------------------------------ */

/* The clue by which somebody is placed: the one towards those who come before in the tree. */
static const struct clue *clue_of(const struct queue *s, int64_t who)
{
	return &s->clues[who];
}

static int64_t step(struct kit *k, const struct queue *s, const struct clue *c, int64_t who, int64_t from)
{
	int64_t offset = c->a == who ? c->offset : -c->offset;
	kit_say(k, "The place of %s:", s->names[who]);
	if (offset > 0)
		return kit_step_i(k, from + offset, "%ld + %ld", from, offset);
	return kit_step_i(k, from + offset, "%ld - %ld", from, -offset);
}

static void solve(struct kit *k, const void *params)
{
	const struct queue *s = params;
	int64_t chain[MAX_PEOPLE];
	int64_t n = 0;
	for (int64_t who = s->asked; who > 0 && n < MAX_PEOPLE;) {
		const struct clue *c = clue_of(s, who);
		chain[n++] = who;
		who = c->a == who ? c->b : c->a;
	}
	const struct clue *first = &s->clues[0];
	int64_t place = first->offset + 1;
	if (first->b == END)
		place = kit_step_i(k, s->n + first->offset, "%ld + 1 - %ld", s->n, 1 - first->offset);
	while (n-- > 0) {
		int64_t who = chain[n];
		place = step(k, s, clue_of(s, who), who, place);
	}
	kit_answer_i(k, place);
}

/* Everybody is placed clue by clue in any order; the places are all different and those of the queue. */
static void again(struct kit *k, const void *params)
{
	const struct queue *s = params;
	int64_t place[MAX_PEOPLE] = {0};
	for (int64_t round = 0; round < s->n; round++) {
		for (int64_t i = 0; i < s->n; i++) {
			const struct clue *c = &s->clues[i];
			if (c->b < 0)
				place[c->a] = c->b == FRONT ? 1 + c->offset : s->n + c->offset;
			else if (place[c->b] != 0)
				place[c->a] = place[c->b] + c->offset;
			else if (place[c->a] != 0)
				place[c->b] = place[c->a] - c->offset;
		}
	}
	uint64_t taken = 0;
	for (int64_t i = 0; i < s->n; i++)
		taken |= place[i] >= 1 && place[i] <= s->n ? UINT64_C(1) << place[i] : 0;
	kit_check(k, __builtin_popcountll(taken) == s->n, "everybody has a place");
	kit_again_i(k, place[s->asked]);
}

static const char *const tags[] = {"maths", "logic", "order", NULL};

const struct assay_family assay_family_queue_places = {
	KIT_MATH,
	.name = "queue-places",
	.version = 1,
	.title = "who stands where in a queue",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct queue),
	.draw = draw,
	.solve = solve,
	.again = again,
	.distractors = distractors,
};
