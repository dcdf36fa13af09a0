/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/fault.h"

#ifdef ASSAY_FAULT_INJECTION

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool sandbox_is_faulty(const char *step)
{
	const char *list = getenv("ASSAY_FAULT");
	size_t len = strlen(step);

	while (list && *list) {
		size_t n = strcspn(list, ",");

		if (n == len && memcmp(list, step, len) == 0) {
			errno = EPERM;
			return true;
		}
		list += n + (list[n] == ',');
	}
	return false;
}

#else

/* ISO C wants a declaration in every translation unit. */
extern int sandbox_fault_is_off;

#endif
