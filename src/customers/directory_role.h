/*
 * Directory roles of a customer's tenant: a fixed table, the same for every
 * customer, with the ids that the public directory gives them.
 */
#ifndef KONTOR_CUSTOMERS_DIRECTORY_ROLE_H
#define KONTOR_CUSTOMERS_DIRECTORY_ROLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct directory_role {
	const char *role_id; /* GUID, lower case */
	const char *name;    /* N_(): as published */
	const char *about;   /* N_(): what it is for, one sentence */
	/* The bit of customer_user.roles that is this role: such members stand
	 * there and nowhere else. 0: members stand in a table. */
	uint32_t bit;
};

/* By name; ended by a NULL role_id. */
const struct directory_role *directory_roles(void);
/* In any case; NULL when there is none. */
const struct directory_role *directory_role_find(const char *role_id);

#endif
