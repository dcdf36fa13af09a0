/* SPDX-License-Identifier: Apache-2.0 */
/* References in JavaScript: a constant for each step, methods of arrays. */
#include "problems/families/code/typed/typed.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct writer {
	struct tp_style style;
	struct assay_buf *out;
	const char *source, *second, *x, *body, *name;
	char items[32];	 /* The source as an array: "values", "[...text]". */
	const char *end; /* What makes a text of an array: ".join("")", or nothing. */
	bool makes_text;
	bool has_text_parts; /* Pieces are texts. */
	unsigned n_accs;
	char acc[16];
};

static void value(struct writer *w, size_t node, const struct assay_buf *text)
{
	const char *expression = text->data ? text->data : "";
	if (tp_is_result(w->style.p, node))
		(void)assay_buf_printf(w->out, "    return %s;\n", expression);
	else
		(void)assay_buf_printf(w->out, "    const %s = %s;\n", w->name, expression);
}

/* An arrow function's parameters. */
static const char *params(const struct writer *w, const struct tp_node *n, char room[32])
{
	bool has_index = tp_uses_index(w->style.p, n->kids[1]);
	(void)snprintf(room, 32, has_index ? "(%s, i)" : "%s", w->x);
	return room;
}

static void method(struct writer *w, const struct tp_node *n, const char *name, struct assay_buf *out)
{
	char room[32];
	const char *end = tp_is_sequence(n->type) ? w->end : "";
	(void)assay_buf_printf(out, "%s.%s(%s => %s)%s", w->items, name, params(w, n, room), w->body, end);
}

static void sorting(struct writer *w, const struct tp_node *n, struct assay_buf *out)
{
	bool is_of_numbers = n->type == TP_INTS;
	if (n->n_kids > 1) {
		(void)assay_buf_printf(w->out, "    const key_%s = %s => %s;\n", w->name, w->x, w->body);
		(void)assay_buf_printf(out, "[...%s].sort((p, q) => key_%s(%s) - key_%s(%s))%s", w->source, w->name,
				       n->c ? "q" : "p", w->name, n->c ? "p" : "q", w->end);
		return;
	}
	(void)assay_buf_printf(out, "[...%s].sort(%s)%s%s", w->source,
			       !is_of_numbers ? ""
			       : n->c	      ? "(p, q) => q - p"
					      : "(p, q) => p - q",
			       !is_of_numbers && n->c ? ".reverse()" : "", w->end);
}

static void cut(struct writer *w, const struct tp_node *n, struct assay_buf *out)
{
	char count[24];
	(void)snprintf(count, sizeof(count), "%" PRId64, n->c);
	(void)assay_buf_printf(out, "%s.slice(%s%s)", w->source, n->op == TP_TAKE ? "0, " : "",
			       n->n_kids > 1 ? w->second : count);
}

/* A step that is one expression. False: it takes statements. */
static bool sequence(struct writer *w, const struct tp_node *n, struct assay_buf *out)
{
	const char *v = w->source;
	switch (n->op) {
	case TP_MAP:
		method(w, n, "map", out);
		return true;
	case TP_FILTER:
		method(w, n, "filter", out);
		return true;
	case TP_REVERSE:
		(void)assay_buf_printf(out, "[...%s].reverse()%s", v, w->end);
		return true;
	case TP_TAKE:
	case TP_DROP:
		cut(w, n, out);
		return true;
	case TP_DISTINCT:
		(void)assay_buf_printf(out, "[...new Set(%s)]%s", v, w->end);
		return true;
	case TP_SORT:
		sorting(w, n, out);
		return true;
	case TP_CONCAT:
		(void)assay_buf_printf(out, w->makes_text ? "%s + %s" : "[...%s, ...%s]", v, w->second);
		return true;
	case TP_FLATTEN:
		(void)assay_buf_printf(out, w->makes_text ? "%s.join(\"\")" : "%s.flat()", v);
		return true;
	default:
		return false;
	}
}

/* --- Statements ------------------------------------------------------------------------------------------------- */

static void declare(struct writer *w)
{
	(void)assay_buf_printf(w->out, w->makes_text ? "    let %s = \"\";\n" : "    const %s = [];\n", w->name);
}

static void cut_where(struct writer *w, const struct tp_node *n)
{
	if (n->op == TP_TAKE_WHILE) {
		declare(w);
		(void)assay_buf_printf(w->out, "    for (const %s of %s) {\n        if (!(%s)) break;\n", w->x,
				       w->source, w->body);
		(void)assay_buf_printf(w->out,
				       w->makes_text ? "        %s += %s;\n    }\n" : "        %s.push(%s);\n    }\n",
				       w->name, w->x);
		return;
	}
	(void)assay_buf_printf(w->out,
			       "    const start_%s = %s.findIndex(%s => !(%s));\n"
			       "    const %s = start_%s < 0 ? %s : %s.slice(start_%s);\n",
			       w->name, w->items, w->x, w->body, w->name, w->name, w->makes_text ? "\"\"" : "[]",
			       w->source, w->name);
}

static void pieces(struct writer *w, const struct tp_node *n)
{
	bool is_window = n->op == TP_WINDOWS;
	declare(w);
	if (is_window)
		(void)assay_buf_printf(w->out, "    for (let i = 0; i + %" PRId64 " <= %s.length; i++)\n", n->c,
				       w->source);
	else
		(void)assay_buf_printf(w->out, "    for (let i = 0; i < %s.length; i += %" PRId64 ")\n", w->source,
				       n->c);
	(void)assay_buf_printf(w->out, "        %s.push(%s.slice(i, i + %" PRId64 "));\n", w->name, w->source, n->c);
}

static void runs(struct writer *w)
{
	declare(w);
	(void)assay_buf_printf(w->out,
			       "    const key_%s = %s => %s;\n"
			       "    for (let i = 0; i < %s.length; i++) {\n"
			       "        if (i === 0 || key_%s(%s[i]) !== key_%s(%s[i - 1])) %s.push(%s);\n",
			       w->name, w->x, w->body, w->source, w->name, w->source, w->name, w->source, w->name,
			       w->has_text_parts ? "\"\"" : "[]");
	(void)assay_buf_printf(w->out,
			       w->has_text_parts ? "        %s[%s.length - 1] += %s[i];\n    }\n"
						 : "        %s[%s.length - 1].push(%s[i]);\n    }\n",
			       w->name, w->name, w->source);
}

static void groups(struct writer *w)
{
	(void)assay_buf_printf(w->out,
			       "    const map_%s = new Map();\n    for (const %s of %s) {\n        const key = %s;\n",
			       w->name, w->x, w->source, w->body);
	if (w->has_text_parts)
		(void)assay_buf_printf(w->out, "        map_%s.set(key, (map_%s.get(key) ?? \"\") + %s);\n    }\n",
				       w->name, w->name, w->x);
	else
		(void)assay_buf_printf(w->out,
				       "        if (!map_%s.has(key)) map_%s.set(key, []);\n"
				       "        map_%s.get(key).push(%s);\n    }\n",
				       w->name, w->name, w->name, w->x);
	(void)assay_buf_printf(w->out, "    const %s = [...map_%s.values()];\n", w->name, w->name);
}

static void running(struct writer *w, const struct tp_node *n)
{
	declare(w);
	if (n->op == TP_RUNNING_SUM)
		(void)assay_buf_printf(w->out, "    for (const x of %s) %s.push((%s.at(-1) ?? 0) + x);\n", w->source,
				       w->name, w->name);
	else
		(void)assay_buf_printf(w->out, "    for (const x of %s) %s.push(Math.%s(%s.at(-1) ?? x, x));\n",
				       w->source, w->name, n->op == TP_RUNNING_MAX ? "max" : "min", w->name);
}

static void paired(struct writer *w, const struct tp_node *n)
{
	const char *y = w->style.y;
	declare(w);
	if (n->op == TP_ZIP)
		(void)assay_buf_printf(w->out,
				       "    for (let i = 0; i < %s.length && i < %s.length; i++) {\n"
				       "        const %s = %s[i], %s = %s[i];\n",
				       w->source, w->second, w->x, w->source, y, w->second);
	else
		(void)assay_buf_printf(w->out,
				       "    for (let i = 1; i < %s.length; i++) {\n"
				       "        const %s = %s[i - 1], %s = %s[i];\n",
				       w->source, w->x, w->source, y, w->source);
	(void)assay_buf_printf(w->out, "        %s.push(%s);\n    }\n", w->name, w->body);
}

static void scanned(struct writer *w, const struct tp_node *n)
{
	(void)assay_buf_printf(w->out,
			       "    let %s = %" PRId64 ";\n    const %s = [];\n    for (const %s of %s) {\n"
			       "        %s = %s;\n        %s.push(%s);\n    }\n",
			       w->acc, n->c, w->name, w->x, w->source, w->acc, w->body, w->name, w->acc);
}

static void statements(struct writer *w, const struct tp_node *n)
{
	switch (n->op) {
	case TP_TAKE_WHILE:
	case TP_DROP_WHILE:
		cut_where(w, n);
		break;
	case TP_WINDOWS:
	case TP_CHUNKS:
		pieces(w, n);
		break;
	case TP_RUNS:
		runs(w);
		break;
	case TP_GROUP:
		groups(w);
		break;
	case TP_SCAN:
		scanned(w, n);
		break;
	case TP_NEIGHBOURS:
	case TP_ZIP:
		paired(w, n);
		break;
	default:
		running(w, n);
	}
}

/* --- Summaries -------------------------------------------------------------------------------------------------- */

static void summary(struct writer *w, const struct tp_node *n, bool is_never_empty, struct assay_buf *out)
{
	const char *v = w->source;
	const char *extreme = n->op == TP_LARGEST ? "max" : "min";
	switch (n->op) {
	case TP_LEN:
		(void)assay_buf_printf(out, "%s.length", v);
		break;
	case TP_SUM:
		(void)assay_buf_printf(out, "%s.reduce((sum, x) => sum + x, 0)", v);
		break;
	case TP_LARGEST:
	case TP_SMALLEST:
		if (is_never_empty)
			(void)assay_buf_printf(out, "Math.%s(...%s)", extreme, v);
		else
			(void)assay_buf_printf(out, "%s.length === 0 ? 0 : Math.%s(...%s)", v, extreme, v);
		break;
	case TP_FIRST:
		(void)assay_buf_printf(out, is_never_empty ? "%s[0]" : "%s[0] ?? 0", v);
		break;
	case TP_LAST:
		(void)assay_buf_printf(out, is_never_empty ? "%s.at(-1)" : "%s.at(-1) ?? 0", v);
		break;
	case TP_KINDS:
		(void)assay_buf_printf(out, "new Set(%s).size", v);
		break;
	case TP_COUNT:
		method(w, n, "filter", out);
		(void)assay_buf_add_c(out, ".length");
		break;
	case TP_FIND:
		method(w, n, "findIndex", out);
		break;
	default: /* TP_FOLD */
		(void)assay_buf_printf(out, "%s.reduce((acc, %s) => %s, %" PRId64 ")", w->items, w->x, w->body, n->c);
	}
}

static void step(struct writer *w, size_t node)
{
	const struct tp_program *p = w->style.p;
	const struct tp_node *n = &p->nodes[node];
	assay_autobuf struct assay_buf body = {0};
	assay_autobuf struct assay_buf text = {0};
	(void)snprintf(w->acc, sizeof(w->acc), w->n_accs > 0 ? "acc%u" : "acc", w->n_accs + 1);
	w->style.acc = n->op == TP_FOLD ? "acc" : w->acc;
	w->n_accs += n->op == TP_SCAN;
	int at = tp_body(n->op);
	if (at >= 0 && at < n->n_kids)
		tp_body_expression(&w->style, node, &body);
	w->body = body.data ? body.data : "";
	w->source = w->style.names[n->kids[0]];
	w->second = n->n_kids > 1 ? w->style.names[n->kids[1]] : "";
	w->x = tp_item_name(p, n->kids[0]);
	w->name = w->style.names[node];
	w->makes_text = n->type == TP_STR;
	w->has_text_parts = n->type == TP_STRS;
	w->end = w->makes_text ? ".join(\"\")" : "";
	bool is_text = p->nodes[n->kids[0]].type == TP_STR;
	(void)snprintf(w->items, sizeof(w->items), is_text ? "[...%s]" : "%s", w->source);
	if (!tp_is_sequence(n->type))
		summary(w, n, w->style.ranges->of[n->kids[0]].min_len > 0, &text);
	else if (!sequence(w, n, &text)) {
		statements(w, n);
		if (tp_is_result(p, node))
			(void)assay_buf_printf(w->out, "    return %s;\n", w->name);
		return;
	}
	value(w, node, &text);
}

static void helpers(const struct writer *w, const char *code, struct assay_buf *out)
{
	if (w->style.uses_zero)
		(void)assay_buf_add_c(out, "// Adding 0 makes 0 of -0.\n");
	if (strstr(code, "mod(") || w->style.uses_letter)
		(void)assay_buf_add_c(out, "const mod = (a, m) => ((a % m) + m) % m;\n");
	if (w->style.uses_place)
		(void)assay_buf_add_c(out, "const place = c => c.charCodeAt(0) - 97;\n");
	if (w->style.uses_letter)
		(void)assay_buf_add_c(out, "const letter = n => String.fromCharCode(97 + mod(n, 26));\n");
	if (w->style.uses_vowel)
		(void)assay_buf_add_c(out, "const isVowel = c => \"aeiou\".includes(c);\n");
	if (out->len > 0)
		(void)assay_buf_add_c(out, "\n");
}

void tp_write_javascript(const struct tp_program *p, const struct tp_ranges *ranges, const char *entry,
			 struct assay_buf *out)
{
	assay_autobuf struct assay_buf code = {0};
	struct writer w = {.out = &code};
	tp_begin(&w.style, p, ranges, TP_JAVASCRIPT);
	bool reached[TP_MAX_NODES];
	tp_reach(p, reached);
	(void)assay_buf_printf(&code, "function %s(", entry);
	for (size_t a = 0; a < p->signature->n_args; a++)
		(void)assay_buf_printf(&code, "%s%s", a > 0 ? ", " : "", p->signature->names[a]);
	(void)assay_buf_add_c(&code, ") {\n");
	for (size_t i = 0; i < p->n; i++) {
		if (reached[i] && tp_is_step(p, i))
			step(&w, i);
	}
	if (!tp_is_step(p, p->root)) {
		(void)assay_buf_add_c(&code, "    return ");
		tp_expression(&w.style, p->root, TP_ANY, &code);
		(void)assay_buf_add_c(&code, ";\n");
	}
	(void)assay_buf_add_c(&code, "}\n");
	helpers(&w, code.data ? code.data : "", out);
	(void)assay_buf_add_str(out, assay_buf_str(&code));
}
