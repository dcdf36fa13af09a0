/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes through every normal form: each ends, prose and careful forms are their own forms, no word is empty or
 * holds a byte that separates words.
 */
#include "filters/text.h"
#include "tests/fuzz/fuzz.h"

typedef int normal_form(struct assay_str text, struct assay_buf *out, struct assay_err *err);

static void check_stable(normal_form *form, struct assay_str text)
{
	assay_autobuf struct assay_buf once = {0};
	assay_autobuf struct assay_buf twice = {0};
	REQUIRE(form(text, &once, NULL) == 0);
	REQUIRE(form(assay_buf_str(&once), &twice, NULL) == 0);
	REQUIRE(assay_str_eq(assay_buf_str(&once), assay_buf_str(&twice)));
	REQUIRE(assay_utf8_is_valid(assay_buf_str(&once)));
}

static void check_words(struct assay_str text)
{
	assay_autowords struct assay_words words = {0};
	REQUIRE(assay_words_split(&words, text, NULL) == 0);
	for (size_t i = 0; i < words.n; i++) {
		struct assay_str word = assay_words_at(&words, i);
		REQUIRE(word.len > 0 && !memchr(word.data, ' ', word.len) && assay_utf8_is_valid(word));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct assay_str languages[] = {{"python", 6}, {"c", 1}, {0}};
	struct assay_str text = {.data = (const char *)data, .len = size};
	check_stable(assay_text_prose, text);
	check_stable(assay_text_careful, text);
	check_words(text);
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++) {
		for (int reading = ASSAY_READ_CAREFUL; reading <= ASSAY_READ_CODE; reading++) {
			assay_autobuf struct assay_buf out = {0};
			REQUIRE(assay_text_response(text, (enum assay_reading)reading, languages[i], &out, NULL) == 0);
			REQUIRE(assay_text_prompt(text, (enum assay_reading)reading, languages[i], &out, NULL) == 0);
		}
	}
	return 0;
}
