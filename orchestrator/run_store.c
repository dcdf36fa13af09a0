/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is the store this config's own?
 *
 * Three things decide what a store's candidates and verdicts are: the part of the config that says so, the problems,
 * and the files that teachers replay. All three are kept in the store when it is claimed, and compared when it is
 * claimed again. Problems are compared by content, so that a changed source file and a changed family are both noticed.
 */
#include "base/hash.h"
#include "orchestrator/run.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* The keys of the config that decide candidates and verdicts. */
static const char *const deciding[] = {"seed", "sources", "teachers", "verify", "sandbox"};
#define N_DECIDING (sizeof(deciding) / sizeof(deciding[0]))

struct claim {
	struct assay_buf config; /* Canonical JSON of the deciding keys. */
	char problems[ASSAY_HASH_HEX];
	char replayed[ASSAY_HASH_HEX];
};

static int print_deciding(const struct assay_run_conf *conf, struct assay_buf *out, struct assay_err *err)
{
	struct assay_option table[N_DECIDING + 1] = {0};
	size_t n = 0;
	for (const struct assay_option *option = assay_run_options; option->name; option++) {
		for (size_t i = 0; i < N_DECIDING; i++) {
			if (strcmp(option->name, deciding[i]) == 0)
				table[n++] = *option;
		}
	}
	return assay_config_print(table, conf, ASSAY_CONFIG_FINGERPRINT, out, err);
}

static int hash_problems(const struct assay_problem_set *problems, struct assay_hasher *hasher, struct assay_err *err)
{
	assay_autobuf struct assay_buf row = {0};
	for (size_t i = 0; i < assay_problem_set_count(problems); i++) {
		assay_buf_clear(&row);
		int rc = assay_problem_write(assay_problem_set_at(problems, i), &row, err);
		if (rc)
			return rc;
		assay_hasher_add(hasher, assay_buf_str(&row));
	}
	return 0;
}

static int hash_replayed(const struct assay_run_conf *conf, struct assay_hasher *hasher, struct assay_err *err)
{
	const struct assay_teacher_conf *teachers = conf->teachers.items;
	for (size_t i = 0; i < conf->teachers.n; i++) {
		for (size_t f = 0; f < teachers[i].files.n; f++) {
			char sha[65];
			int rc = assay_sha256_file(teachers[i].files.items[f].data, sha, err);
			if (rc)
				return assay_err_wrap(err, rc, "teachers[%zu]", i);
			assay_hasher_add(hasher, assay_str_of(sha));
		}
	}
	return 0;
}

static int make_claim(const struct assay_run_conf *conf, const struct assay_problem_set *problems, struct claim *ret,
		      struct assay_err *err)
{
	struct assay_hasher *hasher = assay_hasher_create();
	if (!hasher)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	int rc = print_deciding(conf, &ret->config, err);
	if (rc == 0)
		rc = hash_problems(problems, hasher, err);
	struct assay_hash128 hash = assay_hasher_result(hasher);
	assay_hash_hex(&hash, ret->problems);
	if (rc == 0)
		rc = hash_replayed(conf, hasher, err);
	hash = assay_hasher_result(hasher);
	assay_hash_hex(&hash, ret->replayed);
	assay_hasher_destroy(hasher);
	return rc;
}

/* --- A store of our own --- */

static int put_problems(struct assay_store *store, const struct assay_problem_set *problems, struct assay_err *err)
{
	assay_autobuf struct assay_buf row = {0};
	for (size_t i = 0; i < assay_problem_set_count(problems); i++) {
		const struct assay_problem *problem = assay_problem_set_at(problems, i);
		assay_buf_clear(&row);
		int rc = assay_problem_write(problem, &row, err);
		if (rc == 0)
			rc = assay_store_put_problem(store, i, problem->id, assay_buf_str(&row), err);
		if (rc)
			return rc;
	}
	return 0;
}

static int take_over(struct assay_store *store, const struct claim *claim, const struct assay_problem_set *problems,
		     struct assay_err *err)
{
	char created[32];
	time_t now = time(NULL);
	struct tm utc;
	(void)strftime(created, sizeof(created), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
	int rc = assay_store_clear(store, err);
	if (rc == 0)
		rc = put_problems(store, problems, err);
	if (rc == 0)
		rc = assay_store_meta_set(store, "created", assay_str_of(created), err);
	if (rc == 0)
		rc = assay_store_meta_set(store, "problems", assay_str_of(claim->problems), err);
	if (rc == 0)
		rc = assay_store_meta_set(store, "replayed", assay_str_of(claim->replayed), err);
	/* The config last: a store without one is taken as new. */
	if (rc == 0)
		rc = assay_store_meta_set(store, "config", assay_buf_str(&claim->config), err);
	return rc ? rc : assay_store_commit(store, err);
}

/* --- Somebody else's store --- */

#define SHOWN(s) (int)assay_utf8_cut(s, 60), (s).data

/*
 * Appends the first difference of two values: "teachers.0.k was 4 and is 8". False when there is none. Recursion is as
 * deep as the option table.
 */
static bool describe_difference(struct assay_json before, struct assay_json now, const char *path,
				struct assay_buf *out)
{
	struct assay_str old_text = assay_json_raw(before);
	struct assay_str new_text = assay_json_raw(now);
	if (assay_str_eq(old_text, new_text))
		return false;
	enum assay_json_type type = assay_json_type(before);
	bool is_tree = type == ASSAY_JSON_OBJECT || type == ASSAY_JSON_ARRAY;
	if (is_tree && type == assay_json_type(now) && assay_json_count(before) == assay_json_count(now)) {
		struct assay_json other = assay_json_first(now);
		size_t i = 0;
		assay_json_each (child, before) {
			struct assay_str key = assay_json_key(child);
			char below[512];
			if (type == ASSAY_JSON_ARRAY)
				(void)snprintf(below, sizeof(below), "%s.%zu", path, i);
			else
				(void)snprintf(below, sizeof(below), "%s%s%.*s", path, *path ? "." : "", SHOWN(key));
			if (describe_difference(child, other, below, out))
				return true;
			other = assay_json_next(other);
			i++;
		}
	}
	(void)assay_buf_printf(out, "%s was %.*s and is %.*s", path, SHOWN(old_text), SHOWN(new_text));
	return true;
}

static int refuse_config(struct assay_str before, struct assay_str now, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *old_doc = NULL;
	assay_autojson struct assay_json_doc *new_doc = NULL;
	assay_autobuf struct assay_buf text = {0};
	int rc = assay_json_parse(before, NULL, &old_doc, err);
	if (rc == 0)
		rc = assay_json_parse(now, NULL, &new_doc, err);
	if (rc)
		return rc;
	(void)describe_difference(assay_json_root(old_doc), assay_json_root(new_doc), "", &text);
	if (text.error)
		return assay_buf_error(&text, err);
	return assay_fail(err, ASSAY_ECONFIG, "%s", text.data ? text.data : "its config was written differently");
}

static int compare(struct assay_store *store, const char *key, const char *now, const char *what,
		   struct assay_arena *arena, struct assay_err *err)
{
	struct assay_str before = {0};
	int found = assay_store_meta_get(store, key, arena, &before, err);
	if (found < 0)
		return found;
	return assay_str_is(before, now) ? 0 : assay_fail(err, ASSAY_ECONFIG, "%s", what);
}

static int compare_all(struct assay_store *store, const struct claim *claim, struct assay_str config,
		       struct assay_arena *arena, struct assay_err *err)
{
	if (!assay_str_eq(config, assay_buf_str(&claim->config)))
		return refuse_config(config, assay_buf_str(&claim->config), err);
	int rc = compare(store, "problems", claim->problems,
			 "its problems were others: a source file has changed, or the families of this assay have",
			 arena, err);
	if (rc == 0)
		rc = compare(store, "replayed", claim->replayed, "a file of candidates had other content", arena, err);
	return rc;
}

static int check_unsafe(struct assay_store *store, bool is_unsafe, struct assay_arena *arena, struct assay_err *err)
{
	struct assay_str unsafe;
	int found = is_unsafe ? 0 : assay_store_meta_get(store, "unsafe", arena, &unsafe, err);
	if (found <= 0)
		return found;
	return assay_fail(err, ASSAY_ECONFIG, "it holds verdicts reached without isolation, and --unsafe is not given");
}

int assay_run_mark_unsafe(struct assay_store *store, struct assay_err *err)
{
	return assay_store_meta_set(store, "unsafe", ASSAY_STR("yes"), err);
}

/* ASSAY_ECONFIG when the store belongs to another run; it may be nobody's all the same. */
static int compare_claim(struct assay_store *store, const struct claim *claim, bool is_unsafe, bool *ret_is_new,
			 struct assay_err *err)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_str config = {0};
	if (!arena)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	int found = assay_store_meta_get(store, "config", arena, &config, err);
	*ret_is_new = found == 0;
	if (found <= 0)
		return found;
	int rc = compare_all(store, claim, config, arena, err);
	return rc ? rc : check_unsafe(store, is_unsafe, arena, err);
}

int assay_run_claim_store(struct assay_store *store, const struct assay_run_conf *conf,
			  const struct assay_problem_set *problems, bool is_unsafe, struct assay_err *err)
{
	struct claim claim = {0};
	struct assay_err difference = {0};
	bool is_new = false;
	int rc = make_claim(conf, problems, &claim, err);
	if (rc == 0) {
		rc = compare_claim(store, &claim, is_unsafe, &is_new, &difference);
		if (is_new || (rc == ASSAY_ECONFIG && assay_store_is_unused(store)))
			rc = take_over(store, &claim, problems, err);
		else if (rc == ASSAY_ECONFIG)
			rc = assay_fail(err, rc, "%s belongs to another run: %s; undo that, or choose another out_dir",
					conf->out_dir.data, difference.msg);
		else if (rc && err)
			*err = difference;
	}
	assay_buf_finish(&claim.config);
	return rc;
}
