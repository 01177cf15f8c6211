/*
 * The pages of registrations of programs: what their files share.
 */
#ifndef KONTOR_WEB_APPLICATIONS_H
#define KONTOR_WEB_APPLICATIONS_H

#include "accounts/application.h"
#include "web/page.h"

/* The page of one, with what was just done and the dialog in front of it. */
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

/* ?done=saved: what to say about it; NULL for anything else. */
struct done_query {
	const char *done;
};
extern const struct field application_done_fields[];
const char *application_done_text(struct ctx *cx, const char *what);
/* A day, or "Never": kept to the hour, so nothing finer is shown. */
const char *application_used_text(struct ctx *cx, int64_t at);

/* ---- the form of what a program is and may do ---- */

struct facts_view {
	const char *name, *redirects;
	const char *name_error, *roles_error, *redirects_error;
	struct view_list roles;
	bool public_client;
};
extern const struct view_field facts_view[];
struct facts_input {
	const char *name, *redirects;
	struct field_list roles;
	bool public_client;
};
extern const struct field facts_fields[];
/* Labels of all fields of these pages, for page_problems. */
extern const struct field_pair application_labels[];

/* prepare of the routes that take it: all that is wrong. */
struct error facts_prepare(struct request *rq);
struct application_input facts_read(struct request *rq);
/* As typed, with what is wrong; or as stored. */
struct facts_view facts_typed(
    struct request *rq, const struct view_list *problems);
struct facts_view facts_stored(struct ctx *cx,
    const struct application *application,
    const struct redirect_list *redirects);

#endif
