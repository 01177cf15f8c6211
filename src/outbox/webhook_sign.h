/*
 * Signatures of deliveries: RSA with a certificate that everybody can fetch,
 * as the reference documents it, and HMAC with the registration's own secret
 * (Standard Webhooks). For outbox/ only.
 */
#ifndef KONTOR_OUTBOX_WEBHOOK_SIGN_H
#define KONTOR_OUTBOX_WEBHOOK_SIGN_H

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

#define WEBHOOK_SECRET_BYTES 32

/* A key of 2048 bits and its certificate of ten years, self-signed; the host
 * of public_url is its name, Kontor its organisation. */
struct webhook_certificate {
	const char *name;   /* for its address: digits of its digest */
	const char *pem;    /* the certificate */
	const uint8_t *key; /* PKCS#8, DER */
	size_t key_length;
};
struct error certificate_make(
    struct ctx *cx, struct webhook_certificate *ret_certificate);
/* The certificate as DER; ERR_INTERNAL when it is none. */
struct error certificate_der(struct ctx *cx, const char *pem,
    const uint8_t **ret_bytes, size_t *ret_length);

/* What a private key makes of a body: RSA PKCS#1 v1.5 over SHA-256. */
struct webhook_key;
struct webhook_key *webhook_key_open(const uint8_t *der, size_t length);
void webhook_key_close(struct webhook_key *key); /* NULL is fine */
/* Base64; NULL when it fails, which is logged. */
const char *webhook_key_sign(
    struct ctx *cx, struct webhook_key *key, const char *body);

/* "v1,<base64>" over id.timestamp.body */
const char *webhook_hmac(struct ctx *cx,
    const uint8_t secret[WEBHOOK_SECRET_BYTES], const char *id,
    int64_t timestamp, const char *body);
/* "whsec_<base64>", as it is shown. */
const char *webhook_secret_text(
    struct ctx *cx, const uint8_t secret[WEBHOOK_SECRET_BYTES]);

#endif
