/*
 * What sign-in and tokens share for the life of the process: the key pair of
 * access tokens, verified tokens, counts of wrong passwords by name and
 * address, and the gate that lets two passwords be hashed at once. Locks
 * itself; carried by cx->accounts.
 */
#ifndef KONTOR_ACCOUNTS_ACCOUNTS_H
#define KONTOR_ACCOUNTS_ACCOUNTS_H

#include "accounts/token_keys.h"
#include "base/ctx.h"

struct accounts;

/*
 * Reads data_dir/keys/signing.keys (RSA pairs, sealed), or makes it, mode 0600.
 * ERR_INTERNAL, logged, when it is damaged or others may read it.
 */
struct error accounts_open(const struct settings *settings,
    const struct secrets *secrets, struct accounts **ret_accounts);
void accounts_close(struct accounts *accounts); /* NULL is fine */

/* A new key pair of tokens (token_keys.h). */
struct error accounts_keys_rotate(
    struct ctx *cx, bool at_once, struct token_key_news *ret_news);
/* Background, as the purges of stores: those that are over go. */
struct error accounts_keys_tidy(
    struct ctx *cx, int64_t limit, int64_t *ret_count);

#endif
