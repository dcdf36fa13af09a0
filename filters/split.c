/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"
#include "base/map.h"
#include "filters/filter.h"

#include <math.h>
#include <stdlib.h>

static const char *const split_names[] = {
	[ASSAY_SPLIT_TRAIN] = "train",
	[ASSAY_SPLIT_VAL] = "val",
	[ASSAY_SPLIT_TEST] = "test",
};

const char *assay_split_name(enum assay_split split)
{
	return split_names[split];
}

struct group {
	struct assay_str name;
	struct assay_hash128 order;
	uint64_t n_rows; /* Kept ones. */
	enum assay_split split;
};

static int by_order(const void *a, const void *b)
{
	const struct group *const *x = a;
	const struct group *const *y = b;
	int order = memcmp(&(*x)->order, &(*y)->order, sizeof((*x)->order));
	return order ? order : assay_str_cmp((*x)->name, (*y)->name);
}

static int check_shares(const double shares[ASSAY_N_SPLITS], struct assay_err *err)
{
	double sum = 0;
	for (int i = 0; i < ASSAY_N_SPLITS; i++) {
		if (!(shares[i] >= 0 && shares[i] <= 1))
			return assay_fail(err, ASSAY_ECONFIG, "the share of %s must be from 0 to 1, not %g",
					  split_names[i], shares[i]);
		sum += shares[i];
	}
	if (fabs(sum - 1) > 1e-3)
		return assay_fail(err, ASSAY_ECONFIG, "the shares of train, val and test must add up to 1, not %g",
				  sum);
	return 0;
}

/* Walks the groups in their order; one belongs to the split that holds the middle of its rows. */
static void assign(struct group **groups, size_t n, const double shares[ASSAY_N_SPLITS])
{
	uint64_t total = 0;
	for (size_t i = 0; i < n; i++)
		total += groups[i]->n_rows;
	double ends[ASSAY_N_SPLITS];
	double end = 0;
	int last = 0;
	for (int s = 0; s < ASSAY_N_SPLITS; s++) {
		end += shares[s];
		ends[s] = end * (double)total;
		if (shares[s] > 0)
			last = s;
	}
	uint64_t before = 0;
	int split = 0;
	for (size_t i = 0; i < n; i++) {
		double middle = (double)before + (double)groups[i]->n_rows / 2;
		/* The tolerance keeps 0.8 + 0.1 from ending a hair before a group's middle. */
		while (split < last && (shares[split] <= 0 || middle >= ends[split] - 1e-9 * (double)total))
			split++;
		groups[i]->split = (enum assay_split)split;
		before += groups[i]->n_rows;
	}
}

static struct assay_str group_of(const struct assay_row *row)
{
	return row->group.data ? row->group : row->id;
}

struct splitting {
	struct assay_map *map;
	struct group *groups;
	struct group **order;
	size_t n;
};

/* Adds a row to its group, which is made when it is new. */
static int count_row(struct splitting *s, struct assay_hasher *hasher, struct assay_str name, uint64_t seed,
		     bool is_kept, struct assay_err *err)
{
	struct group *group = &s->groups[s->n];
	void *found = NULL;
	int added = assay_map_add(s->map, name, group, &found);
	if (added < 0)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	if (added) {
		assay_hasher_add_u64(hasher, seed);
		assay_hasher_add(hasher, name);
		*group = (struct group){.name = name, .order = assay_hasher_result(hasher)};
		s->order[s->n++] = group;
	} else {
		group = found;
	}
	group->n_rows += is_kept;
	return 0;
}

static int gather(struct splitting *s, const struct assay_row *rows, size_t n, uint64_t seed, struct assay_err *err)
{
	struct assay_hasher *hasher = assay_hasher_create();
	int rc = 0;
	if (!hasher)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	for (size_t i = 0; i < n && rc == 0; i++) {
		struct assay_str name = group_of(&rows[i]);
		if (name.data)
			rc = count_row(s, hasher, name, seed, !rows[i].is_dropped, err);
		else
			rc = assay_fail(err, ASSAY_EINVAL, "row %zu has neither group nor id to split by", i + 1);
	}
	assay_hasher_destroy(hasher);
	return rc;
}

static int split(struct splitting *s, const struct assay_row *rows, size_t n, const double shares[ASSAY_N_SPLITS],
		 uint64_t seed, enum assay_split *ret, struct assay_err *err)
{
	int rc = gather(s, rows, n, seed, err);
	if (rc)
		return rc;
	qsort(s->order, s->n, sizeof(struct group *), by_order);
	assign(s->order, s->n, shares);
	for (size_t i = 0; i < n; i++)
		ret[i] = ((const struct group *)assay_map_get(s->map, group_of(&rows[i])))->split;
	return 0;
}

int assay_split_rows(const struct assay_row *rows, size_t n, const double shares[ASSAY_N_SPLITS], uint64_t seed,
		     enum assay_split *ret, struct assay_err *err)
{
	int rc = check_shares(shares, err);
	if (rc)
		return rc;
	struct splitting s = {
		.map = assay_map_create(),
		.groups = calloc(n ? n : 1, sizeof(*s.groups)),
		.order = calloc(n ? n : 1, sizeof(struct group *)),
	};
	if (s.map && s.groups && s.order)
		rc = split(&s, rows, n, shares, seed, ret, err);
	else
		rc = assay_fail(err, ASSAY_ENOMEM, "out of memory");
	assay_map_destroy(s.map);
	free(s.groups);
	free(s.order);
	return rc;
}
