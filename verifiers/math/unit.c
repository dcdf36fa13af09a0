/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Units of measure with exact factors to SI.
 *
 * Sources: SI units and prefixes, the SI brochure (BIPM, 9th edition), with its table 8 for minute, hour, day, litre,
 * tonne, hectare and electronvolt; inch, foot, yard, mile, pound, ounce, gallon and their parts, NIST Handbook 44,
 * appendix C (international yard and pound agreement of 1959: 1 yd = 0.9144 m, 1 lb = 0.453 592 37 kg, 1 gal =
 * 231 in^3); calorie, the thermochemical one, 4.184 J (ISO 80000-5); nautical mile 1852 m (IHO 1929); light year of
 * 365.25 days and astronomical unit, IAU 2012 B2. A month and a year are calendar units here, 12 to the year, and not
 * converted to seconds: nobody who answers "2 years" means 63,115,200 s; but a year is 365 days in none of these
 * sources, so a comparison of years with days is left undecided by their dimension.
 */
#include "verifiers/math/reader.h"

enum prefix_use {
	NO_PREFIX = 0,
	SHORT_PREFIX, /* km */
	LONG_PREFIX,  /* kilometer */
};

struct unit_row {
	const char *name;      /* Singular. */
	const char *canonical; /* The symbol. */
	enum prefix_use prefix;
	int8_t dims[ASSAY_N_DIMS];
	int64_t num, den;
	int16_t exp10;
	const char *currency;
};

#define LENGTH(n)                        \
	{                                \
		[ASSAY_DIM_LENGTH] = (n) \
	}
#define MASS                         \
	{                            \
		[ASSAY_DIM_MASS] = 1 \
	}
#define TIME                         \
	{                            \
		[ASSAY_DIM_TIME] = 1 \
	}
#define SPEED                                                 \
	{                                                     \
		[ASSAY_DIM_LENGTH] = 1, [ASSAY_DIM_TIME] = -1 \
	}
#define FREQUENCY                     \
	{                             \
		[ASSAY_DIM_TIME] = -1 \
	}
#define FORCE                                                                       \
	{                                                                           \
		[ASSAY_DIM_MASS] = 1, [ASSAY_DIM_LENGTH] = 1, [ASSAY_DIM_TIME] = -2 \
	}
#define ENERGY                                                                      \
	{                                                                           \
		[ASSAY_DIM_MASS] = 1, [ASSAY_DIM_LENGTH] = 2, [ASSAY_DIM_TIME] = -2 \
	}
#define POWER                                                                       \
	{                                                                           \
		[ASSAY_DIM_MASS] = 1, [ASSAY_DIM_LENGTH] = 2, [ASSAY_DIM_TIME] = -3 \
	}
#define PRESSURE                                                                     \
	{                                                                            \
		[ASSAY_DIM_MASS] = 1, [ASSAY_DIM_LENGTH] = -1, [ASSAY_DIM_TIME] = -2 \
	}
#define CHARGE                                                \
	{                                                     \
		[ASSAY_DIM_CURRENT] = 1, [ASSAY_DIM_TIME] = 1 \
	}
#define VOLTAGE                                                                                               \
	{                                                                                                     \
		[ASSAY_DIM_MASS] = 1, [ASSAY_DIM_LENGTH] = 2, [ASSAY_DIM_TIME] = -3, [ASSAY_DIM_CURRENT] = -1 \
	}
#define RESISTANCE                                                                                            \
	{                                                                                                     \
		[ASSAY_DIM_MASS] = 1, [ASSAY_DIM_LENGTH] = 2, [ASSAY_DIM_TIME] = -3, [ASSAY_DIM_CURRENT] = -2 \
	}
#define ONE(dim)                      \
	{                             \
		[ASSAY_DIM_##dim] = 1 \
	}
#define MONEY(name, code, exp)                                     \
	{                                                          \
		name, code, NO_PREFIX, ONE(MONEY), 1, 1, exp, code \
	}

static const struct unit_row rows[] = {
	{"m", "m", SHORT_PREFIX, LENGTH(1), 1, 1, 0, NULL},
	{"meter", "m", LONG_PREFIX, LENGTH(1), 1, 1, 0, NULL},
	{"metre", "m", LONG_PREFIX, LENGTH(1), 1, 1, 0, NULL},
	{"in", "in", NO_PREFIX, LENGTH(1), 254, 1, -4, NULL},
	{"inch", "in", NO_PREFIX, LENGTH(1), 254, 1, -4, NULL},
	{"inche", "in", NO_PREFIX, LENGTH(1), 254, 1, -4, NULL},
	{"ft", "ft", NO_PREFIX, LENGTH(1), 3048, 1, -4, NULL},
	{"foot", "ft", NO_PREFIX, LENGTH(1), 3048, 1, -4, NULL},
	{"feet", "ft", NO_PREFIX, LENGTH(1), 3048, 1, -4, NULL},
	{"yd", "yd", NO_PREFIX, LENGTH(1), 9144, 1, -4, NULL},
	{"yard", "yd", NO_PREFIX, LENGTH(1), 9144, 1, -4, NULL},
	{"mi", "mi", NO_PREFIX, LENGTH(1), 1609344, 1, -3, NULL},
	{"mile", "mi", NO_PREFIX, LENGTH(1), 1609344, 1, -3, NULL},
	{"fathom", "fathom", NO_PREFIX, LENGTH(1), 18288, 1, -4, NULL},
	{"furlong", "furlong", NO_PREFIX, LENGTH(1), 201168, 1, -3, NULL},
	{"au", "au", NO_PREFIX, LENGTH(1), 149597870700, 1, 0, NULL},
	{"acre", "acre", NO_PREFIX, LENGTH(2), 40468564224, 1, -7, NULL},
	{"hectare", "ha", NO_PREFIX, LENGTH(2), 1, 1, 4, NULL},
	{"ha", "ha", NO_PREFIX, LENGTH(2), 1, 1, 4, NULL},
	{"L", "L", SHORT_PREFIX, LENGTH(3), 1, 1, -3, NULL},
	{"l", "L", SHORT_PREFIX, LENGTH(3), 1, 1, -3, NULL},
	{"liter", "L", LONG_PREFIX, LENGTH(3), 1, 1, -3, NULL},
	{"litre", "L", LONG_PREFIX, LENGTH(3), 1, 1, -3, NULL},
	{"gal", "gal", NO_PREFIX, LENGTH(3), 3785411784, 1, -12, NULL},
	{"gallon", "gal", NO_PREFIX, LENGTH(3), 3785411784, 1, -12, NULL},
	{"qt", "qt", NO_PREFIX, LENGTH(3), 946352946, 1, -12, NULL},
	{"quart", "qt", NO_PREFIX, LENGTH(3), 946352946, 1, -12, NULL},
	{"pint", "pt", NO_PREFIX, LENGTH(3), 473176473, 1, -12, NULL},
	{"cup", "cup", NO_PREFIX, LENGTH(3), 2365882365, 1, -13, NULL},
	{"tablespoon", "tbsp", NO_PREFIX, LENGTH(3), 147867647813, 1, -16, NULL},
	{"tbsp", "tbsp", NO_PREFIX, LENGTH(3), 147867647813, 1, -16, NULL},
	{"g", "g", SHORT_PREFIX, MASS, 1, 1, -3, NULL},
	{"gm", "g", NO_PREFIX, MASS, 1, 1, -3, NULL},
	{"gram", "g", LONG_PREFIX, MASS, 1, 1, -3, NULL},
	{"gramme", "g", LONG_PREFIX, MASS, 1, 1, -3, NULL},
	{"tonne", "t", NO_PREFIX, MASS, 1, 1, 3, NULL},
	{"lb", "lb", NO_PREFIX, MASS, 45359237, 1, -8, NULL},
	{"pound", "lb", NO_PREFIX, MASS, 45359237, 1, -8, NULL},
	{"oz", "oz", NO_PREFIX, MASS, 45359237, 16, -8, NULL},
	{"ounce", "oz", NO_PREFIX, MASS, 45359237, 16, -8, NULL},
	{"s", "s", SHORT_PREFIX, TIME, 1, 1, 0, NULL},
	{"sec", "s", NO_PREFIX, TIME, 1, 1, 0, NULL},
	{"second", "s", LONG_PREFIX, TIME, 1, 1, 0, NULL},
	{"min", "min", NO_PREFIX, TIME, 60, 1, 0, NULL},
	{"minute", "min", NO_PREFIX, TIME, 60, 1, 0, NULL},
	{"h", "h", NO_PREFIX, TIME, 3600, 1, 0, NULL},
	{"hr", "h", NO_PREFIX, TIME, 3600, 1, 0, NULL},
	{"hour", "h", NO_PREFIX, TIME, 3600, 1, 0, NULL},
	{"day", "d", NO_PREFIX, TIME, 86400, 1, 0, NULL},
	{"week", "week", NO_PREFIX, TIME, 604800, 1, 0, NULL},
	{"fortnight", "fortnight", NO_PREFIX, TIME, 1209600, 1, 0, NULL},
	{"A", "A", SHORT_PREFIX, ONE(CURRENT), 1, 1, 0, NULL},
	{"ampere", "A", LONG_PREFIX, ONE(CURRENT), 1, 1, 0, NULL},
	{"amp", "A", LONG_PREFIX, ONE(CURRENT), 1, 1, 0, NULL},
	{"K", "K", SHORT_PREFIX, ONE(TEMPERATURE), 1, 1, 0, NULL},
	{"kelvin", "K", LONG_PREFIX, ONE(TEMPERATURE), 1, 1, 0, NULL},
	{"mol", "mol", SHORT_PREFIX, ONE(AMOUNT), 1, 1, 0, NULL},
	{"mole", "mol", LONG_PREFIX, ONE(AMOUNT), 1, 1, 0, NULL},
	{"cd", "cd", SHORT_PREFIX, ONE(LIGHT), 1, 1, 0, NULL},
	{"candela", "cd", LONG_PREFIX, ONE(LIGHT), 1, 1, 0, NULL},
	{"bit", "bit", LONG_PREFIX, ONE(DATA), 1, 1, 0, NULL},
	{"byte", "B", LONG_PREFIX, ONE(DATA), 8, 1, 0, NULL},
	{"B", "B", SHORT_PREFIX, ONE(DATA), 8, 1, 0, NULL},
	{"Hz", "Hz", SHORT_PREFIX, FREQUENCY, 1, 1, 0, NULL},
	{"hertz", "Hz", LONG_PREFIX, FREQUENCY, 1, 1, 0, NULL},
	{"rpm", "rpm", NO_PREFIX, FREQUENCY, 1, 60, 0, NULL},
	{"N", "N", SHORT_PREFIX, FORCE, 1, 1, 0, NULL},
	{"newton", "N", LONG_PREFIX, FORCE, 1, 1, 0, NULL},
	{"J", "J", SHORT_PREFIX, ENERGY, 1, 1, 0, NULL},
	{"joule", "J", LONG_PREFIX, ENERGY, 1, 1, 0, NULL},
	{"cal", "cal", SHORT_PREFIX, ENERGY, 4184, 1, -3, NULL},
	{"calorie", "cal", LONG_PREFIX, ENERGY, 4184, 1, -3, NULL},
	{"eV", "eV", SHORT_PREFIX, ENERGY, 1602176634, 1, -28, NULL},
	{"Wh", "Wh", SHORT_PREFIX, ENERGY, 3600, 1, 0, NULL},
	{"W", "W", SHORT_PREFIX, POWER, 1, 1, 0, NULL},
	{"watt", "W", LONG_PREFIX, POWER, 1, 1, 0, NULL},
	{"Pa", "Pa", SHORT_PREFIX, PRESSURE, 1, 1, 0, NULL},
	{"pascal", "Pa", LONG_PREFIX, PRESSURE, 1, 1, 0, NULL},
	{"bar", "bar", SHORT_PREFIX, PRESSURE, 1, 1, 5, NULL},
	{"atm", "atm", NO_PREFIX, PRESSURE, 101325, 1, 0, NULL},
	{"C", "C", SHORT_PREFIX, CHARGE, 1, 1, 0, NULL},
	{"coulomb", "C", LONG_PREFIX, CHARGE, 1, 1, 0, NULL},
	{"V", "V", SHORT_PREFIX, VOLTAGE, 1, 1, 0, NULL},
	{"volt", "V", LONG_PREFIX, VOLTAGE, 1, 1, 0, NULL},
	{"ohm", "ohm", LONG_PREFIX, RESISTANCE, 1, 1, 0, NULL},
	{"mph", "mi/h", NO_PREFIX, SPEED, 1609344, 3600, -3, NULL},
	{"kph", "km/h", NO_PREFIX, SPEED, 1000, 3600, 0, NULL},
	{"kmh", "km/h", NO_PREFIX, SPEED, 1000, 3600, 0, NULL},
	{"knot", "kn", NO_PREFIX, SPEED, 1852, 3600, 0, NULL},
	MONEY("USD", "USD", 0),
	MONEY("dollar", "USD", 0),
	MONEY("buck", "USD", 0),
	MONEY("cent", "USD", -2),
	MONEY("penny", "USD", -2),
	MONEY("pennie", "USD", -2),
	MONEY("USD-cent", "USD", -2),
	MONEY("EUR", "EUR", 0),
	MONEY("euro", "EUR", 0),
	MONEY("GBP", "GBP", 0),
	MONEY("INR", "INR", 0),
	MONEY("rupee", "INR", 0),
	MONEY("JPY", "JPY", 0),
	MONEY("yen", "JPY", 0),
	MONEY("yuan", "CNY", 0),
	MONEY("CNY", "CNY", 0),
	MONEY("RMB", "CNY", 0),
	MONEY("peso", "MXN", 0),
	MONEY("won", "KRW", 0),
	MONEY("KRW", "KRW", 0),
	MONEY("RUB", "RUB", 0),
	MONEY("ruble", "RUB", 0),
};

static const struct {
	const char *name, *symbol;
	bool is_word;
	int16_t exp10;
} prefixes[] = {
	{"kilo", "k", true, 3},	  {"mega", "M", true, 6},  {"giga", "G", true, 9},   {"tera", "T", true, 12},
	{"hecto", "h", true, 2},  {"deci", "d", true, -1}, {"centi", "c", true, -2}, {"milli", "m", true, -3},
	{"micro", "u", true, -6}, {"nano", "n", true, -9}, {"pico", "p", true, -12}, {"k", "k", false, 3},
	{"M", "M", false, 6},	  {"G", "G", false, 9},	   {"T", "T", false, 12},    {"h", "h", false, 2},
	{"d", "d", false, -1},	  {"c", "c", false, -2},   {"m", "m", false, -3},    {"u", "u", false, -6},
	{"n", "n", false, -9},	  {"p", "p", false, -12},
};

/* Symbols with a prefix, one spelling each: "km" for "kilometer". */
static const char *const prefixed[] = {
	"km",	"cm",	"mm",	"um",	"nm",	"dm",	"hm",	"kg",  "mg",  "ug",   "ng",  "dL", "cL",
	"mL",	"uL",	"kL",	"hL",	"ms",	"us",	"ns",	"kW",  "MW",  "GW",   "mW",  "kN", "MN",
	"kJ",	"MJ",	"GJ",	"mJ",	"kHz",	"MHz",	"GHz",	"kPa", "MPa", "hPa",  "GPa", "kV", "MV",
	"mV",	"mA",	"uA",	"kcal", "keV",	"MeV",	"GeV",	"kWh", "MWh", "kB",   "MB",  "GB", "TB",
	"mmol", "umol", "kbit", "Mbit", "Gbit", "kohm", "Mohm", "mC",  "uC",  "mbar",
};

static bool fill(const struct unit_row *row, int16_t exp10, const char *symbol, struct assay_expr_unit *ret)
{
	*ret = (struct assay_expr_unit){.is_known = true,
					.num = row->num,
					.den = row->den,
					.exp10 = row->exp10 + exp10,
					.offset_num = 0,
					.offset_den = 1,
					.currency = row->currency};
	memcpy(ret->dims, row->dims, sizeof(ret->dims));
	ret->canonical = assay_str_of(row->canonical);
	if (!symbol)
		return true;
	for (size_t i = 0; i < sizeof(prefixed) / sizeof(prefixed[0]); i++) {
		size_t n = strlen(symbol);
		if (strncmp(prefixed[i], symbol, n) == 0 && strcmp(prefixed[i] + n, row->canonical) == 0) {
			ret->canonical = assay_str_of(prefixed[i]);
			return true;
		}
	}
	return false;
}

/* Short symbols as they are; words whatever their case. */
static bool names_row(const struct unit_row *row, struct assay_str name)
{
	if (strlen(row->name) != name.len)
		return false;
	if (memcmp(row->name, name.data, name.len) == 0)
		return true;
	if (name.len < 4)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.data[i];
		if ((c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c) != row->name[i])
			return false;
	}
	return true;
}

static bool find_row(struct assay_str name, bool with_prefix, const struct unit_row **ret)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (names_row(&rows[i], name) && (!with_prefix || rows[i].prefix)) {
			*ret = &rows[i];
			return true;
		}
	}
	return false;
}

static bool find_singular(struct assay_str name, struct assay_expr_unit *ret)
{
	const struct unit_row *row;
	if (find_row(name, false, &row))
		return fill(row, 0, NULL, ret);
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		if (!assay_str_starts(name, prefixes[i].name))
			continue;
		struct assay_str rest = assay_str_sub(name, strlen(prefixes[i].name), name.len);
		if (find_row(rest, true, &row) && (row->prefix == LONG_PREFIX) == prefixes[i].is_word &&
		    fill(row, prefixes[i].exp10, prefixes[i].symbol, ret))
			return true;
	}
	return false;
}

bool assay_math_unit_find(struct assay_str name, struct assay_expr_unit *ret)
{
	if (name.len == 0 || name.len > 32)
		return false;
	if (find_singular(name, ret))
		return true;
	/* Symbols have no plural, "hrs" and "lbs" aside. */
	bool is_plural = name.len >= 3 && name.data[name.len - 1] == 's';
	return is_plural && find_singular(assay_str_sub(name, 0, name.len - 1), ret);
}

static bool scale(int64_t *value, int64_t factor)
{
	return !__builtin_mul_overflow(*value, factor, value);
}

bool assay_math_unit_multiply(struct assay_expr_unit *unit, const struct assay_expr_unit *factor, int power)
{
	int n = power < 0 ? -power : power;
	bool is_exact = n <= 9;
	for (int i = 0; i < n && is_exact; i++)
		is_exact = scale(power > 0 ? &unit->num : &unit->den, factor->num) &&
			   scale(power > 0 ? &unit->den : &unit->num, factor->den);
	unit->exp10 += power * factor->exp10;
	for (int i = 0; i < ASSAY_N_DIMS; i++)
		unit->dims[i] = (int8_t)(unit->dims[i] + power * factor->dims[i]);
	if (factor->currency)
		unit->currency = factor->currency;
	return is_exact;
}
