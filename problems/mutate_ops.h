/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mutation operators; for problems/ alone.
 *
 * An operator looks at one token and adds the edits that it would make there. An edit replaces one run of bytes.
 */
#ifndef ASSAY_PROBLEMS_MUTATE_OPS_H
#define ASSAY_PROBLEMS_MUTATE_OPS_H

#include "problems/lex.h"

struct assay_edit {
	size_t op; /**< Index into the table of operators. */
	size_t offset, len;
	struct assay_str to;
};

struct assay_edits {
	struct assay_arena *arena;
	struct assay_edit *items;
	size_t n;
	size_t cap;
	bool is_full; /**< The arena was; the caller reports it. */
};

/** A program cut into tokens. */
struct assay_mutable {
	const struct assay_lex_rules *rules;
	struct assay_str code;
	const struct assay_token *tokens;
	size_t n;
};

struct assay_mutation_op {
	const char *name;
	void (*find)(const struct assay_mutable *m, size_t i, struct assay_edits *out);
};

const struct assay_mutation_op *assay_mutation_ops(size_t *ret_n);

#endif
