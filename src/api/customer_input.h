/*
 * What a client sends for a customer and its billing profile, in every
 * spelling (client-quirks 5), and what customers/ makes of it.
 */
#ifndef KONTOR_API_CUSTOMER_INPUT_H
#define KONTOR_API_CUSTOMER_INPUT_H

#include "api/answer.h"
#include "customers/customer.h"

struct address_input {
	const char *first_name, *last_name, *line1, *line2, *city, *state,
	    *postal_code, *country, *phone;
};
struct billing_input {
	const char *email, *culture, *language, *company_name;
	struct address_input address;
	struct attributes_input attributes;
};
extern const struct field billing_fields[];

/* Without domain, registration number and reseller. */
struct customer_new profile_of(const struct billing_input *billing);
/* All that customer_check found, for the answer. */
void errors_take(struct request *rq, struct error *errors);

#endif
