/* SPDX-License-Identifier: Apache-2.0 */
/* unordered: the same lines (of a list: the same elements), each as often, in any order. */
#include "verifiers/code/compare.h"

#include <stdlib.h>

static int compare_lines(const void *a, const void *b)
{
	return assay_str_cmp(*(const struct assay_str *)a, *(const struct assay_str *)b);
}

/** Fills `buf` with the lines of a text as struct assay_str, sorted. */
static int sorted_lines(struct assay_str text, struct assay_buf *buf, struct assay_err *err)
{
	struct assay_str rest = assay_without_final_lines(text), line;

	while (assay_next_line(&rest, &line))
		assay_buf_append(buf, &line, sizeof(line));
	int rc = assay_buf_error(buf, err);
	if (!rc && buf->len > 0)
		qsort(buf->data, buf->len / sizeof(line), sizeof(line), compare_lines);
	return rc;
}

static int compare_text(const struct assay_checker_spec *spec, struct assay_str expected, struct assay_str got,
			bool *ret_is_equal, struct assay_mismatch *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf want = {0};
	assay_autobuf struct assay_buf have = {0};
	int rc = sorted_lines(expected, &want, err);

	(void)spec;
	if (!rc)
		rc = sorted_lines(got, &have, err);
	if (rc)
		return rc;
	*ret = (struct assay_mismatch){.expected = expected, .got = got};
	*ret_is_equal = want.len == have.len;
	for (size_t at = 0; *ret_is_equal && at < want.len; at += sizeof(struct assay_str)) {
		struct assay_str a, b;
		memcpy(&a, want.data + at, sizeof(a));
		memcpy(&b, have.data + at, sizeof(b));
		*ret_is_equal = assay_str_eq(a, b);
	}
	return 0;
}

static int compare_value(const struct assay_checker_spec *spec, struct assay_json expected, struct assay_json got,
			 bool *ret_is_equal, struct assay_err *err)
{
	assay_autobuf struct assay_buf want = {0};
	assay_autobuf struct assay_buf have = {0};
	int rc = assay_value_canonical_unordered(expected, &want, err);

	(void)spec;
	if (!rc)
		rc = assay_value_canonical_unordered(got, &have, err);
	*ret_is_equal = !rc && assay_str_eq(assay_buf_str(&want), assay_buf_str(&have));
	return rc;
}

const struct assay_comparator assay_compare_unordered = {
	.name = "unordered", .text = compare_text, .value = compare_value};
