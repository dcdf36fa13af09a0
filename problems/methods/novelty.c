/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/methods/novelty.h"

#include "base/hash.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WORDS ((size_t)4096)
/* A few words reappear in any long text: that is no copy. */
#define MIN_RECALL_WORDS ((size_t)8)

struct text {
	uint64_t *words;  /* Hashes, in order. */
	uint64_t *sorted; /* The same, by size. */
	size_t n;
	uint64_t family; /* Hash of its name; 0: none. */
};

struct assay_novelty {
	struct text *texts;
	size_t n, cap;
};

static bool is_word_byte(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* The next word in small letters, hashed; false at the end. */
static bool next_word(struct assay_str text, size_t *at, uint64_t *ret)
{
	char word[64];
	size_t n = 0;
	while (*at < text.len && !is_word_byte((unsigned char)text.data[*at]))
		(*at)++;
	if (*at == text.len)
		return false;
	for (; *at < text.len && is_word_byte((unsigned char)text.data[*at]); (*at)++) {
		char c = text.data[*at];
		if (n < sizeof(word))
			word[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	*ret = assay_xxh64(word, n, 0);
	return true;
}

size_t assay_count_words(struct assay_str text)
{
	size_t at = 0;
	size_t n = 0;
	uint64_t word;
	while (next_word(text, &at, &word))
		n++;
	return n;
}

static int compare(const void *a, const void *b)
{
	uint64_t x;
	uint64_t y;
	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

static void text_finish(struct text *text)
{
	free(text->words);
	free(text->sorted);
}

static bool text_init(struct text *text, struct assay_str from)
{
	size_t max = from.len / 2 + 1 < MAX_WORDS ? from.len / 2 + 1 : MAX_WORDS;
	size_t at = 0;
	*text = (struct text){.words = calloc(max, sizeof(uint64_t)), .sorted = calloc(max, sizeof(uint64_t))};
	if (!text->words || !text->sorted) {
		text_finish(text);
		return false;
	}
	while (text->n < max && next_word(from, &at, &text->words[text->n]))
		text->n++;
	memcpy(text->sorted, text->words, text->n * sizeof(uint64_t));
	qsort(text->sorted, text->n, sizeof(uint64_t), compare);
	return true;
}

struct assay_novelty *assay_novelty_create(void)
{
	return calloc(1, sizeof(struct assay_novelty));
}

void assay_novelty_destroy(struct assay_novelty *novelty)
{
	for (size_t i = 0; novelty && i < novelty->n; i++)
		text_finish(&novelty->texts[i]);
	if (novelty)
		free(novelty->texts);
	free(novelty);
}

size_t assay_novelty_count(const struct assay_novelty *novelty)
{
	return novelty->n;
}

static uint64_t family_of(struct assay_str name)
{
	return name.len ? assay_xxh64(name.data, name.len, 1) : 0;
}

int assay_novelty_add(struct assay_novelty *novelty, struct assay_str text, struct assay_str family)
{
	if (novelty->n == novelty->cap) {
		size_t cap = novelty->cap ? novelty->cap * 2 : 64;
		struct text *texts = reallocarray(novelty->texts, cap, sizeof(*texts));
		if (!texts)
			return ASSAY_ENOMEM;
		novelty->texts = texts;
		novelty->cap = cap;
	}
	if (!text_init(&novelty->texts[novelty->n], text))
		return ASSAY_ENOMEM;
	novelty->texts[novelty->n++].family = family_of(family);
	return 0;
}

/* Words in common regardless of order: no common subsequence is longer. */
static size_t count_common(const struct text *a, const struct text *b)
{
	size_t n = 0;
	for (size_t i = 0, k = 0; i < a->n && k < b->n;) {
		if (a->sorted[i] == b->sorted[k]) {
			n++;
			i++;
			k++;
		} else if (a->sorted[i] < b->sorted[k]) {
			i++;
		} else {
			k++;
		}
	}
	return n;
}

/* Length of the longest common subsequence; `row` has room for b->n + 1. */
static size_t count_lcs(const struct text *a, const struct text *b, uint16_t *row)
{
	memset(row, 0, (b->n + 1) * sizeof(*row));
	for (size_t i = 0; i < a->n; i++) {
		uint16_t diagonal = 0;
		for (size_t k = 0; k < b->n; k++) {
			uint16_t above = row[k + 1];
			if (a->words[i] == b->words[k])
				row[k + 1] = (uint16_t)(diagonal + 1);
			else if (row[k] > above)
				row[k + 1] = row[k];
			diagonal = above;
		}
	}
	return row[b->n];
}

static double f_of(size_t common, const struct text *a, const struct text *b)
{
	return a->n + b->n ? 2.0 * (double)common / (double)(a->n + b->n) : 1;
}

static double recall_of(size_t common, const struct text *known)
{
	return known->n >= MIN_RECALL_WORDS ? (double)common / (double)known->n : 0;
}

double assay_rouge_l(struct assay_str a, struct assay_str b)
{
	struct text x;
	struct text y;
	double f = -1;
	if (!text_init(&x, a))
		return f;
	if (text_init(&y, b)) {
		uint16_t *row = calloc(y.n + 1, sizeof(*row));
		if (row)
			f = f_of(count_lcs(&x, &y, row), &x, &y);
		free(row);
		text_finish(&y);
	}
	text_finish(&x);
	return f;
}

static bool is_near(const struct text *text, const struct text *known, double f, double recall, uint16_t *row)
{
	size_t shorter = text->n < known->n ? text->n : known->n;
	size_t bounds[] = {shorter, 0, 0};
	for (size_t i = 0; i < 3; i++) {
		if (i == 1)
			bounds[i] = count_common(text, known);
		if (i == 2)
			bounds[i] = count_lcs(text, known, row);
		if (!(f_of(bounds[i], text, known) > f) && !(recall_of(bounds[i], known) > recall))
			return false;
	}
	return true;
}

int assay_novelty_find(const struct assay_novelty *novelty, struct assay_str text,
		       const struct assay_novelty_limits *limits, size_t *ret, struct assay_err *err)
{
	struct text words;
	uint64_t family = family_of(limits->family);
	double recall = limits->recall > 0 ? limits->recall : 2;
	uint16_t *row = calloc(MAX_WORDS + 1, sizeof(*row));
	*ret = SIZE_MAX;
	if (!row || !text_init(&words, text)) {
		free(row);
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	}
	for (size_t i = 0; i < novelty->n && *ret == SIZE_MAX; i++) {
		const struct text *known = &novelty->texts[i];
		double f = family && known->family == family ? limits->family_f : limits->f;
		if (is_near(&words, known, f, recall, row))
			*ret = i;
	}
	text_finish(&words);
	free(row);
	return 0;
}
