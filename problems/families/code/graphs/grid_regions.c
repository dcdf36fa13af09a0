/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regions of a grid: cells hang together when they are neighbours by a rule and their numbers go together.
 *
 * Found by flooding from each cell; rechecked by spreading the lowest label until nothing changes.
 */
#include "problems/families/code.h"

#define MAX_SIDE 16
#define N_CELLS	 ((size_t)MAX_SIDE * MAX_SIDE)
#define N_SIDES	 6

enum asked { NUMBER, LARGEST, BIG_ONES, FIRST, N_ASKED };

/* Neighbours lie so many rows down and columns right, or the other way round. */
static const int sides[N_SIDES][2] = {{0, 1}, {1, 0}, {1, 1}, {1, -1}, {0, 2}, {2, 0}};

struct rules {
	bool is_open[N_SIDES];
	bool is_gap;
	int64_t number; /* The greatest difference, or the modulus. */
	int64_t big;
	enum asked asked;
};

static const char *const phrasings[] = {
	("Two cells of `grid` are neighbours if one lies {sides} of the other. Neighbours belong to one "
	 "region if {relation}; so a region is all that can be reached from a cell by such links. "
	 "{^return} {asked}."),
	("A map is given as a rectangular `grid` of heights. From a cell a walker can go to a cell that "
	 "lies {sides} of it, and back, if {relation}. Cells between which a walk is possible make up one "
	 "region. {^return} {asked}."),
	("Split `grid` into regions: two cells are in the same one if a chain of cells leads from one to "
	 "the other in which, of each cell and the next, one lies {sides} of the other and {relation}. "
	 "{^return} {asked}."),
	("In the `grid`, link a pair of cells whenever one of them is {sides} of the other and {relation}. "
	 "The linked groups are called regions; a cell without links is a region of its own. {^return} "
	 "{asked}."),
	("Each number of `grid` is a field of a farm. Paint spreads from a field to the fields that lie "
	 "{sides} of it, in both directions of each of these, wherever {relation}. Fields that paint on "
	 "one of them would reach form a region. {^return} {asked}."),
	NULL,
};

static const char *const side_words[N_SIDES] = {
	"1 to the right", "1 below", "1 below and 1 to the right", "1 below and 1 to the left",
	"2 to the right", "2 below",
};

static void put_sides(struct kit *k, const struct rules *r)
{
	assay_autobuf struct assay_buf words = {0};
	assay_autobuf struct assay_buf python = {0};
	assay_autobuf struct assay_buf braces = {0};
	assay_autobuf struct assay_buf brackets = {0};
	for (size_t i = 0; i < N_SIDES; i++) {
		if (!r->is_open[i])
			continue;
		const char *sep = words.len > 0 ? ", " : "";
		const int *s = sides[i];
		(void)assay_buf_printf(&words, "%s%s", words.len > 0 ? " or " : "", side_words[i]);
		(void)assay_buf_printf(&python, "%s(%d, %d), (%d, %d)", sep, s[0], s[1], -s[0], -s[1]);
		(void)assay_buf_printf(&braces, "%s{%d, %d}, {%d, %d}", sep, s[0], s[1], -s[0], -s[1]);
		(void)assay_buf_printf(&brackets, "%s[%d, %d], [%d, %d]", sep, s[0], s[1], -s[0], -s[1]);
	}
	kit_put(k, "sides", kit_copy(k, assay_buf_str(&words)));
	code_put(k, "steps", kit_copy(k, assay_buf_str(&python)).data, kit_copy(k, assay_buf_str(&braces)).data,
		 kit_copy(k, assay_buf_str(&brackets)).data);
}

static void put_asked(struct kit *k, const struct rules *r)
{
	kit_put(k, "asked",
		r->asked == NUMBER     ? assay_str_of("the number of regions")
		: r->asked == LARGEST  ? assay_str_of("the number of cells in the largest region")
		: r->asked == BIG_ONES ? kit_text(k, "how many regions have %d cells or more", (int)r->big)
				       : assay_str_of("the number of cells in the region of the top left cell"));
	code_put(k, "result",
		 r->asked == NUMBER	? "len(sizes)"
		 : r->asked == LARGEST	? "max(sizes)"
		 : r->asked == BIG_ONES ? "sum(size >= @big@ for size in sizes)"
					: "sizes[0]",
		 r->asked == NUMBER    ? "sizes.size()"
		 : r->asked == LARGEST ? "*std::max_element(sizes.begin(), sizes.end())"
		 : r->asked == BIG_ONES
			 ? "std::count_if(sizes.begin(), sizes.end(), [](long long size) { return size >= @big@; })"
			 : "sizes[0]",
		 r->asked == NUMBER	? "sizes.length"
		 : r->asked == LARGEST	? "Math.max(...sizes)"
		 : r->asked == BIG_ONES ? "sizes.filter((size) => size >= @big@).length"
					: "sizes[0]");
}

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	int64_t n = kit_between(k, 2, kit_ramp(k, 2, 3));
	int64_t chosen[N_SIDES];
	kit_distinct(k, (size_t)n, 0, k->level < 4 ? 3 : N_SIDES - 1, chosen);
	for (int64_t i = 0; i < n; i++)
		r->is_open[chosen[i]] = true;
	r->is_gap = kit_once_in(k, 2);
	r->number = r->is_gap ? kit_between(k, 1, kit_ramp(k, 4, 9)) : kit_between(k, 3, kit_ramp(k, 5, 7));
	r->asked = (enum asked)kit_between(k, 0, N_ASKED - 1);
	r->big = r->asked == BIG_ONES ? kit_between(k, 2, kit_ramp(k, 3, 6)) : 0;
	put_sides(k, r);
	kit_put_i(k, "number", r->number);
	kit_put_i(k, "big", r->big);
	kit_put(k, "relation",
		r->is_gap ? kit_text(k, "their numbers differ by at most %d", (int)r->number)
			  : kit_text(k, "the difference of their numbers is a multiple of %d (0 is one)",
				     (int)r->number));
	code_put(k, "linked",
		 r->is_gap ? "abs(grid[y][x] - grid[v][u]) <= @number@" : "(grid[y][x] - grid[v][u]) % @number@ == 0",
		 r->is_gap ? "std::llabs(grid[y][x] - grid[v][u]) <= @number@"
			   : "(grid[y][x] - grid[v][u]) % @number@ == 0",
		 r->is_gap ? "Math.abs(grid[y][x] - grid[v][u]) <= @number@"
			   : "(grid[y][x] - grid[v][u]) % @number@ === 0");
	put_asked(k, r);
	size_t side = (size_t)KIT_LEVELS(k, 4, 4, 5, 6, 7, 8, 9, 10, 12, 14);
	CODE_ARG(k, .name = "grid", .type = "[[int]]", .min = 0, .max = r->is_gap ? 4 * r->number : kit_ramp(k, 9, 50),
		 .min_len = 1, .max_len = side, .min_inner = 1, .max_inner = side, .is_grid = true);
}

static bool goes_together(const struct rules *r, int64_t a, int64_t b)
{
	int64_t off = a > b ? a - b : b - a;
	return r->is_gap ? off <= r->number : off % r->number == 0;
}

static int64_t flood(const struct rules *r, const struct val *grid, bool *is_seen, size_t start)
{
	int h = (int)grid->n;
	int w = (int)grid->items[0].n;
	int stack[N_CELLS];
	size_t depth = 0;
	int64_t size = 0;
	stack[depth++] = (int)start;
	is_seen[start] = true;
	while (depth > 0) {
		int y = stack[--depth] / w;
		int x = stack[depth] % w;
		size++;
		for (size_t i = 0; i < (size_t)2 * N_SIDES; i++) {
			int sign = i < N_SIDES ? 1 : -1;
			int v = y + sign * sides[i % N_SIDES][0];
			int u = x + sign * sides[i % N_SIDES][1];
			int there = v * w + u;
			if (!r->is_open[i % N_SIDES] || v < 0 || v >= h || u < 0 || u >= w || is_seen[there] ||
			    !goes_together(r, grid->items[y].items[x].i, grid->items[v].items[u].i))
				continue;
			is_seen[there] = true;
			stack[depth++] = there;
		}
	}
	return size;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	size_t n = args[0].n * args[0].items[0].n;
	bool is_seen[N_CELLS] = {false};
	int64_t found[N_ASKED] = {0};
	for (size_t start = 0; start < n; start++) {
		if (is_seen[start])
			continue;
		int64_t size = flood(r, &args[0], is_seen, start);
		found[NUMBER]++;
		found[BIG_ONES] += size >= r->big;
		if (size > found[LARGEST])
			found[LARGEST] = size;
		if (start == 0)
			found[FIRST] = size;
	}
	return val_int(found[r->asked]);
}

static bool spread(const struct rules *r, int64_t a, int64_t b, size_t *label, size_t *other)
{
	bool is_link = r->is_gap ? a <= b + r->number && b <= a + r->number : a % r->number == b % r->number;
	if (!is_link || *label == *other)
		return false;
	*label = *other = *label < *other ? *label : *other;
	return true;
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t h = (int64_t)args[0].n;
	int64_t w = (int64_t)args[0].items[0].n;
	size_t labels[MAX_SIDE][MAX_SIDE] = {{0}};
	for (int64_t cell = 0; cell < h * w; cell++)
		labels[cell / w][cell % w] = (size_t)cell;
	for (bool has_changed = true; has_changed;) {
		has_changed = false;
		for (int64_t cell = 0; cell < h * w; cell++) {
			int64_t own = args[0].items[cell / w].items[cell % w].i;
			for (size_t s = 0; s < N_SIDES; s++) {
				int64_t row = cell / w + sides[s][0];
				int64_t column = cell % w + sides[s][1];
				if (r->is_open[s] && row < h && column >= 0 && column < w)
					has_changed |= spread(r, own, args[0].items[row].items[column].i,
							      &labels[cell / w][cell % w], &labels[row][column]);
			}
		}
	}
	int64_t sizes[N_CELLS] = {0};
	for (int64_t cell = 0; cell < h * w; cell++)
		sizes[labels[cell / w][cell % w]]++;
	int64_t result = r->asked == FIRST ? sizes[0] : 0;
	for (int64_t label = 0; label < h * w && r->asked != FIRST; label++) {
		if (r->asked == LARGEST)
			result = sizes[label] > result ? sizes[label] : result;
		else
			result += sizes[label] >= (r->asked == NUMBER ? 1 : r->big);
	}
	return val_int(result);
}

static const struct code_def code = {
	.entry = "regions",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.python = "def regions(grid):\n"
		  "    free = {(y, x) for y, row in enumerate(grid) for x, _ in enumerate(row)}\n"
		  "    sizes = []\n"
		  "    while free:\n"
		  "        region = [min(free)]\n"
		  "        free.remove(region[0])\n"
		  "        for y, x in region:\n"
		  "            for dy, dx in [@steps@]:\n"
		  "                v, u = y + dy, x + dx\n"
		  "                if (v, u) in free and @linked@:\n"
		  "                    free.remove((v, u))\n"
		  "                    region.append((v, u))\n"
		  "        sizes.append(len(region))\n"
		  "    return @result@\n",
	.cpp = "#include <algorithm>\n"
	       "#include <cstdlib>\n"
	       "#include <utility>\n"
	       "#include <vector>\n"
	       "\n"
	       "long long regions(std::vector<std::vector<long long>> grid)\n"
	       "{\n"
	       "    const int steps[][2] = {@steps@};\n"
	       "    int h = grid.size(), w = grid[0].size();\n"
	       "    std::vector<std::vector<bool>> seen(h, std::vector<bool>(w));\n"
	       "    std::vector<long long> sizes;\n"
	       "    for (int start = 0; start < h * w; start++) {\n"
	       "        if (seen[start / w][start % w])\n"
	       "            continue;\n"
	       "        std::vector<std::pair<int, int>> region = {{start / w, start % w}};\n"
	       "        seen[start / w][start % w] = true;\n"
	       "        for (std::size_t i = 0; i < region.size(); i++) {\n"
	       "            auto [y, x] = region[i];\n"
	       "            for (const auto &step : steps) {\n"
	       "                int v = y + step[0], u = x + step[1];\n"
	       "                if (v < 0 || v >= h || u < 0 || u >= w || seen[v][u])\n"
	       "                    continue;\n"
	       "                if (@linked@) {\n"
	       "                    seen[v][u] = true;\n"
	       "                    region.push_back({v, u});\n"
	       "                }\n"
	       "            }\n"
	       "        }\n"
	       "        sizes.push_back(region.size());\n"
	       "    }\n"
	       "    return @result@;\n"
	       "}\n",
	.javascript = "function regions(grid) {\n"
		      "    const h = grid.length, w = grid[0].length;\n"
		      "    const seen = grid.map((row) => row.map(() => false));\n"
		      "    const sizes = [];\n"
		      "    for (let start = 0; start < h * w; start++) {\n"
		      "        const top = Math.floor(start / w), left = start % w;\n"
		      "        if (seen[top][left])\n"
		      "            continue;\n"
		      "        const region = [[top, left]];\n"
		      "        seen[top][left] = true;\n"
		      "        for (const [y, x] of region) {\n"
		      "            for (const [dy, dx] of [@steps@]) {\n"
		      "                const v = y + dy, u = x + dx;\n"
		      "                if (v < 0 || v >= h || u < 0 || u >= w || seen[v][u])\n"
		      "                    continue;\n"
		      "                if (@linked@) {\n"
		      "                    seen[v][u] = true;\n"
		      "                    region.push([v, u]);\n"
		      "                }\n"
		      "            }\n"
		      "        }\n"
		      "        sizes.push(region.length);\n"
		      "    }\n"
		      "    return @result@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "graphs", "grid", NULL};

const struct assay_family assay_family_grid_regions = {
	KIT_CODE,
	.name = "grid-regions",
	.version = 1,
	.title = "regions of a grid whose cells go together by a rule",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
