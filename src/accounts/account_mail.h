/*
 * Mail to one person about the own account: always sent, whatever other mail
 * the person wants. What it says and its delivery are outbox/'s.
 */
#ifndef KONTOR_ACCOUNTS_ACCOUNT_MAIL_H
#define KONTOR_ACCOUNTS_ACCOUNT_MAIL_H

#include "accounts/person.h"
#include "base/ctx.h"

enum account_mail {
	ACCOUNT_MAIL_RESET = 1,  /* with the token of its link */
	ACCOUNT_MAIL_INVITATION, /* the same */
	ACCOUNT_MAIL_PASSWORD_CHANGED,
	ACCOUNT_MAIL_FACTOR_ON,
	ACCOUNT_MAIL_FACTOR_OFF,
	ACCOUNT_MAIL_RECOVERY_USED,
	ACCOUNT_MAIL_COUNT
};

/* Stored: "password_reset". */
const char *account_mail_id(enum account_mail mail);
/* 0: none of these. */
enum account_mail account_mail_find(const char *id);

/* In the writer, with the act it tells of. token: of the link, sealed in the
 * row until it is sent; else NULL. Written in the language that the person has
 * chosen, else in cx->locale; an invitation else in that of the house. */
struct error account_mail(struct ctx *cx, const struct person *person,
    enum account_mail mail, const char *token);
/* The token of a row again; NULL when it has none that can be opened. */
const char *account_mail_token(
    struct ctx *cx, const char *event_id, const void *sealed, size_t length);

#endif
