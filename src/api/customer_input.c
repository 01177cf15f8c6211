/*
 * Fields of billing profiles. What they must look like is customers/'s.
 */
#include "api/customer_input.h"

#define ADDRESS(name_, member_, ...)                                           \
	FIELD_AS(name_, TEXT, struct address_input, member_, __VA_ARGS__)
static const struct field address_fields[] = {
	ADDRESS("firstName", first_name, .required = true),
	ADDRESS("lastName", last_name, .required = true),
	ADDRESS("addressLine1", line1, .required = true),
	ADDRESS("addressLine2", line2),
	ADDRESS("city", city, .required = true),
	ADDRESS("state", state),
	ADDRESS("postalCode", postal_code),
	ADDRESS("country", country, .required = true),
	ADDRESS("phoneNumber", phone),
	FIELD_END,
};
const struct field billing_fields[] = {
	FIELD(TEXT, struct billing_input, email, .required = true),
	FIELD(TEXT, struct billing_input, culture, .required = true),
	FIELD(TEXT, struct billing_input, language, .required = true),
	FIELD_AS("companyName", TEXT, struct billing_input, company_name,
	    .required = true),
	FIELD_AS("defaultAddress", OBJECT, struct billing_input, address,
	    .required = true, .fields = address_fields),
	FIELD_AS("attributes", OBJECT, struct billing_input, attributes,
	    .fields = attributes_fields),
	FIELD_END,
};

struct customer_new profile_of(const struct billing_input *billing)
{
	const struct address_input *address = &billing->address;

	return (struct customer_new){
		.name = billing->company_name,
		.country = address->country,
		.email = billing->email,
		.language = billing->language,
		.culture = billing->culture,
		.first_name = address->first_name,
		.last_name = address->last_name,
		.address_line1 = address->line1,
		.address_line2 = address->line2,
		.city = address->city,
		.state = address->state,
		.postal_code = address->postal_code,
		.phone = address->phone,
	};
}

void errors_take(struct request *rq, struct error *errors)
{
	rq->errors = (struct field_errors){ .list = errors };
	while (errors[rq->errors.count].code)
		rq->errors.count++;
}
