/*
 * Passwords that are guessed first. The list is short because what people put
 * around such a word (digits, signs, its repetition) is taken off before.
 */
#include <ctype.h>
#include <string.h>

#include "accounts/password.h"
#include "base/text.h"

static const char *const words[] = { "password", "passwort", "passwd", "passw",
	"pass", "pw", "qwerty", "qwertyuiop", "qwertz", "qwertzuiop", "azerty",
	"azertyuiop", "asdfghjkl", "asdfgh", "asdf", "zxcvbnm", "zxcvbn",
	"yxcvbnm", "qazwsx", "qazwsxedc", "qweasdzxc", "qweasd", "iloveyou",
	"letmein", "welcome", "willkommen", "login", "admin", "administrator",
	"root", "user", "guest", "test", "testing", "hello", "hallo", "master",
	"dragon", "monkey", "sunshine", "princess", "football", "fussball",
	"baseball", "superman", "batman", "starwars", "trustno", "shadow",
	"michael", "jordan", "abc", "abcd", "abcdef", "abcdefg", "abcdefgh",
	"abcdefghij", "abcdefghijkl", "secret", "geheim", "default", "changeme",
	"change", "temp", "temporary", "summer", "winter", "spring", "autumn",
	"sommer", "server", "windows", "microsoft", "internet", "computer",
	"company", "business", "kontor", "partner", "microsoftpartner",
	"partnercenter", "correcthorsebattery", "correcthorsebatterystaple",
	"mynewpassword", "newpassword", "mypassword", "yourpassword",
	"thispassword", "adminadmin", NULL };

/* Signs as they stand for letters: "p@ssw0rd". */
static char letter_of(char c)
{
	static const char signs[] = "@4$5031!7", letters[] = "aassoeiit";
	const char *at = strchr(signs, c);

	if (c != '\0' && at != NULL)
		return letters[at - signs];
	return (char)tolower((unsigned char)c);
}

/* Only letters; a word that comes several times, once. */
static char *core(struct arena *arena, const char *text, bool spelled)
{
	char *out = arena_alloc(arena, strlen(text) + 1);
	size_t n = 0;

	for (; *text != '\0'; text++) {
		char c = spelled ? letter_of(*text)
				 : (char)tolower((unsigned char)*text);

		if (isalpha((unsigned char)c) || (unsigned char)c >= 0x80)
			out[n++] = c;
	}
	out[n] = '\0';
	for (size_t part = 1; part <= n / 2; part++) {
		size_t i = part;

		while (i < n && out[i] == out[i % part])
			i++;
		if (i == n) {
			out[part] = '\0';
			break;
		}
	}
	return out;
}

static bool listed(const char *word)
{
	for (size_t i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

/* Characters that differ: "111122223333" has three. */
static int variety(const char *text)
{
	bool seen[256] = { false };
	int count = 0;

	for (; *text != '\0'; text++)
		if (!seen[(unsigned char)*text]) {
			seen[(unsigned char)*text] = true;
			count++;
		}
	return count;
}

bool password_common(struct arena *arena, const char *password)
{
	const char *plain = core(arena, password, false);

	if (variety(password) < 5)
		return true;
	/* digits and signs alone, a letter or two at most */
	if (strlen(plain) < 3)
		return true;
	return listed(plain) || listed(core(arena, password, true));
}

struct error password_check_chosen(
    struct ctx *cx, const char *field, const char *password, const char *email)
{
	struct error e = password_check(cx, field, password);
	const char *at = email ? strchr(email, '@') : NULL;
	const char *name =
	    at ? arena_dup_n(cx->arena, email, (size_t)(at - email)) : NULL;

	if (e.code != 0 && e.code != ERR_PASSWORD_SHORT)
		return e;
	if (text_width(password) < PASSWORD_CHOSEN_MIN)
		return fail_with(cx->arena, ERR_PASSWORD_SHORT_CHOSEN, field,
		    HOLES({ "min", "12" }));
	if (email != NULL && (text_same_nocase(password, email) ||
				 text_same(core(cx->arena, password, false),
				     core(cx->arena, name, false))))
		return fail(ERR_PASSWORD_EMAIL, field);
	if (password_common(cx->arena, password))
		return fail(ERR_PASSWORD_COMMON, field);
	return OK;
}
