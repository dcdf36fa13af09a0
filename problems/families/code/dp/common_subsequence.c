/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Letters of two texts are matched without crossing: what the best matching is worth.
 *
 * Found by the usual table; rechecked letter by letter from the end, trying every partner.
 */
#include "problems/families/code.h"

#include <string.h>

#define MAX_LEN 64

struct rules {
	int64_t same, near, apart, shift; /* Worth of equal and of near letters; what near is; greatest shift. */
};

static const char *const phrasings[] = {
	("Match letters of `a` with letters of `b`: each letter at most once, and so that no two matches "
	 "cross. The positions of both letters of a match differ by at most {shift}. A match of equal "
	 "letters is worth {same}, one of different letters at most {apart} {apart:place|places} apart in "
	 "the alphabet is worth {near}; others are not allowed. {^return} the greatest total worth, 0 if "
	 "nothing can be matched."),
	("Draw lines between the letters of `a`, written above, and those of `b`, written below. No letter "
	 "has two lines and no lines cross. A line may join equal letters, for {same} {same:point|points}, "
	 "or letters that differ by {off} in the alphabet, for {near} {near:point|points}. Letter i of `a` "
	 "and letter j of `b` can be joined only if |i - j| <= {shift}. {^return} the most points that can "
	 "be had."),
	("Choose positions i1 < i2 < ... in `a` and as many positions j1 < j2 < ... in `b`. In each pair "
	 "(i1, j1), (i2, j2), ... the positions may differ by {shift} at most, and the letters there "
	 "either are equal, which scores {same}, or have alphabet numbers that differ by no more than "
	 "{apart}, which scores {near}. {^return} the highest sum of scores (choosing nothing scores 0)."),
	("Two witnesses tell the same story, `a` and `b`, one letter for each event. Events of both are "
	 "put together in pairs, keeping their order in both. A pair of equal letters counts {same}, a "
	 "pair of letters at a distance of {off} in the alphabet counts {near}, and no other pair is made; "
	 "nor is one whose places in `a` and `b` are more than {shift} apart. {^return} the largest "
	 "possible sum."),
	("{^return} the value of the best common subsequence of `a` and `b`, if letters need not agree "
	 "exactly: agreeing letters add {same}, letters up to {apart} {apart:step|steps} apart in the "
	 "alphabet add {near}, and any others do not go together. Letters that go together must stand at "
	 "indices with a difference of {shift} or less."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->same = kit_between(k, 3, kit_ramp(k, 6, 12));
	r->near = kit_between(k, 1, r->same - 1);
	r->apart = kit_between(k, 1, kit_ramp(k, 2, 4));
	r->shift = kit_between(k, 1, kit_ramp(k, 4, 9));
	kit_put_i(k, "same", r->same);
	kit_put_i(k, "near", r->near);
	kit_put_i(k, "apart", r->apart);
	kit_put(k, "off", r->apart == 1 ? assay_str_of("1") : kit_text(k, "1 to %d", (int)r->apart));
	kit_put_i(k, "shift", r->shift);
	size_t len = (size_t)KIT_LEVELS(k, 8, 10, 12, 15, 18, 22, 26, 32, 40, 50);
	CODE_ARG(k, .name = "a", .type = "str", .max_len = len, .alphabet = "aceghjknqrtvz");
	CODE_ARG(k, .name = "b", .type = "str", .max_len = len, .alphabet = "abdeghlmprsuz");
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t best[MAX_LEN][MAX_LEN] = {{0}};
	for (size_t i = 1; i <= args[0].n; i++) {
		for (size_t j = 1; j <= args[1].n; j++) {
			int64_t off = args[0].s[i - 1] - args[1].s[j - 1];
			int64_t shift = (int64_t)i - (int64_t)j;
			int64_t worth = off == 0 ? r->same : off <= r->apart && -off <= r->apart ? r->near : 0;
			if (shift > r->shift || -shift > r->shift)
				worth = 0;
			best[i][j] = best[i - 1][j - 1] + worth;
			if (best[i - 1][j] > best[i][j])
				best[i][j] = best[i - 1][j];
			if (best[i][j - 1] > best[i][j])
				best[i][j] = best[i][j - 1];
		}
	}
	return val_int(best[args[0].n][args[1].n]);
}

/* From the last letter of `a` to the first; `rest[j]`: with the letters of `b` from j on still free. */
static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t rest[MAX_LEN] = {0};
	int64_t m = (int64_t)args[1].n;
	for (int64_t i = (int64_t)args[0].n - 1; i >= 0; i--) {
		int64_t now[MAX_LEN];
		memcpy(now, rest, sizeof(now));
		for (int64_t free = 0; free < m; free++) {
			int64_t from = free > i - r->shift ? free : i - r->shift;
			for (int64_t j = from; j < m && j <= i + r->shift; j++) {
				char x = args[0].s[i];
				char y = args[1].s[j];
				int64_t distance = x < y ? y - x : x - y;
				if (distance > r->apart)
					continue;
				int64_t all = rest[j + 1] + (x == y ? r->same : r->near);
				now[free] = all > now[free] ? all : now[free];
			}
		}
		memcpy(rest, now, sizeof(rest));
	}
	return val_int(rest[0]);
}

static const struct code_def code = {
	.entry = "match_letters",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.python = "def match_letters(a, b):\n"
		  "    before = [0] * (len(b) + 1)\n"
		  "    for i, x in enumerate(a):\n"
		  "        row = [0]\n"
		  "        for j, y in enumerate(b):\n"
		  "            worth = 0\n"
		  "            if abs(i - j) <= @shift@ and abs(ord(x) - ord(y)) <= @apart@:\n"
		  "                worth = @same@ if x == y else @near@\n"
		  "            row.append(max([before[j] + worth, before[j + 1], row[j]]))\n"
		  "        before = row\n"
		  "    return before[-1]\n",
	.cpp = "#include <algorithm>\n"
	       "#include <cstdlib>\n"
	       "#include <string>\n"
	       "#include <vector>\n"
	       "\n"
	       "long long match_letters(std::string a, std::string b)\n"
	       "{\n"
	       "    std::vector<long long> before(b.size() + 1);\n"
	       "    for (int i = 0; i < (int)a.size(); i++) {\n"
	       "        std::vector<long long> row = {0};\n"
	       "        for (int j = 0; j < (int)b.size(); j++) {\n"
	       "            long long worth = 0;\n"
	       "            if (std::abs(i - j) <= @shift@ && std::abs(a[i] - b[j]) <= @apart@)\n"
	       "                worth = a[i] == b[j] ? @same@ : @near@;\n"
	       "            row.push_back(std::max({before[j] + worth, before[j + 1], row[j]}));\n"
	       "        }\n"
	       "        before = row;\n"
	       "    }\n"
	       "    return before.back();\n"
	       "}\n",
	.javascript = "function match_letters(a, b) {\n"
		      "    let before = new Array(b.length + 1).fill(0);\n"
		      "    for (let i = 0; i < a.length; i++) {\n"
		      "        const row = [0];\n"
		      "        for (let j = 0; j < b.length; j++) {\n"
		      "            const apart = Math.abs(a.charCodeAt(i) - b.charCodeAt(j));\n"
		      "            let worth = 0;\n"
		      "            if (Math.abs(i - j) <= @shift@ && apart <= @apart@)\n"
		      "                worth = apart === 0 ? @same@ : @near@;\n"
		      "            row.push(Math.max(before[j] + worth, before[j + 1], row[j]));\n"
		      "        }\n"
		      "        before = row;\n"
		      "    }\n"
		      "    return before[b.length];\n"
		      "}\n",
};

static const char *const tags[] = {"code", "dynamic-programming", "strings", NULL};

const struct assay_family assay_family_common_subsequence = {
	KIT_CODE,
	.name = "common-subsequence",
	.version = 1,
	.title = "letters of two texts matched without crossing",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
