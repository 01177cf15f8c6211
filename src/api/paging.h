/*
 * Pages of a list that stands in order by a key (api.md 1.6). The place of a
 * page is the key of its first or last row, not a number: rows that come and go
 * meanwhile neither repeat nor hide others. One token holds both ends and the
 * whole question; seekOperation says from which end the next page goes on.
 */
#ifndef KONTOR_API_PAGING_H
#define KONTOR_API_PAGING_H

#include "api/query.h"
#include "base/json.h"
#include "http/http.h"

/* Where the page begins, as a store takes it. */
struct page_place {
	bool backward;       /* the rows before the key, nearest first */
	const char *key;     /* NULL: from the end that backward says */
	const char *id;      /* of the same row, to tell equal keys apart */
	int64_t skip, limit; /* rows; limit 0: all there is */
};

struct paging {
	struct page_place place;
	struct field_map asked; /* the question, when a token holds it; empty:
				   it stands in the query */
};

/* request_elsewhere(), when that is more than a hundred rows, or all. */
bool paging_elsewhere(struct request *rq, const struct paging *paging);
/* ERR_FIELD_FORMAT when the token is not ours, ERR_FIELD_MISSING when
 * Previous comes without one. */
struct error paging_read(struct request *rq, const struct page_query *query,
    struct paging *ret_paging);

/* What the store found, in the order of the list. */
struct page_found {
	size_t count;
	bool more; /* rows beyond, in the direction of reading */
	const char *first_key, *first_id;
	const char *last_key, *last_id;
};

/* Ends the collection: links self, next, previous with the token, and
 * continuationToken while there is a next page. path: "/customers"; asked: the
 * question to keep in the token, NULL values left out. */
void paging_end(struct request *rq, struct json_out *json,
    const struct paging *paging, const char *path, const char *self,
    const struct page_found *found, const struct hole *asked);

#endif
