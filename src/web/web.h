/*
 * The dashboard's door and its tables of routes. main mounts it.
 */
#ifndef KONTOR_WEB_WEB_H
#define KONTOR_WEB_WEB_H

#include "accounts/principal.h"
#include "http/http.h"

extern const struct door web_door;
/* Ended by NULL. */
extern const struct route *const web_tables[];

/* Public download links, mounted at "/d". */
extern const struct door web_download_door;
extern const struct route *const web_download_tables[];

/* cx->locale of a caller who is not known (yet): cookie, then browser. */
void web_locale_choose(struct request *rq);

/* Who the cookie is. cx->who is set for the other kind of user, too, and then
 * the error is other: signing out and choosing a language are for both. */
struct error web_session(
    struct request *rq, enum actor_kind wanted, enum error_code other);

struct page;
/* The page of a refusal, to be answered: status, title, body and data. */
void web_error_page(
    struct request *rq, struct error error, struct page *ret_page);
/* 303 to a sign-in page, which leads back to where a GET wanted to go. */
void web_sign_in_first(struct request *rq, const char *sign_in);

/* Forms of the page that is answered may also go to this address, which has
 * the form of redirect_form. */
void web_form_target(struct request *rq, const char *uri);

/* What a POST without a form token may still do: nothing is signed in yet. */
extern const char web_public_form[];
#define WEB_PUBLIC_FORM ((const void *)web_public_form)

#endif
