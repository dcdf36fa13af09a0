/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/fitness.h"

#include "base/rng.h"
#include "orchestrator/fitness_fakes.h"
#include "problems/mutate.h"
#include "sandbox/lang.h"

#include <ctype.h>
#include <inttypes.h>

/* Mutants are drawn by the problem's id alone: the same problem gets the same ones in any file and on any machine. */
#define MUTANT_SEED 20250101
/* Of a problem that states none, as verifiers/ counts it. */
#define DEFAULT_CPU_MS 10000

struct plan {
	const struct assay_problem *problem;
	const struct assay_fitness_options *options;
	struct assay_arena *arena;
	struct assay_fitness *fitness;
	size_t capacity;
	struct assay_err *err;
};

/* --- Planning --- */

static struct assay_fitness_probe *add_probe(struct plan *p, enum assay_fitness_wish wish, struct assay_str name)
{
	if (!name.data || p->fitness->n_probes == p->capacity)
		return NULL;
	struct assay_fitness_probe *probe = &p->fitness->probes[p->fitness->n_probes++];
	probe->name = name;
	probe->wish = wish;
	probe->candidate.problem_id = p->problem->id;
	probe->candidate.id = name;
	return probe;
}

static int add_solution(struct plan *p, enum assay_fitness_wish wish, struct assay_str name,
			const struct assay_solution *solution)
{
	struct assay_fitness_probe *probe = add_probe(p, wish, name);
	if (!probe)
		return assay_arena_fail(p->arena, p->err);
	probe->candidate.code = solution->code;
	probe->candidate.language = solution->language;
	probe->expect = solution->expect;
	return 0;
}

static int add_answer(struct plan *p, enum assay_fitness_wish wish, struct assay_str name, struct assay_str text)
{
	struct assay_fitness_probe *probe = add_probe(p, wish, name);
	if (!probe || !text.data)
		return assay_arena_fail(p->arena, p->err);
	probe->candidate.text = text;
	return 0;
}

static int add_references(struct plan *p)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < p->problem->n_references; i++) {
		for (uint64_t k = 0; rc == 0 && k < p->options->repeat; k++) {
			struct assay_str name =
				k == 0 ? assay_arena_printf(p->arena, "reference %zu", i)
				       : assay_arena_printf(p->arena, "reference %zu, again (%" PRIu64 ")", i, k);
			rc = add_solution(p, ASSAY_WISH_ACCEPTED, name, &p->problem->references[i]);
			if (rc == 0)
				p->fitness->probes[p->fitness->n_probes - 1].has_half_limit = true;
		}
	}
	for (size_t i = 0; rc == 0 && i < p->problem->n_negatives; i++)
		rc = add_solution(p, ASSAY_WISH_REJECTED, assay_arena_printf(p->arena, "negative %zu", i),
				  &p->problem->negatives[i]);
	return rc;
}

/* Where a language has a seed to set, both sides of a suite get the other one. */
static int add_reseeded(struct plan *p)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < p->problem->n_references; i++) {
		const struct assay_solution *reference = &p->problem->references[i];
		const struct assay_language *lang =
			assay_language_find(reference->language.len > 0 ? reference->language : p->problem->language);
		if (!lang || !lang->env_reseeded)
			continue;
		rc = add_solution(p, ASSAY_WISH_ACCEPTED,
				  assay_arena_printf(p->arena, "reference %zu, other hash seed", i), reference);
		if (rc == 0)
			p->fitness->probes[p->fitness->n_probes - 1].is_reseeded = true;
	}
	return rc;
}

/*
 * The contract is judged like a candidate, by a problem of the same inputs: a function that must return true for each,
 * or a program that must leave with 0 and print nothing.
 */
static int add_contract(struct plan *p)
{
	struct assay_problem *asked = &p->fitness->asked;
	if (assay_str_is_absent(p->problem->contract.code))
		return 0;
	struct assay_test *tests = assay_arena_array(p->arena, asked->n_tests, sizeof(*tests));
	if (!tests)
		return assay_arena_fail(p->arena, p->err);
	for (size_t i = 0; i < asked->n_tests; i++) {
		tests[i] = asked->tests[i];
		tests[i].expected = ASSAY_STR("true");
		tests[i].expected_stdout = ASSAY_STR("");
	}
	asked->tests = tests;
	/* Its language is its own, so nothing that takes the problem's may stay. */
	asked->language = (struct assay_str){0};
	asked->contract = (struct assay_solution){0};
	asked->n_references = asked->n_negatives = 0;
	asked->checker = (struct assay_checker_spec){.type = ASSAY_STR("exact")};
	struct assay_solution contract = p->problem->contract;
	if (contract.language.len == 0)
		contract.language = p->problem->language;
	int rc = add_solution(p, ASSAY_WISH_ACCEPTED, ASSAY_STR("contract"), &contract);
	if (rc == 0)
		p->fitness->probes[p->fitness->n_probes - 1].is_contract = true;
	return rc;
}

static struct assay_str language_of(const struct assay_problem *problem)
{
	if (!assay_str_is_absent(problem->language) || problem->n_references == 0)
		return problem->language;
	return problem->references[0].language;
}

/* Whatever the tests are, these must not pass them. */
static int add_fakes(struct plan *p)
{
	struct assay_solution solution = {.language = language_of(p->problem)};
	struct assay_fake *fakes = NULL;
	size_t n = 0;
	if (assay_str_is_absent(solution.language))
		return 0;
	int rc = assay_fitness_fakes(p->problem, solution.language, p->arena, &fakes, &n, p->err);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		solution.code = fakes[i].code;
		rc = add_solution(p, ASSAY_WISH_REJECTED, fakes[i].name, &solution);
	}
	return rc;
}

static int add_mutants(struct plan *p)
{
	struct assay_mutant *mutants = NULL;
	struct assay_rng root, rng;
	size_t n = 0;
	if (p->problem->n_references == 0 || p->options->mutants == 0)
		return 0;
	const struct assay_solution *reference = &p->problem->references[0];
	struct assay_str language =
		assay_str_is_absent(reference->language) ? p->problem->language : reference->language;
	assay_rng_init(&root, MUTANT_SEED);
	assay_rng_split(&root, p->problem->id, 0, 0, &rng);
	int rc =
		assay_mutate_code(language, reference->code, &rng, p->options->mutants, p->arena, &mutants, &n, p->err);
	if (rc == ASSAY_ENOTFOUND)
		return 0; /* A language without rules has no score. */
	for (size_t i = 0; rc == 0 && i < n; i++) {
		const struct assay_mutant *m = &mutants[i];
		struct assay_fitness_probe *probe =
			add_probe(p, ASSAY_WISH_KILLED, assay_arena_printf(p->arena, "mutant %zu", i));
		if (!probe)
			return assay_arena_fail(p->arena, p->err);
		probe->candidate.code = m->code;
		probe->candidate.language = reference->language;
		probe->change = assay_arena_printf(p->arena, "%s at byte %zu: \"%.*s\" became \"%.*s\"", m->op,
						   m->offset, (int)assay_utf8_cut(m->from, 60), m->from.data,
						   (int)assay_utf8_cut(m->to, 60), m->to.data);
		if (!probe->change.data)
			return assay_arena_fail(p->arena, p->err);
	}
	return rc;
}

static int add_code(struct plan *p)
{
	int rc = add_references(p);
	if (rc == 0)
		rc = add_reseeded(p);
	if (rc == 0)
		rc = add_contract(p);
	if (rc == 0)
		rc = add_fakes(p);
	return rc ? rc : add_mutants(p);
}

/* A gold answer is its own reference. */
static int add_math(struct plan *p)
{
	struct assay_str gold = assay_arena_printf(p->arena, "The answer is \\boxed{%.*s}.",
						   (int)p->problem->answer.len, p->problem->answer.data);
	int rc = add_answer(p, ASSAY_WISH_ACCEPTED, ASSAY_STR("its own answer"), gold);
	return rc ? rc : add_answer(p, ASSAY_WISH_REJECTED, ASSAY_STR("empty answer"), ASSAY_STR(""));
}

int assay_fitness_plan(const struct assay_problem *problem, const struct assay_fitness_options *options,
		       struct assay_arena *arena, struct assay_fitness *ret, struct assay_err *err)
{
	struct plan p = {.problem = problem, .options = options, .arena = arena, .fitness = ret, .err = err};
	*ret = (struct assay_fitness){.problem = problem, .strict = *problem, .asked = *problem};
	/* What needs more than half of its time here fails on a machine of half the speed. */
	ret->strict.limits.cpu_ms = (problem->limits.cpu_ms ? problem->limits.cpu_ms : DEFAULT_CPU_MS) / 2;
	p.capacity = problem->n_references * (options->repeat + 1) + problem->n_negatives + options->mutants +
		     ASSAY_MAX_FAKES + 1;
	ret->probes = assay_arena_array(arena, p.capacity, sizeof(*ret->probes));
	if (!ret->probes)
		return assay_arena_fail(arena, err);
	return problem->kind == ASSAY_KIND_MATH ? add_math(&p) : add_code(&p);
}

/* --- Judging --- */

const struct assay_problem *assay_fitness_problem(const struct assay_fitness *fitness, size_t i)
{
	if (fitness->probes[i].is_contract)
		return &fitness->asked;
	return fitness->probes[i].has_half_limit ? &fitness->strict : fitness->problem;
}

static bool is_rejection(enum assay_word word)
{
	return word != ASSAY_ACCEPTED && word != ASSAY_UNDECIDED && word != ASSAY_SYSTEM_ERROR;
}

int assay_fitness_take(struct assay_fitness *fitness, size_t i, const struct assay_verdict *verdict,
		       struct assay_arena *arena, struct assay_err *err)
{
	struct assay_fitness_probe *probe = &fitness->probes[i];
	probe->word = verdict->word;
	probe->wall_us = verdict->wall_us;
	probe->longest_us = verdict->longest_us;
	probe->reason = assay_arena_str(arena, verdict->reason);
	probe->pass_bits = assay_arena_str(arena, verdict->pass_bits);
	if ((!assay_str_is_absent(verdict->reason) && !probe->reason.data) ||
	    (!assay_str_is_absent(verdict->pass_bits) && !probe->pass_bits.data))
		return assay_arena_fail(arena, err);
	if (probe->wish != ASSAY_WISH_KILLED || (!is_rejection(probe->word) && probe->word != ASSAY_ACCEPTED))
		return 0;
	fitness->n_mutants++;
	if (is_rejection(probe->word))
		fitness->n_killed++;
	/* Verdicts come in any order; the report does not depend on it. */
	else if (!fitness->survivor || probe < fitness->survivor)
		fitness->survivor = probe;
	return 0;
}

enum assay_fitness_result assay_fitness_of_probe(const struct assay_fitness_probe *probe)
{
	if (probe->word == ASSAY_SYSTEM_ERROR)
		return ASSAY_FITNESS_UNKNOWN;
	bool is_good = true;
	if (probe->wish == ASSAY_WISH_ACCEPTED)
		is_good = probe->word == ASSAY_ACCEPTED;
	else if (probe->wish == ASSAY_WISH_REJECTED)
		is_good = assay_str_is_absent(probe->expect)
				  ? is_rejection(probe->word)
				  : assay_str_is(probe->expect, assay_word_name(probe->word));
	return is_good ? ASSAY_FITNESS_GOOD : ASSAY_FITNESS_BAD;
}

double assay_fitness_reference_ms(const struct assay_fitness *fitness)
{
	double base = assay_language_time_factor(assay_limits_language(fitness->problem)), most = 0;
	for (size_t i = 0; i < fitness->n_probes; i++) {
		const struct assay_fitness_probe *probe = &fitness->probes[i];
		if (probe->wish != ASSAY_WISH_ACCEPTED || probe->is_contract || probe->word != ASSAY_ACCEPTED)
			continue;
		/* What a slower language took says as much less of the limit as it is slower. */
		struct assay_str language = probe->candidate.language;
		double factor = language.len > 0 ? assay_language_time_factor(language) : base;
		double ms = (double)probe->longest_us / 1000 * (factor > base ? base / factor : 1);
		most = ms > most ? ms : most;
	}
	return most;
}

bool assay_fitness_survives(const struct assay_fitness_probe *probe)
{
	return probe->wish == ASSAY_WISH_KILLED && probe->word == ASSAY_ACCEPTED;
}

double assay_fitness_score(const struct assay_fitness *fitness)
{
	return fitness->n_mutants ? (double)fitness->n_killed / (double)fitness->n_mutants : -1;
}

static struct assay_str describe(const struct assay_fitness_probe *probe, struct assay_arena *arena)
{
	const char *wanted = "a rejection";
	if (probe->wish == ASSAY_WISH_ACCEPTED)
		wanted = "accepted";
	else if (!assay_str_is_absent(probe->expect))
		wanted = probe->expect.data;
	const char *how = probe->has_half_limit && probe->word == ASSAY_TIME_LIMIT ? " at half its limit" : "";
	return assay_arena_printf(arena, "%s%s, wanted %s%s%.*s", assay_word_name(probe->word), how, wanted,
				  probe->reason.len > 0 ? ": " : "", (int)assay_utf8_cut(probe->reason, 400),
				  probe->reason.data ? probe->reason.data : "");
}

static struct assay_str describe_score(const struct assay_fitness *f, double wanted, struct assay_arena *arena)
{
	struct assay_str change = f->survivor ? f->survivor->change : ASSAY_STR("");
	return assay_arena_printf(arena, "%zu of %zu mutants were rejected, wanted %.2f of them; one that passes: %.*s",
				  f->n_killed, f->n_mutants, wanted, (int)change.len, change.data);
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Whether the text names the function, as a word of its own. */
static bool names_entry(struct assay_str text, struct assay_str entry)
{
	for (size_t at = 0; (at = assay_str_find(text, entry, at)) != SIZE_MAX; at++) {
		bool is_open = at == 0 || !is_word(text.data[at - 1]);
		if (is_open && (at + entry.len == text.len || !is_word(text.data[at + entry.len])))
			return true;
	}
	return false;
}

struct saying {
	assay_fitness_say *say;
	void *arg;
};

static void say_claim(const struct saying *s, const char *name, bool is_good, struct assay_str message)
{
	const struct assay_str none = {0};
	s->say(s->arg, assay_str_of(name), is_good ? ASSAY_FITNESS_GOOD : ASSAY_FITNESS_BAD, is_good ? none : message,
	       0);
}

/* What can be said of the problem without running anything. */
static int report_text(const struct assay_problem *problem, const struct saying *s, struct assay_arena *arena,
		       struct assay_err *err)
{
	bool is_stated = assay_str_trim(problem->statement).len > 0;
	say_claim(s, "statement", is_stated, ASSAY_STR("it is empty"));
	if (problem->kind == ASSAY_KIND_MATH)
		return 0;
	if (is_stated && !assay_str_is_absent(problem->entry))
		say_claim(s, "entry", names_entry(problem->statement, problem->entry),
			  assay_arena_printf(arena, "the statement does not name \"%.*s\"", (int)problem->entry.len,
					     problem->entry.data));
	if (problem->n_references == 0)
		say_claim(s, "reference", false, ASSAY_STR("there is none"));
	size_t test;
	size_t first;
	int rc = assay_fitness_find_repeat(problem, true, &test, &first, err);
	if (rc == 0 && problem->n_tests > 0)
		say_claim(s, "tests agree", test == SIZE_MAX,
			  assay_arena_printf(arena, "test %zu asks what test %zu asks and wants another answer",
					     test + 1, first + 1));
	return rc;
}

int assay_fitness_report(const struct assay_fitness *fitness, const struct assay_fitness_options *options,
			 struct assay_arena *arena, assay_fitness_say *say, void *arg, struct assay_err *err)
{
	const struct saying s = {.say = say, .arg = arg};
	int rc = report_text(fitness->problem, &s, arena, err);
	if (rc)
		return rc;
	for (size_t i = 0; i < fitness->n_probes; i++) {
		const struct assay_fitness_probe *probe = &fitness->probes[i];
		enum assay_fitness_result result = assay_fitness_of_probe(probe);
		struct assay_str message = {0};
		if (result != ASSAY_FITNESS_GOOD) {
			message = describe(probe, arena);
			if (!message.data)
				return assay_arena_fail(arena, err);
		}
		say(arg, probe->name, result, message, probe->wall_us);
	}
	double score = assay_fitness_score(fitness);
	if (score < 0)
		return 0;
	bool is_strong = score >= options->min_mutation_score;
	struct assay_str message = {0};
	if (!is_strong) {
		message = describe_score(fitness, options->min_mutation_score, arena);
		if (!message.data)
			return assay_arena_fail(arena, err);
	}
	say_claim(&s, "mutation score", is_strong, message);
	return 0;
}
