/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an answer to read. Nothing crashes or takes long; a problem lies inside the text; a tree is in
 * post-order with its kids in their order and its references inside its tables; what is printed reads as the same tree;
 * more white space where there is some changes nothing; and a number has a value.
 */
#include "tests/fuzz/fuzz.h"
#include "verifiers/math/parse.h"

static void check_leaf(const struct assay_expr *expr, const struct assay_expr_node *node)
{
	switch (node->kind) {
	case ASSAY_EXPR_NUMBER: {
		REQUIRE(node->number < expr->n_numbers);
		const struct assay_expr_number *number = &expr->numbers[node->number];
		REQUIRE(number->digits.len > 0 && number->base >= 2 && number->base <= 36);
		REQUIRE(number->repeat <= number->places && number->places <= number->digits.len);
		mpq_t value;
		int64_t exp10;
		mpq_init(value);
		REQUIRE(assay_expr_number_value(number, value, &exp10) == !number->is_truncated);
		mpq_clear(value);
		break;
	}
	case ASSAY_EXPR_VARIABLE:
	case ASSAY_EXPR_TEXT:
	case ASSAY_EXPR_CALL:
	case ASSAY_EXPR_CHOICE:
		REQUIRE(node->symbol < expr->n_symbols && assay_utf8_is_valid(expr->symbols[node->symbol]));
		break;
	case ASSAY_EXPR_QUANTITY:
		REQUIRE(node->unit < expr->n_units && expr->units[node->unit].canonical.data != NULL);
		break;
	case ASSAY_EXPR_RELATION:
		REQUIRE(node->n_kids >= 2 && node->relations + node->n_kids - 1 <= expr->n_relations);
		break;
	case ASSAY_EXPR_MATRIX:
		REQUIRE(node->aux > 0 && node->n_kids > 0 && node->n_kids % node->aux == 0);
		break;
	default:
		break;
	}
}

static void check_tree(const struct assay_expr *expr, size_t len)
{
	REQUIRE(expr->n_nodes > 0 && expr->nodes[expr->n_nodes - 1].size == expr->n_nodes);
	for (uint32_t i = 0; i < expr->n_nodes; i++) {
		const struct assay_expr_node *node = &expr->nodes[i];
		uint32_t next = i;
		REQUIRE(node->kind > ASSAY_EXPR_NONE && node->kind < ASSAY_EXPR_N_KINDS);
		REQUIRE(node->start <= node->end && node->end <= len);
		REQUIRE(node->n_kids == 0 || node->kids + node->n_kids <= expr->n_kids);
		for (uint32_t k = node->n_kids; k-- > 0;) {
			uint32_t kid = assay_expr_kid(expr, i, k);
			REQUIRE(kid + 1 == next);
			next -= expr->nodes[kid].size;
		}
		REQUIRE(node->size == i + 1 - next);
		check_leaf(expr, node);
	}
}

static void check_print(const struct assay_expr *expr, struct assay_arena *arena)
{
	const struct assay_math_parse_options printed = {.syntax = ASSAY_MATH_SYNTAX_PRINTED};
	assay_autobuf struct assay_buf text = {0};
	struct assay_math_parsed again;
	assay_expr_print(expr, assay_expr_root(expr), &text);
	REQUIRE(text.error == 0 && text.len > 0);
	if (text.len > 32768)
		return; /* The printed form may be longer than what is read. */
	REQUIRE(assay_math_parse(assay_buf_str(&text), &printed, arena, &again, NULL) == 0);
	if (again.problem || !assay_expr_same(expr, assay_expr_root(expr), &again.expr, assay_expr_root(&again.expr)))
		(void)fprintf(stderr, "printed: %s\n", text.data);
	REQUIRE(!again.problem);
	REQUIRE(assay_expr_same(expr, assay_expr_root(expr), &again.expr, assay_expr_root(&again.expr)));
}

/* Every space twice, but for the one that a backslash escapes. */
static void check_spaces(struct assay_str text, const struct assay_math_parse_options *options,
			 const struct assay_math_parsed *parsed, struct assay_arena *arena)
{
	assay_autobuf struct assay_buf twice = {0};
	struct assay_math_parsed again;
	for (size_t i = 0; i < text.len; i++) {
		(void)assay_buf_add_char(&twice, text.data[i]);
		if (text.data[i] == ' ' && (i == 0 || text.data[i - 1] != '\\'))
			(void)assay_buf_add_char(&twice, ' ');
	}
	if (twice.len > 65536 || twice.len == 0)
		return;
	REQUIRE(assay_math_parse(assay_buf_str(&twice), options, arena, &again, NULL) == 0);
	REQUIRE((again.problem == NULL) == (parsed->problem == NULL));
	REQUIRE(again.open == parsed->open);
	if (!parsed->problem)
		REQUIRE(assay_expr_same(&parsed->expr, assay_expr_root(&parsed->expr), &again.expr,
					assay_expr_root(&again.expr)));
}

static void check_syntax(struct assay_str text, enum assay_math_syntax syntax, struct assay_arena *arena)
{
	const struct assay_math_parse_options options = {.syntax = syntax};
	struct assay_math_parsed readings[ASSAY_MATH_MAX_READINGS];
	size_t n = 0;
	REQUIRE(assay_math_readings(text, &options, arena, readings, &n, NULL) == 0);
	REQUIRE(n >= 1 && n <= ASSAY_MATH_MAX_READINGS);
	if (readings[0].problem) {
		struct assay_str sentence = assay_math_parse_sentence(&readings[0], text, arena);
		REQUIRE(n == 1 && readings[0].at <= text.len);
		REQUIRE(sentence.len > 0 && assay_utf8_is_valid(sentence));
	}
	for (size_t i = 0; i < n && !readings[i].problem; i++) {
		check_tree(&readings[i].expr, text.len);
		check_print(&readings[i].expr, arena);
	}
	if (syntax != ASSAY_MATH_SYNTAX_PRINTED)
		check_spaces(text, &options, &readings[0], arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct assay_str text = {.data = (const char *)data, .len = size};
	assay_autoarena struct assay_arena *arena = assay_arena_create((size_t)512 << 20);
	if (!arena || size == 0)
		return 0;
	check_syntax(text, ASSAY_MATH_SYNTAX_ANY, arena);
	check_syntax(text, ASSAY_MATH_SYNTAX_SYMPY, arena);
	check_syntax(text, ASSAY_MATH_SYNTAX_PRINTED, arena);
	return 0;
}
