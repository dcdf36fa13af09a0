/* SPDX-License-Identifier: Apache-2.0 */
/* lines: space, tab and CR at line ends and final empty lines do not count. The default for standard output. */
#include "verifiers/code/compare.h"

static int compare_text(const struct assay_checker_spec *spec, struct assay_str expected, struct assay_str got,
			bool *ret_is_equal, struct assay_mismatch *ret, struct assay_err *err)
{
	struct assay_str want = assay_without_final_lines(expected), have = assay_without_final_lines(got);

	(void)spec;
	(void)err;
	*ret_is_equal = false;
	for (size_t line = 1;; line++) {
		struct assay_str a = {0}, b = {0};
		bool has_a = assay_next_line(&want, &a), has_b = assay_next_line(&have, &b);
		*ret_is_equal = !has_a && !has_b;
		if (*ret_is_equal)
			return 0;
		if (has_a != has_b || !assay_str_eq(a, b)) {
			*ret = (struct assay_mismatch){.unit = "line", .place = line, .expected = a, .got = b};
			return 0;
		}
	}
}

const struct assay_comparator assay_compare_lines = {.name = "lines", .text = compare_text};
