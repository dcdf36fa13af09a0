/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

/* What programs for tests of skill use most, what our drivers need, and packages where they are installed. */
static const struct assay_zygote zygote = {
	.modules = ASSAY_WORDS("sys", "os", "io", "re", "abc", "math", "cmath", "time", "copy", "enum", "json", "array",
			       "heapq", "bisect", "string", "random", "typing", "decimal", "operator", "datetime",
			       "fractions", "functools", "itertools", "statistics", "collections", "collections.abc",
			       "dataclasses", "binascii", "resource", "_ast"),
};

/*
 * Not -I: it would make the interpreter ignore PYTHONHASHSEED, so that the order of sets would differ from run to run.
 * The environment is ours and the home folder is empty, which is what -I is for.
 */
const struct assay_language assay_language_python = {
	.name = "python",
	.aliases = ASSAY_WORDS("py", "python3"),
	.source_name = "main.py",
	.tools = ASSAY_WORDS("/usr/bin/python3", "/usr/local/bin/python3"),
	.packages = ASSAY_WORDS("python3"),
	.run = ASSAY_WORDS("{tool}", "-s", "{main}"),
	/* A thread per core of numpy's would count as processes of the run, sum in another order, and could not be
	   forked. */
	.env = ASSAY_WORDS("OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1"),
	.env_reseeded = ASSAY_WORDS("OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1", "PYTHONHASHSEED=1"),
	.zygote = &zygote,
	.version = ASSAY_WORDS("--version"),
	.time_factor = 3,
};
