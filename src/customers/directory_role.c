/*
 * The table of directory roles. Who has one is customer_user_store.c's.
 */
#include "customers/directory_role.h"

#include "accounts/permission.h"
#include "base/text.h"
#include "i18n/i18n.h"

static const struct directory_role roles[] = {
	{ "b0f54661-2d74-4c50-afa3-1ec803f12efe", N_("Billing Administrator"),
	    N_("Buys and pays for the company."), 0 },
	{ "62e90394-69f5-4237-9190-012177145e10", N_("Company Administrator"),
	    N_("Everything in the customer’s tenant, with the product keys in "
	       "the customer admin centre."),
	    ROLE_CUSTOMER_GLOBAL_ADMIN },
	{ "17315797-102d-40b4-93e0-432062caca18",
	    N_("Compliance Administrator"), N_("Keeps data and rules."), 0 },
	{ "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", N_("Directory Readers"),
	    N_("Reads the directory."), 0 },
	{ "9360feb5-f418-4baa-8175-e2a00bac4301", N_("Directory Writers"),
	    N_("Reads and writes the directory."), 0 },
	{ "29232cdf-9323-42fd-ade2-1d097af3e4de",
	    N_("Exchange Service Administrator"), N_("Runs the mail."), 0 },
	{ "729827e3-9c14-49f7-bb1b-9608f156bbb8", N_("Helpdesk Administrator"),
	    N_("Resets passwords of people without a role."), 0 },
	{ "4d6ac14f-3453-41d0-bef9-a3e0c569773a", N_("License Administrator"),
	    N_("Gives licences to people."), 0 },
	{ "75941009-915a-4869-abe7-691bff18279e",
	    N_("Lync Service Administrator"), N_("Runs calls and meetings."),
	    0 },
	{ "4a5d8f65-41da-4de4-8968-e035b65339cf", N_("Reports Reader"),
	    N_("Reads reports on use."), 0 },
	{ "194ae4cb-b126-40b2-bd5b-6091b380977d", N_("Security Administrator"),
	    N_("Keeps the security settings."), 0 },
	{ "5d6b6bb7-de71-4623-b4af-96380a352509", N_("Security Reader"),
	    N_("Reads the security settings."), 0 },
	{ "f023fd81-a637-4b56-95fd-791ac0226033",
	    N_("Service Support Administrator"), N_("Files support requests."),
	    0 },
	{ "f28a1f50-f6e7-4571-818b-6a12f2af6b6c",
	    N_("SharePoint Service Administrator"), N_("Runs the sites."), 0 },
	{ "fe930be7-5e62-47db-91af-98c3a49a38b1",
	    N_("User Account Administrator"),
	    N_("Adds, changes and deletes people."), 0 },
	{ NULL, NULL, NULL, 0 },
};

const struct directory_role *directory_roles(void)
{
	return roles;
}

const struct directory_role *directory_role_find(const char *role_id)
{
	for (size_t i = 0; roles[i].role_id != NULL; i++)
		if (text_same_nocase(roles[i].role_id, role_id))
			return &roles[i];
	return NULL;
}
