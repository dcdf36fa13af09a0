/* SPDX-License-Identifier: Apache-2.0 */
#include "base/config.h"

#include "base/json.h"
#include "base/num.h"

#include <inttypes.h>
#include <stdio.h>

/* One value of the struct on its way out. */
struct shown {
	const struct assay_option *option;
	const void *value;
	enum assay_config_print what;
};

static void print_group(struct assay_jsonw *w, const struct assay_option *table, const void *base,
			enum assay_config_print what);

static void print_str(struct assay_jsonw *w, const struct shown *s)
{
	assay_jsonw_str(w, *(const struct assay_str *)s->value);
}

static void print_bool(struct assay_jsonw *w, const struct shown *s)
{
	assay_jsonw_bool(w, *(const bool *)s->value);
}

static void print_u64(struct assay_jsonw *w, const struct shown *s)
{
	assay_jsonw_u64(w, *(const uint64_t *)s->value);
}

static void print_f64(struct assay_jsonw *w, const struct shown *s)
{
	assay_jsonw_f64(w, *(const double *)s->value);
}

static void print_enum(struct assay_jsonw *w, const struct shown *s)
{
	assay_jsonw_c(w, s->option->choices[*(const int *)s->value]);
}

static void print_strs(struct assay_jsonw *w, const struct shown *s)
{
	const struct assay_str_list *list = s->value;
	assay_jsonw_array(w);
	for (size_t i = 0; i < list->n; i++)
		assay_jsonw_str(w, list->items[i]);
	assay_jsonw_end_array(w);
}

static void print_child(struct assay_jsonw *w, const struct shown *s)
{
	print_group(w, s->option->children, s->value, s->what);
}

static void print_list(struct assay_jsonw *w, const struct shown *s)
{
	const struct assay_item_list *list = s->value;
	assay_jsonw_array(w);
	for (size_t i = 0; i < list->n; i++)
		print_group(w, s->option->children, (const char *)list->items + i * s->option->item_size, s->what);
	assay_jsonw_end_array(w);
}

static void print_raw(struct assay_jsonw *w, const struct shown *s)
{
	struct assay_str json = *(const struct assay_str *)s->value;
	if (assay_str_is_absent(json))
		assay_jsonw_null(w);
	else
		assay_jsonw_raw(w, json);
}

static void (*const printers[])(struct assay_jsonw *w, const struct shown *s) = {
	[ASSAY_OPTION_STR] = print_str,	    [ASSAY_OPTION_BOOL] = print_bool, [ASSAY_OPTION_U64] = print_u64,
	[ASSAY_OPTION_F64] = print_f64,	    [ASSAY_OPTION_ENUM] = print_enum, [ASSAY_OPTION_STRS] = print_strs,
	[ASSAY_OPTION_GROUP] = print_child, [ASSAY_OPTION_LIST] = print_list, [ASSAY_OPTION_RAW] = print_raw,
};

/* A secret that is not set shows as such. */
static void print_secret(struct assay_jsonw *w, const struct shown *s)
{
	bool is_unset = s->option->type == ASSAY_OPTION_STR && assay_str_is_absent(*(const struct assay_str *)s->value);
	assay_jsonw_c(w, is_unset ? NULL : "***");
}

static void print_group(struct assay_jsonw *w, const struct assay_option *table, const void *base,
			enum assay_config_print what)
{
	assay_jsonw_object(w);
	for (const struct assay_option *o = table; o->name; o++) {
		if (what == ASSAY_CONFIG_FINGERPRINT && (o->is_secret || o->is_cosmetic))
			continue;
		const struct shown shown = {o, (const char *)base + o->offset, what};
		assay_jsonw_key(w, o->name);
		if (o->is_secret)
			print_secret(w, &shown);
		else
			printers[o->type](w, &shown);
	}
	assay_jsonw_end_object(w);
}

int assay_config_print(const struct assay_option *table, const void *conf, enum assay_config_print what,
		       struct assay_buf *out, struct assay_err *err)
{
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	print_group(&w, table, conf, what);
	return assay_buf_error(out, err);
}

/* Help: a first walk measures the columns, a second one writes the lines. */

#define PATH_BYTES 256

struct help {
	struct assay_buf *out; /* NULL while measuring. */
	int path_width;
	int type_width;
	int def_width;
};

static void describe_range(const struct assay_option *option, char *text, size_t size)
{
	if (option->max)
		(void)snprintf(text, size, "%" PRIu64 "..%" PRIu64, option->min, option->max);
	else if (option->min)
		(void)snprintf(text, size, "%" PRIu64 "..", option->min);
	else
		(void)snprintf(text, size, "number");
}

static void describe_range_f(const struct assay_option *option, char *text, size_t size)
{
	char min[32];
	char max[32];
	assay_format_f64(option->min_f, min);
	assay_format_f64(option->max_f, max);
	if (option->max_f > option->min_f)
		(void)snprintf(text, size, "%s..%s", min, max);
	else
		(void)snprintf(text, size, "number");
}

static void describe_choices(const struct assay_option *option, char *text, size_t size)
{
	size_t used = 0;
	for (const char *const *choice = option->choices; *choice && used < size; choice++) {
		int n = snprintf(text + used, size - used, "%s%s", used ? "|" : "", *choice);
		used += n > 0 ? (size_t)n : 0;
	}
}

static void describe_type(const struct assay_option *option, char *text, size_t size)
{
	static const char *const words[] = {
		[ASSAY_OPTION_STR] = "text",	[ASSAY_OPTION_BOOL] = "true|false", [ASSAY_OPTION_U64] = "",
		[ASSAY_OPTION_F64] = "",	[ASSAY_OPTION_ENUM] = "",	    [ASSAY_OPTION_STRS] = "texts",
		[ASSAY_OPTION_GROUP] = "group", [ASSAY_OPTION_LIST] = "list",	    [ASSAY_OPTION_RAW] = "any",
	};
	(void)snprintf(text, size, "%s", words[option->type]);
	if (option->type == ASSAY_OPTION_U64)
		describe_range(option, text, size);
	if (option->type == ASSAY_OPTION_F64)
		describe_range_f(option, text, size);
	if (option->type == ASSAY_OPTION_ENUM)
		describe_choices(option, text, size);
}

static int widen(int width, const char *text)
{
	int len = (int)strlen(text);
	return len > width ? len : width;
}

static void help_line(struct help *help, const struct assay_option *option, const char *path)
{
	char type[128];
	describe_type(option, type, sizeof(type));
	const char *def = option->def ? option->def : option->is_required ? "required" : "-";
	if (help->out) {
		assay_buf_printf(help->out, "%-*s  %-*s  %-*s  %s\n", help->path_width, path, help->type_width, type,
				 help->def_width, def, option->help ? option->help : "");
		return;
	}
	help->path_width = widen(help->path_width, path);
	help->type_width = widen(help->type_width, type);
	help->def_width = widen(help->def_width, def);
}

static void help_table(struct help *help, const struct assay_option *table, const char *prefix)
{
	for (const struct assay_option *o = table; o->name; o++) {
		char path[PATH_BYTES];
		(void)snprintf(path, sizeof(path), "%s%s%s", prefix, *prefix ? "." : "", o->name);
		help_line(help, o, path);
		if (!o->children)
			continue;
		char inner[PATH_BYTES + 2];
		(void)snprintf(inner, sizeof(inner), "%s%s", path, o->type == ASSAY_OPTION_LIST ? "[]" : "");
		help_table(help, o->children, inner);
	}
}

int assay_config_help(const struct assay_option *table, struct assay_buf *out)
{
	struct help help = {0};
	help_table(&help, table, "");
	help.out = out;
	help_table(&help, table, "");
	return out->error;
}
