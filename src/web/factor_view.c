/*
 * The picture that an authenticator app reads, as squares of an SVG; and the
 * page of recovery codes.
 */
#include "web/factor_view.h"

#include <qrencode.h>
#include <string.h>

#include "accounts/second_factor.h"
#include "i18n/i18n.h"

#define QUIET 4 /* modules of white around it, as the standard wants */

const struct view_field factor_picture_view[] = {
	VIEW(SECRET, struct factor_picture, squares),
	VIEW(TEXT, struct factor_picture, box),
	VIEW(SECRET, struct factor_picture, secret),
	VIEW(SECRET, struct factor_picture, copy),
	VIEW(SECRET, struct factor_picture, address),
	VIEW_FIELD_END,
};

const char *qr_squares(struct arena *arena, const char *text, int64_t *ret_size)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	struct text out;

	if (code == NULL)
		return NULL;
	text_init(&out, arena);
	for (int y = 0; y < code->width; y++)
		for (int x = 0, run; x < code->width; x += run) {
			const unsigned char *at = code->data + y * code->width;

			for (run = 1; x + run < code->width &&
				      (at[x + run] & 1) == (at[x] & 1);)
				run++;
			if (at[x] & 1)
				text_addf(&out, "M%d %dh%dv1h-%dz", x + QUIET,
				    y + QUIET, run, run);
		}
	*ret_size = code->width + 2 * QUIET;
	QRcode_free(code);
	return out.bytes;
}

static const char *in_fours(struct ctx *cx, const char *secret)
{
	struct text out;

	text_init(&out, cx->arena);
	for (size_t i = 0; secret[i] != '\0'; i++) {
		if (i > 0 && i % 4 == 0)
			text_add_char(&out, ' ');
		text_add_char(&out, secret[i]);
	}
	return out.bytes;
}

struct error factor_picture_fill(struct ctx *cx, const struct person *person,
    struct factor_picture *ret_picture)
{
	const char *secret, *address;
	int64_t size = 0;
	struct error e = second_factor_waiting(cx, person, &secret, &address);

	if (e.code)
		return e;
	*ret_picture = (struct factor_picture){
		.squares = qr_squares(cx->arena, address, &size),
		.secret = in_fours(cx, secret),
		.copy = secret,
		.address = address,
	};
	ret_picture->box = arena_printf(
	    cx->arena, "0 0 %lld %lld", (long long)size, (long long)size);
	return OK;
}

struct view_list factor_codes(const char **codes)
{
	return (struct view_list){ RECOVERY_CODES, codes };
}

struct codes_view {
	const char *on;
	struct view_list codes;
};
static const struct view_field codes_view[] = {
	VIEW(TEXT, struct codes_view, on),
	VIEW_OF(LIST, struct codes_view, codes, view_secret, const char *),
	VIEW_FIELD_END,
};

struct error factor_codes_bare(
    struct request *rq, const char **codes, const char *on)
{
	struct ctx *cx = &rq->cx;
	struct codes_view view = { .on = on, .codes = factor_codes(codes) };
	struct page page = { .title = _("Your recovery codes"),
		.body = "signing/codes",
		.fields = codes_view,
		.data = &view };

	return page_answer_bare(rq, &page);
}
