/* SPDX-License-Identifier: Apache-2.0 */
/* How a driver for calls and the candidate become one program, in languages that need more than a name. */
#include "verifiers/code/calls.h"
#include "verifiers/code/source_go.h"

#include <stdint.h>

int assay_calls_build_go(const struct assay_weave *parts, struct assay_weave_files *files, struct assay_err *err)
{
	assay_autobuf struct assay_buf code = {0};
	const struct assay_source_fill fills[] = {{"@MARK@", parts->mark}, {"@CALLEE@", parts->problem->entry}};
	int rc = assay_weave_add_wrapper(parts, files, fills, 2, err);

	if (rc)
		return rc;
	assay_source_go_file(parts->prelude, parts->code, &code);
	return assay_weave_add(parts, files, "candidate.go", &code, err);
}

/** Text as a string of JavaScript. */
static void add_string(struct assay_str text, struct assay_buf *out)
{
	struct assay_jsonw w;

	assay_jsonw_init(&w, out);
	assay_jsonw_str(&w, text);
}

/**
 * One file, since the compiler leaves one: the candidate, checked as it stands, and behind it the driver for JavaScript
 * as a text that the compiler does not look into. It is given the function instead of looking for it.
 */
int assay_calls_build_typescript(const struct assay_weave *parts, struct assay_weave_files *files,
				 struct assay_err *err)
{
	assay_autobuf struct assay_buf text = {0};
	struct assay_str entry = parts->problem->entry;

	assay_weave_prelude(parts, parts->code, &text);
	assay_buf_printf(&text,
			 "\n;(globalThis as any)[\"%s\"] = typeof %.*s === \"undefined\" ? undefined : %.*s;\n"
			 "(new Function(\"require\", \"__dirname\", \"__assay_find\", ",
			 parts->mark.data, (int)entry.len, entry.data, (int)entry.len, entry.data);
	add_string(parts->wrapper, &text);
	assay_buf_printf(&text,
			 ") as any)(eval(\"require\"), eval(\"__dirname\"), () => (globalThis as any)[\"%s\"]);\n",
			 parts->mark.data);
	return assay_weave_add(parts, files, NULL, &text, err);
}

/* --- Rust: the call is written out, with variables of the parameters' types --- */

#define MAX_PARAMETERS 16

struct parameter {
	struct assay_str type; /**< As the candidate wrote it. */
};

struct signature {
	bool is_found, is_generic, has_self;
	struct assay_str owner;
	struct parameter parameters[MAX_PARAMETERS];
	size_t n;
};

static void add_parameter(struct assay_str text, struct signature *ret)
{
	size_t colon = assay_str_find(text, ASSAY_STR(":"), 0);

	text = assay_str_trim(text);
	if (text.len == 0)
		return;
	if (colon == SIZE_MAX)
		ret->has_self = true;
	else if (ret->n < MAX_PARAMETERS)
		ret->parameters[ret->n++].type =
			assay_str_trim(assay_str_sub(text, assay_str_find(text, ASSAY_STR(":"), 0) + 1, SIZE_MAX));
}

/** Reads `(a: T, ..)`; angle brackets are brackets here. */
static void read_parameters(struct assay_source *source, size_t depth, struct signature *ret)
{
	struct assay_source_token token;
	size_t start = source->at, angles = 0;
	bool is_arrow = false;

	while (assay_source_next(source, &token)) {
		bool is_end = token.depth == depth && assay_source_is(&token, ")");
		if (assay_source_is(&token, "<"))
			angles++;
		else if (assay_source_is(&token, ">") && angles > 0 && !is_arrow)
			angles--;
		is_arrow = assay_source_is(&token, "-");
		bool is_comma = token.depth == depth + 1 && angles == 0 && assay_source_is(&token, ",");
		if (!is_end && !is_comma)
			continue;
		size_t at = assay_source_offset(source, &token);
		add_parameter(assay_str_sub(source->text, start, at - start), ret);
		start = at + 1;
		if (is_end)
			return;
	}
}

/** Finds `fn entry`, skips its lifetimes and reads its parameters. */
static void read_signature(struct assay_str code, struct assay_str entry, struct signature *ret)
{
	struct assay_source source = {.text = code, .has_lifetimes = true};
	struct assay_source_token token;
	struct assay_str owner = {0};
	bool is_fn = false, is_impl = false;

	*ret = (struct signature){0};
	while (assay_source_next(&source, &token)) {
		if (is_impl && token.depth == 0 && token.kind == ASSAY_SOURCE_WORD)
			owner = token.text;
		is_impl = assay_source_is(&token, "impl");
		bool is_entry = is_fn && assay_str_eq(token.text, entry) && token.depth <= 1;
		is_fn = assay_source_is(&token, "fn");
		if (!is_entry)
			continue;
		ret->is_found = true;
		if (token.depth == 1)
			ret->owner = owner;
		bool is_lifetime = false;
		while (assay_source_next(&source, &token) && !assay_source_is(&token, "(")) {
			if (token.kind == ASSAY_SOURCE_WORD && !is_lifetime)
				ret->is_generic = true;
			is_lifetime = assay_source_is(&token, "'");
		}
		read_parameters(&source, token.depth, ret);
		return;
	}
}

/** Appends a type without its lifetimes. */
static void add_type(struct assay_str type, struct assay_buf *out)
{
	struct assay_source source = {.text = type, .has_lifetimes = true};
	struct assay_source_token token;

	while (assay_source_next(&source, &token)) {
		if (assay_source_is(&token, "'")) {
			(void)assay_source_next(&source, &token);
			continue;
		}
		assay_buf_add_str(out, token.text);
		assay_buf_add_char(out, ' ');
	}
}

/** The type without a reference in front: "mut " when it was one to change, "" for another; NULL when it was none. */
static const char *take_reference(struct assay_str *type)
{
	if (!assay_str_starts(*type, "&"))
		return NULL;
	*type = assay_str_trim(assay_str_sub(*type, 1, SIZE_MAX));
	if (assay_str_starts(*type, "'")) {
		size_t end = assay_str_find(*type, ASSAY_STR(" "), 0);
		*type = assay_str_trim(assay_str_sub(*type, end, SIZE_MAX));
	}
	if (!assay_str_starts(*type, "mut "))
		return "";
	*type = assay_str_trim(assay_str_sub(*type, 4, SIZE_MAX));
	return "mut ";
}

/** `let mut a0: T = decode(r);`, and the argument that it becomes. What is borrowed is owned here: str, slices. */
static void add_argument(size_t i, struct assay_str type, struct assay_buf *lets, struct assay_buf *args)
{
	const char *reference = take_reference(&type);

	assay_buf_printf(lets, "    let mut a%zu: ", i);
	if (reference && assay_str_is(type, "str"))
		assay_buf_add_c(lets, "String");
	else if (reference && assay_str_starts(type, "[") && assay_str_find(type, ASSAY_STR(";"), 0) == SIZE_MAX) {
		assay_buf_add_c(lets, "Vec<");
		add_type(assay_str_sub(type, 1, type.len - 2), lets);
		assay_buf_add_c(lets, ">");
	} else {
		add_type(type, lets);
	}
	assay_buf_add_c(lets, " = Decode::decode(r);\n");
	/* Argument 0 is looked at after the call, even where the call takes it away. */
	assay_buf_printf(args, "%s%s%sa%zu%s", i > 0 ? ", " : "", reference ? "&" : "", reference ? reference : "", i,
			 "");
}

static void add_rust_call(const struct assay_weave *parts, const struct signature *signature, struct assay_buf *out)
{
	assay_autobuf struct assay_buf lets = {0};
	assay_autobuf struct assay_buf args = {0};
	struct assay_str owner = signature->owner, entry = parts->problem->entry, type = {0};
	bool is_kept = false;

	for (size_t i = 0; i < signature->n; i++)
		add_argument(i, signature->parameters[i].type, &lets, &args);
	if (signature->n > 0) {
		type = signature->parameters[0].type;
		is_kept = take_reference(&type) != NULL;
	}
	assay_buf_printf(out,
			 "\npub fn %s_call(r: &mut crate::%s::Reader, w: &mut crate::%s::Writer, wants_arg0: bool) {\n"
			 "    use crate::%s::{Decode, Encode};\n    r.begin_arguments(%zu);\n",
			 parts->mark.data, parts->mark.data, parts->mark.data, parts->mark.data, signature->n);
	assay_buf_add_str(out, assay_buf_str(&lets));
	assay_buf_add_c(out, "    let result = ");
	if (signature->has_self)
		assay_buf_printf(out, "(%.*s {}).", (int)owner.len, owner.data ? owner.data : "");
	else if (owner.len > 0)
		assay_buf_printf(out, "%.*s::", (int)owner.len, owner.data);
	assay_buf_printf(out, "%.*s(", (int)entry.len, entry.data);
	assay_buf_add_str(out, assay_buf_str(&args));
	assay_buf_add_c(out, ");\n    result.encode(w);\n");
	if (is_kept)
		assay_buf_add_c(out, "    if wants_arg0 {\n        w.text.push_str(\",\\\"arg0\\\":\");\n"
				     "        drop(result);\n        a0.encode(w);\n    }\n");
	assay_buf_add_c(out, "}\n");
}

int assay_calls_build_rust(const struct assay_weave *parts, struct assay_weave_files *files, struct assay_err *err)
{
	assay_autobuf struct assay_buf crates = {0};
	assay_autobuf struct assay_buf code = {0};
	struct assay_source source = {.text = parts->code, .has_lifetimes = true};
	struct signature signature;

	read_signature(parts->code, parts->problem->entry, &signature);
	assay_buf_add_str(&code, assay_str_sub(parts->code, 0, assay_weave_rust_head(parts->code)));
	assay_weave_prelude(parts, assay_str_sub(parts->code, assay_weave_rust_head(parts->code), SIZE_MAX), &code);
	if (signature.owner.len > 0 && !assay_source_has_pair(source, "struct", signature.owner) &&
	    !assay_source_has_pair(source, "enum", signature.owner))
		assay_buf_printf(&code, "struct %.*s {}\n", (int)signature.owner.len, signature.owner.data);
	add_rust_call(parts, &signature, &code);
	assay_weave_rust_crates(parts, &crates);
	const struct assay_source_fill fills[] = {{"@MARK@", parts->mark}, {"@CRATES@", assay_buf_str(&crates)}};
	int rc = assay_buf_error(&crates, err);
	if (!rc)
		rc = assay_weave_add_wrapper(parts, files, fills, 2, err);
	return rc ? rc : assay_weave_add(parts, files, "candidate.rs", &code, err);
}
