/*
 * What the pages of one customer share.
 */
#ifndef KONTOR_WEB_CUSTOMER_H
#define KONTOR_WEB_CUSTOMER_H

#include "web/views.h"

struct customer_facts {
	const char *customer_id, *name, *domain, *place, *href;
	struct house_mark mark;
	const char *commerce_id, *address1, *address2, *town, *country;
	const char *contact, *email, *phone, *registration, *segment;
	const char *since, *prices, *reservations, *azure_portal;
};
extern const struct view_field customer_facts_view[];
void customer_facts_of(struct ctx *cx, const struct customer *customer,
    struct customer_facts *facts);
/* "education" -> "Education", in the reader's language. */
const char *segment_text(struct ctx *cx, const char *segment);

struct customer_user_view {
	const char *name, *email, *roles;
	bool sees_keys, inactive;
};
extern const struct view_field customer_user_view[];
struct error customer_users_of(
    struct ctx *cx, const char *customer_id, struct view_list *ret_users);

#endif
