/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/teachers/chat.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct assay_arena *arena;

static void setup(void)
{
	arena = assay_arena_create(1 << 20);
}

static void teardown(void)
{
	assay_arena_destroy(arena);
}

TestSuite(chat, .init = setup, .fini = teardown);

static void expect_prompt(const struct assay_problem *problem, struct assay_str prompt)
{
	assay_autobuf struct assay_buf out = {0};
	cr_assert_eq(assay_chat_write_prompt(problem, &out, NULL), 0);
	cr_expect(assay_str_eq(assay_buf_str(&out), prompt), "%s", out.data);
}

Test(chat, says_how_to_hand_in_each_kind_of_answer)
{
	struct assay_problem p = {.kind = ASSAY_KIND_MATH, .statement = ASSAY_STR("2 + 2?")};
	expect_prompt(&p, ASSAY_STR("2 + 2?\n\nGive the final answer in \\boxed{}."));
	p.statement = ASSAY_STR("a\0b"); /* Kept whole. */
	expect_prompt(&p, ASSAY_STR("a\0b\n\nGive the final answer in \\boxed{}."));
	p = (struct assay_problem){.kind = ASSAY_KIND_STDIO, .statement = ASSAY_STR("Echo.")};
	expect_prompt(&p,
		      ASSAY_STR("Echo.\n\nAnswer with one fenced code block: a complete program that reads standard "
				"input and writes standard output."));
	p.language = ASSAY_STR("c");
	expect_prompt(&p,
		      ASSAY_STR("Echo.\n\nAnswer with one fenced code block: a complete c program that reads standard "
				"input and writes standard output."));
	p = (struct assay_problem){.kind = ASSAY_KIND_CALL, .statement = ASSAY_STR("Add."), .entry = ASSAY_STR("add")};
	expect_prompt(&p, ASSAY_STR("Add.\n\nAnswer with one fenced code block that defines `add`."));
	p.kind = ASSAY_KIND_SUITE;
	p.language = ASSAY_STR("python");
	expect_prompt(&p, ASSAY_STR("Add.\n\nAnswer with one fenced python code block that defines `add`."));
}

/* The bytes are the key under which a paid reply is kept: a change here makes old stores pay again. */
Test(chat, writes_requests_with_these_very_bytes)
{
	struct assay_teacher_conf conf = {.model = ASSAY_STR("m"), .temperature = 0.7, .top_p = 1, .max_tokens = 2048};
	assay_autobuf struct assay_buf out = {0};
	cr_assert_eq(assay_chat_write_request(&conf, ASSAY_STR("a\n\"b\""), 1, 7, &out, NULL), 0);
	cr_expect_str_eq(out.data, "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\\n\\\"b\\\"\"}],"
				   "\"temperature\":0.7,\"top_p\":1,\"max_tokens\":2048,\"seed\":7}");
	assay_buf_clear(&out);
	conf.system_prompt = ASSAY_STR("Be brief.");
	cr_assert_eq(assay_chat_write_request(&conf, ASSAY_STR("q"), 3, 7, &out, NULL), 0);
	cr_expect_str_eq(out.data,
			 "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
			 "{\"role\":\"user\",\"content\":\"q\"}],\"temperature\":0.7,\"top_p\":1,\"max_tokens\":2048,"
			 "\"n\":3,\"seed\":7}");
}

static struct assay_chat_reply read_good(const char *body)
{
	struct assay_chat_reply reply;
	struct assay_err err = {0};
	cr_assert_eq(assay_chat_read_reply(assay_str_of(body), arena, &reply, &err), 0, "%s: %s", body, err.msg);
	return reply;
}

Test(chat, reads_choices_and_usage)
{
	struct assay_chat_reply reply = read_good(
		"{\"id\":\"x\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"four\"},"
		"\"finish_reason\":\"stop\"},{\"message\":{\"content\":\"4\\u0000\"},\"finish_reason\":null}],"
		"\"usage\":{\"prompt_tokens\":12, \"completion_tokens\":3}}");
	cr_assert_eq(reply.n, 2);
	cr_expect(assay_str_is(reply.choices[0].text, "four"));
	cr_expect(assay_str_is(reply.choices[0].finish_reason, "stop"));
	cr_expect(assay_str_eq(reply.choices[1].text, ASSAY_STR("4\0")));
	cr_expect(assay_str_is_absent(reply.choices[1].finish_reason));
	cr_expect(assay_str_is(reply.usage, "{\"prompt_tokens\":12, \"completion_tokens\":3}"));
	cr_expect_eq(reply.prompt_tokens, 12);
	cr_expect_eq(reply.completion_tokens, 3);
}

Test(chat, takes_a_reply_without_text_as_an_empty_one)
{
	static const char *const messages[] = {"{\"content\":null}", "{}", "{\"content\":\"\"}",
					       "{\"content\":null,\"refusal\":\"I cannot help with that.\"}",
					       "{\"content\":null,\"reasoning_content\":\"let me see\"}"};
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		char body[256];
		(void)snprintf(body, sizeof(body), "{\"choices\":[{\"message\":%s}]}", messages[i]);
		struct assay_chat_reply reply = read_good(body);
		cr_expect(reply.n == 1 && reply.choices[0].text.data && reply.choices[0].text.len == 0);
	}
}

Test(chat, drops_odd_token_counts)
{
	static const char *const usages[] = {"null", "7", "{\"prompt_tokens\":-1}", "{\"prompt_tokens\":\"many\"}",
					     "{\"prompt_tokens\":1e99}"};
	for (size_t i = 0; i < sizeof(usages) / sizeof(usages[0]); i++) {
		char body[256];
		(void)snprintf(body, sizeof(body), "{\"choices\":[{\"message\":{\"content\":\"a\"}}],\"usage\":%s}",
			       usages[i]);
		cr_expect_eq(read_good(body).prompt_tokens, 0);
	}
}

Test(chat, refuses_other_shapes_and_takes_nothing)
{
	static const char *const bodies[] = {
		"",
		"null",
		"[]",
		"{}",
		"<html>502</html>",
		"{\"choices\":null}",
		"{\"choices\":[]}",
		"{\"choices\":{\"message\":{\"content\":\"a\"}}}",
		"{\"choices\":[null]}",
		"{\"choices\":[{\"text\":\"a\"}]}",
		"{\"choices\":[{\"message\":\"a\"}]}",
		"{\"choices\":[{\"message\":{\"content\":1}}]}",
		"{\"choices\":[{\"message\":{\"content\":[\"a\"]}}]}",
		"{\"choices\":[{\"message\":{\"content\":\"fine\"}},{\"message\":null}]}",
		"{\"choices\":[{\"message\":{\"content\":\"a\"}}]} trailing",
		"{\"choices\":[{\"message\":{\"content\":\"a\"}}],\"choices\":[]}",
		"{\"choices\":[{\"message\":{\"content\":\"\\ud800\"}}]}",
		"{\"choices\":[{\"message\":{\"content\":\"\xff\"}}]}",
		"{\"choices\":[{\"message\":{\"content\":\"a",
	};
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct assay_chat_reply reply;
		struct assay_err err = {0};
		size_t before = assay_arena_used(arena);
		cr_expect_eq(assay_chat_read_reply(assay_str_of(bodies[i]), arena, &reply, &err), ASSAY_EPROTO, "%s",
			     bodies[i]);
		cr_expect_eq(err.code, ASSAY_EPROTO);
		cr_expect_eq(assay_arena_used(arena), before, "%s", bodies[i]);
	}
}

Test(chat, refuses_replies_built_to_cost_memory)
{
	assay_autobuf struct assay_buf deep = {0}, wide = {0};
	struct assay_chat_reply reply;
	for (int i = 0; i < 100; i++)
		(void)assay_buf_add_char(&deep, '[');
	for (int i = 0; i < 100; i++)
		(void)assay_buf_add_char(&deep, ']');
	(void)assay_buf_add_c(&wide, "[0");
	for (int i = 0; i < 100000; i++)
		(void)assay_buf_add_c(&wide, ",0");
	(void)assay_buf_add_char(&wide, ']');
	cr_expect_eq(assay_chat_read_reply(assay_buf_str(&deep), arena, &reply, NULL), ASSAY_EPROTO);
	cr_expect_eq(assay_chat_read_reply(assay_buf_str(&wide), arena, &reply, NULL), ASSAY_EPROTO);
}

Test(chat, says_when_the_arena_is_full)
{
	assay_autobuf struct assay_buf body = {0};
	struct assay_chat_reply reply;
	(void)assay_buf_add_c(&body, "{\"choices\":[{\"message\":{\"content\":\"");
	for (int i = 0; i < 1 << 20; i++)
		(void)assay_buf_add_char(&body, 'x');
	(void)assay_buf_add_c(&body, "\"}}]}");
	cr_expect_eq(assay_chat_read_reply(assay_buf_str(&body), arena, &reply, NULL), ASSAY_ELIMIT);
}

Test(chat, finds_what_an_endpoint_says_about_an_error)
{
	static const struct {
		const char *body, *text;
	} cases[] = {
		{"{\"error\":{\"message\":\"too long\",\"type\":\"invalid_request_error\"}}", "too long"},
		{"{\"object\":\"error\",\"message\":\"no such model\",\"code\":404}", "no such model"},
		{"{\"error\":\"overloaded\"}", "overloaded"},
		{"{\"detail\":\"Not Found\"}", "Not Found"},
		{"{\"detail\":[{\"msg\":\"field required\"}]}", "{\"detail\":[{\"msg\":\"field required\"}]}"},
		{" <html>Bad Gateway</html>\n", "<html>Bad Gateway</html>"},
		{"", ""},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assay_autobuf struct assay_buf out = {0};
		cr_assert_eq(assay_chat_read_error(assay_str_of(cases[i].body), &out), 0);
		cr_expect(assay_str_is(assay_buf_str(&out), cases[i].text), "%s", cases[i].body);
	}
}
