/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/fold.h"

/* Unicode to ASCII and LaTeX: characters with exactly one counterpart. */
static const struct fold {
	unsigned code;
	const char *text;
} folds[] = {
	{0x00A0, " "},
	{0x00B0, "^{\\circ}"},
	{0x00B7, "\\cdot "},
	{0x00BC, "\\frac{1}{4}"},
	{0x00BD, "\\frac{1}{2}"},
	{0x00BE, "\\frac{3}{4}"},
	{0x00D7, "\\times "},
	{0x03C0, "\\pi "},
	{0x200B, ""},
	{0x2060, ""},
	{0x2009, "\\,"},
	{0x202F, "\\,"},
	{0x205F, " "},
	{0x2153, "\\frac{1}{3}"},
	{0x2154, "\\frac{2}{3}"},
	{0x2155, "\\frac{1}{5}"},
	{0x215B, "\\frac{1}{8}"},
	{0x2212, "-"},
	{0x221E, "\\infty "},
	{0x2229, "\\cap "},
	{0x222A, "\\cup "},
	{0x2260, "\\neq "},
	{0x2264, "\\leq "},
	{0x2265, "\\geq "},
	{0x22C5, "\\cdot "},
	{0x3000, " "},
	{0xFE63, "-"},
	{0xFEFF, ""},
};

/* The longest replacement is 11 bytes for a sequence of 2. */
#define FOLD_GROWTH 6

static const char *find_fold(unsigned code)
{
	for (size_t i = 0; i < sizeof(folds) / sizeof(folds[0]); i++) {
		if (folds[i].code == code)
			return folds[i].text;
	}
	return NULL;
}

int assay_math_fold(struct assay_str in, struct assay_arena *arena, struct assay_str *ret, struct assay_err *err)
{
	char *out = assay_arena_alloc(arena, in.len * FOLD_GROWTH);
	size_t len = 0;
	if (!out)
		return assay_arena_fail(arena, err);
	for (size_t at = 0; at < in.len;) {
		unsigned code;
		size_t n = assay_utf8_decode(in.data + at, in.len - at, &code);
		const char *text = code < 0x80 ? NULL : find_fold(code);
		if (text) {
			while (*text)
				out[len++] = *text++;
		} else if (code >= 0xFF01 && code <= 0xFF5E) {
			out[len++] = (char)(code - 0xFF01 + '!'); /* Full-width forms of ASCII. */
		} else if (code >= 0x2000 && code <= 0x200A) {
			out[len++] = ' ';
		} else {
			memcpy(out + len, in.data + at, n);
			len += n;
		}
		at += n;
	}
	*ret = (struct assay_str){.data = out, .len = len};
	return 0;
}
