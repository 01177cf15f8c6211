/*
 * Offering and withdrawing files, with the programme's log.
 */
#include "activity/activity.h"
#include "base/text.h"
#include "fulfilment/file_admin_rows.h"

static struct error say(struct ctx *cx, enum activity_action action,
    const struct offered_file *offered, const char *act)
{
	const struct software_file *file = &offered->file;

	return activity_add(cx,
	    &(struct activity){ .action = action,
		.product_id = offered->product_id,
		.sku_id = text_empty(offered->sku_id) ? NULL : offered->sku_id,
		.title = file->name,
		.file_id = file->file_id,
		.details = HOLES({ "Act", act }, { "Version", file->version },
		    { "Language", file->language },
		    { "Sha256", file->sha256 }) },
	    OK);
}

struct error file_admin_add(struct ctx *cx, const struct file_new *new,
    const struct kept_file *kept, struct offered_file *ret_file)
{
	const struct file_traits traits = { new->product_id,
		new->sku_id ? new->sku_id : "", new->version, new->language,
		new->os, new->file_type, new->bits };
	struct offered_file was;
	char file_id[GUID_TEXT];
	struct error e;

	file_id_make(&traits, file_id);
	e = file_admin_load(cx, file_id, &was);
	if (e.code == 0 && was.file.withdrawn_at == 0)
		return fail(ERR_FILE_THERE, "goods");
	if (e.code && e.code != ERR_FILE_UNKNOWN)
		return e;
	if ((e = file_put(cx, file_id, new, kept)).code ||
	    (e = file_admin_load(cx, file_id, ret_file)).code)
		return e;
	return say(cx, ACTIVITY_ADD_FILE, ret_file, "added");
}

struct error file_admin_offer(struct ctx *cx, const char *file_id, bool offered)
{
	struct offered_file file;
	struct error e = file_admin_load(cx, file_id, &file);

	if (e.code || (file.file.withdrawn_at == 0) == offered)
		return e;
	e = file_set_withdrawn(cx, file.file.file_id, offered ? 0 : cx->wall);
	return e.code ? e
		      : say(cx, ACTIVITY_WITHDRAW_FILE, &file,
			    offered ? "offered again" : "withdrawn");
}
