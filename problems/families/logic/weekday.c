/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Days from one date to another: how many, or which day of the week the other is.
 *
 * Found by months, years and leap days; rechecked by counting the days of an era, and by Sakamoto's rule.
 */
#include "problems/families/kit.h"

struct date {
	int64_t year, month, day;
};

struct dates {
	struct date from, to;
	int64_t weekday; /* Of `from`; 0 is Sunday. */
	bool asks_days;
};

static const char *const months[] = {"January", "February", "March",	 "April",   "May",	"June",
				     "July",	"August",   "September", "October", "November", "December"};
static const char *const weekdays[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

static const char *const weekday_phrasings[] = {
	"{from} was a {weekday}.{distractor} Which day of the week was {to} in the Gregorian calendar?",
	("{^who} knows that {from} fell on a {weekday}.{distractor} On which weekday did {to} fall? (Gregorian "
	 "calendar.)"),
	"If {from} is a {weekday} in the Gregorian calendar, what weekday is {to}?",
	("An old calendar shows that {from} is a {weekday}; Gregorian rules for leap years hold throughout."
	 "{distractor} Name the day of the week of {to}."),
	"Counting by the Gregorian calendar from {from}, a {weekday}, on what day of the week does {to} come?",
	NULL,
};

static const char *const days_phrasings[] = {
	("How many days after {from} is {to} in the Gregorian calendar?"),
	("{^who} was born on {from}.{distractor} How many days old was {who} on {to}, by the Gregorian calendar?"),
	("A letter is dated {from}; it was opened on {to}. Gregorian rules for leap years hold.{distractor} How many "
	 "days lie from the one date to the other?"),
	"A machine was started on {from} and stopped on {to} (Gregorian calendar). How many nights did it run through?",
	"Find the number of days from {from}, not counted, to {to}, counted, in the Gregorian calendar.",
	NULL,
};

static const char *const distractors[] = {
	" It was {distraction} degrees warm in the shade.",
	" The calendar costs {distraction} euros.",
	NULL,
};

static bool is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t length_of(int64_t year, int64_t month)
{
	static const int64_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return lengths[month - 1] + (month == 2 && is_leap(year));
}

/* --- Second method ---------------------------------------------------------------------------------------------------
 */

/* Days since a fixed one; years begin in March, so that the leap day is the last. */
static int64_t number_of(struct date d)
{
	int64_t year = d.year - (d.month <= 2);
	int64_t month = (d.month + 9) % 12;
	return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + d.day;
}

static int64_t weekday_of(struct date d)
{
	static const int64_t shifts[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
	int64_t year = d.year - (d.month < 3);
	return (year + year / 4 - year / 100 + year / 400 + shifts[d.month - 1] + d.day) % 7;
}

static void again(struct kit *k, const void *params)
{
	const struct dates *s = params;
	if (s->asks_days)
		kit_again_i(k, number_of(s->to) - number_of(s->from));
	else
		kit_again_s(k, kit_text(k, "\\text{%s}", weekdays[weekday_of(s->to)]));
}

/* --- Drawing ---------------------------------------------------------------------------------------------------------
 */

static struct date draw_date(struct kit *k, int64_t year, int64_t first_month, int64_t last_month)
{
	struct date d = {.year = year};
	d.month = kit_between(k, first_month, last_month);
	d.day = kit_between(k, 1, length_of(d.year, d.month));
	return d;
}

static struct assay_str text_of(struct kit *k, struct date d)
{
	return kit_text(k, "%ld %s %ld", d.day, months[d.month - 1], d.year);
}

static void draw(struct kit *k, void *params)
{
	struct dates *s = params;
	int64_t span = KIT_LEVELS(k, 0, 0, 0, 1, 4, 12, 40, 100, 200, 400);
	bool is_short = k->level == 1;
	int64_t year = kit_between(k, 1900 - span, 2030 - span);
	int64_t earliest = KIT_LEVELS(k, 1, 1, 1, 1, 1, 1, 2, 3, 6, 7);
	s->from = draw_date(k, year, earliest, KIT_LEVELS(k, 4, 4, 4, 6, 5, 6, 9, 11, 12, 12));
	int64_t years = span <= 1 ? span : kit_between(k, span / 2, span);
	int64_t first = s->from.month + KIT_LEVELS(k, 1, 2, 4, 0, 0, 0, 0, 0, 0, 0);
	int64_t last = is_short ? first : KIT_LEVELS(k, 0, 12, 12, 9, 7, 8, 12, 12, 12, 12);
	s->to = draw_date(k, year + years, years == 0 ? first : KIT_LEVELS(k, 1, 1, 1, 1, 1, 2, 3, 4, 6, 8), last);
	s->weekday = weekday_of(s->from);
	s->asks_days = kit_once_in(k, 3);
	kit_phrasings(k, s->asks_days ? days_phrasings : weekday_phrasings);
	kit_skin(k, "who", kit_person(k));
	kit_put(k, "from", text_of(k, s->from));
	kit_put(k, "to", text_of(k, s->to));
	kit_skin(k, "weekday", weekdays[s->weekday]);
}

/* --- First method ----------------------------------------------------------------------------------------------------
 */

/* The number of a day in its year. */
static int64_t day_of_year(struct kit *k, struct date d)
{
	if (d.month == 1)
		return d.day;
	assay_autobuf struct assay_buf sum = {0};
	int64_t day = d.day;
	for (int64_t month = 1; month < d.month; month++) {
		day += length_of(d.year, month);
		(void)assay_buf_printf(&sum, "%ld + ", length_of(d.year, month));
	}
	return kit_step_i(k, day, "%s%ld", kit_copy(k, assay_buf_str(&sum)).data, d.day);
}

/* Leap years up to and with `year`. */
static int64_t leaps_until(struct kit *k, int64_t year)
{
	kit_say(k, "Leap years up to %ld: those that 4 divides, but of the hundreds only those that 400 divides.",
		year);
	return kit_step_i(k, year / 4 - year / 100 + year / 400, "%ld - %ld + %ld", year / 4, year / 100, year / 400);
}

static int64_t days_between(struct kit *k, const struct dates *s)
{
	kit_say(k, "The first day's number in its year:");
	int64_t first = day_of_year(k, s->from);
	kit_say(k, "The second day's number in its year:");
	int64_t second = day_of_year(k, s->to);
	int64_t years = s->to.year - s->from.year;
	if (years == 0)
		return kit_step_i(k, second - first, "%ld - %ld", second, first);
	int64_t leaps = is_leap(s->from.year);
	if (years > 1) {
		int64_t until = leaps_until(k, s->to.year - 1);
		int64_t before = leaps_until(k, s->from.year - 1);
		leaps = kit_step_i(k, until - before, "%ld - %s", until, kit_operand_i(k, before).data);
	}
	return kit_step_i(k, 365 * years + leaps + second - first, "365 × %ld + %s + %ld - %ld", years,
			  kit_operand_i(k, leaps).data, second, first);
}

static void solve(struct kit *k, const void *params)
{
	const struct dates *s = params;
	int64_t days = days_between(k, s);
	if (s->asks_days) {
		kit_answer_i(k, days);
		return;
	}
	if (days < 0) {
		kit_stop(k);
		return;
	}
	int64_t rest = kit_step_i(k, days % 7, "%ld - %ld × 7", days, days / 7);
	if (rest < 0 || rest > 6) {
		kit_stop(k);
		return;
	}
	kit_say(k, "So it is %ld %s after a %s.", rest, rest == 1 ? "day" : "days", weekdays[s->weekday]);
	kit_answer_s(k, "word", kit_text(k, "\\text{%s}", weekdays[(s->weekday + rest) % 7]));
}

static const char *const tags[] = {"maths", "logic", "calendar", NULL};

const struct assay_family assay_family_weekday = {
	KIT_MATH,
	.name = "weekday",
	.version = 1,
	.title = "days from one date to another, and the weekday there",
	.tags = tags,
	.phrasings = weekday_phrasings,
	.params_size = sizeof(struct dates),
	.draw = draw,
	.solve = solve,
	.again = again,
	.distractors = distractors,
};
