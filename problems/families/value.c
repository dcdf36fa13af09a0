/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/families/value.h"

#include <inttypes.h>
#include <string.h>

/* --- Making --------------------------------------------------------------------------------------------------- */

struct val val_str(struct kit *k, const char *bytes, size_t len)
{
	struct assay_str copy = kit_copy(k, (struct assay_str){bytes ? bytes : "", len});
	return (struct val){.tag = VAL_STR, .s = copy.data, .n = copy.len};
}

struct val val_list(struct kit *k, size_t n)
{
	struct val list = {.tag = VAL_LIST, .n = n, .items = assay_arena_array(k->arena, n, sizeof(struct val))};
	if (!list.items) {
		kit_full(k);
		list.n = 0;
	}
	return list;
}

struct val val_ints(struct kit *k, const int64_t *items, size_t n)
{
	struct val list = val_list(k, n);
	for (size_t i = 0; i < list.n; i++)
		list.items[i] = val_int(items[i]);
	return list;
}

struct val val_tuple(struct kit *k, size_t n, const struct val *items)
{
	struct val tuple = val_list(k, n);
	tuple.tag = VAL_TUPLE;
	for (size_t i = 0; i < tuple.n; i++)
		tuple.items[i] = items[i];
	return tuple;
}

/* --- Comparing ------------------------------------------------------------------------------------------------ */

static int cmp_size(size_t a, size_t b)
{
	return a < b ? -1 : a > b;
}

int val_cmp(const struct val *a, const struct val *b)
{
	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	if (a->tag == VAL_INT || a->tag == VAL_BOOL)
		return a->i < b->i ? -1 : a->i > b->i;
	size_t n = a->n < b->n ? a->n : b->n;
	if (a->tag == VAL_STR) {
		int order = n > 0 ? memcmp(a->s, b->s, n) : 0;
		return order ? order : cmp_size(a->n, b->n);
	}
	for (size_t i = 0; i < n; i++) {
		int order = val_cmp(&a->items[i], &b->items[i]);
		if (order)
			return order;
	}
	return cmp_size(a->n, b->n);
}

bool val_eq(const struct val *a, const struct val *b)
{
	return val_cmp(a, b) == 0;
}

/* --- Types ---------------------------------------------------------------------------------------------------- */

/* Checks `v` against the type that `*at` begins with, and moves behind it; `v` may be NULL to move only. */
static bool walk(const char **at, const struct val *v);

static bool walk_list(const char **at, const struct val *v)
{
	const char *inner = ++*at;
	bool ok = !v || v->tag == VAL_LIST;
	(void)walk(at, NULL);
	for (size_t i = 0; ok && v && i < v->n; i++) {
		const char *again = inner;
		ok = walk(&again, &v->items[i]);
	}
	*at += **at == ']';
	return ok;
}

static bool walk_tuple(const char **at, const struct val *v)
{
	bool ok = !v || v->tag == VAL_TUPLE;
	size_t n = 0;
	while (**at && **at != ')') {
		++*at; /* The bracket or the comma. */
		const struct val *item = ok && v && n < v->n ? &v->items[n] : NULL;
		ok = walk(at, item) && ok;
		n++;
	}
	*at += **at == ')';
	return ok && (!v || v->n == n);
}

static bool walk_name(const char **at, const struct val *v)
{
	static const struct {
		const char *name;
		enum val_tag tag;
	} names[] = {{"int", VAL_INT}, {"bool", VAL_BOOL}, {"str", VAL_STR}};
	for (size_t i = 0; i < KIT_COUNT(names); i++) {
		size_t len = strlen(names[i].name);
		if (strncmp(*at, names[i].name, len) != 0)
			continue;
		*at += len;
		if (!v)
			return true;
		return v->tag == names[i].tag && (v->tag != VAL_INT || (v->i <= VAL_MAX_INT && v->i >= -VAL_MAX_INT));
	}
	*at += strlen(*at);
	return false;
}

static bool walk(const char **at, const struct val *v)
{
	const char *start = *at;
	/* What may be nothing is known by the mark behind it: look there first. */
	const char *end = start;
	bool is_none = v && v->tag == VAL_NONE;
	bool ok = *start == '['	  ? walk_list(&end, is_none ? NULL : v)
		  : *start == '(' ? walk_tuple(&end, is_none ? NULL : v)
				  : walk_name(&end, is_none ? NULL : v);
	bool is_optional = *end == '?';
	*at = end + is_optional;
	return is_none ? is_optional : ok;
}

bool val_is(const struct val *v, const char *type)
{
	return walk(&type, v) && *type == '\0';
}

/* --- Writing -------------------------------------------------------------------------------------------------- */

/* Strings of families are printable ASCII. */
static void write_str(const struct val *v, struct assay_buf *out)
{
	(void)assay_buf_add_char(out, '"');
	for (size_t i = 0; i < v->n; i++) {
		if (v->s[i] == '"' || v->s[i] == '\\')
			(void)assay_buf_add_char(out, '\\');
		(void)assay_buf_add_char(out, v->s[i]);
	}
	(void)assay_buf_add_char(out, '"');
}

/* Faster than printf: lists of numbers are most of what is written. */
static void write_int(int64_t value, struct assay_buf *out)
{
	char room[24];
	size_t at = sizeof(room);
	uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
	do {
		room[--at] = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (value < 0)
		room[--at] = '-';
	(void)assay_buf_append(out, room + at, sizeof(room) - at);
}

static void write_val(const struct val *v, bool is_json, struct assay_buf *out)
{
	if (v->tag == VAL_INT) {
		write_int(v->i, out);
	} else if (v->tag == VAL_BOOL) {
		(void)assay_buf_add_c(out, v->i ? "true" : "false");
	} else if (v->tag == VAL_STR) {
		write_str(v, out);
	} else if (v->tag == VAL_NONE) {
		(void)assay_buf_add_c(out, is_json ? "null" : "nothing");
	} else {
		bool is_tuple = v->tag == VAL_TUPLE;
		(void)assay_buf_add_c(out, !is_tuple ? "[" : is_json ? "{\"$tuple\":[" : "(");
		for (size_t i = 0; i < v->n; i++) {
			if (i > 0)
				(void)assay_buf_add_c(out, is_json ? "," : ", ");
			write_val(&v->items[i], is_json, out);
		}
		(void)assay_buf_add_c(out, !is_tuple ? "]" : is_json ? "]}" : ")");
	}
}

void val_write_json(const struct val *v, struct assay_buf *out)
{
	write_val(v, true, out);
}

void val_write_plain(const struct val *v, struct assay_buf *out)
{
	write_val(v, false, out);
}
