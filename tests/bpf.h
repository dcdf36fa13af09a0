/* SPDX-License-Identifier: Apache-2.0 */
/* Classic BPF as far as our filters use it: an interpreter, and a check like the kernel's. Shares nothing with
 * sandbox/. */
#ifndef ASSAY_TESTS_BPF_H
#define ASSAY_TESTS_BPF_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define BPF_WORDS (sizeof(struct seccomp_data) / sizeof(uint32_t))

/** What runs of one program have met; zeroed before the first. */
struct bpf_trace {
	uint8_t went[BPF_MAXINSNS]; /**< By instruction. 1: to the next, or to jt; 2: to jf. */
	struct {
		uint32_t values[64];
		size_t n;
	} constants[BPF_WORDS]; /**< What each word was masked and compared with. */
};

static inline void bpf_note(struct bpf_trace *trace, size_t word, uint32_t k)
{
	for (size_t i = 0; i < trace->constants[word].n; i++)
		if (trace->constants[word].values[i] == k)
			return;
	if (trace->constants[word].n < sizeof trace->constants[word].values / sizeof k)
		trace->constants[word].values[trace->constants[word].n++] = k;
}

/** False for an unknown instruction, a wild load or a missing return. `trace` may be NULL. */
static inline bool bpf_run(const struct sock_filter *code, size_t n, const struct seccomp_data *data,
			   struct bpf_trace *trace, uint32_t *ret_answer)
{
	uint32_t a = 0;
	size_t word = 0;

	for (size_t pc = 0; pc < n; pc++) {
		const struct sock_filter *in = &code[pc];
		uint32_t k = in->k;
		bool holds = true;

		switch (in->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			if (k % 4 != 0 || k >= sizeof *data)
				return false;
			memcpy(&a, (const char *)data + k, 4);
			word = k / 4;
			break;
		case BPF_ALU | BPF_AND | BPF_K:
			a &= k;
			break;
		case BPF_JMP | BPF_JA:
			pc += k;
			break;
		case BPF_JMP | BPF_JEQ | BPF_K:
			holds = a == k;
			pc += holds ? in->jt : in->jf;
			break;
		case BPF_JMP | BPF_JGT | BPF_K:
			holds = a > k;
			pc += holds ? in->jt : in->jf;
			break;
		case BPF_JMP | BPF_JGE | BPF_K:
			holds = a >= k;
			pc += holds ? in->jt : in->jf;
			break;
		case BPF_JMP | BPF_JSET | BPF_K:
			holds = (a & k) != 0;
			pc += holds ? in->jt : in->jf;
			break;
		case BPF_RET | BPF_K:
			*ret_answer = k;
			break;
		default:
			return false;
		}
		if (trace) {
			trace->went[in - code] |= holds ? 1 : 2;
			if (BPF_CLASS(in->code) == BPF_JMP || BPF_CLASS(in->code) == BPF_ALU)
				bpf_note(trace, word, k);
		}
		if (in->code == (BPF_RET | BPF_K))
			return true;
	}
	return false;
}

static inline bool bpf_is_branch(const struct sock_filter *in)
{
	return BPF_CLASS(in->code) == BPF_JMP && BPF_OP(in->code) != BPF_JA;
}

/** What the kernel wants of a filter, for the instructions that bpf_run() knows. */
static inline bool bpf_is_valid(const struct sock_filter *code, size_t n)
{
	for (size_t pc = 0; pc < n; pc++) {
		const struct sock_filter *in = &code[pc];

		switch (in->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			if (in->k % 4 != 0 || in->k >= sizeof(struct seccomp_data))
				return false;
			break;
		case BPF_JMP | BPF_JA:
			if (in->k >= n - pc - 1)
				return false;
			break;
		case BPF_JMP | BPF_JEQ | BPF_K:
		case BPF_JMP | BPF_JGT | BPF_K:
		case BPF_JMP | BPF_JGE | BPF_K:
		case BPF_JMP | BPF_JSET | BPF_K:
			if (in->jt >= n - pc - 1 || in->jf >= n - pc - 1)
				return false;
			break;
		case BPF_ALU | BPF_AND | BPF_K:
		case BPF_RET | BPF_K:
			break;
		default:
			return false;
		}
	}
	return n > 0 && n <= BPF_MAXINSNS && code[n - 1].code == (BPF_RET | BPF_K);
}

#endif
