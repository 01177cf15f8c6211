/*
 * Pages of partners, in several files.
 */
#ifndef KONTOR_OPERATOR_PARTNERS_H
#define KONTOR_OPERATOR_PARTNERS_H

#include "accounts/partner_admin.h"
#include "operator/operator.h"

#define PARTNERS_PATH "/operator/partners"

/* {{> operator/input}}: one input of a form, with what is wrong with it. */
struct form_choice {
	const char *id, *name;
	bool chosen;
};
struct form_input {
	const char *field, *label, *value, *problem, *kind, *hint;
	struct view_list choices; /* struct form_choice; a select then */
	bool needed, select;
};
extern const struct view_field form_input_view[];

/* A box to tick. */
struct form_box {
	const char *field, *label, *hint;
	bool on;
};
extern const struct view_field form_box_view[];

/* The {partner} of the path: ERR_PARTNER_UNKNOWN. Then inside its tenant. */
struct error partner_enter(struct request *rq);
/* Its number, of a path that partner_enter took. */
int64_t partner_of_path(const struct request *rq);

/*
 * The page of a partner, once more with what was refused: form is "change" or
 * "add", outcome OK shows it as it is. invitation: told once, or NULL.
 */
struct error partner_answer(struct request *rq, const char *form,
    struct error outcome, const struct invitation *invitation);

#endif
