/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/filter.h"
#include "filters/kinds.h"

#include "base/fd.h"

#include <assert.h>
#include <stdlib.h>

static const struct assay_filter_kind *const kinds[] = {
	&assay_filter_exact_dedup,
	&assay_filter_decontam,
};

#define N_KINDS	    (sizeof(kinds) / sizeof(kinds[0]))
#define MAX_FILTERS 64

enum action {
	ACTION_DROP,
	ACTION_ANNOTATE,
};

static const char *const action_names[] = {"drop", "annotate", NULL};

struct item {
	const struct assay_filter_kind *kind;
	enum action action;
	void *state;
};

struct assay_chain {
	struct assay_arena *arena;
	struct item items[MAX_FILTERS];
	size_t n;
};

const struct assay_filter_kind *const *assay_filters(size_t *ret_n)
{
	*ret_n = N_KINDS;
	return kinds;
}

const struct assay_filter_kind *assay_filter_find(const char *name)
{
	for (size_t i = 0; i < N_KINDS; i++) {
		if (strcmp(kinds[i]->name, name) == 0)
			return kinds[i];
	}
	return NULL;
}

int assay_row_note(struct assay_row *row, const struct assay_note *note, struct assay_arena *arena,
		   struct assay_err *err)
{
	/* Full at every power of two: then the list moves to a place of twice the size. */
	if ((row->n_notes & (row->n_notes - 1)) == 0) {
		struct assay_note *notes =
			assay_arena_array(arena, row->n_notes ? row->n_notes * 2 : 1, sizeof(*notes));
		if (!notes)
			return assay_arena_fail(arena, err);
		if (row->n_notes)
			memcpy(notes, row->notes, row->n_notes * sizeof(*notes));
		row->notes = notes;
	}
	struct assay_note *added = &row->notes[row->n_notes];
	*added = *note;
	added->evidence = assay_arena_str(arena, note->evidence);
	if (note->evidence.data && !added->evidence.data)
		return assay_arena_fail(arena, err);
	row->n_notes++;
	return 0;
}

/* --- Reading --- */

static int fail_unknown(struct assay_str name, struct assay_err *err)
{
	const char *names[N_KINDS];
	for (size_t i = 0; i < N_KINDS; i++)
		names[i] = kinds[i]->name;
	const char *near = assay_nearest_name(name.data, names, N_KINDS);
	if (near)
		return assay_fail(err, ASSAY_ECONFIG, "there is no filter \"%s\"; did you mean \"%s\"?", name.data,
				  near);
	return assay_fail(err, ASSAY_ECONFIG, "there is no filter \"%s\"", name.data);
}

/* Takes `name` and `action` out of the item; the rest, as JSON, is for the filter's own table. */
static int split_item(struct assay_json value, struct assay_arena *arena, struct item *ret, struct assay_buf *rest,
		      struct assay_err *err)
{
	struct assay_str name = {0};
	struct assay_str action = {0};
	if (assay_json_type(value) != ASSAY_JSON_OBJECT)
		return assay_fail(err, ASSAY_ECONFIG, "expected a filter with its name, found %s",
				  assay_json_type_name(assay_json_type(value)));
	int rc = assay_json_read_str(value, "name", arena, &name, err);
	if (rc == 0)
		rc = assay_json_read_str(value, "action", arena, &action, err);
	if (rc)
		return rc;
	if (!name.data)
		return assay_fail(err, ASSAY_ECONFIG, "\"name\" is missing");
	ret->kind = assay_filter_find(name.data);
	if (!ret->kind)
		return fail_unknown(name, err);
	if (action.data && !assay_str_is(action, action_names[ACTION_DROP]) &&
	    !assay_str_is(action, action_names[ACTION_ANNOTATE]))
		return assay_fail(err, ASSAY_ECONFIG, "action: expected drop or annotate, found \"%s\"", action.data);
	ret->action = assay_str_is(action, action_names[ACTION_ANNOTATE]) ? ACTION_ANNOTATE : ACTION_DROP;

	struct assay_jsonw w;
	assay_jsonw_init(&w, rest);
	assay_jsonw_object(&w);
	assay_json_each (member, value) {
		struct assay_str key = assay_json_key(member);
		if (assay_str_is(key, "name") || assay_str_is(key, "action"))
			continue;
		assay_jsonw_key_str(&w, key);
		assay_jsonw_raw(&w, assay_json_raw(member));
	}
	assay_jsonw_end_object(&w);
	return assay_buf_error(rest, err);
}

static int create_item(const char *place, struct assay_str options, struct assay_arena *arena, struct item *item,
		       struct assay_err *err)
{
	static const struct assay_option none[] = {{0}};
	assert(item->kind);
	void *conf = assay_arena_alloc(arena, item->kind->conf_size);
	if (!conf)
		return assay_arena_fail(arena, err);
	int rc = assay_config_load_text(place, options, item->kind->options ? item->kind->options : none, NULL, 0,
					arena, conf, err);
	if (rc)
		return rc;
	rc = item->kind->create(conf, arena, &item->state, err);
	return rc ? assay_err_wrap(err, rc, "%s", place) : 0;
}

static int add_item(struct assay_chain *chain, const char *name, struct assay_json value, struct assay_err *err)
{
	assay_autobuf struct assay_buf options = {0};
	struct item *item = &chain->items[chain->n];
	struct assay_str place = assay_arena_printf(chain->arena, "%s: filters[%zu]", name, chain->n);
	if (!place.data)
		return assay_arena_fail(chain->arena, err);
	if (chain->n == MAX_FILTERS)
		return assay_fail(err, ASSAY_ECONFIG, "%s: more than %d filters", name, MAX_FILTERS);
	int rc = split_item(value, chain->arena, item, &options, err);
	if (rc)
		return assay_err_wrap(err, rc, "%s", place.data);
	rc = create_item(place.data, assay_buf_str(&options), chain->arena, item, err);
	if (rc == 0)
		chain->n++;
	return rc;
}

struct chain_conf {
	struct assay_str filters;
};

static const struct assay_option chain_options[] = {
	{.name = "filters",
	 .type = ASSAY_OPTION_RAW,
	 .offset = offsetof(struct chain_conf, filters),
	 .is_required = true,
	 .help = "list of filters, in order"},
	{0},
};

static int fill(struct assay_chain *chain, const char *name, struct assay_str filters, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_json_parse(filters, NULL, &doc, err);
	if (rc)
		return assay_err_wrap(err, rc, "%s: filters", name);
	struct assay_json list = assay_json_root(doc);
	if (assay_json_type(list) != ASSAY_JSON_ARRAY)
		return assay_fail(err, ASSAY_ECONFIG, "%s: filters: expected a list, found %s", name,
				  assay_json_type_name(assay_json_type(list)));
	assay_json_each (value, list) {
		rc = add_item(chain, name, value, err);
		if (rc)
			return rc;
	}
	return 0;
}

int assay_chain_load_text(const char *name, struct assay_str yaml, struct assay_chain **ret, struct assay_err *err)
{
	struct assay_chain *chain = calloc(1, sizeof(*chain));
	struct chain_conf conf = {0};
	if (!chain)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	chain->arena = assay_arena_create(0);
	int rc = chain->arena ? 0 : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	if (rc == 0)
		rc = assay_config_load_text(name, yaml, chain_options, NULL, 0, chain->arena, &conf, err);
	if (rc == 0)
		rc = fill(chain, name, conf.filters, err);
	if (rc) {
		assay_chain_destroy(chain);
		return rc;
	}
	*ret = chain;
	return 0;
}

int assay_chain_load(const char *path, struct assay_chain **ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf text;
	assay_buf_init(&text, (size_t)1 << 20);
	int rc = assay_read_file(path, &text, err);
	return rc ? rc : assay_chain_load_text(path, assay_buf_str(&text), ret, err);
}

void assay_chain_destroy(struct assay_chain *chain)
{
	if (!chain)
		return;
	for (size_t i = 0; i < chain->n; i++) {
		if (chain->items[i].kind->destroy)
			chain->items[i].kind->destroy(chain->items[i].state);
	}
	assay_arena_destroy(chain->arena);
	free(chain);
}

/* --- Deciding --- */

/* What the filter wrote behind the first `before` notes of a row decides, unless something decided earlier. */
static void decide(struct assay_row *row, size_t before, enum action action, bool annotate_only)
{
	for (size_t i = before; i < row->n_notes; i++) {
		struct assay_note *note = &row->notes[i];
		note->is_drop &= action == ACTION_DROP;
		if (note->is_drop && !row->is_dropped && !annotate_only) {
			row->is_dropped = true;
			row->dropped_by = note;
		}
	}
}

static int apply_item(const struct item *item, struct assay_row *rows, size_t n, size_t *before, bool annotate_only,
		      struct assay_arena *arena, struct assay_err *err)
{
	for (size_t i = 0; i < n; i++)
		before[i] = rows[i].n_notes;
	int rc = item->kind->apply(item->state, rows, n, arena, err);
	if (rc)
		return assay_err_wrap(err, rc, "filter %s", item->kind->name);
	for (size_t i = 0; i < n; i++)
		decide(&rows[i], before[i], item->action, annotate_only);
	return 0;
}

int assay_chain_apply(struct assay_chain *chain, struct assay_row *rows, size_t n, bool annotate_only,
		      struct assay_arena *arena, struct assay_err *err)
{
	size_t *before = calloc(n ? n : 1, sizeof(*before));
	int rc = before ? 0 : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	for (size_t i = 0; i < chain->n && rc == 0; i++)
		rc = apply_item(&chain->items[i], rows, n, before, annotate_only, arena, err);
	free(before);
	return rc;
}

const char *assay_chain_crosses_prompts(const struct assay_chain *chain)
{
	for (size_t i = 0; i < chain->n; i++) {
		const struct item *item = &chain->items[i];
		if (item->kind->crosses_prompts && item->kind->crosses_prompts(item->state))
			return item->kind->name;
	}
	return NULL;
}

/* --- Log --- */

static void write_filters(const struct assay_chain *chain, const char *name, struct assay_jsonw *w)
{
	assay_jsonw_key(w, "filters");
	assay_jsonw_array(w);
	for (size_t i = 0; chain && i < chain->n; i++) {
		const struct item *item = &chain->items[i];
		if (strcmp(item->kind->name, name) != 0)
			continue;
		assay_jsonw_object(w);
		assay_jsonw_kv_c(w, "name", item->kind->name);
		assay_jsonw_kv_c(w, "action", action_names[item->action]);
		if (item->kind->describe)
			item->kind->describe(item->state, w);
		assay_jsonw_end_object(w);
	}
	assay_jsonw_end_array(w);
}

static void write_findings(const char *name, const struct assay_row *rows, size_t n, struct assay_jsonw *w)
{
	assay_jsonw_key(w, "found");
	assay_jsonw_array(w);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < rows[i].n_notes; k++) {
			const struct assay_note *note = &rows[i].notes[k];
			if (strcmp(note->filter, name) != 0)
				continue;
			assay_jsonw_object(w);
			assay_jsonw_kv_str(w, "id", rows[i].id);
			assay_jsonw_kv_c(w, "code", note->code);
			assay_jsonw_kv_bool(w, "dropped", note->is_drop && rows[i].dropped_by == note);
			assay_jsonw_kv_raw_opt(w, "evidence", note->evidence);
			assay_jsonw_end_object(w);
		}
	}
	assay_jsonw_end_array(w);
}

static bool has_filter(const struct assay_chain *chain, const char *name)
{
	for (size_t i = 0; chain && i < chain->n; i++) {
		if (strcmp(chain->items[i].kind->name, name) == 0)
			return true;
	}
	return false;
}

int assay_chain_log(const struct assay_chain *chain, const char *name, const struct assay_row *rows, size_t n,
		    struct assay_buf *out, struct assay_err *err)
{
	struct assay_jsonw w;
	bool is_checked = has_filter(chain, name);
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_bool(&w, "checked", is_checked);
	assay_jsonw_kv_u64(&w, "rows", is_checked ? n : 0);
	write_filters(chain, name, &w);
	write_findings(name, rows, is_checked ? n : 0, &w);
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}
