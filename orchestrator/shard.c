/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/shard.h"

#include "base/num.h"
#include "base/str.h"

#include <string.h>

#define MAX_SHARDS 1000000

int assay_shard_parse(const char *text, struct assay_shard *ret, struct assay_err *err)
{
	*ret = (struct assay_shard){0};
	if (!text)
		return 0;
	struct assay_str s = assay_str_of(text);
	size_t slash = assay_str_find(s, ASSAY_STR("/"), 0);
	uint64_t i = 0;
	uint64_t n = 0;
	if (slash == SIZE_MAX || assay_parse_u64(assay_str_sub(s, slash + 1, s.len), 1, MAX_SHARDS, &n, NULL) ||
	    assay_parse_u64(assay_str_sub(s, 0, slash), 0, n, &i, NULL))
		return assay_fail(err, ASSAY_ECONFIG, "--shard \"%s\": give I/N with I from 0 to N", text);
	*ret = (struct assay_shard){.index = i % n, .count = n};
	return 0;
}

bool assay_shard_has_row(const struct assay_shard *shard, uint64_t n)
{
	return shard->count == 0 || n % shard->count == shard->index;
}

bool assay_shard_has_key(const struct assay_shard *shard, const struct assay_hash128 *key)
{
	uint64_t n = 0;
	_Static_assert(sizeof(key->bytes) >= sizeof(n), "a key has 64 bits or more");
	/* By bytes, so that machines of either byte order agree. */
	for (size_t i = 0; i < sizeof(n); i++)
		n = n << 8 | key->bytes[i];
	return assay_shard_has_row(shard, n);
}
