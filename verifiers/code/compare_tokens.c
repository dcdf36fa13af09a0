/* SPDX-License-Identifier: Apache-2.0 */
/* tokens: runs of bytes between space, tab, CR and LF, each byte for byte; no number is parsed. */
#include "verifiers/code/compare.h"

static int compare_text(const struct assay_checker_spec *spec, struct assay_str expected, struct assay_str got,
			bool *ret_is_equal, struct assay_mismatch *ret, struct assay_err *err)
{
	(void)spec;
	(void)err;
	for (size_t token = 1;; token++) {
		struct assay_str a, b;
		bool has_a = assay_next_token(&expected, &a), has_b = assay_next_token(&got, &b);
		*ret_is_equal = !has_a && !has_b;
		if (*ret_is_equal)
			return 0;
		if (has_a != has_b || !assay_str_eq(a, b)) {
			*ret = (struct assay_mismatch){.unit = "token",
						       .place = token,
						       .expected = has_a ? a : (struct assay_str){0},
						       .got = has_b ? b : (struct assay_str){0}};
			return 0;
		}
	}
}

const struct assay_comparator assay_compare_tokens = {.name = "tokens", .text = compare_text};
