/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a pattern of kinds of letters fits into a text.
 *
 * Found by the traits of every letter as bits; rechecked by trying the pattern from the end, letter by letter.
 */
#include "problems/families/code.h"

#include <string.h>

#define MAX_LEN	  256
#define MAX_SHAPE 8

enum kind { VOWEL, CONSONANT, EARLY, LATE, AS_FIRST, NOT_AS_LAST, N_KINDS };
enum question { NUMBER, DISJOINT, PLACES_SUM, LAST, N_QUESTIONS };

struct rules {
	enum question question;
	enum kind shape[MAX_SHAPE];
	size_t n;
};

static const char *const phrasings[] = {
	("A pattern fits into `text` at index i if {shape}. {^return} {question}."),
	("Look for places in `text`, named by an index i from 0, such that {shape}; all these letters must exist. The "
	 "pattern is said to fit at i. {^return} {question}."),
	("A linguist marks an index i of `text` if {shape}, and says that the pattern fits there. It has {n} letters "
	 "and "
	 "does not reach beyond the end of the text. {^return} {question}."),
	("Say that the pattern fits at i, where i counts from 0, when text[i] and the letters behind it obey this: "
	 "{shape}. Fits may overlap unless said otherwise. {^return} {question} for `text`."),
	("{^return} {question}. The pattern fits at an index i of `text`, counted from 0, whenever {shape} - none of "
	 "them "
	 "beyond the end."),
	NULL,
};

static const struct {
	const char *words, *python, *cpp, *javascript;
} kinds[N_KINDS] = {
	[VOWEL] = {"is a vowel (a, e, i, o, u)", "%s in \"aeiou\"",
		   "std::string(\"aeiou\").find(%s) != std::string::npos", "\"aeiou\".includes(%s)"},
	[CONSONANT] = {"is not a vowel", "%s not in \"aeiou\"", "std::string(\"aeiou\").find(%s) == std::string::npos",
		       "!\"aeiou\".includes(%s)"},
	[EARLY] = {"is one of a to e", "%s <= \"e\"", "%s <= 'e'", "%s <= \"e\""},
	[LATE] = {"comes behind e in the alphabet", "%s > \"e\"", "%s > 'e'", "%s > \"e\""},
	[AS_FIRST] = {"equals text[i]", "%s == text[i]", "%s == text[i]", "%s === text[i]"},
	[NOT_AS_LAST] = {"differs from the letter before it", "%s != text[i + %d]", "%s != text[i + %d]",
			 "%s !== text[i + %d]"},
};

static const struct {
	const char *words, *python, *cpp, *javascript;
} questions[N_QUESTIONS] = {
	[NUMBER] = {"the number of indices at which the pattern fits", "len(hits)", "(long long)hits.size()",
		    "hits.length"},
	[DISJOINT] =
		{"how often the pattern fits if one goes from left to right, takes every fit, and goes on behind its "
		 "last letter",
		 "count", "count", "count"},
	[PLACES_SUM] = {"the sum of all indices at which the pattern fits", "sum(hits)",
			"std::accumulate(hits.begin(), hits.end(), 0LL)", "hits.reduce((a, b) => a + b, 0)"},
	[LAST] = {"the highest index at which the pattern fits, or -1 if there is none", "max(hits, default=-1)",
		  "hits.empty() ? -1 : hits.back()", "Math.max(-1, ...hits)"},
};

/* The condition of one letter of the pattern, in one language. */
static void add_condition(struct assay_buf *out, const char *template, size_t at)
{
	for (const char *c = template; *c; c++) {
		if (strncmp(c, "%s", 2) == 0)
			(void)(at ? assay_buf_printf(out, "text[i + %zu]", at) : assay_buf_add_c(out, "text[i]"));
		else if (strncmp(c, "%d", 2) == 0)
			(void)assay_buf_printf(out, "%zu", at - 1);
		else
			(void)assay_buf_append(out, c, 1);
		c += *c == '%';
	}
}

/* The whole pattern: in words, or in one language. */
static struct assay_str whole(struct kit *k, const struct rules *r, size_t language)
{
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < r->n; i++) {
		const char *templates[] = {kinds[r->shape[i]].python, kinds[r->shape[i]].cpp,
					   kinds[r->shape[i]].javascript, kinds[r->shape[i]].words};
		const char *joint = language == 0 ? " and " : language < 3 ? " && " : i + 1 < r->n ? ", " : " and ";
		(void)assay_buf_add_c(&text, i == 0 ? "" : joint);
		if (language == 3)
			add_condition(&text, "%s ", i);
		add_condition(&text, templates[language], i);
	}
	return kit_copy(k, assay_buf_str(&text));
}

static void put_shape(struct kit *k, const struct rules *r)
{
	kit_put(k, "shape", whole(k, r, 3));
	struct assay_str python = whole(k, r, 0);
	struct assay_str cpp = whole(k, r, 1);
	struct assay_str javascript = whole(k, r, 2);
	code_put(k, "fits", python.data, cpp.data, javascript.data);
}

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->question = (enum question)kit_between(k, 0, N_QUESTIONS - 1);
	r->n = (size_t)kit_between(k, 2, kit_ramp(k, 3, 5));
	for (size_t i = 0; i < r->n; i++)
		r->shape[i] = (enum kind)kit_between(k, 0, i == 0 ? LATE : NOT_AS_LAST);
	kit_put_i(k, "n", (int64_t)r->n);
	put_shape(k, r);
	kit_put(k, "question", assay_str_of(questions[r->question].words));
	code_put(k, "answer", questions[r->question].python, questions[r->question].cpp,
		 questions[r->question].javascript);
	bool is_apart = r->question == DISJOINT;
	code_put(k, "start", is_apart ? "count = i = 0" : "hits = []",
		 is_apart ? "long long count = 0;" : "std::vector<long long> hits;",
		 is_apart ? "let count = 0;" : "const hits = [];");
	code_put(k, "loop", is_apart ? "while i + @n@ <= len(text)" : "for i in range(len(text) - @n@ + 1)", "", "");
	code_put(k, "note",
		 is_apart ? "            count += 1\n"
			    "            i += @n@\n"
			    "        else:\n"
			    "            i += 1"
			  : "            hits.append(i)",
		 is_apart ? "            count++;\n"
			    "            i += @n@ - 1;"
			  : "            hits.push_back(i);",
		 is_apart ? "            count++;\n"
			    "            i += @n@ - 1;"
			  : "            hits.push(i);");
	CODE_ARG(k, .name = "text", .type = "str", .alphabet = "abcdefiou",
		 .max_len = (size_t)KIT_LEVELS(k, 12, 15, 20, 25, 30, 40, 60, 90, 120, 160));
}

static bool is_vowel(char c)
{
	return strchr("aeiou", c) != NULL;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	const char *s = args[0].s;
	int64_t n = (int64_t)args[0].n;
	int64_t count = 0;
	int64_t sum = 0;
	int64_t last = -1;
	int64_t free_from = 0;
	for (int64_t i = 0; i + (int64_t)r->n <= n; i++) {
		unsigned fits = 0;
		for (size_t p = 0; p < r->n; p++) {
			char c = s[i + (int64_t)p];
			unsigned traits = is_vowel(c) ? 1U << VOWEL : 1U << CONSONANT;
			traits |= c < 'f' ? 1U << EARLY : 1U << LATE;
			traits |= c == s[i] ? 1U << AS_FIRST : 0;
			traits |= p > 0 && c != s[i + (int64_t)p - 1] ? 1U << NOT_AS_LAST : 0;
			fits += traits >> r->shape[p] & 1;
		}
		if (fits < r->n || (r->question == DISJOINT && i < free_from))
			continue;
		free_from = i + (int64_t)r->n;
		count++;
		sum += i;
		last = i;
	}
	return val_int(r->question == PLACES_SUM ? sum : r->question == LAST ? last : count);
}

static bool fits_at(const struct rules *r, const struct val *text, size_t i)
{
	if (i + r->n > text->n)
		return false;
	const char *part = text->s + i;
	for (size_t p = 0; p < r->n; p++) {
		char c = part[p];
		bool sounds = c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
		const bool holds[N_KINDS] = {sounds,  !sounds,	    c <= 'e',
					     c > 'e', c == part[0], p > 0 && c != part[p - 1]};
		if (!holds[r->shape[p]])
			return false;
	}
	return true;
}

/* From the end; apart from the question for fits that do not overlap, which needs the beginning. */
static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t result = r->question == LAST ? -1 : 0;
	if (r->question == DISJOINT) {
		for (size_t i = 0; i < args[0].n;) {
			bool fits = fits_at(r, &args[0], i);
			result += fits;
			i += fits ? r->n : 1;
		}
		return val_int(result);
	}
	for (size_t i = args[0].n; i-- > 0;) {
		if (!fits_at(r, &args[0], i))
			continue;
		if (r->question == LAST)
			return val_int((int64_t)i);
		result += r->question == NUMBER ? 1 : (int64_t)i;
	}
	return val_int(result);
}

static const struct code_def code = {
	.entry = "find_pattern",
	.result = "int",
	.solve = solve,
	.brute = brute,
	.python = "def find_pattern(text):\n"
		  "    @start@\n"
		  "    @loop@:\n"
		  "        if @fits@:\n"
		  "@note@\n"
		  "    return @answer@\n",
	.cpp = "#include <numeric>\n"
	       "#include <string>\n"
	       "#include <vector>\n\n"
	       "long long find_pattern(std::string text)\n"
	       "{\n"
	       "    @start@\n"
	       "    for (std::size_t i = 0; i + @n@ <= text.size(); i++) {\n"
	       "        if (@fits@) {\n"
	       "@note@\n"
	       "        }\n"
	       "    }\n"
	       "    return @answer@;\n"
	       "}\n",
	.javascript = "function find_pattern(text) {\n"
		      "    @start@\n"
		      "    for (let i = 0; i + @n@ <= text.length; i++) {\n"
		      "        if (@fits@) {\n"
		      "@note@\n"
		      "        }\n"
		      "    }\n"
		      "    return @answer@;\n"
		      "}\n",
};

static const char *const tags[] = {"code", "strings", "patterns", NULL};

const struct assay_family assay_family_shape_hits = {
	KIT_CODE,
	.name = "shape-hits",
	.version = 1,
	.title = "where a pattern of kinds of letters fits into a text",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
