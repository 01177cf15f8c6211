/*
 * Policy editions over REST (ours): which terms held when, parameter by
 * parameter. Operators add them in their console.
 */
#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/routes.h"
#include "i18n/i18n.h"
#include "policy/policy.h"

static void changes_json(struct json_out *json, const struct edition *before,
    const struct edition *edition)
{
	size_t count;
	const struct parameter *list = edition_parameters(&count);

	json_array_begin(json, "changes");
	for (size_t i = 0; before != NULL && i < count; i++)
		if (!parameter_same(&list[i], before, edition))
			json_text(json, NULL, list[i].name);
	json_array_end(json);
}

static void edition_json(struct ctx *cx, struct json_out *json,
    const struct edition *edition, const struct edition *before)
{
	resource_begin(json, NULL);
	json_text(json, "id", edition->id);
	if (edition->effective_from != EDITION_BEGIN)
		json_instant(json, "effectiveFrom", edition->effective_from);
	if (edition->effective_to != EDITION_END)
		json_instant(json, "effectiveTo", edition->effective_to);
	json_bool(json, "isInForce",
	    edition == policy_edition_at(cx->policy, cx->now));
	json_bool(json, "isAdded", edition->added);
	json_text(json, "overlay", edition->overlay);
	json_text(json, "documentDate", edition->document_date);
	json_text(json, "publishedDate", edition->published);
	json_text(json, "source", edition->source);
	json_text(json, "sourceUri", edition->source_url);
	edition_parameters_json(edition, false, json, "parameters");
	changes_json(json, before, edition);
	links_self(json, URI_OF(cx->arena, "policyeditions", edition->id));
	resource_end(json, "PolicyEdition", NULL);
}

static struct error editions_read_all(struct request *rq)
{
	size_t count;
	const struct edition *list = policy_editions(rq->cx.policy, &count);
	struct json_out json;

	answer_begin(rq, 200, &json);
	collection_begin(&json, count);
	for (size_t i = 0; i < count; i++)
		edition_json(
		    &rq->cx, &json, &list[i], i > 0 ? &list[i - 1] : NULL);
	collection_end(&json, "/policyeditions");
	return OK;
}

/* Also withdrawn ones and those of an overlay that is off: an order may name
 * them. They come without what changed. */
static struct error edition_read_one(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	size_t count;
	const struct edition *list = policy_editions(cx->policy, &count);
	const struct edition *edition =
	    policy_edition_find(cx->policy, request_param(rq, "editionId"));
	const struct edition *before = NULL;
	struct json_out json;

	if (edition == NULL)
		return fail(ERR_EDITION_UNKNOWN, NULL);
	for (size_t i = 1; i < count; i++)
		if (edition == &list[i])
			before = &list[i - 1];
	answer_begin(rq, 200, &json);
	edition_json(cx, &json, edition, before);
	return OK;
}

const struct route api_edition_routes[] = {
	{ GET, "/v1/policyeditions", .needs = MAY_SIGNED_IN,
	    .read = editions_read_all,
	    .summary = N_("Every policy edition, oldest first, with all "
			  "parameters."),
	    API(OURS, ANY_CALLER, LIST_OF("PolicyEdition"), NO_ERRORS) },
	{ GET, "/v1/policyeditions/{editionId}", .needs = MAY_SIGNED_IN,
	    .read = edition_read_one,
	    .summary = N_("A policy edition, as an order line names it."),
	    API(OURS, ANY_CALLER, ONE(200, "PolicyEdition"),
		ERRORS(ERR_EDITION_UNKNOWN)) },
	ROUTE_END,
};
