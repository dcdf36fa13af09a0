/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unicode forms over utf8proc; internal to filters/.
 *
 * ASCII, which is nearly everything, passes through untouched and unfolded: callers fold it in their own loop. Only the
 * runs that hold other characters, with the ASCII character before them (a combining mark may belong to it), go
 * through utf8proc, in chunks that end where composition cannot reach across.
 */
#ifndef ASSAY_FILTERS_UNICODE_H
#define ASSAY_FILTERS_UNICODE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum assay_unicode_form {
	/** Canonical composition, nothing else. */
	ASSAY_UNICODE_COMPOSED,
	/**
	 * NFKC with full case folding, without invisible format characters, dashes and quotes as ASCII, every separator
	 * a space. What NFKC would make ambiguous stays apart: x² is x^2, x₂ is x_2, 2½ is 2 1/2, ① is (1).
	 */
	ASSAY_UNICODE_FOLDED,
};

/** Appends the form of `text`. Bytes that are not UTF-8 become U+FFFD. */
int assay_unicode_append(struct assay_str text, enum assay_unicode_form form, struct assay_buf *out,
			 struct assay_err *err);

/** Length of the ASCII text at the start of `s`. */
size_t assay_unicode_ascii_span(struct assay_str s);

/** Letters, marks and digits of any script. */
bool assay_unicode_is_word(unsigned code);
/** True for scripts that write without spaces between words. */
bool assay_unicode_is_unspaced(unsigned code);

#endif
