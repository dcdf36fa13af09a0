/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Filters made of the input, before and after they are made smaller: what was valid is valid, and both answer the same.
 *
 * The first byte says how the program is made. Even: the rest is its instructions as they are, and what is no program
 * must stay as it was. Odd: four bytes make one instruction that means something behind what looks at the
 * architecture, its jumps bent into the program; two more bits spoil that head.
 */
#include "sandbox/policy_shrink.h"
#include "tests/bpf.h"
#include "tests/fuzz/fuzz.h"

#define ARCH  UINT32_C(0xc000003e)
#define DRAWS 16 /* Of arguments, for each number. */

static struct sock_filter before[BPF_MAXINSNS], after[BPF_MAXINSNS];
static uint64_t random_state;

static uint32_t draw(uint32_t n)
{
	random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (uint32_t)(random_state >> 33) % n;
}

/* Near to one another, so that arguments and numbers meet their constants; some at the ends. */
static uint32_t constant(uint8_t byte)
{
	static const uint32_t corners[] = {0,	       1,	   0x3fffffff, 0x40000000,
					   0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};

	return byte >= 0xf8 ? corners[byte - 0xf8] : byte;
}

static struct sock_filter instruction(const uint8_t b[4], size_t n_behind)
{
	static const uint8_t codes[] = {
		BPF_JMP | BPF_JEQ | BPF_K,  BPF_JMP | BPF_JEQ | BPF_K, BPF_JMP | BPF_JEQ | BPF_K,
		BPF_JMP | BPF_JEQ | BPF_K,  BPF_JMP | BPF_JGT | BPF_K, BPF_JMP | BPF_JGE | BPF_K,
		BPF_JMP | BPF_JGE | BPF_K,  BPF_LD | BPF_W | BPF_ABS,  BPF_LD | BPF_W | BPF_ABS,
		BPF_ALU | BPF_AND | BPF_K,  BPF_JMP | BPF_JA,	       BPF_RET | BPF_K,
		BPF_JMP | BPF_JSET | BPF_K,
	};
	struct sock_filter in = {.code = codes[b[0] % sizeof codes], .k = constant(b[3])};
	bool is_late = b[0] & 0x80;

	if (n_behind == 0)
		in.code = BPF_RET | BPF_K;
	/* Loads, masks and tests of bits end what is understood of numbers, so they are rare but for arguments. */
	if (in.code == (BPF_LD | BPF_W | BPF_ABS))
		in.k = is_late ? 4 * (b[3] % 16) : 16 + 4 * (b[3] % 12);
	else if (!is_late && (in.code == (BPF_ALU | BPF_AND | BPF_K) || in.code == (BPF_JMP | BPF_JSET | BPF_K)))
		in.code = BPF_JMP | BPF_JEQ | BPF_K;
	if (bpf_is_branch(&in)) {
		in.jt = (uint8_t)(b[1] % n_behind);
		in.jf = (uint8_t)(b[2] % n_behind);
	} else if (in.code == (BPF_JMP | BPF_JA)) {
		in.k = (b[1] | (uint32_t)b[2] << 8) % (uint32_t)n_behind;
	} else if (in.code == (BPF_RET | BPF_K)) {
		in.k %= 8;
	}
	return in;
}

static size_t make(const uint8_t *data, size_t size)
{
	size_t n, head;

	if (size == 0 || data[0] % 2 == 0) {
		n = size == 0 ? 0 : (size - 1) / sizeof before[0];
		n = n < BPF_MAXINSNS ? n : BPF_MAXINSNS;
		if (n > 0)
			memcpy(before, data + 1, n * sizeof before[0]);
		return n;
	}
	head = data[0] & 2 ? 3 : 4;
	n = (size - 1) / 4 + head;
	n = n < BPF_MAXINSNS ? n : BPF_MAXINSNS;
	before[0] = (struct sock_filter){BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, arch)};
	before[1] =
		(struct sock_filter){data[0] & 4 ? BPF_JMP | BPF_JGE | BPF_K : BPF_JMP | BPF_JEQ | BPF_K, 1, 0, ARCH};
	before[2] = (struct sock_filter){BPF_RET | BPF_K, 0, 0, SECCOMP_RET_KILL_PROCESS};
	before[3] = (struct sock_filter){BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr)};
	for (size_t i = head; i < n; i++)
		before[i] = instruction(data + 1 + 4 * (i - head), n - i - 1);
	return n;
}

static void compare(size_t n, size_t n_after, const struct seccomp_data *data)
{
	uint32_t expected, answer;

	REQUIRE(bpf_run(before, n, data, NULL, &expected));
	REQUIRE(bpf_run(after, n_after, data, NULL, &answer));
	REQUIRE(answer == expected);
}

static void compare_number(size_t n, size_t n_after, uint32_t number)
{
	struct seccomp_data data = {.nr = (int)number, .arch = ARCH};

	for (int i = 0; i < DRAWS; i++) {
		for (size_t k = 0; k < 6; k++) {
			const struct sock_filter *high = &before[draw((uint32_t)n)], *low = &before[draw((uint32_t)n)];

			data.args[k] = (uint64_t)(high->k + draw(3) - 1) << 32 | (low->k + draw(3) - 1);
		}
		data.instruction_pointer = data.args[draw(6)];
		compare(n, n_after, &data);
	}
	data.arch = ARCH + draw(3) - 1;
	compare(n, n_after, &data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n = make(data, size), n_after = n;
	size_t step = n / 128 + 1;

	memcpy(after, before, n * sizeof before[0]);
	REQUIRE(sandbox_policy_shrink(after, &n_after, NULL) == 0);
	REQUIRE(n_after <= n);
	if (n_after == n)
		REQUIRE(memcmp(before, after, n * sizeof before[0]) == 0);
	if (!bpf_is_valid(before, n)) {
		REQUIRE(n_after == n);
		return 0;
	}
	REQUIRE(bpf_is_valid(after, n_after));
	random_state = size;
	for (size_t i = draw((uint32_t)step); i < n; i += step)
		compare_number(n, n_after, before[i].k + draw(3) - 1);
	for (uint32_t number = 0; number < 8; number++)
		compare_number(n, n_after, constant((uint8_t)(0xf8 + number)));
	return 0;
}
