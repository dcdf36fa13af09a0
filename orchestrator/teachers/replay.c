/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Candidates from files: the k-th candidate of a problem is its k-th row in file order. An id that the problem has had
 * already gets a number behind it.
 *
 * All rows are read when the run starts, so that a broken line stops the run before anything is paid
 * for or verified. Rows for problems that the run does not have are an error: they mean the wrong file.
 */
#include "base/map.h"
#include "orchestrator/teacher.h"
#include "orchestrator/teachers/kinds.h"

#include <stdlib.h>

struct replay_item {
	struct assay_candidate candidate;
	struct replay_item *next;
};

struct replay_list {
	struct replay_item *first, *last;
	size_t n;
	struct replay_item *at; /* Number at_k, the one asked for last: the next one is mostly asked for next. */
	size_t at_k;
};

struct replay {
	struct assay_arena *arena;
	struct assay_map *lists; /* Problem id to struct replay_list. */
	struct assay_map *ids;	 /* Problem id, a line feed (which no id holds) and candidate id. */
	const struct assay_problem_set *problems;
};

static void replay_destroy(void *state)
{
	struct replay *replay = state;
	if (!replay)
		return;
	assay_map_destroy(replay->lists);
	assay_map_destroy(replay->ids);
	assay_arena_destroy(replay->arena);
	free(replay);
}

/* Copies every string into the replay's arena: what the reader hands out dies with its row. */
static int copy_candidate(struct replay *replay, const struct assay_candidate *from, struct assay_candidate *ret,
			  struct assay_err *err)
{
	*ret = *from;
	struct assay_str *const strings[] = {&ret->problem_id, &ret->id,       &ret->text,  &ret->code, &ret->language,
					     &ret->model,      &ret->sampling, &ret->usage, &ret->extra};
	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		if (assay_str_is_absent(*strings[i]))
			continue;
		*strings[i] = assay_arena_str(replay->arena, *strings[i]);
		if (!strings[i]->data)
			return assay_arena_fail(replay->arena, err);
	}
	struct assay_candidate_file *files = assay_arena_array(replay->arena, from->n_files, sizeof(*files));
	if (!files)
		return assay_arena_fail(replay->arena, err);
	for (size_t i = 0; i < from->n_files; i++) {
		files[i].name = assay_arena_str(replay->arena, from->files[i].name);
		files[i].text = assay_arena_str(replay->arena, from->files[i].text);
		if (!files[i].name.data || !files[i].text.data)
			return assay_arena_fail(replay->arena, err);
	}
	ret->files = files;
	return 0;
}

/* Makes the item's id unique within its problem. */
static int settle_id(struct replay *replay, struct replay_item *item, size_t number, struct assay_err *err)
{
	struct assay_candidate *candidate = &item->candidate;
	struct assay_str wanted = candidate->id;
	struct assay_str problem = candidate->problem_id;
	for (;;) {
		struct assay_str key = assay_arena_printf(replay->arena, "%.*s\n%.*s", (int)problem.len, problem.data,
							  (int)candidate->id.len, candidate->id.data);
		int added = key.data ? assay_map_add(replay->ids, key, item, NULL) : -1;
		if (added < 0)
			return assay_fail(err, ASSAY_ENOMEM, "out of memory");
		if (added == 1)
			return 0;
		candidate->id = assay_arena_printf(replay->arena, "%.*s#%zu", (int)wanted.len, wanted.data, number++);
		if (!candidate->id.data)
			return assay_arena_fail(replay->arena, err);
	}
}

static int keep(void *arg, const struct assay_candidate *candidate, struct assay_err *err)
{
	struct replay *replay = arg;
	const struct assay_problem *problem = assay_problem_set_find(replay->problems, candidate->problem_id);
	if (!problem)
		return assay_fail(err, ASSAY_EINVAL, "candidate for the unknown problem \"%.*s\"",
				  (int)candidate->problem_id.len, candidate->problem_id.data);
	struct replay_list *list = assay_map_get(replay->lists, problem->id);
	if (!list) {
		list = assay_arena_alloc(replay->arena, sizeof(*list));
		if (!list || assay_map_add(replay->lists, problem->id, list, NULL) < 0)
			return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	}
	struct replay_item *item = assay_arena_alloc(replay->arena, sizeof(*item));
	if (!item)
		return assay_arena_fail(replay->arena, err);
	int rc = copy_candidate(replay, candidate, &item->candidate, err);
	if (rc)
		return rc;
	item->candidate.problem_id = problem->id;
	rc = settle_id(replay, item, list->n, err);
	if (rc)
		return rc;
	if (list->last)
		list->last->next = item;
	else
		list->first = item;
	list->last = item;
	list->n++;
	return 0;
}

static int read_file(struct replay *replay, const char *path, const struct assay_importer *importer,
		     struct assay_err *err)
{
	size_t before = assay_map_count(replay->ids);
	int rc = assay_candidates_read(path, importer, replay->problems, keep, replay, err);
	if (rc == 0 && assay_map_count(replay->ids) == before)
		return assay_fail(err, ASSAY_EINVAL, "%s: holds no candidates", path);
	return rc;
}

static int replay_create(const struct assay_teacher_conf *conf, const struct assay_teacher_env *env, void **ret_state,
			 struct assay_err *err)
{
	const struct assay_importer *importer = NULL;
	if (conf->files.n == 0)
		return assay_fail(err, ASSAY_ECONFIG, "a replay teacher needs \"files\"");
	if (conf->format.data && !assay_str_is(conf->format, "assay")) {
		importer = assay_importer_find(conf->format.data);
		if (!importer || !importer->candidates)
			return assay_fail(err, ASSAY_ECONFIG, "format \"%s\" has no candidates to replay",
					  conf->format.data);
	}
	struct replay *replay = calloc(1, sizeof(*replay));
	if (!replay)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	replay->problems = env->problems;
	replay->arena = assay_arena_create(0);
	replay->lists = assay_map_create();
	replay->ids = assay_map_create();
	int rc = replay->arena && replay->lists && replay->ids ? 0 : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	for (size_t i = 0; rc == 0 && i < conf->files.n; i++)
		rc = read_file(replay, conf->files.items[i].data, importer, err);
	if (rc) {
		replay_destroy(replay);
		return rc;
	}
	*ret_state = replay;
	return 0;
}

static size_t replay_count(void *state, const struct assay_problem *problem, size_t want)
{
	const struct replay *replay = state;
	const struct replay_list *list = assay_map_get(replay->lists, problem->id);
	size_t have = list ? list->n : 0;
	return have < want ? have : want;
}

static bool replay_is_busy(void *state)
{
	(void)state;
	return false;
}

/* Item k, or NULL. */
static const struct replay_item *item_at(struct replay_list *list, uint64_t k)
{
	if (!list || k >= list->n)
		return NULL;
	if (!list->at || k < list->at_k) {
		list->at = list->first;
		list->at_k = 0;
	}
	for (; list->at_k < k; list->at_k++)
		list->at = list->at->next;
	return list->at;
}

static int replay_ask(void *state, uint64_t ticket, const struct assay_problem *problem, uint64_t k,
		      void (*reply)(void *arg, const struct assay_teacher_reply *reply), void *arg,
		      struct assay_err *err)
{
	const struct replay *replay = state;
	const struct replay_item *item = item_at(assay_map_get(replay->lists, problem->id), k);
	(void)err;
	struct assay_teacher_reply answer = {
		.ticket = ticket, .candidate = item ? &item->candidate : NULL, .attempts = 1};
	reply(arg, &answer);
	return 0;
}

const struct assay_teacher_kind assay_teacher_replay = {
	.name = "replay",
	.title = "candidates from files, in file order",
	.create = replay_create,
	.destroy = replay_destroy,
	.count = replay_count,
	.is_busy = replay_is_busy,
	.ask = replay_ask,
};
