/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/language.h"

#include <stddef.h>
#include <strings.h>

static const struct {
	const char *alias, *name;
} languages[] = {
	{"bash", "bash"},
	{"sh", "bash"},
	{"shell", "bash"},
	{"c", "c"},
	{"cpp", "cpp"},
	{"c++", "cpp"},
	{"cc", "cpp"},
	{"cxx", "cpp"},
	{"c#", "csharp"},
	{"cs", "csharp"},
	{"csharp", "csharp"},
	{"d", "d"},
	{"go", "go"},
	{"golang", "go"},
	{"haskell", "haskell"},
	{"hs", "haskell"},
	{"java", "java"},
	{"javascript", "javascript"},
	{"js", "javascript"},
	{"node", "javascript"},
	{"nodejs", "javascript"},
	{"julia", "julia"},
	{"jl", "julia"},
	{"kotlin", "kotlin"},
	{"kt", "kotlin"},
	{"lua", "lua"},
	{"ocaml", "ocaml"},
	{"ml", "ocaml"},
	{"perl", "perl"},
	{"pl", "perl"},
	{"php", "php"},
	{"python", "python"},
	{"py", "python"},
	{"py3", "python"},
	{"python3", "python"},
	{"pypy3", "python"},
	{"r", "r"},
	{"ruby", "ruby"},
	{"rb", "ruby"},
	{"rust", "rust"},
	{"rs", "rust"},
	{"scala", "scala"},
	{"swift", "swift"},
	{"typescript", "typescript"},
	{"ts", "typescript"},
};

const char *assay_code_language(struct assay_str name)
{
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++) {
		if (strlen(languages[i].alias) == name.len && strncasecmp(languages[i].alias, name.data, name.len) == 0)
			return languages[i].name;
	}
	return NULL;
}

bool assay_code_language_is_same(struct assay_str a, struct assay_str b)
{
	const char *name_a = assay_code_language(a), *name_b = assay_code_language(b);

	if (name_a && name_b)
		return strcmp(name_a, name_b) == 0;
	return assay_str_eq(a, b);
}
