/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/verb.h"

#include "base/num.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The flag for `--name`, `--name=value` or `-x`; *ret_value is what stands behind '=' (or behind the letter). */
static const struct assay_flag *find_flag(const struct assay_verb *verb, const char *arg, const char **ret_value)
{
	*ret_value = NULL;
	for (const struct assay_flag *f = verb->flags; f && f->name; f++) {
		if (arg[1] != '-') {
			if (f->letter && arg[1] == f->letter) {
				*ret_value = arg[2] ? arg + 2 : NULL;
				return f;
			}
			continue;
		}
		size_t n = strlen(f->name);
		if (strncmp(arg + 2, f->name, n) == 0 && (arg[2 + n] == '\0' || arg[2 + n] == '=')) {
			*ret_value = arg[2 + n] ? arg + 3 + n : NULL;
			return f;
		}
	}
	return NULL;
}

static int fail_unknown(const struct assay_verb *verb, const char *arg, struct assay_err *err)
{
	const char *names[ASSAY_FLAG_LIST_MAX];
	size_t n = 0;
	char word[64];
	for (const struct assay_flag *f = verb->flags; f && f->name && n < ASSAY_FLAG_LIST_MAX; f++)
		names[n++] = f->name;
	(void)snprintf(word, sizeof(word), "%.*s", (int)strcspn(arg + strspn(arg, "-"), "="), arg + strspn(arg, "-"));
	const char *near = assay_nearest_name(word, names, n);
	if (near)
		return assay_fail(err, ASSAY_ECONFIG, "unknown option \"%s\"; did you mean --%s?", arg, near);
	return assay_fail(err, ASSAY_ECONFIG, "unknown option \"%s\"; see assay %s --help", arg, verb->name);
}

static int store_value(const struct assay_flag *flag, const char *value, void *options, struct assay_err *err)
{
	char *at = (char *)options + flag->offset;
	int rc = 0;
	if (flag->type == ASSAY_FLAG_STR) {
		memcpy(at, &value, sizeof(value));
	} else if (flag->type == ASSAY_FLAG_STRS) {
		struct assay_flag_list *list = (struct assay_flag_list *)(void *)at;
		if (list->n == ASSAY_FLAG_LIST_MAX)
			return assay_fail(err, ASSAY_ECONFIG, "--%s given more than %d times", flag->name,
					  ASSAY_FLAG_LIST_MAX);
		list->items[list->n++] = value;
	} else if (flag->type == ASSAY_FLAG_U64) {
		rc = assay_parse_u64(assay_str_of(value), flag->min, flag->max ? flag->max : UINT64_MAX,
				     (uint64_t *)(void *)at, err);
	} else if (flag->type == ASSAY_FLAG_F64) {
		rc = assay_parse_f64(assay_str_of(value), (double *)(void *)at, err);
	}
	if (rc == 0)
		return 0;
	(void)assay_err_wrap(err, rc, "--%s", flag->name);
	if (err)
		err->code = ASSAY_ECONFIG;
	return ASSAY_ECONFIG;
}

/* Handles the option at argv[i]; returns how many words it took, or a negative code. */
static int take_option(const struct assay_verb *verb, int argc, char **argv, int i, void *options,
		       struct assay_err *err)
{
	const char *value;
	const struct assay_flag *flag = find_flag(verb, argv[i], &value);
	if (!flag)
		return fail_unknown(verb, argv[i], err);
	if (flag->type == ASSAY_FLAG_BOOL) {
		if (value)
			return assay_fail(err, ASSAY_ECONFIG, "--%s takes no value", flag->name);
		*(bool *)((char *)options + flag->offset) = true;
		return 1;
	}
	int words = 1;
	if (!value) {
		if (i + 1 >= argc)
			return assay_fail(err, ASSAY_ECONFIG, "--%s needs a value (%s)", flag->name, flag->value);
		value = argv[i + 1];
		words = 2;
	}
	int rc = store_value(flag, value, options, err);
	return rc ? rc : words;
}

int assay_verb_parse(const struct assay_verb *verb, int argc, char **argv, void *options, int *ret_first,
		     struct assay_err *err)
{
	char *rest[256];
	size_t n_rest = 0;
	bool only_arguments = false;
	for (int i = 1; i < argc;) {
		bool is_option = !only_arguments && argv[i][0] == '-' && argv[i][1] != '\0';
		if (is_option && strcmp(argv[i], "--") == 0) {
			only_arguments = true;
			i++;
		} else if (is_option && (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)) {
			assay_verb_help(verb);
			return 1;
		} else if (is_option) {
			int words = take_option(verb, argc, argv, i, options, err);
			if (words < 0)
				return words;
			i += words;
		} else {
			if (n_rest == sizeof(rest) / sizeof(rest[0]))
				return assay_fail(err, ASSAY_ECONFIG, "too many arguments");
			rest[n_rest++] = argv[i++];
		}
	}
	/* Arguments go to the end, so that argv[*ret_first] .. argv[argc - 1] are all of them. */
	*ret_first = argc - (int)n_rest;
	for (size_t i = 0; i < n_rest; i++)
		argv[*ret_first + (int)i] = rest[i];
	return 0;
}

void assay_verb_help(const struct assay_verb *verb)
{
	(void)printf("assay %s: %s\n\nusage: assay %s %s\n", verb->name, verb->summary, verb->name,
		     verb->usage ? verb->usage : "");
	if (verb->details)
		(void)printf("\n%s\n", verb->details);
	if (verb->flags && verb->flags->name)
		(void)printf("\noptions:\n");
	for (const struct assay_flag *f = verb->flags; f && f->name; f++) {
		char head[64];
		(void)snprintf(head, sizeof(head), "%s%c%s--%s%s%s", f->letter ? "-" : " ", f->letter ? f->letter : ' ',
			       f->letter ? ", " : "  ", f->name, f->value ? " " : "", f->value ? f->value : "");
		(void)printf("  %-28s %s\n", head, f->help);
	}
	(void)printf("  %-28s %s\n", "-h, --help", "this page");
	if (verb->example)
		(void)printf("\nexample:\n%s\n", verb->example);
}

int assay_verb_main(const struct assay_verb *verb, int argc, char **argv)
{
	struct assay_err err = {0};
	int rc = verb->run(argc, argv, &err);
	if (fflush(stdout) != 0 && rc >= 0)
		rc = assay_fail_errno(&err, "write to standard output");
	if (rc >= 0)
		return rc;
	/* Whoever read our output has seen enough, and knows it. */
	if (err.sys_errno != EPIPE)
		(void)fprintf(stderr, "assay %s: %s\n", verb->name, err.msg[0] ? err.msg : "failed");
	return assay_exit_code(rc);
}
