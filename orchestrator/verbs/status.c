/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/store.h"
#include "orchestrator/verb.h"
#include "orchestrator/verb_table.h"

#include "base/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

struct options {
	bool is_json;
};

static const struct assay_flag flags[] = {
	{.name = "json",
	 .type = ASSAY_FLAG_BOOL,
	 .offset = offsetof(struct options, is_json),
	 .help = "one JSON object instead of a table"},
	{0},
};

static uint64_t number(struct assay_json object, const char *key)
{
	uint64_t value = 0;
	(void)assay_json_read_u64(object, key, 0, UINT64_MAX, &value, NULL); /* Our own writing a moment ago. */
	return value;
}

static int print_table(const char *path, struct assay_str counts, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_json_parse(counts, NULL, &doc, err);
	if (rc)
		return rc;
	struct assay_json root = assay_json_root(doc);
	(void)printf("%s\n", path);
	(void)printf("%-24s %8" PRIu64 "\n", "problems", number(root, "problems"));
	(void)printf("%-24s %8" PRIu64 "\n", "candidates", number(root, "candidates"));
	(void)printf("%-24s %8" PRIu64 "\n", "paid replies", number(root, "responses"));
	(void)printf("%-24s %8" PRIu64 "  (self-checks included)\n", "verdicts", number(root, "verdicts"));
	assay_json_each (word, assay_json_get(root, "words")) {
		struct assay_str key = assay_json_key(word);
		struct assay_str value = assay_json_raw(word);
		(void)printf("  %-22.*s %8.*s\n", (int)key.len, key.data, (int)value.len, value.data);
	}
	assay_json_each (drop, assay_json_get(root, "dropped")) {
		struct assay_str filter = assay_json_str(assay_json_get(drop, "filter"));
		struct assay_str code = assay_json_str(assay_json_get(drop, "code"));
		(void)printf("dropped by %-13.*s %8" PRIu64 "  %.*s\n", (int)filter.len, filter.data,
			     number(drop, "rows"), (int)code.len, code.data);
	}
	return 0;
}

static int show(const char *where, bool is_json, struct assay_arena *arena, struct assay_err *err)
{
	struct stat st;
	struct assay_str path = assay_str_of(where);
	if (stat(where, &st) == 0 && S_ISDIR(st.st_mode))
		path = assay_arena_printf(arena, "%s/store.db", where);
	struct assay_store *store;
	struct assay_str counts;
	int rc = assay_store_open_read_only(path.data, &store, err);
	if (rc)
		return rc;
	rc = assay_store_counts(store, arena, &counts, err);
	if (rc == 0 && is_json)
		(void)printf("%.*s\n", (int)counts.len, counts.data); /* main() reports a failed flush. */
	else if (rc == 0)
		rc = print_table(path.data, counts, err);
	int closed = assay_store_close_take(store, rc ? NULL : err);
	return rc ? rc : closed;
}

static int run(int argc, char **argv, struct assay_err *err)
{
	struct options o = {0};
	int first;
	int rc = assay_verb_parse(&assay_verb_status, argc, argv, &o, &first, err);
	if (rc)
		return rc < 0 ? rc : 0;
	if (argc - first != 1)
		return assay_fail(err, ASSAY_ECONFIG, "name one run folder or store; see assay status --help");
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	if (!arena)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	return show(argv[first], o.is_json, arena, err);
}

const struct assay_verb assay_verb_status = {
	.name = "status",
	.summary = "say what a run has done so far, also while it runs",
	.usage = "DIR [--json]",
	.details = "DIR is the out_dir of the run, or its store. Verdicts include those of the self-checks, so they "
		   "are more\n"
		   "than the candidates of the dataset.",
	.example = "  assay status out/quickstart",
	.flags = flags,
	.run = run,
};
