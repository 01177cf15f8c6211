/*
 * Verbs with plain operands that change the database: run by the process that
 * serves the folder, or here when nobody does.
 */
#ifndef KONTOR_CLI_DESK_H
#define KONTOR_CLI_DESK_H

#include "catalog/import.h"
#include "db/writer.h"

/* What such a verb does, in the process that owns the database. what: its
 * operands with blanks between. Returns the exit status. */
typedef int desk_fn(struct import *import, struct writer *writer,
    const char *verb, const char *what);

/* here runs it when no other process serves; else that one finds it by the
 * verb's name (cli/socket.c). */
int desk_verb(
    struct ctx *cx, const char *verb, const char *what, desk_fn *here);

#endif
