/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/curl.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct assay_curl assay_curl;

#define NAME_AND_PLACE(name) {"curl_" #name, offsetof(struct assay_curl, name)},
static const struct {
	const char *name;
	size_t place;
} functions[] = {ASSAY_CURL_FUNCTIONS(NAME_AND_PLACE)};

int assay_curl_load(struct assay_err *err)
{
	static bool is_loaded;
	if (is_loaded)
		return 0;
	void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return assay_fail(err, ASSAY_EIO, "cannot load libcurl, which asking a model needs: %s", dlerror());
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		void *function = dlsym(library, functions[i].name);
		if (!function)
			return assay_fail(err, ASSAY_EIO, "this libcurl is too old: it has no %s", functions[i].name);
		memcpy((char *)&assay_curl + functions[i].place, &function, sizeof(function));
	}
	is_loaded = true;
	return 0;
}
