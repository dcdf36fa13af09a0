/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ways through a grid with some moves and closed cells: how many there are, or what the best one is worth.
 *
 * Found cell by cell from what leads there; rechecked by moving all ways on together, one step at a time.
 */
#include "problems/families/code.h"

#define MAX_SIDE 12

enum measure { WAYS, MOST, LEAST, N_MEASURES };

/* Down, right. */
static const int moves[][2] = {{1, 0}, {0, 1}, {1, 1}, {2, 1}, {1, 2}, {2, 0}, {0, 2}};

struct rules {
	bool may[KIT_COUNT(moves)];
	int64_t modulus, rest;
	enum measure measure;
};

static const char *const phrasings[] = {
	("The `grid` is entered at its top left cell and left at its bottom right cell. A cell is closed if its number "
	 "leaves the remainder {rest} when divided by {modulus}; no path stands on a closed cell. Possible moves, as "
	 "(rows down, columns right): {moves}. {^return} {measure}."),
	("A robot starts on the top left cell of `grid` and wants to reach the bottom right one. From each cell it "
	 "jumps "
	 "by one of these (rows down, columns to the right): {moves}. It must never be on a cell whose number gives "
	 "remainder {rest} on division by {modulus}, not even at the start or the end. {^return} {measure}."),
	("Consider paths in `grid` from the first cell of the first row to the last cell of the last row. Each step "
	 "adds one of {moves} to (row, column). Cells with number mod {modulus} equal to {rest} are blocked: a path "
	 "may "
	 "jump over them but cannot use them. {^return} {measure}."),
	("In a rectangular `grid` of numbers, a token goes from the top left to the bottom right corner. Each move "
	 "takes "
	 "it down and right by {moves} (down first, then right). Numbers that leave {rest} when divided by {modulus} "
	 "mark holes, where it cannot stand. {^return} {measure}."),
	("A path begins at row 0, column 0 of `grid` and ends in the opposite corner. It consists of moves from the "
	 "list {moves}, where (r, c) means r rows down and c columns right. All of its cells, both corners included, "
	 "must have numbers that do not leave remainder {rest} modulo {modulus}. {^return} {measure}."),
	NULL,
};

static const char *const measure_words[N_MEASURES] = {
	[WAYS] = "the number of different paths",
	[MOST] = "the greatest sum of the numbers on a path, or -1 if there is no path",
	[LEAST] = "the least sum of the numbers on a path, or -1 if there is no path",
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	int64_t n_moves = kit_between(k, 2, kit_ramp(k, 3, 5));
	int64_t chosen[KIT_COUNT(moves)];
	kit_distinct(k, (size_t)n_moves, 0, (int64_t)KIT_COUNT(moves) - 1, chosen);
	for (int64_t i = 0; i < n_moves; i++)
		r->may[chosen[i]] = true;
	if (kit_once_in(k, 2) || k->level < 4)
		r->may[0] = r->may[1] = true;
	r->modulus = kit_between(k, 4, kit_ramp(k, 7, 11));
	r->rest = kit_between(k, 0, r->modulus - 1);
	r->measure = (enum measure)kit_between(k, 0, N_MEASURES - 1);
	kit_put_i(k, "modulus", r->modulus);
	kit_put_i(k, "rest", r->rest);
	assay_autobuf struct assay_buf list = {0};
	assay_autobuf struct assay_buf braces = {0};
	assay_autobuf struct assay_buf brackets = {0};
	for (size_t i = 0; i < KIT_COUNT(moves); i++) {
		if (!r->may[i])
			continue;
		const char *sep = list.len > 0 ? ", " : "";
		(void)assay_buf_printf(&list, "%s(%d, %d)", sep, moves[i][0], moves[i][1]);
		(void)assay_buf_printf(&braces, "%s{%d, %d}", sep, moves[i][0], moves[i][1]);
		(void)assay_buf_printf(&brackets, "%s[%d, %d]", sep, moves[i][0], moves[i][1]);
	}
	struct assay_str words = kit_copy(k, assay_buf_str(&list));
	kit_put(k, "moves", words);
	code_put(k, "steps", words.data, kit_copy(k, assay_buf_str(&braces)).data,
		 kit_copy(k, assay_buf_str(&brackets)).data);
	kit_put(k, "measure", assay_str_of(measure_words[r->measure]));
	bool is_count = r->measure == WAYS;
	bool is_most = r->measure == MOST;
	code_put(k, "none", is_count ? "0" : "-1", is_count ? "0" : "-1", is_count ? "0" : "-1");
	code_put(k, "first", is_count ? "1" : "grid[0][0]", is_count ? "1" : "grid[0][0]",
		 is_count ? "1" : "grid[0][0]");
	code_put(k, "join",
		 is_count  ? "sum(before)"
		 : is_most ? "max(before) + grid[y][x]"
			   : "min(before) + grid[y][x]",
		 is_count  ? "best[y][x] + from"
		 : is_most ? "std::max(best[y][x], from + grid[y][x])"
			   : "best[y][x] < 0 ? from + grid[y][x] : std::min(best[y][x], from + grid[y][x])",
		 is_count  ? "best[y][x] + from"
		 : is_most ? "Math.max(best[y][x], from + grid[y][x])"
			   : "best[y][x] < 0 ? from + grid[y][x] : Math.min(best[y][x], from + grid[y][x])");
	size_t side = (size_t)KIT_LEVELS(k, 4, 4, 5, 5, 6, 7, 8, 9, 10, 11);
	CODE_ARG(k, .name = "grid", .type = "[[int]]", .min = 0, .max = kit_ramp(k, 12, 60), .min_len = 1,
		 .max_len = side, .min_inner = 1, .max_inner = side, .is_grid = true);
}

/* All but a few grids have open corners. */
static bool fit(struct kit *k, struct val *args, enum code_shape shape)
{
	const struct rules *r = k->params;
	struct val *first = &args[0].items[0].items[0];
	struct val *last = &args[0].items[args[0].n - 1].items[args[0].items[0].n - 1];
	if (shape == CODE_LOW || shape == CODE_HIGH)
		return true;
	first->i += first->i % r->modulus == r->rest ? (first->i > 0 ? -1 : 1) : 0;
	last->i += last->i % r->modulus == r->rest ? (last->i > 0 ? -1 : 1) : 0;
	return true;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t best[MAX_SIDE][MAX_SIDE];
	size_t h = args[0].n;
	size_t w = args[0].items[0].n;
	for (size_t y = 0; y < h; y++) {
		for (size_t x = 0; x < w; x++) {
			int64_t own = args[0].items[y].items[x].i;
			best[y][x] = r->measure == WAYS ? 0 : -1;
			if (own % r->modulus == r->rest)
				continue;
			if (y + x == 0)
				best[y][x] = r->measure == WAYS ? 1 : own;
			for (size_t m = 0; m < KIT_COUNT(moves); m++) {
				if (!r->may[m] || (int)y < moves[m][0] || (int)x < moves[m][1])
					continue;
				int64_t from = best[(int)y - moves[m][0]][(int)x - moves[m][1]];
				if (r->measure == WAYS)
					best[y][x] += from;
				else if (from >= 0 &&
					 (best[y][x] < 0 || (from + own > best[y][x]) == (r->measure == MOST)))
					best[y][x] = from + own;
			}
		}
	}
	return val_int(best[h - 1][w - 1]);
}

/* Where all ways may stand after so many steps: how many there are, and the sums that they have. */
struct front {
	int64_t ways[MAX_SIDE][MAX_SIDE], most[MAX_SIDE][MAX_SIDE], least[MAX_SIDE][MAX_SIDE];
};

static void arrive(struct front *to, const struct front *from, int y, int x, int v, int u, int64_t own)
{
	int64_t high = from->most[y][x] + own;
	int64_t low = from->least[y][x] + own;
	bool is_first = to->ways[v][u] == 0;
	to->ways[v][u] += from->ways[y][x];
	to->most[v][u] = is_first || high > to->most[v][u] ? high : to->most[v][u];
	to->least[v][u] = is_first || low < to->least[v][u] ? low : to->least[v][u];
}

static void advance(const struct rules *r, const struct val *grid, const struct front *from, struct front *to)
{
	int h = (int)grid->n;
	int w = (int)grid->items[0].n;
	for (int cell = 0; cell < h * w; cell++) {
		int y = cell / w;
		int x = cell % w;
		for (size_t m = 0; from->ways[y][x] > 0 && m < KIT_COUNT(moves); m++) {
			int v = y + moves[m][0];
			int u = x + moves[m][1];
			if (r->may[m] && v < h && u < w && (grid->items[v].items[u].i - r->rest) % r->modulus != 0)
				arrive(to, from, y, x, v, u, grid->items[v].items[u].i);
		}
	}
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	size_t h = args[0].n - 1;
	size_t w = args[0].items[0].n - 1;
	int64_t start = args[0].items[0].items[0].i;
	struct front now = {.most = {{start}}, .least = {{start}}};
	now.ways[0][0] = (start - r->rest) % r->modulus != 0;
	int64_t found[N_MEASURES] = {0, -1, -1};
	for (size_t step = 0; step <= h + w; step++) {
		if (now.ways[h][w] > 0) {
			found[WAYS] += now.ways[h][w];
			if (now.most[h][w] > found[MOST])
				found[MOST] = now.most[h][w];
			if (found[LEAST] < 0 || now.least[h][w] < found[LEAST])
				found[LEAST] = now.least[h][w];
		}
		struct front next = {0};
		advance(r, &args[0], &now, &next);
		now = next;
	}
	return val_int(found[r->measure]);
}

static const struct code_def code = {
	.entry = "grid_paths",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.fit = fit,
	.python = "def grid_paths(grid):\n"
		  "    best = {}\n"
		  "    for y, row in enumerate(grid):\n"
		  "        for x, own in enumerate(row):\n"
		  "            if own % @modulus@ == @rest@:\n"
		  "                continue\n"
		  "            if (y, x) == (0, 0):\n"
		  "                best[y, x] = @first@\n"
		  "                continue\n"
		  "            before = [best[y - dy, x - dx] for dy, dx in [@steps@] if (y - dy, x - dx) in best]\n"
		  "            if before:\n"
		  "                best[y, x] = @join@\n"
		  "    return best.get((len(grid) - 1, len(grid[0]) - 1), @none@)\n",
	.cpp = "#include <algorithm>\n"
	       "#include <vector>\n\n"
	       "long long grid_paths(std::vector<std::vector<long long>> grid)\n"
	       "{\n"
	       "    const int moves[][2] = {@steps@};\n"
	       "    int h = grid.size(), w = grid[0].size();\n"
	       "    std::vector<std::vector<long long>> best(h, std::vector<long long>(w, @none@));\n"
	       "    for (int y = 0; y < h; y++) {\n"
	       "        for (int x = 0; x < w; x++) {\n"
	       "            if (grid[y][x] % @modulus@ == @rest@)\n"
	       "                continue;\n"
	       "            if (y + x == 0)\n"
	       "                best[y][x] = @first@;\n"
	       "            for (const auto &move : moves) {\n"
	       "                if (y < move[0] || x < move[1] || best[y - move[0]][x - move[1]] == @none@)\n"
	       "                    continue;\n"
	       "                long long from = best[y - move[0]][x - move[1]];\n"
	       "                best[y][x] = @join@;\n"
	       "            }\n"
	       "        }\n"
	       "    }\n"
	       "    return best[h - 1][w - 1];\n"
	       "}\n",
	.javascript = "function grid_paths(grid) {\n"
		      "    const h = grid.length, w = grid[0].length;\n"
		      "    const best = grid.map((row) => row.map(() => @none@));\n"
		      "    for (let y = 0; y < h; y++) {\n"
		      "        for (let x = 0; x < w; x++) {\n"
		      "            if (grid[y][x] % @modulus@ === @rest@)\n"
		      "                continue;\n"
		      "            if (y + x === 0)\n"
		      "                best[y][x] = @first@;\n"
		      "            for (const [dy, dx] of [@steps@]) {\n"
		      "                if (y < dy || x < dx || best[y - dy][x - dx] === @none@)\n"
		      "                    continue;\n"
		      "                const from = best[y - dy][x - dx];\n"
		      "                best[y][x] = @join@;\n"
		      "            }\n"
		      "        }\n"
		      "    }\n"
		      "    return best[h - 1][w - 1];\n"
		      "}\n",
};

static const char *const tags[] = {"code", "dynamic-programming", "grid", NULL};

const struct assay_family assay_family_grid_paths = {
	KIT_CODE,
	.name = "grid-paths",
	.version = 1,
	.title = "ways through a grid with closed cells",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
