/* SPDX-License-Identifier: Apache-2.0 */
#include "base/rng.h"

#include <assert.h>

/* ISO C has no 128-bit type; gcc and clang do. */
__extension__ typedef unsigned __int128 u128;

/*
 * The last counter word says what a block is for. Drawing uses 0 with the block number in the first word, so
 * neither kind of block made by splitting can ever appear in a stream drawn with the same key.
 */
enum domain {
	DOMAIN_DRAW = 0,
	DOMAIN_SPLIT_OPEN = 1,
	DOMAIN_SPLIT_LABEL = 2,
};

#define ROUNDS 10

static void philox_round(uint64_t c[4], uint64_t k0, uint64_t k1)
{
	u128 p0 = (u128)0xD2E7470EE14C6C93U * c[0];
	u128 p1 = (u128)0xCA5A826395121157U * c[2];
	uint64_t c1 = c[1];
	uint64_t c3 = c[3];
	c[0] = (uint64_t)(p1 >> 64) ^ c1 ^ k0;
	c[1] = (uint64_t)p1;
	c[2] = (uint64_t)(p0 >> 64) ^ c3 ^ k1;
	c[3] = (uint64_t)p0;
}

void assay_philox4x64(const uint64_t counter[4], const uint64_t key[2], uint64_t ret[4])
{
	uint64_t c[4] = {counter[0], counter[1], counter[2], counter[3]};
	uint64_t k0 = key[0];
	uint64_t k1 = key[1];
	for (int i = 0; i < ROUNDS; i++) {
		philox_round(c, k0, k1);
		k0 += 0x9E3779B97F4A7C15U; /* The golden ratio. */
		k1 += 0xBB67AE8584CAA73BU; /* sqrt(3) - 1. */
	}
	for (int i = 0; i < 4; i++)
		ret[i] = c[i];
}

static void start_stream(struct assay_rng *rng, uint64_t k0, uint64_t k1)
{
	*rng = (struct assay_rng){.key = {k0, k1}, .used = 4};
}

void assay_rng_init(struct assay_rng *rng, uint64_t seed)
{
	start_stream(rng, seed, 0);
}

/* Up to eight bytes, little-endian on every machine, zeros behind them. */
static uint64_t load_le(const char *bytes, size_t n)
{
	uint64_t word = 0;
	for (size_t i = 0; i < n; i++)
		word |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
	return word;
}

static uint64_t label_word(struct assay_str label, size_t at)
{
	struct assay_str part = assay_str_sub(label, at, 8);
	return load_le(part.data, part.len);
}

/* Replaces the key by half of the block at `counter`: one link of the chain from parent to child. */
static void absorb(uint64_t key[2], uint64_t c0, uint64_t c1, uint64_t c2, enum domain domain)
{
	uint64_t counter[4] = {c0, c1, c2, (uint64_t)domain};
	uint64_t block[4];
	assay_philox4x64(counter, key, block);
	key[0] = block[0];
	key[1] = block[1];
}

void assay_rng_split(const struct assay_rng *parent, struct assay_str label, uint64_t a, uint64_t b,
		     struct assay_rng *ret)
{
	uint64_t key[2] = {parent->key[0], parent->key[1]};
	/* The length goes first, so the zeros behind the last word are no ambiguity and no label is a prefix. */
	absorb(key, label.len, a, b, DOMAIN_SPLIT_OPEN);
	for (size_t at = 0; at < label.len; at += 24)
		absorb(key, label_word(label, at), label_word(label, at + 8), label_word(label, at + 16),
		       DOMAIN_SPLIT_LABEL);
	start_stream(ret, key[0], key[1]);
}

uint64_t assay_rng_u64(struct assay_rng *rng)
{
	if (rng->used == 4) {
		const uint64_t counter[4] = {rng->counter, 0, 0, DOMAIN_DRAW};
		assay_philox4x64(counter, rng->key, rng->block);
		rng->counter++;
		rng->used = 0;
	}
	return rng->block[rng->used++];
}

uint64_t assay_rng_below(struct assay_rng *rng, uint64_t n)
{
	assert(n > 0);
	u128 product = (u128)assay_rng_u64(rng) * n;
	if ((uint64_t)product >= n)
		return (uint64_t)(product >> 64);
	/* 2^64 mod n low halves are one too many: these draws are thrown away. */
	uint64_t surplus = -n % n;
	while ((uint64_t)product < surplus)
		product = (u128)assay_rng_u64(rng) * n;
	return (uint64_t)(product >> 64);
}

int64_t assay_rng_range(struct assay_rng *rng, int64_t min, int64_t max)
{
	assert(min <= max);
	uint64_t span = (uint64_t)max - (uint64_t)min;
	uint64_t offset = span == UINT64_MAX ? assay_rng_u64(rng) : assay_rng_below(rng, span + 1);
	return (int64_t)((uint64_t)min + offset);
}

double assay_rng_f64(struct assay_rng *rng)
{
	return (double)(assay_rng_u64(rng) >> 11) * 0x1p-53;
}

static void swap_bytes(char *a, char *b, size_t size)
{
	char held[64];
	while (size > 0) {
		size_t n = size < sizeof(held) ? size : sizeof(held);
		memcpy(held, a, n);
		memcpy(a, b, n);
		memcpy(b, held, n);
		a += n;
		b += n;
		size -= n;
	}
}

void assay_rng_shuffle(struct assay_rng *rng, void *items, size_t n, size_t size)
{
	char *base = items;
	for (size_t left = n; left > 1; left--) {
		size_t pick = (size_t)assay_rng_below(rng, left);
		if (pick != left - 1)
			swap_bytes(base + pick * size, base + (left - 1) * size, size);
	}
}
