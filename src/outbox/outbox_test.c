/*
 * Mail from the act to a server on loopback: once, again after a passing
 * fault, never after a final one, and nothing in it that does not belong.
 */
#include "check.h"

#include "accounts/password_link.h"
#include "db/writer.h"
#include "fulfilment/shop_test.h"
#include "i18n/i18n.h"
#include "outbox/mail.h"
#include "support/service_request.h"
#include "outbox/outbox.h"
#include "smtp_test.h"

#define WALL FIXTURE_NOW

struct post {
	struct shop s;
	struct smtp smtp;
	struct db_readers *readers;
	struct writer *writer;
	struct outbox *outbox;
};

static void user_with(struct post *p, const char *user_id, const char *email,
    const char *name, int active, unsigned notices, unsigned roles)
{
	shop_sow(&p->s,
	    "INSERT INTO partner_user (partner_id, user_id, email, name,"
	    " password_hash, roles, active, locale, notices,"
	    " failed_sign_ins, locked_until, created_at) VALUES (1, '%s',"
	    " '%s', '%s', '', %u, %d, NULL, %u, 0, 0, 0);",
	    user_id, email, name, roles, active, notices);
}

/* An Admin agent, who wants mail about orders or none. */
static void user_add(struct post *p, const char *user_id, const char *email,
    const char *name, int active, int wants)
{
	user_with(p, user_id, email, name, active,
	    wants ? NOTICE_ORDER_PLACED | NOTICE_ORDER_CANCELLED : 0,
	    ROLE_ADMIN_AGENT);
}

static void post_open(struct post *p)
{
	memset(p, 0, sizeof(*p));
	shop_open(&p->s, "2021-06-10T10:00:00Z");
	smtp_open(&p->smtp);
	p->s.f.settings.mail_from = "kontor@contoso.example";
	p->s.f.settings.smtp_url = "";
}

/* The acts are committed and a worker without a thread is there. */
static void post_run(struct post *p)
{
	shop_leave(&p->s);
	CHECK_OK(writer_start(p->s.f.where, &p->s.f.settings, &p->writer));
	CHECK_OK(readers_open(p->s.f.where, &p->s.f.settings, &p->readers));
	CHECK_OK(outbox_start(&p->s.f.settings, p->s.f.secrets, p->readers,
	    p->writer, &p->outbox));
	p->s.f.settings.smtp_url = p->smtp.url;
}

static void post_rest(struct post *p)
{
	outbox_stop(p->outbox);
	readers_close(p->readers);
	writer_stop(p->writer);
	/* the next worker, too, is without a thread */
	p->s.f.settings.smtp_url = "";
	shop_back(&p->s);
}

static void post_close(struct post *p)
{
	smtp_close(&p->smtp);
	shop_close(&p->s);
}

static void placed(struct post *p)
{
	CHECK_OK(outbox_mail(p->s.cx, MAIL_ORDER_PLACED, ORDER, -1));
}

static int64_t deliver(struct post *p, int64_t wall)
{
	int64_t count = -1;

	CHECK_OK(outbox_deliver(p->outbox, wall, &count));
	return count;
}

TEST(a_mail_is_delivered_once_and_says_what_was_ordered)
{
	struct post p;
	const char *raw;

	post_open(&p);
	user_add(&p, "u1", "ada@contoso.example", "Ada Lind", 1, 1);
	placed(&p);
	post_run(&p);
	CHECK_INT(1, deliver(&p, WALL));
	CHECK_INT(0, deliver(&p, WALL + 999999));
	CHECK_INT(1, p.smtp.count);
	raw = p.smtp.raw[0];
	CHECK(strstr(p.smtp.from, "<kontor@contoso.example>") != NULL);
	CHECK(strstr(p.smtp.to, "<ada@contoso.example>") != NULL);
	CHECK(strstr(raw, "Subject: Order placed for Fabrikam\r\n") != NULL);
	CHECK(strstr(raw, "To: \"Ada Lind\"\r\n <ada@contoso.example>\r\n"));
	CHECK(strstr(raw, "Date: Fri, 18 Jun 2021 09:24:00 +0000\r\n"));
	CHECK(strstr(raw, "Order number: " ORDER) != NULL);
	CHECK(strstr(raw, "Server 2019 Standard\r\nQuantity: 1\r\n"
			  "Unit price: $1.00, excluding tax\r\n") != NULL);
	CHECK(strstr(raw, "Net: $1.00\r\nTax: $0.00\r\nTotal: $1.00\r\n"));
	CHECK(strstr(raw, "http://127.0.0.1:8080/customers/") != NULL);
	post_rest(&p);
	shop_count(&p.s, 1,
	    "FROM outbox WHERE state = 'delivered'"
	    " AND attempts = 1 AND problem IS NULL");
	post_close(&p);
}

TEST(a_passing_fault_is_tried_again_later_with_the_same_message_id)
{
	struct post p;
	char *first, *second;

	post_open(&p);
	user_add(&p, "u1", "ada@contoso.example", "Ada Lind", 1, 1);
	placed(&p);
	post_run(&p);
	p.smtp.data_answer = "451 not now";
	CHECK_INT(1, deliver(&p, WALL));
	CHECK_INT(0, deliver(&p, WALL + 59));
	p.smtp.data_answer = "250 ok";
	CHECK_INT(1, deliver(&p, WALL + 60));
	CHECK_INT(0, deliver(&p, WALL + 999999));
	CHECK_INT(2, p.smtp.count);
	first = strstr(p.smtp.raw[0], "Message-ID: <");
	second = strstr(p.smtp.raw[1], "Message-ID: <");
	CHECK(first != NULL && second != NULL);
	CHECK_INT(0, strncmp(first, second, strcspn(first, "\r") + 1));
	post_rest(&p);
	shop_count(
	    &p.s, 1, "FROM outbox WHERE state = 'delivered' AND attempts = 2");
	post_close(&p);
}

TEST(a_refused_recipient_is_tried_again_after_4xx_and_never_after_550)
{
	struct post p;

	post_open(&p);
	user_add(&p, "u1", "ada@contoso.example", "Ada Lind", 1, 1);
	placed(&p);
	post_run(&p);
	p.smtp.rcpt_answer = "450 busy";
	CHECK_INT(1, deliver(&p, WALL));
	p.smtp.rcpt_answer = "550 nobody here";
	CHECK_INT(1, deliver(&p, WALL + 60));
	p.smtp.rcpt_answer = "250 ok";
	CHECK_INT(0, deliver(&p, WALL + 999999));
	CHECK_INT(0, p.smtp.count);
	post_rest(&p);
	shop_count(&p.s, 1,
	    "FROM outbox WHERE state = 'failed'"
	    " AND problem IS NOT NULL");
	post_close(&p);
}

TEST(a_server_that_never_answers_fails_after_ten_attempts)
{
	struct post p;
	int64_t wall = WALL, tried = 0, n;

	post_open(&p);
	user_add(&p, "u1", "ada@contoso.example", "Ada Lind", 1, 1);
	placed(&p);
	post_run(&p);
	p.smtp.rcpt_answer = "421 closing";
	for (n = 1; n <= 12; n++) {
		tried += deliver(&p, wall);
		wall += outbox_pause(n);
	}
	CHECK_INT(10, tried);
	post_rest(&p);
	shop_count(
	    &p.s, 1, "FROM outbox WHERE state = 'failed' AND attempts = 10");
	post_close(&p);
}

TEST(pauses_grow_from_a_minute_to_six_hours)
{
	CHECK_INT(60, outbox_pause(1));
	CHECK_INT(21600, outbox_pause(9));
	CHECK_INT(21600, outbox_pause(10));
	for (int64_t n = 2; n <= 9; n++)
		CHECK(outbox_pause(n) > outbox_pause(n - 1));
}

TEST(only_active_users_who_want_mail_get_it)
{
	struct post p;

	post_open(&p);
	user_add(&p, "u1", "a@contoso.example", "A", 1, 0);
	user_add(&p, "u2", "b@contoso.example", "B", 0, 1);
	placed(&p);
	shop_count(&p.s, 0, "FROM outbox");
	user_add(&p, "u3", "c@contoso.example", "C", 1, 1);
	user_add(&p, "u4", "d@contoso.example", "D", 1, 1);
	placed(&p);
	shop_count(&p.s, 2, "FROM outbox WHERE state = 'waiting'");
	post_close(&p);
}

TEST(without_a_server_mail_waits)
{
	struct post p;

	post_open(&p);
	user_add(&p, "u1", "ada@contoso.example", "Ada Lind", 1, 1);
	placed(&p);
	post_run(&p);
	post_rest(&p);
	shop_count(
	    &p.s, 1, "FROM outbox WHERE state = 'waiting' AND attempts = 0");
	post_close(&p);
}

TEST(the_worker_delivers_by_itself_and_stops)
{
	struct post p;

	post_open(&p);
	user_add(&p, "u1", "ada@contoso.example", "Ada Lind", 1, 1);
	placed(&p);
	post_run(&p);
	outbox_stop(p.outbox);
	CHECK_OK(outbox_start(
	    &p.s.f.settings, p.s.f.secrets, p.readers, p.writer, &p.outbox));
	for (int i = 0; i < 500; i++) {
		struct writer_counts counts;

		writer_counts(p.writer, &counts);
		if (counts.commands == 2) /* claimed and settled */
			break;
		usleep(10000);
	}
	post_rest(&p);
	CHECK_INT(1, p.smtp.count);
	shop_count(&p.s, 1, "FROM outbox WHERE state = 'delivered'");
	post_close(&p);
}

TEST(the_mail_of_a_cancellation_says_credit_edition_and_duties)
{
	struct post p;
	const char *raw;

	post_open(&p);
	user_add(&p, "u1", "ada@contoso.example", "Ada Lind", 1, 1);
	shop_now(&p.s, "2021-06-20T08:00:00Z");
	shop_cancel(&p.s, 0);
	shop_sow(&p.s,
	    "INSERT INTO cancellation VALUES (1, '" ORDER "', 0, 1624176000,"
	    " 'u', 'Ada Lind', 'call', 'self', '2021-06-02', 10, 0);"
	    "INSERT INTO charge VALUES (1, '" ORDER "', 0, 'cancel', 0, '%s',"
	    " 24257, 1624176000, 'USD', 1, -100, 0, -100, 18778,"
	    " '2021-06-02', '{}');",
	    p.s.customer);
	CHECK_OK(outbox_mail(p.s.cx, MAIL_ORDER_CANCELLED, ORDER, 0));
	post_run(&p);
	CHECK_INT(1, deliver(&p, WALL + 999999));
	CHECK_INT(1, p.smtp.count);
	raw = p.smtp.raw[0];
	CHECK(strstr(raw, "Subject: Purchase cancelled for Fabrikam") != NULL);
	CHECK(strstr(raw, "Ada Lind cancelled a purchase of Fabrikam."));
	CHECK(strstr(raw, "Policy edition: 2021-06-02") != NULL);
	CHECK(strstr(raw, "Total: =E2=88=92$1.00") != NULL);
	CHECK(strstr(raw, "Stop using the cancelled software") != NULL);
	CHECK(strstr(raw, "Uninstall it") != NULL);
	/* line 1 was not cancelled and is not told of */
	CHECK(strstr(strstr(raw, "Server 2019") + 1, "Server 2019") == NULL);
	post_rest(&p);
	post_close(&p);
}

TEST(a_name_cannot_add_headers_and_a_dot_does_not_end_the_mail)
{
	struct post p;
	const char *raw;

	post_open(&p);
	user_add(&p, "u1", "ada@contoso.example",
	    "Eve\r\nBcc: all@contoso.example", 1, 1);
	user_add(
	    &p, "u2", "x@contoso.example>\r\nRCPT TO:<y@z.example", "X", 1, 1);
	shop_sow(&p.s, "UPDATE order_line SET title = '.' WHERE"
		       " line_number = 0; UPDATE customer SET name ="
		       " 'Fabrikam\r\nCc: q';");
	placed(&p);
	post_run(&p);
	CHECK_INT(2, deliver(&p, WALL));
	CHECK_INT(1, p.smtp.count);
	raw = p.smtp.raw[0];
	CHECK(strstr(raw, "\nBcc:") == NULL);
	CHECK(strstr(raw, "Eve") != NULL);
	CHECK(strstr(raw, "Subject: Order placed for Fabrikam  Cc: q\r\n"));
	CHECK(strstr(raw, "\r\n..\r\n") != NULL); /* stuffed on its way */
	post_rest(&p);
	shop_count(
	    &p.s, 1, "FROM outbox WHERE state = 'failed' AND recipient = 'u2'");
	post_close(&p);
}

#define ORDERS_AND_KEYS (NOTICE_ORDER_PLACED | NOTICE_KEY_SHOWN)

TEST(a_mail_goes_to_who_chose_its_kind_and_may_see_what_it_tells_of)
{
	struct post p;
	struct entitlement entitlement;

	post_open(&p);
	user_with(&p, "u1", "a@contoso.example", "Agent", 1, ORDERS_AND_KEYS,
	    ROLE_ADMIN_AGENT);
	user_with(&p, "u2", "g@contoso.example", "Admin", 1, ORDERS_AND_KEYS,
	    ROLE_GLOBAL_ADMIN);
	user_with(&p, "u3", "r@contoso.example", "Referrals", 1,
	    ORDERS_AND_KEYS, ROLE_REFERRAL_ADMIN);
	user_with(&p, "u4", "n@contoso.example", "Not asked", 1, 0,
	    ROLE_GLOBAL_ADMIN);
	placed(&p);
	shop_count(&p.s, 2, "FROM outbox WHERE template = 'order_placed'");
	shop_count(&p.s, 0, "FROM outbox WHERE recipient IN ('u3', 'u4')");
	CHECK_OK(shop_key(&p.s, ORDER "-0", &entitlement));
	/* who fetches keys is not told who fetched keys */
	shop_count(&p.s, 2, "FROM outbox WHERE template = 'key_shown'");
	shop_count(&p.s, 0,
	    "FROM outbox WHERE template = 'key_shown' AND recipient = 'u1'");
	post_close(&p);
}

TEST(e_76_a_mail_of_a_key_says_on_which_side_it_was_shown_and_holds_no_key)
{
	struct post p;
	struct entitlement entitlement;
	struct principal carl;
	char key[KEY_TEXT];
	const char *raw;

	post_open(&p);
	user_with(&p, "u2", "g@contoso.example", "Admin", 1, ORDERS_AND_KEYS,
	    ROLE_ACCOUNT_ADMIN);
	carl = p.s.f.who;
	carl.kind = ACTOR_CUSTOMER_USER;
	carl.customer_id = p.s.customer;
	carl.roles = ROLE_CUSTOMER_GLOBAL_ADMIN;
	carl.user_name = "Carl Falk";
	p.s.cx->who = &carl;
	CHECK_OK(shop_key(&p.s, ORDER "-0", &entitlement));
	CHECK_OK(key_read(p.s.cx, &entitlement, key));
	p.s.cx->who = &p.s.f.who;
	post_run(&p);
	CHECK_INT(1, deliver(&p, WALL + 999999));
	raw = p.smtp.raw[0];
	CHECK(strstr(raw, "Subject: Key shown: Fabrikam\r\n") != NULL);
	CHECK(strstr(raw, "Carl Falk, a user of Fabrikam, was shown") != NULL);
	CHECK(strstr(raw, "/activity?tab=3Dsoftware") != NULL);
	key[4] = '\0';
	CHECK(strstr(raw, key) == NULL);
	post_rest(&p);
	post_close(&p);
}

TEST(the_mail_of_an_invoice_says_number_month_total_and_day)
{
	const struct invoice_mail_facts facts = { .invoice_id = "G0001000007",
		.month = 2021 * 12 + 5,
		.gross = money_of(123456, "USD"),
		.due_day = 18870 };
	const struct invoice_mail_facts note = { .invoice_id = "C0001000001",
		.credit_note = true,
		.month = 2021 * 12 + 5,
		.gross = money_of(-500, "USD") };
	struct post p;
	const char *raw;
	int first;

	post_open(&p);
	user_with(&p, "u1", "b@contoso.example", "Bill", 1,
	    NOTICE_INVOICE_READY, ROLE_BILLING_ADMIN);
	user_with(&p, "u2", "s@contoso.example", "Sal", 1, NOTICE_INVOICE_READY,
	    ROLE_SALES_AGENT);
	CHECK_OK(outbox_mail_invoice(p.s.cx, &facts));
	CHECK_OK(outbox_mail_invoice(p.s.cx, &note));
	shop_count(&p.s, 2, "FROM outbox");
	post_run(&p);
	CHECK_INT(2, deliver(&p, WALL));
	CHECK_INT(2, p.smtp.count);
	first = strstr(p.smtp.raw[0], "Subject: Invoice") != NULL ? 0 : 1;
	raw = p.smtp.raw[first];
	CHECK(strstr(raw, "Subject: Invoice G0001000007 of June 2021\r\n"));
	CHECK(strstr(raw, "Total: $1,234.56\r\n") != NULL);
	CHECK(strstr(raw, "To be paid until: Aug 31, 2021\r\n") != NULL);
	CHECK(strstr(raw, "/billing?month=3D2021-06\r\n") != NULL);
	raw = p.smtp.raw[1 - first];
	CHECK(strstr(raw, "Subject: Credit note C0001000001 of June 2021"));
	CHECK(strstr(raw, "Total: =E2=88=92$5.00\r\n") != NULL);
	CHECK(strstr(raw, "To be paid") == NULL);
	post_rest(&p);
	post_close(&p);
}

TEST(who_lost_the_role_meanwhile_is_not_told)
{
	struct post p;

	post_open(&p);
	user_add(&p, "u1", "ada@contoso.example", "Ada Lind", 1, 1);
	placed(&p);
	shop_sow(&p.s, "UPDATE partner_user SET roles = %d;",
	    ROLE_MARKETING_CONTENT_ADMIN);
	post_run(&p);
	CHECK_INT(1, deliver(&p, WALL));
	CHECK_INT(0, p.smtp.count);
	post_rest(&p);
	shop_count(&p.s, 1, "FROM outbox WHERE state = 'failed'");
	post_close(&p);
}

TEST(a_mail_has_a_link_and_a_header_that_end_its_kind)
{
	static const char head[] = "List-Unsubscribe: <http://127.0.0.1:8080"
				   "/unsubscribe/";
	struct post p;
	struct notice_link link;
	char *at;

	post_open(&p);
	user_add(&p, "u1", "ada@contoso.example", "Ada Lind", 1, 1);
	placed(&p);
	post_run(&p);
	CHECK_INT(1, deliver(&p, WALL));
	at = strstr(p.smtp.raw[0], head);
	CHECK(at != NULL);
	CHECK(strstr(at, "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
			 "\r\n") != NULL);
	CHECK(strstr(p.smtp.raw[0], "/account/notifications") != NULL);
	at += strlen(head);
	at[strcspn(at, ">")] = '\0';
	post_rest(&p);
	CHECK(notice_token_read(p.s.cx, at, &link));
	CHECK_INT(1, link.partner_id);
	CHECK_TEXT("u1", link.user_id);
	CHECK_INT(NOTICE_ORDER_PLACED, link.info->notice);
	CHECK_OK(notice_end(p.s.cx, &link));
	shop_count(&p.s, 1, "FROM partner_user WHERE notices = 2");
	placed(&p);
	shop_count(&p.s, 1, "FROM outbox");
	CHECK_OK(notice_resume(p.s.cx, &link));
	shop_count(&p.s, 1, "FROM partner_user WHERE notices = 3");
	/* of another user, or another kind, it is no link */
	at[2] = at[2] == '1' ? '2' : '1';
	CHECK(!notice_token_read(p.s.cx, at, &link));
	CHECK(!notice_token_read(p.s.cx, "", &link));
	CHECK(!notice_token_read(p.s.cx, "1.u1.order_placed", &link));
	post_close(&p);
}

static const struct mail sample = { .from = "a@b.example",
	.to = "c@d.example",
	.to_name = "",
	.message_id = "1@b.example",
	.language = "en-US",
	.subject = "S",
	.body = "" };

static const char *body_of(struct ctx *cx, const char *body)
{
	struct mail mail = sample;

	mail.body = body;
	return strstr(mail_message(cx, &mail), "\r\n\r\n") + 4;
}

TEST(a_body_is_quoted_printable_in_short_lines)
{
	struct arena arena;
	struct ctx cx = { .arena = &arena };
	const char *long_line;
	char words[301];

	arena_init(&arena);
	CHECK_TEXT("a=3Db\r\n", body_of(&cx, "a=b\n"));
	CHECK_TEXT("=C3=85=20\r\nb=09", body_of(&cx, "Å \nb\t"));
	memset(words, 'w', 300);
	words[300] = '\0';
	long_line = body_of(&cx, words);
	for (; *long_line != '\0'; long_line += strspn(long_line, "\r\n")) {
		CHECK(strcspn(long_line, "\r") <= 76);
		long_line += strcspn(long_line, "\r");
	}
	arena_done(&arena);
}

TEST(a_subject_outside_ascii_goes_in_encoded_words_of_whole_characters)
{
	struct arena arena;
	struct ctx cx = { .arena = &arena };
	struct mail mail = sample;
	const char *message;

	arena_init(&arena);
	mail.subject = "Åland";
	message = mail_message(&cx, &mail);
	CHECK(strstr(message, "Subject: =?UTF-8?B?w4VsYW5k?=\r\n") != NULL);
	mail.subject = "株式会社株式会社株式会社株式会社";
	message = mail_message(&cx, &mail);
	/* 15 characters of three bytes, then the last one */
	CHECK(strstr(message,
		  "Subject: =?UTF-8?B?5qCq5byP5Lya56S+5qCq5byP5Lya56S+5qCq5byP"
		  "5Lya56S+5qCq5byP5Lya?=\r\n =?UTF-8?B?56S+?=\r\n") != NULL);
	arena_done(&arena);
}

TEST(an_address_is_one_word_with_one_at)
{
	CHECK(mail_address_fine("a@b"));
	CHECK(!mail_address_fine("a"));
	CHECK(!mail_address_fine("@b"));
	CHECK(!mail_address_fine("a@"));
	CHECK(!mail_address_fine("a@b@c"));
	CHECK(!mail_address_fine("a b@c"));
	CHECK(!mail_address_fine("a@b>"));
	CHECK(!mail_address_fine("a@b\r\nX: y"));
	CHECK(!mail_address_fine("ö@b"));
}

/* The token behind "/password/", without the soft breaks of the mail. */
static void token_of(const char *raw, char token[80])
{
	const char *at = strstr(raw, "/password/");
	size_t n = 0;

	CHECK(at != NULL);
	for (at += strlen("/password/"); *at != '\0' && n < 79; at++) {
		if (strncmp(at, "=\r\n", 3) == 0)
			at += 2;
		else if (*at == '\r')
			break;
		else
			token[n++] = *at;
	}
	token[n] = '\0';
}

TEST(who_was_only_invited_and_forgot_is_invited_again)
{
	struct password_link link;
	char token[80];
	struct post p;
	int64_t count;

	post_open(&p);
	user_add(&p, "u1", "ivy@contoso.example", "Ivy", 1, 0);
	shop_sow(&p.s, "INSERT INTO directory VALUES"
		       " ('email', 'ivy@contoso.example', 1, 'u1');");
	CHECK_OK(password_ask(p.s.cx, DOOR_PEOPLE, "ivy@contoso.example"));
	CHECK_OK(password_asked_serve(p.s.cx, 10, &count));
	post_run(&p);
	CHECK_INT(1, deliver(&p, WALL));
	post_rest(&p);
	CHECK(strstr(p.smtp.raw[0], "Subject: You are invited to Contoso"));
	token_of(p.smtp.raw[0], token);
	CHECK_OK(password_link_find(p.s.cx, token, &link));
	CHECK_INT(PASSWORD_LINK_INVITE, link.purpose);
	post_close(&p);
}

/* Asks in this language; the subject of the letter. */
static const char *letter_of(struct post *p, const char *language, size_t nth)
{
	const struct locale *before = p->s.cx->locale;
	const struct principal *who = p->s.cx->who;
	int64_t count;

	p->s.cx->locale = locale_find(language);
	CHECK_OK(password_ask(p->s.cx, DOOR_PEOPLE, "fay@contoso.example"));
	p->s.cx->locale = before;
	p->s.cx->who = NULL;
	CHECK_OK(password_asked_serve(p->s.cx, 10, &count));
	p->s.cx->who = who;
	post_run(p);
	CHECK_INT(1, deliver(p, WALL));
	post_rest(p);
	return p->smtp.raw[nth];
}

TEST(a_letter_is_in_the_language_chosen_else_in_that_of_who_asks)
{
	struct post p;

	post_open(&p);
	user_add(&p, "u1", "fay@contoso.example", "Fay", 1, 0);
	shop_sow(&p.s, "UPDATE partner_user SET password_hash = 'x',"
		       " locale = NULL;"
		       "INSERT INTO directory VALUES"
		       " ('email', 'fay@contoso.example', 1, 'u1');");
	CHECK(strstr(letter_of(&p, "en-XA", 0), "Content-Language: en-XA") !=
	      NULL);
	shop_sow(&p.s, "UPDATE partner_user SET locale = 'en-US';");
	CHECK(strstr(letter_of(&p, "en-XA", 1), "Content-Language: en-US") !=
	      NULL);
	post_close(&p);
}

TEST(a_forgotten_password_is_answered_by_mail_and_sealed_while_it_waits)
{
	struct password_link link;
	char token[80];
	struct post p;
	int64_t count;

	post_open(&p);
	user_add(&p, "u1", "fay@contoso.example", "Fay", 1, 0);
	user_add(&p, "u2", "gone@contoso.example", "Gus", 0, 0);
	shop_sow(&p.s, "UPDATE partner_user SET password_hash = 'x';"
		       "INSERT INTO directory VALUES"
		       " ('email', 'fay@contoso.example', 1, 'u1'),"
		       " ('email', 'gone@contoso.example', 1, 'u2');");
	CHECK_OK(password_ask(p.s.cx, DOOR_PEOPLE, " Fay@contoso.example"));
	CHECK_OK(password_ask(p.s.cx, DOOR_PEOPLE, "gone@contoso.example"));
	CHECK_OK(password_ask(p.s.cx, DOOR_PEOPLE, "nobody@contoso.example"));
	CHECK_OK(password_ask(p.s.cx, DOOR_OPERATOR, "fay@contoso.example"));
	/* the same row for everybody, at first */
	shop_count(&p.s, 4, "FROM password_asked");
	CHECK_OK(password_asked_serve(p.s.cx, 10, &count));
	CHECK_INT(4, count);
	shop_count(&p.s, 0, "FROM password_asked");
	shop_count(&p.s, 1, "FROM password_link");
	shop_count(&p.s, 1, "FROM outbox WHERE token_sealed IS NOT NULL");
	post_run(&p);
	CHECK_INT(1, deliver(&p, WALL));
	CHECK_INT(1, p.smtp.count);
	CHECK(strstr(p.smtp.to, "<fay@contoso.example>") != NULL);
	post_rest(&p);
	token_of(p.smtp.raw[0], token);
	CHECK_OK(password_link_find(p.s.cx, token, &link));
	CHECK_TEXT("u1", link.person.user_id);
	CHECK_INT(PASSWORD_LINK_RESET, link.purpose);
	shop_count(&p.s, 0, "FROM outbox WHERE token_sealed IS NOT NULL");
	shop_count(&p.s, 1, "FROM outbox WHERE state = 'delivered'");
	post_close(&p);
}

/* The contact need not be a user; the note is told as it was then. */
TEST(a_decided_support_request_tells_its_contact)
{
	struct post p;
	struct service_request made, sent = { .topic_id = "1001",
		.severity = SEVERITY_MODERATE,
		.title = "Bought twice",
		.description = "d",
		.locale = "en",
		.contact = { .first_name = "Eva",
		    .last_name = "Berg",
		    .email = "eva@elsewhere.example",
		    .phone = "1" } };
	struct request_mail_facts facts = { .note = "It was the second one.",
		.granted = money_of(123456, "USD") };
	const char *raw;

	post_open(&p);
	CHECK_OK(service_request_create(p.s.cx, &sent, NULL, &made));
	facts.request_id = made.request_id;
	facts.title = made.title;
	CHECK_OK(outbox_mail_request(p.s.cx, REQUEST_MAIL_GRANTED, &facts));
	post_run(&p);
	CHECK_INT(1, deliver(&p, WALL + 999999));
	CHECK_INT(1, p.smtp.count);
	raw = p.smtp.raw[0];
	CHECK(strstr(p.smtp.to, "<eva@elsewhere.example>") != NULL);
	CHECK(strstr(raw, "\"Eva Berg\"") != NULL ||
	      strstr(raw, "Eva Berg") != NULL);
	CHECK(strstr(raw, "Subject: Refund granted: Bought twice") != NULL);
	CHECK(strstr(raw, "A refund of $1,234.56, tax included") != NULL);
	CHECK(strstr(raw, "It was the second one.") != NULL);
	CHECK(strstr(raw, made.request_id) != NULL);
	CHECK(strstr(raw, "List-Unsubscribe") == NULL);
	post_rest(&p);
	post_close(&p);
}

static int64_t purge(struct post *p, int64_t wall, int64_t limit)
{
	int64_t count = -1;

	p->s.cx->wall = wall;
	CHECK_OK(outbox_purge(p->s.cx, limit, &count));
	return count;
}

TEST(delivered_mail_goes_after_its_days_and_no_other)
{
	struct post p;

	post_open(&p);
	p.s.f.settings.mail_keep_days = 30;
	user_add(&p, "u1", "ada@contoso.example", "Ada Lind", 1, 1);
	user_add(&p, "u2", "bo@contoso.example", "Bo", 1, 1);
	user_add(&p, "u3", "cy@contoso.example", "Cy", 1, 1);
	user_add(&p, "u4", "di@contoso.example", "Di", 1, 1);
	placed(&p);
	shop_sow(&p.s,
	    "UPDATE outbox SET state = 'delivered' WHERE recipient <> 'u4';"
	    "UPDATE outbox SET state = 'failed' WHERE recipient = 'u3';");
	CHECK_INT(0, purge(&p, p.s.cx->wall + 30 * DAY_SECONDS - 1, 10));
	CHECK_INT(1, purge(&p, p.s.cx->wall + 1, 1));
	CHECK_INT(1, purge(&p, p.s.cx->wall, 10));
	CHECK_INT(0, purge(&p, p.s.cx->wall + 900 * DAY_SECONDS, 10));
	shop_count(&p.s, 1, "FROM outbox WHERE state = 'failed'");
	shop_count(&p.s, 1, "FROM outbox WHERE state = 'waiting'");
	post_close(&p);
}

RUN_TESTS(TEST_1(delivered_mail_goes_after_its_days_and_no_other),
    TEST_1(a_mail_is_delivered_once_and_says_what_was_ordered),
    TEST_1(a_passing_fault_is_tried_again_later_with_the_same_message_id),
    TEST_1(a_refused_recipient_is_tried_again_after_4xx_and_never_after_550),
    TEST_1(a_server_that_never_answers_fails_after_ten_attempts),
    TEST_1(pauses_grow_from_a_minute_to_six_hours),
    TEST_1(only_active_users_who_want_mail_get_it),
    TEST_1(a_mail_goes_to_who_chose_its_kind_and_may_see_what_it_tells_of),
    TEST_1(
	e_76_a_mail_of_a_key_says_on_which_side_it_was_shown_and_holds_no_key),
    TEST_1(the_mail_of_an_invoice_says_number_month_total_and_day),
    TEST_1(who_lost_the_role_meanwhile_is_not_told),
    TEST_1(a_mail_has_a_link_and_a_header_that_end_its_kind),
    TEST_1(without_a_server_mail_waits),
    TEST_1(the_worker_delivers_by_itself_and_stops),
    TEST_1(the_mail_of_a_cancellation_says_credit_edition_and_duties),
    TEST_1(a_name_cannot_add_headers_and_a_dot_does_not_end_the_mail),
    TEST_1(a_body_is_quoted_printable_in_short_lines),
    TEST_1(a_subject_outside_ascii_goes_in_encoded_words_of_whole_characters),
    TEST_1(who_was_only_invited_and_forgot_is_invited_again),
    TEST_1(a_letter_is_in_the_language_chosen_else_in_that_of_who_asks),
    TEST_1(a_forgotten_password_is_answered_by_mail_and_sealed_while_it_waits),
    TEST_1(a_decided_support_request_tells_its_contact),
    TEST_1(an_address_is_one_word_with_one_at))
