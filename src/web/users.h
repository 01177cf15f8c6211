/*
 * What the pages of a customer's users share: paths, inputs, the page that
 * shows a password once.
 */
#ifndef KONTOR_WEB_USERS_H
#define KONTOR_WEB_USERS_H

#include "customers/customer_user.h"
#include "web/page.h"

const char *users_path(struct ctx *cx, const char *customer_id);
/* "/customers/{c}/users/{u}" + rest */
const char *user_path(
    struct ctx *cx, const struct customer_user *user, const char *rest);

/* For how many days a deleted user can be restored. */
const char *restore_days(struct ctx *cx);

/* {{> customers/input}}: named like the fields of the REST body. */
struct user_inputs {
	struct view_list inputs, countries;
};
extern const struct view_field user_inputs_view[];
/* As typed, or as the user has them (NULL: a new one). */
struct user_inputs user_inputs(struct request *rq,
    const struct customer *customer, const struct customer_user *user,
    const struct view_list *problems, bool as_typed);
/* Ended by a pair of NULLs. */
extern const struct field_pair user_labels[];
/* What was typed, checked; all errors into rq->errors. */
extern const struct field user_fields[];
struct error user_input_check(
    struct request *rq, struct customer_user_change *change, bool new);

/* The password that was just set, once. */
struct error password_answer(struct request *rq,
    const struct customer *customer, const struct customer_user *user,
    const char *password, bool new);

#endif
