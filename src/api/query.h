/*
 * Query strings of lists: filter, page size, seek operation, and the address
 * of the list again for its links.
 */
#ifndef KONTOR_API_QUERY_H
#define KONTOR_API_QUERY_H

#include "http/http.h"

/* One accepted field of a filter, with the operators it takes. */
struct filter_rule {
	const char *field;
	const char *const *operators; /* ended by NULL */
};

struct filter {
	const char *field;    /* as the rule writes it; NULL: no filter */
	const char *operator; /* likewise */
	const char *value;
};

/*
 * {"Field":..,"Value":..,"Operator":..} as text (api.md 1.7): keys, fields and
 * operators in any case; more keys are ignored. text NULL or empty: no filter.
 * rules: ended by a NULL field. ERR_FIELD_FORMAT and ERR_FIELD_CHOICE name
 * the field "filter".
 */
struct error filter_read(struct ctx *cx, const char *text,
    const struct filter_rule *rules, struct filter *ret_filter);

/* What all paged lists take. */
struct page_query {
	int64_t size; /* 0: all there is */
	const char *filter;
	int seek;       /* index into seek_operations */
	int64_t offset; /* page, from 0, of SEEK_PAGE_INDEX */
};
enum seek_operation {
	SEEK_NEXT,
	SEEK_PREVIOUS,
	SEEK_FIRST,
	SEEK_LAST,
	SEEK_PAGE_INDEX,
};
extern const char *const seek_operations[];
/* The four fields, inside of the query struct type_ with member page. */
#define PAGE_FIELDS(type_, max_)                                               \
	FIELD_AS("size", INT, type_, page.size, .min = 0, .max = (max_),       \
	    .help =                                                            \
		N_("How many a page holds; without it there is one page.")),   \
	    FIELD_AS("filter", TEXT, type_, page.filter, .max = 2048,          \
		.help = N_("JSON with Field, Value and Operator.")),           \
	    FIELD_AS("seekOperation", CHOICE, type_, page.seek,                \
		.choices = seek_operations,                                    \
		.help = N_("Where to go on from the page of the token.")),     \
	    FIELD_AS("offset", INT, type_, page.offset, .max = 1000000,        \
		.help = N_("The number of the page, from 0, with PageIndex."))

/* path with ?name=value for each that is there, encoded: for links. */
const char *uri_with(
    struct arena *arena, const char *path, const struct hole *query);
/* NULL for 0. */
const char *int_text(struct arena *arena, int64_t value);

#endif
