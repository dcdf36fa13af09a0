/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In how many ways a number is a sum of parts that obey rules, order not mattering.
 *
 * Found by the number of parts and the largest of them; rechecked value by value, each one used or passed over.
 */
#include "problems/families/code.h"

#include <string.h>

#define MAX_N	  64
#define MAX_PARTS 12

struct rules {
	int64_t least, apart, modulus, rest, most; /* `most`: number of parts. */
};

static const char *const phrasings[] = {
	("In how many ways can `n` be written as a sum of at most {most} positive integers, where no part "
	 "is less than {least}, {apart}, and no part leaves the remainder {rest} when divided by "
	 "{modulus}? Sums that differ only in the order of their parts count once; for `n` = 0 the empty "
	 "sum is the one way. {^return} that number."),
	("A partition of `n` is a list of positive integers in ascending order whose sum is `n` (for 0: "
	 "the empty list). {^return} how many partitions of `n` have no more than {most} "
	 "{most:part|parts}, only parts of {least} or more, none that leaves {rest} when divided by "
	 "{modulus}, and are such that {apart}."),
	("A rope of length `n` is cut up completely into at most {most} pieces of whole length; only how "
	 "many pieces there are of each length matters, not where they come from. Pieces are at least "
	 "{least} long, lengths that are {rest} modulo {modulus} are not allowed, and {apart} (pieces are "
	 "called parts). {^return} the number of possible results; a rope of length 0 has one."),
	("Towers hold `n` bricks in all. There are at most {most} of them, each at least {least} "
	 "{least:brick|bricks} high; heights that leave {rest} on division by {modulus} are forbidden. "
	 "Calling the heights parts, {apart}. {^return} the number of different collections of heights, "
	 "ignoring their order (no bricks: one, the empty collection)."),
	("Count the multisets of integers from {least} up with at most {most} members and sum `n` that "
	 "contain no number congruent to {rest} modulo {modulus}, and in which {apart}, the members being "
	 "the parts. {^return} the count. The empty multiset has the sum 0."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->least = kit_between(k, 1, kit_ramp(k, 2, 5));
	r->apart = kit_between(k, 0, kit_ramp(k, 2, 4));
	r->modulus = kit_between(k, 3, kit_ramp(k, 5, 9));
	r->rest = kit_between(k, 0, r->modulus - 1);
	r->most = kit_between(k, 3, kit_ramp(k, 4, 10));
	kit_put_i(k, "least", r->least);
	kit_put_i(k, "distance", r->apart);
	kit_put_i(k, "modulus", r->modulus);
	kit_put_i(k, "rest", r->rest);
	kit_put_i(k, "most", r->most);
	kit_put(k, "apart",
		r->apart == 0	? assay_str_of("parts may be equal")
		: r->apart == 1 ? assay_str_of("no two parts are equal")
				: kit_text(k, "any two parts differ by at least %d", (int)r->apart));
	code_put(k, "next", r->apart ? "part + @distance@" : "part", r->apart ? "part + @distance@" : "part",
		 r->apart ? "part + @distance@" : "part");
	CODE_ARG(k, .name = "n", .type = "int", .min = 0, .max = kit_ramp(k, 30, MAX_N - 2));
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	/* ways[s][l]: so many parts, sum s, none above l. Not per thread: that memory is cleared at each start. */
	int64_t ways[MAX_N][MAX_N], more[MAX_N][MAX_N];
	int64_t n = args[0].i;
	memset(ways, 0, sizeof(ways));
	for (int64_t top = 0; top <= n; top++)
		ways[0][top] = 1;
	int64_t total = n == 0;
	for (int64_t parts = 1; parts <= r->most && n > 0; parts++) {
		for (int64_t sum = 0; sum <= n; sum++) {
			more[sum][0] = 0;
			for (int64_t top = 1; top <= n; top++) {
				more[sum][top] = more[sum][top - 1];
				if (top < r->least || top > sum || top % r->modulus == r->rest)
					continue;
				int64_t below = parts == 1 ? top : top - r->apart;
				if (below >= 0)
					more[sum][top] += ways[sum - top][below];
			}
		}
		memcpy(ways, more, sizeof(ways));
		total += ways[n][n];
	}
	return val_int(total);
}

struct memo {
	const struct rules *rules;
	int64_t known[MAX_N][MAX_N][MAX_PARTS]; /* One more than the count; 0: not yet. */
};

static int64_t count(struct memo *m, int64_t value, int64_t left, int64_t free)
{
	if (left == 0)
		return 1;
	if (value > left || free == 0)
		return 0;
	int64_t *known = &m->known[value][left][free];
	if (*known == 0) {
		bool may = (value - m->rules->rest) % m->rules->modulus != 0;
		*known = 1 + count(m, value + 1, left, free) +
			 (may ? count(m, value + m->rules->apart, left - value, free - 1) : 0);
	}
	return *known - 1;
}

static struct val brute(struct kit *k, const struct val *args)
{
	struct memo *m = assay_arena_alloc(k->arena, sizeof(*m));
	if (!m) {
		kit_full(k);
		return val_none();
	}
	m->rules = k->params;
	return val_int(count(m, m->rules->least, args[0].i, m->rules->most));
}

static const struct code_def code = {
	.entry = "count_sums",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.python = "def count_sums(n):\n"
		  "    found = 0\n"
		  "    begun = {(n, @least@): 1}  # what is left, and the least that the next part may be\n"
		  "    for _ in range(@most@ + 1):\n"
		  "        after = {}\n"
		  "        for (left, low), ways in begun.items():\n"
		  "            if left <= 0:\n"
		  "                found += ways\n"
		  "            for part in range(low, left + 1):\n"
		  "                if part % @modulus@ != @rest@:\n"
		  "                    key = (left - part, @next@)\n"
		  "                    after[key] = after.get(key, 0) + ways\n"
		  "        begun = after\n"
		  "    return found\n",
	.cpp = "#include <map>\n"
	       "#include <tuple>\n"
	       "\n"
	       "static long long count(long long left, long long least, int free)\n"
	       "{\n"
	       "    static std::map<std::tuple<long long, long long, int>, long long> known;\n"
	       "    if (left == 0)\n"
	       "        return 1;\n"
	       "    if (free == 0)\n"
	       "        return 0;\n"
	       "    auto found = known.find({left, least, free});\n"
	       "    if (found != known.end())\n"
	       "        return found->second;\n"
	       "    long long ways = 0;\n"
	       "    for (long long part = least; part <= left; part++) {\n"
	       "        if (part % @modulus@ != @rest@)\n"
	       "            ways += count(left - part, @next@, free - 1);\n"
	       "    }\n"
	       "    return known[{left, least, free}] = ways;\n"
	       "}\n"
	       "\n"
	       "long long count_sums(long long n)\n"
	       "{\n"
	       "    return count(n, @least@, @most@);\n"
	       "}\n",
	.javascript = "function count_sums(n) {\n"
		      "    const known = new Map();\n"
		      "    const count = (left, least, free) => {\n"
		      "        if (left === 0)\n"
		      "            return 1;\n"
		      "        if (free === 0)\n"
		      "            return 0;\n"
		      "        const key = [left, least, free].join(\" \");\n"
		      "        if (known.has(key))\n"
		      "            return known.get(key);\n"
		      "        let ways = 0;\n"
		      "        for (let part = least; part <= left; part++) {\n"
		      "            if (part % @modulus@ !== @rest@)\n"
		      "                ways += count(left - part, @next@, free - 1);\n"
		      "        }\n"
		      "        known.set(key, ways);\n"
		      "        return ways;\n"
		      "    };\n"
		      "    return count(n, @least@, @most@);\n"
		      "}\n",
};

static const char *const tags[] = {"code", "dynamic-programming", "partitions", NULL};

const struct assay_family assay_family_part_count = {
	KIT_CODE,
	.name = "part-count",
	.version = 1,
	.title = "in how many ways a number is a sum of parts that obey rules",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
