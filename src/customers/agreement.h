/*
 * What a customer has agreed to: the partner confirms, with whom and when
 * (api.md 2.12). The text is a sample of ours; a programme brings its own.
 */
#ifndef KONTOR_CUSTOMERS_AGREEMENT_H
#define KONTOR_CUSTOMERS_AGREEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

struct agreement_template {
	const char *template_id; /* GUID */
	const char *type;        /* "MicrosoftCustomerAgreement" */
	int64_t rank;            /* of the version */
};
/* Ended by a NULL template_id. */
const struct agreement_template *agreement_templates(void);
/* In any case; NULL when there is none. */
const struct agreement_template *agreement_template_find(const char *id);
/* As stored, by any spelling of it; NULL when there is none. */
const char *agreement_type_find(const char *type);
/* Absent: MicrosoftCloudAgreement; "*": NULL, which is all. False: unknown. */
bool agreement_type_asked(const char *asked, const char **ret_type);

struct agreement {
	const char *agreement_id;
	const char *type, *template_id;
	int64_t agreed_at;
	const char *first_name, *last_name, *email, *phone;
	const char *user_id; /* who confirmed; NULL a program */
};
struct agreement_list {
	size_t count;
	struct agreement *agreements; /* newest first */
};
/* type NULL: all. */
struct error agreement_list(struct ctx *cx, const char *customer_id,
    const char *type, struct agreement_list *ret_list);

/*
 * In the writer, with the activity row. Takes type, template_id (NULL: that of
 * the type), agreed_at and the contact; errors name fields of the REST body.
 */
struct error agreement_confirm(struct ctx *cx, const char *customer_id,
    const struct agreement *agreement, struct agreement *ret_agreement);

/* That the next will be asked soon (sql_ahead). */
void agreement_ahead(struct ctx *cx, const char *customer_id);
/* ERR_AGREEMENT_MISSING where the tenant asks for one (code 13605). */
struct error agreement_needed(struct ctx *cx, const char *customer_id);
/* Whether the first order waits for a confirmation. */
struct error agreement_missing(
    struct ctx *cx, const char *customer_id, bool *ret_missing);
/* Accepted by the customer itself; 0 not. */
struct error agreement_direct(
    struct ctx *cx, const char *customer_id, int64_t *ret_signed_at);
/* In the writer: of cx->who's partner. */
struct error agreement_require(struct ctx *cx, bool required);

#endif
