/* SPDX-License-Identifier: Apache-2.0 */
#include "base/rng.h"
#include "orchestrator/loop.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

static struct assay_loop *loop;
static struct assay_err err;

static void setup(void)
{
	cr_assert_eq(assay_loop_create(&loop, &err), 0, "%s", err.msg);
}

static void teardown(void)
{
	assay_loop_destroy(loop);
}

TestSuite(loop, .init = setup, .fini = teardown);

static bool run_loop(void)
{
	bool is_interrupted = false;
	cr_assert_eq(assay_loop_run(loop, &is_interrupted, &err), 0, "%s", err.msg);
	return is_interrupted;
}

/* What happened, as letters. */
static char story[64];
static size_t n_story;

static void tell(void *arg)
{
	story[n_story++] = *(const char *)arg;
}

static void add_timer(uint64_t delay_ms, const char *letter, struct assay_watch **ret)
{
	/* The letter is only read. */
	cr_assert_eq(assay_loop_add_timer(loop, delay_ms, tell, (void *)(uintptr_t)letter, ret, &err), 0);
}

Test(loop, ends_when_nothing_is_registered)
{
	cr_assert_not(run_loop());
}

Test(loop, fires_timers_by_time_and_equal_ones_in_order)
{
	add_timer(20, "c", NULL);
	add_timer(1, "a", NULL);
	add_timer(1, "b", NULL);
	add_timer(30, "d", NULL);
	cr_assert_not(run_loop());
	cr_assert_str_eq(story, "abcd");
}

Test(loop, fires_random_timers_in_order)
{
	uint64_t seed = getenv("ASSAY_TEST_SEED") ? strtoull(getenv("ASSAY_TEST_SEED"), NULL, 10) : 1;
	uint64_t delays[40], fired[40];
	struct assay_rng rng;
	assay_rng_init(&rng, seed);
	(void)printf("seed %llu\n", (unsigned long long)seed);
	for (size_t i = 0; i < 40; i++) {
		static const char letters[40] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN";
		delays[i] = 2 * assay_rng_below(&rng, 20);
		add_timer(delays[i], &letters[i], NULL);
	}
	cr_assert_not(run_loop());
	cr_assert_eq(n_story, 40);
	for (size_t i = 0; i < 40; i++) {
		char c = story[i];
		fired[i] = delays[c >= 'a' ? c - 'a' : c - 'A' + 26];
		/* Two that were set a moment apart may cross. */
		cr_assert(i == 0 || fired[i] + 2 >= fired[i - 1], "seed %llu", (unsigned long long)seed);
	}
}

Test(loop, forgets_a_removed_timer)
{
	struct assay_watch *watch = NULL;
	add_timer(1, "a", &watch);
	add_timer(2, "b", NULL);
	assay_loop_remove(watch);
	assay_loop_remove(watch);
	assay_loop_remove(NULL);
	cr_assert_not(run_loop());
	cr_assert_str_eq(story, "b");
}

struct rearming {
	unsigned left;
};

static void rearm(void *arg)
{
	struct rearming *r = arg;
	tell(&(char){'r'});
	if (--r->left > 0)
		cr_assert_eq(assay_loop_add_timer(loop, 0, rearm, r, NULL, &err), 0);
}

Test(loop, lets_a_timer_set_itself_anew)
{
	struct rearming r = {.left = 3};
	cr_assert_eq(assay_loop_add_timer(loop, 0, rearm, &r, NULL, &err), 0);
	cr_assert_not(run_loop());
	cr_assert_str_eq(story, "rrr");
}

/* Two descriptors that are ready in one round; whoever comes first removes both. */
struct pair {
	struct assay_watch *watches[2];
	int calls;
};

static void remove_both(void *arg, uint32_t events)
{
	struct pair *pair = arg;
	cr_assert(events & EPOLLIN);
	pair->calls++;
	assay_loop_remove(pair->watches[0]);
	assay_loop_remove(pair->watches[1]);
}

Test(loop, never_calls_what_was_removed_in_the_same_round)
{
	struct pair pair = {0};
	for (int i = 0; i < 2; i++) {
		int ends[2];
		cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
		cr_assert_eq(write(ends[1], "x", 1), 1);
		cr_assert_eq(assay_loop_add_fd(loop, ends[0], EPOLLIN, remove_both, &pair, &pair.watches[i], &err), 0);
	}
	cr_assert_not(run_loop());
	cr_assert_eq(pair.calls, 1);
}

static void read_one(void *arg, uint32_t events)
{
	char c;
	int fd = *(int *)arg;
	if (events & EPOLLIN && read(fd, &c, 1) == 1)
		tell(&c);
	else
		assay_loop_stop(loop);
}

Test(loop, reads_until_the_other_end_closes)
{
	int ends[2];
	cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
	cr_assert_eq(write(ends[1], "xyz", 3), 3);
	(void)close(ends[1]);
	cr_assert_eq(assay_loop_add_fd(loop, ends[0], EPOLLIN, read_one, &ends[0], NULL, &err), 0);
	cr_assert_not(run_loop());
	cr_assert_str_eq(story, "xyz");
}

static void hear_nothing(void *arg, uint32_t events)
{
	(void)arg;
	cr_assert_fail("events %x", events);
}

Test(loop, stops_and_can_run_again)
{
	int ends[2];
	cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
	struct assay_watch *watch = NULL;
	cr_assert_eq(assay_loop_add_fd(loop, ends[0], EPOLLIN, hear_nothing, NULL, &watch, &err), 0);
	for (int i = 0; i < 2; i++) {
		cr_assert_eq(assay_loop_add_timer(loop, 1, (void (*)(void *))assay_loop_stop, loop, NULL, &err), 0);
		cr_assert_not(run_loop());
	}
	assay_loop_remove(watch);
	cr_assert_not(run_loop());
}

Test(loop, says_that_a_signal_ended_it)
{
	add_timer(10000, "a", NULL);
	cr_assert_eq(raise(0), 0);
	sigset_t blocked, before;
	(void)sigemptyset(&blocked);
	(void)sigaddset(&blocked, SIGTERM);
	cr_assert_eq(sigprocmask(SIG_BLOCK, &blocked, &before), 0);
	cr_assert_eq(raise(SIGTERM), 0);
	cr_assert(run_loop());
	cr_assert_eq(n_story, 0);
}

Test(loop, gives_the_signals_back, .signal = SIGTERM)
{
	add_timer(1, "a", NULL);
	cr_assert_not(run_loop());
	(void)raise(SIGTERM);
}

Test(loop, refuses_a_descriptor_that_cannot_be_watched)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	cr_assert_eq(assay_loop_add_fd(loop, fd, EPOLLIN, hear_nothing, NULL, NULL, &err), ASSAY_EIO);
	cr_assert(err.msg[0]);
	(void)close(fd);
}
