/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Points with whole coordinates inside a polygon, with or without its border.
 *
 * Found by Pick's theorem; rechecked by looking at every point of the box around it.
 */
#include "problems/families/geometry/shapes.h"

#include <stdlib.h>

#define MAX_CORNERS 10

struct polygon {
	struct point corners[MAX_CORNERS];
	int64_t n;
	bool with_border;
};

static const char *const inner_phrasings[] = {
	("How many points with integer coordinates lie strictly inside the polygon with the corners {corners}, in this "
	 "order?"),
	"A polygon has the vertices {corners}, in order. Count the lattice points in its interior, not on its border.",
	("{^who} draws the outline {corners} and back to the first point on a grid. How many crossings of grid lines "
	 "lie inside, not counting those on the outline?"),
	("Trees stand at all points of a plane whose coordinates are whole. A fence runs straight through {corners} "
	 "and back. How many trees stand inside of it, those at the fence left out?"),
	("Let P be the polygon through {corners}, taken in this order. Determine the number of pairs of integers (x, "
	 "y) in the interior of P."),
	NULL,
};

static const char *const closed_phrasings[] = {
	("How many points with integer coordinates lie inside or on the border of the polygon with the corners "
	 "{corners}, in this order?"),
	"A polygon has the vertices {corners}, in order. Count the lattice points in it, those on its border too.",
	("{^who} draws the outline {corners} and back to the first point on a grid. How many crossings of grid lines "
	 "lie inside or on the outline?"),
	("Trees stand at all points of a plane whose coordinates are whole. A fence runs straight through {corners} "
	 "and back. How many trees stand inside of it or right at the fence?"),
	("Let P be the polygon through {corners}, taken in this order, with its border. Determine the number of pairs "
	 "of integers (x, y) in P."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct polygon *s = params;
	s->n = KIT_LEVELS(k, 3, 3, 4, 4, 5, 5, 6, 7, 8, 10);
	s->with_border = kit_once_in(k, 3);
	shape_polygon(k, (size_t)s->n, KIT_LEVELS(k, 5, 7, 8, 10, 12, 14, 16, 19, 22, 25), s->corners);
	kit_phrasings(k, s->with_border ? closed_phrasings : inner_phrasings);
	kit_skin(k, "who", kit_person(k));
	kit_put(k, "corners", shape_points(k, s->corners, (size_t)s->n));
}

static int64_t gcd(int64_t a, int64_t b)
{
	a = llabs(a);
	b = llabs(b);
	while (b != 0) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

static int64_t find_twice_area(struct kit *k, const struct polygon *s)
{
	kit_say(k, "Twice the area, from the corners:");
	assay_autobuf struct assay_buf sum = {0};
	int64_t twice = 0;
	for (int64_t i = 0; i < s->n; i++) {
		struct point a = s->corners[i];
		struct point b = s->corners[(i + 1) % s->n];
		int64_t part =
			kit_step_i(k, a.x * b.y - b.x * a.y, "%s × %s - %s × %s", kit_operand_i(k, a.x).data,
				   kit_operand_i(k, b.y).data, kit_operand_i(k, b.x).data, kit_operand_i(k, a.y).data);
		twice += part;
		(void)assay_buf_printf(&sum, "%s%s", i > 0 ? " + " : "", kit_operand_i(k, part).data);
	}
	twice = kit_step_i(k, twice, "%s", kit_copy(k, assay_buf_str(&sum)).data);
	return llabs(twice);
}

static int64_t find_border(struct kit *k, const struct polygon *s)
{
	kit_say(k, "Points on the border, side by side:");
	assay_autobuf struct assay_buf sum = {0};
	int64_t border = 0;
	for (int64_t i = 0; i < s->n; i++) {
		struct point a = s->corners[i];
		struct point b = s->corners[(i + 1) % s->n];
		int64_t part = kit_step_i(k, gcd(b.x - a.x, b.y - a.y), "gcd(%ld, %ld)", (long)llabs(b.x - a.x),
					  (long)llabs(b.y - a.y));
		border += part;
		(void)assay_buf_printf(&sum, "%s%ld", i > 0 ? " + " : "", part);
	}
	return kit_step_i(k, border, "%s", kit_copy(k, assay_buf_str(&sum)).data);
}

static void solve(struct kit *k, const void *params)
{
	const struct polygon *s = params;
	int64_t twice = find_twice_area(k, s);
	int64_t border = find_border(k, s);
	int64_t both = s->with_border ? twice + border + 2 : twice - border + 2;
	if (both < 0 || both % 2 != 0) {
		kit_stop(k);
		return;
	}
	kit_say(k, "By Pick's theorem the area is the points inside, and half of those on the border, less 1.");
	int64_t count = kit_step_i(k, both / 2, s->with_border ? "(%ld + %ld + 2) ÷ 2" : "(%ld - %ld + 2) ÷ 2",
				   (long)twice, (long)border);
	kit_answer_i(k, count);
}

static bool is_on(struct point p, struct point a, struct point b)
{
	if ((b.x - a.x) * (p.y - a.y) != (b.y - a.y) * (p.x - a.x))
		return false;
	return (p.x - a.x) * (p.x - b.x) + (p.y - a.y) * (p.y - b.y) <= 0;
}

/* True when a ray to the right of p meets the side from a to b. */
static bool is_met(struct point p, struct point a, struct point b)
{
	if ((a.y > p.y) == (b.y > p.y))
		return false;
	int64_t turn = (b.x - a.x) * (p.y - a.y) - (p.x - a.x) * (b.y - a.y);
	return b.y > a.y ? turn > 0 : turn < 0;
}

static bool is_counted(const struct polygon *s, struct point p)
{
	bool is_inside = false;
	for (int64_t i = 0, before = s->n - 1; i < s->n; before = i++) {
		if (is_on(p, s->corners[before], s->corners[i]))
			return s->with_border;
		is_inside ^= is_met(p, s->corners[before], s->corners[i]);
	}
	return is_inside;
}

static void again(struct kit *k, const void *params)
{
	const struct polygon *s = params;
	struct point low = s->corners[0];
	struct point high = low;
	for (int64_t i = 1; i < s->n; i++) {
		struct point p = s->corners[i];
		low = (struct point){p.x < low.x ? p.x : low.x, p.y < low.y ? p.y : low.y};
		high = (struct point){p.x > high.x ? p.x : high.x, p.y > high.y ? p.y : high.y};
	}
	int64_t count = 0;
	for (int64_t y = low.y; y <= high.y; y++) {
		for (int64_t x = low.x; x <= high.x; x++)
			count += is_counted(s, (struct point){x, y});
	}
	kit_again_i(k, count);
}

static const char *const tags[] = {"maths", "geometry", "lattice", NULL};

const struct assay_family assay_family_lattice_points = {
	KIT_MATH,
	.name = "lattice-points",
	.version = 1,
	.title = "points with whole coordinates in a polygon",
	.tags = tags,
	.phrasings = inner_phrasings,
	.params_size = sizeof(struct polygon),
	.draw = draw,
	.solve = solve,
	.again = again,
};
