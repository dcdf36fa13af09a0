/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The surface of boxes that stand on each other.
 *
 * Found by what is seen from above and from the sides; rechecked box by box, less where they touch.
 */
#include "problems/families/kit.h"

#define MAX_BOXES 9

struct boxes {
	int64_t width[MAX_BOXES], depth[MAX_BOXES], height[MAX_BOXES];
	int64_t n;
	bool with_bottom;
};

static const char *const paint_phrasings[] = {
	("Take {boxes} (width × depth × height){stacked}. Everything that can be reached is painted, but not the "
	 "underside. "
	 "How large is the painted area?"),
	("A pedestal is built like this: {boxes}, given as width, depth and height{stacked}. Find the area of its "
	 "surface without the face that it stands on."),
	("{^who} glues paper to a model that stands on a table: {boxes} (width by depth by height){stacked}. How "
	 "many unit squares of paper are needed for all that is visible from above and from the sides?"),
	("A concrete block for a monument consists of the following: {boxes}, in the order width, depth, "
	 "height{stacked}. What area is exposed to the air when it stands on the ground?"),
	("Snow is brushed off a model: {boxes}, each width times depth times height{stacked}. Compute the area of all "
	 "faces but those which touch each other or the ground."),
	NULL,
};

static const char *const whole_phrasings[] = {
	("Take {boxes} (width × depth × height){stacked}. How large is the whole surface of the solid, its underside "
	 "too?"),
	("A solid is built like this: {boxes}, given as width, depth and height{stacked}. Find its surface area, with "
	 "the face that it stands on."),
	("{^who} glues paper to all outer faces of a model: {boxes} (width by depth by height){stacked}. How many unit "
	 "squares of paper are needed, the bottom being covered as well?"),
	("A part for a machine consists of the following: {boxes}, in the order width, depth, height{stacked}. What is "
	 "its total surface area, bottom included?"),
	("A model is dipped into paint as a whole: {boxes}, each width times depth times height{stacked}. Compute the "
	 "area of all faces but those where its parts touch each other."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct boxes *s = params;
	s->n = KIT_LEVELS(k, 1, 2, 2, 3, 3, 4, 5, 6, 7, 9);
	int64_t max = KIT_LEVELS(k, 12, 12, 20, 20, 30, 40, 50, 60, 80, 99);
	assay_autobuf struct assay_buf text = {0};
	int64_t width = max;
	int64_t depth = max;
	for (int64_t i = 0; i < s->n; i++) {
		width = s->width[i] = kit_between(k, width * 2 / 3 + 1, width);
		depth = s->depth[i] = kit_between(k, depth * 2 / 3 + 1, depth);
		s->height[i] = kit_between(k, 1, max);
		(void)assay_buf_printf(&text, "%s%ld × %ld × %ld",
				       i == 0	       ? ""
				       : i + 1 == s->n ? " and "
						       : ", ",
				       width, depth, s->height[i]);
	}
	s->with_bottom = kit_once_in(k, 2);
	kit_phrasings(k, s->with_bottom ? whole_phrasings : paint_phrasings);
	kit_skin(k, "who", kit_person(k));
	const char *what = s->n == 1 ? "a box of" : "boxes of";
	kit_put(k, "boxes", kit_text(k, "%s %s", what, assay_buf_str(&text).data));
	kit_skin(k, "stacked", s->n == 1 ? "" : ", each glued on top of the one before and not jutting out over it");
}

static void solve(struct kit *k, const void *params)
{
	const struct boxes *s = params;
	kit_say(k, "The walls%s:", s->n == 1 ? "" : ", box by box");
	int64_t walls = 0;
	for (int64_t i = 0; i < s->n; i++) {
		int64_t part = kit_step_i(k, 2 * (s->width[i] + s->depth[i]) * s->height[i], "2 × (%ld + %ld) × %ld",
					  s->width[i], s->depth[i], s->height[i]);
		walls = i == 0 ? part : kit_step_i(k, walls + part, "%ld + %ld", walls, part);
	}
	kit_say(k, "From above one sees as much as the lowest face covers%s.",
		s->with_bottom ? ", and from below as well" : "");
	int64_t base = kit_step_i(k, s->width[0] * s->depth[0], "%ld × %ld", s->width[0], s->depth[0]);
	int64_t all = s->with_bottom ? kit_step_i(k, walls + 2 * base, "%ld + 2 × %ld", walls, base)
				     : kit_step_i(k, walls + base, "%ld + %ld", walls, base);
	kit_answer_i(k, all);
}

static void again(struct kit *k, const void *params)
{
	const struct boxes *s = params;
	int64_t all = 0;
	for (int64_t i = 0; i < s->n; i++) {
		int64_t a = s->width[i];
		int64_t b = s->depth[i];
		int64_t c = s->height[i];
		all += 2 * (a * b + b * c + a * c);
		int64_t hidden = i > 0 ? 2 : s->with_bottom ? 0 : 1; /* Faces of this size. */
		all -= hidden * a * b;
	}
	kit_again_i(k, all);
}

static const char *const tags[] = {"maths", "geometry", "surface", NULL};

const struct assay_family assay_family_stacked_boxes = {
	KIT_MATH,
	.name = "stacked-boxes",
	.version = 1,
	.title = "the surface of boxes that stand on each other",
	.tags = tags,
	.phrasings = paint_phrasings,
	.params_size = sizeof(struct boxes),
	.draw = draw,
	.solve = solve,
	.again = again,
};
