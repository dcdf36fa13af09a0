/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/draw.h"

#include "base/json.h"
#include "base/map.h"
#include "orchestrator/guest.h"

#include <string.h>

extern const char assay_guest_draw[];
extern const size_t assay_guest_draw_len;

#define DRAW_CPU_SECONDS 4
/* Of the given inputs, as many are asked a second time. */
#define MAX_REPEATS 2

static bool can_draw(const struct assay_problem *problem)
{
	bool has_inputs = problem->kind == ASSAY_KIND_CALL || problem->kind == ASSAY_KIND_STDIO;
	return has_inputs && assay_problem_is_open(problem) && problem->n_tests > 0;
}

/* --- The request --- */

static void write_tests(const struct assay_problem *p, struct assay_jsonw *w)
{
	assay_jsonw_key(w, "tests");
	assay_jsonw_array(w);
	for (size_t i = 0; i < p->n_tests; i++) {
		if (p->tests[i].is_generated)
			continue;
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

static int write_request(const struct assay_problem *p, const struct assay_draw_options *options, struct assay_buf *out,
			 struct assay_err *err)
{
	struct assay_str language = p->contract.language.data ? p->contract.language : p->language;
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_c(&w, "kind", assay_kind_name(p->kind));
	assay_jsonw_kv_str(&w, "entry", p->entry.data ? p->entry : ASSAY_STR(""));
	if (p->contract.code.data && assay_str_is(language, "python"))
		assay_jsonw_kv_str(&w, "contract", p->contract.code);
	write_tests(p, &w);
	assay_jsonw_kv_u64(&w, "inputs", options->inputs);
	assay_jsonw_kv_u64(&w, "seed", options->seed ^ assay_xxh64(p->id.data, p->id.len, 0));
	assay_jsonw_kv_u64(&w, "cpu_seconds", DRAW_CPU_SECONDS);
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}

/* --- The answer --- */

/* What a test asks, as a key. */
static int key_of(const struct assay_test *test, struct assay_buf *out, struct assay_err *err)
{
	assay_buf_clear(out);
	assay_buf_add_str(out, test->args);
	assay_buf_add_char(out, '\n');
	assay_buf_add_str(out, test->kwargs);
	assay_buf_add_char(out, '\n');
	assay_buf_add_str(out, test->stdin_text);
	return assay_buf_error(out, err);
}

/* One test of the guest's; false when it is none. */
static bool take_test(const struct assay_problem *problem, struct assay_json item, struct assay_arena *arena,
		      struct assay_test *ret)
{
	*ret = (struct assay_test){.is_hidden = true, .is_generated = true, .weight = 1};
	if (problem->kind == ASSAY_KIND_STDIO) {
		ret->stdin_text = assay_arena_str(arena, assay_json_str(item));
		return ret->stdin_text.data != NULL;
	}
	struct assay_str kwargs = assay_json_str(assay_json_get(item, "kwargs"));
	ret->args = assay_arena_str(arena, assay_json_str(assay_json_get(item, "args")));
	if (kwargs.data && !assay_str_is(kwargs, "{}"))
		ret->kwargs = assay_arena_str(arena, kwargs);
	/* By the rules of every problem: an array, an object, values with tags that are well-formed. */
	struct assay_problem probe = *problem;
	probe.tests = ret;
	probe.n_tests = 1;
	return ret->args.data && assay_problem_check(&probe, arena, NULL) == 0;
}

/* Given tests, then some of them again. */
static size_t begin_tests(const struct assay_problem *problem, struct assay_test *tests)
{
	size_t n = 0;
	for (size_t i = 0; i < problem->n_tests; i++) {
		if (!problem->tests[i].is_generated)
			tests[n++] = problem->tests[i];
	}
	size_t n_given = n;
	for (size_t i = 0; i < n_given && i < MAX_REPEATS; i++) {
		tests[n] = tests[i];
		tests[n].is_hidden = tests[n].is_generated = true;
		n++;
	}
	return n;
}

static int read_tests(const struct assay_problem *problem, struct assay_json list, uint64_t max,
		      struct assay_test *tests, size_t *n, struct assay_arena *arena, struct assay_err *err)
{
	assay_autobuf struct assay_buf key = {0};
	struct assay_map *seen = assay_map_create();
	int rc = seen ? 0 : assay_fail(err, ASSAY_ENOMEM, "out of memory");
	for (size_t i = 0; rc == 0 && i < *n; i++) {
		rc = key_of(&tests[i], &key, err);
		if (rc == 0 && assay_map_add(seen, assay_buf_str(&key), tests, NULL) < 0)
			rc = assay_fail(err, ASSAY_ENOMEM, "out of memory");
	}
	size_t first = *n;
	assay_json_each (item, list) {
		if (rc || *n - first >= max)
			break;
		if (!take_test(problem, item, arena, &tests[*n]))
			continue;
		rc = key_of(&tests[*n], &key, err);
		int added = rc ? rc : assay_map_add(seen, assay_buf_str(&key), tests, NULL);
		if (added < 0)
			rc = rc ? rc : assay_fail(err, ASSAY_ENOMEM, "out of memory");
		*n += added > 0;
	}
	assay_map_destroy(seen);
	return rc;
}

int assay_draw_read(const struct assay_problem *problem, struct assay_str answer, uint64_t max,
		    struct assay_arena *arena, struct assay_problem *ret, uint64_t *ret_n, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	*ret = *problem;
	*ret_n = 0;
	if (assay_json_parse(answer, NULL, &doc, NULL))
		return 0;
	struct assay_json list = assay_json_get(assay_json_root(doc), "tests");
	size_t n_listed = assay_json_type(list) == ASSAY_JSON_ARRAY ? assay_json_count(list) : 0;
	size_t n_new = n_listed < max ? n_listed : (size_t)max;
	struct assay_test *tests = assay_arena_array(arena, problem->n_tests + MAX_REPEATS + n_new + 1, sizeof(*tests));
	if (!tests)
		return assay_arena_fail(arena, err);
	size_t n = begin_tests(problem, tests);
	size_t n_before = n;
	int rc = read_tests(problem, list, n_new, tests, &n, arena, err);
	if (rc)
		return rc;
	*ret_n = n - n_before;
	ret->tests = tests;
	ret->n_tests = n;
	return 0;
}

/* --- Drawing --- */

static int draw(struct assay_carrier *carrier, const struct assay_problem *problem,
		const struct assay_draw_options *options, struct assay_arena *arena, struct assay_problem *ret,
		uint64_t *ret_n, struct assay_err *err)
{
	assay_autobuf struct assay_buf request = {0};
	struct assay_job job;
	struct assay_outcome outcome = {0};
	int rc = assay_carrier_prepare(carrier, 1, err);
	if (rc == 0)
		rc = write_request(problem, options, &request, err);
	if (rc == 0)
		rc = assay_guest_job((struct assay_str){assay_guest_draw, assay_guest_draw_len},
				     assay_buf_str(&request), DRAW_CPU_SECONDS, arena, &job, err);
	if (rc)
		return rc;
	struct assay_run_request run = {.slot = carrier->slots[0], .job = &job, .outcome = &outcome};
	rc = assay_sandbox_run(&run, 1, arena, err);
	if (rc) {
		assay_carrier_drop_slots(carrier);
		return rc;
	}
	bool is_answer = outcome.end == ASSAY_END_EXITED && outcome.exit_code == 0 && !outcome.out_is_truncated;
	return assay_draw_read(problem, is_answer ? outcome.out : ASSAY_STR("{}"), options->inputs, arena, ret, ret_n,
			       err);
}

static int draw_one(struct assay_carrier *carrier, const struct assay_problem *problem,
		    const struct assay_draw_options *options, struct assay_problem_set *to, struct assay_drawn *drawn,
		    struct assay_err *err)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_problem more;
	uint64_t n = 0;
	if (!arena)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	int rc = draw(carrier, problem, options, arena, &more, &n, err);
	if (rc == 0)
		rc = assay_problem_set_add(to, &more, err);
	drawn->n_open++;
	drawn->n_inputs += n;
	drawn->n_without += n == 0;
	return rc ? assay_err_wrap(err, rc, "problem %.*s: drawing inputs", (int)problem->id.len, problem->id.data) : 0;
}

int assay_draw_all(const struct assay_problem_set *from, const struct assay_draw_options *options,
		   struct assay_problem_set *to, struct assay_drawn *ret, struct assay_err *err)
{
	struct assay_carrier carrier = {.sandbox = options->sandbox};
	int rc = 0;
	*ret = (struct assay_drawn){0};
	for (size_t i = 0; rc == 0 && i < assay_problem_set_count(from); i++) {
		const struct assay_problem *problem = assay_problem_set_at(from, i);
		if (options->inputs > 0 && can_draw(problem))
			rc = draw_one(&carrier, problem, options, to, ret, err);
		else
			rc = assay_problem_set_add(to, problem, err);
	}
	assay_carrier_finish(&carrier);
	return rc;
}
