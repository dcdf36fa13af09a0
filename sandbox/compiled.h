/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A kept compilation as bytes: a head with its key and the hash of what follows, then the outcome and its files. Read
 * as if anybody could have written it.
 */
#ifndef ASSAY_SANDBOX_COMPILED_H
#define ASSAY_SANDBOX_COMPILED_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "sandbox/lang.h"
#include "sandbox/sandbox.h"

/** What decides the outcome of a compile job, the state of this machine's compilers included. */
int sandbox_compile_key(const struct assay_language *lang, const struct assay_job *job, enum assay_isolation isolation,
			struct assay_hash128 *ret, struct assay_err *err);

int sandbox_compiled_write(const struct assay_hash128 *key, const struct assay_outcome *outcome, struct assay_buf *out,
			   struct assay_err *err);

/**
 * ASSAY_EINVAL when the bytes are not an entry of that key. `key` NULL: they never left our memory, and their hashes
 * are not looked at again. Views in `*ret` are into `bytes`; the list of outputs lives in the arena.
 */
int sandbox_compiled_read(struct assay_str bytes, const struct assay_hash128 *key, struct assay_arena *arena,
			  struct assay_outcome *ret, struct assay_err *err);

#endif
