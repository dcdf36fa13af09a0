/* SPDX-License-Identifier: Apache-2.0 */
/* Slips in a final answer: of sign, digit, order and operation. */
#include "problems/mutate.h"

#include "base/map.h"
#include "base/num.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

/* Every slip is a copy, and there are a few per digit. */
#define MAX_ANSWER 512

struct slips {
	struct assay_arena *arena;
	struct assay_str answer;
	struct assay_mutant *items;
	size_t n, cap;
	struct assay_map *seen;
	bool is_full;
};

/* Replaces `len` bytes at `offset`. */
static void add_slip(struct slips *s, const char *op, size_t offset, size_t len, struct assay_str to)
{
	if (s->n == s->cap || assay_str_is_absent(to)) {
		s->is_full |= assay_str_is_absent(to);
		return;
	}
	struct assay_str tail = assay_str_sub(s->answer, offset + len, s->answer.len);
	struct assay_str text = assay_arena_printf(s->arena, "%.*s%.*s%.*s", (int)offset, s->answer.data, (int)to.len,
						   to.data, (int)tail.len, tail.data);
	if (assay_str_is_absent(text)) {
		s->is_full = true;
		return;
	}
	if (assay_str_eq(text, s->answer) || assay_map_add(s->seen, text, NULL, NULL) <= 0)
		return;
	s->items[s->n++] = (struct assay_mutant){
		.code = text, .op = op, .offset = offset, .from = assay_str_sub(s->answer, offset, len), .to = to};
}

static bool is_digit(struct assay_str s, size_t i)
{
	return i < s.len && isdigit((unsigned char)s.data[i]);
}

/* The digits from `i` on. */
static size_t run_of_digits(struct assay_str s, size_t i)
{
	size_t n = 0;
	while (is_digit(s, i + n))
		n++;
	return n;
}

static void slip_sign(struct slips *s)
{
	bool is_negative = s->answer.data[0] == '-';
	add_slip(s, "sign", 0, is_negative ? 1 : 0, assay_str_of(is_negative ? "" : "-"));
}

/* One more and one less, for a run of digits that is a whole number. */
static void slip_by_one(struct slips *s, size_t at, size_t n)
{
	uint64_t value;
	bool is_part = at > 0 && (s->answer.data[at - 1] == '.' || s->answer.data[at - 1] == ',');
	bool has_more = at + n < s->answer.len && (s->answer.data[at + n] == '.' || s->answer.data[at + n] == ',');
	if (is_part || has_more || assay_parse_u64(assay_str_sub(s->answer, at, n), 0, UINT64_MAX - 1, &value, NULL))
		return;
	add_slip(s, "off-by-one", at, n, assay_arena_printf(s->arena, "%" PRIu64, value + 1));
	if (value > 1)
		add_slip(s, "off-by-one", at, n, assay_arena_printf(s->arena, "%" PRIu64, value - 1));
}

static void slip_digit(struct slips *s, size_t at, struct assay_rng *rng)
{
	char digit = (char)('0' + (s->answer.data[at] - '0' + 1 + (int)assay_rng_below(rng, 9)) % 10);
	bool leads = !is_digit(s->answer, at - 1) || at == 0;
	if (!(digit == '0' && leads && is_digit(s->answer, at + 1)))
		add_slip(s, "digit", at, 1, assay_arena_printf(s->arena, "%c", digit));
}

static void slip_swap(struct slips *s, size_t at)
{
	const char *p = s->answer.data + at;
	bool leads = at == 0 || !is_digit(s->answer, at - 1);
	if (is_digit(s->answer, at + 1) && p[0] != p[1] && !(leads && p[1] == '0'))
		add_slip(s, "swapped-digits", at, 2, assay_arena_printf(s->arena, "%c%c", p[1], p[0]));
}

/* a/b as b/a, and \frac{a}{b} alike. */
static void slip_inverse(struct slips *s, size_t at, size_t n)
{
	struct assay_str middle = ASSAY_STR("/");
	if (!assay_str_starts(assay_str_sub(s->answer, at + n, 1), "/"))
		middle = ASSAY_STR("}{");
	struct assay_str rest = assay_str_sub(s->answer, at + n, s->answer.len);
	size_t second = at + n + middle.len;
	size_t n_second = run_of_digits(s->answer, second);
	struct assay_str a = assay_str_sub(s->answer, at, n);
	struct assay_str b = assay_str_sub(s->answer, second, n_second);
	bool is_fraction = assay_str_starts(rest, middle.data) && n_second > 0 && a.data[0] != '0';
	if (is_fraction)
		add_slip(s, "inverse", at, n + middle.len + n_second,
			 assay_arena_printf(s->arena, "%.*s%s%.*s", (int)b.len, b.data, middle.data, (int)a.len,
					    a.data));
}

static void slip_point(struct slips *s, size_t at)
{
	const char *p = s->answer.data + at;
	if (p[0] != '.' || at == 0 || !is_digit(s->answer, at - 1) || !is_digit(s->answer, at + 1))
		return;
	add_slip(s, "dropped-point", at, 1, ASSAY_STR(""));
	bool has_more = at > 1 && is_digit(s->answer, at - 2);
	add_slip(s, "moved-point", at - 1, 2, assay_arena_printf(s->arena, has_more ? ".%c" : "0.%c", p[-1]));
}

static void find_slips(struct slips *s, struct assay_rng *rng)
{
	slip_sign(s);
	for (size_t i = 0; i < s->answer.len; i++) {
		slip_point(s, i);
		if (!is_digit(s->answer, i))
			continue;
		bool starts_run = i == 0 || !is_digit(s->answer, i - 1);
		if (starts_run) {
			size_t n = run_of_digits(s->answer, i);
			slip_by_one(s, i, n);
			slip_inverse(s, i, n);
		}
		slip_digit(s, i, rng);
		slip_swap(s, i);
	}
}

/* Nothing can be told apart in a text without a digit from 1 to 9: a sign or a point changes nothing in zero. */
static bool has_value(struct assay_str answer)
{
	for (size_t i = 0; i < answer.len; i++) {
		if (answer.data[i] >= '1' && answer.data[i] <= '9')
			return true;
	}
	return false;
}

static void slip_zero(struct slips *s, struct assay_rng *rng)
{
	size_t at = 0;
	while (at < s->answer.len && s->answer.data[at] != '0')
		at++;
	if (at < s->answer.len)
		add_slip(s, "digit", at, 1, assay_arena_printf(s->arena, "%d", 1 + (int)assay_rng_below(rng, 9)));
}

int assay_mutate_answer(struct assay_str answer, struct assay_rng *rng, size_t max, struct assay_arena *arena,
			struct assay_mutant **ret, size_t *ret_n, struct assay_err *err)
{
	*ret = NULL;
	*ret_n = 0;
	if (answer.len == 0 || answer.len > MAX_ANSWER || memchr(answer.data, '\0', answer.len))
		return 0;
	struct slips s = {.arena = arena, .answer = answer, .cap = 6 * answer.len + 2, .seen = assay_map_create()};
	s.items = assay_arena_array(arena, s.cap, sizeof(*s.items));
	if (!s.items || !s.seen) {
		assay_map_destroy(s.seen);
		return assay_arena_fail(arena, err);
	}
	if (has_value(answer))
		find_slips(&s, rng);
	else
		slip_zero(&s, rng);
	assay_map_destroy(s.seen);
	if (s.is_full)
		return assay_arena_fail(arena, err);
	assay_rng_shuffle(rng, s.items, s.n, sizeof(*s.items));
	*ret = s.items;
	*ret_n = s.n < max ? s.n : max;
	return 0;
}
