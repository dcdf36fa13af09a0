/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/fold.h"

#include <stdint.h>

enum level {
	ON_LINE = 0,
	RAISED, /* A run of these is one exponent. */
	LOWERED,
};

/* Unicode to ASCII and LaTeX: characters with exactly one counterpart, in order of their code. */
static const struct fold {
	unsigned code;
	enum level level;
	const char *text;
} folds[] = {
	{0x00A0, ON_LINE, " "},
	{0x00A2, ON_LINE, "\\cents "},
	{0x00A3, ON_LINE, "\\pounds "},
	{0x00A5, ON_LINE, "\\yen "},
	{0x00AC, ON_LINE, "\\neg "},
	{0x00AD, ON_LINE, ""},
	{0x00B0, ON_LINE, "^{\\circ}"},
	{0x00B1, ON_LINE, "\\pm "},
	{0x00B2, RAISED, "2"},
	{0x00B3, RAISED, "3"},
	{0x00B5, ON_LINE, "\\mu "},
	{0x00B7, ON_LINE, "\\cdot "},
	{0x00B9, RAISED, "1"},
	{0x00BC, ON_LINE, "\\frac{1}{4}"},
	{0x00BD, ON_LINE, "\\frac{1}{2}"},
	{0x00BE, ON_LINE, "\\frac{3}{4}"},
	{0x00D7, ON_LINE, "\\times "},
	{0x00F7, ON_LINE, "\\div "},
	{0x02E3, RAISED, "x"},
	{0x0393, ON_LINE, "\\Gamma "},
	{0x0394, ON_LINE, "\\Delta "},
	{0x0398, ON_LINE, "\\Theta "},
	{0x039B, ON_LINE, "\\Lambda "},
	{0x039E, ON_LINE, "\\Xi "},
	{0x03A0, ON_LINE, "\\Pi "},
	{0x03A3, ON_LINE, "\\Sigma "},
	{0x03A6, ON_LINE, "\\Phi "},
	{0x03A8, ON_LINE, "\\Psi "},
	{0x03A9, ON_LINE, "\\Omega "},
	{0x03B1, ON_LINE, "\\alpha "},
	{0x03B2, ON_LINE, "\\beta "},
	{0x03B3, ON_LINE, "\\gamma "},
	{0x03B4, ON_LINE, "\\delta "},
	{0x03B5, ON_LINE, "\\epsilon "},
	{0x03B6, ON_LINE, "\\zeta "},
	{0x03B7, ON_LINE, "\\eta "},
	{0x03B8, ON_LINE, "\\theta "},
	{0x03B9, ON_LINE, "\\iota "},
	{0x03BA, ON_LINE, "\\kappa "},
	{0x03BB, ON_LINE, "\\lambda "},
	{0x03BC, ON_LINE, "\\mu "},
	{0x03BD, ON_LINE, "\\nu "},
	{0x03BE, ON_LINE, "\\xi "},
	{0x03BF, ON_LINE, "\\omicron "},
	{0x03C0, ON_LINE, "\\pi "},
	{0x03C1, ON_LINE, "\\rho "},
	{0x03C2, ON_LINE, "\\varsigma "},
	{0x03C3, ON_LINE, "\\sigma "},
	{0x03C4, ON_LINE, "\\tau "},
	{0x03C5, ON_LINE, "\\upsilon "},
	{0x03C6, ON_LINE, "\\phi "},
	{0x03C7, ON_LINE, "\\chi "},
	{0x03C8, ON_LINE, "\\psi "},
	{0x03C9, ON_LINE, "\\omega "},
	{0x03D1, ON_LINE, "\\vartheta "},
	{0x03D5, ON_LINE, "\\varphi "},
	{0x03F5, ON_LINE, "\\epsilon "},
	{0x1D4F, RAISED, "k"},
	{0x1D50, RAISED, "m"},
	{0x1D62, LOWERED, "i"},
	{0x1D63, LOWERED, "r"},
	{0x2009, ON_LINE, "\\,"},
	{0x200B, ON_LINE, ""},
	{0x200C, ON_LINE, ""},
	{0x200D, ON_LINE, ""},
	{0x200E, ON_LINE, ""},
	{0x2010, ON_LINE, "-"},
	{0x2011, ON_LINE, "-"},
	{0x2012, ON_LINE, "-"},
	{0x2013, ON_LINE, "-"},
	{0x2014, ON_LINE, "-"},
	{0x2015, ON_LINE, "-"},
	{0x2016, ON_LINE, "\\|"},
	{0x2018, ON_LINE, "'"},
	{0x2019, ON_LINE, "'"},
	{0x201C, ON_LINE, "\""},
	{0x201D, ON_LINE, "\""},
	{0x2022, ON_LINE, "\\cdot "},
	{0x2026, ON_LINE, "\\ldots "},
	{0x202F, ON_LINE, "\\,"},
	{0x2030, ON_LINE, "\\permil "},
	{0x2032, ON_LINE, "'"},
	{0x2033, ON_LINE, "''"},
	{0x2044, ON_LINE, "/"},
	{0x205F, ON_LINE, " "},
	{0x2060, ON_LINE, ""},
	{0x2061, ON_LINE, ""},
	{0x2062, ON_LINE, "*"},
	{0x2063, ON_LINE, ","},
	{0x2070, RAISED, "0"},
	{0x2071, RAISED, "i"},
	{0x2074, RAISED, "4"},
	{0x2075, RAISED, "5"},
	{0x2076, RAISED, "6"},
	{0x2077, RAISED, "7"},
	{0x2078, RAISED, "8"},
	{0x2079, RAISED, "9"},
	{0x207A, RAISED, "+"},
	{0x207B, RAISED, "-"},
	{0x207D, RAISED, "("},
	{0x207E, RAISED, ")"},
	{0x207F, RAISED, "n"},
	{0x2080, LOWERED, "0"},
	{0x2081, LOWERED, "1"},
	{0x2082, LOWERED, "2"},
	{0x2083, LOWERED, "3"},
	{0x2084, LOWERED, "4"},
	{0x2085, LOWERED, "5"},
	{0x2086, LOWERED, "6"},
	{0x2087, LOWERED, "7"},
	{0x2088, LOWERED, "8"},
	{0x2089, LOWERED, "9"},
	{0x208A, LOWERED, "+"},
	{0x208B, LOWERED, "-"},
	{0x2090, LOWERED, "a"},
	{0x2091, LOWERED, "e"},
	{0x2093, LOWERED, "x"},
	{0x2096, LOWERED, "k"},
	{0x2098, LOWERED, "m"},
	{0x2099, LOWERED, "n"},
	{0x209A, LOWERED, "p"},
	{0x209B, LOWERED, "s"},
	{0x209C, LOWERED, "t"},
	{0x20A9, ON_LINE, "\\won "},
	{0x20AC, ON_LINE, "\\euro "},
	{0x20B9, ON_LINE, "\\rupee "},
	{0x2102, ON_LINE, "\\mathbb{C}"},
	{0x2103, ON_LINE, "^{\\circ}C "},
	{0x2107, ON_LINE, "e"},
	{0x2109, ON_LINE, "^{\\circ}F "},
	{0x2113, ON_LINE, "\\ell "},
	{0x2115, ON_LINE, "\\mathbb{N}"},
	{0x211A, ON_LINE, "\\mathbb{Q}"},
	{0x211D, ON_LINE, "\\mathbb{R}"},
	{0x2124, ON_LINE, "\\mathbb{Z}"},
	{0x2126, ON_LINE, "\\Omega "},
	{0x212F, ON_LINE, "e"},
	{0x2147, ON_LINE, "e"},
	{0x2148, ON_LINE, "i"},
	{0x2150, ON_LINE, "\\frac{1}{7}"},
	{0x2151, ON_LINE, "\\frac{1}{9}"},
	{0x2152, ON_LINE, "\\frac{1}{10}"},
	{0x2153, ON_LINE, "\\frac{1}{3}"},
	{0x2154, ON_LINE, "\\frac{2}{3}"},
	{0x2155, ON_LINE, "\\frac{1}{5}"},
	{0x2156, ON_LINE, "\\frac{2}{5}"},
	{0x2157, ON_LINE, "\\frac{3}{5}"},
	{0x2158, ON_LINE, "\\frac{4}{5}"},
	{0x2159, ON_LINE, "\\frac{1}{6}"},
	{0x215A, ON_LINE, "\\frac{5}{6}"},
	{0x215B, ON_LINE, "\\frac{1}{8}"},
	{0x215C, ON_LINE, "\\frac{3}{8}"},
	{0x215D, ON_LINE, "\\frac{5}{8}"},
	{0x215E, ON_LINE, "\\frac{7}{8}"},
	{0x2190, ON_LINE, "\\gets "},
	{0x2192, ON_LINE, "\\to "},
	{0x2194, ON_LINE, "\\iff "},
	{0x21A6, ON_LINE, "\\mapsto "},
	{0x21D2, ON_LINE, "\\implies "},
	{0x21D4, ON_LINE, "\\iff "},
	{0x2202, ON_LINE, "\\partial "},
	{0x2205, ON_LINE, "\\emptyset "},
	{0x2206, ON_LINE, "\\Delta "},
	{0x2207, ON_LINE, "\\nabla "},
	{0x2208, ON_LINE, "\\in "},
	{0x2209, ON_LINE, "\\notin "},
	{0x220F, ON_LINE, "\\prod "},
	{0x2211, ON_LINE, "\\sum "},
	{0x2212, ON_LINE, "-"},
	{0x2213, ON_LINE, "\\mp "},
	{0x2215, ON_LINE, "/"},
	{0x2216, ON_LINE, "\\setminus "},
	{0x2217, ON_LINE, "*"},
	{0x2218, ON_LINE, "\\circ "},
	{0x2219, ON_LINE, "\\cdot "},
	{0x221A, ON_LINE, "\\surd "},
	{0x221B, ON_LINE, "\\surdthree "},
	{0x221C, ON_LINE, "\\surdfour "},
	{0x221D, ON_LINE, "\\propto "},
	{0x221E, ON_LINE, "\\infty "},
	{0x2220, ON_LINE, "\\angle "},
	{0x2223, ON_LINE, "|"},
	{0x2225, ON_LINE, "\\parallel "},
	{0x2227, ON_LINE, "\\land "},
	{0x2228, ON_LINE, "\\lor "},
	{0x2229, ON_LINE, "\\cap "},
	{0x222A, ON_LINE, "\\cup "},
	{0x222B, ON_LINE, "\\int "},
	{0x2234, ON_LINE, ""},
	{0x2236, ON_LINE, ":"},
	{0x223C, ON_LINE, "\\sim "},
	{0x2245, ON_LINE, "\\cong "},
	{0x2248, ON_LINE, "\\approx "},
	{0x2254, ON_LINE, ":="},
	{0x2260, ON_LINE, "\\neq "},
	{0x2261, ON_LINE, "\\equiv "},
	{0x2264, ON_LINE, "\\leq "},
	{0x2265, ON_LINE, "\\geq "},
	{0x2266, ON_LINE, "\\leq "},
	{0x2267, ON_LINE, "\\geq "},
	{0x2282, ON_LINE, "\\subset "},
	{0x2283, ON_LINE, "\\supset "},
	{0x2286, ON_LINE, "\\subseteq "},
	{0x2287, ON_LINE, "\\supseteq "},
	{0x22A5, ON_LINE, "\\perp "},
	{0x22BB, ON_LINE, "\\lor "},
	{0x22C2, ON_LINE, "\\cap "},
	{0x22C3, ON_LINE, "\\cup "},
	{0x22C5, ON_LINE, "\\cdot "},
	{0x22EF, ON_LINE, "\\cdots "},
	{0x2308, ON_LINE, "\\lceil "},
	{0x2309, ON_LINE, "\\rceil "},
	{0x230A, ON_LINE, "\\lfloor "},
	{0x230B, ON_LINE, "\\rfloor "},
	{0x2329, ON_LINE, "\\langle "},
	{0x232A, ON_LINE, "\\rangle "},
	{0x25B3, ON_LINE, "\\triangle "},
	{0x27E8, ON_LINE, "\\langle "},
	{0x27E9, ON_LINE, "\\rangle "},
	{0x2A7D, ON_LINE, "\\leq "},
	{0x2A7E, ON_LINE, "\\geq "},
	{0x2C7C, LOWERED, "j"},
	{0x3000, ON_LINE, " "},
	{0x3001, ON_LINE, ","},
	{0x3002, ON_LINE, "."},
	{0xFE50, ON_LINE, ","},
	{0xFE63, ON_LINE, "-"},
	{0xFEFF, ON_LINE, ""},
	{0xFF0C, ON_LINE, ","},
	{0xFF1A, ON_LINE, ":"},
	{0xFF1B, ON_LINE, ";"},
};

/* The longest replacement is 11 bytes for a sequence of 2. */
#define FOLD_GROWTH 6

static const struct fold *find_fold(unsigned code)
{
	size_t low = 0, high = sizeof(folds) / sizeof(folds[0]);
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (folds[mid].code == code)
			return &folds[mid];
		if (folds[mid].code < code)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

struct writer {
	char *out;
	uint32_t *from; /* The source offset of each byte written, or NULL. */
	size_t len, source;
	enum level level;
};

static void put(struct writer *writer, const char *text, size_t len)
{
	memcpy(writer->out + writer->len, text, len);
	for (size_t i = 0; writer->from && i < len; i++)
		writer->from[writer->len + i] = (uint32_t)writer->source;
	writer->len += len;
}

static void set_level(struct writer *writer, enum level level)
{
	static const char *const opens[] = {"", "^{", "_{"};
	if (level == writer->level)
		return;
	if (writer->level != ON_LINE)
		put(writer, "}", 1);
	put(writer, opens[level], strlen(opens[level]));
	writer->level = level;
}

static void fold_one(struct writer *writer, unsigned code, const char *bytes, size_t n)
{
	const struct fold *fold = code < 0x80 ? NULL : find_fold(code);
	set_level(writer, fold ? fold->level : ON_LINE);
	if (fold) {
		put(writer, fold->text, strlen(fold->text));
	} else if (code >= 0xFF01 && code <= 0xFF5E) {
		char c = (char)(code - 0xFF01 + '!'); /* Full-width forms of ASCII. */
		put(writer, &c, 1);
	} else if (code >= 0x2000 && code <= 0x200A) {
		put(writer, " ", 1);
	} else {
		put(writer, bytes, n);
	}
}

int assay_math_fold_map(struct assay_str in, struct assay_arena *arena, struct assay_str *ret, uint32_t **ret_from,
			struct assay_err *err)
{
	struct writer writer = {.out = assay_arena_alloc(arena, in.len * FOLD_GROWTH + 1)};
	if (ret_from)
		writer.from = assay_arena_array(arena, in.len * FOLD_GROWTH + 1, sizeof(*writer.from));
	if (!writer.out || (ret_from && !writer.from))
		return assay_arena_fail(arena, err);
	for (size_t at = 0; at < in.len;) {
		unsigned code;
		size_t n = assay_utf8_decode(in.data + at, in.len - at, &code);
		writer.source = at;
		fold_one(&writer, code, in.data + at, n);
		at += n;
	}
	set_level(&writer, ON_LINE);
	*ret = (struct assay_str){.data = writer.out, .len = writer.len};
	if (ret_from) {
		writer.from[writer.len] = (uint32_t)in.len;
		*ret_from = writer.from;
	}
	return 0;
}

int assay_math_fold(struct assay_str in, struct assay_arena *arena, struct assay_str *ret, struct assay_err *err)
{
	return assay_math_fold_map(in, arena, ret, NULL, err);
}
