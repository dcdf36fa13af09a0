/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/families/geometry/shapes.h"

/* Seen from the origin: positive where b lies to the left of a. */
static int64_t cross(struct point a, struct point b)
{
	return a.x * b.y - b.x * a.y;
}

static bool is_lower_half(struct point p)
{
	return p.y < 0 || (p.y == 0 && p.x < 0);
}

static bool is_before(struct point a, struct point b)
{
	if (is_lower_half(a) != is_lower_half(b))
		return is_lower_half(b);
	return cross(a, b) > 0;
}

static void sort_by_angle(struct point *points, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct point point = points[i];
		size_t at = i;
		for (; at > 0 && is_before(point, points[at - 1]); at--)
			points[at] = points[at - 1];
		points[at] = point;
	}
}

/* Around the origin in turns of less than half a circle, and with a real corner everywhere. */
static bool is_good(const struct point *points, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct point a = points[i];
		struct point b = points[(i + 1) % n];
		struct point c = points[(i + 2) % n];
		struct point ab = {b.x - a.x, b.y - a.y};
		struct point bc = {c.x - b.x, c.y - b.y};
		if (cross(a, b) <= 0 || cross(ab, bc) == 0)
			return false;
	}
	return true;
}

void shape_polygon(struct kit *k, size_t n, int64_t reach, struct point *ret)
{
	do {
		for (size_t i = 0; i < n; i++) {
			ret[i].x = kit_between(k, -reach, reach);
			ret[i].y = kit_between(k, -reach, reach);
		}
		sort_by_angle(ret, n);
	} while (k->rc == 0 && !is_good(ret, n));
	struct point middle;
	middle.x = kit_between(k, -reach, reach);
	middle.y = kit_between(k, -reach, reach);
	for (size_t i = 0; i < n; i++)
		ret[i] = (struct point){ret[i].x + middle.x, ret[i].y + middle.y};
	bool is_clockwise = kit_once_in(k, 2);
	for (size_t i = 0; is_clockwise && i < n / 2; i++) {
		struct point kept = ret[i];
		ret[i] = ret[n - 1 - i];
		ret[n - 1 - i] = kept;
	}
}

struct assay_str shape_points(struct kit *k, const struct point *points, size_t n)
{
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < n; i++) {
		const char *before = i == 0 ? "" : i + 1 == n ? " and " : ", ";
		(void)assay_buf_printf(&text, "%s(%ld, %ld)", before, points[i].x, points[i].y);
	}
	return kit_copy(k, assay_buf_str(&text));
}

/* Without the primes up to its cube root, a number is a prime, a square of one, or a product of two. */
static struct root take_out(int64_t n)
{
	struct root root = {1, 1};
	for (int64_t p = 2; p * p * p <= n; p++) {
		for (; n % (p * p) == 0; n /= p * p)
			root.outside *= p;
		if (n % p == 0) {
			root.inside *= p;
			n /= p;
		}
	}
	mpz_t rest;
	mpz_init_set_si(rest, n);
	if (mpz_perfect_square_p(rest)) {
		mpz_sqrt(rest, rest);
		root.outside *= mpz_get_si(rest);
	} else {
		root.inside *= n;
	}
	mpz_clear(rest);
	return root;
}

struct root shape_root_step(struct kit *k, int64_t n)
{
	if (n <= 0) {
		kit_stop(k);
		return (struct root){1, 1};
	}
	struct root root = take_out(n);
	if (root.outside == 1)
		return root;
	struct assay_str right = kit_surd(k, root.outside, 1, root.inside);
	struct assay_str wrong = kit_surd(k, root.outside + 1, 1, root.inside);
	struct assay_str got = kit_step_latex(k, right, wrong, "\\sqrt{%ld}", n);
	if (!assay_str_eq(got, right))
		root.outside++;
	return root;
}

struct assay_str shape_quotient_step(struct kit *k, struct assay_str value, struct assay_str wrong, struct root root,
				     int64_t over)
{
	struct assay_str whole = kit_surd(k, root.outside, 1, root.inside);
	struct assay_str quotient = kit_text(k, "\\frac{%s}{%ld}", whole.data, over);
	return assay_str_eq(value, quotient) ? value : kit_step_latex(k, value, wrong, "%s", quotient.data);
}
