/*
 * Pages of policy editions: the list, the form of a draft, a draft with its
 * preview. Rows and rules are programme/'s and policy's.
 */
#ifndef KONTOR_OPERATOR_EDITIONS_H
#define KONTOR_OPERATOR_EDITIONS_H

#include "operator/operator.h"
#include "programme/adoption.h"

#define EDITIONS_PATH "/operator/editions"

/* The {serial} of the path; ERR_EDITION_UNKNOWN when it is no number or there
 * is no such row. */
struct error edition_of_path(struct request *rq, struct adoption *ret_adoption);
/* "Draft", "Adopted", "In force", "Withdrawn", and its tone. */
const char *edition_state_words(
    struct ctx *cx, const struct adoption *adoption, const char **ret_tone);
/* Mistakes stand on the page; all else is the door's. */
bool edition_is_mistake(struct error e);

#endif
