/*
 * What PostgreSQL's errors mean: which are conflicts and of which field, which
 * drop the transaction, which make the connection useless.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "db/postgres_private.h"

/*
 * "Key (partner_id, domain)=(…) already exists." as SQLite says it:
 * "customer.partner_id, customer.domain". The words around it vary with the
 * server's language, the brackets do not.
 */
static const char *unique_field(
    struct arena *arena, const char *table, const char *detail)
{
	const char *open = strchr(detail, '(');
	const char *close = strstr(detail, ")=(");
	char *field = arena_dup(arena, "");

	if (open == NULL || close == NULL || close < open)
		return table;
	for (open++; open < close; open += strspn(open, ", ")) {
		size_t length = strcspn(open, ",)");

		field = arena_printf(arena, "%s%s%s.%.*s", field,
		    field[0] ? ", " : "", table, (int)length, open);
		open += length;
		if (*open == ')')
			break;
	}
	return field;
}

static const char *part(const PGresult *result, int which)
{
	const char *text = PQresultErrorField(result, which);

	return text != NULL ? text : "";
}

static const char *conflict_field(
    struct arena *arena, const PGresult *result, const char *state)
{
	const char *table = part(result, PG_DIAG_TABLE_NAME);

	if (strcmp(state, "23505") == 0)
		return unique_field(arena, arena_dup(arena, table),
		    part(result, PG_DIAG_MESSAGE_DETAIL));
	if (strcmp(state, "23502") == 0)
		return arena_printf(
		    arena, "%s.%s", table, part(result, PG_DIAG_COLUMN_NAME));
	if (strcmp(state, "23503") == 0)
		return NULL;             /* SQLite cannot name it either */
	if (strcmp(state, "P0001") == 0) /* a trigger's own words */
		return arena_dup(arena, part(result, PG_DIAG_MESSAGE_PRIMARY));
	return arena_dup(arena, part(result, PG_DIAG_CONSTRAINT_NAME));
}

/* Serialization failures and deadlocks: the server wants all of it again. */
static bool drops_all(const char *state)
{
	return strncmp(state, "40", 2) == 0;
}

/* Its disk, its memory or its connections are used up: nothing is changed, and
 * when the operator made room the same can be done. */
static bool server_full(const char *state)
{
	return strncmp(state, "53", 2) == 0;
}

/*
 * The server goes away, went away, or became a standby that takes no writes:
 * another connection, perhaps to another server, may do better.
 */
static bool server_gone(const struct postgres_db *own, const char *state)
{
	/* what the library says itself has no state: the connection may not
	 * know yet */
	return *state == '\0' || strncmp(state, "57P", 3) == 0 ||
	       (strcmp(state, "25006") == 0 && own->db.mode == DB_WRITE) ||
	       PQstatus(own->conn) != CONNECTION_OK;
}

static struct error transaction_lost(struct postgres_db *own, const char *what,
    const char *state, const char *reason)
{
	own->db.tx.lost = true;
	/* between processes a conflict is nothing special */
	log_event(drops_all(state) ? LOG_INFO : LOG_WARN, "transaction_lost",
	    LOG_T("what", what), LOG_T("state", state),
	    LOG_T("reason", reason));
	return fail(ERR_BUSY, NULL);
}

struct error postgres_fail(struct postgres_db *own, struct arena *arena,
    const char *what, const PGresult *result)
{
	const char *state = part(result, PG_DIAG_SQLSTATE);
	/* not the whole message: its detail holds values of people */
	const char *primary = part(result, PG_DIAG_MESSAGE_PRIMARY);
	const char *reason = *primary ? primary : PQerrorMessage(own->conn);
	bool conflict =
	    strncmp(state, "23", 2) == 0 || strcmp(state, "P0001") == 0;

	if (server_gone(own, state))
		own->unusable = true;
	if (drops_all(state) || server_full(state) || own->unusable)
		return transaction_lost(own, what, state, reason);
	if (strcmp(state, "23505") != 0 && strcmp(state, "P0001") != 0)
		log_event(LOG_ERROR, "sql_failed", LOG_T("what", what),
		    LOG_T("state", state), LOG_T("reason", reason));
	if (!conflict)
		return fail(ERR_INTERNAL, NULL);
	return fail(
	    ERR_CONFLICT, arena ? conflict_field(arena, result, state) : NULL);
}

bool postgres_good(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}
