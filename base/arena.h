/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An arena: many allocations, one lifetime, one ceiling.
 *
 * A problem's journey owns one arena; everything that hangs off the problem is
 * allocated there and dies with it. Nothing is freed singly. The ceiling given
 * at creation bounds what foreign data can make us allocate: reaching it returns
 * NULL, which callers turn into ASSAY_ELIMIT with assay_arena_fail(). Memory
 * is zeroed, so a struct from an arena starts as "unknown" in every field.
 *
 * An arena is not thread-safe; it is meant to be passed along, not shared.
 */
#ifndef ASSAY_BASE_ARENA_H
#define ASSAY_BASE_ARENA_H

#include "base/err.h"
#include "base/str.h"

#include <stddef.h>

struct assay_arena;

/** A new arena that hands out at most `max_bytes` (0: no ceiling). NULL when the allocator refuses. */
struct assay_arena *assay_arena_create(size_t max_bytes);

/** Frees everything; NULL is allowed. */
void assay_arena_destroy(struct assay_arena *arena);

/** Forgets every allocation but keeps the first block, for loops over rows. */
void assay_arena_reset(struct assay_arena *arena);

/** `size` zeroed bytes aligned for any type, or NULL at the ceiling. A size of 0 gives a valid pointer. */
void *assay_arena_alloc(struct assay_arena *arena, size_t size);

/** `n * size` zeroed bytes; NULL on overflow or at the ceiling. */
void *assay_arena_array(struct assay_arena *arena, size_t n, size_t size);

/** A NUL-terminated copy; an absent view stays absent. `data` is NULL when the ceiling was reached. */
struct assay_str assay_arena_str(struct assay_arena *arena, struct assay_str s);

/** A formatted, NUL-terminated string; absent at the ceiling. */
struct assay_str assay_arena_printf(struct assay_arena *arena, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** Bytes handed out since creation or the last reset. */
size_t assay_arena_used(const struct assay_arena *arena);

/** The error for a NULL from this arena: ASSAY_ELIMIT naming the ceiling, or ASSAY_ENOMEM. */
int assay_arena_fail(const struct assay_arena *arena, struct assay_err *err);

/** Scope-bound arena: `assay_autoarena struct assay_arena *a = assay_arena_create(0);` */
void assay_arena_destroy_p(struct assay_arena **arena);
#define assay_autoarena __attribute__((cleanup(assay_arena_destroy_p)))

#endif
