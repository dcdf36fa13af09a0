/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assay: what people call. It carries out `assay exec` itself and hands everything else to assay-verbs, which knows
 * that verb and all others.
 *
 * One sandboxed run takes 2 ms, and an eighth of that was the start of a program which can do everything: it loads
 * libcurl when a model is asked, so it must be linked dynamically. This one is linked statically where that can be,
 * from the same objects, and holds only what a run needs. docs/performance.md has the figures.
 */
#include "orchestrator/halves.h"
#include "orchestrator/verb.h"
#include "orchestrator/verb_table.h"
#include "sandbox/sandbox.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Returns only when it cannot: the exit status. */
static int become_verbs(char **argv)
{
	char path[PATH_MAX], missing[2 * PATH_MAX + 8] = "";
	for (size_t n = 0; assay_half_place(&assay_half_verbs, n, path); n++) {
		(void)execv(path, argv);
		if (errno != ENOENT && errno != ENOTDIR) {
			(void)fprintf(stderr, "assay: start %s: %s\n", path, strerror(errno));
			return 1;
		}
		size_t len = strlen(missing);
		(void)snprintf(missing + len, sizeof(missing) - len, "%s%s", len ? " or " : "", path);
	}
	(void)fprintf(
		stderr,
		"assay: every verb but exec is carried out by the program assay-verbs, which is missing (%s): copy or "
		"install both programs together\n",
		*missing ? missing : "assay cannot tell where itself lies");
	return 1;
}

int main(int argc, char **argv)
{
	if (argc < 2 || strcmp(argv[1], assay_verb_exec.name) != 0)
		return become_verbs(argv);
	/* A reader that goes away shows as EPIPE where it is handled, not as a silent death. */
	(void)signal(SIGPIPE, SIG_IGN);
	assay_sandbox_set_kin(assay_half_is_ours);
	return assay_verb_main(&assay_verb_exec, argc - 1, argv + 1);
}
