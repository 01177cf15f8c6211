/*
 * Verbs about invoices, run here or by the process that serves.
 */
#ifndef KONTOR_CLI_INVOICE_H
#define KONTOR_CLI_INVOICE_H

#include "catalog/import.h"
#include "db/writer.h"

int cli_invoice_run(struct ctx *cx, int argc, char **operands);
int cli_invoice_verify(struct ctx *cx, int argc, char **operands);
int cli_invoice_paid(struct ctx *cx, int argc, char **operands);

/* Whether the verb is one of these. */
bool invoice_verb_is(const char *verb);
/* As desk_fn. Progress and what is wrong are said as bad, the outcome not. */
int invoice_verb_run(struct import *import, struct writer *writer,
    const char *verb, const char *what);

#endif
