/*
 * Inside of field*.c: one value on its way into a struct, and where it stood.
 */
#ifndef KONTOR_HTTP_FIELD_PRIVATE_H
#define KONTOR_HTTP_FIELD_PRIVATE_H

#include "base/text.h"
#include "http/field.h"

/* A value as it came, before its kind is known. */
struct raw {
	enum { RAW_TEXT, RAW_INT, RAW_BOOL, RAW_REAL, RAW_OTHER } kind;
	const char *text;
	int64_t number;
	bool truth;
};

/* Where it stands: lineItems[0].quantity, written out only for an error. */
struct spot {
	const struct spot *above;
	const char *name; /* NULL: an item of a list */
	size_t index;
};

struct filling {
	struct ctx *cx;
	struct field_errors *errors;
	size_t room;
};

struct error field_result(const struct filling *filling);
void field_error(struct filling *filling, const struct spot *spot,
    enum error_code code, const struct hole *holes);
void field_missing(struct filling *filling, const struct field *field,
    const struct spot *spot);
/* A plain value into base + field->offset; false when it counts as absent. */
bool field_scalar(struct filling *filling, const struct field *field,
    const struct spot *spot, const struct raw *raw, void *base);
void field_given(const struct field *field, void *base);
/* False, told, when there are more items than allowed. */
bool field_list_fits(struct filling *filling, const struct field *field,
    const struct spot *spot, size_t count);
/* Room for the items, set into the struct_list at the field. */
char *field_list_make(struct filling *filling, const struct field *field,
    size_t count, void *base);
bool field_is_itself(const struct field *fields);

#endif
