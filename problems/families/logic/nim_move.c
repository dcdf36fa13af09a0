/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The only winning move in a game of heaps, or how many moves win where no more than a bound is taken.
 *
 * Found by remainders and the nim-sum; rechecked by a table of Grundy values and by trying every move.
 */
#include "problems/families/kit.h"

#define MAX_HEAPS 8
#define MAX_SIZE  128

struct game {
	int64_t heaps[MAX_HEAPS];
	int64_t n, bound; /* 0: none. */
};

static const char *const free_phrasings[] = {
	("Two players take turns. Whoever moves takes as many stones as wanted, at least one, from one heap. Whoever "
	 "takes the last stone of all wins. The heaps hold {heaps} stones.{distractor} There is just one winning move. "
	 "Give it as (number of the heap in this list, stones taken)."),
	("A game of Nim begins with heaps of sizes {heaps}; the last to take wins. Only one first move leads to a "
	 "forced win. Answer with the pair (place of the heap, how many to take)."),
	("{^who} plays Nim and has the move. There are {heaps} matches in the rows, numbered from 1 on. One may take "
	 "any "
	 "number of matches out of one row, and taking the very last one wins.{distractor} Exactly one move wins. "
	 "Which? Write (row, matches taken)."),
	("Coins lie in stacks of {heaps}. In turn, two people remove one or more coins from a single stack; who cannot "
	 "move loses. Find the unique winning first move as (stack, coins removed), stacks counted from 1."),
	("Consider the impartial game with heaps {heaps}, where a move makes one heap smaller and the player without a "
	 "move loses. It has one winning move. State it as the tuple (index of the heap, amount), the first index "
	 "being 1."),
	NULL,
};

static const char *const bound_phrasings[] = {
	("Two players take turns. Whoever moves takes between 1 and {bound} stones from one heap. Whoever takes the "
	 "last stone of all wins. The heaps hold {heaps} stones.{distractor} How many different first moves (a heap "
	 "and a number of stones) win?"),
	("A game begins with heaps of sizes {heaps}. A move takes 1 to {bound} from one heap, and the last to take "
	 "wins. Count the moves of the first player that lead to a forced win."),
	("{^who} has the move. There are {heaps} matches in the rows. One may take up to {bound} matches out of one "
	 "row, "
	 "at least one, and taking the very last one wins.{distractor} How many winning moves can {who} choose from?"),
	("Coins lie in stacks of {heaps}. In turn, two people remove from one to {bound} coins from a single stack; "
	 "who cannot move loses. In how many ways can the one who begins move so as to win with best play?"),
	("Consider the impartial game with heaps {heaps}, where a move makes one heap smaller by at most {bound} and "
	 "the player without a move loses. How many options of this position are lost for the player to move next?"),
	NULL,
};

static const char *const distractors[] = {
	" The last game took {distraction} minutes.",
	" They have played {distraction} times before.",
	NULL,
};

/* --- Second method: Grundy values by their definition ------------------------------------------------------------- */

static void fill_grundy(int64_t bound, int64_t *grundy)
{
	grundy[0] = 0;
	for (int64_t size = 1; size < MAX_SIZE; size++) {
		bool is_reached[2 * MAX_SIZE] = {false};
		for (int64_t take = 1; take <= size && (bound == 0 || take <= bound); take++)
			is_reached[grundy[size - take]] = true;
		int64_t least = 0;
		while (is_reached[least])
			least++;
		grundy[size] = least;
	}
}

/* How many moves leave a nim-sum of zero; the last of them. */
static int64_t count_wins(const struct game *s, const int64_t *grundy, int64_t *ret_heap, int64_t *ret_take)
{
	int64_t all = 0;
	int64_t wins = 0;
	for (int64_t i = 0; i < s->n; i++)
		all ^= grundy[s->heaps[i]];
	for (int64_t i = 0; i < s->n; i++) {
		int64_t size = s->heaps[i];
		for (int64_t take = 1; take <= size && (s->bound == 0 || take <= s->bound); take++) {
			if ((all ^ grundy[size] ^ grundy[size - take]) != 0)
				continue;
			wins++;
			*ret_heap = i + 1;
			*ret_take = take;
		}
	}
	return wins;
}

static void again(struct kit *k, const void *params)
{
	const struct game *s = params;
	int64_t grundy[MAX_SIZE];
	int64_t heap = 0;
	int64_t take = 0;
	fill_grundy(s->bound, grundy);
	int64_t wins = count_wins(s, grundy, &heap, &take);
	if (s->bound > 0) {
		kit_again_i(k, wins);
		return;
	}
	kit_check(k, wins == 1, "one move wins");
	kit_again_s(k, kit_text(k, "(%ld, %ld)", heap, take));
}

/* --- Drawing ------------------------------------------------------------------------------------------------------ */

static void draw(struct kit *k, void *params)
{
	struct game *s = params;
	s->n = KIT_LEVELS(k, 3, 3, 3, 4, 4, 4, 5, 5, 6, 8);
	int64_t max = KIT_LEVELS(k, 9, 14, 20, 15, 30, 40, 40, 60, 80, 120);
	s->bound =
		k->level >= 5 || k->level == 3 ? kit_between(k, 3, KIT_LEVELS(k, 0, 0, 7, 0, 9, 9, 12, 14, 16, 20)) : 0;
	int64_t heads = 0;
	do {
		int64_t sum = 0;
		for (int64_t i = 0; i < s->n; i++)
			sum ^= s->heaps[i] = kit_between(k, 1, max);
		/* Without a bound, those heaps win that have the highest binary digit of the nim-sum. */
		heads = 0;
		for (int64_t i = 0; i < s->n; i++)
			heads += (s->heaps[i] ^ sum) < s->heaps[i];
	} while (k->rc == 0 && s->bound == 0 && heads != 1);
	kit_phrasings(k, s->bound == 0 ? free_phrasings : bound_phrasings);
	kit_skin(k, "who", kit_person(k));
	kit_put(k, "heaps", kit_list(k, s->heaps, (size_t)s->n, ", ", " and "));
	kit_put_i(k, "bound", s->bound);
}

/* --- First method ---------------------------------------------------------------------------------------------------
 */

/* The nim-sum of what was found for the heaps, one by one. */
static int64_t sum_up(struct kit *k, const int64_t *values, int64_t n)
{
	int64_t sum = values[0];
	for (int64_t i = 1; i < n; i++)
		sum = kit_step_i(k, sum ^ values[i], "%ld XOR %ld", sum, values[i]);
	return sum;
}

static void find_move(struct kit *k, const struct game *s, int64_t sum)
{
	for (int64_t i = 0; i < s->n; i++) {
		int64_t size = s->heaps[i];
		int64_t target = kit_step_i(k, size ^ sum, "%ld XOR %ld", size, sum);
		if (target >= size || target < 0) {
			kit_say(k, "Heap %ld cannot get it.", i + 1);
			continue;
		}
		int64_t take = kit_step_i(k, size - target, "%ld - %ld", size, target);
		kit_answer_s(k, "tuple", kit_text(k, "(%ld, %ld)", i + 1, take));
		return;
	}
	kit_stop(k);
}

/* A target above what is there is reached from one period higher. */
static bool wins(struct kit *k, const struct game *s, int64_t size, int64_t value, int64_t target)
{
	int64_t period = s->bound + 1;
	if (target < 0 || target > s->bound || target == value) {
		kit_say(k, "No move gives the heap that value.");
		return false;
	}
	int64_t take = target < value
			       ? kit_step_i(k, value - target, "%ld - %ld", value, target)
			       : kit_step_i(k, value - target + period, "%ld - %ld + %ld", value, target, period);
	bool is_legal = take >= 1 && take <= s->bound && take <= size;
	kit_say(k, is_legal ? "Taking that many wins." : "That many cannot be taken.");
	return is_legal;
}

static void count_moves(struct kit *k, const struct game *s, const int64_t *values, int64_t sum)
{
	int64_t found[MAX_HEAPS];
	int64_t count = 0;
	for (int64_t i = 0; i < s->n; i++) {
		kit_say(k, "Heap %ld:", i + 1);
		int64_t target = kit_step_i(k, values[i] ^ sum, "%ld XOR %ld", values[i], sum);
		found[i] = wins(k, s, s->heaps[i], values[i], target);
		count += found[i];
	}
	count = kit_step_i(k, count, "%s", kit_list(k, found, (size_t)s->n, " + ", " + ").data);
	kit_answer_i(k, count);
}

static void solve(struct kit *k, const void *params)
{
	const struct game *s = params;
	int64_t values[MAX_HEAPS] = {0};
	int64_t period = s->bound + 1;
	if (s->bound > 0)
		kit_say(k, "With at most %ld taken, a heap is worth its remainder by %ld.", s->bound, period);
	for (int64_t i = 0; i < s->n; i++) {
		int64_t size = s->heaps[i];
		values[i] = size;
		if (s->bound > 0 && size >= period)
			values[i] = kit_step_i(k, size % period, "%ld - %ld × %ld", size, size / period, period);
	}
	kit_say(k, "The nim-sum of all heaps:");
	int64_t sum = sum_up(k, values, s->n);
	kit_say(k, "A move wins when it gives its heap the value that makes this 0.");
	if (s->bound > 0)
		count_moves(k, s, values, sum);
	else
		find_move(k, s, sum);
}

static const char *const tags[] = {"maths", "logic", "game", NULL};

const struct assay_family assay_family_nim_move = {
	KIT_MATH,
	.name = "nim-move",
	.version = 1,
	.title = "winning moves in a game of heaps",
	.tags = tags,
	.phrasings = free_phrasings,
	.params_size = sizeof(struct game),
	.draw = draw,
	.solve = solve,
	.again = again,
	.distractors = distractors,
};
