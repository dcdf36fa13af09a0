/* SPDX-License-Identifier: Apache-2.0 */
/* Steps, the slips that make them wrong, answers, and a maths instance from its drawing to its wrong solutions. */
#include "problems/families/kit.h"

#include "base/json.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Slips ---------------------------------------------------------------------------------------------------- */

/* True when the step that is about to be added is the one that goes wrong. */
static bool is_slip(const struct kit *k)
{
	return k->slip_at == k->n_steps + 1 && k->rc == 0 && !k->is_stopped;
}

enum slip_kind { SLIP_LESS, SLIP_MORE, SLIP_CARRY, SLIP_SIGN, SLIP_SWAP, N_SLIPS };
static const char *const slip_names[] = {"off-by-one", "off-by-one", "carry", "sign", "swapped-digits"};

/* The last two digits exchanged, where that makes another number of as many digits. */
static bool swap_digits(mpz_t value)
{
	unsigned long last = mpz_tdiv_ui(value, 10);
	unsigned long both = mpz_tdiv_ui(value, 100);
	if (mpz_cmpabs_ui(value, 10) < 0 || last == both / 10 || (last == 0 && mpz_cmpabs_ui(value, 100) < 0))
		return false;
	unsigned long swapped = last * 10 + both / 10;
	bool adds = (swapped > both) == (mpz_sgn(value) > 0);
	unsigned long distance = swapped > both ? swapped - both : both - swapped;
	if (adds)
		mpz_add_ui(value, value, distance);
	else
		mpz_sub_ui(value, value, distance);
	return true;
}

static bool slip_once(enum slip_kind kind, mpz_t value, struct assay_rng *rng)
{
	if (kind == SLIP_SIGN) {
		mpz_neg(value, value);
		return mpz_sgn(value) != 0;
	}
	if (kind == SLIP_SWAP)
		return swap_digits(value);
	size_t digits = mpz_sizeinbase(value, 10);
	if (kind == SLIP_CARRY && mpz_cmpabs_ui(value, 10) < 0)
		return false;
	mpz_t change;
	mpz_init_set_ui(change, 1);
	if (kind == SLIP_CARRY)
		mpz_ui_pow_ui(change, 10, 1 + assay_rng_below(rng, digits > 2 ? digits - 2 : 1));
	/* A carry is forgotten, or counted twice. */
	bool is_more = kind == SLIP_MORE || (kind == SLIP_CARRY && assay_rng_below(rng, 2) == 0);
	/* Counts and lengths stay above zero. */
	if (is_more || (mpz_sgn(value) >= 0 && mpz_cmp(value, change) <= 0))
		mpz_add(value, value, change);
	else
		mpz_sub(value, value, change);
	mpz_clear(change);
	return true;
}

/* A sign is lost where there was one, a quotient turned over where there is one: other slips are nobody's. */
static bool has_mark(struct assay_str lhs, const char *mark)
{
	return assay_str_find(lhs, assay_str_of(mark), 0) != SIZE_MAX;
}

static void slip_z(struct kit *k, struct assay_str lhs, mpz_t value)
{
	for (;;) {
		enum slip_kind kind = (enum slip_kind)assay_rng_below(&k->slip_rng, N_SLIPS);
		if (kind == SLIP_SIGN && !has_mark(lhs, "-"))
			continue;
		if (!slip_once(kind, value, &k->slip_rng))
			continue;
		k->slip = slip_names[kind];
		return;
	}
}

static int64_t slip_i(struct kit *k, struct assay_str lhs, int64_t value)
{
	if (!assay_str_is_absent(k->own_slip)) {
		k->slip = "own";
		return strtoll(k->own_slip.data, NULL, 10);
	}
	mpz_t z;
	mpz_init_set_si(z, value);
	slip_z(k, lhs, z);
	if (mpz_fits_slong_p(z))
		value = mpz_get_si(z);
	else
		k->is_stopped = true;
	mpz_clear(z);
	return value;
}

static void slip_q(struct kit *k, struct assay_str lhs, mpq_t value)
{
	bool may_invert =
		has_mark(lhs, "÷") && mpz_cmp_ui(mpq_denref(value), 1) != 0 && mpz_cmpabs_ui(mpq_numref(value), 1) > 0;
	if (may_invert && assay_rng_below(&k->slip_rng, 3) == 0) {
		mpq_inv(value, value);
		k->slip = "inverse";
		return;
	}
	slip_z(k, lhs, mpq_numref(value));
	mpq_canonicalize(value);
}

void kit_slip_i(struct kit *k, int64_t wrong)
{
	if (is_slip(k))
		k->own_slip = kit_text(k, "%" PRId64, wrong);
}

void kit_stop(struct kit *k)
{
	if (k->slip_at == 0)
		kit_fail(k, "the right solution stopped");
	k->is_stopped = true;
}

/* --- Steps ---------------------------------------------------------------------------------------------------- */

static void add_step(struct kit *k, struct assay_str lhs, struct assay_str rhs)
{
	if (k->n_steps < KIT_MAX_STEPS)
		k->steps[k->n_steps++] = (struct kit_step){.lhs = lhs, .rhs = rhs};
	else if (k->slip_at > 0)
		k->is_stopped = true; /* It went astray. */
	else
		kit_fail(k, "too many steps");
	k->own_slip = (struct assay_str){0};
}

/* Left sides are short, but for long numbers. */
#define TEXT_OF(k, ret, fmt, print)                                                       \
	do {                                                                              \
		char room[512];                                                           \
		va_list args;                                                             \
		va_start(args, fmt);                                                      \
		int n = print(room, sizeof(room), fmt, args);                             \
		va_end(args);                                                             \
		if (n >= 0 && (size_t)n < sizeof(room)) {                                 \
			(ret) = kit_copy(k, (struct assay_str){room, (size_t)n});         \
			break;                                                            \
		}                                                                         \
		char *text = n < 0 ? NULL : assay_arena_alloc((k)->arena, (size_t)n + 1); \
		if (!text) {                                                              \
			kit_full(k);                                                      \
			(ret) = ASSAY_STR("");                                            \
			break;                                                            \
		}                                                                         \
		va_start(args, fmt);                                                      \
		(void)print(text, (size_t)n + 1, fmt, args);                              \
		va_end(args);                                                             \
		(ret) = (struct assay_str){text, (size_t)n};                              \
	} while (0)

int64_t kit_step_i(struct kit *k, int64_t value, const char *lhs, ...)
{
	if (k->rc || k->is_stopped)
		return value;
	struct assay_str left;
	TEXT_OF(k, left, lhs, vsnprintf);
	if (is_slip(k))
		value = slip_i(k, left, value);
	add_step(k, left, kit_text(k, "%" PRId64, value));
	return value;
}

void kit_step_z(struct kit *k, mpz_ptr value, const char *lhs, ...)
{
	if (k->rc || k->is_stopped)
		return;
	struct assay_str left;
	TEXT_OF(k, left, lhs, gmp_vsnprintf);
	if (is_slip(k))
		slip_z(k, left, value);
	add_step(k, left, kit_ztext(k, "%Zd", value));
}

void kit_step_q(struct kit *k, mpq_ptr value, const char *lhs, ...)
{
	if (k->rc || k->is_stopped)
		return;
	struct assay_str left;
	TEXT_OF(k, left, lhs, gmp_vsnprintf);
	if (is_slip(k))
		slip_q(k, left, value);
	add_step(k, left, kit_ztext(k, "%Qd", value));
}

bool kit_is_over(const struct kit *k)
{
	return k->rc != 0 || k->is_stopped;
}

static const char *sign_of(char op)
{
	if (op == '*')
		return "×";
	if (op == '/')
		return "÷";
	return op == '+' ? "+" : "-";
}

void kit_step_op(struct kit *k, mpq_ptr ret, const mpq_t a, char op, const mpq_t b)
{
	if (kit_is_over(k))
		return;
	if (op == '/' && mpq_sgn(b) == 0) {
		kit_stop(k);
		return;
	}
	struct assay_str left = kit_ztext(k, "%Qd %s %s", a, sign_of(op), kit_operand(k, b).data);
	if (op == '*')
		mpq_mul(ret, a, b);
	else if (op == '/')
		mpq_div(ret, a, b);
	else if (op == '+')
		mpq_add(ret, a, b);
	else
		mpq_sub(ret, a, b);
	kit_step_q(k, ret, "%s", left.data);
}

void kit_step_op3(struct kit *k, mpq_ptr ret, const mpq_t a, char op, const mpq_t b, const mpq_t c)
{
	if (kit_is_over(k))
		return;
	struct assay_str left =
		kit_ztext(k, "%Qd %s %s × %s", a, sign_of(op), kit_operand(k, b).data, kit_operand(k, c).data);
	mpq_ptr product = kit_mpq(k);
	mpq_mul(product, b, c);
	if (op == '+')
		mpq_add(ret, a, product);
	else
		mpq_sub(ret, a, product);
	kit_step_q(k, ret, "%s", left.data);
}

static struct assay_str step_text(struct kit *k, struct assay_str left, struct assay_str value, struct assay_str wrong)
{
	if (is_slip(k) && !assay_str_is_absent(wrong) && !assay_str_eq(value, wrong)) {
		value = wrong;
		k->slip = "own";
	}
	add_step(k, left, value);
	return value;
}

struct assay_str kit_step_s(struct kit *k, struct assay_str value, struct assay_str wrong, const char *lhs, ...)
{
	if (k->rc || k->is_stopped)
		return value;
	struct assay_str left;
	TEXT_OF(k, left, lhs, vsnprintf);
	return step_text(k, left, value, wrong);
}

struct assay_str kit_step_latex(struct kit *k, struct assay_str value, struct assay_str wrong, const char *lhs, ...)
{
	if (k->rc || k->is_stopped)
		return value;
	struct assay_str left;
	TEXT_OF(k, left, lhs, vsnprintf);
	size_t at = k->n_steps;
	value = step_text(k, left, value, wrong);
	if (k->n_steps > at)
		k->steps[at].is_latex = true;
	return value;
}

void kit_say(struct kit *k, const char *fmt, ...)
{
	if (k->rc || k->is_stopped)
		return;
	struct assay_str sentence;
	TEXT_OF(k, sentence, fmt, vsnprintf);
	add_step(k, sentence, (struct assay_str){0});
}

/* --- Answers -------------------------------------------------------------------------------------------------- */

static void set_answer(struct kit *k, const char *type, struct assay_str text)
{
	if (k->rc || k->is_stopped)
		return;
	k->answer = text;
	k->answer_type = type;
}

void kit_answer_i(struct kit *k, int64_t value)
{
	set_answer(k, "integer", kit_text(k, "%" PRId64, value));
}

void kit_answer_z(struct kit *k, const mpz_t value)
{
	set_answer(k, "integer", kit_ztext(k, "%Zd", value));
}

void kit_answer_q(struct kit *k, const mpq_t value)
{
	set_answer(k, "rational", kit_ztext(k, "%Qd", value));
}

void kit_answer_s(struct kit *k, const char *type, struct assay_str value)
{
	set_answer(k, type, value);
}

void kit_again_s(struct kit *k, struct assay_str value)
{
	if (k->rc || assay_str_eq(value, k->answer))
		return;
	k->rc = assay_fail(k->err, ASSAY_EINVAL, "the two methods disagree: %.*s and %.*s",
			   (int)assay_utf8_cut(k->answer, 80), k->answer.data ? k->answer.data : "",
			   (int)assay_utf8_cut(value, 80), value.data ? value.data : "");
}

void kit_again_i(struct kit *k, int64_t value)
{
	kit_again_s(k, kit_text(k, "%" PRId64, value));
}

void kit_again_z(struct kit *k, const mpz_t value)
{
	kit_again_s(k, kit_ztext(k, "%Zd", value));
}

void kit_again_q(struct kit *k, const mpq_t value)
{
	kit_again_s(k, kit_ztext(k, "%Qd", value));
}

void kit_check(struct kit *k, bool holds, const char *property)
{
	if (k->rc == 0 && !holds)
		k->rc = assay_fail(k->err, ASSAY_EINVAL, "the answer %.*s fails the check: %s",
				   (int)assay_utf8_cut(k->answer, 80), k->answer.data ? k->answer.data : "", property);
}

/* --- Solutions ------------------------------------------------------------------------------------------------ */

static void add_step_text(struct assay_buf *out, const struct kit_step *step)
{
	const char *mark = step->is_latex ? "$" : "";
	(void)assay_buf_add_c(out, mark);
	(void)assay_buf_add_str(out, step->lhs);
	if (!assay_str_is_absent(step->rhs)) {
		(void)assay_buf_add_c(out, " = ");
		(void)assay_buf_add_str(out, step->rhs);
		(void)assay_buf_add_c(out, mark);
		(void)assay_buf_add_char(out, '.');
	}
}

/* Notation stands between dollars, so that whoever reads the answer knows where it ends. */
static void add_answer_text(struct assay_buf *out, const struct kit *k)
{
	bool is_number = strcmp(k->answer_type, "integer") == 0 || strcmp(k->answer_type, "rational") == 0 ||
			 strcmp(k->answer_type, "decimal") == 0 || strcmp(k->answer_type, "text") == 0 ||
			 strcmp(k->answer_type, "time") == 0;
	const char *mark = is_number ? "" : "$";
	(void)assay_buf_printf(out, "The answer is %s%.*s%s.", mark, (int)k->answer.len, k->answer.data, mark);
}

static struct assay_str worked(struct kit *k)
{
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < k->n_steps; i++) {
		add_step_text(&text, &k->steps[i]);
		(void)assay_buf_add_char(&text, '\n');
	}
	add_answer_text(&text, k);
	if (k->rc == 0)
		k->rc = assay_buf_error(&text, k->err);
	return kit_copy(k, assay_buf_str(&text));
}

static bool same_step(const struct kit_step *a, const struct kit_step *b)
{
	return assay_str_eq(a->lhs, b->lhs) && assay_str_eq(a->rhs, b->rhs) &&
	       assay_str_is_absent(a->rhs) == assay_str_is_absent(b->rhs);
}

/* A step that stands in the right solution too is right; the wrong one and what was computed from it are not. */
static bool is_right(const struct kit *right, const struct kit_step *step)
{
	for (size_t i = 0; i < right->n_steps; i++) {
		if (same_step(&right->steps[i], step))
			return true;
	}
	return false;
}

/* "steps":[..],"step_labels":[..] and, for a wrong solution, "first_wrong" and "slip". */
static struct assay_str write_steps(struct kit *k, const struct kit *right)
{
	assay_autobuf struct assay_buf out = {0};
	struct assay_jsonw w;
	assay_jsonw_init(&w, &out);
	assay_jsonw_object(&w);
	assay_jsonw_key(&w, "steps");
	assay_jsonw_array(&w);
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < k->n_steps; i++) {
		assay_buf_clear(&text);
		add_step_text(&text, &k->steps[i]);
		assay_jsonw_str(&w, assay_buf_str(&text));
	}
	assay_buf_clear(&text);
	add_answer_text(&text, k);
	assay_jsonw_str(&w, assay_buf_str(&text));
	assay_jsonw_end_array(&w);
	assay_jsonw_key(&w, "step_labels");
	assay_jsonw_array(&w);
	for (size_t i = 0; i < k->n_steps; i++)
		assay_jsonw_bool(&w, is_right(right, &k->steps[i]));
	assay_jsonw_bool(&w, assay_str_eq(k->answer, right->answer));
	assay_jsonw_end_array(&w);
	if (k->slip_at > 0) {
		assay_jsonw_kv_u64(&w, "first_wrong", k->slip_at - 1);
		assay_jsonw_kv_c(&w, "slip", k->slip);
	}
	assay_jsonw_end_object(&w);
	if (k->rc == 0)
		k->rc = assay_buf_error(out.error ? &out : &text, k->err);
	if (k->rc)
		return (struct assay_str){0};
	return kit_copy(k, assay_str_sub(assay_buf_str(&out), 1, out.len - 2));
}

/* One more run of `solve`, with one step wrong. False: it came to nothing. */
static bool try_slip(struct kit *right, size_t at, struct assay_solution *ret)
{
	struct kit k = *right;
	k.slip_at = at;
	k.slip = NULL;
	k.n_steps = 0;
	k.answer = (struct assay_str){0};
	assay_rng_split(&right->instance->rng, ASSAY_STR("slip"), at, 0, &k.slip_rng);
	right->instance->request->family->solve(&k, k.params);
	right->numbers = k.numbers; /* Whoever made them, they are cleared together. */
	right->spare = k.spare;
	bool is_good = k.rc == 0 && !k.is_stopped && k.slip && !assay_str_is_absent(k.answer) &&
		       !assay_str_eq(k.answer, right->answer) && !is_right(right, &k.steps[at - 1]);
	if (is_good)
		*ret = (struct assay_solution){
			.code = worked(&k), .expect = ASSAY_STR("wrong_answer"), .extra = write_steps(&k, right)};
	right->rc = k.rc;
	return is_good;
}

static void add_slips(struct kit *k)
{
	const struct assay_family_request *request = k->instance->request;
	size_t order[KIT_MAX_STEPS];
	size_t n = 0;
	for (size_t i = 0; i < k->n_steps; i++) {
		if (!assay_str_is_absent(k->steps[i].rhs))
			order[n++] = i + 1;
	}
	struct assay_rng rng;
	assay_rng_split(&k->instance->rng, ASSAY_STR("slips"), 0, 0, &rng);
	assay_rng_shuffle(&rng, order, n, sizeof(order[0]));
	size_t max = request->max_slips < ASSAY_MAX_SLIPS ? request->max_slips : ASSAY_MAX_SLIPS;
	struct assay_solution *list = assay_arena_array(k->arena, max, sizeof(*list));
	if (!list) {
		kit_full(k);
		return;
	}
	size_t made = 0;
	for (size_t i = 0; i < n && made < max && k->rc == 0; i++)
		made += try_slip(k, order[i], &list[made]);
	k->instance->problem->negatives = list;
	k->instance->problem->n_negatives = made;
}

static void make(struct kit *k)
{
	const struct assay_family *family = k->instance->request->family;
	struct assay_problem *p = k->instance->problem;
	family->draw(k, k->params);
	if (k->rc == 0)
		family->solve(k, k->params);
	if (k->rc == 0 && assay_str_is_absent(k->answer))
		kit_fail(k, "solved without an answer");
	if (k->rc == 0)
		family->again(k, k->params);
	if (k->rc)
		return;
	p->statement = kit_state(k);
	p->answer = k->answer;
	p->policy = ASSAY_STR("default");
	bool has_steps = k->instance->request->max_slips > 0;
	kit_add_reference(k, NULL, worked(k), has_steps ? write_steps(k, k) : (struct assay_str){0});
	if (has_steps && k->rc == 0)
		add_slips(k);
}

int kit_math_generate(struct assay_instance *instance, struct assay_err *err)
{
	struct kit k;
	kit_init(&k, instance, err);
	k.params = assay_arena_alloc(k.arena, instance->request->family->params_size);
	if (k.params)
		make(&k);
	else
		kit_full(&k);
	kit_finish(&k);
	return k.rc;
}
