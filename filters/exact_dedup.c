/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/dedup.h"
#include "filters/kinds.h"
#include "filters/text.h"

#include "base/map.h"

#include <stdlib.h>

static int text_hash(struct assay_str text, enum assay_reading reading, const struct assay_row *row, bool is_prompt,
		     struct assay_buf *scratch, struct assay_hash128 *ret, struct assay_err *err)
{
	assay_buf_clear(scratch);
	int rc = is_prompt ? assay_text_prompt(text, reading, row->language, scratch, err)
			   : assay_text_response(text, reading, row->language, scratch, err);
	if (rc == 0)
		*ret = assay_hash_of(assay_buf_str(scratch));
	return rc;
}

static struct assay_str hash_str(const struct assay_hash128 *hash)
{
	return (struct assay_str){.data = (const char *)hash->bytes, .len = sizeof(hash->bytes)};
}

int assay_exact_key(const struct assay_row *row, enum assay_dedup_fields fields, struct assay_buf *scratch,
		    struct assay_hash128 *ret, struct assay_err *err)
{
	enum assay_reading reading = assay_reading_of(row->domain, row->language);
	struct assay_hash128 prompt = {0};
	struct assay_hash128 response = {0};
	int rc = 0;
	if (fields != ASSAY_DEDUP_RESPONSE)
		rc = text_hash(row->prompt, reading, row, true, scratch, &prompt, err);
	if (rc == 0 && fields != ASSAY_DEDUP_PROMPT)
		rc = text_hash(row->response, reading, row, false, scratch, &response, err);
	if (rc)
		return rc;
	/* The reading belongs to the key: what is equal as prose need not be equal as code. */
	static const char *const readings[] = {"careful", "prose", "code"};
	const struct assay_str parts[] = {
		assay_str_of(readings[reading]),
		row->language.len ? row->language : ASSAY_STR(""),
		hash_str(&prompt),
		hash_str(&response),
	};
	*ret = assay_hash_fields(parts, sizeof(parts) / sizeof(parts[0]));
	return 0;
}

int assay_exact_same(struct assay_str a, struct assay_str b, struct assay_str domain, struct assay_str language,
		     bool *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf first = {0};
	assay_autobuf struct assay_buf second = {0};
	enum assay_reading reading = assay_reading_of(domain, language);
	int rc = assay_text_response(a, reading, language, &first, err);
	if (rc == 0)
		rc = assay_text_response(b, reading, language, &second, err);
	if (rc == 0)
		*ret = assay_str_eq(assay_buf_str(&first), assay_buf_str(&second));
	return rc;
}

/* --- Index --- */

struct entry {
	struct assay_hash128 key;
	uint64_t ordinal;
	struct assay_str id;
};

struct assay_exact_index {
	enum assay_dedup_fields fields;
	struct assay_arena *arena;
	struct assay_map *entries;
	struct assay_buf scratch;
};

struct assay_exact_index *assay_exact_index_create(enum assay_dedup_fields fields)
{
	struct assay_exact_index *index = calloc(1, sizeof(*index));
	if (!index)
		return NULL;
	index->fields = fields;
	index->arena = assay_arena_create(0);
	index->entries = assay_map_create();
	if (index->arena && index->entries)
		return index;
	assay_exact_index_destroy(index);
	return NULL;
}

void assay_exact_index_destroy(struct assay_exact_index *index)
{
	if (!index)
		return;
	assay_map_destroy(index->entries);
	assay_arena_destroy(index->arena);
	assay_buf_finish(&index->scratch);
	free(index);
}

static int add_entry(struct assay_exact_index *index, const struct assay_hash128 *key, uint64_t ordinal,
		     struct assay_str id, struct assay_err *err)
{
	struct entry *entry = assay_arena_alloc(index->arena, sizeof(*entry));
	if (!entry)
		return assay_arena_fail(index->arena, err);
	*entry = (struct entry){.key = *key, .ordinal = ordinal, .id = assay_arena_str(index->arena, id)};
	if (id.data && !entry->id.data)
		return assay_arena_fail(index->arena, err);
	if (assay_map_add(index->entries, hash_str(&entry->key), entry, NULL) < 0)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	return 0;
}

int assay_exact_index_add(struct assay_exact_index *index, const struct assay_row *row, uint64_t ordinal,
			  struct assay_exact_match *ret, struct assay_err *err)
{
	*ret = (struct assay_exact_match){0};
	int rc = assay_exact_key(row, index->fields, &index->scratch, &ret->key, err);
	if (rc)
		return rc;
	const struct entry *first = assay_map_get(index->entries, hash_str(&ret->key));
	if (!first) {
		ret->is_first = true;
		ret->first = ordinal;
		return add_entry(index, &ret->key, ordinal, row->id, err);
	}
	ret->first = first->ordinal;
	ret->first_id = first->id;
	return 0;
}

/* --- The filter --- */

struct conf {
	int fields;
};

static const char *const field_choices[] = {"both", "prompt", "response", NULL};

static const struct assay_option options[] = {
	{.name = "fields",
	 .type = ASSAY_OPTION_ENUM,
	 .offset = offsetof(struct conf, fields),
	 .choices = field_choices,
	 .def = "both",
	 .help = "texts that must be the same"},
	{0},
};

static int create(const void *conf, struct assay_arena *arena, void **ret_state, struct assay_err *err)
{
	struct conf *state = assay_arena_alloc(arena, sizeof(*state));
	if (!state)
		return assay_arena_fail(arena, err);
	*state = *(const struct conf *)conf;
	*ret_state = state;
	return 0;
}

static int note_duplicate(struct assay_row *row, const struct assay_exact_match *match, struct assay_arena *arena,
			  struct assay_err *err)
{
	assay_autobuf struct assay_buf evidence = {0};
	struct assay_jsonw w;
	char hex[ASSAY_HASH_HEX];
	assay_hash_hex(&match->key, hex);
	assay_jsonw_init(&w, &evidence);
	assay_jsonw_object(&w);
	assay_jsonw_kv_str_opt(&w, "duplicate_of", match->first_id);
	assay_jsonw_kv_u64(&w, "row", match->first);
	assay_jsonw_kv_c(&w, "key", hex);
	assay_jsonw_end_object(&w);
	int rc = assay_buf_error(&evidence, err);
	if (rc)
		return rc;
	const struct assay_note note = {
		.filter = assay_filter_exact_dedup.name,
		.code = "duplicate",
		.evidence = assay_buf_str(&evidence),
		.is_drop = true,
	};
	return assay_row_note(row, &note, arena, err);
}

static int apply(void *state, struct assay_row *rows, size_t n, struct assay_arena *arena, struct assay_err *err)
{
	const struct conf *conf = state;
	struct assay_exact_index *index = assay_exact_index_create((enum assay_dedup_fields)conf->fields);
	int rc = index ? 0 : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	for (size_t i = 0; i < n && rc == 0; i++) {
		struct assay_exact_match match;
		if (rows[i].is_dropped)
			continue;
		rc = assay_exact_index_add(index, &rows[i], rows[i].number ? rows[i].number : i + 1, &match, err);
		if (rc == 0 && !match.is_first)
			rc = note_duplicate(&rows[i], &match, arena, err);
	}
	assay_exact_index_destroy(index);
	return rc;
}

static void describe(const void *state, struct assay_jsonw *w)
{
	const struct conf *conf = state;
	assay_jsonw_kv_c(w, "fields", field_choices[conf->fields]);
	assay_jsonw_kv_u64(w, "normal_form", ASSAY_TEXT_VERSION);
}

static bool crosses_prompts(const void *state)
{
	return ((const struct conf *)state)->fields == ASSAY_DEDUP_RESPONSE;
}

const struct assay_filter_kind assay_filter_exact_dedup = {
	.name = "exact-dedup",
	.title = "rows that are the same after normalisation; the first is kept",
	.options = options,
	.conf_size = sizeof(struct conf),
	.create = create,
	.apply = apply,
	.describe = describe,
	.crosses_prompts = crosses_prompts,
};
