/*
 * What sign-in and tokens share for the life of the process: the key pair of
 * access tokens, verified tokens, counts of wrong passwords by name and
 * address, and the gate that lets two passwords be hashed at once. Locks
 * itself; carried by cx->accounts.
 */
#ifndef KONTOR_ACCOUNTS_ACCOUNTS_H
#define KONTOR_ACCOUNTS_ACCOUNTS_H

#include "base/ctx.h"

struct accounts;

/*
 * Reads data_dir/keys/signing.pem (RSA, 2048 bits), or makes it, mode 0600.
 * ERR_INTERNAL, logged, when it is damaged or others may read it.
 */
struct error accounts_open(
    const struct settings *settings, struct accounts **ret_accounts);
void accounts_close(struct accounts *accounts); /* NULL is fine */

#endif
