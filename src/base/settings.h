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
	const char *config;         /* the file to read; NULL when none */
	const char *listen;         /* ADDR:PORT, default 127.0.0.1:8080 */
	const char *metrics_listen; /* empty: nowhere */
	const char *data_dir;       /* database, files, keys, demo.json */
	const char *database; /* postgresql://...; empty: SQLite in data_dir */
	const char *public_url; /* as users reach it; default from listen */
	const char *log_level;
	bool access_log;
	int64_t threads;        /* event loops; 0 = one per core */
	int64_t worker_threads; /* for what is slow: passwords, exports */
	int64_t max_connections;
	int64_t max_body_bytes;
	int64_t max_upload_bytes;
	int64_t header_seconds; /* a whole header must arrive within */
	int64_t body_seconds;   /* a whole body must arrive within */
	int64_t idle_seconds;   /* keep-alive */
	int64_t leave_seconds;  /* after SIGTERM, before the drain */
	int64_t drain_seconds;
	bool behind_proxy;           /* take the address from X-Forwarded-For */
	const char *trusted_proxies; /* addresses and networks, with blanks */
	bool secure_cookies;         /* cookies only over TLS */
	bool throttle;
	int64_t throttle_per_minute;          /* of one tenant, api.md 1.12 */
	int64_t throttle_customer_per_minute; /* and about one customer */
	int64_t cart_minutes;                 /* cart expiry, 15 */
	int64_t invoice_due_days; /* to pay, from the day it is dated */
	int64_t session_hours;
	int64_t token_seconds; /* life of an access token */
	bool password_grant;   /* grant_type=password: demo tenants only */
	bool elapsed_24h;      /* the other reading of windows, domain.md 4 */
	bool strict_purchase_mode; /* */
	bool announced_dates;      /* the overlay of policy-editions */
	const char *smtp_url;      /* smtp://host:port; empty: mail waits */
	const char *smtp_user;
	const char *smtp_password;
	int64_t mail_keep_days;
	const char *mail_from;
	bool webhook_private_receivers; /* loopback, RFC 1918, ...; http */
	int64_t webhook_pause_seconds;  /* before the second try */
	const char *support_contact;    /* e-mail address; empty: none shown */
	int64_t request_reopen_days;    /* a closed request may be answered */
	int64_t request_files_max;      /* with one request or answer */
	int64_t request_file_bytes;     /* of each of them */
	const char *risk_notice_url;    /* */
	const char *azure_portal_url;   /* */
	int64_t writer_batch_max;       /* commands a commit */
	int64_t writers;                /* connections, on PostgreSQL */
	int64_t checkpoint_pages;
};

/* One setting as --help tells it; for the manual. */
struct setting_info {
	const char *name;
	const char *help;
	const char *standard; /* as somebody would type it; NULL: none */
	bool is_number, is_switch;
	int64_t min, max;
};
/* False behind the last. */
bool setting_at(size_t index, struct setting_info *ret_info);

/* Every setting with its default, limits and help: the end of --help. */
void settings_help(FILE *out);
void settings_defaults(struct settings *ret_settings);
/*
 * name = value lines; an unknown name, a name given twice and a bad value are
 * ERR_USAGE with the name as field and the whole story in {reason}. The file
 * may be missing only when path is NULL.
 */
struct error settings_read_file(
    struct arena *arena, const char *path, struct settings *settings);
/* KONTOR_NAME=value; other KONTOR_ names belong to tests and tools. */
struct error settings_read_env(
    struct arena *arena, char **environment, struct settings *settings);
/*
 * Takes "--name value" and "--name=value" out of argv, leaves the rest; "--"
 * ends the flags. '-' and '_' in names are alike. A switch may stand alone
 * (on) and as --no-name (off). An unknown flag is ERR_USAGE with the flag in
 * {reason}.
 */
struct error settings_read_flags(
    struct arena *arena, int *argc, char **argv, struct settings *settings);
/* What one value cannot show: the forms of address, URLs, log level. */
struct error settings_check(
    struct arena *arena, const struct settings *settings);
/*
 * Fills what follows from others: public_url from listen, secure_cookies on
 * when public_url is https. After settings_check.
 */
void settings_complete(struct arena *arena, struct settings *settings);
/* Whether several processes may be on such a database: a server's, not a
 * file. "" is a file. */
bool settings_share_database(const char *database);
/* It listens there in truth: a port that was asked for as 0 is known, or the
 * socket came from elsewhere. A public_url that came from listen follows. */
void settings_bound(
    struct arena *arena, struct settings *settings, const char *listen);

#endif
