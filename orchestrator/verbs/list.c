/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/verbs/list.h"

static size_t count_commas(struct assay_str text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.len; i++)
		n += text.data[i] == ',';
	return n;
}

int assay_verb_list(const struct assay_flag_list *given, const char *flag, struct assay_arena *arena,
		    struct assay_str **ret, size_t *ret_n, struct assay_err *err)
{
	size_t most = 0;
	for (size_t i = 0; i < given->n; i++)
		most += 1 + count_commas(assay_str_of(given->items[i]));
	struct assay_str *names = assay_arena_array(arena, most ? most : 1, sizeof(*names));
	if (!names)
		return assay_arena_fail(arena, err);
	size_t n = 0;
	for (size_t i = 0; i < given->n; i++) {
		struct assay_str rest = assay_str_of(given->items[i]);
		for (size_t at = 0; at <= rest.len;) {
			size_t comma = assay_str_find(rest, ASSAY_STR(","), at);
			size_t end = comma == SIZE_MAX ? rest.len : comma;
			if (end == at)
				return assay_fail(err, ASSAY_ECONFIG, "--%s: an empty name in \"%s\"", flag,
						  given->items[i]);
			names[n] = assay_arena_str(arena, assay_str_sub(rest, at, end - at));
			if (!names[n++].data)
				return assay_arena_fail(arena, err);
			at = end + 1;
		}
	}
	*ret = names;
	*ret_n = n;
	return 0;
}
