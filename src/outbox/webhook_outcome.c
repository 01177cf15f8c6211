/*
 * What follows from an answer or from none: done, again later, or given up.
 */
#include <string.h>

#include "base/crypto.h"
#include "base/day.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "db/db.h"
#include "outbox/webhook_private.h"
#include "i18n/i18n.h"

#define PAUSE_MAX INT64_C(21600)
#define RETRY_AFTER_MAX DAY_SECONDS
#define ANSWER_KEPT 500 /* bytes */

int64_t webhook_pause(int64_t first_seconds, int64_t attempts)
{
	static const int64_t times[] = { 1, 2, 5, 15, 30, 60, 120, 240, 360 };
	int64_t last = (int64_t)COUNT(times);
	int64_t pause =
	    first_seconds * times[(attempts < last ? attempts : last) - 1];

	return pause < PAUSE_MAX ? pause : PAUSE_MAX;
}

int64_t webhook_jitter(int64_t seconds, uint32_t random)
{
	int64_t fifth = seconds / 5;

	return seconds - fifth + (int64_t)(random % (uint32_t)(2 * fifth + 1));
}

/* Valid text without controls: it is shown to people. */
static const char *answer_text(struct arena *arena, const struct sending *from)
{
	size_t n = from->answer_length < ANSWER_KEPT ? from->answer_length
						     : ANSWER_KEPT;
	char *text;

	while (n > 0 && n < from->answer_length &&
	       ((unsigned char)from->answer[n] & 0xc0) == 0x80)
		n--;
	text = arena_dup_n(arena, from->answer, n);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 127)
			text[i] = ' ';
	if (!text_is_utf8(text, n))
		for (size_t i = 0; i < n; i++)
			if ((unsigned char)text[i] > 126)
				text[i] = '?';
	return text;
}

static int64_t next_pause(const struct flight *flight, int64_t attempts)
{
	int64_t pause =
	    webhook_pause(flight->cx.settings->webhook_pause_seconds, attempts);
	int64_t asked = flight->sending.retry_after;
	uint32_t random;

	crypto_random(&random, sizeof(random));
	pause = webhook_jitter(pause, random);
	if (asked > RETRY_AFTER_MAX)
		asked = RETRY_AFTER_MAX;
	return asked > pause ? asked : pause;
}

void outcome_make(struct flight *flight, struct outcome *outcome)
{
	const struct sending *sending = &flight->sending;
	int64_t attempts = flight->due.attempts + 1;
	bool sent = sending->status >= 200 && sending->status < 300;
	bool last = attempts >= WEBHOOK_ATTEMPTS ||
		    flight->due.event.name == EVENT_TEST_CREATED;

	*outcome = (struct outcome){ .flight = flight,
		.state = "waiting",
		.next_at = flight->cx.wall,
		.answer = answer_text(&flight->arena, sending),
		.problem = sending->problem,
		.gone = sending->status == 410 };
	if (flight->refusal != NULL)
		outcome->problem = flight->refusal;
	if (!sent && outcome->problem == NULL)
		outcome->problem = MESSAGE_KEEP(&flight->arena,
		    N_("the receiver answered {status}"),
		    arena_printf(&flight->arena, "%ld", sending->status));
	if (sent)
		outcome->state = "delivered";
	else if (last || outcome->gone || flight->refusal != NULL)
		outcome->state = "failed";
	else
		outcome->next_at += next_pause(flight, attempts);
}

struct error outcome_store(const struct outcome *outcome, struct tx *tx)
{
	const struct flight *flight = outcome->flight;
	const struct due *due = &flight->due;
	long status = flight->sending.status;
	struct ctx cx = flight->cx;
	struct error e;

	cx.tx = tx;
	e = sql_run(&cx, SQL_attempt_add,
	    ARGS(I(due->partner_id), T(due->event.event_id), I(due->tries + 1),
		I(cx.wall), I(status), T(outcome->answer), T(outcome->problem)),
	    NULL);
	if (e.code == 0)
		e = sql_run(&cx, SQL_delivery_settle,
		    ARGS(I(due->partner_id), T(due->event.event_id),
			I(due->tries + 1), T(outcome->state),
			I(outcome->next_at), I(cx.wall), I(status),
			T(outcome->answer), T(outcome->problem)),
		    NULL);
	if (e.code == 0 && outcome->gone)
		e = sql_run(&cx, SQL_webhook_switch_off,
		    ARGS(I(due->partner_id), T(due->url),
			T(N_("the receiver answered 410: it is gone"))),
		    NULL);
	return e;
}

void outcome_log(const struct outcome *outcome)
{
	const struct due *due = &outcome->flight->due;

	if (outcome->problem != NULL)
		log_event(LOG_WARN, "webhook not delivered",
		    LOG_T("delivery", due->event.event_id),
		    LOG_I("attempt", due->attempts + 1),
		    LOG_T(
			"problem", message_kept_plain(outcome->flight->cx.arena,
				       outcome->problem)),
		    LOG_T("state", outcome->state));
}
