/*
 * What an edition would have done to purchases that exist: each looked at
 * under the edition it was made under and under another one, at its partner's
 * moment. Nothing is changed; purchases keep their edition for ever.
 */
#ifndef KONTOR_PROGRAMME_PREVIEW_H
#define KONTOR_PROGRAMME_PREVIEW_H

#include "base/ctx.h"
#include "policy/credit.h"
#include "policy/decision.h"
#include "policy/edition.h"

/* The newest purchases of a partner, by the end of their window; and all. */
#define PREVIEW_PARTNER_LINES 5000
#define PREVIEW_LINES 50000
#define PREVIEW_SAMPLES 20

/* One purchase under one edition. */
struct preview_view {
	struct decision decision;
	struct credit credit; /* if it were cancelled now and allowed */
};

/* Bits: in what the two differ. */
enum preview_how {
	PREVIEW_DAYS = 1 << 0,     /* window days */
	PREVIEW_LAST_DAY = 1 << 1, /* the last day */
	PREVIEW_REFUSED = 1 << 2,  /* allowed now; would be refused */
	PREVIEW_ALLOWED = 1 << 3,  /* the other way round */
	PREVIEW_ROUTE = 1 << 4,    /* by oneself, by request, never */
	PREVIEW_CREDIT = 1 << 5,   /* what comes back now */
};
#define PREVIEW_HOWS 6

struct preview_sample {
	const char *partner, *customer;
	const char *order_id, *title, *currency;
	int64_t line_number;
	int64_t ordered_at;
	unsigned how;
	struct preview_view as_bought, as_drafted;
};

struct preview_counts {
	int64_t lines;             /* looked at */
	int64_t otherwise;         /* of these: any of the bits */
	int64_t how[PREVIEW_HOWS]; /* by bit */
};

struct preview_partner {
	int64_t partner_id;
	const char *name;
	struct preview_counts counts;
	bool more; /* it has more purchases than were looked at */
};

struct preview {
	struct preview_counts counts;
	size_t partner_count;
	struct preview_partner *partners; /* those with purchases */
	size_t sample_count;
	struct preview_sample samples[PREVIEW_SAMPLES];
	bool more; /* there are partners that were not looked at */
};

/* Whatever differs in how these two treat one purchase. */
unsigned preview_compare(
    const struct preview_view *a, const struct preview_view *b);

/* Reads much: on a worker. draft is as adoption_edition gives it. */
struct error preview_make(
    struct ctx *cx, const struct edition *draft, struct preview **ret_preview);

#endif
