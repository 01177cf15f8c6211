/*
 * One process owns a data folder with a SQLite file. While it serves, verbs
 * that write run inside it: DIR/kontor.sock (mode 0600) takes the verb with its
 * opened file and gives back lines and the exit status. With a database server
 * there is no socket: several processes may serve, and verbs write to the
 * database themselves. What a verb does is import.c's.
 */
#ifndef KONTOR_CLI_SOCKET_H
#define KONTOR_CLI_SOCKET_H

#include <stdbool.h>

#include "base/ctx.h"
#include "db/writer.h"

struct cli_socket;

/*
 * Listens in cx->settings->data_dir, one verb after the other on a thread of
 * its own. cx: settings, secrets, policy, locale; they and the writer must
 * outlive it. Whoever is neither this process's user nor root is refused.
 * *ret_socket is NULL when the database is a server's.
 */
struct error cli_socket_start(
    struct ctx *cx, struct writer *writer, struct cli_socket **ret_socket);
/* A verb that runs ends at its next slice. NULL is fine. */
void cli_socket_stop(struct cli_socket *socket);

/*
 * Has the serving process run the verb; its lines go to stdout and stderr.
 * False when nobody serves this folder, or several may: then run it here. file
 * and folder are open descriptors.
 */
bool cli_socket_call(struct ctx *cx, const char *verb, const char *name,
    int file, int folder, int *ret_status);

#endif
