/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A cipher that moves letters along the alphabet by amounts that depend on where or what they are.
 *
 * Found by arithmetic on positions in the alphabet; rechecked by walking a letter on, one place after another.
 */
#include "problems/families/code.h"

#include <string.h>

enum choice { BY_PLACE, BY_VOWEL, BY_HALF, AFTER_EQUAL, N_CHOICES };

struct rules {
	enum choice choice;
	int64_t first, second; /* How far a letter of either kind moves; `second` may go back. */
	bool grows;	       /* `key` counts once more for each place in the text. */
};

static const char *const phrasings[] = {
	"The string `text` of small letters is put into a cipher. Letters {where} move forward by {first} times `key` "
	"places "
	"in the alphabet, all others by {second} times `key` places; behind z comes a again, and before a comes "
	"z.{grows} "
	"{^return} the result.",
	"Encrypt `text`: a letter {where} is replaced by the one {first} · `key` places later in the alphabet, every "
	"other "
	"letter by the one {second} · `key` places later. Negative numbers go back, and the alphabet is a "
	"circle.{grows} "
	"{^return} the encrypted text.",
	"Two friends write to each other in secret. They shift letters {where} by {first} · `key` and the other "
	"letters by "
	"{second} · `key` along the circle of the 26 letters from a to z (below zero: backwards).{grows} {^return} "
	"what "
	"they write for `text`.",
	"Given are a `text` of letters from a to z and a number `key`. {^return} the text in which each letter {where} "
	"has "
	"moved {first} × `key` steps through the alphabet and each of the others {second} × `key` steps, starting over "
	"at "
	"its end; steps below zero go towards a and from there to z.{grows}",
	"For a rotating cipher, {return} `text` with all letters shifted cyclically within a to z: those {where} by "
	"{first} times `key`, the rest by {second} times `key`.{grows} A shift below zero goes backwards.",
	NULL,
};

static const struct {
	const char *words, *python, *cpp, *javascript;
} choices[N_CHOICES] = {
	[BY_PLACE] = {"at even positions (counted from 0)", "i % 2 == 0", "i % 2 == 0", "i % 2 === 0"},
	[BY_VOWEL] = {"that are vowels (a, e, i, o, u)", "c in \"aeiou\"",
		      "std::string(\"aeiou\").find(c) != std::string::npos", "\"aeiou\".includes(c)"},
	[BY_HALF] = {"from a to m", "c <= \"m\"", "c <= 'm'", "c <= \"m\""},
	[AFTER_EQUAL] = {"that equal the letter before them in `text`", "i > 0 and text[i - 1] == c",
			 "i > 0 && text[i - 1] == c", "i > 0 && text[i - 1] === c"},
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->choice = (enum choice)kit_between(k, 0, k->level < 3 ? BY_HALF : AFTER_EQUAL);
	r->first = kit_between(k, 1, kit_ramp(k, 9, 25));
	r->second = kit_nonzero(k, k->level < 4 ? 1 : -9, kit_ramp(k, 9, 25));
	if (r->second == r->first)
		r->second++;
	r->grows = k->level >= 6 && kit_once_in(k, 2);
	kit_put_i(k, "first", r->first);
	kit_put_i(k, "second", r->second);
	kit_put(k, "where", assay_str_of(choices[r->choice].words));
	kit_put(k, "grows",
		assay_str_of(
			r->grows
				? " For the letter at position i (counted from 0), `key` + i is used in place of `key`."
				: ""));
	code_put(k, "is_first", choices[r->choice].python, choices[r->choice].cpp, choices[r->choice].javascript);
	code_put(k, "key", r->grows ? "(key + i)" : "key", r->grows ? "(key + (long long)i)" : "key",
		 r->grows ? "(key + i)" : "key");
	CODE_ARG(k, .name = "text", .type = "str",
		 .max_len = (size_t)KIT_LEVELS(k, 8, 12, 16, 20, 30, 40, 60, 80, 100, 120));
	CODE_ARG(k, .name = "key", .type = "int", .min = k->level < 3 ? 0 : -50, .max = kit_ramp(k, 9, 1000));
}

static bool is_first(const struct rules *r, const struct val *text, size_t i)
{
	if (r->choice == BY_PLACE)
		return i % 2 == 0;
	if (r->choice == BY_VOWEL)
		return strchr("aeiou", text->s[i]) != NULL;
	if (r->choice == BY_HALF)
		return text->s[i] <= 'm';
	return i > 0 && text->s[i - 1] == text->s[i];
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	char out[256];
	for (size_t i = 0; i < args[0].n; i++) {
		int64_t factor = is_first(r, &args[0], i) ? r->first : r->second;
		int64_t steps = factor * (args[1].i + (r->grows ? (int64_t)i : 0));
		int64_t place = (args[0].s[i] - 'a' + steps) % 26;
		out[i] = (char)('a' + (place + 26) % 26);
	}
	return val_str(k, out, args[0].n);
}

static char next_letter(char c, bool is_back)
{
	if (is_back)
		return c == 'a' ? 'z' : (char)(c - 1);
	return c == 'z' ? 'a' : (char)(c + 1);
}

/* For each letter, `key` goes by `factor` times, and every time it is walked. */
static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	char out[256];
	for (size_t i = 0; i < args[0].n; i++) {
		bool equals = i > 0 && args[0].s[i] == args[0].s[i - 1];
		char c = args[0].s[i];
		const bool kinds[N_CHOICES] = {(i & 1) == 0, c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u',
					       c < 'n', equals};
		int64_t factor = kinds[r->choice] ? r->first : r->second;
		int64_t key = r->grows ? args[1].i + (int64_t)i : args[1].i;
		bool is_back = (factor < 0) != (key < 0);
		uint64_t times = (uint64_t)(factor < 0 ? -factor : factor);
		uint64_t walk = (uint64_t)(key < 0 ? -key : key);
		for (uint64_t n = 0; n < times * walk; n++)
			c = next_letter(c, is_back);
		out[i] = c;
	}
	return val_str(k, out, args[0].n);
}

static const struct code_def code = {
	.entry = "encrypt",
	.result = "str",
	.solve = solve,
	.brute = brute,
	.python = "def encrypt(text, key):\n"
		  "    out = []\n"
		  "    for i, c in enumerate(text):\n"
		  "        shift = (@first@ if @is_first@ else @second@) * @key@\n"
		  "        out.append(chr((ord(c) - ord(\"a\") + shift) % 26 + ord(\"a\")))\n"
		  "    return \"\".join(out)\n",
	.cpp = "#include <string>\n\n"
	       "std::string encrypt(std::string text, long long key)\n"
	       "{\n"
	       "    std::string out;\n"
	       "    for (std::size_t i = 0; i < text.size(); i++) {\n"
	       "        char c = text[i];\n"
	       "        long long shift = (@is_first@ ? @first@ : @second@) * @key@;\n"
	       "        out += char('a' + ((c - 'a' + shift) % 26 + 26) % 26);\n"
	       "    }\n"
	       "    return out;\n"
	       "}\n",
	.javascript = "function encrypt(text, key) {\n"
		      "    let out = \"\";\n"
		      "    for (let i = 0; i < text.length; i++) {\n"
		      "        const c = text[i];\n"
		      "        const shift = (@is_first@ ? @first@ : @second@) * @key@;\n"
		      "        const place = (((c.charCodeAt(0) - 97 + shift) % 26) + 26) % 26;\n"
		      "        out += String.fromCharCode(97 + place);\n"
		      "    }\n"
		      "    return out;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "strings", "cipher", NULL};

const struct assay_family assay_family_split_shift = {
	KIT_CODE,
	.name = "split-shift",
	.version = 1,
	.title = "a cipher that moves letters by amounts that depend on the letter",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
