/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

#define EXTENSIONS(version) "/usr/share/php" version "-common/common:/usr/share/php" version "-mbstring/mbstring"

/*
 * A host's php.ini is nobody's business, but ctype and others are extensions that one switches on: the packages'
 * own templates do. Memory is the sandbox's to limit, and complaints are no output.
 */
const struct assay_language assay_language_php = {
	.name = "php",
	.source_name = "main.php",
	.tools = ASSAY_WORDS("/usr/bin/php", "/usr/local/bin/php"),
	.packages = ASSAY_WORDS("php-cli", "php-mbstring"),
	.run = ASSAY_WORDS("{tool}", "-d", "memory_limit=-1", "-d", "display_errors=stderr", "{main}"),
	.env = ASSAY_WORDS("PHP_INI_SCAN_DIR=" EXTENSIONS("8.2") ":" EXTENSIONS("8.4")),
	.version = ASSAY_WORDS("--version"),
	.time_factor = 3,
};
