/*
 * Tokens and links of pages. What a list is asked and how it is ordered is the
 * list's.
 */
#include "api/paging.h"

#include <string.h>

#include "api/answer.h"

#define ASKED_MAX 16
#define ROWS_SHORT 100 /* in a millisecond or two */

/* In the token, beside the question's own names. */
#define SIZE "_size"
#define FIRST_KEY "_first"
#define FIRST_ID "_first_id"
#define LAST_KEY "_last"
#define LAST_ID "_last_id"

static void from_end(
    struct page_place *place, const struct field_map *token, bool backward)
{
	place->backward = backward;
	place->key = map_text(token, backward ? FIRST_KEY : LAST_KEY);
	place->id = map_text(token, backward ? FIRST_ID : LAST_ID);
}

bool paging_elsewhere(struct request *rq, const struct paging *paging)
{
	int64_t limit = paging->place.limit;

	return (limit == 0 || limit > ROWS_SHORT) && request_elsewhere(rq);
}

struct error paging_read(struct request *rq, const struct page_query *query,
    struct paging *ret_paging)
{
	struct paging paging = { .place.limit = query->size };
	struct page_place *place = &paging.place;
	struct error e = continuation_read(rq, &paging.asked);

	if (e.code)
		return e;
	if (paging.asked.count > 0)
		place->limit = map_int(&paging.asked, SIZE);
	else if (query->seek == SEEK_PREVIOUS)
		return fail(ERR_FIELD_MISSING, "MS-ContinuationToken");
	switch (query->seek) {
	case SEEK_NEXT:
	case SEEK_PREVIOUS:
		from_end(place, &paging.asked, query->seek == SEEK_PREVIOUS);
		break;
	case SEEK_LAST:
		place->backward = true;
		break;
	case SEEK_PAGE_INDEX:
		place->skip = query->offset * place->limit;
		break;
	default:
		break;
	}
	*ret_paging = paging;
	return OK;
}

static const char *token_of(struct request *rq, const struct paging *paging,
    const struct page_found *found, const struct hole *asked)
{
	struct hole values[ASKED_MAX + 6] = {
		{ SIZE, int_text(rq->cx.arena, paging->place.limit) },
		{ FIRST_KEY, found->first_key },
		{ FIRST_ID, found->first_id },
		{ LAST_KEY, found->last_key },
		{ LAST_ID, found->last_id },
	};
	size_t n = 5;

	for (; asked->name != NULL && n < COUNT(values) - 1; asked++)
		values[n++] = *asked;
	return continuation_make(rq, values);
}

static const char *seek_uri(struct request *rq, const struct paging *paging,
    const char *path, const char *seek)
{
	return uri_with(rq->cx.arena, path,
	    HOLES({ "size", int_text(rq->cx.arena, paging->place.limit) },
		{ "seekOperation", seek }));
}

void paging_end(struct request *rq, struct json_out *json,
    const struct paging *paging, const char *path, const char *self,
    const struct page_found *found, const struct hole *asked)
{
	const struct page_place *place = &paging->place;
	bool came = place->key != NULL || place->skip > 0;
	bool next = found->count > 0 && (place->backward ? came : found->more);
	bool previous =
	    found->count > 0 && (place->backward ? found->more : came);
	const char *token =
	    next || previous ? token_of(rq, paging, found, asked) : NULL;

	json_array_end(json);
	links_begin(json);
	links_add(json, "self", "GET", self);
	if (next)
		links_add_token(
		    json, "next", seek_uri(rq, paging, path, "Next"), token);
	if (previous)
		links_add_token(json, "previous",
		    seek_uri(rq, paging, path, "Previous"), token);
	links_end(json);
	json_text(json, "continuationToken", next ? token : NULL);
	resource_end(json, "Collection", NULL);
}
