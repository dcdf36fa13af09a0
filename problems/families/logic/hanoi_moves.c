/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The least number of moves from any position of the tower of Hanoi to a full tower.
 *
 * Found from the largest disc down; rechecked from the smallest up for all goals at once, and for few discs by
 * searching all positions.
 */
#include "problems/families/kit.h"

#define MAX_DISCS  14
#define MAX_SEARCH 6 /* Discs. */
#define N_STATES   729

struct tower {
	int64_t pegs[MAX_DISCS]; /* Of the disc with that number less 1; 0 is the smallest. */
	int64_t n, goal;
};

static const char *const phrasings[] = {
	("In the tower of Hanoi with {n} discs, numbered by size with 1 the smallest, {places}. Discs move one at a "
	 "time and never onto a smaller one.{distractor} How many moves are needed at least to bring all discs to peg "
	 "{goal}?"),
	("{^who} left a game of the tower of Hanoi (three pegs A, B and C) unfinished: {places}. Disc 1 is the "
	 "smallest.{distractor} What is the least number of moves that ends with all {n} discs on {goal}?"),
	("Three pegs carry {n} discs of different size. At the moment {places}, where greater numbers mean larger "
	 "discs. A move takes the topmost disc of a peg to another peg, on the ground or on a larger disc. Find the "
	 "minimum number of moves to gather them on peg {goal}."),
	("By the rules of the tower of Hanoi, a larger disc must never lie on a smaller one. Now {places} (disc 1 is "
	 "the smallest).{distractor} Determine the length of a shortest way to a tower of all {n} discs on {goal}."),
	("Consider this position of the {n} discs of Hanoi on the pegs A, B and C, disc {n} being the largest: "
	 "{places}. In how few moves can the whole tower stand on peg {goal}?"),
	NULL,
};

static const char *const distractors[] = {
	" The largest disc weighs {distraction} grams.",
	" So far {distraction} moves have been made.",
	NULL,
};

static struct assay_str text_of_peg(struct kit *k, const struct tower *s, int64_t peg)
{
	int64_t discs[MAX_DISCS];
	size_t n = 0;
	for (int64_t i = 0; i < s->n; i++) {
		if (s->pegs[i] == peg)
			discs[n++] = i + 1;
	}
	if (n == 0)
		return kit_text(k, "peg %c is empty", (int)('A' + peg));
	const char *verb = n == 1 ? "disc" : "discs";
	return kit_text(k, "peg %c holds %s %s", (int)('A' + peg), verb, kit_list(k, discs, n, ", ", " and ").data);
}

static void draw(struct kit *k, void *params)
{
	struct tower *s = params;
	s->n = KIT_LEVELS(k, 4, 5, 5, 6, 7, 8, 9, 10, 12, 14);
	s->goal = kit_between(k, 0, 2);
	bool is_done = true;
	while (is_done && k->rc == 0) {
		for (int64_t i = 0; i < s->n; i++) {
			s->pegs[i] = kit_between(k, 0, 2);
			is_done &= s->pegs[i] == s->goal;
		}
	}
	struct assay_str a = text_of_peg(k, s, 0);
	struct assay_str b = text_of_peg(k, s, 1);
	struct assay_str c = text_of_peg(k, s, 2);
	kit_skin(k, "who", kit_person(k));
	kit_put_i(k, "n", s->n);
	kit_put(k, "places", kit_text(k, "%s, %s and %s", a.data, b.data, c.data));
	kit_put(k, "goal", kit_text(k, "%c", (int)('A' + s->goal)));
}

static void solve(struct kit *k, const void *params)
{
	const struct tower *s = params;
	int64_t goal = s->goal;
	int64_t moves = 0;
	for (int64_t i = s->n - 1; i >= 0; i--) {
		if (s->pegs[i] == goal) {
			kit_say(k, "Disc %ld lies on %c, where it must be.", i + 1, (int)('A' + goal));
			continue;
		}
		kit_say(k,
			"Disc %ld must go from %c to %c: then the smaller ones stand together, and move 2^%ld - 1 "
			"times after it.",
			i + 1, (int)('A' + s->pegs[i]), (int)('A' + goal), i);
		moves = kit_step_i(k, moves + (INT64_C(1) << i), "%ld + 2^%ld", moves, i);
		if (i == 0)
			break;
		struct assay_str right = kit_text(k, "%c", (int)('A' + 3 - s->pegs[i] - goal));
		struct assay_str wrong = kit_text(k, "%c", (int)('A' + s->pegs[i]));
		struct assay_str place = kit_step_s(k, right, wrong, "Place for the smaller ones before that");
		if (place.len == 0)
			return;
		goal = place.data[0] - 'A';
	}
	kit_answer_i(k, moves);
}

/* --- Second method ------------------------------------------------------------------------------------------------ */

/* Moves that gather the smallest discs on each peg, disc by disc. */
static int64_t gather(const struct tower *s)
{
	int64_t least[3] = {0};
	int64_t full = 0; /* Moves of a whole tower of the discs so far. */
	for (int64_t i = 0; i < s->n; i++) {
		int64_t with[3];
		for (int64_t peg = 0; peg < 3; peg++) {
			int64_t third = 3 - peg - s->pegs[i];
			with[peg] = s->pegs[i] == peg ? least[peg] : least[third] + 1 + full;
		}
		for (int64_t peg = 0; peg < 3; peg++)
			least[peg] = with[peg];
		full = 2 * full + 1;
	}
	return least[s->goal];
}

/* The peg of a disc in a state, a number with a digit of base 3 for each disc. */
static int64_t peg_of(int64_t state, int64_t disc, const int64_t *power)
{
	return state / power[disc] % 3;
}

/* States one move from `state`, all appended to the queue at their distance. */
static void spread(int64_t state, int64_t n, const int64_t *power, int64_t *distance, int64_t *queue, size_t *n_queue)
{
	bool is_blocked[3] = {false}; /* A smaller disc lies there. */
	for (int64_t disc = 0; disc < n; disc++) {
		int64_t from = peg_of(state, disc, power);
		for (int64_t to = 0; to < 3 && !is_blocked[from]; to++) {
			int64_t next = state + (to - from) * power[disc];
			if (to == from || is_blocked[to] || distance[next] >= 0)
				continue;
			distance[next] = distance[state] + 1;
			queue[(*n_queue)++] = next;
		}
		is_blocked[from] = true;
	}
}

static int64_t search(const struct tower *s)
{
	int64_t power[MAX_SEARCH + 1] = {1};
	int64_t start = 0;
	int64_t goal = 0;
	for (int64_t i = 0; i < s->n; i++) {
		power[i + 1] = 3 * power[i];
		start += s->pegs[i] * power[i];
		goal += s->goal * power[i];
	}
	int64_t distance[N_STATES];
	int64_t queue[N_STATES];
	size_t n_queue = 1;
	for (size_t i = 0; i < N_STATES; i++)
		distance[i] = -1;
	distance[start] = 0;
	queue[0] = start;
	for (size_t i = 0; i < n_queue && distance[goal] < 0; i++)
		spread(queue[i], s->n, power, distance, queue, &n_queue);
	return distance[goal];
}

static void again(struct kit *k, const void *params)
{
	const struct tower *s = params;
	kit_again_i(k, gather(s));
	if (s->n <= MAX_SEARCH)
		kit_again_i(k, search(s));
}

static const char *const tags[] = {"maths", "logic", "recursion", NULL};

const struct assay_family assay_family_hanoi_moves = {
	KIT_MATH,
	.name = "hanoi-moves",
	.version = 1,
	.title = "the fewest moves from a position of the tower of Hanoi",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct tower),
	.draw = draw,
	.solve = solve,
	.again = again,
	.distractors = distractors,
};
