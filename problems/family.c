/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/family.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#define FAMILY(ident, topic) extern const struct assay_family assay_family_##ident;
#include "problems/family_list.h"
#undef FAMILY

static const struct assay_family *const families[] = {
#define FAMILY(ident, topic) &assay_family_##ident,
#include "problems/family_list.h"
#undef FAMILY
};

static const char *const topics[] = {
#define FAMILY(ident, topic) topic,
#include "problems/family_list.h"
#undef FAMILY
};

#define N_FAMILIES (sizeof(families) / sizeof(families[0]))

const struct assay_family *const *assay_families(size_t *ret_n)
{
	*ret_n = N_FAMILIES;
	return families;
}

bool assay_family_is(const struct assay_family *family, const char *word)
{
	if (strcmp(word, "all") == 0 || strcmp(word, family->name) == 0)
		return true;
	for (const char *const *tag = family->tags; *tag; tag++) {
		if (strcmp(word, *tag) == 0)
			return true;
	}
	return false;
}

const struct assay_family *assay_family_find(const char *name)
{
	for (size_t i = 0; i < N_FAMILIES; i++) {
		if (strcmp(families[i]->name, name) == 0)
			return families[i];
	}
	return NULL;
}

const char *assay_family_topic(const struct assay_family *family)
{
	for (size_t i = 0; i < N_FAMILIES; i++) {
		if (families[i] == family)
			return topics[i];
	}
	return "";
}

unsigned assay_family_n_phrasings(const struct assay_family *family)
{
	unsigned n = 0;
	while (family->phrasings && family->phrasings[n])
		n++;
	return family->phrasings ? n : family->n_phrasings;
}

/* Families that do not know better: the whole statement, and the statement without its numbers. */
static int add_hashes(struct assay_instance *instance, struct assay_err *err)
{
	const struct assay_family *family = instance->request->family;
	struct assay_str statement = instance->problem->statement;
	struct assay_str version = assay_arena_printf(instance->arena, "%u", family->version);
	char *text = assay_arena_alloc(instance->arena, statement.len);
	if (!text || assay_str_is_absent(version))
		return assay_arena_fail(instance->arena, err);
	for (size_t i = 0; i < statement.len; i++)
		text[i] = isdigit((unsigned char)statement.data[i]) ? '#' : statement.data[i];
	struct assay_str masked = {text, statement.len};
	const struct assay_str name = assay_str_of(family->name);
	const struct assay_str pattern[] = {name, version, masked};
	const struct assay_str whole[] = {name, version, statement};
	instance->made->template_hash = assay_hash_fields(pattern, 3);
	instance->made->instance_hash = assay_hash_fields(whole, 3);
	return 0;
}

static int label(struct assay_instance *instance, struct assay_err *err)
{
	const struct assay_family *family = instance->request->family;
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
	p->id = assay_arena_printf(arena, "%s/%" PRIu64 "/%u/%" PRIu64, family->name, instance->request->seed,
				   instance->level, instance->request->index);
	p->has_level = true;
	p->level = instance->level;
	char pattern[ASSAY_HASH_HEX];
	char whole[ASSAY_HASH_HEX];
	assay_hash_hex(&instance->made->template_hash, pattern);
	assay_hash_hex(&instance->made->instance_hash, whole);
	p->origin = (struct assay_origin){
		.source = assay_arena_printf(arena, "family:%s", family->name),
		.license = ASSAY_STR("Apache-2.0"),
		.method = assay_arena_printf(arena, "family@%u", family->version),
		.has_seed = true,
		.seed = instance->request->seed,
		.extra = assay_arena_printf(arena, "\"template\":\"%s\",\"instance\":\"%s\"", pattern, whole),
	};
	bool is_full = assay_str_is_absent(p->id) || assay_str_is_absent(p->origin.source) ||
		       assay_str_is_absent(p->origin.method) || assay_str_is_absent(p->origin.extra);
	return is_full ? assay_arena_fail(arena, err) : 0;
}

static int make(struct assay_instance *instance, struct assay_err *err)
{
	const struct assay_family_request *request = instance->request;
	const struct assay_family *family = request->family;
	struct assay_rng root;
	assay_rng_init(&root, request->seed);
	char stream[128] = "family/";
	(void)strncat(stream, family->name, sizeof(stream) - sizeof("family/"));
	assay_rng_split(&root, assay_str_of(stream), instance->level, request->index, &instance->rng);
	instance->problem->kind = family->kind;
	int rc = family->generate(instance, err);
	if (rc == 0 && family->recheck)
		rc = family->recheck(instance, err);
	if (rc == 0 && !instance->has_hashes)
		rc = add_hashes(instance, err);
	if (rc == 0)
		rc = label(instance, err);
	return rc ? rc : assay_problem_check(instance->problem, instance->arena, err);
}

/* What was gone through: worked solutions, or the tests' input. */
static uint64_t load_of(const struct assay_problem *p)
{
	uint64_t load = 0;
	for (size_t i = 0; i < p->n_tests; i++)
		load += p->tests[i].args.len + p->tests[i].stdin_text.len;
	return p->n_tests > 0 || p->n_references == 0 ? load : p->references[0].code.len;
}

int assay_family_make(const struct assay_family_request *request, struct assay_arena *arena, struct assay_made *ret,
		      struct assay_err *err)
{
	if (request->level < 1 || request->level > ASSAY_MAX_LEVEL)
		return assay_fail(err, ASSAY_EINVAL, "level %u: levels go from 1 to %d", request->level,
				  ASSAY_MAX_LEVEL);
	struct assay_made made = {0};
	struct assay_instance instance = {
		.request = request, .level = request->level, .arena = arena, .problem = &made.problem, .made = &made};
	int rc = make(&instance, err);
	if (rc)
		return assay_err_wrap(err, rc, "%s, seed %" PRIu64 ", level %u, index %" PRIu64, request->family->name,
				      request->seed, request->level, request->index);
	made.load = load_of(&made.problem);
	*ret = made;
	return 0;
}

int assay_family_generate(const struct assay_family *family, uint64_t seed, unsigned level, uint64_t index,
			  struct assay_arena *arena, struct assay_problem *ret, struct assay_err *err)
{
	const struct assay_family_request request = {.family = family, .seed = seed, .level = level, .index = index};
	struct assay_made made;
	int rc = assay_family_make(&request, arena, &made, err);
	if (rc == 0)
		*ret = made.problem;
	return rc;
}
