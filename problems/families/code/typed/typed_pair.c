/* SPDX-License-Identifier: Apache-2.0 */
/* Random programs over two lists, each of which may go a way of its own before they meet. */
#include "problems/families/code/typed/typed.h"

static void draw(struct kit *k, void *params)
{
	const struct tp_signature s = {
		.args = {TP_INTS, TP_INTS},
		.names = {"a", "b"},
		.n_args = 2,
		.result = kit_once_in(k, 3) ? TP_INT : TP_INTS,
		.min = -99,
		.max = 99,
	};
	tp_draw(k, params, &s);
}

static const struct code_def code = {
	TP_CODE,
	.entry = "combine",
	.result = "[int]",
};

static const char *const tags[] = {"code", "programs", "arrays", NULL};

const struct assay_family assay_family_typed_pair = {
	KIT_CODE,
	.name = "typed-pair",
	.version = 3,
	.title = "a random program over two lists",
	.tags = tags,
	.phrasings = tp_phrasings,
	.params_size = sizeof(struct tp_task),
	.draw = draw,
	.code = &code,
};
