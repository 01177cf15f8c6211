/*
 * Limits of download links: R-049 .. R-054, ruling 15. Stamped when the link is
 * issued; tokens, counting and sending are fulfilment's.
 */
#ifndef KONTOR_POLICY_LINK_H
#define KONTOR_POLICY_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/policy.h"

enum link_starts {
	LINK_FROM_ISSUE = 0,
	LINK_FROM_FIRST_DOWNLOAD, /* overlay; never used: 14 days from issue */
};

/* Stored on the link. */
struct link_limits {
	int64_t lifetime_days;
	int64_t max_downloads;
	enum link_starts starts;
};

struct link_use {
	int64_t issued_at;
	int64_t first_download_at; /* 0: none yet */
	int64_t downloads;
	bool revoked;
};

enum link_state {
	LINK_LIVE = 0,
	LINK_EXPIRED_AGE,
	LINK_EXPIRED_COUNT,
	LINK_REVOKED,
};

/* The edition comes from policy_surface(policy, purchase, issued_at). */
struct link_limits link_limits_of(const struct edition *edition);

/* The first instant at which the link is dead of age. */
int64_t link_expires_at(
    const struct link_limits *limits, const struct link_use *use);
enum link_state link_decide(
    const struct link_limits *limits, const struct link_use *use, int64_t now);
/* May bytes be sent? A resumed transfer also after the last download, never
 * after expiry by age or revocation (ruling 15). */
bool link_may_send(enum link_state state, bool resumed);
/* ERR_NONE, ERR_LINK_DEAD_AGE, ERR_LINK_DEAD_COUNT, ERR_LINK_DEAD_REVOKED */
enum error_code link_error(enum link_state state);

/* What "Get keys and downloads" does (R-052, R-053, E-44, E-45, E-48). */
enum link_step {
	LINK_KEEP = 0, /* a live link is returned unchanged */
	LINK_NEW,      /* a new token; the old one stays dead */
	LINK_REFUSE,   /* never after cancellation */
};
enum link_step link_next(enum link_state state, bool line_cancelled);

#endif
