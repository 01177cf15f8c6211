/*
 * How users of customers, roles and members are written.
 */
#ifndef KONTOR_API_USER_JSON_H
#define KONTOR_API_USER_JSON_H

#include "api/answer.h"
#include "api/paging.h"
#include "customers/customer_user.h"

/* password NULL: no passwordProfile, as everywhere but where it was just set.
 */
void user_json(struct json_out *json, const struct customer_user *user,
    const char *password, bool must_change);
void role_json(struct json_out *json, const struct directory_role *role);
void member_json(struct json_out *json, const struct customer_user *user,
    const struct directory_role *role);

/* The user of the path's {customer} and {user}, not a deleted one. */
struct error path_user(struct request *rq, struct customer_user *ret_user);

/* Pages of users: where one begins, and its end with the question asked. A
 * token of another list (its list differs) is ERR_FIELD_FORMAT. */
struct error user_paging_read(struct request *rq,
    const struct page_query *query, const char *list, struct paging *ret_paging,
    struct customer_user_filter *filter);
void user_paging_end(struct request *rq, struct json_out *json,
    const struct paging *paging, const char *path, const char *self,
    const struct customer_user_list *list, const struct hole *asked);

#endif
