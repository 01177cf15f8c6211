/*
 * How users of customers, roles and members are written.
 */
#ifndef KONTOR_API_USER_JSON_H
#define KONTOR_API_USER_JSON_H

#include "api/answer.h"
#include "customers/customer_user.h"

/* password NULL: no passwordProfile, as everywhere but where it was just set.
 */
void user_json(struct json_out *json, const struct customer_user *user,
    const char *password, bool must_change);
void role_json(struct json_out *json, const struct directory_role *role);
void member_json(struct json_out *json, const struct customer_user *user,
    const struct directory_role *role);

#endif
