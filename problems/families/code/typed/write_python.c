/* SPDX-License-Identifier: Apache-2.0 */
/* References in Python: a variable for each step, comprehensions, itertools. */
#include "problems/families/code/typed/typed.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct writer {
	struct tp_style style;
	struct assay_buf *out;
	const char *source, *second; /* Names of what the step reads. */
	const char *x;		     /* One item of that. */
	const char *body;
	const char *name; /* What the step makes. */
	bool makes_text;
};

/* A step that is one expression: the result's is returned at once. */
static void value(struct writer *w, size_t node, const struct assay_buf *text)
{
	const char *expression = text->data ? text->data : "";
	if (tp_is_result(w->style.p, node))
		(void)assay_buf_printf(w->out, "    return %s\n", expression);
	else
		(void)assay_buf_printf(w->out, "    %s = %s\n", w->name, expression);
}

/* What goes around a generator to make a list or a text of it. */
static const char *open_of(const struct writer *w)
{
	return w->makes_text ? "\"\".join(" : "[";
}

static const char *close_of(const struct writer *w)
{
	return w->makes_text ? ")" : "]";
}

static const char *list_of(const struct writer *w)
{
	return w->makes_text ? "\"\".join(" : "list(";
}

/* "for x in values" */
static void each(const struct writer *w, const struct tp_node *n, struct assay_buf *out)
{
	if (tp_uses_index(w->style.p, n->kids[1]))
		(void)assay_buf_printf(out, "for i, %s in enumerate(%s)", w->x, w->source);
	else
		(void)assay_buf_printf(out, "for %s in %s", w->x, w->source);
}

static void comprehension(struct writer *w, const struct tp_node *n, struct assay_buf *out)
{
	(void)assay_buf_add_c(out, open_of(w));
	(void)assay_buf_printf(out, "%s ", n->op == TP_FILTER ? w->x : w->body);
	each(w, n, out);
	if (n->op == TP_FILTER)
		(void)assay_buf_printf(out, " if %s", w->body);
	(void)assay_buf_add_c(out, close_of(w));
}

static void pairs(struct writer *w, const struct tp_node *n, struct assay_buf *out)
{
	const char *y = w->style.y;
	(void)assay_buf_printf(out, "[%s for %s, %s in zip(%s, ", w->body, w->x, y, w->source);
	if (n->op == TP_ZIP)
		(void)assay_buf_printf(out, "%s)]", w->second);
	else
		(void)assay_buf_printf(out, "%s[1:])]", w->source);
}

static void sorting(struct writer *w, const struct tp_node *n, struct assay_buf *out)
{
	(void)assay_buf_printf(out, "%ssorted(%s", w->makes_text ? "\"\".join(" : "", w->source);
	if (n->n_kids > 1)
		(void)assay_buf_printf(out, ", key=lambda %s: %s", w->x, w->body);
	(void)assay_buf_printf(out, "%s)%s", n->c ? ", reverse=True" : "", w->makes_text ? ")" : "");
}

static void cut(struct writer *w, const struct tp_node *n, struct assay_buf *out)
{
	char count[24];
	(void)snprintf(count, sizeof(count), "%" PRId64, n->c);
	const char *at = n->n_kids > 1 ? w->second : count;
	bool is_take = n->op == TP_TAKE;
	(void)assay_buf_printf(out, "%s[%s:%s]", w->source, is_take ? "" : at, is_take ? at : "");
}

static void flattened(struct writer *w, struct assay_buf *out)
{
	if (w->makes_text)
		(void)assay_buf_printf(out, "\"\".join(%s)", w->source);
	else
		(void)assay_buf_printf(out, "[x for %s in %s for x in %s]", w->x, w->source, w->x);
}

static void sequence(struct writer *w, const struct tp_node *n, bool has_text_parts, struct assay_buf *out)
{
	const char *v = w->source;
	switch (n->op) {
	case TP_REVERSE:
		(void)assay_buf_printf(out, "%s[::-1]", v);
		break;
	case TP_TAKE:
	case TP_DROP:
		cut(w, n, out);
		break;
	case TP_DISTINCT:
		(void)assay_buf_printf(out, "%sdict.fromkeys(%s))", list_of(w), v);
		break;
	case TP_SORT:
		sorting(w, n, out);
		break;
	case TP_CONCAT:
		(void)assay_buf_printf(out, "%s + %s", v, w->second);
		break;
	case TP_FLATTEN:
		flattened(w, out);
		break;
	case TP_WINDOWS:
		(void)assay_buf_printf(out, "[%s[i:i + %" PRId64 "] for i in range(len(%s) - %" PRId64 ")]", v, n->c, v,
				       n->c - 1);
		break;
	case TP_CHUNKS:
		(void)assay_buf_printf(out, "[%s[i:i + %" PRId64 "] for i in range(0, len(%s), %" PRId64 ")]", v, n->c,
				       v, n->c);
		break;
	case TP_RUNS:
		(void)assay_buf_printf(out, "[%s for _, run in itertools.groupby(%s, lambda %s: %s)]",
				       has_text_parts ? "\"\".join(run)" : "list(run)", v, w->x, w->body);
		break;
	case TP_TAKE_WHILE:
	case TP_DROP_WHILE:
		(void)assay_buf_printf(out, "%sitertools.%s(lambda %s: %s, %s))", list_of(w),
				       n->op == TP_TAKE_WHILE ? "takewhile" : "dropwhile", w->x, w->body, v);
		break;
	case TP_RUNNING_SUM:
	case TP_RUNNING_MAX:
	case TP_RUNNING_MIN:
		(void)assay_buf_printf(out, "list(itertools.accumulate(%s%s))", v,
				       n->op == TP_RUNNING_SUM	 ? ""
				       : n->op == TP_RUNNING_MAX ? ", max"
								 : ", min");
		break;
	case TP_NEIGHBOURS:
	case TP_ZIP:
		pairs(w, n, out);
		break;
	default:
		comprehension(w, n, out);
	}
}

static void summary(struct writer *w, const struct tp_node *n, bool is_never_empty, struct assay_buf *out)
{
	const char *v = w->source;
	switch (n->op) {
	case TP_LEN:
		(void)assay_buf_printf(out, "len(%s)", v);
		break;
	case TP_SUM:
		(void)assay_buf_printf(out, "sum(%s)", v);
		break;
	case TP_LARGEST:
	case TP_SMALLEST:
		(void)assay_buf_printf(out, "%s(%s%s)", n->op == TP_LARGEST ? "max" : "min", v,
				       is_never_empty ? "" : ", default=0");
		break;
	case TP_FIRST:
	case TP_LAST:
		(void)assay_buf_printf(out, "%s[%s]", v, n->op == TP_FIRST ? "0" : "-1");
		if (!is_never_empty)
			(void)assay_buf_printf(out, " if %s else 0", v);
		break;
	case TP_KINDS:
		(void)assay_buf_printf(out, "len(set(%s))", v);
		break;
	case TP_COUNT:
		(void)assay_buf_printf(out, "sum(1 for %s in %s if %s)", w->x, v, w->body);
		break;
	default: /* TP_FIND */
		(void)assay_buf_printf(out, "next((i for i, %s in enumerate(%s) if %s), -1)", w->x, v, w->body);
	}
}

/* Groups, folds and scans are loops. */
static void loop(struct writer *w, size_t node)
{
	const struct tp_node *n = &w->style.p->nodes[node];
	bool is_result = tp_is_result(w->style.p, node);
	struct assay_buf *out = w->out;
	if (n->op == TP_GROUP) {
		bool is_text = w->style.p->nodes[n->kids[0]].type == TP_STR;
		(void)assay_buf_printf(out, "    by_key = {}\n    for %s in %s:\n        key = %s\n", w->x, w->source,
				       w->body);
		(void)assay_buf_printf(out,
				       is_text ? "        by_key[key] = by_key.get(key, \"\") + %s\n"
					       : "        by_key.setdefault(key, []).append(%s)\n",
				       w->x);
		(void)assay_buf_printf(
			out, is_result ? "    return list(by_key.values())\n" : "    %s = list(by_key.values())\n",
			w->name);
		return;
	}
	bool is_scan = n->op == TP_SCAN;
	(void)assay_buf_printf(out, "    acc = %" PRId64 "\n", n->c);
	if (is_scan)
		(void)assay_buf_printf(out, "    %s = []\n", w->name);
	(void)assay_buf_printf(out, "    for %s in %s:\n        acc = %s\n", w->x, w->source, w->body);
	if (is_scan)
		(void)assay_buf_printf(out, "        %s.append(acc)\n", w->name);
	if (is_result)
		(void)assay_buf_printf(out, "    return %s\n", is_scan ? w->name : "acc");
	else if (!is_scan)
		(void)assay_buf_printf(out, "    %s = acc\n", w->name);
}

static void step(struct writer *w, size_t node)
{
	const struct tp_program *p = w->style.p;
	const struct tp_node *n = &p->nodes[node];
	assay_autobuf struct assay_buf body = {0};
	assay_autobuf struct assay_buf text = {0};
	int at = tp_body(n->op);
	if (at >= 0 && at < n->n_kids)
		tp_body_expression(&w->style, node, &body);
	w->body = body.data ? body.data : "";
	w->source = w->style.names[n->kids[0]];
	w->second = n->n_kids > 1 ? w->style.names[n->kids[1]] : "";
	w->x = tp_item_name(p, n->kids[0]);
	w->name = w->style.names[node];
	w->makes_text = n->type == TP_STR;
	if (n->op == TP_GROUP || n->op == TP_FOLD || n->op == TP_SCAN) {
		loop(w, node);
		return;
	}
	if (tp_is_sequence(n->type))
		sequence(w, n, n->type == TP_STRS, &text);
	else
		summary(w, n, w->style.ranges->of[n->kids[0]].min_len > 0, &text);
	value(w, node, &text);
}

static void helpers(const struct writer *w, const char *code, struct assay_buf *out)
{
	bool has_tools = strstr(code, "itertools.") != NULL;
	if (has_tools)
		(void)assay_buf_add_c(out, "import itertools\n\n\n");
	if (w->style.uses_place)
		(void)assay_buf_add_c(out, "def place(c):\n    return ord(c) - ord(\"a\")\n\n\n");
	if (w->style.uses_letter)
		(void)assay_buf_add_c(out, "def letter(n):\n    return chr(n % 26 + ord(\"a\"))\n\n\n");
	if (w->style.uses_vowel)
		(void)assay_buf_add_c(out, "def is_vowel(c):\n    return c in \"aeiou\"\n\n\n");
}

void tp_write_python(const struct tp_program *p, const struct tp_ranges *ranges, const char *entry,
		     struct assay_buf *out)
{
	assay_autobuf struct assay_buf code = {0};
	struct writer w = {.out = &code};
	tp_begin(&w.style, p, ranges, TP_PYTHON);
	bool reached[TP_MAX_NODES];
	tp_reach(p, reached);
	(void)assay_buf_printf(&code, "def %s(", entry);
	for (size_t a = 0; a < p->signature->n_args; a++)
		(void)assay_buf_printf(&code, "%s%s", a > 0 ? ", " : "", p->signature->names[a]);
	(void)assay_buf_add_c(&code, "):\n");
	for (size_t i = 0; i < p->n; i++) {
		if (reached[i] && tp_is_step(p, i))
			step(&w, i);
	}
	if (!tp_is_step(p, p->root)) {
		(void)assay_buf_add_c(&code, "    return ");
		tp_expression(&w.style, p->root, TP_ANY, &code);
		(void)assay_buf_add_c(&code, "\n");
	}
	helpers(&w, code.data ? code.data : "", out);
	(void)assay_buf_add_str(out, assay_buf_str(&code));
}
