/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Knights always tell the truth, knaves always lie: who is who?
 *
 * Found by assuming one after another and giving up what contradicts; rechecked by all assignments as bit masks.
 */
#include "problems/families/kit.h"

#define MAX_PEOPLE 7
#define MAX_TRIES  80 /* Steps of the search. */

enum kind { KNIGHT, KNAVE, SAME, OTHER, EITHER, NEITHER, EXACTLY, AT_LEAST, N_KINDS };

struct words {
	enum kind kind;
	int64_t x, y; /* Persons; x of the last two kinds is a number. */
};

struct island {
	struct words said[MAX_PEOPLE];
	int64_t n;
};

static const char names[] = "PQRSTUV";

static const char *const phrasings[] = {
	("On an island every inhabitant is either a knight, who always tells the truth, or a knave, who always lies. "
	 "You meet {names}. {said}{distractor} Which of them are knights? Give the set of their letters."),
	("{names} are each of one of two kinds: those who only say what is true, and those who only say what is false. "
	 "{said}{distractor} Find the set of all truthful ones."),
	("A logician interviews {names}. Knights answer truthfully and knaves never do. {said}{distractor} Who are the "
	 "knights? Answer with a set of letters."),
	("{said}{distractor} Each of {names} either lies always or never. Determine the set of those who never lie."),
	("In a club, members of one party always lie and those of the other never do. Of {names} the following is "
	 "known. {said}{distractor} Call those who never lie knights. Which of the persons are knights, as a set?"),
	NULL,
};

static const char *const distractors[] = {
	" The island has {distraction} palm trees.",
	" They were asked at {distraction} minutes past nine.",
	" There are {distraction} other people around, who say nothing.",
	NULL,
};

static struct assay_str text_of(struct kit *k, const struct words *w)
{
	char x = names[w->x % MAX_PEOPLE];
	char y = names[w->y];
	switch (w->kind) {
	case KNIGHT:
		return kit_text(k, "%c is a knight", x);
	case KNAVE:
		return kit_text(k, "%c is a knave", x);
	case SAME:
		return kit_text(k, "%c and %c are of the same kind", x, y);
	case OTHER:
		return kit_text(k, "%c and %c are of different kinds", x, y);
	case EITHER:
		return kit_text(k, "%c or %c is a knight, or both are", x, y);
	case NEITHER:
		return kit_text(k, "%c and %c are both knaves", x, y);
	case EXACTLY:
		return kit_text(k, "exactly %ld of us %s", w->x, w->x == 1 ? "is a knight" : "are knights");
	case AT_LEAST:
	case N_KINDS:
	default:
		return kit_text(k, "at least %ld of us %s", w->x, w->x == 1 ? "is a knight" : "are knights");
	}
}

/* --- First method: one assumption after another ------------------------------------------------------------------- */

struct search {
	bool is_knight[MAX_PEOPLE];
	int64_t n_known;
};

static int64_t last_named(const struct island *s, const struct words *w)
{
	if (w->kind == EXACTLY || w->kind == AT_LEAST)
		return s->n - 1;
	if (w->kind == KNIGHT || w->kind == KNAVE)
		return w->x;
	return w->x > w->y ? w->x : w->y;
}

static bool is_true(const struct words *w, const struct search *now)
{
	int64_t knights = 0;
	for (int64_t i = 0; i < now->n_known; i++)
		knights += now->is_knight[i];
	switch (w->kind) {
	case KNIGHT:
		return now->is_knight[w->x];
	case KNAVE:
		return !now->is_knight[w->x];
	case SAME:
		return now->is_knight[w->x] == now->is_knight[w->y];
	case OTHER:
		return now->is_knight[w->x] != now->is_knight[w->y];
	case EITHER:
		return now->is_knight[w->x] || now->is_knight[w->y];
	case NEITHER:
		return !now->is_knight[w->x] && !now->is_knight[w->y];
	case EXACTLY:
		return knights == w->x;
	case AT_LEAST:
	case N_KINDS:
	default:
		return knights >= w->x;
	}
}

static struct assay_str text_of_search(struct kit *k, const struct search *now)
{
	assay_autobuf struct assay_buf text = {0};
	for (int64_t i = 0; i < now->n_known; i++)
		(void)assay_buf_printf(&text, "%s%c a %s", i > 0 ? ", " : "", names[i],
				       now->is_knight[i] ? "knight" : "knave");
	return kit_copy(k, assay_buf_str(&text));
}

/* Everything that can be judged since the last person was assumed; false at the first contradiction. */
static bool is_possible(struct kit *k, const struct island *s, const struct search *now, bool shows, int64_t *tries)
{
	for (int64_t i = 0; i < now->n_known; i++) {
		int64_t last = last_named(s, &s->said[i]);
		if ((last > i ? last : i) + 1 != now->n_known)
			continue;
		bool holds = is_true(&s->said[i], now);
		*tries += 1;
		if (shows) {
			struct assay_str said = holds ? ASSAY_STR("true") : ASSAY_STR("false");
			struct assay_str wrong = holds ? ASSAY_STR("false") : ASSAY_STR("true");
			said = kit_step_s(k, said, wrong, "%s: what %c says", text_of_search(k, now).data, names[i]);
			holds = assay_str_is(said, "true");
		}
		if (holds != now->is_knight[i])
			return false;
	}
	return true;
}

/* The next assumption: a knave instead of the last knight, all after that one left open again. */
static bool turn_back(struct search *now)
{
	while (now->n_known > 0 && !now->is_knight[now->n_known - 1])
		now->n_known--;
	if (now->n_known == 0)
		return false;
	now->is_knight[now->n_known - 1] = false;
	return true;
}

/* False: nothing is free of contradictions. */
static bool search(struct kit *k, const struct island *s, bool shows, struct search *now, int64_t *tries)
{
	*now = (struct search){.n_known = 0};
	for (;;) {
		if (now->n_known > 0 && !is_possible(k, s, now, shows, tries)) {
			if (!turn_back(now))
				return false;
		} else if (now->n_known == s->n) {
			return true;
		} else {
			now->is_knight[now->n_known++] = true;
		}
	}
}

static void solve(struct kit *k, const void *params)
{
	const struct island *s = params;
	struct search now;
	int64_t tries = 0;
	kit_say(k, "Assume one after another; what a knight says must be true, and what a knave says false.");
	if (!search(k, s, true, &now, &tries)) {
		kit_stop(k);
		return;
	}
	assay_autobuf struct assay_buf text = {0};
	for (int64_t i = 0; i < s->n; i++) {
		if (now.is_knight[i])
			(void)assay_buf_printf(&text, "%s%c", text.len > 0 ? ", " : "", names[i]);
	}
	kit_say(k, "That is free of contradictions: %s.", text_of_search(k, &now).data);
	kit_answer_s(k, "set", kit_text(k, "\\{%s\\}", text.data ? text.data : ""));
}

/* --- Second method: all assignments as masks --------------------------------------------------------------------- */

static bool fits(const struct island *s, unsigned mask)
{
	int64_t knights = __builtin_popcount(mask);
	for (int64_t i = 0; i < s->n; i++) {
		const struct words *w = &s->said[i];
		unsigned x = w->x < MAX_PEOPLE ? mask >> w->x & 1 : 0;
		unsigned y = mask >> w->y & 1;
		const bool truths[N_KINDS] = {
			[KNIGHT] = x == 1,	     [KNAVE] = x == 0,
			[SAME] = (x ^ y) == 0,	     [OTHER] = (x ^ y) == 1,
			[EITHER] = x + y > 0,	     [NEITHER] = x + y == 0,
			[EXACTLY] = knights == w->x, [AT_LEAST] = knights >= w->x,
		};
		if (truths[w->kind] != (mask >> i & 1))
			return false;
	}
	return true;
}

/* The only mask that fits, or 0: there are none or several. */
static unsigned only_mask(const struct island *s)
{
	unsigned found = 0;
	for (unsigned mask = 0; mask < 1U << s->n; mask++) {
		if (!fits(s, mask))
			continue;
		if (found != 0 || mask == 0)
			return 0;
		found = mask;
	}
	return found;
}

static void again(struct kit *k, const void *params)
{
	const struct island *s = params;
	unsigned mask = only_mask(s);
	char text[4 * MAX_PEOPLE + 1] = "";
	size_t len = 0;
	for (int64_t i = 0; i < s->n; i++) {
		if (!(mask >> i & 1))
			continue;
		if (len > 0) {
			text[len++] = ',';
			text[len++] = ' ';
		}
		text[len++] = names[i];
	}
	kit_again_s(k, kit_text(k, "\\{%s\\}", text));
}

/* --- Drawing ------------------------------------------------------------------------------------------------------ */

static void draw_words(struct kit *k, const struct island *s, int64_t speaker, struct words *ret)
{
	ret->kind = (enum kind)kit_between(k, 0, N_KINDS - 1);
	do
		ret->x = kit_between(k, 0, s->n - 1);
	while (ret->x == speaker && k->rc == 0);
	do
		ret->y = kit_between(k, 0, s->n - 1);
	while (ret->y == ret->x && k->rc == 0);
	if (ret->kind == EXACTLY || ret->kind == AT_LEAST)
		ret->x = kit_between(k, 1, s->n - 1);
}

/* One of them who says something about all is enough. */
static bool is_good(struct kit *k, const struct island *s)
{
	int64_t counts = 0;
	for (int64_t i = 0; i < s->n; i++)
		counts += s->said[i].kind == EXACTLY || s->said[i].kind == AT_LEAST;
	unsigned mask = counts <= 2 ? only_mask(s) : 0;
	int64_t knights = __builtin_popcount(mask);
	struct search now;
	int64_t tries = 0;
	return knights >= 1 && knights < s->n && search(k, s, false, &now, &tries) && tries <= MAX_TRIES &&
	       tries >= 3 * s->n - 6;
}

static void draw(struct kit *k, void *params)
{
	struct island *s = params;
	s->n = KIT_LEVELS(k, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
	do {
		for (int64_t i = 0; i < s->n; i++)
			draw_words(k, s, i, &s->said[i]);
	} while (k->rc == 0 && !is_good(k, s));
	assay_autobuf struct assay_buf people = {0};
	assay_autobuf struct assay_buf said = {0};
	for (int64_t i = 0; i < s->n; i++) {
		(void)assay_buf_printf(&people, "%s%c", i == 0 ? "" : i + 1 == s->n ? " and " : ", ", names[i]);
		(void)assay_buf_printf(&said, "%s%c says: \"%s.\"", i > 0 ? " " : "", names[i],
				       text_of(k, &s->said[i]).data);
	}
	kit_put(k, "names", kit_copy(k, assay_buf_str(&people)));
	kit_put(k, "said", kit_copy(k, assay_buf_str(&said)));
}

static const char *const tags[] = {"maths", "logic", "knights-and-knaves", NULL};

const struct assay_family assay_family_knights = {
	KIT_MATH,
	.name = "knights",
	.version = 1,
	.title = "knights who tell the truth and knaves who lie: who is who",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct island),
	.draw = draw,
	.solve = solve,
	.again = again,
	.distractors = distractors,
};
