/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The point that divides a segment in a ratio, and segments from there on.
 *
 * Found point by point with fractions; rechecked by the weights that each given point has in the end.
 */
#include "problems/families/geometry/shapes.h"

#define MAX_CUTS 6
#define MAX_DIMS 3

struct cuts {
	int64_t points[MAX_CUTS + 1][MAX_DIMS];
	int64_t ratio[MAX_CUTS][2];
	int64_t n, dims;
};

static const char *const phrasings[] = {
	"Given are the points {points}. {^cuts}. Find the coordinates of {last}.",
	"Let {points}. {^cuts}. At which coordinates does {last} lie?",
	"In a coordinate system, {points} are marked. {^cuts}. Determine {last} as a tuple of exact coordinates.",
	"{^who} marks {points} on a plan. {^cuts}. What are the exact coordinates of {last}?",
	"{^cuts}, where {points}. Compute the point {last}.",
	NULL,
};

static struct assay_str put_points(struct kit *k, const struct cuts *s)
{
	assay_autobuf struct assay_buf text = {0};
	for (int64_t i = 0; i <= s->n; i++) {
		const int64_t *p = s->points[i];
		const char *before = i == 0 ? "" : i == s->n ? " and " : ", ";
		struct assay_str third = s->dims == 3 ? kit_text(k, ", %ld", p[2]) : ASSAY_STR("");
		(void)assay_buf_printf(&text, "%s%c = (%ld, %ld%s)", before, (char)('A' + i), p[0], p[1], third.data);
	}
	return kit_copy(k, assay_buf_str(&text));
}

static struct assay_str put_cuts(struct kit *k, const struct cuts *s)
{
	assay_autobuf struct assay_buf text = {0};
	for (int64_t i = 0; i < s->n; i++) {
		char from = i == 0 ? 'A' : (char)('P' + i - 1);
		char to = (char)('B' + i);
		char at = (char)('P' + i);
		long m = s->ratio[i][0];
		long n = s->ratio[i][1];
		const char *before = i == 0 ? "" : i + 1 == s->n ? " and " : ", ";
		if (m == n)
			(void)assay_buf_printf(&text, "%s%c is the midpoint of %c%c", before, at, from, to);
		else
			(void)assay_buf_printf(&text, "%s%c divides the segment %c%c so that %c%c : %c%c = %ld : %ld",
					       before, at, from, to, from, at, at, to, m, n);
	}
	return kit_copy(k, assay_buf_str(&text));
}

static void draw(struct kit *k, void *params)
{
	struct cuts *s = params;
	s->n = KIT_LEVELS(k, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6);
	s->dims = k->level >= 5 ? 3 : 2;
	int64_t max = KIT_LEVELS(k, 9, 20, 12, 25, 15, 20, 30, 30, 40, 50);
	int64_t max_part = KIT_LEVELS(k, 3, 5, 3, 4, 4, 4, 5, 5, 6, 7);
	for (int64_t i = 0; i <= s->n; i++) {
		for (int64_t j = 0; j < s->dims; j++)
			s->points[i][j] = kit_between(k, -max, max);
	}
	for (int64_t i = 0; i < s->n; i++) {
		int64_t *ratio = s->ratio[i];
		ratio[0] = kit_between(k, 1, max_part);
		ratio[1] = kit_between(k, 1, max_part);
		if (ratio[0] % 2 == 0 && ratio[1] % 2 == 0)
			ratio[0]--;
		if (ratio[0] == ratio[1] || (ratio[0] % 3 == 0 && ratio[1] % 3 == 0))
			ratio[0] = ratio[1] = 1;
	}
	kit_skin(k, "who", kit_person(k));
	kit_put(k, "points", put_points(k, s));
	kit_put(k, "cuts", put_cuts(k, s));
	kit_put(k, "last", kit_text(k, "%c", (char)('P' + s->n - 1)));
}

static void solve(struct kit *k, const void *params)
{
	const struct cuts *s = params;
	mpq_ptr at[MAX_DIMS];
	int64_t dims = s->dims == MAX_DIMS ? MAX_DIMS : 2;
	mpq_ptr part = kit_mpq(k);
	mpq_ptr given = kit_mpq(k);
	for (int64_t j = 0; j < MAX_DIMS; j++) {
		at[j] = kit_mpq(k);
		mpq_set_si(at[j], s->points[0][j], 1);
	}
	for (int64_t i = 0; i < s->n; i++) {
		long m = s->ratio[i][0];
		long n = s->ratio[i][1];
		kit_say(k, "Coordinates of %c:", (int)('P' + i));
		for (int64_t j = 0; j < dims; j++) {
			struct assay_str before = kit_operand(k, at[j]);
			mpq_set_si(part, n, 1);
			mpq_mul(at[j], at[j], part);
			mpq_set_si(given, s->points[i + 1][j] * m, 1);
			mpq_add(at[j], at[j], given);
			mpq_set_si(part, m + n, 1);
			mpq_div(at[j], at[j], part);
			kit_step_q(k, at[j], "(%ld × %s + %ld × %s) ÷ %ld", n, before.data, m,
				   kit_operand_i(k, s->points[i + 1][j]).data, m + n);
		}
	}
	struct assay_str third = dims == 3 ? kit_ztext(k, ", %Qd", at[2]) : ASSAY_STR("");
	kit_answer_s(k, "tuple", kit_ztext(k, "(%Qd, %Qd%s)", at[0], at[1], third.data));
}

/* Over the product of all ratios' sums, every point has a whole weight. */
static void again(struct kit *k, const void *params)
{
	const struct cuts *s = params;
	int64_t weight[MAX_CUTS + 1] = {1};
	int64_t all = 1;
	for (int64_t i = 0; i < s->n; i++) {
		for (int64_t j = 0; j <= i; j++)
			weight[j] *= s->ratio[i][1];
		weight[i + 1] = all * s->ratio[i][0];
		all *= s->ratio[i][0] + s->ratio[i][1];
	}
	assay_autobuf struct assay_buf text = {0};
	for (int64_t j = 0; j < s->dims; j++) {
		int64_t sum = 0;
		for (int64_t i = 0; i <= s->n; i++)
			sum += weight[i] * s->points[i][j];
		mpq_ptr value = kit_mpq(k);
		mpq_set_si(value, sum, (unsigned long)all);
		mpq_canonicalize(value);
		(void)assay_buf_printf(&text, "%s%s", j == 0 ? "(" : ", ", kit_ztext(k, "%Qd", value).data);
	}
	(void)assay_buf_add_char(&text, ')');
	kit_again_s(k, kit_copy(k, assay_buf_str(&text)));
}

static const char *const tags[] = {"maths", "geometry", "coordinates", NULL};

const struct assay_family assay_family_section_point = {
	KIT_MATH,
	.name = "section-point",
	.version = 1,
	.title = "points that divide segments in ratios, one after another",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct cuts),
	.draw = draw,
	.solve = solve,
	.again = again,
};
