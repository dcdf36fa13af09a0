/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/source_go.h"

#include <stdint.h>

#define MAX_IMPORTS 64

struct import {
	struct assay_str alias; /**< Absent where there is none. */
	struct assay_str path;	/**< With its quotes. */
};

struct file {
	struct import imports[MAX_IMPORTS];
	size_t n;
	struct assay_str body; /**< Behind package clause and imports. */
};

static void add_import(struct file *file, struct assay_str alias, struct assay_str path)
{
	if (file->n < MAX_IMPORTS)
		file->imports[file->n++] = (struct import){.alias = alias, .path = path};
}

/** Reads one import, or a list of them in brackets; `source` stands behind the word. */
static void read_imports(struct assay_source *source, struct file *file)
{
	struct assay_source_token token;
	struct assay_str alias = {0};
	bool is_list = false;

	while (assay_source_next(source, &token)) {
		if (token.kind == ASSAY_SOURCE_STRING) {
			add_import(file, alias, token.text);
			alias = (struct assay_str){0};
			if (!is_list)
				return;
		} else if (assay_source_is(&token, "(")) {
			is_list = true;
		} else if (assay_source_is(&token, ")")) {
			return;
		} else if (token.kind == ASSAY_SOURCE_WORD || assay_source_is(&token, ".")) {
			alias = token.text;
		}
	}
}

static void read_file(struct assay_str text, struct file *ret)
{
	struct assay_source source = {.text = text};
	struct assay_source_token token;
	size_t end = 0;

	*ret = (struct file){0};
	for (;;) {
		if (!assay_source_next(&source, &token))
			break;
		if (assay_source_is(&token, "package"))
			(void)assay_source_next(&source, &token);
		else if (assay_source_is(&token, "import"))
			read_imports(&source, ret);
		else if (!assay_source_is(&token, ";"))
			break;
		end = source.at;
	}
	ret->body = assay_str_sub(text, end, SIZE_MAX);
}

/** The name that a package is used by: its alias, or the last part of its path that is no version. */
static struct assay_str name_of(const struct import *import)
{
	struct assay_str path = assay_str_sub(import->path, 1, import->path.len - 2);

	if (import->alias.len > 0)
		return import->alias;
	for (;;) {
		size_t slash = path.len;
		while (slash > 0 && path.data[slash - 1] != '/')
			slash--;
		struct assay_str last = assay_str_sub(path, slash, SIZE_MAX);
		bool is_version = last.len > 1 && last.data[0] == 'v' && last.data[1] >= '0' && last.data[1] <= '9';
		if (!is_version || slash == 0)
			return last;
		path = assay_str_sub(path, 0, slash - 1);
	}
}

static bool uses(struct assay_str body, struct assay_str name)
{
	struct assay_source source = {.text = body};
	struct assay_source_token token;
	bool is_behind = false;

	while (assay_source_next(&source, &token)) {
		if (is_behind && assay_source_is(&token, "."))
			return true;
		is_behind = token.kind == ASSAY_SOURCE_WORD && assay_str_eq(token.text, name);
	}
	return false;
}

static bool has_import(const struct file *file, struct assay_str name)
{
	for (size_t i = 0; i < file->n; i++) {
		if (assay_str_eq(name_of(&file->imports[i]), name))
			return true;
	}
	return false;
}

static void write_import(const struct import *import, bool is_used, struct assay_buf *out)
{
	bool is_special = assay_str_is(import->alias, ".") || assay_str_is(import->alias, "_");

	assay_buf_add_c(out, "import ");
	if (!is_used && !is_special)
		assay_buf_add_c(out, "_");
	else
		assay_buf_add_str(out, import->alias);
	assay_buf_add_char(out, ' ');
	assay_buf_add_str(out, import->path);
	assay_buf_add_char(out, '\n');
}

void assay_source_go_file(struct assay_str prelude, struct assay_str text, struct assay_buf *out)
{
	struct file own, more;

	read_file(text, &own);
	read_file(prelude, &more);
	assay_buf_add_c(out, "package main\n");
	for (size_t i = 0; i < own.n; i++)
		write_import(&own.imports[i], uses(own.body, name_of(&own.imports[i])), out);
	for (size_t i = 0; i < more.n; i++) {
		struct assay_str name = name_of(&more.imports[i]);
		if (!has_import(&own, name) && (uses(own.body, name) || uses(more.body, name)))
			write_import(&more.imports[i], true, out);
	}
	assay_buf_add_c(out, "\n");
	assay_buf_add_str(out, more.body);
	assay_source_rename((struct assay_source){.text = own.body}, "func", "main", ASSAY_STR("unused_main"), out);
	assay_buf_add_char(out, '\n');
}
