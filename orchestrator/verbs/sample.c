/* SPDX-License-Identifier: Apache-2.0 */
#include "base/jsonl.h"
#include "orchestrator/run.h"
#include "orchestrator/verb.h"
#include "orchestrator/verb_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct options {
	const char *problems, *from, *config, *out;
};

static const struct assay_flag flags[] = {
	{.name = "problems",
	 .letter = 'p',
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, problems),
	 .value = "FILE",
	 .help = "problems to answer (.jsonl, .gz, .zst)"},
	{.name = "from",
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, from),
	 .value = "FORMAT",
	 .help = "format of the problems: humaneval, mbpp, gsm8k, ...; default: assay's own"},
	{.name = "config",
	 .letter = 'c',
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, config),
	 .value = "FILE",
	 .help = "a run's config; its teachers answer"},
	{.name = "out",
	 .letter = 'o',
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, out),
	 .value = "FILE",
	 .help = "where candidates go; default: standard output"},
	{0},
};

/* One (problem, teacher, k); rows come out in the order of these, whenever their replies came. */
struct slot {
	char *row;
	bool is_over;
};

struct sampling {
	const struct assay_run_conf *conf;
	const struct assay_problem_set *problems;
	struct assay_loop *loop;
	void **states;
	struct slot *slots;
	size_t n_slots, n_per_problem;
	size_t next_ask, next_write, n_waiting;
	uint64_t failed;
	struct assay_jsonl_writer *writer;
	bool in_pump;
	int rc;
	struct assay_err *err;
};

static const struct assay_teacher_conf *teacher_conf(const struct sampling *s, size_t t)
{
	return &((const struct assay_teacher_conf *)s->conf->teachers.items)[t];
}

static void pump(struct sampling *s);

static int keep(struct sampling *s, const struct assay_candidate *candidate, uint64_t k, struct slot *slot)
{
	assay_autobuf struct assay_buf row = {0};
	char number[32];
	struct assay_candidate named = *candidate;
	if (assay_str_is_absent(named.id)) {
		(void)snprintf(number, sizeof(number), "%" PRIu64, k);
		named.id = assay_str_of(number);
	}
	int rc = assay_candidate_write(&named, &row, s->err);
	if (rc)
		return rc;
	slot->row = strndup(row.data, row.len);
	return slot->row ? 0 : assay_fail(s->err, ASSAY_ENOMEM, "out of memory");
}

static void on_reply(void *arg, const struct assay_teacher_reply *reply)
{
	struct sampling *s = arg;
	struct slot *slot = &s->slots[reply->ticket];
	s->n_waiting--;
	slot->is_over = true;
	if (reply->is_fatal)
		s->rc = assay_fail(s->err, ASSAY_EPROTO, "%.*s", (int)reply->reason.len, reply->reason.data);
	else if (reply->is_failed)
		s->failed++;
	else if (reply->candidate)
		s->rc = keep(s, reply->candidate, reply->ticket % s->n_per_problem, slot);
	pump(s);
}

/* Starts the next request; 1 when one was started or skipped, 0 when its teacher is busy. */
static int ask_next(struct sampling *s)
{
	size_t at = s->next_ask;
	const struct assay_problem *problem = assay_problem_set_at(s->problems, at / s->n_per_problem);
	size_t k = at % s->n_per_problem;
	size_t t = 0;
	while (k >= teacher_conf(s, t)->k)
		k -= teacher_conf(s, t++)->k;
	const struct assay_teacher_kind *kind = assay_teacher_find(teacher_conf(s, t)->kind);
	if (kind->is_busy(s->states[t]))
		return 0;
	s->next_ask++;
	s->n_waiting++;
	int rc = kind->ask(s->states[t], at, problem, k, on_reply, s, s->err);
	return rc ? rc : 1;
}

static int write_ready(struct sampling *s)
{
	int rc = 0;
	for (; rc == 0 && s->next_write < s->next_ask && s->slots[s->next_write].is_over; s->next_write++) {
		struct slot *slot = &s->slots[s->next_write];
		if (slot->row)
			rc = assay_jsonl_write(s->writer, assay_str_of(slot->row), s->err);
		free(slot->row);
		slot->row = NULL;
	}
	return rc;
}

static void pump(struct sampling *s)
{
	if (s->in_pump)
		return;
	s->in_pump = true;
	int rc = s->rc ? s->rc : 1;
	while (rc == 1 && s->next_ask < s->n_slots) {
		rc = ask_next(s);
		if (s->rc)
			rc = s->rc;
		if (rc == 1) {
			int written = write_ready(s);
			rc = written ? written : 1;
		}
	}
	if (rc >= 0)
		rc = write_ready(s);
	s->in_pump = false;
	if (rc < 0 && s->rc == 0)
		s->rc = rc;
	if (s->rc || (s->next_ask == s->n_slots && s->n_waiting == 0))
		assay_loop_stop(s->loop);
}

static int run_sampling(struct sampling *s, bool *ret_interrupted)
{
	pump(s);
	if (s->rc == 0 && (s->next_ask < s->n_slots || s->n_waiting)) {
		int rc = assay_loop_run(s->loop, ret_interrupted, s->err);
		if (rc)
			return rc;
	}
	return s->rc;
}

static int create_teachers(struct sampling *s, size_t *ret_n)
{
	const struct assay_teacher_env env = {.loop = s->loop, .problems = s->problems, .seed = s->conf->seed};
	s->states = calloc(s->conf->teachers.n, sizeof(*s->states));
	if (!s->states)
		return assay_fail(s->err, ASSAY_ENOMEM, "out of memory");
	for (size_t t = 0; t < s->conf->teachers.n; t++) {
		const struct assay_teacher_conf *conf = teacher_conf(s, t);
		int rc = assay_teacher_find(conf->kind)->create(conf, &env, &s->states[t], s->err);
		if (rc)
			return assay_err_wrap(s->err, rc, "teachers[%zu]", t);
		s->n_per_problem += conf->k;
		*ret_n = t + 1;
	}
	s->n_slots = s->n_per_problem * assay_problem_set_count(s->problems);
	s->slots = calloc(s->n_slots ? s->n_slots : 1, sizeof(*s->slots));
	return s->slots ? 0 : assay_fail(s->err, ASSAY_ENOMEM, "out of memory");
}

static int sample_to(struct sampling *s, const char *path)
{
	size_t n_teachers = 0;
	bool is_interrupted = false;
	int rc = assay_loop_create(&s->loop, s->err);
	if (rc == 0)
		rc = create_teachers(s, &n_teachers);
	if (rc == 0)
		rc = assay_jsonl_create(path, &s->writer, s->err);
	if (rc == 0)
		rc = run_sampling(s, &is_interrupted);
	if (rc == 0 && is_interrupted)
		rc = assay_fail(s->err, ASSAY_EINTERRUPTED, "stopped");
	if (rc == 0 && s->failed)
		rc = assay_fail(s->err, ASSAY_EPROTO, "%" PRIu64 " requests failed for good", s->failed);
	if (rc == 0)
		rc = assay_jsonl_commit_take(s->writer, s->err);
	else
		assay_jsonl_abort(s->writer);
	for (size_t t = 0; t < n_teachers; t++)
		assay_teacher_find(teacher_conf(s, t)->kind)->destroy(s->states[t]);
	for (size_t i = 0; s->slots && i < s->n_slots; i++)
		free(s->slots[i].row);
	free(s->slots);
	free(s->states);
	assay_loop_destroy(s->loop);
	return rc;
}

static int load_and_sample(const struct options *o, struct assay_arena *arena, struct assay_problem_set *problems,
			   struct assay_err *err)
{
	struct assay_run_conf conf;
	const struct assay_importer *importer = NULL;
	int rc = assay_run_conf_load(o->config, NULL, 0, arena, &conf, err);
	if (rc)
		return rc;
	if (o->from) {
		importer = assay_importer_find(o->from);
		if (!importer)
			return assay_fail(err, ASSAY_ECONFIG, "--from: there is no format \"%s\"", o->from);
	}
	rc = assay_problem_set_load(problems, o->problems, importer, err);
	if (rc)
		return rc;
	struct sampling s = {.conf = &conf, .problems = problems, .err = err};
	return sample_to(&s, o->out ? o->out : "-");
}

static int run(int argc, char **argv, struct assay_err *err)
{
	struct options o = {0};
	int first;
	int rc = assay_verb_parse(&assay_verb_sample, argc, argv, &o, &first, err);
	if (rc)
		return rc < 0 ? rc : 0;
	if (first < argc)
		return assay_fail(err, ASSAY_ECONFIG, "unexpected argument \"%s\"", argv[first]);
	if (!o.problems || !o.config)
		return assay_fail(err, ASSAY_ECONFIG, "--problems and --config are needed; see assay sample --help");
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_problem_set *problems = assay_problem_set_create(0);
	rc = arena && problems ? load_and_sample(&o, arena, problems, err)
			       : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	assay_problem_set_destroy(problems);
	assay_arena_destroy(arena);
	return rc;
}

const struct assay_verb assay_verb_sample = {
	.name = "sample",
	.summary = "k candidates per problem from the configured teachers",
	.usage = "--problems P --config C [--from FORMAT] [-o FILE]",
	.details = "Candidates come out in the order of problem and k. Nothing is stored: use assay run where replies "
		   "cost money.",
	.example = "  assay sample --problems problems.jsonl --config run.yaml -o candidates.jsonl.zst",
	.flags = flags,
	.run = run,
};
