/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/family.h"

#include "base/json.h"
#include "base/map.h"
#include "base/num.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define SEED 20240607

/* Instances a family, 20 at each level; ASSAY_FAMILY_INSTANCES asks for more. */
static uint64_t instances(void)
{
	const char *asked = getenv("ASSAY_FAMILY_INSTANCES");
	return asked ? strtoull(asked, NULL, 10) : 200;
}

static void row_of(const struct assay_family *family, uint64_t seed, unsigned level, uint64_t index,
		   struct assay_buf *row)
{
	struct assay_err err = {0};
	struct assay_problem problem;
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	int rc = assay_family_generate(family, seed, level, index, arena, &problem, &err);
	cr_assert_eq(rc, 0, "%s", err.msg);
	assay_buf_clear(row);
	cr_assert_eq(assay_problem_write(&problem, row, &err), 0, "%s", err.msg);
}

static bool is_kit(const struct assay_family *family)
{
	return family->draw != NULL;
}

static void make(const struct assay_family *family, unsigned level, uint64_t index, struct assay_arena *arena,
		 struct assay_made *ret)
{
	struct assay_err err = {0};
	const struct assay_family_request request = {.family = family, .seed = SEED, .level = level, .index = index};
	assay_arena_reset(arena);
	cr_assert_eq(assay_family_make(&request, arena, ret, &err), 0, "%s", err.msg);
}

Test(family, tables_are_sorted_by_topic_and_complete)
{
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	cr_assert_geq(n, 8);
	for (size_t i = 0; i < n; i++) {
		const struct assay_family *f = families[i];
		bool is_same = i > 0 && strcmp(assay_family_topic(families[i - 1]), assay_family_topic(f)) == 0;
		cr_expect(!is_same || strcmp(families[i - 1]->name, f->name) < 0, "%s", f->name);
		cr_expect_eq(assay_family_find(f->name), f, "the name %s is there twice", f->name);
		cr_expect_geq(assay_family_n_phrasings(f), 5, "%s", f->name);
		cr_expect(f->title && f->tags && f->tags[0] && f->version > 0, "%s", f->name);
	}
	cr_expect_null(assay_family_find("no-such-family"));
}

/* A brace outside of $notation$, where it belongs to a command. */
static bool has_open_slot(struct assay_str text)
{
	bool is_notation = false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '$')
			is_notation = !is_notation;
		else if (!is_notation && (text.data[i] == '{' || text.data[i] == '}'))
			return true;
	}
	return is_notation;
}

Test(family, two_methods_agree_on_every_instance)
{
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	uint64_t count = instances();
	for (size_t i = 0; i < n; i++) {
		for (uint64_t k = 0; k < count; k++) {
			struct assay_err err = {0};
			struct assay_problem p;
			assay_arena_reset(arena);
			int rc = assay_family_generate(families[i], SEED, 1 + (unsigned)(k % ASSAY_MAX_LEVEL), k, arena,
						       &p, &err);
			cr_assert_eq(rc, 0, "seed %d: %s", SEED, err.msg);
			cr_assert_gt(p.n_references, 0);
			cr_assert(assay_utf8_is_valid(p.statement));
			cr_assert(!has_open_slot(p.statement), "an unfilled slot: %s", p.statement.data);
		}
	}
}

Test(family, the_same_four_numbers_give_the_same_bytes)
{
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	assay_autobuf struct assay_buf first = {0};
	assay_autobuf struct assay_buf again = {0};
	assay_autobuf struct assay_buf other = {0};
	for (size_t i = 0; i < n; i++) {
		row_of(families[i], 7, 6, 3, &first);
		row_of(families[i], 8, 6, 3, &other);
		row_of(families[i], 7, 6, 3, &again);
		cr_expect(assay_str_eq(assay_buf_str(&first), assay_buf_str(&again)), "%s", families[i]->name);
	}
}

/* The golden hashes change only together with the family's version. One file for each topic. */
struct golden {
	const char *family;
	unsigned version;
	const char *hash; /* Of the rows of seed 1, levels 1 to 10, indexes 0 to 4. */
};

static const struct golden goldens[] = {
#include "golden/algebra.h"
#include "golden/calculus.h"
#include "golden/code/arrays.h"
#include "golden/code/dp.h"
#include "golden/code/graphs.h"
#include "golden/code/numbers.h"
#include "golden/code/simulate.h"
#include "golden/code/strings.h"
#include "golden/code/typed.h"
#include "golden/combinatorics.h"
#include "golden/geometry.h"
#include "golden/logic.h"
#include "golden/number.h"
#include "golden/words.h"
};

static const struct golden *golden_of(const struct assay_family *family)
{
	for (size_t i = 0; i < sizeof(goldens) / sizeof(goldens[0]); i++) {
		if (strcmp(goldens[i].family, family->name) == 0)
			return &goldens[i];
	}
	return NULL;
}

Test(family, bytes_change_only_with_the_version)
{
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	assay_autobuf struct assay_buf row = {0};
	for (size_t i = 0; i < n; i++) {
		assay_autobuf struct assay_buf all = {0};
		for (unsigned level = 1; level <= ASSAY_MAX_LEVEL; level++) {
			for (uint64_t k = 0; k < 5; k++) {
				row_of(families[i], 1, level, k, &row);
				(void)assay_buf_add_str(&all, assay_buf_str(&row));
			}
		}
		struct assay_hash128 hash = assay_hash_of(assay_buf_str(&all));
		char hex[ASSAY_HASH_HEX];
		assay_hash_hex(&hash, hex);
		const struct golden *golden = golden_of(families[i]);
		bool is_same = golden && golden->version == families[i]->version && strcmp(golden->hash, hex) == 0;
		cr_expect(is_same,
			  "the line of golden/%s.h is now {\"%s\", %u, \"%s\"}, (raise the version of what changed)",
			  assay_family_topic(families[i]), families[i]->name, families[i]->version, hex);
	}
}

/* The share of different instances among `count` of one level. */
static double distinct_share(const struct assay_family *family, unsigned level, uint64_t count)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	assay_autoarena struct assay_arena *kept = assay_arena_create(0);
	struct assay_map *seen = assay_map_create();
	for (uint64_t k = 0; k < count; k++) {
		struct assay_made made;
		make(family, level, k, arena, &made);
		struct assay_str hash = {(const char *)made.instance_hash.bytes, sizeof(made.instance_hash.bytes)};
		(void)assay_map_add(seen, assay_arena_str(kept, hash), NULL, NULL);
	}
	double share = (double)assay_map_count(seen) / (double)count;
	assay_map_destroy(seen);
	return share;
}

/* Rules of programs are fewer than numbers are. */
Test(family, instances_differ)
{
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	for (size_t i = 0; i < n; i++) {
		bool is_code = families[i]->kind != ASSAY_KIND_MATH;
		double easy = distinct_share(families[i], 1, 100);
		double hard = distinct_share(families[i], 8, 100);
		cr_expect_geq(easy, is_code ? 0.2 : 0.3, "%s: %g at level 1", families[i]->name, easy);
		cr_expect_geq(hard, is_code ? 0.5 : 0.95, "%s: %g at level 8", families[i]->name, hard);
	}
}

Test(family, every_phrasing_is_used)
{
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	for (size_t i = 0; i < n; i++) {
		uint64_t used = 0;
		for (uint64_t k = 0; k < 120; k++) {
			struct assay_made made;
			make(families[i], 1 + (unsigned)(k % ASSAY_MAX_LEVEL), k, arena, &made);
			used |= UINT64_C(1) << made.phrasing;
		}
		unsigned all = is_kit(families[i]) ? assay_family_n_phrasings(families[i]) : 1;
		cr_expect_geq(__builtin_popcountll(used), (int)all, "%s: %llx", families[i]->name,
			      (unsigned long long)used);
	}
}

/* The mean load of a level: the worked solution's bytes, or those of the tests. */
static double mean_load(const struct assay_family *family, unsigned level, struct assay_arena *arena)
{
	double sum = 0;
	for (uint64_t k = 0; k < 20; k++) {
		struct assay_made made;
		make(family, level, k, arena, &made);
		sum += (double)made.load;
	}
	return sum / 20;
}

Test(family, higher_levels_are_more_work)
{
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	for (size_t i = 0; i < n; i++) {
		double easy = mean_load(families[i], 1, arena) + mean_load(families[i], 2, arena);
		double middle = mean_load(families[i], 5, arena) + mean_load(families[i], 6, arena);
		double hard = mean_load(families[i], 9, arena) + mean_load(families[i], 10, arena);
		cr_expect(easy < middle && middle < hard, "%s: %g, %g, %g", families[i]->name, easy, middle, hard);
	}
}

/* The step with the first false label is where the slip was, and nothing before it is false. */
static void check_slip(const struct assay_family *family, const struct assay_problem *p,
		       const struct assay_solution *wrong)
{
	assay_autobuf struct assay_buf text = {0};
	(void)assay_buf_printf(&text, "{%s}", wrong->extra.data);
	assay_autojson struct assay_json_doc *doc = NULL;
	cr_assert_eq(assay_json_parse(assay_buf_str(&text), NULL, &doc, NULL), 0, "%s", text.data);
	struct assay_json root = assay_json_root(doc);
	struct assay_json labels = assay_json_get(root, "step_labels");
	uint64_t first = 0;
	cr_assert_eq(assay_parse_u64(assay_json_raw(assay_json_get(root, "first_wrong")), 0, 1000, &first, NULL), 0);
	cr_expect_eq(assay_json_count(labels), assay_json_count(assay_json_get(root, "steps")));
	size_t i = 0;
	assay_json_each (label, labels) {
		bool is_right = assay_str_is(assay_json_raw(label), "true");
		cr_expect(i < first ? is_right : i > first || !is_right, "%s: %s", p->id.data, text.data);
		i++;
	}
	cr_expect_gt(i, first, "%s", family->name);
	cr_expect_null(strstr(wrong->code.data, p->references[0].code.data), "%s", p->id.data);
}

Test(family, wrong_solutions_go_wrong_at_one_step)
{
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	for (size_t i = 0; i < n; i++) {
		size_t made_slips = 0;
		for (uint64_t k = 0; is_kit(families[i]) && families[i]->solve && k < 40; k++) {
			struct assay_err err = {0};
			struct assay_made made;
			const struct assay_family_request request = {.family = families[i],
								     .seed = SEED,
								     .level = 1 + (unsigned)(k % ASSAY_MAX_LEVEL),
								     .index = k,
								     .max_slips = ASSAY_MAX_SLIPS,
								     .has_distractor = k % 2 == 1};
			assay_arena_reset(arena);
			cr_assert_eq(assay_family_make(&request, arena, &made, &err), 0, "%s", err.msg);
			made_slips += made.problem.n_negatives;
			for (size_t j = 0; j < made.problem.n_negatives; j++)
				check_slip(families[i], &made.problem, &made.problem.negatives[j]);
		}
		cr_expect(!families[i]->solve || made_slips >= 40, "%s: %zu wrong solutions of 40 problems",
			  families[i]->name, made_slips);
	}
}

/* Neither wording nor a distractor is part of the task. */
Test(family, a_distractor_leaves_task_and_answer_alone)
{
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	for (size_t i = 0; i < n; i++) {
		if (!families[i]->solve)
			continue;
		struct assay_made plain;
		struct assay_made longer;
		struct assay_family_request request = {.family = families[i], .seed = SEED, .level = 4};
		assay_arena_reset(arena);
		cr_assert_eq(assay_family_make(&request, arena, &plain, NULL), 0);
		request.has_distractor = true;
		cr_assert_eq(assay_family_make(&request, arena, &longer, NULL), 0);
		cr_expect(assay_str_eq(plain.problem.answer, longer.problem.answer), "%s", families[i]->name);
		cr_expect_gt(longer.problem.statement.len, plain.problem.statement.len, "%s", families[i]->name);
		cr_expect_arr_eq(plain.instance_hash.bytes, longer.instance_hash.bytes, 16);
	}
}

Test(family, levels_outside_1_to_10_are_refused)
{
	size_t n;
	const struct assay_family *f = assay_families(&n)[0];
	assay_autoarena struct assay_arena *arena = assay_arena_create(0);
	struct assay_problem p;
	struct assay_err err = {0};
	cr_expect_eq(assay_family_generate(f, 1, 0, 0, arena, &p, &err), ASSAY_EINVAL);
	cr_expect_str_eq(err.msg, "level 0: levels go from 1 to 10");
	cr_expect_eq(assay_family_generate(f, 1, 11, 0, arena, &p, NULL), ASSAY_EINVAL);
}

Test(family, a_full_arena_is_an_error_and_not_a_crash)
{
	size_t n;
	const struct assay_family *const *families = assay_families(&n);
	for (size_t i = 0; i < n; i++) {
		for (size_t room = 64; room < 400000; room += 1 + room / 64) {
			assay_autoarena struct assay_arena *arena = assay_arena_create(room);
			struct assay_problem p;
			int rc = assay_family_generate(families[i], SEED, 5, 1, arena, &p, NULL);
			cr_expect(rc == 0 || rc == ASSAY_ELIMIT || rc == ASSAY_EINVAL, "%s: %d", families[i]->name, rc);
		}
	}
}
