/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/math/policy.h"

#include "base/buf.h"
#include "base/config.h"
#include "base/fd.h"

/* What a policy file holds, as the loader fills it in. */
struct policy_file {
	struct assay_str name, about;
	struct assay_str_list rules;
	int boxes;
	uint64_t rounding_places;
	struct assay_math_policy flags; /* Its truth values alone. */
};

static const char *const boxes_names[] = {
	[ASSAY_MATH_BOXES_LAST] = "last",
	[ASSAY_MATH_BOXES_AGREE] = "agree",
	[ASSAY_MATH_BOXES_ALL] = "all",
	NULL,
};

/* NOLINTBEGIN(bugprone-macro-parentheses): a member cannot stand in them. */
#define FLAG(member, text)                                                                                        \
	{                                                                                                         \
		.name = #member, .type = ASSAY_OPTION_BOOL, .offset = offsetof(struct policy_file, flags.member), \
		.help = text                                                                                      \
	}
/* NOLINTEND(bugprone-macro-parentheses) */

static const struct assay_option options[] = {
	{.name = "name",
	 .type = ASSAY_OPTION_STR,
	 .offset = offsetof(struct policy_file, name),
	 .is_required = true,
	 .help = "what verdicts call the policy"},
	{.name = "about",
	 .type = ASSAY_OPTION_STR,
	 .offset = offsetof(struct policy_file, about),
	 .def = "",
	 .help = "one sentence for people"},
	{.name = "rules",
	 .type = ASSAY_OPTION_STRS,
	 .offset = offsetof(struct policy_file, rules),
	 .is_required = true,
	 .help = "extraction rules in order of trust"},
	{.name = "boxes",
	 .type = ASSAY_OPTION_ENUM,
	 .offset = offsetof(struct policy_file, boxes),
	 .def = "last",
	 .choices = boxes_names,
	 .help = "what several boxes mean"},
	FLAG(joins_adjacent_boxes, "boxes that a list joins are one answer"),
	FLAG(gold_is_reply, "the gold answer is searched for in its text"),
	FLAG(percent_is_hundredth, "28% equals 0.28"),
	FLAG(percent_is_ignored, "28% equals 28"),
	FLAG(currency_is_ignored, "$5 equals 5"),
	FLAG(unit_may_be_missing, "5 cm equals 5"),
	FLAG(degree_may_be_missing, "a degree sign may be missing"),
	FLAG(comma_groups, "1,234 is 1234"),
	FLAG(decimal_comma, "2,74 is 2.74"),
	FLAG(is_simplest, "fractions must be in lowest terms"),
	{.name = "rounding_places",
	 .type = ASSAY_OPTION_U64,
	 .offset = offsetof(struct policy_file, rounding_places),
	 .max = 100,
	 .def = "0",
	 .help = "decimals equal what rounds to them at so many places; 0: exact"},
	FLAG(list_is_ordered, "the order of a bare list counts"),
	FLAG(tuple_may_be_set, "(1, 2) equals {1, 2}"),
	FLAG(interval_may_be_relation, "(2, 3) equals 2 < x < 3"),
	FLAG(value_may_be_equation, "5 equals x = 5"),
	FLAG(names_may_differ, "f(x) equals f(y)"),
	FLAG(variables_are_positive, "sqrt(x^2) is x"),
	FLAG(names_are_indeterminates, "gcd(a, b) is 1, as of polynomials"),
	FLAG(constant_is_free, "antiderivatives are equal up to + C"),
	{0},
};

const struct assay_math_policy *const *assay_math_policies(size_t *ret_n)
{
	*ret_n = assay_math_policy_table_len;
	return assay_math_policy_table;
}

const struct assay_math_policy *assay_math_policy_find(struct assay_str name)
{
	if (assay_str_is_absent(name))
		name = ASSAY_STR("default");
	for (size_t i = 0; i < assay_math_policy_table_len; i++) {
		if (assay_str_is(name, assay_math_policy_table[i]->name))
			return assay_math_policy_table[i];
	}
	return NULL;
}

/* The known rule of that name, whose text outlives every policy. */
static const char *known_rule(struct assay_str name)
{
	size_t n;
	const char *const *known = assay_math_rules(&n);
	for (size_t i = 0; i < n; i++) {
		if (assay_str_is(name, known[i]))
			return known[i];
	}
	return NULL;
}

static int take_rules(const char *file, struct assay_str_list list, struct assay_arena *arena, const char *const **ret,
		      struct assay_err *err)
{
	size_t n_known;
	const char *const *known = assay_math_rules(&n_known);
	const char **rules = assay_arena_array(arena, list.n + 1, sizeof(*rules));
	if (!rules)
		return assay_arena_fail(arena, err);
	if (list.n == 0)
		return assay_fail(err, ASSAY_ECONFIG, "%s: rules is empty: no answer would ever be found", file);
	for (size_t i = 0; i < list.n; i++) {
		rules[i] = known_rule(list.items[i]);
		if (rules[i])
			continue;
		const char *near = assay_nearest_name(list.items[i].data, known, n_known);
		return assay_fail(err, ASSAY_ECONFIG, "%s: unknown extraction rule \"%.*s\"%s%s%s", file,
				  (int)assay_utf8_cut(list.items[i], 60), list.items[i].data,
				  near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	}
	*ret = rules;
	return 0;
}

int assay_math_policy_load_text(const char *name, struct assay_str text, struct assay_arena *arena,
				const struct assay_math_policy **ret, struct assay_err *err)
{
	struct policy_file file = {0};
	struct assay_math_policy *policy = assay_arena_alloc(arena, sizeof(*policy));
	if (!policy)
		return assay_arena_fail(arena, err);
	int rc = assay_config_load_text(name, text, options, NULL, 0, arena, &file, err);
	if (rc)
		return rc;
	*policy = file.flags;
	policy->name = file.name.data;
	policy->about = file.about.data;
	policy->boxes = (enum assay_math_boxes)file.boxes;
	policy->rounding_places = (uint32_t)file.rounding_places;
	if (file.name.len == 0)
		return assay_fail(err, ASSAY_ECONFIG, "%s: the policy has no name", name);
	rc = take_rules(name, file.rules, arena, &policy->rules, err);
	if (rc)
		return rc;
	*ret = policy;
	return 0;
}

int assay_math_policy_load(const char *path, struct assay_arena *arena, const struct assay_math_policy **ret,
			   struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};
	const struct assay_math_policy *policy = NULL;
	int rc = assay_read_file(path, &text, err);
	if (rc == 0)
		rc = assay_math_policy_load_text(path, assay_buf_str(&text), arena, &policy, err);
	if (rc || !policy)
		return rc;
	if (assay_math_policy_find(assay_str_of(policy->name)))
		return assay_fail(err, ASSAY_ECONFIG, "%s: \"%s\" is a built-in policy; give yours another name", path,
				  policy->name);
	*ret = policy;
	return 0;
}

struct assay_equal_rules assay_math_policy_rules(const struct assay_math_policy *policy)
{
	return (struct assay_equal_rules){
		.percent_is_hundredth = policy->percent_is_hundredth,
		.percent_is_ignored = policy->percent_is_ignored,
		.currency_is_ignored = policy->currency_is_ignored,
		.unit_may_be_missing = policy->unit_may_be_missing,
		.degree_may_be_missing = policy->degree_may_be_missing,
		.list_is_ordered = policy->list_is_ordered,
		.tuple_may_be_set = policy->tuple_may_be_set,
		.interval_may_be_relation = policy->interval_may_be_relation,
		.value_may_be_equation = policy->value_may_be_equation,
		.names_may_differ = policy->names_may_differ,
		.variables_are_positive = policy->variables_are_positive,
		.names_are_indeterminates = policy->names_are_indeterminates,
		.constant_is_free = policy->constant_is_free,
		.is_simplest = policy->is_simplest,
		.rounding_places = policy->rounding_places,
	};
}

struct assay_math_parse_options assay_math_policy_parse_options(const struct assay_math_policy *policy)
{
	return (struct assay_math_parse_options){
		.decimal_comma = policy->decimal_comma,
		.no_groups = !policy->comma_groups,
	};
}
