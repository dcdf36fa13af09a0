/* SPDX-License-Identifier: Apache-2.0 */
/* Random programs over a list of words. */
#include "problems/families/code/typed/typed.h"

static void draw(struct kit *k, void *params)
{
	static const enum tp_type results[] = {TP_STRS, TP_STRS, TP_STR, TP_INT, TP_INTS};
	const struct tp_signature s = {
		.args = {TP_STRS},
		.names = {"words"},
		.n_args = 1,
		.result = KIT_PICK(k, results),
		.min = 0,
		.max = 25,
		.min_inner = 1,
		.max_inner = 7,
	};
	tp_draw(k, params, &s);
}

static const struct code_def code = {
	TP_CODE,
	.entry = "arrange",
	.result = "[str]",
};

static const char *const tags[] = {"code", "programs", "strings", NULL};

const struct assay_family assay_family_typed_words = {
	KIT_CODE,
	.name = "typed-words",
	.version = 4,
	.title = "a random program over words",
	.tags = tags,
	.phrasings = tp_phrasings,
	.params_size = sizeof(struct tp_task),
	.draw = draw,
	.code = &code,
};
