/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two documents, one behind the other with a NUL byte between them, as expected and got: no comparator crashes, and
 * every comparator of values finds a well-formed value equal to itself. Both halves also go through the comparators
 * of text, and the first value is written for drivers; blurred, it is a value that blurs to itself.
 */
#include "tests/fuzz/fuzz.h"
#include "verifiers/code/compare.h"
#include "verifiers/code/frame.h"
#include "verifiers/code/wire.h"

#include <string.h>

static const struct assay_checker_spec spec = {.eps_abs = 1e-6, .eps_rel = 1e-6};

static void compare_values(const struct assay_comparator *c, struct assay_json a, struct assay_json b)
{
	assay_autobuf struct assay_buf form = {0};
	struct assay_err err = {0};
	bool is_equal = false;
	int rc = c->value(&spec, a, b, &is_equal, &err);

	REQUIRE(rc == 0 || (err.code != ASSAY_OK && err.msg[0]));
	if (c == &assay_compare_float || assay_value_canonical(a, &form, NULL))
		return;
	REQUIRE(c->value(&spec, a, a, &is_equal, NULL) == 0 && is_equal);
}

static void write_for_drivers(struct assay_json value)
{
	static const struct assay_value_model model = {true, true, true, true};
	assay_autobuf struct assay_buf wire = {0};
	assay_autobuf struct assay_buf once = {0};
	assay_autobuf struct assay_buf twice = {0};
	assay_autojson struct assay_json_doc *doc = NULL;

	(void)assay_wire_value(value, &wire, NULL);
	/* A tag more in a value may take it over the limits of a frame. */
	if (assay_wire_blur(value, &model, &once, NULL) ||
	    assay_json_parse(assay_buf_str(&once), &assay_frame_limits, &doc, NULL))
		return;
	REQUIRE(assay_wire_blur(assay_json_root(doc), &model, &twice, NULL) == 0);
	REQUIRE(assay_str_eq(assay_buf_str(&once), assay_buf_str(&twice)));
}

static void compare_texts(const struct assay_comparator *c, struct assay_str a, struct assay_str b)
{
	struct assay_mismatch mismatch = {0};
	bool is_equal = false;

	(void)c->text(&spec, a, b, &is_equal, &mismatch, NULL);
	if (c == &assay_compare_float || c == &assay_compare_json)
		return;
	REQUIRE(c->text(&spec, a, a, &is_equal, &mismatch, NULL) == 0 && is_equal);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *split = size > 0 ? memchr(data, 0, size) : NULL;
	size_t first = split ? (size_t)(split - data) : size;
	struct assay_str a = {.data = (const char *)data, .len = first};
	struct assay_str b = split ? (struct assay_str){.data = (const char *)split + 1, .len = size - first - 1} : a;
	assay_autojson struct assay_json_doc *x = NULL;
	assay_autojson struct assay_json_doc *y = NULL;
	bool are_values = size > 0 && assay_json_parse(a, &assay_frame_limits, &x, NULL) == 0 &&
			  assay_json_parse(b, &assay_frame_limits, &y, NULL) == 0;
	size_t n;
	const struct assay_comparator *const *all = assay_comparators(&n);

	if (are_values)
		write_for_drivers(assay_json_root(x));
	for (size_t i = 0; i < n; i++) {
		if (all[i]->text && size > 0)
			compare_texts(all[i], a, b);
		if (all[i]->value && are_values)
			compare_values(all[i], assay_json_root(x), assay_json_root(y));
	}
	return 0;
}
