/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shortest paths on a grid that avoid some crossings.
 *
 * Found by binomial coefficients, without the paths that meet a closed crossing first here or there; rechecked by
 * adding up the grid.
 */
#include "problems/families/kit.h"

#define MAX_SIDE   17
#define MAX_CLOSED 5

struct grid {
	int64_t x, y;
	int64_t closed_x[MAX_CLOSED + 1], closed_y[MAX_CLOSED + 1]; /* From near to far; behind them the goal. */
	size_t n;
};

static const char *const open_phrasings[] = {
	"How many paths lead from (0, 0) to ({x}, {y}) if each step goes one to the right or one up?",
	("In a town with a square grid of streets, {who} walks {x} blocks east and {y} blocks north on a shortest way. "
	 "How many ways are there?"),
	"How many words consist of {x} letters R and {y} letters U?",
	"A robot moves from the corner (0, 0) to ({x}, {y}) by unit steps east or north. How many routes can it take?",
	("Count the shortest routes along the lines of a grid that is {x} units wide and {y} units high, from one "
	 "corner to the opposite one."),
	NULL,
};

static const char *const closed_phrasings[] = {
	("How many paths lead from (0, 0) to ({x}, {y}) if each step goes one to the right or one up and {closed} may "
	 "not be visited?"),
	("In a town with a square grid of streets, {who} walks from the crossing (0, 0) to ({x}, {y}), {x} blocks east "
	 "and {y} north, never south or west. The {count:crossing|crossings} {all} {count:is|are} closed. How many "
	 "ways are there?"),
	("A robot moves from (0, 0) to ({x}, {y}) by unit steps east or north and must avoid {all}. How many routes "
	 "can it take?"),
	("Count the lattice paths with unit steps right and up from (0, 0) to ({x}, {y}) that do not pass through "
	 "{closed}."),
	("From (0, 0) a token is moved to ({x}, {y}), always one to the right or one up. There {count:is a trap|are "
	 "traps} at {all}. How many safe routes are there?"),
	NULL,
};

static bool is_fresh(const struct grid *s, int64_t x, int64_t y)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->closed_x[i] == x && s->closed_y[i] == y)
			return false;
	}
	return x + y > 0 && x + y < s->x + s->y;
}

static void add_closed(struct grid *s, int64_t x, int64_t y)
{
	size_t at = s->n++;
	for (; at > 0 && s->closed_x[at - 1] + s->closed_y[at - 1] > x + y; at--) {
		s->closed_x[at] = s->closed_x[at - 1];
		s->closed_y[at] = s->closed_y[at - 1];
	}
	s->closed_x[at] = x;
	s->closed_y[at] = y;
}

static struct assay_str list_closed(struct kit *k, const struct grid *s, const char *last)
{
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < s->n; i++)
		(void)assay_buf_printf(&text, "%s(%ld, %ld)",
				       i == 0	       ? ""
				       : i + 1 == s->n ? last
						       : ", ",
				       s->closed_x[i], s->closed_y[i]);
	return kit_copy(k, assay_buf_str(&text));
}

static void draw(struct kit *k, void *params)
{
	struct grid *s = params;
	int64_t max = KIT_LEVELS(k, 13, 7, 9, 7, 8, 10, 11, 10, 12, 15);
	size_t n = (size_t)KIT_LEVELS(k, 0, 1, 1, 2, 2, 2, 2, 3, 3, 4);
	s->x = kit_between(k, k->level == 1 ? 2 : max / 2, max);
	s->y = kit_between(k, k->level == 1 ? 2 : max / 2, max);
	while (s->n < n && k->rc == 0) {
		int64_t x = kit_between(k, 0, s->x);
		int64_t y = kit_between(k, 0, s->y);
		if (is_fresh(s, x, y))
			add_closed(s, x, y);
	}
	kit_phrasings(k, s->n > 0 ? closed_phrasings : open_phrasings);
	kit_skin(k, "who", kit_person(k));
	kit_put_i(k, "x", s->x);
	kit_put_i(k, "y", s->y);
	if (s->n == 0)
		return;
	kit_put(k, "closed", list_closed(k, s, " or "));
	kit_skin(k, "all", list_closed(k, s, " and ").data);
	kit_skin(k, "count", s->n == 1 ? "1" : "some");
}

/* All paths over so many steps right and up, a step of the solution. */
static int64_t all_paths(struct kit *k, int64_t right, int64_t up)
{
	int64_t few = right < up ? right : up;
	int64_t sum = right + up;
	int64_t value = 1;
	for (int64_t i = 1; i <= few; i++)
		value = value * (sum - few + i) / i;
	return few == 0 ? 1 : kit_step_i(k, value, "%ld! ÷ (%ld! × %ld!)", sum, right, up);
}

static void solve(struct kit *k, const void *params)
{
	const struct grid *s = params;
	int64_t first[MAX_CLOSED + 1];
	for (size_t i = 0; i <= s->n && k->rc == 0; i++) {
		int64_t x = i < s->n ? s->closed_x[i] : s->x;
		int64_t y = i < s->n ? s->closed_y[i] : s->y;
		kit_say(k, "Paths to (%ld, %ld)%s:", x, y, i > 0 ? " that meet no closed crossing before" : "");
		first[i] = all_paths(k, x, y);
		for (size_t j = 0; j < i; j++) {
			int64_t right = x - s->closed_x[j];
			int64_t up = y - s->closed_y[j];
			if (right < 0 || up < 0)
				continue;
			kit_say(k, "Without those by way of (%ld, %ld):", s->closed_x[j], s->closed_y[j]);
			int64_t onwards = all_paths(k, right, up);
			first[i] = kit_step_i(k, first[i] - first[j] * onwards, "%ld - %ld × %ld", first[i], first[j],
					      onwards);
		}
	}
	if (k->rc == 0)
		kit_answer_i(k, first[s->n]);
}

static void again(struct kit *k, const void *params)
{
	const struct grid *s = params;
	int64_t paths[MAX_SIDE] = {1};
	for (int64_t y = 0; y <= s->y; y++) {
		for (int64_t x = 0; x <= s->x; x++) {
			paths[x] += x > 0 ? paths[x - 1] : 0;
			for (size_t i = 0; i < s->n; i++)
				paths[x] = s->closed_x[i] == x && s->closed_y[i] == y ? 0 : paths[x];
		}
	}
	kit_again_i(k, paths[s->x]);
}

static const char *const tags[] = {"maths", "combinatorics", NULL};

const struct assay_family assay_family_lattice_paths = {
	KIT_MATH,
	.name = "lattice-paths",
	.version = 2,
	.title = "shortest paths on a grid that avoid some crossings",
	.tags = tags,
	.phrasings = open_phrasings,
	.params_size = sizeof(struct grid),
	.draw = draw,
	.solve = solve,
	.again = again,
};
