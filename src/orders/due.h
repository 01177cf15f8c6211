/*
 * What falls due by a tenant's clock: periods of subscriptions that begin,
 * terms that end, then the invoices of the months that are over. Setting a
 * test clock does it at once; else a job does, a few seconds late at most.
 */
#ifndef KONTOR_ORDERS_DUE_H
#define KONTOR_ORDERS_DUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "billing/invoice_prepare.h"

/*
 * In the writer, all that is due for cx->who's partner at cx->now. Doing it
 * again does nothing. ERR_CLOCK_STEP when that is more than DUE_MAX periods.
 */
#define DUE_MAX 20000
struct error due_all(struct ctx *cx);

/* The periods of it alone, before somebody else issues invoices. */
struct error due_periods(struct ctx *cx);

/*
 * In the writer, a test clock went back to cx->now: periods that begin later
 * have not begun, terms that end later have not ended, what was issued later is
 * open again. ERR_CLOCK_OFF without a test clock.
 */
struct error due_undo(struct ctx *cx);

/*
 * In the writer, a slice of a job: the first partner with a number above after
 * that has something due (*ret_partner_id; 0 none has). *ret_more: not all of
 * it was done, ask for the same again; when ret_need names a month, after
 * invoice_prepare.
 */
struct error due_step(struct ctx *cx, int64_t after, int64_t *ret_partner_id,
    bool *ret_more, struct invoice_need *ret_need);

/* Over all partners: how many have something due that was not done yet. */
struct error due_count(struct ctx *cx, int64_t *ret_count);

#endif
