/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

/* Python programs, compiled while they run: slower to start than python, and faster from a tenth of a second on. */
const struct assay_language assay_language_pypy = {
	.name = "pypy",
	.aliases = ASSAY_WORDS("pypy3"),
	.source_name = "main.py",
	.tools = ASSAY_WORDS("/usr/bin/pypy3", "/usr/local/bin/pypy3"),
	.packages = ASSAY_WORDS("pypy3"),
	.run = ASSAY_WORDS("{tool}", "-s", "{main}"),
	.env_reseeded = ASSAY_WORDS("PYTHONHASHSEED=1"),
	.version = ASSAY_WORDS("-c", "import sys; print('PyPy', *sys.version.split())"),
	.time_factor = 2,
};
