/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the n-gram index lies in memory, for the two files that fill it and look into it.
 *
 * It holds the words of all fields behind each other, and one open-addressing table from the hash of an n-gram (or of a
 * whole short field) to where it stands. An n-gram that many items share is kept for the first MAX_COPIES of them, so
 * boilerplate cannot make lookups slow.
 */
#ifndef ASSAY_FILTERS_DECONTAM_TABLE_H
#define ASSAY_FILTERS_DECONTAM_TABLE_H

#include "base/hash.h"
#include "filters/decontam_index.h"
#include "filters/text.h"

#include <stdbool.h>
#include <stdlib.h>

#define MIN_WORDS  3 /* A shorter field is in every row. */
#define MAX_NGRAM  64
#define MAX_COPIES 8 /* Places kept of one n-gram. */

/* An odd multiplier with bits all over (splitmix64's), so that polynomials over word hashes spread. */
#define BASE UINT64_C(0x9E3779B97F4A7C15)

struct benchmark {
	struct assay_str name;
	const char *path;
	char sha256[65];
	uint64_t items, fields, too_short;
};

struct field {
	uint32_t benchmark;
	uint32_t first_word, n_words;
	enum assay_item_field kind;
	struct assay_str item_id;
};

/* One place of one n-gram, or of a whole short field. */
struct slot {
	uint64_t hash;
	uint32_t field; /* NO_FIELD: free. */
	uint32_t word;	/* Within the field. */
};

#define NO_FIELD UINT32_MAX

struct assay_decontam {
	size_t ngram, short_words;
	uint64_t max_bytes;
	struct assay_arena *arena; /* Names and ids. */

	struct benchmark *benchmarks;
	size_t n_benchmarks;
	struct assay_str item_id; /* Of the item begun last. */
	uint32_t item_benchmark;

	struct field *fields;
	size_t n_fields, cap_fields;
	struct assay_buf text; /* Words of all fields, no separators. */
	uint32_t *ends;	       /* Word i is text[ends[i - 1], ends[i]). */
	size_t n_words, cap_words;

	struct slot *slots;
	size_t mask;
	uint64_t *bloom; /* One bit per hash, so that most lookups end in the cache. */
	size_t bloom_mask;
	bool has_length[MAX_NGRAM + 1];

	/* While it is being filled. */
	struct assay_words words;
	uint64_t *hashes;
	size_t cap_hashes;
};

static inline struct assay_str item_word(const struct assay_decontam *index, size_t word)
{
	size_t start = word ? index->ends[word - 1] : 0;
	return (struct assay_str){.data = index->text.data + start, .len = index->ends[word] - start};
}

static inline uint64_t word_hash(struct assay_str word)
{
	return assay_xxh64(word.data, word.len, 0);
}

/* A window of `length` word hashes as a polynomial in BASE, moved on word by word. */
struct window {
	size_t length;
	uint64_t value;
	uint64_t top; /* BASE to the power of length - 1. */
};

static inline void window_start(struct window *w, const uint64_t *hashes, size_t length)
{
	*w = (struct window){.length = length, .top = 1};
	for (size_t i = 0; i < length; i++) {
		w->value = w->value * BASE + hashes[i];
		w->top *= i ? BASE : 1;
	}
}

static inline void window_move(struct window *w, uint64_t out, uint64_t in)
{
	w->value = (w->value - out * w->top) * BASE + in;
}

/* The last step of splitmix64: the low bits of a polynomial depend on its low bits only. */
static inline uint64_t window_hash(const struct window *w)
{
	uint64_t x = w->value + w->length;
	x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
	return x ^ (x >> 31);
}

/* The length of a field's grams: n, or all of a shorter field. */
static inline size_t gram_length(const struct assay_decontam *index, const struct field *field)
{
	return field->n_words < index->ngram ? field->n_words : index->ngram;
}

static inline size_t gram_count(const struct assay_decontam *index, const struct field *field)
{
	return field->n_words - gram_length(index, field) + 1;
}

/* `items` with room for `need` of `size` bytes, by doubling; NULL (and `items` as it was) when memory is out. */
static inline void *with_room(void *items, size_t *cap, size_t need, size_t size)
{
	size_t wanted = *cap ? *cap : 64;
	if (items && need <= *cap)
		return items;
	while (wanted < need)
		wanted *= 2;
	void *grown = reallocarray(items, wanted, size);
	if (grown)
		*cap = wanted;
	return grown;
}

#endif
