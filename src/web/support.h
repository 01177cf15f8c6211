/*
 * Words that the pages of support share.
 */
#ifndef KONTOR_WEB_SUPPORT_H
#define KONTOR_WEB_SUPPORT_H

#include "support/service_request.h"
#include "web/page.h"

const char *request_state_text(struct ctx *cx, enum request_state state);
const char *request_severity_text(
    struct ctx *cx, enum request_severity severity);
const char *request_topic_text(struct ctx *cx, const char *topic_id);
/* "Closed, refused": the state with how it came to be. */
const char *request_where_text(
    struct ctx *cx, const struct service_request *request);
const char *request_tone(enum request_state state);
const char *request_contact_text(
    struct ctx *cx, const struct request_contact *contact);
/* How it stands with the policy of the day it was filed; NULL: not judged. */
const char *request_standing_text(
    struct ctx *cx, const struct service_request *request);

/* A note of the thread. */
struct note_view {
	const char *author, *side, *at, *iso, *body;
	bool ours;
	struct view_list files;
};
extern const struct view_field note_view[];
/* base: path of the request, for links to files. */
struct view_list request_notes(struct ctx *cx,
    const struct service_request *request, enum request_side reader,
    const char *base);

#endif
