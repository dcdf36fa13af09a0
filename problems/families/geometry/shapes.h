/* SPDX-License-Identifier: Apache-2.0 */
/* What families of geometry share: polygons with whole coordinates, points as text, and roots as steps. */
#ifndef ASSAY_PROBLEMS_FAMILIES_GEOMETRY_SHAPES_H
#define ASSAY_PROBLEMS_FAMILIES_GEOMETRY_SHAPES_H

#include "problems/families/kit.h"

struct point {
	int64_t x, y;
};

/**
 * Draws the corners of a simple polygon in their order around it, either way round: no three neighbours on one line,
 * each within `reach` of a middle that is at most `reach` from the origin, per coordinate.
 */
void shape_polygon(struct kit *k, size_t n, int64_t reach, struct point *ret);

/** "(1, 2), (3, -4) and (5, 6)". */
struct assay_str shape_points(struct kit *k, const struct point *points, size_t n);

/** A factor outside of a root, and what stays inside without a square in it. */
struct root {
	int64_t outside, inside;
};

/** The step "√n = a√b"; `n` is positive. A slip takes the wrong factor out. */
struct root shape_root_step(struct kit *k, int64_t n);
/** The step "\frac{root}{over} = value"; none where that is how the value is written anyway. */
struct assay_str shape_quotient_step(struct kit *k, struct assay_str value, struct assay_str wrong, struct root root,
				     int64_t over);

#endif
