/* SPDX-License-Identifier: Apache-2.0 */
/* The languages, one file each; lang.c makes the table. */
#ifndef ASSAY_SANDBOX_LANG_ALL_H
#define ASSAY_SANDBOX_LANG_ALL_H

#include "sandbox/lang.h"

extern const struct assay_language assay_language_bash;
extern const struct assay_language assay_language_c;
extern const struct assay_language assay_language_cpp;
extern const struct assay_language assay_language_csharp;
extern const struct assay_language assay_language_d;
extern const struct assay_language assay_language_fortran;
extern const struct assay_language assay_language_go;
extern const struct assay_language assay_language_haskell;
extern const struct assay_language assay_language_java;
extern const struct assay_language assay_language_javascript;
extern const struct assay_language assay_language_kotlin;
extern const struct assay_language assay_language_lua;
extern const struct assay_language assay_language_ocaml;
extern const struct assay_language assay_language_octave;
extern const struct assay_language assay_language_pascal;
extern const struct assay_language assay_language_perl;
extern const struct assay_language assay_language_php;
extern const struct assay_language assay_language_prolog;
extern const struct assay_language assay_language_pypy;
extern const struct assay_language assay_language_python;
extern const struct assay_language assay_language_r;
extern const struct assay_language assay_language_racket;
extern const struct assay_language assay_language_ruby;
extern const struct assay_language assay_language_rust;
extern const struct assay_language assay_language_scala;
extern const struct assay_language assay_language_sql;
extern const struct assay_language assay_language_typescript;
extern const struct assay_language assay_language_verilog;

/** What the quickstart prepares for compilers lies there, read-only for candidates as all of /usr. */
#define ASSAY_PREPARED "/usr/local/lib/assay"

/** A NULL-terminated list of words in a static initialiser. */
#define ASSAY_WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

#endif
