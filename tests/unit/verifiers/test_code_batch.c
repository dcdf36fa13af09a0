/* SPDX-License-Identifier: Apache-2.0 */
/* Call problems whose tests share a process: what is kept between them, and whose fault it is when it ends early. */
#include "harness.h"
#include "verifiers/code/call.h"
#include "verifiers/code/frame.h"

#include <criterion/criterion.h>

#define HEAD                                                                                               \
	"{\"id\":\"p\",\"kind\":\"call\",\"language\":\"python\",\"statement\":\"f\",\"entry\":{\"name\":" \
	"\"f\"},\"limits\":{\"cpu_ms\":1000,\"wall_ms\":60000,\"output_kb\":64,\"mem_mb\":512},"
#define SHARED HEAD "\"one_process\":true,"

/** Each is asked for the number itself. */
#define FOUR                                                                                                     \
	"\"tests\":[{\"args\":[1],\"expected\":1},{\"args\":[2],\"expected\":2},{\"args\":[3],\"expected\":3},{" \
	"\"args\":[4],\"expected\":4}]}"
/** Each is asked for how often it was called. */
#define COUNTED "\"tests\":[{\"expected\":1},{\"expected\":2},{\"expected\":3}]}"
#define COUNTS	"n = 0\ndef f():\n  global n\n  n += 1\n  return n\n"

struct row {
	const char *problem, *code;
	enum assay_word word;
	const char *bits;
	const char *reason; /**< A part of it; NULL: any. */
	size_t n_batches, n_alone;
};

static void check(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_problem problem = harness_problem(rows[i].problem, arena);
		struct assay_candidate candidate = harness_code(rows[i].code);
		struct harness_count count;
		struct assay_verdict v = harness_verify_counting(&problem, &candidate, arena, &count);
		cr_expect_eq(v.word, rows[i].word, "row %zu: %s (%.*s)\n%s", i, assay_word_name(v.word),
			     (int)v.reason.len, v.reason.data, rows[i].code);
		cr_expect(assay_str_is(v.pass_bits, rows[i].bits), "row %zu: %.*s\n%s", i, (int)v.pass_bits.len,
			  v.pass_bits.data, rows[i].code);
		if (rows[i].reason)
			cr_expect_neq(assay_str_find(v.reason, assay_str_of(rows[i].reason), 0), SIZE_MAX,
				      "row %zu: %.*s", i, (int)v.reason.len, v.reason.data);
		cr_expect_eq(count.n_batches, rows[i].n_batches, "row %zu: %zu batches\n%s", i, count.n_batches,
			     rows[i].code);
		cr_expect_eq(count.n_alone, rows[i].n_alone, "row %zu: %zu alone\n%s", i, count.n_alone, rows[i].code);
	}
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof((rows)[0]))

Test(batch, keeps_what_the_module_keeps_only_where_the_problem_says_so)
{
	static const struct row rows[] = {
		{SHARED COUNTED, COUNTS, ASSAY_ACCEPTED, "111", NULL, 1, 0},
		{HEAD COUNTED, COUNTS, ASSAY_WRONG_ANSWER, "100", "test 2: expected 2, got 1", 0, 3},
		{SHARED "\"tests\":[{\"expected\":1}]}", COUNTS, ASSAY_ACCEPTED, "1", NULL, 0, 1},
		/* One object of the class for all calls. */
		{SHARED COUNTED, "class Solution:\n  n = 0\n  def f(self):\n    self.n += 1\n    return self.n",
		 ASSAY_ACCEPTED, "111", NULL, 1, 0},
	};
	CHECK(rows);
}

Test(batch, judges_each_test_by_its_own_frames)
{
	static const struct row rows[] = {
		{SHARED FOUR, "def f(x): return x", ASSAY_ACCEPTED, "1111", NULL, 1, 0},
		{SHARED FOUR, "def f(x): return x if x != 3 else 'no'", ASSAY_WRONG_ANSWER, "1101",
		 "test 3: expected 3, got \"no\"", 1, 0},
		{SHARED FOUR, "def f(x): return x if x < 3 else [][x]", ASSAY_RUNTIME_ERROR, "1100",
		 "test 3: raised IndexError", 1, 0},
		{SHARED FOUR, "def f(x): return x if x != 2 else f", ASSAY_WRONG_ANSWER, "1011", "not plain data", 1,
		 0},
		{SHARED FOUR, "def f(x): return x if x != 2 else 'x' * 70000", ASSAY_WRONG_ANSWER, "1011",
		 "a text of 70000", 1, 0},
		{SHARED FOUR, "import sys\ndef f(x): return x if x != 2 else sys.exit(0)", ASSAY_RUNTIME_ERROR, "1011",
		 "SystemExit", 1, 0},
		{SHARED "\"tests\":[{\"args\":[[2,1]],\"expected\":{\"$arg0\":[1,2]}},{\"args\":[[2,1]],\"expected\":"
			"null},{\"args\":[[]],\"kwargs\":{\"key\":null},\"expected\":{\"$raises\":\"TypeError\"}}]}",
		 "def f(x): x.sort()", ASSAY_ACCEPTED, "111", NULL, 1, 0},
	};
	CHECK(rows);
}

Test(batch, reads_arguments_afresh_for_every_call)
{
	static const struct row rows[] = {
		{SHARED "\"tests\":[{\"args\":[[1]],\"expected\":2},{\"args\":[[1]],\"expected\":2},{\"args\":[[1]],"
			"\"expected\":2}]}",
		 "seen = []\ndef f(x):\n  x.append(1)\n  seen.append(x)\n  for y in seen[:-1]: y.clear()\n  return "
		 "len(x)",
		 ASSAY_ACCEPTED, "111", NULL, 1, 0},
		{SHARED "\"tests\":[{\"args\":[{\"$int\":\"1\"}],\"expected\":true},{\"args\":[{\"$set\":[]}],"
			"\"expected\":true}]}",
		 "import builtins\nint_, set_ = int, set\ndef f(x):\n  builtins.int = builtins.set = builtins.len = "
		 "None\n"
		 "  return type(x) in (int_, set_)",
		 ASSAY_ACCEPTED, "11", NULL, 1, 0},
	};
	CHECK(rows);
}

Test(batch, tries_a_test_before_which_the_process_ended_in_a_new_one)
{
	static const struct row rows[] = {
		{SHARED FOUR, "import os\ndef f(x): return x if x != 2 else os._exit(3)", ASSAY_RUNTIME_ERROR, "1011",
		 "test 2: exit code 3", 3, 0},
		{SHARED FOUR, "import os\ndef f(x): return x if x != 2 else os._exit(0)", ASSAY_RUNTIME_ERROR, "1011",
		 "test 2: ended before giving a result", 3, 0},
		{SHARED FOUR, "import os\ndef f(x): return x if x != 4 else os.kill(os.getpid(), 9)",
		 ASSAY_RUNTIME_ERROR, "1110", "test 4: killed by signal 9", 1, 1},
		/* Once for each test, and the last by itself. */
		{SHARED FOUR, "import os\ndef f(x): os._exit(3)", ASSAY_RUNTIME_ERROR, "0000", "test 1: exit code 3", 3,
		 1},
		/* Nobody is blamed for having been the second. */
		{SHARED FOUR, "import os\nn = 0\ndef f(x):\n  global n\n  n += 1\n  return x if n < 2 else os._exit(3)",
		 ASSAY_ACCEPTED, "1111", NULL, 3, 1},
		{SHARED FOUR, "kept = []\ndef f(x):\n  kept.append(bytearray(200 << 20))\n  return x", ASSAY_ACCEPTED,
		 "1111", NULL, 2, 0},
		{SHARED FOUR, "def f(x): return x if x != 2 else bytearray(1 << 34)", ASSAY_MEMORY_LIMIT, "1011",
		 "test 2: raised MemoryError", 2, 0},
	};
	CHECK(rows);
}

Test(batch, takes_no_word_from_a_process_that_crossed_a_limit)
{
	static const struct row rows[] = {
		{SHARED FOUR, "def f(x):\n  while x == 2: pass\n  return x", ASSAY_TIME_LIMIT, "1011",
		 "test 2: more than", 1, 4},
		/* The first one's own. */
		{SHARED FOUR, "def f(x):\n  while x == 1: pass\n  return x", ASSAY_TIME_LIMIT, "0111",
		 "test 1: more than", 2, 0},
	};
	CHECK(rows);
}

Test(batch, finds_frames_that_no_driver_wrote)
{
	static const struct row rows[] = {
		{SHARED FOUR, "import os\ndef f(x):\n  if x == 2: os.write(3, b'\\0\\0')\n  return x",
		 ASSAY_RUNTIME_ERROR, "1011", "test 2: the result channel holds what the driver did not write", 3, 0},
		{SHARED FOUR, "import os\ndef f(x):\n  os.write(3, b'\\0\\0\\0\\2{}')\n  return x", ASSAY_RUNTIME_ERROR,
		 "0000", "test 1: the result channel holds what the driver did not write", 3, 1},
		/* With the nonce: answers to all that will be asked, and its own behind them. */
		{SHARED FOUR,
		 "import sys\ndef f(x):\n  g = sys._getframe(2).f_locals['guard']\n  for y in range(x, 5):\n"
		 "    g.send('\"kind\":\"value\",\"value\":%d' % (y + 1))\n    g.send('\"kind\":\"done\"')\n  return x",
		 ASSAY_WRONG_ANSWER, "0000", "test 1: expected 1, got 2", 1, 1},
		/* One too many, at the end. */
		{SHARED FOUR,
		 "import sys\ndef f(x):\n  g = sys._getframe(2).f_locals['guard']\n  if x == 4:\n"
		 "    g.send('\"kind\":\"value\",\"value\":4')\n    g.send('\"kind\":\"done\"')\n  return x",
		 ASSAY_RUNTIME_ERROR, "1110", "test 4: something was written behind the result", 1, 1},
		{SHARED FOUR,
		 "import sys, os\ndef f(x):\n  if x == 2:\n    sys._getframe(2).f_locals['guard'].send("
		 "'\"kind\":\"value\",\"value\":2')\n    os._exit(0)\n  return x",
		 ASSAY_RUNTIME_ERROR, "1011", "test 2: the result has no completion marker", 3, 0},
		/* A child that comes back, and one that reads on. */
		{SHARED FOUR, "import os\ndef f(x):\n  if x == 2 and os.fork() == 0: return x\n  return x",
		 ASSAY_ACCEPTED, "1111", NULL, 1, 0},
	};
	CHECK(rows);
}

Test(batch, says_once_why_a_candidate_cannot_be_called)
{
	static const struct row rows[] = {
		{SHARED FOUR, "def f(:", ASSAY_COMPILE_ERROR, "0000", "test 1: does not compile", 1, 0},
		{SHARED FOUR, "def g(x): return x", ASSAY_RUNTIME_ERROR, "0000", "test 1: does not define f", 1, 0},
		{SHARED FOUR, "1 / 0", ASSAY_RUNTIME_ERROR, "0000", "test 1: loading raised ZeroDivisionError", 1, 0},
		{SHARED FOUR, "import os\nos._exit(0)", ASSAY_RUNTIME_ERROR, "0000",
		 "test 1: ended before giving a result", 3, 1},
	};
	CHECK(rows);
}

/* --- What a process left, without one --- */

/** A plan for FOUR, and channels in the words of its driver. */
struct fixture {
	struct assay_arena *arena;
	struct assay_problem problem;
	struct assay_candidate candidate;
	struct assay_plan plan;
	struct assay_test_result results[4];
	size_t n;
};

static void setup(struct fixture *f)
{
	*f = (struct fixture){.arena = assay_arena_create(0)};
	f->problem = harness_problem(SHARED FOUR, f->arena);
	f->candidate = harness_code("def f(x): return x");
	cr_assert_eq(assay_verify_plan(&f->problem, &f->candidate, NULL, f->arena, &f->plan, NULL), 0);
}

static void add_answer(const struct fixture *f, int value, struct assay_buf *channel)
{
	const struct assay_call_state *state = f->plan.state;
	assay_autobuf struct assay_buf text = {0};

	assay_buf_printf(&text, "{\"nonce\":\"%s\",\"kind\":\"value\",\"value\":%d}", state->nonce, value);
	assay_frame_add(channel, assay_buf_str(&text));
	assay_buf_clear(&text);
	assay_buf_printf(&text, "{\"nonce\":\"%s\",\"kind\":\"done\"}", state->nonce);
	assay_frame_add(channel, assay_buf_str(&text));
}

/** Judges a process that answered `n_answers` of the tests from `first` on and ended like this. */
static void judge(struct fixture *f, size_t first, int n_answers, struct assay_outcome outcome)
{
	assay_autobuf struct assay_buf channel = {0};
	struct assay_err err = {0};

	for (int i = 0; i < n_answers; i++)
		add_answer(f, (int)first + i + 1, &channel);
	outcome.channel = assay_buf_str(&channel);
	const struct assay_execution_result result = {.sides = {outcome}};
	cr_assert_eq(assay_verify_judge_batch(&f->problem, &f->plan, first, &result, f->arena, f->results, &f->n, &err),
		     0, "%s", err.msg);
}

Test(batch, shares_out_time_so_that_nothing_of_it_is_lost)
{
	struct fixture f;
	uint64_t cpu_us = 0, wall_us = 0;

	setup(&f);
	judge(&f, 1, 3,
	      (struct assay_outcome){.end = ASSAY_END_EXITED, .cpu_us = 100, .wall_us = 1001, .peak_bytes = 7});
	cr_assert_eq(f.n, 3);
	for (size_t i = 0; i < f.n; i++) {
		cr_expect_eq(f.results[i].word, ASSAY_ACCEPTED);
		cr_expect_eq(f.results[i].peak_bytes, 7);
		cr_expect(f.results[i].cpu_us == 33 || f.results[i].cpu_us == 34);
		cpu_us += f.results[i].cpu_us;
		wall_us += f.results[i].wall_us;
	}
	cr_expect_eq(cpu_us, 100);
	cr_expect_eq(wall_us, 1001);
	assay_arena_destroy(f.arena);
}

Test(batch, has_no_result_where_the_account_shows_a_crossed_limit)
{
	static const struct assay_outcome ends[] = {
		{.end = ASSAY_END_CPU_LIMIT},
		{.end = ASSAY_END_WALL_LIMIT},
		{.end = ASSAY_END_MEMORY_LIMIT},
		{.end = ASSAY_END_OUTPUT_LIMIT},
		{.end = ASSAY_END_EXITED, .out_is_truncated = true},
	};
	struct fixture f;

	setup(&f);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		for (int n_answers = 1; n_answers <= 4; n_answers++) {
			judge(&f, 0, n_answers, ends[i]);
			cr_expect_eq(f.n, 0, "end %zu, %d answers", i, n_answers);
		}
		/* The first had the process for itself. */
		judge(&f, 0, 0, ends[i]);
		cr_expect_eq(f.n, 1);
		cr_expect_neq(f.results[0].word, ASSAY_ACCEPTED);
	}
	assay_arena_destroy(f.arena);
}

Test(batch, gives_no_second_try_to_what_is_forbidden)
{
	struct fixture f;

	setup(&f);
	for (int n_answers = 0; n_answers <= 4; n_answers++) {
		int at = n_answers < 3 ? n_answers : 3;
		judge(&f, 0, n_answers, (struct assay_outcome){.end = ASSAY_END_POLICY, .cpu_us = 10});
		cr_expect_eq(f.n, (size_t)at + 1);
		cr_expect_eq(f.results[at].word, ASSAY_POLICY_VIOLATION);
		for (int i = 0; i < at; i++)
			cr_expect_eq(f.results[i].word, ASSAY_ACCEPTED);
	}
	assay_arena_destroy(f.arena);
}

Test(batch, needs_a_clean_end_for_the_last_test_of_all)
{
	static const struct assay_outcome ends[] = {{.end = ASSAY_END_EXITED, .exit_code = 1},
						    {.end = ASSAY_END_SIGNALED, .signal = 9},
						    {.end = ASSAY_END_STOPPED},
						    {.end = ASSAY_END_UNKNOWN}};
	struct fixture f;

	setup(&f);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		judge(&f, 0, 4, ends[i]);
		cr_expect_eq(f.n, 3);
	}
	judge(&f, 0, 5, (struct assay_outcome){.end = ASSAY_END_EXITED});
	cr_expect_eq(f.n, 3, "an answer to no question");
	judge(&f, 0, 4, (struct assay_outcome){.end = ASSAY_END_EXITED});
	cr_expect_eq(f.n, 4);
	assay_arena_destroy(f.arena);
}

Test(batch, is_part_of_what_decides_a_verdict)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_problem shared = harness_problem(SHARED FOUR, arena), single = harness_problem(HEAD FOUR, arena);
	struct assay_candidate candidate = harness_code("def f(x): return x");
	struct assay_hash128 a = assay_verify_key(&shared, &candidate, NULL);
	struct assay_hash128 b = assay_verify_key(&single, &candidate, NULL);

	cr_expect_neq(memcmp(a.bytes, b.bytes, sizeof(a.bytes)), 0);
}
