/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/policy.h"

#include <string.h>

static bool is_same_list(const char *const *a, const char *const *b)
{
	static const char *const none[] = {NULL};

	a = a ? a : none;
	b = b ? b : none;
	for (; *a && *b; a++, b++)
		if (strcmp(*a, *b) != 0)
			return false;
	return *a == *b;
}

static const struct sandbox_policy_made *find(const struct assay_syscall_policy *policy, unsigned flags, bool has_gate)
{
	static const struct assay_syscall_policy common = {0};

	policy = policy ? policy : &common;
	for (size_t i = 0; i < sandbox_n_policies_made; i++) {
		const struct sandbox_policy_made *made = &sandbox_policies_made[i];

		if (made->flags == flags && made->has_gate == has_gate &&
		    is_same_list(made->policy.allow, policy->allow) &&
		    is_same_list(made->policy.refuse, policy->refuse))
			return made;
	}
	return NULL;
}

/* A comparison with 64 bits is two instructions, one for each half. */
static void set_gate(struct sock_filter *code, size_t n, uint64_t gate)
{
	for (size_t i = 0; i < n; i++) {
		if (code[i].code != (BPF_JMP | BPF_JEQ | BPF_K))
			continue;
		if (code[i].k == (uint32_t)(SANDBOX_GATE_MARK >> 32))
			code[i].k = (uint32_t)(gate >> 32);
		else if (code[i].k == (uint32_t)SANDBOX_GATE_MARK)
			code[i].k = (uint32_t)gate;
	}
}

int sandbox_policy_build(const struct assay_syscall_policy *policy, unsigned flags, uint64_t gate,
			 struct assay_buf *out, struct assay_err *err)
{
	const struct sandbox_policy_made *made = find(policy, flags, gate != 0);
	size_t at = out->len;

	if (!made)
		return sandbox_policy_compile(policy, flags, gate, out, err);
	if (assay_buf_append(out, made->code, made->n * sizeof *made->code) < 0)
		return assay_buf_error(out, err);
	if (gate)
		set_gate((struct sock_filter *)(void *)(out->data + at), made->n, gate);
	return 0;
}
