/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/problem.h"

#include "base/rng.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SEED 4711

/* --- Reading back what was written ------------------------------------------------------------------------------ */

static int read_row(struct assay_str text, struct assay_arena *arena, struct assay_problem *ret, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_json_parse(text, NULL, &doc, err);
	return rc ? rc : assay_problem_read(assay_json_root(doc), arena, ret, err);
}

/* Reads, writes, reads and writes again: the second text must equal the first, and both problems hash alike. */
static void expect_round_trip(struct assay_str text)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	assay_autobuf struct assay_buf once = {0};
	assay_autobuf struct assay_buf twice = {0};
	struct assay_problem first;
	struct assay_problem second;
	struct assay_err err = {0};
	cr_assert_eq(read_row(text, arena, &first, &err), 0, "%s: %.*s", err.msg, (int)text.len, text.data);
	cr_assert_eq(assay_problem_write(&first, &once, &err), 0);
	cr_assert_eq(read_row(assay_buf_str(&once), arena, &second, &err), 0, "%s: %s", err.msg, once.data);
	cr_assert_eq(assay_problem_write(&second, &twice, &err), 0);
	cr_expect_str_eq(once.data, twice.data);
	struct assay_hash128 a = assay_problem_hash(&first);
	struct assay_hash128 b = assay_problem_hash(&second);
	cr_expect_arr_eq(a.bytes, b.bytes, sizeof(a.bytes));
}

static const char full_row[] =
	"{\"id\":\"p\",\"kind\":\"call\",\"statement\":\"s\",\"language\":\"python\",\"entry\":{\"name\":\"f\","
	"\"arity\":2},"
	"\"prelude\":\"import "
	"os\\n\",\"tests\":[{\"args\":[1,{\"$int\":\"99999999999999999999\"}],\"kwargs\":{\"k\":null},"
	"\"expected\":null,\"hidden\":true,\"weight\":0.5,\"note\":\"x\"}],\"checker\":{\"type\":\"float\",\"eps_abs\":"
	"0.001},"
	"\"limits\":{\"cpu_ms\":2000,\"mem_mb\":64,\"threads\":1},\"reference\":[{\"language\":\"python\",\"code\":"
	"\"c\"}],"
	"\"negatives\":[{\"language\":\"python\",\"code\":\"d\",\"expect\":\"wrong_answer\",\"op\":\"compare\"}],"
	"\"origin\":{\"source\":\"s\",\"license\":\"MIT\",\"method\":\"m\",\"seed\":0,\"parents\":[\"q\"],"
	"\"generation\":2,"
	"\"url\":\"u\"},\"tags\":[\"a\",\"b\"],\"level\":-3,\"extra\":{\"deep\":[1,2]},\"zwei\":\"ü\"}";

Test(problem, a_full_row_comes_back_byte_for_byte)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	assay_autobuf struct assay_buf out = {0};
	struct assay_problem p;
	struct assay_err err = {0};
	cr_assert_eq(read_row(ASSAY_STR(full_row), arena, &p, &err), 0, "%s", err.msg);
	cr_assert_eq(assay_problem_write(&p, &out, &err), 0);
	static const char want[] =
		"{\"id\":\"p\",\"kind\":\"call\",\"statement\":\"s\",\"language\":\"python\",\"entry\":{\"name\":\"f\","
		"\"arity\":2},"
		"\"prelude\":\"import "
		"os\\n\",\"tests\":[{\"args\":[1,{\"$int\":\"99999999999999999999\"}],\"kwargs\":{\"k\":null},"
		"\"expected\":null,\"hidden\":true,\"weight\":0.5,\"note\":\"x\"}],\"checker\":{\"type\":\"float\","
		"\"eps_abs\":0.001},"
		"\"limits\":{\"cpu_ms\":2000,\"mem_mb\":64,\"threads\":1},\"reference\":[{\"language\":\"python\","
		"\"code\":\"c\"}],"
		"\"negatives\":[{\"language\":\"python\",\"code\":\"d\",\"expect\":\"wrong_answer\",\"op\":\"compare\"}"
		"],"
		"\"origin\":{\"source\":\"s\",\"license\":\"MIT\",\"method\":\"m\",\"seed\":0,\"parents\":[\"q\"],"
		"\"generation\":2,"
		"\"url\":\"u\"},\"tags\":[\"a\",\"b\"],\"level\":-3,\"extra\":{\"deep\":[1,2]},\"zwei\":\"ü\"}";
	cr_expect_str_eq(out.data, want, "got %s", out.data);
	expect_round_trip(ASSAY_STR(full_row));
}

/* One member of a random row, or nothing. */
static void maybe(struct assay_rng *rng, struct assay_buf *out, const char *member)
{
	if (assay_rng_below(rng, 2))
		(void)assay_buf_printf(out, ",%s", member);
}

static void random_row(struct assay_rng *rng, struct assay_buf *out)
{
	static const char *const goals[] = {
		"\"kind\":\"math\",\"answer\":\"\\\\frac{3}{4}\"",
		"\"kind\":\"stdio\",\"tests\":[{\"stdin\":\"\\u0000\\n\",\"expected_stdout\":\"\"},{\"expected_"
		"stdout\":\"x\"}]",
		"\"kind\":\"call\",\"entry\":{\"name\":\"f\"},\"tests\":[{\"expected\":1e300},{\"args\":[[]],"
		"\"expected\":\"\\ud83d\\ude00\"}]",
		"\"kind\":\"suite\",\"language\":\"python\",\"entry\":{\"name\":\"f\"},\"suite\":\"assert f()\"",
	};
	static const char *const members[] = {
		"\"id\":\"a b/ü\"",
		"\"statement\":\"\"",
		"\"prelude\":\"x\\r\\n\"",
		"\"policy\":\"math\"",
		"\"checker\":{\"type\":\"program\",\"language\":\"c\",\"code\":\"x\",\"abi\":\"testlib\"}",
		"\"limits\":{\"wall_ms\":1,\"output_kb\":7,\"procs\":1}",
		"\"reference\":[{\"language\":\"c\",\"code\":\"\"}]",
		"\"negatives\":[]",
		"\"origin\":{\"seed\":18446744073709551615}",
		"\"tags\":[]",
		"\"level\":9223372036854775807",
		"\"x\":123456789012345678901234567890",
		"\"x y\\n\":{\"a\":[{\"b\":null}]}",
		"\"checker2\":null",
	};
	(void)assay_buf_printf(out, "{%s", goals[assay_rng_below(rng, 4)]);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		maybe(rng, out, members[i]);
	(void)assay_buf_add_char(out, '}');
}

Test(problem, reading_back_what_was_written_gives_an_equal_problem)
{
	struct assay_rng rng;
	assay_rng_init(&rng, SEED);
	for (int i = 0; i < 2000; i++) {
		assay_autobuf struct assay_buf row = {0};
		random_row(&rng, &row);
		expect_round_trip(assay_buf_str(&row));
	}
}

/* --- Defaults and ids ------------------------------------------------------------------------------------------- */

Test(problem, what_may_be_left_out_is_filled_in)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_problem p;
	struct assay_err err = {0};
	cr_assert_eq(read_row(ASSAY_STR("{\"kind\":\"call\",\"language\":null,\"entry\":{\"name\":\"f\"},"
					"\"tests\":[{\"expected\":1,\"kwargs\":null}]}"),
			      arena, &p, &err),
		     0, "%s", err.msg);
	cr_expect(assay_str_is(p.tests[0].args, "[]"));
	cr_expect(assay_str_is_absent(p.tests[0].kwargs));
	cr_expect_float_eq(p.tests[0].weight, 1, 0);
	cr_expect(assay_str_is_absent(p.language));
	cr_expect_eq(p.id.len, 32, "the hash of the content");
}

static struct assay_hash128 hash_of(const char *row)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_problem p;
	struct assay_err err = {0};
	cr_assert_eq(read_row(assay_str_of(row), arena, &p, &err), 0, "%s", err.msg);
	return assay_problem_hash(&p);
}

static bool same_hash(const char *a, const char *b)
{
	struct assay_hash128 x = hash_of(a);
	struct assay_hash128 y = hash_of(b);
	return memcmp(x.bytes, y.bytes, sizeof(x.bytes)) == 0;
}

Test(problem, the_hash_covers_what_decides_a_verdict_and_nothing_else)
{
	static const char base[] = "{\"id\":\"a\",\"kind\":\"stdio\",\"tests\":[{\"expected_stdout\":\"1\"}]}";
	cr_expect(same_hash(base, "{\"id\":\"b\",\"kind\":\"stdio\",\"statement\":\"s\",\"tags\":[\"t\"],"
				  "\"tests\":[{\"expected_stdout\":\"1\"}],\"z\":1}"));
	cr_expect_not(same_hash(base, "{\"id\":\"a\",\"kind\":\"stdio\",\"tests\":[{\"expected_stdout\":\"2\"}]}"));
	cr_expect_not(same_hash(base, "{\"id\":\"a\",\"kind\":\"stdio\",\"limits\":{\"cpu_ms\":1},"
				      "\"tests\":[{\"expected_stdout\":\"1\"}]}"));
	cr_expect_not(same_hash(base, "{\"id\":\"a\",\"kind\":\"stdio\",\"checker\":{\"eps_abs\":1},"
				      "\"tests\":[{\"expected_stdout\":\"1\"}]}"));
	cr_expect_not(same_hash(base, "{\"id\":\"a\",\"kind\":\"stdio\",\"tests\":[{\"stdin\":\"1\","
				      "\"expected_stdout\":\"\"}]}"));
	cr_expect_not(same_hash(
		base, "{\"id\":\"a\",\"kind\":\"stdio\",\"tests\":[{\"expected_stdout\":\"1\",\"weight\":2}]}"));
}

Test(problem, that_tests_share_a_process_is_stated_only_where_they_do)
{
#define CALL(members)                                                                                                 \
	"{\"id\":\"a\",\"kind\":\"call\",\"entry\":{\"name\":\"f\"},\"tests\":[{\"args\":[],\"expected\":1}]" members \
	"}"
	static const char *const rows[] = {CALL(""), CALL(",\"one_process\":false"), CALL(",\"one_process\":true")};

	for (size_t i = 0; i < 3; i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		assay_autobuf struct assay_buf out = {0};
		struct assay_problem p;
		cr_assert_eq(read_row(assay_str_of(rows[i]), arena, &p, NULL), 0);
		cr_expect_eq(p.may_share_process, i == 2);
		cr_assert_eq(assay_problem_write(&p, &out, NULL), 0);
		cr_expect_eq(assay_str_find(assay_buf_str(&out), ASSAY_STR("one_process"), 0) != SIZE_MAX, i == 2);
	}
	cr_expect(same_hash(rows[0], rows[1]));
	cr_expect_not(same_hash(rows[0], rows[2]));
}

/* --- Failures --------------------------------------------------------------------------------------------------- */

struct bad_row {
	const char *row;
	const char *message;
};

#define TEST_ROW(members) "{\"kind\":\"call\",\"entry\":{\"name\":\"f\"},\"tests\":[{" members "}]}"
#define MATH(members)	  "{\"kind\":\"math\",\"answer\":\"1\"," members "}"

static const struct bad_row bad_rows[] = {
	{"[]", "expected an object, found an array"},
	{"{}", "\"kind\" is missing"},
	{"{\"kind\":7}", "\"kind\": expected a string, found a number"},
	{"{\"kind\":\"stdoi\"}", "\"kind\": unknown kind \"stdoi\"; did you mean \"stdio\"?"},
	{"{\"kind\":\"essay\"}", "\"kind\": unknown kind \"essay\"; it is one of call, stdio, suite, math"},
	{"{\"id\":\"x\",\"kind\":\"math\"}", "problem x: kind \"math\" needs \"answer\""},
	{"{\"id\":\"\",\"kind\":\"math\",\"answer\":\"1\"}", "the id is empty"},
	{"{\"id\":\"a\\nb\",\"kind\":\"math\",\"answer\":\"1\"}",
	 "problem a b: the id has a control character at byte 1"},
	{"{\"kind\":\"call\",\"tests\":[{\"expected\":1}]}", "kind \"call\" needs \"entry\""},
	{"{\"kind\":\"call\",\"entry\":\"f\"}", "\"entry\": expected an object, found a string"},
	{"{\"kind\":\"stdio\",\"tests\":[]}", "kind \"stdio\" needs at least one test"},
	{"{\"kind\":\"stdio\",\"tests\":[{\"stdin\":1}]}",
	 "\"tests\": item 1: \"stdin\": expected a string, found a number"},
	{"{\"kind\":\"stdio\",\"tests\":[{\"stdin\":\"\"}]}", "test 1: \"expected_stdout\" is missing"},
	{"{\"kind\":\"suite\",\"language\":\"python\",\"entry\":{\"name\":\"f\"}}", "kind \"suite\" needs \"suite\""},
	{"{\"kind\":\"suite\",\"entry\":{\"name\":\"f\"},\"suite\":\"s\"}", "kind \"suite\" needs \"language\""},
	{TEST_ROW("\"args\":[1]"), "test 1: \"expected\" is missing"},
	{TEST_ROW("\"args\":1,\"expected\":1"), "test 1: \"args\": expected an array, found a number"},
	{TEST_ROW("\"kwargs\":[],\"expected\":1"), "test 1: \"kwargs\": expected an object, found an array"},
	{TEST_ROW("\"expected\":1,\"weight\":-1"), "test 1: \"weight\" must lie between 0 and 1e9"},
	{TEST_ROW("\"expected\":1,\"hidden\":\"no\""),
	 "\"tests\": item 1: \"hidden\": expected true or false, found a string"},
	{MATH("\"one_process\":true"), "\"one_process\" is for problems of the kind \"call\""},
	{CALL(",\"one_process\":1"), "problem a: \"one_process\": expected true or false, found a number"},
	{MATH("\"limits\":{\"cpu_ms\":0}"), "\"limits\": \"cpu_ms\": \"0\" is not a whole number from 1 to 86400000"},
	{MATH("\"limits\":7"), "\"limits\": expected an object, found a number"},
	{MATH("\"checker\":{\"type\":\"vibes\"}"), "unknown checker \"vibes\""},
	{MATH("\"checker\":{\"type\":\"program\"}"), "checker \"program\" needs \"language\" and \"code\""},
	{MATH("\"checker\":{\"eps_rel\":-1}"), "checker: a tolerance is below zero"},
	{MATH("\"reference\":[{\"language\":\"c\"}]"), "\"reference\": item 1: \"code\" is missing"},
	{MATH("\"negatives\":[{\"code\":\"x\",\"expect\":\"accepted\"}]"),
	 "\"negatives\": item 1: \"accepted\" is not how a program fails"},
	{MATH("\"origin\":{\"parents\":\"p\"}"), "\"parents\": expected an array, found a string"},
	{MATH("\"origin\":{\"seed\":-1}"), NULL},
	{MATH("\"tags\":[1]"), "\"tags\": item 1: expected a string, found a number"},
	{MATH("\"level\":1.5"), NULL},
	{"{\"kind\":\"stdio\",\"tests\":[{\"expected_stdout\":\"\"}],\"reference\":[{\"code\":\"x\"}]}",
	 "\"reference\": item 1: neither it nor the problem states a language"},
};

Test(problem, every_bad_row_gets_one_clear_sentence)
{
	for (size_t i = 0; i < sizeof(bad_rows) / sizeof(bad_rows[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_problem p;
		struct assay_err err = {0};
		int rc = read_row(assay_str_of(bad_rows[i].row), arena, &p, &err);
		cr_expect_eq(rc, ASSAY_EINVAL, "%s", bad_rows[i].row);
		if (bad_rows[i].message)
			cr_expect_str_eq(err.msg, bad_rows[i].message, "%s: %s", bad_rows[i].row, err.msg);
		else
			cr_expect_gt(strlen(err.msg), 10);
	}
}

Test(problem, a_small_arena_is_an_error_and_not_a_crash)
{
	for (size_t room = 16; room < 4096; room += 16) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(room);
		struct assay_problem p;
		int rc = read_row(ASSAY_STR(full_row), arena, &p, NULL);
		cr_expect(rc == 0 || rc == ASSAY_ELIMIT, "%d", rc);
	}
}

/* --- Candidates ------------------------------------------------------------------------------------------------- */

static int read_candidate(const char *text, struct assay_arena *arena, struct assay_candidate *ret,
			  struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_json_parse(assay_str_of(text), NULL, &doc, err);
	return rc ? rc : assay_candidate_read(assay_json_root(doc), arena, ret, err);
}

Test(candidate, a_full_row_comes_back_byte_for_byte)
{
	static const char row[] =
		"{\"problem_id\":\"p\",\"id\":\"c\",\"code\":\"x\\u0000y\",\"language\":\"c\",\"model\":\"m\","
		"\"sampling\":{\"seed\":1},\"usage\":{\"n\":2},\"files\":{\"a.txt\":\"1\"},\"mine\":[1]}";
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	assay_autobuf struct assay_buf out = {0};
	struct assay_candidate c;
	struct assay_err err = {0};
	cr_assert_eq(read_candidate(row, arena, &c, &err), 0, "%s", err.msg);
	cr_expect_eq(c.code.len, 3);
	cr_assert_eq(assay_candidate_write(&c, &out, &err), 0);
	cr_expect_str_eq(out.data, row, "got %s", out.data);
}

Test(candidate, an_absent_id_is_made_from_problem_and_content)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_candidate a;
	struct assay_candidate b;
	struct assay_candidate c;
	cr_assert_eq(read_candidate("{\"problem_id\":\"p\",\"text\":\"t\"}", arena, &a, NULL), 0);
	cr_assert_eq(read_candidate("{\"problem_id\":\"p\",\"text\":\"t\",\"model\":\"m\"}", arena, &b, NULL), 0);
	cr_assert_eq(read_candidate("{\"problem_id\":\"p\",\"code\":\"t\"}", arena, &c, NULL), 0);
	cr_expect(assay_str_eq(a.id, b.id));
	cr_expect_not(assay_str_eq(a.id, c.id));
}

static const struct bad_row bad_candidates[] = {
	{"7", "expected an object, found a number"},
	{"{}", "\"problem_id\" is missing"},
	{"{\"problem_id\":\"p\",\"id\":\"c\"}", "candidate c: a candidate needs \"text\" or \"code\""},
	{"{\"problem_id\":\"p\",\"text\":\"\",\"code\":\"\"}", "a candidate has \"text\" or \"code\", not both"},
	{"{\"problem_id\":\"p\",\"code\":\"\",\"files\":{\"a\":1}}",
	 "\"files\": \"a\": expected a string, found a number"},
	{"{\"problem_id\":\"p\",\"code\":\"\",\"id\":\"\"}", "the id is empty"},
};

Test(candidate, every_bad_row_gets_one_clear_sentence)
{
	for (size_t i = 0; i < sizeof(bad_candidates) / sizeof(bad_candidates[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_candidate c;
		struct assay_err err = {0};
		cr_expect_eq(read_candidate(bad_candidates[i].row, arena, &c, &err), ASSAY_EINVAL);
		cr_expect_str_eq(err.msg, bad_candidates[i].message, "%s", err.msg);
	}
}

Test(candidate, a_solution_is_code_or_for_mathematics_a_text)
{
	const struct assay_solution solution = {.language = ASSAY_STR("python"), .code = ASSAY_STR("x")};
	struct assay_problem problem = {.id = ASSAY_STR("p"), .kind = ASSAY_KIND_CALL};
	struct assay_candidate code = assay_candidate_of_solution(&problem, &solution, ASSAY_STR("reference/0"));
	cr_expect(assay_str_is(code.code, "x") && assay_str_is_absent(code.text));
	problem.kind = ASSAY_KIND_MATH;
	struct assay_candidate text = assay_candidate_of_solution(&problem, &solution, ASSAY_STR("reference/0"));
	cr_expect(assay_str_is(text.text, "x") && assay_str_is_absent(text.code));
}
