/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/families/hand.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* --- Text ----------------------------------------------------------------------------------------------------- */

static const struct assay_str *find_slot(const struct assay_kit_slot *slots, size_t n, const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++) {
		if (strlen(slots[i].name) == len && memcmp(slots[i].name, name, len) == 0)
			return &slots[i].value;
	}
	return NULL;
}

int assay_kit_fill(struct assay_buf *out, const char *template, const struct assay_kit_slot *slots, size_t n_slots,
		   struct assay_err *err)
{
	for (const char *at = template; *at;) {
		size_t plain = strcspn(at, "{");
		(void)assay_buf_append(out, at, plain);
		at += plain;
		if (!*at)
			break;
		size_t len = strcspn(at + 1, "}");
		const struct assay_str *value = find_slot(slots, n_slots, at + 1, len);
		if (!value || assay_str_is_absent(*value))
			return assay_fail(err, ASSAY_EINVAL, "no value for the slot {%.*s}", (int)len, at + 1);
		(void)assay_buf_add_str(out, *value);
		at += len + 2;
	}
	return assay_buf_error(out, err);
}

int assay_kit_statement(struct assay_instance *instance, const char *const *phrasings, size_t n,
			const struct assay_kit_slot *slots, size_t n_slots, struct assay_err *err)
{
	struct assay_rng wording;
	assay_rng_split(&instance->rng, ASSAY_STR("phrasing"), 0, 0, &wording);
	assay_autobuf struct assay_buf text = {0};
	int rc = assay_kit_fill(&text, phrasings[assay_rng_below(&wording, n)], slots, n_slots, err);
	if (rc)
		return rc;
	instance->problem->statement = assay_arena_str(instance->arena, assay_buf_str(&text));
	return assay_str_is_absent(instance->problem->statement) ? assay_arena_fail(instance->arena, err) : 0;
}

struct assay_str assay_kit_i64(struct assay_arena *arena, int64_t value)
{
	return assay_arena_printf(arena, "%" PRId64, value);
}

struct assay_str assay_kit_mpz(struct assay_arena *arena, const mpz_t value)
{
	char *text = assay_arena_alloc(arena, mpz_sizeinbase(value, 10) + 2);
	return text ? assay_str_of(mpz_get_str(text, 10, value)) : (struct assay_str){0};
}

struct assay_str assay_kit_mpq(struct assay_arena *arena, const mpq_t value)
{
	size_t len = mpz_sizeinbase(mpq_numref(value), 10) + mpz_sizeinbase(mpq_denref(value), 10);
	char *text = assay_arena_alloc(arena, len + 3);
	return text ? assay_str_of(mpq_get_str(text, 10, value)) : (struct assay_str){0};
}

struct assay_str assay_kit_list(struct assay_arena *arena, const struct assay_str *items, size_t n)
{
	assay_autobuf struct assay_buf text = {0};
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			(void)assay_buf_add_c(&text, i + 1 == n ? " and " : ", ");
		(void)assay_buf_add_str(&text, items[i]);
	}
	if (text.error)
		return (struct assay_str){0};
	return assay_arena_str(arena, assay_buf_str(&text));
}

/* --- Results -------------------------------------------------------------------------------------------------- */

int assay_kit_reference(struct assay_instance *instance, const char *language, const struct assay_buf *code,
			struct assay_err *err)
{
	struct assay_problem *p = instance->problem;
	int rc = assay_buf_error(code, err);
	if (rc)
		return rc;
	struct assay_solution *list = assay_arena_array(instance->arena, p->n_references + 1, sizeof(*list));
	if (!list)
		return assay_arena_fail(instance->arena, err);
	for (size_t i = 0; i < p->n_references; i++)
		list[i] = p->references[i];
	struct assay_solution *last = &list[p->n_references];
	last->language = assay_str_of(language);
	last->code = assay_arena_str(instance->arena, assay_buf_str(code));
	if (assay_str_is_absent(last->code))
		return assay_arena_fail(instance->arena, err);
	p->references = list;
	p->n_references++;
	return 0;
}

int assay_kit_answer(struct assay_instance *instance, struct assay_str answer, const struct assay_buf *steps,
		     struct assay_err *err)
{
	if (assay_str_is_absent(answer))
		return assay_arena_fail(instance->arena, err);
	instance->problem->answer = answer;
	instance->problem->policy = ASSAY_STR("default");
	assay_autobuf struct assay_buf worked = {0};
	(void)assay_buf_add_str(&worked, assay_buf_str(steps));
	(void)assay_buf_printf(&worked, "The answer is %s.", answer.data);
	int rc = assay_buf_error(steps, err);
	return rc ? rc : assay_kit_reference(instance, NULL, &worked, err);
}

int assay_kit_disagree(const struct assay_instance *instance, struct assay_str got, struct assay_err *err)
{
	struct assay_str answer = instance->problem->answer;
	return assay_fail(err, ASSAY_EINVAL, "the two methods disagree: %.*s and %.*s", (int)assay_utf8_cut(answer, 80),
			  answer.data ? answer.data : "", (int)assay_utf8_cut(got, 80), got.data ? got.data : "");
}

bool assay_kit_once_in(struct assay_rng *rng, uint64_t n)
{
	return assay_rng_below(rng, n) == 0;
}
