/*
 * Life and death of a download link, in exact seconds.
 */
#include "policy/link.h"

#include "base/day.h"
#include "base/text.h"

/* Where the lifetime starts with the first download, a link that is never
 * used dies after this time (ruling 15). */
#define UNUSED_DAYS 14

struct link_limits link_limits_of(const struct edition *edition)
{
	return (struct link_limits){
		.lifetime_days = edition->link_lifetime_days,
		.max_downloads = edition->link_max_downloads,
		.starts =
		    text_same(edition->link_lifetime_starts, "first_download")
			? LINK_FROM_FIRST_DOWNLOAD
			: LINK_FROM_ISSUE,
	};
}

int64_t link_expires_at(
    const struct link_limits *limits, const struct link_use *use)
{
	if (limits->starts == LINK_FROM_ISSUE)
		return use->issued_at + limits->lifetime_days * DAY_SECONDS;
	if (use->first_download_at == 0)
		return use->issued_at + UNUSED_DAYS * DAY_SECONDS;
	return use->first_download_at + limits->lifetime_days * DAY_SECONDS;
}

enum link_state link_decide(
    const struct link_limits *limits, const struct link_use *use, int64_t now)
{
	if (use->revoked)
		return LINK_REVOKED;
	if (now >= link_expires_at(limits, use))
		return LINK_EXPIRED_AGE;
	if (use->downloads >= limits->max_downloads)
		return LINK_EXPIRED_COUNT;
	return LINK_LIVE;
}

bool link_may_send(enum link_state state, bool resumed)
{
	return state == LINK_LIVE || (state == LINK_EXPIRED_COUNT && resumed);
}

enum error_code link_error(enum link_state state)
{
	switch (state) {
	case LINK_LIVE:
		return ERR_NONE;
	case LINK_EXPIRED_AGE:
		return ERR_LINK_DEAD_AGE;
	case LINK_EXPIRED_COUNT:
		return ERR_LINK_DEAD_COUNT;
	case LINK_REVOKED:
		return ERR_LINK_DEAD_REVOKED;
	}
	return ERR_INTERNAL;
}

enum link_step link_next(enum link_state state, bool line_cancelled)
{
	if (line_cancelled || state == LINK_REVOKED)
		return LINK_REFUSE;
	return state == LINK_LIVE ? LINK_KEEP : LINK_NEW;
}
