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
	/* Reasoning, whole, repeated, cut off. */
	{"f", "python", "<think>a</think>b</think>\ndef f(): pass", "def f(): pass", "whole"},
	{"f", "python", "<think>\n```python\ndef f(): return 1\n```\nand so on", NULL, NULL},
	{"f", "python", "```python\ndef f(): pass\n```\n<think>was that right?\n```python\ndef f(): 1\n```",
	 "def f(): pass\n", "fence:entry"},
	{"f", "python", "<reasoning>x</reasoning>def f(): pass", "def f(): pass", "whole"},
	/* Marks of chat formats. */
	{"f", "python", "<|im_start|>assistant\ndef f(): pass\n<|im_end|>\n<|im_start|>user\ndef f(): 2",
	 "def f(): pass\n", "whole"},
	{"f", "python", "def f(): pass</s>", "def f(): pass", "whole"},
	{"f", "python",
	 "<|channel|>analysis<|message|>def f(): 1<|end|><|start|>assistant<|channel|>final<|message|>def f(): 2",
	 "def f(): 2", "whole"},
	/* Other languages: a use is no definition. */
	{"f", "javascript", "```js\nfunction f() {}\n```\n```js\nconsole.log(f())\n```", "function f() {}\n",
	 "fence:entry"},
	{"f", "javascript", "```js\nconst f = () => 1\n```\n```js\nf() === 1\n```", "const f = () => 1\n",
	 "fence:entry"},
	{"f", "java", "```java\nclass A {\n  static List<Integer> f(int x) {\n}}\n```\n```java\nint y = f(3);\n```",
	 "class A {\n  static List<Integer> f(int x) {\n}}\n", "fence:entry"},
	{"f", "cpp", "```cpp\nint *f(int x) {\n}\n```\n```cpp\nreturn f(3);\n```", "int *f(int x) {\n}\n",
	 "fence:entry"},
	{"f", "bash", "```sh\nf() {\n:\n}\n```\n```sh\nf 3\n```", "f() {\n:\n}\n", "fence:entry"},
	{"f", "r", "```r\nf <- function(x) x\n```\n```r\nprint(f(1))\n```", "f <- function(x) x\n", "fence:entry"},
	{"f", "lua", "```lua\nfunction M.f(x) end\n```", "function M.f(x) end\n", "fence:language"},
	/* Methods, and code that is indented as a whole. */
	{"f", "python", "```python\nclass Solution:\n    def f(self, x):\n        return x\n```",
	 "class Solution:\n    def f(self, x):\n        return x\n\n\nf = Solution().f\n", "fence:entry+method"},
	{"f", "python", "```python\nclass A:\n    def f(self): pass\ndef f(): pass\n```",
	 "class A:\n    def f(self): pass\ndef f(): pass\n", "fence:entry"},
	{"f", "python", "```python\nclass A:\n    def f(self): pass\nf = A().f\n```",
	 "class A:\n    def f(self): pass\nf = A().f\n", "fence:entry"},
	{"f", "python", "```python\n    def f(x):\n        return x\n```", "def f(x):\n    return x\n",
	 "fence:entry+dedent"},
};

/** Replies to a prompt that breaks off in the function f. */
static const struct {
	const char *language, *statement, *prelude, *text, *code, *rule;
} bodies[] = {
	{"python", "import os\n\ndef f(x):\n    \"\"\" F. \"\"\"\n", "import os\n\n", "    return x\n\nprint(f(1))\n",
	 "def f(x):\n    \"\"\" F. \"\"\"\n    return x\n\n\n", "body"},
	{"python", "def f(x):\n    \"\"\" F. \"\"\"\n", NULL, "```python\n    return x\n```",
	 "def f(x):\n    \"\"\" F. \"\"\"\n    return x\n\n", "fence:language+body"},
	{"python", "def f(x):\n", NULL, "    y = x\n    return y<|endoftext|>def g(): pass",
	 "def f(x):\n    y = x\n    return y\n", "body"},
	{"python", "def f(x):\n", NULL, "I would return x.", NULL, NULL},
	/* A reply without blanks at its ends has lost the first line's indentation. */
	{"python", "def f(x):\n  \"\"\"F.\"\"\"\n", NULL, "\nreturn x", "def f(x):\n  \"\"\"F.\"\"\"\n  return x\n",
	 "body"},
	{"python", "def f(x):\n", NULL, "for y in x:\n        return y\n\nprint(f([1]))",
	 "def f(x):\n    for y in x:\n        return y\n\n\n", "body"},
	{"python", "def f(x):\n", NULL, "a, b = x\n    return a", "def f(x):\n    a, b = x\n    return a\n", "body"},
	{"python", "def f(x):\n", NULL, "return the sum of x\nas I said", NULL, NULL},
	{"python", "def f(x):\n", NULL, "for all x: there is one.\n", NULL, NULL},
	{"python", "def g(x):\n", NULL, "    return x", NULL, NULL},
	{"python", "Write f, please.", NULL, "    return x", NULL, NULL},
	{"python", "def f(x):\n", NULL, "def f(x):\n    return x\n", "def f(x):\n    return x\n", "whole"},
	{"javascript", "const f = (x) => {\n", NULL, "  return { a: x }\n}\n\nconsole.log(f(1))\n",
	 "const f = (x) => {\n  return { a: x }\n}\n", "body"},
	{"cpp", "int f(int x) {\n", NULL, "    if (x) { return '}'; }\n    return 2;",
	 "int f(int x) {\n    if (x) { return '}'; }\n    return 2;\n}\n", "body"},
	{"java", "class Solution {\n    int f(int x) {\n", NULL, "        return x;\n    }\n}\nclass Main {}",
	 "class Solution {\n    int f(int x) {\n        return x;\n    }\n}\n", "body"},
	{"ruby", "def f(x)\n", NULL, "  x\nend\n\nputs f(1)\n", "def f(x)\n  x\nend\n", "body"},
	{"lua", "local function f(x)\n", NULL, "  return x\nend\nprint(f(1))", "local function f(x)\n  return x\nend\n",
	 "body"},
};

Test(extract_code, completes_a_body_with_the_prompts_head)
{
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_problem problem = {.entry = ASSAY_STR("f"),
						.language = assay_str_of(bodies[i].language),
						.statement = assay_str_of(bodies[i].statement),
						.prelude = assay_str_of(bodies[i].prelude)};
		struct assay_candidate candidate = {.text = assay_str_of(bodies[i].text)};
		struct assay_code_extract got;
		cr_assert_eq(assay_extract_code(&problem, &candidate, arena, &got, NULL), 0);
		cr_expect_eq(assay_str_is_absent(got.code), bodies[i].code == NULL, "row %zu: %.*s", i,
			     (int)got.code.len, got.code.data);
		if (!bodies[i].code || !got.code.data)
			continue;
		cr_expect(assay_str_is(got.code, bodies[i].code), "row %zu: %.*s", i, (int)got.code.len, got.code.data);
		cr_expect_str_eq(got.rule, bodies[i].rule, "row %zu", i);
	}
}

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
