/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A cache of few places that drops something when it is full: how often it helps, or what it costs.
 *
 * Found by keeping the places in order; rechecked from the requests alone, looking back from each of them.
 */
#include "problems/families/code.h"

#define MAX_REQUESTS 256
#define MAX_KEYS     64

enum policy { LEAST_RECENT, FIRST_IN, MOST_RECENT, N_POLICIES };
enum asked { HITS, COST, DROPPED, N_ASKED };

struct rules {
	enum policy policy;
	enum asked asked;
	int64_t places, hit, miss, modulus; /* Multiples of `modulus` are never kept. */
};

static const char *const phrasings[] = {
	("A cache has {places} {places:place|places}. The keys in `requests` are asked for one after "
	 "another. If a key is in the cache, that is a hit, else a miss. After a miss the key is put into "
	 "the cache, but never if it is a multiple of {modulus}. If all places are taken then, first "
	 "{policy} is dropped. {^return} {asked}."),
	("`requests` are the numbers of the books that readers of a library ask for. The desk has room for "
	 "{places} of them. A book that lies there is a hit. Any other one, a miss, is fetched from the "
	 "cellar and then kept at the desk, unless its number is divisible by {modulus}. When there is no "
	 "room, {policy} goes back to the cellar (it is dropped) before that; a book is also called a key. "
	 "{^return} {asked}."),
	("Simulate a cache that holds at most {places} {places:key|keys} and is empty at first. For each "
	 "key in `requests`: if it is held, count a hit. Otherwise count a miss, and store the key, making "
	 "room if necessary by dropping one: {policy}. Keys divisible by {modulus} are never stored, and "
	 "nothing is dropped for them. {^return} {asked}."),
	("A browser remembers up to {places} {places:page|pages}, called keys. The list `requests` says "
	 "which pages are opened. A page that is remembered when it is opened is a hit; all others are "
	 "misses. A missed page is remembered from then on, except when its number is a multiple of "
	 "{modulus}. If {places} {places:page is|pages are} remembered already, {policy} is dropped to "
	 "make room for it. {^return} {asked}."),
	("Keys are looked up in the order of `requests` in a table with {places} {places:slot|slots}, all "
	 "free in the beginning. A key in the table is a hit. For one that is not (a miss), a slot is "
	 "filled with it, provided that {modulus} does not divide it; if no slot is free, {policy} is "
	 "dropped and leaves its slot. {^return} {asked}."),
	NULL,
};

static const char *const policy_words[N_POLICIES] = {
	[LEAST_RECENT] = "the key in it that has not been asked for for the longest time",
	[FIRST_IN] = "the key in it that was stored first (asking for it again changes nothing)",
	[MOST_RECENT] = "the key in it that was asked for last",
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->policy = (enum policy)kit_between(k, 0, k->level < 3 ? FIRST_IN : N_POLICIES - 1);
	r->asked = (enum asked)kit_between(k, 0, N_ASKED - 1);
	r->places = kit_between(k, 2, kit_ramp(k, 4, 9));
	r->modulus = kit_between(k, 3, kit_ramp(k, 6, 11));
	r->hit = r->asked == COST ? kit_between(k, 1, 3) : 0;
	r->miss = r->asked == COST ? kit_between(k, 5, kit_ramp(k, 9, 30)) : 0;
	kit_put_i(k, "places", r->places);
	kit_put_i(k, "modulus", r->modulus);
	kit_put_i(k, "hit", r->hit);
	kit_put_i(k, "miss", r->miss);
	kit_put(k, "policy", assay_str_of(policy_words[r->policy]));
	kit_put(k, "asked",
		r->asked == HITS   ? assay_str_of("the number of hits")
		: r->asked == COST ? kit_text(k, "the total cost, where each hit costs %d and each miss %d",
					      (int)r->hit, (int)r->miss)
				   : assay_str_of("how often a key was dropped"));
	bool moves = r->policy != FIRST_IN;
	code_put(k, "on_hit",
		 r->asked == HITS   ? "            count += 1\n"
		 : r->asked == COST ? "            count += @hit@\n"
				    : "",
		 r->asked == HITS   ? "            count++;\n"
		 : r->asked == COST ? "            count += @hit@;\n"
				    : "",
		 r->asked == HITS   ? "            count++;\n"
		 : r->asked == COST ? "            count += @hit@;\n"
				    : "");
	code_put(k, "renew", moves ? "            cache.remove(key)\n            cache.append(key)\n" : "",
		 moves ? "            cache.erase(place);\n            cache.push_back(key);\n" : "",
		 moves ? "            cache.splice(cache.indexOf(key), 1);\n            cache.push(key);\n" : "");
	code_put(k, "on_miss", r->asked == COST ? "        count += @miss@\n" : "",
		 r->asked == COST ? "        count += @miss@;\n" : "",
		 r->asked == COST ? "        count += @miss@;\n" : "");
	bool is_drop = r->asked == DROPPED;
	code_put(k, "drop", r->policy == MOST_RECENT ? "cache.pop()" : "cache.pop(0)",
		 r->policy == MOST_RECENT ? "cache.pop_back()" : "cache.erase(cache.begin())",
		 r->policy == MOST_RECENT ? "cache.pop()" : "cache.shift()");
	code_put(k, "count_drop", is_drop ? "            count += 1\n" : "", is_drop ? "            count++;\n" : "",
		 is_drop ? "            count++;\n" : "");
	CODE_ARG(k, .name = "requests", .type = "[int]", .min = 1, .max = 2 * r->places + kit_ramp(k, 4, 12),
		 .max_len = (size_t)KIT_LEVELS(k, 14, 18, 24, 30, 40, 60, 80, 100, 130, 160));
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t cache[16];
	int64_t held = 0;
	int64_t found[N_ASKED] = {0};
	for (size_t i = 0; i < args[0].n; i++) {
		int64_t key = args[0].items[i].i;
		int64_t at = 0;
		while (at < held && cache[at] != key)
			at++;
		bool is_hit = at < held;
		found[HITS] += is_hit;
		found[COST] += is_hit ? r->hit : r->miss;
		if (!is_hit && key % r->modulus == 0)
			continue;
		if (is_hit && r->policy == FIRST_IN)
			continue;
		if (!is_hit && held == r->places) {
			at = r->policy == MOST_RECENT ? held - 1 : 0;
			found[DROPPED]++;
		}
		/* What leaves its place, or nothing at the end; those behind move up, and the key is last. */
		held += at == held;
		for (; at + 1 < held; at++)
			cache[at] = cache[at + 1];
		cache[held - 1] = key;
	}
	return val_int(found[r->asked]);
}

/* Each key knows when it was stored and when it was asked for; who goes is looked for among all keys. */
static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t stored[MAX_KEYS] = {0}; /* The time, from 1; 0: not in the cache. */
	int64_t asked[MAX_KEYS] = {0};
	int64_t hits = 0;
	int64_t misses = 0;
	int64_t drops = 0;
	for (int64_t now = 1; now <= (int64_t)args[0].n; now++) {
		int64_t key = args[0].items[now - 1].i;
		bool was_in = stored[key] > 0;
		hits += was_in;
		misses += !was_in;
		if (!was_in && key % r->modulus > 0) {
			int64_t full = 0;
			int64_t victim = 0;
			for (int64_t other = 1; other < MAX_KEYS; other++) {
				if (stored[other] == 0)
					continue;
				full++;
				int64_t than = r->policy == FIRST_IN ? stored[victim] - stored[other]
								     : asked[victim] - asked[other];
				if (victim == 0 || (r->policy == MOST_RECENT ? than < 0 : than > 0))
					victim = other;
			}
			if (full >= r->places) {
				stored[victim] = 0;
				drops++;
			}
			stored[key] = now;
		}
		asked[key] = now;
	}
	return val_int(r->asked == HITS ? hits : r->asked == COST ? hits * r->hit + misses * r->miss : drops);
}

static const struct code_def code = {
	.entry = "serve",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.python = "def serve(requests):\n"
		  "    cache = []\n"
		  "    count = 0\n"
		  "    for key in requests:\n"
		  "        if key in cache:\n"
		  "@on_hit@@renew@            continue\n"
		  "@on_miss@        if key % @modulus@ == 0:\n"
		  "            continue\n"
		  "        if len(cache) == @places@:\n"
		  "            @drop@\n"
		  "@count_drop@        cache.append(key)\n"
		  "    return count\n",
	.cpp = "#include <algorithm>\n"
	       "#include <vector>\n"
	       "\n"
	       "long long serve(std::vector<long long> requests)\n"
	       "{\n"
	       "    std::vector<long long> cache;\n"
	       "    long long count = 0;\n"
	       "    for (long long key : requests) {\n"
	       "        auto place = std::find(cache.begin(), cache.end(), key);\n"
	       "        if (place != cache.end()) {\n"
	       "@on_hit@@renew@            continue;\n"
	       "        }\n"
	       "@on_miss@        if (key % @modulus@ == 0)\n"
	       "            continue;\n"
	       "        if (cache.size() == @places@) {\n"
	       "            @drop@;\n"
	       "@count_drop@        }\n"
	       "        cache.push_back(key);\n"
	       "    }\n"
	       "    return count;\n"
	       "}\n",
	.javascript = "function serve(requests) {\n"
		      "    const cache = [];\n"
		      "    let count = 0;\n"
		      "    for (const key of requests) {\n"
		      "        if (cache.includes(key)) {\n"
		      "@on_hit@@renew@            continue;\n"
		      "        }\n"
		      "@on_miss@        if (key % @modulus@ === 0)\n"
		      "            continue;\n"
		      "        if (cache.length === @places@) {\n"
		      "            @drop@;\n"
		      "@count_drop@        }\n"
		      "        cache.push(key);\n"
		      "    }\n"
		      "    return count;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "simulate", "cache", NULL};

const struct assay_family assay_family_cache_hits = {
	KIT_CODE,
	.name = "cache-hits",
	.version = 1,
	.title = "a cache of few places that drops something when it is full",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
