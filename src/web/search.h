/*
 * Searching from every page: one page with what was found, by kind, and
 * straight to a thing whose id was typed whole. What kinds there are, and for
 * whom, each door says in a table; a kind somebody may not see is not searched.
 */
#ifndef KONTOR_WEB_SEARCH_H
#define KONTOR_WEB_SEARCH_H

#include "accounts/permission.h"
#include "web/page.h"

#define SEARCH_WORDS_MAX 200 /* characters */
#define SEARCH_ROWS 5        /* of a kind, among others */
#define SEARCH_ALL 50        /* of a kind alone */
#define SEARCH_KINDS_MAX 12

struct search_row {
	const char *href; /* NULL: it has no page of its own */
	const char *name, *about;
	const char *id; /* to be copied, or NULL */
};

/* What a finder is asked, and fills. */
struct search {
	struct ctx *cx;
	const char *words; /* trimmed, not empty */
	size_t limit;      /* rows to be shown */
	/* filled: */
	size_t count;
	struct search_row *rows; /* room for limit */
	bool more;               /* there are more than these */
	const char *all_href;    /* a page of its own with all, or NULL */
	bool exact;              /* rows[0] is the thing that was named */
};
struct search_kind {
	const char *id;        /* "customers": in addresses */
	enum permission needs; /* MAY_SIGNED_IN: everybody here */
	const char *name;      /* N_(): "Customers" */
	const char *by;        /* N_(): what it is found by */
	const char *icon;      /* template */
	struct error (*find)(struct search *search);
};

/* Adds a row; false when the room is full, and then more is set. */
bool search_add(struct search *search, struct search_row row);
/* The one thing that was named by its id: a row, and straight to it. */
void search_exact(struct search *search, struct search_row row);

struct search_door {
	const char *path;                /* "/search" */
	const struct search_kind *kinds; /* ended by a NULL id */
	struct error (*answer)(struct request *rq, struct page *page);
};
/* read and finish of a route with these fields. */
struct search_query {
	const char *q, *kind;
};
extern const struct field search_fields[];
struct error search_read(struct request *rq, const struct search_door *door);
struct error search_finish(
    struct request *rq, const struct search_door *door, struct error outcome);

#endif
