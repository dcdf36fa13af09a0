/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many rows a second the maths verifier decides, library calls alone: bench_math ROWS.jsonl [PASSES].
 *
 * Rows are read into memory first ({"gold","answer"|"response","policy"}); each pass decides all of them on one thread
 * and prints one line of JSON with its rate by CPU time and the slowest row. bench_math.py runs it beside the verb and
 * other graders.
 */
#include "base/jsonl.h"
#include "verifiers/math.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct row {
	const struct assay_math_policy *policy;
	struct assay_math_question question;
};

struct rows {
	struct row *items;
	size_t n, cap;
};

static _Noreturn void die(const struct assay_err *err)
{
	(void)fprintf(stderr, "bench_math: %s\n", err->msg);
	exit(1);
}

static struct assay_str text_of(struct assay_json row, const char *key, struct assay_arena *arena)
{
	return assay_arena_str(arena, assay_json_str(assay_json_get(row, key)));
}

static void read_rows(const char *path, struct assay_arena *arena, struct rows *ret)
{
	struct assay_jsonl_reader *reader;
	struct assay_err err = {0};
	struct assay_json row;
	int rc = assay_jsonl_open(path, 0, &reader, &err);
	if (rc)
		die(&err);
	while ((rc = assay_jsonl_next(reader, &row, &err)) == 1) {
		if (ret->n == ret->cap) {
			ret->cap = ret->cap ? 2 * ret->cap : 1024;
			ret->items = realloc(ret->items, ret->cap * sizeof(*ret->items));
			if (!ret->items)
				abort();
		}
		struct row *item = &ret->items[ret->n++];
		*item = (struct row){.question = {.gold = text_of(row, "gold", arena),
						  .answer = text_of(row, "answer", arena),
						  .reply = text_of(row, "response", arena)}};
		item->policy = assay_math_policy_find(assay_json_str(assay_json_get(row, "policy")));
		if (!item->policy || !item->question.gold.data)
			abort();
	}
	if (rc < 0)
		die(&err);
	assay_jsonl_close(reader);
}

/* CPU time of this thread: neighbours on the machine slow it far less than the clock on the wall. */
static double now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void decide(const struct row *row, struct assay_arena *arena, struct assay_math_verdict *ret)
{
	struct assay_err err = {0};
	assay_arena_reset(arena);
	if (assay_math_decide(row->policy, &row->question, arena, ret, &err))
		die(&err);
}

/* The slowest row, in a pass of its own: looking at the clock costs as much as an easy row. */
static double slowest_ms(const struct rows *rows, struct assay_arena *arena, size_t *ret_row)
{
	double slowest = 0;
	for (size_t i = 0; i < rows->n; i++) {
		struct assay_math_verdict verdict;
		double start = now();
		decide(&rows->items[i], arena, &verdict);
		double ms = (now() - start) * 1e3;
		if (ms > slowest) {
			slowest = ms;
			*ret_row = i;
		}
	}
	return slowest;
}

static void run_pass(const struct rows *rows, struct assay_arena *arena)
{
	size_t words[ASSAY_MATH_N_WORDS] = {0}, row = 0, n = 0;
	double slowest = slowest_ms(rows, arena, &row), start = now(), seconds = 0;
	while (seconds < 0.2) {
		for (size_t i = 0; i < rows->n; i++) {
			struct assay_math_verdict verdict;
			decide(&rows->items[i], arena, &verdict);
			words[verdict.word]++;
		}
		n += rows->n;
		seconds = now() - start;
	}
	(void)printf("{\"rows\":%zu,\"per_s\":%.0f,\"slowest_ms\":%.3f,\"slowest\":%zu", rows->n, (double)n / seconds,
		     slowest, row);
	for (int w = 0; w < ASSAY_MATH_N_WORDS; w++)
		(void)printf(",\"%s\":%zu", assay_math_word_name((enum assay_math_word)w), words[w] * rows->n / n);
	(void)printf("}\n");
}

int main(int argc, char **argv)
{
	struct rows rows = {0};
	if (argc < 2) {
		(void)fprintf(stderr, "usage: bench_math ROWS.jsonl [PASSES]\n");
		return 2;
	}
	struct assay_arena *texts = assay_arena_create(0), *arena = assay_arena_create((size_t)64 << 20);
	if (!texts || !arena)
		return 1;
	read_rows(argv[1], texts, &rows);
	for (long passes = argc > 2 ? strtol(argv[2], NULL, 10) : 3; passes > 0; passes--)
		run_pass(&rows, arena);
	assay_arena_destroy(arena);
	assay_arena_destroy(texts);
	free(rows.items);
	return 0;
}
