/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which programs are worth telling. Whatever could be said shorter is refused: a clause without effect, a bound that no
 * value meets, a chain that comes down to one plain step. What decides is behaviour on 64 inputs.
 */
#include "problems/families/code/typed/typed.h"

#include <string.h>

/* No probe has a longer sequence: the shortest contract of a family holds them all. */
#define MAX_PROBE_LEN 10

/* --- Probes ----------------------------------------------------------------------------------------------------- */

struct probing {
	const struct tp_signature *s;
	struct assay_rng rng;
	struct assay_arena *arena;
	int *rc;
	size_t probe;
};

static struct val *room_for(struct probing *pr, size_t n)
{
	struct val *items = assay_arena_array(pr->arena, n + 1, sizeof(*items));
	if (!items)
		*pr->rc = ASSAY_ELIMIT;
	return items;
}

/* Narrow probes have many equal values, wide ones go to the ends of the range. */
static int64_t draw_number(struct probing *pr)
{
	static const int64_t spreads[] = {2, 5, 12, 30};
	int64_t spread = spreads[pr->probe % KIT_COUNT(spreads)];
	bool is_wide = pr->probe % 5 == 4;
	int64_t lo = is_wide || -spread < pr->s->min ? pr->s->min : -spread;
	int64_t hi = is_wide || spread > pr->s->max ? pr->s->max : pr->probe % 3 == 1 ? 2 * spread : spread;
	return assay_rng_range(&pr->rng, lo, hi < pr->s->max ? hi : pr->s->max);
}

static struct val draw_text(struct probing *pr, size_t len)
{
	char *text = assay_arena_alloc(pr->arena, len + 1);
	if (!text) {
		*pr->rc = ASSAY_ELIMIT;
		return (struct val){.tag = VAL_STR, .s = ""};
	}
	static const char *const alphabets[] = {"abcdefghijklmnopqrstuvwxyz", "abc", "aeiourst", "az", "lmnopqaei"};
	const char *letters = alphabets[pr->probe % KIT_COUNT(alphabets)];
	for (size_t i = 0; i < len; i++)
		text[i] = letters[assay_rng_below(&pr->rng, strlen(letters))];
	return (struct val){.tag = VAL_STR, .s = text, .n = len};
}

static size_t draw_len(struct probing *pr, size_t min, size_t max)
{
	max = max < MAX_PROBE_LEN ? max : MAX_PROBE_LEN;
	if (pr->probe < 3)
		return min + pr->probe < max ? min + pr->probe : max;
	return (size_t)assay_rng_range(&pr->rng, (int64_t)(min + (max - min) / 4), (int64_t)max);
}

static struct val draw_value(struct probing *pr, enum tp_type type, size_t min_len, size_t max_len)
{
	if (type == TP_INT)
		return val_int(assay_rng_range(&pr->rng, 0, 9));
	size_t len = draw_len(pr, min_len, max_len);
	if (type == TP_STR)
		return draw_text(pr, len);
	struct val v = {.tag = VAL_LIST, .items = room_for(pr, len)};
	for (size_t i = 0; v.items && i < len; i++) {
		if (type == TP_INTS)
			v.items[i] = val_int(draw_number(pr));
		else
			v.items[i] = draw_value(pr, tp_item(type), pr->s->min_inner, pr->s->max_inner);
		v.n++;
	}
	return v;
}

void tp_draw_probes(const struct tp_signature *s, struct assay_arena *arena, struct tp_probes *ret, int *rc)
{
	struct probing pr = {.s = s, .arena = arena, .rc = rc};
	assay_rng_init(&pr.rng, 64);
	for (pr.probe = 0; pr.probe < TP_N_PROBES; pr.probe++) {
		for (size_t a = 0; a < s->n_args; a++)
			ret->args[pr.probe][a] = draw_value(&pr, s->args[a], 0, s->max_len);
	}
}

/* --- Behaviour -------------------------------------------------------------------------------------------------- */

struct judging {
	const struct tp_program *p;
	struct tp_probes *probes;
	struct assay_arena *arena, *scratch; /* What stays, and what is forgotten after each evaluation. */
	int *rc;
};

/* Numbers of other sizes than the declared ones must not be computed: they could overflow. */
static bool is_safe(const struct tp_program *p)
{
	struct tp_ranges ranges;
	return tp_measure(p, &ranges);
}

/* The first probe on which the other program differs; TP_N_PROBES: none. */
static size_t first_difference(struct judging *j, const struct tp_program *other, size_t guess)
{
	for (size_t i = 0; i < TP_N_PROBES; i++) {
		size_t probe = (guess + i) % TP_N_PROBES;
		assay_arena_reset(j->scratch);
		struct val v = tp_interpret(other, j->probes->args[probe], j->scratch, j->rc);
		if (*j->rc)
			return TP_N_PROBES;
		if (!val_eq(&v, &j->probes->results[probe]))
			return probe;
	}
	return TP_N_PROBES;
}

static bool equals_an_argument(const struct judging *j)
{
	for (size_t a = 0; a < j->p->signature->n_args; a++) {
		bool is_same = true;
		for (size_t i = 0; i < TP_N_PROBES && is_same; i++)
			is_same = val_eq(&j->probes->results[i], &j->probes->args[i][a]);
		if (is_same)
			return true;
	}
	return false;
}

/* One result on most probes leaves little to find out. */
static bool is_monotonous(const struct judging *j)
{
	size_t most = 0;
	for (size_t i = 0; i < TP_N_PROBES; i++) {
		size_t same = 0;
		for (size_t k = 0; k < TP_N_PROBES; k++)
			same += val_eq(&j->probes->results[i], &j->probes->results[k]);
		most = same > most ? same : most;
	}
	return most > TP_N_PROBES * 2 / 5;
}

/* --- Plain steps ------------------------------------------------------------------------------------------------ */

static bool fits_one(enum tp_op op, enum tp_type from, enum tp_type to)
{
	if (op >= TP_LEN && op <= TP_KINDS) {
		bool is_number = to == TP_INT && (op == TP_LEN || op == TP_KINDS || from == TP_INTS);
		return is_number && tp_is_sequence(from);
	}
	bool is_running = op == TP_RUNNING_SUM || op == TP_RUNNING_MAX || op == TP_RUNNING_MIN;
	bool is_rearranged = op == TP_REVERSE || op == TP_SORT || op == TP_DISTINCT;
	if (op == TP_FLATTEN)
		return tp_item(from) == to && tp_is_sequence(to);
	return from == to && tp_is_sequence(from) && (is_rearranged || (is_running && from == TP_INTS));
}

/* Does one plain step of an argument do the same as all of the steps? */
static bool is_one_step(struct judging *j)
{
	const struct tp_signature *s = j->p->signature;
	for (size_t a = 0; a < s->n_args; a++) {
		for (unsigned op = TP_LEN; op < TP_N_OPS; op++) {
			if (!fits_one((enum tp_op)op, s->args[a], s->result))
				continue;
			for (int64_t c = 0; c < (op == TP_SORT ? 2 : 1); c++) {
				struct tp_program plain = {.signature = s};
				uint8_t arg = tp_add(&plain, TP_ARG, s->args[a], (int64_t)a, 0, NULL);
				plain.root = tp_add(&plain, (enum tp_op)op, s->result, c, 1, (const uint8_t[]){arg});
				if (first_difference(j, &plain, 5) == TP_N_PROBES)
					return true;
			}
		}
	}
	return false;
}

/* How many steps the statement would have. */
static size_t count_steps(const struct tp_program *p)
{
	bool reached[TP_MAX_NODES];
	tp_reach(p, reached);
	size_t n = 0;
	for (size_t i = 0; i < p->n; i++)
		n += reached[i] && tp_is_step(p, i);
	return n;
}

/* --- The verdict ------------------------------------------------------------------------------------------------ */

static bool needs_all_arguments(const struct tp_program *p)
{
	bool reached[TP_MAX_NODES];
	tp_reach(p, reached);
	for (size_t i = 0; i < p->n; i++) {
		if (p->nodes[i].op == TP_ARG && !reached[i])
			return false;
	}
	return true;
}

static bool uses(const struct tp_program *p, size_t node, enum tp_op op)
{
	const struct tp_node *n = &p->nodes[node];
	bool found = n->op == op;
	for (size_t i = 0; n->is_open && i < n->n_kids; i++)
		found = found || uses(p, n->kids[i], op);
	return found;
}

/*
 * A body that does not look at the item has nothing to do with it; one of pairs that looks at one of both says "drop
 * the first" or "map" in a roundabout way.
 */
static bool has_idle_items(const struct tp_program *p)
{
	bool reached[TP_MAX_NODES];
	tp_reach(p, reached);
	for (size_t i = 0; i < p->n; i++) {
		const struct tp_node *n = &p->nodes[i];
		int body = tp_body(n->op);
		if (!reached[i] || body < 0 || body >= n->n_kids)
			continue;
		bool has_pairs = n->op == TP_NEIGHBOURS || n->op == TP_ZIP;
		if (!uses(p, n->kids[body], TP_X) || (has_pairs && !uses(p, n->kids[body], TP_Y)))
			return true;
	}
	return false;
}

static bool compute_results(struct judging *j)
{
	for (size_t i = 0; i < TP_N_PROBES && *j->rc == 0; i++)
		j->probes->results[i] = tp_interpret(j->p, j->probes->args[i], j->arena, j->rc);
	return *j->rc == 0;
}

static struct assay_hash128 behaviour_of(const struct judging *j)
{
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < TP_N_PROBES; i++) {
		val_write_json(&j->probes->results[i], &text);
		(void)assay_buf_add_char(&text, '\n');
	}
	if (text.error)
		*j->rc = text.error;
	return assay_hash_of(assay_buf_str(&text));
}

static bool differs_from_variants(struct judging *j, struct tp_finding *ret)
{
	struct tp_program variant;
	ret->n_variants = 0;
	for (size_t i = 0; tp_variant(j->p, i, &variant); i++) {
		if (i == TP_MAX_VARS)
			return false;
		ret->n_variants = i + 1;
		ret->probe[i] = TP_N_PROBES;
		if (!is_safe(&variant))
			continue;
		size_t probe = first_difference(j, &variant, 9);
		if (probe == TP_N_PROBES)
			return false;
		ret->probe[i] = (uint8_t)probe;
	}
	return true;
}

bool tp_is_worthwhile(const struct tp_program *p, struct tp_probes *probes, struct assay_arena *arena,
		      struct tp_finding *ret, int *rc)
{
	bool is_typed = p->nodes[p->root].type == p->signature->result;
	if (p->is_full || !is_typed || !needs_all_arguments(p) || has_idle_items(p) || !is_safe(p))
		return false;
	struct judging j = {.p = p, .probes = probes, .arena = arena, .scratch = assay_arena_create(0), .rc = rc};
	if (!j.scratch) {
		*rc = ASSAY_ENOMEM;
		return false;
	}
	bool is_good = compute_results(&j) && !is_monotonous(&j) && !equals_an_argument(&j) &&
		       differs_from_variants(&j, ret) && (count_steps(p) < 2 || !is_one_step(&j));
	if (is_good)
		ret->behaviour = behaviour_of(&j);
	assay_arena_destroy(j.scratch);
	return is_good && *rc == 0;
}
