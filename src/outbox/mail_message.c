/*
 * Writes a mail as a message: headers that nobody can break out of, a body in
 * quoted-printable. What it says is mail_compose.c's.
 */
#include <string.h>
#include <time.h>

#include "base/crypto.h"
#include "outbox/mail.h"

#define WORD_BYTES 45 /* an encoded word stays below 75 characters */
#define LINE_BYTES 72 /* of quoted-printable, without its soft break */

bool mail_address_fine(const char *address)
{
	const char *at = strchr(address, '@');

	if (at == NULL || at == address || at[1] == '\0' ||
	    strchr(at + 1, '@') != NULL || strlen(address) > 254)
		return false;
	for (const char *c = address; *c != '\0'; c++)
		if (*c <= ' ' || *c >= 0x7f || strchr("<>()[],;:\\\"", *c))
			return false;
	return true;
}

static bool plain(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (*c < ' ' || *c >= 0x7f || *c == '=' || *c == '"' ||
		    *c == '\\')
			return false;
	return strlen(text) <= 60;
}

/* At most WORD_BYTES, and never half a character. */
static size_t word_length(const char *text)
{
	size_t n = strlen(text);

	if (n <= WORD_BYTES)
		return n;
	for (n = WORD_BYTES; n > 1 && ((unsigned char)text[n] & 0xc0) == 0x80;)
		n--;
	return n;
}

/* RFC 2047: everything that is not short plain ASCII goes as base64. */
static void encoded_add(
    struct ctx *cx, struct text *out, const char *text, char quote)
{
	char *clean = arena_dup(cx->arena, text);

	for (char *c = clean; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
	if (plain(clean)) {
		text_add_n(out, &quote, quote != '\0');
		text_add(out, clean);
		text_add_n(out, &quote, quote != '\0');
		return;
	}
	for (const char *at = clean; *at != '\0';) {
		size_t n = word_length(at);

		text_addf(out, "%s=?UTF-8?B?%s?=", at == clean ? "" : "\r\n ",
		    base64_encode(cx->arena, at, n));
		at += n;
	}
}

static void date_add(struct text *out, int64_t at)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t seconds = (time_t)at;
	struct tm tm;

	/* not strftime: its names follow the process's locale */
	gmtime_r(&seconds, &tm);
	text_addf(out, "Date: %.3s, %02d %.3s %d %02d:%02d:%02d +0000\r\n",
	    days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon,
	    tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* RFC 2045, 6.7. Controls but tab are dropped by escaping, too. */
static void body_add(struct text *out, const char *body)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t column = 0;

	for (const char *c = body; *c != '\0'; c++) {
		unsigned char byte = (unsigned char)*c;
		bool last = c[1] == '\n' || c[1] == '\0';

		if (byte == '\n') {
			text_add(out, "\r\n");
			column = 0;
			continue;
		}
		if (column >= LINE_BYTES) {
			text_add(out, "=\r\n");
			column = 0;
		}
		if (byte > ' ' ? byte < 0x7f && byte != '='
			       : (byte == ' ' || byte == '\t') && !last) {
			text_add_char(out, *c);
			column++;
			continue;
		}
		text_add_char(out, '=');
		text_add_char(out, hex[byte >> 4]);
		text_add_char(out, hex[byte & 15]);
		column += 3;
	}
}

const char *mail_message(struct ctx *cx, const struct mail *mail)
{
	struct text out;

	text_init(&out, cx->arena);
	date_add(&out, mail->at);
	text_addf(&out, "From: <%s>\r\nTo: ", mail->from);
	if (mail->to_name != NULL && mail->to_name[0] != '\0') {
		encoded_add(cx, &out, mail->to_name, '"');
		text_add(&out, "\r\n ");
	}
	text_addf(&out, "<%s>\r\nSubject: ", mail->to);
	encoded_add(cx, &out, mail->subject, '\0');
	text_addf(&out,
	    "\r\nMessage-ID: <%s>\r\n"
	    "Content-Language: %s\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=UTF-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n",
	    mail->message_id, mail->language);
	if (mail->unsubscribe != NULL)
		text_addf(&out,
		    "List-Unsubscribe: <%s>\r\n"
		    "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
		    mail->unsubscribe);
	text_add(&out, "\r\n");
	body_add(&out, mail->body);
	return out.bytes;
}
