/* SPDX-License-Identifier: Apache-2.0 */
/* Verdict rows. */
#include "verifiers/verify.h"

#include <math.h>

static const char *const assurance_names[] = {
	[ASSAY_ASSURANCE_SEPARATED] = "separated",
	[ASSAY_ASSURANCE_IN_PROCESS] = "in_process",
	[ASSAY_ASSURANCE_PROVED] = "proved",
	[ASSAY_ASSURANCE_PROBABLE] = "probable",
};

/* As assay_enforcer_name() and assay_isolation_name() say them; this library does not link the sandbox. */
static const char *const enforcer_names[] = {
	[ASSAY_ENFORCER_RLIMIT] = "rlimit",
	[ASSAY_ENFORCER_CGROUP1] = "cgroup1",
	[ASSAY_ENFORCER_CGROUP2] = "cgroup2",
	[ASSAY_ENFORCER_HYBRID] = "hybrid",
};

static const char *const isolation_names[] = {
	[ASSAY_ISOLATION_NONE] = "none",
	[ASSAY_ISOLATION_LANDLOCK] = "landlock",
	[ASSAY_ISOLATION_NAMESPACES] = "namespaces",
};

static const char *const forked_names[] = {
	[ASSAY_FORKED_SAME] = "same",
	[ASSAY_FORKED_DIFFERENT] = "different",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/** Index of a name in a table whose entry 0 may be NULL; `n` when it is not there. */
static size_t find_name(struct assay_str name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (names[i] && assay_str_is(name, names[i]))
			return i;
	}
	return n;
}

const char *assay_assurance_name(enum assay_assurance assurance)
{
	return (size_t)assurance < COUNT(assurance_names) ? assurance_names[assurance] : NULL;
}

static void write_opt(struct assay_jsonw *w, const char *key, const char *name)
{
	assay_jsonw_kv_str_opt(w, key, assay_str_of(name));
}

static void write_f64(struct assay_jsonw *w, const char *key, double value)
{
	assay_jsonw_key(w, key);
	assay_jsonw_f64(w, value);
}

static void write_counts(const struct assay_verdict *verdict, struct assay_jsonw *w)
{
	/* Mathematics has no tests: nothing to count. */
	if (verdict->total == 0)
		return;
	assay_jsonw_key(w, "passed");
	assay_jsonw_u64(w, verdict->passed);
	assay_jsonw_key(w, "total");
	assay_jsonw_u64(w, verdict->total);
	write_f64(w, "pass_fraction", ((double)verdict->passed + verdict->partial) / (double)verdict->total);
	assay_jsonw_kv_str_opt(w, "pass_bits", verdict->pass_bits);
}

int assay_verdict_write(const struct assay_verdict *verdict, struct assay_str problem_id, struct assay_str candidate_id,
			struct assay_buf *out, struct assay_err *err)
{
	char hex[ASSAY_HASH_HEX];
	struct assay_jsonw w;

	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_str(&w, "problem_id", problem_id);
	assay_jsonw_kv_str(&w, "candidate_id", candidate_id);
	assay_jsonw_key(&w, "verdict");
	assay_jsonw_c(&w, assay_word_name(verdict->word));
	write_counts(verdict, &w);
	assay_jsonw_kv_str_opt(&w, "reason", verdict->reason);
	assay_jsonw_kv_raw_opt(&w, "evidence", verdict->evidence);
	write_opt(&w, "assurance", assay_assurance_name(verdict->assurance));
	write_f64(&w, "cpu_ms", (double)verdict->cpu_us / 1000);
	if (verdict->longest_us > 0)
		write_f64(&w, "longest_cpu_ms", (double)verdict->longest_us / 1000);
	write_f64(&w, "wall_ms", (double)verdict->wall_us / 1000);
	write_f64(&w, "peak_mem_mb", (double)verdict->peak_bytes / (1 << 20));
	if ((size_t)verdict->enforcer < COUNT(enforcer_names))
		write_opt(&w, "limits_enforced_by", enforcer_names[verdict->enforcer]);
	if ((size_t)verdict->isolation < COUNT(isolation_names))
		write_opt(&w, "isolation", isolation_names[verdict->isolation]);
	if ((size_t)verdict->forked < COUNT(forked_names))
		write_opt(&w, "forked_run", forked_names[verdict->forked]);
	assay_jsonw_kv_str_opt(&w, "extracted", verdict->extracted);
	assay_jsonw_kv_str_opt(&w, "checker", verdict->checker);
	assay_hash_hex(&verdict->key, hex);
	assay_jsonw_kv_str(&w, "key", assay_str_of(hex));
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}

static int read_scaled(struct assay_json row, const char *key, double scale, uint64_t *ret, struct assay_err *err)
{
	double value = 0;
	int rc = assay_json_read_f64(row, key, &value, err);

	if (rc)
		return rc;
	/* 2^53: beyond it a double no longer counts in ones. */
	if (!(value >= 0) || value * scale > 9007199254740992.0)
		return assay_fail(err, ASSAY_EINVAL, "%s: out of range", key);
	*ret = (uint64_t)llround(value * scale);
	return 0;
}

static int read_name(struct assay_json row, const char *key, const char *const *names, size_t n, size_t *ret,
		     struct assay_err *err)
{
	struct assay_json member = assay_json_get(row, key);

	if (!member.node || assay_json_type(member) == ASSAY_JSON_NULL)
		return 0;
	size_t found = find_name(assay_json_str(member), names, n);
	if (found == n)
		return assay_fail(err, ASSAY_EINVAL, "%s: unknown word", key);
	*ret = found;
	return 0;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int read_key(struct assay_json row, struct assay_hash128 *ret, struct assay_err *err)
{
	struct assay_str hex = assay_json_str(assay_json_get(row, "key"));

	if (!hex.data)
		return 0;
	if (hex.len != 2 * sizeof(ret->bytes))
		return assay_fail(err, ASSAY_EINVAL, "key: %zu hex digits are wanted", 2 * sizeof(ret->bytes));
	for (size_t i = 0; i < sizeof(ret->bytes); i++) {
		int high = hex_digit(hex.data[2 * i]), low = hex_digit(hex.data[2 * i + 1]);
		if (high < 0 || low < 0)
			return assay_fail(err, ASSAY_EINVAL, "key: not lower-case hex digits");
		ret->bytes[i] = (uint8_t)(high << 4 | low);
	}
	return 0;
}

static int read_word(struct assay_json row, enum assay_word *ret, struct assay_err *err)
{
	struct assay_json member = assay_json_get(row, "verdict");

	if (!member.node || assay_json_type(member) == ASSAY_JSON_NULL)
		return assay_fail(err, ASSAY_EINVAL, "verdict: missing");
	*ret = assay_word_from_name(assay_json_str(member));
	return *ret < ASSAY_N_WORDS ? 0 : assay_fail(err, ASSAY_EINVAL, "verdict: unknown word");
}

static int read_words(struct assay_json row, struct assay_verdict *ret, struct assay_err *err)
{
	enum assay_word word = ASSAY_UNDECIDED;
	size_t assurance = 0, enforcer = 0, isolation = 0, forked = 0;
	int rc = read_word(row, &word, err);

	if (!rc)
		rc = read_name(row, "assurance", assurance_names, COUNT(assurance_names), &assurance, err);
	if (!rc)
		rc = read_name(row, "limits_enforced_by", enforcer_names, COUNT(enforcer_names), &enforcer, err);
	if (!rc)
		rc = read_name(row, "isolation", isolation_names, COUNT(isolation_names), &isolation, err);
	if (!rc)
		rc = read_name(row, "forked_run", forked_names, COUNT(forked_names), &forked, err);
	if (rc)
		return rc;
	ret->word = word;
	ret->assurance = (enum assay_assurance)assurance;
	ret->enforcer = (enum assay_enforcer)enforcer;
	ret->isolation = (enum assay_isolation)isolation;
	ret->forked = (enum assay_forked)forked;
	return 0;
}

/** What the fraction holds beyond whole tests; a millionth is the rounding of its text. */
static int read_partial(struct assay_json row, struct assay_verdict *ret, struct assay_err *err)
{
	double fraction = 0;
	int rc = assay_json_read_f64(row, "pass_fraction", &fraction, err);

	if (rc)
		return rc;
	if (!(fraction >= 0 && fraction <= 1))
		return assay_fail(err, ASSAY_EINVAL, "pass_fraction: not between 0 and 1");
	double partial = fraction * (double)ret->total - (double)ret->passed;
	ret->partial = partial > 1e-6 ? partial : 0;
	return 0;
}

static int read_numbers(struct assay_json row, struct assay_verdict *ret, struct assay_err *err)
{
	int rc = assay_json_read_u64(row, "passed", 0, UINT32_MAX, &ret->passed, err);

	if (!rc)
		rc = assay_json_read_u64(row, "total", 0, UINT32_MAX, &ret->total, err);
	if (!rc)
		rc = read_scaled(row, "cpu_ms", 1000, &ret->cpu_us, err);
	if (!rc)
		rc = read_scaled(row, "wall_ms", 1000, &ret->wall_us, err);
	if (!rc)
		rc = read_scaled(row, "longest_cpu_ms", 1000, &ret->longest_us, err);
	if (!rc)
		rc = read_scaled(row, "peak_mem_mb", 1 << 20, &ret->peak_bytes, err);
	if (!rc && ret->passed > ret->total)
		rc = assay_fail(err, ASSAY_EINVAL, "passed: more than total");
	return rc ? rc : read_partial(row, ret, err);
}

int assay_verdict_read(struct assay_json row, struct assay_arena *arena, struct assay_verdict *ret,
		       struct assay_err *err)
{
	struct assay_verdict verdict = {0};
	int rc = read_words(row, &verdict, err);

	if (!rc)
		rc = read_numbers(row, &verdict, err);
	if (!rc)
		rc = assay_json_read_str(row, "reason", arena, &verdict.reason, err);
	if (!rc)
		rc = assay_json_read_str(row, "pass_bits", arena, &verdict.pass_bits, err);
	if (!rc)
		rc = assay_json_read_str(row, "extracted", arena, &verdict.extracted, err);
	if (!rc)
		rc = assay_json_read_str(row, "checker", arena, &verdict.checker, err);
	if (!rc)
		rc = assay_json_read_raw(row, "evidence", arena, &verdict.evidence, err);
	if (!rc)
		rc = read_key(row, &verdict.key, err);
	if (rc)
		return rc;
	*ret = verdict;
	return 0;
}
