/*
 * Names of countries for people: those of the list of markets, else the
 * language's own.
 */
#ifndef KONTOR_ACCOUNTS_COUNTRY_H
#define KONTOR_ACCOUNTS_COUNTRY_H

#include "base/ctx.h"

/* code: ISO 3166, or the partner centre's own for a market without one. */
const char *country_text(struct ctx *cx, const char *code);

#endif
