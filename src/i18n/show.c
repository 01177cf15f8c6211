/*
 * Numbers, money, days and countries by ICU, in cx->locale. Amounts go in as
 * exact decimal text, never as doubles. Formatters are kept per thread.
 */
#include "i18n/i18n.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uloc.h>
#include <unicode/unumberformatter.h>
#include <unicode/ustring.h>

#include "base/day.h"
#include "base/stop.h"
#include "base/text.h"

#define ROOM 160 /* of one shown value, in UTF-16 units */
#define MINUS 0x2212
#define NUMBERS 24 /* formatters kept: a page shows few currencies */
#define SKELETON 64

enum date_form {
	FORM_DAY,
	FORM_DAY_LONG,
	FORM_MONTH,
	FORM_MONTH_SHORT,
	FORM_TIME,
	FORM_INSTANT,
	FORM_INSTANT_ZONE,
	FORMS,
};

/* What is shown; the order and the words are the locale's. */
static const char *const date_skeletons[FORMS] = { "yMMMd", "yMMMMEEEEd",
	"yMMMM", "LLL", "Hm", "yMMMdHms", "yMMMdHm" };
/* Quoted in a pattern, so no language moves or translates it. */
static const char *const date_tails[FORMS] = { "", "", "", "", " 'UTC'",
	" 'UTC'", " 'UTC'xxx" };

struct number_format {
	char skeleton[SKELETON]; /* with its locale: the key */
	UNumberFormatter *formatter;
};

/* Everything ICU of one thread. */
struct shown {
	struct number_format numbers[NUMBERS];
	size_t next; /* the one to be replaced */
	UFormattedNumber *result;
	const struct locale *locale; /* of the dates */
	UDateFormat *dates[FORMS];
	char zone[64]; /* of FORM_INSTANT_ZONE */
};

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void dates_close(struct shown *shown)
{
	for (size_t i = 0; i < FORMS; i++) {
		if (shown->dates[i] != NULL)
			udat_close(shown->dates[i]);
		shown->dates[i] = NULL;
	}
}

static void shown_close(void *ptr)
{
	struct shown *shown = ptr;

	for (size_t i = 0; i < NUMBERS; i++)
		if (shown->numbers[i].formatter != NULL)
			unumf_close(shown->numbers[i].formatter);
	if (shown->result != NULL)
		unumf_closeResult(shown->result);
	dates_close(shown);
	free(shown);
}

static void key_make(void)
{
	if (pthread_key_create(&key, shown_close) != 0)
		stop_fault("no place for numbers", "pthread_key_create");
}

static struct shown *shown_here(void)
{
	UErrorCode code = U_ZERO_ERROR;
	struct shown *shown;

	pthread_once(&once, key_make);
	shown = pthread_getspecific(key);
	if (shown != NULL)
		return shown;
	shown = calloc(1, sizeof(*shown));
	if (shown == NULL)
		stop_memory(sizeof(*shown));
	shown->result = unumf_openResult(&code);
	pthread_setspecific(key, shown);
	return shown;
}

/* What ICU wrote, with U+2212 for minus in every language. */
static const char *to_text(
    struct ctx *cx, UChar *from, int32_t length, bool is_number)
{
	UErrorCode code = U_ZERO_ERROR;
	char *text = arena_alloc(cx->arena, 3 * ROOM + 1);

	for (int32_t i = 0; is_number && i < length; i++)
		if (from[i] == '-')
			from[i] = MINUS;
	u_strToUTF8(text, 3 * ROOM, NULL, from, length, &code);
	return text;
}

static const UNumberFormatter *number_format(
    struct shown *shown, const char *icu, const char *skeleton)
{
	struct number_format *format;
	UErrorCode code = U_ZERO_ERROR;
	char name[SKELETON];
	UChar wide[SKELETON];

	snprintf(name, sizeof(name), "%s %s", icu, skeleton);
	for (size_t i = 0; i < NUMBERS; i++)
		if (strcmp(shown->numbers[i].skeleton, name) == 0)
			return shown->numbers[i].formatter;
	format = &shown->numbers[shown->next++ % NUMBERS];
	if (format->formatter != NULL)
		unumf_close(format->formatter);
	memcpy(format->skeleton, name, sizeof(name));
	u_strFromUTF8(wide, SKELETON, NULL, skeleton, -1, &code);
	format->formatter =
	    unumf_openForSkeletonAndLocale(wide, -1, icu, &code);
	return format->formatter;
}

/* A decimal like "-12.50" by an ICU number skeleton. */
static const char *show_decimal(
    struct ctx *cx, const char *decimal, const char *skeleton)
{
	struct shown *shown = shown_here();
	const UNumberFormatter *formatter =
	    number_format(shown, cx->locale->icu, skeleton);
	UErrorCode code = U_ZERO_ERROR;
	UChar wide[ROOM];
	int32_t length;

	unumf_formatDecimal(formatter, decimal, -1, shown->result, &code);
	length = unumf_resultToString(shown->result, wide, ROOM, &code);
	if (U_FAILURE(code)) /* exact, if plain, is better than nothing */
		return arena_dup(cx->arena, decimal);
	return to_text(cx, wide, length, true);
}

const char *show_int(struct ctx *cx, int64_t value)
{
	char decimal[24];

	snprintf(decimal, sizeof(decimal), "%lld", (long long)value);
	return show_decimal(cx, decimal, "precision-integer");
}

static bool is_currency(const char *code)
{
	return strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

/* The currency's own digits, which are not always what ICU would show. */
const char *show_money(struct ctx *cx, struct money value)
{
	int exponent = currency_exponent(value.currency);
	char decimal[32], skeleton[SKELETON];

	if (exponent < 0)
		exponent = 2;
	money_decimal(value.minor, exponent, decimal, sizeof(decimal));
	if (!is_currency(value.currency))
		return arena_printf(
		    cx->arena, "%s %s", decimal, value.currency);
	snprintf(skeleton, sizeof(skeleton), "currency/%s %s%.*s",
	    value.currency, exponent == 0 ? "precision-integer" : ".", exponent,
	    "0000");
	return show_decimal(cx, decimal, skeleton);
}

const char *show_money_short(struct ctx *cx, struct money value)
{
	int exponent = currency_exponent(value.currency);
	char decimal[32], skeleton[SKELETON];

	if (exponent < 0 || !is_currency(value.currency))
		return show_money(cx, value);
	money_decimal(value.minor, exponent, decimal, sizeof(decimal));
	snprintf(skeleton, sizeof(skeleton), "currency/%s compact-short",
	    value.currency);
	return show_decimal(cx, decimal, skeleton);
}

const char *show_percent_bp(struct ctx *cx, int64_t basis_points)
{
	char decimal[32];

	money_decimal(basis_points, 2, decimal, sizeof(decimal));
	return show_decimal(cx, decimal, "percent .##");
}

/* Sizes as disks and networks count them: 1 GB is 10^9 bytes. */
const char *show_bytes(struct ctx *cx, int64_t bytes)
{
	static const char *const units[] = { "byte", "kilobyte", "megabyte",
		"gigabyte", "terabyte", "petabyte" };
	size_t unit = 0;
	int64_t size = 1, tenths = bytes;
	char decimal[32], skeleton[SKELETON];

	/* 999 950 bytes are shown as 1 MB, not as 1000 kB */
	while (unit + 1 < COUNT(units) && bytes >= size * 1000 - size / 20) {
		size *= 1000;
		unit++;
	}
	if (unit > 0)
		tenths = bytes / (size / 10) +
			 (bytes % (size / 10) * 2 >= size / 10);
	money_decimal(tenths, unit > 0, decimal, sizeof(decimal));
	snprintf(skeleton, sizeof(skeleton),
	    "measure-unit/digital-%s unit-width-short .#", units[unit]);
	return show_decimal(cx, decimal, skeleton);
}

/* The locale's own order of the fields of that form, and its tail. */
static void date_pattern(
    const char *icu, enum date_form form, UChar ret_pattern[ROOM])
{
	UErrorCode code = U_ZERO_ERROR;
	UDateTimePatternGenerator *generator = udatpg_open(icu, &code);
	UChar skeleton[SKELETON], tail[SKELETON];

	u_strFromUTF8(
	    skeleton, SKELETON, NULL, date_skeletons[form], -1, &code);
	u_strFromUTF8(tail, SKELETON, NULL, date_tails[form], -1, &code);
	udatpg_getBestPattern(
	    generator, skeleton, -1, ret_pattern, ROOM - SKELETON, &code);
	u_strcat(ret_pattern, tail);
	udatpg_close(generator);
}

static UDateFormat *date_format(
    const struct locale *locale, enum date_form form, const char *zone)
{
	UErrorCode code = U_ZERO_ERROR;
	UChar pattern[ROOM] = { 0 }, wide_zone[SKELETON] = { 0 };

	date_pattern(locale->icu, form, pattern);
	u_strFromUTF8(wide_zone, SKELETON, NULL, zone, -1, &code);
	return udat_open(UDAT_PATTERN, UDAT_PATTERN, locale->icu, wide_zone, -1,
	    pattern, -1, &code);
}

static const char *show_date(
    struct ctx *cx, int64_t instant, enum date_form form, const char *zone)
{
	struct shown *shown = shown_here();
	UErrorCode code = U_ZERO_ERROR;
	UChar wide[ROOM];
	int32_t length;

	if (shown->locale != cx->locale) {
		dates_close(shown);
		shown->locale = cx->locale;
	}
	if (form == FORM_INSTANT_ZONE && shown->dates[form] != NULL &&
	    strcmp(shown->zone, zone) != 0) {
		udat_close(shown->dates[form]);
		shown->dates[form] = NULL;
	}
	if (form == FORM_INSTANT_ZONE)
		snprintf(shown->zone, sizeof(shown->zone), "%s", zone);
	if (shown->dates[form] == NULL)
		shown->dates[form] = date_format(cx->locale, form, zone);
	length = udat_format(
	    shown->dates[form], (UDate)instant * 1000, wide, ROOM, NULL, &code);
	if (U_FAILURE(code))
		return "";
	return to_text(cx, wide, length, false);
}

const char *show_day(struct ctx *cx, int64_t day)
{
	return show_date(cx, day_start(day), FORM_DAY, "UTC");
}

const char *show_day_long(struct ctx *cx, int64_t day)
{
	return show_date(cx, day_start(day), FORM_DAY_LONG, "UTC");
}

const char *show_month(struct ctx *cx, int month)
{
	return show_date(
	    cx, day_start(month_first_day(month)), FORM_MONTH, "UTC");
}

const char *show_month_short(struct ctx *cx, int month)
{
	return show_date(
	    cx, day_start(month_first_day(month)), FORM_MONTH_SHORT, "UTC");
}

const char *show_time(struct ctx *cx, int64_t instant)
{
	return show_date(cx, instant, FORM_TIME, "UTC");
}

const char *show_instant(struct ctx *cx, int64_t instant)
{
	return show_date(cx, instant, FORM_INSTANT, "UTC");
}

const char *show_instant_in(struct ctx *cx, int64_t instant, const char *zone)
{
	return show_date(cx, instant, FORM_INSTANT_ZONE, zone);
}

const char *show_country(struct ctx *cx, const char *code)
{
	UErrorCode error = U_ZERO_ERROR;
	UChar wide[ROOM];
	char place[16];
	int32_t length;

	snprintf(place, sizeof(place), "und_%s", code);
	length =
	    uloc_getDisplayCountry(place, cx->locale->icu, wide, ROOM, &error);
	if (U_FAILURE(error) || length == 0)
		return arena_dup(cx->arena, code);
	return to_text(cx, wide, length, false);
}

const char *locale_dir(const struct locale *locale)
{
	return uloc_isRightToLeft(locale->icu) ? "rtl" : "ltr";
}

const char *show_language(struct ctx *cx, const char *tag)
{
	UErrorCode error = U_ZERO_ERROR;
	UChar wide[ROOM];
	int32_t length =
	    uloc_getDisplayName(tag, cx->locale->icu, wide, ROOM, &error);

	if (U_FAILURE(error) || length == 0)
		return arena_dup(cx->arena, tag);
	return to_text(cx, wide, length, false);
}
