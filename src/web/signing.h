/*
 * What the pages of signing in share: where to go back to, the cookies, the
 * next step.
 */
#ifndef KONTOR_WEB_SIGNING_H
#define KONTOR_WEB_SIGNING_H

#include "accounts/sign_in.h"
#include "http/http.h"

/* Only a path of ours, else "/". path may be NULL. */
const char *signing_back(const char *path);
/* Its value as a query: "?back=...", or "". */
const char *signing_query(struct ctx *cx, const char *back);
bool signing_portal(const char *path);
/* Where this person lives, unless back is there. */
const char *signing_home(const struct principal *who, const char *back);

void signing_cookie(struct request *rq, const char *name, const char *value,
    const char *attributes);
/* The token of a form before sign-in; sets its cookie when there is none. */
const char *signing_token(struct request *rq);
/* Of the form that came: ERR_FORM_EXPIRED. */
struct error signing_check(struct request *rq);

/* After a right step: into the session, or to the page of the next step. */
struct error signing_on(
    struct request *rq, const struct sign_in_result *result, const char *back);
/* The cookies alone, for a page that has something to show first. */
void signing_enter(struct request *rq, const struct sign_in_result *result);

/* The sign-in page with what is wrong, keeping what was typed. */
struct error signing_answer(struct request *rq, struct error problem);

#endif
