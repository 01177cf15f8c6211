/*
 * What an operator does with editions: writing, adopting, withdrawing. What an
 * edition means is policy's.
 */
#include "activity/activity.h"
#include "base/day.h"
#include "base/text.h"
#include "policy/policy.h"
#include "programme/adoption_rows.h"

static struct error too_early(struct ctx *cx)
{
	char *day = arena_alloc(cx->arena, DAY_TEXT);

	day_text(adoption_first_day(cx->wall), day);
	return fail_with(
	    cx->arena, ERR_EDITION_TOO_EARLY, "from", HOLES({ "day", day }));
}

static struct error start_check(struct ctx *cx, int64_t effective_from)
{
	return day_of(effective_from) < adoption_first_day(cx->wall)
		   ? too_early(cx)
		   : OK;
}

static struct error note(struct ctx *cx, enum activity_action action,
    int64_t serial, const char *edition_id, int64_t effective_from)
{
	char from[DAY_TEXT];

	day_text(day_of(effective_from), from);
	return activity_add(cx,
	    &(struct activity){
		.action = action,
		.line_number = -1,
		.title = edition_id == NULL ? from : edition_id,
		.details = HOLES({ "Draft", arena_printf(cx->arena, "%lld",
						(long long)serial) },
		    { "From", from }),
	    },
	    OK);
}

struct error adoption_write(
    struct ctx *cx, const struct adoption *draft, int64_t *ret_serial)
{
	struct error e = start_check(cx, draft->effective_from);
	struct adoption stored;
	bool changed;

	*ret_serial = draft->serial;
	if (e.code)
		return e;
	if (draft->serial == 0) {
		e = adoption_add(cx, draft, ret_serial);
	} else {
		if ((e = adoption_load(cx, draft->serial, &stored)).code)
			return e;
		if (stored.state != ADOPTION_DRAFT)
			return fail(ERR_EDITION_NOT_DRAFT, NULL);
		e = adoption_change(cx, draft, &changed);
		if (!e.code && !changed)
			return fail(ERR_ETAG_STALE, NULL);
	}
	return e.code ? e
		      : note(cx, ACTIVITY_WRITE_EDITION, *ret_serial, NULL,
			    draft->effective_from);
}

/* All of them and this one, read once more, as every process will read them:
 * what cannot be read, or leaves a gap, is never adopted. */
static struct error trial(struct ctx *cx, const struct adoption *draft,
    const char *name, const struct edition **ret_before,
    const struct edition **ret_new, struct policy **ret_policy)
{
	struct edition_rows rows;
	struct edition_added *all;
	struct error e = edition_rows_load(cx, &rows);
	size_t at = 0;

	if (e.code)
		return e;
	all = ARENA_ARRAY(cx->arena, struct edition_added, rows.count + 1);
	while (at < rows.count &&
	       rows.rows[at].effective_from <= draft->effective_from) {
		all[at] = rows.rows[at];
		at++;
	}
	all[at] = (struct edition_added){ .id = name,
		.effective_from = draft->effective_from,
		.source = draft->source,
		.source_url = draft->source_url,
		.document_date = draft->document_date,
		.published = draft->document_date,
		.parameters = draft->parameters };
	for (size_t i = at; i < rows.count; i++)
		all[i + 1] = rows.rows[i];
	e = policy_open(NULL, policy_switches(cx->policy), ret_policy);
	if (e.code)
		return e;
	e = policy_renew(*ret_policy, -1, all, rows.count + 1);
	if (e.code) {
		policy_close(*ret_policy);
		return e;
	}
	*ret_new = policy_edition_find(policy_newest(*ret_policy), name);
	*ret_before = policy_edition_at(
	    policy_newest(*ret_policy), draft->effective_from - 1);
	return OK;
}

static void trial_end(void *policy)
{
	policy_close(policy);
}

struct error adoption_edition(struct ctx *cx, const struct adoption *draft,
    struct edition *ret_edition, const struct edition **ret_before)
{
	const struct edition *new;
	struct policy *policy;
	bool taken = false;
	struct error e = adoption_day_taken(cx, draft->effective_from, &taken);

	if (!e.code && taken)
		return fail(ERR_EDITION_DAY_TAKEN, "from");
	if (!e.code)
		e = trial(cx, draft, "draft", ret_before, &new, &policy);
	if (e.code)
		return e;
	arena_defer(cx->arena, trial_end, policy);
	*ret_edition = *new;
	return OK;
}

struct error adoption_values(
    struct ctx *cx, const struct adoption *draft, struct edition *ret_edition)
{
	const struct edition_added row = { .id = "draft",
		.effective_from = draft->effective_from,
		.source = draft->source,
		.document_date = draft->document_date,
		.published = draft->document_date,
		.parameters = draft->parameters };
	struct policy *policy;
	struct error e =
	    policy_open(NULL, policy_switches(cx->policy), &policy);

	if (e.code)
		return e;
	arena_defer(cx->arena, trial_end, policy);
	if ((e = policy_renew(policy, 1, &row, 1)).code)
		return e;
	*ret_edition = *policy_edition_find(policy_newest(policy), "draft");
	return OK;
}

static bool differs(const struct edition *a, const struct edition *b)
{
	size_t count;
	const struct parameter *list = edition_parameters(&count);

	for (size_t i = 0; i < count; i++)
		if (!parameter_same(&list[i], a, b))
			return true;
	return false;
}

static struct error adopt_check(
    struct ctx *cx, const struct adoption *draft, const char **ret_name)
{
	const struct edition *before;
	struct edition edition;
	int64_t used = 0;
	struct error e = start_check(cx, draft->effective_from);

	if (!e.code)
		e = adoption_names_used(cx, draft->effective_from, &used);
	if (!e.code)
		e = adoption_edition(cx, draft, &edition, &before);
	if (e.code)
		return e;
	if (!differs(before, &edition))
		return fail_with(cx->arena, ERR_EDITION_SAME, NULL,
		    HOLES({ "edition", arena_dup(cx->arena, before->id) }));
	*ret_name = adoption_name(cx->arena, draft->effective_from, used);
	return OK;
}

struct error adoption_adopt(struct ctx *cx, int64_t serial, int64_t version)
{
	struct adoption draft;
	const char *name = NULL;
	struct error e = adoption_load(cx, serial, &draft);

	if (e.code)
		return e;
	if (draft.state != ADOPTION_DRAFT)
		return fail(ERR_EDITION_NOT_DRAFT, NULL);
	if (draft.version != version)
		return fail(ERR_ETAG_STALE, NULL);
	if ((e = adopt_check(cx, &draft, &name)).code ||
	    (e = adoption_set_adopted(cx, serial, name)).code ||
	    (e = policy_version_raise(cx)).code)
		return e;
	return note(
	    cx, ACTIVITY_ADOPT_EDITION, serial, name, draft.effective_from);
}

struct error adoption_withdraw(struct ctx *cx, int64_t serial)
{
	struct adoption adoption;
	struct error e = adoption_load(cx, serial, &adoption);

	if (e.code)
		return e;
	if (adoption.state != ADOPTION_ADOPTED)
		return fail(ERR_EDITION_UNKNOWN, NULL);
	if (adoption.effective_from <= cx->wall)
		return fail(ERR_EDITION_BEGUN, NULL);
	if ((e = adoption_set_withdrawn(cx, serial)).code ||
	    (e = policy_version_raise(cx)).code)
		return e;
	return note(cx, ACTIVITY_WITHDRAW_EDITION, serial, adoption.edition_id,
	    adoption.effective_from);
}

struct error adoption_discard(struct ctx *cx, int64_t serial)
{
	struct adoption draft;
	struct error e = adoption_load(cx, serial, &draft);

	if (e.code)
		return e;
	if (draft.state != ADOPTION_DRAFT)
		return fail(ERR_EDITION_NOT_DRAFT, NULL);
	if ((e = adoption_drop(cx, serial)).code)
		return e;
	return note(
	    cx, ACTIVITY_DISCARD_EDITION, serial, NULL, draft.effective_from);
}

struct error adoptions_refresh(struct ctx *cx)
{
	struct edition_rows rows;
	int64_t version = 0;
	struct error e = policy_version_load(cx, &version);

	if (e.code || version == policy_version(policy_newest(cx->policy)))
		return e;
	if ((e = edition_rows_load(cx, &rows)).code)
		return e;
	return policy_renew(cx->policy, version, rows.rows, rows.count);
}
