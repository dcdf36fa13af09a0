/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/compiled.h"

/* The last byte is the version: another one is no entry. */
static const char magic[8] = "assaycc\1";

enum { HEAD_BYTES = sizeof magic + 2 * sizeof(struct assay_hash128), MAX_OUTPUTS = 64 };

/* Writing. */

static void add_u64(struct assay_buf *out, uint64_t value)
{
	char bytes[8];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(value >> (8 * i));
	(void)assay_buf_append(out, bytes, sizeof bytes); /* A failure shows at the end. */
}

/* An absent text is longer than anything. */
static void add_text(struct assay_buf *out, struct assay_str text)
{
	add_u64(out, assay_str_is_absent(text) ? UINT64_MAX : text.len);
	(void)assay_buf_add_str(out, text);
}

int sandbox_compiled_write(const struct assay_hash128 *key, const struct assay_outcome *outcome, struct assay_buf *out,
			   struct assay_err *err)
{
	assay_autobuf struct assay_buf body = {0};
	struct assay_hash128 hash;

	add_u64(&body, (uint64_t)outcome->exit_code);
	add_u64(&body, outcome->cpu_us);
	add_u64(&body, outcome->wall_us);
	add_u64(&body, outcome->peak_bytes);
	add_u64(&body, (uint64_t)outcome->isolation);
	add_u64(&body, (uint64_t)outcome->enforcer);
	add_text(&body, outcome->out);
	add_text(&body, outcome->err);
	add_u64(&body, outcome->n_outputs);
	for (size_t i = 0; i < outcome->n_outputs; i++) {
		add_text(&body, outcome->outputs[i].name);
		add_text(&body, outcome->outputs[i].bytes);
		add_u64(&body, outcome->outputs[i].is_executable);
	}
	if (assay_buf_error(&body, err) < 0)
		return assay_buf_error(&body, err);
	hash = assay_hash_of(assay_buf_str(&body));
	(void)assay_buf_append(out, magic, sizeof magic);
	(void)assay_buf_append(out, key->bytes, sizeof key->bytes);
	(void)assay_buf_append(out, hash.bytes, sizeof hash.bytes);
	(void)assay_buf_append(out, body.data, body.len);
	return assay_buf_error(out, err);
}

/* Reading. */

struct reader {
	struct assay_str rest;
	bool is_bad;
};

static uint64_t read_u64(struct reader *r)
{
	uint64_t value = 0;

	if (r->rest.len < 8) {
		r->is_bad = true;
		return 0;
	}
	for (size_t i = 0; i < 8; i++)
		value |= (uint64_t)(uint8_t)r->rest.data[i] << (8 * i);
	r->rest = assay_str_sub(r->rest, 8, r->rest.len);
	return value;
}

static struct assay_str read_text(struct reader *r)
{
	uint64_t len = read_u64(r);
	struct assay_str text;

	if (len == UINT64_MAX)
		return (struct assay_str){0};
	if (len > r->rest.len) {
		r->is_bad = true;
		return (struct assay_str){0};
	}
	text = assay_str_sub(r->rest, 0, (size_t)len);
	r->rest = assay_str_sub(r->rest, (size_t)len, r->rest.len);
	return text;
}

static uint64_t read_up_to(struct reader *r, uint64_t max)
{
	uint64_t value = read_u64(r);

	r->is_bad = r->is_bad || value > max;
	return r->is_bad ? 0 : value;
}

static int read_body(struct reader *r, struct assay_arena *arena, struct assay_outcome *ret, struct assay_err *err)
{
	struct assay_outcome o = {.end = ASSAY_END_EXITED};
	struct assay_file *files;

	o.exit_code = (int)read_up_to(r, 255);
	o.cpu_us = read_u64(r);
	o.wall_us = read_u64(r);
	o.peak_bytes = read_u64(r);
	o.isolation = (enum assay_isolation)read_up_to(r, ASSAY_ISOLATION_NAMESPACES);
	o.enforcer = (enum assay_enforcer)read_up_to(r, ASSAY_ENFORCER_HYBRID);
	o.out = read_text(r);
	o.err = read_text(r);
	o.n_outputs = (size_t)read_up_to(r, MAX_OUTPUTS);
	files = assay_arena_array(arena, o.n_outputs, sizeof *files);
	if (!files)
		return assay_arena_fail(arena, err);
	for (size_t i = 0; i < o.n_outputs; i++) {
		files[i].name = read_text(r);
		files[i].bytes = read_text(r);
		files[i].is_executable = read_up_to(r, 1);
		r->is_bad = r->is_bad || !assay_file_name_is_safe(files[i].name);
	}
	o.outputs = files;
	if (r->is_bad || r->rest.len > 0)
		return assay_fail(err, ASSAY_EINVAL, "damaged entry");
	*ret = o;
	return 0;
}

static bool is_entry_of(struct assay_str bytes, const struct assay_hash128 *key)
{
	struct assay_hash128 hash = assay_hash_of(assay_str_sub(bytes, HEAD_BYTES, bytes.len));

	return memcmp(bytes.data + sizeof magic, key->bytes, sizeof key->bytes) == 0 &&
	       memcmp(bytes.data + sizeof magic + sizeof key->bytes, hash.bytes, sizeof hash.bytes) == 0;
}

int sandbox_compiled_read(struct assay_str bytes, const struct assay_hash128 *key, struct assay_arena *arena,
			  struct assay_outcome *ret, struct assay_err *err)
{
	struct reader r = {0};

	if (bytes.len < HEAD_BYTES || memcmp(bytes.data, magic, sizeof magic) != 0)
		return assay_fail(err, ASSAY_EINVAL, "not an entry");
	if (key && !is_entry_of(bytes, key))
		return assay_fail(err, ASSAY_EINVAL, "damaged, or the entry of another key");
	r.rest = assay_str_sub(bytes, HEAD_BYTES, bytes.len);
	return read_body(&r, arena, ret, err);
}
