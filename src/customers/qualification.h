/*
 * What a customer is beside commercial: a school, a public body, a charity.
 * Asked for by the partner, looked at, then in force; the customer's segment
 * follows the latest one that is approved.
 */
#ifndef KONTOR_CUSTOMERS_QUALIFICATION_H
#define KONTOR_CUSTOMERS_QUALIFICATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

struct qualification_kind {
	const char *name;    /* as sent: "Education" */
	const char *segment; /* "education" */
	const char *country; /* only there; NULL anywhere */
	bool coded;          /* needs a validation code, which settles it */
};
/* Loosely; NULL when there is none. */
const struct qualification_kind *qualification_kind_find(const char *name);
/* Ended by a NULL name. */
const struct qualification_kind *qualification_kinds(void);

/*
 * When what is asked for now is approved: at once in a sandbox or with a
 * code, else a business day later: the same time on the next day that is
 * neither Saturday nor Sunday (UTC).
 */
int64_t qualification_due(int64_t now, bool at_once);

struct qualification {
	const struct qualification_kind *kind;
	int64_t requested_at, approved_at;
	bool approved, denied; /* else in review */
	int64_t denied_at;
	const char *reason; /* of a denial, or NULL */
};
struct qualification_list {
	size_t count;
	struct qualification *items; /* newest first */
};
struct error qualification_list(struct ctx *cx, const char *customer_id,
    struct qualification_list *ret_list);

/*
 * In the writer, with the activity row. What was asked for before answers as
 * it stands. code: NULL, or a validation code. ERR_CUSTOMER_UNKNOWN,
 * ERR_QUALIFICATION_COUNTRY, ERR_QUALIFICATION_CODE.
 */
struct error qualification_request(struct ctx *cx, const char *customer_id,
    const struct qualification_kind *kind, const char *code,
    struct qualification *ret_qualification);
/* What is in review at any customer of the partner, oldest first, up to
 * QUALIFICATIONS_WAITING_MAX. */
struct qualification_waiting {
	const char *customer_id, *customer_name;
	struct qualification qualification;
};
struct qualification_waiting_list {
	size_t count;
	struct qualification_waiting *rows;
};
#define QUALIFICATIONS_WAITING_MAX 100
struct error qualification_waiting(
    struct ctx *cx, struct qualification_waiting_list *ret_list);
/*
 * In the writer, with the activity row: the operator does not wait for the
 * day. reason: told to the partner with a denial, else NULL. What was denied
 * may be asked for again. ERR_CUSTOMER_UNKNOWN, ERR_QUALIFICATION_DECIDED.
 */
struct error qualification_decide(struct ctx *cx, const char *customer_id,
    const struct qualification_kind *kind, bool approved, const char *reason);
/* In the writer: takes all of them back. */
struct error qualification_clear(struct ctx *cx, const char *customer_id);

struct validation_code {
	const char *validation_id, *organization;
	int64_t max_creates, remaining;
	int64_t version;
};
struct validation_code_list {
	size_t count;
	struct validation_code *codes;
};
struct error validation_code_list(
    struct ctx *cx, struct validation_code_list *ret_list);
/* In the writer: for cx->who's partner. */
struct error validation_code_create(
    struct ctx *cx, const struct validation_code *code);

#endif
