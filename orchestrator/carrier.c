/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/carry.h"

#include "base/fd.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#define MAX_CLAIMS 10000u

/* Binds the name of claim `n`, or fails with EADDRINUSE when another live process has it. */
static int bind_claim(int fd, unsigned n)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	/* The leading NUL puts the name in the abstract space: no file, nothing to clean up. */
	int len = snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1, "assay-slots-%u", n);
	socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)len);
	return bind(fd, (const struct sockaddr *)&name, size);
}

static int claim_numbers(struct assay_carrier *carrier, struct assay_err *err)
{
	assay_autofd int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return assay_fail_errno(err, "claim a number for a sandbox");
	for (unsigned n = 0; n < MAX_CLAIMS; n++) {
		if (bind_claim(fd, n) == 0) {
			carrier->sandbox.slot_id = 2 * n;
			carrier->claim = assay_steal_fd(&fd);
			carrier->has_claim = true;
			return 0;
		}
		if (errno != EADDRINUSE)
			return assay_fail_errno(err, "claim a number for a sandbox");
	}
	return assay_fail(err, ASSAY_ELIMIT, "all %u pairs of sandbox slots of this machine are in use", MAX_CLAIMS);
}

static bool is_module_name(struct assay_str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.data[i];

		if (!(c == '_' || c == '.' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      (c >= '0' && c <= '9')))
			return false;
	}
	return name.len > 0;
}

int assay_preload_add(struct assay_sandbox_options *options, struct assay_str name, struct assay_err *err)
{
	size_t len = strlen(options->preload);

	if (!is_module_name(name))
		return assay_fail(err, ASSAY_ECONFIG, "preload: \"%.*s\" is no name of a module",
				  (int)assay_utf8_cut(name, 60), name.data ? name.data : "");
	if (len + name.len + 2 > sizeof(options->preload))
		return assay_fail(err, ASSAY_ECONFIG, "preload: more than %zu bytes of names",
				  sizeof(options->preload) - 1);
	if (len > 0)
		options->preload[len++] = ' ';
	memcpy(options->preload + len, name.data, name.len);
	options->preload[len + name.len] = '\0';
	return 0;
}

int assay_preload_add_list(struct assay_sandbox_options *options, const char *names, struct assay_err *err)
{
	int rc = 0;

	while (names && rc == 0) {
		size_t len = strcspn(names, ",");

		rc = assay_preload_add(options, (struct assay_str){names, len}, err);
		names = names[len] == ',' ? names + len + 1 : NULL;
	}
	return rc;
}

/* Twice, since a template that was killed while it was prepared says nothing of this machine. */
static int make_slot(const struct assay_sandbox_options *options, struct assay_slot **ret, struct assay_err *err)
{
	struct assay_err first = {0};
	int rc = assay_slot_create(options, ret, &first);

	if (rc == ASSAY_ESANDBOX)
		return assay_slot_create(options, ret, err);
	if (rc && err)
		*err = first;
	return rc;
}

int assay_carrier_prepare(struct assay_carrier *carrier, size_t n_slots, struct assay_err *err)
{
	int rc = carrier->has_claim ? 0 : claim_numbers(carrier, err);
	for (unsigned i = 0; rc == 0 && i < n_slots; i++) {
		struct assay_sandbox_options options = carrier->sandbox;
		options.slot_id += i;
		if (!carrier->slots[i])
			rc = make_slot(&options, &carrier->slots[i], err);
	}
	if (rc == 0 && !carrier->compiled && !carrier->cache.is_off) {
		const struct assay_compile_options options = {.folder = carrier->cache.folder};
		carrier->compiled = assay_compile_cache_create(&options);
	}
	return rc;
}

void assay_carrier_drop_slots(struct assay_carrier *carrier)
{
	for (size_t i = 0; i < 2; i++) {
		assay_slot_destroy(carrier->slots[i]);
		carrier->slots[i] = NULL;
	}
}

void assay_carrier_abandon(struct assay_carrier *carrier)
{
	for (size_t i = 0; i < 2; i++) {
		if (carrier->slots[i])
			assay_slot_abandon(carrier->slots[i]);
		carrier->slots[i] = NULL;
	}
	assay_carrier_finish(carrier);
}

void assay_carrier_finish(struct assay_carrier *carrier)
{
	assay_carrier_drop_slots(carrier);
	assay_compile_cache_destroy(carrier->compiled);
	carrier->compiled = NULL;
	if (carrier->has_claim)
		assay_close_p(&carrier->claim);
	carrier->has_claim = false;
}
