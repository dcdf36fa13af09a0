/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"
#include "base/rng.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void expect_sha256(struct assay_str bytes, const char *want)
{
	char hex[65];
	assay_sha256_hex(bytes, hex);
	cr_expect_str_eq(hex, want);
}

/* FIPS 180-4 examples, as in NIST's SHA256.pdf. */
Test(hash, agrees_with_the_published_sha256_examples)
{
	expect_sha256(ASSAY_STR(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	expect_sha256((struct assay_str){0}, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	expect_sha256(ASSAY_STR("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	expect_sha256(ASSAY_STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
		      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	char *million = malloc(1000000);
	memset(million, 'a', 1000000);
	expect_sha256((struct assay_str){million, 1000000},
		      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	free(million);
}

static void expect_first_half_of_sha256(const struct assay_hash128 *hash, struct assay_str framed)
{
	char half[ASSAY_HASH_HEX];
	char full[65];
	assay_hash_hex(hash, half);
	assay_sha256_hex(framed, full);
	cr_expect_arr_eq(half, full, 32);
	cr_expect_eq(half[32], '\0');
}

Test(hash, frames_each_field_by_its_length)
{
	struct assay_hash128 one = assay_hash_of(ASSAY_STR("abc"));
	expect_first_half_of_sha256(&one, ASSAY_STR("\3\0\0\0\0\0\0\0abc"));

	const struct assay_str fields[] = {ASSAY_STR("ab"), ASSAY_STR("c")};
	struct assay_hash128 two = assay_hash_fields(fields, 2);
	expect_first_half_of_sha256(&two, ASSAY_STR("\2\0\0\0\0\0\0\0ab\1\0\0\0\0\0\0\0c"));

	const struct assay_str moved[] = {ASSAY_STR("a"), ASSAY_STR("bc")};
	struct assay_hash128 other = assay_hash_fields(moved, 2);
	cr_expect_arr_neq(two.bytes, other.bytes, 16);
}

Test(hash, tells_an_absent_field_from_an_empty_one_and_from_none)
{
	struct assay_hash128 empty = assay_hash_of(ASSAY_STR(""));
	struct assay_hash128 absent = assay_hash_of((struct assay_str){0});
	struct assay_hash128 none = assay_hash_fields(NULL, 0);
	cr_expect_arr_neq(empty.bytes, absent.bytes, 16);
	cr_expect_arr_neq(empty.bytes, none.bytes, 16);
	expect_first_half_of_sha256(&absent, ASSAY_STR("\xff\xff\xff\xff\xff\xff\xff\xff"));
	expect_first_half_of_sha256(&none, ASSAY_STR(""));
}

Test(hash, hasher_starts_over_after_each_result)
{
	struct assay_hasher *hasher = assay_hasher_create();
	for (int i = 0; i < 3; i++) {
		assay_hasher_add(hasher, ASSAY_STR("abc"));
		assay_hasher_add_u64(hasher, 0x0102030405060708U);
		struct assay_hash128 got = assay_hasher_result(hasher);
		expect_first_half_of_sha256(&got, ASSAY_STR("\3\0\0\0\0\0\0\0"
							    "abc\10\0\0\0\0\0\0\0\10\7\6\5\4\3\2\1"));
	}
	assay_hasher_destroy(hasher);
	assay_hasher_destroy(NULL);
}

Test(hash, many_fields_hash_like_their_frames_in_one_piece)
{
	const uint64_t seed = 20240607;
	struct assay_rng rng;
	assay_rng_init(&rng, seed);
	struct assay_hasher *hasher = assay_hasher_create();
	for (int round = 0; round < 200; round++) {
		char bytes[700];
		struct assay_str fields[40];
		char framed[40 * (8 + 700)];
		size_t n_framed = 0;
		size_t n = (size_t)assay_rng_below(&rng, 40);
		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = (char)assay_rng_u64(&rng);
		for (size_t i = 0; i < n; i++) {
			size_t len = (size_t)assay_rng_below(&rng, assay_rng_below(&rng, 2) ? 20 : sizeof(bytes));
			fields[i] = (struct assay_str){bytes, len};
			for (unsigned k = 0; k < 8; k++)
				framed[n_framed++] = (char)(len >> (8 * k));
			memcpy(framed + n_framed, bytes, len);
			n_framed += len;
			assay_hasher_add(hasher, fields[i]);
		}
		struct assay_hash128 a = assay_hasher_result(hasher);
		struct assay_hash128 b = assay_hash_fields(fields, n);
		cr_assert_arr_eq(a.bytes, b.bytes, 16, "seed %llu round %d", (unsigned long long)seed, round);
		expect_first_half_of_sha256(&a, (struct assay_str){framed, n_framed});
	}
	assay_hasher_destroy(hasher);
}

static char *temp_path(void)
{
	static char path[] = "/tmp/assay-test-hash-XXXXXX";
	int fd = mkstemp(path);
	cr_assert_geq(fd, 0);
	close(fd);
	return path;
}

Test(hash, hashes_a_file_like_sha256sum)
{
	char *path = temp_path();
	FILE *f = fopen(path, "w");
	for (int i = 0; i < 1000000; i++)
		fputc('a', f);
	fclose(f);
	char hex[65];
	struct assay_err err = {0};
	cr_expect_eq(assay_sha256_file(path, hex, &err), 0);
	cr_expect_str_eq(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	unlink(path);
}

Test(hash, names_the_file_that_cannot_be_hashed)
{
	char hex[65];
	struct assay_err err = {0};
	cr_expect_eq(assay_sha256_file("/no/such/file", hex, &err), ASSAY_EIO);
	cr_expect_str_eq(err.msg, "open /no/such/file: No such file or directory");
	cr_expect_eq(assay_sha256_file("/tmp", hex, &err), ASSAY_EIO);
	cr_expect_str_eq(err.msg, "read /tmp: Is a directory");
	/* The failure left nothing behind in the shared context. */
	expect_sha256(ASSAY_STR("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void *hash_in_thread(void *arg)
{
	struct assay_hash128 *ret = arg;
	*ret = assay_hash_of(ASSAY_STR("abc"));
	return NULL;
}

Test(hash, one_shot_hashes_work_in_other_threads)
{
	struct assay_hash128 here = assay_hash_of(ASSAY_STR("abc"));
	struct assay_hash128 there = {0};
	pthread_t thread;
	cr_assert_eq(pthread_create(&thread, NULL, hash_in_thread, &there), 0);
	pthread_join(thread, NULL);
	cr_expect_arr_eq(here.bytes, there.bytes, 16);
}

/* The value for no bytes is the one that xxHash publishes for XXH3 with seed 0. */
Test(hash, xxh64_is_xxh3_with_a_seed)
{
	cr_expect_eq(assay_xxh64("", 0, 0), 0x2d06800538d394c2U);
	cr_expect_neq(assay_xxh64("abc", 3, 0), assay_xxh64("abc", 3, 1));
}
