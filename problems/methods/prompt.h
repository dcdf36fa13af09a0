/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prompts: versioned text files outside the code.
 *
 * NAME.vN.txt is version N of prompt NAME. `{slot}` (small letters and underscores) stands for a value; any other brace
 * stands for itself, so JSON needs no escapes. The project's own prompts lie in problems/methods/prompts/, are
 * installed as data and built in; a folder of the user's replaces those that it holds, by its highest version.
 *
 * Some prompts are parts of others: evol-*, edge-* and trap-* say in a sentence what is to be done and fill {operator}.
 *
 * What is put into a slot is never looked at for slots again: a statement that says `{answer}` shows nothing.
 */
#ifndef ASSAY_PROBLEMS_METHODS_PROMPT_H
#define ASSAY_PROBLEMS_METHODS_PROMPT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

#define ASSAY_MAX_SLOTS 24

struct assay_prompt {
	const char *name;
	unsigned version;
	struct assay_str text;
	bool is_users; /**< From the user's folder. */
};

struct assay_prompts;

struct assay_slots {
	struct {
		const char *name;
		struct assay_str value;
	} items[ASSAY_MAX_SLOTS];
	size_t n;
};

/** The built-in prompts, and those of `folder` (NULL: none) in their place. ASSAY_ECONFIG for a file of the folder
 * that is no prompt of ours, too large, or names a slot that there is not. */
int assay_prompts_load(const char *folder, struct assay_arena *arena, struct assay_prompts **ret,
		       struct assay_err *err);
/** NULL when there is none of that name. */
const struct assay_prompt *assay_prompts_find(const struct assay_prompts *prompts, const char *name);
size_t assay_prompts_count(const struct assay_prompts *prompts);
const struct assay_prompt *assay_prompts_at(const struct assay_prompts *prompts, size_t i);

/** Puts a value; a name that is there already gets the new one. */
void assay_slots_put(struct assay_slots *slots, const char *name, struct assay_str value);

/** Appends the text with its slots filled; a slot without a value is filled with nothing. */
int assay_prompt_render(const struct assay_prompt *prompt, const struct assay_slots *slots, struct assay_buf *out,
			struct assay_err *err);

#endif
