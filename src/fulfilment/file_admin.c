/*
 * What a new file must say of itself.
 */
#include "fulfilment/file_admin.h"

#include <string.h>

#include "base/faults.h"
#include "base/text.h"

#define ERRORS_MAX 10

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
	struct faults check = faults_begin(cx, ERRORS_MAX);

	if (text_empty(new->product_id))
		faults_add(&check, fail(ERR_FIELD_MISSING, "goods"));
	else if (!goods_known(goods, new))
		faults_wanted(&check, "goods", "KS19WSSTD001/0001");
	faults_text(&check, "version", &new->version, true, 64);
	if (faults_text(&check, "language", &new->language, true, 16) &&
	    !language_form(new->language))
		faults_wanted(&check, "language", "en-US");
	faults_text(&check, "os", &new->os, true, 64);
	if (faults_text(&check, "file_type", &new->file_type, true, 10)) {
		new->file_type = text_lower(cx->arena, new->file_type);
		if (!only(new->file_type,
			"abcdefghijklmnopqrstuvwxyz0123456789."))
			faults_wanted(&check, "file_type", "iso");
	}
	if (faults_text(&check, "bits", &new->bits, true, 2) &&
	    !text_same(new->bits, "32") && !text_same(new->bits, "64"))
		faults_wanted(&check, "bits", "64");
	if (faults_text(&check, "name", &new->name, true, 255) &&
	    !name_fine(new->name))
		faults_wanted(&check, "name", "setup.iso");
	return faults_end(&check, ret_errors);
}
