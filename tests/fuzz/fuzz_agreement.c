/* SPDX-License-Identifier: Apache-2.0 */
/* A guest's drawn inputs (the first line), and the evidence of candidates that are compared (one of each other line).
 */
#include "orchestrator/agreement.h"
#include "orchestrator/draw.h"
#include "tests/fuzz/fuzz.h"

#define MAX_CANDIDATES 16
#define MAX_INPUTS     8

static void settle(const struct assay_problem *problem, struct assay_str lines, struct assay_arena *arena)
{
	const struct assay_agreement_rules rules = {.accept_share = 0.5, .least = 2};
	struct assay_verdict verdicts[MAX_CANDIDATES] = {0};
	struct assay_agreement found;
	size_t n = 0, accepted = 0;
	while (n < MAX_CANDIDATES && lines.len > 0) {
		size_t end = assay_str_find(lines, ASSAY_STR("\n"), 0);
		size_t len = end == SIZE_MAX ? lines.len : end;
		verdicts[n++] = (struct assay_verdict){.word = ASSAY_UNDECIDED, .evidence = {lines.data, len}};
		len = end == SIZE_MAX ? len : len + 1;
		lines = (struct assay_str){lines.data + len, lines.len - len};
	}
	if (assay_agreement_settle(problem, verdicts, n, &rules, arena, &found, NULL))
		return;
	for (size_t i = 0; i < n; i++)
		accepted += verdicts[i].word == ASSAY_ACCEPTED;
	REQUIRE(found.n_candidates == n && found.n_consensus <= n && found.n_clusters <= n);
	REQUIRE(found.n_consensus != 1);
	REQUIRE(accepted == (found.is_accepted ? found.n_consensus : 0));
	REQUIRE(!found.is_accepted || 2 * found.n_consensus >= n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct assay_test given = {.args = ASSAY_STR("[1]"), .weight = 1};
	const struct assay_problem call = {.id = ASSAY_STR("p"),
					   .kind = ASSAY_KIND_CALL,
					   .entry = ASSAY_STR("f"),
					   .checker = {.type = ASSAY_STR("agreement")},
					   .tests = &given,
					   .n_tests = 1};
	const struct assay_problem math = {
		.id = ASSAY_STR("m"), .kind = ASSAY_KIND_MATH, .checker = {.type = ASSAY_STR("agreement")}};
	struct assay_str all = {(const char *)data, size};
	size_t end = assay_str_find(all, ASSAY_STR("\n"), 0);
	size_t first = end == SIZE_MAX ? size : end;
	struct assay_str rest =
		end == SIZE_MAX ? ASSAY_STR("") : (struct assay_str){all.data + end + 1, size - end - 1};
	struct assay_arena *arena = assay_arena_create((size_t)64 << 20);
	struct assay_problem more = call;
	uint64_t n = 0;
	if (arena &&
	    assay_draw_read(&call, (struct assay_str){all.data, first}, MAX_INPUTS, arena, &more, &n, NULL) == 0) {
		REQUIRE(n <= MAX_INPUTS && more.n_tests >= 1);
		REQUIRE(assay_problem_check(&more, arena, NULL) == 0);
		settle(&more, rest, arena);
		settle(&math, rest, arena);
	}
	assay_arena_destroy(arena);
	return 0;
}
