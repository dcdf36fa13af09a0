/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A few operations on the bits of a word of fixed width, one after another, and all of that several times.
 *
 * Found with shifts and masks; rechecked on a list of single bits.
 */
#include "problems/families/code.h"

#include <string.h>

#define MAX_STEPS 5
#define MAX_WIDTH 24

enum op { ROTATE, XOR, REVERSE, GRAY, SWAP, ADD, CLEAR_LOWEST, FLIP_ALL, N_OPS };

struct rules {
	int64_t width;
	size_t n;
	enum op ops[MAX_STEPS];
	int64_t numbers[MAX_STEPS];
};

static const char *const phrasings[] = {
	("The integer `x` is a word of {width} bits; bit 0 is the one that counts 1, bit {top} the one that counts "
	 "most. "
	 "In one round, {steps}. {^return} `x` after `rounds` rounds, as an integer."),
	("A register has {width} bits, numbered from 0 (worth 1) to {top}, and holds `x`. A round goes like this: "
	 "{steps}. "
	 "{^return} the number in the register when `rounds` rounds are over; without a round it is `x`."),
	("A toy cipher works on words of {width} bits, from bit 0, the lowest, to bit {top}. Each of its rounds does "
	 "this: "
	 "{steps}. It begins with `x` and has `rounds` rounds. {^return} the word that comes out, as a number."),
	("Do the following `rounds` times with `x`, read as a binary number of {width} digits with bit 0 on the right "
	 "and "
	 "bit {top} on the left: {steps}. {^return} the last value."),
	("{^return} what becomes of `x` in `rounds` rounds. It has {width} bits, bit {top} being the highest and bit 0 "
	 "the lowest one. The steps of a round in their order: {steps}."),
	NULL,
};

/* What a step says and does: `n` is its number. */
static struct assay_str say(struct kit *k, enum op op, int n, int width)
{
	switch (op) {
	case ROTATE:
		return kit_text(k, "rotate the word left by %d (bits that leave on the left come back on the right)",
				n);
	case XOR:
		return kit_text(k, "flip the bits that are 1 in the number %d", n);
	case REVERSE:
		return kit_text(k, "reverse the order of the lowest %d bits", n);
	case GRAY:
		return kit_text(k,
				"flip every bit whose neighbour %d places higher is 1 (before the step; beyond the top "
				"all are 0)",
				n);
	case SWAP:
		return kit_text(k, "exchange the lowest %d bits with the other %d, each part as it is", n, width - n);
	case ADD:
		return kit_text(k, "add %d and keep the lowest %d bits", n, width);
	case CLEAR_LOWEST:
		return kit_text(k, "set the lowest bit that is 1 to 0, if there is one, and then set bit %d to 1", n);
	case FLIP_ALL:
	case N_OPS:
		break;
	}
	return kit_text(k, "flip all bits if the number of bits that are 1 leaves %d when divided by 3", n);
}

static const struct {
	const char *python, *other; /* %n stands for the number. */
} texts[N_OPS] = {
	[ROTATE] = {"x = (x << %n | x >> (@width@ - %n)) & @mask@",
		    "x = ((x << %n) | (x >> (@width@ - %n))) & @mask@;"},
	[XOR] = {"x ^= %n", "x ^= %n;"},
	[REVERSE] = {"x = x >> %n << %n | int(format(x & ((1 << %n) - 1), \"0%nb\")[::-1], 2)",
		     "x = ((x >> %n) << %n) | reversed(x, %n);"},
	[GRAY] = {"x ^= x >> %n", "x ^= x >> %n;"},
	[SWAP] = {"x = x >> %n | (x & ((1 << %n) - 1)) << (@width@ - %n)",
		  "x = (x >> %n) | ((x & ((1 << %n) - 1)) << (@width@ - %n));"},
	[ADD] = {"x = (x + %n) & @mask@", "x = (x + %n) & @mask@;"},
	[CLEAR_LOWEST] = {"x = x & (x - 1) | 1 << %n", "x = (x & (x - 1)) | (1 << %n);"},
	[FLIP_ALL] = {"if bin(x).count(\"1\") % 3 == %n:\n            x ^= @mask@",
		      "if (ones(x) % 3 == %n)\n            x ^= @mask@;"},
};

static int64_t draw_number(struct kit *k, enum op op, int64_t width)
{
	if (op == XOR || op == ADD)
		return kit_between(k, 3, ((int64_t)1 << width) - 2);
	if (op == REVERSE)
		return kit_between(k, 3, width);
	if (op == FLIP_ALL)
		return kit_between(k, 0, 2);
	return kit_between(k, 1, width - 1);
}

static void add_text(struct assay_buf *out, const char *template, int64_t n)
{
	(void)assay_buf_add_c(out, "        ");
	for (const char *c = template; *c; c++) {
		if (c[0] == '%' && c[1] == 'n') {
			(void)assay_buf_printf(out, "%lld", (long long)n);
			c++;
		} else {
			(void)assay_buf_add_char(out, *c);
		}
	}
	(void)assay_buf_add_char(out, '\n');
}

static const char *const cpp_helpers[] = {
	"static long long reversed(long long x, int n)\n"
	"{\n"
	"    long long out = 0;\n"
	"    for (int i = 0; i < n; i++)\n"
	"        out = out * 2 + (x >> i) % 2;\n"
	"    return out;\n"
	"}\n\n",
	"static int ones(long long x)\n"
	"{\n"
	"    return std::bitset<32>(x).count();\n"
	"}\n\n",
};

static const char *const js_helpers[] = {
	("const reversed = (x, n) => {\n"
	 "    let out = 0;\n"
	 "    for (let i = 0; i < n; i++) out = out * 2 + ((x >> i) & 1);\n"
	 "    return out;\n"
	 "};\n\n"),
	"const ones = (x) => x.toString(2).split(\"1\").length - 1;\n\n",
};

static void put_steps(struct kit *k, const struct rules *r)
{
	assay_autobuf struct assay_buf words = {0};
	assay_autobuf struct assay_buf python = {0};
	assay_autobuf struct assay_buf other = {0};
	bool reverses = false;
	bool counts = false;
	for (size_t i = 0; i < r->n; i++) {
		(void)assay_buf_add_c(&words, i == 0 ? "first " : "; then ");
		(void)assay_buf_add_str(&words, say(k, r->ops[i], (int)r->numbers[i], (int)r->width));
		add_text(&python, texts[r->ops[i]].python, r->numbers[i]);
		add_text(&other, texts[r->ops[i]].other, r->numbers[i]);
		reverses |= r->ops[i] == REVERSE;
		counts |= r->ops[i] == FLIP_ALL;
	}
	kit_put(k, "steps", kit_copy(k, assay_buf_str(&words)));
	struct assay_str text = kit_copy(k, assay_buf_str(&other));
	code_put(k, "steps", kit_copy(k, assay_buf_str(&python)).data, text.data, text.data);
	code_put(k, "reversed", "", reverses ? cpp_helpers[0] : "", reverses ? js_helpers[0] : "");
	code_put(k, "ones", "", counts ? cpp_helpers[1] : "", counts ? js_helpers[1] : "");
}

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->width = kit_between(k, kit_ramp(k, 5, 12), kit_ramp(k, 8, 20));
	r->n = (size_t)kit_between(k, k->level < 3 ? 1 : 2, kit_ramp(k, 2, 4));
	for (size_t i = 0; i < r->n; i++) {
		do {
			r->ops[i] = (enum op)kit_between(k, 0, N_OPS - 1);
		} while (i > 0 && r->ops[i] == r->ops[i - 1]);
		r->numbers[i] = draw_number(k, r->ops[i], r->width);
	}
	kit_put_i(k, "width", r->width);
	kit_skin(k, "top", kit_text(k, "%d", (int)r->width - 1).data);
	kit_skin(k, "mask", kit_text(k, "%d", (1 << r->width) - 1).data);
	put_steps(k, r);
	CODE_ARG(k, .name = "x", .type = "int", .min = 0, .max = ((int64_t)1 << r->width) - 1);
	CODE_ARG(k, .name = "rounds", .type = "int", .min = 0, .max = kit_ramp(k, 4, 40));
}

static int64_t step(enum op op, int64_t n, int64_t width, int64_t x)
{
	int64_t all = ((int64_t)1 << width) - 1;
	int64_t low = ((int64_t)1 << n % 32) - 1;
	int64_t out = x & ~low;
	switch (op) {
	case ROTATE:
		return (x << n | x >> (width - n)) & all;
	case XOR:
		return x ^ n;
	case REVERSE:
		for (int64_t i = 0; i < n; i++)
			out |= (x >> i & 1) << (n - 1 - i);
		return out;
	case GRAY:
		return x ^ x >> n;
	case SWAP:
		return x >> n | (x & low) << (width - n);
	case ADD:
		return (x + n) & all;
	case CLEAR_LOWEST:
		return (x & (x - 1)) | (int64_t)1 << n;
	case FLIP_ALL:
	case N_OPS:
		break;
	}
	return __builtin_popcountll((uint64_t)x) % 3 == n ? x ^ all : x;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t x = args[0].i;
	for (int64_t i = 0; i < args[1].i; i++) {
		for (size_t s = 0; s < r->n; s++)
			x = step(r->ops[s], r->numbers[s], r->width, x);
	}
	return val_int(x);
}

/* Where bit `i` of the result comes from, for the operations that only move bits; else where it is. */
static int64_t source_of(enum op op, int64_t n, int64_t width, int64_t i)
{
	if (op == ROTATE)
		return (i + width - n) % width;
	if (op == SWAP)
		return (i + n) % width;
	return op == REVERSE && i < n ? n - 1 - i : i;
}

static void step_bits(enum op op, int64_t n, int64_t width, bool bits[MAX_WIDTH + 1])
{
	bool old[MAX_WIDTH + 1];
	memcpy(old, bits, sizeof(old));
	int64_t ones = 0;
	int64_t lowest = width;
	int64_t carry = 0;
	int64_t number = n;
	for (int64_t i = width - 1; i >= 0; i--) {
		ones += old[i];
		lowest = old[i] ? i : lowest;
	}
	for (int64_t i = 0; i < width; i++, number /= 2) {
		int64_t digit = number % 2;
		carry = i > 0 ? carry : 0;
		if (op == XOR)
			bits[i] = old[i] != (digit == 1);
		else if (op == GRAY)
			bits[i] = old[i] != (i + n < width && old[i + n]);
		else if (op == CLEAR_LOWEST)
			bits[i] = i == n || (old[i] && i != lowest);
		else if (op == FLIP_ALL)
			bits[i] = old[i] != (ones % 3 == n);
		else if (op != ADD)
			bits[i] = old[source_of(op, n, width, i)];
		else {
			carry += old[i] + digit;
			bits[i] = carry % 2 == 1;
			carry /= 2;
		}
	}
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	bool bits[MAX_WIDTH + 1] = {false};
	int64_t rest = args[0].i;
	for (int64_t i = 0; i < r->width; i++, rest /= 2)
		bits[i] = rest % 2 == 1;
	for (int64_t i = 0; i < args[1].i * (int64_t)r->n; i++) {
		size_t s = (size_t)i % r->n;
		step_bits(r->ops[s], r->numbers[s], r->width, bits);
	}
	int64_t x = 0;
	for (int64_t i = r->width; i-- > 0;)
		x = 2 * x + bits[i];
	return val_int(x);
}

static const struct code_def code = {
	.entry = "scramble",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.python = "def scramble(x, rounds):\n"
		  "    for _ in range(rounds):\n"
		  "@steps@"
		  "    return x\n",
	.cpp = "#include <bitset>\n\n"
	       "@reversed@"
	       "@ones@"
	       "long long scramble(long long x, long long rounds)\n"
	       "{\n"
	       "    for (long long i = 0; i < rounds; i++) {\n"
	       "@steps@"
	       "    }\n"
	       "    return x;\n"
	       "}\n",
	.javascript = "@reversed@"
		      "@ones@"
		      "function scramble(x, rounds) {\n"
		      "    for (let i = 0; i < rounds; i++) {\n"
		      "@steps@"
		      "    }\n"
		      "    return x;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "numbers", "bits", NULL};

const struct assay_family assay_family_bit_pipeline = {
	KIT_CODE,
	.name = "bit-pipeline",
	.version = 1,
	.title = "operations on the bits of a word, several times",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
