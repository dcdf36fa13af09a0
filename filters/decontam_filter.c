/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/decontam.h"
#include "filters/filter.h"
#include "filters/kinds.h"

struct conf {
	struct assay_str_list benchmarks;
	uint64_t ngram;
	uint64_t short_words;
	uint64_t max_index_mb;
};

static const struct assay_option options[] = {
	{.name = "benchmarks",
	 .type = ASSAY_OPTION_STRS,
	 .offset = offsetof(struct conf, benchmarks),
	 .is_required = true,
	 .help = "files of benchmark items (.jsonl, .gz, .zst)"},
	{.name = "ngram",
	 .type = ASSAY_OPTION_U64,
	 .offset = offsetof(struct conf, ngram),
	 .def = "13",
	 .min = 3,
	 .max = 64,
	 .help = "words in a row that make a hit"},
	{.name = "short_words",
	 .type = ASSAY_OPTION_U64,
	 .offset = offsetof(struct conf, short_words),
	 .def = "6",
	 .min = 1,
	 .max = 64,
	 .help = "a benchmark text of fewer words is a hit only as a row's whole text"},
	{.name = "max_index_mb",
	 .type = ASSAY_OPTION_U64,
	 .offset = offsetof(struct conf, max_index_mb),
	 .def = "1024",
	 .min = 1,
	 .max = 1 << 20,
	 .help = "ceiling of the index"},
	{0},
};

static int create(const void *conf_, struct assay_arena *arena, void **ret_state, struct assay_err *err)
{
	const struct conf *conf = conf_;
	(void)arena; /* The index frees itself. */
	if (conf->benchmarks.n == 0)
		return assay_fail(err, ASSAY_ECONFIG, "benchmarks: name at least one file");
	const struct assay_decontam_options given = {
		.files = conf->benchmarks.items,
		.n_files = conf->benchmarks.n,
		.ngram = conf->ngram,
		.short_words = conf->short_words,
		.max_bytes = conf->max_index_mb << 20,
	};
	struct assay_decontam *index;
	int rc = assay_decontam_create(&given, &index, err);
	if (rc == 0)
		*ret_state = index;
	return rc;
}

static void destroy(void *state)
{
	assay_decontam_destroy(state);
}

static int note_hit(struct assay_row *row, const struct assay_decontam_hit *hit, struct assay_arena *arena,
		    struct assay_err *err)
{
	assay_autobuf struct assay_buf evidence = {0};
	struct assay_jsonw w;
	assay_jsonw_init(&w, &evidence);
	assay_decontam_write_hit(hit, &w);
	int rc = assay_buf_error(&evidence, err);
	if (rc)
		return rc;
	const struct assay_note note = {
		.filter = assay_filter_decontam.name,
		.code = "contaminated",
		.evidence = assay_buf_str(&evidence),
		.is_drop = true,
	};
	return assay_row_note(row, &note, arena, err);
}

static int apply_scan(struct assay_decontam_scan *scan, struct assay_row *rows, size_t n, struct assay_arena *arena,
		      struct assay_err *err)
{
	assay_autoarena struct assay_arena *scratch = assay_arena_create(0);
	if (!scan || !scratch)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	for (size_t i = 0; i < n; i++) {
		struct assay_decontam_hit hit;
		if (rows[i].is_dropped)
			continue;
		assay_arena_reset(scratch);
		int rc = assay_decontam_check(scan, rows[i].prompt, rows[i].response, scratch, &hit, err);
		if (rc == 0 && hit.strength)
			rc = note_hit(&rows[i], &hit, arena, err);
		if (rc)
			return rc;
	}
	return 0;
}

static int apply(void *state, struct assay_row *rows, size_t n, struct assay_arena *arena, struct assay_err *err)
{
	struct assay_decontam_scan *scan = assay_decontam_scan_create(state);
	int rc = apply_scan(scan, rows, n, arena, err);
	assay_decontam_scan_destroy(scan);
	return rc;
}

static void describe(const void *state, struct assay_jsonw *w)
{
	assay_decontam_describe(state, w);
}

const struct assay_filter_kind assay_filter_decontam = {
	.name = "decontam",
	.title = "rows that hold a benchmark item, in the prompt or in the response",
	.options = options,
	.conf_size = sizeof(struct conf),
	.create = create,
	.destroy = destroy,
	.apply = apply,
	.describe = describe,
};
