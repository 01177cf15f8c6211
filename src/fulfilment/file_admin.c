/*
 * What a new file must say of itself.
 */
#include "fulfilment/file_admin.h"

#include <string.h>

#include "base/text.h"

#define ERRORS_MAX 10

struct check {
	struct ctx *cx;
	struct error *errors;
	size_t count;
};

static void bad(struct check *check, struct error e)
{
	check->errors[check->count++] = e;
}

static void wanted(struct check *check, const char *field, const char *form)
{
	bad(check, fail_with(check->cx->arena, ERR_FIELD_FORMAT, field,
		       HOLES({ "wanted", form })));
}

/* False when it is missing or too long, and told. */
static bool text_check(
    struct check *check, const char *field, const char **text, size_t max)
{
	*text = *text == NULL ? "" : text_trim(check->cx->arena, *text);
	if (**text == '\0') {
		bad(check, fail(ERR_FIELD_MISSING, field));
		return false;
	}
	if (text_width(*text) <= max)
		return true;
	bad(check,
	    fail_with(check->cx->arena, ERR_FIELD_TOO_LONG, field,
		HOLES({ "max", arena_printf(check->cx->arena, "%zu", max) })));
	return false;
}

static bool only(const char *text, const char *characters)
{
	return text[strspn(text, characters)] == '\0';
}

/* "en-US", "zh-Hans", "mul" */
static bool language_form(const char *text)
{
	size_t first = strcspn(text, "-");

	return first >= 2 && first <= 3 &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz") == first &&
	       only(text, "-abcdefghijklmnopqrstuvwxyz"
			  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") &&
	       text[strlen(text) - 1] != '-';
}

static bool name_fine(const char *name)
{
	for (; *name != '\0'; name++)
		if (*name == '/' || *name == '\\' || (unsigned char)*name < ' ')
			return false;
	return true;
}

static bool goods_known(
    const struct goods_list *goods, const struct file_new *new)
{
	for (size_t i = 0; i < goods->count; i++)
		if (text_same(goods->goods[i].product_id, new->product_id) &&
		    (text_empty(new->sku_id) ||
			text_same(goods->goods[i].sku_id, new->sku_id)))
			return true;
	return false;
}

struct error file_new_check(struct ctx *cx, const struct goods_list *goods,
    struct file_new *new, struct error **ret_errors)
{
	struct check check = { .cx = cx,
		.errors = ARENA_ARRAY(cx->arena, struct error, ERRORS_MAX) };

	if (text_empty(new->product_id))
		bad(&check, fail(ERR_FIELD_MISSING, "goods"));
	else if (!goods_known(goods, new))
		wanted(&check, "goods", "KS19WSSTD001/0001");
	text_check(&check, "version", &new->version, 64);
	if (text_check(&check, "language", &new->language, 16) &&
	    !language_form(new->language))
		wanted(&check, "language", "en-US");
	text_check(&check, "os", &new->os, 64);
	if (text_check(&check, "file_type", &new->file_type, 10)) {
		new->file_type = text_lower(cx->arena, new->file_type);
		if (!only(new->file_type,
			"abcdefghijklmnopqrstuvwxyz0123456789."))
			wanted(&check, "file_type", "iso");
	}
	if (text_check(&check, "bits", &new->bits, 2) &&
	    !text_same(new->bits, "32") && !text_same(new->bits, "64"))
		wanted(&check, "bits", "64");
	if (text_check(&check, "name", &new->name, 255) &&
	    !name_fine(new->name))
		wanted(&check, "name", "setup.iso");
	check.errors[check.count] = OK;
	*ret_errors = check.errors;
	return check.errors[0];
}
