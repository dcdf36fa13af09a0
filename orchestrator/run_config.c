/* SPDX-License-Identifier: Apache-2.0 */
#include "base/num.h"
#include "orchestrator/run.h"

#define SOURCE(field) offsetof(struct assay_source_conf, field)
#define RUN(field)    offsetof(struct assay_run_conf, field)

static const struct assay_option source_options[] = {
	{.name = "path", .type = ASSAY_OPTION_STR, .offset = SOURCE(path), .help = "file of problems"},
	{.name = "format",
	 .type = ASSAY_OPTION_STR,
	 .offset = SOURCE(format),
	 .help = "its format: humaneval, mbpp, gsm8k, ...; default: assay's own rows"},
	{.name = "family",
	 .type = ASSAY_OPTION_STR,
	 .offset = SOURCE(family),
	 .help = "procedural families: a name, a tag such as maths, or all"},
	{.name = "count",
	 .type = ASSAY_OPTION_U64,
	 .offset = SOURCE(count),
	 .def = "10",
	 .min = 1,
	 .max = 100000000,
	 .help = "problems per family and level"},
	{.name = "levels", .type = ASSAY_OPTION_STR, .offset = SOURCE(levels), .def = "1..5", .help = "3 or 1..5"},
	{.name = "limit",
	 .type = ASSAY_OPTION_U64,
	 .offset = SOURCE(limit),
	 .help = "first N problems of the file; 0: all"},
	{0},
};

static const struct assay_option verify_options[] = {
	{.name = "cpu_ms",
	 .type = ASSAY_OPTION_U64,
	 .offset = RUN(verify.cpu_ms),
	 .help = "CPU time where the problem states none; 0: built-in default"},
	{.name = "wall_ms", .type = ASSAY_OPTION_U64, .offset = RUN(verify.wall_ms), .help = "wall time, likewise"},
	{.name = "time_factor",
	 .type = ASSAY_OPTION_F64,
	 .offset = RUN(verify.time_factor),
	 .max_f = 1000,
	 .help = "multiply all time limits by this, as for a slower machine than they were measured on; 0: as they "
		 "are"},
	{.name = "mem_mb", .type = ASSAY_OPTION_U64, .offset = RUN(verify.mem_mb), .help = "memory, likewise"},
	{.name = "output_kb", .type = ASSAY_OPTION_U64, .offset = RUN(verify.output_kb), .help = "output, likewise"},
	{.name = "procs", .type = ASSAY_OPTION_U64, .offset = RUN(verify.procs), .help = "processes, likewise"},
	{.name = "stop_early",
	 .type = ASSAY_OPTION_BOOL,
	 .offset = RUN(verify.stop_early),
	 .help = "skip the tests behind the first failure"},
	{.name = "confirm_time_limits",
	 .type = ASSAY_OPTION_BOOL,
	 .offset = RUN(verify.confirm_time_limits),
	 .def = "true",
	 .help = "a time_limit counts when it comes a second time, while nothing else runs"},
	{.name = "repeats",
	 .type = ASSAY_OPTION_U64,
	 .offset = RUN(verify.repeats),
	 .def = "1",
	 .min = 1,
	 .max = 1000,
	 .help = "verdicts per candidate; one that gets different words is undecided"},
	{0},
};

static const char *const agreement_uses[] = {"off", "evidence", "accept", NULL};

static const struct assay_option agreement_options[] = {
	{.name = "use",
	 .type = ASSAY_OPTION_ENUM,
	 .offset = RUN(agreement.use),
	 .choices = agreement_uses,
	 .def = "evidence",
	 .help = "problems without an answer: off, evidence (say what candidates agree on, label nothing), or accept "
		 "(a consensus is accepted)"},
	{.name = "inputs",
	 .type = ASSAY_OPTION_U64,
	 .offset = RUN(agreement.inputs),
	 .def = "16",
	 .max = ASSAY_DRAW_MAX,
	 .help = "inputs to draw for each of them, beside its own; 0: none"},
	{.name = "least",
	 .type = ASSAY_OPTION_U64,
	 .offset = RUN(agreement.least),
	 .def = "3",
	 .min = 2,
	 .max = 1000000,
	 .help = "accept: members that a consensus needs"},
	{.name = "share",
	 .type = ASSAY_OPTION_F64,
	 .offset = RUN(agreement.share),
	 .def = "0.6",
	 .min_f = 0.5,
	 .max_f = 1,
	 .help = "accept: share of all candidates for the problem that it needs"},
	{0},
};

static const char *const levels_of_isolation[] = {"namespaces", "landlock", NULL};

static const struct assay_option sandbox_options[] = {
	{.name = "require",
	 .type = ASSAY_OPTION_ENUM,
	 .offset = RUN(sandbox.require),
	 .choices = levels_of_isolation,
	 .def = "namespaces",
	 .help = "weakest isolation to accept"},
	{.name = "zygotes",
	 .type = ASSAY_OPTION_BOOL,
	 .offset = RUN(sandbox.zygotes),
	 .def = "true",
	 .is_cosmetic = true,
	 .help = "fork Python programs from interpreters that are there already"},
	{.name = "preload",
	 .type = ASSAY_OPTION_STRS,
	 .offset = RUN(sandbox.preload),
	 .is_cosmetic = true,
	 .help = "modules that these load beside the usual ones, such as numpy"},
	{.name = "compile_cache",
	 .type = ASSAY_OPTION_STR,
	 .offset = RUN(sandbox.compile_cache),
	 .is_cosmetic = true,
	 .help = ASSAY_CACHE_HELP},
	{0},
};

static const char *const orders[] = {"problem", "curriculum", NULL};

static const struct assay_option export_options[] = {
	{.name = "formats",
	 .type = ASSAY_OPTION_STRS,
	 .offset = RUN(export.formats),
	 .def = "[messages, jsonl]",
	 .help = "messages, alpaca, dpo, jsonl"},
	{.name = "version", .type = ASSAY_OPTION_STR, .offset = RUN(export.version), .def = "v1.0", .help = "vX.Y"},
	{.name = "train",
	 .type = ASSAY_OPTION_F64,
	 .offset = RUN(export.train),
	 .def = "0.8",
	 .min_f = 0,
	 .max_f = 1,
	 .help = "share of problems in the training split"},
	{.name = "val",
	 .type = ASSAY_OPTION_F64,
	 .offset = RUN(export.val),
	 .def = "0.1",
	 .min_f = 0,
	 .max_f = 1,
	 .help = "share in the validation split"},
	{.name = "test",
	 .type = ASSAY_OPTION_F64,
	 .offset = RUN(export.test),
	 .def = "0.1",
	 .min_f = 0,
	 .max_f = 1,
	 .help = "share in the test split"},
	{.name = "max_accepted",
	 .type = ASSAY_OPTION_U64,
	 .offset = RUN(export.max_accepted),
	 .help = "accepted solutions per problem; 0: all"},
	{.name = "max_rejected",
	 .type = ASSAY_OPTION_U64,
	 .offset = RUN(export.max_rejected),
	 .help = "rejected solutions per problem; 0: all"},
	{.name = "min_pass_rate",
	 .type = ASSAY_OPTION_F64,
	 .offset = RUN(export.min_pass_rate),
	 .min_f = 0,
	 .max_f = 1,
	 .help = "leave out problems that models solved less often; what was not measured stays"},
	{.name = "max_pass_rate",
	 .type = ASSAY_OPTION_F64,
	 .offset = RUN(export.max_pass_rate),
	 .def = "1",
	 .min_f = 0,
	 .max_f = 1,
	 .help = "likewise, more often"},
	{.name = "per_bucket",
	 .type = ASSAY_OPTION_U64,
	 .offset = RUN(export.per_bucket),
	 .help = "problems of each bucket (easy, medium, hard, unknown), drawn by the seed; 0: all"},
	{.name = "max_failures",
	 .type = ASSAY_OPTION_F64,
	 .offset = RUN(export.max_failures),
	 .def = "0.25",
	 .min_f = 0,
	 .max_f = 1,
	 .help = "share of the rejected rows that may crash, run out of a limit or not compile"},
	{.name = "order",
	 .type = ASSAY_OPTION_ENUM,
	 .offset = RUN(export.order),
	 .choices = orders,
	 .def = "problem",
	 .help = "problem, or curriculum: from easy to hard by measured pass rate"},
	{.name = "allow_missing",
	 .type = ASSAY_OPTION_BOOL,
	 .offset = RUN(export.allow_missing),
	 .is_cosmetic = true,
	 .help = "export although some candidates or verdicts could not be had"},
	{.name = "keep_no_answer",
	 .type = ASSAY_OPTION_BOOL,
	 .offset = RUN(export.keep_no_answer),
	 .help = "replies without an answer may become rejected rows"},
	{0},
};

const struct assay_option assay_run_options[] = {
	{.name = "name",
	 .type = ASSAY_OPTION_STR,
	 .offset = RUN(name),
	 .def = "dataset",
	 .help = "name of the dataset"},
	{.name = "out_dir",
	 .type = ASSAY_OPTION_STR,
	 .offset = RUN(out_dir),
	 .is_required = true,
	 .is_cosmetic = true,
	 .help = "folder for the store and the datasets"},
	{.name = "seed", .type = ASSAY_OPTION_U64, .offset = RUN(seed), .def = "1", .help = "of everything random"},
	{.name = "jobs",
	 .type = ASSAY_OPTION_U64,
	 .offset = RUN(jobs),
	 .max = 4096,
	 .is_cosmetic = true,
	 .help = "workers; 0: one per CPU"},
	{.name = "sources",
	 .type = ASSAY_OPTION_LIST,
	 .offset = RUN(sources),
	 .is_required = true,
	 .children = source_options,
	 .item_size = sizeof(struct assay_source_conf),
	 .help = "where problems come from"},
	{.name = "teachers",
	 .type = ASSAY_OPTION_LIST,
	 .offset = RUN(teachers),
	 .is_required = true,
	 .children = assay_teacher_options,
	 .item_size = sizeof(struct assay_teacher_conf),
	 .help = "who answers them"},
	{.name = "verify", .type = ASSAY_OPTION_GROUP, .children = verify_options, .help = "how answers are judged"},
	{.name = "agreement",
	 .type = ASSAY_OPTION_GROUP,
	 .children = agreement_options,
	 .help = "what is made of problems without an answer (checker agreement)"},
	{.name = "sandbox", .type = ASSAY_OPTION_GROUP, .children = sandbox_options, .help = "how code is run"},
	{.name = "generate",
	 .type = ASSAY_OPTION_GROUP,
	 .offset = RUN(generate),
	 .is_cosmetic = true,
	 .children = assay_grow_options,
	 .help = "how assay generate --method grows problems"},
	{.name = "filters",
	 .type = ASSAY_OPTION_RAW,
	 .offset = RUN(filters),
	 .help = "list of filters; see assay filter --help"},
	{.name = "export", .type = ASSAY_OPTION_GROUP, .children = export_options, .help = "what is written"},
	{0},
};

int assay_parse_levels(struct assay_str text, unsigned *ret_first, unsigned *ret_last, struct assay_err *err)
{
	size_t dots = assay_str_find(text, ASSAY_STR(".."), 0);
	struct assay_str first = dots == SIZE_MAX ? text : assay_str_sub(text, 0, dots);
	struct assay_str last = dots == SIZE_MAX ? text : assay_str_sub(text, dots + 2, text.len);
	uint64_t a;
	uint64_t b;
	int rc = assay_parse_u64(first, 1, 10, &a, err);
	if (rc == 0)
		rc = assay_parse_u64(last, 1, 10, &b, err);
	if (rc)
		return assay_err_wrap(err, rc, "levels");
	if (a > b)
		return assay_fail(err, ASSAY_EINVAL, "levels: %.*s runs backwards", (int)text.len, text.data);
	*ret_first = (unsigned)a;
	*ret_last = (unsigned)b;
	return 0;
}

struct assay_verify_options assay_run_verify_options(const struct assay_run_conf *conf)
{
	return (struct assay_verify_options){
		.limits =
			{
				.cpu_ms = conf->verify.cpu_ms,
				.wall_ms = conf->verify.wall_ms,
				.mem_mb = conf->verify.mem_mb,
				.output_kb = conf->verify.output_kb,
				.procs = conf->verify.procs,
			},
		.stop_early = conf->verify.stop_early,
		.time_factor = conf->verify.time_factor,
	};
}

struct assay_sandbox_options assay_run_sandbox_options(const struct assay_run_conf *conf, bool is_unsafe)
{
	return (struct assay_sandbox_options){
		.require = conf->sandbox.require == 0 ? ASSAY_ISOLATION_NAMESPACES : ASSAY_ISOLATION_LANDLOCK,
		.is_unsafe = is_unsafe,
		.has_no_zygotes = !conf->sandbox.zygotes,
	};
}

int assay_run_chain_create(const struct assay_run_conf *conf, struct assay_chain **ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};
	(void)assay_buf_printf(&text, "{\"filters\": %.*s}", (int)conf->filters.len, conf->filters.data);
	int rc = assay_buf_error(&text, err);
	return rc ? rc : assay_chain_load_text("filters", assay_buf_str(&text), ret, err);
}

/* Everything that the option table cannot say. */
static int check(const struct assay_run_conf *conf, struct assay_err *err)
{
	if (conf->sources.n == 0 || conf->teachers.n == 0)
		return assay_fail(err, ASSAY_ECONFIG, "%s: the list is empty",
				  conf->sources.n ? "teachers" : "sources");
	const struct assay_source_conf *sources = conf->sources.items;
	for (size_t i = 0; i < conf->sources.n; i++) {
		if (assay_str_is_absent(sources[i].path) == assay_str_is_absent(sources[i].family))
			return assay_fail(err, ASSAY_ECONFIG, "sources[%zu]: give either \"path\" or \"family\"", i);
		const struct assay_importer *importer;
		unsigned first;
		unsigned last;
		int bad = assay_importer_named(sources[i].format.data, &importer, err);
		if (bad == 0)
			bad = assay_parse_levels(sources[i].levels, &first, &last, err);
		if (bad)
			return assay_err_wrap(err, bad, "sources[%zu]", i);
	}
	int rc = assay_teachers_check(conf->teachers.items, conf->teachers.n, err);
	if (rc)
		return rc;
	for (size_t i = 0; i < conf->export.formats.n; i++) {
		if (!assay_exporter_find(conf->export.formats.items[i].data))
			return assay_fail(err, ASSAY_ECONFIG, "export.formats: there is no format \"%s\"",
					  conf->export.formats.items[i].data);
	}
	rc = assay_export_check_version(conf->export.version.data, err);
	if (rc)
		return assay_err_wrap(err, rc, "export.version");
	double sum = conf->export.train + conf->export.val + conf->export.test;
	if (sum < 0.999 || sum > 1.001)
		return assay_fail(err, ASSAY_ECONFIG, "export: train, val and test must add up to 1, not %g", sum);
	return 0;
}

int assay_run_conf_load(const char *path, const char *const *overrides, size_t n_overrides, struct assay_arena *arena,
			struct assay_run_conf *ret, struct assay_err *err)
{
	*ret = (struct assay_run_conf){0};
	int rc = assay_config_load(path, assay_run_options, overrides, n_overrides, arena, ret, err);
	if (rc)
		return rc;
	rc = check(ret, err);
	if (rc == 0)
		return 0;
	(void)assay_err_wrap(err, rc, "%s", path);
	if (err)
		err->code = ASSAY_ECONFIG;
	return ASSAY_ECONFIG;
}
