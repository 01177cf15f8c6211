/*
 * Digests and texts of bytes against the vectors of their RFCs; the file of
 * secrets and sealing against damage. Leaves password hashes to accounts/.
 */
#include "check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/text.h"

/* A folder of its own for each run; main removes it. */
static char folder[] = "/tmp/kontor-crypto-XXXXXX";

static const char *place(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static struct secrets *fresh_secrets(const char *name)
{
	struct secrets *secrets = secrets_open(place(name));

	CHECK(secrets != NULL);
	return secrets;
}

TEST(sha256_gives_the_published_digests)
{
	char hex[SHA256_HEX];

	sha256_hex("abc", 3, hex);
	CHECK_TEXT("ba7816bf8f01cfea414140de5dae2223"
		   "b00361a396177a9cb410ff61f20015ad",
	    hex);
	sha256_hex("", 0, hex);
	CHECK_TEXT("e3b0c44298fc1c149afbf4c8996fb924"
		   "27ae41e4649b934ca495991b7852b855",
	    hex);
}

TEST(hmac_gives_the_digests_of_rfc_4231)
{
	uint8_t key[131];
	uint8_t digest[SHA256_BYTES];
	char hex[SHA256_HEX];
	const char *text;

	memset(key, 0x0b, 20);
	hmac_sha256(key, 20, "Hi There", 8, digest);
	hex_encode(digest, sizeof(digest), hex);
	CHECK_TEXT("b0344c61d8db38535ca8afceaf0bf12b"
		   "881dc200c9833da726e9376c2e32cff7",
	    hex);
	text = "what do ya want for nothing?";
	hmac_sha256("Jefe", 4, text, strlen(text), digest);
	hex_encode(digest, sizeof(digest), hex);
	CHECK_TEXT("5bdcc146bf60754e6a042426089575c7"
		   "5a003f089d2739839dec58b964ec3843",
	    hex);
	memset(key, 0xaa, sizeof(key));
	text = "Test Using Larger Than Block-Size Key - Hash Key First";
	hmac_sha256(key, sizeof(key), text, strlen(text), digest);
	hex_encode(digest, sizeof(digest), hex);
	CHECK_TEXT("60e431591ee0b67f0d8a26aacbf5b77f"
		   "8e0bc6213728c5140546040f0ee37f54",
	    hex);
}

TEST(base64_gives_the_texts_of_rfc_4648_and_7515)
{
	static const struct {
		const char *bytes, *padded, *url;
	} cases[] = {
		{ "", "", "" },
		{ "f", "Zg==", "Zg" },
		{ "fo", "Zm8=", "Zm8" },
		{ "foo", "Zm9v", "Zm9v" },
		{ "foob", "Zm9vYg==", "Zm9vYg" },
		{ "fooba", "Zm9vYmE=", "Zm9vYmE" },
		{ "foobar", "Zm9vYmFy", "Zm9vYmFy" },
		{ "\x03\xec\xff\xe0\xc1", "A+z/4ME=", "A-z_4ME" },
	};
	struct arena arena;

	arena_init(&arena);
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t length = strlen(cases[i].bytes);
		uint8_t *back;
		size_t back_length;

		CHECK_TEXT(cases[i].padded,
		    base64_encode(&arena, cases[i].bytes, length));
		CHECK_TEXT(cases[i].url,
		    base64url_encode(&arena, cases[i].bytes, length));
		CHECK(base64url_decode(
		    &arena, cases[i].url, &back, &back_length));
		CHECK_INT(length, back_length);
		CHECK(memcmp(back, cases[i].bytes, length) == 0);
	}
	arena_done(&arena);
}

TEST(base64url_refuses_padding_foreign_letters_and_second_spellings)
{
	static const char *const bad[] = { "A", "AAAAA", "Zg==", "Zm8=", "A+z_",
		"A/z_", "Zm 9v", "Zm9v\n", "Zh", "Zm9", "Zm9vY\x80" };
	struct arena arena;
	uint8_t *bytes = NULL;
	size_t length = 77;

	arena_init(&arena);
	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK(!base64url_decode(&arena, bad[i], &bytes, &length));
	CHECK(bytes == NULL);
	CHECK_INT(77, length);
	arena_done(&arena);
}

TEST(hex_goes_there_and_back_in_either_case)
{
	static const char *const bad[] = { "a", "abc", "0g", "g0", " 0", "0x" };
	uint8_t bytes[4];
	char text[9];

	CHECK(hex_decode("00aBfF7f", 8, bytes));
	hex_encode(bytes, 4, text);
	CHECK_TEXT("00abff7f", text);
	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK(!hex_decode(bad[i], strlen(bad[i]), bytes));
}

TEST(a_guid_is_random_and_of_version_4)
{
	char first[GUID_TEXT];
	char second[GUID_TEXT];

	guid_random(first);
	guid_random(second);
	CHECK(text_is_guid(first));
	CHECK(first[14] == '4');
	CHECK(strchr("89ab", first[19]) != NULL);
	CHECK(strcmp(first, second) != 0);
}

TEST(an_ordered_guid_is_of_version_7_and_begins_with_its_time)
{
	char first[GUID_TEXT];
	char second[GUID_TEXT];
	char later[GUID_TEXT];

	/* 2021-06-18T09:24:00Z in milliseconds: 0x017a1e6f2b80 */
	guid_ordered(INT64_C(1624008240000000), first);
	guid_ordered(INT64_C(1624008240000000), second);
	guid_ordered(INT64_C(1624008240001000), later);
	CHECK(text_is_guid(first));
	CHECK(strncmp(first, "017a1e6f-2b80-7", 15) == 0);
	CHECK(strchr("89ab", first[19]) != NULL);
	CHECK(strcmp(first, second) != 0);
	CHECK(strcmp(first, later) < 0 && strcmp(second, later) < 0);
}

TEST(random_text_uses_every_letter_about_as_often)
{
	/* 7 does not divide 256: a plain remainder would favour letters */
	static const char alphabet[] = "abcdefg";
	char text[7001];
	int counts[7] = { 0 };

	crypto_random_text(alphabet, 7000, text);
	CHECK_INT(7000, strlen(text));
	for (size_t i = 0; i < 7000; i++) {
		CHECK(text[i] >= 'a' && text[i] <= 'g');
		counts[text[i] - 'a']++;
	}
	for (size_t i = 0; i < 7; i++)
		CHECK(counts[i] > 800 && counts[i] < 1200);
}

TEST(the_file_of_secrets_is_made_for_its_owner_only)
{
	struct secrets *first = fresh_secrets("made");
	struct secrets *second = fresh_secrets("made");
	uint8_t a[SHA256_BYTES];
	uint8_t b[SHA256_BYTES];
	struct stat status;

	CHECK_INT(0, stat(place("made"), &status));
	CHECK_INT(0600, status.st_mode & 07777);
	secrets_digest(first, PURPOSE_LINK, "x", 1, a);
	secrets_digest(second, PURPOSE_LINK, "x", 1, b);
	CHECK(crypto_same(a, b, sizeof(a)));
	secrets_close(first);
	secrets_close(second);
}

TEST(a_file_of_secrets_that_others_may_read_is_refused)
{
	static const mode_t modes[] = { 0640, 0604, 0660, 0601 };

	secrets_close(fresh_secrets("open"));
	for (size_t i = 0; i < COUNT(modes); i++) {
		CHECK_INT(0, chmod(place("open"), modes[i]));
		CHECK(secrets_open(place("open")) == NULL);
	}
	CHECK_INT(0, chmod(place("open"), 0600));
	secrets_close(fresh_secrets("open"));
}

TEST(a_damaged_file_of_secrets_is_refused_and_kept)
{
	struct stat before;
	struct stat after;

	secrets_close(fresh_secrets("short"));
	CHECK_INT(0, truncate(place("short"), 40));
	CHECK_INT(0, stat(place("short"), &before));
	CHECK(secrets_open(place("short")) == NULL);
	CHECK_INT(0, stat(place("short"), &after));
	CHECK_INT(before.st_ino, after.st_ino);
	CHECK_INT(40, after.st_size);
	CHECK_INT(0, truncate(place("short"), 0));
	CHECK(secrets_open(place("short")) == NULL);
	CHECK(secrets_open(folder) == NULL);
	CHECK(secrets_open(place("no/such/folder")) == NULL);
}

TEST(every_purpose_and_every_file_has_a_key_of_its_own)
{
	struct secrets *one = fresh_secrets("one");
	struct secrets *other = fresh_secrets("other");
	uint8_t link[SHA256_BYTES];
	uint8_t cookie[SHA256_BYTES];
	uint8_t elsewhere[SHA256_BYTES];

	secrets_digest(one, PURPOSE_LINK, "x", 1, link);
	secrets_digest(one, PURPOSE_COOKIE, "x", 1, cookie);
	secrets_digest(other, PURPOSE_LINK, "x", 1, elsewhere);
	CHECK(!crypto_same(link, cookie, sizeof(link)));
	CHECK(!crypto_same(link, elsewhere, sizeof(link)));
	secrets_close(one);
	secrets_close(other);
}

static const char key_text[] = "00000000000000000000000000000000";

TEST(what_is_sealed_comes_back_only_in_its_place)
{
	struct secrets *secrets = fresh_secrets("seal");
	struct secrets *stranger = fresh_secrets("stranger");
	struct arena arena;
	uint8_t *sealed;
	uint8_t *bytes = NULL;
	size_t length;
	size_t got;

	arena_init(&arena);
	secrets_seal(secrets, PURPOSE_PRODUCT_KEY, &arena, "key 7", key_text,
	    32, &sealed, &length);
	CHECK_INT(32 + SEAL_OVERHEAD, length);
	CHECK(!secrets_unseal(secrets, PURPOSE_PRODUCT_KEY, &arena, "key 8",
	    sealed, length, &bytes, &got));
	CHECK(!secrets_unseal(secrets, PURPOSE_PRODUCT_KEY, &arena, NULL,
	    sealed, length, &bytes, &got));
	CHECK(!secrets_unseal(secrets, PURPOSE_ANSWER, &arena, "key 7", sealed,
	    length, &bytes, &got));
	CHECK(!secrets_unseal(stranger, PURPOSE_PRODUCT_KEY, &arena, "key 7",
	    sealed, length, &bytes, &got));
	CHECK(bytes == NULL);
	CHECK(secrets_unseal(secrets, PURPOSE_PRODUCT_KEY, &arena, "key 7",
	    sealed, length, &bytes, &got));
	CHECK_INT(32, got);
	CHECK_TEXT(key_text, (const char *)bytes);
	arena_done(&arena);
	secrets_close(secrets);
	secrets_close(stranger);
}

TEST(any_bit_flipped_and_any_cut_is_noticed)
{
	struct secrets *secrets = fresh_secrets("flip");
	struct arena arena;
	uint8_t *sealed;
	uint8_t *bytes = NULL;
	size_t length;
	size_t got;

	arena_init(&arena);
	secrets_seal(secrets, PURPOSE_ANSWER, &arena, "a", key_text, 32,
	    &sealed, &length);
	for (size_t bit = 0; bit < 8 * length; bit++) {
		sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
		CHECK(!secrets_unseal(secrets, PURPOSE_ANSWER, &arena, "a",
		    sealed, length, &bytes, &got));
		sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	for (size_t cut = 0; cut < length; cut++)
		CHECK(!secrets_unseal(secrets, PURPOSE_ANSWER, &arena, "a",
		    sealed, cut, &bytes, &got));
	CHECK(bytes == NULL);
	CHECK(secrets_unseal(secrets, PURPOSE_ANSWER, &arena, "a", sealed,
	    length, &bytes, &got));
	arena_done(&arena);
	secrets_close(secrets);
}

TEST(nothing_can_be_sealed_and_the_same_text_never_looks_the_same)
{
	struct secrets *secrets = fresh_secrets("empty");
	struct arena arena;
	uint8_t *a;
	uint8_t *b;
	uint8_t *bytes;
	size_t length;
	size_t got = 9;

	arena_init(&arena);
	secrets_seal(secrets, PURPOSE_LINK, &arena, NULL, "", 0, &a, &length);
	CHECK_INT(SEAL_OVERHEAD, length);
	CHECK(secrets_unseal(
	    secrets, PURPOSE_LINK, &arena, "", a, length, &bytes, &got));
	CHECK_INT(0, got);
	secrets_seal(
	    secrets, PURPOSE_LINK, &arena, NULL, "same", 4, &a, &length);
	secrets_seal(
	    secrets, PURPOSE_LINK, &arena, NULL, "same", 4, &b, &length);
	CHECK(memcmp(a, b, length) != 0);
	arena_done(&arena);
	secrets_close(secrets);
}

static int folder_make(void **state __attribute__((unused)))
{
	return mkdtemp(folder) ? 0 : -1;
}

static int folder_remove(void **state __attribute__((unused)))
{
	static const char *const names[] = { "made", "open", "short", "one",
		"other", "seal", "stranger", "flip", "empty" };

	for (size_t i = 0; i < COUNT(names); i++)
		unlink(place(names[i]));
	/* fails when a file was left beside, which is a fault of ours */
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_1(sha256_gives_the_published_digests),
		TEST_1(hmac_gives_the_digests_of_rfc_4231),
		TEST_1(base64_gives_the_texts_of_rfc_4648_and_7515),
		TEST_1(
		    base64url_refuses_padding_foreign_letters_and_second_spellings),
		TEST_1(hex_goes_there_and_back_in_either_case),
		TEST_1(a_guid_is_random_and_of_version_4),
		TEST_1(
		    an_ordered_guid_is_of_version_7_and_begins_with_its_time),
		TEST_1(random_text_uses_every_letter_about_as_often),
		TEST_1(the_file_of_secrets_is_made_for_its_owner_only),
		TEST_1(a_file_of_secrets_that_others_may_read_is_refused),
		TEST_1(a_damaged_file_of_secrets_is_refused_and_kept),
		TEST_1(every_purpose_and_every_file_has_a_key_of_its_own),
		TEST_1(what_is_sealed_comes_back_only_in_its_place),
		TEST_1(any_bit_flipped_and_any_cut_is_noticed),
		TEST_1(
		    nothing_can_be_sealed_and_the_same_text_never_looks_the_same),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
