/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/progress.h"

#include <criterion/criterion.h>
#include <pty.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

Test(progress, says_durations_as_people_do)
{
	static const struct {
		uint64_t ms;
		const char *text;
	} cases[] = {
		{0, "0 ms"},
		{850, "850 ms"},
		{1000, "1 s"},
		{59999, "59 s"},
		{60000, "1 min 0 s"},
		{200000, "3 min 20 s"},
		{3600000, "1 h 0 min"},
		{7500000, "2 h 5 min"},
		{90061000, "25 h 1 min"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[32];
		assay_format_duration(cases[i].ms, text);
		cr_assert_str_eq(text, cases[i].text);
	}
}

/* What `work` writes to its standard error, which is a terminal of `columns`, or a pipe for 0. */
static void capture(unsigned short columns, void (*work)(void), char *text, size_t size)
{
	int ends[2];
	struct winsize window = {.ws_col = columns, .ws_row = 24};
	if (columns)
		cr_assert_eq(openpty(&ends[0], &ends[1], NULL, NULL, &window), 0);
	else
		cr_assert_eq(pipe(ends), 0);
	pid_t pid = fork();
	if (pid == 0) {
		(void)dup2(ends[1], STDERR_FILENO);
		work();
		_exit(0);
	}
	close(ends[1]);
	size_t len = 0;
	ssize_t n;
	while (len < size - 1 && (n = read(ends[0], text + len, size - 1 - len)) > 0) /* EIO ends a terminal. */
		len += (size_t)n;
	text[len] = '\0';
	close(ends[0]);
	int status;
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void work(void)
{
	struct assay_progress progress;
	assay_progress_init(&progress);
	assay_progress_update(&progress, "verified", 0, 640, NULL);
	usleep(150000);
	assay_progress_update(&progress, "verified", 60, 640, "3 of the problems are unfit for whoever wants to train");
	assay_progress_update(&progress, "verified", 61, 640, "drawn too soon");
	assay_progress_update(&progress, "verified", 640, 640, "");
	assay_progress_clear(&progress);
	assay_progress_clear(&progress);
}

Test(progress, is_silent_where_nobody_looks)
{
	char text[4096];
	capture(0, work, text, sizeof(text));
	cr_assert_str_eq(text, "");
}

Test(progress, draws_one_line_within_the_terminal_and_removes_it)
{
	char text[4096];
	capture(50, work, text, sizeof(text));
	cr_assert(strstr(text, "verified 0 of 640"), "%s", text);
	cr_assert(strstr(text, "verified 60 of 640, "), "%s", text);
	cr_assert(strstr(text, " s left"), "%s", text);
	cr_assert(strstr(text, "verified 640 of 640"), "%s", text);
	cr_assert_not(strstr(text, "too soon"), "%s", text);
	cr_assert_not(strchr(text, '\n'), "%s", text);
	size_t draws = 0;
	for (char *line = strtok(text, "\r"); line; line = strtok(NULL, "\r"), draws++) {
		cr_assert(strncmp(line, "\033[K", 3) == 0, "%s", line);
		cr_assert_leq(strlen(line) - 3, 49);
	}
	cr_assert_eq(draws, 4); /* Three lines, and the end that removes the last one. */
}
