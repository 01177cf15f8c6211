/*
 * Links to the text of an agreement: they carry all they need, sealed, and
 * live five minutes of real time. The page behind them is web/agreement.c's.
 */
#ifndef KONTOR_CUSTOMERS_AGREEMENT_LINK_H
#define KONTOR_CUSTOMERS_AGREEMENT_LINK_H

#include "customers/agreement.h"

#define AGREEMENT_LINK_SECONDS 300

struct agreement_document {
	const struct agreement_template *template;
	const char *language, *country;
};

/* The tag of a language we have the text in, else en-US. */
const char *agreement_language(const char *asked);
/* {public_url}/agreements/{token}, shown or downloaded. */
const char *agreement_link(struct ctx *cx,
    const struct agreement_template *template, const char *language,
    const char *country, bool shown);
/* ERR_ROUTE_UNKNOWN when it is not ours or too old. */
struct error agreement_link_open(
    struct ctx *cx, const char *token, struct agreement_document *ret_document);

#endif
