/*
 * The faults of a form, collected.
 */
#include "base/faults.h"

#include "base/arena.h"
#include "base/text.h"

struct faults faults_begin(struct ctx *cx, size_t max)
{
	return (struct faults){ .cx = cx,
		.errors = ARENA_ARRAY(cx->arena, struct error, max + 1),
		.max = max };
}

void faults_add(struct faults *faults, struct error e)
{
	if (faults->count < faults->max)
		faults->errors[faults->count++] = e;
}

void faults_wanted(struct faults *faults, const char *field, const char *form)
{
	faults_add(faults, fail_with(faults->cx->arena, ERR_FIELD_FORMAT, field,
			       HOLES({ "wanted", form })));
}

bool faults_text(struct faults *faults, const char *field, const char **text,
    bool needed, size_t max)
{
	struct arena *arena = faults->cx->arena;

	*text = *text == NULL ? "" : text_trim(arena, *text);
	if (needed && **text == '\0')
		faults_add(faults, fail(ERR_FIELD_MISSING, field));
	if (**text == '\0')
		return false;
	if (text_width(*text) <= max)
		return true;
	faults_add(
	    faults, fail_with(arena, ERR_FIELD_TOO_LONG, field,
			HOLES({ "max", arena_printf(arena, "%zu", max) })));
	return false;
}

struct error faults_end(struct faults *faults, struct error **ret_errors)
{
	faults->errors[faults->count] = OK;
	*ret_errors = faults->errors;
	return faults->errors[0];
}
