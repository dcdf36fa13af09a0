/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens of a program text, as far as a mutator needs them; for problems/ alone.
 *
 * Not a parser: comments, strings and preprocessor lines are recognised so that nothing in them is taken for code, and
 * everything else falls into names, numbers and operators. Any bytes are accepted; an unfinished string or comment
 * ends with the text. One pass, no recursion.
 */
#ifndef ASSAY_PROBLEMS_LEX_H
#define ASSAY_PROBLEMS_LEX_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Longest program that is cut into tokens. */
#define ASSAY_LEX_MAX ((size_t)1 << 20)

enum assay_token_kind {
	ASSAY_TOKEN_NAME,
	ASSAY_TOKEN_NUMBER,
	ASSAY_TOKEN_STRING,
	ASSAY_TOKEN_OP,
	ASSAY_TOKEN_NEWLINE, /**< Where lines end statements: the end of a logical line; empty lines have none. */
};

struct assay_token {
	enum assay_token_kind kind;
	uint32_t offset;
	uint32_t len;
	uint32_t depth; /**< Open brackets around it; an opening bracket and its partner have the same. */
};

struct assay_lex_rules {
	const char *const *names;  /**< Of the language; NULL-terminated. */
	bool lines_end_statements; /**< Python: and brackets continue lines, '#' begins a comment, strings may be
				      triple. */
	bool has_raw_strings;	   /**< C++: R"x(...)x". */
	bool has_text_blocks;	   /**< Java: three quotes around several lines. */
	bool has_templates; /**< JavaScript: `...` is one string, whatever it computes; /.../ may be a pattern. */
	const char *const *operators; /**< Of more than one character, longest first; NULL-terminated. */
	const char *const *keywords;  /**< Names that are no values; NULL-terminated. */
};

/** NULL for a language without rules. */
const struct assay_lex_rules *assay_lex_rules_find(struct assay_str language);

/** Cuts `code` into tokens that live in the arena. ASSAY_ELIMIT when it is longer than ASSAY_LEX_MAX. */
int assay_lex(const struct assay_lex_rules *rules, struct assay_str code, struct assay_arena *arena,
	      struct assay_token **ret, size_t *ret_n, struct assay_err *err);

static inline struct assay_str assay_token_text(struct assay_str code, const struct assay_token *token)
{
	return (struct assay_str){.data = code.data + token->offset, .len = token->len};
}

bool assay_lex_is_keyword(const struct assay_lex_rules *rules, struct assay_str name);

#endif
