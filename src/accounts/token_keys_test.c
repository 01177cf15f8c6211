/*
 * Signing and checking: the key file, and every token that must not pass.
 */
#include "check.h"

#include <fcntl.h>
#include <jansson.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "accounts/token_cache.h"
#include "accounts/token_keys.h"
#include "base/crypto.h"

struct house {
	char dir[40];
	struct arena arena;
	struct secrets *secrets;
	struct token_keys *keys;
};

static void house_open(struct house *h)
{
	strcpy(h->dir, "/tmp/kontor-keys-XXXXXX");
	assert_non_null(mkdtemp(h->dir));
	arena_init(&h->arena);
	h->secrets =
	    secrets_open(arena_printf(&h->arena, "%s/master.key", h->dir));
	CHECK_OK(token_keys_open(h->dir, h->secrets, &h->keys));
}

static const char *file_of(struct house *h)
{
	return arena_printf(&h->arena, "%s/keys/signing.keys", h->dir);
}

static void house_close(struct house *h)
{
	token_keys_close(h->keys);
	secrets_close(h->secrets);
	unlink(file_of(h));
	unlink(arena_printf(&h->arena, "%s/master.key", h->dir));
	rmdir(arena_printf(&h->arena, "%s/keys", h->dir));
	rmdir(h->dir);
	arena_done(&h->arena);
}

static char *part(struct house *h, const char *text)
{
	return base64url_encode(&h->arena, text, strlen(text));
}

static const char *header_of(struct house *h, const char *token)
{
	uint8_t *bytes;
	size_t length;

	CHECK(base64url_decode(&h->arena,
	    arena_dup_n(&h->arena, token, strcspn(token, ".")), &bytes,
	    &length));
	return arena_dup_n(&h->arena, (const char *)bytes, length);
}

static char *kid_of(struct house *h, const char *token)
{
	json_t *header = json_loads(header_of(h, token), 0, NULL);
	char *kid = arena_dup(
	    &h->arena, json_string_value(json_object_get(header, "kid")));

	json_decref(header);
	return kid;
}

/* The token with another header, and its own signature. */
static const char *with_header(
    struct house *h, const char *token, const char *header)
{
	return arena_printf(
	    &h->arena, "%s%s", part(h, header), strchr(token, '.'));
}

TEST(what_was_signed_opens_and_the_file_is_ours_alone)
{
	struct house h;
	struct stat about;
	const char *token;

	house_open(&h);
	token = token_sign(h.keys, &h.arena, "{\"a\":1}", 1000);
	assert_non_null(token);
	CHECK_TEXT("{\"a\":1}", token_open(h.keys, &h.arena, token, 1000));
	CHECK_INT(0, stat(file_of(&h), &about));
	CHECK_INT(0600, about.st_mode & 0777);
	house_close(&h);
}

TEST(the_same_file_opens_older_tokens)
{
	struct house h;
	const char *token;

	house_open(&h);
	token = token_sign(h.keys, &h.arena, "{}", 1000);
	token_keys_close(h.keys);
	CHECK_OK(token_keys_open(h.dir, h.secrets, &h.keys));
	CHECK_TEXT("{}", token_open(h.keys, &h.arena, token, 1000));
	house_close(&h);
}

TEST(algorithm_none_and_symmetric_ones_do_not_open)
{
	static const char *const algorithms[] = { "none", "None", "NONE",
		"HS256", "PS256", "ES256", "RS512", "" };
	struct house h;
	const char *token, *kid;

	house_open(&h);
	token = token_sign(h.keys, &h.arena, "{}", 1000);
	kid = kid_of(&h, token);
	for (size_t i = 0; i < COUNT(algorithms); i++)
		CHECK_NO_TEXT(token_open(h.keys, &h.arena,
		    with_header(&h, token,
			arena_printf(&h.arena,
			    "{\"alg\":\"%s\",\"kid\":\"%s\"}", algorithms[i],
			    kid)),
		    1000));
	CHECK_NO_TEXT(token_open(h.keys, &h.arena,
	    arena_printf(&h.arena, "%s.%s.",
		part(&h, arena_printf(&h.arena,
			     "{\"alg\":\"none\",\"kid\":\"%s\"}", kid)),
		part(&h, "{}")),
	    1000));
	house_close(&h);
}

TEST(an_unknown_or_missing_key_id_does_not_open)
{
	struct house h;
	const char *token;

	house_open(&h);
	token = token_sign(h.keys, &h.arena, "{}", 1000);
	CHECK_NO_TEXT(token_open(h.keys, &h.arena,
	    with_header(&h, token, "{\"alg\":\"RS256\",\"kid\":\"other\"}"),
	    1000));
	CHECK_NO_TEXT(token_open(h.keys, &h.arena,
	    with_header(&h, token, "{\"alg\":\"RS256\"}"), 1000));
	house_close(&h);
}

TEST(another_key_does_not_open_even_under_our_key_id)
{
	struct house h, thief;
	const char *ours, *theirs;

	house_open(&h);
	house_open(&thief);
	ours = token_sign(h.keys, &h.arena, "{}", 1000);
	theirs = token_sign(thief.keys, &thief.arena, "{}", 1000);
	CHECK_NO_TEXT(token_open(h.keys, &h.arena, theirs, 1000));
	CHECK_NO_TEXT(token_open(h.keys, &h.arena,
	    with_header(&h, theirs, header_of(&h, ours)), 1000));
	house_close(&thief);
	house_close(&h);
}

TEST(any_changed_letter_does_not_open)
{
	struct house h;
	const char *token;
	char *changed;

	house_open(&h);
	token = token_sign(h.keys, &h.arena, "{\"exp\":1}", 1000);
	for (size_t i = 0; token[i]; i++) {
		if (token[i + 1] == '.' || token[i + 1] == '\0')
			continue; /* its last bits may carry nothing */
		changed = arena_dup(&h.arena, token);
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		CHECK_NO_TEXT(token_open(h.keys, &h.arena, changed, 1000));
	}
	house_close(&h);
}

TEST(garbage_does_not_open)
{
	static const char *const garbage[] = { "", ".", "..", "...", "a.b.c",
		"eyJ.eyJ.x", "{}", "\xff\xfe.\xff.\xff" };
	struct house h;
	char *huge;

	house_open(&h);
	for (size_t i = 0; i < COUNT(garbage); i++)
		CHECK_NO_TEXT(token_open(h.keys, &h.arena, garbage[i], 1000));
	huge = arena_alloc(&h.arena, 100001);
	memset(huge, 'a', 100000);
	CHECK_NO_TEXT(token_open(h.keys, &h.arena, huge, 1000));
	house_close(&h);
}

/* The library asserts on lengths that cannot be base64: nobody may stop the
 * process with a token. */
TEST(a_good_header_before_garbage_does_not_open)
{
	static const char *const rests[] = { "", ".", "..", ".A.A", ".A.AA",
		".AA.A", ".AAAAA.AA", ".AA.AAAAA", ".AA=.AA",
		".AA.AA=", ".=.=", ".AA.AA.", ".AA.AA.AA", ".A A.AA", ".AA.",
		"..AA", ".AAAAb=cAA.AA", ".AA.AAAAb=cAA",
		".eyJlsihslcGbOiJzb=ciOmJub2:\"http://c27.0.0ls:.AAAA",
		".e30.e30=", ".\xff\xff.AA" };
	struct house h;
	const char *token, *header;

	house_open(&h);
	token = token_sign(h.keys, &h.arena, "{}", 1000);
	header = arena_dup_n(&h.arena, token, strcspn(token, "."));
	for (size_t i = 0; i < COUNT(rests); i++)
		CHECK_NO_TEXT(token_open(h.keys, &h.arena,
		    arena_printf(&h.arena, "%s%s", header, rests[i]), 1000));
	house_close(&h);
}

TEST(a_key_file_that_others_may_read_or_that_is_damaged_is_refused)
{
	struct house h;
	struct token_keys *keys = NULL;
	int fd;

	house_open(&h);
	chmod(file_of(&h), 0640);
	CHECK_FAILS(ERR_INTERNAL, token_keys_open(h.dir, h.secrets, &keys));
	chmod(file_of(&h), 0600);
	fd = open(file_of(&h), O_WRONLY | O_TRUNC);
	CHECK_INT(5, write(fd, "hello", 5));
	close(fd);
	CHECK_FAILS(ERR_INTERNAL, token_keys_open(h.dir, h.secrets, &keys));
	CHECK(keys == NULL);
	house_close(&h);
}

TEST(the_published_key_holds_nothing_private)
{
	struct house h;
	struct text out;
	json_t *json, *key;

	house_open(&h);
	text_init(&out, &h.arena);
	token_keys_jwks(h.keys, 1000, &out);
	json = json_loads(out.bytes, 0, NULL);
	key = json_array_get(json_object_get(json, "keys"), 0);
	CHECK_TEXT("RSA", json_string_value(json_object_get(key, "kty")));
	CHECK_TEXT("AQAB", json_string_value(json_object_get(key, "e")));
	CHECK_INT(342, strlen(json_string_value(json_object_get(key, "n"))));
	CHECK(json_object_get(key, "d") == NULL);
	CHECK(json_object_get(key, "p") == NULL);
	CHECK_TEXT(kid_of(&h, token_sign(h.keys, &h.arena, "{}", 1000)),
	    json_string_value(json_object_get(key, "kid")));
	json_decref(json);
	house_close(&h);
}

/* How many keys are published at that time. */
static size_t published(struct house *h, int64_t wall)
{
	struct text out;
	json_t *json;
	size_t count;

	text_init(&out, &h->arena);
	token_keys_jwks(h->keys, wall, &out);
	json = json_loads(out.bytes, 0, NULL);
	count = json_array_size(json_object_get(json, "keys"));
	json_decref(json);
	return count;
}

static void reopen(struct house *h)
{
	token_keys_close(h->keys);
	CHECK_OK(token_keys_open(h->dir, h->secrets, &h->keys));
}

TEST(a_new_key_is_published_first_signs_later_and_outlives_the_old_one)
{
	struct token_key_news news;
	struct house h;
	const char *old, *soon, *fresh;

	house_open(&h);
	old = token_sign(h.keys, &h.arena, "{}", 1000);
	CHECK_OK(token_keys_rotate(h.keys, 1000, false, 3600, &news));
	CHECK_INT(1300, news.signs_from);
	CHECK_INT(2, published(&h, 1000));
	reopen(&h);
	CHECK_INT(2, published(&h, 1000));
	soon = token_sign(h.keys, &h.arena, "{}", 1299);
	CHECK_TEXT(kid_of(&h, old), kid_of(&h, soon));
	fresh = token_sign(h.keys, &h.arena, "{}", 1300);
	CHECK_TEXT(news.kid, kid_of(&h, fresh));
	/* the last old token lives from 1299 to 4899 */
	CHECK_TEXT("{}", token_open(h.keys, &h.arena, soon, 4899));
	CHECK_INT(1300 + 3600 + 300, news.old_until);
	token_keys_tidy(h.keys, news.old_until - 1);
	CHECK_INT(2, published(&h, news.old_until - 1));
	CHECK_NO_TEXT(token_open(h.keys, &h.arena, soon, news.old_until));
	token_keys_tidy(h.keys, news.old_until);
	reopen(&h);
	CHECK_INT(1, published(&h, 1000));
	CHECK_TEXT("{}", token_open(h.keys, &h.arena, fresh, news.old_until));
	house_close(&h);
}

TEST(a_key_that_is_wanted_now_signs_now_and_eight_are_enough)
{
	struct token_key_news news;
	struct house h;

	house_open(&h);
	CHECK_OK(token_keys_rotate(h.keys, 1000, true, 3600, &news));
	CHECK_TEXT(
	    news.kid, kid_of(&h, token_sign(h.keys, &h.arena, "{}", 1000)));
	for (int i = 0; i < 6; i++)
		CHECK_OK(token_keys_rotate(h.keys, 1000, true, 3600, &news));
	CHECK_FAILS(
	    ERR_CONFLICT, token_keys_rotate(h.keys, 1000, true, 3600, &news));
	CHECK_INT(8, published(&h, 1000));
	/* and then there is room again */
	CHECK_OK(token_keys_rotate(h.keys, 1000000, true, 3600, &news));
	CHECK_INT(2, published(&h, 1000000));
	house_close(&h);
}

TEST(the_file_is_sealed_and_opens_with_its_own_master_key_only)
{
	static char bytes[65536];
	struct token_keys *keys = NULL;
	struct house h, other;
	FILE *file;
	size_t n;

	house_open(&h);
	house_open(&other);
	file = fopen(file_of(&h), "r");
	assert_non_null(file);
	n = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	CHECK(n > 1000);
	CHECK(memmem(bytes, n, "PRIVATE", 7) == NULL);
	CHECK_FAILS(ERR_INTERNAL, token_keys_open(h.dir, other.secrets, &keys));
	house_close(&other);
	house_close(&h);
}

/* What an installation of before has: openssl's own PEM. */
TEST(a_plain_key_file_of_before_is_taken_in_and_removed)
{
	struct house h;
	const char *pem;
	EVP_PKEY *key = EVP_RSA_gen(2048);
	FILE *file;

	house_open(&h);
	unlink(file_of(&h));
	pem = arena_printf(&h.arena, "%s/keys/signing.pem", h.dir);
	file = fopen(pem, "w");
	CHECK(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1);
	fclose(file);
	chmod(pem, 0600);
	reopen(&h);
	CHECK(access(pem, F_OK) != 0);
	CHECK(access(file_of(&h), F_OK) == 0);
	CHECK_INT(1, published(&h, 1000));
	CHECK_TEXT("{}", token_open(h.keys, &h.arena,
			     token_sign(h.keys, &h.arena, "{}", 1000), 1000));
	EVP_PKEY_free(key);
	house_close(&h);
}

TEST(the_cache_forgets_when_the_token_is_over)
{
	struct token_cache *cache = token_cache_new();
	struct token_claims claims = { .expires_at = 100, .tenant_id = "t" };
	struct token_claims got;
	uint8_t hash[SHA256_BYTES] = { 7 }, other[SHA256_BYTES] = { 7, 0, 1 };

	CHECK(!token_cache_find(cache, hash, 50, &got));
	token_cache_keep(cache, hash, &claims);
	CHECK(token_cache_find(cache, hash, 99, &got));
	CHECK_TEXT("t", got.tenant_id);
	CHECK(!token_cache_find(cache, hash, 100, &got));
	CHECK(!token_cache_find(cache, other, 50, &got)); /* the same slot */
	token_cache_free(cache);
}

RUN_TESTS(TEST_1(what_was_signed_opens_and_the_file_is_ours_alone),
    TEST_1(the_same_file_opens_older_tokens),
    TEST_1(algorithm_none_and_symmetric_ones_do_not_open),
    TEST_1(an_unknown_or_missing_key_id_does_not_open),
    TEST_1(another_key_does_not_open_even_under_our_key_id),
    TEST_1(any_changed_letter_does_not_open), TEST_1(garbage_does_not_open),
    TEST_1(a_good_header_before_garbage_does_not_open),
    TEST_1(a_key_file_that_others_may_read_or_that_is_damaged_is_refused),
    TEST_1(the_published_key_holds_nothing_private),
    TEST_1(a_new_key_is_published_first_signs_later_and_outlives_the_old_one),
    TEST_1(a_key_that_is_wanted_now_signs_now_and_eight_are_enough),
    TEST_1(the_file_is_sealed_and_opens_with_its_own_master_key_only),
    TEST_1(a_plain_key_file_of_before_is_taken_in_and_removed),
    TEST_1(the_cache_forgets_when_the_token_is_over))
