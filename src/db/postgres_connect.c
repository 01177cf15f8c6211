/*
 * Making a connection: what holds when the address does not say otherwise, and
 * what every session is told. Also the values of statements.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "db/postgres_private.h"

/*
 * A dead primary is noticed within seconds, and of several hosts the one is
 * taken that can write. The address comes behind these and wins.
 */
static const char *const names[] = { "connect_timeout", "keepalives_idle",
	"keepalives_interval", "keepalives_count", "tcp_user_timeout",
	"target_session_attrs", "application_name", "client_encoding", "dbname",
	NULL };

static void ignore_notice(void *nothing, const PGresult *result)
{
	(void)nothing;
	(void)result;
}

/*
 * Of one row or a few each: planned once, and never by a look at all rows,
 * which would make every other transaction a conflict (predicate locks).
 */
static const char writer_session[] =
    "SET jit = off; SET enable_seqscan = off;"
    "SET plan_cache_mode = force_generic_plan;"
    "SET idle_in_transaction_session_timeout = '60s'";
static const char reader_session[] = "SET jit = off";

static bool session_begin(struct postgres_db *own)
{
	PGresult *result = PQexec(own->conn,
	    own->db.mode == DB_WRITE ? writer_session : reader_session);
	bool good = postgres_good(result);

	PQclear(result);
	return good && PQenterPipelineMode(own->conn) == 1;
}

struct error postgres_connect(struct postgres_db *own)
{
	const char *const values[] = { "4", "5", "2", "3", "10000",
		"read-write", "kontor", "UTF8", own->url, NULL };

	own->unusable = false;
	own->conn = PQconnectdbParams(names, values, 1);
	if (PQstatus(own->conn) == CONNECTION_OK) {
		PQsetNoticeReceiver(own->conn, ignore_notice, NULL);
		if (session_begin(own))
			return OK;
	}
	/* the message names host and user, never the password */
	log_event(LOG_ERROR, "database_open",
	    LOG_T("reason", PQerrorMessage(own->conn)));
	own->unusable = true;
	return fail(ERR_INTERNAL, NULL);
}

bool values_set(struct values *values, const struct sql_arg *args)
{
	values->count = sql_arg_count(args);
	if (values->count > PARAMETERS_MAX)
		return false;
	for (int i = 0; i < values->count; i++) {
		values->text[i] = NULL;
		values->length[i] = 0;
		values->format[i] = args[i].type == ARG_BLOB;
		if (args[i].type == ARG_INT) {
			snprintf(values->digits[i], sizeof(values->digits[i]),
			    "%lld", (long long)args[i].number);
			values->text[i] = values->digits[i];
		} else if (args[i].type == ARG_TEXT) {
			values->text[i] = args[i].bytes;
		} else if (args[i].type == ARG_BLOB) {
			values->text[i] = args[i].bytes ? args[i].bytes : "";
			values->length[i] = (int)args[i].number;
		}
	}
	return true;
}

/* One byte for NULL or not, then the text with its end, or the blob. */
static size_t value_size(const struct values *values, int i)
{
	if (values->text[i] == NULL)
		return 0;
	return values->format[i] ? (size_t)values->length[i]
				 : strlen(values->text[i]) + 1;
}

char *values_key(const struct values *values, size_t *ret_length)
{
	size_t length = 0;
	char *key;

	for (int i = 0; i < values->count; i++)
		length += 1 + value_size(values, i);
	if ((key = malloc(length + 1)) == NULL)
		return NULL;
	*ret_length = length;
	length = 0;
	for (int i = 0; i < values->count; i++) {
		size_t size = value_size(values, i);

		key[length++] = values->text[i] != NULL;
		if (size > 0)
			memcpy(key + length, values->text[i], size);
		length += size;
	}
	return key;
}

bool values_same(const struct values *values, const char *key, size_t length)
{
	size_t own_length;
	char *own = values_key(values, &own_length);
	bool same = own != NULL && own_length == length &&
		    memcmp(own, key, length) == 0;

	free(own);
	return same;
}
