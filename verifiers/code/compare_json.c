/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json: one JSON document each. Objects in any order of keys, arrays in theirs; two integers by their digits, other
 * numbers as doubles within the checker's tolerance, which is none unless it states one.
 */
#include "verifiers/code/compare.h"

static int compare_text(const struct assay_checker_spec *spec, struct assay_str expected, struct assay_str got,
			bool *ret_is_equal, struct assay_mismatch *ret, struct assay_err *err)
{
	struct assay_tolerance tolerance = {.eps_abs = spec->eps_abs, .eps_rel = spec->eps_rel, .is_plain_json = true};
	assay_autojson struct assay_json_doc *want = NULL;
	assay_autojson struct assay_json_doc *have = NULL;
	int rc = assay_json_parse(expected, NULL, &want, err);

	if (rc)
		return assay_err_wrap(err, rc, "the expected output is not JSON");
	*ret_is_equal = false;
	*ret = (struct assay_mismatch){.expected = expected, .got = got};
	if (assay_json_parse(got, NULL, &have, NULL))
		return 0;
	return assay_value_equal_near(assay_json_root(want), assay_json_root(have), &tolerance, ret_is_equal, err);
}

const struct assay_comparator assay_compare_json = {.name = "json", .text = compare_text};
