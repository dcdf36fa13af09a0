/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

struct assay_hasher {
	struct sha256_ctx ctx;
};

struct assay_hasher *assay_hasher_create(void)
{
	struct assay_hasher *hasher = malloc(sizeof(*hasher));
	if (hasher)
		sha256_init(&hasher->ctx);
	return hasher;
}

void assay_hasher_destroy(struct assay_hasher *hasher)
{
	free(hasher);
}

/* Bytes without a frame. */
static void feed(struct assay_hasher *hasher, const void *data, size_t len)
{
	if (len > 0)
		sha256_update(&hasher->ctx, len, data);
}

static void feed_u64_le(struct assay_hasher *hasher, uint64_t value)
{
	unsigned char bytes[8];
	for (unsigned i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(value >> (8 * i));
	feed(hasher, bytes, sizeof(bytes));
}

/* Which resets the hasher, too. */
static void full_result(struct assay_hasher *hasher, unsigned char digest[SHA256_DIGEST_SIZE])
{
	sha256_digest(&hasher->ctx, SHA256_DIGEST_SIZE, digest);
}

void assay_hasher_add(struct assay_hasher *hasher, struct assay_str field)
{
	feed_u64_le(hasher, field.data ? field.len : UINT64_MAX);
	if (field.data)
		feed(hasher, field.data, field.len);
}

void assay_hasher_add_u64(struct assay_hasher *hasher, uint64_t value)
{
	feed_u64_le(hasher, sizeof(value));
	feed_u64_le(hasher, value);
}

struct assay_hash128 assay_hasher_result(struct assay_hasher *hasher)
{
	unsigned char digest[SHA256_DIGEST_SIZE];
	full_result(hasher, digest);
	struct assay_hash128 ret;
	memcpy(ret.bytes, digest, sizeof(ret.bytes));
	return ret;
}

struct assay_hash128 assay_hash_of(struct assay_str field)
{
	return assay_hash_fields(&field, 1);
}

struct assay_hash128 assay_hash_fields(const struct assay_str *fields, size_t n)
{
	struct assay_hasher hasher;
	sha256_init(&hasher.ctx);
	for (size_t i = 0; i < n; i++)
		assay_hasher_add(&hasher, fields[i]);
	return assay_hasher_result(&hasher);
}

static void write_hex(const unsigned char *bytes, size_t n, char *hex)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < n; i++) {
		hex[2 * i] = digits[bytes[i] >> 4];
		hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	hex[2 * n] = '\0';
}

void assay_hash_hex(const struct assay_hash128 *hash, char hex[ASSAY_HASH_HEX])
{
	write_hex(hash->bytes, sizeof(hash->bytes), hex);
}

static void full_result_hex(struct assay_hasher *hasher, char hex[65])
{
	unsigned char digest[SHA256_DIGEST_SIZE];
	full_result(hasher, digest);
	write_hex(digest, sizeof(digest), hex);
}

void assay_sha256_hex(struct assay_str bytes, char hex[65])
{
	struct assay_hasher hasher;
	sha256_init(&hasher.ctx);
	feed(&hasher, bytes.data, bytes.len);
	full_result_hex(&hasher, hex);
}

static int feed_descriptor(struct assay_hasher *hasher, int fd, const char *path, struct assay_err *err)
{
	unsigned char chunk[1 << 15];
	for (;;) {
		ssize_t n = read(fd, chunk, sizeof(chunk));
		if (n == 0)
			return 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return assay_fail_errno(err, "read %s", path);
		feed(hasher, chunk, (size_t)n);
	}
}

int assay_sha256_file(const char *path, char hex[65], struct assay_err *err)
{
	assay_autofd int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return assay_fail_errno(err, "open %s", path);
	struct assay_hasher hasher;
	sha256_init(&hasher.ctx);
	int rc = feed_descriptor(&hasher, fd, path, err);
	if (rc == 0)
		full_result_hex(&hasher, hex);
	return rc;
}

uint64_t assay_xxh64(const void *data, size_t len, uint64_t seed)
{
	return XXH3_64bits_withSeed(data, len, seed);
}
