/* SPDX-License-Identifier: Apache-2.0 */
#include "base/jsonl.h"
#include "orchestrator/load.h"
#include "orchestrator/run.h"
#include "orchestrator/verb.h"
#include "orchestrator/verb_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	 .help = "format of the problems, as in assay verify; default: assay's own rows"},
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

/* Problems being sampled at once: what a fast teacher may be ahead of a slow one. */
#define WINDOW 1024

/* One problem while it is sampled; its rows come out in the order of k, whenever their replies came. */
struct slot {
	char **rows;	  /* One per k; NULL: none. */
	uint64_t missing; /* Without a reply. */
};

struct sampling {
	const struct assay_run_conf *conf;
	const struct assay_problem_set *problems;
	struct assay_loop *loop;
	struct assay_sampler *sampler;
	struct slot *slots; /* One per problem. */
	size_t n_problems, n_admitted, n_written;
	struct assay_jsonl_writer *writer;
	bool in_pump;
	int rc;
	struct assay_err *err;
};

static int on_candidate(void *arg, size_t problem, uint64_t k, const struct assay_candidate *candidate,
			struct assay_err *err)
{
	struct sampling *s = arg;
	struct slot *slot = &s->slots[problem];
	assay_autobuf struct assay_buf row = {0};
	slot->missing--;
	int rc = candidate ? assay_candidate_write(candidate, &row, err) : 0;
	if (rc || !candidate)
		return rc;
	slot->rows[k] = strndup(row.data, row.len);
	return slot->rows[k] ? 0 : assay_fail(err, ASSAY_ENOMEM, "out of memory");
}

static void slot_finish(struct slot *slot, uint64_t width)
{
	for (uint64_t k = 0; slot->rows && k < width; k++)
		free(slot->rows[k]);
	free(slot->rows);
	slot->rows = NULL;
}

static int admit_next(struct sampling *s)
{
	size_t i = s->n_admitted++;
	s->slots[i].rows = calloc(assay_sampler_width(s->sampler), sizeof(char *));
	if (!s->slots[i].rows)
		return assay_fail(s->err, ASSAY_ENOMEM, "out of memory");
	s->slots[i].missing = assay_sampler_admit(s->sampler, i);
	return 1;
}

/* Writes the problems at the front that are complete. */
static int write_ready(struct sampling *s)
{
	uint64_t width = assay_sampler_width(s->sampler);
	int rc = 0;
	for (; rc == 0 && s->n_written < s->n_admitted && s->slots[s->n_written].missing == 0; s->n_written++) {
		struct slot *slot = &s->slots[s->n_written];
		for (uint64_t k = 0; rc == 0 && k < width; k++) {
			if (slot->rows[k])
				rc = assay_jsonl_write(s->writer, assay_str_of(slot->rows[k]), s->err);
		}
		slot_finish(slot, width);
	}
	return rc;
}

/* 1 when something was done, 0 when everything waits for a reply. */
static int pump_once(struct sampling *s)
{
	int rc = assay_sampler_next(s->sampler, s->err);
	if (rc == 0 && s->n_admitted < s->n_problems && s->n_admitted - s->n_written < WINDOW)
		rc = admit_next(s);
	int written = rc < 0 ? 0 : write_ready(s);
	return written ? written : rc;
}

static void on_wake(void *arg, int rc)
{
	struct sampling *s = arg;
	if (rc && s->rc == 0)
		s->rc = rc;
	if (s->in_pump)
		return; /* A reply from within: the loop below goes on with it. */
	s->in_pump = true;
	do
		rc = s->rc ? s->rc : pump_once(s);
	while (rc == 1);
	s->in_pump = false;
	s->rc = rc;
	if (s->rc || s->n_written == s->n_problems)
		assay_loop_stop(s->loop);
}

static int run_sampling(struct sampling *s)
{
	bool is_interrupted = false;
	on_wake(s, 0);
	int rc = s->rc == 0 && s->n_written < s->n_problems ? assay_loop_run(s->loop, &is_interrupted, s->err) : s->rc;
	if (rc == 0)
		rc = s->rc;
	if (rc)
		return rc;
	if (is_interrupted)
		return assay_fail(s->err, ASSAY_EINTERRUPTED, "stopped; nothing was written");
	if (s->n_written < s->n_problems)
		return assay_fail(s->err, ASSAY_EPROTO, "a teacher has stopped answering");
	const struct assay_sampler_counts *counts = assay_sampler_counts(s->sampler);
	if (counts->failed)
		return assay_fail(s->err, ASSAY_EPROTO, "%" PRIu64 " requests failed for good (the first: %s)",
				  counts->failed, counts->first_failure);
	return 0;
}

static int create_sampler(struct sampling *s)
{
	const struct assay_sampler_options options = {
		.teachers = s->conf->teachers.items,
		.n_teachers = s->conf->teachers.n,
		.env = {.loop = s->loop, .problems = s->problems, .seed = s->conf->seed},
		.take = on_candidate,
		.wake = on_wake,
		.arg = s,
		.err = s->err,
	};
	return assay_sampler_create(&options, &s->sampler, s->err);
}

static int sample_to(struct sampling *s, const char *path)
{
	s->n_problems = assay_problem_set_count(s->problems);
	s->slots = calloc(s->n_problems, sizeof(*s->slots));
	int rc = s->slots ? assay_loop_create(&s->loop, s->err) : assay_fail(s->err, ASSAY_ENOMEM, "out of memory");
	if (rc == 0)
		rc = create_sampler(s);
	if (rc == 0)
		rc = assay_jsonl_create(path, &s->writer, s->err);
	if (rc == 0)
		rc = run_sampling(s);
	if (rc == 0)
		rc = assay_jsonl_commit_take(s->writer, s->err);
	else
		assay_jsonl_abort(s->writer);
	for (size_t i = s->n_written; s->sampler && i < s->n_admitted; i++)
		slot_finish(&s->slots[i], assay_sampler_width(s->sampler));
	free(s->slots);
	assay_sampler_destroy(s->sampler);
	assay_loop_destroy(s->loop);
	return rc;
}

static int load_and_sample(const struct options *o, struct assay_arena *arena, struct assay_problem_set *problems,
			   struct assay_err *err)
{
	struct assay_run_conf conf;
	const struct assay_importer *importer;
	int rc = assay_run_conf_load(o->config, NULL, 0, arena, &conf, err);
	if (rc)
		return rc;
	rc = assay_importer_named(o->from, &importer, err);
	if (rc)
		return rc;
	rc = assay_load_problems(problems, "sample", o->problems, importer, err);
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
	.summary = "draw k candidates per problem from the configured teachers",
	.usage = "--problems P --config C [--from FORMAT] [-o FILE]",
	.details = "Candidates come out in the order of problem and k. Nothing is stored: use assay run where replies "
		   "cost money.\n"
		   "Of the config only seed and teachers count.",
	.example = "  assay sample --problems problems.jsonl --config run.yaml -o candidates.jsonl.zst",
	.flags = flags,
	.run = run,
};
