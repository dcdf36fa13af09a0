/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/export_report.h"

#include "filters/text.h"

/* --- JSON for people --- */

static void new_line(struct assay_buf *out, size_t depth)
{
	(void)assay_buf_add_char(out, '\n');
	for (size_t i = 0; i < depth; i++)
		(void)assay_buf_add_c(out, "  ");
}

void assay_export_indent(struct assay_str json, struct assay_buf *out)
{
	size_t depth = 0;
	bool in_string = false;
	for (size_t i = 0; i < json.len; i++) {
		char c = json.data[i];
		char next = i + 1 < json.len ? json.data[i + 1] : '\0';
		if (in_string || c == '"') {
			if (c == '"')
				in_string = !in_string;
			(void)assay_buf_add_char(out, c);
			if (in_string && c == '\\' && i + 1 < json.len)
				(void)assay_buf_add_char(out, json.data[++i]);
			continue;
		}
		if (c == ' ' || c == '\n' || c == '\t' || c == '\r')
			continue;
		if ((c == '}' || c == ']') && depth > 0)
			new_line(out, --depth);
		(void)assay_buf_add_char(out, c);
		if ((c == '{' && next == '}') || (c == '[' && next == ']'))
			(void)assay_buf_add_char(out, json.data[++i]);
		else if (c == '{' || c == '[')
			new_line(out, ++depth);
		else if (c == ',')
			new_line(out, depth);
		else if (c == ':')
			(void)assay_buf_add_char(out, ' ');
	}
	(void)assay_buf_add_char(out, '\n');
}

static int finish(struct assay_buf *json, struct assay_buf *out, struct assay_err *err)
{
	int rc = assay_buf_error(json, err);
	if (rc)
		return rc;
	assay_export_indent(assay_buf_str(json), out);
	return assay_buf_error(out, err);
}

static void write_tally(struct assay_jsonw *w, const char *key, const struct assay_tally *tally)
{
	assay_jsonw_key(w, key);
	assay_jsonw_object(w);
	for (size_t i = 0; i < tally->n; i++) {
		assay_jsonw_key_str(w, tally->counts[i].name);
		assay_jsonw_u64(w, tally->counts[i].n);
	}
	assay_jsonw_end_object(w);
}

static void write_splits(struct assay_jsonw *w, const struct assay_export_facts *facts)
{
	assay_jsonw_key(w, "splits");
	assay_jsonw_object(w);
	for (int s = 0; s < ASSAY_N_SPLITS; s++)
		assay_jsonw_kv_u64(w, assay_split_name((enum assay_split)s), facts->by_split[s]);
	assay_jsonw_end_object(w);
}

static void write_raw_or_null(struct assay_jsonw *w, const char *key, struct assay_str raw)
{
	assay_jsonw_kv_raw(w, key, raw.data ? raw : ASSAY_STR("null"));
}

/* --- metadata.json --- */

static void write_files(struct assay_jsonw *w, const struct assay_export_file *files, size_t n)
{
	assay_jsonw_key(w, "files");
	assay_jsonw_array(w);
	for (size_t i = 0; i < n; i++) {
		assay_jsonw_object(w);
		assay_jsonw_kv_str(w, "path", files[i].path);
		if (assay_str_ends(files[i].path, ".jsonl"))
			assay_jsonw_kv_u64(w, "rows", files[i].rows);
		assay_jsonw_kv_u64(w, "bytes", files[i].bytes);
		assay_jsonw_kv_c(w, "sha256", files[i].sha256);
		assay_jsonw_end_object(w);
	}
	assay_jsonw_end_array(w);
}

int assay_export_metadata(const struct assay_export_facts *facts, const struct assay_export_file *files, size_t n,
			  struct assay_buf *out, struct assay_err *err)
{
	const struct assay_export_options *options = facts->options;
	assay_autobuf struct assay_buf json = {0};
	struct assay_jsonw w;
	assay_jsonw_init(&w, &json);
	assay_jsonw_object(&w);
	assay_jsonw_kv_str(&w, "name", facts->name);
	assay_jsonw_kv_c(&w, "version", options->version);
	if (options->created)
		assay_jsonw_kv_c(&w, "created", options->created);
	assay_jsonw_kv_c(&w, "assay", ASSAY_VERSION);
	assay_jsonw_kv_u64(&w, "normal_form", ASSAY_TEXT_VERSION);
	write_tally(&w, "checkers", &facts->checkers);
	assay_jsonw_kv_u64(&w, "samples", facts->set->n);
	write_splits(&w, facts);
	assay_jsonw_key(&w, "formats");
	assay_jsonw_array(&w);
	for (size_t i = 0; options->formats[i]; i++)
		assay_jsonw_c(&w, options->formats[i]);
	assay_jsonw_end_array(&w);
	assay_jsonw_kv_c(&w, "responses", options->one_response ? "one" : "distinct");
	write_raw_or_null(&w, "counts", options->counts);
	write_raw_or_null(&w, "config", options->config);
	write_files(&w, files, n);
	assay_jsonw_end_object(&w);
	return finish(&json, out, err);
}

/* --- qa_report.json --- */

static void write_lengths(struct assay_jsonw *w, const struct assay_export_facts *facts)
{
	static const struct {
		const char *name;
		size_t percent;
	} points[] = {{"min", 0}, {"p5", 5}, {"median", 50}, {"p95", 95}, {"max", 100}};
	assay_jsonw_key(w, "accepted_response_bytes");
	assay_jsonw_object(w);
	for (size_t i = 0; facts->n_accepted && i < sizeof(points) / sizeof(points[0]); i++)
		assay_jsonw_kv_u64(w, points[i].name,
				   facts->lengths[(facts->n_accepted - 1) * points[i].percent / 100]);
	assay_jsonw_end_object(w);
}

static void write_left_out(struct assay_jsonw *w, const struct assay_export_set *set)
{
	assay_jsonw_key(w, "solutions_left_out");
	assay_jsonw_object(w);
	assay_jsonw_kv_u64(w, "repeated", set->repeated);
	assay_jsonw_kv_u64(w, "accepted_and_rejected", set->contradictory);
	assay_jsonw_kv_u64(w, "without_witness", set->unwitnessed);
	assay_jsonw_kv_u64(w, "empty", set->empty);
	assay_jsonw_kv_u64(w, "surplus", set->surplus);
	assay_jsonw_end_object(w);
}

int assay_export_qa_report(const struct assay_export_facts *facts, const struct assay_export_file *files, size_t n,
			   struct assay_buf *out, struct assay_err *err)
{
	assay_autobuf struct assay_buf json = {0};
	struct assay_jsonw w;
	assay_jsonw_init(&w, &json);
	assay_jsonw_object(&w);
	assay_jsonw_kv_u64(&w, "samples", facts->set->n);
	assay_jsonw_kv_u64(&w, "samples_without_accepted", facts->n_without_accepted);
	assay_jsonw_kv_u64(&w, "accepted", facts->n_accepted);
	assay_jsonw_kv_u64(&w, "rejected", facts->n_rejected);
	assay_jsonw_kv_u64(&w, "pairs", facts->n_pairs);
	assay_jsonw_key(&w, "pair_lengths");
	assay_jsonw_object(&w);
	assay_jsonw_kv_u64(&w, "chosen_longer", facts->n_chosen_longer);
	assay_jsonw_kv_u64(&w, "rejected_longer", facts->n_rejected_longer);
	assay_jsonw_kv_f64(&w, "mean_ratio", facts->n_pairs ? facts->length_ratios / (double)facts->n_pairs : 1);
	assay_jsonw_end_object(&w);
	write_left_out(&w, facts->set);
	write_splits(&w, facts);
	write_tally(&w, "verdicts", &facts->verdicts);
	write_tally(&w, "assurance", &facts->assurances);
	write_tally(&w, "isolation", &facts->isolations);
	write_tally(&w, "checkers", &facts->checkers);
	write_tally(&w, "domains", &facts->domains);
	write_tally(&w, "languages", &facts->languages);
	write_tally(&w, "models", &facts->models);
	write_tally(&w, "sources", &facts->sources);
	write_tally(&w, "licenses", &facts->licenses);
	write_lengths(&w, facts);
	/* Every row was parsed again and held against its schema's keys; an export with a bad row does not get here. */
	assay_jsonw_key(&w, "rows_read_back");
	assay_jsonw_object(&w);
	for (size_t i = 0; i < n; i++) {
		if (assay_str_ends(files[i].path, ".jsonl") && !assay_str_starts(files[i].path, "trace/"))
			assay_jsonw_kv_u64(&w, files[i].path.data, files[i].rows);
	}
	assay_jsonw_end_object(&w);
	assay_jsonw_end_object(&w);
	return finish(&json, out, err);
}
