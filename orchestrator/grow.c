/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/grow.h"

#include "base/fd.h"
#include "orchestrator/grow_task.h"
#include "orchestrator/teachers/openai.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Setting up --- */

static int check_teachers(struct grow *grow)
{
	const struct assay_teacher_conf *teachers = grow->conf.teachers.items;
	for (size_t i = 0; i < grow->conf.teachers.n; i++) {
		if (!assay_str_is(teachers[i].kind, "openai"))
			return assay_fail(grow->err, ASSAY_ECONFIG,
					  "teachers[%zu]: --method asks endpoints; a teacher of kind \"%.*s\" answers "
					  "problems alone",
					  i, (int)teachers[i].kind.len, teachers[i].kind.data);
	}
	return 0;
}

static int create_senders(struct grow *grow)
{
	const struct assay_teacher_conf *teachers = grow->conf.teachers.items;
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers are what is stored. */
	grow->senders = assay_arena_array(grow->arena, grow->conf.teachers.n, sizeof(grow->senders[0]));
	if (!grow->senders)
		return assay_arena_fail(grow->arena, grow->err);
	for (size_t i = 0; i < grow->conf.teachers.n; i++) {
		int rc = assay_openai_sender_create(&teachers[i], grow->loop, &grow->senders[i], grow->err);
		if (rc)
			return assay_err_wrap(grow->err, rc, "teachers[%zu]", i);
		grow->n_teachers++;
	}
	grow->env.n_teachers = grow->n_teachers;
	return 0;
}

static bool runs_code(const struct grow *grow)
{
	for (size_t i = 0; i < assay_problem_set_count(grow->set); i++) {
		if (assay_problem_set_at(grow->set, i)->kind != ASSAY_KIND_MATH)
			return true;
	}
	return grow->env.options.kind != ASSAY_KIND_MATH;
}

static int create_pool(struct grow *grow)
{
	struct assay_pool_options options = {
		.jobs = (size_t)grow->conf.jobs,
		.opinions = {.repeats = (unsigned)grow->conf.verify.repeats,
			     .trusts_time_limits = !grow->conf.verify.confirm_time_limits},
		.setup = {.sandbox = {.is_unsafe = grow->options->is_unsafe,
				      .require = grow->conf.sandbox.require == 0 ? ASSAY_ISOLATION_NAMESPACES
										 : ASSAY_ISOLATION_LANDLOCK},
			  .verify = assay_run_verify_options(&grow->conf),
			  .needs_sandbox = runs_code(grow)},
	};
	options.setup.verify.stop_early = false; /* Every test's own result is wanted. */
	int rc = assay_cache_setting_of(grow->conf.sandbox.compile_cache.data, &options.setup.cache, grow->err);
	return rc ? rc : assay_pool_create(&options, grow->loop, grow_on_verdict, grow, &grow->pool, grow->err);
}

static int open_store(struct grow *grow)
{
	int rc = assay_make_dirs(grow->conf.out_dir.data, grow->err);
	struct assay_str path = assay_arena_printf(grow->arena, "%s/generate.db", grow->conf.out_dir.data);
	if (rc == 0 && !path.data)
		rc = assay_arena_fail(grow->arena, grow->err);
	return rc ? rc : assay_store_open(path.data, &grow->store, grow->err);
}

/* --- Batches --- */

static int refresh_pool(struct grow *grow)
{
	size_t n = assay_problem_set_count(grow->set);
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): likewise. */
	const struct assay_problem **items = reallocarray(grow->pool_items, n, sizeof(*items));
	if (!items)
		return assay_fail(grow->err, ASSAY_ENOMEM, "out of memory");
	for (size_t i = 0; i < n; i++)
		items[i] = assay_problem_set_at(grow->set, i);
	grow->pool_items = items;
	grow->env.pool = items;
	grow->env.n_pool = n;
	grow->env.rejected = grow->rejected;
	grow->env.n_rejected = grow->n_rejected;
	return 0;
}

static int wait_for_batch(struct grow *grow)
{
	while (grow->rc == 0 && grow->n_open > 0) {
		bool is_interrupted = false;
		int rc = assay_loop_run(grow->loop, &is_interrupted, grow->err);
		if (rc)
			return rc;
		if (is_interrupted)
			return assay_fail(grow->err, ASSAY_EINTERRUPTED,
					  "stopped; what was paid for is kept, run again to go on");
	}
	return grow->rc;
}

/* A cell that a batch has filled takes no more of the same batch. */
static bool is_over_plan(const struct grow *grow, size_t cell)
{
	const struct assay_method_options *o = &grow->env.options;
	if (cell == SIZE_MAX)
		return false;
	size_t topic = cell / ASSAY_METHOD_LEVELS;
	uint64_t target = assay_method_target(o, topic);
	uint64_t n = 0;
	for (size_t i = 0; i < ASSAY_METHOD_LEVELS; i++)
		n += grow->cells[topic * ASSAY_METHOD_LEVELS + i];
	return (o->per_topic && n >= o->per_topic) || (target && grow->cells[cell] >= target);
}

static int take_problem(struct grow *grow, const struct assay_step *step)
{
	const struct assay_problem *p = &step->problem;
	assay_autobuf struct assay_buf row = {0};
	int rc = 0;
	if (step->novelty.f > 0) {
		size_t found;
		size_t cell = grow_cell_of(grow, p);
		rc = assay_novelty_find(grow->known, p->statement, &step->novelty, &found, grow->err);
		if (rc)
			return rc;
		if (found != SIZE_MAX || is_over_plan(grow, cell)) {
			grow_count_reject(&grow->counts, found != SIZE_MAX ? "duplicate" : "quota_full", p->statement);
			return 0;
		}
		rc = grow_add_to_pool(grow, p);
		if (cell != SIZE_MAX)
			grow->cells[cell]++;
	}
	if (rc == 0)
		rc = assay_problem_write(p, &row, grow->err);
	if (rc == 0)
		rc = assay_jsonl_write(grow->writer, assay_buf_str(&row), grow->err);
	grow->counts.given += rc == 0;
	return rc;
}

static bool is_end(const char *code)
{
	return strcmp(code, "no_parent") == 0 || strcmp(code, "quota_full") == 0;
}

/* For the prompts of the batches to come; the oldest makes room. */
static int remember_rejected(struct grow *grow, const struct assay_step *step)
{
	const size_t max = ASSAY_METHOD_REJECTED;
	if (grow->conf.generate.bad_examples == 0)
		return 0;
	struct assay_str shown = assay_str_sub(step->statement, 0, assay_utf8_cut(step->statement, 300));
	struct assay_str statement = assay_arena_str(grow->arena, shown);
	if (!statement.data)
		return assay_arena_fail(grow->arena, grow->err);
	if (grow->n_rejected == max)
		memmove(grow->rejected, grow->rejected + 1, (max - 1) * sizeof(grow->rejected[0]));
	else
		grow->n_rejected++;
	grow->rejected[grow->n_rejected - 1] = (struct assay_method_rejected){statement, step->code};
	return 0;
}

/* In the order of their numbers. `*ret_is_end`: no task of the batch found anything to do. */
static int join_batch(struct grow *grow, bool *ret_is_end)
{
	int rc = 0;
	*ret_is_end = true;
	for (size_t i = 0; rc == 0 && i < grow->n_items; i++) {
		const struct assay_step *step = &grow->items[i].step;
		if (grow->items[i].task.cell != SIZE_MAX)
			grow->tries[grow->items[i].task.cell]++;
		if (step->kind == ASSAY_STEP_GIVE) {
			*ret_is_end = false;
			rc = take_problem(grow, step);
			continue;
		}
		*ret_is_end = *ret_is_end && is_end(step->code);
		grow_count_reject(&grow->counts, step->code, step->reason);
		rc = step->statement.len ? remember_rejected(grow, step) : 0;
	}
	return rc;
}

static int run_batch(struct grow *grow, size_t n, bool *ret_is_end)
{
	int rc = refresh_pool(grow);
	grow->n_items = 0;
	grow->n_open = n;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		grow->n_items = i + 1;
		rc = grow_start(grow, &grow->items[i], grow->counts.tasks + i);
	}
	if (rc == 0)
		rc = wait_for_batch(grow);
	if (rc == 0)
		rc = join_batch(grow, ret_is_end);
	if (rc)
		return rc; /* Requests may be open: items live until the senders are gone. */
	for (size_t i = 0; i < n; i++)
		grow_item_finish(&grow->items[i]);
	grow->n_items = 0;
	grow->counts.tasks += n;
	return 0;
}

static int run_batches(struct grow *grow)
{
	uint64_t wanted = grow->options->count;
	uint64_t max = grow->conf.generate.tasks ? grow->conf.generate.tasks : 4 * wanted + 16;
	bool is_end = false;
	int rc = 0;
	while (rc == 0 && !is_end && grow->counts.given < wanted && grow->counts.tasks < max) {
		uint64_t n = grow->conf.generate.batch;
		n = n < wanted - grow->counts.given ? n : wanted - grow->counts.given;
		n = n < max - grow->counts.tasks ? n : max - grow->counts.tasks;
		rc = run_batch(grow, (size_t)n, &is_end);
		assay_progress_update(&grow->progress, "grown", grow->counts.given, wanted, NULL);
	}
	assay_progress_clear(&grow->progress);
	return rc;
}

/* --- The report --- */

static void write_plan(const struct grow *grow, struct assay_jsonw *w)
{
	const struct assay_method_options *o = &grow->env.options;
	assay_jsonw_key(w, "plan");
	assay_jsonw_array(w);
	for (size_t cell = 0; cell < (o->n_topics ? o->n_topics : 1) * ASSAY_METHOD_LEVELS; cell++) {
		unsigned level = (unsigned)(cell % ASSAY_METHOD_LEVELS) + 1;
		if (level < o->first_level || level > o->last_level)
			continue;
		assay_jsonw_object(w);
		if (o->n_topics)
			assay_jsonw_kv_str(w, "topic", o->topics[cell / ASSAY_METHOD_LEVELS]);
		assay_jsonw_kv_u64(w, "level", level);
		uint64_t target = assay_method_target(o, cell / ASSAY_METHOD_LEVELS);
		assay_jsonw_kv_u64(w, "given", grow->cells[cell]);
		assay_jsonw_kv_u64(w, "tries", grow->tries[cell]);
		if (target) {
			uint64_t n = grow->cells[cell];
			assay_jsonw_kv_u64(w, "wanted", target);
			assay_jsonw_kv_u64(w, "short", n < target ? target - n : 0);
		}
		assay_jsonw_end_object(w);
	}
	assay_jsonw_end_array(w);
}

static int write_report(const struct grow *grow)
{
	const struct grow_counts *c = &grow->counts;
	assay_autobuf struct assay_buf out = {0};
	struct assay_jsonl_writer *writer;
	struct assay_jsonw w;
	assay_jsonw_init(&w, &out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_c(&w, "method", grow->method->name);
	assay_jsonw_kv_u64(&w, "version", grow->method->version);
	assay_jsonw_kv_u64(&w, "wanted", grow->options->count);
	assay_jsonw_kv_u64(&w, "given", c->given);
	assay_jsonw_kv_u64(&w, "tasks", c->tasks);
	assay_jsonw_kv_u64(&w, "requests", c->requests);
	assay_jsonw_kv_u64(&w, "from_store", c->stored);
	assay_jsonw_kv_u64(&w, "format_retries", c->retries);
	assay_jsonw_kv_u64(&w, "prompt_tokens", c->prompt_tokens);
	assay_jsonw_kv_u64(&w, "completion_tokens", c->completion_tokens);
	assay_jsonw_key(&w, "rejects");
	assay_jsonw_array(&w);
	for (size_t i = 0; i < c->n_rejects; i++) {
		assay_jsonw_object(&w);
		assay_jsonw_kv_c(&w, "code", c->rejects[i].code);
		assay_jsonw_kv_u64(&w, "count", c->rejects[i].n);
		assay_jsonw_kv_c(&w, "first", c->rejects[i].first);
		assay_jsonw_end_object(&w);
	}
	assay_jsonw_end_array(&w);
	write_plan(grow, &w);
	assay_jsonw_end_object(&w);
	struct assay_str path = assay_arena_printf(grow->arena, "%s/generate-report.json", grow->conf.out_dir.data);
	int rc = path.data ? assay_buf_error(&out, grow->err) : assay_arena_fail(grow->arena, grow->err);
	if (rc == 0)
		rc = assay_jsonl_create(path.data, &writer, grow->err);
	if (rc)
		return rc;
	rc = assay_jsonl_write(writer, assay_buf_str(&out), grow->err);
	if (rc == 0)
		return assay_jsonl_commit_take(writer, grow->err);
	assay_jsonl_abort(writer);
	return rc;
}

static void print_report(const struct grow *grow)
{
	const struct grow_counts *c = &grow->counts;
	(void)fprintf(stderr,
		      "%s: %" PRIu64 " of %" PRIu64 " problems from %" PRIu64 " tasks; %" PRIu64 " requests, %" PRIu64
		      " of them answered by the store, %" PRIu64 " asked again for their format\n",
		      grow->method->name, c->given, grow->options->count, c->tasks, c->requests, c->stored, c->retries);
	for (size_t i = 0; i < c->n_rejects; i++)
		(void)fprintf(stderr, "  %-20s %6" PRIu64 "  (the first: %s)\n", c->rejects[i].code, c->rejects[i].n,
			      c->rejects[i].first);
	const struct assay_method_options *o = &grow->env.options;
	for (size_t cell = 0; cell < (o->n_topics ? o->n_topics : 1) * ASSAY_METHOD_LEVELS; cell++) {
		unsigned level = (unsigned)(cell % ASSAY_METHOD_LEVELS) + 1;
		struct assay_str topic = o->n_topics ? o->topics[cell / ASSAY_METHOD_LEVELS] : ASSAY_STR("any topic");
		uint64_t target = assay_method_target(o, cell / ASSAY_METHOD_LEVELS);
		if (level >= o->first_level && level <= o->last_level && grow->cells[cell] < target)
			(void)fprintf(stderr,
				      "  short: %.*s, level %u: %" PRIu64 " of %" PRIu64 ", %" PRIu64 " tries\n",
				      (int)topic.len, topic.data, level, grow->cells[cell], target, grow->tries[cell]);
	}
}

/* --- The whole --- */

static int grow_to(struct grow *grow)
{
	grow->items = assay_arena_array(grow->arena, (size_t)grow->conf.generate.batch, sizeof(*grow->items));
	int rc = grow->items ? open_store(grow) : assay_arena_fail(grow->arena, grow->err);
	if (rc == 0)
		rc = assay_jsonl_create(grow->options->out, &grow->writer, grow->err);
	if (rc == 0)
		rc = run_batches(grow);
	if (rc == 0)
		rc = assay_jsonl_commit_take(grow->writer, grow->err);
	else
		assay_jsonl_abort(grow->writer);
	if (rc == 0)
		rc = write_report(grow);
	if (rc == 0)
		print_report(grow);
	return rc;
}

static int prepare(struct grow *grow)
{
	int rc = assay_run_conf_load(grow->options->config_path, NULL, 0, grow->arena, &grow->conf, grow->err);
	if (rc == 0)
		rc = check_teachers(grow);
	if (rc == 0)
		rc = grow_load(grow);
	if (rc == 0)
		rc = assay_loop_create(&grow->loop, grow->err);
	if (rc == 0)
		rc = create_senders(grow);
	struct assay_rng root;
	assay_rng_init(&root, grow->conf.seed);
	assay_rng_split(&root, assay_str_of(grow->method->name), grow->method->version, 0, &grow->seeds);
	return rc ? rc : create_pool(grow);
}

int assay_grow(const struct assay_grow_options_of_run *options, struct assay_err *err)
{
	struct grow grow = {.options = options, .err = err, .method = assay_method_find(options->method)};
	if (!grow.method)
		return assay_fail(err, ASSAY_ECONFIG, "there is no method \"%s\"; see assay generate --list-methods",
				  options->method);
	assay_progress_init(&grow.progress);
	grow.arena = assay_arena_create(0);
	int rc = grow.arena ? prepare(&grow) : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	if (rc == 0)
		rc = grow_to(&grow);
	assay_pool_destroy(grow.pool);
	for (size_t i = 0; i < grow.n_teachers; i++)
		assay_sender_destroy(grow.senders[i]);
	for (size_t i = 0; i < grow.n_items; i++)
		grow_item_finish(&grow.items[i]);
	int closed = assay_store_close_take(grow.store, rc ? NULL : err);
	assay_loop_destroy(grow.loop);
	grow_unload(&grow);
	assay_arena_destroy(grow.arena);
	return rc ? rc : closed;
}
