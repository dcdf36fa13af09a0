/* SPDX-License-Identifier: Apache-2.0 */
/* Random programs over a text. */
#include "problems/families/code/typed/typed.h"

static void draw(struct kit *k, void *params)
{
	static const enum tp_type results[] = {TP_STR, TP_STR, TP_STR, TP_INT, TP_INTS};
	const struct tp_signature s = {
		.args = {TP_STR, TP_INT},
		.names = {"text", "k"},
		.n_args = k->level >= 2 && kit_once_in(k, 5) ? 2 : 1,
		.result = KIT_PICK(k, results),
		.min = 0,
		.max = 25,
	};
	tp_draw(k, params, &s);
}

static const struct code_def code = {
	TP_CODE,
	.entry = "rework",
	.result = "str",
};

static const char *const tags[] = {"code", "programs", "strings", NULL};

const struct assay_family assay_family_typed_text = {
	KIT_CODE,
	.name = "typed-text",
	.version = 3,
	.title = "a random program over a text",
	.tags = tags,
	.phrasings = tp_phrasings,
	.params_size = sizeof(struct tp_task),
	.draw = draw,
	.code = &code,
};
