/*
 * A delivery between the database and the receiver. For outbox/ only.
 */
#ifndef KONTOR_OUTBOX_WEBHOOK_PRIVATE_H
#define KONTOR_OUTBOX_WEBHOOK_PRIVATE_H

#include "outbox/webhook.h"
#include "outbox/webhook_send.h"
#include "outbox/webhook_sign.h"

/* What signs for all partners. */
struct signer {
	struct webhook_key *key;
	char certificate_url[2100];
};
/* Reads it from the database, or makes it. */
struct error signer_open(struct ctx *cx, struct db_readers *readers,
    struct writer *writer, struct signer *ret_signer);
void signer_close(struct signer *signer);

/* A row that is due, with its event and its partner's registration. */
struct due {
	struct event event;
	int64_t partner_id;
	int64_t attempts, tries; /* before this one */
	int64_t next_at;
	const char *tenant_id;
	bool active; /* a registration is there, and on */
	const char *url;
	bool ms_header;
	const uint8_t *secret_sealed;
	size_t secret_length;
};

/* The body, and the headers that sign it, for this attempt at cx->wall. */
struct error message_make(struct ctx *cx, const struct due *due,
    struct signer *signer, struct sending *sending);

/* A delivery under way. */
struct flight {
	bool used;
	struct arena arena; /* of all below */
	struct ctx cx;
	struct due due;
	struct sending sending;
	const char *refusal; /* not sent at all, and why */
	bool ours;           /* claimed */
};

/* What became of it. */
struct outcome {
	const struct flight *flight;
	const char *state;
	int64_t next_at;
	const char *answer, *problem;
	bool gone; /* 410 */
};
void outcome_make(struct flight *flight, struct outcome *outcome);
/* In the writer: the attempt, the delivery, and perhaps the end of it all. */
struct error outcome_store(const struct outcome *outcome, struct tx *tx);
void outcome_log(const struct outcome *outcome);

#endif
