/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration loader on any bytes. What stands before the first NUL byte, if there is one, is an override.
 * A load that succeeds prints as JSON; one that fails says why, as ASSAY_ECONFIG.
 */
#include "base/config.h"
#include "base/json.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct item {
	struct assay_str name;
	struct assay_str key;
	uint64_t count;
	double weight;
	int kind;
	struct assay_str_list words;
};

struct root {
	struct assay_str name;
	bool is_on;
	struct item one;
	struct assay_item_list items;
	struct assay_str any;
};

static const char *const kinds[] = {"alpha", "beta", "gamma", NULL};

static const struct assay_option item_options[] = {
	{.name = "name", .type = ASSAY_OPTION_STR, .offset = offsetof(struct item, name), .is_required = true},
	{.name = "key", .type = ASSAY_OPTION_STR, .offset = offsetof(struct item, key), .is_secret = true},
	{.name = "count", .type = ASSAY_OPTION_U64, .offset = offsetof(struct item, count), .def = "1", .max = 100},
	{.name = "weight", .type = ASSAY_OPTION_F64, .offset = offsetof(struct item, weight), .max_f = 1},
	{.name = "kind", .type = ASSAY_OPTION_ENUM, .offset = offsetof(struct item, kind), .choices = kinds},
	{.name = "words", .type = ASSAY_OPTION_STRS, .offset = offsetof(struct item, words), .def = "[a, b]"},
	{0},
};

static const struct assay_option root_options[] = {
	{.name = "name", .type = ASSAY_OPTION_STR, .offset = offsetof(struct root, name)},
	{.name = "on", .type = ASSAY_OPTION_BOOL, .offset = offsetof(struct root, is_on)},
	{.name = "one", .type = ASSAY_OPTION_GROUP, .offset = offsetof(struct root, one), .children = item_options},
	{.name = "items",
	 .type = ASSAY_OPTION_LIST,
	 .offset = offsetof(struct root, items),
	 .children = item_options,
	 .item_size = sizeof(struct item)},
	{.name = "any", .type = ASSAY_OPTION_RAW, .offset = offsetof(struct root, any)},
	{0},
};

static void expect_prints_as_json(const struct root *conf)
{
	assay_autobuf struct assay_buf out = {0};
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_config_print(root_options, conf, ASSAY_CONFIG_ALL, &out, NULL);
	assert(rc == 0);
	rc = assay_json_parse(assay_buf_str(&out), NULL, &doc, NULL);
	assert(rc == 0);
	(void)rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct assay_str text = {(const char *)data, size};
	const char *override = size ? memchr(data, '\0', size) : NULL;
	size_t n_overrides = 0;
	if (override) {
		text = assay_str_sub(text, (size_t)(override - text.data) + 1, size);
		override = (const char *)data;
		n_overrides = 1;
	}
	struct root conf = {0};
	struct assay_err err = {0};
	struct assay_arena *arena = assay_arena_create((size_t)16 << 20);
	int rc = assay_config_load_text("fuzz.yaml", text, root_options, &override, n_overrides, arena, &conf, &err);
	assert(rc == 0 || (rc == ASSAY_ECONFIG && err.code == ASSAY_ECONFIG && err.msg[0]));
	if (rc == 0)
		expect_prints_as_json(&conf);
	assay_arena_destroy(arena);
	return 0;
}
