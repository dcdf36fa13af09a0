/* SPDX-License-Identifier: Apache-2.0 */
/* Random programs over a list of numbers, and at times a number that says how many or how much. */
#include "problems/families/code/typed/typed.h"

static void draw(struct kit *k, void *params)
{
	bool has_count = k->level >= 2 && kit_once_in(k, 4);
	const struct tp_signature s = {
		.args = {TP_INTS, TP_INT},
		.names = {"values", "k"},
		.n_args = has_count ? 2 : 1,
		.result = kit_once_in(k, 2) ? TP_INT : TP_INTS,
		.min = -99,
		.max = 99,
	};
	tp_draw(k, params, &s);
}

static const struct code_def code = {
	TP_CODE,
	.entry = "transform",
	.result = "[int]",
};

static const char *const tags[] = {"code", "programs", "arrays", NULL};

const struct assay_family assay_family_typed_program = {
	KIT_CODE,
	.name = "typed-program",
	.version = 3,
	.title = "a random program over a list of numbers",
	.tags = tags,
	.phrasings = tp_phrasings,
	.params_size = sizeof(struct tp_task),
	.draw = draw,
	.code = &code,
};
