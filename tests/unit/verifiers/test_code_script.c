/* SPDX-License-Identifier: Apache-2.0 */
/* Scripts: which suites are read as such, what is read, and how answers are judged. */
#include "base/json.h"
#include "verifiers/code/frame.h"
#include "verifiers/code/pyexpr.h"
#include "verifiers/code/relay.h"
#include "verifiers/code/script.h"
#include "verifiers/code/value.h"

#include <criterion/criterion.h>

static int read_suite(struct assay_arena *arena, const char *suite, struct assay_script *ret)
{
	return assay_script_read(assay_str_of(suite), ASSAY_STR("f"), arena, ret, NULL);
}

Test(script, is_asserts_on_calls_with_literals)
{
	static const struct {
		const char *suite;
		size_t n;
		bool ends_at_failure;
	} rows[] = {
		{"assert f(1) == 2", 1, false},
		{"assert f(1) == 2\n\n# why\nassert 3 == f()  # so\n", 2, false},
		{"assert f(1)==2 , \"message\"\r\nassert f ( 2 ) != 3\r\n", 2, false},
		{"import math\nx = [1, {'a': None}]\n'text'\nassert f(1) == 2\npass\n", 1, false},
		{"METADATA = {\n  'author': 'a',\n}\n\n\ndef check(candidate):\n    assert candidate([]) == ''\n"
		 "    # why\n  # and how\n\n    assert True, 'simple'\n    assert candidate(1, [2]) == (3, 4)\n\n",
		 2, true},
		{"def check(c):\n\tassert c(1)\n\tassert not c(2)\ncheck(f)\n", 2, true},
		{"def check(f):\n assert f(1) is None\n assert f(2) is not True\n", 2, true},
		{"def check(c):\n    '''long\n  text'''\n    assert (c(1) == 2)\n    assert f(3) == (4)\n", 2, true},
		{"assert f(\n  1, # one\n  2\n) == \\\n  3", 1, false},
		{"assert abs(f(1) - 2.5) < 1e-6\nassert abs(2 - f(1)) <= 1\nassert abs(f(1) - 7/5) < 0.1", 3, false},
		{"assert f({1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{}}}}}}}}}}}}}}}}}}}) == 2\n", 1,
		 false},
		{"def check(c):\n  print\n  assert c('a' + 'b' 'c') == 2, 'got ' + str(len(c('ab'))) + '!'\n", 1, true},
		{"assert f(a=1, b=[2]) == 3\nassert f(1, key=2,) == 3", 2, false},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_script script = {0};
		cr_expect_eq(read_suite(arena, rows[i].suite, &script), 1, "row %zu", i);
		cr_expect_eq(script.n, rows[i].n, "row %zu: %zu", i, script.n);
		cr_expect_eq(script.ends_at_failure, rows[i].ends_at_failure, "row %zu", i);
	}
}

Test(script, is_nothing_that_needs_an_interpreter)
{
	static const char *const suites[] = {
		"",
		"# nothing\n",
		"assert True\n",
		"assert False\nassert f(1) == 2\n",
		"assert f(1) == 2 == 2\n",
		"assert f(1) == f(2)\n",
		"assert f(f(1)) == 2\n",
		"assert f(x) == 2\n",
		"assert f(1) == x\n",
		"assert f(1).a == 2\n",
		"assert f(1)[0] == 2\n",
		"assert f(1)(2) == 2\n",
		"assert f.g(1) == 2\n",
		"assert g(1) == 2\n",
		"assert f(*[1]) == 2\n",
		"assert f(**{}) == 2\n",
		"assert f(x for x in []) == 2\n",
		"assert f(1) == 2 and f(2) == 3\n",
		"assert f(1) == 2 if True else 3\n",
		"assert f(1) < 2\n",
		"assert f(1) in [2]\n",
		"assert f(1) is 2\n",
		"assert not f(1) == 2\n",
		"assert f(1) == 2, f'{1}'\n",
		"assert f(f'a') == 2\n",
		"assert f('\\N{DASH}') == 2\n",
		"assert f('\\ud800') == 2\n",
		"assert f('a' b'b') == 2\n",
		"assert f(1j) == 2\n",
		"assert f(012) == 2\n",
		"assert f(1_) == 2\n",
		"assert f(1__0) == 2\n",
		"assert f(1if 2 else 3) == 2\n",
		"assert f(1e400) == 2\n",
		"assert f(1) == {[1]}\n",
		"assert f(1) == {[1]: 2}\n",
		"assert f(1) == {'a': 1, 'a': 2}\n",
		"assert f(1) == {1: 1, True: 2}\n",
		"assert f(1) == 10 ** 50\n",
		"assert f(1) == 1 // 2\n",
		"assert f(1) == 1 / 0\n",
		"assert f(1) == 'a' * 3\n",
		"assert f(1) == [1] + [2]\n",
		"assert f(class=1) == 2\n",
		"assert f(a=1, 2) == 2\n",
		"assert f(a=1, a=2) == 2\n",
		"assert f(1) == 2; assert f(2) == 3\n",
		"assert f(1) == \n",
		"assert f(1 == 2\n",
		"assert f(1)) == 2\n",
		" assert f(1) == 2\n",
		"assert f(1) == 2\n  assert f(2) == 3\n",
		"assert f(1) == 'a\n'\n",
		"from math import *\nassert f(1) == 2\n",
		"import os\nassert f(1) == 2\n",
		"f = 1\nassert f(1) == 2\n",
		"None = 1\nassert f(1) == 2\n",
		"def check(math):\n  import math\n  assert math(1) == 2\n",
		"def check(None):\n  assert f(1) == 2\n",
		"assert f({1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{1:{}}}}}}}}}}}}}}}}}}}}}}}) "
		"== 2\n",
		"assert f(1) == 2, str(f(1))\n",
		"assert f(1) == str(2)\n",
		"assert f(str(1)) == 2\n",
		"assert str(f(1)) == '2'\n",
		"assert f(1) == 'a' + 1\n",
		"def check(c):\n  print(1)\n  assert c(1) == 2\n",
		"str = 1\nassert f(1) == 2\n",
		"abs = 1\nassert abs(f(1) - 1) < 2\n",
		"__builtins__ = {}\nassert f(1) == 2\n",
		"x = f\nassert f(1) == 2\n",
		"def check(c):\n  assert c(1) == 2\nassert f(1) == 2\n",
		"assert f(1) == 2\ndef check(c):\n  assert c(1) == 2\n",
		"def check(c):\n  assert c(1) == 2\n   \n    assert c(2) == 3\n",
		"def check(c):\n  assert c(1) == 2\ncheck(f)\ncheck(f)\n",
		"def check(c):\n  assert c(1) == 2\ncheck(g)\n",
		"def check(c, d):\n  assert c(1) == 2\n",
		"def check(c):\n  for i in [1]: assert c(i) == 2\n",
		"def check(c):\n  x = 1\n  assert c(1) == 2\n",
		"def check(c): assert c(1) == 2\n",
		"def check(c):\n",
		"def check(abs):\n  assert abs(1) == 2\n",
		"def test_f():\n  assert f(1) == 2\n",
		"caf\xc3\xa9 = 1\nassert f(1) == 2\n",
		"assert f(\xff) == 2\n",
		"assert f(((((((((((((((((((((((((1))))))))))))))))))))))))) == 2\n",
	};
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_script script = {0};
		cr_expect_eq(read_suite(arena, suites[i], &script), 0, "%s", suites[i]);
	}
}

Test(script, reads_literals_as_python_does)
{
	static const struct {
		const char *python, *json;
	} rows[] = {
		{"None", "null"},
		{"True", "true"},
		{"-1_000", "-1000"},
		{"0x1F", "31"},
		{"0b_101", "5"},
		{"0o17", "15"},
		{"000", "0"},
		{"123456789012345678901234567890", "123456789012345678901234567890"},
		{"-9223372036854775808", "-9223372036854775808"},
		{"1.", "1.0"},
		{".5", "0.5"},
		{"-0.0", "-0.0"},
		{"00.5e-3", "0.0005"},
		{"1E5", "100000.0"},
		{"1e300", "1e+300"},
		{"0.1", "0.1"},
		{"2 ** 3 ** 2", "512"},
		{"-2 ** 2", "-4"},
		{"(-2) ** 2", "4"},
		{"1 + 2 * 3 - 4", "3"},
		{"7 / 2", "3.5"},
		{"6 / 2", "3.0"},
		{"1 - -1", "2"},
		{"1.5 + 1", "2.5"},
		{"'a' \"b\" '''c'''", "\"abc\""},
		{"'a' + 'b' 'c' + ''", "\"abc\""},
		{"'\\x41\\101\\u0042\\U00000043\\n\\d'", "\"AABC\\n\\\\d\""},
		{"'a\\\nb'", "\"ab\""},
		{"r'\\n\\''", "\"\\\\n\\\\'\""},
		{"'\\0'", "\"\\u0000\""},
		{"'''a\n'b''c'''", "\"a\\n'b''c\""},
		{"''", "\"\""},
		{"u'\xc3\xa9'", "\"\xc3\xa9\""},
		{"'\\xe9'", "\"\xc3\xa9\""},
		{"b'\\xe9a'", "{\"$bytes\":\"6WE=\"}"},
		{"Rb'\\xe9'", "{\"$bytes\":\"XHhlOQ==\"}"},
		{"[]", "[]"},
		{"[1, [2], ]", "[1,[2]]"},
		{"()", "{\"$tuple\":[]}"},
		{"(1)", "1"},
		{"(1,)", "{\"$tuple\":[1]}"},
		{"(1, (2, 3))", "{\"$tuple\":[1,{\"$tuple\":[2,3]}]}"},
		{"{}", "{}"},
		{"{1}", "{\"$set\":[1]}"},
		{"{1, (2,)}", "{\"$set\":[1,{\"$tuple\":[2]}]}"},
		{"set()", "{\"$set\":[]}"},
		{"{'a': 1, 'b': [2],}", "{\"a\":1,\"b\":[2]}"},
		{"{1: 'a', (1, 2): {}}", "{\"$dict\":[[1,\"a\"],[{\"$tuple\":[1,2]},{}]]}"},
		{"{'$tuple': [1]}", "{\"$dict\":[[\"$tuple\",[1]]]}"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		assay_autobuf struct assay_buf json = {0};
		struct assay_pyreader reader = {.text = assay_str_of(rows[i].python), .arena = arena};
		struct assay_pyexpr *e = assay_pyexpr_read(&reader);
		cr_assert(assay_pyexpr_is_literal(e), "%s", rows[i].python);
		cr_expect_eq(reader.at, reader.text.len, "%s: %zu", rows[i].python, reader.at);
		assay_pyexpr_write(e, &json);
		cr_expect(assay_str_is(assay_buf_str(&json), rows[i].json), "%s: %s", rows[i].python, json.data);
	}
}

static bool is_equal(const char *a, const char *b)
{
	struct assay_json_doc *docs[2] = {NULL};
	struct assay_buf forms[2] = {0};
	const char *const texts[] = {a, b};

	for (int i = 0; i < 2; i++) {
		cr_assert_eq(assay_json_parse(assay_str_of(texts[i]), NULL, &docs[i], NULL), 0);
		cr_assert_eq(assay_value_canonical_python(assay_json_root(docs[i]), &forms[i], NULL), 0);
	}
	bool ret = assay_str_eq(assay_buf_str(&forms[0]), assay_buf_str(&forms[1]));
	for (int i = 0; i < 2; i++) {
		assay_json_doc_destroy(docs[i]);
		assay_buf_finish(&forms[i]);
	}
	return ret;
}

Test(script, compares_as_python_does)
{
	static const struct {
		const char *a, *b;
		bool is_equal;
	} rows[] = {
		{"1", "true", true},
		{"0", "false", true},
		{"1", "1.0", true},
		{"0.0", "-0.0", true},
		{"-1", "-1.0", true},
		{"1", "\"1\"", false},
		{"0", "null", false},
		{"9007199254740993", "9007199254740992.0", false},
		{"9007199254740992", "9007199254740992.0", true},
		{"100000000000000000000000", "1e23", false},
		{"99999999999999991611392", "1e23", true},
		{"{\"$float\":\"nan\"}", "1.0", false},
		{"{\"$float\":\"inf\"}", "{\"$float\":\"-inf\"}", false},
		{"{\"$complex\":[\"1.0\",\"0.0\"]}", "1", true},
		{"{\"$complex\":[\"1.0\",\"-0.0\"]}", "true", true},
		{"{\"$complex\":[\"1.0\",\"2.0\"]}", "1", false},
		{"[1]", "{\"$tuple\":[1]}", false},
		{"[1,2]", "[true,2.0]", true},
		{"[1,2]", "[2,1]", false},
		{"{\"$set\":[1,2]}", "{\"$frozenset\":[2.0,true]}", true},
		{"{\"$set\":[1]}", "[1]", false},
		{"{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":true}", true},
		{"{\"$dict\":[[1,\"x\"]]}", "{\"$dict\":[[1.0,\"x\"]]}", true},
		{"{\"$dict\":[[\"$a\",1]]}", "{\"$dict\":[[\"$a\",1],[2,3]]}", false},
		{"{\"$dict\":[[\"a\",1]]}", "{\"a\":1}", true},
		{"{}", "{\"$set\":[]}", false},
		{"{\"$bytes\":\"YQ==\"}", "{\"$bytearray\":\"YQ==\"}", true},
		{"{\"$bytes\":\"YQ==\"}", "\"a\"", false},
		{"{\"$ref\":0}", "0", false},
		{"[{\"$ref\":0}]", "[0]", false},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cr_expect_eq(is_equal(rows[i].a, rows[i].b), rows[i].is_equal, "%s %s", rows[i].a, rows[i].b);
	}
}

/* --- The exchange --- */

struct fixture {
	struct assay_arena *arena;
	void *state;
	int rc; /* Of the last bytes. */
};

static struct fixture begin(const char *suite)
{
	static const struct assay_limits limits = {.output_bytes = 4096};
	struct fixture f = {.arena = assay_arena_create(0)};

	struct assay_script *script = assay_arena_alloc(f.arena, sizeof(*script));

	cr_assert_eq(read_suite(f.arena, suite, script), 1);
	f.state = assay_script_relay.create(f.arena, &limits, script);
	cr_assert_not_null(f.state);
	return f;
}

static void say(struct fixture *f, const char *json)
{
	assay_autobuf struct assay_buf frame = {0};
	struct assay_buf to[2] = {0};

	assay_frame_add(&frame, assay_str_of(json));
	f->rc = assay_script_relay.on_bytes(f->state, 0, json ? assay_buf_str(&frame) : (struct assay_str){0}, to);
}

static struct assay_str end(struct fixture *f)
{
	struct assay_relay_view view;

	cr_assert_eq(assay_script_relay_view(f->state, &view, NULL), 0);
	struct assay_str report = assay_arena_str(f->arena, view.report);
	assay_script_relay.finish(f->state);
	return report;
}

#define READY "{\"kind\":\"ready\"}"
#define FOUND "{\"id\":1,\"kind\":\"value\",\"value\":{\"$ref\":0}}"

static void expect_part(struct assay_str report, const char *part)
{
	cr_expect_neq(assay_str_find(report, assay_str_of(part), 0), SIZE_MAX, "%s in %s", part, report.data);
}

Test(script_relay, is_done_when_all_answers_are_right)
{
	struct fixture f = begin("assert f(1) == 2\nassert not f(0)\n");

	say(&f, READY);
	say(&f, FOUND);
	say(&f, "{\"id\":2,\"kind\":\"value\",\"value\":2}");
	cr_expect_eq(f.rc, 0);
	say(&f, "{\"id\":3,\"kind\":\"value\",\"value\":[]}");
	cr_expect_eq(f.rc, 1);
	struct assay_str report = end(&f);
	expect_part(report, "\"bits\":\"11\",\"ran\":2");
	cr_expect_eq(assay_str_find(report, ASSAY_STR("word"), 0), SIZE_MAX);
	assay_arena_destroy(f.arena);
}

Test(script_relay, ends_where_check_would)
{
	struct fixture f = begin("def check(c):\n  assert c(1) == (1, 'a')\n  assert c(2) == 2\n");

	say(&f, READY);
	say(&f, FOUND);
	say(&f, "{\"id\":2,\"kind\":\"value\",\"value\":[1,\"a\"]}");
	cr_expect_eq(f.rc, 1);
	struct assay_str report = end(&f);
	expect_part(report, "\"bits\":\"00\",\"ran\":1,\"ahead\":true,\"word\":\"wrong_answer\"");
	expect_part(report,
		    "\"test\":0,\"source\":\"assert c(1) == (1, 'a')\",\"got\":\"[1, 'a']\",\"expected\":\"(1, 'a')\"");
	assay_arena_destroy(f.arena);
}

Test(script_relay, goes_on_behind_an_assert_of_its_own)
{
	struct fixture f = begin("assert f(1) == 1\nassert f(2) == 2\nassert f(3) == 3\n");

	say(&f, READY);
	say(&f, FOUND);
	say(&f,
	    "{\"id\":2,\"kind\":\"raised\",\"type\":\"KeyError\",\"builtin\":true,\"base\":\"KeyError\",\"line\":2}");
	cr_expect_eq(f.rc, 0);
	say(&f, "{\"id\":3,\"kind\":\"too_large\",\"what\":\"a text of 9 characters\"}");
	say(&f, "{\"id\":4,\"kind\":\"value\",\"value\":3.0}");
	cr_expect_eq(f.rc, 1);
	struct assay_str report = end(&f);
	expect_part(report, "\"bits\":\"001\",\"ran\":3,\"word\":\"runtime_error\"");
	expect_part(report, "KeyError");
	assay_arena_destroy(f.arena);
}

Test(script_relay, loses_a_candidate_that_breaks_the_rules)
{
	static const char *const frames[] = {
		NULL, /* It closed. */
		"{\"id\":3,\"kind\":\"value\",\"value\":1}",
		"{\"id\":2,\"kind\":\"absent\"}",
		"{\"id\":2,\"kind\":\"value\"}",
		"{\"id\":2,\"kind\":\"value\",\"value\":{\"$set\":[[1]]}}",
		"{\"id\":2,\"kind\":\"value\",\"value\":{\"$int\":\"x\"}}",
		"{\"op\":\"report\",\"bits\":\"1\",\"ran\":1}",
		"]",
	};
	for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
		struct fixture f = begin("assert f(1) == 1\n");
		say(&f, READY);
		say(&f, FOUND);
		say(&f, frames[i]);
		cr_expect_eq(f.rc, 1, "frame %zu", i);
		struct assay_str report = end(&f);
		expect_part(report, "\"bits\":\"0\"");
		expect_part(report, "\"word\":\"gone\"");
		assay_arena_destroy(f.arena);
	}
}
