/*
 * What partners do here, step by step. A step says where, then what, then
 * what comes of it; numbers of days come from the edition, never from a text.
 */
#include "web/guide.h"

#include <stddef.h>

#include "i18n/i18n.h"

#define STEPS_END                                                              \
	{                                                                      \
		NULL, NULL, NULL, NULL                                         \
	}

static const struct guide_step purchase[] = {
	{ N_("Choose the customer"),
	    N_("Open Customers and find it by name, domain or tenant GUID. A "
	       "new one is added by name, domain, address and contact."),
	    "/customers", N_("Customers") },
	{ N_("Confirm the agreement"),
	    N_("The first order waits until the customer has accepted the "
	       "customer agreement. Its Account page takes who accepted, and "
	       "when."),
	    "/help/customers", N_("Customers and their accounts") },
	{ N_("Fill the cart"),
	    N_("Open Add products, choose product, term and quantity. The "
	       "price of today stands beside each."),
	    "/help/buying", N_("Products, cart and orders") },
	{ N_("Place the order"),
	    N_("Review order shows every line with its tax and the edition "
	       "that will hold. Nothing is ordered until you choose Place "
	       "order."),
	    NULL, NULL },
	{ N_("Hand over key and files"),
	    N_("Open Software and the product. The terms in force today decide "
	       "whether you or the customer get keys and downloads."),
	    "/help/keys", N_("Keys and downloads") },
	{ N_("See who looked"),
	    N_("Every showing of a key and every download is in the activity "
	       "log, by your people, by programs and by the customer."),
	    "/activity", N_("Activity log") },
	{ N_("Cancel in time"),
	    N_("The days that are left stand beside each purchase. What is "
	       "ordered today can be cancelled for {window}."),
	    "/help/cancelling", N_("Cancelling software") },
	{ N_("Find the credit"),
	    N_("It is a line of its own on the invoice of the month of "
	       "cancelling, and the line explains how it was worked out."),
	    "/billing", N_("Billing") },
	STEPS_END,
};

static const struct guide_step customers[] = {
	{ N_("Find one"),
	    N_("Search by a part of the name or domain, or by the whole tenant "
	       "GUID. The list can be narrowed to a country."),
	    "/customers", N_("Customers") },
	{ N_("Add one"),
	    N_("Name, domain, country and contact are enough. Country and "
	       "domain stay: price, currency and tax follow the country."),
	    "/customers/new", N_("Add customer") },
	{ N_("Confirm the agreement"),
	    N_("On the Account page, say which person accepted the customer "
	       "agreement and on which day. Confirm only what was accepted."),
	    NULL, NULL },
	{ N_("Ask for a qualification"),
	    N_("Education, government and non-profit prices open when the "
	       "qualification is approved; the Account page shows its state."),
	    NULL, NULL },
	{ N_("Look after its users"),
	    N_("Users and licences adds people, gives roles and licences, and "
	       "sets a new password. A deleted user can be restored for a "
	       "while."),
	    NULL, NULL },
	{ N_("End the relationship"),
	    N_("Possible when no subscription is active, no reservation runs "
	       "and no purchase can still be cancelled. Charges, credits and "
	       "the activity log stay."),
	    NULL, NULL },
	STEPS_END,
};

static const struct guide_step buying[] = {
	{ N_("Find the product"),
	    N_("Add products shows what is on offer in the customer’s country. "
	       "Narrow it by kind or by a word of the name."),
	    NULL, NULL },
	{ N_("Read the price"),
	    N_("It says whether tax is included, and for which term it is. A "
	       "product without a price today cannot be ordered."),
	    NULL, NULL },
	{ N_("Review the cart"),
	    N_("Change quantities and update. A line that cannot be ordered "
	       "says why, and the others stay as they are."),
	    NULL, NULL },
	{ N_("Place the order"),
	    N_("You pay what the page showed. When a price has changed since, "
	       "nothing is ordered and the cart is shown again."),
	    NULL, NULL },
	{ N_("Find it again"),
	    N_("Order history lists every order with its lines, its state and "
	       "who placed it. The order’s page has its timeline and its "
	       "ids."),
	    NULL, NULL },
	STEPS_END,
};

static const struct guide_step subscriptions[] = {
	{ N_("Change seats"),
	    N_("Enter the new number: the amount is shown before anything "
	       "changes. Seats are charged or credited by the unused days of "
	       "the billing period."),
	    NULL, NULL },
	{ N_("Suspend and reactivate"),
	    N_("A suspended subscription stops working and is charged until "
	       "its term ends. Nothing is credited for the time between."),
	    NULL, NULL },
	{ N_("Decide about the renewal"),
	    N_("A subscription that renews starts a new term by itself on the "
	       "day after its last one. Turn it off at any time before."),
	    NULL, NULL },
	{ N_("Cancel software"),
	    N_("A software subscription is cancelled on the Software page, "
	       "within its window."),
	    "/help/cancelling", N_("Cancelling software") },
	STEPS_END,
};

static const struct guide_step reservations[] = {
	{ N_("See whether they are sold"),
	    N_("Some markets have no reservations. The customer’s page says "
	       "how it is where the customer is."),
	    "/markets", N_("Markets without reservations") },
	{ N_("Buy"),
	    N_("Add products, kind Azure reservations: choose region, size, "
	       "term and scope. The customer needs an active Azure subscription."),
	    NULL, NULL },
	{ N_("Compare"),
	    N_("The calculator shows what Azure Hybrid Benefit saves with your "
	       "own rates. Its result has an address that can be passed on."),
	    "/hybrid-benefit", N_("Azure Hybrid Benefit") },
	{ N_("End early"),
	    N_("A reservation is cancelled or exchanged by a support request."),
	    "/support/new", N_("Report a problem") },
	STEPS_END,
};

static const struct guide_step billing[] = {
	{ N_("Watch the month"),
	    N_("Billing shows charges and credits of the open month as they "
	       "arise. Purchases and credits are separate lines, never "
	       "netted."),
	    "/billing", N_("Billing") },
	{ N_("Read the invoice"),
	    N_("When a month is over its lines are frozen: for each currency "
	       "one invoice, or a credit note when the sum is below zero. "
	       "Nothing on an issued document changes."),
	    "/billing/invoices", N_("Invoices and credit notes") },
	{ N_("Have a line explained"),
	    N_("Every line opens to show the price, the days, the rate, the "
	       "rounding and the edition it follows."),
	    NULL, NULL },
	{ N_("Reconcile"),
	    N_("Take all lines as CSV or XLSX. They add up to the invoice, and "
	       "the digest proves that none was changed."),
	    NULL, NULL },
	{ N_("A credit you miss"),
	    N_("It is on the invoice of the month of cancelling, not of the "
	       "purchase. If it is not there, report a problem and name the "
	       "order."),
	    "/support/new", N_("Report a problem") },
	STEPS_END,
};

static const struct guide_step support[] = {
	{ N_("Report"),
	    N_("Best from the order itself: customer, order and what can still "
	       "be credited are filled in. Say what happened and what should "
	       "happen."),
	    "/support/new", N_("Report a problem") },
	{ N_("Ask for a refund"),
	    N_("Choose the reason and the amount, at most what was paid and "
	       "not yet credited. Files help the decision."),
	    NULL, NULL },
	{ N_("Follow it"),
	    N_("Answers are in the request and come by mail. When more "
	       "information is asked for, the request waits for you."),
	    "/support", N_("Support requests") },
	{ N_("See the outcome"),
	    N_("A granted refund is credited on the open month’s invoice, "
	       "with the request named on the line."),
	    NULL, NULL },
	STEPS_END,
};

static const struct guide_step activity[] = {
	{ N_("Choose the days"),
	    N_("The log holds every act with time, person and object: orders, "
	       "keys shown, downloads, cancellations, sign-ins, changes of "
	       "roles."),
	    "/activity", N_("Activity log") },
	{ N_("Narrow it"),
	    N_("By kind of act, by customer, by who did it: your people, "
	       "programs, customers’ users, operators."),
	    NULL, NULL },
	{ N_("Take it along"),
	    N_("What is shown can be saved as CSV. Rows are never changed or "
	       "removed."),
	    NULL, NULL },
	STEPS_END,
};

static const struct guide_step people[] = {
	{ N_("Add a colleague"),
	    N_("Users and roles sends a link by which the person chooses a "
	       "password. A user without a role sees next to nothing."),
	    "/account/users", N_("Users and roles") },
	{ N_("Give the right role"),
	    N_("Only an Admin agent gets keys and cancels. Who may do what "
	       "stands in one table."),
	    "/permissions", N_("Roles and permissions") },
	{ N_("Protect the account"),
	    N_("Under Security, add a second factor, keep the recovery codes, "
	       "and end sessions you do not know."),
	    "/account/security", N_("Security") },
	{ N_("Choose what comes by mail"),
	    N_("Orders, credits, invoices, keys shown: each person decides for "
	       "each kind."),
	    "/account/notifications", N_("Notifications") },
	{ N_("Your language"),
	    N_("Choose it at the top of any page. Screens, mail and documents "
	       "follow it; rules, amounts and days do not change."),
	    "/account", N_("Account settings") },
	STEPS_END,
};

static const struct guide_step programs[] = {
	{ N_("Register the program"),
	    N_("App registrations gives it a client id and a secret, and the "
	       "roles it may act with. The secret is shown once."),
	    "/account/applications", N_("App registrations") },
	{ N_("Point it here"),
	    N_("A client of Partner Center needs another address and nothing "
	       "else: the same token call, the same routes, the same bodies."),
	    NULL, NULL },
	{ N_("Make the first call"),
	    N_("The reference shows every route with its fields, errors and "
	       "roles, and a curl line to copy."),
	    "/reference", N_("REST API") },
	{ N_("Try without harm"),
	    N_("Use a sandbox or a test clock. A call with validateOnly=true "
	       "checks everything and changes nothing."),
	    "/help/test-clock", N_("Test clock and sandbox") },
	{ N_("Be told"),
	    N_("Register a receiver for webhooks: orders, cancellations, "
	       "invoices and more are sent to it, signed, and sent again when it "
	       "does not answer."),
	    "/account/webhooks", N_("Webhooks") },
	STEPS_END,
};

static const struct guide_step test_clock[] = {
	{ N_("See which time holds"),
	    N_("The band at the top of every page shows the test clock. It "
	       "moves orders, windows, carts, links and invoices; sign-in "
	       "follows real time."),
	    NULL, NULL },
	{ N_("Move it"),
	    N_("Set a day, go one day on, or run to the next event. All that "
	       "is due by then is done at once."),
	    "/clock", N_("Test clock") },
	{ N_("Look at an earlier edition"),
	    N_("Set a day on which it was in force: what is bought then keeps "
	       "its window and its rules when the clock goes on."),
	    "/terms", N_("Terms") },
	STEPS_END,
};

const struct guide web_guides[] = {
	{ "purchase", N_("The life of a purchase"),
	    N_("From the customer to the credit, the whole way."), purchase },
	{ "customers", N_("Customers and their accounts"),
	    N_("Adding, agreements, qualifications, users, the end."),
	    customers },
	{ "buying", N_("Products, cart and orders"),
	    N_("What is on offer, what it costs, how it is ordered."), buying },
	{ "subscriptions", N_("Subscriptions and renewals"),
	    N_("Seats, suspending, renewing."), subscriptions },
	{ "reservations", N_("Azure reservations and Hybrid Benefit"),
	    N_("Where they are sold, buying, comparing, ending early."),
	    reservations },
	{ "billing", N_("Invoices, credits and reconciliation"),
	    N_("From the open month to the proof."), billing },
	{ "support", N_("Problems and refunds"),
	    N_("Reporting, refunds, what comes of it."), support },
	{ "activity", N_("Who did what"),
	    N_("Finding an act, and who was behind it."), activity },
	{ "people", N_("Users, roles and your account"),
	    N_("Colleagues, rights, security, mail, language."), people },
	{ "programs", N_("Programs and webhooks"),
	    N_("From the first token to the first event."), programs },
	{ "test-clock", N_("Test clock and sandbox"),
	    N_("Trying out what only time brings."), test_clock },
	{ NULL, NULL, NULL, NULL },
};
