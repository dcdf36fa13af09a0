/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/export_report.h"

#include "base/fd.h"
#include "base/num.h"

#include <dirent.h>
#include <inttypes.h>
#include <unistd.h>

struct version {
	uint64_t major, minor;
};

static int parse_version(const char *text, struct version *ret, struct assay_err *err)
{
	struct assay_str s = assay_str_of(text);
	size_t dot = assay_str_find(s, ASSAY_STR("."), 0);
	if (!assay_str_starts(s, "v") || dot == SIZE_MAX ||
	    assay_parse_u64(assay_str_sub(s, 1, dot - 1), 0, UINT32_MAX, &ret->major, NULL) ||
	    assay_parse_u64(assay_str_sub(s, dot + 1, s.len), 0, UINT32_MAX, &ret->minor, NULL))
		return assay_fail(err, ASSAY_ECONFIG, "\"%s\" is no version; expected one such as v1.0", text);
	return 0;
}

int assay_export_check_version(const char *version, struct assay_err *err)
{
	struct version ignored;
	return parse_version(version, &ignored, err);
}

static bool is_before(const struct version *a, const struct version *b)
{
	return a->major != b->major ? a->major < b->major : a->minor < b->minor;
}

/* The latest earlier version in the folder; false when there is none. */
static bool find_previous(const char *out_dir, const char *version, char ret[64])
{
	struct version own = {0};
	struct version best = {0};
	bool found = false;
	DIR *folder = opendir(out_dir);
	if (!folder)
		return false;
	(void)parse_version(version, &own, NULL); /* Checked before anything was written. */
	for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
		struct version other = {0};
		if (strlen(entry->d_name) >= 64 || parse_version(entry->d_name, &other, NULL) ||
		    !is_before(&other, &own) || (found && is_before(&other, &best)))
			continue;
		found = true;
		best = other;
		memcpy(ret, entry->d_name, strlen(entry->d_name) + 1);
	}
	(void)closedir(folder);
	return found;
}

static uint64_t number(struct assay_json object, const char *key)
{
	uint64_t value = 0;
	(void)assay_json_read_u64(object, key, 0, UINT64_MAX, &value, NULL); /* Not there: it was 0. */
	return value;
}

static void add_change(struct assay_buf *out, const char *what, uint64_t before, uint64_t now)
{
	(void)assay_buf_printf(out, "- %s: %" PRIu64 ", was %" PRIu64 " (%+" PRId64 ")\n", what, now, before,
			       (int64_t)(now - before));
}

static struct assay_json find_file(struct assay_json metadata, struct assay_str path)
{
	assay_json_each (file, assay_json_get(metadata, "files")) {
		if (assay_str_eq(assay_json_str(assay_json_get(file, "path")), path))
			return file;
	}
	return (struct assay_json){0};
}

static int add_changes(const struct assay_export_facts *facts, const struct assay_export_file *files, size_t n,
		       const char *previous, struct assay_buf *out, struct assay_err *err)
{
	assay_autobuf struct assay_buf path = {0};
	assay_autobuf struct assay_buf text = {0};
	assay_autojson struct assay_json_doc *doc = NULL;
	(void)assay_buf_printf(&path, "%s/%s/metadata.json", facts->options->out_dir, previous);
	int rc = assay_buf_error(&path, err);
	if (rc)
		return rc;
	(void)assay_buf_printf(out, "Against %s:\n\n", previous);
	if (assay_read_file(path.data, &text, NULL) || assay_json_parse(assay_buf_str(&text), NULL, &doc, NULL)) {
		(void)assay_buf_printf(out, "- the metadata of %s cannot be read\n", previous);
		return assay_buf_error(out, err);
	}
	struct assay_json metadata = assay_json_root(doc);
	add_change(out, "samples", number(metadata, "samples"), facts->set->n);
	for (size_t i = 0; i < n; i++) {
		if (assay_str_ends(files[i].path, ".jsonl") && !assay_str_starts(files[i].path, "trace/"))
			add_change(out, files[i].path.data, number(find_file(metadata, files[i].path), "rows"),
				   files[i].rows);
	}
	return assay_buf_error(out, err);
}

int assay_export_changelog(const struct assay_export_facts *facts, const struct assay_export_file *files, size_t n,
			   struct assay_buf *out, struct assay_err *err)
{
	char previous[64];
	(void)assay_buf_printf(out, "# %s %s\n\n", facts->name.data, facts->options->version);
	if (find_previous(facts->options->out_dir, facts->options->version, previous))
		return add_changes(facts, files, n, previous, out, err);
	(void)assay_buf_printf(out, "First version: %zu samples.\n", facts->set->n);
	return assay_buf_error(out, err);
}
