/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Items fall into buckets of equal width; something is asked about how full these are.
 *
 * Found by sorting and walking along the edges; rechecked by counting for each bucket that has an item.
 */
#include "problems/families/code.h"

#include <stdlib.h>

#define MAX_LEN 256

enum question { COUNTS, FULLEST, CROWDED, EMPTIES, N_QUESTIONS };

struct rules {
	enum question question;
	int64_t width, offset, least;
	bool takes_last; /* Of several fullest buckets the last. */
};

static const char *const phrasings[] = {
	("Bucket number b holds the integers from {low} to {high}; b may be any "
	 "integer, "
	 "below zero too. Put the items of `values` into their buckets and {return} {question}."),
	("Draw a histogram of `values` with bars {width} wide: bar b, an integer that may be negative, covers x if "
	 "{low} <= x <= {high}. A bar is also called a bucket. {^return} {question}."),
	("A street is cut into buckets that are {width} {width:house|houses} long. Bucket 0 begins with house {offset} "
	 "and ends with house {last}, bucket 1 follows, and bucket -1 comes before it. `values` are the numbers of the "
	 "houses to which letters go. {^return} {question}."),
	("The integers are divided into buckets of {width}: bucket 0 reaches from {offset} to {last}, the next {width} "
	 "make bucket 1, the {width} before make bucket -1, and so on in both directions. `values` are sorted into "
	 "them. "
	 "{^return} {question}."),
	("To each item x of `values` belongs the bucket b, an integer, for which x is at least {low} and at "
	 "most {high}. {^return} {question}."),
	NULL,
};

static void put_question(struct kit *k, const struct rules *r)
{
	switch (r->question) {
	case COUNTS:
		kit_put(k, "question",
			kit_text(k,
				 "a list of pairs, number of the bucket and how many items it has, of all buckets with "
				 "%d or "
				 "more, by ascending number",
				 (int)r->least));
		code_put(k, "answer", "[[b, n] for b, n in sorted(counts.items()) if n >= @least@]",
			 "for (const auto &[b, n] : counts) {\n"
			 "        if (n >= @least@)\n"
			 "            out.push_back({b, n});\n"
			 "    }",
			 "order.filter((b) => counts.get(b) >= @least@).map((b) => [b, counts.get(b)])");
		break;
	case FULLEST:
		kit_put(k, "question",
			kit_text(k,
				 "a list with one pair, number of the bucket with the most items and how many it has "
				 "(the "
				 "%s number if several have as many); the list is empty if `values` is",
				 r->takes_last ? "highest" : "lowest"));
		code_put(k, "answer",
			 r->takes_last ? "[list(max(counts.items(), key=lambda x: (x[1], x[0])))] if counts else []"
				       : "[list(max(counts.items(), key=lambda x: (x[1], -x[0])))] if counts else []",
			 r->takes_last ? "for (const auto &[b, n] : counts) {\n"
					 "        if (out.empty() || n >= out[0][1])\n"
					 "            out = {{b, n}};\n"
					 "    }"
				       : "for (const auto &[b, n] : counts) {\n"
					 "        if (out.empty() || n > out[0][1])\n"
					 "            out = {{b, n}};\n"
					 "    }",
			 r->takes_last ? "order.sort((a, b) => counts.get(b) - counts.get(a) || b - a).slice(0, "
					 "1).map((b) => [b, "
					 "counts.get(b)])"
				       : "order.sort((a, b) => counts.get(b) - counts.get(a) || a - b).slice(0, "
					 "1).map((b) => [b, "
					 "counts.get(b)])");
		break;
	case CROWDED:
		kit_put(k, "question",
			kit_text(k,
				 "a list with one pair, the number of buckets that have %d or more items and the "
				 "number of "
				 "items in all other buckets together",
				 (int)r->least));
		code_put(k, "answer",
			 "[[sum(n >= @least@ for n in counts.values()), sum(n for n in counts.values() if n < "
			 "@least@)]]",
			 "out = {{0, 0}};\n"
			 "    for (const auto &[b, n] : counts) {\n"
			 "        if (n >= @least@)\n"
			 "            out[0][0]++;\n"
			 "        else\n"
			 "            out[0][1] += n;\n"
			 "    }",
			 "[[order.filter((b) => counts.get(b) >= @least@).length, order.reduce((sum, b) => "
			 "counts.get(b) < "
			 "@least@ ? sum + counts.get(b) : sum, 0)]]");
		break;
	case EMPTIES:
	case N_QUESTIONS:
		kit_put(k, "question",
			kit_text(k,
				 "a list of all pairs of buckets that have items, while between them lie %d or more "
				 "buckets and "
				 "all of these are empty; the lower number stands first, and the pairs are in "
				 "ascending order",
				 (int)r->least));
		code_put(k, "answer", "[[a, b] for a, b in zip(sorted(counts), sorted(counts)[1:]) if b - a > @least@]",
			 "for (auto b = counts.begin(); b != counts.end(); ++b) {\n"
			 "        if (b != counts.begin() && b->first - std::prev(b)->first > @least@)\n"
			 "            out.push_back({std::prev(b)->first, b->first});\n"
			 "    }",
			 "order.map((b, i) => [order[i - 1], b]).filter(([a, b]) => b - a > @least@)");
		break;
	}
}

/* "6 * b - 2" */
static const char *edge(struct kit *k, int64_t width, int64_t offset)
{
	if (offset == 0)
		return kit_text(k, "%d * b", (int)width).data;
	return kit_text(k, "%d * b %c %d", (int)width, offset < 0 ? '-' : '+', abs((int)offset)).data;
}

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->question = (enum question)kit_between(k, 0, N_QUESTIONS - 1);
	r->width = kit_between(k, 2, kit_ramp(k, 6, 30));
	r->offset = kit_between(k, 1 - r->width, r->width - 1);
	r->least = r->question == EMPTIES ? kit_between(k, 1, 2) : kit_between(k, 2, 3);
	r->takes_last = kit_once_in(k, 2);
	kit_put_i(k, "width", r->width);
	kit_put_i(k, "offset", r->offset);
	kit_put_i(k, "last", r->offset + r->width - 1);
	kit_put_i(k, "least", r->least);
	kit_skin(k, "low", edge(k, r->width, r->offset));
	kit_skin(k, "high", edge(k, r->width, r->offset + r->width - 1));
	put_question(k, r);
	size_t len = (size_t)KIT_LEVELS(k, 8, 12, 15, 20, 25, 30, 40, 60, 80, 100);
	int64_t size = r->width * (int64_t)len / (r->question == EMPTIES ? 1 : 3);
	CODE_ARG(k, .name = "values", .type = "[int]", .min = -size, .max = size, .max_len = len);
}

static int by_value(const void *a, const void *b)
{
	return val_cmp(a, b);
}

static struct val pair(struct kit *k, int64_t a, int64_t b)
{
	return val_ints(k, (int64_t[]){a, b}, 2);
}

/* The buckets in ascending order with their counts. */
static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	struct val sorted = val_list(k, args[0].n);
	if (!sorted.items)
		return sorted;
	for (size_t i = 0; i < sorted.n; i++)
		sorted.items[i] = args[0].items[i];
	if (sorted.n > 1)
		qsort(sorted.items, sorted.n, sizeof(sorted.items[0]), by_value);
	struct val out = val_list(k, args[0].n + 1);
	if (!out.items)
		return out;
	out.n = 0;
	int64_t crowded = 0;
	int64_t others = 0;
	int64_t most = 0;
	int64_t before = INT64_MAX;
	int64_t b = -1000;
	for (size_t i = 0; i < sorted.n;) {
		while (r->width * (b + 1) + r->offset <= sorted.items[i].i)
			b++;
		int64_t n = 0;
		for (; i < sorted.n && sorted.items[i].i < r->width * (b + 1) + r->offset; i++)
			n++;
		crowded += n >= r->least;
		others += n >= r->least ? 0 : n;
		if (r->question == COUNTS && n >= r->least)
			out.items[out.n++] = pair(k, b, n);
		if (r->question == EMPTIES && before < b - r->least)
			out.items[out.n++] = pair(k, before, b);
		if (r->question == FULLEST && n >= most + !r->takes_last)
			out.items[(out.n = 1) - 1] = pair(k, b, most = n);
		before = b;
	}
	if (r->question == CROWDED)
		out.items[out.n++] = pair(k, crowded, others);
	return out;
}

static int64_t bucket_of(const struct rules *r, int64_t x)
{
	int64_t off = x - r->offset;
	return off >= 0 ? off / r->width : -((-off + r->width - 1) / r->width);
}

/* How many items a bucket has. */
static int64_t count_in(const struct rules *r, const struct val *values, int64_t b)
{
	int64_t n = 0;
	for (size_t i = 0; i < values->n; i++)
		n += bucket_of(r, values->items[i].i) == b;
	return n;
}

/* Every bucket that could have an item, from the lowest. */
static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	struct val out = val_list(k, args[0].n + 1);
	if (!out.items)
		return out;
	size_t len = 0;
	int64_t best[2] = {0, 0};
	int64_t sums[2] = {0, 0};
	int64_t gap = -1; /* Empty buckets since the last one with items; below 0: there was none. */
	for (int64_t b = -MAX_LEN; b <= MAX_LEN; b++) {
		int64_t n = count_in(r, &args[0], b);
		if (n > best[1] || (n == best[1] && r->takes_last && n > 0)) {
			best[0] = b;
			best[1] = n;
		}
		if (n < r->least)
			sums[1] += n;
		else
			sums[0]++;
		if (n >= r->least && r->question == COUNTS)
			out.items[len++] = pair(k, b, n);
		if (n > 0 && gap >= r->least && r->question == EMPTIES)
			out.items[len++] = pair(k, b - gap - 1, b);
		gap = n > 0 ? 0 : gap < 0 ? gap : gap + 1;
	}
	if (r->question == FULLEST && best[1] > 0)
		out.items[len++] = val_ints(k, best, 2);
	if (r->question == CROWDED)
		out.items[len++] = val_ints(k, sums, 2);
	out.n = len;
	return out;
}

static const struct code_def code = {
	.entry = "report",
	.result = "[[int]]",
	.solve = solve,
	.brute = brute,
	.python = "def report(values):\n"
		  "    counts = {}\n"
		  "    for x in values:\n"
		  "        b = (x - (@offset@)) // @width@\n"
		  "        counts[b] = counts.get(b, 0) + 1\n"
		  "    return @answer@\n",
	.cpp = "#include <iterator>\n"
	       "#include <map>\n"
	       "#include <vector>\n\n"
	       "std::vector<std::vector<long long>> report(std::vector<long long> values)\n"
	       "{\n"
	       "    std::map<long long, long long> counts;\n"
	       "    for (long long x : values) {\n"
	       "        long long off = ((x - (@offset@)) % @width@ + @width@) % @width@;\n"
	       "        counts[(x - (@offset@) - off) / @width@]++;\n"
	       "    }\n"
	       "    std::vector<std::vector<long long>> out;\n"
	       "    @answer@\n"
	       "    return out;\n"
	       "}\n",
	.javascript = "function report(values) {\n"
		      "    const counts = new Map();\n"
		      "    for (const x of values) {\n"
		      "        const b = Math.floor((x - (@offset@)) / @width@);\n"
		      "        counts.set(b, (counts.get(b) || 0) + 1);\n"
		      "    }\n"
		      "    const order = [...counts.keys()].sort((a, b) => a - b);\n"
		      "    return @answer@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "arrays", "histogram", NULL};

const struct assay_family assay_family_bucket_report = {
	KIT_CODE,
	.name = "bucket-report",
	.version = 1,
	.title = "a histogram and what it shows",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
