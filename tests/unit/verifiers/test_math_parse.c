/* SPDX-License-Identifier: Apache-2.0 */
/* Reading answers: what is read, shown as the printer writes it; what is refused, and where; what may be read
 * otherwise. */
#include "verifiers/math/parse.h"

#include <criterion/criterion.h>

static const struct {
	const char *text, *printed;
} rows[] = {
	{"1\\frac{3}{4}", "\\kind{mixed}(1,3/4)"},
	{"-3 \\frac{1}{2}", "-\\kind{mixed}(3,1/2)"},
	{"2 1/3", "\\kind{mixed}(2,1/3)"},
	{"½ + 3¼", "1/2+\\kind{mixed}(3,1/4)"},
	{"1,234,567.89", "1234567.89"},
	{"1{,}000", "1000"},
	{"3,14", "\\kind{list}(3,14)"},
	{"(1,234)", "(1,234)"},
	{"0.1\\overline{6}", "0.1\\overline{6}"},
	{"0.(27)", "0.\\overline{27}"},
	{"0.\\dot{1}42\\dot{8}", "0.\\overline{1428}"},
	{"0.333...", "0.333\\ldots "},
	{"2.5e-7", "2.5e-7"},
	{"77_{\\text{eight}}", "77_{8}"},
	{"AF3_{16}", "AF3_{16}"},
	{"12 base 3", "12_{3}"},
	{"35\\%", "35\\%"},
	{"\\$12,\\!500.50", "\\unit{USD;1;0;1;1;0;0;1;0;0;0;0;0;0;0;1;0;USD}(12500.50)"},
	{"60 miles per hour", "\\unit{1609344/3600*10^-3*m^1*s^-1;1;0;1609344;3600;-3;0;1;1;0;-1;0;0;0;0;0;0;}(60)"},
	{"5 \\text{ feet } 3 \\text{ inches}",
	 "\\unit{ft;1;0;3048;1;-4;0;1;1;0;0;0;0;0;0;0;0;}(5)+\\unit{in;1;0;254;1;-4;0;1;1;0;0;0;0;0;0;0;0;}(3)"},
	{"18\\text{ ways.}", "\\unit{way;0;0;1;1;0;0;1;0;0;0;0;0;0;0;0;0;}(18)"},
	{"5^\\circ 30'", "5^{\\circ}+\\kind{degree 1}(30)"},
	{"\\text{10:45 p.m.}", "\\kind{time 2}(10,45)"},
	{"\\text{March 14, 2015}", "\\kind{date}(3,14,2015)"},
	{"(2, -3]", "(2,-3]"},
	{"]0,1[", "\\kind{interval 0 0 3}(0,1)"},
	{"(-\\infty, 4) \\cup [5, \\infty)", "\\kind{interval 0 0 3}(-\\infty ,4)\\cup [5,\\infty )"},
	{"\\{x \\mid x > 0\\}", "\\kind{setbuilder}(x,x>0)"},
	{"\\langle 3, -4 \\rangle", "\\kind{tuple 1}(3,-4)"},
	{"\\left[\\begin{array}{cc} a & b \\\\ c & d \\end{array}\\right]", "\\begin{matrix}a&b\\\\ c&d\\end{matrix}"},
	{"\\begin{cases} x^2 & \\text{if } x > 0 \\\\ 0, & \\text{otherwise} \\end{cases}",
	 "\\kind{piecewise}(x^{2},x>0,0)"},
	{"x = 1 \\text{ or } x = -3", "\\kind{list 3}(x=1,x=-3)"},
	{"n = 1, 2, 3", "n=\\kind{list}(1,2,3)"},
	{"3, 4 and 5", "\\kind{list 2}(3,4,5)"},
	{"x < -1 or x > 1", "\\kind{or}(x<-1,x>1)"},
	{"a \\equiv 3 \\pmod{7}", "a\\equiv 3\\pmod{7}"},
	{"\\sin^2 x", "\\sin(x)^{2}"},
	{"\\sin^{-1}(1/2)", "\\arcsin(1/2)"},
	{"2\\sin 3x \\cos x", "2*\\sin(3*x)*\\cos(x)"},
	{"\\log_2 8", "\\log_{2}(8)"},
	{"\\log x", "\\log_{10}(x)"},
	{"||x||y||", "\\kind{function 2}(\\kind{function 2}(x)*\\kind{function 2}(y))"},
	{"\\lfloor 2.7 \\rfloor", "\\floor(2.7)"},
	{"5! + 7!!", "\\kind{function 8}(5)+\\kind{function 9}(7)"},
	{"{6 \\choose 3}", "\\kind{function 10}(6,3)"},
	{"\\sum_{k=1}^{n} k^2", "\\kind{bigsum}(k,1,n,k^{2})"},
	{"\\int \\frac{dx}{x} + C", "\\kind{integral}(1/x,x)+C"},
	{"\\lim_{x \\to 0^+} \\frac{1}{x}", "\\kind{limit 1}(x,0,1/x)"},
	{"\\frac{d^2}{dx^2} x^3", "\\kind{derivative 0 2}(x^{3},x)"},
	{"4 \\pm \\sqrt{7}", "4\\pm \\sqrt{7}"},
	{"3 : 4 : 5", "\\kind{ratio}(3,4,5)"},
	{"x^2_{n+1}", "\\variable{x_{n+1}}^{2}"},
	{"f^{-1}(x)", "\\call{f^{-1}}(x)"},
	{"3f(x)", "3*\\call{f}(x)"},
	{"x(x+1)", "x*(x+1)"},
	{"\\text{(C)}", "\\choice{C}"},
	{"(B) 12", "\\choice{B}(12)"},
	{"A, C", "\\kind{list}(\\choice{A},\\choice{C})"},
	{"Thursday", "\\words{Thursday}"},
	{"no solution", "\\words{no solution}"},
	{"sqrt(2)*x**2", "\\sqrt{2}*x^{2}"},
	{"√2 · π ≤ x₁", "\\sqrt{2}*\\pi \\le \\variable{x_1}"},
	{"1/2x", "1/(2*x)"},
	{"1/2 x", "(1/2)*x"},
	{"2^-3^2", "2^{-3^{2}}"},
	{"-x^2", "-x^{2}"},
	{"a/-b*c", "(a/(-b))*c"},
	{"\\frac\\frac12 3", "(1/2)/3"},
	{"2xyz - 5abc", "2*x*y*z-5*a*b*c"},
	{"1, 2, \\ldots, n", "\\kind{list}(1,2,\\ldots ,n)"},
	{"1,2;3,4", "\\kind{list 1}(\\kind{list}(1,2),\\kind{list}(3,4))"},
};

#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct assay_math_parsed parse(const char *text, const struct assay_math_parse_options *options,
				      struct assay_arena *arena)
{
	struct assay_math_parsed parsed;
	cr_assert_eq(assay_math_parse(assay_str_of(text), options, arena, &parsed, NULL), 0);
	return parsed;
}

Test(math_parse, reads_what_people_write)
{
	for (size_t i = 0; i < N(rows); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		assay_autobuf struct assay_buf text = {0};
		struct assay_math_parsed parsed = parse(rows[i].text, NULL, arena);
		cr_assert_null(parsed.problem, "%s: %s at %zu", rows[i].text, parsed.problem, parsed.at);
		assay_expr_print(&parsed.expr, assay_expr_root(&parsed.expr), &text);
		cr_expect_str_eq(text.data, rows[i].printed, "%s: %s", rows[i].text, text.data);
	}
}

Test(math_parse, prints_what_reads_as_the_same_tree)
{
	const struct assay_math_parse_options printed = {.syntax = ASSAY_MATH_SYNTAX_PRINTED};
	for (size_t i = 0; i < N(rows); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_math_parsed parsed = parse(rows[i].text, NULL, arena);
		struct assay_math_parsed again = parse(rows[i].printed, &printed, arena);
		cr_assert_null(again.problem, "%s: %s at %zu", rows[i].printed, again.problem, again.at);
		cr_expect(assay_expr_same(&parsed.expr, assay_expr_root(&parsed.expr), &again.expr,
					  assay_expr_root(&again.expr)),
			  "%s", rows[i].printed);
	}
}

Test(math_parse, says_what_is_wrong_and_where)
{
	static const struct {
		const char *text, *problem;
		size_t at;
	} wrong[] = {
		{"  ", "is empty", 0},
		{"1+", "ends where something should follow", 2},
		{"(1, 2", "has an opening bracket without its closing one", 0},
		{"1)", "has a closing bracket without its opening one", 1},
		{"\\frac{1}{2", "has a { without its }", 10},
		{"x + \\nosuch", "has a command that is not known", 4},
		{"1,,2", "has an empty place in a list", 2},
		{"29_7", "has a digit that its base does not have", 0},
		{"\\begin{pmatrix}1&2\\\\3\\end{pmatrix}", "has rows of different length", 25},
		{"1 # 2", "has a sign that means nothing in mathematics", 2},
		{"1\001", "holds control characters", 0},
		{"\xFF", "is not UTF-8 text", 0},
		{"  \xC3\x97 2", "has a sign that cannot stand here", 2},
	};
	for (size_t i = 0; i < N(wrong); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		struct assay_math_parsed parsed = parse(wrong[i].text, NULL, arena);
		cr_assert_not_null(parsed.problem, "%s", wrong[i].text);
		cr_expect_str_eq(parsed.problem, wrong[i].problem, "%s: %s", wrong[i].text, parsed.problem);
		cr_expect_eq(parsed.at, wrong[i].at, "%s: at %zu", wrong[i].text, parsed.at);
	}
}

Test(math_parse, turns_what_may_be_read_otherwise)
{
	static const struct {
		const char *text;
		uint32_t bit;
		const char *printed;
	} turned[] = {
		{"1,234", ASSAY_MATH_READ_COMMA_LIST, "\\kind{list}(1,234)"},
		{"1,5", ASSAY_MATH_READ_COMMA_DECIMAL, "1.5"},
		{"(1, 2)", ASSAY_MATH_READ_INTERVAL, "\\kind{interval 0 0 3}(1,2)"},
		{"f(x)", ASSAY_MATH_READ_CALL, "f*x"},
		{"e^2", ASSAY_MATH_READ_EULER, "e^{2}"},
		{"2i", ASSAY_MATH_READ_IMAGINARY, "2*i"},
		{"1 1/2", ASSAY_MATH_READ_MIXED, "(1*1)/2"},
		{"1/2x", ASSAY_MATH_READ_SLASH, "(1/2)*x"},
		{"\\log x", ASSAY_MATH_READ_LOG, "\\ln(x)"},
		{"12:30", ASSAY_MATH_READ_CLOCK, "\\kind{ratio}(12,30)"},
		{"C", ASSAY_MATH_READ_WORD, "C"},
	};
	for (size_t i = 0; i < N(turned); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		assay_autobuf struct assay_buf text = {0};
		const struct assay_math_parse_options options = {.turn = turned[i].bit};
		cr_expect(parse(turned[i].text, NULL, arena).open & turned[i].bit, "%s", turned[i].text);
		struct assay_math_parsed parsed = parse(turned[i].text, &options, arena);
		cr_assert_null(parsed.problem);
		assay_expr_print(&parsed.expr, assay_expr_root(&parsed.expr), &text);
		cr_expect_str_eq(text.data, turned[i].printed, "%s: %s", turned[i].text, text.data);
	}
}

/* `n` times `open`, x, `n` times `close`. */
static void fill_nested(struct assay_buf *buf, const char *open, const char *close, size_t n)
{
	for (size_t i = 0; i < n; i++)
		(void)assay_buf_add_c(buf, open);
	(void)assay_buf_add_char(buf, 'x');
	for (size_t i = 0; i < n; i++)
		(void)assay_buf_add_c(buf, close);
}

Test(math_parse, nests_deeply_without_recursion)
{
	static const struct {
		const char *open, *close;
		size_t n;
	} nested[] = {{"(", ")", 10000}, {"-", "", 60000}, {"\\sqrt{", "}", 5000}, {"x^{", "}", 10000}};
	for (size_t i = 0; i < N(nested); i++) {
		assay_autoarena struct assay_arena *arena = assay_arena_create(0);
		assay_autobuf struct assay_buf text = {0};
		fill_nested(&text, nested[i].open, nested[i].close, nested[i].n);
		struct assay_math_parsed parsed = parse(text.data, NULL, arena);
		cr_expect_null(parsed.problem, "%s: %s", nested[i].open, parsed.problem);
	}
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	assay_autobuf struct assay_buf text = {0};
	fill_nested(&text, "(", ")", 20000);
	cr_expect_str_eq(parse(text.data, NULL, arena).problem, "is nested too deeply");
}

/* What stands before a remainder is taken together first, and that may fail. */
Test(math_parse, remainder_of_what_is_incomplete)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	cr_expect_not_null(parse("\\sum_{k=1}17 \\bmod ^2", NULL, arena).problem);
	cr_expect_not_null(parse("\\int_0 x \\bmod 2", NULL, arena).problem);
	cr_expect_null(parse("-1 \\bmod 2", NULL, arena).problem);
}

/* The parts before "such that" end there; a name in an index has no spaces. */
Test(math_parse, parts_and_names_end)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_math_parsed parsed = parse("\\{x; -2; 0; 1 \\mid x > 0, x \\ne 2\\}", NULL, arena);
	cr_assert_null(parsed.problem, "%s", parsed.problem);
	cr_expect_eq(parsed.expr.nodes[assay_expr_root(&parsed.expr)].kind, ASSAY_EXPR_SET_BUILDER);
	assay_autobuf struct assay_buf text = {0};
	parsed = parse("d_\\variable{a b}", NULL, arena);
	cr_assert_null(parsed.problem, "%s", parsed.problem);
	assay_expr_print(&parsed.expr, assay_expr_root(&parsed.expr), &text);
	cr_expect_null(strchr(text.data, ' '), "%s", text.data);
}
