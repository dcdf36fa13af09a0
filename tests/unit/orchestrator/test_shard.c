/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/shard.h"

#include <criterion/criterion.h>
#include <stdio.h>

Test(shard, nothing_said_is_the_whole)
{
	struct assay_shard shard = {.count = 7};
	cr_assert_eq(assay_shard_parse(NULL, &shard, NULL), 0);
	cr_expect(assay_shard_has_row(&shard, 0) && assay_shard_has_row(&shard, 12345));
}

Test(shard, shards_are_disjoint_and_complete_and_may_count_from_one)
{
	for (uint64_t n = 0; n < 100; n++) {
		unsigned from_0 = 0, from_1 = 0;
		const struct assay_hash128 key = assay_hash_of((struct assay_str){(const char *)&n, sizeof(n)});
		for (unsigned i = 0; i < 3; i++) {
			struct assay_shard shard;
			char text[8];
			(void)snprintf(text, sizeof(text), "%u/3", i);
			cr_assert_eq(assay_shard_parse(text, &shard, NULL), 0);
			from_0 += assay_shard_has_row(&shard, n);
			(void)snprintf(text, sizeof(text), "%u/3", i + 1);
			cr_assert_eq(assay_shard_parse(text, &shard, NULL), 0);
			from_1 += assay_shard_has_key(&shard, &key);
		}
		cr_expect(from_0 == 1 && from_1 == 1, "%u %u", from_0, from_1);
	}
}

Test(shard, refuses_what_is_no_share)
{
	static const char *const bad[] = {"",	  "/",	 "1",	  "1/",	 "/2",	 "3/2",
					  "-1/2", "1/0", "1/2/3", "a/b", "1/2 ", "0/1000001"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct assay_shard shard;
		cr_expect_eq(assay_shard_parse(bad[i], &shard, NULL), ASSAY_ECONFIG, "%s", bad[i]);
	}
}
