/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The area of a polygon with whole coordinates.
 *
 * Found by cross products of neighbouring corners; rechecked by the trapezoids between sides and an axis.
 */
#include "problems/families/geometry/shapes.h"

#include <stdlib.h>

#define MAX_CORNERS 12

struct polygon {
	struct point corners[MAX_CORNERS];
	int64_t n;
};

static const char *const phrasings[] = {
	"Find the area of the polygon with the corners {corners}, given in their order.",
	"A polygon has, one after another, the vertices {corners}. What is its area?",
	"Join {corners} in this order, and the last point with the first. How large is the area inside?",
	("On a map with a square grid, the boundary of a field runs straight from corner to corner through {corners} "
	 "and back to the start. How many unit squares is the field worth?"),
	"{who} cuts a shape with {n} corners out of squared paper, in order {corners}. Compute its exact area.",
	"What area do the straight lines enclose that go through {corners} and back to the first point?",
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct polygon *s = params;
	s->n = KIT_LEVELS(k, 3, 3, 4, 4, 5, 6, 7, 8, 10, 12);
	shape_polygon(k, (size_t)s->n, KIT_LEVELS(k, 6, 10, 12, 20, 20, 30, 40, 60, 80, 99), s->corners);
	kit_skin(k, "who", kit_person(k));
	kit_put_i(k, "n", s->n);
	kit_put(k, "corners", shape_points(k, s->corners, (size_t)s->n));
}

static void solve(struct kit *k, const void *params)
{
	const struct polygon *s = params;
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
	if (twice < 0)
		kit_say(k, "The corners go round clockwise, so the sign is dropped.");
	mpq_ptr area = kit_mpq(k);
	mpq_set_si(area, llabs(twice), 2);
	mpq_canonicalize(area);
	kit_step_q(k, area, "%ld ÷ 2", (long)llabs(twice));
	kit_answer_q(k, area);
}

static void again(struct kit *k, const void *params)
{
	const struct polygon *s = params;
	int64_t twice = 0;
	for (int64_t i = 0, before = s->n - 1; i < s->n; before = i++) {
		int64_t width = s->corners[i].x - s->corners[before].x;
		twice += width * (s->corners[i].y + s->corners[before].y);
	}
	mpq_ptr area = kit_mpq(k);
	mpq_set_si(area, twice < 0 ? -twice : twice, 2);
	mpq_canonicalize(area);
	kit_again_q(k, area);
}

static const char *const tags[] = {"maths", "geometry", "area", NULL};

const struct assay_family assay_family_polygon_area = {
	KIT_MATH,
	.name = "polygon-area",
	.version = 1,
	.title = "the area of a polygon from its corners",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct polygon),
	.draw = draw,
	.solve = solve,
	.again = again,
};
