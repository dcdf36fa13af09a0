/* SPDX-License-Identifier: Apache-2.0 */
/* The reader's loop, its problems, and its readings. */
#include "verifiers/math/reader.h"

#include "verifiers/math.h"
#include "verifiers/math/fold.h"

void reader_fail(struct reader *reader, uint32_t token, const char *problem)
{
	if (reader->problem)
		return;
	reader->problem = problem;
	uint32_t last = reader->list.n - 1;
	reader->problem_at = reader->tokens[token < last ? token : last].start;
}

bool reader_turns(struct reader *reader, enum assay_math_read bit)
{
	reader->open |= bit;
	return reader->turn & bit;
}

struct assay_str token_text(const struct reader *reader, const struct token *token)
{
	uint32_t start = token->start + (token->type == TOK_NAME ? token->sub : 0);
	return (struct assay_str){.data = reader->text.data + start, .len = token->end - start};
}

bool token_begins_operand(const struct token *token)
{
	switch (token->type) {
	case TOK_NUM:
	case TOK_LETTER:
	case TOK_RUN:
	case TOK_WORD:
	case TOK_NAME:
	case TOK_FUNC:
	case TOK_CONST:
	case TOK_OPEN:
	case TOK_MINUS:
	case TOK_CURRENCY:
	case TOK_FRACTION:
	case TOK_BINOMIAL:
	case TOK_ROOT:
	case TOK_DECOR:
	case TOK_BOX:
	case TOK_BEGIN:
	case TOK_BIG:
	case TOK_INTEGRAL:
	case TOK_LIMIT:
	case TOK_RAWNAME:
		return true;
	default:
		return false;
	}
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* One pass over the bytes: what kind of text this is. */
static const char *check_bytes(struct assay_str text, bool *ret_is_ascii)
{
	unsigned char all = 0;
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];
		all |= c;
		if ((c < 0x20 && !is_space((char)c)) || c == 0x7F)
			return "holds control characters";
	}
	*ret_is_ascii = all < 0x80;
	return *ret_is_ascii || assay_utf8_is_valid(text) ? NULL : "is not UTF-8 text";
}

/* The part without spaces and Markdown's stars around it. */
static struct assay_str strip(struct assay_str text)
{
	text = assay_str_trim(text);
	while (text.len > 4 && assay_str_starts(text, "**") && assay_str_ends(text, "**"))
		text = assay_str_trim(assay_str_sub(text, 2, text.len - 4));
	bool is_quoted = text.len > 2 && (text.data[0] == '`' || text.data[0] == '"');
	if (is_quoted && text.data[text.len - 1] == text.data[0])
		text = assay_str_trim(assay_str_sub(text, 1, text.len - 2));
	/* "5," and "5;" end where a sentence goes on; "\\," is a space. */
	while (text.len > 1 && (text.data[text.len - 1] == ',' || text.data[text.len - 1] == ';') &&
	       text.data[text.len - 2] != '\\')
		text = assay_str_trim(assay_str_sub(text, 0, text.len - 1));
	return text;
}

/* Fewer bars have one way to pair. */
#define MIN_PAIRED_BARS 6

static void count_bars(struct reader *reader)
{
	for (uint32_t i = 0; i < reader->list.n; i++)
		reader->n_bars += reader->tokens[i].type == TOK_BAR && reader->tokens[i].sub == 0;
	reader->n_bars_left = reader->n_bars;
}

/* Empty braces say nothing: {}, as in {}_5C_2. */
static bool skip_empty_group(struct reader *reader)
{
	if (!token_is_sub(reader, 0, TOK_OPEN, BRACKET_GROUP) || !token_is_sub(reader, 1, TOK_CLOSE, BRACKET_GROUP))
		return false;
	reader->at += 2;
	return true;
}

static void run(struct reader *reader)
{
	push_op(reader, OP_BOTTOM, PREC_FRAME, 0);
	if (read_whole_phrase(reader) || reader->problem)
		return;
	while (!reader->problem) {
		if (!reader->wants_operand && top_op(reader)->type == OP_SINGLE) {
			reader->n_ops--;
			argument_done(reader);
			continue;
		}
		if (skip_empty_group(reader))
			continue;
		if (reader->wants_operand) {
			read_operand(reader);
		} else if (token_is(reader, 0, TOK_END)) {
			finish_whole(reader);
			break;
		} else {
			read_operator(reader);
		}
	}
}

/* "(A) 5": the letter around the value. */
static void wrap_choice(struct reader *reader)
{
	if (reader->problem || reader->choice == NO_NODE)
		return;
	uint32_t node = top_val(reader)->node;
	node = tree_node(reader, ASSAY_EXPR_CHOICE, 0, &node, 1);
	if (reader->problem)
		return;
	reader->nodes[node].symbol = reader->choice;
	top_val(reader)->node = node;
}

/* The whole as words: the texts of its tokens with single spaces, without braces and backslashes. */
static void read_as_text(struct reader *reader)
{
	char *data = assay_arena_alloc(reader->arena, reader->text.len + reader->list.n + 1);
	if (!data)
		return;
	size_t len = 0;
	uint32_t covered = 0;
	for (uint32_t i = 0; i + 1 < reader->list.n; i++) {
		const struct token *token = &reader->tokens[i];
		if (token->start < covered)
			continue; /* The letters of a RUN. */
		covered = token->end;
		bool is_brace = (token->type == TOK_OPEN || token->type == TOK_CLOSE) && token->sub == BRACKET_SET;
		if (len && token->flags & TOKEN_SPACE && data[len - 1] != ' ')
			data[len++] = ' ';
		for (uint32_t k = token->start; k < token->end && !is_brace; k++) {
			char c = reader->text.data[k];
			if (c != '{' && c != '}' && c != '\\' && !is_space(c))
				data[len++] = c;
		}
	}
	while (len && (data[len - 1] == '.' || data[len - 1] == ' '))
		len--;
	if (len == 0)
		return;
	reader->problem = NULL;
	reader->n_nodes = reader->n_kids = reader->n_numbers = reader->n_units = reader->n_relations = 0;
	reader->n_symbols = 0;
	reader->symbol_slots = NULL;
	reader->n_vals = 0;
	reader->at = reader->list.n - 1;
	push_val(reader, tree_symbol(reader, ASSAY_EXPR_TEXT, (struct assay_str){.data = data, .len = len}), 0);
}

static bool has_words(const struct reader *reader)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < reader->list.n; i++) {
		const struct token *token = &reader->tokens[i];
		bool is_word = (token->type == TOK_WORD && token->end - token->start >= 2) ||
			       (token->type == TOK_RUN && run_is_word(reader, token));
		n += is_word;
	}
	return n > 0;
}

static void begin(struct reader *reader, const struct reader *fresh)
{
	*reader = *fresh;
	reader->wants_operand = true;
	reader->choice = NO_NODE;
}

static int tokenize(struct reader *reader)
{
	int rc = assay_math_tokenize(reader->text, reader->options->syntax, reader->arena, &reader->list, reader->err);
	reader->tokens = reader->list.items;
	if (rc == 0)
		count_bars(reader);
	return rc;
}

/* A second try where the first stumbled over bars: "||x||y||" pairs its bars in another way. */
static int retry_bars(struct reader *reader, const struct reader *fresh)
{
	struct reader second;
	begin(&second, fresh);
	second.pairs_bars = true;
	int rc = tokenize(&second);
	if (rc < 0)
		return rc;
	run(&second);
	if (!second.problem)
		*reader = second;
	return second.rc;
}

static void fill_result(struct reader *reader, size_t lead, struct assay_math_parsed *ret)
{
	ret->open = reader->open;
	ret->turned = reader->turn & reader->open;
	ret->problem = reader->problem;
	if (reader->problem) {
		ret->at = reader->problem_at;
		if (reader->from)
			ret->at = reader->from[ret->at];
		ret->at += lead;
		return;
	}
	for (uint32_t i = 0; (reader->from || lead) && i < reader->n_nodes; i++) {
		struct assay_expr_node *node = &reader->nodes[i];
		node->start = (uint32_t)lead + (reader->from ? reader->from[node->start] : node->start);
		node->end = (uint32_t)lead + (reader->from ? reader->from[node->end] : node->end);
	}
	ret->expr = (struct assay_expr){.nodes = reader->nodes,
					.kids = reader->kids,
					.numbers = reader->numbers,
					.symbols = reader->symbols,
					.units = reader->units,
					.relations = reader->relations,
					.n_nodes = reader->n_nodes,
					.n_kids = reader->n_kids,
					.n_numbers = reader->n_numbers,
					.n_symbols = reader->n_symbols,
					.n_units = reader->n_units,
					.n_relations = reader->n_relations};
	ret->is_text = reader->nodes[reader->n_nodes - 1].kind == ASSAY_EXPR_TEXT;
}

static int read(struct reader *reader, const struct reader *fresh)
{
	int rc = tokenize(reader);
	if (rc < 0)
		return rc;
	if (reader->list.problem) {
		reader->problem = reader->list.problem;
		reader->problem_at = reader->list.at;
		return 0;
	}
	run(reader);
	if (reader->problem && reader->rc == 0 && reader->n_bars >= MIN_PAIRED_BARS)
		rc = retry_bars(reader, fresh);
	if (rc == 0 && reader->problem && reader->rc == 0 && has_words(reader))
		read_as_text(reader);
	wrap_choice(reader);
	if (!reader->problem)
		tree_finish(reader);
	return rc < 0 ? rc : reader->rc;
}

int assay_math_parse(struct assay_str text, const struct assay_math_parse_options *options, struct assay_arena *arena,
		     struct assay_math_parsed *ret, struct assay_err *err)
{
	static const struct assay_math_parse_options usual = {0};
	bool is_ascii = true;
	*ret = (struct assay_math_parsed){0};
	options = options ? options : &usual;
	struct assay_str stripped = strip(text);
	if (stripped.len == 0)
		ret->problem = "is empty";
	else if (stripped.len > ASSAY_MATH_MAX_ANSWER)
		ret->problem = "is longer than 64 KiB";
	else
		ret->problem = check_bytes(stripped, &is_ascii);
	if (ret->problem)
		return 0;
	struct reader fresh = {.text = stripped, .options = options, .arena = arena, .err = err, .turn = options->turn};
	fresh.max_nodes = options->max_nodes ? options->max_nodes : ASSAY_EXPR_MAX_NODES;
	if (!is_ascii) {
		uint32_t *from;
		int rc = assay_math_fold_map(stripped, arena, &fresh.text, &from, err);
		if (rc < 0)
			return rc;
		fresh.from = from;
	}
	struct reader reader;
	begin(&reader, &fresh);
	int rc = read(&reader, &fresh);
	if (rc < 0)
		return rc;
	fill_result(&reader, (size_t)(stripped.data - text.data), ret);
	return 0;
}

/* Bits in the order in which their other reading is worth a try. */
static const uint32_t by_likelihood[] = {
	ASSAY_MATH_READ_COMMA_LIST, ASSAY_MATH_READ_INTERVAL, ASSAY_MATH_READ_COMMA_DECIMAL, ASSAY_MATH_READ_CALL,
	ASSAY_MATH_READ_WORD,	    ASSAY_MATH_READ_UNIT,     ASSAY_MATH_READ_CLOCK,	     ASSAY_MATH_READ_SLASH,
	ASSAY_MATH_READ_MIXED,	    ASSAY_MATH_READ_LOG,      ASSAY_MATH_READ_EULER,	     ASSAY_MATH_READ_IMAGINARY,
	ASSAY_MATH_READ_BASE,
};

int assay_math_readings(struct assay_str text, const struct assay_math_parse_options *options,
			struct assay_arena *arena, struct assay_math_parsed *ret, size_t *ret_n, struct assay_err *err)
{
	struct assay_math_parse_options turned = options ? *options : (struct assay_math_parse_options){0};
	*ret_n = 1;
	int rc = assay_math_parse(text, options, arena, &ret[0], err);
	if (rc < 0 || ret[0].problem)
		return rc;
	uint32_t turn = turned.turn;
	for (size_t i = 0; i < sizeof(by_likelihood) / sizeof(by_likelihood[0]) && *ret_n < ASSAY_MATH_MAX_READINGS;
	     i++) {
		if (!(ret[0].open & by_likelihood[i]))
			continue;
		turned.turn = turn ^ by_likelihood[i];
		struct assay_math_parsed *other = &ret[*ret_n];
		rc = assay_math_parse(text, &turned, arena, other, err);
		if (rc < 0)
			return rc;
		bool is_new = !other->problem;
		for (size_t k = 0; k < *ret_n && is_new; k++)
			is_new = !assay_expr_same(&ret[k].expr, assay_expr_root(&ret[k].expr), &other->expr,
						  assay_expr_root(&other->expr));
		*ret_n += is_new;
	}
	return 0;
}

struct assay_str assay_math_parse_sentence(const struct assay_math_parsed *parsed, struct assay_str text,
					   struct assay_arena *arena)
{
	const size_t max_quoted = 24;
	struct assay_str near = assay_str_trim(assay_str_sub(text, parsed->at, max_quoted));
	near.len = assay_utf8_cut(near, near.len);
	if (!parsed->problem)
		return (struct assay_str){0};
	if (near.len == 0 || parsed->at == 0 || !assay_utf8_is_valid(near))
		return assay_arena_printf(arena, "%s", parsed->problem);
	return assay_arena_printf(arena, "%s near \"%.*s\"", parsed->problem, (int)near.len, near.data);
}
