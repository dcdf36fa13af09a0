/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A cipher with a keyword whose letters say how far the letters of a text move.
 *
 * Found by arithmetic on positions in the alphabet; rechecked by looking letters up in a square of shifted alphabets.
 */
#include "problems/families/code.h"

#include <string.h>

#define MAX_LEN 256

enum direction { FORWARD, BACKWARD, MIRRORED, N_DIRECTIONS };
enum advance { ALWAYS, AFTER_VOWELS, NOT_AFTER_EQUAL, N_ADVANCES };

struct rules {
	enum direction direction;
	enum advance advance;
	int64_t offset;
	bool is_reversed;
	char plain; /* A letter that stays as it is, and uses no letter of the key. */
};

static const char *const phrasings[] = {
	("Encrypt `text` with the keyword `key`. A letter x of the text becomes {target}; y is the current letter of "
	 "the "
	 "key, and letters are numbered from a = 0 to z = 25. At first the first letter of the key is the current one. "
	 "{advance}; behind its last letter the first comes again. The letter {plain} is copied and changes nothing "
	 "about the key. {^return} the encrypted text{order}."),
	("Number the letters from a = 0 to z = 25. A cipher machine holds the word `key` with a pointer at its first "
	 "letter, and reads `text` letter by letter. For {plain} it writes {plain} and leaves the pointer. For another "
	 "letter x, with y the letter at the pointer, it writes {target}. {advance}, from the end back to the "
	 "beginning. "
	 "{^return} what it writes{order}."),
	("Two pupils encrypt `text` with a secret word `key`. In place of x they write {target}, where y is the letter "
	 "of "
	 "`key` whose turn it is, beginning with the first, and all letters are taken as numbers from a = 0 to z = 25. "
	 "{advance}, in a circle. They do not encrypt {plain}, nor does it count for the key. {^return} their "
	 "text{order}."),
	("With a = 0, b = 1, ..., z = 25, replace every letter x of `text` but {plain} by {target}. Here y is the "
	 "key's "
	 "current letter, at the start the first one of `key`. {advance}, and the first follows the last. Where "
	 "{plain} "
	 "stands, it stays, and the key is not moved. {^return} the result{order}."),
	("{^return} the cipher text of `text`{order}. The rule for a letter x (but {plain}, which is only copied): "
	 "write "
	 "{target}, with a = 0 up to z = 25 and y for the key's letter in use. First in use is the first letter of "
	 "`key`. {advance}; the key is read as a circle."),
	NULL,
};

static const char *const advances[N_ADVANCES] = {
	"After each such letter the next letter of the key is current",
	"After a letter x that is a vowel (a, e, i, o, u) the next letter of the key is current, else the same one "
	"stays",
	("The next letter of the key is current after each letter that is written, if it differs from x; if it equals "
	 "x, the "
	 "same one stays"),
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->direction = (enum direction)kit_between(k, 0, N_DIRECTIONS - 1);
	r->advance = (enum advance)kit_between(k, 0, N_ADVANCES - 1);
	r->offset = kit_between(k, 1, kit_ramp(k, 6, 25));
	r->is_reversed = kit_once_in(k, 2);
	r->plain = (char)('a' + kit_between(k, 0, 7));
	kit_put(k, "plain", kit_text(k, "%c", r->plain));
	kit_put_i(k, "offset", r->offset);
	int offset = (int)r->offset;
	kit_put(k, "target",
		r->direction == FORWARD	   ? kit_text(k, "the letter number x + y + %d modulo 26", offset)
		: r->direction == BACKWARD ? kit_text(k, "the letter number x - y + %d modulo 26", offset)
					   : kit_text(k, "the letter number y - x + %d modulo 26", offset));
	kit_put(k, "advance", assay_str_of(advances[r->advance]));
	kit_put(k, "order", r->is_reversed ? ASSAY_STR(", read from right to left") : ASSAY_STR(""));
	const char *number = r->direction == FORWARD	? "x + y + @offset@"
			     : r->direction == BACKWARD ? "x - y + @offset@ + 26"
							: "y - x + @offset@ + 26";
	code_put(k, "number", number, number, number);
	code_put(k, "moves",
		 r->advance == ALWAYS	      ? "at += 1"
		 : r->advance == AFTER_VOWELS ? "at += c in \"aeiou\""
					      : "at += out[-1] != c",
		 r->advance == ALWAYS	      ? "at++"
		 : r->advance == AFTER_VOWELS ? "at += std::string(\"aeiou\").find(c) != std::string::npos"
					      : "at += out.back() != c",
		 r->advance == ALWAYS	      ? "at++"
		 : r->advance == AFTER_VOWELS ? "at += \"aeiou\".includes(c)"
					      : "at += out[out.length - 1] !== c");
	code_put(k, "answer", r->is_reversed ? "\"\".join(reversed(out))" : "\"\".join(out)",
		 r->is_reversed ? "std::string(out.rbegin(), out.rend())" : "out",
		 r->is_reversed ? "out.reverse().join(\"\")" : "out.join(\"\")");
	CODE_ARG(k, .name = "text", .type = "str",
		 .max_len = (size_t)KIT_LEVELS(k, 8, 12, 16, 20, 30, 40, 60, 80, 100, 120));
	CODE_ARG(k, .name = "key", .type = "str", .min_len = 1, .max_len = (size_t)kit_ramp(k, 3, 10));
}

/* The letter that is copied should be there. */
static bool fit(struct kit *k, struct val *args, enum code_shape shape)
{
	const struct rules *r = k->params;
	if (shape != CODE_RANDOM && shape != CODE_TYPICAL)
		return true;
	char text[MAX_LEN];
	memcpy(text, args[0].s, args[0].n);
	for (size_t i = 0; i < args[0].n; i++) {
		if (kit_once_in(k, 6))
			text[i] = r->plain;
	}
	args[0] = val_str(k, text, args[0].n);
	return true;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	char out[MAX_LEN];
	size_t at = 0;
	for (size_t i = 0; i < args[0].n; i++) {
		char c = args[0].s[i];
		size_t to = r->is_reversed ? args[0].n - 1 - i : i;
		out[to] = c;
		if (c == r->plain)
			continue;
		int64_t x = c - 'a';
		int64_t y = args[1].s[at % args[1].n] - 'a';
		int64_t number = r->offset + 26 +
				 (r->direction == FORWARD    ? x + y
				  : r->direction == BACKWARD ? x - y
							     : y - x);
		out[to] = (char)('a' + number % 26);
		at += r->advance == ALWAYS || (r->advance == AFTER_VOWELS && strchr("aeiou", c)) ||
		      (r->advance == NOT_AFTER_EQUAL && out[to] != c);
	}
	return val_str(k, out, args[0].n);
}

/* What is written for x and y: row y of the square, at place x; its rows are the alphabet, each begun elsewhere. */
static char look_up(const struct rules *r, char x, char y)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";
	const char *start = letters;
	for (int64_t i = 0; i < r->offset; i++)
		start = *start == 'z' ? letters : start + 1;
	/* Where the row of the key begins. */
	for (int c = 'a'; c < (r->direction == MIRRORED ? x : y); c++)
		start = r->direction == FORWARD ? (*start == 'z' ? letters : start + 1)
						: (*start == 'a' ? letters + 25 : start - 1);
	for (int c = 'a'; c < (r->direction == MIRRORED ? y : x); c++)
		start++;
	return *start;
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	char out[MAX_LEN];
	const char *key = args[1].s;
	for (size_t i = 0; i < args[0].n; i++) {
		char c = args[0].s[i];
		out[i] = c == r->plain ? c : look_up(r, c, *key);
		bool is_vowel = c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
		const bool moves[N_ADVANCES] = {true, is_vowel, out[i] != c};
		if (c != r->plain && moves[r->advance] && ++key == args[1].s + args[1].n)
			key = args[1].s;
	}
	for (size_t i = 0, j = args[0].n; r->is_reversed && i + 1 < j; i++) {
		char swap = out[--j];
		out[j] = out[i];
		out[i] = swap;
	}
	return val_str(k, out, args[0].n);
}

static const struct code_def code = {
	.entry = "encrypt",
	.result = "str",
	.solve = solve,
	.brute = brute,
	.fit = fit,
	.python = "def encrypt(text, key):\n"
		  "    out = []\n"
		  "    at = 0\n"
		  "    for c in text:\n"
		  "        if c == \"@plain@\":\n"
		  "            out.append(c)\n"
		  "            continue\n"
		  "        x, y = ord(c) - 97, ord(key[at % len(key)]) - 97\n"
		  "        out.append(chr((@number@) % 26 + 97))\n"
		  "        @moves@\n"
		  "    return @answer@\n",
	.cpp = "#include <string>\n\n"
	       "std::string encrypt(std::string text, std::string key)\n"
	       "{\n"
	       "    std::string out;\n"
	       "    std::size_t at = 0;\n"
	       "    for (char c : text) {\n"
	       "        if (c == '@plain@') {\n"
	       "            out += c;\n"
	       "            continue;\n"
	       "        }\n"
	       "        int x = c - 'a', y = key[at % key.size()] - 'a';\n"
	       "        out += char('a' + (@number@) % 26);\n"
	       "        @moves@;\n"
	       "    }\n"
	       "    return @answer@;\n"
	       "}\n",
	.javascript = "function encrypt(text, key) {\n"
		      "    const out = [];\n"
		      "    let at = 0;\n"
		      "    for (const c of text) {\n"
		      "        if (c === \"@plain@\") {\n"
		      "            out.push(c);\n"
		      "            continue;\n"
		      "        }\n"
		      "        const x = c.charCodeAt(0) - 97, y = key.charCodeAt(at % key.length) - 97;\n"
		      "        out.push(String.fromCharCode(97 + (@number@) % 26));\n"
		      "        @moves@;\n"
		      "    }\n"
		      "    return @answer@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "strings", "cipher", NULL};

const struct assay_family assay_family_keyword_cipher = {
	KIT_CODE,
	.name = "keyword-cipher",
	.version = 1,
	.title = "a cipher with a keyword",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
