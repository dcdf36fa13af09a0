/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading program texts without parsing them; for verifiers/ alone.
 *
 * A scanner cuts the text of a language with C's comments and strings into words, numbers, strings and single marks,
 * each with the number of brackets around it. It is for finding names and places in a text, never for deciding what a
 * program means: what it misreads leads to a program that does not compile, never to a pass. Any bytes are accepted; an
 * unfinished comment or string ends with the text. One pass, no recursion.
 */
#ifndef ASSAY_VERIFIERS_CODE_SOURCE_H
#define ASSAY_VERIFIERS_CODE_SOURCE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

enum assay_source_kind {
	ASSAY_SOURCE_WORD,
	ASSAY_SOURCE_NUMBER,
	ASSAY_SOURCE_STRING,
	ASSAY_SOURCE_MARK, /**< One byte: a bracket, an operator, a comma. */
};

struct assay_source_token {
	enum assay_source_kind kind;
	struct assay_str text; /**< A view into the source; strings with their quotes. */
	size_t depth;	       /**< Open brackets around it; a bracket and its partner have the same. */
};

/** Set `text` and `has_lifetimes`; the rest begins as zero. */
struct assay_source {
	struct assay_str text;
	bool has_lifetimes; /**< Rust: 'a is no string, /x/ comments nest, r#"x"# are strings. */
	size_t at, depth;
};

/** The next token; false at the end. */
bool assay_source_next(struct assay_source *source, struct assay_source_token *ret);

static inline bool assay_source_is(const struct assay_source_token *token, const char *text)
{
	return token->kind != ASSAY_SOURCE_STRING && assay_str_is(token->text, text);
}

/** Where a token begins in the source's text. */
static inline size_t assay_source_offset(const struct assay_source *source, const struct assay_source_token *token)
{
	return (size_t)(token->text.data - source->text.data);
}

/** True when `word` stands in the text, outside comments and strings. */
bool assay_source_has_word(struct assay_source source, struct assay_str word);

/** True when `first` stands directly in front of `second`. */
bool assay_source_has_pair(struct assay_source source, const char *first, struct assay_str second);

/** Appends the text with every `second` that stands directly behind `first` replaced by `by`. */
void assay_source_rename(struct assay_source source, const char *first, const char *second, struct assay_str by,
			 struct assay_buf *out);

/** What a mark such as @NAME@ in a template stands for. */
struct assay_source_fill {
	const char *mark;
	struct assay_str text;
};

/** Appends a template with its marks replaced. What is filled in is not looked at again. */
void assay_source_fill(struct assay_str template, const struct assay_source_fill *fills, size_t n,
		       struct assay_buf *out);

#endif
