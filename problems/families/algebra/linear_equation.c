/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One linear equation in one unknown, with a rational root.
 *
 * Found by collecting terms (exact rationals); rechecked by putting the root into both sides, and a second value,
 * for which they must differ.
 */
#include "problems/families/hand.h"

#include <ctype.h>
#include <string.h>

#define MAX_TERMS 3

/*
 * A level is the shape of both sides, a letter a term: `y` the bare unknown, `x` a multiple of it, `c` a constant,
 * `g` a multiple of a bracket (ax + b). Capitals have fractions in front.
 */
struct shape {
	const char *left;
	const char *right;
	int64_t max; /* Largest integer drawn. */
	bool has_negatives;
	bool has_integer_root; /* The last constant on the right is chosen so that it has. */
};

static const struct shape shapes[] = {
	{"yc", "c", 20, false, true},	 {"xc", "c", 12, false, true},	{"xc", "c", 20, true, true},
	{"xc", "xc", 20, true, true},	 {"g", "xc", 15, true, true},	{"gc", "xc", 15, true, false},
	{"gx", "gc", 15, true, false},	 {"Xc", "xC", 12, true, false}, {"Gx", "GC", 15, true, false},
	{"GxG", "GXC", 60, true, false},
};

/* num/den * 1, * x, or * (a x + b). */
struct term {
	char kind; /* 'c', 'x', 'g' */
	int64_t num, den;
	int64_t a, b;
};

struct side {
	struct term terms[MAX_TERMS];
	size_t n;
};

struct equation {
	struct side left, right;
	char unknown;
};

static const char *const phrasings[] = {
	"Solve for {x}: {equation}. Give {x} as an integer or as a fraction in lowest terms.",
	"Find the number {x} with {equation}. Write it exactly, as an integer or a reduced fraction.",
	"For which value of {x} does {equation} hold? Answer with an integer or a fraction in lowest terms.",
	"Determine {x}, exactly, if {equation}.",
	"The equation {equation} has one solution. What is {x}? Give an exact value, not a decimal approximation.",
	"What must {x} be so that both sides of {equation} are equal? Give an integer or a reduced fraction.",
};

static const char unknowns[] = {'x', 'y', 't', 'n', 'k', 'm', 'z', 'w'};

/* --- Drawing -------------------------------------------------------------------------------------------------- */

static int64_t draw_factor(struct assay_rng *rng, const struct shape *shape, bool is_first)
{
	int64_t k = assay_rng_range(rng, 2, shape->max);
	return shape->has_negatives && !is_first && assay_kit_once_in(rng, 2) ? -k : k;
}

/* Divides the term's factor by `den`, in lowest terms. */
static void reduce(struct term *t, int64_t den)
{
	for (int64_t p = 2; p <= den; p++) {
		while (t->num % p == 0 && den % p == 0) {
			t->num /= p;
			den /= p;
		}
	}
	t->den = den;
}

static struct term draw_term(struct assay_rng *rng, const struct shape *shape, char letter, bool is_first)
{
	struct term t = {.kind = (char)tolower(letter), .num = draw_factor(rng, shape, is_first), .den = 1};
	if (t.kind == 'y')
		t = (struct term){.kind = 'x', .num = 1, .den = 1};
	if (isupper((unsigned char)letter))
		reduce(&t, assay_rng_range(rng, 2, 12));
	if (t.kind == 'g') {
		t.a = shape->max > 20 || shape->has_integer_root ? 1 : assay_rng_range(rng, 1, 9);
		if (shape->max > 20)
			t.a = assay_rng_range(rng, 1, 20);
		t.b = draw_factor(rng, shape, false);
	}
	return t;
}

static void draw_side(struct assay_rng *rng, const struct shape *shape, const char *letters, struct side *ret)
{
	ret->n = strlen(letters);
	for (size_t i = 0; i < ret->n; i++)
		ret->terms[i] = draw_term(rng, shape, letters[i], i == 0);
}

/* --- First method: collect terms ------------------------------------------------------------------------------ */

/* The side as p x + q. */
static void collect(const struct side *side, mpq_t p, mpq_t q)
{
	mpq_t k, part;
	mpq_inits(k, part, NULL);
	mpq_set_ui(p, 0, 1);
	mpq_set_ui(q, 0, 1);
	for (size_t i = 0; i < side->n; i++) {
		const struct term *t = &side->terms[i];
		mpq_set_si(k, t->num, (unsigned long)t->den);
		mpq_canonicalize(k);
		if (t->kind == 'c') {
			mpq_add(q, q, k);
			continue;
		}
		mpq_set_si(part, t->kind == 'x' ? 1 : t->a, 1);
		mpq_mul(part, part, k);
		mpq_add(p, p, part);
		if (t->kind == 'x')
			continue;
		mpq_set_si(part, t->b, 1);
		mpq_mul(part, part, k);
		mpq_add(q, q, part);
	}
	mpq_clears(k, part, NULL);
}

/* Makes `root` the solution by the constant that ends the right side. All terms are integers here. */
static void fit_constant(struct equation *e, int64_t root)
{
	struct term *last = &e->right.terms[e->right.n - 1];
	int64_t gap = 0;
	last->num = 0;
	for (int s = 0; s < 2; s++) {
		const struct side *side = s == 0 ? &e->left : &e->right;
		for (size_t i = 0; i < side->n; i++) {
			const struct term *t = &side->terms[i];
			int64_t inner = t->kind == 'c' ? 1 : t->kind == 'x' ? root : t->a * root + t->b;
			gap += (s == 0 ? 1 : -1) * t->num * inner;
		}
	}
	last->num = gap;
}

/* False when the unknown cancels. */
static bool solve(const struct equation *e, mpq_t coefs[4], mpq_t root)
{
	collect(&e->left, coefs[0], coefs[1]);
	collect(&e->right, coefs[2], coefs[3]);
	mpq_t p;
	mpq_init(p);
	mpq_sub(p, coefs[0], coefs[2]);
	mpq_sub(root, coefs[3], coefs[1]);
	bool has_root = mpq_sgn(p) != 0;
	if (has_root)
		mpq_div(root, root, p);
	mpq_clear(p);
	return has_root;
}

/* --- Writing -------------------------------------------------------------------------------------------------- */

static void write_factor(struct assay_buf *out, int64_t num, int64_t den, bool is_alone)
{
	if (den != 1)
		(void)assay_buf_printf(out, is_alone ? "%lld/%lld" : "(%lld/%lld)", (long long)num, (long long)den);
	else if (is_alone || num != 1)
		(void)assay_buf_printf(out, "%lld", (long long)num);
}

static void write_linear(struct assay_buf *out, int64_t a, char x, int64_t b)
{
	write_factor(out, a, 1, false);
	(void)assay_buf_printf(out, "%c %c %lld", x, b < 0 ? '-' : '+', (long long)(b < 0 ? -b : b));
}

static void write_term(struct assay_buf *out, const struct term *t, char x, bool is_first)
{
	int64_t size = t->num < 0 ? -t->num : t->num;
	if (is_first && t->num < 0)
		(void)assay_buf_add_char(out, '-');
	else if (!is_first)
		(void)assay_buf_add_c(out, t->num < 0 ? " - " : " + ");
	write_factor(out, size, t->den, t->kind == 'c');
	if (t->kind == 'x')
		(void)assay_buf_add_char(out, x);
	if (t->kind != 'g')
		return;
	(void)assay_buf_add_char(out, '(');
	write_linear(out, t->a, x, t->b);
	(void)assay_buf_add_char(out, ')');
}

static void write_side(struct assay_buf *out, const struct side *side, char x)
{
	bool is_first = true;
	for (size_t i = 0; i < side->n; i++) {
		bool is_zero = side->terms[i].num == 0;
		if (is_zero && !(is_first && i + 1 == side->n))
			continue;
		write_term(out, &side->terms[i], x, is_first);
		is_first = false;
	}
}

/* p x + q, as one writes it. */
static void write_collected(struct assay_instance *instance, const mpq_t p, const mpq_t q, char x,
			    struct assay_buf *out)
{
	mpq_t size;
	mpq_init(size);
	mpq_abs(size, q);
	struct assay_str a = assay_kit_mpq(instance->arena, p);
	struct assay_str b = assay_kit_mpq(instance->arena, size);
	bool has_fraction = mpz_cmp_ui(mpq_denref(p), 1) != 0;
	mpq_clear(size);
	if (!a.data || !b.data)
		return;
	if (mpq_sgn(p) == 0) {
		(void)assay_buf_printf(out, "%s%s", mpq_sgn(q) < 0 ? "-" : "", b.data);
		return;
	}
	if (mpq_cmp_si(p, 1, 1) != 0)
		(void)assay_buf_printf(out, has_fraction ? "(%s)" : "%s", a.data);
	(void)assay_buf_add_char(out, x);
	if (mpq_sgn(q) != 0)
		(void)assay_buf_printf(out, " %c %s", mpq_sgn(q) < 0 ? '-' : '+', b.data);
}

static void write_steps(struct assay_instance *instance, const struct equation *e, mpq_t coefs[4],
			struct assay_str root, struct assay_buf *out)
{
	mpq_t p, q, zero;
	mpq_inits(p, q, zero, NULL);
	mpq_sub(p, coefs[0], coefs[2]);
	mpq_sub(q, coefs[3], coefs[1]);
	(void)assay_buf_add_c(out, "Collect the terms of each side: ");
	write_collected(instance, coefs[0], coefs[1], e->unknown, out);
	(void)assay_buf_add_c(out, " = ");
	write_collected(instance, coefs[2], coefs[3], e->unknown, out);
	(void)assay_buf_add_c(out, ".\nBring the unknown to the left and the numbers to the right: ");
	write_collected(instance, p, zero, e->unknown, out);
	(void)assay_buf_add_c(out, " = ");
	write_collected(instance, zero, q, e->unknown, out);
	struct assay_str divisor = assay_kit_mpq(instance->arena, p);
	if (divisor.data && root.data && mpq_cmp_si(p, 1, 1) != 0)
		(void)assay_buf_printf(out, ".\nDivide by %s: %c = %s", divisor.data, e->unknown, root.data);
	(void)assay_buf_add_c(out, ".\n");
	mpq_clears(p, q, zero, NULL);
}

static int state_problem(struct assay_instance *instance, const struct equation *e, struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};
	write_side(&text, &e->left, e->unknown);
	(void)assay_buf_add_c(&text, " = ");
	write_side(&text, &e->right, e->unknown);
	const struct assay_kit_slot slots[] = {{"x", {&e->unknown, 1}}, {"equation", assay_buf_str(&text)}};
	int rc = assay_buf_error(&text, err);
	return rc ? rc : assay_kit_statement(instance, phrasings, ASSAY_KIT_COUNT(phrasings), slots, 2, err);
}

/* --- The family ----------------------------------------------------------------------------------------------- */

static void draw(struct assay_instance *instance, struct equation *e)
{
	struct assay_rng *rng = &instance->rng;
	const struct shape *shape = &shapes[instance->level - 1];
	e->unknown = ASSAY_KIT_PICK(rng, unknowns);
	draw_side(rng, shape, shape->left, &e->left);
	draw_side(rng, shape, shape->right, &e->right);
	if (!shape->has_integer_root)
		return;
	int64_t root = assay_rng_range(rng, 1, shape->max);
	fit_constant(e, shape->has_negatives && assay_kit_once_in(rng, 2) ? -root : root);
}

static int generate(struct assay_instance *instance, struct assay_err *err)
{
	struct equation *e = assay_arena_alloc(instance->arena, sizeof(*e));
	if (!e)
		return assay_arena_fail(instance->arena, err);
	instance->state = e;
	mpq_t coefs[4], root;
	mpq_inits(coefs[0], coefs[1], coefs[2], coefs[3], root, NULL);
	do {
		draw(instance, e);
	} while (!solve(e, coefs, root));
	assay_autobuf struct assay_buf steps = {0};
	struct assay_str answer = assay_kit_mpq(instance->arena, root);
	write_steps(instance, e, coefs, answer, &steps);
	mpq_clears(coefs[0], coefs[1], coefs[2], coefs[3], root, NULL);
	int rc = state_problem(instance, e, err);
	return rc ? rc : assay_kit_answer(instance, answer, &steps, err);
}

/* --- Second method: substitute -------------------------------------------------------------------------------- */

static void value_at(const struct side *side, const mpq_t x, mpq_t ret)
{
	mpq_t inner, step;
	mpq_inits(inner, step, NULL);
	mpq_set_ui(ret, 0, 1);
	for (size_t i = 0; i < side->n; i++) {
		const struct term *t = &side->terms[i];
		mpq_set_si(inner, t->kind == 'g' ? t->a : 1, 1);
		if (t->kind != 'c')
			mpq_mul(inner, inner, x);
		mpq_set_si(step, t->kind == 'g' ? t->b : 0, 1);
		mpq_add(inner, inner, step);
		mpq_set_si(step, t->num, 1);
		mpq_mul(inner, inner, step);
		mpq_set_si(step, t->den, 1);
		mpq_div(inner, inner, step);
		mpq_add(ret, ret, inner);
	}
	mpq_clears(inner, step, NULL);
}

static int recheck(const struct assay_instance *instance, struct assay_err *err)
{
	const struct equation *e = instance->state;
	mpq_t x, left, right, one;
	mpq_inits(x, left, right, one, NULL);
	mpq_set_ui(one, 1, 1);
	bool is_right = mpq_set_str(x, instance->problem->answer.data, 10) == 0;
	value_at(&e->left, x, left);
	value_at(&e->right, x, right);
	is_right = is_right && mpq_equal(left, right);
	mpq_add(x, x, one);
	value_at(&e->left, x, left);
	value_at(&e->right, x, right);
	bool is_only = !mpq_equal(left, right);
	mpq_clears(x, left, right, one, NULL);
	if (is_right && is_only)
		return 0;
	return assay_kit_disagree(instance, ASSAY_STR("the sides differ there, or agree everywhere"), err);
}

static const char *const tags[] = {"maths", "algebra", NULL};

const struct assay_family assay_family_linear_equation = {
	.name = "linear-equation",
	.version = 1,
	.kind = ASSAY_KIND_MATH,
	.title = "one linear equation in one unknown with a rational root",
	.tags = tags,
	.n_phrasings = ASSAY_KIT_COUNT(phrasings),
	.generate = generate,
	.recheck = recheck,
};
