/*
 * Rows of editions that operators add.
 */
#ifndef KONTOR_PROGRAMME_ADOPTION_ROWS_H
#define KONTOR_PROGRAMME_ADOPTION_ROWS_H

#include "policy/policy.h"
#include "programme/adoption.h"

struct error adoption_add(
    struct ctx *cx, const struct adoption *draft, int64_t *ret_serial);
/* *ret_changed is false when it is no draft any more, or of another version. */
struct error adoption_change(
    struct ctx *cx, const struct adoption *draft, bool *ret_changed);
struct error adoption_set_adopted(
    struct ctx *cx, int64_t serial, const char *edition_id);
struct error adoption_set_withdrawn(struct ctx *cx, int64_t serial);
struct error adoption_drop(struct ctx *cx, int64_t serial);
/* Adopted ones that begin then. */
struct error adoption_day_taken(
    struct ctx *cx, int64_t effective_from, bool *ret_taken);
/* How many were ever named after that day. */
struct error adoption_names_used(
    struct ctx *cx, int64_t effective_from, int64_t *ret_count);
struct error policy_version_load(struct ctx *cx, int64_t *ret_version);
struct error policy_version_raise(struct ctx *cx);

struct edition_rows {
	size_t count;
	struct edition_added *rows; /* by effective_from; withdrawn ones too */
};
struct error edition_rows_load(struct ctx *cx, struct edition_rows *ret_rows);

#endif
