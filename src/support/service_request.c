/*
 * States of a request and what moves it: a table, and what a change does.
 */
#include "support/service_request.h"

#include <stdio.h>

#include "base/day.h"
#include "base/settings.h"
#include "base/text.h"

static const char *const kinds[] = { "", "problem", "refund" };
static const char *const states[] = { "", "open", "attention_needed",
	"closed" };
static const char *const severities[] = { "", "critical", "moderate",
	"minimal" };
static const char *const sides[] = { "", "partner", "operator" };
static const char *const outcomes[] = { "", "solved", "refused", "withdrawn" };
static const char *const standings[] = { "", "inside", "outside" };

/* 0 when there is none; 0 of a list is never one. */
static int place_of(const char *const *list, size_t count, const char *id)
{
	for (size_t i = 1; i < count; i++)
		if (text_same(list[i], id))
			return (int)i;
	return 0;
}

const char *request_kind_id(enum request_kind kind)
{
	return kinds[kind];
}

const char *request_state_id(enum request_state state)
{
	return states[state];
}

const char *request_severity_id(enum request_severity severity)
{
	return severities[severity];
}

const char *request_side_id(enum request_side side)
{
	return sides[side];
}

enum request_kind request_kind_find(const char *id)
{
	return (enum request_kind)place_of(kinds, COUNT(kinds), id);
}

enum request_state request_state_find(const char *id)
{
	return (enum request_state)place_of(states, COUNT(states), id);
}

enum request_severity request_severity_find(const char *id)
{
	return (enum request_severity)place_of(
	    severities, COUNT(severities), id);
}

enum request_side request_side_find(const char *id)
{
	return (enum request_side)place_of(sides, COUNT(sides), id);
}

const char *request_outcome_id(enum request_outcome outcome)
{
	return outcomes[outcome];
}

enum request_outcome request_outcome_find(const char *id)
{
	return (enum request_outcome)place_of(outcomes, COUNT(outcomes), id);
}

const char *request_standing_id(enum request_standing standing)
{
	return standings[standing];
}

enum request_standing request_standing_find(const char *id)
{
	return (enum request_standing)place_of(standings, COUNT(standings), id);
}

/* The operator asks by attention_needed; who asked answers by open, and opens
 * a closed one by answering. */
static const struct {
	enum request_state from, to;
	bool partner, operator;
} moves[] = {
	{ REQUEST_OPEN, REQUEST_ATTENTION, false, true },
	{ REQUEST_OPEN, REQUEST_CLOSED, true, true },
	{ REQUEST_ATTENTION, REQUEST_OPEN, true, false },
	{ REQUEST_ATTENTION, REQUEST_CLOSED, true, true },
	{ REQUEST_CLOSED, REQUEST_OPEN, true, false },
};

bool request_may_move(
    enum request_side side, enum request_state from, enum request_state to)
{
	if (from == to)
		return true;
	for (size_t i = 0; i < COUNT(moves); i++)
		if (moves[i].from == from && moves[i].to == to)
			return side == SIDE_OPERATOR
			    ? moves[i].operator: moves[i].partner;
	return false;
}

struct error request_after_note(struct ctx *cx, enum request_side side,
    const struct service_request *request, enum request_state *ret_state)
{
	int64_t days = cx->settings->request_reopen_days;
	char number[24];

	if (request->state == REQUEST_CLOSED &&
	    (side == SIDE_OPERATOR ||
		cx->now >= request->closed_at + days * DAY_SECONDS)) {
		snprintf(number, sizeof(number), "%lld", (long long)days);
		return fail_with(cx->arena, ERR_REQUEST_CLOSED, "newNote",
		    HOLES({ "days", number }));
	}
	*ret_state = side == SIDE_PARTNER ? REQUEST_OPEN : request->state;
	return OK;
}

static void set(const char **value, const char *new)
{
	if (!text_empty(new))
		*value = new;
}

static struct error move(struct ctx *cx, enum request_side side,
    enum request_state to, struct service_request *request)
{
	if (to == 0 || to == request->state)
		return OK;
	if (!request_may_move(side, request->state, to))
		return fail_with(cx->arena, ERR_REQUEST_MOVE, "status",
		    HOLES({ "from", states[request->state] },
			{ "to", states[to] }));
	request->state = to;
	if (to == REQUEST_CLOSED)
		request->closed_at = cx->now;
	return OK;
}

/* Opening a closed one is answering: it needs a note. */
static struct error note_add(struct ctx *cx, enum request_side side,
    const struct request_change *change, struct service_request *request)
{
	bool opening =
	    change->state == REQUEST_OPEN && request->state == REQUEST_CLOSED;
	struct error e;

	if (text_empty(change->note))
		return opening || change->file_count > 0
			   ? fail(ERR_FIELD_MISSING, "newNote")
			   : OK;
	if (request->note_count >= REQUEST_NOTES_MAX)
		return fail(ERR_REQUEST_FULL, "newNote");
	e = request_after_note(cx, side, request, &request->state);
	if (e.code == 0)
		request->note_count++;
	return e;
}

/* Answered first, moved after it: a note goes with either. */
struct error request_apply(struct ctx *cx, enum request_side side,
    const struct request_change *change, struct service_request *request)
{
	struct error e = note_add(cx, side, change, request);

	if (e.code == 0)
		e = move(cx, side, change->state, request);
	if (e.code)
		return e;
	if (request->state != REQUEST_CLOSED)
		request->outcome = OUTCOME_NONE;
	else if (change->state == REQUEST_CLOSED && change->outcome)
		request->outcome = change->outcome;
	else if (request->outcome == OUTCOME_NONE)
		request->outcome = OUTCOME_WITHDRAWN;
	set(&request->title, change->title);
	set(&request->description, change->description);
	if (change->severity != 0)
		request->severity = change->severity;
	if (change->has_contact) {
		set(&request->contact.id, change->contact.id);
		set(&request->contact.first_name, change->contact.first_name);
		set(&request->contact.last_name, change->contact.last_name);
		set(&request->contact.email, change->contact.email);
		set(&request->contact.phone, change->contact.phone);
	}
	request->updated_at = cx->now;
	return OK;
}
