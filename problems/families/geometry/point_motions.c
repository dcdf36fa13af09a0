/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A point that is moved, reflected, turned and stretched, motion after motion: where is it in the end?
 *
 * Found motion by motion; rechecked by the product of the motions' matrices.
 */
#include "problems/families/kit.h"

#define MAX_MOTIONS 12

enum kind {
	SHIFT,
	MIRROR_X,
	MIRROR_Y,
	MIRROR_UPRIGHT,
	MIRROR_LEVEL,
	DIAGONAL,
	HALF_TURN,
	LEFT,
	RIGHT,
	STRETCH,
	N_KINDS
};

struct motion {
	enum kind kind;
	int64_t a, b, factor;
};

struct motions {
	struct motion list[MAX_MOTIONS];
	int64_t x, y, n;
};

static const char *const phrasings[] = {
	"The point ({x}, {y}) is {motions}. Where does it end?",
	"Start at ({x}, {y}). The point is {motions}. What are its coordinates in the end?",
	"A figure has a corner at ({x}, {y}). The figure is {motions}. Find the corner's final coordinates.",
	("On a screen, {who} puts a mark at ({x}, {y}); x runs to the right and y upwards. The mark is {motions}. At "
	 "which point is it now?"),
	"Determine the image of ({x}, {y}) when it is {motions}.",
	NULL,
};

static struct assay_str text_of(struct kit *k, const struct motion *m)
{
	switch (m->kind) {
	case SHIFT:
		return kit_text(k, "moved by the vector (%ld, %ld)", m->a, m->b);
	case MIRROR_X:
		return ASSAY_STR("reflected in the x-axis");
	case MIRROR_Y:
		return ASSAY_STR("reflected in the y-axis");
	case MIRROR_UPRIGHT:
		return kit_text(k, "reflected in the line x = %ld", m->a);
	case MIRROR_LEVEL:
		return kit_text(k, "reflected in the line y = %ld", m->b);
	case DIAGONAL:
		return ASSAY_STR("reflected in the line y = x");
	case HALF_TURN:
		return kit_text(k, "turned by 180° about (%ld, %ld)", m->a, m->b);
	case LEFT:
		return kit_text(k, "turned by 90° counterclockwise about (%ld, %ld)", m->a, m->b);
	case RIGHT:
		return kit_text(k, "turned by 90° clockwise about (%ld, %ld)", m->a, m->b);
	case STRETCH:
	case N_KINDS:
	default:
		return kit_text(k, "stretched from the centre (%ld, %ld) by the factor %ld", m->a, m->b, m->factor);
	}
}

static void draw(struct kit *k, void *params)
{
	struct motions *s = params;
	s->n = KIT_LEVELS(k, 1, 2, 2, 3, 4, 5, 6, 8, 10, 12);
	int64_t max = KIT_LEVELS(k, 9, 9, 12, 12, 15, 20, 20, 30, 40, 50);
	s->x = kit_between(k, -max, max);
	s->y = kit_between(k, -max, max);
	assay_autobuf struct assay_buf text = {0};
	bool was_stretched = false;
	enum kind last = N_KINDS;
	for (int64_t i = 0; i < s->n; i++) {
		struct motion *m = &s->list[i];
		do
			m->kind = (enum kind)kit_between(k, 0, N_KINDS - 1);
		while (k->rc == 0 && (m->kind == last || (m->kind == STRETCH && was_stretched)));
		last = m->kind;
		was_stretched |= m->kind == STRETCH;
		m->a = kit_nonzero(k, -max, max);
		m->b = kit_nonzero(k, -max, max);
		m->factor = kit_between(k, 2, 4);
		const char *before = i == 0 ? "" : i + 1 == s->n ? " and then " : ", ";
		(void)assay_buf_printf(&text, "%s%s", before, text_of(k, m).data);
	}
	kit_put_i(k, "x", s->x);
	kit_put_i(k, "y", s->y);
	kit_skin(k, "who", kit_person(k));
	kit_put(k, "motions", kit_copy(k, assay_buf_str(&text)));
}

static int64_t step_sum(struct kit *k, int64_t a, int64_t b)
{
	return b < 0 ? kit_step_i(k, a + b, "%ld - %ld", a, -b) : kit_step_i(k, a + b, "%ld + %ld", a, b);
}

static int64_t step_less(struct kit *k, int64_t a, int64_t b)
{
	return kit_step_i(k, a - b, "%ld - %s", a, kit_operand_i(k, b).data);
}

/* Turned about (a, b): what lies beside and above the centre changes places. */
static void turn(struct kit *k, const struct motion *m, int64_t *x, int64_t *y)
{
	int64_t beside = step_less(k, *x, m->a);
	int64_t above = step_less(k, *y, m->b);
	if (m->kind == LEFT) {
		*x = step_less(k, m->a, above);
		*y = step_sum(k, m->b, beside);
	} else {
		*x = step_sum(k, m->a, above);
		*y = step_less(k, m->b, beside);
	}
}

static void stretch(struct kit *k, const struct motion *m, int64_t *x, int64_t *y)
{
	*x = kit_step_i(k, m->a + m->factor * (*x - m->a), "%ld + %ld × (%ld - %s)", m->a, m->factor, *x,
			kit_operand_i(k, m->a).data);
	*y = kit_step_i(k, m->b + m->factor * (*y - m->b), "%ld + %ld × (%ld - %s)", m->b, m->factor, *y,
			kit_operand_i(k, m->b).data);
}

/* Two numbers whose middle is known: 2 · middle - value. */
static int64_t mirror(struct kit *k, int64_t middle, int64_t value)
{
	return kit_step_i(k, 2 * middle - value, "2 × %s - %s", kit_operand_i(k, middle).data,
			  kit_operand_i(k, value).data);
}

static int64_t negate(struct kit *k, int64_t value)
{
	return kit_step_i(k, -value, "0 - %s", kit_operand_i(k, value).data);
}

static void move(struct kit *k, const struct motion *m, int64_t *x, int64_t *y)
{
	int64_t kept = *x;
	switch (m->kind) {
	case SHIFT:
		*x = step_sum(k, *x, m->a);
		*y = step_sum(k, *y, m->b);
		break;
	case MIRROR_X:
		*y = negate(k, *y);
		break;
	case MIRROR_Y:
		*x = negate(k, *x);
		break;
	case MIRROR_UPRIGHT:
		*x = mirror(k, m->a, *x);
		break;
	case MIRROR_LEVEL:
		*y = mirror(k, m->b, *y);
		break;
	case DIAGONAL:
		*x = *y;
		*y = kept;
		break;
	case HALF_TURN:
		*x = mirror(k, m->a, *x);
		*y = mirror(k, m->b, *y);
		break;
	case LEFT:
	case RIGHT:
		turn(k, m, x, y);
		break;
	case STRETCH:
	case N_KINDS:
	default:
		stretch(k, m, x, y);
	}
}

static void solve(struct kit *k, const void *params)
{
	const struct motions *s = params;
	int64_t x = s->x;
	int64_t y = s->y;
	for (int64_t i = 0; i < s->n; i++) {
		move(k, &s->list[i], &x, &y);
		kit_say(k, "Now it is at (%ld, %ld).", x, y);
	}
	kit_answer_s(k, "tuple", kit_text(k, "(%ld, %ld)", x, y));
}

/* The linear part of each motion; its centre (or a point on its axis) stays where it is. */
static void again(struct kit *k, const void *params)
{
	static const int64_t linear[N_KINDS][4] = {
		[SHIFT] = {1, 0, 0, 1},		  [MIRROR_X] = {1, 0, 0, -1},	  [MIRROR_Y] = {-1, 0, 0, 1},
		[MIRROR_UPRIGHT] = {-1, 0, 0, 1}, [MIRROR_LEVEL] = {1, 0, 0, -1}, [DIAGONAL] = {0, 1, 1, 0},
		[HALF_TURN] = {-1, 0, 0, -1},	  [LEFT] = {0, -1, 1, 0},	  [RIGHT] = {0, 1, -1, 0},
		[STRETCH] = {1, 0, 0, 1},
	};
	const struct motions *s = params;
	/* p q u / r t v, from the last motion back to the first. */
	int64_t p = 1;
	int64_t q = 0;
	int64_t r = 0;
	int64_t t = 1;
	int64_t u = 0;
	int64_t v = 0;
	for (int64_t i = s->n; i-- > 0;) {
		const struct motion *m = &s->list[i];
		int64_t factor = m->kind == STRETCH ? m->factor : 1;
		int64_t a = factor * linear[m->kind][0];
		int64_t b = factor * linear[m->kind][1];
		int64_t c = factor * linear[m->kind][2];
		int64_t d = factor * linear[m->kind][3];
		bool has_no_centre = m->kind == MIRROR_X || m->kind == MIRROR_Y || m->kind == DIAGONAL;
		int64_t fixed_x = has_no_centre ? 0 : m->a;
		int64_t fixed_y = has_no_centre ? 0 : m->b;
		int64_t shift_x = m->kind == SHIFT ? m->a : fixed_x - a * fixed_x - b * fixed_y;
		int64_t shift_y = m->kind == SHIFT ? m->b : fixed_y - c * fixed_x - d * fixed_y;
		u += p * shift_x + q * shift_y;
		v += r * shift_x + t * shift_y;
		int64_t old_p = p;
		int64_t old_r = r;
		p = p * a + q * c;
		q = old_p * b + q * d;
		r = r * a + t * c;
		t = old_r * b + t * d;
	}
	kit_again_s(k, kit_text(k, "(%ld, %ld)", p * s->x + q * s->y + u, r * s->x + t * s->y + v));
}

static const char *const tags[] = {"maths", "geometry", "transformation", NULL};

const struct assay_family assay_family_point_motions = {
	KIT_MATH,
	.name = "point-motions",
	.version = 1,
	.title = "a point moved, reflected, turned and stretched",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct motions),
	.draw = draw,
	.solve = solve,
	.again = again,
};
