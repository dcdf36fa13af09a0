/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Angles of a convex polygon: some are known, the others are in a ratio.
 *
 * Found by the sum of the inner angles; rechecked by the outer ones, which go round once.
 */
#include "problems/families/kit.h"

#define MAX_CORNERS 12

struct polygon {
	int64_t known[MAX_CORNERS], parts[MAX_CORNERS];
	int64_t n_known, n_parts;
	int64_t which; /* Of the parts: whose angle is asked for. */
};

static const char *const phrasings[] = {
	("A convex polygon has {n} corners. {known}. The remaining {rest} angles are in the ratio {ratio}, in this "
	 "order. How many degrees is the {which} of these {rest}?"),
	("Of the {n} interior angles of a convex polygon, {rest} are as {ratio}. {known}. Find the {which} of the "
	 "angles in that ratio, in degrees."),
	("{^who} measures a convex field with {n} straight sides. {known}. The other {rest} corners were not measured, "
	 "but their angles are to each other as {ratio}. What is the {which} of them in degrees?"),
	("In a convex {n}-gon, {rest} interior angles relate to each other like {ratio}. {known}. Compute the size of "
	 "the {which} one in that list, in degrees."),
	("{known}, in a convex polygon with {n} sides. If its other angles are in the ratio {ratio}, how large is the "
	 "{which} of them (in degrees)?"),
	NULL,
};

static int64_t gcd(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* Outer angles with a sum of 360, each a multiple of `grain`; what is left goes to the last, if it fits. */
static bool draw_outer(struct kit *k, int64_t n, int64_t grain, int64_t *outer)
{
	int64_t left = 360 / grain;
	int64_t usual = 2 * left / n;
	for (int64_t i = 0; i + 1 < n; i++) {
		outer[i] = kit_between(k, 1 + 9 / grain, usual);
		left -= outer[i];
		outer[i] *= grain;
		if (outer[i] > 160)
			return false;
	}
	outer[n - 1] = left * grain;
	return outer[n - 1] >= 10 && outer[n - 1] <= 160;
}

static void put_known(struct kit *k, const struct polygon *s)
{
	assay_autobuf struct assay_buf text = {0};
	(void)assay_buf_add_c(&text, s->n_known == 1 ? "One angle is " : "The known angles are ");
	for (int64_t i = 0; i < s->n_known; i++)
		(void)assay_buf_printf(&text, "%s%ld°",
				       i == 0		     ? ""
				       : i + 1 == s->n_known ? " and "
							     : ", ",
				       s->known[i]);
	kit_put(k, "known", kit_copy(k, assay_buf_str(&text)));
}

static void draw(struct kit *k, void *params)
{
	static const char *const ordinals[] = {"first", "second", "third", "fourth", "fifth", "sixth"};
	struct polygon *s = params;
	int64_t n = KIT_LEVELS(k, 3, 4, 5, 5, 6, 7, 8, 9, 10, 12);
	int64_t grain = KIT_LEVELS(k, 4, 5, 5, 3, 3, 2, 2, 2, 1, 1);
	s->n_parts = KIT_LEVELS(k, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5);
	s->n_known = n - s->n_parts;
	int64_t outer[MAX_CORNERS] = {0};
	while (!draw_outer(k, n, grain, outer) && k->rc == 0)
		;
	int64_t shared = 0;
	for (int64_t i = 0; i < n; i++) {
		int64_t inner = 180 - outer[i];
		if (i < s->n_known) {
			s->known[i] = inner;
			continue;
		}
		s->parts[i - s->n_known] = inner;
		shared = gcd(inner, shared);
	}
	for (int64_t i = 0; i < s->n_parts; i++)
		s->parts[i] /= shared > 0 ? shared : 1;
	s->which = kit_between(k, 0, s->n_parts - 1);
	kit_put_i(k, "n", n);
	kit_put_i(k, "rest", s->n_parts);
	kit_put(k, "ratio", kit_list(k, s->parts, (size_t)s->n_parts, " : ", " : "));
	kit_put(k, "which", assay_str_of(ordinals[s->which]));
	kit_skin(k, "who", kit_person(k));
	put_known(k, s);
}

static void solve(struct kit *k, const void *params)
{
	const struct polygon *s = params;
	int64_t n = s->n_known + s->n_parts;
	int64_t left = kit_step_i(k, 180 * (n - 2), "180 × (%ld - 2)", (long)n);
	for (int64_t i = 0; i < s->n_known; i++)
		left = kit_step_i(k, left - s->known[i], "%ld - %ld", (long)left, (long)s->known[i]);
	int64_t parts = 0;
	for (int64_t i = 0; i < s->n_parts; i++)
		parts += s->parts[i];
	parts = kit_step_i(k, parts, "%s", kit_list(k, s->parts, (size_t)s->n_parts, " + ", " + ").data);
	if (parts <= 0) {
		kit_stop(k);
		return;
	}
	mpq_ptr angle = kit_mpq(k);
	mpq_ptr factor = kit_mpq(k);
	mpq_set_si(angle, left, (unsigned long)parts);
	mpq_canonicalize(angle);
	kit_step_q(k, angle, "%ld ÷ %ld", (long)left, (long)parts);
	struct assay_str one = kit_operand(k, angle);
	mpq_set_si(factor, s->parts[s->which], 1);
	mpq_mul(angle, angle, factor);
	kit_step_q(k, angle, "%ld × %s", (long)s->parts[s->which], one.data);
	kit_answer_q(k, angle);
}

static void again(struct kit *k, const void *params)
{
	const struct polygon *s = params;
	int64_t outer = 360;
	int64_t parts = 0;
	for (int64_t i = 0; i < s->n_known; i++)
		outer -= 180 - s->known[i];
	for (int64_t i = 0; i < s->n_parts; i++)
		parts += s->parts[i];
	int64_t inner = (180 * s->n_parts - outer) * s->parts[s->which];
	bool is_whole = parts > 0 && inner % parts == 0;
	kit_check(k, is_whole, "angles are whole");
	kit_again_i(k, is_whole ? inner / parts : 0);
}

static const char *const tags[] = {"maths", "geometry", "angles", NULL};

const struct assay_family assay_family_polygon_angles = {
	KIT_MATH,
	.name = "polygon-angles",
	.version = 1,
	.title = "an angle of a polygon from the others and a ratio",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct polygon),
	.draw = draw,
	.solve = solve,
	.again = again,
};
