/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates of a calendar with months and leap years of its own.
 *
 * Found by counting days from the beginning of the calendar; rechecked by turning over one day after another.
 */
#include "problems/families/code.h"

struct rules {
	int64_t months, length, odd_more; /* Odd months (the first, third, ...) have `odd_more` more days. */
	int64_t leap, not_leap;		  /* Every so many years, but not every so many; 0: no such exception. */
	int64_t extra;			  /* Days more of the last month in a leap year. */
};

static const char *const phrasings[] = {
	("In an invented calendar each year has {months} months. {^odd} have {longer} days, the others {length}. "
	 "{leap} {^return} the date that comes `days` days after the date `date`, which is a list of year, month and "
	 "day, all counted from 1; the result is such a list too."),
	("On a far planet a year is divided into {months} months: {odd} have {longer} days and the rest {length}. "
	 "{leap} "
	 "A date is a list [year, month, day] with numbers from 1. Add `days` days to `date` and {return} the date."),
	("A game keeps time in its own way. There are {months} months in a year; {odd} last {longer} days, all the "
	 "other "
	 "ones {length} days. {leap} Something begins on `date`, given as year, month, day (each from 1 up), and takes "
	 "`days` days. {^return} the date at its end in the same form; 0 days later is the same date."),
	("Write dates as lists of year, month and day. The calendar has {months} months a year, {length} days in each, "
	 "but {longer} if we speak of {odd}. {leap} Which date is `days` days after `date`? {^return} it."),
	("Given a valid `date` (year, month, day, from 1 each) of the calendar below, {return} the date `days` days "
	 "later. Months per year: {months}. Days per month: {length}; {odd}, however, have {longer}. {leap}"),
	NULL,
};

static void draw(struct kit *k, void *params)
{
	struct rules *r = params;
	r->months = kit_between(k, 3, kit_ramp(k, 6, 14));
	r->length = kit_between(k, 5, kit_ramp(k, 9, 32));
	r->odd_more = kit_between(k, 1, kit_ramp(k, 2, 5));
	r->leap = kit_between(k, 2, kit_ramp(k, 4, 7));
	r->not_leap = k->level < 3 || kit_once_in(k, 3) ? 0 : r->leap * kit_between(k, 2, 4);
	r->extra = kit_between(k, 1, k->level < 5 ? 1 : 3);
	kit_put_i(k, "months", r->months);
	kit_put_i(k, "length", r->length);
	kit_put_i(k, "longer", r->length + r->odd_more);
	kit_put_i(k, "every", r->leap);
	kit_put_i(k, "except", r->not_leap);
	kit_put_i(k, "extra", r->extra);
	kit_skin(k, "odd", "months with an odd number (the first, the third and so on)");
	assay_autobuf struct assay_buf leap = {0};
	(void)assay_buf_printf(&leap, "In years whose number is divisible by %d", (int)r->leap);
	if (r->not_leap)
		(void)assay_buf_printf(&leap, ", but not by %d,", (int)r->not_leap);
	(void)assay_buf_printf(&leap, " the last month has %d %s more.", (int)r->extra, r->extra == 1 ? "day" : "days");
	kit_put(k, "leap", kit_copy(k, assay_buf_str(&leap)));
	code_put(k, "is_leap", r->not_leap ? "year % @every@ == 0 and year % @except@ != 0" : "year % @every@ == 0",
		 r->not_leap ? "year % @every@ == 0 && year % @except@ != 0" : "year % @every@ == 0",
		 r->not_leap ? "year % @every@ === 0 && year % @except@ !== 0" : "year % @every@ === 0");
	CODE_ARG(k, .name = "date", .type = "[int]", .min = 1, .max = kit_ramp(k, 20, 200), .min_len = 3, .max_len = 3,
		 .note = "year, month and day of a date of this calendar");
	CODE_ARG(k, .name = "days", .type = "int", .min = 0, .max = kit_ramp(k, 100, 4000));
}

static int64_t days_of_month(const struct rules *r, int64_t year, int64_t month)
{
	int64_t days = r->length + (month % 2 == 1 ? r->odd_more : 0);
	bool is_leap = year % r->leap == 0 && (r->not_leap == 0 || year % r->not_leap != 0);
	return days + (is_leap && month == r->months ? r->extra : 0);
}

/* Days near the end of a month, and months near the end of a year, are what goes wrong. */
static bool fit(struct kit *k, struct val *args, enum code_shape shape)
{
	const struct rules *r = k->params;
	struct val *date = args[0].items;
	date[1].i = 1 + (date[1].i - 1) % r->months;
	if (shape == CODE_RANDOM || shape == CODE_HIGH)
		date[0].i = kit_between(k, 1, code_args(k)[0].max);
	if (shape == CODE_FEW || shape == CODE_HIGH) {
		date[0].i = r->leap * kit_between(k, 1, 4);
		date[1].i = r->months;
	}
	int64_t days = days_of_month(r, date[0].i, date[1].i);
	date[2].i = shape == CODE_HIGH || shape == CODE_EQUAL ? days : kit_between(k, 1, days);
	if (shape == CODE_FEW || shape == CODE_EQUAL || shape == CODE_SORTED || shape == CODE_HIGH)
		args[1].i = kit_between(k, 1, r->length + r->odd_more + r->extra);
	return true;
}

static int64_t days_before_year(const struct rules *r, int64_t year)
{
	int64_t n = year - 1;
	int64_t leaps = n / r->leap - (r->not_leap ? n / r->not_leap : 0);
	int64_t common = r->months * r->length + (r->months + 1) / 2 * r->odd_more;
	return n * common + leaps * r->extra;
}

static struct val solve(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t before = args[0].items[1].i - 1;
	int64_t day = days_before_year(r, args[0].items[0].i) + before * r->length + (before + 1) / 2 * r->odd_more +
		      args[0].items[2].i - 1 + args[1].i;
	int64_t year = 1;
	while (days_before_year(r, year + 1) <= day)
		year++;
	day -= days_before_year(r, year);
	int64_t pairs = day / (2 * r->length + r->odd_more);
	int64_t month = 2 * pairs;
	day -= pairs * (2 * r->length + r->odd_more);
	if (day >= r->length + r->odd_more) {
		day -= r->length + r->odd_more;
		month++;
	}
	if (month >= r->months) { /* An extra day lies behind all whole months. */
		month--;
		day += r->length + (month % 2 == 0 ? r->odd_more : 0);
	}
	return val_ints(k, (int64_t[]){year, month + 1, day + 1}, 3);
}

static struct val brute(struct kit *k, const struct val *args)
{
	const struct rules *r = k->params;
	int64_t year = args[0].items[0].i;
	int64_t month = args[0].items[1].i;
	int64_t day = args[0].items[2].i;
	for (int64_t i = 0; i < args[1].i; i++) {
		if (++day <= days_of_month(r, year, month))
			continue;
		day = 1;
		if (++month > r->months) {
			month = 1;
			year++;
		}
	}
	return val_ints(k, (int64_t[]){year, month, day}, 3);
}

static const struct code_def code = {
	.entry = "later",
	.result = "[int]",
	.solve = solve,
	.brute = brute,
	.fit = fit,
	.python = "def later(date, days):\n"
		  "    year, month, day = date\n"
		  "    day += days\n"
		  "    while True:\n"
		  "        length = @longer@ if month % 2 == 1 else @length@\n"
		  "        if month == @months@ and @is_leap@:\n"
		  "            length += @extra@\n"
		  "        if day <= length:\n"
		  "            return [year, month, day]\n"
		  "        day -= length\n"
		  "        year += month // @months@\n"
		  "        month = month % @months@ + 1\n",
	.cpp = "#include <vector>\n\n"
	       "std::vector<long long> later(std::vector<long long> date, long long days)\n"
	       "{\n"
	       "    long long year = date[0], month = date[1], day = date[2] + days;\n"
	       "    for (;;) {\n"
	       "        long long length = month % 2 == 1 ? @longer@ : @length@;\n"
	       "        if (month == @months@ && @is_leap@)\n"
	       "            length += @extra@;\n"
	       "        if (day <= length)\n"
	       "            return {year, month, day};\n"
	       "        day -= length;\n"
	       "        year += month / @months@;\n"
	       "        month = month % @months@ + 1;\n"
	       "    }\n"
	       "}\n",
	.javascript = "function later(date, days) {\n"
		      "    let [year, month, day] = date;\n"
		      "    day += days;\n"
		      "    for (;;) {\n"
		      "        let length = month % 2 === 1 ? @longer@ : @length@;\n"
		      "        if (month === @months@ && @is_leap@) length += @extra@;\n"
		      "        if (day <= length) return [year, month, day];\n"
		      "        day -= length;\n"
		      "        year += Math.floor(month / @months@);\n"
		      "        month = month % @months@ + 1;\n"
		      "    }\n"
		      "}\n",
};

static const char *const tags[] = {"code", "numbers", "dates", NULL};

const struct assay_family assay_family_own_calendar = {
	KIT_CODE,
	.name = "own-calendar",
	.version = 1,
	.title = "dates of a calendar with rules of its own",
	.tags = tags,
	.phrasings = phrasings,
	.params_size = sizeof(struct rules),
	.draw = draw,
	.code = &code,
};
