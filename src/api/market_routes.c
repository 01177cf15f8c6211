/*
 * The markets without Azure reservations over REST: all of
 * them, or those that a code or a name in any of six languages finds.
 */
#include "accounts/permission.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/routes.h"
#include "i18n/i18n.h"
#include "policy/market.h"

struct market_query {
	const char *search;
};
static const struct field market_query[] = {
	FIELD(TEXT, struct market_query, search, .max = 100,
	    .help = N_("A code, or part of a name in any of the six "
		       "languages; accents and hyphens do not count.")),
	FIELD_END,
};

static void market_json(
    struct ctx *cx, struct json_out *json, const struct market *market)
{
	const char *as_of = market_list_as_of(cx->policy);

	resource_begin(json, NULL);
	json_text(json, "code", market->code);
	json_text(json, "iso", market->iso);
	json_text(json, "name", market_name(market, cx->locale->tag));
	json_array_begin(json, "names");
	for (int i = 0; i < MARKET_LANGUAGES; i++) {
		json_object_begin(json, NULL);
		json_text(json, "key", market_language_tags[i]);
		json_text(json, "value", market->names[i]);
		json_object_end(json);
	}
	json_array_end(json);
	json_text(json, "rule", "R-014");
	json_text(json, "edition", policy_edition_at(cx->policy, cx->now)->id);
	json_some(json, "asOf", as_of);
	resource_end(json, "ReservationMarket", NULL);
}

static struct error markets_read(struct request *rq)
{
	const struct market_query *query = rq->query;
	struct ctx *cx = &rq->cx;
	size_t count, found = 0;
	const struct market *list = market_list(cx->policy, &count);
	const struct market **chosen =
	    ARENA_ARRAY(cx->arena, const struct market *, count + 1);
	struct json_out json;

	for (size_t i = 0; i < count; i++)
		if (text_empty(query->search) ||
		    market_matches(&list[i], cx->arena, query->search))
			chosen[found++] = &list[i];
	answer_begin(rq, 200, &json);
	collection_begin(&json, found);
	for (size_t i = 0; i < found; i++)
		market_json(cx, &json, chosen[i]);
	collection_end(&json, "/reservationmarkets");
	return OK;
}

const struct route api_market_routes[] = {
	{ GET, "/v1/reservationmarkets", .needs = MAY_SIGNED_IN,
	    .query = market_query, .query_size = sizeof(struct market_query),
	    .read = markets_read,
	    .summary = N_("Markets where Azure reservations are not sold."),
	    API(OURS, ANY_CALLER, LIST_OF("ReservationMarket"), NO_ERRORS) },
	ROUTE_END,
};
