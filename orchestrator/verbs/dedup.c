/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/dedup.h"
#include "base/jsonl.h"
#include "orchestrator/shard.h"
#include "orchestrator/verb.h"
#include "orchestrator/verb_table.h"

#include <inttypes.h>
#include <stdio.h>

struct options {
	bool is_pairs;
	const char *fields, *out, *shard;
};

static const struct assay_flag flags[] = {
	{.name = "pairs",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, is_pairs),
	 .help = "rows are pairs of texts: say whether they are the same"},
	{.name = "fields",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, fields),
	 .value = "WHICH",
	 .help = "texts that must be the same: both, prompt or response; default: both"},
	{.name = "out",
	 .letter = 'o',
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, out),
	 .value = "FILE",
	 .help = "where rows go (.gz, .zst); default: standard output"},
	{.name = "shard",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, shard),
	 .value = "I/N",
	 .help = ASSAY_SHARD_HELP},
	{0},
};

struct deduping {
	enum assay_dedup_fields fields;
	struct assay_shard shard;
	struct assay_exact_index *index;
	struct assay_jsonl_writer *writer;
	struct assay_arena *arena; /* One row at a time. */
	struct assay_buf added, out, scratch;
	uint64_t n_rows, n_judged, n_same; /* Rows are numbered across shards. */
};

/* --- Pairs --- */

static int read_side(struct assay_json row, const char *key, struct assay_str *ret, struct assay_err *err)
{
	*ret = assay_json_str(assay_json_get(row, key));
	return ret->data ? 0 : assay_fail(err, ASSAY_EINVAL, "\"%s\" must be a string", key);
}

static int judge_pair(struct deduping *d, struct assay_json row, struct assay_err *err)
{
	struct assay_str a;
	struct assay_str b;
	bool is_same = false;
	if (!assay_shard_has_row(&d->shard, d->n_rows - 1))
		return 0;
	int rc = read_side(row, "a", &a, err);
	if (rc == 0)
		rc = read_side(row, "b", &b, err);
	if (rc == 0)
		rc = assay_exact_same(a, b, assay_json_str(assay_json_get(row, "domain")),
				      assay_json_str(assay_json_get(row, "language")), &is_same, err);
	if (rc)
		return rc;
	d->n_same += is_same;
	struct assay_jsonw w;
	struct assay_json id = assay_json_get(row, "id");
	assay_jsonw_init(&w, &d->out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_raw(&w, "id", id.node ? assay_json_raw(id) : ASSAY_STR("null"));
	assay_jsonw_kv_bool(&w, "exact", is_same);
	static const char *const not_judged[] = {"lexical", "template", "semantic", "similarity"};
	for (size_t i = 0; i < sizeof(not_judged) / sizeof(not_judged[0]); i++)
		assay_jsonw_kv_raw(&w, not_judged[i], ASSAY_STR("null"));
	assay_jsonw_end_object(&w);
	return assay_buf_error(&d->out, err);
}

/* --- Rows --- */

static int write_decision(struct deduping *d, const struct assay_row *row, const struct assay_exact_match *match,
			  struct assay_err *err)
{
	struct assay_jsonw w;
	char cluster[ASSAY_HASH_HEX];
	assay_hash_hex(&match->key, cluster);
	assay_jsonw_init(&w, &d->added);
	assay_jsonw_object(&w);
	assay_jsonw_kv_c(&w, "cluster", cluster);
	assay_jsonw_kv_bool(&w, "kept", match->is_first);
	assay_jsonw_key(&w, "duplicate_of");
	if (match->is_first) {
		assay_jsonw_null(&w);
	} else if (match->first_id.data) {
		assay_jsonw_str(&w, match->first_id);
	} else {
		char number[32];
		(void)snprintf(number, sizeof(number), "#%" PRIu64, match->first);
		assay_jsonw_c(&w, number);
	}
	assay_jsonw_end_object(&w);
	int rc = assay_buf_error(&d->added, err);
	return rc ? rc : assay_row_write_with(row->raw, assay_buf_str(&d->added), &d->out, err);
}

static int judge_row(struct deduping *d, struct assay_json json, struct assay_err *err)
{
	struct assay_row row;
	struct assay_exact_match match;
	struct assay_hash128 key;
	int rc = assay_row_from_json(json, d->arena, &row, err);
	if (rc == 0 && d->shard.count) {
		rc = assay_exact_key(&row, d->fields, &d->scratch, &key, err);
		if (rc == 0 && !assay_shard_has_key(&d->shard, &key))
			return 0; /* So are all its duplicates. */
	}
	if (rc == 0)
		rc = assay_exact_index_add(d->index, &row, d->n_rows, &match, err);
	if (rc)
		return rc;
	d->n_same += !match.is_first;
	return write_decision(d, &row, &match, err);
}

/* --- The verb --- */

static int each(void *arg, struct assay_json json, struct assay_err *err)
{
	struct deduping *d = arg;
	assay_arena_reset(d->arena);
	assay_buf_clear(&d->out);
	assay_buf_clear(&d->added);
	d->n_rows++;
	int rc = d->index ? judge_row(d, json, err) : judge_pair(d, json, err);
	if (rc || d->out.len == 0)
		return rc;
	d->n_judged++;
	return assay_jsonl_write(d->writer, assay_buf_str(&d->out), err);
}

static int dedup(struct deduping *d, const struct options *o, const char *path, struct assay_err *err)
{
	int rc = assay_jsonl_create(o->out, &d->writer, err);
	if (rc)
		return rc;
	rc = assay_jsonl_each(path, each, d, err);
	if (rc) {
		/* A stream keeps the rows before the bad one; a file does not appear. */
		(void)assay_jsonl_flush(d->writer, NULL);
		assay_jsonl_abort(d->writer);
		return rc;
	}
	rc = assay_jsonl_commit_take(d->writer, err);
	if (rc == 0)
		(void)fprintf(stderr, "assay dedup: %" PRIu64 " of %" PRIu64 " %s\n", d->n_same, d->n_judged,
			      o->is_pairs ? "pairs are the same" : "rows are duplicates");
	return rc;
}

static int find_fields(const char *name, enum assay_dedup_fields *ret, struct assay_err *err)
{
	static const char *const names[] = {
		[ASSAY_DEDUP_BOTH] = "both", [ASSAY_DEDUP_PROMPT] = "prompt", [ASSAY_DEDUP_RESPONSE] = "response"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		*ret = (enum assay_dedup_fields)i;
		if (assay_str_is(assay_str_of(name), names[i]))
			return 0;
	}
	return assay_fail(err, ASSAY_ECONFIG, "--fields: expected both, prompt or response, found \"%s\"", name);
}

static int run(int argc, char **argv, struct assay_err *err)
{
	struct options o = {.out = "-", .fields = "both"};
	struct deduping d = {0};
	int first;
	int rc = assay_verb_parse(&assay_verb_dedup, argc, argv, &o, &first, err);
	if (rc)
		return rc < 0 ? rc : 0;
	rc = find_fields(o.fields, &d.fields, err);
	if (rc == 0)
		rc = assay_shard_parse(o.shard, &d.shard, err);
	if (rc)
		return rc;
	if (argc - first > 1)
		return assay_fail(err, ASSAY_ECONFIG, "name at most one file of rows");
	d.arena = assay_arena_create(0);
	d.index = o.is_pairs ? NULL : assay_exact_index_create(d.fields);
	rc = (d.index || o.is_pairs) && d.arena ? dedup(&d, &o, first < argc ? argv[first] : "-", err)
						: assay_fail(err, ASSAY_ENOMEM, "out of memory");
	assay_exact_index_destroy(d.index);
	assay_arena_destroy(d.arena);
	assay_buf_finish(&d.added);
	assay_buf_finish(&d.out);
	assay_buf_finish(&d.scratch);
	return rc;
}

const struct assay_verb assay_verb_dedup = {
	.name = "dedup",
	.summary = "find rows that are the same after normalisation",
	.usage = "[ROWS|-] [-o FILE] | --pairs [PAIRS|-]",
	.details =
		"Rows in:  {\"id\":..,\"prompt\":\"..\",\"response\":\"..\",\"domain\":\"math\"|\"code\",\"language\":"
		"\"..\"}, or messages, or Alpaca's keys.\n"
		"Rows out: the same with \"cluster\", \"kept\" and \"duplicate_of\" (the id of the first row of its "
		"kind, or "
		"#N for row N), in input order.\n"
		"--pairs:  {\"id\",\"a\",\"b\",\"domain\"} -> {\"id\",\"exact\",\"lexical\",\"template\",\"semantic\","
		"\"similarity\"}; only exact is judged,\n"
		"the others are null. Operators and digits always count; in code, case and literals too.",
	.example = "  assay dedup rows.jsonl.gz -o marked.jsonl && jq -c 'select(.kept)' marked.jsonl",
	.flags = flags,
	.run = run,
};
