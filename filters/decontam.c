/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/decontam.h"
#include "filters/decontam_index.h"

#include "base/jsonl.h"

#include <stdlib.h>

#define DEFAULT_NGRAM	    13
#define DEFAULT_SHORT_WORDS 6
#define DEFAULT_MAX_BYTES   ((uint64_t)1 << 30)

/* Where public benchmarks keep what must not be trained on. */
static const struct {
	const char *key;
	enum assay_item_field field;
} text_keys[] = {
	{"prompt", ASSAY_ITEM_PROMPT},	    {"statement", ASSAY_ITEM_PROMPT},
	{"question", ASSAY_ITEM_PROMPT},    {"problem", ASSAY_ITEM_PROMPT},
	{"instruction", ASSAY_ITEM_PROMPT}, {"text", ASSAY_ITEM_PROMPT},
	{"solution", ASSAY_ITEM_SOLUTION},  {"code", ASSAY_ITEM_SOLUTION},
	{"answer", ASSAY_ITEM_SOLUTION},    {"canonical_solution", ASSAY_ITEM_SOLUTION},
	{"response", ASSAY_ITEM_SOLUTION},  {"output", ASSAY_ITEM_SOLUTION},
};

static const char *const id_keys[] = {"id", "task_id", "problem_id", "question_id", NULL};

struct loading {
	struct assay_decontam *index;
	const char *path;
	struct assay_str stem; /* Names the rows that do not name their benchmark. */
	struct assay_arena *scratch;
};

/* "suites/gsm8k_test.jsonl.gz" is gsm8k_test. */
static struct assay_str stem_of(struct assay_str path)
{
	size_t start = path.len;
	while (start > 0 && path.data[start - 1] != '/')
		start--;
	struct assay_str name = assay_str_sub(path, start, path.len);
	static const char *const suffixes[] = {".gz", ".zst", ".jsonl", ".json", ".ndjson"};
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		if (assay_str_ends(name, suffixes[i]) && name.len > strlen(suffixes[i]))
			name.len -= strlen(suffixes[i]);
	}
	return name;
}

static int read_item_id(struct loading *l, struct assay_json row, uint64_t line, struct assay_str *ret,
			struct assay_err *err)
{
	for (size_t i = 0; id_keys[i]; i++) {
		struct assay_json value = assay_json_get(row, id_keys[i]);
		enum assay_json_type type = assay_json_type(value);
		if (type == ASSAY_JSON_STRING || type == ASSAY_JSON_NUMBER) {
			*ret = type == ASSAY_JSON_STRING ? assay_json_str(value) : assay_json_raw(value);
			return 0;
		}
	}
	*ret = assay_arena_printf(l->scratch, "line %llu", (unsigned long long)line);
	return ret->data ? 0 : assay_arena_fail(l->scratch, err);
}

static int add_texts(struct assay_decontam *index, struct assay_json row, size_t *n, struct assay_err *err)
{
	int rc = 0;
	for (size_t i = 0; i < sizeof(text_keys) / sizeof(text_keys[0]) && rc == 0; i++) {
		struct assay_str text = assay_json_str(assay_json_get(row, text_keys[i].key));
		if (!text.data)
			continue;
		rc = assay_decontam_add_field(index, text_keys[i].field, text, err);
		++*n;
	}
	/* Problems in assay's own form carry their solutions in a list. */
	assay_json_each (reference, assay_json_get(row, "reference")) {
		struct assay_str code = assay_json_str(assay_json_get(reference, "code"));
		if (rc || !code.data)
			continue;
		rc = assay_decontam_add_field(index, ASSAY_ITEM_SOLUTION, code, err);
		++*n;
	}
	return rc;
}

static int add_row(struct loading *l, struct assay_json row, uint64_t line, struct assay_err *err)
{
	struct assay_str benchmark = assay_json_str(assay_json_get(row, "benchmark"));
	struct assay_str id;
	size_t n = 0;
	if (assay_json_type(row) != ASSAY_JSON_OBJECT)
		return assay_fail(err, ASSAY_EINVAL, "expected a benchmark item, found %s",
				  assay_json_type_name(assay_json_type(row)));
	assay_arena_reset(l->scratch);
	int rc = read_item_id(l, row, line, &id, err);
	if (rc == 0)
		rc = assay_decontam_add_item(l->index, l->path, benchmark.len ? benchmark : l->stem, id, err);
	if (rc == 0)
		rc = add_texts(l->index, row, &n, err);
	if (rc == 0 && n == 0)
		rc = assay_fail(err, ASSAY_EINVAL,
				"no text to compare with: expected \"prompt\", \"question\", \"text\", \"solution\", "
				"\"answer\", \"code\" or the like");
	return rc;
}

static int load_file(struct assay_decontam *index, struct assay_str path, struct assay_err *err)
{
	struct loading l = {.index = index, .path = path.data, .stem = stem_of(path)};
	struct assay_jsonl_reader *reader;
	struct assay_json row;
	uint64_t n = 0;
	int rc = assay_jsonl_open(path.data, 0, &reader, err);
	if (rc)
		return rc;
	l.scratch = assay_arena_create(0);
	rc = l.scratch ? 0 : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	while (rc == 0 && (rc = assay_jsonl_next(reader, &row, err)) == 1) {
		rc = add_row(&l, row, assay_jsonl_line(reader), err);
		if (rc)
			(void)assay_jsonl_wrap(reader, rc, err);
		n++;
	}
	assay_jsonl_close(reader);
	assay_arena_destroy(l.scratch);
	if (rc == 0 && n == 0)
		rc = assay_fail(err, ASSAY_EINVAL, "%s: no benchmark items in it", path.data);
	return rc;
}

int assay_decontam_create(const struct assay_decontam_options *options, struct assay_decontam **ret,
			  struct assay_err *err)
{
	struct assay_decontam *index;
	int rc = assay_decontam_index_create(options->ngram ? options->ngram : DEFAULT_NGRAM,
					     options->short_words ? options->short_words : DEFAULT_SHORT_WORDS,
					     options->max_bytes ? options->max_bytes : DEFAULT_MAX_BYTES, &index, err);
	if (rc)
		return rc;
	for (size_t i = 0; i < options->n_files && rc == 0; i++)
		rc = load_file(index, options->files[i], err);
	if (rc == 0)
		rc = assay_decontam_seal(index, err);
	if (rc) {
		assay_decontam_destroy(index);
		return rc;
	}
	*ret = index;
	return 0;
}

/* --- Evidence --- */

const char *assay_contamination_name(enum assay_contamination strength)
{
	return strength == ASSAY_CONTAMINATION_EXACT ? "exact" : NULL;
}

void assay_decontam_write_hit(const struct assay_decontam_hit *hit, struct assay_jsonw *w)
{
	assay_jsonw_object(w);
	assay_jsonw_kv_str(w, "benchmark", hit->benchmark);
	assay_jsonw_kv_str(w, "bench_id", hit->item_id);
	assay_jsonw_kv_c(w, "strength", assay_contamination_name(hit->strength));
	assay_jsonw_kv_c(w, "rule", hit->rule);
	assay_jsonw_kv_str(w, "words", hit->words);
	assay_jsonw_kv_c(w, "item_field", hit->item_field);
	assay_jsonw_kv_u64(w, "item_word", hit->item_word);
	assay_jsonw_kv_c(w, "row_field", hit->row_field);
	assay_jsonw_kv_u64(w, "row_word", hit->row_word);
	assay_jsonw_kv_u64(w, "matched", hit->n_matched);
	assay_jsonw_kv_u64(w, "of", hit->n_grams);
	assay_jsonw_end_object(w);
}
