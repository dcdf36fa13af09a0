/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/worker_process.h"

#include "orchestrator/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <unistd.h>

/* What a worker's environment keeps: nothing of the orchestrator's, but where sanitizers and fault tests look. */
static char **worker_environment(char *ret[16])
{
	static const char *const kept[] = {"PATH",	   "LANG",	  "ASAN_OPTIONS", "UBSAN_OPTIONS",
					   "LSAN_OPTIONS", "ASSAY_FAULT", "TMPDIR"};
	size_t n = 0;
	for (char **e = environ; *e; e++) {
		for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
			size_t len = strlen(kept[i]);
			if (strncmp(*e, kept[i], len) == 0 && (*e)[len] == '=' && n < 15)
				ret[n++] = *e;
		}
	}
	ret[n] = NULL;
	return ret;
}

int assay_worker_spawn(const char *program, int fd, pid_t *ret, struct assay_err *err)
{
	program = program ? program : "/proc/self/exe";
	char name[] = "assay";
	char argument[] = ASSAY_WORKER_ARGUMENT;
	char *argv[] = {name, argument, NULL};
	char *env[16];
	posix_spawn_file_actions_t actions;
	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	(void)posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	/* dup2 onto itself also clears O_CLOEXEC (glibc 2.29), should the socket be number 3 already. */
	(void)posix_spawn_file_actions_adddup2(&actions, fd, ASSAY_WORKER_FD);
	(void)posix_spawn_file_actions_addclosefrom_np(&actions, ASSAY_WORKER_FD + 1);
	int failed = posix_spawn(ret, program, &actions, NULL, argv, worker_environment(env));
	(void)posix_spawn_file_actions_destroy(&actions);
	if (failed) {
		errno = failed;
		return assay_fail_errno(err, "start a worker (%s)", program);
	}
	return 0;
}
