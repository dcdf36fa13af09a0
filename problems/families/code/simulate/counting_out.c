/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting out in a circle (Josephus) with steps that may change and turns that may go back.
 *
 * Found by arithmetic on places in a list that shrinks; rechecked by walking over marks, one person after another.
 */
#include "problems/families/code.h"

enum asked { LAST, SUM_OF_LAST, ORDER_PLACE, N_ASKED };

struct rules {
	int64_t step, grow, left;
	bool turns; /* The direction changes after each person that goes. */
	enum asked asked;
};

static const char *const phrasings[] = {
	("`n` children, numbered from 1 to `n`, stand in a circle. Counting begins with child 1 as one, and the child "
	 "at {step} leaves.{grow}{turn} Counting goes on with the next child as one, until {left} or fewer are left. "
	 "{^return} {asked}."),
	("The numbers from 1 to `n` are arranged in a circle. Starting to count at 1, every time the number at which "
	 "the count reaches {step} is crossed out, and the count starts again at its neighbour.{grow}{turn} This ends "
	 "when no more than {left} {left:number remains|numbers remain}. {^return} {asked}."),
	("In a circle of `n` players, called 1 to `n`, a rhyme of {step} {step:word|words} is said: the first word "
	 "points to player 1, each further one to the next player, and the player at the last word is out. The rhyme "
	 "begins anew at the player who comes next.{grow}{turn} The game stops once at most {left} "
	 "{left:player is|players are} in. {^return} {asked}."),
	("Play counting out: the seats 1 to `n` of a round table are counted from seat 1 on, the seat counted as "
	 "{step} "
	 "is removed, and counting starts again from one at the seat that follows.{grow}{turn} Stop as soon as the "
	 "table has {left} or fewer seats. {^return} {asked}."),
	("Simulate a round of counting out among people 1 to `n` in a circle, beginning at person 1. The person "
	 "counted as {step} goes, the next one is counted as one.{grow}{turn} It is over when {left} or fewer "
	 "{left:person stays|people stay}. {^return} {asked}."),
	NULL,
};

static const char *const asked_words[N_ASKED] = {
	[LAST] = "the number of the one that left last, or 0 if none had to leave",
	[SUM_OF_LAST] = "the sum of the numbers of those that are left in the end",
	[ORDER_PLACE] = "the lowest number of those that are left in the end, or 0 if `n` is 0",
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->step = kit_between(k, 2, kit_ramp(k, 9, 30));
	r->grow = k->level >= 3 ? kit_between(k, 0, kit_ramp(k, 2, 5)) : 0;
	r->left = kit_between(k, 1, kit_ramp(k, 3, 6));
	r->turns = k->level >= 5 && kit_once_in(k, 2);
	r->asked = (enum asked)kit_between(k, 0, N_ASKED - 1);
	kit_put_i(k, "step", r->step);
	kit_put_i(k, "left", r->left);
	kit_put_i(k, "grow_by", r->grow);
	kit_put(k, "grow",
		r->grow ? kit_text(k, " Each time after that, the count goes %d further than before.", (int)r->grow)
			: assay_str_of(""));
	kit_put(k, "turn",
		assay_str_of(r->turns ? " After each one that goes, the direction of counting is reversed." : ""));
	kit_put(k, "asked", assay_str_of(asked_words[r->asked]));
	code_put(k, "grow", r->grow ? "        step += @grow_by@\n" : "", r->grow ? "        step += @grow_by@;\n" : "",
		 r->grow ? "        step += @grow_by@;\n" : "");
	code_put(k, "let", "", r->grow ? "" : "const ", r->grow ? "let" : "const");
	code_put(k, "turn",
		 r->turns ? "        circle.reverse()\n"
			    "        at = (len(circle) - at) % len(circle) if circle else 0\n"
			  : "",
		 r->turns ? "        std::reverse(circle.begin(), circle.end());\n"
			    "        at = circle.empty() ? 0 : (circle.size() - at) % circle.size();\n"
			  : "",
		 r->turns ? "        circle.reverse();\n"
			    "        at = circle.length > 0 ? (circle.length - at) % circle.length : 0;\n"
			  : "");
	bool is_last = r->asked == LAST;
	code_put(k, "gone", is_last ? "gone = " : "", is_last ? "        gone = circle[at];\n" : "",
		 is_last ? "gone = " : "");
	code_put(k, "none", is_last ? "    gone = 0\n" : "", is_last ? "    long long gone = 0;\n" : "",
		 is_last ? "    let gone = 0;\n" : "");
	code_put(k, "removed", "", "", is_last ? "[0]" : "");
	code_put(k, "result",
		 is_last		   ? "gone"
		 : r->asked == SUM_OF_LAST ? "sum(circle)"
					   : "min(circle, default=0)",
		 is_last		   ? "gone"
		 : r->asked == SUM_OF_LAST ? "std::accumulate(circle.begin(), circle.end(), 0LL)"
					   : "circle.empty() ? 0 : *std::min_element(circle.begin(), circle.end())",
		 is_last		   ? "gone"
		 : r->asked == SUM_OF_LAST ? "circle.reduce((a, b) => a + b, 0)"
					   : "circle.length > 0 ? Math.min(...circle) : 0");
	CODE_ARG(k, .name = "n", .type = "int", .min = 0, .max = kit_ramp(k, 25, 100));
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t circle[256];
	int64_t n = args[0].i;
	for (int64_t i = 0; i < n; i++)
		circle[i] = i + 1;
	int64_t at = 0; /* Where counting begins. */
	int64_t step = r->step;
	int64_t gone = 0;
	bool is_back = false;
	while (n > r->left) {
		int64_t out = is_back ? at - (step - 1) % n : at + step - 1;
		out = (out + n) % n;
		gone = circle[out];
		for (int64_t i = out; i + 1 < n; i++)
			circle[i] = circle[i + 1];
		n--;
		is_back = is_back != r->turns;
		at = n > 0 ? (is_back ? out + n - 1 : out) % n : 0;
		step += r->grow;
	}
	if (r->asked == LAST)
		return val_int(gone);
	int64_t sum = 0;
	int64_t lowest = 0;
	for (int64_t i = 0; i < n; i++) {
		sum += circle[i];
		lowest = i == 0 || circle[i] < lowest ? circle[i] : lowest;
	}
	return val_int(r->asked == SUM_OF_LAST ? sum : lowest);
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	bool is_out[256] = {false};
	size_t n = (size_t)args[0].i;
	size_t in = n;
	size_t at = n - 1; /* Whom the count named last. */
	size_t way = 1;	   /* n - 1: backwards. */
	int64_t last = 0;
	for (int64_t step = r->step; in > (size_t)r->left; step += r->grow) {
		for (int64_t count = 0; count < step; count++) {
			do
				at = (at + way) % n;
			while (is_out[at]);
		}
		is_out[at] = true;
		last = (int64_t)at + 1;
		in--;
		if (r->turns)
			way = n - way;
	}
	if (r->asked == LAST)
		return val_int(last);
	int64_t found = 0;
	for (size_t i = n; i > 0; i--) {
		if (!is_out[i - 1])
			found = (int64_t)i + (r->asked == SUM_OF_LAST ? found : 0);
	}
	return val_int(found);
}

static const struct code_def code = {
	.entry = "count_out",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.python = "def count_out(n):\n"
		  "    circle = list(range(1, n + 1))\n"
		  "    at = 0\n"
		  "    step = @step@\n"
		  "@none@"
		  "    while len(circle) > @left@:\n"
		  "        at = (at + step - 1) % len(circle)\n"
		  "        @gone@circle.pop(at)\n"
		  "@turn@"
		  "@grow@"
		  "    return @result@\n",
	.cpp = "#include <algorithm>\n"
	       "#include <numeric>\n"
	       "#include <vector>\n\n"
	       "long long count_out(long long n)\n"
	       "{\n"
	       "    std::vector<long long> circle(n);\n"
	       "    std::iota(circle.begin(), circle.end(), 1);\n"
	       "    std::size_t at = 0;\n"
	       "    @let@std::size_t step = @step@;\n"
	       "@none@"
	       "    while (circle.size() > @left@) {\n"
	       "        at = (at + step - 1) % circle.size();\n"
	       "@gone@"
	       "        circle.erase(circle.begin() + at);\n"
	       "@turn@"
	       "@grow@"
	       "    }\n"
	       "    return @result@;\n"
	       "}\n",
	.javascript = "function count_out(n) {\n"
		      "    const circle = Array.from({ length: n }, (_, i) => i + 1);\n"
		      "    let at = 0;\n"
		      "    @let@ step = @step@;\n"
		      "@none@"
		      "    while (circle.length > @left@) {\n"
		      "        at = (at + step - 1) % circle.length;\n"
		      "        @gone@circle.splice(at, 1)@removed@;\n"
		      "@turn@"
		      "@grow@"
		      "    }\n"
		      "    return @result@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "simulate", "circle", NULL};

const struct assay_family assay_family_counting_out = {
	KIT_CODE,
	.name = "counting-out",
	.version = 1,
	.title = "counting out in a circle with steps that may change",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
