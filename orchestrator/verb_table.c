/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/verb_table.h"

#include "orchestrator/verb.h"

#include <string.h>

/* In the order of a data set's life, which is the order of `assay --help`. */
static const struct assay_verb *const verbs[] = {
	&assay_verb_run,    &assay_verb_generate,
	&assay_verb_sample, &assay_verb_verify,
	&assay_verb_exec,   &assay_verb_math,
	&assay_verb_check,  &assay_verb_filter,
	&assay_verb_dedup,  &assay_verb_decontam,
	&assay_verb_export, &assay_verb_status,
	&assay_verb_doctor, NULL,
};

const struct assay_verb *const *assay_verbs(size_t *ret_n)
{
	*ret_n = sizeof(verbs) / sizeof(verbs[0]) - 1;
	return verbs;
}

const struct assay_verb *assay_verb_find(const char *name)
{
	for (size_t i = 0; verbs[i]; i++) {
		if (strcmp(verbs[i]->name, name) == 0)
			return verbs[i];
	}
	return NULL;
}
