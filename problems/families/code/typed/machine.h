/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stack machine that programs of the typed language are compiled to; for compile.c and machine.c.
 *
 * It knows numbers, lists and jumps and nothing of the language: letters are numbers, texts lists of them, and every
 * clause is loops over these few instructions. That is why a mistake in the interpreter is not made here again.
 */
#ifndef ASSAY_PROBLEMS_FAMILIES_TYPED_MACHINE_H
#define ASSAY_PROBLEMS_FAMILIES_TYPED_MACHINE_H

#include "problems/families/code/typed/typed.h"

enum machine_op {
	M_PUSH,	 /* Pushes the operand. */
	M_LOAD,	 /* Pushes a slot; the operand is its number, */
	M_STORE, /* as here, where the slot takes the top. */
	M_ADD,	 /* These take two numbers and push one. */
	M_SUB,
	M_MUL,
	M_FLOOR, /* Quotient, rounded down. */
	M_LESS,
	M_SAME,	       /* Takes two numbers or two lists: 1 when equal. */
	M_BEFORE,      /* Likewise: 1 when the first comes before the second in the order of lists. */
	M_JUMP,	       /* To the operand. */
	M_JUMP_UNLESS, /* The same when the top, which is taken, is 0. */
	M_NEW,	       /* Pushes an empty list. */
	M_APPEND,      /* Takes an item and a slot's list (the operand). */
	M_LENGTH,      /* Takes a list, pushes its length. */
	M_AT,	       /* Takes a list and an index, pushes the item. */
	M_END,	       /* The top is the result. */
};

struct machine_code {
	enum machine_op op;
	int64_t operand;
};

#define M_MAX_CODE  4096
#define M_MAX_SLOTS 512
#define M_MAX_STACK 64

struct machine_program {
	struct machine_code code[M_MAX_CODE];
	size_t n, n_slots;
	bool is_full;
};

void tp_compile(const struct tp_program *p, struct machine_program *ret);
/** `slots` holds the arguments first. */
struct val tp_run(const struct machine_program *program, const struct tp_program *p, const struct val *args,
		  struct assay_arena *arena, int *rc);

#endif
