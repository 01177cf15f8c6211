/*
 * Verbs about operators, run here or by the process that serves.
 */
#ifndef KONTOR_CLI_OPERATOR_H
#define KONTOR_CLI_OPERATOR_H

#include "catalog/import.h"
#include "db/writer.h"

/* "operator add EMAIL [NAME]" and "operator password EMAIL": each draws a
 * password and prints it once. */
int cli_operator_add(struct ctx *cx, int argc, char **operands);
int cli_operator_password(struct ctx *cx, int argc, char **operands);
/* "operator disable EMAIL" and "operator enable EMAIL" */
int cli_operator_disable(struct ctx *cx, int argc, char **operands);
int cli_operator_enable(struct ctx *cx, int argc, char **operands);

/* Whether the verb is one of these. */
bool operator_verb_is(const char *verb);
/*
 * In the process that owns the database. what: the address, then perhaps a
 * blank and the name. import: cx, say and listener. Returns the exit status.
 */
int operator_verb_run(struct import *import, struct writer *writer,
    const char *verb, const char *what);

#endif
