/*
 * The import verbs, run here or by the process that serves (cli/socket.h).
 */
#ifndef KONTOR_CLI_IMPORT_H
#define KONTOR_CLI_IMPORT_H

#include "catalog/import.h"
#include "db/writer.h"

int cli_import_catalogue(struct ctx *cx, int argc, char **operands);
int cli_import_prices(struct ctx *cx, int argc, char **operands);
int cli_import_keys(struct ctx *cx, int argc, char **operands);
int cli_import_files(struct ctx *cx, int argc, char **operands);

/*
 * The verb ("import prices") with its opened file, which it takes over, and
 * the folder that a list's paths start from. import: cx, say, listener and
 * stopping; the slices go to writer. Returns a status of sysexits.h; why it
 * failed was said.
 */
int import_verb_run(struct import *import, struct writer *writer,
    const char *verb, const char *name, int file, int folder);

/*
 * When nobody serves the folder: what a verb needs to write, closed with cx's
 * arena. Sets cx->secrets and policy; the folder is made when it is missing.
 */
struct error import_desk_open(struct ctx *cx, struct writer **ret_writer);

#endif
