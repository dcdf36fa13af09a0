/* SPDX-License-Identifier: Apache-2.0 */
/* References in C++17: a variable for each step, algorithms where there is one, else range-based loops. */
#include "problems/families/code/typed/typed.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct writer {
	struct tp_style style;
	struct assay_buf *out;
	const char *source, *second, *x, *body, *name;
	const char *type;	  /* Of what the step makes. */
	const char *item, *param; /* Of one item of the source, in a loop and as a parameter. */
	unsigned n_accs;
	char acc[16];
};

static const char *type_of(enum tp_type type)
{
	static const char *const types[TP_N_TYPES] = {"",
						      "long long",
						      "bool",
						      "char",
						      "std::vector<long long>",
						      "std::string",
						      "std::vector<std::vector<long long>>",
						      "std::vector<std::string>"};
	return types[type];
}

static const char *param_of(enum tp_type type)
{
	static const char *const types[TP_N_TYPES] = {
		[TP_INT] = "long long ",
		[TP_CHAR] = "char ",
		[TP_INTS] = "const auto &",
		[TP_STR] = "const auto &",
	};
	return types[type];
}

/* "for (long long x : values)", or with an index where the body has one. */
static void begin_loop(struct writer *w, bool has_index, bool has_block)
{
	if (has_index)
		(void)assay_buf_printf(w->out,
				       "    for (long long i = 0; i < (long long)%s.size(); i++) {\n"
				       "        %s%s = %s[i];\n",
				       w->source, w->param, w->x, w->source);
	else
		(void)assay_buf_printf(w->out, "    for (%s%s : %s)%s\n", w->param, w->x, w->source,
				       has_block ? " {" : "");
}

static void declare(struct writer *w)
{
	(void)assay_buf_printf(w->out, "    %s %s;\n", w->type, w->name);
}

static void mapped(struct writer *w, const struct tp_node *n)
{
	bool has_index = tp_uses_index(w->style.p, n->kids[1]);
	declare(w);
	begin_loop(w, has_index, false);
	(void)assay_buf_printf(w->out, "        %s.push_back(%s);\n%s", w->name, w->body, has_index ? "    }\n" : "");
}

/* A row or a word that is made another: a copy, changed in place. */
static void mapped_inside(struct writer *w, const struct tp_node *body)
{
	const char *x = w->x;
	struct assay_buf *out = w->out;
	bool is_text = body->type == TP_STR;
	declare(w);
	(void)assay_buf_printf(out, "    for (const auto &%s : %s) {\n", x, w->source);
	if (body->op == TP_REVERSE)
		(void)assay_buf_printf(out, "        %s.emplace_back(%s.rbegin(), %s.rend());\n", w->name, x, x);
	else if (body->op == TP_TAKE)
		(void)assay_buf_printf(out,
				       "        auto end = %s.begin() + std::min<long long>(%" PRId64 ", %s.size());\n"
				       "        %s.emplace_back(%s.begin(), end);\n",
				       x, body->c, x, w->name, x);
	else if (body->op == TP_SORT)
		(void)assay_buf_printf(out,
				       "        auto copy = %s;\n        std::sort(copy.%s(), copy.%s());\n"
				       "        %s.push_back(copy);\n",
				       x, body->c ? "rbegin" : "begin", body->c ? "rend" : "end", w->name);
	else
		(void)assay_buf_printf(
			out,
			"        %s copy;\n        std::set<%s> seen;\n        for (auto item : %s) {\n"
			"            if (seen.insert(item).second)\n"
			"                copy.push_back(item);\n        }\n        %s.push_back(copy);\n",
			type_of(body->type), is_text ? "char" : "long long", x, w->name);
	(void)assay_buf_add_c(out, "    }\n");
}

static void filtered(struct writer *w, const struct tp_node *n)
{
	bool has_index = tp_uses_index(w->style.p, n->kids[1]);
	declare(w);
	begin_loop(w, has_index, true);
	(void)assay_buf_printf(w->out, "        if (%s)\n            %s.push_back(%s);\n    }\n", w->body, w->name,
			       w->x);
}

static void cut_where(struct writer *w, const struct tp_node *n)
{
	(void)assay_buf_printf(w->out,
			       "    auto end_%s = std::find_if_not(%s.begin(), %s.end(), [&](%s%s) { return %s; });\n",
			       w->name, w->source, w->source, w->param, w->x, w->body);
	if (n->op == TP_TAKE_WHILE)
		(void)assay_buf_printf(w->out, "    %s %s(%s.begin(), end_%s);\n", w->type, w->name, w->source,
				       w->name);
	else
		(void)assay_buf_printf(w->out, "    %s %s(end_%s, %s.end());\n", w->type, w->name, w->name, w->source);
}

static void cut(struct writer *w, const struct tp_node *n)
{
	char count[24];
	(void)snprintf(count, sizeof(count), "%" PRId64, n->c);
	const char *at = n->n_kids > 1 ? w->second : count;
	(void)assay_buf_printf(w->out, "    auto end_%s = %s.begin() + std::min<long long>(%s, %s.size());\n", w->name,
			       w->source, at, w->source);
	if (n->op == TP_TAKE)
		(void)assay_buf_printf(w->out, "    %s %s(%s.begin(), end_%s);\n", w->type, w->name, w->source,
				       w->name);
	else
		(void)assay_buf_printf(w->out, "    %s %s(end_%s, %s.end());\n", w->type, w->name, w->name, w->source);
}

static void sorted(struct writer *w, const struct tp_node *n)
{
	(void)assay_buf_printf(w->out, "    %s %s = %s;\n", w->type, w->name, w->source);
	if (n->n_kids == 1) {
		(void)assay_buf_printf(w->out, "    std::sort(%s.%s(), %s.%s());\n", w->name, n->c ? "rbegin" : "begin",
				       w->name, n->c ? "rend" : "end");
		return;
	}
	(void)assay_buf_printf(w->out,
			       "    auto key_%s = [&](%s%s) { return %s; };\n"
			       "    std::stable_sort(%s.begin(), %s.end(), [&](%sp, %sq) { return key_%s(p) %s "
			       "key_%s(q); });\n",
			       w->name, w->param, w->x, w->body, w->name, w->name, w->param, w->param, w->name,
			       n->c ? ">" : "<", w->name);
}

static void distinct(struct writer *w)
{
	declare(w);
	(void)assay_buf_printf(w->out, "    std::set<%s> seen_%s;\n", w->item, w->name);
	begin_loop(w, false, true);
	(void)assay_buf_printf(w->out, "        if (seen_%s.insert(%s).second)\n            %s.push_back(%s);\n    }\n",
			       w->name, w->x, w->name, w->x);
}

static void pieces(struct writer *w, const struct tp_node *n)
{
	const char *v = w->source;
	declare(w);
	if (n->op == TP_WINDOWS)
		(void)assay_buf_printf(w->out,
				       "    for (std::size_t i = 0; i + %" PRId64 " <= %s.size(); i++)\n"
				       "        %s.emplace_back(%s.begin() + i, %s.begin() + i + %" PRId64 ");\n",
				       n->c, v, w->name, v, v, n->c);
	else
		(void)assay_buf_printf(w->out,
				       "    for (std::size_t i = 0; i < %s.size(); i += %" PRId64 ") {\n"
				       "        std::size_t end = std::min<std::size_t>(i + %" PRId64 ", %s.size());\n"
				       "        %s.emplace_back(%s.begin() + i, %s.begin() + end);\n    }\n",
				       v, n->c, n->c, v, w->name, v, v);
}

static void runs(struct writer *w)
{
	declare(w);
	(void)assay_buf_printf(w->out,
			       "    auto key_%s = [&](%s%s) { return %s; };\n"
			       "    for (std::size_t i = 0; i < %s.size(); i++) {\n"
			       "        if (i == 0 || key_%s(%s[i]) != key_%s(%s[i - 1]))\n"
			       "            %s.emplace_back();\n"
			       "        %s.back().push_back(%s[i]);\n    }\n",
			       w->name, w->param, w->x, w->body, w->source, w->name, w->source, w->name, w->source,
			       w->name, w->name, w->source);
}

static void groups(struct writer *w)
{
	declare(w);
	(void)assay_buf_printf(w->out, "    std::map<long long, std::size_t> places_%s;\n", w->name);
	begin_loop(w, false, true);
	(void)assay_buf_printf(w->out,
			       "        auto [at, is_new] = places_%s.try_emplace(%s, %s.size());\n"
			       "        if (is_new)\n            %s.emplace_back();\n"
			       "        %s[at->second].push_back(%s);\n    }\n",
			       w->name, w->body, w->name, w->name, w->name, w->x);
}

static void running(struct writer *w, const struct tp_node *n)
{
	declare(w);
	if (n->op == TP_RUNNING_SUM)
		(void)assay_buf_printf(w->out, "    std::partial_sum(%s.begin(), %s.end(), std::back_inserter(%s));\n",
				       w->source, w->source, w->name);
	else
		(void)assay_buf_printf(w->out,
				       "    for (long long x : %s)\n"
				       "        %s.push_back(%s.empty() ? x : std::%s<long long>(x, %s.back()));\n",
				       w->source, w->name, w->name, n->op == TP_RUNNING_MAX ? "max" : "min", w->name);
}

static void paired(struct writer *w, const struct tp_node *n)
{
	const char *y = w->style.y;
	declare(w);
	if (n->op == TP_ZIP)
		(void)assay_buf_printf(w->out,
				       "    for (std::size_t i = 0; i < %s.size() && i < %s.size(); i++) {\n"
				       "        %s %s = %s[i], %s = %s[i];\n",
				       w->source, w->second, w->item, w->x, w->source, y, w->second);
	else
		(void)assay_buf_printf(w->out,
				       "    for (std::size_t i = 1; i < %s.size(); i++) {\n"
				       "        %s %s = %s[i - 1], %s = %s[i];\n",
				       w->source, w->item, w->x, w->source, y, w->source);
	(void)assay_buf_printf(w->out, "        %s.push_back(%s);\n    }\n", w->name, w->body);
}

static void accumulated(struct writer *w, const struct tp_node *n)
{
	bool is_scan = n->op == TP_SCAN;
	const char *acc = is_scan ? w->acc : w->name;
	if (is_scan)
		declare(w);
	(void)assay_buf_printf(w->out, "    long long %s = %" PRId64 ";\n", acc, n->c);
	begin_loop(w, false, is_scan);
	(void)assay_buf_printf(w->out, "        %s = %s;\n", acc, w->body);
	if (is_scan)
		(void)assay_buf_printf(w->out, "        %s.push_back(%s);\n    }\n", w->name, acc);
}

static void sequence(struct writer *w, const struct tp_node *n)
{
	const char *v = w->source;
	const struct tp_node *body = n->n_kids > 1 ? &w->style.p->nodes[n->kids[1]] : n;
	switch (n->op) {
	case TP_REVERSE:
		(void)assay_buf_printf(w->out, "    %s %s(%s.rbegin(), %s.rend());\n", w->type, w->name, v, v);
		break;
	case TP_TAKE:
	case TP_DROP:
		cut(w, n);
		break;
	case TP_DISTINCT:
		distinct(w);
		break;
	case TP_SORT:
		sorted(w, n);
		break;
	case TP_CONCAT:
		(void)assay_buf_printf(w->out, "    %s %s = %s;\n    %s.insert(%s.end(), %s.begin(), %s.end());\n",
				       w->type, w->name, v, w->name, w->name, w->second, w->second);
		break;
	case TP_FLATTEN:
		declare(w);
		begin_loop(w, false, false);
		(void)assay_buf_printf(w->out, "        %s.insert(%s.end(), %s.begin(), %s.end());\n", w->name, w->name,
				       w->x, w->x);
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
	case TP_FILTER:
		filtered(w, n);
		break;
	case TP_TAKE_WHILE:
	case TP_DROP_WHILE:
		cut_where(w, n);
		break;
	case TP_RUNNING_SUM:
	case TP_RUNNING_MAX:
	case TP_RUNNING_MIN:
		running(w, n);
		break;
	case TP_SCAN:
		accumulated(w, n);
		break;
	case TP_NEIGHBOURS:
	case TP_ZIP:
		paired(w, n);
		break;
	default:
		if (tp_is_sequence(body->type))
			mapped_inside(w, body);
		else
			mapped(w, n);
	}
}

static void summary(struct writer *w, const struct tp_node *n, bool is_never_empty)
{
	const char *v = w->source;
	const char *guard = is_never_empty ? "" : ".empty() ? 0 : ";
	const char *guarded = is_never_empty ? "" : v;
	struct assay_buf *out = w->out;
	if (n->op == TP_FOLD) {
		accumulated(w, n);
		return;
	}
	if (n->op == TP_FIND)
		(void)assay_buf_printf(
			out, "    auto at_%s = std::find_if(%s.begin(), %s.end(), [&](%s%s) { return %s; });\n",
			w->name, v, v, w->param, w->x, w->body);
	(void)assay_buf_printf(out, "    long long %s = ", w->name);
	switch (n->op) {
	case TP_LEN:
		(void)assay_buf_printf(out, "%s.size();\n", v);
		break;
	case TP_SUM:
		(void)assay_buf_printf(out, "std::accumulate(%s.begin(), %s.end(), 0LL);\n", v, v);
		break;
	case TP_LARGEST:
	case TP_SMALLEST:
		(void)assay_buf_printf(out, "%s%s*std::%s_element(%s.begin(), %s.end());\n", guarded, guard,
				       n->op == TP_LARGEST ? "max" : "min", v, v);
		break;
	case TP_FIRST:
	case TP_LAST:
		(void)assay_buf_printf(out, "%s%s%s.%s();\n", guarded, guard, v, n->op == TP_FIRST ? "front" : "back");
		break;
	case TP_KINDS:
		(void)assay_buf_printf(out, "std::set<%s>(%s.begin(), %s.end()).size();\n", w->item, v, v);
		break;
	case TP_COUNT:
		(void)assay_buf_printf(out, "std::count_if(%s.begin(), %s.end(), [&](%s%s) { return %s; });\n", v, v,
				       w->param, w->x, w->body);
		break;
	default: /* TP_FIND */
		(void)assay_buf_printf(out, "at_%s == %s.end() ? -1 : at_%s - %s.begin();\n", w->name, v, w->name, v);
	}
}

static void step(struct writer *w, size_t node)
{
	const struct tp_program *p = w->style.p;
	const struct tp_node *n = &p->nodes[node];
	enum tp_type item = tp_item((enum tp_type)p->nodes[n->kids[0]].type);
	assay_autobuf struct assay_buf body = {0};
	w->name = w->style.names[node];
	(void)snprintf(w->acc, sizeof(w->acc), w->n_accs > 0 ? "acc%u" : "acc", w->n_accs + 1);
	w->style.acc = n->op == TP_FOLD ? w->name : w->acc;
	w->n_accs += n->op == TP_SCAN;
	int at = tp_body(n->op);
	bool is_inside = n->op == TP_MAP && tp_is_sequence(p->nodes[n->kids[1]].type);
	if (at >= 0 && at < n->n_kids && !is_inside)
		tp_body_expression(&w->style, node, &body);
	w->body = body.data ? body.data : "";
	w->source = w->style.names[n->kids[0]];
	w->second = n->n_kids > 1 ? w->style.names[n->kids[1]] : "";
	w->x = tp_item_name(p, n->kids[0]);
	w->type = type_of((enum tp_type)n->type);
	w->item = type_of(item);
	w->param = param_of(item);
	if (tp_is_sequence(n->type))
		sequence(w, n);
	else
		summary(w, n, w->style.ranges->of[n->kids[0]].min_len > 0);
}

/* --- Around the function ---------------------------------------------------------------------------------------- */

static void includes(const char *code, bool has_letters, struct assay_buf *out)
{
	static const struct {
		const char *name, *marks[6];
	} headers[] = {
		{"algorithm",
		 {"std::sort", "std::stable_sort", "std::min", "std::max", "std::find_if", "std::count_if"}},
		{"cstdlib", {"std::abs"}},
		{"iterator", {"std::back_inserter"}},
		{"map", {"std::map"}},
		{"numeric", {"std::accumulate", "std::partial_sum"}},
		{"set", {"std::set"}},
		{"string", {"std::string"}},
		{"vector", {"std::vector"}},
	};
	for (size_t i = 0; i < KIT_COUNT(headers); i++) {
		bool is_used = has_letters && i + 2 == KIT_COUNT(headers);
		for (size_t j = 0; j < 6 && headers[i].marks[j]; j++)
			is_used = is_used || strstr(code, headers[i].marks[j]);
		if (is_used)
			(void)assay_buf_printf(out, "#include <%s>\n", headers[i].name);
	}
	(void)assay_buf_add_c(out, "\n");
}

static void helpers(const struct writer *w, const char *code, struct assay_buf *out)
{
	includes(code, w->style.uses_vowel, out);
	if (strstr(code, "mod(") || w->style.uses_letter)
		(void)assay_buf_add_c(out, "static long long mod(long long a, long long m)\n{\n"
					   "    return (a % m + m) % m;\n}\n\n");
	if (w->style.uses_div)
		(void)assay_buf_add_c(out, "static long long floor_div(long long a, long long m)\n{\n"
					   "    return a / m - (a % m < 0);\n}\n\n");
	if (w->style.uses_place)
		(void)assay_buf_add_c(out, "static long long place(char c)\n{\n    return c - 'a';\n}\n\n");
	if (w->style.uses_letter)
		(void)assay_buf_add_c(out, "static char letter(long long n)\n{\n    return 'a' + mod(n, 26);\n}\n\n");
	if (w->style.uses_vowel)
		(void)assay_buf_add_c(out, "static bool is_vowel(char c)\n{\n"
					   "    return std::string(\"aeiou\").find(c) != std::string::npos;\n}\n\n");
}

void tp_write_cpp(const struct tp_program *p, const struct tp_ranges *ranges, const char *entry, struct assay_buf *out)
{
	assay_autobuf struct assay_buf code = {0};
	struct writer w = {.out = &code};
	tp_begin(&w.style, p, ranges, TP_CPP);
	bool reached[TP_MAX_NODES];
	tp_reach(p, reached);
	(void)assay_buf_printf(&code, "%s %s(", type_of(p->signature->result), entry);
	for (size_t a = 0; a < p->signature->n_args; a++)
		(void)assay_buf_printf(&code, "%s%s %s", a > 0 ? ", " : "", type_of(p->signature->args[a]),
				       p->signature->names[a]);
	(void)assay_buf_add_c(&code, ")\n{\n");
	for (size_t i = 0; i < p->n; i++) {
		if (reached[i] && tp_is_step(p, i))
			step(&w, i);
	}
	(void)assay_buf_add_c(&code, "    return ");
	tp_expression(&w.style, p->root, TP_ANY, &code);
	(void)assay_buf_add_c(&code, ";\n}\n");
	helpers(&w, code.data ? code.data : "", out);
	(void)assay_buf_add_str(out, assay_buf_str(&code));
}
