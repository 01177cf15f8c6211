/*
 * Policy editions that operators add: written as drafts, looked at, adopted
 * before they begin, and withdrawn while they have not begun. The
 * rules themselves are policy's; here are the rows, and how every running
 * process comes to know of them.
 *
 * An edition begins at a midnight UTC that is at least an hour away in real
 * time. The clocks of tenants that have one of their own do not count: an
 * order that such a tenant placed in what is the future for us keeps the
 * edition it was placed under, as every order does.
 */
#ifndef KONTOR_PROGRAMME_ADOPTION_H
#define KONTOR_PROGRAMME_ADOPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "policy/edition.h"

#define ADOPTION_LEAD_SECONDS 3600
#define ADOPTIONS_MAX 500

enum adoption_state {
	ADOPTION_DRAFT = 1,
	ADOPTION_ADOPTED,
	ADOPTION_WITHDRAWN,
};

struct adoption {
	int64_t serial; /* 0: not stored yet */
	enum adoption_state state;
	const char *edition_id; /* NULL for a draft */
	const char *base_id;
	int64_t effective_from;
	const char *source;
	const char *source_url; /* or NULL */
	const char *document_date;
	const char *reason;
	const char *parameters; /* JSON, by edition_parameters_json */
	int64_t version;
	int64_t written_at, adopted_at, withdrawn_at; /* 0: not yet */
	const char *written_by_name, *adopted_by_name, *withdrawn_by_name;
};
struct adoption_list {
	size_t count;
	struct adoption *items; /* newest first */
};

/* The first day an edition may begin that is adopted now. */
int64_t adoption_first_day(int64_t wall);
/* "2027-01-01"; with a number behind when that name was used before. */
const char *adoption_name(
    struct arena *arena, int64_t effective_from, int64_t used_before);

struct error adoption_list(struct ctx *cx, struct adoption_list *ret_list);
struct error adoption_load(
    struct ctx *cx, int64_t serial, struct adoption *ret_adoption);

/*
 * In the writer, by an operator; each leaves its row in the programme's log.
 *
 * write      a draft, new when serial is 0; takes source to parameters.
 *            ERR_EDITION_TOO_EARLY (from), ERR_EDITION_NOT_DRAFT,
 *            ERR_ETAG_STALE when version is another by now
 * adopt      checks it all again: ERR_EDITION_TOO_EARLY, ERR_EDITION_DAY_TAKEN,
 *            ERR_EDITION_SAME when it changes nothing of the one before it
 * withdraw   an adopted one that has not begun: ERR_EDITION_BEGUN
 * discard    a draft
 */
struct error adoption_write(
    struct ctx *cx, const struct adoption *draft, int64_t *ret_serial);
struct error adoption_adopt(struct ctx *cx, int64_t serial, int64_t version);
struct error adoption_withdraw(struct ctx *cx, int64_t serial);
struct error adoption_discard(struct ctx *cx, int64_t serial);

/*
 * Brings the editions in use up to what is stored (policy_renew); asks for one
 * number when there is nothing new. Any transaction. Every process calls it
 * before it serves and then each second, and the console after its own acts.
 */
struct error adoptions_refresh(struct ctx *cx);

/*
 * A draft as an edition, under the id "draft", and the one it would follow.
 * Both live as long as the arena. ERR_EDITION_DAY_TAKEN.
 */
struct error adoption_edition(struct ctx *cx, const struct adoption *draft,
    struct edition *ret_edition, const struct edition **ret_before);

/* Its values alone, for the form: no matter from when it holds. As above. */
struct error adoption_values(
    struct ctx *cx, const struct adoption *draft, struct edition *ret_edition);

#endif
