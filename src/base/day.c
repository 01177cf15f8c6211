/*
 * Calendar arithmetic in the proleptic Gregorian calendar, UTC. Time zones
 * and how dates look to people are i18n's.
 */
#include "base/day.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t floor_div(int64_t value, int64_t by)
{
	int64_t quotient = value / by;

	return value % by < 0 ? quotient - 1 : quotient;
}

int64_t day_of(int64_t instant)
{
	return floor_div(instant, DAY_SECONDS);
}

int64_t day_start(int64_t day)
{
	return day * DAY_SECONDS;
}

static bool leap_year(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };

	return month == 2 && leap_year(year) ? 29 : days[month - 1];
}

bool date_exists(int year, int month, int day)
{
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 &&
	       day >= 1 && day <= days_in_month(year, month);
}

/* Years start in March here, so that the leap day is the last of its year. */
int64_t day_from_date(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = floor_div(y, 400);
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year =
	    (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 -
			     year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

struct date day_to_date(int64_t day)
{
	int64_t z = day + 719468;
	int64_t era = floor_div(z, 146097);
	int64_t of_era = z - era * 146097;
	int64_t year_of_era =
	    (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year =
	    of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t march = (5 * of_year + 2) / 153;
	int month = (int)(march < 10 ? march + 3 : march - 9);
	struct date date = {
		.year = (int)(year_of_era + era * 400 + (month <= 2)),
		.month = month,
		.day = (int)(of_year - (153 * march + 2) / 5 + 1),
	};

	return date;
}

int day_of_week(int64_t day)
{
	int64_t since_monday = (day + 3) % 7; /* 1970-01-01 was a Thursday */

	return (int)(since_monday < 0 ? since_monday + 7 : since_monday);
}

int month_of_day(int64_t day)
{
	struct date date = day_to_date(day);

	return date.year * 12 + date.month - 1;
}

int64_t month_first_day(int month)
{
	return day_from_date(month / 12, month % 12 + 1, 1);
}

int64_t day_add_months(int64_t day, int months)
{
	struct date date = day_to_date(day);
	int month = date.year * 12 + date.month - 1 + months;
	int last = days_in_month(month / 12, month % 12 + 1);

	return day_from_date(
	    month / 12, month % 12 + 1, date.day < last ? date.day : last);
}

void day_text(int64_t day, char ret_text[DAY_TEXT])
{
	struct date date = day_to_date(day);
	char text[64];

	snprintf(text, sizeof(text), "%04d-%02d-%02d", date.year, date.month,
	    date.day);
	snprintf(ret_text, DAY_TEXT, "%.10s", text);
}

void instant_text(int64_t instant, char ret_text[INSTANT_TEXT])
{
	int64_t day = day_of(instant);
	int64_t second = instant - day_start(day);
	char date[DAY_TEXT];
	char text[64];

	day_text(day, date);
	snprintf(text, sizeof(text), "%sT%02d:%02d:%02dZ", date,
	    (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
	snprintf(ret_text, INSTANT_TEXT, "%.20s", text);
}

/* Exactly n digits; moves on. */
static bool digits(const char **at, int n, int *ret_value)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		if (!isdigit((unsigned char)(*at)[i]))
			return false;
		value = value * 10 + ((*at)[i] - '0');
	}
	*at += n;
	*ret_value = value;
	return true;
}

static bool taken(const char **at, char wanted)
{
	if (**at != wanted)
		return false;
	(*at)++;
	return true;
}

static bool date_read(const char **at, int64_t *ret_day)
{
	int year;
	int month;
	int day;

	if (!digits(at, 4, &year) || !taken(at, '-') ||
	    !digits(at, 2, &month) || !taken(at, '-') || !digits(at, 2, &day) ||
	    !date_exists(year, month, day))
		return false;
	*ret_day = day_from_date(year, month, day);
	return true;
}

static bool time_read(const char **at, int *ret_second)
{
	int hour;
	int minute;
	int second = 0;

	if (!digits(at, 2, &hour) || !taken(at, ':') || !digits(at, 2, &minute))
		return false;
	if (taken(at, ':') && !digits(at, 2, &second))
		return false;
	if (hour > 23 || minute > 59 || second > 59)
		return false;
	*ret_second = hour * 3600 + minute * 60 + second;
	return true;
}

bool day_parse(const char *string, int64_t *ret_day)
{
	int64_t day;

	if (string == NULL || !date_read(&string, &day) || *string != '\0')
		return false;
	*ret_day = day;
	return true;
}

bool instant_parse(const char *string, int64_t *ret_instant)
{
	int64_t day;
	int second;

	/* with seconds: what is read is written the same */
	if (string == NULL || strlen(string) != INSTANT_TEXT - 1 ||
	    !date_read(&string, &day) || !taken(&string, 'T') ||
	    !time_read(&string, &second) || strcmp(string, "Z") != 0)
		return false;
	*ret_instant = day_start(day) + second;
	return true;
}

/* 2026-11-325: a client writes the day of the year as third part. */
static bool ordinal_date_read(const char **at, int64_t *ret_day)
{
	const char *p = *at;
	int year;
	int month;
	int of_year;

	if (!digits(&p, 4, &year) || !taken(&p, '-') ||
	    !digits(&p, 2, &month) || !taken(&p, '-') ||
	    !digits(&p, 3, &of_year) || year < 1 || of_year < 1 ||
	    of_year > 365 + leap_year(year))
		return false;
	*ret_day = day_from_date(year, 1, 1) + of_year - 1;
	*at = p;
	return true;
}

/* 40 .. 99 as third part, two digits, is a day of the year as well. */
static bool short_ordinal_read(const char **at, int64_t *ret_day)
{
	const char *p = *at;
	int year;
	int month;
	int of_year;

	if (!digits(&p, 4, &year) || !taken(&p, '-') ||
	    !digits(&p, 2, &month) || !taken(&p, '-') ||
	    !digits(&p, 2, &of_year) || year < 1 || of_year <= 31)
		return false;
	*ret_day = day_from_date(year, 1, 1) + of_year - 1;
	*at = p;
	return true;
}

static bool offset_read(const char **at, int *ret_seconds)
{
	int sign = **at == '-' ? -1 : 1;
	int hours;
	int minutes = 0;

	if (taken(at, 'Z') || taken(at, 'z') || **at == '\0') {
		*ret_seconds = 0;
		return true;
	}
	if (!taken(at, '+') && !taken(at, '-'))
		return false;
	if (!digits(at, 2, &hours))
		return false;
	taken(at, ':');
	if (**at != '\0' && !digits(at, 2, &minutes))
		return false;
	if (hours > 18 || minutes > 59)
		return false;
	*ret_seconds = sign * (hours * 3600 + minutes * 60);
	return true;
}

static bool iso_read(const char *at, int64_t *ret_instant)
{
	int64_t day;
	int second = 0;
	int offset = 0;

	if (!ordinal_date_read(&at, &day) && !short_ordinal_read(&at, &day) &&
	    !date_read(&at, &day))
		return false;
	if (taken(&at, 'T') || taken(&at, 't') || taken(&at, ' ')) {
		if (!time_read(&at, &second))
			return false;
		if (taken(&at, '.') || taken(&at, ',')) {
			int n = 0;

			while (isdigit((unsigned char)*at) && n < 10) {
				at++;
				n++;
			}
			if (n == 0 || n > 9)
				return false;
		}
		if (!offset_read(&at, &offset))
			return false;
	}
	if (*at != '\0')
		return false;
	*ret_instant = day_start(day) + second - offset;
	return true;
}

/* One or two digits. */
static bool few_digits(const char **at, int *ret_value)
{
	int n =
	    isdigit((unsigned char)(*at)[0]) && isdigit((unsigned char)(*at)[1])
		? 2
		: 1;

	return digits(at, n, ret_value);
}

/* 6/1/2017 12:00:00 AM, month first. */
static bool slash_read(const char *at, int64_t *ret_instant)
{
	int month;
	int day;
	int year;
	int hour;
	int minute;
	int second = 0;

	if (!few_digits(&at, &month) || !taken(&at, '/') ||
	    !few_digits(&at, &day) || !taken(&at, '/') ||
	    !digits(&at, 4, &year) || !date_exists(year, month, day))
		return false;
	*ret_instant = day_start(day_from_date(year, month, day));
	if (*at == '\0')
		return true;
	if (!taken(&at, ' ') || !few_digits(&at, &hour) || !taken(&at, ':') ||
	    !digits(&at, 2, &minute))
		return false;
	if (taken(&at, ':') && !digits(&at, 2, &second))
		return false;
	if (hour < 1 || hour > 12 || minute > 59 || second > 59)
		return false;
	if (strcmp(at, " AM") != 0 && strcmp(at, " PM") != 0)
		return false;
	*ret_instant +=
	    (hour % 12 + (at[1] == 'P' ? 12 : 0)) * 3600 + minute * 60 + second;
	return true;
}

/* An offset may lead out of the years that can be written: "no end" and "not
 * set" of a client in another zone. */
static int64_t within_years(int64_t instant)
{
	int64_t first = day_start(day_from_date(1, 1, 1));
	int64_t last = day_start(day_from_date(9999, 12, 31)) + DAY_SECONDS - 1;

	if (instant < first)
		return first;
	return instant > last ? last : instant;
}

bool instant_parse_wire(const char *string, int64_t *ret_instant)
{
	int64_t instant;

	if (string == NULL)
		return false;
	if (!iso_read(string, &instant) && !slash_read(string, &instant))
		return false;
	*ret_instant = within_years(instant);
	return true;
}

int64_t clock_wall(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec;
}

void clock_cond_init(pthread_cond_t *cond)
{
	pthread_condattr_t steady;

	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(cond, &steady);
	pthread_condattr_destroy(&steady);
}

int64_t clock_steady_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
