/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/set.h"

#include "data.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/wait.h>

static struct assay_problem_set *load(const char *format, const char *path)
{
	struct assay_err err = {0};
	struct assay_problem_set *set = assay_problem_set_create(0);
	int rc = assay_problem_set_load(set, path, assay_importer_find(format), &err);
	cr_assert_eq(rc, 0, "%s: %s", format, err.msg);
	return set;
}

/* Writes `text` as a file of the given suffix and returns its path. */
static const char *file_with(const char *suffix, const char *text)
{
	static char path[64];
	(void)snprintf(path, sizeof(path), "/tmp/assay-import-XXXXXX%s", suffix);
	int fd = mkstemps(path, (int)strlen(suffix));
	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	(void)close(fd);
	return path;
}

static struct assay_problem_set *load_text(const char *format, const char *suffix, const char *text)
{
	const char *path = file_with(suffix, text);
	struct assay_problem_set *set = load(format, path);
	(void)unlink(path);
	return set;
}

struct seen {
	size_t n;
	size_t labelled_true;
	char code[4096];
	char text[4096];
	char id[256];
	char problem_id[256];
};

static void copy(char *to, struct assay_str from)
{
	(void)snprintf(to, 4096, "%.*s", (int)from.len, from.data ? from.data : "");
}

static int note(void *arg, const struct assay_candidate *candidate, struct assay_err *err)
{
	(void)err;
	struct seen *seen = arg;
	seen->n++;
	seen->labelled_true += assay_str_is(candidate->extra, "\"expected_label\":true");
	copy(seen->code, candidate->code);
	copy(seen->text, candidate->text);
	(void)snprintf(seen->id, sizeof(seen->id), "%s", candidate->id.data);
	(void)snprintf(seen->problem_id, sizeof(seen->problem_id), "%s", candidate->problem_id.data);
	return 0;
}

static struct seen read_candidates(const char *format, const struct assay_problem_set *set, const char *path)
{
	struct assay_err err = {0};
	struct seen seen = {0};
	int rc = assay_candidates_read(path, assay_importer_find(format), set, note, &seen, &err);
	cr_assert_eq(rc, 0, "%s: %s", format, err.msg);
	return seen;
}

static struct seen read_candidate_text(const char *format, const struct assay_problem_set *set, const char *text)
{
	const char *path = file_with(".jsonl", text);
	struct seen seen = read_candidates(format, set, path);
	(void)unlink(path);
	return seen;
}

#define expect_str(s, want) cr_expect(assay_str_is(s, want), "got \"%.*s\", want \"%s\"", (int)(s).len, (s).data, want)

/* --- Programs ------------------------------------------------------------------------------------------------- */

/* Python reads every program (prelude and reference, prelude and suite) without running it. */
static void expect_programs(const struct assay_problem_set *set)
{
	static const char script[] = "import json, sys\n"
				     "for line in open(sys.argv[1], encoding='utf-8', newline='\\n'):\n"
				     "    p = json.loads(line)\n"
				     "    for part in [r['code'] for r in p['reference']] + [p['suite']]:\n"
				     "        compile(p.get('prelude', '') + part, p['id'], 'exec')\n";
	assay_autobuf struct assay_buf rows = {0};
	for (size_t i = 0; i < assay_problem_set_count(set); i++) {
		cr_assert_eq(assay_problem_write(assay_problem_set_at(set, i), &rows, NULL), 0);
		(void)assay_buf_add_char(&rows, '\n');
	}
	const char *path = file_with(".jsonl", rows.data);
	pid_t pid = fork();
	cr_assert_geq(pid, 0);
	if (pid == 0) {
		(void)execlp("python3", "python3", "-W", "ignore", "-c", script, path, (char *)NULL);
		_exit(127);
	}
	int status;
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	(void)unlink(path);
	cr_expect_eq(status, 0, "python3 does not accept a program (its message stands above)");
}

/* --- HumanEval ------------------------------------------------------------------------------------------------ */

#define HUMANEVAL                                                                                           \
	"{\"task_id\":\"HumanEval/7\",\"prompt\":\"import math\\n\\ndef helper(x):\\n    return x\\n\\n\\n" \
	"def twice(x):\\n    \\\"\\\"\\\" Twice x. \\\"\\\"\\\"\\n\",\"entry_point\":\"twice\","            \
	"\"canonical_solution\":\"    return 2 * x\\n\",\"test\":\"def check(candidate):\\n    assert "     \
	"candidate(2) == 4\\n\"}\n"

Test(import, humaneval_cuts_the_prompt_before_the_function)
{
	struct assay_problem_set *set = load_text("humaneval", ".jsonl", HUMANEVAL);
	const struct assay_problem *p = assay_problem_set_at(set, 0);
	expect_str(p->id, "humaneval/7");
	expect_str(p->origin.source_id, "HumanEval/7");
	expect_str(p->entry, "twice");
	expect_str(p->prelude, "import math\n\ndef helper(x):\n    return x\n\n\n");
	expect_str(p->references[0].code, "def twice(x):\n    \"\"\" Twice x. \"\"\"\n    return 2 * x\n");
	cr_expect_eq(p->kind, ASSAY_KIND_SUITE);
	cr_expect_eq(assay_problem_set_find(set, ASSAY_STR("HumanEval/7")), p);
	assay_problem_set_destroy(set);
}

Test(import, humaneval_completions_continue_the_prompt)
{
	struct assay_problem_set *set = load_text("humaneval", ".jsonl", HUMANEVAL);
	struct seen seen = read_candidate_text(
		"humaneval", set, "{\"task_id\":\"HumanEval/7\",\"completion\":\"    return x + x\\n\"}\n");
	cr_expect_eq(seen.n, 1);
	cr_expect_str_eq(seen.problem_id, "humaneval/7");
	cr_expect_str_eq(seen.code, "def twice(x):\n    \"\"\" Twice x. \"\"\"\n    return x + x\n");
	assay_problem_set_destroy(set);
}

Test(import, humaneval_has_164_problems)
{
	char path[PATH_MAX];
	find_data("code/humaneval.jsonl.gz", path);
	struct assay_problem_set *set = load("humaneval", path);
	cr_expect_eq(assay_problem_set_count(set), 164);
	expect_programs(set);
	assay_problem_set_destroy(set);
}

/* --- MBPP ----------------------------------------------------------------------------------------------------- */

#define MBPP                                                                                                          \
	"{\"text\":\"Write a function to add.\",\"code\":\"import math\\r\\ndef plus(a, b): \\r\\n\\treturn a + b\"," \
	"\"task_id\":12,\"test_setup_code\":\"one = 1\",\"test_list\":[\"assert set([plus(one, 2)]) == {3}\","        \
	"\"assert plus(2, 2) == 4\"],\"challenge_test_list\":[\"assert plus(0, 0) == 0\"]}\n"

Test(import, mbpp_names_the_function_that_the_asserts_call)
{
	struct assay_problem_set *set = load_text("mbpp", ".jsonl", MBPP);
	const struct assay_problem *p = assay_problem_set_at(set, 0);
	expect_str(p->id, "mbpp/12");
	expect_str(p->entry, "plus");
	expect_str(p->suite, "one = 1\nassert set([plus(one, 2)]) == {3}\nassert plus(2, 2) == 4\n");
	expect_str(p->statement,
		   "Write a function to add.\n\nIt is called like this:\nassert set([plus(one, 2)]) == {3}\n");
	expect_str(p->references[0].code, "import math\r\ndef plus(a, b): \r\n\treturn a + b");
	expect_str(p->extra, "\"challenge_test_list\":[\"assert plus(0, 0) == 0\"]");
	struct seen seen =
		read_candidate_text("mbpp", set, "{\"task_id\":12,\"completion\":\"def plus(a,b): pass\"}\n");
	cr_expect_str_eq(seen.code, "def plus(a,b): pass");
	cr_expect_str_eq(seen.problem_id, "mbpp/12");
	assay_problem_set_destroy(set);
}

Test(import, mbpp_has_974_problems)
{
	char path[PATH_MAX];
	find_data("code/mbpp.jsonl", path);
	struct assay_problem_set *set = load("mbpp", path);
	cr_expect_eq(assay_problem_set_count(set), 974);
	expect_programs(set);
	assay_problem_set_destroy(set);
}

/* --- CRUXEval ------------------------------------------------------------------------------------------------- */

#define CRUXEVAL \
	"{\"id\":\"sample_3\",\"code\":\"def f(a, b):\\n    return a + b\",\"input\":\"1, 2\",\"output\":\"3\"}\n"

Test(import, cruxeval_asks_two_questions_about_each_program)
{
	struct assay_problem_set *set = load_text("cruxeval", ".jsonl", CRUXEVAL);
	cr_assert_eq(assay_problem_set_count(set), 2);
	const struct assay_problem *output = assay_problem_set_at(set, 0);
	const struct assay_problem *input = assay_problem_set_at(set, 1);
	expect_str(output->id, "cruxeval/sample_3/output");
	expect_str(input->id, "cruxeval/sample_3/input");
	expect_str(output->suite, "def check(candidate):\n    assert 3 == candidate()\n");
	expect_str(input->suite, "def check(candidate):\n    assert 3 == f(*candidate())\n");
	cr_expect(assay_str_is_absent(output->prelude), "f must not exist where its value is to be predicted");
	expect_str(input->prelude, "def f(a, b):\n    return a + b\n");
	cr_expect_eq(output->limits.cpu_ms, 3000);
	assay_problem_set_destroy(set);
}

Test(import, cruxeval_generations_keep_their_labels_and_never_hold_the_expected_value)
{
	struct assay_problem_set *set = load_text("cruxeval", ".jsonl", CRUXEVAL);
	struct seen seen = read_candidate_text("cruxeval", set,
					       "{\"id\":\"sample_3\",\"task\":\"output\",\"generations\":[\"4\",\"5, "
					       "'x'\"],\"labels\":[true,false]}\n");
	cr_expect_eq(seen.n, 2);
	cr_expect_eq(seen.labelled_true, 1);
	cr_expect_str_eq(seen.id, "sample_3/output/1");
	cr_expect_str_eq(seen.problem_id, "cruxeval/sample_3/output");
	size_t len = strlen(seen.code);
	cr_assert_gt(len, 12);
	cr_expect_str_eq(seen.code + len - 12, "on == 5, 'x'", "the generation stands last, as upstream has it");
	cr_expect_null(strchr(seen.code, '3'));
	assay_problem_set_destroy(set);
}

Test(import, cruxeval_input_without_a_call_is_refused_as_upstream_does)
{
	struct assay_problem_set *set = load_text("cruxeval", ".jsonl", CRUXEVAL);
	struct seen seen = read_candidate_text(
		"cruxeval", set, "{\"id\":\"sample_3\",\"task\":\"input\",\"generations\":[\"(1, 2)\"]}\n");
	cr_expect(strncmp(seen.code, "raise ", 6) == 0, "got %s", seen.code);
	assay_problem_set_destroy(set);
}

Test(import, cruxeval_has_1600_problems_and_16000_labelled_generations)
{
	char path[PATH_MAX];
	find_data("code/cruxeval.jsonl", path);
	struct assay_problem_set *set = load("cruxeval", path);
	cr_expect_eq(assay_problem_set_count(set), 1600);
	expect_programs(set);
	find_data("code/cruxeval_codellama7b_output.jsonl", path);
	struct seen output = read_candidates("cruxeval", set, path);
	cr_expect_eq(output.n, 8000);
	cr_expect_eq(output.labelled_true, 2737);
	find_data("code/cruxeval_codellama7b_input.jsonl", path);
	struct seen input = read_candidates("cruxeval", set, path);
	cr_expect_eq(input.n, 8000);
	cr_expect_eq(input.labelled_true, 2876);
	assay_problem_set_destroy(set);
}

/* --- GSM8K ---------------------------------------------------------------------------------------------------- */

Test(import, gsm8k_takes_the_gold_behind_the_last_mark)
{
	struct assay_problem_set *set =
		load_text("gsm8k", "-test.jsonl",
			  "{\"question\":\"2+2?\",\"answer\":\"2 + 2 = <<2+2=4>>4 #### no\\n#### 1,004 \"}\n"
			  "{\"question\":\"3?\",\"answer\":\"#### 3\"}\n");
	const struct assay_problem *p = assay_problem_set_at(set, 0);
	expect_str(p->id, "gsm8k/test/0");
	expect_str(p->answer, "1,004");
	expect_str(p->policy, "gsm8k");
	struct seen seen = read_candidate_text("gsm8k", set,
					       "{\"id\":\"gsm8k-1-m\",\"idx\":1,\"model\":\"m\",\"gold\":\"3\","
					       "\"response\":\"A: 3\",\"expected\":true}\n");
	cr_expect_str_eq(seen.problem_id, "gsm8k/test/1");
	cr_expect_str_eq(seen.text, "A: 3");
	cr_expect_str_eq(seen.id, "gsm8k-1-m");
	cr_expect_eq(seen.labelled_true, 1);
	assay_problem_set_destroy(set);
}

Test(import, gsm8k_has_1319_test_and_7473_train_problems_and_5276_labelled_solutions)
{
	char path[PATH_MAX];
	find_data("math/gsm8k_train.jsonl.gz", path);
	struct assay_problem_set *set = load("gsm8k", path);
	cr_expect_eq(assay_problem_set_count(set), 7473);
	expect_str(assay_problem_set_at(set, 7472)->id, "gsm8k/train/7472");
	assay_problem_set_destroy(set);
	find_data("math/gsm8k_test.jsonl", path);
	set = load("gsm8k", path);
	cr_expect_eq(assay_problem_set_count(set), 1319);
	find_data("math/gsm8k_model_solutions.jsonl.gz", path);
	struct seen seen = read_candidates("gsm8k", set, path);
	cr_expect_eq(seen.n, 5276);
	cr_expect_eq(seen.labelled_true, 2001);
	assay_problem_set_destroy(set);
}

/* --- HumanEvalPack -------------------------------------------------------------------------------------------- */

#define PACK(task, prompt)                                                                                       \
	"{\"task_id\":\"" task "\",\"prompt\":\"" prompt "\",\"canonical_solution\":\"    return 1\\n\","        \
	"\"buggy_solution\":\"    return 2\\n\",\"bug_type\":\"value misuse\",\"failure_symptoms\":\"incorrect " \
	"output\",\"entry_point\":\"one\",\"test\":\"def check(one):\\n    assert one() == 1\\n\\ncheck(one)\"}\n"

Test(import, humanevalpack_brings_a_wrong_solution_and_what_is_wrong_with_it)
{
	struct assay_problem_set *set =
		load_text("humanevalpack", ".jsonl", PACK("Python/4", "import os\\n\\ndef one():\\n"));
	const struct assay_problem *p = assay_problem_set_at(set, 0);
	expect_str(p->id, "humanevalpack/python/4");
	expect_str(p->prelude, "import os\n\n");
	expect_str(p->references[0].code, "def one():\n    return 1\n");
	expect_str(p->negatives[0].code, "def one():\n    return 2\n");
	expect_str(p->negatives[0].extra, "\"bug_type\":\"value misuse\",\"failure_symptoms\":\"incorrect output\"");
	cr_expect(assay_str_is_absent(p->negatives[0].expect));
	assay_problem_set_destroy(set);
}

Test(import, humanevalpack_takes_the_language_from_the_task_id)
{
	struct assay_problem_set *set = load_text("humanevalpack", ".jsonl", PACK("CPP/4", "int one(){\\n"));
	const struct assay_problem *p = assay_problem_set_at(set, 0);
	expect_str(p->id, "humanevalpack/cpp/4");
	expect_str(p->language, "cpp");
	expect_str(p->references[0].code, "int one(){\n    return 1\n");
	assay_problem_set_destroy(set);
}

Test(import, humanevalpack_in_go_imports_what_solution_and_suite_use)
{
	struct assay_problem_set *set = load_text("humanevalpack", ".jsonl",
						  "{\"task_id\":\"Go/4\",\"prompt\":\"import (\\n    "
						  "\\\"math\\\"\\n)\\nfunc One() int {\\n\",\"canonical_solution\":"
						  "\"    return int(math.Abs(1)) + strings.Count(\\\"\\\", "
						  "\\\"a\\\")\\n}\\n\",\"buggy_solution\":\"    return 2\\n}\\n\","
						  "\"entry_point\":\"One\",\"test_setup\":\"package main\\nimport "
						  "\\\"testing\\\"\\n\",\"test\":\"func TestOne(t "
						  "*testing.T) { fmt.Print(One()) }\"}\n");
	const struct assay_problem *p = assay_problem_set_at(set, 0);
	expect_str(p->references[0].code, "import \"strings\"\nimport (\n    \"math\"\n)\nfunc One() int {\n"
					  "    return int(math.Abs(1)) + strings.Count(\"\", \"a\")\n}\n");
	expect_str(p->suite, "package main\nimport \"testing\"\n\nimport \"fmt\"\n"
			     "func TestOne(t *testing.T) { fmt.Print(One()) }");
	assay_problem_set_destroy(set);
}

Test(import, humaneval_x_names_the_function_that_the_prompt_breaks_off_in)
{
	static const struct {
		const char *task, *prompt, *entry, *prelude;
	} rows[] = {
		{"Python/1",
		 "import os\\ndef g(): pass\\n\\ndef f_1(a: int) -> int:\\n    \\\"\\\"\\\" f \\\"\\\"\\\"\\n", "f_1",
		 "import os\ndef g(): pass\n\n"},
		{"JavaScript/1", "/* f(1) */\\nconst f1 = (a, b) => {\\n", "f1", NULL},
		{"Java/1", "import java.util.*;\\n\\nclass Solution {\\n    public List<Integer> f(int a) {\\n", "f",
		 "import java.util.*;\n"},
		{"Go/1", "// F(1)\\nfunc F(a int) int {\\n", "F", NULL},
		{"CPP/1", "bool g(int a){\\n    return a;\\n}\\nint f(int a){\\n    /*\\n    f(1)\\n    */\\n", "f",
		 "#include <stdio.h>\n#include <stdlib.h>\n#include <math.h>\n#include <string>\n#include <vector>\n"
		 "#include <iostream>\n#include <algorithm>\n#include <cstring>\n#include <climits>\n"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[1024];
		(void)snprintf(text, sizeof(text),
			       "{\"task_id\":\"%s\",\"prompt\":\"%s\",\"canonical_solution\":\"x\",\"test\":\"t\","
			       "\"test_setup\":\"package main\"}\n",
			       rows[i].task, rows[i].prompt);
		struct assay_problem_set *set = load_text("humaneval-x", ".jsonl", text);
		const struct assay_problem *p = assay_problem_set_at(set, 0);
		expect_str(p->entry, rows[i].entry);
		cr_expect(assay_str_is(p->prelude, rows[i].prelude ? rows[i].prelude : ""), "%s: %.*s", rows[i].task,
			  (int)p->prelude.len, p->prelude.data ? p->prelude.data : "");
		cr_expect_eq(p->n_negatives, 0);
		assay_problem_set_destroy(set);
	}
}

Test(import, multipl_e_gives_whole_suites)
{
	struct assay_problem_set *set = load_text("multipl-e", ".jsonl",
						  "{\"name\":\"HumanEval_3_is_one\",\"language\":\"java\",\"prompt\":"
						  "\"import java.util.*;\\nclass Problem {\\n    "
						  "public static boolean isOne(long n) {\\n\",\"tests\":\"    }\\n    "
						  "public static void main(String[] a) {\\n    "
						  "assert(isOne(1));\\n    }\\n}\\n\"}\n"
						  "{\"name\":\"HumanEval_3_is_one\",\"language\":\"rb\",\"prompt\":"
						  "\"def is_one(n)\\n\",\"tests\":\"is_one(1)\\n\"}\n");
	const struct assay_problem *p = assay_problem_set_at(set, 0);
	expect_str(p->id, "multipl-e/java/HumanEval_3_is_one");
	expect_str(p->entry, "isOne");
	expect_str(p->prelude, "import java.util.*;\n");
	expect_str(p->suite, "public class Main extends Problem {\n\n    public static void main(String[] a) {\n    "
			     "assert(isOne(1));\n    }\n}\n");
	p = assay_problem_set_at(set, 1);
	expect_str(p->language, "ruby");
	expect_str(p->entry, "is_one");
	expect_str(p->suite, "is_one(1)\n\n");
	assay_problem_set_destroy(set);
}

Test(import, humanevalpack_has_164_problems_in_each_of_six_languages)
{
	static const char *const names[] = {"python", "cpp", "js", "java", "go", "rust"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char name[64];
		char path[PATH_MAX];
		(void)snprintf(name, sizeof(name), "code/humanevalpack_%s.jsonl", names[i]);
		find_data(name, path);
		struct assay_problem_set *set = load("humanevalpack", path);
		cr_expect_eq(assay_problem_set_count(set), 164, "%s", names[i]);
		if (i == 0)
			expect_programs(set);
		assay_problem_set_destroy(set);
	}
}

/* --- Plain rows ----------------------------------------------------------------------------------------------- */

Test(import, plain_rows_with_an_answer_are_maths)
{
	struct assay_problem_set *set = load_text(
		"plain", ".jsonl",
		"{\"id\":7,\"question\":\"1+1?\",\"answer\":2,\"topic\":\"sums\",\"kind\":\"easy\",\"level\":\"3\"}\n");
	const struct assay_problem *p = assay_problem_set_at(set, 0);
	expect_str(p->id, "7");
	expect_str(p->answer, "2");
	cr_expect_eq(p->kind, ASSAY_KIND_MATH);
	cr_expect_eq(p->level, 3);
	expect_str(p->extra, "\"topic\":\"sums\",\"plain.kind\":\"easy\"");
	assay_problem_set_destroy(set);
}

/* 30,000 unknown fields took 20 s when each was looked for among all of them. */
Test(import, plain_rows_take_time_by_their_length_only, .timeout = 20)
{
	assay_autobuf struct assay_buf text = {0};
	assay_buf_add_c(&text, "{\"question\":\"q\",\"answer\":\"5\"");
	for (int i = 0; i < 200000; i++)
		assay_buf_printf(&text, ",\"k%d\":0", i);
	assay_buf_add_c(&text, "}\n");
	struct assay_problem_set *set = load_text("plain", ".jsonl", text.data);
	cr_assert_eq(assay_problem_set_count(set), 1);
	assay_problem_set_destroy(set);
}

Test(import, plain_tests_decide_the_kind)
{
	struct assay_problem_set *set =
		load_text("plain", ".jsonl",
			  "{\"id\":\"a\",\"prompt\":\"p\",\"tests\":[{\"input\":\"1\\n\",\"output\":\"2\\n\"}],"
			  "\"solution\":\"print(2)\"}\n"
			  "{\"id\":\"b\",\"prompt\":\"p\",\"entry_point\":\"f\",\"tests\":[{\"args\":[1],\"expected\":{"
			  "\"$int\":\"2\"}}]}\n"
			  "{\"id\":\"c\",\"prompt\":\"p\",\"entry_point\":\"f\",\"tests\":[\"assert f(1) == 2\"]}\n");
	const struct assay_problem *stdio = assay_problem_set_at(set, 0);
	cr_expect_eq(stdio->kind, ASSAY_KIND_STDIO);
	expect_str(stdio->tests[0].stdin_text, "1\n");
	expect_str(stdio->references[0].language, "python");
	cr_expect(assay_str_is_absent(stdio->language));
	const struct assay_problem *call = assay_problem_set_at(set, 1);
	cr_expect_eq(call->kind, ASSAY_KIND_CALL);
	expect_str(call->tests[0].expected, "{\"$int\":\"2\"}");
	const struct assay_problem *suite = assay_problem_set_at(set, 2);
	cr_expect_eq(suite->kind, ASSAY_KIND_SUITE);
	expect_str(suite->suite, "assert f(1) == 2\n");
	assay_problem_set_destroy(set);
}

Test(import, plain_reads_comma_separated_values)
{
	struct assay_problem_set *set =
		load_text("plain", ".csv",
			  "id,question,answer,tests\r\n"
			  "x,\"How much is 1,000 \"\"and\"\" 1?\",1001,\r\n"
			  "y,Echo.,,\"[{\"\"stdin\"\":\"\"a\"\",\"\"output\"\":\"\"a\"\"}]\"\r\n");
	cr_assert_eq(assay_problem_set_count(set), 2);
	expect_str(assay_problem_set_at(set, 0)->statement, "How much is 1,000 \"and\" 1?");
	expect_str(assay_problem_set_at(set, 1)->tests[0].expected_stdout, "a");
	assay_problem_set_destroy(set);
}

/* --- Failures ------------------------------------------------------------------------------------------------- */

struct bad_file {
	const char *format;
	const char *suffix;
	const char *text;
	const char *message; /* Behind the path. */
};

static const struct bad_file bad_files[] = {
	{"humaneval", ".jsonl", "", ": holds no problems"},
	{"humaneval", ".jsonl", "{}\n", ":1: \"task_id\" is missing"},
	{"humaneval", ".jsonl", "[1]\n", ":1: \"task_id\" is missing"},
	{"humaneval", ".jsonl", HUMANEVAL HUMANEVAL, ":2: a second problem has the id \"humaneval/7\""},
	{"humaneval", ".csv", "a,b\n1,2\n", ": the format \"humaneval\" does not come as comma-separated values"},
	{"mbpp", ".jsonl", "{\"task_id\":[]}\n", ":1: \"task_id\": expected a number, found an array"},
	{"mbpp", ".jsonl", "{\"task_id\":1,\"text\":\"t\",\"code\":\"x=1\",\"test_list\":[\"assert g()\"]}\n",
	 ":1: \"test_list\" calls no function that \"code\" defines"},
	{"gsm8k", ".jsonl", "{\"question\":\"q\",\"answer\":\"4\"}\n", ":1: \"answer\" has no \"####\""},
	{"gsm8k", ".jsonl", "\n{\"question\":\"q\",\"answer\":\"####  \"}\n",
	 ":2: \"answer\" has nothing behind \"####\""},
	{"cruxeval", ".jsonl", "{\"id\":\"a\",\"code\":1}\n", ":1: \"code\": expected a string, found a number"},
	{"humanevalpack", ".jsonl", "{\"task_id\":\"Basic/1\"}\n",
	 ":1: \"task_id\" begins with no known language: \"Basic/1\""},
	{"humaneval-x", ".jsonl", "{\"task_id\":\"Go/1\",\"prompt\":\"// nothing\"}\n",
	 ":1: \"prompt\" does not end in a function's declaration"},
	{"multipl-e", ".jsonl", "{\"name\":\"HumanEval_1_f\",\"language\":\"swift\"}\n",
	 ":1: unknown language \"swift\""},
	{"multipl-e", ".jsonl",
	 "{\"name\":\"HumanEval_1_f\",\"language\":\"rs\",\"prompt\":\"fn f() {\",\"tests\":\"fn main() {}\"}\n",
	 ":1: \"tests\" does not begin with the function's last brace"},
	{"plain", ".jsonl", "{\"question\":\"q\"}\n", ":1: the row has neither \"answer\" nor \"tests\" nor \"suite\""},
	{"plain", ".jsonl", "{\"question\":\"q\",\"answer\":\"1\",\"test\":\"assert 1\"}\n",
	 ":1: the row has more than one of \"answer\", \"tests\" and \"suite\""},
	{"plain", ".jsonl", "{\"question\":\"q\",\"tests\":[{\"output\":\"1\"},3]}\n",
	 ":1: \"tests\": test 2: expected an object, found a number"},
	{"plain", ".csv", "question,answer\nq\n", ":2: 1 fields where the header has 2 columns"},
	{"plain", ".csv", "question,answer\n\"q\n\n,1\n", ":2: the quote that opens here is never closed"},
	{"assay", ".jsonl", "{\"id\":\"p\",\"kind\":\"maths\"}\n",
	 ":1: problem p: \"kind\": unknown kind \"maths\"; did you mean \"math\"?"},
};

Test(import, every_bad_file_gets_one_sentence_with_file_and_line)
{
	for (size_t i = 0; i < sizeof(bad_files) / sizeof(bad_files[0]); i++) {
		const struct bad_file *bad = &bad_files[i];
		const char *path = file_with(bad->suffix, bad->text);
		struct assay_problem_set *set = assay_problem_set_create(0);
		struct assay_err err = {0};
		int rc = assay_problem_set_load(set, path, assay_importer_find(bad->format), &err);
		cr_expect_lt(rc, 0, "case %zu", i);
		char want[512];
		(void)snprintf(want, sizeof(want), "%s%s", path, bad->message);
		cr_expect_str_eq(err.msg, want, "case %zu: got %s", i, err.msg);
		assay_problem_set_destroy(set);
		(void)unlink(path);
	}
}

Test(import, a_set_has_a_ceiling)
{
	struct assay_problem_set *set = assay_problem_set_create(256);
	struct assay_err err = {0};
	const char *path = file_with(".jsonl", HUMANEVAL);
	cr_expect_eq(assay_problem_set_load(set, path, assay_importer_find("humaneval"), &err), ASSAY_ELIMIT);
	(void)unlink(path);
	assay_problem_set_destroy(set);
}

Test(import, candidates_of_unknown_problems_are_named)
{
	struct assay_problem_set *set = load_text("humaneval", ".jsonl", HUMANEVAL);
	struct assay_err err = {0};
	struct seen seen = {0};
	const char *path = file_with(".jsonl", "{\"task_id\":\"HumanEval/8\",\"completion\":\"\"}\n");
	int rc = assay_candidates_read(path, assay_importer_find("humaneval"), set, note, &seen, &err);
	cr_expect_eq(rc, ASSAY_ENOTFOUND);
	cr_expect_not_null(strstr(err.msg, ":1: there is no problem \"HumanEval/8\""), "%s", err.msg);
	(void)unlink(path);
	rc = assay_candidates_read(path, assay_importer_find("plain"), set, note, &seen, &err);
	cr_expect_eq(rc, ASSAY_ECONFIG);
	assay_problem_set_destroy(set);
}

Test(import, a_copy_in_a_set_does_not_depend_on_its_source)
{
	struct assay_problem_set *from = load_text("humaneval", ".jsonl", HUMANEVAL);
	struct assay_problem_set *to = assay_problem_set_create(0);
	struct assay_err err = {0};
	cr_assert_eq(assay_problem_set_add(to, assay_problem_set_at(from, 0), &err), 0, "%s", err.msg);
	cr_expect_eq(assay_problem_set_add(to, assay_problem_set_at(from, 0), &err), ASSAY_EINVAL);
	struct assay_hash128 before = assay_problem_hash(assay_problem_set_at(from, 0));
	assay_problem_set_destroy(from);
	struct assay_hash128 after = assay_problem_hash(assay_problem_set_at(to, 0));
	cr_expect_arr_eq(before.bytes, after.bytes, sizeof(before.bytes));
	assay_problem_set_destroy(to);
}
