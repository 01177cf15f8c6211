/*
 * A new key pair of tokens, without a pause for anybody: the old ones stay
 * published until the last token they signed is over.
 */
#include "cli/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "accounts/accounts.h"
#include "base/crypto.h"
#include "base/day.h"
#include "base/settings.h"
#include "base/text.h"
#include "cli/socket.h"
#include "cli/verb.h"
#include "i18n/i18n.h"

int keys_rotate_here(struct ctx *cx, const char *when,
    void (*say)(void *listener, bool bad, const char *text), void *listener)
{
	char from[INSTANT_TEXT], until[INSTANT_TEXT];
	struct token_key_news news;
	struct error e =
	    accounts_keys_rotate(cx, text_same(when, "now"), &news);

	if (e.code) {
		say(listener, true,
		    e.code == ERR_CONFLICT
			? "kontor: eight keys are there already; wait until "
			  "the oldest is over"
			: arena_printf(
			      cx->arena, "kontor: %s", error_message(cx, e)));
		return verb_status(e);
	}
	instant_text(news.signs_from, from);
	instant_text(news.old_until, until);
	say(listener, false,
	    arena_printf(cx->arena,
		"key %s is published and signs from %s; the ones before it "
		"are dropped after %s",
		news.kid, from, until));
	return EX_OK;
}

static void say_here(void *listener, bool bad, const char *text)
{
	(void)listener;
	fprintf(bad ? stderr : stdout, "%s\n", text);
}

static void close_secrets(void *secrets)
{
	secrets_close(secrets);
}

static void close_accounts(void *accounts)
{
	accounts_close(accounts);
}

/* Nobody serves this folder. */
static int rotate_alone(struct ctx *cx, const char *when)
{
	struct secrets *secrets = secrets_open(arena_printf(
	    cx->arena, "%s/keys/master.key", cx->settings->data_dir));
	struct accounts *accounts;
	struct error e;

	if (secrets == NULL)
		return EX_SOFTWARE;
	arena_defer(cx->arena, close_secrets, secrets);
	if ((e = accounts_open(cx->settings, secrets, &accounts)).code)
		return verb_failed(cx, e);
	arena_defer(cx->arena, close_accounts, accounts);
	cx->accounts = accounts;
	return keys_rotate_here(cx, when, say_here, NULL);
}

int cli_keys_rotate(struct ctx *cx, int argc, char **operands)
{
	const char *when = argc > 0 ? operands[0] : "";
	int folder, file, status = EX_SOFTWARE;
	bool served;

	if (argc > 0 && strcmp(when, "now") != 0) {
		fputs("kontor: keys rotate takes nothing, or now\n", stderr);
		return EX_USAGE;
	}
	folder =
	    open(cx->settings->data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return verb_failed_file(cx->settings->data_dir, EX_NOINPUT);
	if (cx->locale == NULL)
		cx->locale = locales()[0];
	cx->wall = cx->now = clock_wall();
	file =
	    dup(folder); /* the socket hands over two; this verb reads none */
	served = file >= 0 && cli_socket_call(cx, "keys rotate", when, file,
				  folder, &status);
	if (file >= 0)
		close(file);
	close(folder);
	return served ? status : rotate_alone(cx, when);
}
