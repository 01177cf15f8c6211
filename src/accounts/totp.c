/*
 * RFC 6238 by liboath. That a step counts once is told by last_step; keeping
 * it is the service's.
 */
#include <liboath/oath.h>
#include <stdbool.h>
#include <string.h>

#include "accounts/totp.h"
#include "base/crypto.h"
#include "base/text.h"

bool totp_code(const uint8_t *secret, size_t length, int64_t step,
    char ret_code[TOTP_DIGITS + 1])
{
	return step >= 0 &&
	       oath_hotp_generate((const char *)secret, length, (uint64_t)step,
		   TOTP_DIGITS, false, OATH_HOTP_DYNAMIC_TRUNCATION,
		   ret_code) == OATH_OK;
}

/* All three are always made and compared whole. */
int64_t totp_match(const uint8_t *secret, size_t length, const char *typed,
    int64_t wall, int64_t last_step)
{
	bool whole = typed != NULL && strlen(typed) == TOTP_DIGITS;
	const char *code = whole ? typed : "......";
	int64_t now = wall / TOTP_SECONDS, found = 0;

	for (int64_t step = now - 1; step <= now + 1; step++) {
		char wanted[TOTP_DIGITS + 1];

		if (totp_code(secret, length, step, wanted) &&
		    crypto_same(wanted, code, TOTP_DIGITS) && step > last_step)
			found = step;
	}
	return whole ? found : 0;
}

const char *totp_secret_text(
    struct arena *arena, const uint8_t *secret, size_t length)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	struct text out;
	uint32_t bits = 0;
	int have = 0;

	text_init(&out, arena);
	for (size_t i = 0; i < length; i++) {
		bits = bits << 8 | secret[i];
		for (have += 8; have >= 5; have -= 5)
			text_add_char(&out, letters[bits >> (have - 5) & 31]);
	}
	if (have > 0)
		text_add_char(&out, letters[bits << (5 - have) & 31]);
	return out.bytes;
}

const char *totp_address(struct arena *arena, const char *issuer,
    const char *account, const char *secret_text)
{
	struct text out;

	text_init(&out, arena);
	text_add(&out, "otpauth://totp/");
	text_add_url(&out, issuer);
	text_add(&out, ":");
	text_add_url(&out, account);
	text_addf(&out, "?secret=%s&issuer=", secret_text);
	text_add_url(&out, issuer);
	text_addf(&out, "&algorithm=SHA1&digits=%d&period=%d", TOTP_DIGITS,
	    TOTP_SECONDS);
	return out.bytes;
}
