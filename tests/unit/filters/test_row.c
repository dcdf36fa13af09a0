/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/filter.h"

#include <criterion/criterion.h>
#include <stdio.h>

static int read(const char *json, struct assay_arena *arena, struct assay_row *ret, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	cr_assert_eq(assay_json_parse(assay_str_of(json), NULL, &doc, err), 0, "%s", err->msg);
	return assay_row_from_json(assay_json_root(doc), arena, ret, err);
}

Test(row, reads_every_shape_of_training_row)
{
	static const char *const rows[] = {
		"{\"prompt\":\"P\",\"response\":\"R\"}",
		"{\"prompt\":\"P\",\"completion\":\"R\"}",
		"{\"instruction\":\"P\",\"input\":\"\",\"output\":\"R\"}",
		"{\"question\":\"P\",\"answer\":\"R\"}",
		"{\"messages\":[{\"role\":\"user\",\"content\":\"P\"},{\"role\":\"assistant\",\"content\":\"R\"}]}",
		"{\"conversations\":[{\"from\":\"human\",\"value\":\"P\"},{\"from\":\"gpt\",\"value\":\"R\"}]}",
		"{\"prompt\":[{\"role\":\"user\",\"content\":\"P\"}],\"completion\":[{\"role\":\"assistant\","
		"\"content\":\"R\"}]}",
		"{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"P\"}]},"
		"{\"role\":\"assistant\",\"content\":\"R\"}]}",
		"{\"prompt\":\"P\",\"chosen\":\"R\",\"rejected\":\"X\"}",
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct assay_arena *arena = assay_arena_create(0);
		struct assay_row row;
		struct assay_err err = {0};
		cr_assert_eq(read(rows[i], arena, &row, &err), 0, "%s: %s", rows[i], err.msg);
		cr_expect(assay_str_is(row.prompt, "P"), "%s", rows[i]);
		cr_expect(assay_str_is(row.response, "R"), "%s", rows[i]);
		cr_expect(assay_str_is(row.raw, rows[i]));
		assay_arena_destroy(arena);
	}
}

Test(row, puts_system_and_earlier_turns_into_the_prompt)
{
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_row row;
	struct assay_err err = {0};
	cr_assert_eq(read("{\"id\":7,\"problem_id\":\"p\",\"domain\":\"math\",\"messages\":["
			  "{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"A\"},"
			  "{\"role\":\"assistant\",\"content\":\"B\"},{\"role\":\"user\",\"content\":\"C\"},"
			  "{\"role\":\"assistant\",\"content\":\"D\"}]}",
			  arena, &row, &err),
		     0, "%s", err.msg);
	cr_expect(assay_str_is(row.prompt, "S\n\nA\n\nB\n\nC"));
	cr_expect(assay_str_is(row.response, "D"));
	cr_expect(assay_str_is(row.id, "7"), "a number is an id as it is written");
	cr_expect(assay_str_is(row.group, "p"));
	cr_expect(assay_str_is(row.domain, "math"));
	assay_arena_destroy(arena);
}

Test(row, joins_the_input_of_alpaca_to_its_instruction)
{
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_row row;
	struct assay_err err = {0};
	cr_assert_eq(read("{\"instruction\":\"Add.\",\"input\":\"1 2\",\"output\":\"3\"}", arena, &row, &err), 0);
	cr_expect(assay_str_is(row.prompt, "Add.\n\n1 2"));
	/* CRUXEval's `input` is an argument, not a part of a prompt. */
	cr_assert_eq(read("{\"prompt\":\"f\",\"input\":\"1\",\"response\":\"3\"}", arena, &row, &err), 0);
	cr_expect(assay_str_is(row.prompt, "f"));
	assay_arena_destroy(arena);
}

Test(row, says_in_one_sentence_what_is_wrong)
{
	static const struct {
		const char *json, *message;
	} rows[] = {
		{"[1]", "expected a row, found an array"},
		{"{\"id\":\"x\"}", "no text: expected \"prompt\" and \"response\", \"messages\" or Alpaca's keys"},
		{"{\"prompt\":7}", "\"prompt\": expected text or a list of messages, found a number"},
		{"{\"id\":[],\"prompt\":\"x\"}", "\"id\": expected text, found an array"},
		{"{\"messages\":{}}", "\"messages\": expected a list of messages, found an object"},
		{"{\"messages\":[1]}", "\"messages\": expected a message, found a number"},
		{"{\"messages\":[{\"content\":\"x\"}]}", "\"messages\": a message without its role"},
		{"{\"messages\":[{\"role\":\"user\",\"content\":7}]}",
		 "\"messages\": expected text or a list of parts as a message's content, found a number"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct assay_arena *arena = assay_arena_create(0);
		struct assay_row row;
		struct assay_err err = {0};
		cr_expect_eq(read(rows[i].json, arena, &row, &err), ASSAY_EINVAL, "%s", rows[i].json);
		cr_expect_str_eq(err.msg, rows[i].message);
		assay_arena_destroy(arena);
	}
}

Test(row, stops_at_the_ceiling_of_its_arena)
{
	struct assay_arena *arena = assay_arena_create(64);
	struct assay_row row;
	struct assay_err err = {0};
	char json[512];
	(void)snprintf(json, sizeof(json), "{\"prompt\":\"%0400d\"}", 7);
	cr_expect_eq(read(json, arena, &row, &err), ASSAY_ELIMIT);
	assay_arena_destroy(arena);
}

Test(row, is_written_with_its_decision_and_all_it_carried)
{
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_row row;
	struct assay_err err = {0};
	assay_autobuf struct assay_buf out = {0};
	cr_assert_eq(read("{\"id\":\"a\", \"n\":123456789012345678901, \"decision\":1, \"prompt\":\"p\"}", arena, &row,
			  &err),
		     0);
	const struct assay_note note = {
		.filter = "f", .code = "c", .evidence = ASSAY_STR("{\"x\":1}"), .is_drop = true};
	cr_assert_eq(assay_row_note(&row, &note, arena, &err), 0);
	row.is_dropped = true;
	row.dropped_by = &row.notes[0];
	cr_assert_eq(assay_row_write(&row, &out, &err), 0, "%s", err.msg);
	cr_expect_str_eq(out.data,
			 "{\"id\":\"a\",\"n\":123456789012345678901,\"prompt\":\"p\",\"decision\":{\"kept\":false,"
			 "\"dropped_by\":\"f\",\"notes\":[{\"filter\":\"f\",\"code\":\"c\",\"evidence\":{\"x\":1}}]}}");
	assay_arena_destroy(arena);
}

Test(row, keeps_its_notes_in_order_as_they_grow)
{
	struct assay_arena *arena = assay_arena_create(0);
	struct assay_row row = {0};
	char code[100][8];
	for (size_t i = 0; i < 100; i++) {
		(void)snprintf(code[i], sizeof(code[i]), "%zu", i);
		const struct assay_note note = {.filter = "f", .code = code[i]};
		cr_assert_eq(assay_row_note(&row, &note, arena, NULL), 0);
	}
	cr_assert_eq(row.n_notes, 100);
	for (size_t i = 0; i < 100; i++)
		cr_expect_str_eq(row.notes[i].code, code[i]);
	assay_arena_destroy(arena);
}
