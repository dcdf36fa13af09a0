/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/compare.h"

#include <stdint.h>

static const struct assay_comparator *const comparators[] = {
	&assay_compare_agreement, &assay_compare_exact,	 &assay_compare_float,	   &assay_compare_json,
	&assay_compare_lines,	  &assay_compare_tokens, &assay_compare_unordered,
};

const struct assay_comparator *const *assay_comparators(size_t *ret_n)
{
	*ret_n = sizeof(comparators) / sizeof(comparators[0]);
	return comparators;
}

const struct assay_comparator *assay_comparator_find(struct assay_str name)
{
	for (size_t i = 0; i < sizeof(comparators) / sizeof(comparators[0]); i++) {
		if (assay_str_is(name, comparators[i]->name))
			return comparators[i];
	}
	return NULL;
}

struct assay_tolerance assay_tolerance_of(const struct assay_checker_spec *spec)
{
	if (spec->eps_abs > 0 || spec->eps_rel > 0)
		return (struct assay_tolerance){.eps_abs = spec->eps_abs, .eps_rel = spec->eps_rel};
	return (struct assay_tolerance){.eps_abs = 1e-9, .eps_rel = 1e-9};
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

bool assay_next_line(struct assay_str *rest, struct assay_str *ret_line)
{
	if (rest->len == 0)
		return false;
	const char *feed = memchr(rest->data, '\n', rest->len);
	size_t len = feed ? (size_t)(feed - rest->data) : rest->len;
	struct assay_str line = {.data = rest->data, .len = len};

	*rest = assay_str_sub(*rest, feed ? len + 1 : len, SIZE_MAX);
	while (line.len > 0 && is_blank(line.data[line.len - 1]))
		line.len--;
	*ret_line = line;
	return true;
}

struct assay_str assay_without_final_lines(struct assay_str text)
{
	while (text.len > 0 && (text.data[text.len - 1] == '\n' || is_blank(text.data[text.len - 1])))
		text.len--;
	return text;
}

bool assay_next_token(struct assay_str *rest, struct assay_str *ret_token)
{
	size_t start = 0;

	while (start < rest->len && (rest->data[start] == '\n' || is_blank(rest->data[start])))
		start++;
	size_t end = start;
	while (end < rest->len && rest->data[end] != '\n' && !is_blank(rest->data[end]))
		end++;
	*ret_token = assay_str_sub(*rest, start, end - start);
	*rest = assay_str_sub(*rest, end, SIZE_MAX);
	return end > start;
}
