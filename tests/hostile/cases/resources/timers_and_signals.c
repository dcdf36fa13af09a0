// problem: sum
// accept: fail
// what: as many timers, queued signals, event and timer descriptors as the kernel gives
#define _GNU_SOURCE
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
int main(void)
{
	sigset_t all;
	timer_t t;
	struct sigevent e = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
	struct itimerspec soon = {{0, 1000}, {0, 1000}};
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	for (int i = 0; i < 100000; i++) {
		if (timer_create(CLOCK_MONOTONIC, &e, &t) == 0)
			timer_settime(t, 0, &soon, NULL);
		sigqueue(getpid(), SIGRTMIN + 1, (union sigval){0});
		if (eventfd(0, 0) < 0 && timerfd_create(CLOCK_MONOTONIC, 0) < 0 && epoll_create1(0) < 0 && i > 50000)
			break;
	}
	return 4;
}
