/* SPDX-License-Identifier: Apache-2.0 */
/* What every fuzz target shares: the entry point, and claims that hold in release builds too. */
#ifndef ASSAY_TESTS_FUZZ_H
#define ASSAY_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(claim)                                                                              \
	do {                                                                                        \
		if (!(claim)) {                                                                     \
			(void)fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #claim); \
			abort();                                                                    \
		}                                                                                   \
	} while (0)

#endif
