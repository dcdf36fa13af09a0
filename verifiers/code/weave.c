/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/weave.h"

#include "verifiers/code/code.h"

#include <stdint.h>

/** A name that depends on all that is put together: a candidate that says it has another one. */
static int set_mark(const struct assay_candidate *candidate, struct assay_weave *parts, struct assay_err *err)
{
	struct assay_hasher *hasher = assay_hasher_create();
	char hex[ASSAY_HASH_HEX];

	if (!hasher)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	assay_hasher_add(hasher, parts->code);
	assay_hasher_add(hasher, parts->suite);
	assay_hasher_add(hasher, parts->prelude);
	for (size_t i = 0; i < candidate->n_files; i++) {
		assay_hasher_add(hasher, candidate->files[i].name);
		assay_hasher_add(hasher, candidate->files[i].text);
	}
	struct assay_hash128 hash = assay_hasher_result(hasher);
	assay_hasher_destroy(hasher);
	assay_hash_hex(&hash, hex);
	parts->mark = assay_arena_printf(parts->arena, "assay_%s", hex);
	return parts->mark.data ? 0 : assay_arena_fail(parts->arena, err);
}

static bool is_taken(const struct assay_weave_files *files, size_t n_ours, struct assay_str name)
{
	struct assay_str first = assay_str_sub(name, 0, assay_str_find(name, ASSAY_STR("/"), 0));

	for (size_t i = 0; i < n_ours; i++) {
		if (assay_str_eq(first, files->list[i].name))
			return true;
	}
	return false;
}

/** What runs must be what the label will be for. */
static int add_own_files(const struct assay_candidate *candidate, struct assay_weave_files *files,
			 struct assay_arena *arena, struct assay_plan *plan, struct assay_err *err)
{
	size_t n_ours = files->n;

	for (size_t i = 0; i < candidate->n_files; i++) {
		struct assay_str name = candidate->files[i].name;
		if (is_taken(files, n_ours, name))
			return assay_plan_decide(plan, ASSAY_UNDECIDED,
						 ASSAY_STR("a file of its own takes the place of what is judged"),
						 arena, err);
		files->list[files->n++] = (struct assay_file){.name = name, .bytes = candidate->files[i].text};
	}
	return 1;
}

int assay_weave_program(const struct assay_weave_kind *kind, const struct assay_problem *problem,
			const struct assay_candidate *candidate, struct assay_str code, struct assay_str suite,
			struct assay_arena *arena, struct assay_program *ret, struct assay_plan *plan,
			struct assay_err *err)
{
	struct assay_weave_files files = {
		.list = assay_arena_array(arena, candidate->n_files + ASSAY_WEAVE_FILES, sizeof(*files.list))};
	struct assay_weave parts = {
		.problem = problem,
		.candidate = candidate,
		.prelude = problem->prelude,
		.code = code,
		.suite = suite,
		.wrapper = {.data = kind->wrapper, .len = *kind->wrapper_len},
		.arena = arena,
	};

	if (!files.list)
		return assay_arena_fail(arena, err);
	files.list[files.n++].name = assay_str_of(kind->main_name);
	int rc = set_mark(candidate, &parts, err);
	if (!rc)
		rc = kind->build(&parts, &files, err);
	if (rc)
		return rc;
	rc = add_own_files(candidate, &files, arena, plan, err);
	*ret = (struct assay_program){.language = assay_str_of(kind->language),
				      .main_name = assay_str_of(kind->main_name),
				      .files = files.list,
				      .n_files = files.n};
	return rc;
}

int assay_weave_add(const struct assay_weave *parts, struct assay_weave_files *files, const char *name,
		    const struct assay_buf *text, struct assay_err *err)
{
	int rc = assay_buf_error(text, err);

	if (rc)
		return rc;
	struct assay_file *file = name ? &files->list[files->n++] : &files->list[0];
	if (name)
		file->name = assay_arena_str(parts->arena, assay_str_of(name));
	file->bytes = assay_arena_str(parts->arena, assay_buf_str(text));
	return file->name.data && file->bytes.data ? 0 : assay_arena_fail(parts->arena, err);
}

int assay_weave_add_wrapper(const struct assay_weave *parts, struct assay_weave_files *files,
			    const struct assay_source_fill *fills, size_t n, struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};

	assay_source_fill(parts->wrapper, fills, n, &text);
	return assay_weave_add(parts, files, NULL, &text, err);
}

void assay_weave_prelude(const struct assay_weave *parts, struct assay_str code, struct assay_buf *out)
{
	if (parts->prelude.len > 0) {
		assay_buf_add_str(out, parts->prelude);
		assay_buf_add_char(out, '\n');
	}
	assay_buf_add_str(out, code);
	assay_buf_add_char(out, '\n');
}

void assay_weave_php(struct assay_str text, struct assay_buf *out)
{
	if (!assay_str_starts(assay_str_trim(text), "<?"))
		assay_buf_add_c(out, "<?php\n");
	assay_buf_add_str(out, text);
	assay_buf_add_char(out, '\n');
}

struct assay_str assay_weave_java_class(struct assay_str code)
{
	struct assay_source source = {.text = code};
	struct assay_source_token token;
	struct assay_str first = {0};
	bool is_public = false, is_behind = false;

	while (assay_source_next(&source, &token)) {
		if (token.depth > 0)
			continue;
		if (is_behind && token.kind == ASSAY_SOURCE_WORD) {
			if (is_public)
				return token.text;
			if (!first.data)
				first = token.text;
		}
		is_behind = assay_source_is(&token, "class") || assay_source_is(&token, "interface") ||
			    assay_source_is(&token, "enum") || assay_source_is(&token, "record");
		if (assay_source_is(&token, "public"))
			is_public = true;
		else if (!is_behind && !assay_source_is(&token, "final") && !assay_source_is(&token, "abstract"))
			is_public = false;
	}
	return first;
}
