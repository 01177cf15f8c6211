/*
 * Imports on pages: a file or a typed list is checked first, nothing changed,
 * and shown; the form of that page carries it on, sealed, to the act, which
 * is one transaction. What a list holds, each import's own header says.
 *
 *   check (route with .upload, slow): operator_import_begin(rq, true, ...),
 *         operator_import_open, the import; then the page shows said's lines,
 *         or the form with operator_import_seal
 *   act   (effects): operator_import_unseal, the import with check_only off,
 *         activity_add
 */
#ifndef KONTOR_OPERATOR_IMPORT_H
#define KONTOR_OPERATOR_IMPORT_H

#include <stdio.h>

#include "base/mustache.h"
#include "catalog/import.h"
#include "http/http.h"

#define IMPORT_SAID_MAX 100

/* Lines an import said; a page shows the first ones. */
struct import_said {
	const char *lines[IMPORT_SAID_MAX];
	size_t count;
	int64_t left_out;
};

/* Works in rq->cx, on its snapshot or in the writer's transaction. */
void operator_import_begin(struct request *rq, bool check_only,
    struct import *ret_import, struct import_said *said);
/* A view_list of view_text. */
struct view_list operator_import_lines(const struct import_said *said);

/* What was sent: the file when there is one, else the typed text. */
struct sent {
	const char *bytes;
	size_t length;
	const char *name; /* of the file, or _("typed list") */
};
/* max: bytes of a file. ERR_FIELD_MISSING on field when nothing came,
 * ERR_UPLOAD_SIZE when it is too much. */
struct error operator_import_sent(struct request *rq, const char *field,
    const char *typed_text, int64_t max, struct sent *ret_sent);
/* For reading; closed with the arena. */
struct error operator_import_open(
    struct ctx *cx, const struct sent *sent, FILE **ret_in);

/*
 * The sent list as text for a hidden field, readable by this operator's
 * session alone. what: "keys", so that no other form takes it.
 */
const char *operator_import_seal(
    struct ctx *cx, const char *what, const struct sent *sent);
/* ERR_FORM_EXPIRED when it is not one. */
struct error operator_import_unseal(struct ctx *cx, const char *what,
    const char *sealed, struct sent *ret_sent);

#endif
