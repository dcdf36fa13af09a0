/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words that are alike (anagrams and their relatives) make groups; something is asked about the groups.
 *
 * Found by a key for each word and sorting; rechecked by comparing words two by two.
 */
#include "problems/families/code.h"

#include <stdlib.h>
#include <string.h>

#define MAX_WORDS 64
#define MAX_WORD  16

enum alike { ANAGRAMS, SAME_LETTERS, SAME_VOWELS, SAME_SKELETON, SAME_ENDS, N_ALIKE };
enum question { NUMBER, LARGEST, ALONE, FIRSTS, BIG, N_QUESTIONS };

struct rules {
	enum alike alike;
	enum question question;
	int64_t least; /* Shorter words are left out. */
	int64_t big;   /* From how many words a group is big. */
	char without;  /* A letter that is taken out of every word first. */
};

static const char *const phrasings[] = {
	("Take the letter {without} out of every string of `words`, and then drop what is shorter than {least} "
	 "{least:letter|letters}. The words that remain are put into groups: two are in one group if {alike}. "
	 "{^return} "
	 "{question}."),
	("First remove every {without} from the `words`. Words that now have fewer than {least} {least:letter|letters} "
	 "do "
	 "not count any more. Of the others, those belong together for which it holds that {alike}. They make groups. "
	 "{^return} {question}."),
	("A printer without the letter {without} sets the `words`; it just leaves that letter out. Results with "
	 "{least} "
	 "or more {least:letter|letters} are sorted into boxes, and two go into the same box exactly if {alike}. Call "
	 "the "
	 "boxes groups. {^return} {question}."),
	("Say that two words are alike if {alike}. Before that is decided, each {without} in the `words` is deleted "
	 "and "
	 "words with a length below {least} are thrown away. Words that are alike form groups. {^return} {question}."),
	("{^return} {question}, where groups are formed like this: strike out {without} in all `words`, keep the words "
	 "of {least} or more {least:letter|letters}, in their order, and put words together if {alike}."),
	NULL,
};

static const struct {
	const char *words, *python, *cpp, *javascript;
} alikes[N_ALIKE] = {
	[ANAGRAMS] = {"one can be made of the other by changing the order of its letters", "\"\".join(sorted(word))",
		      "std::sort(key.begin(), key.end());", "[...word].sort().join(\"\")"},
	[SAME_LETTERS] = {"the same letters occur in both, no matter how often and in which order",
			  "\"\".join(sorted(set(word)))",
			  "std::sort(key.begin(), key.end());\n"
			  "        key.erase(std::unique(key.begin(), key.end()), key.end());",
			  "[...new Set(word)].sort().join(\"\")"},
	[SAME_VOWELS] = {"they have the same vowels (a, e, i, o, u) in the same order, whatever else they have",
			 "\"\".join(c for c in word if c in \"aeiou\")",
			 "key.erase(std::remove_if(key.begin(), key.end(), [](char c) { return "
			 "std::string(\"aeiou\").find(c) == std::string::npos; }), key.end());",
			 "[...word].filter((c) => \"aeiou\".includes(c)).join(\"\")"},
	[SAME_SKELETON] = {"they become the same when letters that equal the letter before them are struck out",
			   "\"\".join(c for i, c in enumerate(word) if i == 0 or word[i - 1] != c)",
			   "key.erase(std::unique(key.begin(), key.end()), key.end());",
			   "[...word].filter((c, i) => i === 0 || word[i - 1] !== c).join(\"\")"},
	[SAME_ENDS] = {"they begin with the same letter and end with the same letter", "word[0] + word[-1]",
		       "key = {word.front(), word.back()};", "word[0] + word[word.length - 1]"},
};

static const struct {
	const char *words, *python, *cpp, *javascript;
} questions[N_QUESTIONS] = {
	[NUMBER] = {"a list with the number of groups alone", "[str(len(groups))]",
		    "out.push_back(std::to_string(order.size()));", "[String(groups.size)]"},
	[LARGEST] = {"the words of the group with the most words, in their order; of several such groups the one whose "
		     "first word comes first; an empty list if there is no group",
		     "max(groups.values(), key=len, default=[])",
		     "for (const auto &key : order) {\n"
		     "        if (groups[key].size() > out.size())\n"
		     "            out = groups[key];\n"
		     "    }",
		     "[...groups.values()].reduce((best, x) => x.length > best.length ? x : best, [])"},
	[ALONE] = {"the words that are alone in their group, in their order",
		   "[group[0] for group in groups.values() if len(group) == 1]",
		   "for (const auto &key : order) {\n"
		   "        if (groups[key].size() == 1)\n"
		   "            out.push_back(groups[key][0]);\n"
		   "    }",
		   "[...groups.values()].filter((x) => x.length === 1).map((x) => x[0])"},
	[FIRSTS] = {"the first word of every group, in the order in which these words come",
		    "[group[0] for group in groups.values()]",
		    "for (const auto &key : order)\n"
		    "        out.push_back(groups[key][0]);",
		    "[...groups.values()].map((x) => x[0])"},
	[BIG] = {"the last word of every group that has {big} or more words; groups come in the order of their first "
		 "words",
		 "[group[-1] for group in groups.values() if len(group) >= @big@]",
		 "for (const auto &key : order) {\n"
		 "        if (groups[key].size() >= @big@)\n"
		 "            out.push_back(groups[key].back());\n"
		 "    }",
		 "[...groups.values()].filter((x) => x.length >= @big@).map((x) => x[x.length - 1])"},
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->alike = (enum alike)kit_between(k, 0, N_ALIKE - 1);
	r->question = (enum question)kit_between(k, 0, N_QUESTIONS - 1);
	r->least = kit_between(k, 1, k->level < 4 ? 2 : 4);
	r->big = kit_between(k, 2, k->level < 4 ? 2 : 3);
	const char *letters = "abcdeio";
	r->without = letters[kit_between(k, 0, (int64_t)strlen(letters) - 1)];
	kit_put(k, "without", kit_text(k, "%c", r->without));
	kit_put_i(k, "least", r->least);
	kit_put_i(k, "big", r->question == BIG ? r->big : 0);
	kit_put(k, "alike", assay_str_of(alikes[r->alike].words));
	assay_autobuf struct assay_buf words = {0};
	kit_fill(k, &words, questions[r->question].words);
	kit_put(k, "question", kit_copy(k, assay_buf_str(&words)));
	code_put(k, "key", alikes[r->alike].python, alikes[r->alike].cpp, alikes[r->alike].javascript);
	code_put(k, "answer", questions[r->question].python, questions[r->question].cpp,
		 questions[r->question].javascript);
	CODE_ARG(k, .name = "words", .type = "[str]", .alphabet = letters, .min_inner = 1,
		 .max_inner = (size_t)kit_ramp(k, 4, 8),
		 .max_len = (size_t)KIT_LEVELS(k, 8, 10, 12, 15, 18, 22, 26, 32, 40, 50));
}

/* Words that are made of other words of the list, or few would be alike. */
static bool fit(struct kit *k, struct val *args, enum code_shape shape)
{
	size_t max = code_args(k)[0].max_inner;
	for (size_t i = 1; i < args[0].n && shape != CODE_EMPTY; i++) {
		if (kit_once_in(k, 3))
			continue;
		const struct val *from = &args[0].items[kit_between(k, 0, (int64_t)i - 1)];
		char word[MAX_WORD];
		size_t n = from->n;
		if (n == 0)
			return false; /* The arena is full. */
		memcpy(word, from->s, n);
		size_t a = (size_t)kit_between(k, 0, (int64_t)n - 1);
		size_t b = (size_t)kit_between(k, 0, (int64_t)n - 1);
		char swap = word[a];
		word[a] = word[b];
		word[b] = swap;
		if (n < max && kit_once_in(k, 2)) {
			memmove(word + a + 1, word + a, n - a);
			n++;
		}
		args[0].items[i] = val_str(k, word, n);
	}
	return true;
}

/* What is left of the words, in their order. */
static struct val keep_words(struct kit *k, const struct val *words)
{
	const struct rules *r = k->params;
	struct val kept = val_list(k, words->n);
	if (!kept.items)
		return kept;
	size_t n = 0;
	for (size_t i = 0; i < words->n; i++) {
		char word[MAX_WORD];
		size_t len = 0;
		for (size_t j = 0; j < words->items[i].n; j++) {
			if (words->items[i].s[j] != r->without)
				word[len++] = words->items[i].s[j];
		}
		if ((int64_t)len >= r->least)
			kept.items[n++] = val_str(k, word, len);
	}
	kept.n = n;
	return kept;
}

static int by_letter(const void *a, const void *b)
{
	return *(const char *)a - *(const char *)b;
}

static struct val key_of(struct kit *k, const struct rules *r, const struct val *word)
{
	char key[MAX_WORD];
	char sorted[MAX_WORD];
	size_t n = 0;
	memcpy(sorted, word->s, word->n);
	if (r->alike == ANAGRAMS || r->alike == SAME_LETTERS)
		qsort(sorted, word->n, 1, by_letter);
	for (size_t i = 0; i < word->n; i++) {
		bool is_new = i == 0 || sorted[i] != sorted[i - 1];
		bool stays = r->alike == ANAGRAMS || (r->alike == SAME_VOWELS && strchr("aeiou", sorted[i])) ||
			     ((r->alike == SAME_LETTERS || r->alike == SAME_SKELETON) && is_new) ||
			     (r->alike == SAME_ENDS && i == 0);
		if (stays)
			key[n++] = sorted[i];
	}
	if (r->alike == SAME_ENDS && word->n > 0)
		key[n++] = sorted[word->n - 1];
	return val_str(k, key, n);
}

struct group {
	struct val key;
	size_t words[MAX_WORDS];
	size_t n;
};

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	struct val kept = keep_words(k, &args[0]);
	struct group groups[MAX_WORDS];
	size_t n = 0;
	size_t largest = 0;
	for (size_t i = 0; i < kept.n; i++) {
		struct val key = key_of(k, r, &kept.items[i]);
		size_t g = 0;
		while (g < n && !val_eq(&groups[g].key, &key))
			g++;
		if (g == n)
			groups[n++] = (struct group){.key = key};
		groups[g].words[groups[g].n++] = i;
	}
	for (size_t g = 1; g < n; g++)
		largest = groups[g].n > groups[largest].n ? g : largest;
	struct val out = val_list(k, kept.n + 1);
	if (!out.items)
		return out;
	size_t len = 0;
	if (r->question == NUMBER) {
		struct assay_str text = kit_text(k, "%zu", n);
		out.items[len++] = val_str(k, text.data, text.len);
	}
	for (size_t g = 0; g < n; g++) {
		if (r->question == FIRSTS || (r->question == ALONE && groups[g].n == 1))
			out.items[len++] = kept.items[groups[g].words[0]];
		if (r->question == BIG && (int64_t)groups[g].n >= r->big)
			out.items[len++] = kept.items[groups[g].words[groups[g].n - 1]];
		for (size_t i = 0; r->question == LARGEST && g == largest && i < groups[g].n; i++)
			out.items[len++] = kept.items[groups[g].words[i]];
	}
	out.n = len;
	return out;
}

static bool sounds(char c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/* Both texts are read at once, over letters that do not count. */
static bool reads_alike(const struct rules *r, const struct val *a, const struct val *b)
{
	size_t i = 0;
	size_t j = 0;
	char last_a = 0;
	char last_b = 0;
	for (;; i++, j++) {
		while (i < a->n &&
		       (a->s[i] == r->without || (r->alike == SAME_VOWELS ? !sounds(a->s[i]) : a->s[i] == last_a)))
			i++;
		while (j < b->n &&
		       (b->s[j] == r->without || (r->alike == SAME_VOWELS ? !sounds(b->s[j]) : b->s[j] == last_b)))
			j++;
		if (i == a->n || j == b->n)
			return i == a->n && j == b->n;
		if (a->s[i] != b->s[j])
			return false;
		last_a = a->s[i];
		last_b = b->s[j];
	}
}

static char end_of(const struct rules *r, const struct val *word, bool is_last)
{
	char found = 0;
	for (size_t i = 0; i < word->n; i++) {
		if (word->s[i] != r->without && (is_last || found == 0))
			found = word->s[i];
	}
	return found;
}

static bool are_alike(const struct rules *r, const struct val *a, const struct val *b)
{
	if (r->alike == SAME_VOWELS || r->alike == SAME_SKELETON)
		return reads_alike(r, a, b);
	if (r->alike == SAME_ENDS)
		return end_of(r, a, false) == end_of(r, b, false) && end_of(r, a, true) == end_of(r, b, true);
	for (int c = 'a'; c <= 'z'; c++) {
		int64_t in_a = 0;
		int64_t in_b = 0;
		for (size_t i = 0; i < a->n; i++)
			in_a += a->s[i] == c;
		for (size_t i = 0; i < b->n; i++)
			in_b += b->s[i] == c;
		if (c != r->without && (r->alike == ANAGRAMS ? in_a != in_b : (in_a > 0) != (in_b > 0)))
			return false;
	}
	return true;
}

static size_t length_of(const struct rules *r, const struct val *word)
{
	size_t n = word->n;
	for (size_t i = 0; i < word->n; i++)
		n -= word->s[i] == r->without;
	return n;
}

static struct val strike(struct kit *k, char letter, const struct val *word)
{
	char text[MAX_WORD];
	size_t n = 0;
	for (const char *at = word->s, *end = word->s + word->n; at < end; at++) {
		text[n] = *at;
		n += *at != letter;
	}
	return val_str(k, text, n);
}

/* For each word, the words like it are counted: before it, behind it. */
static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	const struct val *w = args[0].items;
	struct val out = val_list(k, args[0].n + 1);
	if (!out.items)
		return out;
	size_t len = 0;
	int64_t n_groups = 0;
	size_t most = 0;
	size_t most_at = 0;
	for (size_t i = 0; i < args[0].n; i++) {
		if ((int64_t)length_of(r, &w[i]) < r->least)
			continue;
		size_t before = 0;
		size_t behind = 0;
		size_t last = i;
		for (size_t j = 0; j < args[0].n; j++) {
			if (j == i || (int64_t)length_of(r, &w[j]) < r->least || !are_alike(r, &w[i], &w[j]))
				continue;
			before += j < i;
			behind += j > i;
			last = j > last ? j : last;
		}
		if (before > 0)
			continue;
		n_groups++;
		if (behind + 1 > most) {
			most = behind + 1;
			most_at = i;
		}
		if (r->question == FIRSTS || (r->question == ALONE && behind == 0))
			out.items[len++] = strike(k, r->without, &w[i]);
		if (r->question == BIG && (int64_t)behind + 1 >= r->big)
			out.items[len++] = strike(k, r->without, &w[last]);
	}
	for (size_t i = 0; r->question == LARGEST && most > 0 && i < args[0].n; i++) {
		if ((int64_t)length_of(r, &w[i]) >= r->least && are_alike(r, &w[most_at], &w[i]))
			out.items[len++] = strike(k, r->without, &w[i]);
	}
	if (r->question == NUMBER) {
		struct assay_str text = kit_text(k, "%d", (int)n_groups);
		out.items[len++] = val_str(k, text.data, text.len);
	}
	out.n = len;
	return out;
}

static const struct code_def code = {
	.entry = "group_words",
	.result = "[str]",
	.solve = solve,
	.brute = brute,
	.fit = fit,
	.python = "def group_words(words):\n"
		  "    groups = {}\n"
		  "    for word in words:\n"
		  "        word = word.replace(\"@without@\", \"\")\n"
		  "        if len(word) >= @least@:\n"
		  "            key = @key@\n"
		  "            groups.setdefault(key, []).append(word)\n"
		  "    return @answer@\n",
	.cpp = "#include <algorithm>\n"
	       "#include <map>\n"
	       "#include <string>\n"
	       "#include <vector>\n\n"
	       "std::vector<std::string> group_words(std::vector<std::string> words)\n"
	       "{\n"
	       "    std::map<std::string, std::vector<std::string>> groups;\n"
	       "    std::vector<std::string> order, out;\n"
	       "    for (std::string word : words) {\n"
	       "        word.erase(std::remove(word.begin(), word.end(), '@without@'), word.end());\n"
	       "        if (word.size() < @least@)\n"
	       "            continue;\n"
	       "        std::string key = word;\n"
	       "        @key@\n"
	       "        if (groups[key].empty())\n"
	       "            order.push_back(key);\n"
	       "        groups[key].push_back(word);\n"
	       "    }\n"
	       "    @answer@\n"
	       "    return out;\n"
	       "}\n",
	.javascript = "function group_words(words) {\n"
		      "    const groups = new Map();\n"
		      "    for (const whole of words) {\n"
		      "        const word = whole.replaceAll(\"@without@\", \"\");\n"
		      "        if (word.length < @least@) continue;\n"
		      "        const key = @key@;\n"
		      "        if (!groups.has(key)) groups.set(key, []);\n"
		      "        groups.get(key).push(word);\n"
		      "    }\n"
		      "    return @answer@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "strings", "grouping", NULL};

const struct assay_family assay_family_word_groups = {
	KIT_CODE,
	.name = "word-groups",
	.version = 1,
	.title = "groups of words that are alike",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
