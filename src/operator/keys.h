/*
 * Pages of key pools, in several files.
 */
#ifndef KONTOR_OPERATOR_KEYS_H
#define KONTOR_OPERATOR_KEYS_H

#include "operator/operator.h"

#define KEYS_PATH "/operator/keys"
#define KEYS_LOAD_MAX 5000        /* keys a page takes at a time */
#define KEYS_LOAD_BYTES (1 << 20) /* of a file */

/* What the form to load keys shows again after a mistake. */
struct keys_form {
	const char *pool; /* "PRODUCT/SKU", or "" */
	const char *typed;
	struct view_list problems; /* struct field_problem */
	struct view_list lines;    /* what the import said */
	const char *left_out;      /* how many lines are not shown, or NULL */
	bool wrong;
};

/* The list of pools with that form; form NULL: a fresh one. */
struct error keys_list_answer(
    struct request *rq, const struct keys_form *form, int status);

#endif
