/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The length of a chord: of one circle at a distance from its centre, or the one that two circles have in common.
 *
 * Found by right triangles; rechecked by the area of the triangle of the two centres and a common point.
 */
#include "problems/families/geometry/shapes.h"

struct circles {
	int64_t radius, other, distance; /* `other` is 0: one circle. */
};

static const char *const one_phrasings[] = {
	"A chord of a circle of radius {radius} lies at distance {distance} from the centre. How long is it, exactly?",
	("A straight line passes the centre of a circle at a distance of {distance}. The circle has radius {radius}. "
	 "Find the exact length of the part of the line inside the circle."),
	("A round pond has a radius of {radius} metres. A straight footbridge over it comes as near as {distance} "
	 "{distance:metre|metres} to its middle. Give the exact length of the bridge in metres."),
	("A ball with radius {radius} is cut by a plane at distance {distance} from its centre. What is the exact "
	 "diameter of the circle that the cut shows?"),
	("In the circle x^2 + y^2 = {radius}^2 the line y = {distance} cuts off a chord. Compute its length in "
	 "simplest "
	 "radical form."),
	NULL,
};

static const char *const two_phrasings[] = {
	("Two circles have the radii {radius} and {other}; their centres are {distance} apart. How long is their "
	 "common chord, exactly?"),
	("Around points A and B, {distance} {distance:unit|units} from each other, circles with radius {radius} and "
	 "{other} are drawn. They meet in P and Q. Find the exact length of PQ."),
	("Two radio masts stand {distance} {distance:kilometre|kilometres} apart. One reaches {radius} km, the other "
	 "{other} km. How far from each other, in kilometres, are the two places that lie at the edge of both areas? "
	 "Give the exact value."),
	("Two balls with the radii {radius} and {other} overlap; the distance of their centres is {distance}. Their "
	 "surfaces meet in a circle. What is its exact diameter?"),
	("The circles x^2 + y^2 = {radius}^2 and (x - {distance})^2 + y^2 = {other}^2 intersect in two points. Compute "
	 "the distance of these points in simplest radical form."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct circles *s = params;
	int64_t max = KIT_LEVELS(k, 20, 30, 60, 120, 12, 20, 30, 50, 99, 300);
	bool is_one = k->level <= 4;
	s->radius = kit_between(k, 3, max);
	if (is_one) {
		s->other = 0;
		s->distance = kit_between(k, 1, s->radius - 1);
	} else {
		s->other = kit_between(k, 3, max);
		int64_t difference = s->radius > s->other ? s->radius - s->other : s->other - s->radius;
		s->distance = kit_between(k, difference + 1, s->radius + s->other - 1);
	}
	kit_phrasings(k, is_one ? one_phrasings : two_phrasings);
	kit_put_i(k, "radius", s->radius);
	kit_put_i(k, "other", s->other);
	kit_put_i(k, "distance", s->distance);
}

/* The root of `square`, times 2 and over `over`. */
static void answer(struct kit *k, int64_t square, int64_t twice, int64_t over)
{
	struct root root = shape_root_step(k, square);
	if (k->rc || k->is_stopped)
		return;
	struct assay_str chord = kit_surd(k, twice * root.outside, over, root.inside);
	struct assay_str wrong = kit_surd(k, 2 * root.outside, over, root.inside);
	struct assay_str half = kit_surd(k, root.outside, 1, root.inside);
	if (twice > 1)
		chord = kit_step_latex(k, chord, half, "2 \\cdot %s", half.data);
	else
		chord = shape_quotient_step(k, chord, wrong, root, over);
	kit_answer_s(k, "surd", chord);
}

static void solve(struct kit *k, const void *params)
{
	const struct circles *s = params;
	long r = s->radius;
	long d = s->distance;
	if (s->other == 0) {
		kit_say(k, "Half the chord, the distance and a radius make a right triangle.");
		int64_t square = kit_step_i(k, r * r - d * d, "%ld^2 - %ld^2", r, d);
		answer(k, square, 2, 1);
		return;
	}
	long q = s->other;
	kit_say(k, "Let the chord be x from the first centre. Then 2 d x is the following.");
	int64_t twice = kit_step_i(k, d * d + r * r - q * q, "%ld^2 + %ld^2 - %ld^2", d, r, q);
	kit_say(k, "The square of d times the chord is (2 d r)^2 - (2 d x)^2.");
	int64_t around = kit_step_i(k, 2 * d * r, "2 × %ld × %ld", d, r);
	int64_t square = kit_step_i(k, around * around - twice * twice, "%ld^2 - %s^2", (long)around,
				    kit_operand_i(k, twice).data);
	answer(k, square, 1, d);
}

/* Twice the sides' product of Heron, over the distance; a single chord belongs to two equal circles. */
static void again(struct kit *k, const void *params)
{
	const struct circles *s = params;
	int64_t r = s->radius;
	int64_t q = s->other == 0 ? r : s->other;
	int64_t d = s->other == 0 ? 2 * s->distance : s->distance;
	int64_t rest = (r + q + d) * (r + q - d) * (r - q + d) * (q - r + d);
	int64_t outside = 1;
	int64_t inside = 1;
	for (int64_t p = 2; p <= 2 * (r + q); p++) {
		bool is_odd = false;
		for (; rest % p == 0; rest /= p) {
			outside *= is_odd ? p : 1;
			is_odd = !is_odd;
		}
		inside *= is_odd ? p : 1;
	}
	kit_check(k, rest == 1, "the factors of Heron's product are small");
	kit_again_s(k, kit_surd(k, outside, d, inside));
}

static const char *const tags[] = {"maths", "geometry", "circle", "roots", NULL};

const struct assay_family assay_family_common_chord = {
	KIT_MATH,
	.name = "common-chord",
	.version = 1,
	.title = "the length of a chord of one circle, or of two",
	.tags = tags,
	.phrasings = two_phrasings,
	.params_size = sizeof(struct circles),
	.draw = draw,
	.solve = solve,
	.again = again,
};
