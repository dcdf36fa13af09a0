/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/slots.h"

#include "base/fd.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MAX_PAIRS 10000u

/* Binds the name of pair `n`: a descriptor, or -1 with EADDRINUSE when another live process has it. */
static int claim_pair(unsigned n)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	/* The leading NUL puts the name in the abstract space: no file, nothing to clean up. */
	int len = snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1, "assay-slots-%u", n);
	socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)len);
	assay_autofd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&name, size) < 0)
		return -1;
	return assay_steal_fd(&fd);
}

static int claim_numbers(struct assay_slots *slots, struct assay_err *err)
{
	for (unsigned n = 0; n < MAX_PAIRS; n++) {
		slots->claim = claim_pair(n);
		if (slots->claim >= 0) {
			slots->options.slot_id = 2 * n;
			return 0;
		}
		if (errno != EADDRINUSE)
			return assay_fail_errno(err, "claim a number for a sandbox");
	}
	return assay_fail(err, ASSAY_ELIMIT, "all %u pairs of sandbox slots of this machine are in use", MAX_PAIRS);
}

static void destroy_pair(struct assay_slots *slots)
{
	for (size_t i = 0; i < 2; i++) {
		assay_slot_destroy(slots->pair[i]);
		slots->pair[i] = NULL;
	}
}

static int create_pair(struct assay_slots *slots, struct assay_err *err)
{
	for (unsigned i = 0; i < 2; i++) {
		struct assay_sandbox_options options = slots->options;
		options.slot_id += i;
		int rc = assay_slot_create(&options, &slots->pair[i], err);
		if (rc)
			return rc;
	}
	return 0;
}

int assay_slots_open(const struct assay_sandbox_options *options, struct assay_slots *ret, struct assay_err *err)
{
	*ret = (struct assay_slots){.options = *options, .claim = -1};
	int rc = claim_numbers(ret, err);
	if (rc == 0)
		rc = create_pair(ret, err);
	if (rc)
		assay_slots_close(ret);
	return rc;
}

int assay_slots_renew(struct assay_slots *slots, struct assay_err *err)
{
	destroy_pair(slots);
	int rc = create_pair(slots, err);
	if (rc)
		assay_slots_close(slots);
	return rc;
}

void assay_slots_close(struct assay_slots *slots)
{
	destroy_pair(slots);
	assay_close_p(&slots->claim);
}
