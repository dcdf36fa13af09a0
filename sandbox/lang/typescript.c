/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

/* Since version 7 the compiler is a native program, and `tsc` a script that starts Node to start it. */
#define NATIVE "lib/node_modules/typescript/node_modules/@typescript/typescript-linux-x64/lib/tsc"

/*
 * Types are checked, as the compiler alone would: a type error is a compile error. Not strictly, as programs that state
 * no configuration of their own were written for. Every file is a module, so that it may call a variable `name` or
 * declare `require` again. Types of Node's own modules come from their package, where it is installed.
 */
#define CHECK                                                                                                       \
	"exec >&2; for d in /usr/local/lib/node_modules /usr/lib/node_modules /usr/share/nodejs; do "               \
	"[ -e \"$d/@types/node\" ] && set -- \"$@\" --types node --typeRoots \"$d/@types\" --lib es2022 && break; " \
	"done; exec \"$@\""

const struct assay_language assay_language_typescript = {
	.name = "typescript",
	.aliases = ASSAY_WORDS("ts"),
	.source_name = "main.ts",
	.tools = ASSAY_WORDS("/usr/local/" NATIVE, "/usr/" NATIVE, "/usr/local/bin/tsc", "/usr/bin/tsc"),
	.runners = ASSAY_WORDS("/usr/bin/node", "/usr/local/bin/node", "/usr/bin/nodejs"),
	.packages = ASSAY_WORDS("nodejs", "npm:typescript@7", "npm:@types/node@20"),
	.compile = ASSAY_WORDS("/bin/sh", "-c", CHECK, "sh", "{tool}", "--strict", "false", "--skipLibCheck",
			       "--target", "es2022", "--module", "commonjs", "--moduleDetection", "force", "--pretty",
			       "false", "{main}"),
	.artifacts = ASSAY_WORDS("{stem}.js"),
	.run = ASSAY_WORDS("{runner}", "{stem}.js"),
	.version = ASSAY_WORDS("--version"),
	.can_exceed_address_space = true, /* The compiler is written in Go, and V8 reserves its heap cage. */
	.time_factor = 2,
};
