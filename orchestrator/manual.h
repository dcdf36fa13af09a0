/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the system's own tools want to know about the verbs: manual pages for man(1), completion for bash.
 *
 * Both come from the tables that parse the options (verb.h) and are printed by the program itself, `assay --manual
 * VERB` and `assay --completion bash`; the build installs what it prints. So they never say less, more or other than
 * --help.
 */
#ifndef ASSAY_ORCHESTRATOR_MANUAL_H
#define ASSAY_ORCHESTRATOR_MANUAL_H

#include "orchestrator/verb.h"

#include <stdio.h>

/** The page of one verb, or of the program itself (NULL), in the macros of man(7). */
void assay_manual_page(FILE *to, const struct assay_verb *verb);

/** A script to be sourced by bash, or by zsh after bashcompinit. */
void assay_completion_bash(FILE *to);

#endif
