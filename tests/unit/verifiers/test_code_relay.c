/* SPDX-License-Identifier: Apache-2.0 */
/* The relay and the judge of suites, on bytes that no driver would send. */
#include "harness.h"

#include "verifiers/code/frame.h"
#include "verifiers/code/relay.h"

#include <criterion/criterion.h>

#define CANDIDATE ((size_t)0)
#define SUITE	  ((size_t)1)

struct fixture {
	struct assay_arena *arena;
	void *state;
	struct assay_buf to[2];
};

static struct fixture setup(void)
{
	static const struct assay_limits limits = {.output_bytes = 4096};
	struct fixture f = {.arena = assay_arena_create(0)};

	f.state = assay_suite_relay.create(f.arena, &limits, NULL);
	return f;
}

static void teardown(struct fixture *f)
{
	assay_suite_relay.finish(f->state);
	assay_buf_finish(&f->to[0]);
	assay_buf_finish(&f->to[1]);
	assay_arena_destroy(f->arena);
}

static int put(struct fixture *f, size_t from, struct assay_str bytes)
{
	assay_buf_clear(&f->to[0]);
	assay_buf_clear(&f->to[1]);
	return assay_suite_relay.on_bytes(f->state, from, bytes, f->to);
}

static int put_frame(struct fixture *f, size_t from, const char *json)
{
	assay_autobuf struct assay_buf frame = {0};

	assay_frame_add(&frame, assay_str_of(json));
	return put(f, from, assay_buf_str(&frame));
}

static struct assay_relay_view view(const struct fixture *f)
{
	struct assay_relay_view v;

	assay_suite_relay_view(f->state, &v);
	return v;
}

/** The payload of the only frame in a buffer. */
static struct assay_str only(const struct assay_buf *buf)
{
	struct assay_str rest = assay_buf_str(buf), payload = {0};

	if (assay_frame_next(&rest, 1 << 20, &payload) != ASSAY_FRAME_WHOLE || rest.len > 0)
		return (struct assay_str){0};
	return payload;
}

#define READY "{\"kind\":\"ready\"}"
#define CALL  "{\"id\":1,\"op\":\"call\",\"ref\":0}"
#define VALUE "{\"id\":1,\"kind\":\"value\",\"value\":3}"
#define GONE  "{\"kind\":\"gone\"}"

Test(relay, passes_questions_and_answers_on)
{
	struct fixture f = setup();

	cr_assert_eq(put_frame(&f, CANDIDATE, READY), 0);
	cr_assert_eq(f.to[SUITE].len, 0);
	cr_assert_eq(put_frame(&f, SUITE, CALL), 0);
	cr_assert(assay_str_is(only(&f.to[CANDIDATE]), CALL));
	cr_assert(view(&f).is_candidates_turn);
	cr_assert_eq(put_frame(&f, CANDIDATE, VALUE), 0);
	cr_assert(assay_str_is(only(&f.to[SUITE]), VALUE));
	cr_assert_not(view(&f).is_candidates_turn);
	cr_assert_eq(put_frame(&f, SUITE, "{\"op\":\"report\",\"bits\":\"1\"}"), 1);
	cr_assert(assay_str_is(view(&f).report, "{\"op\":\"report\",\"bits\":\"1\"}"));
	cr_assert_eq(view(&f).n_calls, 1);
	cr_assert_null(view(&f).violation);
	teardown(&f);
}

Test(relay, takes_frames_in_any_pieces)
{
	struct fixture f = setup();
	assay_autobuf struct assay_buf all = {0};

	assay_frame_add(&all, ASSAY_STR(READY));
	cr_assert_eq(put_frame(&f, SUITE, CALL), 0);
	for (size_t i = 0; i < all.len; i++)
		cr_assert_eq(put(&f, CANDIDATE, assay_str_sub(assay_buf_str(&all), i, 1)), 0);
	cr_assert_eq(put_frame(&f, CANDIDATE, VALUE), 0);
	cr_assert(assay_str_is(only(&f.to[SUITE]), VALUE));
	teardown(&f);
}

Test(relay, remembers_what_broke_the_rules_and_tells_the_suite_once)
{
	static const struct {
		const char *bytes;
		size_t len;
	} rows[] = {
		{"\0\0\0\2{}", 6},					     /* An object without an answer. */
		{"\0\0\0\3abc", 7},					     /* Not JSON. */
		{"\xff\xff\xff\xff", 4},				     /* Too long. */
		{"\0\0\0\0", 4},					     /* Empty. */
		{"passed\n{\"ok\":true}", 18},				     /* Text whose head announces too much. */
		{"\0\0\0\x1f{\"id\":2,\"kind\":\"value\",\"value\":3}", 35}, /* Another question's. */
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fixture f = setup();
		cr_assert_eq(put_frame(&f, CANDIDATE, READY), 0);
		cr_assert_eq(put_frame(&f, SUITE, CALL), 0);
		cr_assert_eq(put(&f, CANDIDATE, (struct assay_str){.data = rows[i].bytes, .len = rows[i].len}), 0);
		cr_expect_not_null(view(&f).violation, "row %zu", i);
		cr_expect(assay_str_is(only(&f.to[SUITE]), GONE), "row %zu", i);
		cr_assert_eq(put_frame(&f, CANDIDATE, VALUE), 0);
		cr_expect_eq(f.to[SUITE].len, 0, "row %zu", i);
		cr_assert_eq(put(&f, CANDIDATE, (struct assay_str){0}), 0);
		cr_expect_eq(f.to[SUITE].len, 0, "row %zu", i);
		teardown(&f);
	}
}

Test(relay, takes_no_report_from_the_candidate)
{
	struct fixture f = setup();

	cr_assert_eq(put_frame(&f, CANDIDATE, READY), 0);
	cr_assert_eq(put_frame(&f, SUITE, CALL), 0);
	cr_assert_eq(
		put_frame(&f, CANDIDATE, "{\"op\":\"report\",\"bits\":\"1\",\"ran\":1,\"id\":1,\"kind\":\"report\"}"),
		0);
	cr_assert(assay_str_is_absent(view(&f).report));
	cr_assert_not_null(view(&f).violation);
	teardown(&f);
}

Test(relay, refuses_an_answer_before_the_question)
{
	struct fixture f = setup();

	cr_assert_eq(put_frame(&f, CANDIDATE, READY), 0);
	cr_assert_eq(put_frame(&f, CANDIDATE, VALUE), 0);
	cr_assert_not_null(view(&f).violation);
	teardown(&f);
}

Test(relay, keeps_why_the_candidate_did_not_load)
{
	struct fixture f = setup();

	cr_assert_eq(put_frame(&f, CANDIDATE, "{\"kind\":\"syntax\",\"line\":1}"), 0);
	cr_assert(assay_str_is(view(&f).load_failure, "{\"kind\":\"syntax\",\"line\":1}"));
	cr_assert(assay_str_is(only(&f.to[SUITE]), GONE));
	cr_assert(view(&f).is_candidates_turn);
	teardown(&f);
}

Test(relay, ends_when_the_suite_does)
{
	struct fixture f = setup();

	cr_assert_eq(put(&f, SUITE, (struct assay_str){0}), 1);
	teardown(&f);
}

/* The judge, on outcomes and exchanges made by hand. */

struct judged {
	enum assay_end candidate, suite;
	int candidate_code;
	const char *frames[6]; /**< "<" from the candidate, ">" from the suite, in front of the JSON. */
	enum assay_word word;
};

#define PASSED	 ">{\"op\":\"report\",\"bits\":\"11\",\"ran\":2,\"calls\":1}"
#define ASKED	 "<" READY, ">" CALL
#define ANSWERED ASKED, "<" VALUE
#define SAYS(w)	 ">{\"op\":\"report\",\"bits\":\"10\",\"ran\":2,\"word\":\"" w "\",\"error\":\"e\"}"

Test(suite_judge, lets_the_candidates_end_decide_first)
{
	static const struct judged rows[] = {
		{ASSAY_END_STOPPED, ASSAY_END_EXITED, 0, {ANSWERED, PASSED}, ASSAY_ACCEPTED},
		{ASSAY_END_EXITED, ASSAY_END_EXITED, 0, {ANSWERED, PASSED}, ASSAY_ACCEPTED},
		{ASSAY_END_EXITED, ASSAY_END_EXITED, 3, {ANSWERED, PASSED}, ASSAY_RUNTIME_ERROR},
		{ASSAY_END_EXITED, ASSAY_END_EXITED, 71, {ANSWERED, PASSED}, ASSAY_MEMORY_LIMIT},
		{ASSAY_END_SIGNALED, ASSAY_END_EXITED, 0, {ANSWERED, PASSED}, ASSAY_RUNTIME_ERROR},
		{ASSAY_END_CPU_LIMIT, ASSAY_END_STOPPED, 0, {ASKED}, ASSAY_TIME_LIMIT},
		{ASSAY_END_WALL_LIMIT, ASSAY_END_STOPPED, 0, {ASKED}, ASSAY_TIME_LIMIT},
		{ASSAY_END_WALL_LIMIT, ASSAY_END_STOPPED, 0, {ANSWERED}, ASSAY_UNDECIDED},
		{ASSAY_END_OUTPUT_LIMIT, ASSAY_END_EXITED, 0, {ASKED, SAYS("gone")}, ASSAY_OUTPUT_LIMIT},
		{ASSAY_END_POLICY, ASSAY_END_EXITED, 0, {ASKED, SAYS("gone")}, ASSAY_POLICY_VIOLATION},
		{ASSAY_END_UNKNOWN, ASSAY_END_EXITED, 0, {ANSWERED, PASSED}, ASSAY_SYSTEM_ERROR},
		{ASSAY_END_STOPPED, ASSAY_END_EXITED, 0, {ANSWERED, SAYS("wrong_answer")}, ASSAY_WRONG_ANSWER},
		{ASSAY_END_STOPPED, ASSAY_END_EXITED, 0, {ANSWERED, SAYS("memory_limit")}, ASSAY_MEMORY_LIMIT},
		{ASSAY_END_STOPPED, ASSAY_END_EXITED, 0, {ANSWERED, SAYS("accepted")}, ASSAY_UNDECIDED},
		{ASSAY_END_STOPPED, ASSAY_END_EXITED, 0, {ANSWERED, "<{\"id\":1}", PASSED}, ASSAY_RUNTIME_ERROR},
		{ASSAY_END_STOPPED, ASSAY_END_EXITED, 0, {"<" READY, PASSED}, ASSAY_UNDECIDED},
		{ASSAY_END_STOPPED,
		 ASSAY_END_EXITED,
		 0,
		 {ANSWERED, ">{\"op\":\"report\",\"bits\":\"10\",\"ran\":2}"},
		 ASSAY_WRONG_ANSWER},
		{ASSAY_END_STOPPED,
		 ASSAY_END_EXITED,
		 0,
		 {ANSWERED, ">{\"op\":\"report\",\"bits\":\"\",\"ran\":2}"},
		 ASSAY_UNDECIDED},
		{ASSAY_END_STOPPED, ASSAY_END_EXITED, 0, {ANSWERED}, ASSAY_SYSTEM_ERROR},
		{ASSAY_END_STOPPED, ASSAY_END_CPU_LIMIT, 0, {ANSWERED}, ASSAY_TIME_LIMIT},
		{ASSAY_END_STOPPED, ASSAY_END_MEMORY_LIMIT, 0, {ANSWERED}, ASSAY_MEMORY_LIMIT},
		{ASSAY_END_STOPPED, ASSAY_END_CPU_LIMIT, 0, {"<" READY}, ASSAY_UNDECIDED},
		{ASSAY_END_STOPPED, ASSAY_END_WALL_LIMIT, 0, {ANSWERED}, ASSAY_UNDECIDED},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fixture f = setup();
		struct assay_problem problem = {.kind = ASSAY_KIND_SUITE,
						.language = ASSAY_STR("python"),
						.entry = ASSAY_STR("f"),
						.suite = ASSAY_STR("x = f()\nassert x == 3")};
		struct assay_candidate candidate = harness_code("def f(): return 3");
		struct assay_execution_result run = {
			.sides = {{.end = rows[i].candidate, .exit_code = rows[i].candidate_code},
				  {.end = rows[i].suite}},
			.relay_state = f.state};
		struct assay_test_result result;
		struct assay_plan plan;
		for (size_t n = 0; n < 6 && rows[i].frames[n]; n++)
			(void)put_frame(&f, rows[i].frames[n][0] == '>' ? SUITE : CANDIDATE, rows[i].frames[n] + 1);
		cr_assert_eq(assay_verify_plan(&problem, &candidate, NULL, f.arena, &plan, NULL), 0);
		cr_assert_eq(assay_verify_judge(&problem, &plan, 0, &run, f.arena, &result, NULL), 0, "row %zu", i);
		cr_expect_eq(result.word, rows[i].word, "row %zu: %s: %s", i, assay_word_name(result.word),
			     result.reason.data ? result.reason.data : "");
		teardown(&f);
	}
}

/* The judge of calls, on channels made by hand. The nonce is taken from the plan's own hello. */

Test(call_judge, takes_one_result_and_its_marker_and_nothing_else)
{
	static const struct {
		const char *frames[4]; /**< %s: the nonce. */
		enum assay_word word;
	} rows[] = {
		{{"{\"nonce\":\"%s\",\"kind\":\"value\",\"value\":3}", "{\"nonce\":\"%s\",\"kind\":\"done\"}"},
		 ASSAY_ACCEPTED},
		{{NULL}, ASSAY_RUNTIME_ERROR},
		{{"{\"nonce\":\"%s\",\"kind\":\"value\",\"value\":3}"}, ASSAY_RUNTIME_ERROR},
		{{"{\"nonce\":\"0\",\"kind\":\"value\",\"value\":3}", "{\"nonce\":\"%s\",\"kind\":\"done\"}"},
		 ASSAY_RUNTIME_ERROR},
		{{"{\"nonce\":\"%s\",\"kind\":\"value\",\"value\":3}", "{\"nonce\":\"%s\",\"kind\":\"done\"}",
		  "{\"nonce\":\"%s\",\"kind\":\"value\",\"value\":3}"},
		 ASSAY_RUNTIME_ERROR},
		{{"{\"nonce\":\"%s\",\"kind\":\"value\",\"value\":4}",
		  "{\"nonce\":\"%s\",\"kind\":\"value\",\"value\":3}", "{\"nonce\":\"%s\",\"kind\":\"done\"}"},
		 ASSAY_RUNTIME_ERROR},
		{{"{\"nonce\":\"%s\",\"kind\":\"value\"}", "{\"nonce\":\"%s\",\"kind\":\"done\"}"},
		 ASSAY_RUNTIME_ERROR},
		{{"{\"nonce\":\"%s\",\"kind\":\"value\",\"value\":{\"$set\":3}}",
		  "{\"nonce\":\"%s\",\"kind\":\"done\"}"},
		 ASSAY_RUNTIME_ERROR},
		{{"{\"nonce\":\"%s\",\"kind\":\"accepted\"}", "{\"nonce\":\"%s\",\"kind\":\"done\"}"},
		 ASSAY_RUNTIME_ERROR},
		{{"{\"nonce\":\"%s\",\"kind\":\"raised\",\"type\":3}", "{\"nonce\":\"%s\",\"kind\":\"done\"}"},
		 ASSAY_RUNTIME_ERROR},
		{{"{\"nonce\":\"%s\",\"kind\":\"syntax\"}"}, ASSAY_COMPILE_ERROR},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		assay_autobuf struct assay_buf channel = {0};
		assay_autojson struct assay_json_doc *doc = NULL;
		struct assay_problem problem =
			harness_problem("{\"id\":\"p\",\"kind\":\"call\",\"language\":\"python\",\"statement\":\"f\","
					"\"entry\":{\"name\":\"f\"},\"tests\":[{\"args\":[],\"expected\":3}]}",
					arena);
		struct assay_candidate candidate = harness_code("def f(): return 3");
		struct assay_execution_result run = {.sides = {{.end = ASSAY_END_EXITED}}};
		struct assay_test_result result;
		struct assay_plan plan;
		cr_assert_eq(assay_verify_plan(&problem, &candidate, NULL, arena, &plan, NULL), 0);
		struct assay_str hello = assay_str_sub(plan.executions[0].sides[0].channel_in, 4, SIZE_MAX);
		cr_assert_eq(assay_str_find(hello, ASSAY_STR("expected"), 0), SIZE_MAX);
		cr_assert_eq(assay_json_parse(hello, NULL, &doc, NULL), 0);
		struct assay_str nonce = assay_json_str(assay_json_get(assay_json_root(doc), "nonce"));
		for (size_t n = 0; n < 4 && rows[i].frames[n]; n++) {
			const char *at = strstr(rows[i].frames[n], "%s");
			assay_autobuf struct assay_buf json = {0};
			if (at) {
				assay_buf_append(&json, rows[i].frames[n], (size_t)(at - rows[i].frames[n]));
				assay_buf_add_str(&json, nonce);
				assay_buf_add_c(&json, at + 2);
			} else {
				assay_buf_add_c(&json, rows[i].frames[n]);
			}
			assay_frame_add(&channel, assay_buf_str(&json));
		}
		run.sides[0].channel = assay_buf_str(&channel);
		cr_assert_eq(assay_verify_judge(&problem, &plan, 0, &run, arena, &result, NULL), 0);
		cr_expect_eq(result.word, rows[i].word, "row %zu: %s: %s", i, assay_word_name(result.word),
			     result.reason.data);
		/* Cut anywhere, it is no pass. */
		for (size_t cut = 1; cut < channel.len; cut += 7) {
			run.sides[0].channel.len = channel.len - cut;
			cr_assert_eq(assay_verify_judge(&problem, &plan, 0, &run, arena, &result, NULL), 0);
			cr_expect(result.word != ASSAY_ACCEPTED || i != 0, "row %zu cut by %zu", i, cut);
		}
	}
}
