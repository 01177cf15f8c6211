/*
 * Opens and closes what sign-in and tokens share.
 */
#include "accounts/accounts.h"

#include <stdlib.h>

#include "accounts/accounts_private.h"
#include "base/settings.h"

#define PASSWORDS_AT_ONCE 2 /* 19 MiB each */

struct error accounts_open(const struct settings *settings,
    const struct secrets *secrets, struct accounts **ret_accounts)
{
	struct accounts *accounts = calloc(1, sizeof(*accounts));
	struct error e;

	if (accounts == NULL)
		return fail(ERR_INTERNAL, NULL);
	sem_init(&accounts->gate, 0, PASSWORDS_AT_ONCE);
	accounts->cache = token_cache_new();
	accounts->throttle = throttle_new();
	accounts->uses = uses_new();
	e = token_keys_open(settings->data_dir, secrets, &accounts->keys);
	if (!e.code && (accounts->cache == NULL || accounts->throttle == NULL ||
			   accounts->uses == NULL))
		e = fail(ERR_INTERNAL, NULL);
	if (e.code) {
		accounts_close(accounts);
		return e;
	}
	*ret_accounts = accounts;
	return OK;
}

struct error accounts_keys_rotate(
    struct ctx *cx, bool at_once, struct token_key_news *ret_news)
{
	return token_keys_rotate(cx->accounts->keys, cx->wall, at_once,
	    cx->settings->token_seconds, ret_news);
}

struct error accounts_keys_tidy(
    struct ctx *cx, int64_t limit, int64_t *ret_count)
{
	(void)limit;
	token_keys_tidy(cx->accounts->keys, cx->wall);
	*ret_count = 0;
	return OK;
}

void accounts_close(struct accounts *accounts)
{
	if (accounts == NULL)
		return;
	token_keys_close(accounts->keys);
	token_cache_free(accounts->cache);
	throttle_free(accounts->throttle);
	uses_free(accounts->uses);
	sem_destroy(&accounts->gate);
	free(accounts);
}
