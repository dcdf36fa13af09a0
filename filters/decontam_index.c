/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/decontam_index.h"
#include "filters/decontam_table.h"

#include <stdlib.h>

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

/* --- Sealing --- */

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

static int insert_field(struct assay_decontam *index, uint32_t f, struct assay_err *err)
{
	const struct field *field = &index->fields[f];
	struct window w;
	uint64_t *hashes = with_room(index->hashes, &index->cap_hashes, field->n_words, sizeof(*hashes));
	if (!hashes)
		return out_of_memory(err);
	index->hashes = hashes;
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
