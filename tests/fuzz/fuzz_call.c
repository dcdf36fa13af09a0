/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the side of a candidate writes on the channel of a call. The first byte chooses the language (Python's driver
 * and the others write values in two notations), then each line is a frame, and a `@` in it is the run's nonce: the
 * worst case, a candidate that knows it. The judge has a word for everything; `accepted` is only for the expected value
 * with its marker.
 */
#include "base/json.h"
#include "tests/fuzz/fuzz.h"
#include "verifiers/code/frame.h"
#include "verifiers/verify.h"

static const struct {
	const char *name, *code;
} languages[] = {
	{"python", "f"},
	{"javascript", "function f(a) {}"},
	{"java", "class Solution { static int f(int[] a) { return 0; } }"},
	{"cpp", "#include <vector>\nint f(std::vector<int> a) { return 0; }"},
	{"go", "package main\nfunc f(a []int) int { return 0 }"},
	{"rust", "fn f(a: Vec<i64>) -> i64 { 0 }"},
	{"ruby", "def f(a) end"},
	{"lua", "function f(a) end"},
	{"php", "<?php function f($a) {}"},
	{"r", "f <- function(a) 0"},
};

/* The nonce stands in the frame that starts the run: a member of Python's, the first word of the others'. */
static bool read_nonce(const struct assay_plan *plan, struct assay_arena *arena, struct assay_str *ret)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	struct assay_str channel = plan->executions[0].sides[0].channel_in, payload;
	REQUIRE(assay_frame_next(&channel, SIZE_MAX, &payload) == ASSAY_FRAME_WHOLE);
	struct assay_str nonce = assay_str_sub(payload, 0, assay_str_find(payload, ASSAY_STR(";"), 0));
	if (assay_json_parse(payload, NULL, &doc, NULL) == 0)
		nonce = assay_json_str(assay_json_get(assay_json_root(doc), "nonce"));
	*ret = assay_arena_str(arena, nonce);
	return ret->data && ret->len > 0;
}

static void frame_lines(struct assay_str text, struct assay_str nonce, struct assay_buf *out)
{
	size_t start = 0;
	while (start < text.len) {
		assay_autobuf struct assay_buf line = {0};
		size_t end = assay_str_find(text, ASSAY_STR("\n"), start);
		end = end == SIZE_MAX ? text.len : end;
		for (size_t i = start; i < end; i++) {
			if (text.data[i] == '@')
				assay_buf_add_str(&line, nonce);
			else
				assay_buf_add_char(&line, text.data[i]);
		}
		assay_frame_add(out, assay_buf_str(&line));
		start = end + 1;
	}
}

/* Whether the text has the frames that alone are a right answer, whatever else it holds. */
static bool may_be_right(struct assay_str text)
{
	return assay_str_find(text, ASSAY_STR("value"), 0) != SIZE_MAX &&
	       assay_str_find(text, ASSAY_STR("done"), 0) != SIZE_MAX &&
	       assay_str_find(text, ASSAY_STR("@"), 0) != SIZE_MAX;
}

static void judge(size_t language, bool is_open, struct assay_str text)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create((size_t)64 << 20);
	assay_autobuf struct assay_buf channel = {0};
	const struct assay_test test = {
		.args = ASSAY_STR("[[2,1]]"), .expected = ASSAY_STR("[1,2.5,\"x\"]"), .weight = 1};
	const struct assay_problem problem = {
		.id = ASSAY_STR("p"),
		.kind = ASSAY_KIND_CALL,
		.entry = ASSAY_STR("f"),
		.checker = {.type = is_open ? ASSAY_STR("agreement") : (struct assay_str){0}},
		.tests = &test,
		.n_tests = 1};
	const struct assay_candidate candidate = {.code = assay_str_of(languages[language].code),
						  .language = assay_str_of(languages[language].name)};
	struct assay_plan plan;
	struct assay_test_result result;
	struct assay_execution_result run = {.sides = {{.end = ASSAY_END_EXITED}}};
	struct assay_verdict verdict;
	struct assay_str nonce;
	REQUIRE(arena);
	REQUIRE(assay_verify_plan(&problem, &candidate, NULL, arena, &plan, NULL) == 0);
	if (plan.is_decided)
		return; /* A language that has no driver for calls. */
	REQUIRE(read_nonce(&plan, arena, &nonce));
	frame_lines(text, nonce, &channel);
	run.sides[0].channel = assay_buf_str(&channel);
	if (assay_verify_judge(&problem, &plan, 0, &run, arena, &result, NULL))
		return; /* The arena's ceiling. */
	REQUIRE(result.word != ASSAY_ACCEPTED || may_be_right(text));
	REQUIRE(result.word == ASSAY_ACCEPTED || result.reason.len > 0);
	REQUIRE(result.word != ASSAY_ACCEPTED || !is_open || result.output.len > 0);
	REQUIRE(assay_verify_conclude(&problem, &candidate, NULL, &plan, &result, 1, arena, &verdict, NULL) == 0);
	REQUIRE(!is_open || verdict.word != ASSAY_ACCEPTED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n = sizeof(languages) / sizeof(languages[0]);
	if (size == 0)
		return 0;
	struct assay_str text = {(const char *)data + 1, size - 1};
	judge(data[0] % n, false, text);
	judge(data[0] % n, true, text);
	return 0;
}
