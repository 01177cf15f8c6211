/*
 * Things of any partner, found by their id: for who runs the programme. Each
 * partner is asked through its own index, so it costs by the number of
 * partners, not by what they have.
 */
#ifndef KONTOR_PROGRAMME_ANYWHERE_H
#define KONTOR_PROGRAMME_ANYWHERE_H

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/money.h"

enum anywhere_kind {
	ANYWHERE_ORDER = 1,
	ANYWHERE_REQUEST,
	ANYWHERE_INVOICE,
};
struct anywhere {
	enum anywhere_kind kind;
	int64_t partner_id;
	const char *partner_name;
	const char *title; /* of a request; of an order its customer */
	int month;         /* of an invoice, with its sum */
	struct money gross;
};
#define ANYWHERE_MAX 8
struct anywhere_list {
	size_t count;
	struct anywhere items[ANYWHERE_MAX];
};
struct error anywhere_find(struct ctx *cx, enum anywhere_kind kind,
    const char *id, struct anywhere_list *ret_list);

#endif
