/*
 * The operator console's door and its tables of routes: who runs the
 * programme works here, over all partners.
 *
 * How to add a page:
 *   1. src/operator/NOUN.c with `const struct route operator_NOUN_routes[]`,
 *      every path below /operator, every route .needs = MAY_OPERATE;
 *      declared below, named in operator_tables (door.c), the file in
 *      meson.build.
 *   2. A line in the menu (page.c), its template
 *      src/operator/templates/NOUN.mustache, answered with operator_page.
 *   3. What is one partner's is read and changed inside its tenant: first
 *      operator_into_partner(cx, partner_id) (accounts/operator.h), in read,
 *      prepare and effects each, then the service as on the dashboard. What
 *      is the programme's (catalogue, pools, files) needs nothing.
 *   4. Its acts stand in the log: activity_add, inside the tenant or, for
 *      what is the programme's, outside: then under partner PROGRAMME_ID.
 */
#ifndef KONTOR_OPERATOR_OPERATOR_H
#define KONTOR_OPERATOR_OPERATOR_H

#include "accounts/operator.h"
#include "activity/activity.h"
#include "http/http.h"
#include "web/page.h"

extern const struct door operator_door;
/* Ended by NULL. */
extern const struct route *const operator_tables[];

extern const struct route operator_catalogue_routes[];
extern const struct route operator_edition_form_routes[];
extern const struct route operator_edition_routes[];
extern const struct route operator_editions_routes[];
extern const struct route operator_help_routes[];
extern const struct route operator_home_routes[];
extern const struct route operator_import_routes[];
extern const struct route operator_imports_routes[];
extern const struct route operator_invoices_routes[];
extern const struct route operator_keys_load_routes[];
extern const struct route operator_keys_routes[];
extern const struct route operator_file_new_routes[];
extern const struct route operator_files_routes[];
extern const struct route operator_outbox_routes[];
extern const struct route operator_partner_new_routes[];
extern const struct route operator_partner_people_routes[];
extern const struct route operator_partner_routes[];
extern const struct route operator_partners_routes[];
extern const struct route operator_search_routes[];
extern const struct route operator_security_routes[];
extern const struct route operator_request_act_routes[];
extern const struct route operator_request_routes[];
extern const struct route operator_requests_routes[];
extern const struct route operator_sign_in_routes[];

/* Renders in the console's frame and answers. */
struct error operator_page(struct request *rq, struct page *page);

#endif
