/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/compile.h"

#include "base/fd.h"
#include "base/hash.h"
#include "base/map.h"
#include "sandbox/compile_folder.h"
#include "sandbox/compiled.h"
#include "sandbox/policy.h"

#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct assay_compile_cache {
	struct sandbox_folder folder;
	struct assay_map *map; /* Of struct kept, under their keys. */
	uint64_t bytes, max_bytes;
	struct assay_compile_stats stats;
};

struct kept {
	struct assay_hash128 key;
	size_t len;
	char bytes[];
};

/* The cache. */

struct assay_compile_cache *assay_compile_cache_create(const struct assay_compile_options *options)
{
	struct assay_compile_cache *cache = calloc(1, sizeof *cache);

	if (!cache)
		return NULL;
	*cache = (struct assay_compile_cache){
		.folder.fd = -1,
		.map = assay_map_create(),
		.max_bytes = options->max_memory_bytes ? options->max_memory_bytes : UINT64_C(64) << 20,
	};
	if (!cache->map) {
		free(cache);
		return NULL;
	}
	if (options->folder && *options->folder)
		(void)sandbox_folder_open(&cache->folder, options->folder,
					  options->max_folder_bytes ? options->max_folder_bytes : UINT64_C(1) << 30);
	return cache;
}

static void forget(struct assay_compile_cache *cache)
{
	for (size_t i = 0; i < assay_map_count(cache->map); i++) {
		void *kept;

		assay_map_entry(cache->map, i, NULL, &kept);
		free(kept);
	}
	assay_map_destroy(cache->map);
	cache->map = NULL;
	cache->bytes = 0;
}

void assay_compile_cache_destroy(struct assay_compile_cache *cache)
{
	if (!cache)
		return;
	sandbox_folder_close(&cache->folder);
	forget(cache);
	free(cache);
}

struct assay_compile_stats assay_compile_cache_stats(const struct assay_compile_cache *cache)
{
	return cache->stats;
}

static struct assay_str view_of(const struct assay_hash128 *key)
{
	return (struct assay_str){(const char *)key->bytes, sizeof key->bytes};
}

/* Memory that is full is emptied: what is still of use comes back from the folder. */
static void keep_in_memory(struct assay_compile_cache *cache, const struct assay_hash128 *key, struct assay_str bytes)
{
	struct kept *kept;

	if (bytes.len > cache->max_bytes)
		return;
	if (cache->bytes + bytes.len > cache->max_bytes)
		forget(cache);
	if (!cache->map)
		cache->map = assay_map_create();
	kept = cache->map ? malloc(sizeof *kept + bytes.len) : NULL;
	if (!kept)
		return;
	*kept = (struct kept){.key = *key, .len = bytes.len};
	memcpy(kept->bytes, bytes.data, bytes.len);
	if (assay_map_add(cache->map, view_of(&kept->key), kept, NULL) == 1)
		cache->bytes += bytes.len;
	else
		free(kept);
}

/* Into the arena, since the memory's may be emptied while the program still runs. */
static bool read_copy(struct assay_str bytes, const struct assay_hash128 *key, struct assay_arena *arena,
		      struct assay_outcome *ret)
{
	struct assay_str copy = assay_arena_str(arena, bytes);

	return copy.data && sandbox_compiled_read(copy, key, arena, ret, NULL) == 0;
}

static bool recall_from_memory(struct assay_compile_cache *cache, const struct assay_hash128 *key,
			       struct assay_arena *arena, struct assay_outcome *ret)
{
	const struct kept *kept = cache->map ? assay_map_get(cache->map, view_of(key)) : NULL;

	if (!kept || !read_copy((struct assay_str){kept->bytes, kept->len}, NULL, arena, ret))
		return false;
	cache->stats.from_memory++;
	return true;
}

static bool recall_from_folder(struct assay_compile_cache *cache, const struct assay_hash128 *key,
			       struct assay_arena *arena, struct assay_outcome *ret)
{
	assay_autobuf struct assay_buf bytes = {0};
	int found = cache->folder.fd < 0 ? 0 : sandbox_folder_read(&cache->folder, key, &bytes);

	if (found == 0)
		return false;
	if (found < 0 || !read_copy(assay_buf_str(&bytes), key, arena, ret) || !assay_compile_is_good(ret)) {
		cache->stats.refused++;
		sandbox_folder_remove(&cache->folder, key);
		return false;
	}
	keep_in_memory(cache, key, assay_buf_str(&bytes));
	cache->stats.from_folder++;
	return true;
}

bool assay_compile_is_good(const struct assay_outcome *outcome)
{
	bool has_artifact = false;

	for (size_t i = 0; i < outcome->n_outputs; i++)
		has_artifact = has_artifact || !assay_str_is_absent(outcome->outputs[i].bytes);
	return outcome->end == ASSAY_END_EXITED && outcome->exit_code == 0 && has_artifact;
}

static void keep(struct assay_compile_cache *cache, const struct assay_hash128 *key,
		 const struct assay_outcome *outcome)
{
	bool is_good = assay_compile_is_good(outcome);
	assay_autobuf struct assay_buf bytes = {0};

	/* Nobody is told why a compiler was stopped; without a complaint, it was not the program that it stumbled over.
	 */
	if (outcome->end != ASSAY_END_EXITED || (!is_good && (outcome->exit_code > 2 || outcome->err.len == 0)))
		return;
	if (sandbox_compiled_write(key, outcome, &bytes, NULL) < 0)
		return;
	keep_in_memory(cache, key, assay_buf_str(&bytes));
	if (is_good && cache->folder.fd >= 0)
		sandbox_folder_write(&cache->folder, key, assay_buf_str(&bytes));
}

/* The key. */

static void add_words(struct assay_hasher *hasher, const char *const *words)
{
	size_t n = 0;

	while (words && words[n])
		n++;
	assay_hasher_add_u64(hasher, n);
	for (size_t i = 0; i < n; i++)
		assay_hasher_add(hasher, assay_str_of(words[i]));
}

static void add_identity(struct assay_hasher *hasher, const char *path)
{
	struct stat st = {0};

	if (stat(path, &st) < 0)
		st = (struct stat){0};
	assay_hasher_add(hasher, assay_str_of(path));
	const uint64_t fields[] = {
		(uint64_t)st.st_dev,	      (uint64_t)st.st_ino,	    (uint64_t)st.st_size,
		(uint64_t)st.st_mtim.tv_sec,  (uint64_t)st.st_mtim.tv_nsec, (uint64_t)st.st_ctim.tv_sec,
		(uint64_t)st.st_ctim.tv_nsec,
	};
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		assay_hasher_add_u64(hasher, fields[i]);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Every file below a folder, in the order of names: one that is written over in place changes no folder. */
static void add_tree(struct assay_hasher *hasher, const char *folder)
{
	char root[128];
	char *const paths[] = {root, NULL};

	snprintf(root, sizeof root, "%s", folder);
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR | FTS_NOSTAT, by_name);
	FTSENT *entry;

	while (tree && (entry = fts_read(tree))) {
		if (entry->fts_info != FTS_DP)
			add_identity(hasher, entry->fts_path);
	}
	if (tree)
		(void)fts_close(tree);
}

/*
 * A compiler is more than the file that is called: it starts others, reads headers and links libraries. Packages do not
 * change without their list, libraries not without the loader's; what is put below /usr/local by hand changes a folder
 * there.
 */
static void add_toolchain(struct assay_hasher *hasher, const struct assay_language *lang)
{
	static const char *const witnesses[] = {
		"/var/lib/dpkg/status",
		"/var/lib/rpm/rpmdb.sqlite",
		"/lib/apk/db/installed",
		"/etc/ld.so.cache",
		"/usr/local/lib",
		"/usr/local/include",
		"/usr/local/lib/node_modules",
		"/usr/local/lib/assay",
		"/usr/local/lib/assay/pch/bits",
		"/usr/local/lib/assay/rust",
		"/usr/local/lib/assay/go/pkg/linux_amd64",
	};
	/* What compilers read that no package list speaks of; a few hundred files, some microseconds each. */
	static const struct {
		const char *language, *folder;
	} trees[] = {
		{"typescript", "/usr/local/lib/node_modules/@types"},
		{"typescript", "/usr/lib/node_modules/@types"},
		{"go", "/usr/local/lib/assay/go/pkg"},
		{"rust", "/usr/local/lib/assay/rust"},
		{"cpp", "/usr/local/lib/assay/pch"},
	};
	const char *tool = "";

	(void)assay_language_is_available(lang, &tool);
	add_identity(hasher, tool);
	for (size_t i = 0; i < sizeof witnesses / sizeof witnesses[0]; i++)
		add_identity(hasher, witnesses[i]);
	for (size_t i = 0; i < sizeof trees / sizeof trees[0]; i++) {
		if (strcmp(trees[i].language, lang->name) == 0)
			add_tree(hasher, trees[i].folder);
	}
}

int sandbox_compile_key(const struct assay_language *lang, const struct assay_job *job, enum assay_isolation isolation,
			struct assay_hash128 *ret, struct assay_err *err)
{
	struct assay_hasher *hasher = assay_hasher_create();
	const uint64_t *limits = (const uint64_t *)&job->limits;

	if (!hasher)
		return assay_fail(err, ASSAY_ENOMEM, "out of memory");
	assay_hasher_add(hasher, ASSAY_STR("compiled program 1"));
	assay_hasher_add_u64(hasher, isolation);
	add_toolchain(hasher, lang);
	add_words(hasher, job->argv);
	add_words(hasher, job->env);
	add_words(hasher, job->outputs);
	add_words(hasher, job->policy ? job->policy->allow : NULL);
	add_words(hasher, job->policy ? job->policy->refuse : NULL);
	for (size_t i = 0; i < sizeof job->limits / sizeof *limits; i++)
		assay_hasher_add_u64(hasher, limits[i]);
	assay_hasher_add_u64(hasher, job->n_files);
	for (size_t i = 0; i < job->n_files; i++) {
		assay_hasher_add(hasher, job->files[i].name);
		assay_hasher_add(hasher, job->files[i].bytes);
		assay_hasher_add_u64(hasher, job->files[i].is_executable);
	}
	*ret = assay_hasher_result(hasher);
	assay_hasher_destroy(hasher);
	return 0;
}

/* Compiling. */

static int run(struct assay_slot *slot, const struct assay_job *job, struct assay_arena *arena,
	       struct assay_outcome *ret, struct assay_err *err)
{
	const struct assay_run_request request = {.slot = slot, .job = job, .outcome = ret};

	return assay_sandbox_run(&request, 1, arena, err);
}

static int compile_and_keep(struct assay_slot *slot, const struct assay_job *job, const struct assay_hash128 *key,
			    struct assay_compile_cache *cache, struct assay_arena *arena, struct assay_outcome *ret,
			    struct assay_err *err)
{
	int r = run(slot, job, arena, ret, err);

	if (r < 0)
		return r;
	cache->stats.compiled++;
	keep(cache, key, ret);
	return 0;
}

static int compile_once(struct assay_slot *slot, const struct assay_job *job, const struct assay_hash128 *key,
			struct assay_compile_cache *cache, struct assay_arena *arena, struct assay_outcome *ret,
			struct assay_err *err)
{
	int lock = cache->folder.fd < 0 ? -1 : sandbox_folder_lock(&cache->folder, key);
	int r = 0;

	/* Who had to wait finds what the other made. */
	if (!recall_from_folder(cache, key, arena, ret))
		r = compile_and_keep(slot, job, key, cache, arena, ret, err);
	assay_close_p(&lock);
	return r;
}

int assay_compile(struct assay_slot *slot, const struct assay_program *program, struct assay_compile_cache *cache,
		  struct assay_arena *arena, struct assay_outcome *ret, struct assay_err *err)
{
	enum assay_isolation isolation = assay_slot_isolation(slot);
	struct assay_hash128 key;
	struct assay_job job;
	int r = assay_language_compile_job(program, arena, &job, err);

	if (r <= 0)
		return r;
	/* Without isolation a candidate may change files of ours, compilers among them. */
	if (!cache || isolation == ASSAY_ISOLATION_NONE) {
		r = run(slot, &job, arena, ret, err);
		return r < 0 ? r : 1;
	}
	r = sandbox_compile_key(assay_language_find(program->language), &job, isolation, &key, err);
	if (r == 0 && !recall_from_memory(cache, &key, arena, ret))
		r = compile_once(slot, &job, &key, cache, arena, ret, err);
	return r < 0 ? r : 1;
}
