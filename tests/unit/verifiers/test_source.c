/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/source.h"
#include "verifiers/code/source_go.h"

#include <criterion/criterion.h>

/** The tokens of a text with a space between them; strings as they stand. */
static struct assay_str tokens_of(const char *text, bool has_lifetimes, struct assay_arena *arena)
{
	struct assay_source source = {.text = assay_str_of(text), .has_lifetimes = has_lifetimes};
	struct assay_source_token token;
	assay_autobuf struct assay_buf out = {0};

	while (assay_source_next(&source, &token)) {
		if (out.len > 0)
			assay_buf_add_char(&out, ' ');
		assay_buf_add_str(&out, token.text);
		if (assay_source_is(&token, "{") || assay_source_is(&token, "}"))
			assay_buf_printf(&out, "%zu", token.depth);
	}
	return assay_arena_str(arena, out.len > 0 ? assay_buf_str(&out) : ASSAY_STR(""));
}

Test(source, cuts_words_strings_and_marks_and_leaves_comments_out)
{
	static const struct {
		const char *text, *tokens;
		bool has_lifetimes;
	} rows[] = {
		{"int f(){return 1;}", "int f ( ) {0 return 1 ; }0", false},
		{"a // b {\nc /* { */ d", "a c d", false},
		{"x = \"a\\\"{\" + 'y'", "x = \"a\\\"{\" + 'y'", false},
		{"`a\n{b\\` c", "`a\n{b\\` c", false},
		{"\"\"\"a\n\"{\" \"\"\" b", "\"\"\"a\n\"{\" \"\"\" b", false},
		{"fn f<'a>(x: &'a str) { 'b' }", "fn f < ' a > ( x : & ' a str ) {0 'b' }0", true},
		{"r#\"a\"{\"# b", "r#\"a\"{\"# b", true},
		{"/* a /* b */ c */ d", "d", true},
		{"/* a /* b */ c", "c", false},
		{"}}{{", "}0 }0 {0 {1", false},
		{"", "", false},
		{"\"open", "\"open", false},
		{"/* open", "", false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_str got = tokens_of(rows[i].text, rows[i].has_lifetimes, arena);
		cr_expect(assay_str_is(got, rows[i].tokens), "row %zu: %s", i, got.data);
	}
}

Test(source, renames_what_stands_behind_a_word)
{
	assay_autobuf struct assay_buf out = {0};
	struct assay_source source = {.text = ASSAY_STR("func main() { main() } // func main\nfunc mainly() {}")};

	assay_source_rename(source, "func", "main", ASSAY_STR("other"), &out);
	cr_expect(assay_str_is(assay_buf_str(&out), "func other() { main() } // func main\nfunc mainly() {}"), "%.*s",
		  (int)out.len, out.data);
}

Test(source, fills_marks_once)
{
	assay_autobuf struct assay_buf out = {0};
	const struct assay_source_fill fills[] = {{"@A@", ASSAY_STR("<@B@>")}, {"@B@", ASSAY_STR("b")}};

	assay_source_fill(ASSAY_STR("@A@ a@b @B@@C@"), fills, 2, &out);
	cr_expect(assay_str_is(assay_buf_str(&out), "<@B@> a@b b@C@"), "%.*s", (int)out.len, out.data);
}

static void expect_go(const char *prelude, const char *text, const char *expected)
{
	assay_autobuf struct assay_buf out = {0};

	assay_source_go_file(assay_str_of(prelude), assay_str_of(text), &out);
	cr_expect(assay_str_is(assay_buf_str(&out), expected), "%s\n%.*s", text, (int)out.len, out.data);
}

Test(source, makes_a_go_text_a_file_of_package_main)
{
	expect_go(NULL, "package foo\nimport \"fmt\"\nfunc f() { fmt.Println() }",
		  "package main\nimport  \"fmt\"\n\n\nfunc f() { fmt.Println() }\n");
	expect_go(NULL, "import (\n\"fmt\"\ns \"strings\"\n)\nfunc main() { s.X() }",
		  "package main\nimport _ \"fmt\"\nimport s \"strings\"\n\n\nfunc unused_main() { s.X() }\n");
	expect_go(NULL, "import \"math/rand/v2\"\nvar x = rand.N(3)",
		  "package main\nimport  \"math/rand/v2\"\n\n\nvar x = rand.N(3)\n");
	expect_go("import \"sort\"\nimport \"math\"\n", "func f() { sort.Ints(nil) }",
		  "package main\nimport  \"sort\"\n\n\nfunc f() { sort.Ints(nil) }\n");
	expect_go(NULL, "", "package main\n\n\n");
}
