/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/manual.h"

#include <string.h>

/* --- Manual pages --------------------------------------------------------------------------------------------- */

/* A word or a line as roff sees it: hyphens that can be copied, no escapes, no request at the start of a line. */
static void put(FILE *to, const char *text)
{
	bool at_start = true;
	for (const char *c = text; *c; c++) {
		if (at_start && (*c == '.' || *c == '\''))
			(void)fputs("\\&", to);
		if (*c == '\\')
			(void)fputs("\\e", to);
		else if (*c == '-')
			(void)fputs("\\-", to);
		else
			(void)fputc(*c, to);
		at_start = *c == '\n';
	}
}

/* Lines that stay lines. */
static void put_block(FILE *to, const char *text)
{
	(void)fputs(".PP\n.nf\n", to);
	put(to, text);
	(void)fputs("\n.fi\n", to);
}

/* Text whose paragraphs are divided by empty lines. */
static void put_paragraphs(FILE *to, const char *text)
{
	while (*text) {
		const char *end = strstr(text, "\n\n");
		size_t n = end ? (size_t)(end - text) : strlen(text);
		char paragraph[4096];
		(void)snprintf(paragraph, sizeof(paragraph), "%.*s", (int)n, text);
		(void)fputs(".PP\n", to);
		put(to, paragraph);
		(void)fputc('\n', to);
		text += n + strspn(text + n, "\n");
	}
}

static void put_option(FILE *to, char letter, const char *name, const char *value, const char *help)
{
	(void)fputs(".TP\n", to);
	if (letter)
		(void)fprintf(to, "\\fB\\-%c\\fR, ", letter);
	(void)fputs("\\fB\\-\\-", to);
	put(to, name);
	(void)fputs("\\fR", to);
	if (value) {
		(void)fputs(" \\fI", to);
		put(to, value);
		(void)fputs("\\fR", to);
	}
	(void)fputc('\n', to);
	put(to, help);
	(void)fputc('\n', to);
}

static void put_exit_status(FILE *to)
{
	(void)fputs(".SH EXIT STATUS\n"
		    ".TP\n0\ndone\n"
		    ".TP\n1\nit could not be done: input or output, network, no isolation, full disk\n"
		    ".TP\n2\nusage or configuration; nothing was started\n"
		    ".TP\n3\ndone, and a gate or check failed\n",
		    to);
}

static void put_overview(FILE *to)
{
	size_t n;
	const struct assay_verb *const *verbs = assay_verbs(&n);
	(void)fputs(".TH assay 1 \"\" \"assay " ASSAY_VERSION "\"\n.SH NAME\n"
		    "assay \\- verified training data for code and mathematics\n"
		    ".SH SYNOPSIS\n\\fBassay\\fR \\fIVERB\\fR [\\fIoptions\\fR]\n.SH VERBS\n",
		    to);
	for (size_t i = 0; i < n; i++) {
		(void)fprintf(to, ".TP\n\\fBassay\\-%s\\fR(1)\n", verbs[i]->name);
		put(to, verbs[i]->summary);
		(void)fputc('\n', to);
	}
	put_exit_status(to);
}

void assay_manual_page(FILE *to, const struct assay_verb *verb)
{
	if (!verb) {
		put_overview(to);
		return;
	}
	(void)fprintf(to, ".TH \"assay\\-%s\" 1 \"\" \"assay " ASSAY_VERSION "\"\n.ad l\n.SH NAME\nassay\\-%s \\- ",
		      verb->name, verb->name);
	put(to, verb->summary);
	(void)fprintf(to, "\n.SH SYNOPSIS\n\\fBassay %s\\fR ", verb->name);
	put(to, verb->usage ? verb->usage : "");
	(void)fputc('\n', to);
	if (verb->details) {
		(void)fputs(".SH DESCRIPTION\n", to);
		put_paragraphs(to, verb->details);
	}
	(void)fputs(".SH OPTIONS\n", to);
	for (const struct assay_flag *f = verb->flags; f && f->name; f++)
		put_option(to, f->letter, f->name, f->value, f->help);
	put_option(to, 'h', "help", NULL, "the same page on the terminal");
	if (verb->example) {
		(void)fputs(".SH EXAMPLES\n", to);
		put_block(to, verb->example);
	}
	put_exit_status(to);
	(void)fputs(".SH SEE ALSO\n\\fBassay\\fR(1)\n", to);
}

/* --- Completion ----------------------------------------------------------------------------------------------- */

void assay_completion_bash(FILE *to)
{
	size_t n;
	const struct assay_verb *const *verbs = assay_verbs(&n);
	(void)fputs(
		"# Completion of assay's verbs and options, for bash; file names where an option or argument stands.\n"
		"_assay()\n{\n"
		"\tlocal cur=${COMP_WORDS[COMP_CWORD]} words\n"
		"\tif ((COMP_CWORD == 1)); then\n"
		"\t\twords=\"--help --version",
		to);
	for (size_t i = 0; i < n; i++)
		(void)fprintf(to, " %s", verbs[i]->name);
	(void)fputs("\"\n\t\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n\t\treturn\n\tfi\n"
		    "\t[[ $cur == -* ]] || return\n"
		    "\tcase ${COMP_WORDS[1]} in\n",
		    to);
	for (size_t i = 0; i < n; i++) {
		(void)fprintf(to, "\t%s) words=\"--help", verbs[i]->name);
		for (const struct assay_flag *f = verbs[i]->flags; f && f->name; f++)
			(void)fprintf(to, " --%s", f->name);
		(void)fputs("\" ;;\n", to);
	}
	(void)fputs("\tesac\n\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\n"
		    "complete -o default -F _assay assay\n",
		    to);
}
