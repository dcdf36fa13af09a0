/* SPDX-License-Identifier: Apache-2.0 */
#include "base/config.h"

#include <criterion/criterion.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A small farm with every type of option, a group in a group, a list of groups and a list in its items. */
struct limits {
	uint64_t cpu_ms;
	bool is_strict;
};

struct teacher {
	struct assay_str model;
	struct assay_str api_key;
	double temperature;
	uint64_t k;
	struct assay_str_list stop;
	struct limits limits;
};

struct judge {
	struct assay_str endpoint;
	uint64_t votes;
};

struct farm {
	struct assay_str name;
	uint64_t jobs;
	uint64_t seed;
	double ratio;
	double bias;
	bool is_quiet;
	int policy;
	struct assay_str_list formats;
	struct limits limits;
	struct judge judge;
	struct assay_item_list teachers;
};

static const char *const policies[] = {"default", "gsm8k", "math", NULL};

static const struct assay_option limit_options[] = {
	{.name = "cpu_ms",
	 .type = ASSAY_OPTION_U64,
	 .offset = offsetof(struct limits, cpu_ms),
	 .def = "1000",
	 .min = 1,
	 .max = 60000,
	 .help = "CPU time of one run"},
	{.name = "strict", .type = ASSAY_OPTION_BOOL, .offset = offsetof(struct limits, is_strict), .def = "true"},
	{0},
};

static const struct assay_option teacher_options[] = {
	{.name = "model", .type = ASSAY_OPTION_STR, .offset = offsetof(struct teacher, model), .is_required = true},
	{.name = "api_key", .type = ASSAY_OPTION_STR, .offset = offsetof(struct teacher, api_key), .is_secret = true},
	{.name = "temperature",
	 .type = ASSAY_OPTION_F64,
	 .offset = offsetof(struct teacher, temperature),
	 .def = "0.7",
	 .min_f = 0,
	 .max_f = 2},
	{.name = "k", .type = ASSAY_OPTION_U64, .offset = offsetof(struct teacher, k), .def = "4", .min = 1, .max = 64},
	{.name = "stop", .type = ASSAY_OPTION_STRS, .offset = offsetof(struct teacher, stop)},
	{.name = "limits",
	 .type = ASSAY_OPTION_GROUP,
	 .offset = offsetof(struct teacher, limits),
	 .children = limit_options},
	{0},
};

static const struct assay_option judge_options[] = {
	{.name = "endpoint", .type = ASSAY_OPTION_STR, .offset = offsetof(struct judge, endpoint), .is_required = true},
	{.name = "votes", .type = ASSAY_OPTION_U64, .offset = offsetof(struct judge, votes), .def = "3"},
	{0},
};

static const struct assay_option farm_options[] = {
	{.name = "name", .type = ASSAY_OPTION_STR, .offset = offsetof(struct farm, name), .is_required = true},
	{.name = "jobs",
	 .type = ASSAY_OPTION_U64,
	 .offset = offsetof(struct farm, jobs),
	 .def = "2",
	 .min = 1,
	 .max = 64,
	 .is_cosmetic = true,
	 .help = "worker processes"},
	{.name = "seed", .type = ASSAY_OPTION_U64, .offset = offsetof(struct farm, seed), .min = 1},
	{.name = "ratio",
	 .type = ASSAY_OPTION_F64,
	 .offset = offsetof(struct farm, ratio),
	 .def = "0.5",
	 .min_f = -1,
	 .max_f = 1},
	{.name = "bias", .type = ASSAY_OPTION_F64, .offset = offsetof(struct farm, bias)},
	{.name = "quiet", .type = ASSAY_OPTION_BOOL, .offset = offsetof(struct farm, is_quiet)},
	{.name = "policy",
	 .type = ASSAY_OPTION_ENUM,
	 .offset = offsetof(struct farm, policy),
	 .def = "math",
	 .choices = policies},
	{.name = "formats",
	 .type = ASSAY_OPTION_STRS,
	 .offset = offsetof(struct farm, formats),
	 .def = "[chat, jsonl]"},
	{.name = "limits",
	 .type = ASSAY_OPTION_GROUP,
	 .offset = offsetof(struct farm, limits),
	 .children = limit_options},
	{.name = "judge",
	 .type = ASSAY_OPTION_GROUP,
	 .offset = offsetof(struct farm, judge),
	 .children = judge_options},
	{.name = "teachers",
	 .type = ASSAY_OPTION_LIST,
	 .offset = offsetof(struct farm, teachers),
	 .children = teacher_options,
	 .item_size = sizeof(struct teacher)},
	{0},
};

static struct assay_arena *arena;
static struct farm farm;
static struct assay_err err;

static void setup(void)
{
	arena = assay_arena_create(0);
	farm = (struct farm){0};
	err = (struct assay_err){0};
}

static void teardown(void)
{
	assay_arena_destroy(arena);
}

TestSuite(config, .init = setup, .fini = teardown);

static int load_bytes(struct assay_str text, const char *const *overrides, size_t n_overrides)
{
	farm = (struct farm){0};
	err = (struct assay_err){0};
	return assay_config_load_text("run.yaml", text, farm_options, overrides, n_overrides, arena, &farm, &err);
}

static int load(const char *text)
{
	return load_bytes(assay_str_of(text), NULL, 0);
}

/* `name: x` in the file and one override. */
static int load_override(const char *override)
{
	return load_bytes(ASSAY_STR("name: x\nformats: [a, b]\nteachers:\n  - model: m\n  - {model: n}\n"), &override,
			  1);
}

#define EXPECT_LOADS(text) cr_expect_eq(load(text), 0, "%s", err.msg)

static void expect_refused(const char *text, const char *message)
{
	cr_expect_eq(load(text), ASSAY_ECONFIG, "%s", text);
	cr_expect_eq(err.code, ASSAY_ECONFIG);
	cr_expect_str_eq(err.msg, message);
}

static void expect_override_refused(const char *override, const char *message)
{
	cr_expect_eq(load_override(override), ASSAY_ECONFIG, "%s", override);
	cr_expect_eq(err.code, ASSAY_ECONFIG);
	cr_expect_str_eq(err.msg, message);
}

static const struct teacher *teacher(size_t i)
{
	return (const struct teacher *)farm.teachers.items + i;
}

Test(config, binds_every_type)
{
	EXPECT_LOADS("name: first run   # a comment\n"
		     "jobs: 8\n"
		     "seed: 18446744073709551615\n"
		     "ratio: -0.25\n"
		     "bias: 1e9\n"
		     "quiet: yes\n"
		     "policy: gsm8k\n"
		     "formats:\n"
		     "  - dpo\n"
		     "  - 'alpaca'\n"
		     "limits: {cpu_ms: 5, strict: false}\n"
		     "judge:\n"
		     "  endpoint: http://localhost:1/v1#x\n"
		     "teachers:\n"
		     "  - model: a\n"
		     "    stop: END\n"
		     "    limits:\n"
		     "      cpu_ms: 7\n"
		     "  - model: \"b\\n\\u00e9\"\n"
		     "    temperature: 2\n");
	cr_expect(assay_str_is(farm.name, "first run"));
	cr_expect_eq(farm.jobs, 8);
	cr_expect_eq(farm.seed, UINT64_MAX);
	cr_expect_eq(farm.ratio, -0.25);
	cr_expect_eq(farm.bias, 1e9);
	cr_expect(farm.is_quiet);
	cr_expect_eq(farm.policy, 1);
	cr_expect_eq(farm.formats.n, 2);
	cr_expect(assay_str_is(farm.formats.items[1], "alpaca"));
	cr_expect_eq(farm.limits.cpu_ms, 5);
	cr_expect_not(farm.limits.is_strict);
	cr_expect(assay_str_is(farm.judge.endpoint, "http://localhost:1/v1#x"));
	cr_expect_eq(farm.judge.votes, 3);
	cr_assert_eq(farm.teachers.n, 2);
	cr_expect_eq(teacher(0)->stop.n, 1);
	cr_expect(assay_str_is(teacher(0)->stop.items[0], "END"));
	cr_expect_eq(teacher(0)->limits.cpu_ms, 7);
	cr_expect(assay_str_is(teacher(1)->model, "b\n\xc3\xa9"));
	cr_expect_eq(teacher(1)->temperature, 2);
}

Test(config, defaults_hold_at_the_top_in_groups_and_in_list_items)
{
	EXPECT_LOADS("name: x\nteachers: [{model: m}]\n");
	cr_expect_eq(farm.jobs, 2);
	cr_expect_eq(farm.seed, 0);
	cr_expect_eq(farm.ratio, 0.5);
	cr_expect_eq(farm.bias, 0);
	cr_expect_not(farm.is_quiet);
	cr_expect_eq(farm.policy, 2);
	cr_expect_eq(farm.formats.n, 2);
	cr_expect(assay_str_is(farm.formats.items[0], "chat"));
	cr_expect_eq(farm.limits.cpu_ms, 1000);
	cr_expect(farm.limits.is_strict);
	cr_expect_eq(farm.judge.votes, 3);
	cr_expect(assay_str_is_absent(farm.judge.endpoint));
	cr_expect_eq(teacher(0)->temperature, 0.7);
	cr_expect_eq(teacher(0)->k, 4);
	cr_expect_eq(teacher(0)->stop.n, 0);
	cr_expect_eq(teacher(0)->limits.cpu_ms, 1000);
	cr_expect(assay_str_is_absent(teacher(0)->api_key));
}

Test(config, null_means_not_written)
{
	EXPECT_LOADS("name: x\njobs:\nratio: ~\nformats: null\nlimits:\njudge: null\nteachers: ~\n");
	cr_expect_eq(farm.jobs, 2);
	cr_expect_eq(farm.ratio, 0.5);
	cr_expect_eq(farm.formats.n, 2);
	cr_expect_eq(farm.teachers.n, 0);
	expect_refused("name: null\n", "run.yaml:1: missing required key \"name\"");
}

Test(config, empty_text_and_empty_list_are_values)
{
	EXPECT_LOADS("name: ''\nformats: []\n");
	cr_expect_not(assay_str_is_absent(farm.name));
	cr_expect_eq(farm.formats.n, 0);
}

Test(config, json_is_yaml_enough)
{
	EXPECT_LOADS("{\"name\": \"x\", \"jobs\": 3, \"quiet\": true, \"limits\": {\"cpu_ms\": 9},\n"
		     " \"teachers\": [{\"model\": \"m\", \"temperature\": 1.5e0, \"stop\": [\"a\", \"b\"]}]}");
	cr_expect_eq(farm.jobs, 3);
	cr_expect_eq(farm.limits.cpu_ms, 9);
	cr_expect_eq(teacher(0)->temperature, 1.5);
	cr_expect_eq(teacher(0)->stop.n, 2);
}

Test(config, text_may_look_like_anything)
{
	EXPECT_LOADS("name: 007\nformats: [true, 1.0]\n");
	cr_expect(assay_str_is(farm.name, "007"));
	cr_expect(assay_str_is(farm.formats.items[0], "true"));
	cr_expect(assay_str_is(farm.formats.items[1], "1.0"));
}

Test(config, a_byte_order_mark_and_windows_line_ends_are_fine)
{
	EXPECT_LOADS("\xef\xbb\xbfname: x\r\njobs: 3\r\n");
	cr_expect(assay_str_is(farm.name, "x"));
	cr_expect_eq(farm.jobs, 3);
}

Test(config, unknown_key_names_file_line_place_and_the_nearest_key)
{
	expect_refused("name: x\n"
		       "teachers:\n"
		       "  - model: a\n"
		       "    temperatur: 0.7\n",
		       "run.yaml:4: unknown key \"temperatur\" in teachers[0]; did you mean \"temperature\"?");
	expect_refused("name: x\njbos: 3\n", "run.yaml:2: unknown key \"jbos\"; did you mean \"jobs\"?");
	expect_refused("name: x\nteachers:\n- model: a\n- model: b\n  limits:\n    cpu-ms: 3\n",
		       "run.yaml:6: unknown key \"cpu-ms\" in teachers[1].limits; did you mean \"cpu_ms\"?");
}

Test(config, unknown_key_unlike_any_other_lists_what_is_known)
{
	expect_refused("name: x\nlimits:\n  memory: 3\n",
		       "run.yaml:3: unknown key \"memory\" in limits; known here: cpu_ms, strict");
}

Test(config, unknown_key_is_reported_where_the_key_stands)
{
	expect_refused("name: x\nx:\n\n\n  - 1\n",
		       "run.yaml:2: unknown key \"x\"; known here: name, jobs, seed, ratio, "
		       "bias, quiet, policy, formats, limits, judge, teachers");
}

Test(config, duplicate_key_names_both_lines)
{
	expect_refused("name: x\njobs: 1\nname: y\n", "run.yaml:3: duplicate key \"name\", first on line 1");
	expect_refused("name: x\nteachers:\n- {model: a, k: 1,\n   model: b}\n",
		       "run.yaml:4: duplicate key \"model\", first on line 3");
	expect_refused("name: x\njobs:\njobs: 3\n", "run.yaml:3: duplicate key \"jobs\", first on line 2");
}

Test(config, missing_required_key_names_the_place)
{
	expect_refused("jobs: 3\n", "run.yaml:1: missing required key \"name\"");
	expect_refused("name: x\nteachers:\n  - model: a\n  - k: 3\n",
		       "run.yaml:4: missing required key \"model\" in teachers[1]");
	expect_refused("name: x\njudge:\n  votes: 1\n", "run.yaml:3: missing required key \"endpoint\" in judge");
	expect_refused("name: x\njudge: {}\n", "run.yaml:2: missing required key \"endpoint\" in judge");
}

Test(config, numbers_out_of_range_name_both_bounds)
{
	expect_refused("name: x\njobs: 65\n", "run.yaml:2: jobs must be a whole number from 1 to 64, got \"65\"");
	expect_refused("name: x\njobs: 0\n", "run.yaml:2: jobs must be a whole number from 1 to 64, got \"0\"");
	expect_refused("name: x\njobs: -1\n", "run.yaml:2: jobs must be a whole number from 1 to 64, got \"-1\"");
	expect_refused("name: x\nseed: 0\n", "run.yaml:2: seed must be a whole number of at least 1, got \"0\"");
	expect_refused("name: x\nseed: 18446744073709551616\n",
		       "run.yaml:2: seed must be a whole number of at least 1, got \"18446744073709551616\"");
	expect_refused("name: x\nratio: 1.01\n", "run.yaml:2: ratio must be a number from -1 to 1, got \"1.01\"");
	expect_refused("name: x\nteachers: [{model: m, temperature: 2.5}]\n",
		       "run.yaml:2: teachers[0].temperature must be a number from 0 to 2, got \"2.5\"");
	EXPECT_LOADS("name: x\njobs: 64\nratio: -1\n");
}

Test(config, wrong_types_say_what_was_wanted_and_what_came)
{
	expect_refused("name: [a]\n", "run.yaml:1: name must be text, got a list");
	expect_refused("name: {a: b}\n", "run.yaml:1: name must be text, got a group of keys");
	expect_refused("name: x\njobs: many\n", "run.yaml:2: jobs must be a whole number from 1 to 64, got \"many\"");
	expect_refused("name: x\njobs: 1.5\n", "run.yaml:2: jobs must be a whole number from 1 to 64, got \"1.5\"");
	expect_refused("name: x\njobs: '3'\n",
		       "run.yaml:2: jobs must be a whole number from 1 to 64, got the quoted text \"3\"");
	expect_refused("name: x\nbias: fast\n", "run.yaml:2: bias must be a number, got \"fast\"");
	expect_refused("name: x\nbias: 1e400\n", "run.yaml:2: bias must be a number, got \"1e400\"");
	expect_refused("name: x\nbias: .nan\n", "run.yaml:2: bias must be a number, got \".nan\"");
	expect_refused("name: x\nquiet: maybe\n", "run.yaml:2: quiet must be true or false, got \"maybe\"");
	expect_refused("name: x\nquiet: \"true\"\n",
		       "run.yaml:2: quiet must be true or false, got the quoted text \"true\"");
	expect_refused("name: x\nformats: {a: b}\n",
		       "run.yaml:2: formats must be a list of texts, got a group of keys");
	expect_refused("name: x\nformats: [a, [b]]\n", "run.yaml:2: formats[1] must be text, got a list");
	expect_refused("name: x\nformats:\n  - a\n  -\n", "run.yaml:4: formats[1] must be text, got nothing");
	expect_refused("name: x\nlimits: 5\n", "run.yaml:2: limits must be a group of keys, got \"5\"");
	expect_refused("name: x\nteachers: {model: m}\n", "run.yaml:2: teachers must be a list, got a group of keys");
	expect_refused("name: x\nteachers: m\n", "run.yaml:2: teachers must be a list, got \"m\"");
	expect_refused("name: x\nteachers: [m]\n", "run.yaml:2: teachers[0] must be a group of keys, got \"m\"");
	expect_refused("name: x\nteachers:\n  - model: m\n  -\n",
		       "run.yaml:4: teachers[1] must be a group of keys, got nothing");
}

Test(config, a_choice_names_all_and_the_nearest)
{
	expect_refused("name: x\npolicy: mth\n",
		       "run.yaml:2: policy must be one of default, gsm8k, math, got \"mth\"; did you mean \"math\"?");
	expect_refused("name: x\npolicy: strict\n",
		       "run.yaml:2: policy must be one of default, gsm8k, math, got \"strict\"");
	expect_refused("name: x\npolicy: [math]\n",
		       "run.yaml:2: policy must be one of default, gsm8k, math, got a list");
}

Test(config, a_secret_is_not_repeated_in_messages)
{
	expect_refused("name: x\nteachers: [{model: m, api_key: [hunter2]}]\n",
		       "run.yaml:2: teachers[0].api_key must be text, got a list");
	expect_override_refused("teachers.0.api_kee=hunter2", "override teachers.0.api_kee: unknown key \"api_kee\" in "
							      "teachers[0]; did you mean \"api_key\"?");
}

Test(config, anchors_aliases_tags_and_merge_keys_are_refused)
{
	expect_refused("name: &a x\n", "run.yaml:1: anchors (&a) are refused: write the value where it is used");
	expect_refused("name: x\nlimits: &l {cpu_ms: 3}\n",
		       "run.yaml:2: anchors (&l) are refused: write the value where it is used");
	expect_refused("name: x\nformats: &l [a]\n",
		       "run.yaml:2: anchors (&l) are refused: write the value where it is used");
	expect_refused("name: x\njobs: *a\n", "run.yaml:2: aliases (*a) are refused: write the value out");
	expect_refused("name: !!str x\n", "run.yaml:1: tags (!...) are refused: write the value plainly");
	expect_refused("name: ! x\n", "run.yaml:1: tags (!...) are refused: write the value plainly");
	expect_refused("name: x\nlimits: !!map {}\n", "run.yaml:2: tags (!...) are refused: write the value plainly");
	expect_refused("name: x\nformats: ! []\n", "run.yaml:2: tags (!...) are refused: write the value plainly");
	expect_refused("name: x\n<<: {jobs: 3}\n", "run.yaml:2: merge keys (<<) are refused: write the keys out");
	expect_refused("%TAG !a! tag:a\n---\nname: x\n",
		       "run.yaml:1: tags (!...) are refused: write the value plainly");
	EXPECT_LOADS("%YAML 1.2\n---\nname: x\n");
	expect_refused("!!str name: x\n", "run.yaml:1: tags (!...) are refused: write the value plainly");
}

Test(config, several_documents_are_refused)
{
	expect_refused("name: x\n---\nname: y\n",
		       "run.yaml:2: a second document (---) begins: a configuration is one document");
	EXPECT_LOADS("---\nname: x\n...\n");
}

Test(config, an_empty_file_is_refused)
{
	expect_refused("", "run.yaml: empty");
	expect_refused("# nothing yet\n", "run.yaml: empty");
	expect_refused("---\n...\n", "run.yaml: empty");
	expect_refused("null\n", "run.yaml: empty");
	cr_expect_eq(load_bytes((struct assay_str){0}, NULL, 0), ASSAY_ECONFIG);
	cr_expect_str_eq(err.msg, "run.yaml: empty");
}

Test(config, the_top_must_be_a_group)
{
	expect_refused("- name: x\n", "run.yaml:1: a configuration is a group of keys, this is a list");
	expect_refused("\nhello\n", "run.yaml:2: a configuration is a group of keys, this is a single text");
}

Test(config, a_key_must_be_a_word)
{
	expect_refused("? [a, b]\n: x\n", "run.yaml:1: a key must be a word, not a list");
	expect_refused("{{a: b}: c}\n", "run.yaml:1: a key must be a word, not a group");
}

Test(config, broken_yaml_names_the_line)
{
	expect_refused("name: x\nformats: [a\njobs: 3\n",
		       "run.yaml:3: did not find expected ',' or ']' while parsing a flow sequence");
	expect_refused("name: x\n  jobs: 3\n", "run.yaml:2: mapping values are not allowed in this context");
	expect_refused("name: x\n\tjobs: 3\n",
		       "run.yaml:2: found a tab character that violates indentation while scanning a plain scalar");
	expect_refused("name: 'x\n", "run.yaml:2: found unexpected end of stream while scanning a quoted scalar");
}

Test(config, bytes_that_are_not_text_name_the_line)
{
	expect_refused("name: x\njobs: \xff\n", "run.yaml:2: byte 0xff is not UTF-8");
	expect_refused("# \xc3\xa9\n# \xed\xa0\x80\n", "run.yaml:2: byte 0xed is not UTF-8");
	expect_refused("\xff\xfen\0a\0", "run.yaml:1: byte 0xff is not UTF-8");
	expect_refused("name: x\n\njobs: \x01\n", "run.yaml:3: control characters are not allowed");
	cr_expect_eq(load_bytes(ASSAY_STR("name: x\nseed: \0 3\n"), NULL, 0), ASSAY_ECONFIG);
	cr_expect_str_eq(err.msg, "run.yaml:2: control characters are not allowed");
	expect_refused("name: \"a\\0b\"\n", "run.yaml:1: text must not hold a NUL character");
	expect_refused("\"na\\0me\": x\n", "run.yaml:1: text must not hold a NUL character");
}

/* `n` times `piece`; the caller frees it. */
static char *repeat(const char *head, const char *piece, size_t n)
{
	size_t head_len = strlen(head);
	size_t len = strlen(piece);
	char *text = malloc(head_len + n * len + 1);
	memcpy(text, head, head_len);
	for (size_t i = 0; i < n; i++)
		memcpy(text + head_len + i * len, piece, len);
	text[head_len + n * len] = '\0';
	return text;
}

Test(config, depth_has_a_ceiling)
{
	char *text = repeat("name: ", "[", 31);
	cr_expect_eq(load(text), ASSAY_ECONFIG);
	cr_expect_null(strstr(err.msg, "deeper"), "32 levels are allowed: %s", err.msg);
	free(text);
	static const char *const pieces[] = {"[", "{a: ", "- ", "? "};
	for (size_t i = 0; i < 4; i++) {
		text = repeat("", pieces[i], 200000);
		cr_expect_eq(load(text), ASSAY_ECONFIG);
		cr_expect_eq(err.code, ASSAY_ECONFIG);
		free(text);
	}
	text = repeat("name: ", "[", 32);
	expect_refused(text, "run.yaml:1: nested deeper than 32 levels");
	free(text);
}

Test(config, size_has_a_ceiling)
{
	char *text = repeat("name: x\n", "# comment line\n", 100000);
	expect_refused(text, "run.yaml: more than the 1048576 bytes allowed");
	free(text);
	text = repeat("name: x\n", "#\n", (1 << 19) - 4);
	EXPECT_LOADS(text);
	free(text);
}

Test(config, the_number_of_values_has_a_ceiling)
{
	char *text = repeat("name: x\nformats:\n", "- a\n", 100001);
	cr_expect_eq(load(text), ASSAY_ECONFIG);
	cr_expect_not_null(strstr(err.msg, ": more than 100000 values"));
	free(text);
	text = repeat("name: x\nformats:\n", "- a\n", 90000);
	EXPECT_LOADS(text);
	cr_expect_eq(farm.formats.n, 90000);
	free(text);
}

Test(config, the_callers_arena_sets_a_ceiling_too)
{
	assay_autoarena struct assay_arena *small = assay_arena_create(100);
	char *text = repeat("name: ", "x", 200);
	cr_expect_eq(assay_config_load_text("run.yaml", assay_str_of(text), farm_options, NULL, 0, small, &farm, &err),
		     ASSAY_ECONFIG);
	cr_expect_eq(err.code, ASSAY_ECONFIG);
	cr_expect_str_eq(err.msg, "needs more than the 100 bytes allowed for one item");
	free(text);
}

Test(config, overrides_set_values_at_every_level)
{
	static const char *const overrides[] = {
		"jobs=5",
		"limits.cpu_ms=77",
		"teachers.1.k=9",
		"teachers.0.limits.cpu_ms=8",
		"formats.1=c",
		"judge.endpoint=http://h/v1?a=b#c: d",
		"teachers.0.stop=[x, \"y z\"]",
		"ratio=0.1",
		"ratio=0.2",
	};
	cr_expect_eq(load_bytes(ASSAY_STR("name: x\nformats: [a, b]\nteachers:\n  - model: m\n  - {model: n}\n"),
				overrides, sizeof(overrides) / sizeof(overrides[0])),
		     0, "%s", err.msg);
	cr_expect_eq(farm.jobs, 5);
	cr_expect_eq(farm.limits.cpu_ms, 77);
	cr_expect_eq(teacher(1)->k, 9);
	cr_expect(assay_str_is(teacher(1)->model, "n"));
	cr_expect_eq(teacher(0)->limits.cpu_ms, 8);
	cr_expect(assay_str_is(farm.formats.items[0], "a"));
	cr_expect(assay_str_is(farm.formats.items[1], "c"));
	cr_expect(assay_str_is(farm.judge.endpoint, "http://h/v1?a=b#c: d"));
	cr_expect_eq(teacher(0)->stop.n, 2);
	cr_expect(assay_str_is(teacher(0)->stop.items[1], "y z"));
	cr_expect_eq(farm.ratio, 0.2, "the last one holds");
}

Test(config, an_override_can_set_a_whole_list_or_unset_a_value)
{
	cr_expect_eq(load_override("teachers=[{model: z, k: 2}]"), 0, "%s", err.msg);
	cr_expect_eq(farm.teachers.n, 1);
	cr_expect_eq(teacher(0)->k, 2);
	cr_expect_eq(load_override("formats="), 0, "%s", err.msg);
	cr_expect(assay_str_is(farm.formats.items[0], "chat"), "the default holds again");
	cr_expect_eq(load_override("name=''"), 0, "%s", err.msg);
	cr_expect(assay_str_is(farm.name, ""));
	cr_expect_eq(load_override("name= &x *y !z"), 0, "%s", err.msg);
	cr_expect(assay_str_is(farm.name, " &x *y !z"), "plain text as it stands");
}

Test(config, an_override_that_fits_nowhere_is_named)
{
	expect_override_refused("jobs", "\"jobs\" is not an override: write key.path=value");
	expect_override_refused("=3", "\"=3\" is not an override: write key.path=value");
	expect_override_refused("", "\"\" is not an override: write key.path=value");
	expect_override_refused("jbos=3", "override jbos: unknown key \"jbos\"; did you mean \"jobs\"?");
	expect_override_refused("jobs=65", "override jobs: jobs must be a whole number from 1 to 64, got \"65\"");
	expect_override_refused("jobs='3'", "override jobs: jobs must be a whole number from 1 to 64, got the quoted "
					    "text \"3\"");
	expect_override_refused("teachers.2.k=3", "override teachers.2.k: no item 2, the list has 2 (from 0)");
	expect_override_refused("teachers.x.k=3",
				"override teachers.x.k: items of a list go by number from 0, not by \"x\"");
	expect_override_refused("name.x=3",
				"override name.x: what stands before it is a single value, which has no \"x\"");
	expect_override_refused("limits..x=3", "override limits..x: there is an empty part in the path \"limits..x\"");
	expect_override_refused(".jobs=3", "override .jobs: there is an empty part in the path \".jobs\"");
	expect_override_refused("jobs.=3", "override jobs.: there is an empty part in the path \"jobs.\"");
	expect_override_refused("formats=[a", "override formats: did not find expected ',' or ']' while parsing a flow "
					      "sequence");
	expect_override_refused("formats=[&x a]", "override formats: anchors (&x) are refused: write the value where "
						  "it is used");
	expect_override_refused("name=\xff", "override name: byte 0xff is not UTF-8");
	expect_override_refused("judge.votes=2", "override judge.votes: missing required key \"endpoint\" in judge");
}

Test(config, an_override_path_of_any_length_is_safe)
{
	char *text = repeat("name", ".a", 5000);
	char *override = repeat(text, "=1", 1);
	cr_expect_eq(load_override(override), ASSAY_ECONFIG);
	free(override);
	override = repeat(text + 5, "=1", 1);
	cr_expect_eq(load_override(override), ASSAY_ECONFIG);
	cr_expect_not_null(strstr(err.msg, ": deeper than 32 levels"), "%s", err.msg);
	free(override);
	free(text);
}

Test(config, a_missing_file_is_a_configuration_error)
{
	cr_expect_eq(assay_config_load("/no/such/run.yaml", farm_options, NULL, 0, arena, &farm, &err), ASSAY_ECONFIG);
	cr_expect_eq(err.code, ASSAY_ECONFIG);
	cr_expect_str_eq(err.msg, "open /no/such/run.yaml: No such file or directory");
	cr_expect_eq(assay_config_load("/tmp", farm_options, NULL, 0, arena, &farm, &err), ASSAY_ECONFIG);
	cr_expect_eq(assay_config_load("/no/such/run.yaml", farm_options, NULL, 0, arena, &farm, NULL), ASSAY_ECONFIG);
}

Test(config, loads_a_file_and_names_it)
{
	char path[] = "/tmp/assay-test-config-XXXXXX";
	int fd = mkstemp(path);
	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, "name: x\njobs: 3\n", 16), 16);
	cr_expect_eq(assay_config_load(path, farm_options, NULL, 0, arena, &farm, &err), 0, "%s", err.msg);
	cr_expect_eq(farm.jobs, 3);
	cr_assert_eq(write(fd, "jobs: 4\n", 8), 8);
	farm = (struct farm){0};
	cr_expect_eq(assay_config_load(path, farm_options, NULL, 0, arena, &farm, &err), ASSAY_ECONFIG);
	char want[200];
	(void)snprintf(want, sizeof(want), "%s:3: duplicate key \"jobs\", first on line 2", path);
	cr_expect_str_eq(err.msg, want);
	cr_assert_eq(ftruncate(fd, (2 << 20)), 0);
	cr_expect_eq(assay_config_load(path, farm_options, NULL, 0, arena, &farm, &err), ASSAY_ECONFIG);
	(void)snprintf(want, sizeof(want), "%s: more than the 1048576 bytes allowed", path);
	cr_expect_str_eq(err.msg, want);
	close(fd);
	unlink(path);
}

static void expect_prints(enum assay_config_print what, const char *want)
{
	assay_autobuf struct assay_buf out = {0};
	cr_expect_eq(assay_config_print(farm_options, &farm, what, &out, &err), 0);
	cr_expect_str_eq(out.data, want);
}

#define TWO_TEACHERS "name: x\nteachers: [{model: m, api_key: hunter2, stop: [a]}, {model: n}]\n"

Test(config, prints_every_option_in_table_order_and_masks_secrets)
{
	EXPECT_LOADS(TWO_TEACHERS);
	expect_prints(ASSAY_CONFIG_ALL,
		      "{\"name\":\"x\",\"jobs\":2,\"seed\":0,\"ratio\":0.5,\"bias\":0,\"quiet\":false,"
		      "\"policy\":\"math\",\"formats\":[\"chat\",\"jsonl\"],"
		      "\"limits\":{\"cpu_ms\":1000,\"strict\":true},\"judge\":{\"endpoint\":null,\"votes\":3},"
		      "\"teachers\":[{\"model\":\"m\",\"api_key\":\"***\",\"temperature\":0.7,\"k\":4,\"stop\":[\"a\"],"
		      "\"limits\":{\"cpu_ms\":1000,\"strict\":true}},"
		      "{\"model\":\"n\",\"api_key\":null,\"temperature\":0.7,\"k\":4,\"stop\":[],"
		      "\"limits\":{\"cpu_ms\":1000,\"strict\":true}}]}");
}

Test(config, fingerprint_leaves_out_secrets_and_what_changes_no_output)
{
	EXPECT_LOADS(TWO_TEACHERS);
	assay_autobuf struct assay_buf first = {0};
	cr_expect_eq(assay_config_print(farm_options, &farm, ASSAY_CONFIG_FINGERPRINT, &first, &err), 0);
	cr_expect_null(strstr(first.data, "jobs"));
	cr_expect_null(strstr(first.data, "api_key"));
	cr_expect_not_null(strstr(first.data, "\"seed\":0"));

	/* Other words, order, job count and key: the same work. */
	EXPECT_LOADS("teachers:\n  - {stop: a, api_key: other, k: 4, model: 'm'}\n  - {model: n}\njobs: 9\nname: x\n");
	expect_prints(ASSAY_CONFIG_FINGERPRINT, first.data);
}

Test(config, what_is_printed_loads_again_to_the_same)
{
	EXPECT_LOADS(
		"name: \"a \\\" b\"\nratio: 0.1\njudge: {endpoint: u}\nteachers: [{model: m, temperature: 0.3}]\n");
	assay_autobuf struct assay_buf out = {0};
	cr_expect_eq(assay_config_print(farm_options, &farm, ASSAY_CONFIG_ALL, &out, &err), 0);
	/* An option without a default prints its zero, which may lie outside its own range: seed. */
	static const char *const overrides[] = {"seed="};
	cr_expect_eq(load_bytes(assay_buf_str(&out), overrides, 1), 0, "%s", err.msg);
	expect_prints(ASSAY_CONFIG_ALL, out.data);
}

Test(config, printing_into_a_full_buffer_fails)
{
	EXPECT_LOADS("name: x\n");
	assay_autobuf struct assay_buf out;
	assay_buf_init(&out, 50);
	cr_expect_eq(assay_config_print(farm_options, &farm, ASSAY_CONFIG_ALL, &out, &err), ASSAY_ELIMIT);
}

Test(config, help_has_a_line_for_every_option)
{
	static const struct assay_option table[] = {
		{.name = "jobs", .type = ASSAY_OPTION_U64, .def = "2", .min = 1, .max = 64, .help = "worker processes"},
		{.name = "policy", .type = ASSAY_OPTION_ENUM, .choices = policies, .help = "how answers compare"},
		{.name = "teachers",
		 .type = ASSAY_OPTION_LIST,
		 .children = limit_options,
		 .item_size = sizeof(struct limits),
		 .is_required = true},
		{0},
	};
	assay_autobuf struct assay_buf out = {0};
	cr_expect_eq(assay_config_help(table, &out), 0);
	cr_expect_str_eq(out.data, "jobs               1..64               2         worker processes\n"
				   "policy             default|gsm8k|math  -         how answers compare\n"
				   "teachers           list                required  \n"
				   "teachers[].cpu_ms  1..60000            1000      CPU time of one run\n"
				   "teachers[].strict  true|false          true      \n");
}

struct chain {
	struct assay_str filters;
};

static const struct assay_option chain_options[] = {
	{.name = "filters", .type = ASSAY_OPTION_RAW, .offset = offsetof(struct chain, filters)},
	{0},
};

static int load_chain(const char *text, const char *override, struct chain *ret)
{
	*ret = (struct chain){0};
	err = (struct assay_err){0};
	return assay_config_load_text("run.yaml", assay_str_of(text), chain_options, &override, override ? 1 : 0, arena,
				      ret, &err);
}

static void expect_raw(const char *text, const char *override, const char *want)
{
	struct chain chain;
	cr_expect_eq(load_chain(text, override, &chain), 0, "%s", err.msg);
	cr_expect_str_eq(chain.filters.data, want);
}

Test(config, a_raw_option_keeps_any_subtree_as_json)
{
	expect_raw("filters:\n"
		   "  - dedup:   # comment\n"
		   "      near: 0.80\n"
		   "      strict: yes\n"
		   "      big: 123456789012345678901\n"
		   "  - pii: {kinds: [email, 'no'], off: ~, loud: false}\n"
		   "  - plain words\n",
		   NULL,
		   "[{\"dedup\":{\"near\":0.80,\"strict\":true,\"big\":123456789012345678901}},"
		   "{\"pii\":{\"kinds\":[\"email\",\"no\"],\"off\":null,\"loud\":false}},\"plain words\"]");
	expect_raw("filters: 007\n", NULL, "\"007\"");
	expect_raw("filters: []\n", NULL, "[]");
	expect_raw("filters: [{dedup: {near: 1}}]\n", "filters.0.dedup.near=2", "[{\"dedup\":{\"near\":2}}]");
}

Test(config, a_raw_option_not_written_is_absent)
{
	struct chain chain;
	cr_expect_eq(load_chain("filters:\n", NULL, &chain), 0, "%s", err.msg);
	cr_expect(assay_str_is_absent(chain.filters));
	assay_autobuf struct assay_buf out = {0};
	cr_expect_eq(assay_config_print(chain_options, &chain, ASSAY_CONFIG_ALL, &out, &err), 0);
	cr_expect_str_eq(out.data, "{\"filters\":null}");
}

Test(config, a_raw_option_reads_back_to_itself)
{
	struct chain chain;
	/* Next line, line separator, delete, byte order mark: harmless in JSON, not in YAML. */
	cr_expect_eq(
		load_chain("filters: [\"\\x85\\u2028\\x7f\\uFEFF\\uFFFE\\U0001F600/\\\\\\t\", 1e3]\n", NULL, &chain), 0,
		"%s", err.msg);
	cr_expect(assay_str_is(chain.filters, "[\"\\u0085\\u2028\\u007f\\ufeff\\ufffe\xf0\x9f\x98\x80/\\\\\\t\",1e3]"),
		  "%s", chain.filters.data);
	assay_autobuf struct assay_buf out = {0};
	cr_expect_eq(assay_config_print(chain_options, &chain, ASSAY_CONFIG_ALL, &out, &err), 0);
	expect_raw(out.data, NULL, chain.filters.data);
}

Test(config, a_raw_option_refuses_duplicate_keys_and_depth)
{
	struct chain chain;
	cr_expect_eq(load_chain("filters:\n- a: 1\n  b: 2\n  a: 3\n", NULL, &chain), ASSAY_ECONFIG);
	cr_expect_str_eq(err.msg, "run.yaml:4: duplicate key \"a\", first on line 2");
	char *path = repeat("filters", ".a", 20);
	static const char *const values[] = {"=[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]",
					     "={a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: 1}}}}}}}}}}}}}"};
	for (size_t i = 0; i < 2; i++) {
		char *deep = repeat(path, values[i], 1);
		cr_expect_eq(load_chain("filters:\n", deep, &chain), ASSAY_ECONFIG);
		cr_expect_not_null(strstr(err.msg, ": nested deeper than 32 levels"), "%s", err.msg);
		free(deep);
	}
	free(path);
}
