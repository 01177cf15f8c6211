/*
 * Setting up a second factor, as it is shown at the sign-in and in the
 * settings: the picture for the app, and the recovery codes.
 */
#ifndef KONTOR_WEB_FACTOR_VIEW_H
#define KONTOR_WEB_FACTOR_VIEW_H

#include "accounts/person.h"
#include "web/page.h"

/* {{> parts/factor}} */
struct factor_picture {
	const char *squares; /* path data of the QR code, one unit a module */
	const char *box;     /* "0 0 45 45" */
	const char *secret;  /* in groups of four */
	const char *copy;    /* the same in one piece */
	const char *address; /* otpauth://, for an app on this device */
};
extern const struct view_field factor_picture_view[];
/* ERR_SECOND_FACTOR_GONE */
struct error factor_picture_fill(struct ctx *cx, const struct person *person,
    struct factor_picture *ret_picture);

/* Path data of the QR code of a text, with its quiet zone; NULL: too long.
 * *ret_size: modules of a side. */
const char *qr_squares(
    struct arena *arena, const char *text, int64_t *ret_size);

/* Ten codes, once: without a frame at the sign-in; on: where to go on. */
struct error factor_codes_bare(
    struct request *rq, const char **codes, const char *on);
struct view_list factor_codes(const char **codes);

#endif
