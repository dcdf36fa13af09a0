/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/import/import.h"

#include <stdint.h>
#include <string.h>

static const struct assay_importer *const importers[] = {&assay_import_aime,
							 &assay_import_amc,
							 &assay_import_apps,
							 &assay_import_assay,
							 &assay_import_code_contests,
							 &assay_import_codeforces,
							 &assay_import_cruxeval,
							 &assay_import_deepscaler,
							 &assay_import_gsm8k,
							 &assay_import_humaneval,
							 &assay_import_humaneval_x,
							 &assay_import_humanevalpack,
							 &assay_import_humanevalplus,
							 &assay_import_kattis,
							 &assay_import_kodcode,
							 &assay_import_leetcode,
							 &assay_import_livecodebench,
							 &assay_import_math,
							 &assay_import_mbpp,
							 &assay_import_mbppplus,
							 &assay_import_multipl_e,
							 &assay_import_numinamath,
							 &assay_import_olympiadbench,
							 &assay_import_openai,
							 &assay_import_openmathreasoning,
							 &assay_import_plain,
							 &assay_import_sharegpt,
							 &assay_import_taco,
							 &assay_import_trl,
							 &assay_import_verl};

#define N_IMPORTERS (sizeof(importers) / sizeof(importers[0]))

const struct assay_importer *const *assay_importers(size_t *ret_n)
{
	*ret_n = N_IMPORTERS;
	return importers;
}

const struct assay_importer *assay_importer_find(const char *name)
{
	if (!name)
		return &assay_import_assay;
	for (size_t i = 0; i < N_IMPORTERS; i++) {
		if (strcmp(importers[i]->name, name) == 0)
			return importers[i];
	}
	return NULL;
}

int assay_importer_named(const char *name, const struct assay_importer **ret, struct assay_err *err)
{
	const char *names[N_IMPORTERS];
	*ret = assay_importer_find(name);
	if (*ret)
		return 0;
	for (size_t i = 0; i < N_IMPORTERS; i++)
		names[i] = importers[i]->name;
	const char *near = assay_nearest_name(name, names, N_IMPORTERS);
	return assay_fail(err, ASSAY_ECONFIG, "there is no format \"%s\"%s%s%s", name, near ? "; did you mean \"" : "",
			  near ? near : "", near ? "\"?" : "");
}

int assay_import_text(struct assay_json row, const char *key, struct assay_arena *arena, struct assay_str *ret,
		      struct assay_err *err)
{
	struct assay_str text = {0};
	int rc = assay_json_read_str(row, key, arena, &text, err);
	if (rc)
		return rc;
	if (assay_str_is_absent(text))
		return assay_fail(err, ASSAY_EINVAL, "\"%s\" is missing", key);
	*ret = text;
	return 0;
}

struct assay_str assay_import_join(struct assay_arena *arena, const struct assay_str *parts, size_t n)
{
	size_t len = 0;
	for (size_t i = 0; i < n; i++)
		len += parts[i].len;
	char *text = assay_arena_alloc(arena, len + 1);
	if (!text)
		return (struct assay_str){0};
	char *at = text;
	for (size_t i = 0; i < n; i++) {
		if (parts[i].len > 0)
			memcpy(at, parts[i].data, parts[i].len);
		at += parts[i].len;
	}
	return (struct assay_str){.data = text, .len = len};
}

const struct assay_solution *assay_import_solution(struct assay_arena *arena, struct assay_str language,
						   struct assay_str code)
{
	struct assay_solution *solution = assay_arena_alloc(arena, sizeof(*solution));
	if (!solution || assay_str_is_absent(code))
		return NULL;
	*solution = (struct assay_solution){.language = language, .code = code};
	return solution;
}

struct assay_str assay_import_last_boxed(struct assay_str text)
{
	static const char *const marks[] = {"\\boxed{", "\\fbox{"};
	struct assay_str found = {0};
	for (size_t m = 0; m < 2; m++) {
		struct assay_str mark = assay_str_of(marks[m]);
		for (size_t at = 0; (at = assay_str_find(text, mark, at)) != SIZE_MAX; at += mark.len) {
			size_t depth = 1;
			size_t end = at + mark.len;
			for (; end < text.len && depth > 0; end++) {
				if (text.data[end] == '\\')
					end++;
				else if (text.data[end] == '{')
					depth++;
				else if (text.data[end] == '}')
					depth--;
			}
			bool is_later = !found.data || text.data + at > found.data;
			if (depth == 0 && end <= text.len && is_later)
				found = assay_str_sub(text, at + mark.len, end - 1 - at - mark.len);
		}
	}
	return found;
}

int assay_import_tag(struct assay_str text, struct assay_arena *arena, struct assay_problem *p, struct assay_err *err)
{
	if (text.len == 0)
		return 0;
	struct assay_str *tag = assay_arena_alloc(arena, sizeof(*tag));
	if (!tag)
		return assay_arena_fail(arena, err);
	*tag = assay_arena_str(arena, text);
	p->tags = tag;
	p->n_tags = 1;
	return assay_str_is_absent(*tag) ? assay_arena_fail(arena, err) : 0;
}

int assay_import_find(const struct assay_problem_set *set, struct assay_str id, const struct assay_problem **ret,
		      struct assay_err *err)
{
	*ret = assay_problem_set_find(set, id);
	if (*ret)
		return 0;
	return assay_fail(err, ASSAY_ENOTFOUND, "there is no problem \"%.*s\"", (int)assay_utf8_cut(id, 80), id.data);
}

size_t assay_import_python_def(struct assay_str code, struct assay_str name)
{
	size_t found = SIZE_MAX;
	for (size_t at = 0; (at = assay_str_find(code, ASSAY_STR("def "), at)) != SIZE_MAX; at += 4) {
		bool starts_line = at == 0 || code.data[at - 1] == '\n';
		struct assay_str rest = assay_str_sub(code, at + 4, code.len);
		bool is_name = rest.len > name.len && memcmp(rest.data, name.data, name.len) == 0;
		if (!starts_line || !is_name)
			continue;
		struct assay_str behind = assay_str_trim(assay_str_sub(rest, name.len, rest.len));
		if (assay_str_starts(behind, "("))
			found = at;
	}
	return found;
}

int assay_import_emit(struct assay_candidate *candidate, struct assay_arena *arena, assay_candidate_emit *emit,
		      void *arg, struct assay_err *err)
{
	int rc = assay_candidate_check(candidate, arena, err);
	return rc ? rc : emit(arg, candidate, err);
}
