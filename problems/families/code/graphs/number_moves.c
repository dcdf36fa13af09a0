/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From one number to another by few kinds of moves, past forbidden numbers: how many moves it takes.
 *
 * Found by breadth first search; rechecked by lowering distances until nothing changes.
 */
#include "problems/families/code.h"

#include <string.h>

#define MAX_NUMBER 512

enum asked { MOVES, SEEN, CLOSEST, N_ASKED };

struct rules {
	int64_t plus, minus, times, limit, modulus, rest, moves;
	enum asked asked;
};

static const char *const phrasings[] = {
	("A number may be changed by one of three moves: add {plus}, subtract {minus}, or multiply by "
	 "{times}. It must stay from 0 to {limit}, and no move may lead to a number that leaves {rest} "
	 "when divided by {modulus}. Start with `start`. {^return} {asked}."),
	("On a calculator with the three keys \"+{plus}\", \"-{minus}\" and \"*{times}\" the display shows "
	 "`start`. It can show 0 to {limit}; a press that would leave this range does nothing, and so does "
	 "one whose result is {rest} modulo {modulus}. A press that works is a move. {^return} {asked}."),
	("Places are numbered from 0 to {limit}. From place p there are one-way doors to p + {plus}, p - "
	 "{minus} and {times} * p, where these exist. Places whose number mod {modulus} is {rest} cannot "
	 "be entered, but one may begin there. Going through a door is a move. Somebody begins at place "
	 "`start`. {^return} {asked}."),
	("Beginning with x = `start`, each move replaces x by x + {plus}, by x - {minus} or by {times} * "
	 "x. Forbidden are moves to numbers below 0, above {limit}, or with remainder {rest} on division "
	 "by {modulus}. {^return} {asked}."),
	("A game token stands on field `start` of the fields 0 to {limit}. In a move it goes {plus} "
	 "forward, or {minus} back, or to the field whose number is {times} times its own. It may not "
	 "leave the fields, nor land on one whose number leaves the remainder {rest} if divided by "
	 "{modulus}. {^return} {asked}."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->plus = kit_between(k, 2, kit_ramp(k, 6, 15));
	r->minus = kit_between(k, 1, kit_ramp(k, 5, 14));
	r->times = kit_between(k, 3, kit_ramp(k, 5, 8));
	r->modulus = kit_between(k, 4, kit_ramp(k, 7, 12));
	r->limit = kit_ramp(k, 3, 20) * 10;
	/* Both ends can be stood on. */
	do
		r->rest = kit_between(k, 1, r->modulus - 1);
	while (r->rest == r->limit % r->modulus || r->rest == (r->limit + 1) % r->modulus);
	r->moves = kit_between(k, 3, kit_ramp(k, 5, 8));
	r->asked = (enum asked)kit_between(k, 0, N_ASKED - 1);
	kit_put_i(k, "plus", r->plus);
	kit_put_i(k, "minus", r->minus);
	kit_put_i(k, "times", r->times);
	kit_put_i(k, "modulus", r->modulus);
	kit_put_i(k, "rest", r->rest);
	kit_put_i(k, "limit", r->limit);
	kit_put_i(k, "moves", r->asked == MOVES ? 0 : r->moves);
	kit_put(k, "asked",
		r->asked == MOVES ? assay_str_of("the least number of moves that lead to `goal`, or -1 if none do (0 "
						 "if it is `start`)")
		: r->asked == SEEN
			? kit_text(k,
				   "how many numbers, `start` included, can be had after at most %d moves; leave "
				   "out those that are greater than `goal`",
				   (int)r->moves)
			: kit_text(k,
				   "the difference, 0 or more, between `goal` and the number closest to it that can be "
				   "had "
				   "after at most %d moves (no move is needed)",
				   (int)r->moves));
	code_put(k, "result",
		 r->asked == MOVES  ? "moves.get(goal, -1)"
		 : r->asked == SEEN ? "sum(number <= goal and n <= @moves@ for number, n in moves.items())"
				    : "min(abs(number - goal) for number, n in moves.items() if n <= @moves@)",
		 r->asked == MOVES  ? "result = moves[goal];\n"
		 : r->asked == SEEN ? "result = 0;\n    for (long long x = 0; x <= goal; x++)\n        result += "
				      "moves[x] >= 0 && moves[x] <= @moves@;\n"
				    : "result = @limit@;\n    for (long long x : reached) {\n        if (moves[x] <= "
				      "@moves@)\n            result = std::min(result, std::llabs(x - goal));\n    }\n",
		 r->asked == MOVES  ? "moves.has(goal) ? moves.get(goal) : -1"
		 : r->asked == SEEN ? "[...moves].filter(([number, n]) => number <= goal && n <= @moves@).length"
				    : "Math.min(...[...moves].filter(([, n]) => n <= @moves@).map(([number]) => "
				      "Math.abs(number - goal)))");
	CODE_ARG(k, .name = "start", .type = "int", .min = 0, .max = r->limit);
	CODE_ARG(k, .name = "goal", .type = "int", .min = 0, .max = r->limit);
}

/* Some inputs begin near an end. */
static bool fit(struct kit *k, struct val *args, enum code_shape shape)
{
	const struct rules *r = k->params;
	if (shape == CODE_SORTED || shape == CODE_REVERSED) {
		args[0].i = r->limit - r->plus + (shape == CODE_REVERSED);
		args[1].i = r->limit;
	} else if (shape == CODE_FEW) {
		args[0].i = r->minus;
		args[1].i = kit_between(k, 0, 1) * r->plus;
	}
	return true;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t moves[MAX_NUMBER];
	int64_t queue[MAX_NUMBER];
	for (int64_t x = 0; x <= r->limit; x++)
		moves[x] = -1;
	size_t n = 0;
	queue[n++] = args[0].i;
	moves[args[0].i] = 0;
	int64_t count = 0;
	int64_t closest = r->limit;
	for (size_t at = 0; at < n; at++) {
		int64_t x = queue[at];
		int64_t off = x > args[1].i ? x - args[1].i : args[1].i - x;
		count += x <= args[1].i && moves[x] <= r->moves;
		if (moves[x] <= r->moves && off < closest)
			closest = off;
		const int64_t next[] = {x + r->plus, x - r->minus, x * r->times};
		for (size_t i = 0; i < KIT_COUNT(next); i++) {
			if (next[i] < 0 || next[i] > r->limit || next[i] % r->modulus == r->rest || moves[next[i]] >= 0)
				continue;
			moves[next[i]] = moves[x] + 1;
			queue[n++] = next[i];
		}
	}
	return val_int(r->asked == MOVES ? moves[args[1].i] : r->asked == SEEN ? count : closest);
}

/* Round by round: where one can be after exactly so many moves, for as many rounds as there are numbers. */
static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	bool was[MAX_NUMBER] = {false};
	bool now[MAX_NUMBER] = {false};
	int64_t start = args[0].i;
	int64_t goal = args[1].i;
	now[start] = true;
	int64_t first = -1;
	int64_t rounds = r->asked == MOVES ? r->limit : r->moves;
	for (int64_t round = 0; round <= rounds; round++) {
		if (now[goal] && first < 0)
			first = round;
		bool then[MAX_NUMBER] = {false};
		for (int64_t to = 0; to <= r->limit; to++) {
			was[to] = was[to] || now[to];
			if ((to - r->rest) % r->modulus == 0)
				continue;
			then[to] = (to >= r->plus && now[to - r->plus]) ||
				   (to + r->minus <= r->limit && now[to + r->minus]) ||
				   (to % r->times == 0 && now[to / r->times]);
		}
		memcpy(now, then, sizeof(now));
		if (first >= 0 && r->asked == MOVES)
			break;
	}
	if (r->asked == MOVES)
		return val_int(first);
	int64_t found = 0;
	for (int64_t x = 0; x <= goal && r->asked == SEEN; x++)
		found += was[x];
	for (int64_t off = 0; r->asked == CLOSEST; off++) {
		if ((goal >= off && was[goal - off]) || (goal + off <= r->limit && was[goal + off]))
			return val_int(off);
	}
	return val_int(found);
}

static const struct code_def code = {
	.entry = "least_moves",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.fit = fit,
	.python = "def least_moves(start, goal):\n"
		  "    moves = {start: 0}\n"
		  "    queue = [start]\n"
		  "    for x in queue:\n"
		  "        for y in (x + @plus@, x - @minus@, x * @times@):\n"
		  "            if 0 <= y <= @limit@ and y % @modulus@ != @rest@ and y not in moves:\n"
		  "                moves[y] = moves[x] + 1\n"
		  "                queue.append(y)\n"
		  "    return @result@\n",
	.cpp = "#include <algorithm>\n"
	       "#include <cstdlib>\n"
	       "#include <vector>\n"
	       "\n"
	       "long long least_moves(long long start, long long goal)\n"
	       "{\n"
	       "    std::vector<long long> moves(@limit@ + 1, -1), reached = {start};\n"
	       "    moves[start] = 0;\n"
	       "    for (std::size_t i = 0; i < reached.size(); i++) {\n"
	       "        long long x = reached[i];\n"
	       "        for (long long y : {x + @plus@, x - @minus@, x * @times@}) {\n"
	       "            if (y < 0 || y > @limit@ || y % @modulus@ == @rest@ || moves[y] >= 0)\n"
	       "                continue;\n"
	       "            moves[y] = moves[x] + 1;\n"
	       "            reached.push_back(y);\n"
	       "        }\n"
	       "    }\n"
	       "    long long @result@    return result;\n"
	       "}\n",
	.javascript = "function least_moves(start, goal) {\n"
		      "    const moves = new Map([[start, 0]]);\n"
		      "    for (const [x, n] of moves) {\n"
		      "        for (const y of [x + @plus@, x - @minus@, x * @times@]) {\n"
		      "            if (y >= 0 && y <= @limit@ && y % @modulus@ !== @rest@ && !moves.has(y))\n"
		      "                moves.set(y, n + 1);\n"
		      "        }\n"
		      "    }\n"
		      "    return @result@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "graphs", "shortest-path", NULL};

const struct assay_family assay_family_number_moves = {
	KIT_CODE,
	.name = "number-moves",
	.version = 1,
	.title = "from one number to another by few kinds of moves",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
