/* SPDX-License-Identifier: Apache-2.0 */
/* exact: byte for byte; values by their canonical form. The default for calls. */
#include "verifiers/code/compare.h"

static int compare_text(const struct assay_checker_spec *spec, struct assay_str expected, struct assay_str got,
			bool *ret_is_equal, struct assay_mismatch *ret, struct assay_err *err)
{
	(void)spec;
	(void)err;
	*ret_is_equal = assay_str_eq(expected, got);
	*ret = (struct assay_mismatch){.expected = expected, .got = got};
	return 0;
}

static int compare_value(const struct assay_checker_spec *spec, struct assay_json expected, struct assay_json got,
			 bool *ret_is_equal, struct assay_err *err)
{
	assay_autobuf struct assay_buf want = {0};
	assay_autobuf struct assay_buf have = {0};
	int rc = assay_value_canonical(expected, &want, err);

	(void)spec;
	if (!rc)
		rc = assay_value_canonical(got, &have, err);
	*ret_is_equal = !rc && assay_str_eq(assay_buf_str(&want), assay_buf_str(&have));
	return rc;
}

const struct assay_comparator assay_compare_exact = {.name = "exact", .text = compare_text, .value = compare_value};
