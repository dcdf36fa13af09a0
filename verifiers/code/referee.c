/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/referee.h"

#include "base/num.h"

#include <math.h>
#include <stdint.h>

/* Exit codes of testlib.h, and of the problem package format. */
enum testlib_exit {
	TESTLIB_OK = 0,
	TESTLIB_WRONG = 1,
	TESTLIB_PRESENTATION = 2,
	TESTLIB_POINTS = 7,
	TESTLIB_UNEXPECTED_END = 8,
};
enum kattis_exit {
	KATTIS_ACCEPTED = 42,
	KATTIS_WRONG = 43,
};

/* What a checker may use, however little the problem leaves to the candidate. */
static const struct assay_limits least = {.cpu_ms = 10000, .mem_bytes = UINT64_C(512) << 20};

bool assay_referee_is_interactor(const struct assay_problem *problem)
{
	return assay_str_is(problem->checker.type, "interactor");
}

bool assay_referee_is_wanted(const struct assay_problem *problem)
{
	return assay_str_is(problem->checker.type, "program") || assay_referee_is_interactor(problem);
}

static bool is_kattis(const struct assay_problem *problem)
{
	return assay_str_is(problem->checker.abi, "kattis");
}

int assay_referee_program(const struct assay_problem *problem, struct assay_arena *arena, struct assay_program *ret,
			  struct assay_err *err)
{
	struct assay_file *file = assay_arena_alloc(arena, sizeof(*file));

	if (!file)
		return assay_arena_fail(arena, err);
	file->bytes = problem->checker.code;
	*ret = (struct assay_program){.language = problem->checker.language, .files = file, .n_files = 1};
	return 0;
}

static struct assay_limits referee_limits(const struct assay_limits *limits, bool is_interactor)
{
	struct assay_limits own = *limits;

	if (own.cpu_ms < least.cpu_ms)
		own.cpu_ms = least.cpu_ms;
	if (own.mem_bytes < least.mem_bytes)
		own.mem_bytes = least.mem_bytes;
	/* An interactor waits as long as the candidate may take. */
	own.wall_ms = 3 * own.cpu_ms + 2000 + (is_interactor ? limits->wall_ms : 0);
	own.output_bytes = 2 * limits->output_bytes + ((size_t)1 << 20);
	own.procs = 0;
	return own;
}

int assay_referee_side(const struct assay_problem *problem, const struct assay_test *test, struct assay_str output,
		       const struct assay_limits *limits, struct assay_arena *arena, struct assay_side *ret,
		       struct assay_err *err)
{
	static const char *const testlib[] = {"input.txt", "output.txt", "answer.txt", NULL};
	static const char *const kattis[] = {"input.txt", "answer.txt", "feedback", NULL};
	static const char *const outputs[] = {"feedback/judgemessage.txt", "feedback/score.txt", NULL};
	struct assay_file *files = assay_arena_array(arena, 4, sizeof(*files));
	bool is_interactor = assay_referee_is_interactor(problem);
	size_t n = 0;

	if (!files)
		return assay_arena_fail(arena, err);
	files[n++] = (struct assay_file){.name = ASSAY_STR("input.txt"), .bytes = test->stdin_text};
	files[n++] = (struct assay_file){.name = ASSAY_STR("answer.txt"), .bytes = test->expected_stdout};
	if (is_kattis(problem)) /* A folder is there once a file is in it. */
		files[n++] = (struct assay_file){.name = ASSAY_STR("feedback/assay"), .bytes = ASSAY_STR("")};
	else if (!is_interactor) /* An interactor writes it. */
		files[n++] = (struct assay_file){.name = ASSAY_STR("output.txt"), .bytes = output};
	for (size_t i = 0; i < n; i++) {
		if (!files[i].bytes.data)
			files[i].bytes = ASSAY_STR("");
	}
	*ret = (struct assay_side){
		.program = 1,
		.stdin_bytes = is_kattis(problem) && !is_interactor ? output : (struct assay_str){0},
		.has_channel = is_interactor,
		.has_piped_stdio = is_interactor,
		.limits = referee_limits(limits, is_interactor),
		.files = files,
		.n_files = n,
		.args = is_kattis(problem) ? kattis : testlib,
		.outputs = is_kattis(problem) ? outputs : NULL,
	};
	return 0;
}

/* --- The exchange --- */

struct exchange {
	size_t last;   /**< Who wrote last. */
	size_t closed; /**< Who closed first: 0 or 1, or 2 for nobody. */
};

static void *create(struct assay_arena *arena, const struct assay_limits *limits __attribute__((unused)),
		    const void *arg __attribute__((unused)))
{
	struct exchange *x = assay_arena_alloc(arena, sizeof(*x));

	if (x)
		*x = (struct exchange){.last = 1, .closed = 2};
	return x;
}

static int on_bytes(void *state, size_t from, struct assay_str bytes, struct assay_buf to[2])
{
	struct exchange *x = state;

	if (!assay_str_is_absent(bytes)) {
		x->last = from;
		return assay_buf_add_str(&to[1 - from], bytes);
	}
	if (x->closed == 2)
		x->closed = from;
	return 0;
}

const struct assay_relay assay_referee_relay = {.create = create, .on_bytes = on_bytes, .closes_peer = true};

/* --- Judging --- */

/** What the checker said: testlib on standard error, Kattis in a file. */
static struct assay_str message_of(const struct assay_problem *problem, const struct assay_outcome *checker)
{
	struct assay_str text = checker->err;

	if (is_kattis(problem))
		text = checker->n_outputs > 0 ? checker->outputs[0].bytes : (struct assay_str){0};
	text = assay_str_trim(text);
	return assay_str_sub(text, 0, assay_str_find(text, ASSAY_STR("\n"), 0));
}

/** The number in a text that begins with it; false when there is none. */
static bool read_points(struct assay_str text, double *ret)
{
	static const char ends[] = {' ', '\t', '\r', '\n', ':', ','};

	text = assay_str_trim(text);
	size_t end = 0;
	while (end < text.len && !memchr(ends, text.data[end], sizeof(ends)))
		end++;
	return assay_parse_f64(assay_str_sub(text, 0, end), ret, NULL) == 0 && isfinite(*ret);
}

static bool has_points(const struct assay_problem *problem, const struct assay_outcome *checker, double *ret)
{
	struct assay_str text = checker->err;
	size_t at = assay_str_find(text, ASSAY_STR("points "), 0);

	if (!is_kattis(problem))
		return checker->exit_code == TESTLIB_POINTS && at != SIZE_MAX &&
		       read_points(assay_str_sub(text, at + 7, SIZE_MAX), ret);
	return checker->exit_code == KATTIS_ACCEPTED && checker->n_outputs > 1 &&
	       !assay_str_is_absent(checker->outputs[1].bytes) && read_points(checker->outputs[1].bytes, ret);
}

static int say(const struct assay_problem *problem, enum assay_word word, const char *what,
	       const struct assay_outcome *checker, struct assay_arena *arena, struct assay_test_result *ret,
	       struct assay_err *err)
{
	assay_autobuf struct assay_buf reason = {0};
	struct assay_str message = message_of(problem, checker);

	assay_buf_add_c(&reason, what);
	if (message.len > 0) {
		assay_buf_add_c(&reason, ": ");
		assay_code_add_short(&reason, message, 2 * ASSAY_SHORT_BYTES);
	}
	return assay_code_fail(ret, word, &reason, arena, err);
}

static int set_evidence(const struct assay_problem *problem, size_t test, const struct assay_outcome *checker,
			struct assay_arena *arena, struct assay_test_result *ret, struct assay_err *err)
{
	assay_autobuf struct assay_buf json = {0};
	struct assay_jsonw w;

	assay_jsonw_init(&w, &json);
	assay_jsonw_object(&w);
	assay_jsonw_key(&w, "test");
	assay_jsonw_u64(&w, test + 1);
	assay_code_evidence_text(&w, "input", problem->tests[test].stdin_text);
	assay_code_evidence_text(&w, "checker", message_of(problem, checker));
	if (ret->partial > 0) {
		assay_jsonw_key(&w, "points");
		assay_jsonw_f64(&w, ret->partial * problem->tests[test].weight);
	}
	assay_jsonw_end_object(&w);
	return assay_code_set_evidence(ret, &json, arena, err);
}

static int judge_points(const struct assay_problem *problem, size_t test, double points,
			const struct assay_outcome *checker, struct assay_arena *arena, struct assay_test_result *ret,
			struct assay_err *err)
{
	double weight = problem->tests[test].weight;

	/* Points beyond a test's weight are its weight: what is more than right is right. */
	if (points >= weight)
		return 0;
	if (points > 0)
		ret->partial = points / weight;
	int rc = set_evidence(problem, test, checker, arena, ret, err);
	return rc ? rc : say(problem, ASSAY_WRONG_ANSWER, "not all points", checker, arena, ret, err);
}

int assay_referee_judge(const struct assay_problem *problem, size_t test, const struct assay_outcome *checker,
			struct assay_arena *arena, struct assay_test_result *ret, struct assay_err *err)
{
	int code = checker->end == ASSAY_END_EXITED ? checker->exit_code : -1;
	bool is_wrong = is_kattis(problem) ? code == KATTIS_WRONG
					   : code == TESTLIB_WRONG || code == TESTLIB_PRESENTATION ||
						     code == TESTLIB_UNEXPECTED_END;
	double points = 0;

	if (code >= 0 && has_points(problem, checker, &points))
		return judge_points(problem, test, points, checker, arena, ret, err);
	if (code == (is_kattis(problem) ? (int)KATTIS_ACCEPTED : (int)TESTLIB_OK))
		return 0;
	int rc = set_evidence(problem, test, checker, arena, ret, err);
	if (rc)
		return rc;
	if (is_wrong)
		return say(problem, ASSAY_WRONG_ANSWER, "the checker rejects it", checker, arena, ret, err);
	return say(problem, ASSAY_UNDECIDED, "the checker itself failed", checker, arena, ret, err);
}

/** The candidate's time was up while it was the interactor's turn to speak. */
static bool is_interactors_delay(const struct assay_outcome *candidate, const struct exchange *x)
{
	return candidate->end == ASSAY_END_WALL_LIMIT && x->last == 0 && x->closed != 1;
}

int assay_referee_judge_exchange(const struct assay_problem *problem, size_t test,
				 const struct assay_execution_result *result, const struct assay_limits *limits,
				 struct assay_arena *arena, struct assay_test_result *ret, struct assay_err *err)
{
	const struct assay_outcome *candidate = &result->sides[0], *interactor = &result->sides[1];
	const struct exchange *x = result->relay_state;
	int rc = assay_code_begin_result(candidate, limits, arena, ret, err);

	if (rc)
		return rc;
	if (is_interactors_delay(candidate, x))
		return say(problem, ASSAY_UNDECIDED, "the interactor did not answer", interactor, arena, ret, err);
	bool is_crash = ret->word == ASSAY_RUNTIME_ERROR;
	/* A crash behind the interactor's own end is most often a pipe that broke: its word counts first. */
	if (ret->word != ASSAY_ACCEPTED && !(is_crash && x->closed == 1))
		return 0;
	struct assay_test_result own = *ret;
	ret->word = ASSAY_ACCEPTED;
	ret->reason = (struct assay_str){0};
	rc = assay_referee_judge(problem, test, interactor, arena, ret, err);
	if (!rc && ret->word == ASSAY_ACCEPTED && is_crash)
		*ret = own;
	return rc;
}
