/* SPDX-License-Identifier: Apache-2.0 */
/* Go: three files of one package. */
#include "verifiers/code/inproc.h"
#include "verifiers/code/source_go.h"

/** `{Name: "TestF", F: TestF}, ...` for the functions of the suite that are tests. */
static void add_tests(struct assay_str suite, const char *prefix, struct assay_buf *out)
{
	struct assay_source source = {.text = suite};
	struct assay_source_token token;
	bool is_behind = false;

	while (assay_source_next(&source, &token)) {
		if (is_behind && token.depth == 0 && assay_str_starts(token.text, prefix) &&
		    !assay_str_is(token.text, "TestMain"))
			assay_buf_printf(out, "{Name: \"%.*s\", F: %.*s}, ", (int)token.text.len, token.text.data,
					 (int)token.text.len, token.text.data);
		is_behind = assay_source_is(&token, "func");
	}
}

static int add_file(const struct assay_weave *parts, struct assay_weave_files *files, struct assay_str name,
		    const struct assay_buf *text, struct assay_err *err)
{
	int rc = assay_buf_error(text, err);

	if (rc)
		return rc;
	files->list[files->n++] =
		(struct assay_file){.name = name, .bytes = assay_arena_str(parts->arena, assay_buf_str(text))};
	return files->list[files->n - 1].bytes.data ? 0 : assay_arena_fail(parts->arena, err);
}

int assay_inproc_build_go(const struct assay_weave *parts, struct assay_weave_files *files, struct assay_err *err)
{
	assay_autobuf struct assay_buf tests = {0};
	assay_autobuf struct assay_buf wrapper = {0};
	assay_autobuf struct assay_buf code = {0};
	assay_autobuf struct assay_buf suite = {0};

	add_tests(parts->suite, "Test", &tests);
	const struct assay_source_fill fills[] = {{"@MARK@", parts->mark}, {"@TESTS@", assay_buf_str(&tests)}};
	assay_source_fill(parts->wrapper, fills, 2, &wrapper);
	assay_source_go_file(parts->prelude, parts->code, &code);
	assay_source_go_file((struct assay_str){0}, parts->suite, &suite);
	int rc = assay_buf_error(&tests, err);
	if (!rc)
		rc = assay_buf_error(&wrapper, err);
	if (rc)
		return rc;
	files->list[0].bytes = assay_arena_str(parts->arena, assay_buf_str(&wrapper));
	if (!files->list[0].bytes.data)
		return assay_arena_fail(parts->arena, err);
	rc = add_file(parts, files, ASSAY_STR("candidate.go"), &code, err);
	return rc ? rc : add_file(parts, files, ASSAY_STR("suite.go"), &suite, err);
}
