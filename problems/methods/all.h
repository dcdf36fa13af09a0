/* SPDX-License-Identifier: Apache-2.0 */
/* The methods there are; for problems/methods/method.c. */
#ifndef ASSAY_PROBLEMS_METHODS_ALL_H
#define ASSAY_PROBLEMS_METHODS_ALL_H

#include "problems/methods/method.h"

extern const struct assay_method assay_method_adversarial, assay_method_back_translate, assay_method_context,
	assay_method_contrast, assay_method_critique, assay_method_distill, assay_method_edge_cases, assay_method_evol,
	assay_method_oss, assay_method_paraphrase, assay_method_repair, assay_method_self, assay_method_test_writing;

#endif
