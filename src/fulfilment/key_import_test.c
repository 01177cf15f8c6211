/*
 * Lists of keys and lists of files: faults named, nothing taken in halves,
 * the same list twice.
 */
#include "catalog/import_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fulfilment/entitlement.h"
#include "fulfilment/key_import.h"
#include "fulfilment/key_pool.h"
#include "policy/key_digits.h"

/* The small catalogue with a pool for the subscription of one year. */
static void pool_open(struct desk *desk)
{
	char content[8000];
	char *at;

	desk_open(desk);
	strcpy(content, small_catalogue);
	at = strstr(content, "\"title\": \"One year\"");
	memmove(at + 21, at, strlen(at) + 1);
	memcpy(at, "\"keySource\": \"pool\",  ", 21);
	CHECK_OK(desk_import(desk, catalogue_import, content));
	desk_clear(desk);
}

/* 31 digits that differ by n, and the digit that fits. */
static const char *key_of(struct desk *desk, int n)
{
	const char *digits = arena_printf(&desk->f.arena, "%031d", 1000000 + n);

	return arena_printf(
	    &desk->f.arena, "%s%c", digits, key_check_digit(digits));
}

static int64_t left(struct desk *desk)
{
	struct key_pool_levels levels;

	CHECK_OK(key_pool_levels(&desk->f.cx, &levels));
	CHECK_INT(1, levels.count);
	return levels.levels[0].left;
}

TEST(keys_come_into_their_pool_once)
{
	struct desk desk;
	struct text list;

	pool_open(&desk);
	text_init(&list, &desk.f.arena);
	text_add(&list, "ProductId,SkuId,Key\n");
	for (int i = 0; i < 450; i++)
		text_addf(&list, "SUBSCRIPTION,0001,%s\n", key_of(&desk, i));
	CHECK_OK(desk_import(&desk, key_import, list.bytes));
	CHECK_INT(450, left(&desk));
	text_addf(&list, "subscription,0001,%s\n", key_of(&desk, 450));
	CHECK_OK(desk_import(&desk, key_import, list.bytes));
	CHECK_INT(451, left(&desk));
	desk_close(&desk);
}

TEST(a_bad_key_is_named_and_none_is_taken)
{
	static const struct {
		const char *format, *want;
	} cases[] = {
		{ "SUBSCRIPTION,0001,%.31s\n",
		    "line 3: Key: this is not 32 digits with the right last "
		    "one\n" },
		{ "SUBSCRIPTION,0001,%s1\n",
		    "line 3: Key: this is not 32 digits with the right last "
		    "one\n" },
		{ "SUBSCRIPTION,0002,%s\n",
		    "line 3: SkuId: SUBSCRIPTION:0002 has no pool of keys\n" },
		{ "SUBSCRIPTION,0009,%s\n",
		    "line 3: SkuId: there is no SKU SUBSCRIPTION:0009\n" },
		{ "SUBSCRIPTION,0001,\n", "line 3: Key: this is empty\n" },
		{ "SUBSCRIPTION\n", "line 3: 1 columns instead of 3\n" },
	};
	struct desk desk;
	char content[500];
	char line[200];

	pool_open(&desk);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *mark = strchr(cases[i].format, '%');

		if (mark == NULL)
			snprintf(line, sizeof(line), "%s", cases[i].format);
		else
			snprintf(line, sizeof(line), "%.*s%.*s%s",
			    (int)(mark - cases[i].format), cases[i].format,
			    mark[1] == '.' ? 31 : 32, key_of(&desk, 2),
			    strchr(mark, 's') + 1);
		snprintf(content, sizeof(content),
		    "ProductId,SkuId,Key\nSUBSCRIPTION,0001,%s\n%s",
		    key_of(&desk, 1), line);
		desk_clear(&desk);
		CHECK_FAILS(
		    ERR_IMPORT_LINES, desk_import(&desk, key_import, content));
		CHECK_TEXT(cases[i].want, desk.said.bytes);
		CHECK_INT(0, left(&desk));
	}
	desk_close(&desk);
}

TEST(the_same_key_twice_in_a_list_is_refused)
{
	struct desk desk;
	char content[500];

	pool_open(&desk);
	snprintf(content, sizeof(content),
	    "Key,SkuId,ProductId\n%s,0001,SUBSCRIPTION\n\n%.16s-%s,0001,"
	    "SUBSCRIPTION\n",
	    key_of(&desk, 1), key_of(&desk, 1), key_of(&desk, 1) + 16);
	CHECK_FAILS(ERR_IMPORT_LINES, desk_import(&desk, key_import, content));
	CHECK_TEXT("line 4: Key: line 2 has the same key\n", desk.said.bytes);
	desk_close(&desk);
}

/* Runs file_import with the fixture's folder as the list's. */
static struct error files_in(struct import *import, FILE *in, const char *name)
{
	struct desk *desk = import->slicer;
	int folder = open(desk->f.dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct error e = file_import(import, in, name, folder);

	close(folder);
	return e;
}

static void source_make(struct desk *desk, const char *content)
{
	FILE *out =
	    fopen(arena_printf(&desk->f.arena, "%s/a.iso", desk->f.dir), "w");

	CHECK(out != NULL && fputs(content, out) >= 0);
	fclose(out);
}

#define FILE_HEAD "ProductId,Path,Version,Language,OS,FileType,Bits\n"

TEST(files_are_kept_by_their_digest_and_replaced_by_the_next_list)
{
	/* sha256 of "abc" (FIPS 180-2, B.1) and of nothing */
	static const char abc[] = "ba7816bf8f01cfea414140de5dae2223"
				  "b00361a396177a9cb410ff61f20015ad";
	static const char nothing[] = "e3b0c44298fc1c149afbf4c8996fb924"
				      "27ae41e4649b934ca495991b7852b855";
	static const char list[] =
	    FILE_HEAD "PERPETUAL001,a.iso,2019,en-US,Windows,iso,64\n";
	struct desk desk;
	struct file_list files;
	struct stat about;

	desk_open(&desk);
	source_make(&desk, "abc");
	CHECK_OK(desk_import(&desk, files_in, list));
	CHECK_OK(file_list(&desk.f.cx, "PERPETUAL001", "0001", &files));
	CHECK_INT(1, files.count);
	CHECK_TEXT("a.iso", files.files[0].name);
	CHECK_INT(3, files.files[0].size);
	CHECK_INT(64, files.files[0].bits);
	CHECK_TEXT(abc, files.files[0].sha256);
	CHECK_INT(0, stat(arena_printf(&desk.f.arena, "%s/files/%s", desk.f.dir,
			      files.files[0].path),
			 &about));
	CHECK_INT(3, about.st_size);
	source_make(&desk, "");
	CHECK_OK(desk_import(&desk, files_in, list));
	CHECK_OK(file_list(&desk.f.cx, "PERPETUAL001", "0001", &files));
	CHECK_INT(1, files.count);
	CHECK_TEXT(nothing, files.files[0].sha256);
	desk_close(&desk);
}

TEST(a_file_that_cannot_be_had_is_named)
{
	struct desk desk;

	desk_open(&desk);
	source_make(&desk, "abc");
	CHECK_FAILS(ERR_IMPORT_LINES,
	    desk_import(&desk, files_in,
		FILE_HEAD "PERPETUAL001,b.iso,2019,en-US,Windows,iso,64\n"
			  "RESERVATION1,a.iso,2019,en-US,Windows,iso,64\n"
			  "PERPETUAL001,a.iso,2019,en-US,Windows,iso,16\n"
			  "PERPETUAL001,a.iso,,en-US,Windows,iso,64\n"));
	CHECK_TEXT("line 2: Path: b.iso: No such file or directory\n"
		   "line 3: ProductId: there is no software product "
		   "RESERVATION1\n"
		   "line 4: Bits: 32 or 64\n"
		   "line 5: Version: this is empty\n",
	    desk.said.bytes);
	desk_close(&desk);
}

RUN_TESTS(TEST_1(keys_come_into_their_pool_once),
    TEST_1(a_bad_key_is_named_and_none_is_taken),
    TEST_1(the_same_key_twice_in_a_list_is_refused),
    TEST_1(files_are_kept_by_their_digest_and_replaced_by_the_next_list),
    TEST_1(a_file_that_cannot_be_had_is_named))
