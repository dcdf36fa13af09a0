/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define BLOCK_BYTES ((size_t)16 << 10)
#define ALIGNMENT   (_Alignof(max_align_t))

struct block {
	struct block *next;
	size_t size; /* Bytes behind this header. */
	size_t used;
	max_align_t data[];
};

struct assay_arena {
	struct block *head; /* The block that is being filled; `first` is last in the list. */
	struct block *first;
	size_t max_bytes;
	size_t used_bytes;
};

static struct block *block_create(size_t size)
{
	if (size > SIZE_MAX - sizeof(struct block))
		return NULL;
	struct block *b = malloc(sizeof(*b) + size);
	if (!b)
		return NULL;
	b->next = NULL;
	b->size = size;
	b->used = 0;
	return b;
}

struct assay_arena *assay_arena_create(size_t max_bytes)
{
	struct assay_arena *arena = calloc(1, sizeof(*arena));
	if (!arena)
		return NULL;
	arena->first = block_create(BLOCK_BYTES);
	if (!arena->first) {
		free(arena);
		return NULL;
	}
	arena->head = arena->first;
	arena->max_bytes = max_bytes ? max_bytes : SIZE_MAX;
	return arena;
}

static void free_blocks_before(struct assay_arena *arena, struct block *stop)
{
	while (arena->head != stop) {
		struct block *next = arena->head->next;
		free(arena->head);
		arena->head = next;
	}
}

void assay_arena_destroy(struct assay_arena *arena)
{
	if (!arena)
		return;
	free_blocks_before(arena, NULL);
	free(arena);
}

void assay_arena_reset(struct assay_arena *arena)
{
	free_blocks_before(arena, arena->first);
	arena->first->used = 0;
	arena->used_bytes = 0;
}

void *assay_arena_alloc(struct assay_arena *arena, size_t size)
{
	if (size > SIZE_MAX - ALIGNMENT)
		return NULL;
	size_t rounded = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
	if (rounded > arena->max_bytes - arena->used_bytes)
		return NULL;
	struct block *b = arena->head;
	if (rounded > b->size - b->used) {
		b = block_create(rounded > BLOCK_BYTES / 4 ? rounded : BLOCK_BYTES);
		if (!b)
			return NULL;
		b->next = arena->head;
		/* A big block is full at once; the block being filled stays at the head so its room is used. */
		if (rounded > BLOCK_BYTES / 4 && arena->head != arena->first) {
			b->next = arena->head->next;
			arena->head->next = b;
		} else {
			arena->head = b;
		}
	}
	void *p = (char *)b->data + b->used;
	b->used += rounded;
	arena->used_bytes += rounded;
	return memset(p, 0, rounded);
}

void *assay_arena_array(struct assay_arena *arena, size_t n, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return assay_arena_alloc(arena, bytes);
}

struct assay_str assay_arena_str(struct assay_arena *arena, struct assay_str s)
{
	if (!s.data || s.len == SIZE_MAX)
		return (struct assay_str){0};
	char *copy = assay_arena_alloc(arena, s.len + 1);
	if (!copy)
		return (struct assay_str){0};
	memcpy(copy, s.data, s.len);
	return (struct assay_str){.data = copy, .len = s.len};
}

struct assay_str assay_arena_printf(struct assay_arena *arena, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	struct assay_str ret = {0};
	char *text = n < 0 ? NULL : assay_arena_alloc(arena, (size_t)n + 1);
	if (text) {
		(void)vsnprintf(text, (size_t)n + 1, fmt, again);
		ret = (struct assay_str){.data = text, .len = (size_t)n};
	}
	va_end(again);
	return ret;
}

size_t assay_arena_used(const struct assay_arena *arena)
{
	return arena->used_bytes;
}

int assay_arena_fail(const struct assay_arena *arena, struct assay_err *err)
{
	if (arena->max_bytes == SIZE_MAX)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	return assay_fail(err, ASSAY_ELIMIT, "needs more than the %zu bytes allowed for one item", arena->max_bytes);
}

void assay_arena_destroy_p(struct assay_arena **arena)
{
	assay_arena_destroy(*arena);
}
