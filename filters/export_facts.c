/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/export_report.h"

#include <stdlib.h>

/* Few names (checkers, models, languages), so a sorted list does. */
static int count(struct assay_tally *tally, struct assay_str name, struct assay_arena *arena, struct assay_err *err)
{
	size_t low = 0;
	size_t high = tally->n;
	if (!name.len)
		return 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = assay_str_cmp(tally->counts[middle].name, name);
		if (order == 0) {
			tally->counts[middle].n++;
			return 0;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (tally->n == tally->cap) {
		size_t cap = tally->cap ? tally->cap * 2 : 8;
		struct assay_count *grown = assay_arena_array(arena, cap, sizeof(*grown));
		if (!grown)
			return assay_arena_fail(arena, err);
		if (tally->n)
			memcpy(grown, tally->counts, tally->n * sizeof(*grown));
		tally->counts = grown;
		tally->cap = cap;
	}
	memmove(&tally->counts[low + 1], &tally->counts[low], (tally->n - low) * sizeof(*tally->counts));
	tally->counts[low] = (struct assay_count){.name = assay_arena_str(arena, name), .n = 1};
	tally->n++;
	return tally->counts[low].name.data ? 0 : assay_arena_fail(arena, err);
}

/* Counts the texts under `keys`, NULL-terminated, of a JSON object in the tallies beside them. */
static int count_members(struct assay_str json, const char *const *keys, struct assay_tally *const *tallies,
			 struct assay_arena *arena, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	if (!json.data)
		return 0;
	int rc = assay_json_parse(json, NULL, &doc, err);
	for (int i = 0; keys[i] && rc == 0; i++)
		rc = count(tallies[i], assay_json_str(assay_json_get(assay_json_root(doc), keys[i])), arena, err);
	return rc;
}

static int count_solutions(struct assay_export_facts *facts, const struct assay_sample *sample,
			   const struct assay_solution_row *solutions, size_t n, struct assay_arena *arena,
			   struct assay_err *err)
{
	static const char *const keys[] = {"checker", "assurance", "isolation", NULL};
	struct assay_tally *const tallies[] = {&facts->checkers, &facts->assurances, &facts->isolations};
	for (size_t i = 0; i < n; i++) {
		int rc = count(&facts->verdicts, solutions[i].verdict, arena, err);
		if (rc == 0)
			rc = count(&facts->models, solutions[i].model, arena, err);
		if (rc == 0)
			rc = count(&facts->languages, assay_solution_language(sample, &solutions[i]), arena, err);
		if (rc == 0)
			rc = count_members(solutions[i].proof, keys, tallies, arena, err);
		if (rc)
			return rc;
	}
	return 0;
}

/* Who learns from pairs must not learn length: what there is to learn of it is told. */
static void count_pairs(struct assay_export_facts *facts, const struct assay_sample *sample,
			const struct assay_buf *pairs)
{
	for (size_t at = 0; at < pairs->len; at += sizeof(struct assay_pair)) {
		struct assay_pair pair;
		memcpy(&pair, pairs->data + at, sizeof(pair));
		size_t chosen = sample->accepted[pair.accepted].response.len;
		size_t rejected = sample->rejected[pair.rejected].response.len;
		facts->n_pairs++;
		facts->n_chosen_longer += chosen > rejected;
		facts->n_rejected_longer += chosen < rejected;
		facts->length_ratios += (double)(chosen + 1) / (double)(rejected + 1);
	}
}

static int count_sample(struct assay_export_facts *facts, const struct assay_sample *sample, struct assay_arena *arena,
			struct assay_err *err)
{
	static const char *const keys[] = {"source", "license", NULL};
	struct assay_tally *const tallies[] = {&facts->sources, &facts->licenses};
	facts->by_split[sample->split]++;
	facts->n_without_accepted += sample->n_accepted == 0;
	for (size_t i = 0; i < sample->n_accepted; i++)
		facts->lengths[facts->n_accepted++] = sample->accepted[i].response.len;
	facts->n_rejected += sample->n_rejected;
	assay_autobuf struct assay_buf pairs = {0};
	if (assay_sample_pairs(sample, &pairs))
		return assay_buf_error(&pairs, err);
	count_pairs(facts, sample, &pairs);
	int rc = count(&facts->domains, sample->domain, arena, err);
	if (rc == 0)
		rc = count_members(sample->origin, keys, tallies, arena, err);
	if (rc == 0)
		rc = count_solutions(facts, sample, sample->accepted, sample->n_accepted, arena, err);
	return rc ? rc : count_solutions(facts, sample, sample->rejected, sample->n_rejected, arena, err);
}

static int by_length(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

static int read_name(struct assay_export_facts *facts, struct assay_arena *arena, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	facts->name = ASSAY_STR("dataset");
	if (!facts->options->config.data)
		return 0;
	int rc = assay_json_parse(facts->options->config, NULL, &doc, err);
	if (rc)
		return assay_err_wrap(err, rc, "config");
	struct assay_str name = assay_json_str(assay_json_get(assay_json_root(doc), "name"));
	if (name.len)
		facts->name = assay_arena_str(arena, name);
	return facts->name.data ? 0 : assay_arena_fail(arena, err);
}

int assay_export_facts_gather(const struct assay_export_set *set, const struct assay_export_options *options,
			      struct assay_arena *arena, struct assay_export_facts *ret, struct assay_err *err)
{
	size_t n_accepted = 0;
	*ret = (struct assay_export_facts){.options = options, .set = set};
	for (size_t i = 0; i < set->n; i++)
		n_accepted += set->samples[i].n_accepted;
	ret->lengths = assay_arena_array(arena, n_accepted ? n_accepted : 1, sizeof(*ret->lengths));
	if (!ret->lengths)
		return assay_arena_fail(arena, err);
	int rc = read_name(ret, arena, err);
	for (size_t i = 0; i < set->n && rc == 0; i++)
		rc = count_sample(ret, &set->samples[i], arena, err);
	qsort(ret->lengths, n_accepted, sizeof(*ret->lengths), by_length);
	return rc;
}
