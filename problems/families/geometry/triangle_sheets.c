/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The area of triangles from their sides, one or several together: a sum of roots.
 *
 * Found by Heron's formula; rechecked by the law of cosines and the exponents of primes.
 */
#include "problems/families/geometry/shapes.h"

#define MAX_SHEETS 4

struct sheets {
	int64_t sides[MAX_SHEETS][3];
	int64_t n;
};

static const char *const phrasings[] = {
	"{^sheets}. What is the exact {total}area?",
	"Give in simplest radical form the {total}area of the following. {^sheets}.",
	"{^who} cuts cardboard. {^sheets}. Find the exact {total}area of the cardboard.",
	"A sailmaker needs cloth in these shapes: {sheets}. Compute the exact {total}area of the cloth.",
	"{^sheets}. All lengths are in centimetres. How many square centimetres is the {total}area, exactly?",
	NULL,
};

static void put_sheets(struct kit *k, const struct sheets *s)
{
	static const char *const ordinals[] = {"first", "second", "third", "fourth"};
	assay_autobuf struct assay_buf text = {0};
	for (int64_t i = 0; i < s->n; i++) {
		const int64_t *side = s->sides[i];
		if (s->n == 1)
			(void)assay_buf_add_c(&text, "a triangle has the sides ");
		else if (i == 0)
			(void)assay_buf_printf(&text, "of %ld triangles the first has the sides ", (long)s->n);
		else
			(void)assay_buf_printf(&text, "%sthe %s ", i + 1 == s->n ? " and " : ", ", ordinals[i]);
		(void)assay_buf_printf(&text, "%ld, %ld and %ld", side[0], side[1], side[2]);
	}
	kit_put(k, "sheets", kit_copy(k, assay_buf_str(&text)));
}

static void draw(struct kit *k, void *params)
{
	struct sheets *s = params;
	s->n = KIT_LEVELS(k, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4);
	int64_t max = KIT_LEVELS(k, 10, 15, 25, 50, 15, 30, 60, 20, 50, 60);
	for (int64_t i = 0; i < s->n; i++) {
		int64_t *side = s->sides[i];
		side[0] = kit_between(k, 2, max);
		side[1] = kit_between(k, 2, max);
		int64_t difference = side[0] > side[1] ? side[0] - side[1] : side[1] - side[0];
		int64_t sum = side[0] + side[1];
		side[2] = kit_between(k, difference + 1, sum - 1 < max ? sum - 1 : max);
	}
	kit_skin(k, "who", kit_person(k));
	kit_put_i(k, "n", s->n);
	kit_skin(k, "total", s->n == 1 ? "" : "total ");
	put_sheets(k, s);
}

/* Roots of one kind are one term. */
struct sum {
	int64_t quarters[MAX_SHEETS], inside[MAX_SHEETS];
	int64_t n;
};

static void add(struct sum *sum, int64_t quarters, int64_t inside)
{
	int64_t at = 0;
	while (at < sum->n && sum->inside[at] < inside)
		at++;
	if (at == sum->n || sum->inside[at] != inside) {
		for (int64_t i = sum->n++; i > at; i--) {
			sum->quarters[i] = sum->quarters[i - 1];
			sum->inside[i] = sum->inside[i - 1];
		}
		sum->quarters[at] = 0;
		sum->inside[at] = inside;
	}
	sum->quarters[at] += quarters;
}

static struct assay_str text_of(struct kit *k, const struct sum *sum)
{
	assay_autobuf struct assay_buf text = {0};
	for (int64_t i = 0; i < sum->n; i++) {
		(void)assay_buf_add_c(&text, i > 0 ? " + " : "");
		(void)assay_buf_add_str(&text, kit_surd(k, sum->quarters[i], 4, sum->inside[i]));
	}
	return kit_copy(k, assay_buf_str(&text));
}

/* The root that is four times the area. */
static struct root find_root(struct kit *k, const int64_t *side)
{
	long a = side[0];
	long b = side[1];
	long c = side[2];
	int64_t around = kit_step_i(k, a + b + c, "%ld + %ld + %ld", a, b, c);
	int64_t less_a = kit_step_i(k, around - 2 * a, "%ld - 2 × %ld", (long)around, a);
	int64_t less_b = kit_step_i(k, around - 2 * b, "%ld - 2 × %ld", (long)around, b);
	int64_t less_c = kit_step_i(k, around - 2 * c, "%ld - 2 × %ld", (long)around, c);
	if (around <= 0 || less_a <= 0 || less_b <= 0 || less_c <= 0) {
		kit_stop(k);
		return (struct root){1, 1};
	}
	int64_t product = kit_step_i(k, around * less_a * less_b * less_c, "%ld × %ld × %ld × %ld", (long)around,
				     (long)less_a, (long)less_b, (long)less_c);
	return shape_root_step(k, product);
}

static void solve(struct kit *k, const void *params)
{
	const struct sheets *s = params;
	struct sum sum = {.n = 0};
	assay_autobuf struct assay_buf parts = {0};
	kit_say(k, "With the perimeter p and the sides a, b and c, four times the area is the root of p (p - 2a) (p - "
		   "2b) (p - 2c).");
	for (int64_t i = 0; i < s->n; i++) {
		struct root root = find_root(k, s->sides[i]);
		if (k->rc || k->is_stopped)
			return;
		struct assay_str right = kit_surd(k, root.outside, 4, root.inside);
		struct assay_str wrong = kit_surd(k, root.outside, 2, root.inside);
		struct assay_str got = shape_quotient_step(k, right, wrong, root, 4);
		add(&sum, assay_str_eq(got, right) ? root.outside : 2 * root.outside, root.inside);
		(void)assay_buf_printf(&parts, "%s%s", i > 0 ? " + " : "", got.data);
	}
	struct assay_str area = text_of(k, &sum);
	if (sum.n < s->n)
		kit_step_latex(k, area, (struct assay_str){0}, "%s", kit_copy(k, assay_buf_str(&parts)).data);
	kit_answer_s(k, "surd", area);
}

/* Four times the area: a² + b² - c² is 2ab times a cosine. Sides are below 64, so primes are below 256. */
static struct root four_times(struct kit *k, const int64_t *side)
{
	int64_t a2 = side[0] * side[0];
	int64_t b2 = side[1] * side[1];
	int64_t cosine = a2 + b2 - side[2] * side[2];
	int64_t rest = 4 * a2 * b2 - cosine * cosine;
	struct root root = {1, 1};
	for (int64_t p = 2; p < 256 && rest > 0; p++) {
		bool is_odd = false;
		for (; rest % p == 0; rest /= p) {
			root.outside *= is_odd ? p : 1;
			is_odd = !is_odd;
		}
		root.inside *= is_odd ? p : 1;
	}
	kit_check(k, rest == 1, "the factors of Heron's product are small");
	return root;
}

static void again(struct kit *k, const void *params)
{
	const struct sheets *s = params;
	struct root roots[MAX_SHEETS];
	for (int64_t i = 0; i < s->n; i++)
		roots[i] = four_times(k, s->sides[i]);
	struct assay_str text = ASSAY_STR("");
	for (int64_t done = 0; done < s->n;) {
		int64_t least = INT64_MAX;
		int64_t sum = 0;
		for (int64_t i = 0; i < s->n; i++) {
			if (roots[i].outside > 0 && roots[i].inside < least)
				least = roots[i].inside;
		}
		for (int64_t i = 0; i < s->n; i++) {
			if (roots[i].outside > 0 && roots[i].inside == least) {
				sum += roots[i].outside;
				roots[i].outside = 0;
				done++;
			}
		}
		text = kit_text(k, "%s%s%s", text.data, text.len > 0 ? " + " : "", kit_surd(k, sum, 4, least).data);
	}
	kit_again_s(k, text);
}

static const char *const tags[] = {"maths", "geometry", "area", "roots", NULL};

const struct assay_family assay_family_triangle_sheets = {
	KIT_MATH,
	.name = "triangle-sheets",
	.version = 1,
	.title = "the area of triangles from their sides, as a sum of roots",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct sheets),
	.draw = draw,
	.solve = solve,
	.again = again,
};
