/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/value.h"

#include "base/arena.h"
#include "base/map.h"
#include "verifiers/code/item.h"

#include <math.h>
#include <stdlib.h>

struct near {
	const struct assay_tolerance *tolerance;
	struct assay_arena *arena;
};

bool assay_value_is_near(double got, double expected, const struct assay_tolerance *tolerance)
{
	if (!isfinite(got) || !isfinite(expected))
		return false;
	double distance = fabs(got - expected);
	return distance <= tolerance->eps_abs || distance <= tolerance->eps_rel * fmax(1.0, fabs(expected));
}

static bool is_number(const struct assay_item *item)
{
	return item->kind == ASSAY_ITEM_INT || item->kind == ASSAY_ITEM_FLOAT;
}

/** A number out of a double's range is not near anything: NaN. */
static double double_of(const struct assay_item *item)
{
	double value;

	return assay_item_double(assay_item_number_text(item->body), &value, NULL) ? (double)NAN : value;
}

static int near_numbers(const struct near *near, const struct assay_item *expected, const struct assay_item *got,
			bool *ret, struct assay_err *err)
{
	if (expected->kind == ASSAY_ITEM_INT && got->kind == ASSAY_ITEM_INT) {
		bool is_negative[2];
		struct assay_str digits[2];
		int rc = assay_item_digits(expected->body, &is_negative[0], &digits[0], err);
		if (!rc)
			rc = assay_item_digits(got->body, &is_negative[1], &digits[1], err);
		*ret = !rc && is_negative[0] == is_negative[1] && assay_str_eq(digits[0], digits[1]);
		return rc;
	}
	*ret = assay_value_is_near(double_of(got), double_of(expected), near->tolerance);
	return 0;
}

static int near_complex(const struct near *near, struct assay_json expected, struct assay_json got, bool *ret,
			struct assay_err *err)
{
	double want[2] = {0}, have[2] = {0};
	int rc = assay_item_complex(expected, want, err);

	if (!rc)
		rc = assay_item_complex(got, have, err);
	*ret = !rc && assay_value_is_near(have[0], want[0], near->tolerance) &&
	       assay_value_is_near(have[1], want[1], near->tolerance);
	return rc;
}

static int near_values(const struct near *near, struct assay_json expected, struct assay_json got, bool *ret,
		       struct assay_err *err);

static int near_seqs(const struct near *near, struct assay_json expected, struct assay_json got, bool *ret,
		     struct assay_err *err)
{
	struct assay_json other = assay_json_first(got);

	*ret = assay_json_count(expected) == assay_json_count(got);
	assay_json_each (child, expected) {
		if (!*ret)
			return 0;
		int rc = near_values(near, child, other, ret, err);
		if (rc)
			return rc;
		other = assay_json_next(other);
	}
	return 0;
}

/** The members of a set: its numbers in order, and a canonical form of the rest. */
struct members {
	double *numbers;
	size_t n;
	struct assay_parts others;
};

static void members_finish(struct members *members)
{
	assay_parts_finish(&members->others);
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int members_of(const struct near *near, struct assay_json set, struct members *ret, struct assay_err *err)
{
	ret->numbers = assay_arena_array(near->arena, assay_json_count(set), sizeof(double));
	if (!ret->numbers)
		return assay_arena_fail(near->arena, err);
	assay_json_each (child, set) {
		struct assay_item item;
		size_t start = ret->others.bytes.len;
		int rc = assay_item_of(child, near->tolerance->is_plain_json, &item, err);
		if (rc)
			return rc;
		if (is_number(&item)) {
			ret->numbers[ret->n] = double_of(&item);
			/* NaN has no place in an order, and is near nothing: let infinity stand for it. */
			if (isnan(ret->numbers[ret->n]))
				ret->numbers[ret->n] = (double)INFINITY;
			ret->n++;
			continue;
		}
		rc = assay_value_write(child, &ret->others.bytes, err);
		if (rc)
			return rc;
		assay_parts_end(&ret->others, start);
	}
	if (ret->n > 1)
		qsort(ret->numbers, ret->n, sizeof(double), compare_doubles);
	return 0;
}

static int near_sets(const struct near *near, struct assay_json expected, struct assay_json got, bool *ret,
		     struct assay_err *err)
{
	__attribute__((cleanup(members_finish))) struct members want = {0};
	__attribute__((cleanup(members_finish))) struct members have = {0};
	struct assay_str *spans[2];
	size_t n[2];
	int rc = members_of(near, expected, &want, err);

	if (!rc)
		rc = members_of(near, got, &have, err);
	if (!rc)
		rc = assay_parts_sort(&want.others, &spans[0], &n[0], err);
	if (!rc)
		rc = assay_parts_sort(&have.others, &spans[1], &n[1], err);
	if (rc)
		return rc;
	*ret = want.n == have.n && n[0] == n[1];
	for (size_t i = 0; *ret && i < want.n; i++)
		*ret = assay_value_is_near(have.numbers[i], want.numbers[i], near->tolerance);
	for (size_t i = 0; *ret && i < n[0]; i++)
		*ret = assay_str_eq(spans[0][i], spans[1][i]);
	return 0;
}

struct slot {
	struct assay_json value;
	bool is_used;
};

static void destroy_map(struct assay_map **map)
{
	assay_map_destroy(*map);
}

static int dict_key(const struct near *near, struct assay_json child, struct assay_json key, struct assay_str *ret,
		    struct assay_err *err)
{
	assay_autobuf struct assay_buf bytes = {0};
	int rc = assay_value_write_key(child, key, &bytes, err);

	if (rc)
		return rc;
	*ret = assay_arena_str(near->arena, assay_buf_str(&bytes));
	return ret->data ? 0 : assay_arena_fail(near->arena, err);
}

static int slots_of(const struct near *near, const struct assay_item *dict, struct assay_map *map,
		    struct assay_err *err)
{
	assay_json_each (child, dict->body) {
		struct assay_json key, value;
		struct assay_str text;
		struct slot *slot = assay_arena_alloc(near->arena, sizeof(*slot));
		if (!slot)
			return assay_arena_fail(near->arena, err);
		int rc = assay_item_entry(dict->kind, child, &key, &value, err);
		if (!rc)
			rc = dict_key(near, child, key, &text, err);
		if (rc)
			return rc;
		slot->value = value;
		rc = assay_map_add(map, text, slot, NULL);
		if (rc < 0)
			return assay_fail(err, rc, "out of memory");
	}
	return 0;
}

static int near_dicts(const struct near *near, const struct assay_item *expected, const struct assay_item *got,
		      bool *ret, struct assay_err *err)
{
	__attribute__((cleanup(destroy_map))) struct assay_map *map = assay_map_create();
	if (!map)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	int rc = slots_of(near, expected, map, err);
	if (rc)
		return rc;
	*ret = assay_map_count(map) == assay_json_count(got->body);
	assay_json_each (child, got->body) {
		struct assay_json key, value;
		struct assay_str text;
		if (!*ret)
			return 0;
		rc = assay_item_entry(got->kind, child, &key, &value, err);
		if (!rc)
			rc = dict_key(near, child, key, &text, err);
		if (rc)
			return rc;
		struct slot *slot = assay_map_get(map, text);
		*ret = slot && !slot->is_used;
		if (!*ret)
			return 0;
		slot->is_used = true;
		rc = near_values(near, slot->value, value, ret, err);
		if (rc)
			return rc;
	}
	return 0;
}

static int same_form(struct assay_json expected, struct assay_json got, bool *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf want = {0};
	assay_autobuf struct assay_buf have = {0};
	int rc = assay_value_write(expected, &want, err);

	if (!rc)
		rc = assay_value_write(got, &have, err);
	*ret = !rc && assay_str_eq(assay_buf_str(&want), assay_buf_str(&have));
	return rc;
}

static bool is_dict(const struct assay_item *item)
{
	return item->kind == ASSAY_ITEM_DICT || item->kind == ASSAY_ITEM_DICT_PAIRS;
}

static int near_values(const struct near *near, struct assay_json expected, struct assay_json got, bool *ret,
		       struct assay_err *err)
{
	struct assay_item want, have;
	int rc = assay_item_of(expected, near->tolerance->is_plain_json, &want, err);

	if (!rc)
		rc = assay_item_of(got, near->tolerance->is_plain_json, &have, err);
	*ret = false;
	if (rc)
		return rc;
	if (is_number(&want) && is_number(&have))
		return near_numbers(near, &want, &have, ret, err);
	if (is_dict(&want) && is_dict(&have))
		return near_dicts(near, &want, &have, ret, err);
	if (want.kind != have.kind)
		return 0;
	if (want.kind == ASSAY_ITEM_SEQ)
		return near_seqs(near, want.body, have.body, ret, err);
	if (want.kind == ASSAY_ITEM_SET)
		return near_sets(near, want.body, have.body, ret, err);
	if (want.kind == ASSAY_ITEM_COMPLEX)
		return near_complex(near, want.body, have.body, ret, err);
	return same_form(expected, got, ret, err);
}

int assay_value_equal_near(struct assay_json expected, struct assay_json got, const struct assay_tolerance *tolerance,
			   bool *ret, struct assay_err *err)
{
	struct assay_err cause = {0};
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);

	if (!arena)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	struct near near = {.tolerance = tolerance, .arena = arena};
	return assay_value_explain(near_values(&near, expected, got, ret, &cause), &cause, err);
}
