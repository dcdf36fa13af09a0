/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many numbers of a range have a property that follows from their prime factors.
 *
 * Found with a sieve of smallest prime factors; rechecked by trying all divisors of each number.
 */
#include "problems/families/code.h"

#define MAX_NUMBER 1024

enum property { PRIMES, DISTINCT, REPEATED, SMALLEST, LARGEST, N_PROPERTIES };
enum question { NUMBER, SUM, HIGHEST, N_QUESTIONS };

struct rules {
	enum property property;
	enum question question;
	int64_t number, modulus, rest;
};

static const char *const phrasings[] = {
	("Among the integers from `low` to `high`, both included, look at those that leave the remainder {rest} when "
	 "divided by {modulus}. Of these, take the ones {property}, and {return} {question} of what is taken."),
	("Take every integer x with `low` <= x <= `high` that is {rest} more than a multiple of {modulus} (0 is one), "
	 "but "
	 "only those {property}. {^return} {question} of them."),
	("A collector of numbers wants numbers {property}, and among them only those whose remainder modulo {modulus} "
	 "is "
	 "{rest}. He goes through all integers from `low` up to and including `high`. {^return} {question} of what he "
	 "takes."),
	("{^return} {question} of all integers {property}, as far as they lie between `low` and `high` (these two "
	 "included) and are equal to {rest} modulo {modulus}."),
	("Write down the integers from `low` to `high`, the ends included. Strike out those that do not leave {rest} "
	 "when "
	 "divided by {modulus}; from the others choose those {property}. {^return} {question} of the chosen ones."),
	NULL,
};

static const struct {
	const char *words, *python, *cpp, *javascript;
} questions[N_QUESTIONS] = {
	[NUMBER] = {"the number", "len(found)", "(long long)found.size()", "found.length"},
	[SUM] = {"the sum (0 if there are none)", "sum(found)", "std::accumulate(found.begin(), found.end(), 0LL)",
		 "found.reduce((a, b) => a + b, 0)"},
	[HIGHEST] = {"the highest (-1 if there are none)", "max(found, default=-1)",
		     "found.empty() ? -1 : found.back()", "Math.max(-1, ...found)"},
};

/* Of a number's prime factors, in ascending order and as often as they occur. */
static const struct {
	const char *words, *python, *cpp, *javascript;
} properties[N_PROPERTIES] = {
	[PRIMES] = {"that are the product of exactly {number} {number:prime|primes}, counted as often as they occur (8 "
		    "has three)",
		    "len(primes) == @number@", "primes.size() == @number@", "primes.length === @number@"},
	[DISTINCT] = {"that exactly {number} different primes divide (12 has two)", "len(set(primes)) == @number@",
		      "std::set<long long>(primes.begin(), primes.end()).size() == @number@",
		      "new Set(primes).size === @number@"},
	[REPEATED] = {"in which some prime occurs at least {number} times as a factor",
		      "any(primes.count(p) >= @number@ for p in primes)",
		      "std::any_of(primes.begin(), primes.end(), [&](long long p) { return std::count(primes.begin(), "
		      "primes.end(), p) >= @number@; })",
		      "primes.some((p) => primes.filter((q) => q === p).length >= @number@)"},
	[SMALLEST] = {"whose smallest prime factor is at least {number}", "min(primes) >= @number@",
		      "primes.front() >= @number@", "primes[0] >= @number@"},
	[LARGEST] = {"whose largest prime factor is at most {number}", "max(primes) <= @number@",
		     "primes.back() <= @number@", "primes[primes.length - 1] <= @number@"},
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->property = (enum property)kit_between(k, 0, N_PROPERTIES - 1);
	r->question = (enum question)kit_between(k, 0, N_QUESTIONS - 1);
	r->modulus = kit_between(k, 2, kit_ramp(k, 4, 12));
	r->rest = kit_between(k, 0, r->modulus - 1);
	r->number = r->property < REPEATED    ? kit_between(k, r->property == PRIMES ? 1 : 2, 3)
		    : r->property == REPEATED ? kit_between(k, 2, 3)
		    : r->property == SMALLEST ? kit_between(k, 3, kit_ramp(k, 8, 14))
					      : kit_between(k, 5, kit_ramp(k, 12, 40));
	kit_put_i(k, "modulus", r->modulus);
	kit_put_i(k, "rest", r->rest);
	kit_put_i(k, "number", r->number);
	assay_autobuf struct assay_buf words = {0};
	kit_fill(k, &words, properties[r->property].words);
	kit_put(k, "property", kit_copy(k, assay_buf_str(&words)));
	kit_put(k, "question", assay_str_of(questions[r->question].words));
	code_put(k, "test", properties[r->property].python, properties[r->property].cpp,
		 properties[r->property].javascript);
	code_put(k, "answer", questions[r->question].python, questions[r->question].cpp,
		 questions[r->question].javascript);
	int64_t most = KIT_LEVELS(k, 60, 80, 100, 130, 160, 200, 250, 300, 360, 420);
	CODE_ARG(k, .name = "low", .type = "int", .min = 2, .max = most / 2);
	CODE_ARG(k, .name = "high", .type = "int", .min = 2, .max = most, .note = "not less than `low`");
}

/* The range has numbers of every remainder, but for the shortest ones. */
static bool fit(struct kit *k, struct val *args, enum code_shape shape)
{
	int64_t most = code_args(k)[1].max;
	if (shape == CODE_LOW || shape == CODE_ONE || shape == CODE_EMPTY) {
		args[1].i = args[0].i + (shape == CODE_LOW ? 1 : shape == CODE_ONE ? most / 10 : 0);
		return true;
	}
	if (shape == CODE_HIGH)
		return true;
	args[0].i = kit_between(k, 2, most / 2);
	args[1].i = kit_between(k, args[0].i, most);
	return true;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t smallest[MAX_NUMBER] = {0};
	for (int64_t p = 2; p <= args[1].i; p++) {
		if (smallest[p] != 0)
			continue;
		for (int64_t x = p; x <= args[1].i; x += p)
			smallest[x] = smallest[x] ? smallest[x] : p;
	}
	int64_t found[N_QUESTIONS] = {0, 0, -1};
	for (int64_t x = args[0].i; x <= args[1].i; x++) {
		int64_t primes = 0;
		int64_t different = 0;
		int64_t most = 0;
		int64_t run = 0;
		int64_t last = 0;
		for (int64_t rest = x; rest > 1; rest /= last) {
			run = smallest[rest] == last ? run + 1 : 1;
			last = smallest[rest];
			primes++;
			different += run == 1;
			most = run > most ? run : most;
		}
		const bool holds[N_PROPERTIES] = {primes == r->number, different == r->number, most >= r->number,
						  smallest[x] >= r->number, last <= r->number};
		if (!holds[r->property] || x % r->modulus != r->rest)
			continue;
		found[NUMBER]++;
		found[SUM] += x;
		found[HIGHEST] = x;
	}
	return val_int(found[r->question]);
}

static bool is_prime(int64_t x)
{
	for (int64_t d = 2; d * d <= x; d++) {
		if (x % d == 0)
			return false;
	}
	return x > 1;
}

/* How often a prime divides x. */
static int64_t power_in(int64_t x, int64_t prime)
{
	int64_t n = 0;
	for (int64_t power = prime; x % power == 0; power *= prime)
		n++;
	return n;
}

static bool has_property(const struct rules *r, int64_t x)
{
	int64_t sum = 0;
	int64_t kinds = 0;
	bool is_high_power = false;
	bool has_below = false;
	bool has_above = false;
	for (int64_t p = 2; p <= x; p++) {
		if (x % p != 0 || !is_prime(p))
			continue;
		sum += power_in(x, p);
		kinds++;
		is_high_power |= power_in(x, p) >= r->number;
		has_below |= p < r->number;
		has_above |= p > r->number;
	}
	if (r->property == PRIMES)
		return sum == r->number;
	if (r->property == DISTINCT)
		return kinds == r->number;
	if (r->property == REPEATED)
		return is_high_power;
	return r->property == SMALLEST ? !has_below : !has_above;
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t sum = 0;
	int64_t n = 0;
	int64_t x = args[1].i;
	while (x >= args[0].i && x % r->modulus != r->rest)
		x--;
	for (; x >= args[0].i; x -= r->modulus) {
		if (!has_property(r, x))
			continue;
		if (r->question == HIGHEST)
			return val_int(x);
		n++;
		sum += x;
	}
	return val_int(r->question == HIGHEST ? -1 : r->question == SUM ? sum : n);
}

static const struct code_def code = {
	.entry = "survey",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.fit = fit,
	.python = "def factors(x):\n"
		  "    primes = []\n"
		  "    p = 2\n"
		  "    while x > 1:\n"
		  "        while x % p == 0:\n"
		  "            primes.append(p)\n"
		  "            x //= p\n"
		  "        p += 1\n"
		  "    return primes\n\n\n"
		  "def survey(low, high):\n"
		  "    found = []\n"
		  "    for x in range(low, high + 1):\n"
		  "        primes = factors(x)\n"
		  "        if x % @modulus@ == @rest@ and @test@:\n"
		  "            found.append(x)\n"
		  "    return @answer@\n",
	.cpp = "#include <algorithm>\n"
	       "#include <numeric>\n"
	       "#include <set>\n"
	       "#include <vector>\n\n"
	       "static std::vector<long long> factors(long long x)\n"
	       "{\n"
	       "    std::vector<long long> primes;\n"
	       "    for (long long p = 2; x > 1; p++) {\n"
	       "        for (; x % p == 0; x /= p)\n"
	       "            primes.push_back(p);\n"
	       "    }\n"
	       "    return primes;\n"
	       "}\n\n"
	       "long long survey(long long low, long long high)\n"
	       "{\n"
	       "    std::vector<long long> found;\n"
	       "    for (long long x = low; x <= high; x++) {\n"
	       "        std::vector<long long> primes = factors(x);\n"
	       "        if (x % @modulus@ == @rest@ && @test@)\n"
	       "            found.push_back(x);\n"
	       "    }\n"
	       "    return @answer@;\n"
	       "}\n",
	.javascript = "function factors(x) {\n"
		      "    const primes = [];\n"
		      "    for (let p = 2; x > 1; p++) {\n"
		      "        for (; x % p === 0; x /= p) primes.push(p);\n"
		      "    }\n"
		      "    return primes;\n"
		      "}\n\n"
		      "function survey(low, high) {\n"
		      "    const found = [];\n"
		      "    for (let x = low; x <= high; x++) {\n"
		      "        const primes = factors(x);\n"
		      "        if (x % @modulus@ === @rest@ && @test@) found.push(x);\n"
		      "    }\n"
		      "    return @answer@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "numbers", "primes", NULL};

const struct assay_family assay_family_sieve_count = {
	KIT_CODE,
	.name = "sieve-count",
	.version = 1,
	.title = "numbers of a range with given prime factors",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
