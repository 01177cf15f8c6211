/*
 * The account of a customer as its forms leave it.
 */
#ifndef KONTOR_WEB_CUSTOMER_ACCOUNT_H
#define KONTOR_WEB_CUSTOMER_ACCOUNT_H

#include "web/page.h"

enum account_form { FORM_NONE, FORM_AGREEMENT, FORM_QUALIFICATION, FORM_LEAVE };

/* The page, with what went wrong in one of its forms, or with the dialog. */
struct error customer_account_answer(
    struct request *rq, enum account_form form, struct error outcome);

#endif
