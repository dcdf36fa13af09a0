/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/family.h"

#include "problems/families/kit.h"

#include <inttypes.h>
#include <string.h>

static const struct assay_family *const families[] = {
	&assay_family_arithmetic_series, &assay_family_array_pipeline,	&assay_family_fraction_arithmetic,
	&assay_family_gcd_lcm,		 &assay_family_linear_equation, &assay_family_percent_change,
	&assay_family_range_queries,	 &assay_family_run_length,
};

const struct assay_family *const *assay_families(size_t *ret_n)
{
	*ret_n = ASSAY_KIT_COUNT(families);
	return families;
}

const struct assay_family *assay_family_find(const char *name)
{
	for (size_t i = 0; i < ASSAY_KIT_COUNT(families); i++) {
		if (strcmp(families[i]->name, name) == 0)
			return families[i];
	}
	return NULL;
}

static int label(const struct assay_family *family, uint64_t seed, uint64_t index, struct assay_instance *instance,
		 struct assay_err *err)
{
	struct assay_problem *p = instance->problem;
	struct assay_arena *arena = instance->arena;
	size_t n_tags = 0;
	while (family->tags[n_tags])
		n_tags++;
	struct assay_str *tags = assay_arena_array(arena, n_tags, sizeof(*tags));
	if (!tags)
		return assay_arena_fail(arena, err);
	for (size_t i = 0; i < n_tags; i++)
		tags[i] = assay_str_of(family->tags[i]);
	p->tags = tags;
	p->n_tags = n_tags;
	p->id = assay_arena_printf(arena, "%s/%" PRIu64 "/%u/%" PRIu64, family->name, seed, instance->level, index);
	p->has_level = true;
	p->level = instance->level;
	p->origin = (struct assay_origin){
		.source = assay_arena_printf(arena, "family:%s", family->name),
		.license = ASSAY_STR("Apache-2.0"),
		.method = assay_arena_printf(arena, "family@%u", family->version),
		.has_seed = true,
		.seed = seed,
	};
	bool is_full = assay_str_is_absent(p->id) || assay_str_is_absent(p->origin.source) ||
		       assay_str_is_absent(p->origin.method);
	return is_full ? assay_arena_fail(arena, err) : 0;
}

static int make(const struct assay_family *family, uint64_t seed, uint64_t index, struct assay_instance *instance,
		struct assay_err *err)
{
	struct assay_rng root;
	assay_rng_init(&root, seed);
	char stream[128] = "family/";
	(void)strncat(stream, family->name, sizeof(stream) - sizeof("family/"));
	assay_rng_split(&root, assay_str_of(stream), instance->level, index, &instance->rng);
	instance->problem->kind = family->kind;
	int rc = label(family, seed, index, instance, err);
	if (rc == 0)
		rc = family->generate(instance, err);
	if (rc == 0)
		rc = family->recheck(instance, err);
	return rc ? rc : assay_problem_check(instance->problem, instance->arena, err);
}

int assay_family_generate(const struct assay_family *family, uint64_t seed, unsigned level, uint64_t index,
			  struct assay_arena *arena, struct assay_problem *ret, struct assay_err *err)
{
	if (level < 1 || level > ASSAY_MAX_LEVEL)
		return assay_fail(err, ASSAY_EINVAL, "level %u: levels go from 1 to %d", level, ASSAY_MAX_LEVEL);
	struct assay_problem problem = {0};
	struct assay_instance instance = {.level = level, .arena = arena, .problem = &problem};
	int rc = make(family, seed, index, &instance, err);
	if (rc)
		return assay_err_wrap(err, rc, "%s, seed %" PRIu64 ", level %u, index %" PRIu64, family->name, seed,
				      level, index);
	*ret = problem;
	return 0;
}
