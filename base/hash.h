/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Content hashes.
 *
 * A content hash names problems, candidates and verdicts and keys the verdict
 * cache. Candidates are written by models that are rewarded for cheating, so
 * a collision must not be constructible: the hash is the first 128 bits of
 * SHA-256 (FIPS 180-4, by nettle), and fields are framed by their length so
 * that ("ab","c") differs from ("a","bc"). xxHash stays where nobody gains from a
 * collision: hash tables with a secret seed and n-gram sets that are compared exactly afterwards.
 */
#ifndef ASSAY_BASE_HASH_H
#define ASSAY_BASE_HASH_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

struct assay_hash128 {
	uint8_t bytes[16];
};

/** 32 lower-case hex digits and a NUL. */
#define ASSAY_HASH_HEX 33

struct assay_hasher;

/** NULL when the allocator refuses. Reusable: `result` resets it. */
struct assay_hasher *assay_hasher_create(void);
void assay_hasher_destroy(struct assay_hasher *hasher);

/** Adds one field: its length as 8 little-endian bytes, then its bytes. An absent view frames as length 2^64-1. */
void assay_hasher_add(struct assay_hasher *hasher, struct assay_str field);
void assay_hasher_add_u64(struct assay_hasher *hasher, uint64_t value);
struct assay_hash128 assay_hasher_result(struct assay_hasher *hasher);

/** The hash of one field. */
struct assay_hash128 assay_hash_of(struct assay_str field);

/** The hash of `n` fields. */
struct assay_hash128 assay_hash_fields(const struct assay_str *fields, size_t n);

void assay_hash_hex(const struct assay_hash128 *hash, char hex[ASSAY_HASH_HEX]);

/** Full SHA-256 of a file as 64 hex digits and a NUL, for manifests that others check with sha256sum. */
int assay_sha256_file(const char *path, char hex[65], struct assay_err *err);

/** Full SHA-256 of bytes, same form. */
void assay_sha256_hex(struct assay_str bytes, char hex[65]);

/** 64-bit xxHash (XXH3) for hash tables and n-gram sets, where a collision is only a lost microsecond. */
uint64_t assay_xxh64(const void *data, size_t len, uint64_t seed);

#endif
