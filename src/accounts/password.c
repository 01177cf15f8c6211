/*
 * argon2id by its reference library. Who the password belongs to is sign-in's.
 */
#include "accounts/password.h"

#include <argon2.h>
#include <errno.h>
#include <string.h>

#include "accounts/accounts_private.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"

#define PASSES 2
#define MEMORY_KIB (19 * 1024)
#define LANES 1
#define DRAWN_PASSES 1 /* the least that argon2 takes */
#define DRAWN_MEMORY_KIB 8
#define SALT_BYTES 16
#define HASH_BYTES 32
#define ENCODED_MAX 160
#define RANDOM_CHARS 16

/* Of nobody's password: unknown users cost the same work as known ones. */
#define NOBODY                                                                 \
	"$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA"                \
	"$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static void gate_enter(struct ctx *cx)
{
	if (cx->accounts == NULL)
		return;
	while (sem_wait(&cx->accounts->gate) != 0 && errno == EINTR)
		;
}

static void gate_leave(struct ctx *cx)
{
	if (cx->accounts != NULL)
		sem_post(&cx->accounts->gate);
}

struct error password_check(
    struct ctx *cx, const char *field, const char *password)
{
	size_t length = password ? strlen(password) : 0;

	if (length == 0)
		return fail(ERR_FIELD_MISSING, field);
	if (!text_is_utf8(password, length))
		return fail(ERR_FIELD_ENCODING, field);
	if (length > PASSWORD_MAX)
		return fail_with(cx->arena, ERR_FIELD_TOO_LONG, field,
		    HOLES({ "max", "256" }));
	if (text_width(password) < PASSWORD_MIN)
		return fail(ERR_PASSWORD_SHORT, field);
	return OK;
}

static struct error encode(struct ctx *cx, const char *password,
    uint32_t passes, uint32_t memory_kib, const char **ret_encoded)
{
	char *encoded = arena_alloc(cx->arena, ENCODED_MAX);
	uint8_t salt[SALT_BYTES];
	int problem;

	crypto_random(salt, sizeof(salt));
	problem = argon2id_hash_encoded(passes, memory_kib, LANES, password,
	    strlen(password), salt, sizeof(salt), HASH_BYTES, encoded,
	    ENCODED_MAX);
	if (problem != ARGON2_OK) {
		log_event(LOG_ERROR, "password_hash",
		    LOG_T("problem", argon2_error_message(problem)));
		return fail(ERR_INTERNAL, NULL);
	}
	*ret_encoded = encoded;
	return OK;
}

struct error password_hash(
    struct ctx *cx, const char *password, const char **ret_encoded)
{
	struct error e;

	gate_enter(cx);
	e = encode(cx, password, PASSES, MEMORY_KIB, ret_encoded);
	gate_leave(cx);
	return e;
}

/* Of a drawn password the check is quick. */
static bool full_work(const char *encoded)
{
	return strstr(encoded, "$m=19456,t=2,p=1$") != NULL;
}

bool password_verify(struct ctx *cx, const char *encoded, const char *password)
{
	const char *typed = password ? password : "";
	bool usable = encoded != NULL && strlen(typed) <= PASSWORD_MAX;
	const char *hash = usable ? encoded : NOBODY;
	int answer;

	gate_enter(cx);
	answer = argon2id_verify(hash, typed, strnlen(typed, PASSWORD_MAX));
	/* a damaged hash ends at once, too: nobody learns by the time which
	 * kind it is */
	if (!full_work(hash) ||
	    (answer != ARGON2_OK && answer != ARGON2_VERIFY_MISMATCH))
		argon2id_verify(NOBODY, typed, strnlen(typed, PASSWORD_MAX));
	gate_leave(cx);
	return usable && answer == ARGON2_OK;
}

static const char *password_random(struct ctx *cx)
{
	static const char alphabet[] = "abcdefghijkmnpqrstuvwxyz"
				       "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
	char *password = arena_alloc(cx->arena, RANDOM_CHARS + 1);

	do {
		crypto_random_text(alphabet, RANDOM_CHARS, password);
	} while (!strpbrk(password, "abcdefghijkmnpqrstuvwxyz") ||
		 !strpbrk(password, "ABCDEFGHJKLMNPQRSTUVWXYZ") ||
		 !strpbrk(password, "23456789"));
	return password;
}

struct error password_draw(
    struct ctx *cx, const char **ret_password, const char **ret_encoded)
{
	*ret_password = password_random(cx);
	return encode(
	    cx, *ret_password, DRAWN_PASSES, DRAWN_MEMORY_KIB, ret_encoded);
}
