/*
 * Everything a verb that works on a data folder needs, opened in order and
 * closed in the opposite one: folder, secrets, policy, accounts, database,
 * writer, readers, outbox, housekeeping.
 */
#ifndef KONTOR_CLI_HOUSE_H
#define KONTOR_CLI_HOUSE_H

#include <stdatomic.h>

#include "accounts/accounts.h"
#include "base/crypto.h"
#include "base/mustache.h"
#include "db/writer.h"
#include "outbox/outbox.h"
#include "outbox/webhook.h"
#include "policy/policy.h"

struct news;
struct import_desk;
struct pulse;
struct server;
struct housekeeping;
struct cli_socket;

struct house {
	const char *database; /* path or postgresql://... */
	struct secrets *secrets;
	struct policy *policy;
	struct accounts *accounts;
	struct mustache_set *templates;
	struct writer *writer;
	struct db_readers *readers;
	struct outbox *outbox;
	struct webhooks *webhooks;
	struct housekeeping *housekeeping;
	struct news *news; /* of other processes */
	struct import_desk *imports;
	struct cli_socket *socket; /* verbs of other processes */
	struct pulse *pulse;
	struct server *server; /* that serves people and programs */
	atomic_bool stopping;
};

/*
 * Makes the folder when it is missing, migrates, fills an empty database with
 * demo data. ERR_BUSY when another process serves the folder. Sets
 * cx->secrets, policy and accounts.
 */
struct error house_open(struct ctx *cx, struct house *ret_house);
void house_close(struct house *house);

/* The data folder and those in it, when they are missing; house_open does it
 * too. */
struct error house_folders_make(struct ctx *cx);

/* The rules, by the switches of cx->settings; editions that operators added
 * are adoptions_refresh's. */
struct error house_policy_open(struct ctx *cx, struct policy **ret_policy);

/* settings->database, or the file in the data folder. */
const char *house_database(struct ctx *cx);

#endif
