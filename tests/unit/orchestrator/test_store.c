/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fd.h"
#include "orchestrator/store.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/assay-store-XXXXXX";
static char path[64];
static struct assay_arena *arena;

static void setup(void)
{
	cr_assert(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/store.db", dir);
	arena = assay_arena_create(0);
}

static void teardown(void)
{
	static const char *const names[] = {"store.db", "store.db-wal", "store.db-shm", "store.db.lock"};
	char name[128];
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)snprintf(name, sizeof(name), "%s/%s", dir, names[i]);
		(void)unlink(name);
	}
	(void)rmdir(dir);
	assay_arena_destroy(arena);
}

TestSuite(store, .init = setup, .fini = teardown);

static struct assay_store *open_store(void)
{
	struct assay_err err = {0};
	struct assay_store *store = NULL;
	cr_assert_eq(assay_store_open(path, &store, &err), 0, "%s", err.msg);
	return store;
}

static void close_store(struct assay_store *store)
{
	struct assay_err err = {0};
	cr_assert_eq(assay_store_close_take(store, &err), 0, "%s", err.msg);
}

static struct assay_hash128 key_of(const char *text)
{
	return assay_hash_of(assay_str_of(text));
}

Test(store, keeps_the_first_of_two_verdicts)
{
	struct assay_err err = {0};
	struct assay_store *store = open_store();
	struct assay_str row;
	cr_assert_eq(assay_store_put_verdict(store, ASSAY_STR("p"), ASSAY_STR("c"), key_of("k"),
					     ASSAY_STR("{\"verdict\":\"accepted\"}"), &err),
		     0, "%s", err.msg);
	cr_assert_eq(assay_store_put_verdict(store, ASSAY_STR("p"), ASSAY_STR("c"), key_of("k"),
					     ASSAY_STR("{\"verdict\":\"wrong_answer\"}"), &err),
		     0, "%s", err.msg);
	cr_assert_eq(assay_store_get_verdict(store, key_of("k"), arena, &row, &err), 1);
	cr_assert(assay_str_is(row, "{\"verdict\":\"accepted\"}"));
	close_store(store);
}

Test(store, finds_what_was_written_after_reopening)
{
	struct assay_err err = {0};
	struct assay_store *store = open_store();
	struct assay_str value;
	cr_assert_eq(assay_store_meta_set(store, "fingerprint", ASSAY_STR("abc"), &err), 0);
	cr_assert_eq(assay_store_put_response(store, key_of("r"), ASSAY_STR("a\0b"), &err), 0);
	close_store(store);
	store = open_store();
	cr_assert_eq(assay_store_meta_get(store, "fingerprint", arena, &value, &err), 1);
	cr_assert(assay_str_is(value, "abc"));
	cr_assert_eq(assay_store_get_response(store, key_of("r"), arena, &value, &err), 1);
	cr_assert_eq(value.len, 3);
	cr_assert_eq(assay_store_get_response(store, key_of("other"), arena, &value, &err), 0);
	close_store(store);
}

Test(store, keeps_committed_rows_when_the_process_is_killed)
{
	pid_t pid = fork();
	if (pid == 0) {
		struct assay_store *store = NULL;
		if (assay_store_open(path, &store, NULL) ||
		    assay_store_put_response(store, key_of("paid"), ASSAY_STR("body"), NULL) ||
		    assay_store_commit(store, NULL))
			_exit(1);
		(void)kill(getpid(), SIGKILL);
	}
	int status;
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	struct assay_err err = {0};
	struct assay_str body;
	struct assay_store *store = open_store();
	cr_assert_eq(assay_store_get_response(store, key_of("paid"), arena, &body, &err), 1);
	close_store(store);
}

Test(store, refuses_a_second_run_and_names_the_first)
{
	struct assay_err err = {0};
	struct assay_store *first = open_store();
	struct assay_store *second = NULL;
	char expected[64];
	(void)snprintf(expected, sizeof(expected), "process %d", (int)getpid());
	cr_assert_eq(assay_store_open(path, &second, &err), ASSAY_EIO);
	cr_assert(strstr(err.msg, "in use by another run") && strstr(err.msg, expected), "%s", err.msg);
	cr_assert_eq(assay_store_open_read_only(path, &second, &err), 0, "%s", err.msg);
	close_store(second);
	close_store(first);
}

Test(store, refuses_a_damaged_file_in_one_sentence)
{
	struct assay_err err = {0};
	struct assay_store *store = NULL;
	FILE *f = fopen(path, "w");
	cr_assert(f && fputs("this is not a database, however long it is looked at; not even close to one", f) >= 0);
	cr_assert_eq(fclose(f), 0);
	cr_assert_eq(assay_store_open(path, &store, &err), ASSAY_EIO);
	cr_assert(strstr(err.msg, "damaged or not a store"), "%s", err.msg);
}

Test(store, refuses_a_schema_from_the_future)
{
	struct assay_err err = {0};
	close_store(open_store());
	sqlite3 *db;
	cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(db, "pragma user_version = 99", NULL, NULL, NULL), SQLITE_OK);
	cr_assert_eq(sqlite3_close(db), SQLITE_OK);
	struct assay_store *store = NULL;
	cr_assert_eq(assay_store_open(path, &store, &err), ASSAY_EINVAL);
	cr_assert(strstr(err.msg, "version 99"), "%s", err.msg);
}

static int collect(void *arg, const struct assay_store_candidate *candidate, struct assay_err *err)
{
	struct assay_buf *out = arg;
	(void)err;
	return assay_buf_printf(out, "%.*s/%llu=%.*s;", (int)candidate->problem_id.len, candidate->problem_id.data,
				(unsigned long long)candidate->k, (int)candidate->id.len, candidate->id.data);
}

Test(store, lists_candidates_by_problem_and_k_whatever_the_order_of_arrival)
{
	struct assay_err err = {0};
	struct assay_store *store = open_store();
	assay_autobuf struct assay_buf seen = {0};
	cr_assert_eq(assay_store_put_problem(store, 0, ASSAY_STR("z"), ASSAY_STR("{}"), &err), 0);
	cr_assert_eq(assay_store_put_problem(store, 1, ASSAY_STR("a"), ASSAY_STR("{}"), &err), 0);
	cr_assert_eq(assay_store_put_candidate(store, ASSAY_STR("a"), 0, ASSAY_STR("a0"), ASSAY_STR("{}"), &err), 0);
	cr_assert_eq(assay_store_put_candidate(store, ASSAY_STR("z"), 1, ASSAY_STR("z1"), ASSAY_STR("{}"), &err), 0);
	cr_assert_eq(assay_store_put_candidate(store, ASSAY_STR("z"), 0, ASSAY_STR("z0"), ASSAY_STR("{}"), &err), 0);
	cr_assert_eq(assay_store_put_candidate(store, ASSAY_STR("z"), 0, ASSAY_STR("late"), ASSAY_STR("{}"), &err), 0);
	cr_assert(assay_store_has_candidate(store, ASSAY_STR("z"), ASSAY_STR("z1")));
	cr_assert_not(assay_store_has_candidate(store, ASSAY_STR("z"), ASSAY_STR("late")));
	cr_assert_eq(assay_store_each_candidate(store, collect, &seen, &err), 0, "%s", err.msg);
	cr_assert_str_eq(seen.data, "z/0=z0;z/1=z1;a/0=a0;");
	close_store(store);
}

Test(store, counts_words_and_drops_as_json)
{
	struct assay_err err = {0};
	struct assay_store *store = open_store();
	struct assay_str counts;
	cr_assert_eq(assay_store_put_verdict(store, ASSAY_STR("p"), ASSAY_STR("c"), key_of("k"),
					     ASSAY_STR("{\"verdict\":\"accepted\"}"), &err),
		     0);
	cr_assert_eq(assay_store_put_decision(store, ASSAY_STR("p/c"), ASSAY_STR("exact-dedup"), ASSAY_STR("duplicate"),
					      ASSAY_STR("{}"), &err),
		     0);
	cr_assert_eq(assay_store_counts(store, arena, &counts, &err), 0, "%s", err.msg);
	cr_assert_str_eq(counts.data,
			 "{\"problems\":0,\"candidates\":0,\"verdicts\":1,\"responses\":0,\"words\":{\"accepted\":1},"
			 "\"dropped\":[{\"filter\":\"exact-dedup\",\"code\":\"duplicate\",\"rows\":1}]}");
	close_store(store);
}
