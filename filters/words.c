/* SPDX-License-Identifier: Apache-2.0 */
#include "filters/text.h"
#include "filters/unicode.h"

#include <stdlib.h>

/* What an ASCII byte adds to a word: itself in lower case, or 0 for a byte between words. */
static const char word_byte[128] = {
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7',
	['8'] = '8', ['9'] = '9', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f',
	['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n',
	['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v',
	['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd',
	['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l',
	['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't',
	['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z',
};

void assay_words_finish(struct assay_words *words)
{
	assay_buf_finish(&words->text);
	free(words->ends);
	*words = (struct assay_words){0};
}

struct assay_str assay_words_at(const struct assay_words *words, size_t i)
{
	size_t start = i ? words->ends[i - 1] : 0;
	return (struct assay_str){.data = words->text.data + start, .len = words->ends[i] - start};
}

static int grow(struct assay_words *words, struct assay_err *err)
{
	size_t cap = words->cap ? words->cap * 2 : 256;
	uint32_t *ends = realloc(words->ends, cap * sizeof(*ends));
	if (!ends)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	words->ends = ends;
	words->cap = cap;
	return 0;
}

/* Ends the word that is being gathered, if there is one. */
static int end_word(struct assay_words *words, struct assay_err *err)
{
	size_t start = words->n ? words->ends[words->n - 1] : 0;
	if (words->text.len == start)
		return 0;
	if (words->n == words->cap) {
		int rc = grow(words, err);
		if (rc)
			return rc;
	}
	words->ends[words->n++] = (uint32_t)words->text.len;
	return 0;
}

/* One character that is not ASCII; room for it is there. */
static int add_character(struct assay_words *words, const char *p, size_t n, unsigned code, struct assay_err *err)
{
	int rc = 0;
	if (n == 0 || !assay_unicode_is_word(code))
		return end_word(words, err);
	bool is_alone = assay_unicode_is_unspaced(code);
	if (is_alone)
		rc = end_word(words, err);
	memcpy(words->text.data + words->text.len, p, n);
	words->text.len += n;
	return rc == 0 && is_alone ? end_word(words, err) : rc;
}

static int split_folded(struct assay_words *words, struct assay_str text, struct assay_err *err)
{
	int rc = 0;
	for (size_t i = 0; i < text.len && rc == 0;) {
		unsigned char c = (unsigned char)text.data[i];
		if (c < 0x80) {
			if (word_byte[c])
				words->text.data[words->text.len++] = word_byte[c];
			else
				rc = end_word(words, err);
			i++;
			continue;
		}
		unsigned code = 0;
		size_t n = assay_utf8_decode(text.data + i, text.len - i, &code);
		rc = add_character(words, text.data + i, n, code, err);
		i += n ? n : 1;
	}
	return rc ? rc : end_word(words, err);
}

int assay_words_split(struct assay_words *words, struct assay_str text, struct assay_err *err)
{
	assay_autobuf struct assay_buf folded = {0};
	words->n = 0;
	assay_buf_clear(&words->text);
	if (assay_unicode_ascii_span(text) < text.len) {
		int rc = assay_unicode_append(text, ASSAY_UNICODE_FOLDED, &folded, err);
		if (rc)
			return rc;
		text = assay_buf_str(&folded);
	}
	if (text.len > UINT32_MAX)
		return assay_fail(err, ASSAY_ELIMIT, "a text of more than 4 GiB cannot be compared");
	if (assay_buf_reserve(&words->text, text.len + 1))
		return assay_buf_error(&words->text, err);
	return split_folded(words, text, err);
}
