/*
 * What restore asks before it does anything, and copy at its end.
 */
#ifndef KONTOR_CLI_VERIFY_H
#define KONTOR_CLI_VERIFY_H

#include "base/ctx.h"
#include "cli/backup_index.h"

/* Says on stderr what is wrong; *ret_index is of use when nothing is. */
bool backup_verify(
    struct ctx *cx, const char *folder, struct backup_index *ret_index);
/* Proves the data folder of the settings with this database: says that nothing
 * is wrong, or on stderr what is. */
bool data_verify(struct ctx *cx, const char *database);

#endif
