/*
 * Language: choice of locale, message lookup with named holes and plurals,
 * and everything that is written differently by locale. English text is the
 * key. A translation never decides anything.
 */
#ifndef KONTOR_I18N_I18N_H
#define KONTOR_I18N_I18N_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/money.h"

struct locale {
	const char *tag;      /* "en-US", "en-XA" (generated pseudo-locale) */
	const char *icu;      /* "en_US" */
	const char *own_name; /* "English", for the language menu */
	/* the rest is i18n's own */
	const char *catalogue; /* embedded .mo; NULL: the keys are the text */
	int (*plural)(int64_t n);
};

/* The languages people choose from, ended by NULL; the first is en-US. The
 * pseudo-locale en-XA, for tests, is not among them: locale_find knows it. */
const struct locale *const *locales(void);
/* By tag, without case, else by language ("pt", "pt-PT" -> pt-BR; "en-XA"
 * only by its whole tag); NULL when unknown. */
const struct locale *locale_find(const char *tag);
/* "ltr" or "rtl", as its script is written. */
const char *locale_dir(const struct locale *locale);
/* From an Accept-Language header; en-US when nothing fits. */
const struct locale *locale_from_header(const char *accept_language);

/* The text in cx->locale; holes stay as they are. Needs cx in scope. */
#define _(text) message(cx, (text))
/* One English text that other languages say in two ways, told apart by a word
 * of context that nobody sees: C_("verb", "Open"); NC_ as N_. In templates:
 * {{_(verb) Open}}. */
#define NC_(context, text) context "\004" text
#define C_(context, text) message(cx, NC_(context, text))
const char *message(struct ctx *cx, const char *text);
/* With the holes {name} filled; plain text, escaping is the template's. */
const char *message_with(
    struct ctx *cx, const char *text, const struct hole *holes);
/* One of the plural forms by n; {n} is filled with the number by locale. Both
 * texts stand here bare: within N_() the catalogue takes them for two. */
const char *message_plural(struct ctx *cx, const char *one, const char *many,
    int64_t n, const struct hole *holes);
/* As of an error: text may be NP_(), and what fills the hole {wanted} is a
 * message itself. */
const char *message_said(
    struct ctx *cx, const char *text, const struct hole *holes);
/* An error's message in cx->locale. */
const char *error_message(struct ctx *cx, struct error error);

/*
 * Messages that are stored now and read later, in the language of whoever
 * reads them. parts: the English text (N_()), then a value for each of its
 * holes in their order, ended by NULL.
 */
const char *message_keep(struct arena *arena, const char *const *parts);
#define MESSAGE_KEEP(arena, ...)                                               \
	message_keep((arena), (const char *const[]){ __VA_ARGS__, NULL })
const char *message_keep_error(struct arena *arena, struct error error);
/* In cx->locale. Text that was never kept so is a message without holes, or
 * stays as it is. NULL for NULL. */
const char *message_kept(struct ctx *cx, const char *kept);
/* In English, for logs. */
const char *message_kept_plain(struct arena *arena, const char *kept);

/* By ICU, in cx->locale; results live in the arena. Days and instants are
 * shown in UTC. */
const char *show_int(struct ctx *cx, int64_t value);
const char *show_money(
    struct ctx *cx, struct money value); /* "€1,200.00"; minus as U+2212 */
/* Rounded, for the scale of a chart: "€15K" */
const char *show_money_short(struct ctx *cx, struct money value);
const char *show_days(struct ctx *cx, int64_t days); /* "1 day", "30 days" */
const char *show_day(struct ctx *cx, int64_t day);   /* "Jun 18, 2021" */
const char *show_day_long(
    struct ctx *cx, int64_t day); /* "Friday, June 18, 2021" */
const char *show_month(
    struct ctx *cx, int month); /* "June 2021"; base/day.h months */
const char *show_month_short(struct ctx *cx, int month); /* "Jun" */
const char *show_time(struct ctx *cx, int64_t instant);  /* "09:24 UTC" */
const char *show_instant(
    struct ctx *cx, int64_t instant); /* "Jun 18, 2021, 09:24:00 UTC" */
/* In a named zone, with the offset: "Jun 18, 2021, 11:24 UTC+02:00" */
const char *show_instant_in(struct ctx *cx, int64_t instant, const char *zone);
const char *show_percent_bp(struct ctx *cx, int64_t basis_points); /* "12.5%" */
const char *show_bytes(struct ctx *cx, int64_t bytes);      /* "5.2 GB" */
const char *show_country(struct ctx *cx, const char *code); /* by ISO code */
/* "A, B and C", as the language joins what all holds; "" of nothing. */
const char *show_list(struct ctx *cx, const char *const *items, size_t count);
/* A decimal number as the reader's language writes it, with a point in place of
 * its sign and without grouping; "0.5" is read in every language. NULL when it
 * is none, or when its one sign before three digits could group thousands. */
const char *read_decimal(struct ctx *cx, const char *typed);
/* "0.1920" as the language writes it: "0,1920". */
const char *show_decimal_text(struct ctx *cx, const char *decimal);
/* Keys that strcmp puts in the order of cx->locale. */
const char *sort_key(struct ctx *cx, const char *text);
/* All ISO 3166-1 alpha-2 codes, by code, ended by NULL. */
const char *const *country_codes(void);
/* A language by its tag: "de-DE" -> "German (Germany)" */
const char *show_language(struct ctx *cx, const char *tag);
/* The usual time zone of a country, for local deadlines; "UTC" if unknown. */
const char *country_zone(const char *code);
/* The currency's symbol for REST's currencySymbol, locale-free: "€", "$". */
const char *currency_symbol(const char *currency);

#endif
