/* SPDX-License-Identifier: Apache-2.0 */
/* What a growing run reads before it asks anybody. */
#include "base/fd.h"
#include "base/num.h"
#include "orchestrator/grow_task.h"
#include "orchestrator/load.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_FILE_BYTES ((size_t)1 << 20)

static int read_file(struct grow *grow, const char *path, struct assay_str *ret)
{
	char *bytes = assay_arena_alloc(grow->arena, MAX_FILE_BYTES + 1);
	if (!bytes)
		return assay_arena_fail(grow->arena, grow->err);
	FILE *stream = fopen(path, "re");
	if (!stream)
		return assay_fail_errno(grow->err, "open %s", path);
	size_t n = fread(bytes, 1, MAX_FILE_BYTES + 1, stream);
	bool is_bad = ferror(stream) != 0;
	(void)fclose(stream); /* Only read. */
	*ret = (struct assay_str){bytes, n};
	if (is_bad)
		return assay_fail(grow->err, ASSAY_EIO, "%s could not be read", path);
	if (n > MAX_FILE_BYTES)
		return assay_fail(grow->err, ASSAY_ECONFIG, "%s is larger than 1 MiB", path);
	if (!assay_utf8_is_valid(*ret) || memchr(bytes, 0, n))
		return assay_fail(grow->err, ASSAY_ECONFIG, "%s is not UTF-8 text", path);
	return 0;
}

static int load_snippets(struct grow *grow)
{
	const struct assay_str_list *files = &grow->conf.generate.snippets;
	struct assay_str *snippets = assay_arena_array(grow->arena, files->n + 1, sizeof(*snippets));
	if (!snippets)
		return assay_arena_fail(grow->arena, grow->err);
	for (size_t i = 0; i < files->n; i++) {
		int rc = read_file(grow, files->items[i].data, &snippets[i]);
		if (rc == 0 && assay_str_trim(snippets[i]).len == 0)
			rc = assay_fail(grow->err, ASSAY_ECONFIG, "%s is empty", files->items[i].data);
		if (rc)
			return assay_err_wrap(grow->err, rc, "generate.snippets");
	}
	grow->env.snippets = snippets;
	grow->env.n_snippets = files->n;
	if (grow->method->needs_snippets && files->n == 0)
		return assay_fail(grow->err, ASSAY_ECONFIG, "%s needs generate.snippets: files of code or text",
				  grow->method->name);
	return 0;
}

static bool next_line(struct assay_str text, size_t *at, struct assay_str *ret)
{
	if (*at >= text.len)
		return false;
	size_t end = assay_str_find(text, ASSAY_STR("\n"), *at);
	end = end == SIZE_MAX ? text.len : end;
	*ret = assay_str_trim(assay_str_sub(text, *at, end - *at));
	*at = end + 1;
	return true;
}

/* "topic", or "topic | N". */
static int read_topic(struct assay_str line, struct assay_str *ret_topic, uint64_t *ret_target, struct assay_err *err)
{
	size_t bar = assay_str_find(line, ASSAY_STR("|"), 0);
	*ret_topic = assay_str_trim(assay_str_sub(line, 0, bar == SIZE_MAX ? line.len : bar));
	struct assay_str number =
		bar == SIZE_MAX ? ASSAY_STR("0") : assay_str_trim(assay_str_sub(line, bar + 1, line.len));
	if (ret_topic->len == 0 || assay_parse_u64(number, bar == SIZE_MAX ? 0 : 1, 1000000000, ret_target, NULL))
		return assay_fail(err, ASSAY_ECONFIG, "expected \"topic\" or \"topic | N\", found \"%.*s\"",
				  (int)assay_utf8_cut(line, 60), line.data);
	return 0;
}

static int load_topics(struct grow *grow)
{
	const struct assay_grow_conf *conf = &grow->conf.generate;
	struct assay_str file = {0};
	int rc = conf->taxonomy.data ? read_file(grow, conf->taxonomy.data, &file) : 0;
	if (rc)
		return assay_err_wrap(grow->err, rc, "generate.taxonomy");
	size_t max = conf->topics.n + 1;
	for (size_t i = 0; i < file.len; i++)
		max += file.data[i] == '\n';
	struct assay_str *topics = assay_arena_array(grow->arena, max, sizeof(*topics));
	uint64_t *targets = assay_arena_array(grow->arena, max, sizeof(*targets));
	if (!topics || !targets)
		return assay_arena_fail(grow->arena, grow->err);
	size_t n = 0;
	struct assay_str line;
	for (size_t at = 0; next_line(file, &at, &line);) {
		if (line.len == 0 || line.data[0] == '#')
			continue;
		rc = read_topic(line, &topics[n], &targets[n], grow->err);
		if (rc)
			return assay_err_wrap(grow->err, rc, "generate.taxonomy: %s", conf->taxonomy.data);
		n++;
	}
	for (size_t i = 0; i < conf->topics.n; i++)
		topics[n++] = conf->topics.items[i];
	grow->env.options.topics = topics;
	grow->env.options.n_topics = n;
	grow->env.options.targets = targets;
	grow->cells = assay_arena_array(grow->arena, (n + 1) * ASSAY_METHOD_LEVELS, sizeof(*grow->cells));
	grow->tries = assay_arena_array(grow->arena, (n + 1) * ASSAY_METHOD_LEVELS, sizeof(*grow->tries));
	grow->env.cells = grow->cells;
	grow->env.tries = grow->tries;
	if (!grow->cells || !grow->tries)
		return assay_arena_fail(grow->arena, grow->err);
	if (grow->method->needs_topics && n == 0)
		return assay_fail(grow->err, ASSAY_ECONFIG, "%s needs generate.taxonomy or generate.topics",
				  grow->method->name);
	return 0;
}

static int load_benchmarks(struct grow *grow)
{
	const struct assay_grow_conf *conf = &grow->conf.generate;
	const struct assay_importer *importer;
	int rc = assay_importer_named(conf->benchmarks_format.data, &importer, grow->err);
	grow->benchmarks = assay_novelty_create();
	if (!grow->benchmarks)
		return assay_fail(grow->err, ASSAY_ENOMEM, "out of memory");
	for (size_t i = 0; rc == 0 && i < conf->benchmarks.n; i++) {
		struct assay_problem_set *set = assay_problem_set_create(0);
		rc = set ? assay_load_problems(set, "generate", conf->benchmarks.items[i].data, importer, grow->err)
			 : assay_fail(grow->err, ASSAY_ENOMEM, "out of memory");
		for (size_t k = 0; rc == 0 && k < assay_problem_set_count(set); k++) {
			if (assay_novelty_add(grow->benchmarks, assay_problem_set_at(set, k)->statement,
					      (struct assay_str){0}))
				rc = assay_fail(grow->err, ASSAY_ENOMEM, "out of memory");
		}
		assay_problem_set_destroy(set);
	}
	grow->env.benchmarks = grow->benchmarks;
	return rc ? assay_err_wrap(grow->err, rc, "generate.benchmarks") : 0;
}

int grow_add_to_pool(struct grow *grow, const struct assay_problem *p)
{
	assay_autoarena struct assay_arena *scratch = assay_arena_create(0);
	int rc = scratch ? assay_problem_set_add(grow->set, p, grow->err)
			 : assay_fail(grow->err, ASSAY_ENOMEM, "out of memory");
	if (rc)
		return rc;
	if (assay_novelty_add(grow->known, p->statement, assay_problem_group(p, scratch)))
		return assay_fail(grow->err, ASSAY_ENOMEM, "out of memory");
	return 0;
}

size_t grow_cell_of(const struct grow *grow, const struct assay_problem *p)
{
	const struct assay_method_options *o = &grow->env.options;
	size_t topic = 0;
	while (topic < o->n_topics && !(p->n_tags && assay_str_eq(o->topics[topic], p->tags[0])))
		topic++;
	bool has_topic = o->n_topics == 0 || topic < o->n_topics;
	if (!has_topic || !p->has_level || p->level < 1 || p->level > ASSAY_METHOD_LEVELS)
		return SIZE_MAX;
	return topic * ASSAY_METHOD_LEVELS + (size_t)p->level - 1;
}

/* Benchmark items are never parents. */
static int load_seeds(struct grow *grow)
{
	struct assay_problem_set *all = assay_problem_set_create(0);
	int rc = all ? assay_run_load_sources(&grow->conf, all, NULL, grow->err)
		     : assay_fail(grow->err, ASSAY_ENOMEM, "out of memory");
	for (size_t i = 0; rc == 0 && i < assay_problem_set_count(all); i++) {
		const struct assay_problem *p = assay_problem_set_at(all, i);
		size_t found;
		const struct assay_novelty_limits near_benchmark = {.f = 0.7, .recall = 0.8};
		rc = assay_novelty_find(grow->benchmarks, p->statement, &near_benchmark, &found, grow->err);
		if (rc == 0 && found != SIZE_MAX) {
			grow_count_reject(&grow->counts, "benchmark_seed", p->id);
			continue;
		}
		if (rc == 0)
			rc = grow_add_to_pool(grow, p);
		size_t cell = grow_cell_of(grow, p);
		if (grow->conf.generate.counts_sources && cell != SIZE_MAX)
			grow->cells[cell]++;
	}
	assay_problem_set_destroy(all);
	if (rc == 0 && assay_problem_set_count(grow->set) == 0)
		rc = assay_fail(grow->err, ASSAY_ECONFIG, "every problem of the sources is a benchmark's");
	grow->env.n_seeds = assay_problem_set_count(grow->set);
	return rc;
}

static int load_options(struct grow *grow)
{
	static const enum assay_kind kinds[] = {ASSAY_KIND_MATH, ASSAY_KIND_CALL, ASSAY_KIND_STDIO};
	const struct assay_grow_conf *c = &grow->conf.generate;
	struct assay_method_options *o = &grow->env.options;
	*o = (struct assay_method_options){
		.bad_examples = c->bad_examples,
		.demonstrations = c->demonstrations,
		.avoid = c->avoid,
		.rounds = c->rounds,
		.votes = c->votes,
		.agree = c->agree,
		.answers = c->answers,
		.max_generation = c->max_generation,
		.min_words = c->min_words,
		.max_words = c->max_words,
		.novelty = c->novelty,
		.per_topic = c->per_topic,
		.per_cell = c->per_cell,
		.kind = kinds[c->kind],
		.language = c->language,
		.personas = c->personas.items,
		.n_personas = c->personas.n,
		.banned = c->banned.items,
		.n_banned = c->banned.n,
	};
	int rc = assay_parse_levels(c->levels, &o->first_level, &o->last_level, grow->err);
	if (rc)
		return assay_fail(grow->err, ASSAY_ECONFIG, "generate.levels: give 3 or 1..5, from 1 to 10");
	if (o->agree > o->votes)
		return assay_fail(grow->err, ASSAY_ECONFIG, "generate: agree is larger than votes");
	if (o->min_words > o->max_words)
		return assay_fail(grow->err, ASSAY_ECONFIG, "generate: min_words is larger than max_words");
	return 0;
}

int grow_load(struct grow *grow)
{
	struct assay_prompts *prompts = NULL;
	grow->set = assay_problem_set_create(0);
	grow->known = assay_novelty_create();
	if (!grow->set || !grow->known)
		return assay_fail(grow->err, ASSAY_ENOMEM, "out of memory");
	int rc = load_options(grow);
	if (rc == 0)
		rc = assay_prompts_load(grow->conf.generate.prompts.data, grow->arena, &prompts, grow->err);
	if (rc == 0)
		rc = load_snippets(grow);
	if (rc == 0)
		rc = load_topics(grow);
	if (rc == 0)
		rc = load_benchmarks(grow);
	if (rc == 0)
		rc = load_seeds(grow);
	assay_method_defaults(&grow->env.options);
	grow->env.prompts = prompts;
	grow->env.known = grow->known;
	grow->env.seed = grow->conf.seed;
	return rc;
}

void grow_unload(struct grow *grow)
{
	assay_problem_set_destroy(grow->set);
	assay_novelty_destroy(grow->known);
	assay_novelty_destroy(grow->benchmarks);
	free(grow->pool_items);
	free(grow->orders);
}
