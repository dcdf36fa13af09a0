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
	unsigned weight;     /**< Real defects of this kind, in a collection of 3,902. */
	bool is_for_defects; /**< Often changes nothing, so it does not measure tests. */
};

const struct assay_mutation_op *assay_mutation_ops(size_t *ret_n);

/* Looking at tokens. Ends are tokens; m->n when there is none. */
struct assay_str assay_mutable_text(const struct assay_mutable *m, size_t i);
/** A token outside of strings that reads `text`. */
bool assay_mutable_is(const struct assay_mutable *m, size_t i, const char *text);
bool assay_mutable_is_python(const struct assay_mutable *m);
bool assay_mutable_is_binary(const struct assay_mutable *m, size_t i);
/** In C++ `<` may open template arguments; those are written without spaces around it. */
bool assay_mutable_stands_free(const struct assay_mutable *m, size_t i);
size_t assay_mutable_close(const struct assay_mutable *m, size_t open);
/** The last token of the simple statement that begins at `i` and may go. */
size_t assay_mutable_simple_end(const struct assay_mutable *m, size_t i);
/** The comma or the bracket behind the argument that begins at `i`. */
size_t assay_mutable_argument_end(const struct assay_mutable *m, size_t i, size_t close);
bool assay_mutable_is_positional(const struct assay_mutable *m, size_t from, size_t to);
bool assay_mutable_is_call(const struct assay_mutable *m, size_t i, size_t close);

static inline size_t assay_token_end(const struct assay_token *t)
{
	return (size_t)t->offset + t->len;
}

/** An absent `to` says that the arena was full. */
void assay_edits_add(struct assay_edits *out, size_t offset, size_t len, struct assay_str to);

/* Operators of problems/mutate_defects.c. */
void assay_mutate_condition(const struct assay_mutable *m, size_t i, struct assay_edits *out);
void assay_mutate_term(const struct assay_mutable *m, size_t i, struct assay_edits *out);
void assay_mutate_variable(const struct assay_mutable *m, size_t i, struct assay_edits *out);
void assay_mutate_repeat(const struct assay_mutable *m, size_t i, struct assay_edits *out);
void assay_mutate_type(const struct assay_mutable *m, size_t i, struct assay_edits *out);
void assay_mutate_move(const struct assay_mutable *m, size_t i, struct assay_edits *out);
void assay_mutate_call(const struct assay_mutable *m, size_t i, struct assay_edits *out);

#endif
