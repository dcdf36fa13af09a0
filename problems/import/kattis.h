/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of the importer for Kattis packages share; for problems/import/kattis*.c alone.
 *
 * kattis_files.c opens names beneath the package's folder, kattis_programs.c finds submissions and the judge, kattis.c
 * reads the rest and puts the problem together. Every function fills the package's `err`.
 */
#ifndef ASSAY_PROBLEMS_IMPORT_KATTIS_H
#define ASSAY_PROBLEMS_IMPORT_KATTIS_H

#include "problems/import/import.h"

#define KATTIS_MAX_TEXT	   ((size_t)1 << 20) /* Statements, sources, YAML. */
#define KATTIS_MAX_TEST	   ((size_t)64 << 20)
#define KATTIS_MAX_ENTRIES 100000 /* Of one folder, and tests of a package. */
#define KATTIS_MAX_DEPTH   8

#define WORD(s) (int)(s).len, (s).data

/* What a name stands for, apart from errors. */
enum kattis_found { KATTIS_MISSING = 1 };

struct kattis_package {
	int root;
	const char *path; /* For messages. */
	struct assay_arena *arena;
	struct assay_arena *scratch;
	struct assay_err *err;
	struct assay_problem p;
	struct assay_buf tests, references, negatives; /* Structs one after another. */
	struct assay_str flags;			       /* Of the output validator. */
	size_t bytes, n_entries;		       /* Read so far. */
	bool is_custom, is_interactive;
	bool is_passed_over;
};

struct kattis_names {
	struct assay_str *items;
	size_t n;
};

/** Opens for reading; KATTIS_MISSING where there is no such name. */
int assay_kattis_open(const struct kattis_package *k, const char *name, int flags, int *ret);
/** The error that names what is not there. */
int assay_kattis_missing(const struct kattis_package *k, const char *name);
/** A whole file of at most `max` bytes in the problem's arena; or KATTIS_MISSING. */
int assay_kattis_read(struct kattis_package *k, const char *name, size_t max, struct assay_str *ret);
int assay_kattis_read_required(struct kattis_package *k, const char *name, size_t max, struct assay_str *ret);
/** The names in a folder in their order, hidden ones aside; or KATTIS_MISSING. */
int assay_kattis_list(const struct kattis_package *k, const char *name, struct kattis_names *ret);
/** The same of an open folder; takes `*fd`. */
int assay_kattis_list_open(const struct kattis_package *k, int *fd, const char *name, struct kattis_names *ret);
int assay_kattis_join_path(const struct kattis_package *k, const char *folder, struct assay_str name, const char **ret);

/** References and negatives. */
int assay_kattis_read_submissions(struct kattis_package *k);
/** The comparison by the flags of the default validator, or the program that judges. */
int assay_kattis_read_checker(struct kattis_package *k);

#endif
