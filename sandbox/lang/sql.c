/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

/* One database in memory; the script may read its input with `.import /dev/stdin TABLE`. The first error ends it. */
const struct assay_language assay_language_sql = {
	.name = "sql",
	.aliases = ASSAY_WORDS("sqlite", "sqlite3"),
	.source_name = "main.sql",
	.tools = ASSAY_WORDS("/usr/bin/sqlite3", "/usr/local/bin/sqlite3"),
	.packages = ASSAY_WORDS("sqlite3"),
	.run = ASSAY_WORDS("{tool}", "-batch", "-bail", "-init", "/dev/null", ":memory:", ".read {main}"),
	.version = ASSAY_WORDS("--version"),
	.time_factor = 3,
};
