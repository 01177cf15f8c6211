/*
 * The matrix of rights as a page: the table that every route is checked by
 * (domain.md 1), and what the editions narrow.
 */
#include "accounts/permission.h"
#include "i18n/i18n.h"
#include "policy/policy.h"
#include "policy/surface.h"
#include "web/routes.h"
#include "web/views.h"

struct role_column {
	const char *name;
	bool own;
};
struct right_cell {
	const char *role;
	bool yes, own;
};
struct right_row {
	const char *name, *note;
	struct view_list cells; /* struct right_cell */
};
struct giver_row {
	const char *role, *givers;
};
struct matrix {
	const char *held;
	struct view_list givers; /* struct giver_row */
	struct view_list roles;  /* struct role_column */
	struct view_list rights; /* struct right_row */
};
static const struct view_field column_view[] = {
	VIEW(TEXT, struct role_column, name),
	VIEW(BOOL, struct role_column, own),
	VIEW_FIELD_END,
};
static const struct view_field cell_view[] = {
	VIEW(TEXT, struct right_cell, role),
	VIEW(BOOL, struct right_cell, yes),
	VIEW(BOOL, struct right_cell, own),
	VIEW_FIELD_END,
};
static const struct view_field row_view[] = {
	VIEW(TEXT, struct right_row, name),
	VIEW(TEXT, struct right_row, note),
	VIEW_OF(LIST, struct right_row, cells, cell_view, struct right_cell),
	VIEW_FIELD_END,
};
static const struct view_field giver_view[] = {
	VIEW(TEXT, struct giver_row, role),
	VIEW(TEXT, struct giver_row, givers),
	VIEW_FIELD_END,
};
static const struct view_field matrix_fields[] = {
	VIEW(TEXT, struct matrix, held),
	VIEW_OF(LIST, struct matrix, givers, giver_view, struct giver_row),
	VIEW_OF(LIST, struct matrix, roles, column_view, struct role_column),
	VIEW_OF(LIST, struct matrix, rights, row_view, struct right_row),
	VIEW_FIELD_END,
};

static size_t role_count(void)
{
	const struct role_info *infos = role_infos();
	size_t count = 0;

	while (infos[count].id != NULL && infos[count].role != ROLE_OPERATOR)
		count++;
	return count;
}

static struct view_list columns(struct ctx *cx)
{
	const struct role_info *infos = role_infos();
	size_t count = role_count();
	struct role_column *list =
	    ARENA_ARRAY(cx->arena, struct role_column, count);

	for (size_t i = 0; i < count; i++)
		list[i] = (struct role_column){ _(infos[i].name),
			(infos[i].role & cx->who->roles) != 0 };
	return (struct view_list){ count, list };
}

/* Of the roles of the partner's side. */
static struct view_list givers(struct ctx *cx)
{
	const struct role_info *infos = role_infos();
	struct giver_row *rows =
	    ARENA_ARRAY(cx->arena, struct giver_row, role_count());
	size_t count = 0;

	for (size_t i = 0; i < role_count(); i++)
		if (roles_granting(infos[i].role) != 0)
			rows[count++] = (struct giver_row){ _(infos[i].name),
				roles_list_text(
				    cx, roles_granting(infos[i].role)) };
	return (struct view_list){ count, rows };
}

static bool edition_allows(
    const struct edition *edition, enum permission permission)
{
	switch (permission) {
	case MAY_GET_KEYS:
		return edition->partner_sees_keys &&
		       *key_roles(edition, SIDE_PARTNER, KEY_SHOW) != NULL;
	case MAY_COPY_DEEP_LINK:
		return edition->deep_link;
	case MAY_GET_OWN_KEYS:
		return edition->customer_sees_keys;
	default:
		return true;
	}
}

/* In which editions the right holds, and whether it holds today. */
static const char *edition_note(
    struct ctx *cx, const struct permission_info *info)
{
	const struct edition *today = policy_surface(cx->policy, NULL, cx->now);
	const struct edition *editions;
	size_t count;
	const char **names;
	size_t named = 0;

	if (info->policy == NULL)
		return NULL;
	editions = policy_editions(cx->policy, &count);
	names = ARENA_ARRAY(cx->arena, const char *, count + 1);
	for (size_t i = 0; i < count; i++)
		if (edition_allows(&editions[i], info->permission))
			names[named++] = editions[i].id;
	return message_with(cx,
	    edition_allows(today, info->permission)
		? N_("By edition: {editions}. Offered today, edition {today}.")
		: N_("By edition: {editions}. Not offered today, edition {today}."),
	    HOLES({ "editions", show_list(cx, names, named) },
		{ "today", today->id }));
}

static struct view_list cells(
    struct ctx *cx, const struct permission_info *info)
{
	const struct role_info *infos = role_infos();
	size_t count = role_count();
	struct right_cell *list =
	    ARENA_ARRAY(cx->arena, struct right_cell, count);

	for (size_t i = 0; i < count; i++)
		list[i] = (struct right_cell){ _(infos[i].name),
			(infos[i].role & info->roles) != 0,
			info->permission == MAY_SEE_ORDERS &&
			    infos[i].role == ROLE_CUSTOMER_GLOBAL_ADMIN };
	return (struct view_list){ count, list };
}

static struct error permissions_show(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct right_row *rows =
	    ARENA_ARRAY(cx->arena, struct right_row, PERMISSION_COUNT);
	struct matrix matrix = {
		.held = roles_list_text(cx, cx->who->roles),
		.roles = columns(cx),
		.givers = givers(cx),
	};
	struct page page = { .title = _("Roles and permissions"),
		.body = "account/permissions",
		.place = PLACE_SETTINGS,
		.fields = matrix_fields,
		.data = &matrix };
	size_t count = 0;

	for (int i = MAY_SIGNED_IN + 1; i < MAY_OPERATE; i++) {
		const struct permission_info *info =
		    permission_info((enum permission)i);

		rows[count++] = (struct right_row){ _(info->name),
			edition_note(cx, info), cells(cx, info) };
	}
	matrix.rights = (struct view_list){ count, rows };
	return page_answer(rq, &page);
}

const struct route web_permissions_routes[] = {
	{ GET, "/permissions", .needs = MAY_SIGNED_IN,
	    .read = permissions_show },
	ROUTE_END,
};
