/*
 * Messages that leave after their act is committed: one row a recipient,
 * written in the act's transaction, delivered by a worker, retried with
 * growing pauses.
 */
#ifndef KONTOR_OUTBOX_OUTBOX_H
#define KONTOR_OUTBOX_OUTBOX_H

#include <stdint.h>

#include "base/ctx.h"

enum outbox_template { MAIL_ORDER_PLACED = 1, MAIL_ORDER_CANCELLED };

/* In the writer: a mail to every user of the partner who wants them. line is
 * -1 for the whole order. */
struct error outbox_mail(struct ctx *cx, enum outbox_template template,
    const char *order_id, int64_t line_number);

#endif
