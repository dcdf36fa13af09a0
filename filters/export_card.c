/* SPDX-License-Identifier: Apache-2.0 */
/* README.md: the card that dataset hubs read, YAML in front and words behind it. */
#include "filters/export_report.h"

#include "base/json.h"

#include <inttypes.h>

static const char *size_category(uint64_t n)
{
	static const struct {
		uint64_t below;
		const char *name;
	} sizes[] = {
		{1000, "n<1K"},		{10000, "1K<n<10K"},	   {100000, "10K<n<100K"},    {1000000, "100K<n<1M"},
		{10000000, "1M<n<10M"}, {100000000, "10M<n<100M"}, {1000000000, "100M<n<1B"},
	};
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		if (n < sizes[i].below)
			return sizes[i].name;
	}
	return "n>1B";
}

/* A JSON string is a YAML string, whatever stands in it. */
static void add_quoted(struct assay_buf *out, struct assay_str text)
{
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	assay_jsonw_str(&w, text);
}

static uint64_t rows_of(const struct assay_export_file *files, size_t n, const char *format, int split)
{
	for (size_t i = 0; i < n; i++) {
		struct assay_str path = files[i].path;
		size_t length = strlen(format);
		if (assay_str_starts(path, format) && path.data[length] == '/' &&
		    assay_str_starts(assay_str_sub(path, length + 1, path.len), assay_split_name(split)))
			return files[i].rows;
	}
	return 0;
}

static void add_configs(const struct assay_export_facts *facts, const struct assay_export_file *files, size_t n,
			struct assay_buf *out)
{
	/* The names that the hub gives to splits. */
	static const char *const hub_names[] = {
		[ASSAY_SPLIT_TRAIN] = "train", [ASSAY_SPLIT_VAL] = "validation", [ASSAY_SPLIT_TEST] = "test"};
	(void)assay_buf_add_c(out, "configs:\n");
	for (size_t f = 0; facts->options->formats[f]; f++) {
		const char *format = facts->options->formats[f];
		(void)assay_buf_printf(out, "- config_name: %s\n%s  data_files:\n", format,
				       f == 0 ? "  default: true\n" : "");
		for (int s = 0; s < ASSAY_N_SPLITS; s++) {
			if (rows_of(files, n, format, s)) /* Loaders refuse a split without rows. */
				(void)assay_buf_printf(out, "  - split: %s\n    path: %s/%s.jsonl\n", hub_names[s],
						       format, assay_split_name(s));
		}
	}
}

/* One licence that every problem states, in the hub's small letters; anything else is for people to read. */
static void add_license(const struct assay_export_facts *facts, struct assay_buf *out)
{
	assay_autobuf struct assay_buf id = {0};
	if (facts->licenses.n != 1 || facts->licenses.counts[0].n != facts->set->n) {
		(void)assay_buf_add_c(out, "other");
		return;
	}
	struct assay_str name = facts->licenses.counts[0].name;
	for (size_t i = 0; i < name.len; i++)
		(void)assay_buf_add_char(
			&id, (char)(name.data[i] >= 'A' && name.data[i] <= 'Z' ? name.data[i] + 32 : name.data[i]));
	add_quoted(out, assay_buf_str(&id));
}

static void add_front_matter(const struct assay_export_facts *facts, const struct assay_export_file *files, size_t n,
			     struct assay_buf *out)
{
	assay_autobuf struct assay_buf name = {0};
	(void)assay_buf_printf(&name, "%s %s", facts->name.data, facts->options->version);
	(void)assay_buf_add_c(out, "---\npretty_name: ");
	add_quoted(out, assay_buf_str(&name));
	(void)assay_buf_add_c(out, "\nlicense: ");
	add_license(facts, out);
	(void)assay_buf_add_c(out, "\ntask_categories:\n- text-generation\ntags:\n- synthetic\n- verified\n");
	for (size_t i = 0; i < facts->domains.n; i++) {
		(void)assay_buf_add_c(out, "- ");
		add_quoted(out, facts->domains.counts[i].name);
		(void)assay_buf_add_char(out, '\n');
	}
	(void)assay_buf_printf(out, "size_categories:\n- %s\n", size_category(facts->n_accepted + facts->n_rejected));
	add_configs(facts, files, n, out);
	(void)assay_buf_add_c(out, "---\n\n");
}

/* A name that others chose, as one cell of a table: nothing in it may end the cell or the line. */
static void add_cell(struct assay_buf *out, struct assay_str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.data[i];
		bool is_harmless = (unsigned char)c >= ' ' && c != '|' && c != '<' && c != '`' && c != 0x7f;
		(void)assay_buf_add_char(out, is_harmless ? c : ' ');
	}
}

static void add_tally(struct assay_buf *out, const char *title, const char *unit, const struct assay_tally *tally)
{
	if (tally->n == 0)
		return;
	(void)assay_buf_printf(out, "| %s | %s |\n|---|---|\n", title, unit);
	for (size_t i = 0; i < tally->n; i++) {
		(void)assay_buf_add_c(out, "| ");
		add_cell(out, tally->counts[i].name);
		(void)assay_buf_printf(out, " | %" PRIu64 " |\n", tally->counts[i].n);
	}
	(void)assay_buf_add_char(out, '\n');
}

static void add_row_counts(const struct assay_export_facts *facts, const struct assay_export_file *files, size_t n,
			   struct assay_buf *out)
{
	(void)assay_buf_add_c(out, "| format | what a row is | train | val | test |\n|---|---|---|---|---|\n");
	for (size_t f = 0; facts->options->formats[f]; f++) {
		const struct assay_exporter *exporter = assay_exporter_find(facts->options->formats[f]);
		(void)assay_buf_printf(out, "| `%s/` | %s |", exporter->name, exporter->title);
		for (int s = 0; s < ASSAY_N_SPLITS; s++)
			(void)assay_buf_printf(out, " %" PRIu64 " |", rows_of(files, n, exporter->name, s));
		(void)assay_buf_add_char(out, '\n');
	}
	(void)assay_buf_add_char(out, '\n');
}

int assay_export_card(const struct assay_export_facts *facts, const struct assay_export_file *files, size_t n,
		      struct assay_buf *out, struct assay_err *err)
{
	add_front_matter(facts, files, n, out);
	(void)assay_buf_add_c(out, "# ");
	add_cell(out, facts->name);
	(void)assay_buf_printf(
		out,
		" %s\n\n"
		"%zu problems with %" PRIu64 " accepted and %" PRIu64 " rejected solutions. Every label was "
		"earned: code ran against tests, answers were compared exactly, and what could not be decided "
		"was left out.\n\n",
		facts->options->version, facts->set->n, facts->n_accepted, facts->n_rejected);
	add_row_counts(facts, files, n, out);
	(void)assay_buf_add_c(out, "A problem stands in one split only, with all its solutions.\n\n");
	add_tally(out, "verdict", "solutions", &facts->verdicts);
	add_tally(out, "checker", "solutions", &facts->checkers);
	add_tally(out, "assurance", "solutions", &facts->assurances);
	add_tally(out, "isolation", "solutions", &facts->isolations);
	add_tally(out, "model", "solutions", &facts->models);
	add_tally(out, "source", "problems", &facts->sources);
	add_tally(out, "license of the problem", "problems", &facts->licenses);
	(void)assay_buf_add_c(out,
			      "`schemas/` has the JSON Schema of every format. `trace/` says, line for line, which "
			      "solutions a row was made of and what proves them.\n"
			      "`decontam_log.json` names the benchmarks that were compared with, `qa_report.json` has "
			      "the counts, `metadata.json` the configuration and the checksums.\n");
	return assay_buf_error(out, err);
}
