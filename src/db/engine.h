/*
 * Connections and transactions. Only main, the dispatcher, the writer, CLI
 * verbs and tests open them; services see struct tx through db.h.
 */
#ifndef KONTOR_DB_ENGINE_H
#define KONTOR_DB_ENGINE_H

#include "db/db.h"

struct db;         /* one connection with its statement cache */
struct db_readers; /* read connections handed out one per request */

enum db_mode { DB_READ, DB_WRITE };

/*
 * where: a file path, or postgresql://... settings may be NULL and must
 * outlive a pool. DB_WRITE makes a SQLite file that is not there and owns it
 * through DIR/kontor.lock (beside DIR/kontor.db): ERR_BUSY when another has
 * it. One connection belongs to one thread at a time.
 */
struct error db_open(const char *where, enum db_mode mode,
    const struct settings *settings, struct db **ret_db);
void db_close(struct db *db);

/* Runs the embedded migrations that are not in yet, each in a transaction. */
struct error db_migrate(struct db *db);
/* Prepares every named statement; logs each that fails. For ./test store. */
struct error db_prepare_all(struct db *db);

/* One transaction a connection; its memory is the connection's. */
struct error tx_begin(struct db *db, struct tx **ret_tx);
/* On PostgreSQL waits until nobody else has one of this tenant; 0: as above. */
struct error tx_begin_of(struct db *db, int64_t tenant, struct tx **ret_tx);
/* Ends it also when it fails; then tx_lost says that nothing is in, and
 * without that nobody knows. */
struct error tx_commit(struct tx *tx);
void tx_rollback(struct tx *tx);
struct error tx_savepoint(struct tx *tx);
struct error tx_release(struct tx *tx);
struct error tx_rollback_to(struct tx *tx);
/* True when the engine dropped the whole transaction by itself. */
bool tx_lost(const struct tx *tx);
/*
 * From now on the engine may send what returns nothing without waiting for
 * it: an error then comes out of a later call, and drops the transaction. Then
 * tx_late says that a statement's own error did it; who runs the same without
 * this gets that error where it belongs.
 */
void tx_pipeline(struct tx *tx);
bool tx_late(const struct tx *tx);
/* Microseconds that its statements took so far. */
int64_t tx_spent_us(const struct tx *tx);

/* A read transaction on a pooled connection: one snapshot per request. At
 * most 64 at once; who finds none waits up to five seconds, then ERR_BUSY. */
struct error readers_open(const char *where, const struct settings *settings,
    struct db_readers **ret_readers);
void readers_close(struct db_readers *readers);
struct error readers_begin(struct db_readers *readers, struct tx **ret_tx);
void readers_end(struct db_readers *readers, struct tx *tx);

#endif
