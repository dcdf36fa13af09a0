/* SPDX-License-Identifier: Apache-2.0 */
#include "verifiers/code/driver.h"

#include "verifiers/code/code.h"
#include "verifiers/language.h"

#include <stdio.h>
#include <sys/random.h>

extern const char assay_python_codec[], assay_python_candidate[], assay_python_suite[], assay_python_tests[];
extern const size_t assay_python_codec_len, assay_python_candidate_len, assay_python_suite_len, assay_python_tests_len;

struct text {
	const char *bytes;
	const size_t *len;
};

/** A side's driver: the codec and its own text behind it, as a module that an interpreter may have loaded before. */
struct side {
	const char *module_name;
	const char *start; /**< The main file: calls the module. */
	struct text text;
};

struct assay_driver {
	const char *language;
	const char *main_name; /**< On both sides. */
	const char *candidate_name, *prelude_name, *suite_name, *tests_name;
	struct text codec;
	struct side candidate, suite;
	struct text tests; /**< Beside the suite's, for suites that are files of tests or import the candidate. */
};

static const struct assay_driver drivers[] = {
	{
		.language = "python",
		.main_name = "assay_driver.py",
		.candidate_name = "candidate.py",
		.prelude_name = "prelude.py",
		.suite_name = "suite.py",
		.tests_name = "assay_tests.py",
		.codec = {assay_python_codec, &assay_python_codec_len},
		.candidate = {.module_name = "assay_driver_candidate.py",
			      .start = "from assay_driver_candidate import main\nmain()\n",
			      .text = {assay_python_candidate, &assay_python_candidate_len}},
		.suite = {.module_name = "assay_driver_suite.py",
			  .start = "from assay_driver_suite import main\nmain()\n",
			  .text = {assay_python_suite, &assay_python_suite_len}},
		.tests = {assay_python_tests, &assay_python_tests_len},
	},
};

const struct assay_driver *assay_driver_find(struct assay_str language)
{
	for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
		if (assay_code_language_is_same(language, assay_str_of(drivers[i].language)))
			return &drivers[i];
	}
	return NULL;
}

uint64_t assay_driver_digest(void)
{
	uint64_t digest = 0;

	for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
		const struct text *const texts[] = {&drivers[i].codec, &drivers[i].candidate.text,
						    &drivers[i].suite.text, &drivers[i].tests};
		for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++)
			digest = assay_xxh64(texts[k]->bytes, *texts[k]->len, digest);
	}
	return digest;
}

/** True for the files that the candidate's side loads, and for what would make a folder of one of them. */
static bool reserves(const struct assay_driver *driver, struct assay_str name)
{
	struct assay_str first = assay_str_sub(name, 0, assay_str_find(name, ASSAY_STR("/"), 0));

	return assay_str_is(first, driver->main_name) || assay_str_is(first, driver->candidate.module_name) ||
	       assay_str_is(first, driver->candidate_name) || assay_str_is(first, driver->prelude_name);
}

static int decide_reserved(struct assay_str name, struct assay_plan *plan, struct assay_arena *arena,
			   struct assay_err *err)
{
	assay_autobuf struct assay_buf reason = {0};

	assay_buf_add_c(&reason, "a file of its own takes the place of what is judged: ");
	assay_code_add_short(&reason, name, ASSAY_SHORT_BYTES);
	return assay_plan_decide(plan, ASSAY_UNDECIDED, assay_buf_str(&reason), arena, err);
}

int assay_driver_for(const struct assay_candidate *candidate, struct assay_str language, struct assay_str without,
		     struct assay_arena *arena, const struct assay_driver **ret, struct assay_plan *plan,
		     struct assay_err *err)
{
	const struct assay_driver *driver = assay_driver_find(language);

	if (!driver)
		return assay_plan_decide(plan, ASSAY_UNDECIDED, without, arena, err);
	/* What runs must be the code that the label will be for, behind the driver that was planned. */
	for (size_t i = 0; i < candidate->n_files; i++) {
		if (reserves(driver, candidate->files[i].name))
			return decide_reserved(candidate->files[i].name, plan, arena, err);
	}
	*ret = driver;
	return 1;
}

/** Files of a program under construction; there is room for all of them. */
struct files {
	struct assay_file *list;
	size_t n;
};

static void add_file(struct files *files, struct assay_str name, struct assay_str bytes)
{
	files->list[files->n++] = (struct assay_file){.name = name, .bytes = bytes};
}

static int begin_program(const struct assay_driver *driver, const struct side *side,
			 const struct assay_problem *problem, size_t n_more, struct assay_arena *arena,
			 struct files *ret, struct assay_err *err)
{
	size_t len = *driver->codec.len + *side->text.len;
	char *text = assay_arena_alloc(arena, len);

	ret->list = assay_arena_array(arena, n_more + 3, sizeof(*ret->list));
	if (!text || !ret->list)
		return assay_arena_fail(arena, err);
	memcpy(text, driver->codec.bytes, *driver->codec.len);
	memcpy(text + *driver->codec.len, side->text.bytes, *side->text.len);
	add_file(ret, assay_str_of(driver->main_name), assay_str_of(side->start));
	add_file(ret, assay_str_of(side->module_name), (struct assay_str){.data = text, .len = len});
	ret->list[ret->n - 1].is_ours = true;
	if (problem->prelude.len > 0)
		add_file(ret, assay_str_of(driver->prelude_name), problem->prelude);
	return 0;
}

static struct assay_program program_of(const struct assay_driver *driver, const struct files *files)
{
	return (struct assay_program){.language = assay_str_of(driver->language),
				      .main_name = assay_str_of(driver->main_name),
				      .files = files->list,
				      .n_files = files->n};
}

int assay_driver_candidate(const struct assay_driver *driver, const struct assay_problem *problem,
			   const struct assay_candidate *candidate, struct assay_str code, struct assay_arena *arena,
			   struct assay_program *ret, struct assay_err *err)
{
	struct files files = {0};
	int rc = begin_program(driver, &driver->candidate, problem, candidate->n_files + 1, arena, &files, err);

	if (rc)
		return rc;
	add_file(&files, assay_str_of(driver->candidate_name), code);
	for (size_t i = 0; i < candidate->n_files; i++)
		add_file(&files, candidate->files[i].name, candidate->files[i].text);
	*ret = program_of(driver, &files);
	return 0;
}

/** Reading them takes the interpreter some milliseconds, so suites without a test function or a foreign import go
 * without: `from NAME import entry`, or a name that stands for the candidate's module. */
static bool needs_tests(const struct assay_problem *problem)
{
	static const char *const words[] = {"def test", "from ", "import candidate", "import solution", "import main"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (assay_str_find(problem->suite, assay_str_of(words[i]), 0) != SIZE_MAX)
			return true;
	}
	return false;
}

int assay_driver_suite(const struct assay_driver *driver, const struct assay_problem *problem,
		       struct assay_arena *arena, struct assay_program *ret, struct assay_err *err)
{
	struct files files = {0};
	int rc = begin_program(driver, &driver->suite, problem, 2, arena, &files, err);

	if (rc)
		return rc;
	add_file(&files, assay_str_of(driver->suite_name), problem->suite);
	if (needs_tests(problem))
		add_file(&files, assay_str_of(driver->tests_name),
			 (struct assay_str){.data = driver->tests.bytes, .len = *driver->tests.len});
	*ret = program_of(driver, &files);
	return 0;
}

int assay_nonce(char nonce[ASSAY_NONCE_SIZE], struct assay_err *err)
{
	unsigned char bytes[(ASSAY_NONCE_SIZE - 1) / 2];

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return assay_fail_errno(err, "getrandom");
	for (size_t i = 0; i < sizeof(bytes); i++)
		(void)snprintf(nonce + 2 * i, 3, "%02x", (unsigned)bytes[i]);
	return 0;
}
