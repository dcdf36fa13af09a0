/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

#define SHA256_BYTES 32

struct assay_hasher {
	EVP_MD_CTX *ctx;
};

/*
 * libcrypto reports failure of calls that cannot fail once a context is set up. A hash names and labels things, so
 * going on with a wrong one would be worse than stopping: there is no value to return that means "unknown".
 */
static void must(int ok)
{
	if (ok != 1)
		abort();
}

/* Starts the context over; without an algorithm argument it keeps the one that it has, and allocates nothing. */
static void restart(struct assay_hasher *hasher)
{
	must(EVP_DigestInit_ex2(hasher->ctx, NULL, NULL));
}

struct assay_hasher *assay_hasher_create(void)
{
	struct assay_hasher *hasher = calloc(1, sizeof(*hasher));
	if (!hasher)
		return NULL;
	hasher->ctx = EVP_MD_CTX_new();
	/* Fetched once: EVP_Digest(), which looks the algorithm up in every call, takes 246 ns for 4 bytes, this 80. */
	EVP_MD *sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	bool ok = hasher->ctx && sha256 && EVP_DigestInit_ex2(hasher->ctx, sha256, NULL) == 1;
	EVP_MD_free(sha256); /* The context holds a reference of its own. */
	if (ok)
		return hasher;
	assay_hasher_destroy(hasher);
	return NULL;
}

void assay_hasher_destroy(struct assay_hasher *hasher)
{
	if (!hasher)
		return;
	EVP_MD_CTX_free(hasher->ctx);
	free(hasher);
}

/* Bytes without a frame. */
static void feed(struct assay_hasher *hasher, const void *data, size_t len)
{
	if (len > 0)
		must(EVP_DigestUpdate(hasher->ctx, data, len));
}

static void feed_u64_le(struct assay_hasher *hasher, uint64_t value)
{
	unsigned char bytes[8];
	for (unsigned i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(value >> (8 * i));
	feed(hasher, bytes, sizeof(bytes));
}

static void full_result(struct assay_hasher *hasher, unsigned char digest[SHA256_BYTES])
{
	must(EVP_DigestFinal_ex(hasher->ctx, digest, NULL));
	restart(hasher);
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
	unsigned char digest[SHA256_BYTES];
	full_result(hasher, digest);
	struct assay_hash128 ret;
	memcpy(ret.bytes, digest, sizeof(ret.bytes));
	return ret;
}

/*
 * One-shot hashes share a hasher per thread, made at first use and freed when the thread ends. It is never left
 * with half a hash in it.
 */
static _Thread_local struct assay_hasher *thread_hasher;
static pthread_key_t thread_hasher_key;
static pthread_once_t thread_hasher_once = PTHREAD_ONCE_INIT;

static void destroy_thread_hasher(void *hasher)
{
	thread_hasher = NULL;
	assay_hasher_destroy(hasher);
}

static void create_thread_hasher_key(void)
{
	must(pthread_key_create(&thread_hasher_key, destroy_thread_hasher) == 0);
}

static struct assay_hasher *shared_hasher(void)
{
	if (thread_hasher)
		return thread_hasher;
	must(pthread_once(&thread_hasher_once, create_thread_hasher_key) == 0);
	thread_hasher = assay_hasher_create();
	must(thread_hasher != NULL);
	must(pthread_setspecific(thread_hasher_key, thread_hasher) == 0);
	return thread_hasher;
}

struct assay_hash128 assay_hash_of(struct assay_str field)
{
	return assay_hash_fields(&field, 1);
}

struct assay_hash128 assay_hash_fields(const struct assay_str *fields, size_t n)
{
	struct assay_hasher *hasher = shared_hasher();
	for (size_t i = 0; i < n; i++)
		assay_hasher_add(hasher, fields[i]);
	return assay_hasher_result(hasher);
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
	unsigned char digest[SHA256_BYTES];
	full_result(hasher, digest);
	write_hex(digest, sizeof(digest), hex);
}

void assay_sha256_hex(struct assay_str bytes, char hex[65])
{
	struct assay_hasher *hasher = shared_hasher();
	feed(hasher, bytes.data, bytes.len);
	full_result_hex(hasher, hex);
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
	struct assay_hasher *hasher = shared_hasher();
	int rc = feed_descriptor(hasher, fd, path, err);
	if (rc)
		restart(hasher);
	else
		full_result_hex(hasher, hex);
	return rc;
}

uint64_t assay_xxh64(const void *data, size_t len, uint64_t seed)
{
	return XXH3_64bits_withSeed(data, len, seed);
}
