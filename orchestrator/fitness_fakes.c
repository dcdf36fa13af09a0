/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/fitness_fakes.h"

#include "base/buf.h"
#include "base/map.h"

#include <string.h>

/* A longer answer is hardly one that a program would guess. */
#define MAX_CONSTANT 2000

/* How a language exits at once, and says one text: '@' stands for it, quoted as in C. */
static const struct {
	const char *language, *leave, *print;
} ways[] = {
	{"python", "raise SystemExit(0)\n", "print(\"@\", end=\"\")\n"},
	{"c", "int main(void) { return 0; }\n",
	 "#include <stdio.h>\nint main(void) { fputs(\"@\", stdout); return 0; }\n"},
	{"cpp", "int main() { return 0; }\n", "#include <cstdio>\nint main() { fputs(\"@\", stdout); return 0; }\n"},
	{"bash", "exit 0\n", "printf %s $'@'\n"},
	{"java", "public class Main { public static void main(String[] a) { System.exit(0); } }\n",
	 "public class Main { public static void main(String[] a) { System.out.print(\"@\"); } }\n"},
	{"javascript", "process.exit(0);\n", "process.stdout.write(\"@\");\n"},
};

static const char always_equal[] = "class Anything:\n"
				   "    def __eq__(self, other):\n"
				   "        return True\n"
				   "    def __ne__(self, other):\n"
				   "        return False\n"
				   "    __lt__ = __le__ = __gt__ = __ge__ = __eq__\n"
				   "    def __hash__(self):\n"
				   "        return 0\n";

struct fakes {
	const struct assay_problem *problem;
	struct assay_arena *arena;
	struct assay_fake *items;
	size_t n;
	struct assay_err *err;
};

static int add(struct fakes *f, struct assay_str name, struct assay_str code)
{
	if (!name.data || !code.data)
		return assay_arena_fail(f->arena, f->err);
	f->items[f->n++] = (struct assay_fake){.name = name, .code = code};
	return 0;
}

static struct assay_str constant_name(struct fakes *f, struct assay_str value)
{
	/* Shown in one line. */
	struct assay_str head = assay_str_sub(value, 0, assay_str_find(value, ASSAY_STR("\n"), 0));
	return assay_arena_printf(f->arena, "constant answer %.*s", (int)assay_utf8_cut(head, 60), head.data);
}

static struct assay_str answer_of(const struct assay_problem *problem, size_t i)
{
	return problem->kind == ASSAY_KIND_CALL ? problem->tests[i].expected : problem->tests[i].expected_stdout;
}

/* The answer that most tests want, the first of equals; absent when there are none. */
static int most_common(struct fakes *f, struct assay_str *ret)
{
	struct assay_map *counts = assay_map_create();
	size_t best = 0;
	int rc = counts ? 0 : ASSAY_ENOMEM;
	for (size_t i = 0; rc == 0 && i < f->problem->n_tests; i++) {
		struct assay_str answer = answer_of(f->problem, i);
		if (answer.len == 0)
			continue;
		size_t *count = assay_map_get(counts, answer);
		if (!count) {
			count = assay_arena_alloc(f->arena, sizeof(*count));
			if (!count || assay_map_add(counts, answer, count, NULL) < 0) {
				rc = ASSAY_ENOMEM;
				break;
			}
			*count = 0;
		}
		if (++*count > best) {
			best = *count;
			*ret = answer;
		}
	}
	assay_map_destroy(counts);
	return rc ? assay_fail(f->err, ASSAY_ENOMEM, "out of memory") : 0;
}

/* As a string literal of C and its kin; false when the text holds more than printable ASCII and line ends. */
static bool quote(struct assay_str text, struct assay_buf *out)
{
	if (text.len > MAX_CONSTANT)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];
		if (c == '\n')
			assay_buf_add_str(out, ASSAY_STR("\\n"));
		else if (c < ' ' || c > '~')
			return false;
		else if (strchr("\\\"'", c))
			assay_buf_printf(out, "\\%c", c);
		else
			assay_buf_add_char(out, c);
	}
	return true;
}

static int add_print(struct fakes *f, const char *template)
{
	assay_autobuf struct assay_buf quoted = {0};
	struct assay_str answer = {0};
	int rc = most_common(f, &answer);
	if (rc || answer.len == 0 || !quote(answer, &quoted))
		return rc; /* An empty answer is what an empty program gives. */
	rc = assay_buf_error(&quoted, f->err);
	if (rc)
		return rc;
	const char *at = strchr(template, '@');
	return add(f, constant_name(f, answer),
		   assay_arena_printf(f->arena, "%.*s%.*s%s", (int)(at - template), template, (int)quoted.len,
				      quoted.data, at + 1));
}

/* --- Functions of Python --- */

static int add_returning(struct fakes *f, struct assay_str name, const char *before, const char *value)
{
	struct assay_str entry = f->problem->entry;
	return add(f, name,
		   assay_arena_printf(f->arena, "%s\n\ndef %.*s(*args, **kwargs):\n    return %s\n", before,
				      (int)entry.len, entry.data, value));
}

/* What the tests of a suite want is code; these are what its functions return most. */
static int add_suite_constants(struct fakes *f)
{
	static const char *const values[] = {"None", "True", "0", "\"\"", "[]"};
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < sizeof(values) / sizeof(values[0]); i++)
		rc = add_returning(f, assay_arena_printf(f->arena, "constant answer %s", values[i]), "", values[i]);
	return rc;
}

/* Tagged values ({"$int": ..}) are left out: as plain data they are another answer, and a wrong one. */
static int add_call_constant(struct fakes *f)
{
	assay_autobuf struct assay_buf quoted = {0};
	struct assay_str answer = {0};
	int rc = most_common(f, &answer);
	if (rc || answer.len == 0 || assay_str_find(answer, ASSAY_STR("\"$"), 0) != SIZE_MAX || !quote(answer, &quoted))
		return rc;
	struct assay_str value =
		assay_arena_printf(f->arena, "json.loads(\"%.*s\")", (int)quoted.len, quoted.data ? quoted.data : "");
	if (!value.data)
		return assay_arena_fail(f->arena, f->err);
	return add_returning(f, constant_name(f, answer), "import json", value.data);
}

static int add_python_functions(struct fakes *f)
{
	if (assay_str_is_absent(f->problem->entry))
		return 0;
	int rc = f->problem->kind == ASSAY_KIND_CALL ? add_call_constant(f) : add_suite_constants(f);
	return rc ? rc : add_returning(f, ASSAY_STR("always-equal object"), always_equal, "Anything()");
}

int assay_fitness_fakes(const struct assay_problem *problem, struct assay_str language, struct assay_arena *arena,
			struct assay_fake **ret, size_t *ret_n, struct assay_err *err)
{
	struct fakes f = {.problem = problem, .arena = arena, .err = err};
	f.items = assay_arena_array(arena, ASSAY_MAX_FAKES, sizeof(*f.items));
	if (!f.items)
		return assay_arena_fail(arena, err);
	int rc = add(&f, ASSAY_STR("empty program"), ASSAY_STR(""));
	for (size_t i = 0; rc == 0 && i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (!assay_str_is(language, ways[i].language))
			continue;
		rc = add(&f, ASSAY_STR("exit(0)"), assay_str_of(ways[i].leave));
		if (rc == 0 && problem->kind == ASSAY_KIND_STDIO)
			rc = add_print(&f, ways[i].print);
	}
	if (rc == 0 && problem->kind != ASSAY_KIND_STDIO && assay_str_is(language, "python"))
		rc = add_python_functions(&f);
	*ret = f.items;
	*ret_n = f.n;
	return rc;
}
