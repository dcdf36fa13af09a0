/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/lang/all.h"

/*
 * Compiler and linker by hand, where the standard library lies compiled beside them: `go build` spends as long again on
 * finding out that nothing has changed. Packages from elsewhere come compiled from LIBRARIES (scripts/suite-libraries),
 * else `go build` compiles them from where Debian's packages put their sources; it is also left the programs that it
 * alone can build: modules, and embedded files. Without compiled archives (Go 1.20 and later ship none) it first
 * compiles what the program imports.
 */
#define LIBRARIES "/usr/local/lib/assay/go/pkg/linux_amd64"
#define BUILD                                                                                                          \
	"exec >&2; r=$(readlink -f \"$1\"); r=${r%/bin/go}; t=$r/pkg/tool/linux_amd64; l=" LIBRARIES                   \
	"; by_hand=true; "                                                                                             \
	"[ -e \"$r/pkg/linux_amd64/fmt.a\" ] || by_hand=false; [ ! -e go.mod ] || by_hand=false; "                     \
	"! grep -q '^//go:embed' ./*.go || by_hand=false; "                                                            \
	"for p in $(grep -Eho '^[[:space:]]*(import )?[[:space:]_.a-zA-Z0-9]*\"[a-z0-9-]+[.][a-z]+/[^\"]*' ./*.go | "  \
	"sed 's/.*\"//'); do [ -e \"$l/$p.a\" ] || by_hand=false; done; "                                              \
	"if ! $by_hand; then export GOCACHE=\"${TMPDIR:-/tmp}/go\"; [ -e go.mod ] || export GO111MODULE=off GOFLAGS= " \
	"GOPATH=/usr/share/gocode; "                                                                                   \
	"exec \"$1\" build -trimpath -ldflags '-s -w' -o a.out; fi; "                                                  \
	"\"$t/compile\" -I \"$l\" -o .main.a -p main -complete -pack -buildid= -trimpath \"$PWD\" ./*.go && "          \
	"exec \"$t/link\" -L \"$l\" -o a.out -s -w -buildid= .main.a"

const struct assay_language assay_language_go = {
	.name = "go",
	.aliases = ASSAY_WORDS("golang"),
	.source_name = "main.go",
	.tools = ASSAY_WORDS("/usr/local/go/bin/go", "/usr/bin/go"),
	.packages = ASSAY_WORDS("golang-go"),
	.compile = ASSAY_WORDS("/bin/sh", "-c", BUILD, "sh", "{tool}"),
	.artifacts = ASSAY_WORDS("a.out"),
	.run = ASSAY_WORDS("./a.out"),
	.env = ASSAY_WORDS("CGO_ENABLED=0", "GOFLAGS=-mod=mod", "GOPROXY=off", "GOTOOLCHAIN=local"),
	.version = ASSAY_WORDS("version"),
	.can_exceed_address_space = true, /* The heap's arenas are reserved up front. */
	.compile_limits = {.cpu_ms = 60000, .wall_ms = 60000, .fs_inodes = 16384},
};
