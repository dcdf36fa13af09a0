/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/load.h"
#include "orchestrator/run.h"
#include "problems/family.h"

#include <inttypes.h>

static int add_family(const struct assay_run_conf *conf, const struct assay_source_conf *source,
		      const struct assay_family *family, struct assay_problem_set *set, struct assay_err *err)
{
	unsigned first = 0;
	unsigned last = 0;
	int rc = assay_parse_levels(source->levels, &first, &last, err);
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	if (rc == 0 && !arena)
		rc = assay_fail(err, ASSAY_ENOMEM, "out of memory");
	for (unsigned level = first; rc == 0 && level <= last; level++) {
		for (uint64_t index = 0; rc == 0 && index < source->count; index++) {
			struct assay_problem problem = {0};
			assay_arena_reset(arena);
			rc = assay_family_generate(family, conf->seed, level, index, arena, &problem, err);
			if (rc == 0)
				rc = assay_problem_set_add(set, &problem, err);
		}
	}
	return rc;
}

static int add_families(const struct assay_run_conf *conf, const struct assay_source_conf *source,
			struct assay_problem_set *set, struct assay_err *err)
{
	size_t n, taken = 0;
	const struct assay_family *const *families = assay_families(&n);
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (!assay_family_is(families[i], source->family.data))
			continue;
		taken++;
		rc = add_family(conf, source, families[i], set, err);
	}
	if (rc == 0 && taken == 0)
		return assay_fail(err, ASSAY_ECONFIG, "there is no family \"%s\"; see assay generate --list",
				  source->family.data);
	return rc;
}

/* A limit takes the first problems of the file: load apart, then copy that many. */
static int add_file(const struct assay_source_conf *source, struct assay_problem_set *set, struct assay_err *err)
{
	const struct assay_importer *importer = assay_importer_find(source->format.data);
	if (source->limit == 0)
		return assay_load_problems(set, "run", source->path.data, importer, err);
	struct assay_problem_set *whole = assay_problem_set_create(0);
	if (!whole)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	int rc = assay_load_problems(whole, "run", source->path.data, importer, err);
	for (size_t i = 0; rc == 0 && i < source->limit && i < assay_problem_set_count(whole); i++)
		rc = assay_problem_set_add(set, assay_problem_set_at(whole, i), err);
	assay_problem_set_destroy(whole);
	return rc;
}

int assay_run_load_sources(const struct assay_run_conf *conf, struct assay_problem_set *set, struct assay_err *err)
{
	const struct assay_source_conf *sources = conf->sources.items;
	for (size_t i = 0; i < conf->sources.n; i++) {
		int rc = sources[i].family.data ? add_families(conf, &sources[i], set, err)
						: add_file(&sources[i], set, err);
		if (rc)
			return assay_err_wrap(err, rc, "sources[%zu]", i);
	}
	if (assay_problem_set_count(set) == 0)
		return assay_fail(err, ASSAY_EINVAL, "the sources hold no problems");
	return 0;
}
