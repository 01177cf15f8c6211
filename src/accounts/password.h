/*
 * Passwords: argon2id, 19 MiB, two passes, one lane. Slow on purpose: hash and
 * verify only on worker threads and in CLI verbs, at most two at once
 * (cx->accounts).
 */
#ifndef KONTOR_ACCOUNTS_PASSWORD_H
#define KONTOR_ACCOUNTS_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"

#define PASSWORD_MIN 8         /* characters */
#define PASSWORD_MAX 256       /* bytes */
#define PASSWORD_CHOSEN_MIN 12 /* of one that a person chooses */

/* 8 characters or more, at most 256 bytes, valid text. */
struct error password_check(
    struct ctx *cx, const char *field, const char *password);
/*
 * One that a person chooses for the own account: besides the above 12
 * characters or more, not the own address, not among the first that anybody
 * would try. email may be NULL.
 */
struct error password_check_chosen(
    struct ctx *cx, const char *field, const char *password, const char *email);
/* Pure: letters and digits of it, without those that only make it longer, are
 * a word of the list, or it is one character or row of keys again and again. */
bool password_common(struct arena *arena, const char *password);
/* Encoded, with salt and costs, in the arena. */
struct error password_hash(
    struct ctx *cx, const char *password, const char **ret_encoded);
/* encoded NULL or damaged: false after the same work. */
bool password_verify(struct ctx *cx, const char *encoded, const char *password);
/*
 * 16 characters without look-alikes, with letters of both cases and digits, and
 * its encoded hash. They hold 92 random bits, which nobody tries through, so
 * the hash is quick (argon2id, 8 KiB, one pass) and made on an event loop;
 * checking one costs the same as checking any other.
 */
struct error password_draw(
    struct ctx *cx, const char **ret_password, const char **ret_encoded);

#endif
