/*
 * The operator's view of messages: which are listed, and trying again.
 */
#include "check.h"
#include "world.h"

#include "accounts/account_mail.h"
#include "accounts/notice.h"
#include "accounts/operator.h"
#include "accounts/person.h"
#include "accounts/user.h"
#include "activity/activity.h"
#include "base/text.h"
#include "db/db.h"
#include "outbox/outbox.h"
#include "outbox/watch.h"

static struct user user_of(struct fixture *f, const char *email)
{
	struct user user = {
		.email = email, .name = "Ada", .roles = ROLE_GLOBAL_ADMIN
	};

	CHECK_OK(user_create(&f->cx, &user, "hash", &user));
	return user;
}

static void mail(struct fixture *f, const struct user *user,
    enum account_mail kind, const char *token)
{
	const struct person person = { .kind = ACTOR_USER,
		.partner_id = f->cx.who->partner->partner_id,
		.user_id = user->user_id,
		.email = user->email,
		.name = user->name };

	CHECK_OK(account_mail(&f->cx, &person, kind, token));
}

static struct message_list listed(
    struct fixture *f, enum message_state state, int64_t partner_id)
{
	struct message_filter filter = { .channel = MESSAGE_MAIL,
		.state = state,
		.partner_id = partner_id };
	struct message_list list;

	CHECK_OK(message_list(&f->cx, &filter, &list));
	return list;
}

/* As the worker leaves it when it gives up. */
static void give_up(struct fixture *f, const struct message *m)
{
	CHECK_OK(sql_run(&f->cx, SQL_outbox_settle,
	    ARGS(I(m->partner_id), T(m->event_id), T(m->recipient), T("failed"),
		I(f->cx.wall), T("550 nobody"), I(m->next_at)),
	    NULL));
}

TEST(messages_of_all_partners_are_listed_newest_first)
{
	struct fixture f;
	struct partner other;
	struct principal who;
	const struct principal *mine;
	struct user ada;
	struct message_list list;
	struct message_filter filter = {
		.channel = MESSAGE_MAIL, .partner_id = ANY_PARTNER, .limit = 1
	};

	fixture_open(&f);
	mine = f.cx.who;
	ada = user_of(&f, "ada@contoso.example");
	mail(&f, &ada, ACCOUNT_MAIL_FACTOR_ON, NULL);
	fixture_other_partner(&f, &other, &who);
	f.cx.who = &who;
	fixture_wall(&f, f.cx.wall + 60);
	ada = user_of(&f, "ada@other.example");
	mail(&f, &ada, ACCOUNT_MAIL_FACTOR_OFF, NULL);
	f.cx.who = mine;
	list = listed(&f, MESSAGE_ANY, ANY_PARTNER);
	CHECK_INT(2, list.count);
	CHECK_TEXT("ada@other.example", list.messages[0].to);
	CHECK_TEXT("ada@contoso.example", list.messages[1].to);
	CHECK_INT(1, listed(&f, MESSAGE_WAITING, other.partner_id).count);
	CHECK_INT(0, listed(&f, MESSAGE_FAILED, ANY_PARTNER).count);
	CHECK_OK(message_list(&f.cx, &filter, &list));
	CHECK_INT(1, list.count);
	CHECK(list.more);
	filter.before_at = list.messages[0].created_at;
	filter.before_event = list.messages[0].event_id;
	filter.before_recipient = list.messages[0].recipient;
	CHECK_OK(message_list(&f.cx, &filter, &list));
	CHECK_INT(1, list.count);
	CHECK(!list.more);
	CHECK_TEXT("ada@contoso.example", list.messages[0].to);
	filter.channel = MESSAGE_WEBHOOK;
	CHECK_OK(message_list(&f.cx, &filter, &list));
	CHECK_INT(0, list.count);
	fixture_close(&f);
}

TEST(a_failed_mail_is_tried_again_and_the_log_says_so)
{
	struct fixture f;
	struct user ada;
	struct message one;
	struct message_counts counts;
	struct activity_list log;
	struct activity_filter filter = { .to_day = 100000,
		.action = ACTIVITY_RETRY_MESSAGE };

	fixture_open(&f);
	ada = user_of(&f, "ada@contoso.example");
	mail(&f, &ada, ACCOUNT_MAIL_FACTOR_ON, NULL);
	one = listed(&f, MESSAGE_ANY, 1).messages[0];
	give_up(&f, &one);
	CHECK_OK(message_counts(&f.cx, &counts));
	CHECK_INT(1, counts.mail_failed);
	one = listed(&f, MESSAGE_FAILED, 1).messages[0];
	CHECK_TEXT("550 nobody", one.problem);
	CHECK_OK(message_retry(&f.cx, one.event_id, one.recipient));
	one = listed(&f, MESSAGE_WAITING, 1).messages[0];
	CHECK_INT(0, one.attempts);
	CHECK_INT(f.cx.wall, one.next_at);
	CHECK(one.problem == NULL);
	CHECK_OK(activity_list(&f.cx, &filter, &log));
	CHECK_INT(1, log.count);
	fixture_close(&f);
}

TEST(what_is_delivered_gone_or_anothers_is_not_tried_again)
{
	struct fixture f;
	struct partner other;
	struct principal who;
	struct user ada;
	struct message one;

	fixture_open(&f);
	ada = user_of(&f, "ada@contoso.example");
	mail(&f, &ada, ACCOUNT_MAIL_INVITATION, "a-token");
	one = listed(&f, MESSAGE_ANY, 1).messages[0];
	CHECK(!one.link_gone);
	give_up(&f, &one);
	one = listed(&f, MESSAGE_ANY, 1).messages[0];
	CHECK(one.link_gone);
	CHECK_FAILS(ERR_MESSAGE_LINK_GONE,
	    message_retry(&f.cx, one.event_id, one.recipient));
	CHECK_FAILS(ERR_DELIVERY_UNKNOWN,
	    message_retry(&f.cx, one.event_id, "somebody"));
	CHECK_FAILS(
	    ERR_DELIVERY_UNKNOWN, message_retry(&f.cx, one.event_id, ""));
	fixture_other_partner(&f, &other, &who);
	f.cx.who = &who;
	CHECK_FAILS(ERR_DELIVERY_UNKNOWN,
	    message_retry(&f.cx, one.event_id, one.recipient));
	fixture_close(&f);
}

RUN_TESTS(TEST_1(messages_of_all_partners_are_listed_newest_first),
    TEST_1(a_failed_mail_is_tried_again_and_the_log_says_so),
    TEST_1(what_is_delivered_gone_or_anothers_is_not_tried_again))
