/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Filling the n-gram index under decontam.h; internal to filters/.
 *
 * Items are added with their fields, then the index is sealed, then it answers (decontam_scan.c).
 */
#ifndef ASSAY_FILTERS_DECONTAM_INDEX_H
#define ASSAY_FILTERS_DECONTAM_INDEX_H

#include "filters/decontam.h"

enum assay_item_field {
	ASSAY_ITEM_PROMPT,
	ASSAY_ITEM_SOLUTION,
};

int assay_decontam_index_create(uint64_t ngram, uint64_t short_words, uint64_t max_bytes, struct assay_decontam **ret,
				struct assay_err *err);

/** Begins an item of the named benchmark in the file. The texts are copied. */
int assay_decontam_add_item(struct assay_decontam *index, const char *path, struct assay_str benchmark,
			    struct assay_str id, struct assay_err *err);

/** Adds a text to the item begun last. */
int assay_decontam_add_field(struct assay_decontam *index, enum assay_item_field kind, struct assay_str text,
			     struct assay_err *err);

/** Builds the table and takes the checksums of the files. */
int assay_decontam_seal(struct assay_decontam *index, struct assay_err *err);

#endif
