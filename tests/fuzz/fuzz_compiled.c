/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An entry of the cache of compiled programs, as if its hash had fitted: what is read is written again as the same
 * bytes, and no name leads out of the work folder. With its hash looked at, it is taken for that key alone.
 */
#include "sandbox/compiled.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct assay_hash128 other = {.bytes = {1}};
	const struct assay_str bytes = {(const char *)data, size};
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	assay_autobuf struct assay_buf again = {0};
	struct assay_outcome outcome;
	struct assay_hash128 key;

	REQUIRE(arena);
	REQUIRE(sandbox_compiled_read(bytes, &other, arena, &outcome, NULL) < 0);
	if (sandbox_compiled_read(bytes, NULL, arena, &outcome, NULL) < 0)
		return 0;
	for (size_t i = 0; i < outcome.n_outputs; i++)
		REQUIRE(assay_file_name_is_safe(outcome.outputs[i].name));
	memcpy(key.bytes, data + 8, sizeof key.bytes);
	REQUIRE(sandbox_compiled_write(&key, &outcome, &again, NULL) == 0);
	/* But for the hash, which the input need not have right. */
	REQUIRE(again.len == size && memcmp(again.data, data, 24) == 0);
	REQUIRE(memcmp(again.data + 40, data + 40, size - 40) == 0);
	REQUIRE(sandbox_compiled_read(assay_buf_str(&again), &key, arena, &outcome, NULL) == 0);
	return 0;
}
