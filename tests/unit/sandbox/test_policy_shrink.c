/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A filter means the same before and after it is made smaller: both are run for every number and for words drawn from
 * all constants that they compare arguments with, until every branch of the smaller one has gone both ways.
 */
#include "base/rng.h"
#include "sandbox/lang.h"
#include "sandbox/policy.h"
#include "sandbox/policy_shrink.h"
#include "tests/bpf.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <linux/audit.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#else
#define ARCH AUDIT_ARCH_AARCH64
#endif
#define GATE UINT64_C(0x8123456789abcdef)
/* Of words for a number whose answer depends on arguments. */
#define DRAWS 5000
#define ARGS  (offsetof(struct seccomp_data, args) / sizeof(uint32_t))

struct program {
	struct sock_filter code[BPF_MAXINSNS];
	size_t n;
};

struct pair {
	struct program before, after;
	struct bpf_trace asked; /* Of `before`, for one number. */
	struct bpf_trace seen;	/* Of `after`, for all. */
	struct assay_rng rng;
	size_t n_compared;
};

static void take(struct program *to, struct assay_buf *code)
{
	to->n = code->len / sizeof to->code[0];
	cr_assert_leq(to->n, BPF_MAXINSNS);
	memcpy(to->code, code->data, code->len);
	assay_buf_finish(code);
}

static void shrink(struct pair *p)
{
	struct assay_err err = {0};

	p->after = p->before;
	cr_assert_eq(sandbox_policy_shrink(p->after.code, &p->after.n, &err), 0, "%s", err.msg);
}

static void compare(struct pair *p, const struct seccomp_data *data)
{
	uint32_t before = 0, after = 0;

	cr_assert(bpf_run(p->before.code, p->before.n, data, &p->asked, &before));
	cr_assert(bpf_run(p->after.code, p->after.n, data, &p->seen, &after));
	cr_assert_eq(before, after,
		     "0x%x is now 0x%x: architecture %x, number %d, arguments %llx %llx %llx %llx %llx %llx", before,
		     after, data->arch, data->nr, data->args[0], data->args[1], data->args[2], data->args[3],
		     data->args[4], data->args[5]);
	p->n_compared++;
}

/* A constant that this word was compared with, or something near. */
static uint32_t draw_word(struct pair *p, size_t word)
{
	uint32_t k;

	if (p->asked.constants[word].n == 0)
		return (uint32_t)assay_rng_below(&p->rng, 2);
	k = p->asked.constants[word].values[assay_rng_below(&p->rng, p->asked.constants[word].n)];
	switch (assay_rng_below(&p->rng, 12)) {
	case 0:
		return 0;
	case 1:
		return k - 1;
	case 2:
		return k + 1;
	case 3:
		return ~k;
	case 4:
		return k ^ UINT32_C(1) << assay_rng_below(&p->rng, 32);
	case 5:
		return UINT32_C(1) << assay_rng_below(&p->rng, 32);
	default:
		return k;
	}
}

static bool asks_for_arguments(const struct pair *p)
{
	for (size_t word = ARGS; word < BPF_WORDS; word++)
		if (p->asked.constants[word].n > 0)
			return true;
	return false;
}

static void compare_gates(struct pair *p, struct seccomp_data *data)
{
	memset(data->args, 0, sizeof data->args);
	data->args[5] = GATE;
	compare(p, data);
	for (int bit = 0; bit < 64; bit++) {
		data->args[5] = GATE ^ UINT64_C(1) << bit;
		compare(p, data);
	}
}

static void compare_number(struct pair *p, uint32_t number)
{
	struct seccomp_data data = {.nr = (int)number, .arch = ARCH};

	memset(p->asked.constants, 0, sizeof p->asked.constants);
	compare(p, &data);
	compare_gates(p, &data);
	for (int i = 0; asks_for_arguments(p) && i < DRAWS; i++) {
		uint32_t words[BPF_WORDS];

		for (size_t word = ARGS; word < BPF_WORDS; word++)
			words[word] = draw_word(p, word);
		memcpy(data.args, words + ARGS, sizeof data.args);
		compare(p, &data);
	}
}

static void compare_all(struct pair *p)
{
	static const uint32_t foreign[] = {0, AUDIT_ARCH_I386, AUDIT_ARCH_ARM, ARCH - 1, ARCH + 1, UINT32_MAX};
	static const uint32_t corners[] = {0x3fffffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};

	for (uint32_t number = 0; number < 1024; number++) {
		compare_number(p, number);
		compare_number(p, 0x40000000 + number);
		for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
			compare(p, &(struct seccomp_data){.nr = (int)number, .arch = foreign[i]});
	}
	for (size_t i = 0; i < sizeof corners / sizeof corners[0]; i++)
		compare_number(p, corners[i]);
}

/* Nothing of the smaller program escaped the comparison, and nothing in it is in vain. */
static void expect_all_seen(const struct pair *p)
{
	for (size_t i = 0; i < p->after.n; i++)
		cr_expect_eq(p->seen.went[i], bpf_is_branch(&p->after.code[i]) ? 3 : 1, "instruction %zu went %d", i,
			     p->seen.went[i]);
}

static void expect_loads(struct program *program)
{
	struct sock_fprog bpf = {.len = (unsigned short)program->n, .filter = program->code};
	int status;
	pid_t pid = fork();

	cr_assert_geq(pid, 0);
	if (pid == 0) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
		    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &bpf) < 0)
			_exit(errno);
		/* What only this filter refuses like that. */
		_exit(syscall(SYS_ptrace, 0, 0, 0, 0) < 0 && errno == EPERM && getppid() > 0 ? 0 : 255);
	}
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status 0x%x", status);
}

static void prove(const struct assay_syscall_policy *policy, unsigned flags, uint64_t gate, size_t *n_compared)
{
	struct pair *p = calloc(1, sizeof *p);
	struct assay_buf code = {0};
	struct assay_err err = {0};

	cr_assert(p);
	assay_rng_init(&p->rng, 1);
	cr_assert_eq(sandbox_policy_export(policy, flags, gate, &code, &err), 0, "%s", err.msg);
	take(&p->before, &code);
	shrink(p);
	cr_expect_lt(p->after.n, p->before.n / 2, "flags %u: %zu instructions of %zu", flags, p->after.n, p->before.n);
	cr_assert(bpf_is_valid(p->after.code, p->after.n));
	compare_all(p);
	expect_all_seen(p);
	expect_loads(&p->after);
	*n_compared += p->n_compared;
	free(p);
}

Test(policy_shrink, changes_no_answer_of_any_policy)
{
	size_t n, n_compared = 0;
	const struct assay_language *const *languages = assay_languages(&n);

	for (unsigned flags = 0; flags < 8; flags++) {
		prove(NULL, flags, 0, &n_compared);
		for (size_t i = 0; i < n; i++)
			if (languages[i]->policy)
				prove(languages[i]->policy, flags, flags & 2 ? 0 : GATE, &n_compared);
	}
	for (unsigned flags = 0; flags < 2; flags++)
		prove(NULL, flags, GATE, &n_compared);
	cr_assert_gt(n_compared, 1000000);
}

static void add(struct program *program, uint16_t code, uint8_t jt, uint8_t jf, uint32_t k)
{
	cr_assert_lt(program->n, BPF_MAXINSNS);
	program->code[program->n++] = (struct sock_filter){code, jt, jf, k};
}

static void begin(struct program *program)
{
	program->n = 0;
	add(program, BPF_LD | BPF_W | BPF_ABS, 0, 0, 4);
	add(program, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, ARCH);
	add(program, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_KILL_PROCESS);
	add(program, BPF_LD | BPF_W | BPF_ABS, 0, 0, 0);
}

/* Ends and neighbours of every constant; numbers alone. */
static void compare_numbers(struct pair *p)
{
	for (size_t i = 0; i < p->before.n; i++)
		for (uint32_t d = 0; d < 3; d++)
			compare(p, &(struct seccomp_data){.nr = (int)(p->before.code[i].k + d - 1), .arch = ARCH});
	compare(p, &(struct seccomp_data){.nr = -1, .arch = ARCH});
	compare(p, &(struct seccomp_data){.nr = 1, .arch = ARCH + 1});
}

/* Of every length, so that distances of 255 and 256 are among them wherever a jump is doubled. */
Test(policy_shrink, jumps_farther_than_a_branch_can)
{
	struct pair *p = calloc(1, sizeof *p);

	cr_assert(p);
	for (uint32_t n = 180; n < 1900; n += n < 300 ? 1 : 800) {
		memset(&p->seen, 0, sizeof p->seen);
		begin(&p->before);
		for (uint32_t i = 0; i < n; i++) {
			add(&p->before, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 3 * i);
			add(&p->before, BPF_RET | BPF_K, 0, 0, i % 17);
		}
		add(&p->before, BPF_RET | BPF_K, 0, 0, 17);
		shrink(p);
		cr_assert_lt(p->after.n, p->before.n, "%u numbers: %zu instructions", n, p->after.n);
		cr_assert(bpf_is_valid(p->after.code, p->after.n));
		compare_numbers(p);
		expect_all_seen(p);
	}
	free(p);
}

/* To checks of arguments, which cannot be repeated like returns, the way goes over a jump without a condition. */
Test(policy_shrink, reaches_argument_checks_from_afar)
{
	struct pair *p = calloc(1, sizeof *p);

	cr_assert(p);
	begin(&p->before);
	for (uint32_t i = 0; i < 800; i++) {
		add(&p->before, BPF_JMP | BPF_JEQ | BPF_K, 0, 4, 3 * i);
		add(&p->before, BPF_LD | BPF_W | BPF_ABS, 0, 0, 16 + 4 * (i % 12));
		add(&p->before, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, i % 3);
		add(&p->before, BPF_RET | BPF_K, 0, 0, i % 7);
		add(&p->before, BPF_RET | BPF_K, 0, 0, 7 + i % 5);
	}
	add(&p->before, BPF_RET | BPF_K, 0, 0, 11);
	shrink(p);
	cr_assert(bpf_is_valid(p->after.code, p->after.n));
	cr_assert_lt(p->after.n, p->before.n);
	for (uint32_t number = 0; number < 2500; number++)
		for (uint64_t word = 0; word < 4; word++) {
			struct seccomp_data data = {.nr = (int)number, .arch = ARCH};

			for (size_t i = 0; i < 6; i++)
				data.args[i] = word << 32 | word;
			compare(p, &data);
		}
	compare(p, &(struct seccomp_data){.arch = ARCH + 1});
	expect_all_seen(p);
	free(p);
}

static void expect_unchanged(struct pair *p, const char *what)
{
	shrink(p);
	cr_expect_eq(p->after.n, p->before.n, "%s", what);
	cr_expect_arr_eq(p->after.code, p->before.code, p->before.n * sizeof p->before.code[0], "%s", what);
}

/* Each of these ends like a program that could be shorter. */
Test(policy_shrink, leaves_alone_what_it_does_not_understand)
{
	static const struct {
		const char *what;
		struct sock_filter odd;
	} rows[] = {
		{"an unknown instruction", {BPF_MISC | BPF_TAX, 0, 0, 0}},
		{"a comparison with the other register", {BPF_JMP | BPF_JEQ | BPF_X, 0, 0, 0}},
		{"a load of half a word", {BPF_LD | BPF_H | BPF_ABS, 0, 0, 0}},
		{"a load between words", {BPF_LD | BPF_W | BPF_ABS, 0, 0, 18}},
		{"a load behind the data", {BPF_LD | BPF_W | BPF_ABS, 0, 0, sizeof(struct seccomp_data)}},
		{"a return of the accumulator", {BPF_RET | BPF_A, 0, 0, 0}},
		{"a masked number", {BPF_ALU | BPF_AND | BPF_K, 0, 0, 0xff}},
		{"bits of the number", {BPF_JMP | BPF_JSET | BPF_K, 0, 1, 1}},
		{"a branch out of the program", {BPF_JMP | BPF_JEQ | BPF_K, 0, 200, 1}},
		{"a jump out of the program", {BPF_JMP | BPF_JA, 0, 0, UINT32_MAX}},
	};
	struct pair *p = calloc(1, sizeof *p);

	cr_assert(p);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		begin(&p->before);
		add(&p->before, rows[i].odd.code, rows[i].odd.jt, rows[i].odd.jf, rows[i].odd.k);
		for (uint32_t k = 0; k < 8; k++)
			add(&p->before, BPF_JMP | BPF_JEQ | BPF_K, (uint8_t)(8 - k), 0, k);
		add(&p->before, BPF_RET | BPF_K, 0, 0, 0);
		add(&p->before, BPF_RET | BPF_K, 0, 0, 1);
		expect_unchanged(p, rows[i].what);
	}
	p->before.code[4] = (struct sock_filter){BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 100};
	shrink(p);
	cr_expect_lt(p->after.n, p->before.n, "what is left without the odd instruction can be shorter");
	p->before.code[0].k = 0;
	expect_unchanged(p, "no look at the architecture");
	p->before.code[0].k = 4;
	p->before.code[1].code = BPF_JMP | BPF_JGE | BPF_K;
	expect_unchanged(p, "another look at the architecture");
	p->before.code[1].code = BPF_JMP | BPF_JEQ | BPF_K;
	p->before.code[3] = p->before.code[4];
	expect_unchanged(p, "the architecture in the place of the number");
	p->before.code[3] = (struct sock_filter){BPF_LD | BPF_W | BPF_ABS, 0, 0, 0};
	p->before.code[p->before.n - 1] = (struct sock_filter){BPF_LD | BPF_W | BPF_ABS, 0, 0, 0};
	expect_unchanged(p, "an end without a return");
	p->before.n = 0;
	expect_unchanged(p, "nothing at all");
	free(p);
}

/* The kernel's answer to an argument must not change when a check that seems empty is taken out. */
Test(policy_shrink, keeps_an_empty_mask_whose_zero_is_used)
{
	struct pair *p = calloc(1, sizeof *p);
	struct seccomp_data data = {.nr = 5, .arch = ARCH, .args = {7}};

	cr_assert(p);
	begin(&p->before);
	add(&p->before, BPF_JMP | BPF_JEQ | BPF_K, 0, 7, 5);
	add(&p->before, BPF_JMP | BPF_JEQ | BPF_K, 0, 6, 5);
	add(&p->before, BPF_JMP | BPF_JEQ | BPF_K, 0, 5, 5);
	add(&p->before, BPF_LD | BPF_W | BPF_ABS, 0, 0, 16);
	add(&p->before, BPF_ALU | BPF_AND | BPF_K, 0, 0, 0);
	add(&p->before, BPF_JMP | BPF_JEQ | BPF_K, 0, 2, 0);
	add(&p->before, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 7);
	add(&p->before, BPF_RET | BPF_K, 0, 0, 1);
	add(&p->before, BPF_RET | BPF_K, 0, 0, 2);
	shrink(p);
	cr_assert_lt(p->after.n, p->before.n);
	compare(p, &data);
	compare_numbers(p);
	free(p);
}

/* What looks like another answer is one to no number. */
Test(policy_shrink, leaves_one_return_where_all_answers_are_the_same)
{
	struct pair *p = calloc(1, sizeof *p);

	cr_assert(p);
	begin(&p->before);
	p->before.code[2].k = 1;
	add(&p->before, BPF_JMP | BPF_JGE | BPF_K, 1, 0, 5);
	add(&p->before, BPF_JMP | BPF_JGT | BPF_K, 1, 0, 7); /* Of numbers below 5. */
	add(&p->before, BPF_RET | BPF_K, 0, 0, 1);
	add(&p->before, BPF_RET | BPF_K, 0, 0, 2);
	shrink(p);
	cr_expect_eq(p->after.n, 1);
	shrink(p);
	compare_numbers(p);
	free(p);
}
