/*
 * Links by mail that let one person set a password, once: for those who forgot
 * theirs, and for those who were invited. The token names the partner, so that
 * no lookup scans tenants; the database has its hash. Real time.
 */
#ifndef KONTOR_ACCOUNTS_PASSWORD_LINK_H
#define KONTOR_ACCOUNTS_PASSWORD_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "accounts/person.h"
#include "base/ctx.h"

enum password_link_purpose { PASSWORD_LINK_RESET = 1, PASSWORD_LINK_INVITE };

#define PASSWORD_LINK_RESET_SECONDS (60 * 60)
#define PASSWORD_LINK_INVITE_SECONDS (7 * 24 * 60 * 60)

struct password_link {
	enum password_link_purpose purpose;
	struct person person; /* as it is now */
	int64_t created_at;
	int64_t expires_at;
};

/*
 * In the writer. Ends the older links of this person; of person the key is
 * enough. The token goes into the mail and nowhere else.
 */
struct error password_link_issue(struct ctx *cx, const struct person *person,
    enum password_link_purpose purpose, const char **ret_token);
/* The same, and the mail that carries it (account_mail.h). What an invited
 * user signs in with before that is PASSWORD_NONE. */
struct error password_link_send(struct ctx *cx, const struct person *person,
    enum password_link_purpose purpose);
/* Where a token is used: an address of public_url. */
const char *password_link_address(struct ctx *cx, const char *token);

/* ERR_PASSWORD_LINK_OVER: unknown, used, expired, replaced by a newer one, or
 * of a person who is no longer active. token may be NULL. */
struct error password_link_find(
    struct ctx *cx, const char *token, struct password_link *ret_link);
/* The link a person has; not found when there is none, or it expired. */
struct error password_link_of(struct ctx *cx, const struct person *person,
    struct password_link *ret_link, bool *ret_found);
/*
 * In the writer: the password is set, the link is used up, all sessions and
 * tokens of the person end, the log has a row, a mail tells. Sign-in is not
 * done by it: a second factor is still asked for.
 */
struct error password_link_use(
    struct ctx *cx, const char *token, const char *password_hash);
/* In the writer: without a link again (the address changed, the account was
 * switched off). */
struct error password_links_end(struct ctx *cx, const struct person *person);

/*
 * Asked for at a sign-in. In the writer: always the same one row, whoever the
 * address belongs to. ERR_TOO_MANY when the caller's address asked too often;
 * what is asked too often for one name is dropped without a word.
 */
struct error password_ask(
    struct ctx *cx, enum person_door door, const char *email);
/* In the writer, background: sends what was asked for to those who exist. */
struct error password_asked_serve(
    struct ctx *cx, int64_t limit, int64_t *ret_count);
/* In the writer, background: deletes up to limit that are over. */
struct error password_link_purge(
    struct ctx *cx, int64_t limit, int64_t *ret_count);

#endif
