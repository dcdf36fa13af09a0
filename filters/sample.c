/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/export.h"

/* --- Reading --- */

static int read_required(struct assay_json object, const char *key, struct assay_arena *arena, struct assay_str *ret,
			 struct assay_err *err)
{
	int rc = assay_json_read_str(object, key, arena, ret, err);
	if (rc == 0 && !ret->data)
		rc = assay_fail(err, ASSAY_EINVAL, "\"%s\" is missing", key);
	return rc;
}

/* An object as JSON text; null and nothing are absent. */
static int read_object(struct assay_json object, const char *key, struct assay_arena *arena, struct assay_str *ret,
		       struct assay_err *err)
{
	enum assay_json_type type = assay_json_type(assay_json_get(object, key));
	if (type == ASSAY_JSON_NONE || type == ASSAY_JSON_NULL)
		return 0;
	if (type != ASSAY_JSON_OBJECT)
		return assay_fail(err, ASSAY_EINVAL, "\"%s\": expected an object, found %s", key,
				  assay_json_type_name(type));
	return assay_json_read_raw(object, key, arena, ret, err);
}

static int read_solution(struct assay_json value, struct assay_arena *arena, struct assay_solution_row *ret,
			 struct assay_err *err)
{
	if (assay_json_type(value) != ASSAY_JSON_OBJECT)
		return assay_fail(err, ASSAY_EINVAL, "expected a solution, found %s",
				  assay_json_type_name(assay_json_type(value)));
	int rc = read_required(value, "id", arena, &ret->id, err);
	if (rc == 0)
		rc = read_required(value, "response", arena, &ret->response, err);
	if (rc == 0)
		rc = read_required(value, "verdict", arena, &ret->verdict, err);
	if (rc == 0)
		rc = assay_json_read_str(value, "model", arena, &ret->model, err);
	if (rc == 0)
		rc = assay_json_read_str(value, "language", arena, &ret->language, err);
	if (rc == 0)
		rc = assay_json_read_f64(value, "pass_fraction", &ret->pass_fraction, err);
	return rc ? rc : read_object(value, "proof", arena, &ret->proof, err);
}

static int read_solutions(struct assay_json row, const char *key, struct assay_arena *arena,
			  const struct assay_solution_row **ret, size_t *ret_n, struct assay_err *err)
{
	struct assay_json list = assay_json_get(row, key);
	enum assay_json_type type = assay_json_type(list);
	if (type == ASSAY_JSON_NONE || type == ASSAY_JSON_NULL)
		return 0;
	if (type != ASSAY_JSON_ARRAY)
		return assay_fail(err, ASSAY_EINVAL, "\"%s\": expected a list, found %s", key,
				  assay_json_type_name(type));
	size_t n = assay_json_count(list);
	struct assay_solution_row *solutions = assay_arena_array(arena, n ? n : 1, sizeof(*solutions));
	if (!solutions)
		return assay_arena_fail(arena, err);
	size_t i = 0;
	assay_json_each (value, list) {
		int rc = read_solution(value, arena, &solutions[i], err);
		if (rc)
			return assay_err_wrap(err, rc, "%s[%zu]", key, i);
		i++;
	}
	*ret = solutions;
	*ret_n = n;
	return 0;
}

static int read_split(struct assay_json row, struct assay_sample *sample, struct assay_err *err)
{
	struct assay_json value = assay_json_get(row, "split");
	enum assay_json_type type = assay_json_type(value);
	sample->is_split_absent = type == ASSAY_JSON_NONE || type == ASSAY_JSON_NULL;
	if (sample->is_split_absent)
		return 0;
	for (int s = 0; s < ASSAY_N_SPLITS; s++) {
		sample->split = (enum assay_split)s;
		if (assay_str_is(assay_json_str(value), assay_split_name(sample->split)))
			return 0;
	}
	return assay_fail(err, ASSAY_EINVAL, "\"split\": expected train, val or test");
}

static int read_difficulty(struct assay_json row, struct assay_sample *sample, struct assay_err *err)
{
	int rc = assay_json_read_u64(row, "tries", 0, UINT64_MAX, &sample->tries, err);
	if (rc == 0)
		rc = assay_json_read_f64(row, "pass_rate", &sample->pass_rate, err);
	if (rc == 0 && !(sample->pass_rate >= 0 && sample->pass_rate <= 1))
		return assay_fail(err, ASSAY_EINVAL, "\"pass_rate\": expected a number from 0 to 1");
	return rc;
}

int assay_sample_read(struct assay_json row, struct assay_arena *arena, struct assay_sample *ret, struct assay_err *err)
{
	struct assay_sample sample = {0};
	if (assay_json_type(row) != ASSAY_JSON_OBJECT)
		return assay_fail(err, ASSAY_EINVAL, "expected a sample, found %s",
				  assay_json_type_name(assay_json_type(row)));
	int rc = read_required(row, "id", arena, &sample.id, err);
	if (rc == 0)
		rc = read_required(row, "prompt", arena, &sample.prompt, err);
	if (rc == 0)
		rc = assay_json_read_str(row, "domain", arena, &sample.domain, err);
	if (rc == 0)
		rc = assay_json_read_str(row, "language", arena, &sample.language, err);
	if (rc == 0)
		rc = assay_json_read_str(row, "ground_truth", arena, &sample.ground_truth, err);
	if (rc == 0)
		rc = read_object(row, "origin", arena, &sample.origin, err);
	if (rc == 0)
		rc = read_split(row, &sample, err);
	if (rc == 0)
		rc = read_difficulty(row, &sample, err);
	if (rc == 0)
		rc = read_solutions(row, "accepted", arena, &sample.accepted, &sample.n_accepted, err);
	if (rc == 0)
		rc = read_solutions(row, "rejected", arena, &sample.rejected, &sample.n_rejected, err);
	if (rc == 0)
		*ret = sample;
	return rc;
}

/* --- Writing --- */

static void write_solutions(const char *key, const struct assay_solution_row *solutions, size_t n,
			    struct assay_jsonw *w)
{
	assay_jsonw_key(w, key);
	assay_jsonw_array(w);
	for (size_t i = 0; i < n; i++) {
		const struct assay_solution_row *s = &solutions[i];
		assay_jsonw_object(w);
		assay_jsonw_kv_str(w, "id", s->id);
		assay_jsonw_kv_str(w, "response", s->response);
		assay_jsonw_kv_str_opt(w, "model", s->model);
		assay_jsonw_kv_str_opt(w, "language", s->language);
		assay_jsonw_kv_str(w, "verdict", s->verdict);
		assay_jsonw_kv_f64(w, "pass_fraction", s->pass_fraction);
		assay_jsonw_kv_raw_opt(w, "proof", s->proof);
		assay_jsonw_end_object(w);
	}
	assay_jsonw_end_array(w);
}

int assay_sample_write(const struct assay_sample *sample, struct assay_buf *out, struct assay_err *err)
{
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_str(&w, "id", sample->id);
	if (!sample->is_split_absent)
		assay_jsonw_kv_c(&w, "split", assay_split_name(sample->split));
	assay_jsonw_kv_str_opt(&w, "domain", sample->domain);
	assay_jsonw_kv_str_opt(&w, "language", sample->language);
	assay_jsonw_kv_str(&w, "prompt", sample->prompt);
	assay_jsonw_kv_str_opt(&w, "ground_truth", sample->ground_truth);
	assay_jsonw_kv_raw_opt(&w, "origin", sample->origin);
	if (sample->tries) {
		assay_jsonw_kv_u64(&w, "tries", sample->tries);
		assay_jsonw_kv_f64(&w, "pass_rate", sample->pass_rate);
	}
	write_solutions("accepted", sample->accepted, sample->n_accepted, &w);
	write_solutions("rejected", sample->rejected, sample->n_rejected, &w);
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}

/* --- Pairs --- */

struct assay_str assay_solution_language(const struct assay_sample *sample, const struct assay_solution_row *solution)
{
	return solution->language.data ? solution->language : sample->language;
}

static bool is_comparable(size_t a, size_t b)
{
	size_t shorter = a < b ? a : b;
	size_t longer = a < b ? b : a;
	return longer - shorter <= ASSAY_PAIR_LENGTH_SLACK || longer <= ASSAY_PAIR_LENGTH_RATIO * shorter;
}

/* Whether rejected solution `r` stands in one of the pairs. */
static bool is_used(const struct assay_buf *pairs, size_t start, size_t r)
{
	for (size_t at = start; at < pairs->len; at += sizeof(struct assay_pair)) {
		struct assay_pair pair;
		memcpy(&pair, pairs->data + at, sizeof(pair));
		if (pair.rejected == r)
			return true;
	}
	return false;
}

int assay_sample_pairs(const struct assay_sample *sample, struct assay_buf *out)
{
	size_t start = out->len;
	for (size_t a = 0; a < sample->n_accepted; a++) {
		struct assay_str language = assay_solution_language(sample, &sample->accepted[a]);
		for (size_t r = 0; r < sample->n_rejected; r++) {
			const struct assay_pair pair = {.accepted = a, .rejected = r};
			if (!assay_str_eq(language, assay_solution_language(sample, &sample->rejected[r])) ||
			    !is_comparable(sample->accepted[a].response.len, sample->rejected[r].response.len) ||
			    is_used(out, start, r))
				continue;
			int rc = assay_buf_append(out, &pair, sizeof(pair));
			if (rc)
				return rc;
			break;
		}
	}
	return 0;
}
