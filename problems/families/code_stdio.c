/* SPDX-License-Identifier: Apache-2.0 */
/* Values as lines of text, the programs that read them, and the words that describe both. */
#include "problems/families/code.h"

#include <inttypes.h>
#include <string.h>

/* What a program needs to know of a type. Lists begin with a line that has their length. */
struct line_type {
	const char *type;
	const char *read[3];  /* Python, C++, JavaScript: an expression that reads one. */
	const char *print[3]; /* A statement that prints `result`. */
	const char *cpp;
	const char *input, *output; /* For the statement. */
};

static const struct line_type line_types[] = {
	{"int",
	 {"int(next(lines))", "read_int()", "readInt()"},
	 {"print(result)", "std::cout << result << \"\\n\";", "console.log(String(result));"},
	 "long long",
	 "one line with the number",
	 "one line with the number"},
	{"bool",
	 {NULL, NULL, NULL},
	 {"print(\"true\" if result else \"false\")", "std::cout << (result ? \"true\" : \"false\") << \"\\n\";",
	  "console.log(result ? \"true\" : \"false\");"},
	 "bool",
	 NULL,
	 "one line with `true` or `false`"},
	{"str",
	 {"next(lines)", "read_line()", "readLine()"},
	 {"print(result)", "std::cout << result << \"\\n\";", "console.log(result);"},
	 "std::string",
	 "one line with the text, which may be empty",
	 "one line with the text"},
	{"[int]",
	 {"read_ints()", "read_ints()", "readInts()"},
	 {"print(*result)",
	  "for (size_t i = 0; i < result.size(); i++)\n        std::cout << (i ? \" \" : \"\") << result[i];\n    "
	  "std::cout << \"\\n\";",
	  "console.log(result.join(\" \"));"},
	 "std::vector<long long>",
	 "one line with how many there are, then one line with the numbers, separated by spaces",
	 "one line with the numbers, separated by spaces"},
	{"[str]",
	 {"[next(lines) for _ in range(int(next(lines)))]", "read_texts()", "readTexts()"},
	 {"for text in result:\n    print(text)",
	  "for (const auto &text : result)\n        std::cout << text << \"\\n\";",
	  "for (const text of result) console.log(text);"},
	 "std::vector<std::string>",
	 "one line with how many there are, then each on a line of its own",
	 "each text on a line of its own"},
	{"[[int]]",
	 {"[read_ints() for _ in range(int(next(lines)))]", "read_rows()", "readRows()"},
	 {"for row in result:\n    print(*row)",
	  "for (const auto &row : result) {\n        for (size_t i = 0; i < row.size(); i++)\n            std::cout << "
	  "(i ? "
	  "\" \" : \"\") << row[i];\n        std::cout << \"\\n\";\n    }",
	  "for (const row of result) console.log(row.join(\" \"));"},
	 "std::vector<std::vector<long long>>",
	 "one line with how many rows there are, then for each row one line with its length and one line with its "
	 "numbers, separated by spaces",
	 "each row on a line of its own, its numbers separated by spaces"},
};

static const struct line_type *find_type(const char *type)
{
	for (size_t i = 0; i < KIT_COUNT(line_types); i++) {
		if (strcmp(line_types[i].type, type) == 0)
			return &line_types[i];
	}
	return NULL;
}

bool code_stdio_can(const char *type)
{
	return find_type(type) != NULL;
}

/* Whoever comes here has asked code_stdio_can(). */
static const struct line_type *type_of(const char *type)
{
	const struct line_type *found = find_type(type);
	return found ? found : &line_types[0];
}

/* --- Values --------------------------------------------------------------------------------------------------- */

static void add_ints(const struct val *v, struct assay_buf *out)
{
	for (size_t i = 0; i < v->n; i++) {
		if (i > 0)
			(void)assay_buf_add_char(out, ' ');
		val_write_plain(&v->items[i], out);
	}
	(void)assay_buf_add_char(out, '\n');
}

static void add_scalar(const struct val *v, struct assay_buf *out)
{
	if (v->tag == VAL_STR)
		(void)assay_buf_append(out, v->s, v->n);
	else
		val_write_plain(v, out);
	(void)assay_buf_add_char(out, '\n');
}

/* The type tells an empty list of rows from an empty row. */
static void add_input(const struct val *v, const char *type, struct assay_buf *out)
{
	if (v->tag != VAL_LIST) {
		add_scalar(v, out);
		return;
	}
	(void)assay_buf_printf(out, "%zu\n", v->n);
	if (strcmp(type, "[int]") == 0) {
		add_ints(v, out);
		return;
	}
	for (size_t i = 0; i < v->n; i++)
		add_input(&v->items[i], type[1] == '[' ? "[int]" : "str", out);
}

void code_stdio_input(const struct code *c, const struct val *args, struct assay_buf *out)
{
	for (size_t a = 0; a < c->n_args; a++)
		add_input(&args[a], c->args[a].type, out);
}

/* The type tells no rows, for which nothing is printed, from an empty row, which is an empty line. */
void code_stdio_output(const struct val *result, const char *type, struct assay_buf *out)
{
	if (result->tag != VAL_LIST) {
		add_scalar(result, out);
		return;
	}
	if (strcmp(type, "[int]") == 0) {
		add_ints(result, out);
		return;
	}
	for (size_t i = 0; i < result->n; i++)
		code_stdio_output(&result->items[i], type[1] == '[' ? "[int]" : "str", out);
}

/* --- Programs ------------------------------------------------------------------------------------------------- */

/* What comes behind every reference, and the readers of what the arguments need: an unused one would be dead code. */
static const char *const head[3] = {
	"\n\nimport sys\n\nlines = iter(sys.stdin.read().split(\"\\n\"))\n\n\n",
	("\n#include <iostream>\n#include <sstream>\n#include <string>\n#include <vector>\n\n"
	 "static std::string read_line()\n{\n    std::string line;\n    std::getline(std::cin, line);\n    "
	 "return line;\n}\n\n"),
	("\nconst lines = require(\"fs\").readFileSync(0, \"utf8\").split(\"\\n\");\nlet at = 0;\n"
	 "const readLine = () => lines[at++];\n"),
};

enum reader { READ_INT, READ_INTS, READ_TEXTS, READ_ROWS, N_READERS };

static const char *const readers[N_READERS][3] = {
	[READ_INT] = {"", "static long long read_int()\n{\n    return std::stoll(read_line());\n}\n\n",
		      "const readInt = () => Number(readLine());\n"},
	[READ_INTS] =
		{"def read_ints():\n    next(lines)\n    return [int(word) for word in next(lines).split()]\n\n\n",
		 "static std::vector<long long> read_ints()\n{\n    std::vector<long long> items(read_int());\n    "
		 "std::istringstream line(read_line());\n    for (auto &item : items)\n        line >> item;\n    "
		 "return items;\n}\n\n",
		 "const readInts = () => { readInt(); return readLine().split(\" \").filter(w => w !== "
		 "\"\").map(Number); };\n"},
	[READ_TEXTS] =
		{"",
		 "static std::vector<std::string> read_texts()\n{\n    std::vector<std::string> "
		 "items(read_int());\n    for (auto &item : items)\n        item = read_line();\n    return "
		 "items;\n}\n\n",
		 "const readTexts = () => { const n = readInt(); return Array.from({ length: n }, readLine); };\n"},
	[READ_ROWS] =
		{"",
		 "static std::vector<std::vector<long long>> read_rows()\n{\n    "
		 "std::vector<std::vector<long long>> rows(read_int());\n    for (auto &row : rows)\n        row = "
		 "read_ints();\n    return rows;\n}\n\n",
		 "const readRows = () => { const n = readInt(); return Array.from({ length: n }, readInts); };\n"},
};

static void add_readers(const struct code *c, size_t language, struct assay_buf *out)
{
	bool needs[N_READERS] = {false};
	for (size_t a = 0; a < c->n_args; a++) {
		const char *type = c->args[a].type;
		needs[READ_ROWS] |= strcmp(type, "[[int]]") == 0;
		needs[READ_TEXTS] |= strcmp(type, "[str]") == 0;
		needs[READ_INTS] |= strcmp(type, "[int]") == 0 || needs[READ_ROWS];
		needs[READ_INT] |= strcmp(type, "str") != 0;
	}
	(void)assay_buf_add_c(out, head[language]);
	for (size_t i = 0; i < N_READERS; i++) {
		if (needs[i])
			(void)assay_buf_add_c(out, readers[i][language]);
	}
}

/* Arguments are read one after another in statements of their own: C++ does not order them inside of a call. */
void code_stdio_main(const struct code *c, size_t language, struct assay_buf *out)
{
	const struct code_def *def = c->kit.instance->request->family->code;
	static const char *const before[] = {"", "    auto ", "const "};
	static const char *const after[] = {"\n", ";\n", ";\n"};
	add_readers(c, language, out);
	if (language == 1)
		(void)assay_buf_add_c(out, "int main()\n{\n");
	for (size_t a = 0; a < c->n_args; a++)
		(void)assay_buf_printf(out, "%s%s_ = %s%s", before[language], c->args[a].name,
				       type_of(c->args[a].type)->read[language], after[language]);
	(void)assay_buf_printf(out, "%sresult = %s(", before[language], def->entry);
	for (size_t a = 0; a < c->n_args; a++)
		(void)assay_buf_printf(out, "%s%s_", a > 0 ? ", " : "", c->args[a].name);
	(void)assay_buf_printf(out, ")%s%s%s\n", after[language], language == 1 ? "    " : "",
			       type_of(c->result)->print[language]);
	if (language == 1)
		(void)assay_buf_add_c(out, "}\n");
}

/* --- Words ---------------------------------------------------------------------------------------------------- */

static void add_count(size_t min, size_t max, const char *one, const char *many, struct assay_buf *out)
{
	if (min == max)
		(void)assay_buf_printf(out, "%zu %s", min, min == 1 ? one : many);
	else
		(void)assay_buf_printf(out, "%zu to %zu %s", min, max, many);
}

static void add_letters(const struct code_arg *arg, struct assay_buf *out)
{
	if (arg->alphabet)
		(void)assay_buf_printf(out, " (each one of `%s`)", arg->alphabet);
	else
		(void)assay_buf_add_c(out, " (each from a to z)");
}

void code_describe_arg(const struct code_arg *arg, struct assay_buf *out)
{
	const char *type = arg->type;
	if (strcmp(type, "int") == 0) {
		(void)assay_buf_printf(out, "an integer from %" PRId64 " to %" PRId64, arg->min, arg->max);
	} else if (strcmp(type, "bool") == 0) {
		(void)assay_buf_add_c(out, "true or false");
	} else if (strcmp(type, "str") == 0) {
		(void)assay_buf_add_c(out, "a string of ");
		add_count(arg->min_len, arg->max_len, "character", "characters", out);
		add_letters(arg, out);
	} else if (strcmp(type, "[str]") == 0) {
		(void)assay_buf_add_c(out, "a list of ");
		add_count(arg->min_len, arg->max_len, "string", "strings", out);
		(void)assay_buf_add_c(out, ", each of ");
		add_count(arg->min_inner, arg->max_inner, "character", "characters", out);
		add_letters(arg, out);
	} else if (strcmp(type, "[[int]]") == 0) {
		(void)assay_buf_add_c(out, "a list of ");
		add_count(arg->min_len, arg->max_len, "row", "rows", out);
		(void)assay_buf_add_c(out, arg->is_grid ? ", all of one length, which is " : ", each of ");
		add_count(arg->min_inner, arg->max_inner, "integer", "integers", out);
		(void)assay_buf_printf(out, " from %" PRId64 " to %" PRId64, arg->min, arg->max);
	} else {
		(void)assay_buf_printf(out, "a %slist of ", arg->is_sorted ? "sorted " : "");
		add_count(arg->min_len, arg->max_len, arg->is_distinct ? "different integer" : "integer",
			  arg->is_distinct ? "different integers" : "integers", out);
		(void)assay_buf_printf(out, " from %" PRId64 " to %" PRId64, arg->min, arg->max);
	}
	if (arg->note)
		(void)assay_buf_printf(out, "; %s", arg->note);
}

void code_stdio_describe(const struct code *c, struct assay_buf *out)
{
	(void)assay_buf_add_c(out, "Input:\n");
	for (size_t a = 0; a < c->n_args; a++) {
		(void)assay_buf_printf(out, "- `%s`, ", c->args[a].name);
		code_describe_arg(&c->args[a], out);
		(void)assay_buf_printf(out, ": %s\n", type_of(c->args[a].type)->input);
	}
	(void)assay_buf_printf(out, "\nOutput: %s.\n", type_of(c->result)->output);
}
