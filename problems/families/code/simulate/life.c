/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A game of life with rules of its own, on a board whose edges may be joined.
 *
 * Found by adding every living cell to its neighbours; rechecked cell by cell on a board with a margin.
 */
#include "problems/families/code.h"

#include <string.h>

#define MAX_SIDE 14

enum asked { ALIVE, CHANGED, LOST, N_ASKED };

struct rules {
	bool is_born[9], stays[9];
	bool is_round, is_cross;
	int64_t steps;
	enum asked asked;
};

static const char *const phrasings[] = {
	("In `board`, 1 is a living cell and 0 a dead one. The neighbours of a cell are "
	 "{neighbours}{edge}. In each step all cells change at once: a dead cell with {born} living "
	 "neighbours comes to life, a living cell with {stay} living neighbours stays alive, and all "
	 "others are dead afterwards. There are {steps} {steps:step|steps}. {^return} {asked}."),
	("A game of life is played on `board` (1: alive, 0: dead). A dead cell becomes alive if the number "
	 "of its living neighbours is {born}; a living one survives if that number is {stay}, else it "
	 "dies. This happens in all cells at the same time, {steps} {steps:time|times}; each time is a "
	 "step. Neighbours of a cell are {neighbours}{edge}. {^return} {asked}."),
	("Mould grows in the squares of `board`; 1 means mould (alive) and 0 none (dead). Every day, "
	 "looking at the state of the day before: mould appears where {born} of the neighbours had mould, "
	 "and it remains where {stay} of them had. Everywhere else there is none. Neighbours of a square, "
	 "called a cell, are {neighbours}{edge}. This goes on for {steps} {steps:day|days}; each day is a "
	 "step. {^return} {asked}."),
	("Run the following cellular automaton on `board` for {steps} {steps:generation|generations} (a "
	 "generation is a step). The neighbours of a cell are {neighbours}{edge}. A cell with 0 gets 1 "
	 "(alive) if exactly {born} of its neighbours have 1. A cell with 1 keeps it if exactly {stay} of "
	 "its neighbours have 1, else it gets 0 (dead). All cells are updated together. {^return} {asked}."),
	("The lamps of `board` are on (1, alive) or off (0, dead); each is a cell. With every tick, which "
	 "is a step, they switch at once: one that is off goes on if {born} of its neighbours were on, one "
	 "that is on stays on if {stay} of them were on and goes off otherwise. Its neighbours are "
	 "{neighbours}{edge}. After {steps} {steps:tick|ticks}, {return} {asked}."),
	NULL,
};

/* Which of the counts are in a set: one to three of them. */
static void draw_counts(struct kit *k, bool *is_in, int64_t low, int64_t high, const char *name, const char *list)
{
	int64_t counts[3];
	size_t n = (size_t)kit_between(k, 1, high - low > 3 ? 3 : 2);
	kit_distinct(k, n, low, high, counts);
	for (size_t i = 0; i < n; i++)
		is_in[counts[i]] = true;
	n = 0;
	for (int64_t count = low; count <= high; count++) {
		if (is_in[count])
			counts[n++] = count;
	}
	kit_put(k, name, kit_list(k, counts, n, ", ", " or "));
	kit_put(k, list, kit_list(k, counts, n, ", ", ", "));
}

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->is_cross = kit_once_in(k, 2);
	r->is_round = kit_once_in(k, 2);
	r->steps = kit_between(k, 1, kit_ramp(k, 2, 6));
	r->asked = (enum asked)kit_between(k, 0, N_ASKED - 1);
	int64_t most = r->is_cross ? 3 : 4;
	draw_counts(k, r->is_born, 1, most, "born", "born_list");
	draw_counts(k, r->stays, 0, most, "stay", "stay_list");
	kit_put_i(k, "steps", r->steps);
	kit_put(k, "neighbours",
		assay_str_of(r->is_cross ? "the cells above, below, left and right of it"
					 : "the up to eight cells around it"));
	kit_put(k, "edge",
		assay_str_of(r->is_round ? " (the board has no edges: beyond the last row comes the first one, and "
					   "columns likewise)"
					 : ""));
	kit_put(k, "asked",
		assay_str_of(
			r->asked == ALIVE ? "the number of cells that are alive in the end"
			: r->asked == CHANGED
				? "how many cells are in the end not what they were in the beginning"
				: "the number of deaths: how often, in all steps together, a living cell became dead"));
	code_put(k, "steps_list",
		 r->is_cross ? "(-1, 0), (0, -1), (0, 1), (1, 0)"
			     : "(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)",
		 r->is_cross ? "{-1, 0}, {0, -1}, {0, 1}, {1, 0}"
			     : "{-1, -1}, {-1, 0}, {-1, 1}, {0, -1}, {0, 1}, {1, -1}, {1, 0}, {1, 1}",
		 r->is_cross ? "[-1, 0], [0, -1], [0, 1], [1, 0]"
			     : "[-1, -1], [-1, 0], [-1, 1], [0, -1], [0, 1], [1, -1], [1, 0], [1, 1]");
	code_put(k, "count", r->is_round ? "cells[(y + dy) % h, (x + dx) % w]" : "cells.get((y + dy, x + dx), 0)",
		 r->is_round ? "n += cells[(y + step[0] + h) % h][(x + step[1] + w) % w];"
			     : "int v = y + step[0], u = x + step[1];\n                    if (v >= 0 && v < h && u >= "
			       "0 && u < w)\n                        n += cells[v][u];",
		 r->is_round ? "n += cells[(y + dy + h) % h][(x + dx + w) % w];"
			     : "n += (cells[y + dy] || [])[x + dx] || 0;");
	bool is_lost = r->asked == LOST;
	code_put(k, "size", r->is_round ? "    h, w = len(board), len(board[0])\n" : "", "", "");
	code_put(k, "lost", is_lost ? "    deaths = 0\n" : "", is_lost ? "    long long deaths = 0;\n" : "",
		 is_lost ? "    let deaths = 0;\n" : "");
	code_put(k, "lose", is_lost ? "        deaths += sum(old > after[cell] for cell, old in cells.items())\n" : "",
		 is_lost ? "                deaths += cells[y][x] > after[y][x];\n" : "",
		 is_lost ? "        for (let y = 0; y < h; y++)\n            deaths += after[y].filter((cell, x) => "
			   "cell < cells[y][x]).length;\n"
			 : "");
	code_put(k, "result",
		 is_lost ? "deaths"
		 : r->asked == ALIVE
			 ? "sum(cells.values())"
			 : "sum(cells[y, x] != cell for y, row in enumerate(board) for x, cell in enumerate(row))",
		 is_lost ? "deaths" : "count",
		 is_lost	     ? "deaths"
		 : r->asked == ALIVE ? "cells.flat().filter((cell) => cell === 1).length"
				     : "cells.flat().filter((cell, i) => cell !== board.flat()[i]).length");
	code_put(k, "fold", "",
		 is_lost	     ? ""
		 : r->asked == ALIVE ? "    long long count = 0;\n    for (const auto &row : cells)\n        count += "
				       "std::accumulate(row.begin(), row.end(), 0LL);\n"
				     : "    long long count = 0;\n    for (int y = 0; y < h; y++) {\n        for (int "
				       "x = 0; x < w; x++)\n            count += cells[y][x] != board[y][x];\n    }\n",
		 "");
	size_t side = (size_t)KIT_LEVELS(k, 5, 5, 6, 6, 7, 8, 9, 10, 11, 12);
	CODE_ARG(k, .name = "board", .type = "[[int]]", .min = 0, .max = 1, .min_len = 3, .max_len = side,
		 .min_inner = 3, .max_inner = side, .is_grid = true);
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int h = (int)args[0].n;
	int w = (int)args[0].items[0].n;
	int cells[MAX_SIDE][MAX_SIDE] = {{0}};
	for (int y = 0; y < h; y++) {
		for (int x = 0; x < w; x++)
			cells[y][x] = (int)args[0].items[y].items[x].i;
	}
	int64_t deaths = 0;
	for (int64_t step = 0; step < r->steps; step++) {
		int near[MAX_SIDE][MAX_SIDE] = {{0}};
		for (int i = 0; i < h * w * 9; i++) {
			int y = i / 9 / w;
			int x = i / 9 % w;
			int dy = i % 9 / 3 - 1;
			int dx = i % 3 - 1;
			int v = r->is_round ? (y + dy + h) % h : y + dy;
			int u = r->is_round ? (x + dx + w) % w : x + dx;
			bool is_near = r->is_cross ? (dy == 0) != (dx == 0) : dy != 0 || dx != 0;
			if (is_near && v >= 0 && v < h && u >= 0 && u < w)
				near[v][u] += cells[y][x];
		}
		for (int i = 0; i < h * w; i++) {
			int *cell = &cells[i / w][i % w];
			int n = near[i / w][i % w];
			int now = *cell ? r->stays[n] : r->is_born[n];
			deaths += *cell > now;
			*cell = now;
		}
	}
	int64_t alive = 0;
	int64_t changed = 0;
	for (int y = 0; y < h; y++) {
		for (int x = 0; x < w; x++) {
			alive += cells[y][x];
			changed += cells[y][x] != args[0].items[y].items[x].i;
		}
	}
	return val_int(r->asked == ALIVE ? alive : r->asked == CHANGED ? changed : deaths);
}

/* The margin holds what a cell at the edge sees beyond it. */
static void fill_margin(bool board[MAX_SIDE + 2][MAX_SIDE + 2], size_t h, size_t w, bool is_round)
{
	for (size_t y = 1; y <= h; y++) {
		board[y][0] = is_round && board[y][w];
		board[y][w + 1] = is_round && board[y][1];
	}
	for (size_t x = 0; x <= w + 1; x++) {
		board[0][x] = is_round && board[h][x];
		board[h + 1][x] = is_round && board[1][x];
	}
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	size_t h = args[0].n;
	size_t w = args[0].items[0].n;
	bool first[MAX_SIDE + 2][MAX_SIDE + 2] = {{false}};
	bool board[MAX_SIDE + 2][MAX_SIDE + 2];
	for (size_t y = 1; y <= h; y++) {
		for (size_t x = 1; x <= w; x++)
			first[y][x] = args[0].items[y - 1].items[x - 1].i == 1;
	}
	memcpy(board, first, sizeof(board));
	int64_t found[N_ASKED] = {0};
	for (int64_t left = r->steps; left > 0; left--) {
		bool next[MAX_SIDE + 2][MAX_SIDE + 2] = {{false}};
		fill_margin(board, h, w, r->is_round);
		for (size_t y = 1; y <= h; y++) {
			for (size_t x = 1; x <= w; x++) {
				int n = board[y - 1][x] + board[y + 1][x] + board[y][x - 1] + board[y][x + 1];
				if (!r->is_cross)
					n += board[y - 1][x - 1] + board[y - 1][x + 1] + board[y + 1][x - 1] +
					     board[y + 1][x + 1];
				next[y][x] = (board[y][x] && r->stays[n]) || (!board[y][x] && r->is_born[n]);
				found[LOST] += board[y][x] && !next[y][x];
			}
		}
		memcpy(board, next, sizeof(board));
	}
	for (size_t y = 1; y <= h; y++) {
		for (size_t x = 1; x <= w; x++) {
			found[ALIVE] += board[y][x];
			found[CHANGED] += board[y][x] != first[y][x];
		}
	}
	return val_int(found[r->asked]);
}

static const struct code_def code = {
	.entry = "live",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.python = "def live(board):\n"
		  "@size@    cells = {(y, x): cell for y, row in enumerate(board) for x, cell in enumerate(row)}\n"
		  "@lost@    for _ in range(@steps@):\n"
		  "        after = {}\n"
		  "        for (y, x), cell in cells.items():\n"
		  "            n = sum(@count@ for dy, dx in [@steps_list@])\n"
		  "            after[y, x] = int(n in ([@stay_list@] if cell else [@born_list@]))\n"
		  "@lose@        cells = after\n"
		  "    return @result@\n",
	.cpp = "#include <numeric>\n"
	       "#include <set>\n"
	       "#include <vector>\n"
	       "\n"
	       "long long live(std::vector<std::vector<long long>> board)\n"
	       "{\n"
	       "    const std::set<int> born = {@born_list@}, stay = {@stay_list@};\n"
	       "    const int near[][2] = {@steps_list@};\n"
	       "    int h = board.size(), w = board[0].size();\n"
	       "    auto cells = board;\n"
	       "@lost@    for (int i = 0; i < @steps@; i++) {\n"
	       "        auto after = cells;\n"
	       "        for (int y = 0; y < h; y++) {\n"
	       "            for (int x = 0; x < w; x++) {\n"
	       "                int n = 0;\n"
	       "                for (const auto &step : near) {\n"
	       "                    @count@\n"
	       "                }\n"
	       "                after[y][x] = (cells[y][x] ? stay : born).count(n);\n"
	       "@lose@            }\n"
	       "        }\n"
	       "        cells = after;\n"
	       "    }\n"
	       "@fold@    return @result@;\n"
	       "}\n",
	.javascript = "function live(board) {\n"
		      "    const h = board.length, w = board[0].length;\n"
		      "    let cells = board;\n"
		      "@lost@    for (let i = 0; i < @steps@; i++) {\n"
		      "        const after = board.map((row) => row.map(() => 0));\n"
		      "        for (let y = 0; y < h; y++) {\n"
		      "            for (let x = 0; x < w; x++) {\n"
		      "                let n = 0;\n"
		      "                for (const [dy, dx] of [@steps_list@])\n"
		      "                    @count@\n"
		      "                if ((cells[y][x] ? [@stay_list@] : [@born_list@]).includes(n))\n"
		      "                    after[y][x] = 1;\n"
		      "            }\n"
		      "        }\n"
		      "@lose@        cells = after;\n"
		      "    }\n"
		      "    return @result@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "simulate", "grid", NULL};

const struct assay_family assay_family_life = {
	KIT_CODE,
	.name = "life",
	.version = 1,
	.title = "a game of life with rules of its own",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
