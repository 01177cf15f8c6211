/*
 * What a customer's user must look like, and how long a deleted one can be
 * restored. Whether a name is taken or the domain the customer's, the service
 * finds out.
 */
#include "customers/customer_user.h"

#include <string.h>

#include "accounts/password.h"
#include "accounts/user.h"
#include "base/text.h"
#include "catalog/import.h"

enum { KEEPS_CASE, LOWER, UPPER };

struct user_field {
	const char *name; /* as in the REST body */
	size_t offset;
	size_t max;
	bool needed; /* of a new user, and never taken away */
	int letters;
};
#define IN(name_, member_, max_, needed_, letters_)                            \
	{                                                                      \
		name_, offsetof(struct customer_user_change, member_), max_,   \
		    needed_, letters_                                          \
	}
static const struct user_field fields[] = {
	IN("userPrincipalName", upn, 254, true, LOWER),
	IN("displayName", name, 256, true, KEEPS_CASE),
	IN("firstName", first_name, 64, true, KEEPS_CASE),
	IN("lastName", last_name, 64, true, KEEPS_CASE),
	IN("usageLocation", usage_location, 2, true, UPPER),
	IN("phoneNumber", phone, 64, false, KEEPS_CASE),
	IN("immutableId", immutable_id, 256, false, KEEPS_CASE),
};

struct findings {
	struct ctx *cx;
	struct error list[COUNT(fields) + 2];
	size_t count;
};

static void found(struct findings *findings, struct error error)
{
	findings->list[findings->count++] = error;
}

static bool has_controls(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return true;
	return false;
}

static const char *written(
    struct ctx *cx, const struct user_field *field, const char *text)
{
	text = text_trim(cx->arena, text);
	if (field->letters == LOWER)
		return text_lower(cx->arena, text);
	return field->letters == UPPER ? text_upper(cx->arena, text) : text;
}

static struct error form_check(
    struct ctx *cx, const struct user_field *field, const char *value)
{
	if (field->letters == LOWER && !email_form(value))
		return fail_with(cx->arena, ERR_FIELD_FORMAT, field->name,
		    HOLES({ "wanted", "name@example.com" }));
	if (field->letters == UPPER && !country_is_known(value))
		return fail_with(cx->arena, ERR_COUNTRY_UNKNOWN, field->name,
		    HOLES({ "value", value }));
	return OK;
}

static struct error value_check(
    struct ctx *cx, const struct user_field *field, const char *value, bool new)
{
	struct arena *arena = cx->arena;

	if (value == NULL)
		return new && field->needed
			   ? fail(ERR_FIELD_MISSING, field->name)
			   : OK;
	if (value[0] == '\0')
		return field->needed ? fail(ERR_FIELD_MISSING, field->name)
				     : OK;
	if (!text_is_utf8(value, strlen(value)) || has_controls(value))
		return fail(ERR_FIELD_ENCODING, field->name);
	if (text_width(value) > field->max)
		return fail_with(arena, ERR_FIELD_TOO_LONG, field->name,
		    HOLES({ "max", arena_printf(arena, "%zu", field->max) }));
	return form_check(cx, field, value);
}

static void password_find(struct findings *findings,
    const struct customer_user_change *change, bool new)
{
	const char *field = "passwordProfile.password";
	struct error e = OK;

	if (change->password != NULL)
		e = password_check(findings->cx, field, change->password);
	else if (new)
		e = fail(ERR_FIELD_MISSING, field);
	if (e.code)
		found(findings, e);
}

struct error customer_user_check(struct ctx *cx,
    struct customer_user_change *change, bool new, struct error **ret_errors)
{
	struct findings findings = { .cx = cx };
	struct error *errors;

	for (size_t i = 0; i < COUNT(fields); i++) {
		const char **value =
		    (const char **)(void *)((char *)change + fields[i].offset);
		struct error e;

		if (*value != NULL)
			*value = written(cx, &fields[i], *value);
		if ((e = value_check(cx, &fields[i], *value, new)).code)
			found(&findings, e);
	}
	password_find(&findings, change, new);
	errors = ARENA_ARRAY(cx->arena, struct error, findings.count + 1);
	memcpy(errors, findings.list, findings.count * sizeof(*errors));
	*ret_errors = errors;
	return errors[0];
}

bool customer_user_restorable(const struct customer_user *user, int64_t now)
{
	return user->deleted_at != 0 &&
	       now < user->deleted_at + CUSTOMER_USER_RESTORE_SECONDS;
}
