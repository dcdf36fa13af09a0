/* SPDX-License-Identifier: Apache-2.0 */
#include "base/rng.h"
#include "filters/text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

typedef int normal_form(struct assay_str text, struct assay_buf *out, struct assay_err *err);

static int python(struct assay_str text, struct assay_buf *out, struct assay_err *err)
{
	return assay_text_code(text, ASSAY_STR("python"), out, err);
}

static int javascript(struct assay_str text, struct assay_buf *out, struct assay_err *err)
{
	return assay_text_code(text, ASSAY_STR("javascript"), out, err);
}

static bool is_same(normal_form *form, const char *a, const char *b)
{
	assay_autobuf struct assay_buf x = {0};
	assay_autobuf struct assay_buf y = {0};
	cr_assert_eq(form(assay_str_of(a), &x, NULL), 0);
	cr_assert_eq(form(assay_str_of(b), &y, NULL), 0);
	return assay_str_eq(assay_buf_str(&x), assay_buf_str(&y));
}

struct pair {
	const char *a, *b;
};

#define EXPECT_ALL_SAME(form, pairs)                                                                           \
	for (size_t i = 0; i < sizeof(pairs) / sizeof((pairs)[0]); i++)                                        \
	cr_expect(is_same(form, (pairs)[i].a, (pairs)[i].b), "should be the same:\n%s\n---\n%s", (pairs)[i].a, \
		  (pairs)[i].b)

#define EXPECT_ALL_DIFFERENT(form, pairs)                               \
	for (size_t i = 0; i < sizeof(pairs) / sizeof((pairs)[0]); i++) \
	cr_expect(!is_same(form, (pairs)[i].a, (pairs)[i].b), "should differ:\n%s\n---\n%s", (pairs)[i].a, (pairs)[i].b)

Test(prose, forgets_case_space_and_unicode_form)
{
	static const struct pair pairs[] = {
		{"  How  many\n apples? ", "how many APPLES?"},
		{"caf\xc3\xa9", "cafe\xcc\x81"},	  /* composed, decomposed */
		{"don\xe2\x80\x99t", "don't"},		  /* right quote */
		{"\xe2\x80\x9chi\xe2\x80\x9d", "\"hi\""}, /* double quotes */
		{"3 \xe2\x88\x92 2", "3 - 2"},		  /* minus sign */
		{"a\xe2\x80\x8b"
		 "b",
		 "ab"}, /* zero width space */
		{"a\xc2\xa0"
		 "b",
		 "a b"},			    /* no-break space */
		{"\xef\xbc\x91\xef\xbc\x92", "12"}, /* full-width digits */
		{"stra\xc3\x9f"
		 "e",
		 "STRASSE"},			  /* full case folding */
		{"x\xc2\xb2", "x^2"},		  /* superscript two */
		{"2\xc2\xbd cups", "2 1/2 cups"}, /* one half */
		{"", " \t\r\n"},
	};
	EXPECT_ALL_SAME(assay_text_prose, pairs);
}

Test(prose, keeps_operators_digits_and_what_unicode_would_blur)
{
	static const struct pair pairs[] = {
		{"a+b", "a-b"},		{"x<y", "x<=y"},
		{"3.0", "30"},		{"1 2", "12"},
		{"x\xc2\xb2", "x2"},	{"H\xe2\x82\x82O", "H2O"},
		{"\\Delta", "\\delta"}, {"2\xc2\xbd", "21/2"},
		{"f(x)", "f x"},	{"5%", "5"},
		{"\xe2\x91\xa0", "1"},	{"x\xe2\x89\xa4y", "x<y"},
	};
	EXPECT_ALL_DIFFERENT(assay_text_prose, pairs);
}

Test(careful, forgets_line_ends_and_composition_only)
{
	static const struct pair same[] = {{"a\r\nb", "a\nb"},	     {"a  \nb\n", "a\nb"},
					   {"\n\na\nb\n\n", "a\nb"}, {"caf\xc3\xa9", "cafe\xcc\x81"},
					   {"  a", "  a "},	     {"a\rb", "a\nb"}};
	static const struct pair different[] = {
		{"A", "a"}, {"a b", "a  b"}, {"  a", "a"}, {"a\n\nb", "a\nb"}, {"x\xc2\xb2", "x^2"}};
	EXPECT_ALL_SAME(assay_text_careful, same);
	EXPECT_ALL_DIFFERENT(assay_text_careful, different);
}

Test(python, forgets_what_the_lexer_ignores)
{
	static const struct pair pairs[] = {
		{"if x:\n    y\n", "if x:\n\ty"},
		{"if x:\n  if y:\n    z\n  w", "if x:\n    if y:\n     z\n    w"},
		{"x = [1,\n     2]", "x = [1, 2]"},
		{"a\n\n\n\nb", "a\nb\n"},
		{"x  =   1   # note  \n", "x = 1 # note"},
		{"x = 1 + \\\n    2", "x = 1 + 2"},
		{"if x:\n    a\n# note\n    b", "if x:\n    a\n    # note\n    b"},
		{"s = 'a'\r\nt = 1\r\n", "s = 'a'\nt = 1"},
		{"x = f'{a if b else c}'  ;  y", "x = f'{a if b else c}' ; y"},
		{"'''doc\r\ntext'''", "'''doc\ntext'''"},
	};
	EXPECT_ALL_SAME(python, pairs);
}

Test(python, never_merges_two_programs)
{
	static const struct pair pairs[] = {
		/* TabErrors on the right: blocks only where a tab is eight columns. */
		{"if x:\n        a()\n        b()", "if x:\n        a()\n\tb()"},
		{"if x:\n  if y:\n        a()", "if x:\n  if y:\n\ta()"},
		{"if x:\n    y\nz", "if x:\n    y\n    z"}, /* indentation is meaning */
		{"a+b", "a-b"},
		{"a<b", "a<=b"},
		{"X = 1", "x = 1"},
		{"s = 'a  b'", "s = 'a b'"}, /* a literal's own spaces */
		{"s = \"\"\"a\n\n  b\"\"\"", "s = \"\"\"a\n b\"\"\""},
		{"s = f'{x  = }'", "s = f'{x = }'"},		     /* prints its own spaces */
		{"s = f\"{d[\"a  b\"]}\"", "s = f\"{d[\"a b\"]}\""}, /* the same quote inside, Python 3.12 */
		{"s = f'{x:  >4}'", "s = f'{x: >4}'"},
		{"s = f'{{}}  a'", "s = f'{{}} a'"},
		{"s = r'\\'  'x  y'", "s = r'\\'  'x y'"},
		{"s = f'{a if\"'\"  else b}'", "s = f'{a if\"'\" else b}'"},
		{"# a  b", "# a b"},
		{"# a\nb", "# a b"},
		{"[1, # a\n2]", "[1, # a 2]"},
		{"x = 1", "x = 1 \\\n"}, /* nothing to continue with: an error in Python */
		{"'caf\xc3\xa9'", "'cafe\xcc\x81'"},
		{"s = 'unclosed  a", "s = 'unclosed a"},	       /* not Python: kept as it is */
		{"if x:\n        a\n    b", "if x:\n        a\n   b"}, /* a dedent to no level */
		{"1 if x else 2", "1if x else 2 "},
	};
	EXPECT_ALL_DIFFERENT(python, pairs);
}

Test(code, of_other_languages_keeps_all_but_line_ends)
{
	static const struct pair same[] = {{"a;\r\nb;\r\n", "a;\nb;"}, {"\n\n  a", "  a"}};
	static const struct pair different[] = {
		{"let s = `a  b`", "let s = `a b`"}, {"`a \nb`", "`a\nb`"}, {"  a", "a"}, {"a\n\nb", "a\nb"}};
	EXPECT_ALL_SAME(javascript, same);
	EXPECT_ALL_DIFFERENT(javascript, different);
}

static bool is_same_response(const char *a, const char *b, enum assay_reading reading, const char *language)
{
	assay_autobuf struct assay_buf x = {0};
	assay_autobuf struct assay_buf y = {0};
	struct assay_str lang = assay_str_of(language);
	cr_assert_eq(assay_text_response(assay_str_of(a), reading, lang, &x, NULL), 0);
	cr_assert_eq(assay_text_response(assay_str_of(b), reading, lang, &y, NULL), 0);
	return assay_str_eq(assay_buf_str(&x), assay_buf_str(&y));
}

Test(response, reads_fenced_blocks_as_code)
{
	const char *a = "Here it is:\n```python\nif x:\n    y = 'A'\n```\nDone.";
	const char *b = "here  IT is:\n```python\nif x:\n\ty = 'A'\n```\ndone.";
	const char *c = "Here it is:\n```python\nif x:\n    y = 'a'\n```\nDone.";
	cr_expect(is_same_response(a, b, ASSAY_READ_PROSE, NULL));
	cr_expect_not(is_same_response(a, c, ASSAY_READ_PROSE, NULL), "a literal's case was lost");
	cr_expect_not(is_same_response(a, b, ASSAY_READ_CODE, NULL), "words of a code row were folded");
}

Test(response, takes_an_unnamed_block_in_the_language_of_the_row)
{
	const char *a = "```\nif x:\n    y\n```";
	const char *b = "```\nif x:\n\ty\n```";
	cr_expect(is_same_response(a, b, ASSAY_READ_CODE, "python"));
	cr_expect_not(is_same_response(a, b, ASSAY_READ_CODE, NULL));
}

Test(response, cannot_pass_prose_for_a_block)
{
	cr_expect_not(is_same_response("```\na\n```", "a", ASSAY_READ_PROSE, NULL));
	cr_expect_not(is_same_response("x\n```\na\n```\ny", "x a y", ASSAY_READ_PROSE, NULL));
	cr_expect_not(is_same_response("```\na\n```\nb", "```\na\nb\n```", ASSAY_READ_PROSE, NULL));
}

Test(response, closes_a_block_only_with_a_fence_of_its_own_kind)
{
	const char *a = "````\n```\nx  y\n```\n````";
	const char *b = "````\n```\nx y\n```\n````";
	cr_expect_not(is_same_response(a, b, ASSAY_READ_PROSE, NULL), "the inner fence ended the block");
}

Test(words, are_runs_of_letters_and_digits)
{
	assay_autowords struct assay_words words = {0};
	static const char *const want[] = {"it", "s", "x2", "caf\xc3\xa9", "1", "000", "will", "it", "fly"};
	cr_assert_eq(assay_words_split(&words, ASSAY_STR("It\xe2\x80\x99s X2 (CAFE\xcc\x81) 1,000 will_it_fly?"), NULL),
		     0);
	cr_assert_eq(words.n, sizeof(want) / sizeof(want[0]));
	for (size_t i = 0; i < words.n; i++)
		cr_expect(assay_str_is(assay_words_at(&words, i), want[i]), "word %zu", i);
}

Test(words, count_every_ideograph)
{
	assay_autowords struct assay_words words = {0};
	cr_assert_eq(assay_words_split(&words,
				       ASSAY_STR("\xe4\xbd\xa0\xe5\xa5\xbd"
						 "abc\xe4\xb8\x96"),
				       NULL),
		     0);
	cr_expect_eq(words.n, 4);
	cr_expect(assay_str_is(assay_words_at(&words, 2), "abc"));
	cr_assert_eq(assay_words_split(&words, ASSAY_STR(" .,\n"), NULL), 0);
	cr_expect_eq(words.n, 0);
}

/* --- Properties --- */

/* Texts of pieces that have bitten normalisers: marks, expansions, quotes, fences, indentation. */
static void make_text(struct assay_rng *rng, struct assay_buf *out)
{
	static const char *const pieces[] = {
		"a",
		"B",
		"x1",
		" ",
		"  ",
		"\n",
		"\t",
		"\r\n",
		"'",
		"\"",
		"'''",
		"f'",
		"{",
		"}",
		"(",
		")",
		"[",
		"]",
		"#",
		"\\",
		":",
		"```\n",
		"```python\n",
		"+",
		"-",
		"<=",
		"\xc2\xb2",
		"\xcc\x81",
		"\xc3\xa9",
		"\xe2\x80\x99",
		"\xef\xb7\xba",
		"\xc2\xbd",
		"\xe1\x84\x80",
		"\xe1\x85\xa1",
		"\xe2\x80\x8b",
		"\xc4\xb0",
		"\xe2\x91\xa0",
		"\xcd\x85",
	};
	uint64_t n = assay_rng_below(rng, 40);
	for (uint64_t i = 0; i < n; i++)
		(void)assay_buf_add_c(out, pieces[assay_rng_below(rng, sizeof(pieces) / sizeof(pieces[0]))]);
}

/* The same every time, unless ASSAY_TEST_SEED says otherwise. */
static uint64_t test_seed(void)
{
	const char *text = getenv("ASSAY_TEST_SEED");
	return text ? strtoull(text, NULL, 10) : 1;
}

static void apply(normal_form *form, struct assay_str text, struct assay_buf *out)
{
	struct assay_err err = {0};
	assay_buf_clear(out);
	cr_assert_eq(form(text, out, &err), 0, "%s", err.msg);
}

Test(properties, prose_and_careful_forms_are_their_own_forms)
{
	struct assay_rng rng;
	uint64_t seed = test_seed();
	assay_rng_init(&rng, seed);
	normal_form *const forms[] = {assay_text_prose, assay_text_careful};
	assay_autobuf struct assay_buf text = {0};
	assay_autobuf struct assay_buf once = {0};
	assay_autobuf struct assay_buf twice = {0};
	for (int i = 0; i < 20000; i++) {
		assay_buf_clear(&text);
		make_text(&rng, &text);
		for (size_t f = 0; f < 2; f++) {
			apply(forms[f], assay_buf_str(&text), &once);
			apply(forms[f], assay_buf_str(&once), &twice);
			cr_assert(assay_str_eq(assay_buf_str(&once), assay_buf_str(&twice)),
				  "seed %llu, form %zu: \"%s\" becomes \"%s\", then \"%s\"", (unsigned long long)seed,
				  f, text.data ? text.data : "", once.data, twice.data);
		}
	}
}

/* Whatever the Python form merges must be equal once all white space is gone. */
Test(properties, python_form_changes_white_space_only)
{
	struct assay_rng rng;
	uint64_t seed = test_seed();
	assay_rng_init(&rng, seed);
	assay_autobuf struct assay_buf text = {0};
	assay_autobuf struct assay_buf out = {0};
	for (int i = 0; i < 20000; i++) {
		size_t k = 0;
		assay_buf_clear(&text);
		make_text(&rng, &text);
		apply(python, assay_buf_str(&text), &out);
		for (size_t j = 0; j < out.len; j++) {
			if (strchr(" \t\n\r\xff\xfe", out.data[j]))
				continue;
			/* Backslashes that continued lines are gone. */
			while (k < text.len && (strchr(" \t\n\r", text.data[k]) ||
						(text.data[k] == '\\' && text.data[k] != out.data[j])))
				k++;
			cr_assert(k < text.len && text.data[k] == out.data[j], "seed %llu: \"%s\" becomes \"%s\"",
				  (unsigned long long)seed, text.data, out.data);
			k++;
		}
	}
}
