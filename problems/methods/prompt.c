/* SPDX-License-Identifier: Apache-2.0 */
#include "problems/methods/prompt.h"

#include "base/fd.h"
#include "base/num.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define MAX_PROMPT_BYTES ((size_t)65536)

/* Name as in C, name of the file, version. */
#define PROMPTS(X)                               \
	X(adversarial, "adversarial", 1)         \
	X(answer, "answer", 2)                   \
	X(back_translate, "back-translate", 1)   \
	X(context, "context", 2)                 \
	X(critique, "critique", 2)               \
	X(edge_boundary, "edge-boundary", 1)     \
	X(edge_cases, "edge-cases", 2)           \
	X(edge_largest, "edge-largest", 1)       \
	X(edge_repeated, "edge-repeated", 1)     \
	X(edge_smallest, "edge-smallest", 1)     \
	X(evol_concretise, "evol-concretise", 1) \
	X(evol_deepen, "evol-deepen", 1)         \
	X(evol_instruct, "evol-instruct", 2)     \
	X(evol_transfer, "evol-transfer", 1)     \
	X(evol_widen, "evol-widen", 1)           \
	X(oss_instruct, "oss-instruct", 2)       \
	X(paraphrase, "paraphrase", 1)           \
	X(repair, "repair", 2)                   \
	X(retry, "retry", 1)                     \
	X(revise, "revise", 2)                   \
	X(self_instruct, "self-instruct", 2)     \
	X(test_writing, "test-writing", 2)       \
	X(trap_distractor, "trap-distractor", 1) \
	X(trap_habit, "trap-habit", 1)           \
	X(trap_shortcut, "trap-shortcut", 1)     \
	X(trap_wording, "trap-wording", 1)       \
	X(weak, "weak", 2)

#define DECLARE(symbol, file, number)              \
	extern const char assay_prompt_##symbol[]; \
	extern const size_t assay_prompt_##symbol##_len;
PROMPTS(DECLARE)

/* NOLINTNEXTLINE(bugprone-macro-parentheses): terms of a sum. */
#define COUNT(symbol, file, number) +1
#define N_PROMPTS		    (0 PROMPTS(COUNT))

static const char *const slot_names[] = {
	"answer",    "avoid",	 "critique", "demonstrations", "draft",	    "error",   "evidence",
	"format",    "kind",	 "level",    "language",       "operator",  "persona", "prompt",
	"reference", "rejected", "reply",    "snippet",	       "statement", "tests",   "topic",
};

struct assay_prompts {
	struct assay_prompt items[N_PROMPTS];
};

static bool is_slot_byte(char c)
{
	return (c >= 'a' && c <= 'z') || c == '_';
}

/* The name of the slot that begins at `at`, or absent: then the brace stands for itself. */
static struct assay_str slot_at(struct assay_str text, size_t at)
{
	size_t end = at + 1;
	while (end < text.len && is_slot_byte(text.data[end]))
		end++;
	if (end == at + 1 || end == text.len || text.data[end] != '}')
		return (struct assay_str){0};
	return assay_str_sub(text, at + 1, end - at - 1);
}

static bool is_known_slot(struct assay_str name)
{
	for (size_t i = 0; i < sizeof(slot_names) / sizeof(slot_names[0]); i++) {
		if (assay_str_is(name, slot_names[i]))
			return true;
	}
	return false;
}

static int check_text(struct assay_str text, struct assay_err *err)
{
	if (!assay_utf8_is_valid(text) || memchr(text.data, 0, text.len))
		return assay_fail(err, ASSAY_ECONFIG, "is not UTF-8 text");
	for (size_t i = 0; i < text.len; i++) {
		struct assay_str name = text.data[i] == '{' ? slot_at(text, i) : (struct assay_str){0};
		if (name.len && !is_known_slot(name))
			return assay_fail(err, ASSAY_ECONFIG, "there is no slot {%.*s}", (int)name.len, name.data);
	}
	return 0;
}

/* --- The user's folder --- */

/* NAME.vN.txt; false: another file. */
static bool parse_name(const char *file, struct assay_str *ret_name, uint64_t *ret_version)
{
	struct assay_str whole = assay_str_of(file);
	if (!assay_str_ends(whole, ".txt"))
		return false;
	whole = assay_str_sub(whole, 0, whole.len - 4);
	size_t dot = SIZE_MAX;
	for (size_t at = assay_str_find(whole, ASSAY_STR(".v"), 0); at != SIZE_MAX;
	     at = assay_str_find(whole, ASSAY_STR(".v"), at + 1))
		dot = at;
	if (dot == SIZE_MAX)
		return false;
	*ret_name = assay_str_sub(whole, 0, dot);
	return assay_parse_u64(assay_str_sub(whole, dot + 2, whole.len), 1, 1000000, ret_version, NULL) == 0;
}

static struct assay_prompt *find(struct assay_prompts *prompts, struct assay_str name)
{
	for (size_t i = 0; i < N_PROMPTS; i++) {
		if (assay_str_is(name, prompts->items[i].name))
			return &prompts->items[i];
	}
	return NULL;
}

static int read_text(const char *folder, const char *file, struct assay_arena *arena, struct assay_str *ret,
		     struct assay_err *err)
{
	struct assay_str path = assay_arena_printf(arena, "%s/%s", folder, file);
	char *bytes = path.data ? assay_arena_alloc(arena, MAX_PROMPT_BYTES + 1) : NULL;
	if (!bytes)
		return assay_arena_fail(arena, err);
	FILE *stream = fopen(path.data, "re");
	if (!stream)
		return assay_fail_errno(err, "open");
	size_t n = fread(bytes, 1, MAX_PROMPT_BYTES + 1, stream);
	bool is_bad = ferror(stream);
	int error = errno;
	(void)fclose(stream); /* Only read. */
	errno = error;
	if (is_bad)
		return assay_fail_errno(err, "read");
	if (n > MAX_PROMPT_BYTES)
		return assay_fail(err, ASSAY_ECONFIG, "is larger than %zu bytes", MAX_PROMPT_BYTES);
	*ret = (struct assay_str){bytes, n};
	return check_text(*ret, err);
}

static int take_file(struct assay_prompts *prompts, const char *folder, const char *file, struct assay_arena *arena,
		     struct assay_err *err)
{
	struct assay_str name;
	uint64_t version;
	if (file[0] == '.')
		return 0;
	struct assay_prompt *prompt = parse_name(file, &name, &version) ? find(prompts, name) : NULL;
	if (!prompt)
		return assay_fail(err, ASSAY_ECONFIG, "is no prompt: expected NAME.vN.txt with a name of ours");
	if (prompt->is_users && prompt->version >= version)
		return 0;
	int rc = read_text(folder, file, arena, &prompt->text, err);
	prompt->version = (unsigned)version;
	prompt->is_users = true;
	return rc;
}

static int take_folder(struct assay_prompts *prompts, const char *folder, struct assay_arena *arena,
		       struct assay_err *err)
{
	DIR *dir = opendir(folder);
	if (!dir)
		return assay_fail(err, ASSAY_ECONFIG, "open: %s", strerror(errno));
	int rc = 0;
	for (struct dirent *entry = readdir(dir); rc == 0 && entry; entry = readdir(dir)) {
		rc = take_file(prompts, folder, entry->d_name, arena, err);
		if (rc)
			(void)assay_err_wrap(err, rc, "%s", entry->d_name);
	}
	(void)closedir(dir); /* Only read. */
	return rc;
}

int assay_prompts_load(const char *folder, struct assay_arena *arena, struct assay_prompts **ret, struct assay_err *err)
{
	struct assay_prompts *prompts = assay_arena_alloc(arena, sizeof(*prompts));
	size_t n = 0;
	if (!prompts)
		return assay_arena_fail(arena, err);
#define FILL(symbol, file, number)                   \
	prompts->items[n++] = (struct assay_prompt){ \
		.name = (file), .version = (number), .text = {assay_prompt_##symbol, assay_prompt_##symbol##_len}};
	PROMPTS(FILL)
	int rc = folder ? take_folder(prompts, folder, arena, err) : 0;
	if (rc)
		return assay_err_wrap(err, rc, "prompts: %s", folder);
	*ret = prompts;
	return 0;
}

const struct assay_prompt *assay_prompts_find(const struct assay_prompts *prompts, const char *name)
{
	for (size_t i = 0; i < N_PROMPTS; i++) {
		if (strcmp(prompts->items[i].name, name) == 0)
			return &prompts->items[i];
	}
	return NULL;
}

size_t assay_prompts_count(const struct assay_prompts *prompts)
{
	(void)prompts;
	return N_PROMPTS;
}

const struct assay_prompt *assay_prompts_at(const struct assay_prompts *prompts, size_t i)
{
	assert(i < N_PROMPTS);
	return &prompts->items[i];
}

/* --- Filling --- */

void assay_slots_put(struct assay_slots *slots, const char *name, struct assay_str value)
{
	assert(is_known_slot(assay_str_of(name)));
	for (size_t i = 0; i < slots->n; i++) {
		if (strcmp(slots->items[i].name, name) == 0) {
			slots->items[i].value = value;
			return;
		}
	}
	assert(slots->n < ASSAY_MAX_SLOTS);
	slots->items[slots->n].name = name;
	slots->items[slots->n++].value = value;
}

static struct assay_str value_of(const struct assay_slots *slots, struct assay_str name)
{
	for (size_t i = 0; i < slots->n; i++) {
		if (assay_str_is(name, slots->items[i].name))
			return slots->items[i].value;
	}
	return (struct assay_str){0};
}

int assay_prompt_render(const struct assay_prompt *prompt, const struct assay_slots *slots, struct assay_buf *out,
			struct assay_err *err)
{
	struct assay_str text = prompt->text;
	for (size_t i = 0; i < text.len; i++) {
		struct assay_str name = text.data[i] == '{' ? slot_at(text, i) : (struct assay_str){0};
		if (name.len == 0) {
			(void)assay_buf_add_char(out, text.data[i]); /* Failures of `out` are sticky. */
			continue;
		}
		(void)assay_buf_add_str(out, value_of(slots, name));
		i += name.len + 1;
	}
	return assay_buf_error(out, err);
}
