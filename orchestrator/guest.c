/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/guest.h"

#include "sandbox/lang.h"

extern const char assay_python_codec[], assay_guest_inputs[];
extern const size_t assay_python_codec_len, assay_guest_inputs_len;

/* To load what it was given, and to say what it found. */
#define GRACE_SECONDS 10

int assay_guest_job(struct assay_str guest, struct assay_str request, uint64_t cpu_seconds, struct assay_arena *arena,
		    struct assay_job *ret, struct assay_err *err)
{
	const struct assay_str codec = {assay_python_codec, assay_python_codec_len};
	const struct assay_str inputs = {assay_guest_inputs, assay_guest_inputs_len};
	struct assay_file *file = assay_arena_alloc(arena, sizeof(*file));
	if (!file)
		return assay_arena_fail(arena, err);
	*file = (struct assay_file){.bytes = assay_arena_printf(arena, "%.*s%.*s%.*s", (int)codec.len, codec.data,
								(int)inputs.len, inputs.data, (int)guest.len,
								guest.data)};
	if (!file->bytes.data)
		return assay_arena_fail(arena, err);
	const struct assay_program program = {.language = ASSAY_STR("python"), .files = file, .n_files = 1};
	int rc = assay_language_run_job(&program, NULL, 0, arena, ret, err);
	if (rc)
		return rc;
	ret->stdin_bytes = assay_arena_str(arena, request);
	ret->limits = (struct assay_limits){
		.cpu_ms = (cpu_seconds + GRACE_SECONDS) * 1000,
		.mem_bytes = (uint64_t)1 << 30,
		.output_bytes = (uint64_t)16 << 20,
	};
	return ret->stdin_bytes.data ? 0 : assay_arena_fail(arena, err);
}
