/*
 * Signing in on a device without a browser (RFC 8628): the device gets a code
 * to show and asks until the person has answered on another screen.
 */
#ifndef KONTOR_ACCOUNTS_DEVICE_H
#define KONTOR_ACCOUNTS_DEVICE_H

#include "accounts/application.h"
#include "accounts/token.h"

#define DEVICE_SECONDS 900
#define DEVICE_POLL_SECONDS 5
#define USER_CODE_LETTERS 8

enum device_state {
	DEVICE_WAITING = 0,
	DEVICE_APPROVED,
	DEVICE_DENIED,
	DEVICE_TAKEN,
};

struct device_begin {
	struct token_grant grant; /* error, status … when refused */
	const char *device_code;
	const char *user_code; /* "BCDF-GHJK", as shown */
};
/* Refusals are in ret->grant, as in token.h. */
struct error device_look(struct ctx *cx, const struct token_request *request,
    struct device_begin *ret);
/* In the writer. */
struct error device_record(struct ctx *cx, struct device_begin *begin);
int device_answer(
    struct ctx *cx, const struct device_begin *begin, struct text *out);

/* What a person typed, as it is stored: letters only, upper case; NULL when
 * it cannot be a code. */
const char *user_code_read(struct arena *arena, const char *typed);
/* "BCDFGHJK" -> "BCDF-GHJK" */
const char *user_code_shown(struct arena *arena, const char *code);

/* The program that waits with this code, for cx->who. ERR_USER_CODE_UNKNOWN;
 * ERR_USER_CODE_TRIES after too many wrong ones. In the writer: wrong ones
 * count when the transaction is committed. */
struct error device_find_typed(
    struct ctx *cx, const char *user_code, struct application *ret_application);
/* In the writer: cx->who lets it in or not. */
struct error device_decide(
    struct ctx *cx, const char *user_code, bool approved);

#endif
