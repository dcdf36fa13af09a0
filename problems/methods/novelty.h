/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a statement new? ROUGE-L against everything that was there before.
 *
 * Words are runs of letters and digits, without case and without stemming. F is the harmonic mean of what the longest
 * common subsequence covers of either text, recall what it covers of the known one. Two bounds that
 * cost less (the lengths, the words in common regardless of order) spare most of the comparisons.
 *
 * Texts may belong to a family, a problem and what was made of it: there the limit is another one, since who adds
 * fifteen words to sixty as asked shares all of the sixty with the parent, and most of them with every sibling.
 */
#ifndef ASSAY_PROBLEMS_METHODS_NOVELTY_H
#define ASSAY_PROBLEMS_METHODS_NOVELTY_H

#include "base/err.h"
#include "base/str.h"

#include <stddef.h>

struct assay_novelty;

struct assay_novelty *assay_novelty_create(void);
void assay_novelty_destroy(struct assay_novelty *novelty);
/** ASSAY_ENOMEM. Texts are cut behind 4,096 words. `family` absent: of none. */
int assay_novelty_add(struct assay_novelty *novelty, struct assay_str text, struct assay_str family);
size_t assay_novelty_count(const struct assay_novelty *novelty);

/** ROUGE-L F of two texts, 0 to 1; -1 when memory ran out. */
double assay_rouge_l(struct assay_str a, struct assay_str b);

/** What is too near. */
struct assay_novelty_limits {
	double f;		 /**< F above this. */
	double recall;		 /**< More than this share of the known text reappears; 0: no matter. */
	struct assay_str family; /**< Of the text that is asked about; absent: none. */
	double family_f;	 /**< Instead of `f`, for known texts of the same family. */
};

/** The first known text that is too near: its number in `*ret`; SIZE_MAX: there is none. */
int assay_novelty_find(const struct assay_novelty *novelty, struct assay_str text,
		       const struct assay_novelty_limits *limits, size_t *ret, struct assay_err *err);

size_t assay_count_words(struct assay_str text);

#endif
