/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/decontam_index.h"
#include "filters/text.h"

#include "base/hash.h"
#include "base/map.h"

#include <stdlib.h>

#define MIN_WORDS   3 /* A shorter field is in every row. */
#define MAX_NGRAM   64
#define MAX_COPIES  8	/* Places kept of one n-gram. */
#define MAX_TRACKED 256 /* Fields whose coverage one check follows. */

/* An odd multiplier with bits all over (splitmix64's), so that polynomials over word hashes spread. */
#define BASE UINT64_C(0x9E3779B97F4A7C15)

static const char *const item_field_names[] = {
	[ASSAY_ITEM_PROMPT] = "prompt",
	[ASSAY_ITEM_SOLUTION] = "solution",
};

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

/* How far a check has covered one field. */
struct coverage {
	uint32_t field;
	size_t n_matched;
	size_t next_word; /* Matches before it are repeats within the row. */
	size_t item_word, row_word;
	size_t length;
	bool is_response;
};

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

struct assay_decontam_scan {
	const struct assay_decontam *index;
	struct assay_words words;
	uint64_t *hashes;
	size_t cap_hashes;
	struct coverage tracked[MAX_TRACKED];
	size_t n_tracked;
};

int assay_decontam_index_create(uint64_t ngram, uint64_t short_words, uint64_t max_bytes, struct assay_decontam **ret,
				struct assay_err *err)
{
	if (ngram < MIN_WORDS || ngram > MAX_NGRAM)
		return assay_fail(err, ASSAY_ECONFIG, "ngram must be from %d to %d words", MIN_WORDS, MAX_NGRAM);
	struct assay_decontam *index = calloc(1, sizeof(*index));
	if (!index)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	index->ngram = (size_t)ngram;
	index->short_words = (size_t)short_words;
	index->max_bytes = max_bytes;
	index->arena = assay_arena_create(0);
	if (!index->arena) {
		assay_decontam_destroy(index);
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	}
	*ret = index;
	return 0;
}

void assay_decontam_destroy(struct assay_decontam *index)
{
	if (!index)
		return;
	assay_arena_destroy(index->arena);
	assay_words_finish(&index->words);
	assay_buf_finish(&index->text);
	free(index->benchmarks);
	free(index->fields);
	free(index->ends);
	free(index->slots);
	free(index->bloom);
	free(index->hashes);
	free(index);
}

/* --- Filling --- */

static int out_of_memory(struct assay_err *err)
{
	return assay_fail(err, ASSAY_ENOMEM, "out of memory");
}

static uint64_t bytes_used(const struct assay_decontam *index)
{
	/* Every word starts at most one n-gram, and the table has up to three slots of 18 bytes for each. */
	return index->text.len + assay_arena_used(index->arena) + index->n_fields * sizeof(struct field) +
	       index->n_words * (sizeof(uint32_t) + 54);
}

static int check_ceiling(const struct assay_decontam *index, struct assay_err *err)
{
	if (bytes_used(index) <= index->max_bytes && index->n_words < UINT32_MAX && index->text.len < UINT32_MAX)
		return 0;
	return assay_fail(err, ASSAY_ELIMIT, "the benchmarks need an index of more than %llu MiB; raise max_index_mb",
			  (unsigned long long)(index->max_bytes >> 20));
}

/* `items` with room for `need` of `size` bytes, by doubling; NULL (and `items` as it was) when memory is out. */
static void *with_room(void *items, size_t *cap, size_t need, size_t size)
{
	size_t wanted = *cap ? *cap : 64;
	if (need <= *cap)
		return items;
	while (wanted < need)
		wanted *= 2;
	void *grown = reallocarray(items, wanted, size);
	if (grown)
		*cap = wanted;
	return grown;
}

static int find_benchmark(struct assay_decontam *index, const char *path, struct assay_str name, struct assay_err *err)
{
	/* Rows of one benchmark stand together, so the search goes from the last one back. */
	for (size_t i = index->n_benchmarks; i-- > 0;) {
		if (assay_str_eq(index->benchmarks[i].name, name) && strcmp(index->benchmarks[i].path, path) == 0) {
			index->item_benchmark = (uint32_t)i;
			return 0;
		}
	}
	struct benchmark *grown = reallocarray(index->benchmarks, index->n_benchmarks + 1, sizeof(*index->benchmarks));
	if (!grown)
		return out_of_memory(err);
	index->benchmarks = grown;
	struct benchmark *added = &grown[index->n_benchmarks];
	*added = (struct benchmark){.name = assay_arena_str(index->arena, name)};
	added->path = assay_arena_str(index->arena, assay_str_of(path)).data;
	if (!added->name.data || !added->path)
		return assay_arena_fail(index->arena, err);
	index->item_benchmark = (uint32_t)index->n_benchmarks++;
	return 0;
}

int assay_decontam_add_item(struct assay_decontam *index, const char *path, struct assay_str benchmark,
			    struct assay_str id, struct assay_err *err)
{
	int rc = find_benchmark(index, path, benchmark, err);
	if (rc)
		return rc;
	index->item_id = assay_arena_str(index->arena, id);
	if (!index->item_id.data)
		return assay_arena_fail(index->arena, err);
	index->benchmarks[index->item_benchmark].items++;
	return 0;
}

static int keep_words(struct assay_decontam *index, struct assay_err *err)
{
	const struct assay_words *words = &index->words;
	size_t offset = index->text.len;
	uint32_t *ends = with_room(index->ends, &index->cap_words, index->n_words + words->n, sizeof(*ends));
	if (!ends)
		return out_of_memory(err);
	index->ends = ends;
	if (assay_buf_append(&index->text, words->text.data, words->text.len))
		return assay_buf_error(&index->text, err);
	if (index->text.len > UINT32_MAX)
		return check_ceiling(index, err);
	for (size_t i = 0; i < words->n; i++)
		index->ends[index->n_words + i] = (uint32_t)(offset + words->ends[i]);
	index->n_words += words->n;
	return 0;
}

int assay_decontam_add_field(struct assay_decontam *index, enum assay_item_field kind, struct assay_str text,
			     struct assay_err *err)
{
	struct benchmark *benchmark = &index->benchmarks[index->item_benchmark];
	int rc = assay_words_split(&index->words, text, err);
	if (rc)
		return rc;
	benchmark->fields++;
	if (index->words.n < MIN_WORDS) {
		benchmark->too_short++;
		return 0;
	}
	struct field *fields = with_room(index->fields, &index->cap_fields, index->n_fields + 1, sizeof(*fields));
	if (!fields)
		return out_of_memory(err);
	index->fields = fields;
	index->fields[index->n_fields++] = (struct field){
		.benchmark = index->item_benchmark,
		.first_word = (uint32_t)index->n_words,
		.n_words = (uint32_t)index->words.n,
		.kind = kind,
		.item_id = index->item_id,
	};
	rc = keep_words(index, err);
	return rc ? rc : check_ceiling(index, err);
}

/* --- Hashing --- */

static struct assay_str item_word(const struct assay_decontam *index, size_t word)
{
	size_t start = word ? index->ends[word - 1] : 0;
	return (struct assay_str){.data = index->text.data + start, .len = index->ends[word] - start};
}

static uint64_t word_hash(struct assay_str word)
{
	return assay_xxh64(word.data, word.len, 0);
}

/* A window of `length` word hashes as a polynomial in BASE, moved on word by word. */
struct window {
	size_t length;
	uint64_t value;
	uint64_t top; /* BASE to the power of length - 1. */
};

static void window_start(struct window *w, const uint64_t *hashes, size_t length)
{
	*w = (struct window){.length = length, .top = 1};
	for (size_t i = 0; i < length; i++) {
		w->value = w->value * BASE + hashes[i];
		w->top *= i ? BASE : 1;
	}
}

static void window_move(struct window *w, uint64_t out, uint64_t in)
{
	w->value = (w->value - out * w->top) * BASE + in;
}

/* The last step of splitmix64: the low bits of a polynomial depend on its low bits only. */
static uint64_t window_hash(const struct window *w)
{
	uint64_t x = w->value + w->length;
	x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
	return x ^ (x >> 31);
}

/* --- Sealing --- */

/* The length of a field's grams: n, or all of a shorter field. */
static size_t gram_length(const struct assay_decontam *index, const struct field *field)
{
	return field->n_words < index->ngram ? field->n_words : index->ngram;
}

static size_t gram_count(const struct assay_decontam *index, const struct field *field)
{
	return field->n_words - gram_length(index, field) + 1;
}

static bool is_same_gram(const struct assay_decontam *index, size_t a, size_t b, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (!assay_str_eq(item_word(index, a + i), item_word(index, b + i)))
			return false;
	}
	return true;
}

static void insert(struct assay_decontam *index, uint64_t hash, uint32_t field, uint32_t word)
{
	const struct field *own = &index->fields[field];
	size_t length = gram_length(index, own);
	size_t copies = 0;
	size_t at = hash & index->mask;
	for (; index->slots[at].field != NO_FIELD; at = (at + 1) & index->mask) {
		const struct slot *slot = &index->slots[at];
		const struct field *other = &index->fields[slot->field];
		if (slot->hash == hash && gram_length(index, other) == length &&
		    is_same_gram(index, other->first_word + slot->word, own->first_word + word, length) &&
		    ++copies == MAX_COPIES)
			return;
	}
	index->slots[at] = (struct slot){.hash = hash, .field = field, .word = word};
	size_t bit = (hash >> 32) & index->bloom_mask;
	index->bloom[bit / 64] |= UINT64_C(1) << (bit % 64);
}

static int reserve_hashes(uint64_t **hashes, size_t *cap, size_t n, struct assay_err *err)
{
	uint64_t *grown = with_room(*hashes, cap, n ? n : 1, sizeof(*grown));
	if (!grown)
		return out_of_memory(err);
	*hashes = grown;
	return 0;
}

static int insert_field(struct assay_decontam *index, uint32_t f, struct assay_err *err)
{
	const struct field *field = &index->fields[f];
	struct window w;
	int rc = reserve_hashes(&index->hashes, &index->cap_hashes, field->n_words, err);
	if (rc)
		return rc;
	for (size_t i = 0; i < field->n_words; i++)
		index->hashes[i] = word_hash(item_word(index, field->first_word + i));
	size_t length = gram_length(index, field);
	size_t n = gram_count(index, field);
	index->has_length[length] = true;
	window_start(&w, index->hashes, length);
	for (size_t i = 0; i < n; i++) {
		insert(index, window_hash(&w), f, (uint32_t)i);
		if (i + 1 < n)
			window_move(&w, index->hashes[i], index->hashes[i + length]);
	}
	return 0;
}

static int make_table(struct assay_decontam *index, struct assay_err *err)
{
	size_t n = 0;
	for (size_t i = 0; i < index->n_fields; i++)
		n += gram_count(index, &index->fields[i]);
	size_t size = 64;
	while (size < n + n / 2)
		size *= 2;
	index->slots = calloc(size, sizeof(*index->slots));
	index->bloom = calloc(size / 4, sizeof(uint64_t)); /* 16 bits a slot: about 3 % false alarms. */
	if (!index->slots || !index->bloom)
		return out_of_memory(err);
	index->mask = size - 1;
	index->bloom_mask = size * 16 - 1;
	for (size_t i = 0; i < size; i++)
		index->slots[i].field = NO_FIELD;
	return 0;
}

int assay_decontam_seal(struct assay_decontam *index, struct assay_err *err)
{
	int rc = make_table(index, err);
	for (size_t i = 0; i < index->n_fields && rc == 0; i++)
		rc = insert_field(index, (uint32_t)i, err);
	for (size_t i = 0; i < index->n_benchmarks && rc == 0; i++)
		rc = assay_sha256_file(index->benchmarks[i].path, index->benchmarks[i].sha256, err);
	return rc;
}

/* --- Checking --- */

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
	if (rc == 0)
		rc = reserve_hashes(&scan->hashes, &scan->cap_hashes, scan->words.n, err);
	if (rc)
		return rc;
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

/* --- Saying what it holds --- */

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

void assay_decontam_describe(const struct assay_decontam *index, struct assay_jsonw *w)
{
	assay_jsonw_kv_u64(w, "ngram", index->ngram);
	assay_jsonw_kv_u64(w, "short_words", index->short_words);
	assay_jsonw_kv_u64(w, "normal_form", ASSAY_TEXT_VERSION);
	assay_jsonw_key(w, "benchmarks");
	assay_jsonw_array(w);
	for (size_t i = 0; i < index->n_benchmarks; i++) {
		const struct benchmark *b = &index->benchmarks[i];
		assay_jsonw_object(w);
		assay_jsonw_kv_str(w, "name", b->name);
		assay_jsonw_kv_c(w, "file", base_name(b->path));
		assay_jsonw_kv_c(w, "sha256", b->sha256);
		assay_jsonw_kv_u64(w, "items", b->items);
		assay_jsonw_kv_u64(w, "texts", b->fields);
		assay_jsonw_kv_u64(w, "texts_too_short", b->too_short);
		assay_jsonw_end_object(w);
	}
	assay_jsonw_end_array(w);
}
