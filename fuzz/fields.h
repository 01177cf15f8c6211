/*
 * A table with a field of every kind, for the targets of JSON and of forms,
 * and what must hold of whatever it let in.
 */
#ifndef KONTOR_FUZZ_FIELDS_H
#define KONTOR_FUZZ_FIELDS_H

#include "base/money.h"
#include "fuzz.h"
#include "http/field.h"

static const char *const cycles[] = { "unknown", "monthly", "annual",
	"one_time", NULL };

struct line {
	const char *item;
	int64_t quantity;
	int cycle;
	struct field_map context;
};
static const struct field line_fields[] = {
	FIELD_AS("catalogItemId", TEXT, struct line, item, .required = true,
	    .alias = "catalogId"),
	FIELD(INT, struct line, quantity, .min = 1, .max = 100),
	FIELD_AS("billingCycle", CHOICE, struct line, cycle, .choices = cycles),
	FIELD_AS("provisioningContext", MAP, struct line, context),
	FIELD_END,
};
struct address {
	const char *country;
};
static const struct field address_fields[] = {
	FIELD(TEXT, struct address, country, .required = true, .max = 2),
	FIELD_END,
};
struct tag {
	const char *text;
};
static const struct field tag_fields[] = {
	FIELD_ITSELF(TEXT, struct tag, text, .max = 3),
	FIELD_END,
};
struct input {
	const char *id, *secret, *price;
	int64_t at, day, any;
	bool has_at, has_flag, flag;
	struct address address;
	struct field_list lines, tags;
};
static const struct field all_fields[] = {
	FIELD(GUID, struct input, id),
	FIELD(SECRET, struct input, secret, .max = 8),
	FIELD(DECIMAL, struct input, price),
	FIELD(INSTANT, struct input, at,
	    .has_offset = offsetof(struct input, has_at)),
	FIELD(DAY, struct input, day),
	FIELD(INT, struct input, any),
	FIELD(BOOL, struct input, flag,
	    .has_offset = offsetof(struct input, has_flag)),
	FIELD(OBJECT, struct input, address, .fields = address_fields),
	FIELD_AS("lineItems", LIST, struct input, lines, .fields = line_fields,
	    .item_size = sizeof(struct line), .max = 20),
	FIELD(LIST, struct input, tags, .fields = tag_fields,
	    .item_size = sizeof(struct tag)),
	FIELD_AS("links", TEXT, struct input, secret, .read_only = true),
	FIELD_END,
};

static inline void text_holds(const char *text, size_t max)
{
	if (text == NULL)
		return;
	NEED(text_is_utf8(text, strlen(text)));
	NEED(text_width(text) <= max);
}

static inline void line_holds(const struct line *line)
{
	NEED(!text_empty(line->item));
	text_holds(line->item, FIELD_TEXT_MAX);
	NEED(line->quantity >= 0 && line->quantity <= 100);
	NEED(line->cycle >= 0 && line->cycle < 4);
	for (size_t i = 0; i < line->context.count; i++) {
		text_holds(line->context.pairs[i].key, SIZE_MAX);
		text_holds(line->context.pairs[i].value, FIELD_TEXT_MAX);
	}
}

static inline void input_holds(const struct input *input)
{
	const struct line *lines = input->lines.items;
	const struct tag *tags = input->tags.items;
	int64_t minor;

	NEED(input->id == NULL || text_is_guid(input->id));
	text_holds(input->secret, 8);
	if (input->price != NULL && strlen(input->price) < 12)
		NEED(strspn(input->price, "-0123456789.") ==
		     strlen(input->price));
	if (input->price != NULL)
		(void)money_parse(input->price, 2, true, &minor);
	text_holds(input->address.country, 2);
	NEED(input->lines.count <= 20);
	for (size_t i = 0; i < input->lines.count; i++)
		line_holds(&lines[i]);
	NEED(input->tags.count <= FIELD_LIST_MAX);
	for (size_t i = 0; i < input->tags.count; i++)
		text_holds(tags[i].text, 3);
}

/* A refusal names what is wrong; its message can be written. */
static inline void errors_hold(
    struct fuzz *fuzz, struct error e, const struct field_errors *errors)
{
	NEED(error_message(&fuzz->cx, e) != NULL);
	for (size_t i = 0; i < errors->count; i++) {
		NEED(errors->list[i].code != 0);
		NEED(error_message(&fuzz->cx, errors->list[i]) != NULL);
	}
}

#endif
