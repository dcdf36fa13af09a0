/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/sandbox.h"

static void set_default(uint64_t *field, uint64_t value)
{
	if (*field == 0)
		*field = value;
}

void assay_limits_fill(struct assay_limits *limits)
{
	const uint64_t mib = UINT64_C(1) << 20;

	set_default(&limits->cpu_ms, 10000);
	set_default(&limits->wall_ms, limits->cpu_ms > UINT64_MAX / 4 ? UINT64_MAX : 3 * limits->cpu_ms + 2000);
	set_default(&limits->mem_bytes, 512 * mib);
	set_default(&limits->output_bytes, 4 * mib);
	set_default(&limits->fs_bytes, 64 * mib);
	set_default(&limits->fs_inodes, 4096);
	set_default(&limits->procs, 64);
	set_default(&limits->open_files, 256);
}

/* Length of the part at the head of `s`, up to a slash; 0 when the part may not be created. */
static size_t safe_part(struct assay_str s)
{
	size_t n = 0;

	while (n < s.len && s.data[n] != '/') {
		unsigned char c = (unsigned char)s.data[n];

		/* Control bytes would let a name forge lines of a log or move a terminal's cursor. */
		if (c < 0x20 || c == 0x7f)
			return 0;
		n++;
	}
	if (n <= 2 && memcmp(s.data, "..", n) == 0)
		return 0;
	return n;
}

bool assay_file_name_is_safe(struct assay_str name)
{
	enum { MAX_BYTES = 200, MAX_PARTS = 8 };

	if (assay_str_is_absent(name) || name.len == 0 || name.len > MAX_BYTES)
		return false;
	for (int parts = 0; parts < MAX_PARTS; parts++) {
		size_t n = safe_part(name);

		if (n == 0)
			return false;
		if (n == name.len)
			return true;
		name = assay_str_sub(name, n + 1, name.len);
	}
	return false;
}

const char *assay_isolation_name(enum assay_isolation level)
{
	static const char *const names[] = {"unknown", "none", "landlock", "namespaces"};

	return (size_t)level < sizeof names / sizeof names[0] ? names[level] : names[0];
}

enum assay_isolation assay_isolation_of(const char *name)
{
	if (!name || strcmp(name, "namespaces") == 0)
		return ASSAY_ISOLATION_NAMESPACES;
	return strcmp(name, "landlock") == 0 ? ASSAY_ISOLATION_LANDLOCK : ASSAY_ISOLATION_UNKNOWN;
}

const char *assay_enforcer_name(enum assay_enforcer enforcer)
{
	static const char *const names[] = {"unknown", "rlimit", "cgroup1", "cgroup2", "hybrid"};

	return (size_t)enforcer < sizeof names / sizeof names[0] ? names[enforcer] : names[0];
}
