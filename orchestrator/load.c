/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/load.h"

#include <stdio.h>

int assay_load_problems(struct assay_problem_set *set, const char *verb, const char *path,
			const struct assay_importer *importer, struct assay_err *err)
{
	size_t before = assay_problem_set_passed_over(set);
	int rc = assay_problem_set_load(set, path, importer, err);
	size_t n = assay_problem_set_passed_over(set) - before;
	if (rc == 0 && n > 0)
		(void)fprintf(stderr, "assay %s: %s: %zu %s\n", verb, path, n,
			      importer && importer->folder
				      ? "packages were passed over: nothing here could judge them as they ask for"
				      : "rows hold nothing that could be checked (proofs, pictures)");
	return rc;
}
