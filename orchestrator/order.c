/* SPDX-License-Identifier: Apache-2.0 */
/* The payloads of SETUP and ORDER frames. */
#include "orchestrator/worker.h"

int assay_worker_setup_write(const struct assay_worker_setup *setup, struct assay_buf *out, struct assay_err *err)
{
	const struct assay_problem_limits *limits = &setup->verify.limits;
	struct assay_jsonw w;
	assay_jsonw_init(&w, out);
	assay_jsonw_object(&w);
	assay_jsonw_kv_u64(&w, "require", (uint64_t)setup->sandbox.require);
	assay_jsonw_kv_bool(&w, "is_unsafe", setup->sandbox.is_unsafe);
	assay_jsonw_kv_bool(&w, "has_no_zygotes", setup->sandbox.has_no_zygotes);
	assay_jsonw_kv_c(&w, "preload", setup->sandbox.preload);
	assay_jsonw_kv_bool(&w, "needs_sandbox", setup->needs_sandbox);
	assay_jsonw_kv_bool(&w, "is_cache_off", setup->cache.is_off);
	assay_jsonw_kv_c(&w, "cache_folder", setup->cache.folder);
	assay_jsonw_kv_bool(&w, "stop_early", setup->verify.stop_early);
	assay_jsonw_kv_bool(&w, "reseeds_hashes", setup->verify.reseeds_hashes);
	assay_jsonw_kv_f64(&w, "time_factor", setup->verify.time_factor);
	assay_jsonw_kv_u64(&w, "cpu_ms", limits->cpu_ms);
	assay_jsonw_kv_u64(&w, "wall_ms", limits->wall_ms);
	assay_jsonw_kv_u64(&w, "mem_mb", limits->mem_mb);
	assay_jsonw_kv_u64(&w, "output_kb", limits->output_kb);
	assay_jsonw_kv_u64(&w, "procs", limits->procs);
	assay_jsonw_end_object(&w);
	return assay_buf_error(out, err);
}

int assay_worker_setup_read(struct assay_str text, struct assay_worker_setup *ret, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	*ret = (struct assay_worker_setup){0};
	int rc = assay_json_parse(text, NULL, &doc, err);
	if (rc)
		return rc;
	struct assay_json root = assay_json_root(doc);
	struct assay_problem_limits *limits = &ret->verify.limits;
	const struct {
		const char *key;
		uint64_t *value;
	} numbers[] = {
		{"cpu_ms", &limits->cpu_ms},	   {"wall_ms", &limits->wall_ms}, {"mem_mb", &limits->mem_mb},
		{"output_kb", &limits->output_kb}, {"procs", &limits->procs},
	};
	uint64_t require = 0;
	rc = assay_json_read_u64(root, "require", 0, ASSAY_ISOLATION_NAMESPACES, &require, err);
	for (size_t i = 0; rc == 0 && i < sizeof(numbers) / sizeof(numbers[0]); i++)
		rc = assay_json_read_u64(root, numbers[i].key, 0, UINT64_MAX, numbers[i].value, err);
	if (rc == 0)
		rc = assay_json_read_bool(root, "is_unsafe", &ret->sandbox.is_unsafe, err);
	if (rc == 0)
		rc = assay_json_read_bool(root, "has_no_zygotes", &ret->sandbox.has_no_zygotes, err);
	struct assay_str preload = assay_json_str(assay_json_get(root, "preload"));
	if (rc == 0 && preload.len >= sizeof(ret->sandbox.preload))
		rc = assay_fail(err, ASSAY_EINVAL, "preload: too long");
	if (rc == 0 && preload.len > 0)
		memcpy(ret->sandbox.preload, preload.data, preload.len);
	if (rc == 0)
		rc = assay_json_read_bool(root, "needs_sandbox", &ret->needs_sandbox, err);
	if (rc == 0)
		rc = assay_json_read_bool(root, "is_cache_off", &ret->cache.is_off, err);
	struct assay_str folder = assay_json_str(assay_json_get(root, "cache_folder"));
	if (rc == 0 && folder.len >= sizeof(ret->cache.folder))
		rc = assay_fail(err, ASSAY_EINVAL, "cache_folder: too long");
	if (rc == 0 && folder.len > 0)
		memcpy(ret->cache.folder, folder.data, folder.len);
	if (rc == 0)
		rc = assay_json_read_bool(root, "stop_early", &ret->verify.stop_early, err);
	if (rc == 0)
		rc = assay_json_read_bool(root, "reseeds_hashes", &ret->verify.reseeds_hashes, err);
	if (rc == 0)
		rc = assay_json_read_f64(root, "time_factor", &ret->verify.time_factor, err);
	ret->sandbox.require = (enum assay_isolation)require;
	return rc;
}

int assay_order_write(const struct assay_problem *problem, const struct assay_candidate *candidate,
		      struct assay_buf *out, struct assay_err *err)
{
	(void)assay_buf_add_c(out, "{\"problem\":");
	int rc = assay_problem_write(problem, out, err);
	if (rc)
		return rc;
	(void)assay_buf_add_c(out, ",\"candidate\":");
	rc = assay_candidate_write(candidate, out, err);
	if (rc)
		return rc;
	(void)assay_buf_add_char(out, '}');
	return assay_buf_error(out, err);
}

int assay_order_read(struct assay_str text, struct assay_arena *arena, struct assay_problem *ret_problem,
		     struct assay_candidate *ret_candidate, struct assay_err *err)
{
	assay_autojson struct assay_json_doc *doc = NULL;
	int rc = assay_json_parse(text, NULL, &doc, err);
	if (rc)
		return rc;
	struct assay_json root = assay_json_root(doc);
	rc = assay_problem_read(assay_json_get(root, "problem"), arena, ret_problem, err);
	return rc ? rc : assay_candidate_read(assay_json_get(root, "candidate"), arena, ret_candidate, err);
}
