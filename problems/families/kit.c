/* SPDX-License-Identifier: Apache-2.0 */
/* The life of an instance: errors, drawing, slots, the statement and its fingerprints. */
#include "problems/families/kit.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void kit_init(struct kit *k, struct assay_instance *instance, struct assay_err *err)
{
	*k = (struct kit){
		.level = instance->level,
		.rng = &instance->rng,
		.arena = instance->arena,
		.instance = instance,
		.phrasings = instance->request->family->phrasings,
		.err = err,
	};
	mpz_init(k->spare.z);
	mpq_init(k->spare.q);
}

void kit_finish(struct kit *k)
{
	struct kit_number *next;
	for (struct kit_number *n = k->numbers; n; n = next) {
		next = n->next;
		if (n->is_q)
			mpq_clear(n->q);
		else
			mpz_clear(n->z);
		free(n);
	}
	mpz_clear(k->spare.z);
	mpq_clear(k->spare.q);
}

/* --- Errors --------------------------------------------------------------------------------------------------- */

void kit_fail(struct kit *k, const char *message)
{
	if (k->rc == 0)
		k->rc = assay_fail(k->err, ASSAY_EINVAL, "%s", message);
}

void kit_full(struct kit *k)
{
	if (k->rc == 0)
		k->rc = assay_arena_fail(k->arena, k->err);
}

struct assay_str kit_copy(struct kit *k, struct assay_str text)
{
	struct assay_str copy = assay_arena_str(k->arena, text);
	if (!assay_str_is_absent(copy))
		return copy;
	kit_full(k);
	return ASSAY_STR("");
}

/* --- Drawing -------------------------------------------------------------------------------------------------- */

int64_t kit_between(struct kit *k, int64_t min, int64_t max)
{
	if (min <= max)
		return assay_rng_range(k->rng, min, max);
	kit_fail(k, "a range without numbers");
	return min;
}

int64_t kit_nonzero(struct kit *k, int64_t min, int64_t max)
{
	if (min >= 0 || max <= 0)
		return kit_between(k, min == 0 ? 1 : min, max == 0 ? -1 : max);
	int64_t value = kit_between(k, min, max - 1);
	return value < 0 ? value : value + 1;
}

bool kit_once_in(struct kit *k, uint64_t n)
{
	return assay_rng_below(k->rng, n) == 0;
}

static bool is_among(const int64_t *items, size_t n, int64_t value)
{
	for (size_t i = 0; i < n; i++) {
		if (items[i] == value)
			return true;
	}
	return false;
}

void kit_distinct(struct kit *k, size_t n, int64_t min, int64_t max, int64_t *ret)
{
	if (max < min || (uint64_t)(max - min) < n - 1) {
		kit_fail(k, "a range with too few numbers");
		return;
	}
	for (size_t i = 0; i < n;) {
		int64_t value = kit_between(k, min, max);
		if (!is_among(ret, i, value))
			ret[i++] = value;
	}
}

void kit_draw_digits(struct kit *k, mpz_t ret, unsigned digits)
{
	mpz_set_ui(ret, (unsigned long)kit_between(k, 1, 9));
	for (unsigned left = digits - 1; left > 0;) {
		unsigned chunk = left < 9 ? left : 9;
		unsigned long power = 1;
		for (unsigned i = 0; i < chunk; i++)
			power *= 10;
		mpz_mul_ui(ret, ret, power);
		mpz_add_ui(ret, ret, (unsigned long)assay_rng_below(k->rng, power));
		left -= chunk;
	}
}

static const char *const persons[] = {"Mira",  "Jonas", "Aisha", "Tomas", "Lena",   "Kofi",  "Yuki",
				      "Elena", "Ravi",	"Sofia", "Omar",  "Ingrid", "Diego", "Priya",
				      "Noah",  "Amara", "Lucas", "Hana",  "Emil",   "Zoe"};

const char *kit_person(struct kit *k)
{
	return KIT_PICK(k, persons);
}

void kit_persons(struct kit *k, size_t n, const char **ret)
{
	int64_t which[KIT_COUNT(persons)] = {0};
	if (n > KIT_COUNT(persons))
		kit_fail(k, "too many persons");
	else
		kit_distinct(k, n, 0, (int64_t)KIT_COUNT(persons) - 1, which);
	for (size_t i = 0; i < n; i++)
		ret[i] = persons[which[i % KIT_COUNT(persons)]];
}

int64_t kit_ramp(const struct kit *k, int64_t first, int64_t last)
{
	return first + (last - first) * ((int64_t)k->level - 1) / (ASSAY_MAX_LEVEL - 1);
}

/* --- Slots ---------------------------------------------------------------------------------------------------- */

static void put(struct kit *k, const char *name, struct assay_str value, bool is_skin)
{
	if (k->n_slots == KIT_MAX_SLOTS)
		kit_fail(k, "too many slots");
	else if (!assay_str_is_absent(value))
		k->slots[k->n_slots++] = (struct kit_slot){name, value, is_skin};
	else
		kit_full(k);
}

void kit_put_i(struct kit *k, const char *name, int64_t value)
{
	put(k, name, kit_text(k, "%" PRId64, value), false);
}

void kit_put_z(struct kit *k, const char *name, const mpz_t value)
{
	put(k, name, kit_ztext(k, "%Zd", value), false);
}

void kit_put_q(struct kit *k, const char *name, const mpq_t value)
{
	put(k, name, kit_ztext(k, "%Qd", value), false);
}

void kit_put(struct kit *k, const char *name, struct assay_str value)
{
	put(k, name, value, false);
}

void kit_skin(struct kit *k, const char *name, const char *value)
{
	put(k, name, assay_str_of(value), true);
}

void kit_key(struct kit *k, int64_t value)
{
	if (k->n_keys < KIT_MAX_KEYS)
		k->keys[k->n_keys++] = value;
	else
		kit_fail(k, "too many keys");
}

void kit_identity(struct kit *k, struct assay_str pattern, struct assay_str whole)
{
	k->pattern = pattern;
	k->whole = whole;
}

void kit_phrasings(struct kit *k, const char *const *phrasings)
{
	k->phrasings = phrasings;
}

static const struct assay_str *find_slot(const struct kit *k, const char *name, size_t len)
{
	for (size_t i = 0; i < k->n_slots; i++) {
		if (strlen(k->slots[i].name) == len && memcmp(k->slots[i].name, name, len) == 0)
			return &k->slots[i].value;
	}
	return NULL;
}

/* `len` bytes between the braces. */
static void fill_slot(struct kit *k, struct assay_buf *out, const char *slot, size_t len)
{
	bool is_raised = slot[0] == '^';
	const char *colon = memchr(slot, ':', len);
	size_t n_name = colon ? (size_t)(colon - slot) : len;
	const struct assay_str *value = find_slot(k, slot + is_raised, n_name - is_raised);
	if (!value) {
		if (k->rc == 0)
			k->rc = assay_fail(k->err, ASSAY_EINVAL, "no value for the slot {%.*s}", (int)len, slot);
		return;
	}
	size_t start = out->len;
	const char *bar = colon ? memchr(colon, '|', len - n_name) : NULL;
	if (!colon)
		(void)assay_buf_add_str(out, *value);
	else if (!bar)
		kit_fail(k, "a slot with one word where it needs two");
	else if (assay_str_is(*value, "1"))
		(void)assay_buf_append(out, colon + 1, (size_t)(bar - colon) - 1);
	else
		(void)assay_buf_append(out, bar + 1, len - (size_t)(bar - slot) - 1);
	if (is_raised && out->len > start)
		out->data[start] = (char)toupper((unsigned char)out->data[start]);
}

void kit_fill(struct kit *k, struct assay_buf *out, const char *template)
{
	for (const char *at = template; *at;) {
		size_t plain = strcspn(at, "{");
		(void)assay_buf_append(out, at, plain);
		at += plain;
		if (!*at)
			return;
		size_t len = strcspn(at + 1, "}");
		fill_slot(k, out, at + 1, len);
		at += len + 2;
	}
}

/* --- Statement ------------------------------------------------------------------------------------------------ */

static const char *const general_distractors[] = {
	" The nearest library holds {distraction} books.",
	" A clock in the room is {distraction} minutes slow.",
	" Yesterday {distraction} people passed by here.",
	" The page on which this stands has the number {distraction}.",
	" A street nearby is {distraction} metres long.",
	" Somebody counted {distraction} birds in the morning.",
	NULL,
};

/* From a stream of its own, so that the numbers of the task are the same with and without it. */
static struct assay_str make_distractor(struct kit *k)
{
	const struct assay_family_request *request = k->instance->request;
	if (!request->has_distractor)
		return ASSAY_STR("");
	struct assay_rng rng;
	assay_rng_split(&k->instance->rng, ASSAY_STR("distractor"), 0, 0, &rng);
	const char *const *sentences =
		request->family->distractors ? request->family->distractors : general_distractors;
	size_t n = 0;
	while (sentences[n])
		n++;
	const char *sentence = sentences[assay_rng_below(&rng, n)];
	put(k, "distraction", kit_text(k, "%" PRId64, assay_rng_range(&rng, 3, 98)), true);
	assay_autobuf struct assay_buf text = {0};
	kit_fill(k, &text, sentence);
	return kit_copy(k, assay_buf_str(&text));
}

/* A text with every run of digits made one '#'. */
static void add_masked(struct assay_buf *out, struct assay_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		bool is_digit = isdigit((unsigned char)text.data[i]);
		if (!is_digit)
			(void)assay_buf_add_char(out, text.data[i]);
		else if (i == 0 || !isdigit((unsigned char)text.data[i - 1]))
			(void)assay_buf_add_char(out, '#');
	}
}

/*
 * The first phrasing stands for all of them: it says which question is asked. The template's values keep their
 * structure ("(#x + #)(#x - #)") and lose their digits.
 */
static void set_hashes(struct kit *k)
{
	const struct assay_family *family = k->instance->request->family;
	assay_autobuf struct assay_buf pattern = {0};
	assay_autobuf struct assay_buf whole = {0};
	const char *asked = k->whole.len > 0 ? "" : k->phrasings[0];
	(void)assay_buf_printf(&pattern, "%u\n%s\n", family->version, asked);
	(void)assay_buf_printf(&whole, "%s\n", asked);
	if (k->whole.len > 0) {
		add_masked(&pattern, k->pattern);
		(void)assay_buf_add_str(&whole, k->whole);
	}
	for (size_t i = 0; i < k->n_slots; i++) {
		if (k->slots[i].is_skin || k->whole.len > 0)
			continue;
		add_masked(&pattern, k->slots[i].value);
		(void)assay_buf_add_char(&pattern, '\n');
		(void)assay_buf_add_str(&whole, k->slots[i].value);
		(void)assay_buf_add_char(&whole, '\n');
	}
	for (size_t i = 0; i < k->n_keys; i++)
		(void)assay_buf_printf(&whole, "%" PRId64 "\n", k->keys[i]);
	if (k->rc == 0)
		k->rc = assay_buf_error(pattern.error ? &pattern : &whole, k->err);
	struct assay_str name = assay_str_of(family->name);
	k->instance->made->template_hash = assay_hash_fields((struct assay_str[]){name, assay_buf_str(&pattern)}, 2);
	k->instance->made->instance_hash = assay_hash_fields((struct assay_str[]){name, assay_buf_str(&whole)}, 2);
	k->instance->has_hashes = true;
}

struct assay_str kit_state(struct kit *k)
{
	size_t n = 0;
	while (k->phrasings[n])
		n++;
	if (n == 0)
		kit_fail(k, "no phrasings");
	if (k->rc || n == 0)
		return ASSAY_STR("");
	set_hashes(k);
	struct assay_rng wording;
	assay_rng_split(&k->instance->rng, ASSAY_STR("phrasing"), 0, 0, &wording);
	unsigned phrasing = (unsigned)assay_rng_below(&wording, n);
	k->instance->made->phrasing = phrasing;
	const char *template = k->phrasings[phrasing];
	struct assay_str distractor = make_distractor(k);
	assay_autobuf struct assay_buf text = {0};
	put(k, "distractor", distractor, true);
	if (distractor.len > 0 && !strstr(template, "{distractor}"))
		(void)assay_buf_printf(&text, "%s ", distractor.data + 1);
	kit_fill(k, &text, template);
	if (k->rc == 0)
		k->rc = assay_buf_error(&text, k->err);
	return kit_copy(k, assay_buf_str(&text));
}

void kit_add_reference(struct kit *k, const char *language, struct assay_str code, struct assay_str extra)
{
	struct assay_problem *p = k->instance->problem;
	struct assay_solution *list = assay_arena_array(k->arena, p->n_references + 1, sizeof(*list));
	if (!list) {
		kit_full(k);
		return;
	}
	for (size_t i = 0; i < p->n_references; i++)
		list[i] = p->references[i];
	list[p->n_references++] =
		(struct assay_solution){.language = assay_str_of(language), .code = code, .extra = extra};
	p->references = list;
}
