/*
 * The form of a draft, between showing it and taking it.
 */
#ifndef KONTOR_OPERATOR_EDITION_FORM_H
#define KONTOR_OPERATOR_EDITION_FORM_H

#include "operator/editions.h"
#include "policy/policy.h"

#define EXCLUSION_ROWS 6

/* Names of inputs: "p.link_lifetime_days", "p.select_fields.bit". */
const char *edition_input_name(struct ctx *cx, const char *parameter);
const char *edition_box_name(
    struct ctx *cx, const char *parameter, const char *choice);
const char *edition_day(struct ctx *cx, int64_t day); /* "2027-01-01" */

/*
 * stored: the draft that is changed; serial 0 when it is a new one. base: what
 * it began from. shown: the values in the form; NULL: those typed, with what is
 * wrong with them (outcome, rq->errors).
 */
struct error edition_form_answer(struct request *rq,
    const struct adoption *stored, const struct edition *base,
    const struct edition *shown, struct error outcome);

#endif
