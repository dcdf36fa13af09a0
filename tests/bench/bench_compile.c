/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a native program costs once it has been compiled, over the library.
 *
 *     bench_compile [RUNS]
 *
 * Interleaved, each from the program's text to its outcome: compiled and run, recalled from the folder and run,
 * recalled from memory and run, and run alone. Compiling is done a fiftieth as often. Prints median and p99 in
 * milliseconds.
 */
#include "sandbox/compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_RUNS = 20000, COMPILE_EVERY = 50 };

static const char *const texts[][2] = {
	{"c", "#include <stdio.h>\nint main(void){ int a, b; if (scanf(\"%d %d\", &a, &b) == 2) printf(\"%d\\n\", a + "
	      "b); }"},
	{"cpp",
	 "#include <bits/stdc++.h>\nint main(){ int a, b; std::cin >> a >> b; std::cout << a + b << std::endl; }"},
	{"go", "package main\nimport \"fmt\"\nfunc main() { var a, b int; fmt.Scan(&a, &b); fmt.Println(a + b) }\n"},
	{"rust", "use std::io::*; fn main() { let mut s = String::new(); stdin().read_to_string(&mut s).unwrap(); "
		 "println!(\"{}\", s.split_whitespace().map(|x| x.parse::<i32>().unwrap()).sum::<i32>()); }"},
};

struct series {
	const char *name;
	double ms[MAX_RUNS];
	size_t n;
};

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void print(const char *language, struct series *s)
{
	qsort(s->ms, s->n, sizeof s->ms[0], by_value);
	printf("| %s | %s | %.2f | %.2f | %zu |\n", language, s->name, s->ms[s->n / 2], s->ms[s->n * 99 / 100], s->n);
	s->n = 0;
}

_Noreturn static void fail(const struct assay_err *err)
{
	fprintf(stderr, "bench_compile: %s\n", err->msg);
	exit(1);
}

/* From the text to the outcome; `cache` NULL: compiled. `artifacts` given: neither compiled nor recalled. */
static struct assay_outcome work(struct assay_slot *slot, const struct assay_program *program,
				 struct assay_compile_cache *cache, const struct assay_outcome *artifacts,
				 struct assay_arena *arena, struct series *s)
{
	struct assay_outcome compiled = {0}, outcome = {0};
	struct assay_err err = {0};
	struct assay_job job;
	double start = now_ms();

	if (artifacts)
		compiled = *artifacts;
	else if (assay_compile(slot, program, cache, arena, &compiled, &err) < 0)
		fail(&err);
	if (assay_language_run_job(program, compiled.outputs, compiled.n_outputs, arena, &job, &err) < 0)
		fail(&err);
	job.stdin_bytes = ASSAY_STR("40 2\n");
	const struct assay_run_request request = {.slot = slot, .job = &job, .outcome = &outcome};
	if (assay_sandbox_run(&request, 1, arena, &err) < 0)
		fail(&err);
	if (!assay_str_is(outcome.out, "42\n")) {
		fprintf(stderr, "bench_compile: wrong answer\n");
		exit(1);
	}
	s->ms[s->n++] = now_ms() - start;
	return compiled;
}

static void measure(struct assay_slot *slot, const char *language, const char *text, const char *folder, int runs)
{
	static struct series compile = {.name = "compiled, run"}, from_folder = {.name = "from the folder, run"},
			     from_memory = {.name = "from memory, run"}, run = {.name = "run alone"};
	const struct assay_compile_options options = {.folder = folder},
					   small = {.folder = folder, .max_memory_bytes = 1};
	struct assay_compile_cache *cache = assay_compile_cache_create(&options),
				   *none = assay_compile_cache_create(&small);
	struct assay_arena *arena = assay_arena_create(0), *kept = assay_arena_create(0);
	const struct assay_file file = {.bytes = assay_str_of(text)};
	const struct assay_program program = {.language = assay_str_of(language), .files = &file, .n_files = 1};
	struct assay_outcome artifacts = work(slot, &program, cache, NULL, kept, &run);

	run.n = 0;
	for (int i = 0; i < runs; i++) {
		assay_arena_reset(arena);
		if (i % COMPILE_EVERY == 0)
			(void)work(slot, &program, NULL, NULL, arena, &compile);
		(void)work(slot, &program, none, NULL, arena, &from_folder);
		(void)work(slot, &program, cache, NULL, arena, &from_memory);
		(void)work(slot, &program, NULL, &artifacts, arena, &run);
	}
	print(language, &compile);
	print(language, &from_folder);
	print(language, &from_memory);
	print(language, &run);
	assay_compile_cache_destroy(none);
	assay_compile_cache_destroy(cache);
	assay_arena_destroy(arena);
	assay_arena_destroy(kept);
}

int main(int argc, char **argv)
{
	struct assay_sandbox_options options = {.slot_id = (unsigned)(getpid() * 4) % 29000};
	int runs = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 500;
	char folder[] = "/tmp/assay-bench-XXXXXX", command[100];
	struct assay_err err = {0};
	struct assay_slot *slot;

	if (runs < 1 || runs > MAX_RUNS || !mkdtemp(folder) || assay_slot_create(&options, &slot, &err) < 0)
		fail(&err);
	printf("| language | what | median ms | p99 ms | runs |\n|---|---|---|---|---|\n");
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		if (assay_language_is_available(assay_language_find(assay_str_of(texts[i][0])), NULL))
			measure(slot, texts[i][0], texts[i][1], folder, runs);
	}
	assay_slot_destroy(slot);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command) != 0;
}
