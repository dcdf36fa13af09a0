/* SPDX-License-Identifier: Apache-2.0 */
#include "base/jsonl.h"
#include "base/num.h"
#include "orchestrator/grow.h"
#include "orchestrator/verb.h"
#include "orchestrator/verb_table.h"
#include "problems/fill.h"
#include "problems/methods/method.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
	struct assay_flag_list families;
	uint64_t count, seed, slips;
	const char *level, *out, *method, *config;
	bool has_distractors, lists, lists_methods, is_unsafe, is_json;
};

static const struct assay_flag flags[] = {
	{.name = "family",
	 .letter = 'f',
	 .type = ASSAY_FLAG_STRS,
	 .offset = offsetof(struct options, families),
	 .value = "NAME",
	 .help = "a family of problems, a tag (maths, code, strings) or all; may repeat"},
	{.name = "count",
	 .letter = 'n',
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct options, count),
	 .value = "N",
	 .min = 1,
	 .max = 1000000000,
	 .help = "problems of each family, spread evenly over the levels (default: 10)"},
	{.name = "level",
	 .letter = 'l',
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, level),
	 .value = "A..B",
	 .help = "levels, from 1 (easy) to 10 (hard); one number for one level (default: 1..10)"},
	{.name = "seed",
	 .letter = 's',
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct options, seed),
	 .value = "S",
	 .help = "another seed gives other problems, the same seed the same bytes (default: 1)"},
	{.name = "slips",
	 .type = ASSAY_FLAG_U64,
	 .offset = offsetof(struct options, slips),
	 .value = "N",
	 .max = ASSAY_MAX_SLIPS,
	 .help = "maths: up to N worked solutions with one wrong step as negatives, and every step with its label"},
	{.name = "distractors",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, has_distractors),
	 .help = "maths: a sentence in each statement that has nothing to do with the task"},
	{.name = "out",
	 .letter = 'o',
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, out),
	 .value = "FILE",
	 .help = "where problems go (.jsonl, .gz, .zst); default: standard output"},
	{.name = "list",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, lists),
	 .help = "list the families instead"},
	{.name = "method",
	 .letter = 'm',
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, method),
	 .value = "NAME",
	 .help = "grow problems with a language model instead; needs --config"},
	{.name = "config",
	 .letter = 'c',
	 .type = ASSAY_FLAG_STR,
	 .offset = offsetof(struct options, config),
	 .value = "FILE",
	 .help = "with --method: a run's config; its sources are the pool, its teachers are asked"},
	{.name = "list-methods",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, lists_methods),
	 .help = "list the methods instead"},
	{.name = "unsafe",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, is_unsafe),
	 .help = "with --method: run code without isolation where it cannot be had"},
	{.name = "json",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, is_json),
	 .help = "with --list: one JSON object a line"},
	{0},
};

/* --- Listing -------------------------------------------------------------------------------------------------- */

static void describe(const struct assay_family *family, struct assay_buf *out)
{
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_c(&w, "name", family->name);
	assay_jsonw_kv_u64(&w, "version", family->version);
	assay_jsonw_kv_c(&w, "kind", assay_kind_name(family->kind));
	assay_jsonw_kv_c(&w, "topic", assay_family_topic(family));
	assay_jsonw_kv_c(&w, "title", family->title);
	assay_jsonw_kv_u64(&w, "levels", ASSAY_MAX_LEVEL);
	assay_jsonw_key(&w, "tags");
	assay_jsonw_array(&w);
	for (const char *const *tag = family->tags; *tag; tag++)
		assay_jsonw_c(&w, *tag);
	assay_jsonw_end_array(&w);
	assay_jsonw_kv_u64(&w, "phrasings", assay_family_n_phrasings(family));
	assay_jsonw_end_object(&w);
}

static int list_families(bool is_json, struct assay_err *err)
{
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	for (size_t i = 0; i < n; i++) {
		if (!is_json) {
			(void)printf("%-24s %-5s 1..%-3d %-14s %s\n", families[i]->name,
				     assay_kind_name(families[i]->kind), ASSAY_MAX_LEVEL,
				     assay_family_topic(families[i]), families[i]->title);
			continue;
		}
		assay_autobuf struct assay_buf row = {0};
		describe(families[i], &row);
		int rc = assay_buf_error(&row, err);
		if (rc)
			return rc;
		(void)puts(row.data);
	}
	return 0;
}

/* --- Options -------------------------------------------------------------------------------------------------- */

struct levels {
	uint64_t first, last;
};

static int parse_levels(const char *text, struct levels *ret, struct assay_err *err)
{
	*ret = (struct levels){1, ASSAY_MAX_LEVEL};
	if (!text)
		return 0;
	struct assay_str whole = assay_str_of(text);
	size_t dots = assay_str_find(whole, ASSAY_STR(".."), 0);
	struct assay_str first = assay_str_sub(whole, 0, dots);
	struct assay_str last = dots == SIZE_MAX ? whole : assay_str_sub(whole, dots + 2, whole.len);
	bool is_good = assay_parse_u64(first, 1, ASSAY_MAX_LEVEL, &ret->first, NULL) == 0 &&
		       assay_parse_u64(last, ret->first, ASSAY_MAX_LEVEL, &ret->last, NULL) == 0;
	if (is_good)
		return 0;
	return assay_fail(err, ASSAY_ECONFIG, "--level %s: give one level or a range like 2..5, from 1 to %d", text,
			  ASSAY_MAX_LEVEL);
}

/* Whether some family is meant by this word; else an error that names the nearest one. */
static int check_word(const char *word, struct assay_err *err)
{
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	const char **names = calloc(n, sizeof(*names));
	if (!names)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	bool is_known = false;
	for (size_t i = 0; i < n; i++) {
		names[i] = families[i]->name;
		is_known = is_known || assay_family_is(families[i], word);
	}
	const char *near = is_known ? NULL : assay_nearest_name(word, names, n);
	free(names);
	if (is_known)
		return 0;
	if (near)
		return assay_fail(err, ASSAY_ECONFIG, "there is no family \"%s\"; did you mean \"%s\"?", word, near);
	return assay_fail(err, ASSAY_ECONFIG, "there is no family \"%s\"; see assay generate --list", word);
}

/* --- Generating ----------------------------------------------------------------------------------------------- */

struct generating {
	const struct options *options;
	struct levels levels;
	struct assay_jsonl_writer *writer;
};

static int write_problem(void *arg, const struct assay_made *made, struct assay_err *err)
{
	const struct generating *g = arg;
	assay_autobuf struct assay_buf row = {0};
	int rc = assay_problem_write(&made->problem, &row, err);
	return rc ? rc : assay_jsonl_write(g->writer, assay_buf_str(&row), err);
}

static int fill_level(struct generating *g, const struct assay_family *family, unsigned level, uint64_t count,
		      struct assay_err *err)
{
	const struct assay_family_request request = {
		.family = family,
		.seed = g->options->seed,
		.level = level,
		.max_slips = (unsigned)g->options->slips,
		.has_distractor = g->options->has_distractors,
	};
	struct assay_fill_seen *seen = assay_fill_seen_create();
	uint64_t written = 0;
	int rc = seen ? assay_family_fill(&request, count, seen, write_problem, g, &written, err)
		      : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	assay_fill_seen_destroy(seen);
	if (rc == 0 && written < count)
		(void)fprintf(stderr,
			      "%s has no more than %" PRIu64 " different problems at level %u; %" PRIu64
			      " were asked for\n",
			      family->name, written, level, count);
	return rc;
}

static int generate_family(struct generating *g, const struct assay_family *family, struct assay_err *err)
{
	uint64_t n_levels = g->levels.last - g->levels.first + 1;
	for (uint64_t i = 0; i < n_levels; i++) {
		uint64_t count = g->options->count / n_levels + (i < g->options->count % n_levels);
		int rc = fill_level(g, family, (unsigned)(g->levels.first + i), count, err);
		if (rc)
			return rc;
	}
	return 0;
}

static int generate_all(struct generating *g, struct assay_err *err)
{
	size_t n_known;
	const struct assay_family *const *known = assay_families(&n_known);
	const struct assay_flag_list *asked = &g->options->families;
	for (size_t i = 0; i < asked->n; i++) {
		for (size_t k = 0; k < n_known; k++) {
			int rc = assay_family_is(known[k], asked->items[i]) ? generate_family(g, known[k], err) : 0;
			if (rc)
				return rc;
		}
	}
	return 0;
}

/* A family that is asked for twice would give the same ids twice. */
static int check_families(const struct assay_flag_list *asked, struct assay_err *err)
{
	if (asked->n == 0)
		return assay_fail(err, ASSAY_ECONFIG, "say which --family, or --list to see them");
	for (size_t i = 0; i < asked->n; i++) {
		int rc = check_word(asked->items[i], err);
		if (rc)
			return rc;
	}
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	for (size_t i = 0; i < n; i++) {
		const char *first = NULL;
		for (size_t k = 0; k < asked->n; k++) {
			if (!assay_family_is(families[i], asked->items[k]))
				continue;
			if (first)
				return assay_fail(err, ASSAY_ECONFIG,
						  "--family %s and --family %s both hold the family %s", first,
						  asked->items[k], families[i]->name);
			first = asked->items[k];
		}
	}
	return 0;
}

static int generate_to(struct generating *g, const char *path, struct assay_err *err)
{
	int rc = assay_jsonl_create(path, &g->writer, err);
	if (rc)
		return rc;
	rc = generate_all(g, err);
	if (rc == 0)
		return assay_jsonl_commit_take(g->writer, err);
	assay_jsonl_abort(g->writer);
	return rc;
}

/* --- Growing -------------------------------------------------------------------------------------------------- */

static int list_methods(void)
{
	size_t n;
	const struct assay_method *const *methods = assay_methods(&n);
	for (size_t i = 0; i < n; i++)
		(void)printf("%-16s v%u  %s\n", methods[i]->name, methods[i]->version, methods[i]->title);
	return 0;
}

static int grow(const struct options *o, struct assay_err *err)
{
	if (!o->config)
		return assay_fail(err, ASSAY_ECONFIG,
				  "--method needs --config: sources for its pool and teachers to ask");
	if (o->families.n || o->level)
		return assay_fail(
			err, ASSAY_ECONFIG,
			"--method goes without --family and --level: generate.levels in the config says which");
	const struct assay_grow_options_of_run options = {
		.config_path = o->config,
		.method = o->method,
		.out = o->out,
		.count = o->count,
		.is_unsafe = o->is_unsafe,
	};
	return assay_grow(&options, err);
}

static int run(int argc, char **argv, struct assay_err *err)
{
	struct options options = {.count = 10, .seed = 1, .out = "-"};
	int first;
	int rc = assay_verb_parse(&assay_verb_generate, argc, argv, &options, &first, err);
	if (rc)
		return rc < 0 ? rc : 0;
	if (first < argc)
		return assay_fail(err, ASSAY_ECONFIG, "unexpected argument \"%s\"", argv[first]);
	if (options.lists)
		return list_families(options.is_json, err);
	if (options.lists_methods)
		return list_methods();
	if (options.method)
		return grow(&options, err);
	if (options.config)
		return assay_fail(err, ASSAY_ECONFIG, "--config goes with --method");
	struct generating g = {.options = &options};
	rc = check_families(&options.families, err);
	if (rc == 0)
		rc = parse_levels(options.level, &g.levels, err);
	return rc ? rc : generate_to(&g, options.out, err);
}

const struct assay_verb assay_verb_generate = {
	.name = "generate",
	.summary = "make problems from procedural families, or grow them with a model",
	.usage = "--family NAME [--count N] [--level A..B] [--seed S] [--slips N] [--distractors] [-o FILE] | --list "
		 "[--json] | --method NAME --config C [--count N] [-o FILE] | --list-methods",
	.details = "Every answer was found by two independent methods before it is written. The same options give the "
		   "same\n"
		   "bytes on every machine. Problems of one level are different tasks, not one task in other words; a "
		   "level\n"
		   "that has no more of them says so. Ids are FAMILY/SEED/LEVEL/NUMBER: a run whose sources name the "
		   "same families and "
		   "the\n"
		   "same seed makes the same problems again.\n"
		   "With --method, problems are grown from the config's sources by asking its teachers. Every reply is "
		   "kept in\n"
		   "OUT_DIR/generate.db: started again after a kill, no reply is paid for twice.",
	.example = "  assay generate --family linear-equation --count 100 --level 3..6 -o problems.jsonl\n"
		   "  assay generate --family all --count 1000 --seed 7 -o all.jsonl.gz\n"
		   "  assay generate --method evol-instruct --config run.yaml --count 200 -o grown.jsonl",
	.flags = flags,
	.run = run,
};
