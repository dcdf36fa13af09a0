/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/extract.h"

#include <criterion/criterion.h>

struct row {
	const char *entry, *language, *text;
	const char *code; /**< NULL: nothing. */
	const char *rule;
};

static const struct row rows[] = {
	{"f", "python", "```python\ndef f(): pass\n```", "def f(): pass\n", "fence:entry"},
	{"f", "python", "Sure!\n```py\ndef f(): pass\n```\nUsage:\n```python\nf()\n```\n", "def f(): pass\n",
	 "fence:entry"},
	{"f", "python", "```python\ndef f(): return 1\n```\nBetter:\n```python\ndef f(): return 2\n```",
	 "def f(): return 2\n", "fence:entry"},
	{"f", "python", "```\ndef f(): pass\n```", "def f(): pass\n", "fence:entry"},
	{"f", "python", "```python\nf = lambda x: x\n```", "f = lambda x: x\n", "fence:entry"},
	{"f", "python", "```python\nf == 3\n```", "f == 3\n", "fence:language"},
	{NULL, "python", "```python\nprint(1)\n```\nOutput:\n```text\n1\n```", "print(1)\n", "fence:language"},
	{NULL, "python", "```python\nprint(1)\n```\nOutput:\n```\n1\n```", "print(1)\n", "fence:language"},
	{NULL, "python", "```\nprint(1)\n```", "print(1)\n", "fence:untagged"},
	{NULL, "python", "```cpp\nint main(){}\n```", "int main(){}\n", "fence:last"},
	{NULL, NULL, "```cpp\nint main(){}\n```\n```\n3\n```", "int main(){}\n", "fence:language"},
	{"f", "python", "~~~python\ndef f(): pass\n~~~", "def f(): pass\n", "fence:entry"},
	{"f", "python", "````python\ndef f():\n  '''\n```\n'''\n````\n", "def f():\n  '''\n```\n'''\n", "fence:entry"},
	{"f", "python", "1. So:\n   ```python\n   def f():\n       pass\n   ```\n", "def f():\n    pass\n",
	 "fence:entry"},
	{"f", "python", "```python\ndef f(): pass\n", "def f(): pass\n", "fence:open"},
	{"f", "python", "<think>```python\ndef f(): return 1\n```</think>```python\ndef f(): return 2\n```",
	 "def f(): return 2\n", "fence:entry"},
	{"f", "python", "<think>hm</think>\ndef f(): pass", "def f(): pass", "whole"},
	{"f", "python", "Here you are:\n\nimport math\ndef f(): pass\n", "import math\ndef f(): pass\n", "tail"},
	{"f", "python", "from the list we take\ndef f(): pass\n", "def f(): pass\n", "tail"},
	{"f", "python", "def g(): pass", NULL, NULL},
	{"f", "python", "I cannot do that.", NULL, NULL},
	{"f", "python", "```python\n\n```", NULL, NULL},
	{"f", "python", "```def f(): pass```", NULL, NULL},
	{NULL, "cpp", "#include <x>\nint main(){}", "#include <x>\nint main(){}", "whole"},
	{"f", "python", "", NULL, NULL},
};

Test(extract_code, finds_the_code_and_says_by_which_rule)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_problem problem = {.entry = assay_str_of(rows[i].entry),
						.language = assay_str_of(rows[i].language)};
		struct assay_candidate candidate = {.text = assay_str_of(rows[i].text)};
		struct assay_code_extract got;
		cr_assert_eq(assay_extract_code(&problem, &candidate, arena, &got, NULL), 0);
		cr_expect_eq(assay_str_is_absent(got.code), rows[i].code == NULL, "row %zu: %.*s", i, (int)got.code.len,
			     got.code.data);
		if (!rows[i].code || !got.code.data)
			continue;
		cr_expect(assay_str_is(got.code, rows[i].code), "row %zu: %.*s", i, (int)got.code.len, got.code.data);
		cr_expect_str_eq(got.rule, rows[i].rule, "row %zu", i);
	}
}

Test(extract_code, takes_code_as_it_stands)
{
	struct assay_problem problem = {0};
	struct assay_candidate candidate = {.code = ASSAY_STR("```x"), .text = ASSAY_STR("ignored")};
	struct assay_code_extract got;

	cr_assert_eq(assay_extract_code(&problem, &candidate, NULL, &got, NULL), 0);
	cr_assert(assay_str_is(got.code, "```x"));
	cr_assert_str_eq(got.rule, "code");
}

Test(extract_code, names_the_language_of_the_fence)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_problem problem = {0};
	struct assay_candidate candidate = {.text = ASSAY_STR("```C++ title=x\nint main(){}\n```")};
	struct assay_code_extract got;

	cr_assert_eq(assay_extract_code(&problem, &candidate, arena, &got, NULL), 0);
	cr_assert(assay_str_is(got.language, "cpp"));
}

Test(extract_code, stays_linear_on_a_flood_of_fences)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	assay_autobuf struct assay_buf text = {0};
	struct assay_problem problem = {.entry = ASSAY_STR("f"), .language = ASSAY_STR("python")};
	struct assay_code_extract got;

	for (int i = 0; i < 1000000; i++)
		assay_buf_add_c(&text, "```\n</think>");
	struct assay_candidate candidate = {.text = assay_buf_str(&text)};
	cr_assert_eq(assay_extract_code(&problem, &candidate, arena, &got, NULL), 0);
}
