/*
 * The key that signs all deliveries: made once, sealed in the database, its
 * certificate beside it for everybody.
 */
#include <string.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "db/db.h"
#include "outbox/webhook_private.h"

#define PLACE "webhook signer"

/* True when there is one that this process can open. */
static bool key_unseal(
    struct ctx *cx, struct rows *rows, struct webhook_key **ret_key)
{
	size_t sealed_length, length;
	const uint8_t *sealed = rows_blob(rows, 2, &sealed_length);
	uint8_t *der;

	if (!secrets_unseal(cx->secrets, PURPOSE_WEBHOOK, cx->arena, PLACE,
		sealed, sealed_length, &der, &length))
		return false;
	*ret_key = webhook_key_open(der, length);
	return *ret_key != NULL;
}

static struct error signer_read(struct ctx *cx, struct db_readers *readers,
    struct signer *signer, bool *ret_found, bool *ret_damaged)
{
	struct rows *rows;
	struct error e = readers_begin(readers, &cx->tx);

	if (e.code)
		return e;
	rows = sql_open(cx, SQL_signer_load, NO_ARGS);
	*ret_found = *ret_damaged = false;
	if (rows_next(rows)) {
		*ret_found = key_unseal(cx, rows, &signer->key);
		*ret_damaged = !*ret_found;
		snprintf(signer->certificate_url,
		    sizeof(signer->certificate_url),
		    "%.2000s/webhooks/v1/certificates/%s",
		    cx->settings->public_url, rows_text(rows, 0));
	}
	e = rows_close(rows);
	readers_end(readers, cx->tx);
	cx->tx = NULL;
	return e;
}

struct making {
	struct command command;
	struct ctx *cx;
	struct webhook_certificate made;
	uint8_t *sealed;
	size_t sealed_length;
	bool anew; /* in the place of one that cannot be opened */
};

static struct error making_effects(struct command *command, struct tx *tx)
{
	struct making *making = (struct making *)command;
	struct ctx cx = *making->cx;
	struct error e = OK;

	cx.tx = tx;
	if (making->anew)
		e = sql_run(&cx, SQL_signer_delete, NO_ARGS, NULL);
	if (e.code)
		return e;
	return sql_run(&cx, SQL_signer_add,
	    ARGS(T(making->made.name), T(making->made.pem),
		B(making->sealed, making->sealed_length)),
	    NULL);
}

static struct error signer_make(
    struct ctx *cx, struct writer *writer, bool anew)
{
	struct making making = { .command.effects = making_effects,
		.command.lane = LANE_BACKGROUND,
		.cx = cx,
		.anew = anew };
	struct error e = certificate_make(cx, &making.made);

	if (e.code)
		return e;
	if (anew)
		log_event(LOG_WARN, "webhook key made anew",
		    LOG_T("reason", "the old one cannot be opened"));
	secrets_seal(cx->secrets, PURPOSE_WEBHOOK, cx->arena, PLACE,
	    making.made.key, making.made.key_length, &making.sealed,
	    &making.sealed_length);
	return writer_call(writer, &making.command);
}

/* Two processes may both make one: what is in counts. */
struct error signer_open(struct ctx *cx, struct db_readers *readers,
    struct writer *writer, struct signer *ret_signer)
{
	bool found = false, damaged = false;
	struct error e = signer_read(cx, readers, ret_signer, &found, &damaged);

	if (e.code || found)
		return e;
	if ((e = signer_make(cx, writer, damaged)).code == 0)
		e = signer_read(cx, readers, ret_signer, &found, &damaged);
	return e.code || found ? e : fail(ERR_INTERNAL, NULL);
}

void signer_close(struct signer *signer)
{
	webhook_key_close(signer->key);
}
