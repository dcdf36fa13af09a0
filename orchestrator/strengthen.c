/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/strengthen.h"

#include "base/json.h"
#include "base/num.h"
#include "orchestrator/guest.h"

#include <string.h>

extern const char assay_guest_strengthen[];
extern const size_t assay_guest_strengthen_len;

/* Enough for every problem of the public sets to stop finding more; see docs/ci.md. */
#define MAX_INPUTS	   3000
#define MAX_TESTS	   12
#define SEARCH_CPU_SECONDS 8

static struct assay_str language_of(const struct assay_problem *problem, const struct assay_solution *solution)
{
	return assay_str_is_absent(solution->language) ? problem->language : solution->language;
}

/* What the reference prints is one answer of several, or there is nobody who knows. */
static bool has_many_answers(const struct assay_problem *p)
{
	return assay_str_is(p->checker.type, "program") || assay_str_is(p->checker.type, "interactor") ||
	       assay_problem_is_open(p);
}

bool assay_can_strengthen(const struct assay_fitness *fitness)
{
	const struct assay_problem *p = fitness->problem;
	bool is_stdio = p->kind == ASSAY_KIND_STDIO && !has_many_answers(p);
	bool has_kind = p->kind == ASSAY_KIND_CALL || p->kind == ASSAY_KIND_SUITE || is_stdio;
	return has_kind && fitness->survivor && p->n_references > 0 && (is_stdio || !assay_str_is_absent(p->entry)) &&
	       assay_str_is(language_of(p, &p->references[0]), "python");
}

/* --- The request --- */

static void write_calls(const struct assay_problem *p, struct assay_jsonw *w)
{
	assay_jsonw_key(w, "calls");
	assay_jsonw_array(w);
	for (size_t i = 0; i < p->n_tests; i++) {
		if (p->kind == ASSAY_KIND_STDIO) {
			assay_jsonw_str(w, p->tests[i].stdin_text);
			continue;
		}
		assay_jsonw_object(w);
		assay_jsonw_kv_raw(w, "args", p->tests[i].args);
		assay_jsonw_kv_raw_opt(w, "kwargs", p->tests[i].kwargs);
		assay_jsonw_end_object(w);
	}
	assay_jsonw_end_array(w);
}

static int write_request(const struct assay_fitness *fitness, struct assay_buf *out, struct assay_err *err)
{
	const struct assay_problem *p = fitness->problem;
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_c(&w, "kind", assay_kind_name(p->kind));
	assay_jsonw_kv_str(&w, "entry", p->entry.data ? p->entry : ASSAY_STR(""));
	assay_jsonw_kv_str(&w, "prelude", p->prelude.data ? p->prelude : ASSAY_STR(""));
	assay_jsonw_key(&w, "references");
	assay_jsonw_array(&w);
	for (size_t i = 0; i < p->n_references; i++) {
		if (assay_str_is(language_of(p, &p->references[i]), "python"))
			assay_jsonw_str(&w, p->references[i].code);
	}
	assay_jsonw_end_array(&w);
	assay_jsonw_key(&w, "mutants");
	assay_jsonw_array(&w);
	for (size_t i = 0; i < fitness->n_probes; i++) {
		if (assay_fitness_survives(&fitness->probes[i]))
			assay_jsonw_str(&w, fitness->probes[i].candidate.code);
	}
	assay_jsonw_end_array(&w);
	assay_jsonw_kv_str_opt(&w, "suite", p->suite);
	write_calls(p, &w);
	assay_jsonw_kv_u64(&w, "seed", 1);
	assay_jsonw_kv_u64(&w, "max_inputs", MAX_INPUTS);
	assay_jsonw_kv_u64(&w, "max_tests", MAX_TESTS);
	assay_jsonw_kv_u64(&w, "cpu_seconds", SEARCH_CPU_SECONDS);
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}

static int make_job(const struct assay_fitness *fitness, struct assay_arena *arena, struct assay_job *ret,
		    struct assay_err *err)
{
	assay_autobuf struct assay_buf request = {0};
	const struct assay_str guest = {assay_guest_strengthen, assay_guest_strengthen_len};
	int rc = write_request(fitness, &request, err);
	return rc ? rc : assay_guest_job(guest, assay_buf_str(&request), SEARCH_CPU_SECONDS, arena, ret, err);
}

/* --- The tests --- */

/* One test of the guest's. */
static int read_test(const struct assay_problem *p, struct assay_json test, struct assay_arena *arena,
		     struct assay_test *ret, struct assay_err *err)
{
	struct assay_str kwargs = assay_json_str(assay_json_get(test, "kwargs"));
	*ret = (struct assay_test){.is_hidden = true, .weight = 1};
	if (p->kind == ASSAY_KIND_STDIO) {
		ret->stdin_text = assay_arena_str(arena, assay_json_str(assay_json_get(test, "stdin")));
		ret->expected_stdout = assay_arena_str(arena, assay_json_str(assay_json_get(test, "expected_stdout")));
		return ret->stdin_text.data && ret->expected_stdout.data
			       ? 0
			       : assay_fail(err, ASSAY_EINVAL, "a test without input or answer");
	}
	ret->args = assay_arena_str(arena, assay_json_str(assay_json_get(test, "args")));
	ret->expected = assay_arena_str(arena, assay_json_str(assay_json_get(test, "expected")));
	if (!assay_str_is(kwargs, "{}"))
		ret->kwargs = assay_arena_str(arena, kwargs);
	return ret->args.data && ret->expected.data
		       ? 0
		       : assay_fail(err, ASSAY_EINVAL, "a test without arguments or answer");
}

static int add_tests(struct assay_problem *p, struct assay_json tests, size_t n, struct assay_arena *arena,
		     struct assay_err *err)
{
	struct assay_test *all = assay_arena_array(arena, p->n_tests + n, sizeof(*all));
	if (!all)
		return assay_arena_fail(arena, err);
	memcpy(all, p->tests, p->n_tests * sizeof(*all));
	struct assay_test *added = all + p->n_tests;
	assay_json_each (test, tests) {
		int rc = read_test(p, test, arena, added++, err);
		if (rc)
			return rc;
	}
	p->tests = all;
	p->n_tests += n;
	return 0;
}

static int add_asserts(struct assay_problem *p, struct assay_json tests, struct assay_arena *arena,
		       struct assay_err *err)
{
	assay_autobuf struct assay_buf suite = {0};
	assay_buf_add_str(&suite, p->suite);
	assay_buf_add_c(&suite, "\n\n");
	assay_json_each (test, tests) {
		assay_buf_add_str(&suite, assay_json_str(assay_json_get(test, "assert")));
		assay_buf_add_char(&suite, '\n');
	}
	int rc = assay_buf_error(&suite, err);
	p->suite = rc ? p->suite : assay_arena_str(arena, assay_buf_str(&suite));
	return p->suite.data ? rc : assay_arena_fail(arena, err);
}

/* The guest knows mutants by their numbers among those that were accepted. */
static int note_beyond(const struct assay_fitness *fitness, struct assay_json beyond, struct assay_arena *arena,
		       struct assay_strengthened *ret)
{
	bool *marks = assay_arena_array(arena, fitness->n_probes, sizeof(*marks));
	if (!marks)
		return ASSAY_ENOMEM;
	memset(marks, 0, fitness->n_probes * sizeof(*marks));
	assay_json_each (item, beyond) {
		uint64_t left = 0;
		if (assay_parse_u64(assay_json_raw(item), 0, fitness->n_probes, &left, NULL))
			continue;
		for (size_t i = 0; i < fitness->n_probes; i++) {
			if (assay_fitness_survives(&fitness->probes[i]) && left-- == 0) {
				marks[i] = true;
				break;
			}
		}
	}
	ret->is_beyond = marks;
	return 0;
}

/* The guest was the work of the problem's own programs: whatever is wrong with its answer means that there is none. */
static int take_tests(const struct assay_fitness *fitness, const struct assay_outcome *outcome,
		      struct assay_arena *arena, struct assay_strengthened *ret)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	if (outcome->end != ASSAY_END_EXITED || outcome->exit_code != 0 || outcome->out_is_truncated ||
	    assay_json_parse(outcome->out, NULL, &doc, NULL))
		return 0;
	struct assay_json root = assay_json_root(doc);
	struct assay_json tests = assay_json_get(root, "tests");
	size_t n = assay_json_type(tests) == ASSAY_JSON_ARRAY ? assay_json_count(tests) : 0;
	(void)assay_json_read_u64(root, "tried", 0, UINT32_MAX, &ret->n_tried, NULL);
	(void)assay_json_read_u64(root, "outside", 0, UINT32_MAX, &ret->n_outside, NULL);
	int rc = note_beyond(fitness, assay_json_get(root, "beyond"), arena, ret);
	if (rc || n == 0 || n > MAX_TESTS)
		return rc;
	struct assay_problem stronger = ret->problem;
	rc = fitness->problem->kind == ASSAY_KIND_SUITE ? add_asserts(&stronger, tests, arena, NULL)
							: add_tests(&stronger, tests, n, arena, NULL);
	if (rc == 0 && assay_problem_check(&stronger, arena, NULL) == 0) {
		ret->problem = stronger;
		ret->n_added = n;
	}
	return rc == ASSAY_ENOMEM ? rc : 0;
}

int assay_strengthen(struct assay_carrier *carrier, const struct assay_fitness *const *fitness, size_t n,
		     struct assay_arena *arena, struct assay_strengthened *ret, struct assay_err *err)
{
	struct assay_job jobs[ASSAY_STRENGTHEN_MAX];
	struct assay_outcome outcomes[ASSAY_STRENGTHEN_MAX];
	struct assay_run_request requests[ASSAY_STRENGTHEN_MAX];
	assay_autoarena struct assay_arena *scratch = assay_arena_create(0);
	int rc = scratch ? assay_carrier_prepare(carrier, n, err) : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	for (size_t i = 0; rc == 0 && i < n; i++) {
		ret[i] = (struct assay_strengthened){.problem = *fitness[i]->problem,
						     .is_searched = true,
						     .score_before = assay_fitness_score(fitness[i])};
		rc = make_job(fitness[i], scratch, &jobs[i], err);
		requests[i] =
			(struct assay_run_request){.slot = carrier->slots[i], .job = &jobs[i], .outcome = &outcomes[i]};
	}
	if (rc == 0)
		rc = assay_sandbox_run(requests, n, scratch, err);
	if (rc)
		assay_carrier_drop_slots(carrier);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		rc = take_tests(fitness[i], &outcomes[i], arena, &ret[i]);
		if (rc)
			rc = assay_arena_fail(arena, err);
	}
	return rc;
}
