/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Under AddressSanitizer what was not handed out is poisoned, so running past one allocation is seen. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif
#if defined(HAS_ASAN) || defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n)	  ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

#define BLOCK_BYTES ((size_t)16 << 10)
/* A larger allocation gets a block of its own: at most a quarter of a common block is left unused. */
#define BIG_BYTES (BLOCK_BYTES / 4)
#define ALIGNMENT (_Alignof(max_align_t))

struct block {
	struct block *next;
	size_t used;
	max_align_t data[];
};

struct assay_arena {
	struct block *head; /* Common blocks, the one being filled first; `first` is last in the list. */
	struct block *first;
	struct block *big; /* Blocks of one allocation each. */
	size_t max_bytes;
	size_t used_bytes;
	bool was_refused; /* The allocator, not the ceiling, said no. */
};

/* A zeroed block; from the system large ones come zeroed, and their pages are not touched here. */
static struct block *block_create(struct block *next, size_t size)
{
	struct block *b = calloc(1, sizeof(*b) + size);
	if (!b)
		return NULL;
	b->next = next;
	ASAN_POISON_MEMORY_REGION(b->data, size);
	return b;
}

static struct block *common_block_create(struct block *next)
{
	return block_create(next, BLOCK_BYTES);
}

struct assay_arena *assay_arena_create(size_t max_bytes)
{
	struct assay_arena *arena = calloc(1, sizeof(*arena));
	if (!arena)
		return NULL;
	arena->first = common_block_create(NULL);
	if (!arena->first) {
		free(arena);
		return NULL;
	}
	arena->head = arena->first;
	arena->max_bytes = max_bytes ? max_bytes : SIZE_MAX;
	return arena;
}

/* Frees the list up to `stop`, which is returned. */
static struct block *free_blocks(struct block *b, const struct block *stop)
{
	while (b != stop) {
		struct block *next = b->next;
		free(b);
		b = next;
	}
	return b;
}

void assay_arena_destroy(struct assay_arena *arena)
{
	if (!arena)
		return;
	free_blocks(arena->head, NULL);
	free_blocks(arena->big, NULL);
	free(arena);
}

void assay_arena_reset(struct assay_arena *arena)
{
	arena->head = free_blocks(arena->head, arena->first);
	arena->big = free_blocks(arena->big, NULL);
	/* The other blocks were born zeroed; the one that is kept has to be made so again. */
	ASAN_UNPOISON_MEMORY_REGION(arena->first->data, arena->first->used);
	memset(arena->first->data, 0, arena->first->used);
	ASAN_POISON_MEMORY_REGION(arena->first->data, BLOCK_BYTES);
	arena->first->used = 0;
	arena->used_bytes = 0;
	arena->was_refused = false;
}

/* The block with room for `rounded` bytes, made where there is none. */
static struct block *find_room(struct assay_arena *arena, size_t rounded)
{
	if (rounded <= BLOCK_BYTES - arena->head->used)
		return arena->head;
	struct block **list = rounded > BIG_BYTES ? &arena->big : &arena->head;
	struct block *b = rounded > BIG_BYTES ? block_create(arena->big, rounded) : common_block_create(arena->head);
	if (b)
		*list = b;
	return b;
}

void *assay_arena_alloc(struct assay_arena *arena, size_t size)
{
	/* Nothing is ever handed out without a byte of room, so that two pointers never compare equal. */
	size_t wanted = size ? size : 1;
	if (wanted > PTRDIFF_MAX - ALIGNMENT)
		return NULL;
	size_t rounded = (wanted + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
	if (rounded > arena->max_bytes - arena->used_bytes)
		return NULL;
	struct block *b = find_room(arena, rounded);
	if (!b) {
		arena->was_refused = true;
		return NULL;
	}
	void *p = (char *)b->data + b->used;
	ASAN_UNPOISON_MEMORY_REGION(p, size);
	b->used += rounded;
	arena->used_bytes += rounded;
	return p;
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
	if (arena->max_bytes == SIZE_MAX || arena->was_refused)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	return assay_fail(err, ASSAY_ELIMIT, "needs more than the %zu bytes allowed for one item", arena->max_bytes);
}

void assay_arena_destroy_p(struct assay_arena **arena)
{
	assay_arena_destroy(*arena);
}
