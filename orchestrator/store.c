/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/store.h"

#include "base/fd.h"
#include "base/json.h"
#include "orchestrator/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#define SCHEMA_VERSION 1

/* A group is committed after this many writes or this long after its first one, whichever is first. */
#define GROUP_ROWS 256
#define GROUP_MS   50

enum statement {
	META_GET,
	META_SET,
	PUT_PROBLEM,
	PUT_CANDIDATE,
	HAS_CANDIDATE,
	GET_RESPONSE,
	PUT_RESPONSE,
	PUT_VERDICT,
	GET_VERDICT,
	PUT_DECISION,
	EACH_PROBLEM,
	EACH_CANDIDATE,
	IS_USED,
	CLEAR_PROBLEMS,
	CLEAR_META,
	CLEAR_DECISIONS,
	COUNT_TOTALS,
	COUNT_WORDS,
	COUNT_DECISIONS,
	N_STATEMENTS,
};

static const char *const sql[N_STATEMENTS] = {
	[META_GET] = "select value from meta where key = ?1",
	[META_SET] = "insert into meta(key, value) values(?1, ?2) on conflict(key) do update set value = ?2",
	[PUT_PROBLEM] = "insert into problem(seq, id, row) values(?1, ?2, ?3) on conflict do nothing",
	[PUT_CANDIDATE] = "insert into candidate(problem_id, k, id, row) values(?1, ?2, ?3, ?4) on conflict do nothing",
	[HAS_CANDIDATE] = "select 1 from candidate where problem_id = ?1 and id = ?2",
	[GET_RESPONSE] = "select body from response where key = ?1",
	[PUT_RESPONSE] = "insert into response(key, body) values(?1, ?2) on conflict do nothing",
	[PUT_VERDICT] = "insert into verdict(problem_id, candidate_id, key, word, row) values(?1, ?2, ?3, "
			"json_extract(?4, '$.verdict'), ?4) on conflict do nothing",
	[GET_VERDICT] = "select row from verdict where key = ?1 limit 1",
	[PUT_DECISION] = "insert into decision(row_id, filter, code, evidence) values(?1, ?2, ?3, ?4) "
			 "on conflict do nothing",
	[EACH_PROBLEM] = "select id, row from problem order by seq",
	[EACH_CANDIDATE] =
		"select c.problem_id, c.id, c.row, v.row, c.k from problem p join candidate c on c.problem_id = "
		"p.id left join verdict v on v.problem_id = c.problem_id and v.candidate_id = c.id "
		"order by p.seq, c.k",
	[IS_USED] = "select exists(select 1 from candidate) or exists(select 1 from verdict) or exists(select 1 from "
		    "response)",
	[CLEAR_PROBLEMS] = "delete from problem",
	[CLEAR_META] = "delete from meta",
	[CLEAR_DECISIONS] = "delete from decision",
	[COUNT_TOTALS] = "select (select count(*) from problem), (select count(*) from candidate), "
			 "(select count(*) from verdict), (select count(*) from response)",
	[COUNT_WORDS] = "select word, count(*) from verdict group by word order by word",
	[COUNT_DECISIONS] = "select filter, code, count(*) from decision group by filter, code order by filter, code",
};

/* `strict` tables keep a typo in a column type from silently storing something else. */
static const char schema[] =
	"create table meta(key text primary key, value text not null) strict, without rowid;"
	"create table problem(seq integer primary key, id text not null unique, row text not null) strict;"
	"create table candidate(problem_id text not null, k integer not null, id text not null, row text not null,"
	" primary key(problem_id, k)) strict, without rowid;"
	"create unique index candidate_id on candidate(problem_id, id);"
	"create table response(key blob primary key, body blob not null) strict, without rowid;"
	"create table verdict(problem_id text not null, candidate_id text not null, key blob not null, word text not "
	"null,"
	" row text not null, primary key(problem_id, candidate_id)) strict, without rowid;"
	"create index verdict_key on verdict(key);"
	"create table decision(row_id text not null, filter text not null, code text not null, evidence text,"
	" primary key(row_id, filter, code)) strict, without rowid;";

struct assay_store {
	sqlite3 *db;
	sqlite3_stmt *statements[N_STATEMENTS];
	int lock_fd;
	bool is_read_only;
	bool in_group;
	unsigned group_rows;
	uint64_t group_since_ms;
	char *path;
};

static int fail_sqlite(const struct assay_store *store, const char *doing, struct assay_err *err)
{
	int code = sqlite3_extended_errcode(store->db);
	enum assay_code kind = (code & 0xFF) == SQLITE_NOMEM ? ASSAY_ENOMEM : ASSAY_EIO;
	/* The shared-memory file and the journal report a full disk as an I/O error. */
	bool is_full = (code & 0xFF) == SQLITE_FULL ||
		       ((code & 0xFF) == SQLITE_IOERR && sqlite3_system_errno(store->db) == ENOSPC);
	if (is_full)
		return assay_fail(err, kind, "store %s: %s: no space left on the disk", store->path, doing);
	if ((code & 0xFF) == SQLITE_NOTADB || (code & 0xFF) == SQLITE_CORRUPT)
		return assay_fail(err, kind, "store %s: %s: the file is damaged or not a store", store->path, doing);
	return assay_fail(err, kind, "store %s: %s: %s", store->path, doing, sqlite3_errmsg(store->db));
}

static int execute(struct assay_store *store, const char *text, struct assay_err *err)
{
	if (sqlite3_exec(store->db, text, NULL, NULL, NULL) != SQLITE_OK)
		return fail_sqlite(store, "write", err);
	return 0;
}

/* One run per store: SQLite would let two processes take turns, and both would sample and pay. */
static int take_lock(struct assay_store *store, struct assay_err *err)
{
	char path[4096];
	if (snprintf(path, sizeof(path), "%s.lock", store->path) >= (int)sizeof(path))
		return assay_fail(err, ASSAY_EINVAL, "store %s: the path is too long", store->path);
	store->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (store->lock_fd < 0)
		return assay_fail_errno(err, "store %s: open %s", store->path, path);
	if (flock(store->lock_fd, LOCK_EX | LOCK_NB) == 0) {
		char text[32];
		int n = snprintf(text, sizeof(text), "%d\n", (int)getpid());
		/* The number is a courtesy for the message below; the lock itself is the flock. */
		if (ftruncate(store->lock_fd, 0) == 0)
			(void)!pwrite(store->lock_fd, text, (size_t)n, 0);
		return 0;
	}
	if (errno != EWOULDBLOCK)
		return assay_fail_errno(err, "store %s: lock", store->path);
	char holder[32] = "";
	ssize_t n = pread(store->lock_fd, holder, sizeof(holder) - 1, 0);
	holder[n > 0 ? strcspn(holder, "\n") : 0] = '\0';
	return assay_fail(err, ASSAY_EIO, "store %s is in use by another run (process %s)", store->path,
			  holder[0] ? holder : "unknown");
}

static int read_version(struct assay_store *store, int *ret, struct assay_err *err)
{
	sqlite3_stmt *stmt;
	if (sqlite3_prepare_v2(store->db, "pragma user_version", -1, &stmt, NULL) != SQLITE_OK)
		return fail_sqlite(store, "open", err);
	int rc = 0;
	if (sqlite3_step(stmt) == SQLITE_ROW)
		*ret = sqlite3_column_int(stmt, 0);
	else
		rc = fail_sqlite(store, "open", err);
	(void)sqlite3_finalize(stmt); /* Its code repeats that of the step. */
	return rc;
}

static int prepare_schema(struct assay_store *store, struct assay_err *err)
{
	int version = 0;
	int rc = read_version(store, &version, err);
	if (rc)
		return rc;
	if (version == 0 && !store->is_read_only) {
		rc = execute(store, "begin immediate", err);
		if (rc == 0)
			rc = execute(store, schema, err);
		if (rc == 0)
			rc = execute(store, "pragma user_version = 1; commit", err);
		return rc;
	}
	if (version != SCHEMA_VERSION)
		return assay_fail(err, ASSAY_EINVAL, "store %s has version %d, this assay reads version %d",
				  store->path, version, SCHEMA_VERSION);
	return 0;
}

static void store_free(struct assay_store *store)
{
	for (int i = 0; i < N_STATEMENTS; i++)
		(void)sqlite3_finalize(store->statements[i]); /* Repeats the code of its last step. */
	(void)sqlite3_close(store->db);			      /* Nothing is left open that could make it busy. */
	if (store->lock_fd >= 0)
		close(store->lock_fd);
	free(store->path);
	free(store);
}

static int open_database(struct assay_store *store, struct assay_err *err)
{
	int flags = store->is_read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	if (sqlite3_open_v2(store->path, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		if (!store->db)
			return assay_fail(err, ASSAY_ENOMEM, "store %s: out of memory", store->path);
		return fail_sqlite(store, "open", err);
	}
	(void)sqlite3_extended_result_codes(store->db, 1);
	(void)sqlite3_busy_timeout(store->db, 20000);
	/* FULL: a commit that was answered survives a power cut; measured cost is far below what a run needs. */
	int rc = store->is_read_only ? 0 : execute(store, "pragma journal_mode = wal; pragma synchronous = full;", err);
	if (rc == 0)
		rc = prepare_schema(store, err);
	for (int i = 0; rc == 0 && i < N_STATEMENTS; i++) {
		if (sqlite3_prepare_v3(store->db, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &store->statements[i], NULL) !=
		    SQLITE_OK)
			rc = fail_sqlite(store, "open", err);
	}
	return rc;
}

static int store_open(const char *path, bool is_read_only, struct assay_store **ret, struct assay_err *err)
{
	struct assay_store *store = calloc(1, sizeof(*store));
	if (store) {
		store->lock_fd = -1;
		store->is_read_only = is_read_only;
		store->path = strdup(path);
	}
	if (!store || !store->path) {
		free(store);
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	}
	int rc = is_read_only ? 0 : take_lock(store, err);
	if (rc == 0)
		rc = open_database(store, err);
	if (rc) {
		store_free(store);
		return rc;
	}
	*ret = store;
	return 0;
}

int assay_store_open(const char *path, struct assay_store **ret, struct assay_err *err)
{
	return store_open(path, false, ret, err);
}

int assay_store_open_read_only(const char *path, struct assay_store **ret, struct assay_err *err)
{
	if (access(path, R_OK) != 0)
		return assay_fail_errno(err, "store %s", path);
	return store_open(path, true, ret, err);
}

int assay_store_commit(struct assay_store *store, struct assay_err *err)
{
	if (!store->in_group)
		return 0;
	store->in_group = false;
	store->group_rows = 0;
	return execute(store, "commit", err);
}

int assay_store_close_take(struct assay_store *store, struct assay_err *err)
{
	if (!store)
		return 0;
	int rc = assay_store_commit(store, err);
	store_free(store);
	return rc;
}

static int begin_group(struct assay_store *store, struct assay_err *err)
{
	if (store->in_group)
		return 0;
	int rc = execute(store, "begin immediate", err);
	if (rc)
		return rc;
	store->in_group = true;
	store->group_since_ms = assay_now_ms();
	return 0;
}

static void bind_text(sqlite3_stmt *stmt, int i, struct assay_str s)
{
	if (assay_str_is_absent(s))
		(void)sqlite3_bind_null(stmt, i); /* A failed bind shows as a failed step. */
	else
		(void)sqlite3_bind_text64(stmt, i, s.data, s.len, SQLITE_STATIC, SQLITE_UTF8);
}

static void bind_blob(sqlite3_stmt *stmt, int i, struct assay_str s)
{
	(void)sqlite3_bind_blob64(stmt, i, s.data ? s.data : "", s.len, SQLITE_STATIC);
}

static void bind_key(sqlite3_stmt *stmt, int i, const struct assay_hash128 *key)
{
	(void)sqlite3_bind_blob(stmt, i, key->bytes, sizeof(key->bytes), SQLITE_STATIC);
}

static struct assay_str column_str(sqlite3_stmt *stmt, int i)
{
	const char *data = sqlite3_column_blob(stmt, i);
	int n = sqlite3_column_bytes(stmt, i);
	if (sqlite3_column_type(stmt, i) == SQLITE_NULL)
		return (struct assay_str){0};
	return (struct assay_str){.data = data ? data : "", .len = (size_t)n};
}

/* Runs a bound write and leaves the statement ready for the next; commits the group when it is large or old enough. */
static int step_write(struct assay_store *store, sqlite3_stmt *stmt, struct assay_err *err)
{
	int rc = begin_group(store, err);
	if (rc == 0 && sqlite3_step(stmt) != SQLITE_DONE)
		rc = fail_sqlite(store, "write", err);
	(void)sqlite3_reset(stmt); /* Repeats the code of the step. */
	(void)sqlite3_clear_bindings(stmt);
	if (rc)
		return rc;
	store->group_rows++;
	if (store->group_rows >= GROUP_ROWS || assay_now_ms() - store->group_since_ms >= GROUP_MS)
		return assay_store_commit(store, err);
	return 0;
}

/* Runs a bound query for one text or blob. 1 and a copy, or 0. */
static int step_get(struct assay_store *store, sqlite3_stmt *stmt, struct assay_arena *arena, struct assay_str *ret,
		    struct assay_err *err)
{
	int rc;
	int step = sqlite3_step(stmt);
	if (step == SQLITE_ROW) {
		*ret = assay_arena_str(arena, column_str(stmt, 0));
		rc = ret->data ? 1 : assay_arena_fail(arena, err);
	} else {
		rc = step == SQLITE_DONE ? 0 : fail_sqlite(store, "read", err);
	}
	(void)sqlite3_reset(stmt);
	(void)sqlite3_clear_bindings(stmt);
	return rc;
}

int assay_store_meta_get(struct assay_store *store, const char *key, struct assay_arena *arena, struct assay_str *ret,
			 struct assay_err *err)
{
	sqlite3_stmt *stmt = store->statements[META_GET];
	bind_text(stmt, 1, assay_str_of(key));
	return step_get(store, stmt, arena, ret, err);
}

int assay_store_meta_set(struct assay_store *store, const char *key, struct assay_str value, struct assay_err *err)
{
	sqlite3_stmt *stmt = store->statements[META_SET];
	bind_text(stmt, 1, assay_str_of(key));
	bind_text(stmt, 2, value);
	return step_write(store, stmt, err);
}

bool assay_store_is_unused(struct assay_store *store)
{
	sqlite3_stmt *stmt = store->statements[IS_USED];
	bool is_unused = sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_int(stmt, 0) == 0;
	(void)sqlite3_reset(stmt);
	return is_unused;
}

int assay_store_clear(struct assay_store *store, struct assay_err *err)
{
	int rc = step_write(store, store->statements[CLEAR_PROBLEMS], err);
	if (rc == 0)
		rc = step_write(store, store->statements[CLEAR_META], err);
	return rc ? rc : assay_store_clear_decisions(store, err);
}

int assay_store_clear_decisions(struct assay_store *store, struct assay_err *err)
{
	return step_write(store, store->statements[CLEAR_DECISIONS], err);
}

int assay_store_put_problem(struct assay_store *store, uint64_t seq, struct assay_str id, struct assay_str row,
			    struct assay_err *err)
{
	sqlite3_stmt *stmt = store->statements[PUT_PROBLEM];
	(void)sqlite3_bind_int64(stmt, 1, (sqlite3_int64)seq);
	bind_text(stmt, 2, id);
	bind_text(stmt, 3, row);
	return step_write(store, stmt, err);
}

int assay_store_put_candidate(struct assay_store *store, struct assay_str problem_id, uint64_t k, struct assay_str id,
			      struct assay_str row, struct assay_err *err)
{
	sqlite3_stmt *stmt = store->statements[PUT_CANDIDATE];
	bind_text(stmt, 1, problem_id);
	(void)sqlite3_bind_int64(stmt, 2, (sqlite3_int64)k);
	bind_text(stmt, 3, id);
	bind_text(stmt, 4, row);
	return step_write(store, stmt, err);
}

bool assay_store_has_candidate(struct assay_store *store, struct assay_str problem_id, struct assay_str id)
{
	sqlite3_stmt *stmt = store->statements[HAS_CANDIDATE];
	bind_text(stmt, 1, problem_id);
	bind_text(stmt, 2, id);
	bool has = sqlite3_step(stmt) != SQLITE_DONE;
	(void)sqlite3_reset(stmt);
	(void)sqlite3_clear_bindings(stmt);
	return has;
}

int assay_store_get_response(struct assay_store *store, struct assay_hash128 key, struct assay_arena *arena,
			     struct assay_str *ret_body, struct assay_err *err)
{
	sqlite3_stmt *stmt = store->statements[GET_RESPONSE];
	bind_key(stmt, 1, &key);
	return step_get(store, stmt, arena, ret_body, err);
}

int assay_store_put_response(struct assay_store *store, struct assay_hash128 key, struct assay_str body,
			     struct assay_err *err)
{
	sqlite3_stmt *stmt = store->statements[PUT_RESPONSE];
	bind_key(stmt, 1, &key);
	bind_blob(stmt, 2, body);
	return step_write(store, stmt, err);
}

int assay_store_put_verdict(struct assay_store *store, struct assay_str problem_id, struct assay_str candidate_id,
			    struct assay_hash128 key, struct assay_str row, struct assay_err *err)
{
	sqlite3_stmt *stmt = store->statements[PUT_VERDICT];
	bind_text(stmt, 1, problem_id);
	bind_text(stmt, 2, candidate_id);
	bind_key(stmt, 3, &key);
	bind_text(stmt, 4, row);
	return step_write(store, stmt, err);
}

int assay_store_get_verdict(struct assay_store *store, struct assay_hash128 key, struct assay_arena *arena,
			    struct assay_str *ret_row, struct assay_err *err)
{
	sqlite3_stmt *stmt = store->statements[GET_VERDICT];
	bind_key(stmt, 1, &key);
	return step_get(store, stmt, arena, ret_row, err);
}

int assay_store_put_decision(struct assay_store *store, struct assay_str row_id, struct assay_str filter,
			     struct assay_str code, struct assay_str evidence, struct assay_err *err)
{
	sqlite3_stmt *stmt = store->statements[PUT_DECISION];
	bind_text(stmt, 1, row_id);
	bind_text(stmt, 2, filter);
	bind_text(stmt, 3, code);
	bind_text(stmt, 4, evidence);
	return step_write(store, stmt, err);
}

/* Steps through a query, calling `row` for each row; a non-zero return of it ends the query. */
static int each_row(struct assay_store *store, enum statement which,
		    int (*row)(void *arg, sqlite3_stmt *stmt, struct assay_err *err), void *arg, struct assay_err *err)
{
	sqlite3_stmt *stmt = store->statements[which];
	int rc = 0;
	int step;
	while (rc == 0 && (step = sqlite3_step(stmt)) != SQLITE_DONE)
		rc = step == SQLITE_ROW ? row(arg, stmt, err) : fail_sqlite(store, "read", err);
	(void)sqlite3_reset(stmt); /* Repeats the code of the step. */
	return rc;
}

struct problem_visit {
	int (*each)(void *arg, struct assay_str id, struct assay_str row, struct assay_err *err);
	void *arg;
};

static int visit_problem(void *arg, sqlite3_stmt *stmt, struct assay_err *err)
{
	const struct problem_visit *visit = arg;
	return visit->each(visit->arg, column_str(stmt, 0), column_str(stmt, 1), err);
}

int assay_store_each_problem(struct assay_store *store,
			     int (*each)(void *arg, struct assay_str id, struct assay_str row, struct assay_err *err),
			     void *arg, struct assay_err *err)
{
	struct problem_visit visit = {.each = each, .arg = arg};
	return each_row(store, EACH_PROBLEM, visit_problem, &visit, err);
}

struct candidate_visit {
	int (*each)(void *arg, const struct assay_store_candidate *candidate, struct assay_err *err);
	void *arg;
};

static int visit_candidate(void *arg, sqlite3_stmt *stmt, struct assay_err *err)
{
	const struct candidate_visit *visit = arg;
	struct assay_store_candidate candidate = {
		.problem_id = column_str(stmt, 0),
		.id = column_str(stmt, 1),
		.row = column_str(stmt, 2),
		.verdict = column_str(stmt, 3),
		.k = (uint64_t)sqlite3_column_int64(stmt, 4),
	};
	return visit->each(visit->arg, &candidate, err);
}

int assay_store_each_candidate(struct assay_store *store,
			       int (*each)(void *arg, const struct assay_store_candidate *candidate,
					   struct assay_err *err),
			       void *arg, struct assay_err *err)
{
	struct candidate_visit visit = {.each = each, .arg = arg};
	return each_row(store, EACH_CANDIDATE, visit_candidate, &visit, err);
}

static int write_totals(void *arg, sqlite3_stmt *stmt, struct assay_err *err)
{
	static const char *const names[] = {"problems", "candidates", "verdicts", "responses"};
	(void)err;
	for (int i = 0; i < 4; i++)
		assay_jsonw_kv_u64(arg, names[i], (uint64_t)sqlite3_column_int64(stmt, i));
	return 0;
}

static int write_word(void *arg, sqlite3_stmt *stmt, struct assay_err *err)
{
	(void)err;
	assay_jsonw_key_str(arg, column_str(stmt, 0));
	assay_jsonw_u64(arg, (uint64_t)sqlite3_column_int64(stmt, 1));
	return 0;
}

static int write_decision(void *arg, sqlite3_stmt *stmt, struct assay_err *err)
{
	(void)err;
	assay_jsonw_object(arg);
	assay_jsonw_kv_str(arg, "filter", column_str(stmt, 0));
	assay_jsonw_kv_str(arg, "code", column_str(stmt, 1));
	assay_jsonw_kv_u64(arg, "rows", (uint64_t)sqlite3_column_int64(stmt, 2));
	assay_jsonw_end_object(arg);
	return 0;
}

int assay_store_counts(struct assay_store *store, struct assay_arena *arena, struct assay_str *ret_json,
		       struct assay_err *err)
{
	assay_autobuf struct assay_buf out = {0};
	struct assay_jsonw w;
	assay_jsonw_init(&w, &out);
	assay_jsonw_object(&w);
	int rc = each_row(store, COUNT_TOTALS, write_totals, &w, err);
	assay_jsonw_key(&w, "words");
	assay_jsonw_object(&w);
	if (rc == 0)
		rc = each_row(store, COUNT_WORDS, write_word, &w, err);
	assay_jsonw_end_object(&w);
	assay_jsonw_key(&w, "dropped");
	assay_jsonw_array(&w);
	if (rc == 0)
		rc = each_row(store, COUNT_DECISIONS, write_decision, &w, err);
	assay_jsonw_end_array(&w);
	assay_jsonw_end_object(&w);
	if (rc == 0)
		rc = assay_buf_error(&out, err);
	if (rc)
		return rc;
	*ret_json = assay_arena_str(arena, assay_buf_str(&out));
	return ret_json->data ? 0 : assay_arena_fail(arena, err);
}
