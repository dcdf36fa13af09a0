/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a fuzz target over many inputs made here: `storm FOLDER COUNT [SEED [FIRST]]`.
 *
 * Every input is made from the seed and its own number alone: a file of the corpus with a few changes, two of them
 * spliced, or a sentence of pieces that answers are made of. So a crash is made again by `storm FOLDER 1 SEED NUMBER`;
 * the number stands on standard error when the process dies. No coverage guides it: libFuzzer does that better, this
 * runs anywhere and in any amount.
 */
#include "base/buf.h"
#include "base/fd.h"
#include "base/rng.h"
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define MAX_SEEDS   4096
#define INPUT_BYTES 4096

static struct assay_buf seeds[MAX_SEEDS];
static size_t n_seeds;
static char last_words[64]; /* The number of the input at work, for the handler. */

static const int deaths[] = {SIGABRT, SIGSEGV, SIGFPE, SIGPROF};
static struct sigaction before[sizeof(deaths) / sizeof(deaths[0])];

/* Says which input it was and leaves the rest to whoever would have handled it: a sanitizer reports where. */
static void on_death(int sig)
{
	ssize_t n = write(STDERR_FILENO, last_words, strlen(last_words));
	(void)n;
	for (size_t i = 0; i < sizeof(deaths) / sizeof(deaths[0]); i++) {
		if (deaths[i] == sig)
			(void)sigaction(sig, &before[i], NULL);
	}
	/* What faults does so again. */
	if (sig != SIGSEGV && sig != SIGFPE)
		(void)raise(sig);
}

static void watch_deaths(void)
{
	const struct sigaction action = {.sa_handler = on_death};
	for (size_t i = 0; i < sizeof(deaths) / sizeof(deaths[0]); i++)
		(void)sigaction(deaths[i], &action, &before[i]);
}

static int read_seeds(const char *path)
{
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, alphasort);
	struct assay_err err = {0};
	for (int i = 0; i < n; i++) {
		char *file;
		if (entries[i]->d_name[0] != '.' && n_seeds < MAX_SEEDS &&
		    asprintf(&file, "%s/%s", path, entries[i]->d_name) >= 0) {
			if (assay_read_file(file, &seeds[n_seeds], &err) == 0)
				n_seeds++;
			free(file);
		}
		free((void *)entries[i]);
	}
	if (n >= 0)
		free((void *)entries);
	return n_seeds ? 0 : -1;
}

/* What answers, and replies around them, are made of. */
static const char *const pieces[] = {
	"0",
	"1",
	"2",
	"7",
	"10",
	"13",
	"144",
	"1000",
	"99999999999999999999",
	".5",
	"0.25",
	"3.14",
	"1,234",
	"x",
	"y",
	"n",
	"a",
	"i",
	"e",
	"\\pi",
	"\\theta",
	"f(x)",
	"+",
	"-",
	"*",
	"/",
	"^",
	"_",
	"=",
	"<",
	">",
	"\\le ",
	"\\ge ",
	"\\ne ",
	",",
	";",
	":",
	"!",
	"|",
	"(",
	")",
	"[",
	"]",
	"{",
	"}",
	"\\{",
	"\\}",
	"\\left(",
	"\\right)",
	"\\frac",
	"\\frac12",
	"\\frac{1}",
	"{2}",
	"\\sqrt",
	"\\sqrt[3]",
	"\\binom",
	"\\sin ",
	"\\log_",
	"\\ln ",
	"\\cdot ",
	"\\times ",
	"\\pm ",
	"\\infty",
	"\\cup ",
	"\\text{",
	"\\mathrm{",
	"\\%",
	"%",
	"\\$",
	"$",
	"$$",
	"^\\circ",
	"\\circ",
	"\\ldots",
	"\\overline{",
	"\\begin{pmatrix}",
	"\\end{pmatrix}",
	"\\begin{cases}",
	"\\end{cases}",
	"&",
	"\\\\",
	"\\sum_{k=1}^{",
	"\\int_0^1 ",
	"\\lim_{x\\to 0}",
	"\\lfloor ",
	"\\rfloor ",
	"dx",
	"\\boxed{",
	"\\fbox{",
	"\\[",
	"\\]",
	"\\(",
	"\\)",
	"####",
	"The answer is ",
	"Answer: ",
	"final answer",
	"A: ",
	"<think>",
	"</think>",
	"<answer>",
	"</answer>",
	"<<1+1=2>>",
	"\n",
	" ",
	"\t",
	" and ",
	" or ",
	"cm",
	" dollars",
	" percent",
	"12:30",
	"p.m.",
	"_2",
	"\xC2\xBD",
	"\xE2\x88\x9A",
	"\xE2\x88\x92",
	"\xC3\x97",
	"\xCF\x80",
	"\xE2\x89\xA4",
	"\xEF\xBC\x91",
	"\xFF",
	"\xC2",
	"\xE2\x88\x9E",
	".",
	"?",
};

static void add_pieces(struct assay_rng *rng, struct assay_buf *out)
{
	for (uint64_t n = 1 + assay_rng_below(rng, 24); n > 0; n--)
		(void)assay_buf_add_c(out, pieces[assay_rng_below(rng, sizeof(pieces) / sizeof(pieces[0]))]);
}

static struct assay_str any_seed(struct assay_rng *rng)
{
	return assay_buf_str(&seeds[assay_rng_below(rng, n_seeds)]);
}

static struct assay_str any_part(struct assay_rng *rng, struct assay_str s)
{
	size_t start = (size_t)assay_rng_below(rng, s.len + 1);
	return assay_str_sub(s, start, (size_t)assay_rng_below(rng, s.len - start + 1));
}

/* One change at one place: bytes replaced, dropped, repeated, or something put in between. */
static void change(struct assay_rng *rng, struct assay_buf *text)
{
	struct assay_str all = assay_buf_str(text);
	size_t at = (size_t)assay_rng_below(rng, all.len + 1), n = (size_t)assay_rng_below(rng, 12);
	struct assay_str head = assay_str_sub(all, 0, at), tail = assay_str_sub(all, at, all.len);
	assay_autobuf struct assay_buf out = {0};
	(void)assay_buf_add_str(&out, head);
	switch (assay_rng_below(rng, 5)) {
	case 0:
		(void)assay_buf_add_str(&out, assay_str_sub(tail, n, tail.len));
		break;
	case 1:
		(void)assay_buf_add_char(&out, (char)assay_rng_below(rng, 256));
		(void)assay_buf_add_str(&out, assay_str_sub(tail, 1, tail.len));
		break;
	case 2:
		(void)assay_buf_add_str(&out, assay_str_sub(tail, 0, n));
		(void)assay_buf_add_str(&out, tail);
		break;
	case 3:
		(void)assay_buf_add_c(&out, pieces[assay_rng_below(rng, sizeof(pieces) / sizeof(pieces[0]))]);
		(void)assay_buf_add_str(&out, tail);
		break;
	default:
		(void)assay_buf_add_str(&out, any_part(rng, any_seed(rng)));
		(void)assay_buf_add_str(&out, tail);
		break;
	}
	assay_buf_clear(text);
	(void)assay_buf_add_str(text, assay_str_sub(assay_buf_str(&out), 0, INPUT_BYTES));
}

static void make(struct assay_rng *rng, struct assay_buf *out)
{
	assay_buf_clear(out);
	switch (assay_rng_below(rng, 4)) {
	case 0: /* Gold and reply of pieces. */
		add_pieces(rng, out);
		(void)assay_buf_add_char(out, '\0');
		add_pieces(rng, out);
		break;
	case 1: /* The same text twice, the second with a change: near to equal. */
		add_pieces(rng, out);
		{
			assay_autobuf struct assay_buf twin = {0};
			(void)assay_buf_add_str(&twin, assay_buf_str(out));
			change(rng, &twin);
			(void)assay_buf_add_char(out, '\0');
			(void)assay_buf_add_str(out, assay_buf_str(&twin));
		}
		break;
	default:
		(void)assay_buf_add_str(out, assay_str_sub(any_seed(rng), 0, INPUT_BYTES));
		for (uint64_t n = 1 + assay_rng_below(rng, 4); n > 0; n--)
			change(rng, out);
		break;
	}
}

int main(int argc, char **argv)
{
	if (argc < 3 || read_seeds(argv[1])) {
		(void)fprintf(stderr, "usage: storm FOLDER COUNT [SEED [FIRST]], with files in FOLDER\n");
		return 2;
	}
	uint64_t count = strtoull(argv[2], NULL, 10), seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
	uint64_t first = argc > 4 ? strtoull(argv[4], NULL, 10) : 0;
	assay_autobuf struct assay_buf input = {0};
	watch_deaths();
	for (uint64_t number = first; number < first + count; number++) {
		struct assay_rng rng;
		(void)snprintf(last_words, sizeof(last_words), "storm: died on input %" PRIu64 "\n", number);
		assay_rng_init(&rng, seed * 0x9E3779B97F4A7C15u + number);
		make(&rng, &input);
		/* In a buffer of its own size, so that a sanitizer sees a read past its end. */
		uint8_t *exact = malloc(input.len ? input.len : 1);
		if (!exact)
			return 1;
		memcpy(exact, input.data, input.len);
		/* An input that takes 30 seconds of its own hangs; a busy machine may take more to get there. */
		(void)setitimer(ITIMER_PROF, &(struct itimerval){.it_value.tv_sec = 30}, NULL);
		(void)LLVMFuzzerTestOneInput(exact, input.len);
		free(exact);
	}
	(void)printf("%" PRIu64 " inputs, seed %" PRIu64 "\n", count, seed);
	for (size_t i = 0; i < n_seeds; i++)
		assay_buf_finish(&seeds[i]);
	return 0;
}
