/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way of a proposed problem: read, screened, its reference verified and its trap sprung, voted on.
 */
#include "problems/methods/kit.h"

#include <string.h>

enum phase {
	BEGIN = 0,
	PROPOSED,
	REFERENCE_VERIFIED,
	VOTING,
	VOTES_VERIFIED,
};

/* --- Shapes --- */

static const struct assay_shape_member math_members[] = {
	{.name = "statement", .type = ASSAY_JSON_STRING, .is_required = true, .min = 8, .max = 16384},
	{.name = "solution", .type = ASSAY_JSON_STRING, .is_required = true, .min = 1},
	{.name = "answer", .type = ASSAY_JSON_STRING, .is_required = true, .min = 1, .max = 1024},
	{0},
};
static const struct assay_shape_member call_test_members[] = {
	{.name = "args", .type = ASSAY_JSON_ARRAY, .is_required = true},
	{.name = "expected", .type = ASSAY_JSON_NONE, .is_required = true},
	{0},
};
static const struct assay_shape call_test = {call_test_members};
static const struct assay_shape_member call_members[] = {
	{.name = "statement", .type = ASSAY_JSON_STRING, .is_required = true, .min = 8, .max = 16384},
	{.name = "entry", .type = ASSAY_JSON_STRING, .is_required = true, .min = 1, .max = 64},
	{.name = "tests", .type = ASSAY_JSON_ARRAY, .is_required = true, .object = &call_test, .min = 2, .max = 64},
	{.name = "solution", .type = ASSAY_JSON_STRING, .is_required = true, .min = 1},
	{0},
};
static const struct assay_shape_member stdio_test_members[] = {
	{.name = "stdin", .type = ASSAY_JSON_STRING, .is_required = true},
	{.name = "expected_stdout", .type = ASSAY_JSON_STRING, .is_required = true},
	{0},
};
static const struct assay_shape stdio_test = {stdio_test_members};
static const struct assay_shape_member stdio_members[] = {
	{.name = "statement", .type = ASSAY_JSON_STRING, .is_required = true, .min = 8, .max = 16384},
	{.name = "tests", .type = ASSAY_JSON_ARRAY, .is_required = true, .object = &stdio_test, .min = 2, .max = 64},
	{.name = "solution", .type = ASSAY_JSON_STRING, .is_required = true, .min = 1},
	{0},
};
#define CARELESS                                                                             \
	{                                                                                    \
		.name = "careless", .type = ASSAY_JSON_STRING, .is_required = true, .min = 1 \
	}
static const struct assay_shape_member math_trap_members[] = {
	{.name = "statement", .type = ASSAY_JSON_STRING, .is_required = true, .min = 8, .max = 16384},
	{.name = "solution", .type = ASSAY_JSON_STRING, .is_required = true, .min = 1},
	{.name = "answer", .type = ASSAY_JSON_STRING, .is_required = true, .min = 1, .max = 1024},
	CARELESS,
	{0},
};
static const struct assay_shape_member call_trap_members[] = {
	{.name = "statement", .type = ASSAY_JSON_STRING, .is_required = true, .min = 8, .max = 16384},
	{.name = "entry", .type = ASSAY_JSON_STRING, .is_required = true, .min = 1, .max = 64},
	{.name = "tests", .type = ASSAY_JSON_ARRAY, .is_required = true, .object = &call_test, .min = 2, .max = 64},
	{.name = "solution", .type = ASSAY_JSON_STRING, .is_required = true, .min = 1},
	CARELESS,
	{0},
};
static const struct assay_shape_member stdio_trap_members[] = {
	{.name = "statement", .type = ASSAY_JSON_STRING, .is_required = true, .min = 8, .max = 16384},
	{.name = "tests", .type = ASSAY_JSON_ARRAY, .is_required = true, .object = &stdio_test, .min = 2, .max = 64},
	{.name = "solution", .type = ASSAY_JSON_STRING, .is_required = true, .min = 1},
	CARELESS,
	{0},
};
static const struct assay_shape_member statement_members[] = {
	{.name = "statement", .type = ASSAY_JSON_STRING, .is_required = true, .min = 8, .max = 16384},
	{0},
};
static const struct assay_shape math_shapes[] = {{math_members}, {math_trap_members}};
static const struct assay_shape call_shapes[] = {{call_members}, {call_trap_members}};
static const struct assay_shape stdio_shapes[] = {{stdio_members}, {stdio_trap_members}};
static const struct assay_shape statement_shape = {statement_members};

static enum assay_kind kind_of(const struct assay_task *task, const struct kit_proposal *p)
{
	enum assay_kind kind = p->parent ? p->parent->kind : task->env->options.kind;
	return kind == ASSAY_KIND_SUITE && !p->keeps_tests ? ASSAY_KIND_CALL : kind; /* Of a suite a child has tests. */
}

int kit_ask_problem(struct assay_task *task, struct assay_step *step, const char *prompt, const struct kit_proposal *p,
		    struct assay_err *err)
{
	enum assay_kind kind = kind_of(task, p);
	const struct assay_shape *shape = p->keeps_tests	    ? &statement_shape
					  : kind == ASSAY_KIND_MATH ? &math_shapes[p->asks_for_trap]
					  : kind == ASSAY_KIND_CALL ? &call_shapes[p->asks_for_trap]
								    : &stdio_shapes[p->asks_for_trap];
	struct assay_str level = assay_arena_printf(task->arena, "%u", p->level);
	assay_slots_put(&step->slots, "topic", p->topic.len ? p->topic : ASSAY_STR("of your choice"));
	assay_slots_put(&step->slots, "level", level);
	step->teacher = task->index;
	step->operator= p->operator;
	return kit_ask(task, step, prompt, shape, p->parent, err);
}

/* --- Reading --- */

static struct assay_str member(const struct assay_task *task, const char *key)
{
	return assay_arena_str(task->arena, assay_json_str(assay_json_get(task->reply, key)));
}

static int read_tests(struct assay_task *task, struct assay_problem *p, struct assay_err *err)
{
	struct assay_json tests = assay_json_get(task->reply, "tests");
	struct assay_test *all = assay_arena_array(task->arena, assay_json_count(tests) + 1, sizeof(*all));
	if (!all)
		return assay_arena_fail(task->arena, err);
	int rc = 0;
	assay_json_each (test, tests) {
		struct assay_test *t = &all[p->n_tests++];
		*t = (struct assay_test){.is_hidden = true, .weight = 1};
		if (rc == 0)
			rc = assay_json_read_raw(test, "args", task->arena, &t->args, err);
		if (rc == 0 && p->kind == ASSAY_KIND_CALL)
			rc = assay_json_read_raw(test, "expected", task->arena, &t->expected, err);
		if (rc == 0)
			rc = assay_json_read_str(test, "stdin", task->arena, &t->stdin_text, err);
		if (rc == 0)
			rc = assay_json_read_str(test, "expected_stdout", task->arena, &t->expected_stdout, err);
	}
	p->tests = all;
	return rc;
}

static int read_problem(struct assay_task *task, struct kit_proposal *proposal, struct assay_err *err)
{
	struct assay_problem *p = &proposal->problem;
	if (proposal->keeps_tests) {
		*p = *proposal->parent;
		p->statement = member(task, "statement");
		return p->statement.data ? 0 : assay_arena_fail(task->arena, err);
	}
	struct assay_str *tags = assay_arena_array(task->arena, 1, sizeof(*tags));
	p->kind = kind_of(task, proposal);
	p->statement = member(task, "statement");
	proposal->reference.code = proposal->given.data ? proposal->given : member(task, "solution");
	if (proposal->asks_for_trap)
		proposal->trap.code = member(task, "careless");
	bool has_trap = !proposal->asks_for_trap || proposal->trap.code.data;
	if (!tags || !p->statement.data || !proposal->reference.code.data || !has_trap)
		return assay_arena_fail(task->arena, err);
	tags[0] = proposal->topic;
	p->tags = tags;
	p->n_tags = proposal->topic.len ? 1 : 0;
	p->has_level = proposal->level > 0;
	p->level = proposal->level;
	p->references = &proposal->reference;
	p->n_references = 1;
	if (p->kind == ASSAY_KIND_MATH) {
		p->answer = member(task, "answer");
		p->policy = ASSAY_STR("math");
		return p->answer.data ? 0 : assay_arena_fail(task->arena, err);
	}
	p->language = proposal->parent && proposal->parent->language.len ? proposal->parent->language
									 : task->env->options.language;
	proposal->reference.language = p->language;
	if (proposal->asks_for_trap)
		proposal->trap.language = p->language;
	if (p->kind == ASSAY_KIND_CALL)
		p->entry = member(task, "entry");
	return read_tests(task, p, err);
}

/* --- Screening --- */

/* What a model says when it talks of its task instead of doing it, and what a reply says that wants to steer a reader.
 */
static const char *const meta_phrases[] = {
	"given prompt",	    "rewritten prompt", "#the given",	       "rewritten problem",
	"original problem", "ignore previous",	"ignore all previous", "ignore the above",
	"system prompt",    "as an ai",		"language model",      "json object",
	"the snippet",	    "problem above",	"<|im_start|>",	       "<|im_end|>",
	"[inst]",
};
/* A blank that nobody filled in. */
static const char *const placeholders[] = {
	"[insert",     "<insert", "lorem ipsum", "[name]",	     "[number]",
	"{statement}", "{topic}", "{level}",	 "your answer here",
};
/* What speaks of something that the reader does not have. */
static const char *const absent_things[] = {
	"the image above",    "the image below",      "the figure above",  "the figure below", "the picture above",
	"the picture below",  "the diagram above",    "the diagram below", "the graph above",  "the graph below",
	"the table above",    "the code above",	      "the code snippet",  "the attached",     "shown in the figure",
	"as discussed above", "the previous problem", "the recording",
};
static const char *const banned_openings[] = {
	"write a program", "write a function that takes no",
	"here is",	   "sure",
	"certainly",	   "i cannot",
	"i can't",	   "i'm sorry",
	"as requested",	   "draw ",
	"plot ",	   "describe the image",
	"listen",	   "watch ",
};

static bool starts_with(struct assay_str text, struct assay_str opening)
{
	return opening.len && text.len >= opening.len && strncasecmp(text.data, opening.data, opening.len) == 0;
}

static bool has_phrase(struct assay_str text, const char *phrase)
{
	size_t n = strlen(phrase);
	for (size_t i = 0; i + n <= text.len; i++) {
		if (strncasecmp(text.data + i, phrase, n) == 0)
			return true;
	}
	return false;
}

static bool has_banned_opening(const struct assay_method_options *o, struct assay_str s)
{
	for (size_t i = 0; i < sizeof(banned_openings) / sizeof(banned_openings[0]); i++) {
		if (starts_with(s, assay_str_of(banned_openings[i])))
			return true;
	}
	for (size_t i = 0; i < o->n_banned; i++) {
		if (starts_with(s, o->banned[i]))
			return true;
	}
	return false;
}

/* Words of its parent are no fault of the child. */
static bool has_any(const struct kit_proposal *proposal, const char *const *phrases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (has_phrase(proposal->problem.statement, phrases[i]) &&
		    !(proposal->parent && has_phrase(proposal->parent->statement, phrases[i])))
			return true;
	}
	return false;
}

#define HAS_ANY(proposal, phrases) has_any(proposal, phrases, sizeof(phrases) / sizeof((phrases)[0]))

/* Every number of the text stands in the other one, too. */
static bool keeps_numbers(struct assay_str from, struct assay_str to)
{
	for (size_t i = 0; i < from.len; i++) {
		size_t n = 0;
		while (i + n < from.len && from.data[i + n] >= '0' && from.data[i + n] <= '9')
			n++;
		if (n > 0 && assay_str_find(to, assay_str_sub(from, i, n), 0) == SIZE_MAX)
			return false;
		i += n;
	}
	return true;
}

/* The code of what is wrong with the statement, or NULL. */
static const char *screen_words(const struct assay_task *task, const struct kit_proposal *proposal)
{
	const struct assay_method_options *o = &task->env->options;
	struct assay_str s = assay_str_trim(proposal->problem.statement);
	size_t n_words = assay_count_words(s);
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.data[i];
		if ((c < ' ' && c != '\n' && c != '\t' && c != '\r') || c == 0x7F)
			return "control_bytes";
	}
	if (n_words < o->min_words)
		return "too_short";
	if (n_words > o->max_words)
		return "too_long";
	if (has_banned_opening(o, s))
		return "banned_opening";
	if (HAS_ANY(proposal, meta_phrases))
		return "meta_echo";
	if (HAS_ANY(proposal, placeholders))
		return "placeholder";
	if (HAS_ANY(proposal, absent_things))
		return "not_self_contained";
	if (proposal->keeps_tests && !keeps_numbers(proposal->parent->statement, s))
		return "number_lost";
	/* Who deepens, widens or makes concrete adds something: half of the statement is a torn reply. */
	bool grows = proposal->operator&& !proposal->is_moved && !proposal->asks_for_trap;
	if (grows && 2 * n_words < assay_count_words(proposal->parent->statement))
		return "shrunk";
	if (proposal->given.len >= 40 && assay_str_find(s, proposal->given, 0) != SIZE_MAX)
		return "gives_away_solution";
	return NULL;
}

#define FAMILY_NOVELTY	0.95
#define WORDING_NOVELTY 0.98

/* A paraphrase is meant to be near its parent, and what adds a few words to its parent cannot help it; only a copy is
 * no gain. */
static struct assay_novelty_limits novelty_of(const struct assay_task *task, const struct kit_proposal *proposal)
{
	double f = task->env->options.novelty;
	if (proposal->keeps_tests)
		return (struct assay_novelty_limits){.f = WORDING_NOVELTY};
	if (!proposal->parent || proposal->is_moved || f > FAMILY_NOVELTY)
		return (struct assay_novelty_limits){.f = f};
	return (struct assay_novelty_limits){
		.f = f, .family = assay_problem_group(proposal->parent, task->arena), .family_f = FAMILY_NOVELTY};
}

static int screen(const struct assay_task *task, const struct kit_proposal *proposal, const char **ret_code,
		  struct assay_err *err)
{
	size_t found;
	struct assay_str s = proposal->problem.statement;
	*ret_code = screen_words(task, proposal);
	if (*ret_code)
		return 0;
	if (task->env->benchmarks) {
		const struct assay_novelty_limits near_benchmark = {.f = 0.7, .recall = 0.8};
		int rc = assay_novelty_find(task->env->benchmarks, s, &near_benchmark, &found, err);
		if (rc)
			return rc;
		*ret_code = found != SIZE_MAX ? "benchmark" : NULL;
		if (*ret_code)
			return 0;
	}
	struct assay_novelty_limits limits = novelty_of(task, proposal);
	int rc = assay_novelty_find(task->env->known, s, &limits, &found, err);
	if (rc == 0 && found != SIZE_MAX)
		*ret_code = "duplicate";
	return rc;
}

/* --- The steps --- */

static size_t votes_of(const struct assay_task *task, const struct kit_proposal *proposal)
{
	size_t n = (size_t)task->env->options.votes;
	if (n == 0 && (proposal->needs_votes || proposal->problem.n_references == 0))
		n = 1;
	return n < KIT_VOTES ? n : KIT_VOTES;
}

/* Given up in a way that others may learn from: what was wrong with it is no danger to whoever reads it. */
static int give_up_shown(const struct kit_proposal *proposal, struct assay_step *step, const char *code,
			 const char *reason)
{
	step->statement = proposal->problem.statement;
	return kit_give_up(step, code, reason);
}

static bool may_be_shown(const char *code)
{
	static const char *const codes[] = {"duplicate",   "too_short",		 "too_long", "banned_opening",
					    "placeholder", "not_self_contained", "shrunk"};
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (strcmp(code, codes[i]) == 0)
			return true;
	}
	return false;
}

static int verify_proposal(struct assay_task *task, struct kit_proposal *proposal, struct assay_step *step,
			   struct assay_err *err)
{
	proposal->phase = REFERENCE_VERIFIED;
	step->kind = ASSAY_STEP_VERIFY; /* With nothing to verify it goes on to the votes. */
	if (proposal->problem.n_references == 0)
		return 0;
	int rc = kit_claim(task, step, &proposal->problem, &proposal->problem.references[0], err);
	return rc || !proposal->trap.code.data ? rc : kit_claim(task, step, &proposal->problem, &proposal->trap, err);
}

static int take_proposal(struct assay_task *task, struct kit_proposal *proposal, struct assay_step *step,
			 struct assay_err *err)
{
	const char *code;
	struct assay_err why = {0};
	int rc = read_problem(task, proposal, &why);
	if (rc == 0)
		rc = assay_problem_check(&proposal->problem, task->arena, &why);
	if (rc == ASSAY_EINVAL) {
		struct assay_str text = assay_arena_str(task->arena, assay_str_of(why.msg));
		return kit_give_up(step, "unfit_problem", text.data);
	}
	if (rc)
		return assay_fail(err, (enum assay_code)rc, "%s", why.msg);
	rc = screen(task, proposal, &code, err);
	if (rc)
		return rc;
	if (code && may_be_shown(code))
		return give_up_shown(proposal, step, code, "the statement was screened out");
	if (code)
		return kit_give_up(step, code, "the statement was screened out");
	return verify_proposal(task, proposal, step, err);
}

static int give(struct assay_task *task, const struct kit_proposal *proposal, struct assay_step *step,
		struct assay_err *err)
{
	step->novelty = novelty_of(task, proposal);
	return kit_give(task, step, &proposal->problem, proposal->parent, err);
}

static int ask_vote(struct assay_task *task, struct kit_proposal *proposal, struct assay_step *step,
		    struct assay_err *err)
{
	proposal->phase = VOTING;
	step->teacher = task->index + 1 + proposal->n_votes; /* First of all another one than who proposed. */
	return kit_ask_answer(task, step, "answer", &proposal->problem, err);
}

/* The code of why the trap proves nothing, or NULL; a sprung one is kept where the reply brought it. */
static int spring_trap(struct assay_task *task, struct kit_proposal *proposal, const struct assay_claim *claim,
		       const char **ret_code, struct assay_err *err)
{
	*ret_code = NULL;
	if (!proposal->asks_for_trap) {
		*ret_code = claim->is_known && claim->is_accepted ? "unevolved" : NULL;
		return 0;
	}
	if (!claim->is_known)
		*ret_code = "undecided";
	else if (claim->is_accepted)
		*ret_code = "trap_missed";
	else if (!claim->is_witnessed)
		*ret_code = "unwitnessed";
	else if (proposal->problem.kind != ASSAY_KIND_MATH && !(claim->fraction > 0))
		*ret_code = "trap_obvious"; /* It fails everywhere: nobody would be caught by it. */
	if (*ret_code)
		return 0;
	int rc = kit_take_witness(task, claim, &proposal->trap, err);
	proposal->problem.negatives = &proposal->trap;
	proposal->problem.n_negatives = 1;
	return rc;
}

static int after_trap(struct assay_task *task, struct kit_proposal *proposal, struct assay_step *step,
		      const char **ret_code, struct assay_err *err)
{
	const struct assay_claim *claim = &task->last->claims[1];
	int rc = spring_trap(task, proposal, claim, ret_code, err);
	if (rc || !*ret_code)
		return rc;
	return give_up_shown(proposal, step, *ret_code,
			     proposal->asks_for_trap ? kit_evidence(task, claim).data
						     : "the parent's solution solves the child, too");
}

static int after_reference(struct assay_task *task, struct kit_proposal *proposal, struct assay_step *step,
			   struct assay_err *err)
{
	if (task->last->n_claims) {
		const struct assay_claim *claim = &task->last->claims[0];
		if (!claim->is_known)
			return kit_give_up(step, "undecided", "nobody can tell whether the reference is right");
		if (!claim->is_accepted)
			return give_up_shown(proposal, step, "reference_refuted", kit_evidence(task, claim).data);
	}
	if (task->last->n_claims > 1) {
		const char *code;
		int rc = after_trap(task, proposal, step, &code, err);
		if (rc || code)
			return rc;
	}
	if (votes_of(task, proposal) == 0)
		return give(task, proposal, step, err);
	return ask_vote(task, proposal, step, err);
}

static int after_vote(struct assay_task *task, struct kit_proposal *proposal, struct assay_step *step,
		      struct assay_err *err)
{
	int rc = kit_take_answer(task, &proposal->problem, &proposal->votes[proposal->n_votes++], err);
	if (rc)
		return rc;
	if (proposal->n_votes < votes_of(task, proposal))
		return ask_vote(task, proposal, step, err);
	for (size_t i = 0; rc == 0 && i < proposal->n_votes; i++)
		rc = kit_claim(task, step, &proposal->problem, &proposal->votes[i], err);
	proposal->phase = VOTES_VERIFIED;
	return rc;
}

static int after_count(struct assay_task *task, struct kit_proposal *proposal, struct assay_step *step,
		       struct assay_err *err)
{
	size_t n_votes = task->last->n_claims;
	size_t needed = task->env->options.agree ? (size_t)task->env->options.agree : n_votes / 2 + 1;
	size_t n_for = 0;
	for (size_t i = 0; i < n_votes; i++)
		n_for += task->last->claims[i].is_known && task->last->claims[i].is_accepted;
	if (n_for < needed)
		return give_up_shown(proposal, step, "outvoted", "too few teachers reach the same answer");
	return give(task, proposal, step, err);
}

int kit_propose(struct assay_task *task, struct assay_step *step,
		int (*begin)(struct assay_task *task, struct kit_proposal *proposal, struct assay_step *step,
			     struct assay_err *err),
		struct assay_err *err)
{
	struct kit_proposal *proposal = task->state;
	switch ((enum phase)proposal->phase) {
	case BEGIN:
		proposal->phase = PROPOSED;
		return begin(task, proposal, step, err);
	case PROPOSED:
		return take_proposal(task, proposal, step, err);
	case REFERENCE_VERIFIED:
		return after_reference(task, proposal, step, err);
	case VOTING:
		return after_vote(task, proposal, step, err);
	case VOTES_VERIFIED:
		return after_count(task, proposal, step, err);
	}
	return assay_fail(err, ASSAY_EINVAL, "a proposal has no such phase");
}
