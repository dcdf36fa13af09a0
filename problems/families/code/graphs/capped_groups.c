/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups that grow by pairs, one after another, some of which are refused because the group would be too large.
 *
 * Found by trees with sizes (union and find); rechecked by writing the group of everybody anew after each pair.
 */
#include "problems/families/code.h"

#define MAX_PEOPLE 64

enum asked { GROUPS, LARGEST, REFUSED, ALONE, N_ASKED };

struct rules {
	int64_t cap, modulus, rest;
	enum asked asked;
};

static const char *const phrasings[] = {
	("At first each of the people 0 to `n` - 1 is a group of their own. The rows of `pairs`, each two "
	 "people, are gone through in order. A pair whose sum leaves {rest} when divided by {modulus} is "
	 "skipped, and so is one of two people in the same group. Otherwise their groups become one, "
	 "unless it would have more than {cap} members: then the pair is refused and nothing changes. "
	 "{^return} {asked}."),
	("There are `n` islands with numbers from 0, each a group. Bridges are asked for one by one, as "
	 "given in `pairs`. Requests in which the numbers of both ends add up to a number that is {rest} "
	 "modulo {modulus} are ignored, as are those within one group. Any other request joins the groups "
	 "of both islands, but it is refused if more than {cap} islands would then be together. {^return} "
	 "{asked}."),
	("Drops 0 to `n` - 1 lie on a window; at the start each one is a group by itself. For every row "
	 "[a, b] of `pairs`, from first to last: if (a + b) mod {modulus} is {rest}, or if a and b are in "
	 "one group, nothing happens. Else the two groups flow together if the result has at most {cap} "
	 "drops, and if not, the row is refused. {^return} {asked}."),
	("Build groups of the numbers 0 to `n` - 1, which begin as `n` groups of one. Handle `pairs` in "
	 "their order: skip [a, b] when a + b has remainder {rest} on division by {modulus} or when a and "
	 "b already are together; refuse it when the groups of a and b have more than {cap} members "
	 "between them; otherwise unite these groups. {^return} {asked}."),
	("In a game, `n` players numbered from 0 form teams (groups), at first one for each player. The "
	 "list `pairs` says who wants to play with whom, the earliest wish first. A wish is void if the "
	 "sum of the two numbers is {rest} mod {modulus}, or if both are in one group. It is refused if "
	 "the two groups together have over {cap} players. All other wishes unite both groups. {^return} "
	 "{asked}."),
	NULL,
};

static const struct {
	const char *words, *python, *cpp, *javascript;
} asked[N_ASKED] = {
	[GROUPS] = {"how many groups there are in the end", "len(sizes)", "groups", "sizes.length"},
	[LARGEST] = {"the size of the largest group in the end", "max(sizes)", "largest", "Math.max(...sizes)"},
	[REFUSED] = {"how many were refused", "refused", "refused", "refused"},
	[ALONE] = {"how many groups of a single member there are in the end", "sizes.count(1)", "alone",
		   "sizes.filter((size) => size === 1).length"},
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->cap = kit_between(k, 2, kit_ramp(k, 4, 9));
	r->modulus = kit_between(k, 3, kit_ramp(k, 6, 12));
	r->rest = kit_between(k, 0, r->modulus - 1);
	r->asked = (enum asked)kit_between(k, 0, N_ASKED - 1);
	kit_put_i(k, "cap", r->cap);
	kit_put_i(k, "modulus", r->modulus);
	kit_put_i(k, "rest", r->rest);
	kit_put(k, "asked", assay_str_of(asked[r->asked].words));
	bool is_refused = r->asked == REFUSED;
	code_put(k, "refused", is_refused ? "    refused = 0\n" : "", is_refused ? "    long long refused = 0;\n" : "",
		 is_refused ? "    let refused = 0;\n" : "");
	const char *or_else = is_refused ? " else {\n            refused++;\n        }" : "";
	code_put(k, "or_else", is_refused ? "        else:\n            refused += 1\n" : "", or_else, or_else);
	code_put(k, "sizes",
		 is_refused ? "" : "    sizes = [len(group) for i, group in enumerate(groups) if min(group) == i]\n",
		 is_refused	       ? ""
		 : r->asked == GROUPS  ? "    long long groups = 0;\n    for (std::size_t i = 0; i < size.size(); "
					 "i++)\n        groups += find(i) == i;\n"
		 : r->asked == LARGEST ? "    long long largest = *std::max_element(size.begin(), size.end());\n"
				       : "    long long alone = 0;\n    for (std::size_t i = 0; i < size.size(); "
					 "i++)\n        alone += find(i) == i && size[i] == 1;\n",
		 is_refused ? "" : "    const sizes = [...new Set(groups)].map((group) => group.length);\n");
	code_put(k, "result", asked[r->asked].python, asked[r->asked].cpp, asked[r->asked].javascript);
	int64_t people = KIT_LEVELS(k, 8, 10, 12, 15, 18, 22, 26, 32, 40, 50);
	CODE_ARG(k, .name = "n", .type = "int", .min = 1, .max = people);
	CODE_ARG(k, .name = "pairs", .type = "[[int]]", .min = 0, .max = people - 1, .max_len = (size_t)people,
		 .min_inner = 2, .max_inner = 2, .is_grid = true, .note = "all of them less than `n`");
}

static bool fit(struct kit *k __attribute__((unused)), struct val *args, enum code_shape shape __attribute__((unused)))
{
	for (size_t i = 0; i < args[1].n; i++) {
		for (size_t j = 0; j < 2; j++)
			args[1].items[i].items[j].i %= args[0].i;
	}
	return true;
}

static size_t root_of(size_t *up, size_t i)
{
	while (up[i] != i)
		i = up[i] = up[up[i]];
	return i;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	size_t up[MAX_PEOPLE];
	int64_t size[MAX_PEOPLE];
	size_t n = (size_t)args[0].i;
	for (size_t i = 0; i < n; i++) {
		up[i] = i;
		size[i] = 1;
	}
	int64_t found[N_ASKED] = {0};
	for (size_t i = 0; i < args[1].n; i++) {
		const struct val *pair = args[1].items[i].items;
		size_t a = root_of(up, (size_t)pair[0].i);
		size_t b = root_of(up, (size_t)pair[1].i);
		if (a == b || (pair[0].i + pair[1].i) % r->modulus == r->rest)
			continue;
		if (size[a] + size[b] > r->cap) {
			found[REFUSED]++;
			continue;
		}
		up[b] = a;
		size[a] += size[b];
	}
	for (size_t i = 0; i < n; i++) {
		if (up[i] != i)
			continue;
		found[GROUPS]++;
		found[ALONE] += size[i] == 1;
		if (size[i] > found[LARGEST])
			found[LARGEST] = size[i];
	}
	return val_int(found[r->asked]);
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t group[MAX_PEOPLE];
	int64_t n = args[0].i;
	for (int64_t who = 0; who < n; who++)
		group[who] = who;
	int64_t refused = 0;
	for (size_t p = 0; p < args[1].n; p++) {
		int64_t a = args[1].items[p].items[0].i;
		int64_t b = args[1].items[p].items[1].i;
		int64_t old = group[b];
		int64_t together = 0;
		for (int64_t who = 0; who < n; who++)
			together += group[who] == group[a] || group[who] == old;
		bool is_void = (a + b - r->rest) % r->modulus == 0 || group[a] == old;
		refused += !is_void && together > r->cap;
		for (int64_t who = 0; who < n && !is_void && together <= r->cap; who++)
			group[who] = group[who] == old ? group[a] : group[who];
	}
	if (r->asked == REFUSED)
		return val_int(refused);
	int64_t result = 0;
	for (int64_t g = 0; g < n; g++) {
		int64_t members = 0;
		for (int64_t who = 0; who < n; who++)
			members += group[who] == g;
		if (r->asked == LARGEST)
			result = members > result ? members : result;
		else
			result += r->asked == ALONE ? members == 1 : members > 0;
	}
	return val_int(result);
}

static const struct code_def code = {
	.entry = "unite",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.fit = fit,
	.python = "def unite(n, pairs):\n"
		  "    groups = [{i} for i in range(n)]\n"
		  "@refused@    for a, b in pairs:\n"
		  "        if (a + b) % @modulus@ == @rest@ or groups[a] is groups[b]:\n"
		  "            continue\n"
		  "        both = groups[a] | groups[b]\n"
		  "        if len(both) <= @cap@:\n"
		  "            for i in both:\n"
		  "                groups[i] = both\n"
		  "@or_else@@sizes@    return @result@\n",
	.cpp = "#include <algorithm>\n"
	       "#include <functional>\n"
	       "#include <numeric>\n"
	       "#include <vector>\n"
	       "\n"
	       "long long unite(long long n, std::vector<std::vector<long long>> pairs)\n"
	       "{\n"
	       "    std::vector<long long> size(n, 1);\n"
	       "    std::vector<std::size_t> up(n);\n"
	       "    std::iota(up.begin(), up.end(), 0);\n"
	       "    std::function<std::size_t(std::size_t)> find = [&](std::size_t i) { return up[i] == i ? i : up[i] "
	       "= find(up[i]); };\n"
	       "@refused@    for (const auto &pair : pairs) {\n"
	       "        std::size_t a = find(pair[0]), b = find(pair[1]);\n"
	       "        if ((pair[0] + pair[1]) % @modulus@ == @rest@ || a == b)\n"
	       "            continue;\n"
	       "        if (size[a] + size[b] <= @cap@) {\n"
	       "            size[a] += size[b];\n"
	       "            up[b] = a;\n"
	       "        }@or_else@\n"
	       "    }\n"
	       "@sizes@    return @result@;\n"
	       "}\n",
	.javascript = "function unite(n, pairs) {\n"
		      "    const groups = Array.from({ length: n }, (_, i) => [i]);\n"
		      "@refused@    for (const [a, b] of pairs) {\n"
		      "        if ((a + b) % @modulus@ === @rest@ || groups[a] === groups[b])\n"
		      "            continue;\n"
		      "        const both = [...groups[a], ...groups[b]];\n"
		      "        if (both.length <= @cap@) {\n"
		      "            for (const i of both)\n"
		      "                groups[i] = both;\n"
		      "        }@or_else@\n"
		      "    }\n"
		      "@sizes@    return @result@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "graphs", "union-find", NULL};

const struct assay_family assay_family_capped_groups = {
	KIT_CODE,
	.name = "capped-groups",
	.version = 1,
	.title = "groups that grow by pairs up to a size",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
