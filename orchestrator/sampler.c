/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/sampler.h"

#include "base/hash.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

struct teacher {
	const struct assay_teacher_kind *kind;
	const struct assay_teacher_conf *conf;
	void *state;
	uint64_t first_k; /* Slots first_k .. first_k + conf->k - 1 of every problem are its own. */
	size_t next;	  /* In `admitted`: problems before this one need nothing more of it. */
	uint64_t next_k;  /* Of its own, in that problem. */
};

/* A request on its way; the ticket is its address. */
struct request {
	LIST_ENTRY(request) live;
	struct assay_sampler *sampler;
	const struct teacher *teacher;
	size_t problem;
	uint64_t k;
};

struct assay_sampler {
	struct assay_sampler_options o;
	struct teacher *teachers;
	size_t n_teachers; /* Created so far. */
	uint64_t width;
	size_t n_problems;
	bool *is_filled; /* Per slot, problem-major: in the store, or the teacher has none. */
	size_t *admitted;
	size_t n_admitted;
	LIST_HEAD(, request) requests;
	struct assay_sampler_counts counts;
};

static struct assay_str name_of(const struct assay_teacher_conf *conf)
{
	return conf->name.data ? conf->name : conf->kind;
}

/* --- Teachers --- */

/* Names stand in front of ids, with a slash between: one that holds a slash could make two ids equal. */
static int check_name(struct assay_str name, struct assay_err *err)
{
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.data[i];
		if (c == '/' || c < ' ' || c == 0x7F)
			return assay_fail(err, ASSAY_ECONFIG, "name: no slash and no control character, please");
	}
	if (name.len == 0 || name.len > 64)
		return assay_fail(err, ASSAY_ECONFIG, "name: must have 1 to 64 bytes");
	if (assay_str_eq(name, assay_str_sub(ASSAY_STR(ASSAY_SELF_CHECK), 0, strlen(ASSAY_SELF_CHECK) - 1)))
		return assay_fail(err, ASSAY_ECONFIG, "name: \"%.*s\" is reserved", (int)name.len, name.data);
	return 0;
}

static int check_one(const struct assay_teacher_conf *teachers, size_t i, struct assay_err *err)
{
	if (!assay_teacher_find(teachers[i].kind))
		return assay_fail(err, ASSAY_ECONFIG, "there is no kind \"%s\"", teachers[i].kind.data);
	struct assay_str name = name_of(&teachers[i]);
	for (size_t j = 0; j < i; j++) {
		if (assay_str_eq(name, name_of(&teachers[j])))
			return assay_fail(err, ASSAY_ECONFIG,
					  "teachers[%zu] is called \"%.*s\", too; give this one a name", j,
					  (int)name.len, name.data);
	}
	return check_name(name, err);
}

int assay_teachers_check(const struct assay_teacher_conf *teachers, size_t n, struct assay_err *err)
{
	for (size_t i = 0; i < n; i++) {
		int rc = check_one(teachers, i, err);
		if (rc)
			return assay_err_wrap(err, rc, "teachers[%zu]", i);
	}
	return 0;
}

static int create_teachers(struct assay_sampler *sampler, struct assay_err *err)
{
	sampler->teachers = calloc(sampler->o.n_teachers ? sampler->o.n_teachers : 1, sizeof(*sampler->teachers));
	if (!sampler->teachers)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	for (size_t i = 0; i < sampler->o.n_teachers; i++) {
		struct teacher *teacher = &sampler->teachers[i];
		teacher->conf = &sampler->o.teachers[i];
		teacher->kind = assay_teacher_find(teacher->conf->kind);
		assert(teacher->kind); /* assay_teachers_check() has seen it. */
		teacher->first_k = sampler->width;
		int rc = teacher->kind->create(teacher->conf, &sampler->o.env, &teacher->state, err);
		if (rc)
			return assay_err_wrap(err, rc, "teachers[%zu]", i);
		sampler->n_teachers++;
		sampler->width += teacher->conf->k;
	}
	return 0;
}

int assay_sampler_create(const struct assay_sampler_options *options, struct assay_sampler **ret, struct assay_err *err)
{
	struct assay_sampler *sampler = calloc(1, sizeof(*sampler));
	if (!sampler)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	sampler->o = *options;
	sampler->n_problems = assay_problem_set_count(options->env.problems);
	LIST_INIT(&sampler->requests);
	int rc = create_teachers(sampler, err);
	if (rc == 0) {
		sampler->is_filled = calloc(sampler->n_problems ? sampler->n_problems : 1, sampler->width);
		sampler->admitted = calloc(sampler->n_problems ? sampler->n_problems : 1, sizeof(size_t));
		sampler->counts.slots = sampler->n_problems * sampler->width;
		if (!sampler->is_filled || !sampler->admitted)
			rc = assay_fail(err, ASSAY_ENOMEM, "out of memory");
	}
	if (rc) {
		assay_sampler_destroy(sampler);
		return rc;
	}
	*ret = sampler;
	return 0;
}

void assay_sampler_destroy(struct assay_sampler *sampler)
{
	if (!sampler)
		return;
	while (sampler->n_teachers > 0) {
		const struct teacher *teacher = &sampler->teachers[--sampler->n_teachers];
		teacher->kind->destroy(teacher->state); /* NOLINT(clang-analyzer-core.NullDereference): created. */
	}
	while (!LIST_EMPTY(&sampler->requests)) {
		struct request *request = LIST_FIRST(&sampler->requests);
		LIST_REMOVE(request, live);
		free(request);
	}
	free(sampler->teachers);
	free(sampler->is_filled);
	free(sampler->admitted);
	free(sampler);
}

/* --- Slots --- */

static const struct assay_problem *problem_at(const struct assay_sampler *sampler, size_t i)
{
	return assay_problem_set_at(sampler->o.env.problems, i);
}

static bool *slot_at(struct assay_sampler *sampler, size_t problem, uint64_t k)
{
	return &sampler->is_filled[problem * sampler->width + k];
}

uint64_t assay_sampler_width(const struct assay_sampler *sampler)
{
	return sampler->width;
}

size_t assay_sampler_owner(const struct assay_sampler *sampler, uint64_t k)
{
	size_t t = 0;
	while (t + 1 < sampler->n_teachers && k >= sampler->teachers[t + 1].first_k)
		t++;
	return t;
}

uint64_t assay_sampler_has(const struct assay_sampler *sampler, size_t t, const struct assay_problem *problem)
{
	const struct teacher *teacher = &sampler->teachers[t];
	return teacher->kind->count(teacher->state, problem, teacher->conf->k);
}

void assay_sampler_mark(struct assay_sampler *sampler, size_t problem, uint64_t k)
{
	*slot_at(sampler, problem, k) = true;
}

/* Closes the empty slots of a problem from `k` up to `end`. */
static void close_slots(struct assay_sampler *sampler, size_t problem, uint64_t k, uint64_t end)
{
	for (; k < end; k++) {
		bool *is_filled = slot_at(sampler, problem, k);
		sampler->counts.slots -= !*is_filled;
		*is_filled = true;
	}
}

uint64_t assay_sampler_admit(struct assay_sampler *sampler, size_t problem)
{
	uint64_t missing = 0;
	for (size_t t = 0; t < sampler->n_teachers; t++) {
		const struct teacher *teacher = &sampler->teachers[t];
		uint64_t have = assay_sampler_has(sampler, t, problem_at(sampler, problem));
		close_slots(sampler, problem, teacher->first_k + have, teacher->first_k + teacher->conf->k);
	}
	sampler->admitted[sampler->n_admitted++] = problem;
	for (uint64_t k = 0; k < sampler->width; k++)
		missing += !*slot_at(sampler, problem, k);
	return missing;
}

void assay_sampler_refuse(struct assay_sampler *sampler, size_t problem)
{
	close_slots(sampler, problem, 0, sampler->width);
}

/* --- Replies --- */

static void count_failure(struct assay_sampler_counts *counts, struct assay_str reason)
{
	if (counts->failed++ == 0)
		(void)snprintf(counts->first_failure, sizeof(counts->first_failure), "%.*s",
			       (int)assay_utf8_cut(reason, sizeof(counts->first_failure) - 1), reason.data);
}

/* See the head of sampler.h. A name that comes out too long for an id is replaced by its hash. */
static int name_candidate(const struct request *request, struct assay_str id, struct assay_buf *ret,
			  struct assay_err *err)
{
	struct assay_str name = name_of(request->teacher->conf);
	if (request->sampler->o.n_teachers > 1 || assay_str_starts(id, ASSAY_SELF_CHECK))
		(void)assay_buf_printf(ret, "%.*s/", (int)name.len, name.data);
	size_t front = ret->len;
	(void)assay_buf_add_str(ret, id);
	if (ret->len > ASSAY_ID_MAX) {
		char hex[ASSAY_HASH_HEX];
		struct assay_hash128 hash = assay_hash_of(id);
		assay_hash_hex(&hash, hex);
		ret->len = front;
		(void)assay_buf_add_c(ret, hex);
	}
	return assay_buf_error(ret, err);
}

static int take(const struct request *request, const struct assay_candidate *candidate)
{
	const struct assay_sampler_options *o = &request->sampler->o;
	assay_autobuf struct assay_buf id = {0};
	if (!candidate)
		return o->take(o->arg, request->problem, request->k, NULL, o->err);
	int rc = name_candidate(request, candidate->id, &id, o->err);
	if (rc)
		return rc;
	struct assay_candidate named = *candidate;
	named.problem_id = problem_at(request->sampler, request->problem)->id;
	named.id = assay_buf_str(&id);
	return o->take(o->arg, request->problem, request->k, &named, o->err);
}

static void on_reply(void *arg, const struct assay_teacher_reply *reply)
{
	struct assay_sampler *sampler = arg;
	struct request *request = (struct request *)(uintptr_t)reply->ticket; /* NOLINT(performance-no-int-to-ptr) */
	int rc;
	sampler->counts.prompt_tokens += reply->prompt_tokens;
	sampler->counts.completion_tokens += reply->completion_tokens;
	if (reply->is_failed)
		count_failure(&sampler->counts, reply->reason);
	if (reply->is_fatal)
		rc = assay_fail(sampler->o.err, ASSAY_EPROTO, "%.*s", (int)reply->reason.len, reply->reason.data);
	else
		rc = take(request, reply->is_failed ? NULL : reply->candidate);
	sampler->counts.slots -= !reply->candidate;
	LIST_REMOVE(request, live);
	free(request);
	sampler->o.wake(sampler->o.arg, rc);
}

/* --- Asking --- */

static int ask(struct assay_sampler *sampler, struct teacher *teacher, size_t problem, uint64_t k,
	       struct assay_err *err)
{
	struct request *request = malloc(sizeof(*request));
	if (!request)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	*request =
		(struct request){.sampler = sampler, .teacher = teacher, .problem = problem, .k = teacher->first_k + k};
	LIST_INSERT_HEAD(&sampler->requests, request, live);
	int rc = teacher->kind->ask(teacher->state, (uint64_t)(uintptr_t)request, problem_at(sampler, problem), k,
				    on_reply, sampler, err);
	if (rc == 0)
		return 1;
	LIST_REMOVE(request, live); /* A teacher that fails has not replied. */
	free(request);
	return rc;
}

/* Moves the teacher to its next empty slot, wherever that is; false: there is none among the admitted problems. */
static bool find_slot(struct assay_sampler *sampler, struct teacher *teacher)
{
	for (; teacher->next < sampler->n_admitted; teacher->next++, teacher->next_k = 0) {
		size_t problem = sampler->admitted[teacher->next];
		for (; teacher->next_k < teacher->conf->k; teacher->next_k++) {
			if (!*slot_at(sampler, problem, teacher->first_k + teacher->next_k))
				return true;
		}
	}
	return false;
}

int assay_sampler_next(struct assay_sampler *sampler, struct assay_err *err)
{
	for (size_t t = 0; t < sampler->n_teachers; t++) {
		struct teacher *teacher = &sampler->teachers[t];
		if (!find_slot(sampler, teacher) || teacher->kind->is_busy(teacher->state))
			continue;
		uint64_t k = teacher->next_k++; /* Before the reply, which may come from within. */
		return ask(sampler, teacher, sampler->admitted[teacher->next], k, err);
	}
	return 0;
}

bool assay_sampler_is_idle(const struct assay_sampler *sampler)
{
	for (size_t t = 0; t < sampler->n_teachers; t++) {
		if (sampler->teachers[t].next < sampler->n_admitted)
			return false;
	}
	return LIST_EMPTY(&sampler->requests);
}

const struct assay_sampler_counts *assay_sampler_counts(const struct assay_sampler *sampler)
{
	return &sampler->counts;
}
