/* SPDX-License-Identifier: Apache-2.0 */
#include "base/rng.h"
#include "problems/methods/method.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- Novelty --- */

Test(novelty, rouge_is_the_harmonic_mean_over_the_longest_common_subsequence)
{
	static const struct {
		const char *a, *b;
		double f;
	} rows[] = {
		{"police killed the gunman", "police kill the gunman", 0.75},
		{"police killed the gunman", "the gunman kill police", 0.5},
		{"A, b; C!", "a b c", 1},
		{"a b c d", "e f g h", 0},
		{"a b", "a b c d", 2.0 * 2 / 6},
		{"", "", 1},
		{"", "a", 0},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double f = assay_rouge_l(assay_str_of(rows[i].a), assay_str_of(rows[i].b));
		cr_assert(fabs(f - rows[i].f) < 1e-12, "row %zu: %f", i, f);
	}
}

static void write_words(struct assay_rng *rng, struct assay_buf *out)
{
	assay_buf_clear(out);
	for (uint64_t n = assay_rng_below(rng, 20); n > 0; n--)
		(void)assay_buf_printf(out, "w%d ", (int)assay_rng_below(rng, 6));
	(void)assay_buf_add_c(out, "");
}

/* The bounds of the search spare comparisons; they must not change what is found. */
Test(novelty, a_search_finds_what_comparing_with_every_text_finds)
{
	struct assay_rng rng;
	assay_rng_init(&rng, 20261121);
	for (unsigned round = 0; round < 200; round++) {
		struct assay_buf texts[8] = {0};
		assay_autobuf struct assay_buf asked = {0};
		struct assay_novelty *known = assay_novelty_create();
		double limit = 0.3 + 0.6 * assay_rng_f64(&rng);
		const struct assay_novelty_limits limits = {.f = limit};
		size_t first = SIZE_MAX;
		size_t found;
		write_words(&rng, &asked);
		for (size_t i = 0; i < 8; i++) {
			write_words(&rng, &texts[i]);
			cr_assert(assay_novelty_add(known, assay_buf_str(&texts[i]), (struct assay_str){0}) == 0);
			if (first == SIZE_MAX && assay_rouge_l(assay_buf_str(&asked), assay_buf_str(&texts[i])) > limit)
				first = i;
		}
		cr_assert(assay_novelty_find(known, assay_buf_str(&asked), &limits, &found, NULL) == 0);
		cr_assert(found == first, "round %u: %zu instead of %zu", round, found, first);
		assay_novelty_destroy(known);
		for (size_t i = 0; i < 8; i++)
			assay_buf_finish(&texts[i]);
	}
}

Test(novelty, a_known_text_that_reappears_in_a_longer_one_is_found_by_recall)
{
	const struct assay_novelty_limits by_f = {.f = 0.7};
	const struct assay_novelty_limits by_recall = {.f = 0.7, .recall = 0.8};
	struct assay_novelty *known = assay_novelty_create();
	size_t found;
	cr_assert(assay_novelty_add(known, ASSAY_STR("one two three four five six seven eight nine"),
				    (struct assay_str){0}) == 0);
	struct assay_str longer =
		ASSAY_STR("first some other words that go on and on, then one two three four five six "
			  "seven eight nine and more of those words that go on");
	cr_assert(assay_novelty_find(known, longer, &by_f, &found, NULL) == 0 && found == SIZE_MAX);
	cr_assert(assay_novelty_find(known, longer, &by_recall, &found, NULL) == 0 && found == 0);
	assay_novelty_destroy(known);
}

Test(novelty, members_of_a_family_may_be_nearer_than_strangers)
{
	struct assay_novelty *known = assay_novelty_create();
	struct assay_str longer = ASSAY_STR("one two three four five six and then seven");
	struct assay_novelty_limits limits = {.f = 0.7, .family = ASSAY_STR("a"), .family_f = 0.95};
	size_t found;
	cr_assert(assay_novelty_add(known, ASSAY_STR("one two three four five six"), ASSAY_STR("a")) == 0);
	cr_assert(assay_novelty_find(known, longer, &limits, &found, NULL) == 0 && found == SIZE_MAX);
	limits.family = ASSAY_STR("b");
	cr_assert(assay_novelty_find(known, longer, &limits, &found, NULL) == 0 && found == 0);
	limits.family = (struct assay_str){0};
	cr_assert(assay_novelty_find(known, longer, &limits, &found, NULL) == 0 && found == 0);
	/* Two texts without a family are strangers, too. */
	cr_assert(assay_novelty_add(known, longer, (struct assay_str){0}) == 0);
	limits.family_f = 2;
	cr_assert(assay_novelty_find(known, longer, &limits, &found, NULL) == 0 && found == 0);
	assay_novelty_destroy(known);
}

/* --- Prompts --- */

static struct assay_prompts *load(const char *folder, struct assay_arena *arena, struct assay_err *err)
{
	struct assay_prompts *prompts = NULL;
	return assay_prompts_load(folder, arena, &prompts, err) ? NULL : prompts;
}

Test(prompt, what_is_put_into_a_slot_is_not_looked_at_for_slots)
{
	struct assay_slots slots = {0};
	assay_autobuf struct assay_buf out = {0};
	const struct assay_prompt prompt = {.text = ASSAY_STR("{statement}|{\"a\": {level}}|{Level}|{nothing_else|{}")};
	assay_slots_put(&slots, "statement", ASSAY_STR("say {answer} and {level}"));
	assay_slots_put(&slots, "answer", ASSAY_STR("SECRET"));
	assay_slots_put(&slots, "level", ASSAY_STR("3"));
	cr_assert(assay_prompt_render(&prompt, &slots, &out, NULL) == 0);
	cr_assert_str_eq(out.data, "say {answer} and {level}|{\"a\": 3}|{Level}|{nothing_else|{}");
}

Test(prompt, every_method_has_its_prompts_and_every_prompt_states_the_format)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_prompts *prompts = load(NULL, arena, NULL);
	size_t n;
	const struct assay_method *const *methods = assay_methods(&n);
	cr_assert(n == 13);
	for (size_t i = 0; i < n; i++) {
		cr_assert(assay_method_find(methods[i]->name) == methods[i]);
		for (const char *const *name = methods[i]->prompts; *name; name++) {
			const struct assay_prompt *prompt = assay_prompts_find(prompts, *name);
			cr_assert(prompt, "%s", *name);
			cr_assert(assay_str_find(prompt->text, ASSAY_STR("{format}"), 0) != SIZE_MAX, "%s", *name);
		}
		for (size_t k = 0; k < methods[i]->n_operators; k++)
			cr_assert(assay_prompts_find(prompts, methods[i]->operators[k]), "%s",
				  methods[i]->operators[k]);
	}
}

static void put_file(const char *folder, const char *name, const char *text)
{
	char path[300];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	cr_assert(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

Test(prompt, the_users_folder_replaces_by_its_highest_version_and_a_mistake_is_named)
{
	char folder[] = "/tmp/assay-prompts-XXXXXX";
	struct assay_err err = {0};
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	cr_assert(mkdtemp(folder));
	put_file(folder, "answer.v10.txt", "ten {format}");
	put_file(folder, "answer.v9.txt", "nine {format}");
	struct assay_prompts *prompts = load(folder, arena, &err);
	cr_assert(prompts, "%s", err.msg);
	const struct assay_prompt *answer = assay_prompts_find(prompts, "answer");
	cr_assert(answer->version == 10 && answer->is_users && assay_str_is(answer->text, "ten {format}"));
	cr_assert(!assay_prompts_find(prompts, "weak")->is_users);
	put_file(folder, "answre.v1.txt", "");
	cr_assert(!load(folder, arena, &err) && err.code == ASSAY_ECONFIG && strstr(err.msg, "answre.v1.txt"));
	char path[300];
	static const char *const names[] = {"answer.v10.txt", "answer.v9.txt", "answre.v1.txt"};
	for (size_t i = 0; i < 3; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		(void)unlink(path); /* The folder is removed below, which would fail. */
	}
	cr_assert(rmdir(folder) == 0);
}

/* --- Replies --- */

static const struct assay_shape_member item_members[] = {
	{.name = "x", .type = ASSAY_JSON_NUMBER, .is_required = true},
	{0},
};
static const struct assay_shape item = {item_members};
static const struct assay_shape_member members[] = {
	{.name = "s", .type = ASSAY_JSON_STRING, .is_required = true, .min = 2, .max = 4},
	{.name = "list", .type = ASSAY_JSON_ARRAY, .object = &item, .max = 2},
	{.name = "any", .is_required = true},
	{0},
};
static const struct assay_shape shape = {members};

Test(reply, is_taken_or_refused_with_a_code_and_a_sentence)
{
	static const struct {
		const char *text, *code, *says;
	} rows[] = {
		{"{\"s\":\"ab\",\"any\":null}", NULL, NULL},
		{"Sure!\n```json\n{\"s\":\"ab\",\"any\":1}\n```\nthere", NULL, NULL},
		{"The object is {\"s\":\"ab\",\"any\":[]} as asked", NULL, NULL},
		{"{\"s\":\"ab\",\"any\":1,\"list\":[{\"x\":1},{\"x\":2}],\"more\":true}", NULL, NULL},
		{" \n", "empty", "empty"},
		{"I'm sorry, but no.", "refusal", "no JSON object"},
		{"Well {", "not_json", "no JSON object"},
		{"{\"s\":\"ab\",\"s\":\"ab\",\"any\":1}", "not_json", "s"},
		{"[1]", "not_json", "no JSON object"},
		{"{\"s\":\"ab\"}", "wrong_shape", "\"any\": is missing"},
		{"{\"s\":\"abcde\",\"any\":1}", "wrong_shape", "\"s\": has 5 bytes, at most 4"},
		{"{\"s\":7,\"any\":1}", "wrong_shape", "\"s\": must be a string, not a number"},
		{"{\"s\":\"ab\",\"any\":1,\"list\":[{\"x\":1},{\"y\":1}]}", "wrong_shape",
		 "\"list\": item 2: \"x\": is missing"},
		{"{\"s\":\"ab\",\"any\":1,\"list\":[{\"x\":1},{\"x\":1},{\"x\":1}]}", "wrong_shape", "at most 2"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assay_autojson struct assay_json_doc *doc = NULL;
		struct assay_err err = {0};
		const char *code = NULL;
		int rc = assay_reply_read(assay_str_of(rows[i].text), &shape, &doc, &code, &err);
		cr_assert((rc == 0) == (rows[i].code == NULL), "row %zu: %s", i, err.msg);
		if (rc == 0)
			continue;
		cr_assert_str_eq(code, rows[i].code, "row %zu", i);
		cr_assert(strstr(err.msg, rows[i].says), "row %zu: %s", i, err.msg);
	}
}

Test(shape, is_written_as_the_schema_it_checks)
{
	assay_autobuf struct assay_buf out = {0};
	cr_assert(assay_shape_write_schema(&shape, &out, NULL) == 0);
	cr_assert_str_eq(out.data, "{\"type\":\"object\",\"properties\":{\"s\":{\"type\":\"string\",\"minLength\":2,"
				   "\"maxLength\":4},\"list\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
				   "\"properties\":{\"x\":{\"type\":\"number\"}},\"required\":[\"x\"]},\"maxItems\":2},"
				   "\"any\":{}},\"required\":[\"s\",\"any\"]}");
}
