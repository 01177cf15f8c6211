/*
 * The page of one registration of a program, with what was just done and the
 * dialog in front of it.
 */
#ifndef KONTOR_WEB_APPLICATIONS_H
#define KONTOR_WEB_APPLICATIONS_H

#include "accounts/application.h"
#include "web/page.h"

struct application_scene {
	const char *done;         /* what was just done, for people */
	const char *secret;       /* shown once */
	const char *secret_label; /* of it, or of the one to be revoked */
	const char *revoke_href;  /* of the dialog */
	const char *dialog;       /* template, or NULL */
	struct error outcome;     /* what is wrong with a form */
	const char *form;         /* "secret", or NULL: that of the facts */
};

/* Of rq's {client}. */
struct error application_page(
    struct request *rq, const struct application_scene *scene);
const char *application_path(struct request *rq);

#endif
