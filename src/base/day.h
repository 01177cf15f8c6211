/*
 * Days and instants, all UTC. A day is the number of days since 1970-01-01,
 * an instant the seconds since then (domain.md, conventions). Nothing here
 * reads a clock but clock_wall(), and only the dispatcher calls that.
 */
#ifndef KONTOR_BASE_DAY_H
#define KONTOR_BASE_DAY_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DAY_SECONDS INT64_C(86400)

struct date {
	int year;  /* 1 .. 9999 */
	int month; /* 1 .. 12 */
	int day;   /* 1 .. 31 */
};

int64_t day_of(int64_t instant); /* floor, right before 1970 too */
int64_t day_start(int64_t day);  /* its first second */
struct date day_to_date(int64_t day);
/* The date must exist (date_exists). */
int64_t day_from_date(int year, int month, int day);
bool date_exists(int year, int month, int day);
int days_in_month(int year, int month);
int day_of_week(int64_t day); /* 0 Monday .. 6 Sunday */
/* Same day of month, months later; the last of the month stands in for a day
 * that does not exist there (domain.md 6). months may be negative. */
int64_t day_add_months(int64_t day, int months);

/* A month as year * 12 + month - 1: months compare and add as integers. */
int month_of_day(int64_t day);
int64_t month_first_day(int month);

#define DAY_TEXT 11     /* room for "2021-06-18" */
#define INSTANT_TEXT 21 /* room for "2021-06-18T09:24:00Z" */
void day_text(int64_t day, char ret_text[DAY_TEXT]);
void instant_text(int64_t instant, char ret_text[INSTANT_TEXT]);

/* Strict forms, for our own data and forms: 2021-06-18 / ...T09:24:00Z. */
bool day_parse(const char *string, int64_t *ret_day);
bool instant_parse(const char *string, int64_t *ret_instant);
/*
 * What REST clients send (api.md 1.5, client-quirks 5): ISO 8601 with zone,
 * offset or none, 0-9 fraction digits, date only, day of year as third part
 * above 31 (2026-11-325), "6/1/2017 12:00:00 AM". Fractions are dropped.
 */
bool instant_parse_wire(const char *string, int64_t *ret_instant);

/* Real time, UTC seconds, and microseconds of a steady clock for timings. */
int64_t clock_wall(void);
int64_t clock_steady_us(void);
/* A timed wait on it ends by CLOCK_MONOTONIC: nobody sets that clock back. */
void clock_cond_init(pthread_cond_t *cond);

#endif
