/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/run.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static uint64_t max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static uint64_t min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void set_accounts(const struct sandbox_run *run, struct assay_outcome *out)
{
	const struct sandbox_cgroup *group = &run->slot->cgroup;
	uint64_t end_ns = run->has_ended ? run->ended.end_ns : run->killed_ns;

	out->wall_us = run->has_started && end_ns > run->start_ns ? (end_ns - run->start_ns) / 1000 : 0;
	out->enforcer = group->kind;
	if (group->kind != ASSAY_ENFORCER_RLIMIT) {
		out->cpu_us = sandbox_cgroup_cpu_us(group);
		out->peak_bytes = sandbox_cgroup_peak_bytes(group);
		/* Groups are charged in bulk, so a small program may have cost nothing; its size is known, too. */
		if (run->ended.peak_bytes > out->peak_bytes)
			out->peak_bytes = min_u64(run->ended.peak_bytes, run->limits.mem_bytes);
		return;
	}
	out->cpu_us = max_u64(run->ended.cpu_us, run->over.cpu_us);
	out->peak_bytes = max_u64(run->ended.peak_bytes, run->has_ended ? 0 : run->over.peak_bytes);
}

/*
 * One rule for every enforcer, so that the word does not depend on when somebody looked: a limit that the final account
 * shows crossed was crossed, however the program ended.
 */
static enum assay_end crossed_limit(const struct sandbox_run *run, const struct assay_outcome *out)
{
	if (run->cause != ASSAY_END_UNKNOWN)
		return run->cause;
	if (run->streams[OUT].is_truncated || run->streams[ERR].is_truncated || run->streams[CHANNEL].is_truncated)
		return ASSAY_END_OUTPUT_LIMIT;
	if (run->ended.crossed == SANDBOX_CROSSED_MEMORY || sandbox_cgroup_is_out_of_memory(&run->slot->cgroup))
		return ASSAY_END_MEMORY_LIMIT;
	if (run->ended.crossed == SANDBOX_CROSSED_CPU || out->cpu_us > run->limits.cpu_ms * 1000)
		return ASSAY_END_CPU_LIMIT;
	if (out->enforcer == ASSAY_ENFORCER_RLIMIT && run->has_ended && run->ended.peak_bytes > run->limits.mem_bytes)
		return ASSAY_END_MEMORY_LIMIT;
	return ASSAY_END_UNKNOWN;
}

static void set_end(const struct sandbox_run *run, struct assay_outcome *out)
{
	int status = run->ended.status;

	out->end = crossed_limit(run, out);
	if (out->end != ASSAY_END_UNKNOWN)
		return;
	if (run->refusal.kind == SANDBOX_MSG_NO_EXEC) {
		/* As a shell would answer. */
		out->end = ASSAY_END_EXITED;
		out->is_refused = true;
		out->exit_code = run->refusal.sys_errno == ENOENT ? 127 : 126;
	} else if (WIFEXITED(status)) {
		out->end = ASSAY_END_EXITED;
		out->exit_code = WEXITSTATUS(status);
	} else {
		out->signal = WTERMSIG(status);
		out->end = out->signal == SIGSYS ? ASSAY_END_POLICY : ASSAY_END_SIGNALED;
	}
}

static int copy_stream(const struct sandbox_stream *s, struct assay_arena *arena, struct assay_str *ret,
		       struct assay_err *err)
{
	int r = assay_buf_error(&s->kept, err);

	if (r < 0)
		return r;
	*ret = assay_arena_str(arena, assay_buf_str(&s->kept));
	return ret->data ? 0 : assay_arena_fail(arena, err);
}

static int read_output(int fd, uint64_t max, struct assay_arena *arena, struct assay_file *file, struct assay_err *err)
{
	struct stat st;
	char *bytes;
	size_t n = 0;

	if (fstat(fd, &st) < 0)
		return assay_fail_errno(err, "output file of a run");
	if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size > max)
		return 0; /* Not what was asked for: stays absent. */
	bytes = assay_arena_alloc(arena, (size_t)st.st_size + 1);
	if (!bytes)
		return assay_arena_fail(arena, err);
	while (n < (size_t)st.st_size) {
		ssize_t got = pread(fd, bytes + n, (size_t)st.st_size - n, (off_t)n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return assay_fail_errno(err, "output file of a run");
		n += (size_t)got;
	}
	file->bytes = (struct assay_str){bytes, n};
	file->is_executable = st.st_mode & S_IXUSR;
	return 0;
}

static int take_outputs(const struct sandbox_run *run, struct assay_arena *arena, struct assay_outcome *out,
			struct assay_err *err)
{
	const struct assay_job *job = run->request->job;
	uint64_t max = job->max_output_file ? job->max_output_file : UINT64_C(64) << 20;
	struct assay_file *files;
	size_t n = 0, at = 0;

	while (job->outputs && job->outputs[n])
		n++;
	files = assay_arena_array(arena, n, sizeof *files);
	if (!files)
		return assay_arena_fail(arena, err);
	for (size_t i = 0; i < n; i++) {
		files[i].name = assay_arena_str(arena, assay_str_of(job->outputs[i]));
		if (!files[i].name.data)
			return assay_arena_fail(arena, err);
		if (!(run->ended.outputs >> i & 1) || at >= run->n_output_fds)
			continue;
		int r = read_output(run->output_fds[at++], max, arena, &files[i], err);

		if (r < 0)
			return r;
	}
	out->outputs = files;
	out->n_outputs = n;
	return 0;
}

static int explain_refusal(const struct sandbox_run *run, struct assay_arena *arena, struct assay_outcome *out,
			   struct assay_err *err)
{
	if (run->refusal.kind != SANDBOX_MSG_NO_EXEC)
		return 0;
	out->err = assay_arena_printf(arena, "%s: %s\n", run->request->job->argv[0], strerror(run->refusal.sys_errno));
	return out->err.data ? 0 : assay_arena_fail(arena, err);
}

static int make_outcome(const struct sandbox_run *run, struct assay_arena *arena, struct assay_err *err)
{
	struct assay_outcome *out = run->request->outcome;
	int r;

	*out = (struct assay_outcome){.isolation = run->slot->isolation, .is_from_zygote = run->stem->is_zygote};
	set_accounts(run, out);
	set_end(run, out);
	out->out_is_truncated = run->streams[OUT].is_truncated;
	out->err_is_truncated = run->streams[ERR].is_truncated;
	out->channel_is_truncated = run->streams[CHANNEL].is_truncated;
	if ((r = copy_stream(&run->streams[OUT], arena, &out->out, err)) < 0 ||
	    (r = copy_stream(&run->streams[ERR], arena, &out->err, err)) < 0 ||
	    (r = copy_stream(&run->streams[CHANNEL], arena, &out->channel, err)) < 0 ||
	    (r = take_outputs(run, arena, out, err)) < 0)
		return r;
	return explain_refusal(run, arena, out, err);
}

/* Without a word from pid 1 and without a kill of ours there is no outcome to report, only a failure. */
static int check_story(struct sandbox_run *run, struct assay_err *err)
{
	if (run->has_ended || run->cause != ASSAY_END_UNKNOWN || run->refusal.kind == SANDBOX_MSG_NO_EXEC)
		return 0;
	if (run->slot->isolation == ASSAY_ISOLATION_NONE && WIFSIGNALED(run->over.status)) {
		/* Nothing keeps an unsafe run from killing its reaper; that is its doing. */
		run->has_ended = true;
		run->ended.status = run->over.status;
		return 0;
	}
	sandbox_stem_doubt(run->stem);
	return assay_fail(err, ASSAY_ESANDBOX, "pid 1 of a run died (status %d)", run->over.status);
}

int sandbox_run_conclude(struct sandbox_run *run, struct assay_arena *arena, struct assay_err *err)
{
	int r = check_story(run, err);

	return r < 0 ? r : make_outcome(run, arena, err);
}
