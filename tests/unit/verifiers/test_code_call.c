/* SPDX-License-Identifier: Apache-2.0 */
/* Call problems from end to end: the driver runs unsandboxed on programs of our own. */
#include "harness.h"

#include <criterion/criterion.h>

static struct assay_verdict verify(struct assay_arena *arena, const char *tests, const char *code)
{
	assay_autobuf struct assay_buf row = {0};

	assay_buf_printf(
		&row,
		"{\"id\":\"p\",\"kind\":\"call\",\"language\":\"python\",\"statement\":\"f\",\"entry\":{\"name\":"
		"\"f\"},\"limits\":{\"cpu_ms\":2000,\"output_kb\":64},%s}",
		tests);
	struct assay_problem problem = harness_problem(row.data, arena);
	struct assay_candidate candidate = harness_code(code);
	return harness_verify(&problem, &candidate, arena);
}

struct row {
	const char *tests; /**< Members of the problem's row. */
	const char *code;
	enum assay_word word;
	const char *reason; /**< A part of it; NULL when accepted. */
};

static void check(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_verdict v = verify(arena, rows[i].tests, rows[i].code);
		cr_expect_eq(v.word, rows[i].word, "row %zu: %s (%.*s)\n%s", i, assay_word_name(v.word),
			     (int)v.reason.len, v.reason.data, rows[i].code);
		if (rows[i].reason)
			cr_expect_neq(assay_str_find(v.reason, assay_str_of(rows[i].reason), 0), SIZE_MAX,
				      "row %zu: %.*s", i, (int)v.reason.len, v.reason.data);
		cr_expect_eq(v.assurance, ASSAY_ASSURANCE_SEPARATED);
	}
}

#define CHECK(rows)	    check(rows, sizeof(rows) / sizeof((rows)[0]))
#define ONE(args, expected) "\"tests\":[{\"args\":" args ",\"expected\":" expected "}]"

Test(call, compares_what_came_back_by_exact_type)
{
	static const struct row rows[] = {
		{ONE("[2,3]", "5"), "def f(a, b): return a + b", ASSAY_ACCEPTED, NULL},
		{ONE("[2,3]", "5"), "def f(a, b): return a - b", ASSAY_WRONG_ANSWER, "expected 5, got -1"},
		{ONE("[]", "1"), "def f(): return True", ASSAY_WRONG_ANSWER, "got true"},
		{ONE("[]", "1"), "def f(): return 1.0", ASSAY_WRONG_ANSWER, "got 1.0"},
		{ONE("[]", "1"), "def f(): return '1'", ASSAY_WRONG_ANSWER, NULL},
		{ONE("[]", "[1,2]"), "def f(): return (1, 2)", ASSAY_ACCEPTED, NULL},
		{ONE("[]", "{\"$tuple\":[1]}"), "def f(): return [1]", ASSAY_ACCEPTED, NULL},
		{ONE("[]", "0.0"), "def f(): return -0.0", ASSAY_WRONG_ANSWER, NULL},
		{ONE("[]", "{\"$float\":\"nan\"}"), "def f(): return float('nan')", ASSAY_ACCEPTED, NULL},
		{ONE("[]", "{\"$set\":[1,2]}"), "def f(): return frozenset([2, 1])", ASSAY_ACCEPTED, NULL},
		{ONE("[]", "{\"$set\":[1,2]}"), "def f(): return [1, 2]", ASSAY_WRONG_ANSWER, NULL},
		{ONE("[]", "{\"$bytes\":\"aGk=\"}"), "def f(): return b'hi'", ASSAY_ACCEPTED, NULL},
		{ONE("[]", "{\"$complex\":[\"1.0\",\"-2.0\"]}"), "def f(): return 1-2j", ASSAY_ACCEPTED, NULL},
		{ONE("[]", "{\"a\":1,\"b\":[2]}"), "def f(): return {'b': [2], 'a': 1}", ASSAY_ACCEPTED, NULL},
		{ONE("[]", "{\"$dict\":[[1,2],[{\"$tuple\":[1]},3]]}"), "def f(): return {(1,): 3, 1: 2}",
		 ASSAY_ACCEPTED, NULL},
		{ONE("[]", "{\"a\":1}"), "import collections\ndef f(): return collections.Counter('a')", ASSAY_ACCEPTED,
		 NULL},
		{ONE("[]", "\"caf\\u00e9 \\ud83d\\ude00\""), "def f(): return 'caf\\u00e9 \\U0001f600'", ASSAY_ACCEPTED,
		 NULL},
		{ONE("[\"\\u0000\"]", "\"\\u0000\""), "def f(s): return s", ASSAY_ACCEPTED, NULL},
		{ONE("[]", "\"?\""), "def f(): return '\\ud800'", ASSAY_WRONG_ANSWER, NULL},
		{ONE("[30]", "265252859812191058636308480000000"), "import math\nf = math.factorial", ASSAY_ACCEPTED,
		 NULL},
		{ONE("[]", "null"), "def f(): pass", ASSAY_ACCEPTED, NULL},
		{"\"tests\":[{\"args\":[1],\"kwargs\":{\"b\":2},\"expected\":-1}]", "def f(a, *, b): return a - b",
		 ASSAY_ACCEPTED, NULL},
	};
	CHECK(rows);
}

Test(call, round_trips_arguments_of_every_type)
{
	static const struct row rows[] = {
		{ONE("[{\"$set\":[1]},{\"$bytes\":\"AP8=\"},{\"$complex\":[\"0.0\",\"inf\"]},{\"$dict\":[[1,2]]},"
		     "{\"$tuple\":[{\"$int\":\"123456789012345678901234567890\"}]},{\"$float\":\"-inf\"}]",
		     "[\"set\",\"bytes\",\"complex\",\"dict\",\"tuple\",\"float\"]"),
		 "def f(*args): return [type(a).__name__ for a in args]", ASSAY_ACCEPTED, NULL},
	};
	CHECK(rows);
}

Test(call, refuses_what_is_not_plain_data)
{
	static const struct row rows[] = {
		{ONE("[]", "4"), "class I(int):\n  __eq__ = lambda s, o: True\ndef f(): return I(4)",
		 ASSAY_WRONG_ANSWER, "not plain data: I"},
		{ONE("[]", "[1]"), "def f():\n  yield 1", ASSAY_WRONG_ANSWER, "generator"},
		{ONE("[]", "[0]"), "def f(): return range(1)", ASSAY_WRONG_ANSWER, "range"},
		{ONE("[]", "[1]"), "class L(list): pass\ndef f(): return L([1])", ASSAY_WRONG_ANSWER, "L"},
		{ONE("[]", "[1]"), "def f():\n  x = []\n  x.append(x)\n  return x", ASSAY_WRONG_ANSWER,
		 "inside itself"},
		{ONE("[]", "[1]"), "def f():\n  x = []\n  for _ in range(200000): x = [x]\n  return x",
		 ASSAY_WRONG_ANSWER, "nested deeper"},
		{ONE("[]", "1"), "def f(): return 1 << 40000000", ASSAY_WRONG_ANSWER, "bits"},
		{ONE("[]", "1"), "def f(): return [0] * 1000000", ASSAY_WRONG_ANSWER, "more than"},
		{ONE("[]", "1"), "def f():\n  x = [0]\n  for _ in range(60): x = [x, x]\n  return x",
		 ASSAY_WRONG_ANSWER, "more than"},
		{ONE("[]", "0"), "class D(dict):\n  def items(s): return [('a', 1)]\ndef f(): return D()",
		 ASSAY_WRONG_ANSWER, "got {}"},
	};
	CHECK(rows);
}

Test(call, judges_exceptions_by_the_built_in_class)
{
	static const struct row rows[] = {
		{ONE("[1,0]", "{\"$raises\":\"ZeroDivisionError\"}"), "def f(a, b): return a // b", ASSAY_ACCEPTED,
		 NULL},
		{ONE("[]", "{\"$raises\":\"IOError\"}"), "def f(): raise OSError('x')", ASSAY_ACCEPTED, NULL},
		{ONE("[1,0]", "{\"$raises\":\"ZeroDivisionError\"}"),
		 "class ZeroDivisionError(BaseException): pass\ndef f(a, b): raise ZeroDivisionError()",
		 ASSAY_WRONG_ANSWER, "got ZeroDivisionError"},
		{ONE("[]", "{\"$raises\":\"ArithmeticError\"}"), "def f(): return 1 // 0", ASSAY_WRONG_ANSWER, NULL},
		{ONE("[]", "{\"$raises\":\"ValueError\"}"), "def f(): return 3", ASSAY_WRONG_ANSWER,
		 "expected ValueError, got 3"},
		{ONE("[]", "3"), "def f():\n\n  raise KeyError('k')", ASSAY_RUNTIME_ERROR,
		 "raised KeyError: k (line 3)"},
		{ONE("[]", "3"), "def f(): raise SystemExit(0)", ASSAY_RUNTIME_ERROR, "SystemExit"},
		{ONE("[]", "3"), "def f(): return f()", ASSAY_RUNTIME_ERROR, "RecursionError"},
		{ONE("[]", "3"), "def f(): return bytearray(1 << 34)", ASSAY_MEMORY_LIMIT, "MemoryError"},
	};
	CHECK(rows);
}

Test(call, compares_argument_0_of_a_function_that_returns_none)
{
	static const struct row rows[] = {
		{ONE("[[1,2,3]]", "{\"$arg0\":[3,2,1]}"), "def f(x): x.reverse()", ASSAY_ACCEPTED, NULL},
		{ONE("[[1,2,3]]", "{\"$arg0\":[3,2,1]}"), "def f(x): x = x[::-1]", ASSAY_WRONG_ANSWER, "argument 0"},
		{ONE("[[1,2,3]]", "{\"$arg0\":[3,2,1]}"), "def f(x):\n  x.reverse()\n  return x", ASSAY_WRONG_ANSWER,
		 "expected None"},
	};
	CHECK(rows);
}

Test(call, says_why_a_candidate_cannot_be_called)
{
	static const struct row rows[] = {
		{ONE("[]", "3"), "def f(:", ASSAY_COMPILE_ERROR, "does not compile"},
		{ONE("[]", "3"), "def f(): return 3\n_swallow = \"\"\"", ASSAY_COMPILE_ERROR, "(line 2)"},
		{ONE("[]", "3"), "def g(): return 3", ASSAY_RUNTIME_ERROR, "does not define f"},
		{ONE("[3]", "3"), "class Solution:\n  def f(self, x): return x", ASSAY_ACCEPTED, NULL},
		{ONE("[3]", "3"), "class Solution:\n  @staticmethod\n  def f(x): return x", ASSAY_ACCEPTED, NULL},
		{ONE("[3]", "3"), "class Solution:\n  f = 3", ASSAY_RUNTIME_ERROR, "does not define f"},
		{ONE("[3]", "3"), "class Solution:\n  def __init__(self): 1 / 0\n  def f(x): return x",
		 ASSAY_RUNTIME_ERROR, "ZeroDivisionError"},
		{ONE("[]", "3"), "import nowhere\ndef f(): return 3", ASSAY_RUNTIME_ERROR, "ModuleNotFoundError"},
		{ONE("[]", "3"), "import sys\ndef f(): return 3\nsys.exit(0)", ASSAY_RUNTIME_ERROR, "SystemExit"},
		{ONE("[]", "3"), "f = 3", ASSAY_RUNTIME_ERROR, "TypeError"},
	};
	CHECK(rows);
}

Test(call, never_passes_a_run_that_did_not_end_as_it_should)
{
	static const struct row rows[] = {
		{ONE("[]", "3"), "import os\ndef f(): os._exit(0)", ASSAY_RUNTIME_ERROR, "before giving a result"},
		{ONE("[]", "3"), "import os\nos._exit(0)\ndef f(): return 3", ASSAY_RUNTIME_ERROR,
		 "before giving a result"},
		{ONE("[]", "3"), "import os\ndef f(): os._exit(3)", ASSAY_RUNTIME_ERROR, "exit code 3"},
		{ONE("[]", "3"), "import os, signal\ndef f(): os.kill(os.getpid(), signal.SIGKILL)",
		 ASSAY_RUNTIME_ERROR, "signal 9"},
		{ONE("[]", "3"), "import os\ndef f(): os.execv('/bin/true', ['true'])", ASSAY_RUNTIME_ERROR,
		 "before giving a result"},
		{ONE("[]", "3"), "def f():\n  while True: pass", ASSAY_TIME_LIMIT,
		 "more than"}, /* By the clock on a busy machine. */
		{ONE("[]", "3"),
		 "import os\ndef f():\n  os.write(3, b'{\"kind\":\"value\",\"value\":3}')\n  os._exit(0)",
		 ASSAY_RUNTIME_ERROR, "did not write"},
		{ONE("[]", "3"), "import os\ndef f():\n  os.write(3, b'\\0\\0')\n  return 3", ASSAY_RUNTIME_ERROR,
		 NULL},
		{ONE("[]", "3"), "import os\ndef f():\n  os.close(3)\n  return 3", ASSAY_RUNTIME_ERROR, NULL},
		{ONE("[]", "3"),
		 "import os, sys\ndef f():\n  m = sys.modules['assay_driver_candidate']\n  g = "
		 "sys._getframe(1).f_locals\n"
		 "  m._write = lambda *a: os.write(3, b'\\0\\0\\0\\2{}') and len(a[1])\n  return 3",
		 ASSAY_RUNTIME_ERROR, "did not write"},
		{ONE("[]", "3"), "import os\ndef f():\n  if os.fork() == 0: return 4\n  os.wait()\n  return 4",
		 ASSAY_WRONG_ANSWER, "got 4"},
	};
	CHECK(rows);
}

Test(call, lets_honest_programs_do_unusual_things)
{
	static const struct row rows[] = {
		{ONE("[]", "9000"),
		 "import sys\nsys.setrecursionlimit(20000)\ndef down(k): return 0 if k == 0 else 1 + down(k - 1)\n"
		 "def f(): return down(9000)",
		 ASSAY_ACCEPTED, NULL},
		{ONE("[]", "15000"),
		 "import sys, functools\nsys.setrecursionlimit(100000)\n@functools.lru_cache(None)\n"
		 "def down(k): return 0 if k == 0 else 1 + down(k - 1)\ndef f(): return down(15000)",
		 ASSAY_ACCEPTED, NULL},
		{ONE("[]", "3"), "import sys\ndef f():\n  print('x' * 9)\n  print(1, file=sys.stderr)\n  return 3",
		 ASSAY_ACCEPTED, NULL},
		{ONE("[]", "3"),
		 "import threading, time\ndef f():\n  threading.Thread(target=time.sleep, args=(60,)).start()\n  "
		 "return 3",
		 ASSAY_ACCEPTED, NULL},
		{ONE("[]", "\"def f(): return inspect.getsource(f).strip()\""),
		 "import inspect\ndef f(): return inspect.getsource(f).strip()", ASSAY_ACCEPTED, NULL},
		{ONE("[]", "3"), "from __future__ import annotations\ndef f() -> Nothing: return 3", ASSAY_ACCEPTED,
		 NULL},
		{ONE("[]", "3"), "def f(): return 3\nif __name__ == '__main__':\n  1 / 0", ASSAY_ACCEPTED, NULL},
		{ONE("[]", "3"), "import asyncio\nasync def g(): return 3\ndef f(): return asyncio.run(g())",
		 ASSAY_ACCEPTED, NULL},
		{ONE("[]", "3"),
		 "from dataclasses import dataclass\n@dataclass\nclass P:\n  x: int\ndef f(): return P(3).x",
		 ASSAY_ACCEPTED, NULL},
		{ONE("[]", "3"),
		 "import multiprocessing\ndef g(x): return x\ndef f():\n"
		 "  with multiprocessing.Pool(2) as p: return sum(p.map(g, [1, 2]))",
		 ASSAY_ACCEPTED, NULL},
		{"\"prelude\":\"from __future__ import annotations\\nimport math\"," ONE("[]", "3"),
		 "def f() -> Nothing: return math.ceil(2.5)", ASSAY_ACCEPTED, NULL},
		{"\"prelude\":\"def f():\"," ONE("[]", "3"), "    return 3", ASSAY_ACCEPTED, NULL},
	};
	CHECK(rows);
}

Test(call, counts_tests_and_names_the_first_that_fails)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_verdict v = verify(arena,
					"\"tests\":[{\"args\":[1],\"expected\":1},{\"args\":[2],\"expected\":[2,1]},{"
					"\"args\":[3],\"expected\":3}]",
					"def f(x): return x");

	cr_assert_eq(v.word, ASSAY_WRONG_ANSWER);
	cr_assert_eq(v.passed, 2);
	cr_assert_eq(v.total, 3);
	cr_assert(assay_str_is(v.pass_bits, "101"));
	cr_assert(assay_str_is(v.reason, "test 2: expected [2,1], got 2"), "%s", v.reason.data);
	cr_assert(assay_str_is(v.evidence, "{\"test\":2,\"input\":[2],\"expected\":[2,1],\"got\":2}"), "%s",
		  v.evidence.data);
	cr_assert(assay_str_is(v.checker, "call@2"));
}

Test(call, gives_a_fresh_process_to_every_test)
{
	static const struct row rows[] = {
		{"\"tests\":[{\"args\":[],\"expected\":1},{\"args\":[],\"expected\":1}]",
		 "n = 0\ndef f():\n  global n\n  n += 1\n  return n", ASSAY_ACCEPTED, NULL},
	};
	CHECK(rows);
}

Test(call, takes_a_tolerance_from_a_float_checker)
{
	static const struct row rows[] = {
		{"\"checker\":{\"type\":\"float\",\"eps_abs\":1e-6,\"eps_rel\":1e-6}," ONE("[]", "[1.0,{\"a\":2}]"),
		 "def f(): return [1.0000001, {'a': 2.0}]", ASSAY_ACCEPTED, NULL},
		{"\"checker\":{\"type\":\"float\",\"eps_abs\":1e-6}," ONE("[]", "1.0"), "def f(): return 1.1",
		 ASSAY_WRONG_ANSWER, NULL},
		{"\"checker\":{\"type\":\"float\",\"eps_abs\":1e-6}," ONE("[]", "1.0"), "def f(): return float('nan')",
		 ASSAY_WRONG_ANSWER, NULL},
		{"\"checker\":{\"type\":\"float\",\"eps_abs\":1e-6}," ONE("[]", "1.0"), "def f(): return True",
		 ASSAY_WRONG_ANSWER, NULL},
		{"\"checker\":{\"type\":\"unordered\"}," ONE("[]", "[[1],[2],[2]]"), "def f(): return [[2],[1],[2]]",
		 ASSAY_ACCEPTED, NULL},
		{"\"checker\":{\"type\":\"unordered\"}," ONE("[]", "[1,2,2]"), "def f(): return [1,1,2]",
		 ASSAY_WRONG_ANSWER, NULL},
	};
	CHECK(rows);
}

Test(call, refuses_problems_that_cannot_be_judged)
{
	static const char *const tests[] = {
		ONE("[{\"$nothing\":1}]", "1"),
		ONE("[]", "{\"$set\":1}"),
		ONE("[]", "{\"$raises\":3}"),
		ONE("[]", "{\"$arg0\":3}"),
		ONE("[]", "{\"$raises\":\"SystemExit\"}"),
		ONE("[]", "{\"$int\":\"1x\"}"),
	};

	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		assay_autobuf struct assay_buf row = {0};
		struct assay_candidate candidate = harness_code("f = 1");
		struct assay_plan plan;
		struct assay_err err = {0};
		assay_buf_printf(&row,
				 "{\"id\":\"p\",\"kind\":\"call\",\"language\":\"python\",\"statement\":\"f\","
				 "\"entry\":{\"name\":\"f\"},%s}",
				 tests[i]);
		struct assay_problem problem = harness_problem(row.data, arena);
		cr_expect_eq(assay_verify_plan(&problem, &candidate, NULL, arena, &plan, &err), ASSAY_EINVAL, "%s",
			     tests[i]);
		cr_expect_neq(strstr(err.msg, "problem p: test 1: "), NULL, "%s", err.msg);
	}
}

Test(call, runs_no_file_of_the_candidates_in_the_place_of_its_code)
{
	static const char *const names[] = {"candidate.py", "assay_driver.py", "assay_driver_candidate.py",
					    "prelude.py", "candidate.py/x"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		const struct assay_candidate_file file = {.name = assay_str_of(names[i]),
							  .text = ASSAY_STR("def f(): return 1")};
		struct assay_problem problem =
			harness_problem("{\"id\":\"p\",\"kind\":\"call\",\"language\":\"python\",\"statement\":\"f\","
					"\"entry\":{\"name\":\"f\"},\"tests\":[{\"expected\":1}]}",
					arena);
		struct assay_candidate candidate = harness_code("def f(): return 2");
		struct assay_plan plan;

		candidate.files = &file;
		candidate.n_files = 1;
		cr_assert_eq(assay_verify_plan(&problem, &candidate, NULL, arena, &plan, NULL), 0);
		cr_expect(plan.is_decided, "%s", names[i]);
		cr_expect_eq(plan.verdict.word, ASSAY_UNDECIDED, "%s", names[i]);
		cr_expect_neq(assay_str_find(plan.verdict.reason, assay_str_of(names[i]), 0), SIZE_MAX);
	}
}

Test(call, bytearrays_are_not_plain_data)
{
	static const struct row rows[] = {
		{ONE("[]", "{\"$bytes\":\"YQ==\"}"), "def f(): return bytearray(b'a')", ASSAY_WRONG_ANSWER,
		 "not plain data: bytearray"},
		{ONE("[]", "[1]"), "def f(): return [bytearray()]", ASSAY_WRONG_ANSWER, "not plain data: bytearray"},
	};
	CHECK(rows);
}
