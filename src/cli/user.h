/*
 * Verbs about people's accounts, run here or by the process that serves.
 */
#ifndef KONTOR_CLI_USER_H
#define KONTOR_CLI_USER_H

#include "catalog/import.h"
#include "db/writer.h"

/* "user reset-second-factor EMAIL": at whichever doors the address is known. */
int cli_user_reset_second_factor(struct ctx *cx, int argc, char **operands);

/* Whether the verb is one of these. */
bool user_verb_is(const char *verb);
/* In the process that owns the database. Returns the exit status. */
int user_verb_run(struct import *import, struct writer *writer,
    const char *verb, const char *what);

#endif
