/*
 * May this line be cancelled, by whom, until when? R-073 .. R-102, domain.md 5.
 * What comes back, credit.h says; that the thing belongs to the partner, the
 * store has seen to.
 */
#ifndef KONTOR_POLICY_CANCEL_H
#define KONTOR_POLICY_CANCEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/decision.h"
#include "policy/kind.h"
#include "policy/policy.h"

/* Which door asks (ruling 1). */
enum cancel_step {
	CANCEL_OFFER = 0, /* button, dialog, GET .../cancellation: what if */
	CANCEL_ON_PAGE,   /* Submit in the dashboard: needs the checkbox */
	CANCEL_BY_API,    /* the call itself is the acknowledgement */
};

struct cancel_input {
	enum cancel_step step;
	bool may_cancel;   /* the person's roles allow it */
	bool acknowledged; /* the checkbox */
	bool sandbox;      /* sandbox tenant */
	enum product_kind kind;
	const char *publisher;   /* "microsoft", "suse", "redhat" */
	const char *family;      /* "windows_7_esu_2020", ... */
	int64_t own_window_days; /* the product's own window; 0 for none */
	int64_t ordered_at;
	const char *edition_id; /* stored on the line; NULL: by ordered_at */
	bool cancelled;         /* the line is cancelled already */
	bool change_pending;    /* another change to the order is pending */
};

/* Checks in the order of domain.md 5; the first that fails answers. A preview
 * (CANCEL_OFFER) and the act differ in the checkbox alone. */
void cancel_decide(const struct policy *policy,
    const struct cancel_input *input, int64_t now,
    struct decision *ret_decision);

/*
 * Whole order, all or nothing (E-66): the first line that refuses answers for
 * all. Lines cancelled earlier are passed over, unless all are: then
 * ERR_CANCEL_DONE. *ret_line is the index of the line that decided.
 */
void cancel_decide_order(const struct policy *policy,
    const struct cancel_input *lines, size_t count, int64_t now,
    struct decision *ret_decision, size_t *ret_line);

/*
 * A support request filed at that instant: allowed means inside policy; else
 * the request is marked outside policy (R-075, R-080, E-59). SUSE and Red Hat
 * are never inside.
 */
void cancel_decide_request(const struct policy *policy,
    const struct cancel_input *input, int64_t filed_at,
    struct decision *ret_decision);

#endif
