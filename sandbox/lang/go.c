/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

/*
 * Compiler and linker by hand, where the standard library lies compiled beside them: `go build` spends as long again on
 * finding out that nothing has changed. It is left the programs that it alone can build: modules, and embedded files.
 * Without compiled archives (Go 1.20 and later ship none) it first compiles what the program imports.
 */
#define BUILD                                                                                                  \
	"exec >&2; r=$(readlink -f \"$1\"); r=${r%/bin/go}; t=$r/pkg/tool/linux_amd64; "                       \
	"if [ -e go.mod ] || [ ! -e \"$r/pkg/linux_amd64/fmt.a\" ] || grep -q '^//go:embed' ./*.go; then "     \
	"[ -e go.mod ] || export GO111MODULE=off; exec \"$1\" build -trimpath -ldflags '-s -w' -o a.out; fi; " \
	"\"$t/compile\" -o /tmp/main.a -p main -complete -pack -buildid= -trimpath \"$PWD\" ./*.go && "        \
	"exec \"$t/link\" -o a.out -s -w -buildid= /tmp/main.a"

const struct assay_language assay_language_go = {
	.name = "go",
	.aliases = ASSAY_WORDS("golang"),
	.source_name = "main.go",
	.tools = ASSAY_WORDS("/usr/local/go/bin/go", "/usr/bin/go"),
	.packages = ASSAY_WORDS("golang-go"),
	.compile = ASSAY_WORDS("/bin/sh", "-c", BUILD, "sh", "{tool}"),
	.artifacts = ASSAY_WORDS("a.out"),
	.run = ASSAY_WORDS("./a.out"),
	.env = ASSAY_WORDS("CGO_ENABLED=0", "GOCACHE=/tmp/go", "GOFLAGS=-mod=mod", "GOPROXY=off", "GOTOOLCHAIN=local"),
	.version = ASSAY_WORDS("version"),
	.can_exceed_address_space = true, /* The heap's arenas are reserved up front. */
	.compile_limits = {.cpu_ms = 60000, .wall_ms = 60000, .fs_inodes = 16384},
};
