/*
 * Settings: defaults, then file (ini), then environment (KONTOR_NAME), then
 * flags (--name value). One table drives parsing, --help and the docs.
 */
#ifndef KONTOR_BASE_SETTINGS_H
#define KONTOR_BASE_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"

struct settings {
	const char *listen;        /* ADDR:PORT, default 127.0.0.1:8080 */
	const char *data_dir;      /* database, files, keys, demo.json */
	const char *public_url;    /* as users reach it; default from listen */
	const char *log_level;
	int64_t threads;           /* event loops; 0 = one per core */
	int64_t max_connections;
	int64_t max_body_bytes;
	int64_t header_seconds;    /* a whole header must arrive within */
	int64_t body_seconds;      /* a whole body must arrive within */
	int64_t idle_seconds;      /* keep-alive */
	int64_t drain_seconds;
	bool behind_proxy;         /* take the address from X-Forwarded-For */
	bool secure_cookies;       /* cookies only over TLS */
	bool throttle;
	int64_t cart_minutes;      /* cart expiry, 15 */
	int64_t session_hours;
	int64_t token_seconds;     /* life of an access token */
	bool password_grant;       /* grant_type=password: demo tenants only */
	bool elapsed_24h;          /* the other reading of windows, domain.md 4 */
	bool strict_purchase_mode; /* */
	bool announced_dates;      /* the overlay of policy-editions */
	const char *smtp_url;      /* smtp://host:port; empty: mail waits */
	const char *smtp_user;
	const char *smtp_password;
	const char *mail_from;
	const char *azure_portal_url; /* */
	const char *risk_notice_url;  /* */
	int64_t writer_batch_max;  /* commands a commit */
	int64_t checkpoint_pages;
};

/* Name, kind, default, help: printed by --help and by docs. */
void settings_help(FILE *out);
void settings_defaults(struct settings *ret_settings);
/* The file may be missing only when path is NULL. */
struct error settings_read_file(struct arena *arena, const char *path,
    struct settings *settings);
struct error settings_read_env(struct arena *arena, char **environment,
    struct settings *settings);
/*
 * Takes "--name value" and "--name=value" out of argv, leaves the rest.
 * An unknown flag is ERR_USAGE with the flag in {reason}.
 */
struct error settings_read_flags(struct arena *arena, int *argc, char **argv,
    struct settings *settings);
struct error settings_check(struct arena *arena,
    const struct settings *settings);

#endif
