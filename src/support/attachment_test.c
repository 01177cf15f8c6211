/*
 * Names and types of attachments, and their bytes: sealed, bound to their
 * place, gone when no row names them.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "fixture.h"

#include "base/text.h"
#include "support/attachment.h"

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1

TEST(the_content_says_what_a_file_is)
{
	static const struct {
		const uint8_t *bytes;
		size_t length;
		const char *type;
		bool program;
	} cases[] = {
		{ BYTES("%PDF-1.7\n"), "application/pdf", false },
		{ BYTES("\x89PNG\r\n\x1a\n...."), "image/png", false },
		{ BYTES("\xff\xd8\xff\xe0"), "image/jpeg", false },
		{ BYTES("GIF89a"), "image/gif", false },
		{ BYTES("RIFF....WEBPVP8 "), "image/webp", false },
		{ BYTES("PK\x03\x04"), "application/zip", false },
		{ BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
		    "application/x-ole-storage", false },
		{ BYTES("a;b\r\n1;2\t\xc3\xa9\n"), "text/plain", false },
		{ BYTES(""), "text/plain", false },
		{ BYTES("a\0b"), ATTACHMENT_OCTETS, false },
		{ BYTES("\xff\xfe"), ATTACHMENT_OCTETS, false },
		{ BYTES("\xc3"), ATTACHMENT_OCTETS, false },
		{ BYTES("  <HTML>"), ATTACHMENT_OCTETS, false },
		{ BYTES("<?xml version='1.0'?><svg/>"), ATTACHMENT_OCTETS,
		    false },
		{ BYTES("x <script>"), ATTACHMENT_OCTETS, false },
		{ BYTES("\x7f"
			"ELF"),
		    ATTACHMENT_OCTETS, true },
		{ BYTES("MZ"), ATTACHMENT_OCTETS, true },
		{ BYTES("#!/bin/sh\n"), ATTACHMENT_OCTETS, true },
		{ BYTES("\xef\xbb\xbf#!/bin/sh\n"), ATTACHMENT_OCTETS, true },
		{ BYTES("\xca\xfe\xba\xbe"), ATTACHMENT_OCTETS, true },
		{ BYTES("\xcf\xfa\xed\xfe"), ATTACHMENT_OCTETS, true },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		bool program;

		CHECK_TEXT(cases[i].type,
		    attachment_type(cases[i].bytes, cases[i].length, &program));
		CHECK_INT(cases[i].program, program);
	}
}

TEST(a_name_is_safe_and_its_ending_fits)
{
	static const struct {
		const char *name, *type, *stem, *extension;
	} cases[] = {
		{ "a.png", "image/png", "a", "png" },
		{ "A.PNG", "image/png", "A", "png" },
		{ "a.exe", "image/png", "a.exe", "png" },
		{ "report.docx", "application/zip", "report", "docx" },
		{ "x.jar", "application/zip", "x.jar", "zip" },
		{ "../../etc/passwd", "text/plain", "passwd", "txt" },
		{ "C:\\a\\b.csv", "text/plain", "b", "csv" },
		{ "a\nb\x01.log", "text/plain", "ab", "log" },
		{ "x\xe2\x80\xaetxt.exe", "text/plain", "xtxt.exe", "txt" },
		{ "\xe2\x81\xa6z\xef\xbb\xbf.txt", "text/plain", "z", "txt" },
		{ "a\"b<c>.txt", "text/plain", "a_b_c_", "txt" },
		{ "\xc3\xa9\xe4\xb8\xad.txt", "text/plain",
		    "\xc3\xa9\xe4\xb8\xad", "txt" },
		{ "  . name . .txt", "text/plain", "name", "txt" },
		{ ".txt", "text/plain", "txt", "txt" },
		{ "nul.txt", "text/plain", "_nul", "txt" },
		{ "com1", "text/plain", "_com1", "txt" },
		{ "console.txt", "text/plain", "console", "txt" },
		{ "", "text/plain", "file", "txt" },
		{ "/", ATTACHMENT_OCTETS, "file", "bin" },
		{ "\xff\xfe.bin", ATTACHMENT_OCTETS, "bin", "bin" },
	};
	struct arena arena;

	arena_init(&arena);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *stem, *extension;

		attachment_name(
		    &arena, cases[i].name, cases[i].type, &stem, &extension);
		CHECK_TEXT(cases[i].stem, stem);
		CHECK_TEXT(cases[i].extension, extension);
	}
	arena_done(&arena);
}

/* ---- bytes ---- */

static struct request_file keep(
    struct fixture *f, const char *name, const char *bytes)
{
	char path[] = "/tmp/kontor-attachment-XXXXXX";
	struct request_file file = { 0 };
	int fd = mkstemp(path);

	CHECK(fd >= 0);
	unlink(path);
	CHECK_INT((int64_t)strlen(bytes), write(fd, bytes, strlen(bytes)));
	CHECK_OK(attachment_keep(&f->cx,
	    &(struct attachment_source){ fd, name, (int64_t)strlen(bytes) },
	    &file));
	close(fd);
	return file;
}

static const char *path_of(struct fixture *f, const struct request_file *file)
{
	return arena_printf(&f->arena, "%s/requests/%s",
	    f->cx.settings->data_dir, file->stored_as);
}

TEST(bytes_come_back_for_their_partner_only)
{
	struct fixture f;
	struct partner other;
	struct principal stranger;
	struct request_file file, moved;
	uint8_t *bytes;
	size_t length;

	fixture_open(&f);
	file = keep(&f, "a.txt", "something said");
	CHECK_TEXT("text/plain", file.media_type);
	CHECK_INT(64, strlen(file.digest));
	CHECK_OK(attachment_read(&f.cx, &file, &bytes, &length));
	CHECK_INT(14, length);
	CHECK_INT(0, memcmp(bytes, "something said", 14));
	moved = keep(&f, "b.txt", "another thing.");
	CHECK_INT(0, rename(path_of(&f, &moved), path_of(&f, &file)));
	CHECK_FAILS(
	    ERR_INTERNAL, attachment_read(&f.cx, &file, &bytes, &length));
	file = keep(&f, "c.txt", "x");
	fixture_other_partner(&f, &other, &stranger);
	f.cx.who = &stranger;
	CHECK_FAILS(
	    ERR_INTERNAL, attachment_read(&f.cx, &file, &bytes, &length));
	f.cx.who = &f.who;
	fixture_close(&f);
}

TEST(a_program_is_refused_and_leaves_nothing)
{
	struct fixture f;
	struct request_file file;
	char path[] = "/tmp/kontor-attachment-XXXXXX";
	int fd = mkstemp(path);

	fixture_open(&f);
	unlink(path);
	CHECK_INT(4, write(fd, "MZ\x90\x00", 4));
	CHECK_FAILS(ERR_ATTACHMENT_PROGRAM,
	    attachment_keep(
		&f.cx, &(struct attachment_source){ fd, "a.png", 4 }, &file));
	close(fd);
	CHECK(access(arena_printf(
			 &f.arena, "%s/requests", f.cx.settings->data_dir),
		  F_OK) != 0);
	fixture_close(&f);
}

TEST(what_no_row_names_is_deleted_after_a_day)
{
	struct fixture f;
	struct request_file kept, orphan, young;
	struct service_request made, sent = { .topic_id = "1010",
		.severity = SEVERITY_MINIMAL,
		.title = "t",
		.description = "d" };
	struct timespec old[2] = { { .tv_sec = FIXTURE_NOW - 90000 },
		{ .tv_sec = FIXTURE_NOW - 90000 } };
	struct timespec now[2] = { { .tv_sec = FIXTURE_NOW },
		{ .tv_sec = FIXTURE_NOW } };
	int64_t count;

	fixture_open(&f);
	kept = keep(&f, "a.txt", "a");
	orphan = keep(&f, "b.txt", "b");
	young = keep(&f, "c.txt", "c");
	sent.files = &kept;
	sent.file_count = 1;
	CHECK_OK(service_request_create(&f.cx, &sent, NULL, &made));
	utimensat(AT_FDCWD, path_of(&f, &kept), old, 0);
	utimensat(AT_FDCWD, path_of(&f, &orphan), old, 0);
	utimensat(AT_FDCWD, path_of(&f, &young), now, 0);
	CHECK_OK(attachment_purge(&f.cx, 10, &count));
	CHECK_INT(1, count);
	CHECK_INT(0, access(path_of(&f, &kept), F_OK));
	CHECK_INT(0, access(path_of(&f, &young), F_OK));
	CHECK(access(path_of(&f, &orphan), F_OK) != 0);
	CHECK_INT(1, made.files_count);
	unlink(path_of(&f, &kept));
	unlink(path_of(&f, &young));
	rmdir(arena_printf(&f.arena, "%s/requests", f.cx.settings->data_dir));
	fixture_close(&f);
}

RUN_TESTS(TEST_1(the_content_says_what_a_file_is),
    TEST_1(a_name_is_safe_and_its_ending_fits),
    TEST_1(bytes_come_back_for_their_partner_only),
    TEST_1(a_program_is_refused_and_leaves_nothing),
    TEST_1(what_no_row_names_is_deleted_after_a_day))
