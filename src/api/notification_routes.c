/*
 * Which mail the caller gets, over REST, ours. What there is, and for whom,
 * accounts/notice says.
 */
#include "accounts/notice.h"
#include "accounts/principal.h"
#include "api/answer.h"
#include "api/api.h"
#include "api/routes.h"
#include "i18n/i18n.h"

static struct error notices_answer(struct request *rq)
{
	uint32_t offered = notices_offered(rq->cx.who->roles);
	struct json_out json;
	uint32_t chosen;
	struct error e = notices_load(&rq->cx, &chosen);

	if (e.code)
		return e;
	answer_begin(rq, 200, &json);
	collection_begin(&json, (size_t)__builtin_popcount(offered));
	for (const struct notice_info *n = notice_infos(); n->id; n++) {
		if (!(offered & n->notice))
			continue;
		resource_begin(&json, NULL);
		json_text(&json, "id", n->id);
		json_text(&json, "name", n->name);
		json_text(&json, "description", n->about);
		json_bool(&json, "chosen", (chosen & n->notice) != 0);
		resource_end(&json, "Notification", NULL);
	}
	collection_end(&json, "/notifications");
	return OK;
}

struct notice_item {
	const char *id;
};
static const struct field notice_fields[] = {
	FIELD_ITSELF(TEXT, struct notice_item, id, .max = 60),
	FIELD_END,
};
struct notices_input {
	struct field_list chosen;
};
static const struct field notices_fields[] = {
	FIELD(LIST, struct notices_input, chosen, .fields = notice_fields,
	    .item_size = sizeof(struct notice_item), .max = 32,
	    .help = N_("Ids of the kinds of mail to get; all others end.")),
	FIELD_END,
};

static struct error notices_prepare(struct request *rq)
{
	const struct notices_input *input = rq->input;
	const struct notice_item *items = input->chosen.items;
	uint32_t offered = notices_offered(rq->cx.who->roles);
	uint32_t *chosen = ARENA_NEW(rq->cx.arena, uint32_t);

	for (size_t i = 0; i < input->chosen.count; i++) {
		const struct notice_info *info = notice_find(items[i].id);

		if (info == NULL || !(info->notice & offered))
			return fail_with(rq->cx.arena, ERR_FIELD_CHOICE,
			    arena_printf(rq->cx.arena, "chosen[%zu]", i),
			    HOLES({ "value", items[i].id ? items[i].id : "" },
				{ "choices", "GET /v1/notifications" }));
		*chosen |= info->notice;
	}
	rq->state = chosen;
	return OK;
}

static struct error notices_effects(struct request *rq)
{
	const uint32_t *chosen = rq->state;
	struct error e = notices_choose(&rq->cx, *chosen);

	return e.code ? e : notices_answer(rq);
}

const struct route api_notification_routes[] = {
	{ GET, "/v1/notifications", .needs = MAY_SIGNED_IN,
	    .read = notices_answer,
	    .summary = N_("The kinds of mail you may choose, and which you "
			  "get."),
	    API(OURS, USER_ONLY, LIST_OF("Notification"), NO_ERRORS) },
	{ PUT, "/v1/notifications", .needs = MAY_SIGNED_IN,
	    .body = notices_fields, .body_size = sizeof(struct notices_input),
	    .prepare = notices_prepare, .effects = notices_effects,
	    .summary = N_("Chooses the mail you get."),
	    API(OURS, USER_ONLY, LIST_OF("Notification"), NO_ERRORS) },
	ROUTE_END,
};
