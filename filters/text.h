/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Normal forms of text, for comparing rows; internal to filters/ and its tests.
 *
 * Three readings of a text, from bold to careful:
 *   prose    Unicode compatibility form (NFKC), invisible format characters away, dashes and quotes folded, case
 *            folded, every run of white space one space. Operators, digits and punctuation stay: `a+b` differs from
 *            `a-b`, `x^2` from `x2` (a superscript becomes `^`), `\Delta` from `\delta`.
 *   careful  line ends, spaces at the ends of lines, and canonical composition (NFC); nothing else.
 *   code     only what a language's lexer ignores; what the language is must be stated. Comments, literals and names
 * stay as they are. Text that the lexer cannot follow, and languages without one, keep everything but line ends.
 *
 * The forms are for equality, not for people: code may hold bytes that no text has. All are deterministic and
 * linear in the input; chunks of 64 KiB bound what Unicode expansion can allocate.
 */
#ifndef ASSAY_FILTERS_TEXT_H
#define ASSAY_FILTERS_TEXT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Changes when any form changes; goes into metadata, so that datasets say how they were compared. */
#define ASSAY_TEXT_VERSION 3

/** How the text of a row is to be read. */
enum assay_reading {
	ASSAY_READ_CAREFUL = 0, /**< Not known what it is. */
	ASSAY_READ_PROSE,
	ASSAY_READ_CODE,
};

/** By the row's domain and language: "math" (and any other stated domain) is prose, "code" or a language is code. */
enum assay_reading assay_reading_of(struct assay_str domain, struct assay_str language);

/**
 * Appends the normal form of a task's statement. A statement is never taken for bare code, whose lexer would tear prose
 * apart: in a code row it is read carefully. Fenced blocks in it are code in every reading.
 */
int assay_text_prompt(struct assay_str text, enum assay_reading reading, struct assay_str language,
		      struct assay_buf *out, struct assay_err *err);

/** Appends the normal form of a reply: in a code row without a fence, all of it is code. */
int assay_text_response(struct assay_str text, enum assay_reading reading, struct assay_str language,
			struct assay_buf *out, struct assay_err *err);

/* The single forms, for the two above and for tests. */
int assay_text_prose(struct assay_str text, struct assay_buf *out, struct assay_err *err);
int assay_text_careful(struct assay_str text, struct assay_buf *out, struct assay_err *err);
int assay_text_code(struct assay_str text, struct assay_str language, struct assay_buf *out, struct assay_err *err);

/** Python's own lexer rules; false when the text does not follow them (then nothing was appended). */
bool assay_text_python(struct assay_str text, struct assay_buf *out);

/**
 * The words of a text for n-gram comparison: runs of letters and digits after NFKC and full case folding, nothing
 * else. Ideographs, kana and the scripts of South-East Asia, which do not set spaces, count one word per character.
 */
struct assay_words {
	struct assay_buf text; /**< Words behind each other, no separators. */
	uint32_t *ends;	       /**< Word i is text[ends[i - 1], ends[i]). */
	size_t n, cap;
};

void assay_words_finish(struct assay_words *words);
/** Replaces what was there. ASSAY_ELIMIT for a text whose normal form passes 4 GiB. */
int assay_words_split(struct assay_words *words, struct assay_str text, struct assay_err *err);
struct assay_str assay_words_at(const struct assay_words *words, size_t i);

#define assay_autowords __attribute__((cleanup(assay_words_finish)))

#endif
