/*
 * The verbs backup, restore and verify. A backup is a folder: the database,
 * keys, files, and index.json with the SHA-256 of each of them.
 */
#ifndef KONTOR_CLI_BACKUP_H
#define KONTOR_CLI_BACKUP_H

#include "base/ctx.h"

int cli_backup(struct ctx *cx, int argc, char **operands);
int cli_restore(struct ctx *cx, int argc, char **operands);
int cli_verify(struct ctx *cx, int argc, char **operands);

#endif
