/* SPDX-License-Identifier: Apache-2.0 */
/* What a suite in the candidate's own process cannot judge, language by language, and what it can. */
#include "verifiers/code/screen.h"

#include <criterion/criterion.h>

#define SUITE "int main() { assert(max(f(1), helper(2)) == 2); Arrays.asList(1); }"

struct row {
	const char *language, *code;
	bool is_beyond;
};

static const char *screen(const struct row *row)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	const struct assay_problem problem = {.kind = ASSAY_KIND_SUITE,
					      .entry = ASSAY_STR("f"),
					      .suite = ASSAY_STR("int helper(int x) { return x; }\n" SUITE)};
	const struct assay_candidate candidate = {.code = assay_str_of(row->code)};
	const char *why = NULL;
	cr_assert_eq(assay_screen(row->language, &problem, &candidate, candidate.code, arena, &why, NULL), 0);
	return why;
}

static void check(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cr_expect_eq(screen(&rows[i]) != NULL, rows[i].is_beyond, "%s: %s", rows[i].language, rows[i].code);
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof((rows)[0]))

Test(screen, cpp)
{
	static const struct row rows[] = {
		{"cpp", "int f(int x) { return x; }", false},
		{"cpp", "struct P { int a; bool operator==(const P &o) const { return a == o.a; } };", false},
		{"cpp", "struct P {}; bool operator==(const P &a, const P &b) { return true; }", false},
		{"cpp", "bool operator==(const std::vector<int> &a, const std::vector<int> &b) { return true; }", true},
		{"cpp", "template <> bool std::operator==(const int &a, const int &b) { return true; }", true},
		{"cpp", "namespace std { template <> struct hash<P> { size_t operator()(P p) const; }; }", false},
		{"cpp", "namespace std { bool equal(int, int) { return true; } }", true},
		{"cpp", "using namespace std;", false},
		{"cpp", "int max(int a, int b) { return b; }", true},
		{"cpp", "int helper(int x) { return 2; }", true},
		{"cpp", "void *malloc(unsigned long n) { return 0; }", true},
		{"cpp", "__attribute__((section(\".init_array\"))) void (*p)() = g;", true},
		{"cpp", "// asm is a word here, and malloc( too\nint f(int x) { return x; }", false},
		{"cpp", "const char *s = \"asm\"; int f(int x) { return x; }", false},
		{"cpp", "a\\\nsm(\"nop\");", true},
		{"cpp", "#define J(a, b) a ## b", true},
	};
	CHECK(rows);
}

Test(screen, rust)
{
	static const struct row rows[] = {
		{"rust", "fn f<'a>(x: &'a str) -> &'a str { x }", false},
		{"rust", "#[derive(PartialEq)] struct A;", false},
		{"rust", "impl PartialEq for A { fn eq(&self, o: &A) -> bool { self.0 == o.0 } }", false},
		{"rust", "impl PartialEq<A> for A { fn eq(&self, _: &A) -> bool { true } }", false},
		{"rust", "impl PartialEq<i64> for A { fn eq(&self, _: &i64) -> bool { true } }", true},
		{"rust", "use std::cmp::PartialEq as P;", true},
		{"rust", "#[no_mangle] pub fn main() {}", true},
		{"rust", "#[link_section = \".init_array\"] static X: fn() = g;", true},
		{"rust", "// no_mangle\nfn f() {}", false},
	};
	CHECK(rows);
}

Test(screen, go)
{
	static const struct row rows[] = {
		{"go", "package main\nfunc f(len int) int { return len }", false},
		{"go", "package main\nfunc len(x []int) int { return 3 }", true},
		{"go", "package main\nvar a, true = 1, 2", true},
		{"go", "package main\nvar (\n\ta int\n\tpanic = func(x any) {}\n)", true},
		{"go", "package main\nvar (\n\ta int\n\tb string\n)", false},
		{"go", "package main\ntype error interface{}", true},
		{"go", "package main\n//go:linkname a b\nfunc a()", true},
	};
	CHECK(rows);
}

Test(screen, java)
{
	static const struct row rows[] = {
		{"java", "class Solution { int f(int x) { return x; } }", false},
		{"java", "class P { public boolean equals(Object o) { return o instanceof P && ((P) o).a == a; } }",
		 false},
		{"java", "class P { public boolean equals(Object o) { return true; } }", true},
		{"java",
		 "class P extends java.util.ArrayList { public boolean equals(Object o) { return o instanceof P; } }",
		 true},
		{"java", "class Arrays { }", true},
		{"java", "class Other { }", false},
		{"java", "class P { String s = \"\\u00e9\"; }", false},
		{"java", "class P { \\u0061ssert x; }", true},
		{"java", "import sun.misc.Unsafe;", true},
	};
	CHECK(rows);
}

Test(screen, other_languages_have_wrappers_that_need_no_reading)
{
	static const struct row rows[] = {{"perl", "sub f { asm }", false}, {"javascript", "var Unsafe = 1", false}};
	CHECK(rows);
}

Test(screen, files_that_go_would_compile_are_beyond_and_notes_are_not)
{
	static const struct {
		const char *name, *text;
		bool is_beyond;
	} files[] = {{"a.go", "package main", true}, {"x.s", "", true},		  {"go.mod", "module x", true},
		     {"vendor/a/b.txt", "", true},   {"notes.txt", "asm", false}, {"data.json", "{}", false}};
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		const struct assay_candidate_file file = {.name = assay_str_of(files[i].name),
							  .text = assay_str_of(files[i].text)};
		const struct assay_problem problem = {.entry = ASSAY_STR("f")};
		const struct assay_candidate candidate = {
			.code = ASSAY_STR("package main"), .files = &file, .n_files = 1};
		const char *why = NULL;
		cr_assert_eq(assay_screen("go", &problem, &candidate, candidate.code, arena, &why, NULL), 0);
		cr_expect_eq(why != NULL, files[i].is_beyond, "%s", files[i].name);
	}
}
