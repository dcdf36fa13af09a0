/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/cache.h"

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool put(struct assay_cache_setting *setting, const char *base, const char *rest)
{
	int n = snprintf(setting->folder, sizeof(setting->folder), "%s%s", base, rest);
	/* It travels to workers as JSON. */
	if (n >= 0 && (size_t)n < sizeof(setting->folder) && assay_utf8_is_valid(assay_str_of(setting->folder)))
		return true;
	setting->folder[0] = '\0';
	return false;
}

/* As the XDG base directory specification has it: paths that are not absolute are ignored. */
static void find_default(struct assay_cache_setting *ret)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	if (cache && *cache == '/')
		(void)put(ret, cache, "/assay/compiled");
	else if (home && *home == '/')
		(void)put(ret, home, "/.cache/assay/compiled");
}

int assay_cache_setting_of(const char *text, struct assay_cache_setting *ret, struct assay_err *err)
{
	char here[ASSAY_CACHE_PATH] = "";
	*ret = (struct assay_cache_setting){0};
	if (!text) {
		find_default(ret);
		return 0;
	}
	ret->is_off = strcmp(text, "off") == 0;
	if (ret->is_off)
		return 0;
	if (*text != '/') {
		if (!getcwd(here, sizeof(here) - 1))
			return assay_fail_errno(err, "current folder");
		size_t n = strlen(here);
		here[n] = '/';
		here[n + 1] = '\0';
	}
	if (*text != '\0' && put(ret, here, text))
		return 0;
	return assay_fail(err, ASSAY_ECONFIG, "compile cache: \"%.100s\" is no path that can be used", text);
}
