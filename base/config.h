/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Configuration: YAML (and so JSON) bound to typed structs by a table of options.
 *
 * The caller describes its struct once, as a table: name, type, offset, default, range, help.
 * Loading parses the file with libyaml's event API, applies `key.path=value` overrides from the command line,
 * fills defaults and checks everything before anything starts. An unknown key is an error that
 * names file, line and the nearest known key. Every failure is ASSAY_ECONFIG. The same table prints the
 * help text and the canonical form that goes into fingerprints and metadata.
 *
 * Anchors, aliases, tags and merge keys are refused: a config must mean what it shows. So are a second document,
 * more than 1 MiB, 32 levels or 100,000 values, and a number or truth value in quotes. `key: null` (or nothing behind
 * the colon) means "not written". In a group that is not written nothing is required and every default holds.
 */
#ifndef ASSAY_BASE_CONFIG_H
#define ASSAY_BASE_CONFIG_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum assay_option_type {
	ASSAY_OPTION_STR,   /**< struct assay_str; absent unless set or defaulted. */
	ASSAY_OPTION_BOOL,  /**< bool; true, false, yes, no. */
	ASSAY_OPTION_U64,   /**< uint64_t within [min, max]. */
	ASSAY_OPTION_F64,   /**< double within [min_f, max_f] when max_f > min_f. */
	ASSAY_OPTION_ENUM,  /**< int: index into `choices`. */
	ASSAY_OPTION_STRS,  /**< struct assay_str_list; one scalar counts as a list of one. */
	ASSAY_OPTION_GROUP, /**< A nested struct described by `children`. */
	ASSAY_OPTION_LIST,  /**< struct assay_item_list of nested structs described by `children`. */
	ASSAY_OPTION_RAW,   /**< struct assay_str: any value or subtree, kept as canonical JSON text, for parts whose
				 table is chosen later (a filter's own options); the part's owner checks it. Plain
				 true, false, yes, no and numbers become JSON's; absent unless set or defaulted. */
};

struct assay_str_list {
	struct assay_str *items;
	size_t n;
};

struct assay_item_list {
	void *items; /**< n structs of item_size bytes. */
	size_t n;
};

struct assay_option {
	const char *name; /**< NULL ends the table. */
	enum assay_option_type type;
	size_t offset; /**< offsetof in the struct that the table describes. */
	const char *help;
	const char *def; /**< Default as it would be written in YAML; NULL: zero, absent, empty. */
	bool is_required;
	bool is_secret;	   /**< Printed as "***", kept out of fingerprints. */
	bool is_cosmetic;  /**< Kept out of fingerprints: changes how a run works, not what it makes (jobs, folders). */
	uint64_t min, max; /**< U64; max 0 means no upper bound. */
	double min_f, max_f;
	const char *const *choices; /**< ENUM; NULL-terminated. */
	const struct assay_option *children;
	size_t item_size; /**< LIST: sizeof one item. */
};

/**
 * Loads `path` into `*ret`, a zeroed struct described by `table`; strings and lists live in `arena`.
 * `overrides` is a list of `n_overrides` texts `key.path=value`; a list item that the file has is addressed by number:
 * `teachers.0.k=4`. A value that begins with [ { " or ' is read as YAML, any other as plain text. Messages about
 * an override name its path, never its value, which may be a secret.
 */
int assay_config_load(const char *path, const struct assay_option *table, const char *const *overrides,
		      size_t n_overrides, struct assay_arena *arena, void *ret, struct assay_err *err);

/** The same from memory; `name` stands for the file in messages. */
int assay_config_load_text(const char *name, struct assay_str text, const struct assay_option *table,
			   const char *const *overrides, size_t n_overrides, struct assay_arena *arena, void *ret,
			   struct assay_err *err);

/**
 * A document whose keys no table knows, as JSON text in `arena` in the way of ASSAY_OPTION_RAW. The same bounds and
 * refusals hold.
 */
int assay_config_to_json(const char *name, struct assay_str text, struct assay_arena *arena, struct assay_str *ret,
			 struct assay_err *err);

enum assay_config_print {
	ASSAY_CONFIG_ALL,	  /**< Every option, secrets masked. */
	ASSAY_CONFIG_FINGERPRINT, /**< Only what decides the output: no secrets, nothing cosmetic. */
};

/** Canonical JSON of a loaded struct, keys in table order. */
int assay_config_print(const struct assay_option *table, const void *conf, enum assay_config_print what,
		       struct assay_buf *out, struct assay_err *err);

/** The table as help text: `key.path  type  default  help`, one option a line. */
int assay_config_help(const struct assay_option *table, struct assay_buf *out);

#endif
