/* SPDX-License-Identifier: Apache-2.0 */
/* Suites from end to end: candidate and suite in two processes, by the harness. */
#include "harness.h"

#include <criterion/criterion.h>

struct row {
	const char *suite;
	const char *code;
	enum assay_word word;
	const char *bits;
	const char *reason; /**< A part of it; NULL where there is none. */
};

static struct assay_verdict verify(struct assay_arena *arena, const char *prelude, const char *suite, const char *code)
{
	struct assay_problem problem = {.id = ASSAY_STR("p"),
					.kind = ASSAY_KIND_SUITE,
					.language = ASSAY_STR("python"),
					.statement = ASSAY_STR("f"),
					.entry = ASSAY_STR("f"),
					.prelude = assay_str_of(prelude),
					.suite = assay_str_of(suite),
					.limits = {.cpu_ms = 2000, .output_kb = 64}};
	struct assay_candidate candidate = harness_code(code);

	return harness_verify(&problem, &candidate, arena);
}

static void check(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_verdict v = verify(arena, NULL, rows[i].suite, rows[i].code);
		cr_expect_eq(v.word, rows[i].word, "row %zu: %s (%s)\n%s\n%s", i, assay_word_name(v.word),
			     v.reason.data ? v.reason.data : "", rows[i].suite, rows[i].code);
		cr_expect(assay_str_is(v.pass_bits, rows[i].bits), "row %zu: %s", i, v.pass_bits.data);
		cr_expect_eq(v.total, strlen(rows[i].bits), "row %zu", i);
		if (rows[i].reason)
			cr_expect_neq(assay_str_find(v.reason, assay_str_of(rows[i].reason), 0), SIZE_MAX,
				      "row %zu: %s", i, v.reason.data);
		cr_expect_eq(v.assurance, ASSAY_ASSURANCE_SEPARATED);
	}
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof((rows)[0]))

Test(suite, counts_asserts_and_goes_on_after_a_failed_one)
{
	static const struct row rows[] = {
		{"assert f(1) == 2\nassert f(2) == 3\n", "def f(x): return x + 1", ASSAY_ACCEPTED, "11", NULL},
		{"assert f(1) == 2\nassert f(2) == 4\nassert 4 == f(3)\n", "def f(x): return x + 1", ASSAY_WRONG_ANSWER,
		 "101", "assert f(2) == 4: expected 4, got 3"},
		{"assert 9 == f(3)\n", "def f(x): return x + 1", ASSAY_WRONG_ANSWER, "0", "expected 9, got 4"},
		{"def check(candidate):\n  assert True, 'x'\n  assert candidate(1) == 2\n  assert candidate(2) == 4\n"
		 "  assert candidate(3) == 4\n",
		 "def f(x): return x + 1", ASSAY_WRONG_ANSWER, "100", "candidate(2) == 4"},
		{"def check(c):\n  for i in range(50): assert c(i) == i + 1\n", "def f(x): return x + 1",
		 ASSAY_ACCEPTED, "1", NULL},
		{"def check(c):\n  for i in range(50): assert c(i) == i + 1\n", "def f(x): return x + (x != 20)",
		 ASSAY_WRONG_ANSWER, "0", NULL},
		{"def check(c): assert c(1) == 2\ncheck(f)\n", "def f(x): return x + 1", ASSAY_ACCEPTED, "1", NULL},
	};
	CHECK(rows);
}

Test(suite, accepts_nothing_that_was_not_asserted)
{
	static const struct row rows[] = {
		{"f(1)\n", "def f(x): return x", ASSAY_UNDECIDED, "0", "no assertion"},
		{"assert True\n", "def f(x): return x", ASSAY_UNDECIDED, "0", "no assertion"},
		{"assert len('a') == 1\n", "def f(x): return x", ASSAY_UNDECIDED, "1", "no assertion"},
		{"def check(c):\n  if c(1) == 7: assert c(2) == 2\n", "def f(x): return x", ASSAY_UNDECIDED, "1",
		 "no assertion"},
		{"assert f(1) ==\n", "def f(x): return x", ASSAY_UNDECIDED, "0", "the suite cannot run"},
		{"assert f(object()) == 1\n", "def f(x): return 1", ASSAY_UNDECIDED, "0", "does not travel"},
	};
	CHECK(rows);
}

Test(suite, sees_values_of_the_same_types_as_in_one_process)
{
	static const struct row rows[] = {
		{"assert f((1, [2], {3}, {4: 5}, 1.5, b'x', 2j, None, True, 'caf\\u00e9')) == "
		 "(1, [2], {3}, {4: 5}, 1.5, b'x', 2j, None, True, 'caf\\u00e9')\n"
		 "assert type(f(1)) is int and type(f(True)) is bool and type(f((1,))) is tuple\n"
		 "assert f(frozenset([1])) == frozenset([1])\nassert f(bytearray(b'a')) == bytearray(b'a')\n"
		 "assert f(float('nan')) != f(float('nan'))\nassert f(float('-inf')) < 0\n"
		 "assert f(10 ** 5000) == 10 ** 5000\nassert f({'$tuple': [1]}) == {'$tuple': [1]}\n"
		 "assert str(f(-0.0)) == '-0.0'\nassert f('\\ud800') == '\\ud800'\n",
		 "def f(x): return x", ASSAY_ACCEPTED, "1111111111", NULL},
		{"import collections\nassert f('abca') == {'a': 2, 'b': 1, 'c': 1}\n",
		 "import collections\ndef f(x): return collections.Counter(x)", ASSAY_ACCEPTED, "1", NULL},
	};
	CHECK(rows);
}

Test(suite, copies_changed_arguments_back)
{
	static const struct row rows[] = {
		{"x = [3, 1, 2]\ny = x\nf(x)\nassert x == [1, 2, 3] and y is x\n", "def f(x): x.sort()", ASSAY_ACCEPTED,
		 "1", NULL},
		{"x = {'a': [1]}\ny = x['a']\nf(x)\nassert y == [1, 2] and x['a'] is y\nassert f(x) is None\n",
		 "def f(x): x['a'].append(2)", ASSAY_ACCEPTED, "11", NULL},
		{"x = {1}\nf(x)\nassert x == {1, 2}\n", "def f(x): x.add(2)", ASSAY_ACCEPTED, "1", NULL},
		{"x = [1]\ntry:\n  f(x)\nexcept ValueError: pass\nassert x == [1, 2]\n",
		 "def f(x):\n  x.append(2)\n  raise ValueError", ASSAY_ACCEPTED, "1", NULL},
	};
	CHECK(rows);
}

Test(suite, raises_what_the_candidate_raised)
{
	static const struct row rows[] = {
		{"try:\n  f(1)\n  assert f(0) == 'unreachable'\nexcept KeyError as e:\n"
		 "  assert str(e) == \"'k'\" and callable(f)\n",
		 "def f(x): raise KeyError('k')", ASSAY_ACCEPTED, "11", NULL},
		{"try:\n  f(1)\nexcept Exception as e:\n  assert type(e).__name__ == 'Mine' and callable(f)\n",
		 "class Mine(Exception): pass\ndef f(x): raise Mine", ASSAY_ACCEPTED, "1", NULL},
		{"assert f(1) == 1\nassert f(2) == 2\n", "def f(x): return 1 // (x - 1)", ASSAY_RUNTIME_ERROR, "00",
		 "ZeroDivisionError"},
		{"assert f(1) == 1\n", "def f(x): assert False, 'mine'", ASSAY_RUNTIME_ERROR, "0",
		 "AssertionError: mine"},
		{"assert f(1) == 1\n", "def f(x): return bytearray(1 << 34)", ASSAY_MEMORY_LIMIT, "0", "MemoryError"},
		{"assert f(1) == 1\n", "class A(AssertionError): pass\ndef f(x): raise A", ASSAY_RUNTIME_ERROR, "0",
		 "A"},
	};
	CHECK(rows);
}

Test(suite, gets_objects_as_handles_that_equal_nothing)
{
	static const struct row rows[] = {
		{"root = Node(1)\nroot.left = Node(2)\nroot.left.left = Node(3)\nassert f(root) == 6\n"
		 "assert root.left.value == 2\n",
		 "class Node:\n  def __init__(self, v): self.value, self.left = v, None\n"
		 "def f(n): return n.value + (f(n.left) if n.left else 0)",
		 ASSAY_ACCEPTED, "11", NULL},
		{"assert f(1) == 1\nassert f(1) == f(2)\n",
		 "class E:\n  __eq__ = lambda s, o: True\n  __hash__ = None\ndef f(x): return E()", ASSAY_WRONG_ANSWER,
		 "00", NULL},
		{"assert f(4) == 4\n", "class I(int):\n  __eq__ = lambda s, o: True\ndef f(x): return I(3)",
		 ASSAY_WRONG_ANSWER, "0", NULL},
		{"assert f(1)\n", "def f(x): return object()", ASSAY_WRONG_ANSWER, "0", "no truth value"},
		{"assert abs(f(1) - 3.0) < 1e-6\n",
		 "class F(float):\n  __sub__ = __abs__ = lambda *a: 0\ndef f(x): return F(9)", ASSAY_WRONG_ANSWER, "0",
		 NULL},
		{"assert f(3) == [0, 1, 2]\n", "def f(n):\n  yield from range(n)", ASSAY_WRONG_ANSWER, "0", NULL},
		{"assert len(f(1)) == 5\n", "class L(list):\n  __len__ = lambda s: 5\ndef f(x): return L()",
		 ASSAY_WRONG_ANSWER, "0", NULL},
	};
	CHECK(rows);
}

Test(suite, means_pythons_own_builtins_whatever_the_candidate_defines)
{
	static const struct row rows[] = {
		{"assert sorted(f([2, 1])) == [1, 2] and len(f([1])) == 1\n",
		 "import builtins\ndef sorted(x): return [1, 2]\ndef len(x): return 1\n"
		 "builtins.sorted = sorted\nbuiltins.len = len\ndef f(x): return [9]",
		 ASSAY_WRONG_ANSWER, "0", NULL},
		{"assert f([2, 1]) == EXPECTED\n", "EXPECTED = 5\ndef f(x): return EXPECTED", ASSAY_WRONG_ANSWER, "0",
		 NULL},
		{"def check(candidate): assert candidate(1) == 2\n",
		 "def check(c): return True\nclass AssertionError(Exception): pass\ndef f(x): return 3",
		 ASSAY_WRONG_ANSWER, "0", NULL},
	};
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);

	CHECK(rows);
	struct assay_problem problem = {
		.id = ASSAY_STR("p"),
		.kind = ASSAY_KIND_SUITE,
		.language = ASSAY_STR("python"),
		.entry = ASSAY_STR("sum"),
		.suite = ASSAY_STR("assert sum(2) == 3\nassert max(1, 2) == 2 and sum(3) == 4\n")};
	struct assay_candidate candidate = harness_code("def sum(n): return n + 1\ndef max(a, b): return 0");
	struct assay_verdict v = harness_verify(&problem, &candidate, arena);
	cr_expect_eq(v.word, ASSAY_ACCEPTED, "%s", v.reason.data);
}

Test(suite, takes_helpers_from_the_prelude_not_from_the_candidate)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	const char *prelude = "def encode(s): return s[::-1]\n";
	const char *suite = "def check(c):\n  assert c(encode('abc')) == 'abc'\n";

	cr_expect_eq(verify(arena, prelude, suite, "def f(s): return encode(s)").word, ASSAY_ACCEPTED);
	cr_expect_eq(verify(arena, prelude, suite, "def encode(s): return s\ndef f(s): return s").word,
		     ASSAY_WRONG_ANSWER);
}

Test(suite, judges_in_order_what_it_asked_ahead)
{
	static const struct row rows[] = {
		{"def check(c):\n  assert c(1) == 1\n  assert c(2) == 2\n",
		 "import os\ndef f(x):\n  if x == 2: os._exit(3)\n  return 5", ASSAY_WRONG_ANSWER, "00",
		 "expected 1, got 5"},
		{"def check(c):\n  assert c(1) == 1\n  assert c(2) == 2\n",
		 "def f(x):\n  while x == 2: pass\n  return 5", ASSAY_WRONG_ANSWER, "00", "expected 1, got 5"},
		{"assert f(1) == 1\nassert f(2) == 2\n", "import os\ndef f(x):\n  if x == 2: os._exit(3)\n  return 5",
		 ASSAY_RUNTIME_ERROR, "00", "exit code 3"},
		{"assert f(1) == 1\nassert f(2) == 2\nassert f(3) == 3\nassert f(4) == 4\nassert f(5) == 5\n"
		 "assert f(6) == 6\nassert f(7) == 7\nassert f(8) == 8\nassert f(9) == 9\nassert f(10) == 10\n",
		 "n = 0\ndef f(x):\n  global n\n  n += 1\n  return n if n != 9 else None", ASSAY_WRONG_ANSWER,
		 "1111111101", "f(9) == 9"},
		/* What was asked ahead has to be passed over when the suite turns out to ask something else. */
		{"assert f(1 + 0) == 1 or f(7) == 1\nassert f(2) == 2\nx = [2]\nassert f(x) == [2]\n",
		 "def f(x): return x", ASSAY_ACCEPTED, "111", NULL},
		{"def check(c):\n  assert c({1, 2}) == {1, 2}\n  assert c({'a': [-1.5]}) == {'a': [-1.5]}, 'why'\n"
		 "  assert len(c((1, None))) == 2\n  for i in range(3): assert c(i) == i\n",
		 "def f(x): return x", ASSAY_ACCEPTED, "1111", NULL},
	};
	CHECK(rows);
}

Test(suite, keeps_module_state_between_calls)
{
	static const struct row rows[] = {
		{"assert f() == 1\nassert f() == 2\n", "n = 0\ndef f():\n  global n\n  n += 1\n  return n",
		 ASSAY_ACCEPTED, "11", NULL},
	};
	CHECK(rows);
}

Test(suite, is_not_fooled_by_a_candidate_that_leaves)
{
	static const struct row rows[] = {
		{"assert f(1) == 1\nassert f(2) == 2\nassert f(3) == 3\n",
		 "import os\ndef f(x):\n  if x == 2: os._exit(0)\n  return x", ASSAY_RUNTIME_ERROR, "100", "ended"},
		{"assert f(1) == 1\nassert f(2) == 2\n", "import sys\ndef f(x): sys.exit(0)", ASSAY_RUNTIME_ERROR, "00",
		 "exit code"},
		{"try:\n  f(1)\nexcept BaseException: pass\nassert f\n", "import os\ndef f(x): os._exit(0)",
		 ASSAY_RUNTIME_ERROR, "0", NULL},
		{"assert f(1) == 1\nassert f(2) == 2\n", "import os\nos._exit(0)\ndef f(x): return x",
		 ASSAY_RUNTIME_ERROR, "00", NULL},
		{"assert f(1) == 1\nassert f(2) == 2\n", "import os\ndef f(x): os.kill(os.getpid(), 11)",
		 ASSAY_RUNTIME_ERROR, "00", "signal 11"},
		{"assert f(1) == 1\n", "def f(x):\n  while True: pass", ASSAY_TIME_LIMIT, "0", "more than"},
		{"assert f(1) == 1\nassert f(2) == 2\n", "def f(x", ASSAY_COMPILE_ERROR, "00", "does not compile"},
		{"assert f(1) == 1\n", "def g(x): return 1", ASSAY_RUNTIME_ERROR, "0", "does not define f"},
		{"assert f(1) == 1\n", "raise ValueError('x')", ASSAY_RUNTIME_ERROR, "0",
		 "loading raised ValueError: x"},
	};
	CHECK(rows);
}

/* Frames written by hand, as the driver would write them and as it would not. */
#define FORGE(json) "import os\ndef send(t):\n  b = t.encode()\n  os.write(3, len(b).to_bytes(4, 'big') + b)\n" json

Test(suite, is_not_fooled_by_forged_frames)
{
	static const struct row rows[] = {
		{"assert f(1) == 1\n",
		 FORGE("def f(x):\n  send('{\"op\":\"report\",\"bits\":\"1\",\"ran\":1}')\n  return 1"),
		 ASSAY_RUNTIME_ERROR, "0", "answer to no question"},
		{"assert f(1) == 1\n", FORGE("def f(x):\n  os.write(3, b'garbage, and more of it')\n  return 1"),
		 ASSAY_RUNTIME_ERROR, "0", "channel"},
		{"assert f(1) == 1\n",
		 FORGE("def f(x):\n  send('{\"id\":2,\"kind\":\"value\",\"value\":{\"$builtin\":\"eval\"}}')\n  "
		       "os._exit(0)"),
		 ASSAY_RUNTIME_ERROR, "0", NULL},
		{"assert f(1) == 1\n",
		 FORGE("def f(x):\n  send('{\"id\":2,\"kind\":\"value\",\"value\":{\"$set\":[[1]]}}')\n"
		       "  import time\n  time.sleep(0.3)\n  os._exit(0)"),
		 ASSAY_RUNTIME_ERROR, "0", NULL},
		{"assert f(1) == 1\n",
		 FORGE("send('{\"kind\":\"ready\"}')\nsend('{\"kind\":\"ready\"}')\ndef f(x): return 1"),
		 ASSAY_RUNTIME_ERROR, "0", NULL},
		{"assert f(1) == 1\nassert f(2) == 2\n",
		 FORGE("def f(x):\n  send('{\"id\":2,\"kind\":\"value\",\"value\":1}')\n  return 1"),
		 ASSAY_RUNTIME_ERROR, "10", "answer to no question"},
	};
	CHECK(rows);
}

Test(suite, blames_the_candidate_for_what_it_floods_the_suite_with)
{
	static const struct row rows[] = {
		{"assert f(1) == 1\n", "def f(x): return [0] * 1000000", ASSAY_WRONG_ANSWER, "0", "more than"},
		/* Integers that all hash to the same slot make a set of them quadratic. */
		{"assert f(1) == 1\n", "def f(x): return [i * (2 ** 61 - 1) for i in range(1000)]", ASSAY_WRONG_ANSWER,
		 "0", NULL},
	};
	CHECK(rows);
}

Test(suite, is_not_ended_by_an_exception_that_ends_loops)
{
	static const struct row rows[] = {
		{"assert all(map(f, [1, 2]))\n", "def f(x): raise StopIteration", ASSAY_RUNTIME_ERROR, "0",
		 "StopIteration"},
		{"assert not list(iter(f, 1))\n", "class S(StopIteration): pass\ndef f(): raise S('over')",
		 ASSAY_RUNTIME_ERROR, "0", "over"},
	};
	CHECK(rows);
}
