/*
 * A person's yes to a program, and taking it back.
 */
#include "accounts/consent_rows.h"
#include "activity/activity.h"
#include "base/text.h"

static struct error say(struct ctx *cx, enum activity_action action,
    const struct application *application)
{
	return activity_add(cx,
	    &(struct activity){ .action = action,
		.title = application->name,
		.details = HOLES({ "ApplicationId", application->client_id }) },
	    OK);
}

struct error consent_give(struct ctx *cx, const struct application *application)
{
	struct error e = consent_set(cx, application->client_id);

	return e.code ? e
		      : say(cx, ACTIVITY_CONSENT_TO_APPLICATION, application);
}

struct error consent_end(struct ctx *cx, const char *client_id)
{
	struct application application;
	bool was;
	struct error e;

	if ((e = application_load(cx, client_id, &application)).code ||
	    (e = consent_rows_delete(cx, application.client_id, &was)).code)
		return e;
	return was ? say(cx, ACTIVITY_END_CONSENT, &application) : OK;
}
