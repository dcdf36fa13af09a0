/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/export.h"
#include "filters/export_dir.h"
#include "filters/export_report.h"
#include "filters/export_set.h"
#include "filters/kinds.h"

static const struct assay_exporter *const exporters[] = {
	&assay_exporter_messages,
	&assay_exporter_alpaca,
	&assay_exporter_dpo,
	&assay_exporter_jsonl,
};

#define N_EXPORTERS (sizeof(exporters) / sizeof(exporters[0]))

const struct assay_exporter *const *assay_exporters(size_t *ret_n)
{
	*ret_n = N_EXPORTERS;
	return exporters;
}

const struct assay_exporter *assay_exporter_find(const char *name)
{
	for (size_t i = 0; i < N_EXPORTERS; i++) {
		if (strcmp(exporters[i]->name, name) == 0)
			return exporters[i];
	}
	return NULL;
}

/* --- Options --- */

static int check_format(const char *name, struct assay_err *err)
{
	const char *names[N_EXPORTERS];
	if (assay_exporter_find(name))
		return 0;
	for (size_t i = 0; i < N_EXPORTERS; i++)
		names[i] = exporters[i]->name;
	const char *near = assay_nearest_name(name, names, N_EXPORTERS);
	if (near)
		return assay_fail(err, ASSAY_ECONFIG, "there is no format \"%s\"; did you mean \"%s\"?", name, near);
	return assay_fail(err, ASSAY_ECONFIG, "there is no format \"%s\"", name);
}

static int check_options(const struct assay_export_options *options, struct assay_err *err)
{
	int rc = assay_export_check_version(options->version, err);
	if (rc == 0 && !options->formats[0])
		rc = assay_fail(err, ASSAY_ECONFIG, "no format was asked for");
	for (size_t i = 0; options->formats[i] && rc == 0; i++) {
		rc = check_format(options->formats[i], err);
		for (size_t k = 0; k < i && rc == 0; k++) {
			if (strcmp(options->formats[i], options->formats[k]) == 0)
				rc = assay_fail(err, ASSAY_ECONFIG, "the format \"%s\" was asked for twice",
						options->formats[i]);
		}
	}
	return rc;
}

/* --- Rows --- */

/* The file of one format and split, and its trace. */
struct sink {
	const struct assay_sample *sample;
	struct assay_jsonl_writer *rows, *trace;
	struct assay_buf line;
};

static int write_trace(struct sink *sink, const struct assay_export_row *row, struct assay_err *err)
{
	struct assay_jsonw w;
	assay_buf_clear(&sink->line);
	assay_jsonw_init(&w, &sink->line);
	assay_jsonw_object(&w);
	assay_jsonw_kv_str(&w, "id", sink->sample->id);
	assay_jsonw_key(&w, "solutions");
	assay_jsonw_array(&w);
	for (size_t i = 0; i < row->n_used; i++) {
		const struct assay_solution_row *solution = row->used[i];
		assay_jsonw_object(&w);
		assay_jsonw_kv_str(&w, "id", solution->id);
		assay_jsonw_kv_str(&w, "verdict", solution->verdict);
		assay_jsonw_kv_str_opt(&w, "model", solution->model);
		assay_jsonw_kv_raw_opt(&w, "proof", solution->proof);
		assay_jsonw_end_object(&w);
	}
	assay_jsonw_end_array(&w);
	assay_jsonw_kv_raw_opt(&w, "origin", sink->sample->origin);
	assay_jsonw_end_object(&w);
	int rc = assay_buf_error(&sink->line, err);
	return rc ? rc : assay_jsonl_write(sink->trace, assay_buf_str(&sink->line), err);
}

static int take_row(void *arg, const struct assay_export_row *row, struct assay_err *err)
{
	struct sink *sink = arg;
	int rc = assay_jsonl_write(sink->rows, row->json, err);
	return rc == 0 && sink->trace ? write_trace(sink, row, err) : rc;
}

static int write_rows(const struct assay_exporter *exporter, const struct assay_export_set *set, enum assay_split split,
		      struct sink *sink, struct assay_err *err)
{
	for (size_t i = 0; i < set->n; i++) {
		sink->sample = &set->samples[i];
		if (sink->sample->split != split)
			continue;
		int rc = exporter->rows(sink->sample, take_row, sink, err);
		if (rc)
			return assay_err_wrap(err, rc, "sample %.*s", (int)sink->sample->id.len, sink->sample->id.data);
	}
	return 0;
}

/* --- Reading back --- */

/* Same keys as the schema demands, and no nulls: what a table reader would stumble over. */
static int check_row(struct assay_json row, struct assay_json required, struct assay_err *err)
{
	size_t n = assay_json_count(row);
	if (assay_json_type(row) != ASSAY_JSON_OBJECT || n != assay_json_count(required))
		return assay_fail(err, ASSAY_EINVAL, "a row has not the keys of its schema");
	assay_json_each (key, required) {
		struct assay_str name = assay_json_str(key);
		enum assay_json_type type = assay_json_type(assay_json_get(row, name.data));
		if (type == ASSAY_JSON_NONE || type == ASSAY_JSON_NULL)
			return assay_fail(err, ASSAY_EINVAL, "\"%s\" is missing or null", name.data);
	}
	return 0;
}

static int read_back(const struct assay_exporter *exporter, const char *path, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *schema = NULL;
	struct assay_jsonl_reader *reader;
	struct assay_json row;
	int rc = assay_json_parse(assay_str_of(exporter->schema), NULL, &schema, err);
	if (rc == 0)
		rc = assay_jsonl_open(path, 0, &reader, err);
	if (rc)
		return rc;
	struct assay_json required = assay_json_get(assay_json_root(schema), "required");
	while ((rc = assay_jsonl_next(reader, &row, err)) == 1) {
		rc = check_row(row, required, err);
		if (rc) {
			(void)assay_jsonl_wrap(reader, rc, err);
			break;
		}
	}
	assay_jsonl_close(reader);
	return rc;
}

/* --- Files --- */

static int finish_file(struct assay_export_dir *dir, const char *path, struct assay_jsonl_writer **writer,
		       struct assay_err *err)
{
	struct assay_jsonl_writer *taken = *writer;
	*writer = NULL;
	return assay_export_dir_rows_done(dir, path, taken, err);
}

static int write_split(struct assay_export_dir *dir, const struct assay_exporter *exporter,
		       const struct assay_export_set *set, enum assay_split split, struct assay_arena *arena,
		       struct assay_err *err)
{
	struct sink sink = {0};
	const char *name = assay_split_name(split);
	const char *path = assay_arena_printf(arena, "%s/%s.jsonl", exporter->name, name).data;
	const char *trace = assay_arena_printf(arena, "trace/%s/%s.jsonl", exporter->name, name).data;
	const char *place = path ? assay_export_dir_path(dir, path).data : NULL;
	if (!trace || !place)
		return assay_arena_fail(arena, err);
	int rc = assay_export_dir_rows(dir, path, &sink.rows, err);
	if (rc == 0 && !exporter->is_self_explaining)
		rc = assay_export_dir_rows(dir, trace, &sink.trace, err);
	if (rc == 0)
		rc = write_rows(exporter, set, split, &sink, err);
	if (rc == 0)
		rc = finish_file(dir, path, &sink.rows, err);
	if (rc == 0)
		rc = read_back(exporter, place, err);
	if (rc == 0 && sink.trace)
		rc = finish_file(dir, trace, &sink.trace, err);
	assay_jsonl_abort(sink.rows);
	assay_jsonl_abort(sink.trace);
	assay_buf_finish(&sink.line);
	return rc;
}

static int write_format(struct assay_export_dir *dir, const struct assay_exporter *exporter,
			const struct assay_export_set *set, struct assay_arena *arena, struct assay_err *err)
{
	int rc = 0;
	for (int s = 0; s < ASSAY_N_SPLITS && rc == 0; s++)
		rc = write_split(dir, exporter, set, (enum assay_split)s, arena, err);
	const char *schema = assay_arena_printf(arena, "schemas/%s", exporter->schema_name).data;
	if (rc == 0 && !schema)
		rc = assay_arena_fail(arena, err);
	return rc ? rc : assay_export_dir_put(dir, schema, assay_str_of(exporter->schema), err);
}

static int put_decontam_log(struct assay_export_dir *dir, const struct assay_export_options *options,
			    struct assay_err *err)
{
	assay_autobuf struct assay_buf json = {0};
	assay_autobuf struct assay_buf text = {0};
	struct assay_str log = options->decontam_log;
	int rc = 0;
	if (!log.data) {
		rc = assay_chain_log(NULL, assay_filter_decontam.name, NULL, 0, &json, err);
		log = assay_buf_str(&json);
	}
	if (rc)
		return rc;
	assay_export_indent(log, &text);
	rc = assay_buf_error(&text, err);
	return rc ? rc : assay_export_dir_put(dir, "decontam_log.json", assay_buf_str(&text), err);
}

typedef int report(const struct assay_export_facts *facts, const struct assay_export_file *files, size_t n,
		   struct assay_buf *out, struct assay_err *err);

static int put_report(struct assay_export_dir *dir, const char *path, report *make,
		      const struct assay_export_facts *facts, struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};
	size_t n;
	const struct assay_export_file *files = assay_export_dir_files(dir, &n);
	int rc = make(facts, files, n, &text, err);
	return rc ? rc : assay_export_dir_put(dir, path, assay_buf_str(&text), err);
}

/* metadata.json comes last: it has the checksums of all others. */
static int fill(struct assay_export_dir *dir, const struct assay_export_set *set,
		const struct assay_export_options *options, struct assay_arena *arena, struct assay_err *err)
{
	struct assay_export_facts facts;
	int rc = assay_export_facts_gather(set, options, arena, &facts, err);
	for (size_t i = 0; options->formats[i] && rc == 0; i++)
		rc = write_format(dir, assay_exporter_find(options->formats[i]), set, arena, err);
	if (rc == 0)
		rc = put_decontam_log(dir, options, err);
	if (rc == 0)
		rc = put_report(dir, "qa_report.json", assay_export_qa_report, &facts, err);
	if (rc == 0)
		rc = put_report(dir, "changelog.md", assay_export_changelog, &facts, err);
	if (rc == 0)
		rc = put_report(dir, "README.md", assay_export_card, &facts, err);
	if (rc == 0)
		rc = put_report(dir, "metadata.json", assay_export_metadata, &facts, err);
	return rc;
}

static int copy_files(const struct assay_export_dir *dir, struct assay_arena *arena,
		      const struct assay_export_file **ret, size_t *ret_n, struct assay_err *err)
{
	const struct assay_export_file *files = assay_export_dir_files(dir, ret_n);
	struct assay_export_file *copy = assay_arena_array(arena, *ret_n, sizeof(*copy));
	if (!copy)
		return assay_arena_fail(arena, err);
	memcpy(copy, files, *ret_n * sizeof(*copy));
	*ret = copy;
	return 0;
}

int assay_export_write(const struct assay_sample *samples, size_t n, const struct assay_export_options *options,
		       struct assay_arena *arena, const struct assay_export_file **ret_files, size_t *ret_n_files,
		       struct assay_err *err)
{
	struct assay_export_set set;
	struct assay_export_dir *dir;
	int rc = check_options(options, err);
	if (rc == 0)
		rc = assay_export_set_make(samples, n, options, arena, &set, err);
	if (rc == 0)
		rc = assay_export_dir_open(options->out_dir, options->version, arena, &dir, err);
	if (rc)
		return rc;
	rc = fill(dir, &set, options, arena, err);
	if (rc == 0)
		rc = copy_files(dir, arena, ret_files, ret_n_files, err);
	if (rc == 0)
		rc = assay_export_dir_publish(dir, err);
	assay_export_dir_close(dir);
	return rc;
}
