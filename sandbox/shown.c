/* SPDX-License-Identifier: Apache-2.0 */
/* What of the host a candidate may read; see template.h. */
#include "sandbox/template.h"

const char *const sandbox_system_folders[] = {
	"usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "var/lib/ghc" /* Haskell's list of packages. */, NULL};

/* Of /etc: what the loader, the alternatives links and language runtimes read. None of it is secret. */
const char *const sandbox_etc_names[] = {"ld.so.cache",	 "alternatives",       "mime.types",
					 "locale.alias", "ssl/openssl.cnf",    "R/Renviron",
					 "mono/config",	 "racket/config.rktd", NULL};

const char *const sandbox_devices[] = {"null", "zero", "full", "random", "urandom", NULL};
