/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/load.h"
#include "orchestrator/run.h"
#include "problems/fill.h"

#include <stdio.h>

static int add_problem(void *arg, const struct assay_made *made, struct assay_err *err)
{
	return assay_problem_set_add(arg, &made->problem, err);
}

static void note_shortage(const struct assay_family *family, unsigned level, uint64_t missing,
			  struct assay_shortage *shortage)
{
	if (shortage->levels++ == 0)
		(void)snprintf(shortage->first, sizeof(shortage->first), "%s, level %u", family->name, level);
	shortage->problems += missing;
}

/* No two of its problems are the same, at one level or at two; a family that has too few gives what it has. */
static int add_family(const struct assay_run_conf *conf, const struct assay_source_conf *source,
		      const struct assay_family *family, struct assay_problem_set *set, struct assay_shortage *shortage,
		      struct assay_err *err)
{
	unsigned first = 0;
	unsigned last = 0;
	int rc = assay_parse_levels(source->levels, &first, &last, err);
	if (rc)
		return rc;
	struct assay_fill_seen *seen = assay_fill_seen_create();
	if (!seen)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	for (unsigned level = first; rc == 0 && level <= last; level++) {
		const struct assay_family_request request = {.family = family, .seed = conf->seed, .level = level};
		uint64_t n = 0;
		rc = assay_family_fill(&request, source->count, seen, add_problem, set, &n, err);
		if (rc == 0 && n < source->count)
			note_shortage(family, level, source->count - n, shortage);
	}
	assay_fill_seen_destroy(seen);
	return rc;
}

static int add_families(const struct assay_run_conf *conf, const struct assay_source_conf *source,
			struct assay_problem_set *set, struct assay_shortage *shortage, struct assay_err *err)
{
	size_t n, taken = 0;
	const struct assay_family *const *families = assay_families(&n);
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (!assay_family_is(families[i], source->family.data))
			continue;
		taken++;
		rc = add_family(conf, source, families[i], set, shortage, err);
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

int assay_run_load_sources(const struct assay_run_conf *conf, struct assay_problem_set *set,
			   struct assay_shortage *ret_short, struct assay_err *err)
{
	struct assay_shortage shortage = {0};
	const struct assay_source_conf *sources = conf->sources.items;
	for (size_t i = 0; i < conf->sources.n; i++) {
		int rc = sources[i].family.data ? add_families(conf, &sources[i], set, &shortage, err)
						: add_file(&sources[i], set, err);
		if (rc)
			return assay_err_wrap(err, rc, "sources[%zu]", i);
	}
	if (assay_problem_set_count(set) == 0)
		return assay_fail(err, ASSAY_EINVAL, "the sources hold no problems");
	if (ret_short)
		*ret_short = shortage;
	return 0;
}
