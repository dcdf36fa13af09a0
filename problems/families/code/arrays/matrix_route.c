/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A grid is read along a route: row by row, in snakes, spirals or diagonals, from any corner.
 *
 * Found by turning the grid until the route begins at the upper left; rechecked by a walk, or by sorting the cells.
 */
#include "problems/families/code.h"

#include <stdlib.h>

#define MAX_SIDE 20

enum route { ROWS, SNAKE, SPIRAL, DIAGONALS, N_ROUTES };

struct rules {
	enum route route;
	bool from_bottom, from_right; /* The corner where it begins. */
	bool is_down;		      /* Columns take the part of rows. */
	int64_t skip, first;	      /* Of what is read, every `skip`-th from number `first` on. */
};

static const char *const phrasings[] = {
	("Read the numbers of `grid`, beginning in the {corner} corner: {route}. Of the numbers in this order (the "
	 "first "
	 "has the place 0) keep those at the places {first}, {second}, {third} and so on. {^return} the list of them."),
	("A robot visits every cell of `grid` and begins in the {corner} corner. It goes like this: {route}. Its "
	 "visits are numbered "
	 "from 0, and it writes down what is in the cell at the visits {first}, {second}, {third}, ... {^return} what "
	 "it "
	 "writes down."),
	("Unroll `grid` into one long list: start at the {corner} corner and go like this: {route}. Then take the "
	 "items "
	 "of the list with the indices {first}, {second}, {third}, ... (from 0) and {return} them."),
	("{^return} the numbers at the indices {first}, {second}, {third} and so on (from 0), always {skip} further, "
	 "of the "
	 "list that you get by reading `grid` from the {corner} corner in this way: {route}."),
	("In a picture `grid` of numbers, pixels are scanned from the {corner} corner; {route}. {^return} the scanned "
	 "numbers with an index of {first} plus a multiple of {skip} (0 is one), where the first scanned one has the "
	 "index 0."),
	NULL,
};

static struct assay_str say_route(struct kit *k, const struct rules *r)
{
	const char *along = r->is_down ? (r->from_bottom ? "upwards" : "downwards")
				       : (r->from_right ? "to the left" : "to the right");
	const char *across = r->is_down ? (r->from_right ? "to the left" : "to the right")
					: (r->from_bottom ? "upwards" : "downwards");
	const char *line = r->is_down ? "column" : "row";
	if (r->route == ROWS)
		return kit_text(k, "whole %ss one after another, each of them %s, and from %s to %s %s", line, along,
				line, line, across);
	if (r->route == SNAKE)
		return kit_text(
			k,
			"the first %s %s, the next one in the opposite direction, and so on in turn, from %s to %s "
			"%s",
			line, along, line, line, across);
	if (r->route == SPIRAL)
		return kit_text(
			k,
			"first %s as far as possible, then %s, then back, always along the border of what is not "
			"yet read, in a spiral to the inside",
			along, across);
	return kit_text(
		k,
		"diagonal by diagonal, the corner alone being the first, each diagonal made of the cells that are "
		"equally many steps (along rows and columns) from the corner, and read so that each cell lies "
		"further %s than the one before",
		along);
}

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->route = (enum route)kit_between(k, 0, N_ROUTES - 1);
	r->from_bottom = kit_once_in(k, 2);
	r->from_right = kit_once_in(k, 2);
	r->is_down = kit_once_in(k, 2);
	r->skip = kit_between(k, 2, kit_ramp(k, 3, 7));
	r->first = kit_between(k, 0, kit_ramp(k, 2, 7));
	kit_put_i(k, "skip", r->skip);
	kit_put_i(k, "first", r->first);
	kit_skin(k, "second", kit_text(k, "%d", (int)(r->first + r->skip)).data);
	kit_skin(k, "third", kit_text(k, "%d", (int)(r->first + 2 * r->skip)).data);
	kit_put(k, "corner",
		kit_text(k, "%s %s", r->from_bottom ? "lower" : "upper", r->from_right ? "right" : "left"));
	kit_put(k, "route", say_route(k, r));
	code_put(k, "flip_rows", r->from_bottom ? "    rows.reverse()\n" : "",
		 r->from_bottom ? "    std::reverse(rows.begin(), rows.end());\n" : "",
		 r->from_bottom ? "    rows.reverse();\n" : "");
	code_put(k, "flip_columns", r->from_right ? "    rows = [row[::-1] for row in rows]\n" : "",
		 r->from_right ? "    for (auto &row : rows)\n"
				 "        std::reverse(row.begin(), row.end());\n"
			       : "",
		 r->from_right ? "    rows = rows.map((row) => [...row].reverse());\n" : "");
	code_put(k, "turn", r->is_down ? "    rows = [list(column) for column in zip(*rows)]\n" : "",
		 r->is_down ? "    rows = transposed(rows);\n" : "",
		 r->is_down ? "    rows = transposed(rows);\n" : "");
	code_put(k, "transposed", "",
		 r->is_down || r->route == SPIRAL ? "using grid_type = std::vector<std::vector<long long>>;\n\n"
						    "static grid_type transposed(const grid_type &rows)\n"
						    "{\n"
						    "    grid_type out(rows[0].size());\n"
						    "    for (const auto &row : rows) {\n"
						    "        for (std::size_t i = 0; i < row.size(); i++)\n"
						    "            out[i].push_back(row[i]);\n"
						    "    }\n"
						    "    return out;\n"
						    "}\n\n"
						  : "",
		 r->is_down || r->route == SPIRAL
			 ? "const transposed = (rows) => rows[0].map((_, i) => rows.map((row) => row[i]));\n\n"
			 : "");
	switch (r->route) {
	case ROWS:
		code_put(k, "read", "order = [x for row in rows for x in row]",
			 "for (const auto &row : rows)\n"
			 "        order.insert(order.end(), row.begin(), row.end());",
			 "const order = rows.flat();");
		break;
	case SNAKE:
		code_put(k, "read",
			 "order = [x for i, row in enumerate(rows) for x in (row if i % 2 == 0 else row[::-1])]",
			 "bool is_back = false;\n"
			 "    for (auto &row : rows) {\n"
			 "        if (is_back)\n"
			 "            std::reverse(row.begin(), row.end());\n"
			 "        order.insert(order.end(), row.begin(), row.end());\n"
			 "        is_back = !is_back;\n"
			 "    }",
			 "const order = rows.flatMap((row, i) => i % 2 === 0 ? row : [...row].reverse());");
		break;
	case SPIRAL:
		code_put(k, "read",
			 "order = []\n"
			 "    while rows:\n"
			 "        order += rows[0]\n"
			 "        rows = [list(column) for column in zip(*rows[1:])][::-1]",
			 "while (!rows.empty()) {\n"
			 "        order.insert(order.end(), rows[0].begin(), rows[0].end());\n"
			 "        rows.erase(rows.begin());\n"
			 "        if (rows.empty())\n"
			 "            break;\n"
			 "        rows = transposed(rows);\n"
			 "        std::reverse(rows.begin(), rows.end());\n"
			 "    }",
			 "const order = [];\n"
			 "    while (rows.length > 0) {\n"
			 "        order.push(...rows[0]);\n"
			 "        rows = rows.slice(1);\n"
			 "        if (rows.length > 0) rows = transposed(rows).reverse();\n"
			 "    }");
		break;
	case DIAGONALS:
	case N_ROUTES:
		code_put(k, "read",
			 "cells = [(i + j, j, x) for i, row in enumerate(rows) for j, x in enumerate(row)]\n"
			 "    order = [x for _, _, x in sorted(cells)]",
			 "for (std::size_t d = 0; d < rows.size() + rows[0].size(); d++) {\n"
			 "        for (std::size_t j = 0; j < rows[0].size() && j <= d; j++) {\n"
			 "            if (d - j < rows.size())\n"
			 "                order.push_back(rows[d - j][j]);\n"
			 "        }\n"
			 "    }",
			 "const order = rows.flatMap((row, i) => row.map((x, j) => [i + j, j, x]))\n"
			 "        .sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((cell) => cell[2]);");
		break;
	}
	int64_t size = kit_ramp(k, 20, 99);
	size_t side = (size_t)KIT_LEVELS(k, 4, 5, 5, 6, 6, 7, 8, 9, 10, 12);
	CODE_ARG(k, .name = "grid", .type = "[[int]]", .min = -size, .max = size, .min_len = 1, .max_len = side,
		 .min_inner = 1, .max_inner = side, .is_grid = true,
		 .note = "rows from top to bottom, each from left to right");
}

/* A grid seen from the corner: line i, place j along it. */
struct view {
	const struct rules *rules;
	const struct val *grid;
	int64_t rows, columns; /* As seen. */
};

static int64_t look(const struct view *v, int64_t i, int64_t j)
{
	int64_t row = v->rules->is_down ? j : i;
	int64_t column = v->rules->is_down ? i : j;
	row = v->rules->from_bottom ? (int64_t)v->grid->n - 1 - row : row;
	column = v->rules->from_right ? (int64_t)v->grid->items[0].n - 1 - column : column;
	return v->grid->items[row].items[column].i;
}

static size_t unroll_spiral(const struct view *v, int64_t *out)
{
	size_t n = 0;
	int64_t top = 0;
	int64_t left = 0;
	int64_t bottom = v->rows - 1;
	int64_t right = v->columns - 1;
	while (top <= bottom && left <= right) {
		for (int64_t j = left; j <= right; j++)
			out[n++] = look(v, top, j);
		for (int64_t i = top + 1; i <= bottom; i++)
			out[n++] = look(v, i, right);
		for (int64_t j = right - 1; top < bottom && j >= left; j--)
			out[n++] = look(v, bottom, j);
		for (int64_t i = bottom - 1; left < right && i > top; i--)
			out[n++] = look(v, i, left);
		top++;
		left++;
		bottom--;
		right--;
	}
	return n;
}

static size_t unroll(const struct view *v, int64_t *out)
{
	size_t n = 0;
	if (v->rules->route == SPIRAL)
		return unroll_spiral(v, out);
	for (int64_t d = 0; v->rules->route == DIAGONALS && d < v->rows + v->columns - 1; d++) {
		for (int64_t j = 0; j <= d; j++) {
			if (j < v->columns && d - j < v->rows)
				out[n++] = look(v, d - j, j);
		}
	}
	for (int64_t i = 0; v->rules->route != DIAGONALS && i < v->rows; i++) {
		bool is_back = v->rules->route == SNAKE && i % 2 == 1;
		for (int64_t j = 0; j < v->columns; j++)
			out[n++] = look(v, i, is_back ? v->columns - 1 - j : j);
	}
	return n;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t order[MAX_SIDE * MAX_SIDE];
	int64_t height = (int64_t)args[0].n;
	int64_t width = (int64_t)args[0].items[0].n;
	const struct view v = {r, &args[0], r->is_down ? width : height, r->is_down ? height : width};
	size_t n = unroll(&v, order);
	struct val out = val_list(k, n);
	if (!out.items)
		return out;
	out.n = 0;
	for (size_t i = (size_t)r->first; i < n; i += (size_t)r->skip)
		out.items[out.n++] = val_int(order[i]);
	return out;
}

struct cell {
	int64_t line, along, value;
};

static int by_line(const void *a, const void *b)
{
	const struct cell *x = a;
	const struct cell *y = b;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return (x->along > y->along) - (x->along < y->along);
}

/* Step by step, and a turn where the border or a cell that was read stands in the way. */
static size_t walk(const struct rules *r, const struct val *grid, struct cell *out)
{
	bool is_read[MAX_SIDE][MAX_SIDE] = {{false}};
	int64_t height = (int64_t)grid->n;
	int64_t width = (int64_t)grid->items[0].n;
	int64_t row = r->from_bottom ? height - 1 : 0;
	int64_t column = r->from_right ? width - 1 : 0;
	int64_t down = r->from_bottom ? -1 : 1;
	int64_t right = r->from_right ? -1 : 1;
	const int64_t steps[2][4][2] = {{{0, right}, {down, 0}, {0, -right}, {-down, 0}},
					{{down, 0}, {0, right}, {-down, 0}, {0, -right}}};
	size_t n = 0;
	for (size_t turn = 0, blocked = 0; blocked < 4;) {
		if (!is_read[row][column])
			out[n++].value = grid->items[row].items[column].i;
		is_read[row][column] = true;
		int64_t to_row = row + steps[r->is_down][turn][0];
		int64_t to_column = column + steps[r->is_down][turn][1];
		bool is_free = to_row >= 0 && to_row < height && to_column >= 0 && to_column < width &&
			       !is_read[to_row][to_column];
		row = is_free ? to_row : row;
		column = is_free ? to_column : column;
		turn = is_free ? turn : (turn + 1) % 4;
		blocked = is_free ? 0 : blocked + 1;
	}
	return n;
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	struct cell cells[MAX_SIDE * MAX_SIDE];
	size_t n = 0;
	for (size_t i = 0; r->route != SPIRAL && i < args[0].n; i++) {
		for (size_t j = 0; j < args[0].items[i].n; j++) {
			int64_t down = (int64_t)(r->from_bottom ? args[0].n - 1 - i : i);
			int64_t right = (int64_t)(r->from_right ? args[0].items[i].n - 1 - j : j);
			int64_t line = r->is_down ? right : down;
			int64_t along = r->is_down ? down : right;
			cells[n++] = (struct cell){.line = r->route == DIAGONALS ? down + right : line,
						   .along = r->route == SNAKE && line % 2 == 1 ? -along : along,
						   .value = args[0].items[i].items[j].i};
		}
	}
	if (r->route == SPIRAL)
		n = walk(r, &args[0], cells);
	else
		qsort(cells, n, sizeof(cells[0]), by_line);
	struct val out = val_list(k, n);
	if (!out.items)
		return out;
	size_t len = 0;
	for (int64_t i = 0; i < (int64_t)n; i++) {
		if (i >= r->first && (i - r->first) % r->skip == 0)
			out.items[len++] = val_int(cells[i].value);
	}
	out.n = len;
	return out;
}

static const struct code_def code = {
	.entry = "read_grid",
	.result = "[int]",
	.solve = solve,
	.brute = brute,
	.python = "def read_grid(grid):\n"
		  "    rows = list(grid)\n"
		  "@flip_rows@"
		  "@flip_columns@"
		  "@turn@"
		  "    @read@\n"
		  "    return order[@first@::@skip@]\n",
	.cpp = "#include <algorithm>\n"
	       "#include <vector>\n\n"
	       "@transposed@"
	       "std::vector<long long> read_grid(std::vector<std::vector<long long>> grid)\n"
	       "{\n"
	       "    auto rows = grid;\n"
	       "@flip_rows@"
	       "@flip_columns@"
	       "@turn@"
	       "    std::vector<long long> order, out;\n"
	       "    @read@\n"
	       "    for (std::size_t i = @first@; i < order.size(); i += @skip@)\n"
	       "        out.push_back(order[i]);\n"
	       "    return out;\n"
	       "}\n",
	.javascript = "@transposed@"
		      "function read_grid(grid) {\n"
		      "    let rows = [...grid];\n"
		      "@flip_rows@"
		      "@flip_columns@"
		      "@turn@"
		      "    @read@\n"
		      "    return order.filter((_, i) => i >= @first@ && (i - @first@) % @skip@ === 0);\n"
		      "}\n",
};

static const char *const tags[] = {"code", "arrays", "matrix", NULL};

const struct assay_family assay_family_matrix_route = {
	KIT_CODE,
	.name = "matrix-route",
	.version = 1,
	.title = "a grid that is read along a route",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
