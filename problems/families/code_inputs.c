/* SPDX-License-Identifier: Apache-2.0 */
/* Inputs of many shapes inside of what the arguments declare. */
#include "problems/families/code.h"

#include <stdlib.h>
#include <string.h>

/* Edge shapes first; what is left is random, from small to the declared size. */
static const enum code_shape shapes[] = {CODE_TYPICAL, CODE_TYPICAL, CODE_EMPTY,    CODE_ONE, CODE_LOW,	  CODE_HIGH,
					 CODE_EQUAL,   CODE_SORTED,  CODE_REVERSED, CODE_FEW, CODE_RANDOM};

/* A typical input is for the eye. */
#define MAX_TYPICAL 6
#define MAX_TRIES   64

struct drawing {
	struct code *c;
	const struct code_arg *arg;
	enum code_shape shape;
	unsigned part; /* Random inputs: how far from the smallest to the largest, in 64ths. */
};

static size_t draw_len(const struct drawing *d, size_t min, size_t max)
{
	struct kit *k = &d->c->kit;
	size_t width = max - min;
	if (d->shape == CODE_EMPTY || width == 0)
		return min;
	if (d->shape == CODE_ONE)
		return min + 1;
	if (d->shape == CODE_RANDOM) {
		size_t most = 1 + (width - 1) * d->part / 64;
		return min + (size_t)kit_between(k, (int64_t)(most / 2), (int64_t)most);
	}
	size_t most = d->shape == CODE_TYPICAL && min < MAX_TYPICAL && max > MAX_TYPICAL ? MAX_TYPICAL - min : width;
	size_t cap = d->shape == CODE_TYPICAL ? most : most < 24 ? most : 24;
	return min + (size_t)kit_between(k, (int64_t)((cap + 1) / 2), (int64_t)cap);
}

static int64_t draw_int(const struct drawing *d)
{
	struct kit *k = &d->c->kit;
	int64_t min = d->arg->min;
	int64_t max = d->arg->max;
	if (d->shape == CODE_FEW && max - min > 3) {
		int64_t low = min <= 0 && max >= 2 ? (min < 0 ? -1 : 0) : min;
		return kit_between(k, low, low + 2);
	}
	if (d->shape == CODE_TYPICAL && max > 20 && min < 12) {
		max = 20;
		min = min < -9 ? -9 : min;
	}
	if (d->shape == CODE_RANDOM && d->part < 32 && max > 50 && min < 25) {
		max = 50;
		min = min < -25 ? -25 : min;
	}
	return kit_between(k, min, max);
}

/* Of a number that stands alone, as the length of a list does, the ends matter. */
static struct val draw_scalar(const struct drawing *d)
{
	if (d->shape == CODE_EMPTY || d->shape == CODE_LOW)
		return val_int(d->arg->min);
	if (d->shape == CODE_ONE && d->arg->min < d->arg->max)
		return val_int(d->arg->min + 1);
	if (d->shape == CODE_HIGH)
		return val_int(d->arg->max);
	return val_int(draw_int(d));
}

static int by_value(const void *a, const void *b)
{
	return val_cmp(a, b);
}

static bool has_value(const struct val *items, size_t n, int64_t value)
{
	for (size_t i = 0; i < n; i++) {
		if (items[i].i == value)
			return true;
	}
	return false;
}

/* Without duplicates where that is declared: the range is then taken to hold far more values than the list. */
static struct val draw_ints(const struct drawing *d, size_t len)
{
	struct kit *k = &d->c->kit;
	struct val list = val_list(k, len);
	int64_t all = d->shape == CODE_LOW     ? d->arg->min
		      : d->shape == CODE_HIGH  ? d->arg->max
		      : d->shape == CODE_EQUAL ? draw_int(d)
					       : 0;
	bool is_same = d->shape == CODE_LOW || d->shape == CODE_HIGH || d->shape == CODE_EQUAL;
	for (size_t i = 0; i < list.n; i++) {
		int64_t value = is_same && !d->arg->is_distinct ? all : draw_int(d);
		for (unsigned tries = 0; d->arg->is_distinct && has_value(list.items, i, value); tries++)
			value = tries < MAX_TRIES ? kit_between(k, d->arg->min, d->arg->max)
						  : (value == d->arg->max ? d->arg->min : value + 1);
		list.items[i] = val_int(value);
	}
	bool is_sorted = d->arg->is_sorted || d->shape == CODE_SORTED || d->shape == CODE_REVERSED;
	if (is_sorted && list.n > 1)
		qsort(list.items, list.n, sizeof(list.items[0]), by_value);
	for (size_t i = 0; d->shape == CODE_REVERSED && !d->arg->is_sorted && i < list.n / 2; i++) {
		struct val swap = list.items[i];
		list.items[i] = list.items[list.n - 1 - i];
		list.items[list.n - 1 - i] = swap;
	}
	return list;
}

static int by_letter(const void *a, const void *b)
{
	return *(const char *)a - *(const char *)b;
}

static struct val draw_text(const struct drawing *d, size_t len)
{
	struct kit *k = &d->c->kit;
	const char *letters = d->arg->alphabet ? d->arg->alphabet : "abcdefghijklmnopqrstuvwxyz";
	size_t n_letters = strlen(letters);
	char *text = assay_arena_alloc(k->arena, len + 1);
	if (!text) {
		kit_full(k);
		return val_str(k, "", 0);
	}
	size_t n = d->shape == CODE_FEW && n_letters > 2 ? 2 : n_letters;
	char all = letters[d->shape == CODE_LOW	   ? 0
			   : d->shape == CODE_HIGH ? n_letters - 1
						   : (size_t)kit_between(k, 0, (int64_t)n_letters - 1)];
	bool is_same = d->shape == CODE_LOW || d->shape == CODE_HIGH || d->shape == CODE_EQUAL;
	for (size_t i = 0; i < len; i++)
		text[i] = is_same ? all : letters[kit_between(k, 0, (int64_t)n - 1)];
	if ((d->shape == CODE_SORTED || d->shape == CODE_REVERSED) && len > 1)
		qsort(text, len, 1, by_letter);
	for (size_t i = 0; d->shape == CODE_REVERSED && i < len / 2; i++) {
		char swap = text[i];
		text[i] = text[len - 1 - i];
		text[len - 1 - i] = swap;
	}
	return (struct val){.tag = VAL_STR, .s = text, .n = len};
}

static struct val draw_rows(const struct drawing *d, bool is_text)
{
	struct kit *k = &d->c->kit;
	const struct code_arg *arg = d->arg;
	struct val rows = val_list(k, draw_len(d, arg->min_len, arg->max_len));
	size_t width = draw_len(d, arg->min_inner, arg->max_inner);
	for (size_t i = 0; i < rows.n; i++) {
		size_t len = arg->is_grid ? width : draw_len(d, arg->min_inner, arg->max_inner);
		rows.items[i] = is_text ? draw_text(d, len) : draw_ints(d, len);
	}
	return rows;
}

static struct val draw_arg(const struct drawing *d)
{
	struct kit *k = &d->c->kit;
	const char *type = d->arg->type;
	if (strcmp(type, "int") == 0)
		return draw_scalar(d);
	if (strcmp(type, "bool") == 0)
		return val_bool(d->shape != CODE_EMPTY && kit_once_in(k, 2));
	if (strcmp(type, "str") == 0)
		return draw_text(d, draw_len(d, d->arg->min_len, d->arg->max_len));
	if (strcmp(type, "[int]") == 0)
		return draw_ints(d, draw_len(d, d->arg->min_len, d->arg->max_len));
	if (strcmp(type, "[[int]]") == 0)
		return draw_rows(d, false);
	if (strcmp(type, "[str]") == 0)
		return draw_rows(d, true);
	kit_fail(k, "an argument of a type that cannot be drawn");
	return val_none();
}

static bool is_new(const struct code *c, size_t t)
{
	for (size_t i = 0; i < t; i++) {
		bool is_same = true;
		for (size_t a = 0; a < c->n_args && is_same; a++)
			is_same = val_eq(&c->inputs[i][a], &c->inputs[t][a]);
		if (is_same)
			return false;
	}
	return true;
}

static bool draw_test(struct code *c, size_t t, enum code_shape shape, unsigned part)
{
	for (size_t a = 0; a < c->n_args; a++) {
		const struct drawing d = {c, &c->args[a], shape, part};
		c->inputs[t][a] = draw_arg(&d);
	}
	const struct code_def *def = c->kit.instance->request->family->code;
	return c->kit.rc == 0 && (!def->fit || def->fit(&c->kit, c->inputs[t], shape)) && is_new(c, t);
}

void code_draw_inputs(struct code *c)
{
	const struct code_def *def = c->kit.instance->request->family->code;
	size_t wanted = def->n_tests && def->n_tests <= CODE_MAX_TESTS ? def->n_tests : 18;
	size_t n_random = wanted > KIT_COUNT(shapes) ? wanted - KIT_COUNT(shapes) + 1 : 1;
	c->n_tests = 0;
	for (size_t t = 0; t < wanted && c->kit.rc == 0; t++) {
		enum code_shape shape = shapes[t < KIT_COUNT(shapes) ? t : KIT_COUNT(shapes) - 1];
		size_t r = t + 1 > KIT_COUNT(shapes) ? t + 1 - KIT_COUNT(shapes) : 0;
		unsigned part = 4 + (unsigned)(60 * r / (n_random > 1 ? n_random - 1 : 1));
		bool is_good = false;
		for (unsigned tries = 0; tries < MAX_TRIES && !is_good && c->kit.rc == 0; tries++)
			is_good = draw_test(c, c->n_tests, tries < 4 ? shape : CODE_RANDOM, part);
		c->n_tests += is_good;
	}
	if (c->n_tests < 5)
		kit_fail(&c->kit, "too few different inputs");
}
