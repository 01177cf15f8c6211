/*
 * Files compiled into the program: templates, static files, statements,
 * migrations, catalogues of messages, data. Made by tools/embed.c.
 */
#ifndef KONTOR_BASE_EMBEDDED_H
#define KONTOR_BASE_EMBEDDED_H

#include <stddef.h>

struct embedded {
	const char *name;  /* "web/templates/home.mustache", "data/markets.tsv",
			      "db/migrations/0001_init.sql", "po/en-XA.mo" */
	const char *bytes; /* NUL follows the last byte */
	size_t length;
	const char *hash; /* 16 hex digits of its SHA-256, for addresses */
	const char *gzip; /* the same compressed; NULL: not of web/static/,
			     or not smaller */
	size_t gzip_length;
};

/* NULL when there is none. */
const struct embedded *embedded_find(const char *name);
/* All of them, sorted by name. */
const struct embedded *embedded_list(size_t *ret_count);

#endif
