/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Go files as programs of more than one file need them; for verifiers/ alone.
 */
#ifndef ASSAY_VERIFIERS_CODE_SOURCE_GO_H
#define ASSAY_VERIFIERS_CODE_SOURCE_GO_H

#include "verifiers/code/source.h"

/**
 * Appends `text` as a file of package main. Its package clause goes, its main() gets another name, and an import that
 * nothing in the text uses is one for its effects alone: the suite that uses it stands in another file. The
 * imports of `prelude` (a text of its own, may be absent) that the text uses and does not have come along.
 */
void assay_source_go_file(struct assay_str prelude, struct assay_str text, struct assay_buf *out);

#endif
