/*
 * Pages of files of the catalogue and of prices.
 */
#ifndef KONTOR_OPERATOR_IMPORTS_H
#define KONTOR_OPERATOR_IMPORTS_H

#include "operator/operator.h"
#include "programme/import_job.h"

#define IMPORTS_PATH "/operator/imports"

/* "Checked", and its tone. */
const char *import_state_words(
    struct ctx *cx, enum job_state state, const char **ret_tone);
const char *import_kind_words(struct ctx *cx, enum job_kind kind);
/* The list and the form for sending, with what is wrong with what was sent. */
struct error imports_answer(struct request *rq, struct error outcome);

#endif
