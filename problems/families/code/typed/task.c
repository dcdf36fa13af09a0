/* SPDX-License-Identifier: Apache-2.0 */
/* From a drawn program to an instance: slots, references, and tests that tell the program from its variants. */
#include "problems/families/code/typed/machine.h"

#define MAX_TRIES 4000

/* Of programs with steps before the result. */
const char *const tp_phrasings[] = {
	"Do the following:\n\n{steps}\n\nThen {return} {result}.{notes}",
	"{prose} Finally, {return} {result}.{notes}",
	("{^return} {result} after these steps. Each goes on with what the one before it left, unless it names "
	 "something "
	 "else.\n\n{steps}{notes}"),
	"A small program works as follows:\n\n{steps}\n\nIts answer is {result}. {^return} this answer.{notes}",
	"The input goes through these stages. {prose} What comes out is {result}; {return} it.{notes}",
	"Carry out, one after the other:\n\n{steps}\n\nWanted is {result}. {^return} it.{notes}",
	NULL,
};

/* Of programs with one such step. */
static const char *const single_phrasings[] = {
	"{prose} Then {return} {result}.{notes}",
	"{prose} {^return} {result}.{notes}",
	"Begin like this. {prose} Now {return} {result}.{notes}",
	"A small program does this: {prose} Its answer is {result}. {^return} this answer.{notes}",
	"{prose} Wanted is {result}; {return} it.{notes}",
	"{prose} What is {result}? {^return} it.{notes}",
	NULL,
};

/* Of programs that are one summary of an argument. */
static const char *const short_phrasings[] = {
	"{^return} {result}.{notes}",
	"Find {result}, and {return} it.{notes}",
	"Wanted is {result}. {^return} it.{notes}",
	"Your task is to work out {result}. {^return} this number.{notes}",
	"Compute {result}, then {return} what you have found.{notes}",
	"The answer is {result}. {^return} it.{notes}",
	NULL,
};

/* --- The program ------------------------------------------------------------------------------------------------ */

static void find_program(struct kit *k, struct tp_task *task)
{
	int rc = 0;
	tp_draw_probes(&task->signature, k->arena, task->probes, &rc);
	struct assay_arena *work = assay_arena_create(0);
	bool is_found = false;
	for (unsigned tries = 0; work && rc == 0 && !is_found && tries < MAX_TRIES; tries++) {
		assay_arena_reset(work);
		tp_grow(k->rng, k->level, &task->signature, &task->program);
		is_found = tp_is_worthwhile(&task->program, task->probes, work, &task->finding, &rc);
	}
	assay_arena_destroy(work);
	if (rc || !work)
		kit_full(k);
	else if (!is_found)
		kit_fail(k, "no program worth telling");
	else if (!tp_measure(&task->program, &task->ranges))
		kit_fail(k, "a program whose values may be too large");
}

static const char *copy(struct kit *k, struct assay_buf *text)
{
	if (text->error)
		kit_full(k);
	return kit_copy(k, assay_buf_str(text)).data;
}

static void put_words(struct kit *k, struct tp_task *task)
{
	struct assay_rng wording;
	assay_rng_split(k->rng, ASSAY_STR("sentences"), 0, 0, &wording);
	struct tp_words words;
	tp_say(&task->program, &task->ranges, &wording, &words);
	assay_autobuf struct assay_buf notes = {0};
	if (words.notes.len > 0) /* It begins with a space. */
		(void)assay_buf_printf(&notes, "\n\n(%s)", words.notes.data + 1);
	kit_skin(k, "steps", copy(k, &words.steps));
	kit_skin(k, "prose", copy(k, &words.prose));
	kit_skin(k, "result", copy(k, &words.result));
	kit_skin(k, "notes", copy(k, &notes));
	if (words.n_sentences < 2)
		kit_phrasings(k, words.n_sentences == 1 ? single_phrasings : short_phrasings);
	tp_words_finish(&words);
}

static void put_references(struct kit *k, struct tp_task *task)
{
	static void (*const writers[])(const struct tp_program *, const struct tp_ranges *, const char *,
				       struct assay_buf *) = {tp_write_python, tp_write_cpp, tp_write_javascript};
	static const char *const names[] = {"python", "cpp", "javascript"};
	const char *entry = k->instance->request->family->code->entry;
	for (size_t i = 0; i < KIT_COUNT(writers); i++) {
		assay_autobuf struct assay_buf text = {0};
		writers[i](&task->program, &task->ranges, entry, &text);
		const char *code = copy(k, &text);
		code_put(k, names[i], code, code, code);
	}
}

/* Programs that differ in constants alone are of one template; those that behave alike are one task. */
static void put_identity(struct kit *k, struct tp_task *task)
{
	assay_autobuf struct assay_buf pattern = {0};
	tp_text(&task->program, task->program.root, &pattern);
	assay_autobuf struct assay_buf whole = {0};
	char hex[ASSAY_HASH_HEX];
	assay_hash_hex(&task->finding.behaviour, hex);
	for (size_t i = 0; i < task->signature.n_args; i++)
		(void)assay_buf_printf(&whole, "%s ", tp_type_name(task->signature.args[i]));
	(void)assay_buf_printf(&whole, "%s %s", tp_type_name(task->signature.result), hex);
	struct assay_str text = kit_copy(k, assay_buf_str(&pattern));
	kit_identity(k, text, kit_copy(k, assay_buf_str(&whole)));
}

static void declare(struct kit *k, const struct tp_signature *s)
{
	for (size_t i = 0; i < s->n_args; i++) {
		bool is_number = s->args[i] == TP_INT;
		CODE_ARG(k, .name = s->names[i], .type = tp_type_name(s->args[i]), .min = is_number ? 0 : s->min,
			 .max = is_number ? 9 : s->max, .max_len = s->max_len, .min_inner = s->min_inner,
			 .max_inner = s->max_inner);
	}
	code_result(k, tp_type_name(s->result));
}

void tp_draw(struct kit *k, struct tp_task *task, const struct tp_signature *signature)
{
	task->signature = *signature;
	task->signature.max_len = (size_t)KIT_LEVELS(k, 12, 14, 16, 18, 20, 24, 28, 32, 36, 40);
	task->probes = assay_arena_alloc(k->arena, sizeof(*task->probes));
	task->machine = assay_arena_alloc(k->arena, sizeof(*task->machine));
	if (!task->probes || !task->machine) {
		kit_full(k);
		return;
	}
	find_program(k, task);
	if (k->rc)
		return;
	tp_compile(&task->program, task->machine);
	if (task->machine->is_full)
		kit_fail(k, "a program too large for its machine");
	put_words(k, task);
	put_references(k, task);
	put_identity(k, task);
	declare(k, &task->signature);
}

/* --- Results ---------------------------------------------------------------------------------------------------- */

struct val tp_solve(struct kit *k, const struct val *args)
{
	const struct tp_task *task = k->params;
	int rc = 0;
	struct val v = tp_interpret(&task->program, args, k->arena, &rc);
	if (rc)
		kit_full(k);
	return v;
}

struct val tp_brute(struct kit *k, const struct val *args)
{
	const struct tp_task *task = k->params;
	int rc = 0;
	struct val v = tp_run(task->machine, &task->program, args, k->arena, &rc);
	if (rc)
		kit_full(k);
	return v;
}

/* --- Tests ------------------------------------------------------------------------------------------------------ */

static void forget_kills(struct tp_task *task)
{
	for (size_t i = 0; i < task->finding.n_variants; i++)
		task->is_killed[i] = task->finding.probe[i] == TP_N_PROBES; /* It cannot be run safely. */
}

/* Notes which variants the test tells from the program. */
static void note_kills(struct kit *k, struct tp_task *task, const struct val *args)
{
	struct assay_arena *work = assay_arena_create(0);
	struct assay_arena *kept = assay_arena_create(0);
	int rc = work && kept ? 0 : ASSAY_ENOMEM;
	struct val right = val_none();
	if (rc == 0)
		right = tp_interpret(&task->program, args, kept, &rc);
	for (size_t i = 0; rc == 0 && i < task->finding.n_variants; i++) {
		struct tp_program variant;
		if (task->is_killed[i] || !tp_variant(&task->program, i, &variant))
			continue;
		assay_arena_reset(work);
		struct val other = tp_interpret(&variant, args, work, &rc);
		task->is_killed[i] = rc == 0 && !val_eq(&right, &other);
	}
	assay_arena_destroy(work);
	assay_arena_destroy(kept);
	if (rc)
		kit_full(k);
}

bool tp_fit(struct kit *k, struct val *args, enum code_shape shape)
{
	struct tp_task *task = k->params;
	if (((const struct code *)k)->n_tests == 0)
		forget_kills(task);
	for (size_t i = 0; shape == CODE_RANDOM && i < task->finding.n_variants; i++) {
		if (task->is_killed[i])
			continue;
		for (size_t a = 0; a < task->signature.n_args; a++)
			args[a] = task->probes->args[task->finding.probe[i]][a];
		break;
	}
	note_kills(k, task, args);
	return k->rc == 0;
}
