/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cheapest way along roads when every so-manieth road of a way costs more.
 *
 * Found by taking the cheapest open state again and again (Dijkstra); rechecked by ways of one road more each round.
 */
#include "problems/families/code.h"

#define MAX_PLACES 16
#define MAX_TURN   8
#define NONE	   INT64_MAX

enum asked { LAST, FARTHEST, NEAR, N_ASKED };

struct rules {
	bool is_one_way;
	int64_t turn, toll, budget;
	enum asked asked;
};

static const char *const phrasings[] = {
	("Places are numbered from 0 to `n` - 1. Each row [a, b, cost] of `roads` is a road {ways}. On a "
	 "way, every road whose number on it (1, 2, 3, ...) is a multiple of {turn} costs {toll} more than "
	 "it says. A way begins at place 0, may use places and roads again, and costs what its roads cost. "
	 "{^return} {asked}."),
	("A traveller starts in town 0 of the towns 0 to `n` - 1 (the places). The rows of `roads` are two "
	 "towns a and b and a fare, for a bus line {ways}. Each time she has taken {turn} buses, counted "
	 "from the start or from the last time, the last of them has cost {toll} extra. {^return} {asked}."),
	("A graph has the vertices (places) 0 to `n` - 1 and edges `roads`, rows [a, b, cost], {ways}. A "
	 "walk from 0 pays for each of its edges the cost, and {toll} in addition for its edges whose "
	 "number, counted from 1, is a multiple of {turn}. {^return} {asked}."),
	("Messages go from node 0 through a network of `n` nodes (places, numbered from 0). `roads` lists "
	 "the links as [a, b, cost], {ways}. With every hop a message pays the link's cost; after each "
	 "{turn} hops it is checked, for {toll} on top, even when it has arrived with the last of them. "
	 "{^return} {asked}."),
	("{^return} {asked}. The places are 0 to `n` - 1, and the journey begins at 0. A row [a, b, cost] "
	 "of `roads` can be used {ways}. What it costs is added up, and to the cost of every road whose "
	 "number on the journey (1, 2, 3, ...) is a multiple of {turn}, {toll} is added. Roads may be used "
	 "more than once."),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->is_one_way = kit_once_in(k, 2);
	r->turn = kit_between(k, 2, kit_ramp(k, 3, 4));
	r->toll = kit_between(k, 2, kit_ramp(k, 9, 30));
	r->asked = (enum asked)kit_between(k, 0, N_ASKED - 1);
	r->budget = r->asked == NEAR ? kit_between(k, 12, kit_ramp(k, 24, 60)) : 0;
	kit_put_i(k, "toll", r->toll);
	kit_put_i(k, "turn", r->turn);
	kit_put_i(k, "budget", r->budget);
	kit_put(k, "ways", assay_str_of(r->is_one_way ? "from a to b only" : "between a and b, in both directions"));
	kit_put(k, "asked",
		r->asked == LAST
			? assay_str_of("the least cost from place 0 to place `n` - 1, or -1 if it cannot be reached")
		: r->asked == FARTHEST
			? assay_str_of("the greatest of the least costs from place 0 to each place that can be reached "
				       "from it (0 for itself)")
			: kit_text(k,
				   "how many places, 0 included, can be reached from place 0 for a cost of at most %d",
				   (int)r->budget));
	code_put(k, "both", r->is_one_way ? "" : "    roads = roads + [[b, a, cost] for a, b, cost in roads]\n", "",
		 "");
	code_put(k, "back", "", r->is_one_way ? "" : "        links[road[1]].push_back({road[0], road[2]});\n",
		 r->is_one_way ? "" : "        links[b].push([a, cost]);\n");
	code_put(k, "result",
		 r->asked == LAST	? "least.get(n - 1, -1)"
		 : r->asked == FARTHEST ? "max(least.values())"
					: "sum(cost <= @budget@ for cost in least.values())",
		 r->asked == LAST	? "least.count(n - 1) ? least[n - 1] : -1"
		 : r->asked == FARTHEST ? "std::max_element(least.begin(), least.end(), [](const auto &x, const auto "
					  "&y) { return x.second < y.second; })->second"
					: "std::count_if(least.begin(), least.end(), [](const auto &x) { return "
					  "x.second <= @budget@; })",
		 r->asked == LAST	? "least.has(n - 1) ? least.get(n - 1) : -1"
		 : r->asked == FARTHEST ? "Math.max(...least.values())"
					: "[...least.values()].filter((cost) => cost <= @budget@).length");
	int64_t places = KIT_LEVELS(k, 7, 7, 8, 8, 9, 10, 11, 12, 13, 14);
	CODE_ARG(k, .name = "n", .type = "int", .min = 2, .max = places);
	CODE_ARG(k, .name = "roads", .type = "[[int]]", .min = 0, .max = 2 * places, .max_len = (size_t)(2 * places),
		 .min_inner = 3, .max_inner = 3, .is_grid = true,
		 .note = "in each row two different places, then a cost of at least 1");
}

static bool fit(struct kit *k, struct val *args, enum code_shape shape __attribute__((unused)))
{
	int64_t n = args[0].i;
	for (size_t i = 0; i < args[1].n; i++) {
		struct val *road = args[1].items[i].items;
		/* Some lead on, so that far places are reached by several roads. */
		road[0].i %= n;
		road[1].i = kit_once_in(k, 4) ? road[1].i % n : (road[0].i + 1) % n;
		if (road[0].i == road[1].i)
			road[1].i = (road[1].i + 1) % n;
		road[2].i += road[2].i == 0;
	}
	return true;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t cost[MAX_PLACES * MAX_TURN];
	bool is_done[MAX_PLACES * MAX_TURN] = {false};
	int64_t n = args[0].i;
	int64_t n_states = n * r->turn;
	for (int64_t s = 0; s < n_states; s++)
		cost[s] = s == 0 ? 0 : NONE;
	int64_t farthest = 0;
	int64_t near = 0;
	bool is_known[MAX_PLACES] = {false};
	int64_t last = -1;
	for (;;) {
		int64_t best = -1;
		for (int64_t s = 0; s < n_states; s++) {
			if (!is_done[s] && cost[s] != NONE && (best < 0 || cost[s] < cost[best]))
				best = s;
		}
		if (best < 0)
			break;
		is_done[best] = true;
		int64_t place = best / r->turn;
		if (!is_known[place]) {
			is_known[place] = true;
			farthest = cost[best];
			near += cost[best] <= r->budget;
			last = place == n - 1 ? cost[best] : last;
		}
		int64_t used = (best % r->turn + 1) % r->turn;
		for (size_t i = 0; i < 2 * args[1].n; i++) {
			const struct val *road = args[1].items[i / 2].items;
			if (road[i % 2].i != place || (r->is_one_way && i % 2 == 1))
				continue;
			int64_t to = road[1 - i % 2].i * r->turn + used;
			int64_t sum = cost[best] + road[2].i + (used == 0 ? r->toll : 0);
			cost[to] = sum < cost[to] ? sum : cost[to];
		}
	}
	return val_int(r->asked == LAST ? last : r->asked == FARTHEST ? farthest : near);
}

/* No cheapest way is longer than there are pairs of a place and a count. */
static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t n = args[0].i;
	int64_t least[MAX_PLACES] = {0};
	int64_t now[MAX_PLACES] = {0};
	for (int64_t p = 1; p < n; p++)
		least[p] = now[p] = -1;
	for (int64_t number = 1; number <= n * r->turn; number++) {
		int64_t then[MAX_PLACES];
		for (int64_t p = 0; p < n; p++)
			then[p] = -1;
		int64_t extra = number % r->turn > 0 ? 0 : r->toll;
		for (size_t i = 0; i < args[1].n; i++) {
			int64_t a = args[1].items[i].items[0].i;
			int64_t b = args[1].items[i].items[1].i;
			int64_t price = args[1].items[i].items[2].i + extra;
			if (now[a] >= 0 && (then[b] < 0 || now[a] + price < then[b]))
				then[b] = now[a] + price;
			if (!r->is_one_way && now[b] >= 0 && (then[a] < 0 || now[b] + price < then[a]))
				then[a] = now[b] + price;
		}
		for (int64_t p = 0; p < n; p++) {
			now[p] = then[p];
			if (now[p] >= 0 && (least[p] < 0 || now[p] < least[p]))
				least[p] = now[p];
		}
	}
	if (r->asked == LAST)
		return val_int(least[n - 1]);
	int64_t found = 0;
	for (int64_t p = 0; p < n; p++) {
		if (r->asked == FARTHEST)
			found = least[p] > found ? least[p] : found;
		else
			found += least[p] >= 0 && least[p] <= r->budget;
	}
	return val_int(found);
}

static const struct code_def code = {
	.entry = "travel",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.fit = fit,
	.python = "import heapq\n"
		  "\n"
		  "\n"
		  "def travel(n, roads):\n"
		  "@both@    least = {}\n"
		  "    done = set()\n"
		  "    heap = [(0, 0, @turn@)]\n"
		  "    while heap:\n"
		  "        cost, place, left = heapq.heappop(heap)\n"
		  "        if (place, left) in done:\n"
		  "            continue\n"
		  "        done.add((place, left))\n"
		  "        least.setdefault(place, cost)\n"
		  "        for a, b, price in roads:\n"
		  "            if a == place:\n"
		  "                toll = @toll@ if left == 1 else 0\n"
		  "                heapq.heappush(heap, (cost + price + toll, b, left - 1 or @turn@))\n"
		  "    return @result@\n",
	.cpp = "#include <algorithm>\n"
	       "#include <array>\n"
	       "#include <functional>\n"
	       "#include <map>\n"
	       "#include <queue>\n"
	       "#include <set>\n"
	       "#include <utility>\n"
	       "#include <vector>\n"
	       "\n"
	       "long long travel(long long n, std::vector<std::vector<long long>> roads)\n"
	       "{\n"
	       "    std::vector<std::vector<std::pair<long long, long long>>> links(n);\n"
	       "    for (const auto &road : roads) {\n"
	       "        links[road[0]].push_back({road[1], road[2]});\n"
	       "@back@    }\n"
	       "    std::map<long long, long long> least;\n"
	       "    std::set<std::pair<long long, long long>> done;\n"
	       "    std::priority_queue<std::array<long long, 3>, std::vector<std::array<long long, 3>>, "
	       "std::greater<>> heap;\n"
	       "    heap.push({0, 0, 0});\n"
	       "    while (!heap.empty()) {\n"
	       "        auto [cost, place, used] = heap.top();\n"
	       "        heap.pop();\n"
	       "        if (!done.insert({place, used}).second)\n"
	       "            continue;\n"
	       "        least.insert({place, cost});\n"
	       "        long long next = (used + 1) % @turn@;\n"
	       "        for (const auto &[to, price] : links[place])\n"
	       "            heap.push({cost + price + (next == 0 ? @toll@ : 0), to, next});\n"
	       "    }\n"
	       "    return @result@;\n"
	       "}\n",
	.javascript = "function travel(n, roads) {\n"
		      "    const links = Array.from({ length: n }, () => []);\n"
		      "    for (const [a, b, cost] of roads) {\n"
		      "        links[a].push([b, cost]);\n"
		      "@back@    }\n"
		      "    const least = new Map();\n"
		      "    const done = new Set();\n"
		      "    const open = [[0, 0, 0]];\n"
		      "    while (open.length > 0) {\n"
		      "        open.sort((a, b) => b[0] - a[0]);\n"
		      "        const [cost, place, used] = open.pop();\n"
		      "        const state = place * @turn@ + used;\n"
		      "        if (done.has(state))\n"
		      "            continue;\n"
		      "        done.add(state);\n"
		      "        if (!least.has(place))\n"
		      "            least.set(place, cost);\n"
		      "        const next = (used + 1) % @turn@;\n"
		      "        for (const [to, price] of links[place])\n"
		      "            open.push([cost + price + (next === 0 ? @toll@ : 0), to, next]);\n"
		      "    }\n"
		      "    return @result@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "graphs", "shortest-path", NULL};

const struct assay_family assay_family_road_costs = {
	KIT_CODE,
	.name = "road-costs",
	.version = 1,
	.title = "the cheapest way when every so-manieth road costs more",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
