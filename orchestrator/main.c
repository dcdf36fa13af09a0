/* SPDX-License-Identifier: Apache-2.0 */
/* assay-verbs: the program that knows all verbs, and is a worker; front.c is what people call. */
#include "orchestrator/halves.h"
#include "orchestrator/manual.h"
#include "orchestrator/verb.h"
#include "orchestrator/worker.h"
#include "sandbox/sandbox.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

static void print_overview(FILE *to)
{
	size_t n;
	const struct assay_verb *const *verbs = assay_verbs(&n);
	(void)fprintf(to, "assay: verified training data for code and mathematics\n\n"
			  "usage: assay VERB [options]        assay VERB --help        assay --version\n\n");
	for (size_t i = 0; i < n; i++)
		(void)fprintf(to, "  %-10s %s\n", verbs[i]->name, verbs[i]->summary);
	(void)fprintf(
		to, "\nExit status: 0 done, 1 could not do it, 2 usage or configuration, 3 a gate or check failed.\n");
}

static int unknown_verb(const char *name)
{
	size_t n;
	const struct assay_verb *const *verbs = assay_verbs(&n);
	const char *names[64];
	size_t count = 0;
	for (size_t i = 0; i < n && count < 64; i++)
		names[count++] = verbs[i]->name;
	const char *near = assay_nearest_name(name, names, count);
	if (near)
		(void)fprintf(stderr, "assay: there is no verb \"%s\"; did you mean \"%s\"?\n", name, near);
	else
		(void)fprintf(stderr, "assay: there is no verb \"%s\"; see assay --help\n", name);
	return 2;
}

/* --manual [VERB], --completion bash: what the build installs. */
static int print_for_system(int argc, char **argv)
{
	if (strcmp(argv[1], "--completion") == 0) {
		if (argc != 3 || strcmp(argv[2], "bash") != 0) {
			(void)fprintf(stderr, "assay: --completion knows bash alone\n");
			return 2;
		}
		assay_completion_bash(stdout);
		return fflush(stdout) != 0;
	}
	const struct assay_verb *verb = argc > 2 ? assay_verb_find(argv[2]) : NULL;
	if (argc > 2 && !verb)
		return unknown_verb(argv[2]);
	assay_manual_page(stdout, verb);
	return fflush(stdout) != 0;
}

int main(int argc, char **argv)
{
	/* A reader that goes away (assay ... | head) shows as EPIPE where it is handled, not as a silent death. */
	(void)signal(SIGPIPE, SIG_IGN);
	assay_sandbox_set_kin(assay_half_is_ours);
	if (argc == 2 && strcmp(argv[1], ASSAY_WORKER_ARGUMENT) == 0)
		return assay_worker_main();
	/* What people started and look for in `ps`, whichever file it is. */
	(void)prctl(PR_SET_NAME, "assay");
	if (argc < 2) {
		print_overview(stderr);
		return 2;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
		print_overview(stdout);
		return 0;
	}
	if (strcmp(argv[1], "--version") == 0) {
		(void)printf("assay %s\n", ASSAY_VERSION);
		return 0;
	}
	if (strcmp(argv[1], "--manual") == 0 || strcmp(argv[1], "--completion") == 0)
		return print_for_system(argc, argv);
	const struct assay_verb *verb = assay_verb_find(argv[1]);
	if (!verb)
		return unknown_verb(argv[1]);
	return assay_verb_main(verb, argc - 1, argv + 1);
}
