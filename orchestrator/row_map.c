/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/row_map.h"

#include <assert.h>
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>

/* A batch is full at either: large enough to hide the locking, small enough to share the work out evenly. */
#define BATCH_ROWS  256
#define BATCH_BYTES ((size_t)1 << 20)

/* Batches in flight for each worker: one being mapped, one waiting, one being read or written. */
#define BATCHES_PER_JOB 3

struct batch {
	bool is_done; /* Mapped, and the caller's again. Guarded by the lock. */
	struct assay_buf lines, rows;
	size_t line_ends[BATCH_ROWS], row_ends[BATCH_ROWS]; /* Offsets behind each, in the two buffers. */
	uint64_t line_numbers[BATCH_ROWS];
	size_t n_lines, n_rows;
	int rc; /* Of the first line that failed: rows[n_rows] would have been its. */
	struct assay_err err;
};

struct farm {
	const struct assay_row_map *map;
	const char *path;
	struct assay_jsonl_reader *reader;
	struct assay_jsonl_writer *writer;
	struct batch *batches; /* A ring: filled, mapped and written in this order. */
	size_t n_batches;
	uint64_t filled, taken, written; /* Batches so far; modulo n_batches they index the ring. */
	bool is_closed;			 /* No more batches will come. */
	pthread_mutex_t lock;
	pthread_cond_t has_work, has_result;
};

static struct assay_str part(const struct assay_buf *buf, const size_t *ends, size_t i)
{
	size_t start = i ? ends[i - 1] : 0;
	return (struct assay_str){.data = buf->data + start, .len = ends[i] - start};
}

/* Reads lines into a batch: 1 when it holds some, 0 at the end of the input. */
static int fill(struct farm *farm, struct batch *batch, struct assay_err *err)
{
	assay_buf_clear(&batch->lines);
	batch->n_lines = 0;
	while (batch->n_lines < BATCH_ROWS && batch->lines.len < BATCH_BYTES) {
		struct assay_str line;
		int rc = assay_jsonl_next_line(farm->reader, &line, err);
		if (rc < 0)
			return rc;
		if (rc == 0)
			break;
		if (assay_buf_add_str(&batch->lines, line))
			return assay_buf_error(&batch->lines, err);
		batch->line_numbers[batch->n_lines] = assay_jsonl_line(farm->reader);
		batch->line_ends[batch->n_lines++] = batch->lines.len;
	}
	return batch->n_lines > 0;
}

/* Maps all lines of a batch, up to the first that fails. */
static void map_batch(const struct farm *farm, void *worker, struct batch *batch)
{
	assay_buf_clear(&batch->rows);
	batch->err = (struct assay_err){0};
	batch->rc = 0;
	for (batch->n_rows = 0; batch->n_rows < batch->n_lines; batch->n_rows++) {
		struct assay_str line = part(&batch->lines, batch->line_ends, batch->n_rows);
		int rc = farm->map->map(worker, line, &batch->rows, &batch->err);
		if (rc == 0)
			rc = assay_buf_error(&batch->rows, &batch->err);
		if (rc) {
			batch->rc = assay_err_wrap(&batch->err, rc, "%s:%" PRIu64, farm->path,
						   batch->line_numbers[batch->n_rows]);
			return;
		}
		batch->row_ends[batch->n_rows] = batch->rows.len;
	}
}

static int write_batch(struct farm *farm, const struct batch *batch, struct assay_err *err)
{
	for (size_t i = 0; i < batch->n_rows; i++) {
		struct assay_str row = part(&batch->rows, batch->row_ends, i);
		int rc = row.len ? assay_jsonl_write(farm->writer, row, err) : 0;
		if (rc)
			return rc;
	}
	if (batch->rc && err)
		*err = batch->err;
	return batch->rc;
}

static void *work(void *data)
{
	struct farm *farm = data;
	void *worker = farm->map->create_worker(farm->map->context);
	(void)pthread_mutex_lock(&farm->lock);
	for (;;) {
		while (farm->taken == farm->filled && !farm->is_closed)
			(void)pthread_cond_wait(&farm->has_work, &farm->lock);
		if (farm->taken == farm->filled)
			break;
		struct batch *batch = &farm->batches[farm->taken++ % farm->n_batches];
		(void)pthread_mutex_unlock(&farm->lock);
		batch->n_rows = 0;
		if (worker)
			map_batch(farm, worker, batch);
		else
			batch->rc = assay_fail(&batch->err, ASSAY_ENOMEM, "no memory for a worker");
		(void)pthread_mutex_lock(&farm->lock);
		batch->is_done = true;
		(void)pthread_cond_signal(&farm->has_result);
	}
	(void)pthread_mutex_unlock(&farm->lock);
	if (worker)
		farm->map->destroy_worker(worker);
	return NULL;
}

/* Waits for the oldest batch and writes it. */
static int write_oldest(struct farm *farm, struct assay_err *err)
{
	struct batch *batch = &farm->batches[farm->written % farm->n_batches];
	(void)pthread_mutex_lock(&farm->lock);
	while (!batch->is_done)
		(void)pthread_cond_wait(&farm->has_result, &farm->lock);
	batch->is_done = false;
	(void)pthread_mutex_unlock(&farm->lock);
	farm->written++;
	return write_batch(farm, batch, err);
}

static void hand_out(struct farm *farm)
{
	(void)pthread_mutex_lock(&farm->lock);
	farm->filled++;
	(void)pthread_cond_signal(&farm->has_work);
	(void)pthread_mutex_unlock(&farm->lock);
}

/* Reads, hands out and writes until the input ends; lines before one that cannot be read come out first. */
static int feed(struct farm *farm, struct assay_err *err)
{
	struct assay_err read_err = {0};
	int more = 1;
	while (more == 1) {
		bool is_full = farm->filled - farm->written == farm->n_batches;
		int rc = is_full ? write_oldest(farm, err) : 0;
		if (rc)
			return rc;
		struct batch *batch = &farm->batches[farm->filled % farm->n_batches];
		more = fill(farm, batch, &read_err);
		if (batch->n_lines > 0)
			hand_out(farm);
	}
	while (farm->written < farm->filled) {
		int rc = write_oldest(farm, err);
		if (rc)
			return rc;
	}
	if (more < 0 && err)
		*err = read_err;
	return more;
}

static int run_threads(struct farm *farm, size_t jobs, struct assay_err *err)
{
	pthread_t *threads = calloc(jobs, sizeof(*threads));
	size_t n = 0;
	if (!threads)
		return assay_fail(err, ASSAY_ENOMEM, "no memory for %zu threads", jobs);
	while (n < jobs && pthread_create(&threads[n], NULL, work, farm) == 0)
		n++;
	int rc = n ? feed(farm, err) : assay_fail(err, ASSAY_EIO, "cannot start a thread");
	(void)pthread_mutex_lock(&farm->lock);
	farm->is_closed = true;
	(void)pthread_cond_broadcast(&farm->has_work);
	(void)pthread_mutex_unlock(&farm->lock);
	for (size_t i = 0; i < n; i++)
		(void)pthread_join(threads[i], NULL);
	free(threads);
	return rc;
}

/* One job: read, map and write in turn on this thread. */
static int run_here(struct farm *farm, struct assay_err *err)
{
	struct batch *batch = &farm->batches[0];
	void *worker = farm->map->create_worker(farm->map->context);
	if (!worker)
		return assay_fail(err, ASSAY_ENOMEM, "no memory for a worker");
	struct assay_err read_err = {0};
	int more = 1, rc = 0;
	while (rc == 0 && more == 1) {
		more = fill(farm, batch, &read_err);
		map_batch(farm, worker, batch);
		rc = write_batch(farm, batch, err);
	}
	if (rc == 0 && more < 0) {
		rc = more;
		if (err)
			*err = read_err;
	}
	farm->map->destroy_worker(worker);
	return rc;
}

size_t assay_row_map_default_jobs(void)
{
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		return 1; /* More than 1024 processors: the caller may say --jobs. */
	int n = CPU_COUNT(&set);
	return n > 1 ? (size_t)n : 1;
}

int assay_row_map_run(const struct assay_row_map *map, const char *path, size_t jobs, struct assay_jsonl_writer *writer,
		      struct assay_err *err)
{
	assert(jobs > 0);
	struct farm farm = {.map = map,
			    .path = strcmp(path, "-") == 0 ? "standard input" : path,
			    .writer = writer,
			    .n_batches = jobs > 1 ? jobs * BATCHES_PER_JOB : 1,
			    .lock = PTHREAD_MUTEX_INITIALIZER,
			    .has_work = PTHREAD_COND_INITIALIZER,
			    .has_result = PTHREAD_COND_INITIALIZER};
	int rc = assay_jsonl_open(path, 0, &farm.reader, err);
	if (rc)
		return rc;
	farm.batches = calloc(farm.n_batches, sizeof(*farm.batches));
	if (!farm.batches)
		rc = assay_fail(err, ASSAY_ENOMEM, "no memory for %zu jobs", jobs);
	else
		rc = jobs > 1 ? run_threads(&farm, jobs, err) : run_here(&farm, err);
	for (size_t i = 0; farm.batches && i < farm.n_batches; i++) {
		assay_buf_finish(&farm.batches[i].lines);
		assay_buf_finish(&farm.batches[i].rows);
	}
	free(farm.batches);
	assay_jsonl_close(farm.reader);
	return rc;
}
