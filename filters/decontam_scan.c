/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/decontam_table.h"

#define MAX_TRACKED 256 /* Fields whose coverage one check follows. */

static const char *const item_field_names[] = {
	[ASSAY_ITEM_PROMPT] = "prompt",
	[ASSAY_ITEM_SOLUTION] = "solution",
};

/* How far a check has covered one field. */
struct coverage {
	uint32_t field;
	size_t n_matched;
	size_t next_word; /* Matches before it are repeats within the row. */
	size_t item_word, row_word;
	size_t length;
	bool is_response;
};

struct assay_decontam_scan {
	const struct assay_decontam *index;
	struct assay_words words;
	uint64_t *hashes;
	size_t cap_hashes;
	struct coverage tracked[MAX_TRACKED];
	size_t n_tracked;
};

struct assay_decontam_scan *assay_decontam_scan_create(const struct assay_decontam *index)
{
	struct assay_decontam_scan *scan = calloc(1, sizeof(*scan));
	if (scan)
		scan->index = index;
	return scan;
}

void assay_decontam_scan_destroy(struct assay_decontam_scan *scan)
{
	if (!scan)
		return;
	assay_words_finish(&scan->words);
	free(scan->hashes);
	free(scan);
}

/* Whether the row's words from `at` on are those of the slot: a collision of hashes is no hit. */
static bool is_match(const struct assay_decontam_scan *scan, const struct slot *slot, size_t at, size_t length)
{
	const struct assay_decontam *index = scan->index;
	const struct field *field = &index->fields[slot->field];
	if (gram_length(index, field) != length)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (!assay_str_eq(assay_words_at(&scan->words, at + i),
				  item_word(index, field->first_word + slot->word + i)))
			return false;
	}
	return true;
}

static void track(struct assay_decontam_scan *scan, const struct slot *slot, size_t at, size_t length, bool is_response)
{
	for (size_t i = 0; i < scan->n_tracked; i++) {
		struct coverage *c = &scan->tracked[i];
		if (c->field != slot->field || c->is_response != is_response)
			continue;
		if (slot->word >= c->next_word) {
			c->n_matched++;
			c->next_word = slot->word + 1;
		}
		return;
	}
	if (scan->n_tracked == MAX_TRACKED)
		return;
	scan->tracked[scan->n_tracked++] = (struct coverage){
		.field = slot->field,
		.n_matched = 1,
		.next_word = slot->word + 1,
		.item_word = slot->word,
		.row_word = at,
		.length = length,
		.is_response = is_response,
	};
}

static void look_up(struct assay_decontam_scan *scan, uint64_t hash, size_t at, size_t length, bool is_response)
{
	const struct assay_decontam *index = scan->index;
	size_t bit = (hash >> 32) & index->bloom_mask;
	if (!(index->bloom[bit / 64] >> (bit % 64) & 1))
		return;
	for (size_t i = hash & index->mask; index->slots[i].field != NO_FIELD; i = (i + 1) & index->mask) {
		const struct slot *slot = &index->slots[i];
		if (slot->hash == hash && is_match(scan, slot, at, length))
			track(scan, slot, at, length, is_response);
	}
}

static void scan_length(struct assay_decontam_scan *scan, size_t length, bool is_response)
{
	const struct assay_decontam *index = scan->index;
	struct window w;
	size_t n = scan->words.n;
	bool must_be_whole = length < index->short_words && length < index->ngram;
	if (n < length || (must_be_whole && n != length))
		return;
	window_start(&w, scan->hashes, length);
	for (size_t i = 0;; i++) {
		look_up(scan, window_hash(&w), i, length, is_response);
		if (i + length == n)
			return;
		window_move(&w, scan->hashes[i], scan->hashes[i + length]);
	}
}

static int scan_text(struct assay_decontam_scan *scan, struct assay_str text, bool is_response, struct assay_err *err)
{
	int rc = assay_words_split(&scan->words, text, err);
	if (rc)
		return rc;
	uint64_t *hashes = with_room(scan->hashes, &scan->cap_hashes, scan->words.n, sizeof(*hashes));
	if (!hashes)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	scan->hashes = hashes;
	for (size_t i = 0; i < scan->words.n; i++)
		scan->hashes[i] = word_hash(assay_words_at(&scan->words, i));
	for (size_t length = MIN_WORDS; length <= scan->index->ngram; length++) {
		if (scan->index->has_length[length])
			scan_length(scan, length, is_response);
	}
	return 0;
}

/* The field covered to the larger part; of equals the one with more, then the one loaded first. */
static bool is_better(const struct assay_decontam *index, const struct coverage *a, const struct coverage *b)
{
	uint64_t left = (uint64_t)a->n_matched * gram_count(index, &index->fields[b->field]);
	uint64_t right = (uint64_t)b->n_matched * gram_count(index, &index->fields[a->field]);
	if (left != right)
		return left > right;
	if (a->n_matched * a->length != b->n_matched * b->length)
		return a->n_matched * a->length > b->n_matched * b->length;
	return a->field < b->field;
}

static int join_words(const struct assay_decontam *index, size_t first, size_t n, struct assay_arena *arena,
		      struct assay_str *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < n; i++) {
		if (i)
			(void)assay_buf_add_char(&text, ' ');
		(void)assay_buf_add_str(&text, item_word(index, first + i));
	}
	int rc = assay_buf_error(&text, err);
	if (rc)
		return rc;
	*ret = assay_arena_str(arena, assay_buf_str(&text));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}

static int fill_hit(const struct assay_decontam *index, const struct coverage *best, struct assay_arena *arena,
		    struct assay_decontam_hit *ret, struct assay_err *err)
{
	const struct field *field = &index->fields[best->field];
	bool is_short = field->n_words < index->ngram;
	*ret = (struct assay_decontam_hit){
		.strength = ASSAY_CONTAMINATION_EXACT,
		.benchmark = index->benchmarks[field->benchmark].name,
		.item_id = field->item_id,
		.item_field = item_field_names[field->kind],
		.row_field = best->is_response ? "response" : "prompt",
		.rule = !is_short			    ? "ngram"
			: best->length < index->short_words ? "whole"
							    : "short",
		.item_word = best->item_word,
		.row_word = best->row_word,
		.n_matched = best->n_matched,
		.n_grams = gram_count(index, field),
	};
	return join_words(index, field->first_word + best->item_word, best->length, arena, &ret->words, err);
}

int assay_decontam_check(struct assay_decontam_scan *scan, struct assay_str prompt, struct assay_str response,
			 struct assay_arena *arena, struct assay_decontam_hit *ret, struct assay_err *err)
{
	scan->n_tracked = 0;
	int rc = scan_text(scan, prompt, false, err);
	if (rc == 0)
		rc = scan_text(scan, response, true, err);
	if (rc)
		return rc;
	*ret = (struct assay_decontam_hit){0};
	if (scan->n_tracked == 0)
		return 0;
	const struct coverage *best = &scan->tracked[0];
	for (size_t i = 1; i < scan->n_tracked; i++) {
		if (is_better(scan->index, &scan->tracked[i], best))
			best = &scan->tracked[i];
	}
	return fill_hit(scan->index, best, arena, ret, err);
}
