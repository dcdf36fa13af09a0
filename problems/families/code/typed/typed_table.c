/* SPDX-License-Identifier: Apache-2.0 */
/* Random programs over rows of numbers. */
#include "problems/families/code/typed/typed.h"

static void draw(struct kit *k, void *params)
{
	static const enum tp_type results[] = {TP_INTS, TP_INTS, TP_INT, TP_ROWS};
	const struct tp_signature s = {
		.args = {TP_ROWS},
		.names = {"rows"},
		.n_args = 1,
		.result = KIT_PICK(k, results),
		.min = -99,
		.max = 99,
		.min_inner = 1,
		.max_inner = 6,
	};
	tp_draw(k, params, &s);
}

static const struct code_def code = {
	TP_CODE,
	.entry = "digest",
	.result = "[int]",
};

static const char *const tags[] = {"code", "programs", "grids", NULL};

const struct assay_family assay_family_typed_table = {
	KIT_CODE,
	.name = "typed-table",
	.version = 4,
	.title = "a random program over rows of numbers",
	.tags = tags,
	.phrasings = tp_phrasings,
	.params_size = sizeof(struct tp_task),
	.draw = draw,
	.code = &code,
};
