/*
 * Rows of proofs made ahead, and how much a month is.
 */
#include <stdio.h>

#include "accounts/principal.h"
#include "base/text.h"
#include "billing/invoice_rows.h"
#include "db/db.h"

static int64_t tenant(const struct ctx *cx)
{
	return cx->who->partner->partner_id;
}

struct error invoice_weight(struct ctx *cx, int month, const char *currency,
    struct invoice_weight *ret_weight)
{
	struct rows *rows = sql_open(
	    cx, SQL_invoice_weight, ARGS(I(tenant(cx)), I(month), T(currency)));
	struct invoice_weight weight = { 0 };
	struct error e;

	if (rows_next(rows))
		weight = (struct invoice_weight){ rows_int(rows, 0),
			rows_int(rows, 1), rows_int(rows, 2) };
	if ((e = rows_close(rows)).code == 0)
		*ret_weight = weight;
	return e;
}

struct error invoice_prepare_row_begin(
    struct ctx *cx, const struct invoice_need *need, const char *token)
{
	return sql_run(cx, SQL_invoice_prepare_begin,
	    ARGS(I(need->partner_id), I(need->month), T(need->currency),
		T(token)),
	    NULL);
}

struct error invoice_prepare_row_end(struct ctx *cx,
    const struct invoice_need *need, const char *token,
    const struct invoice_weight *weight, const struct invoice_proof *proof,
    bool *ret_kept)
{
	int64_t changed = 0;
	struct error e = sql_run(cx, SQL_invoice_prepare_end,
	    ARGS(I(need->partner_id), I(need->month), T(need->currency),
		T(token), I(weight->lines), I(weight->gross_minor),
		I(proof->line_count), I(proof->net_minor), I(proof->tax_minor),
		I(proof->gross_minor), T(proof->lines_hash), T(proof->problem),
		T(proof->line)),
	    &changed);

	*ret_kept = changed == 1;
	return e;
}

struct error invoice_prepared_load(struct ctx *cx, int month,
    const char *currency, struct invoice_weight *ret_weight,
    struct invoice_proof *ret_proof, bool *ret_found)
{
	struct rows *rows = sql_open(cx, SQL_invoice_prepared,
	    ARGS(I(tenant(cx)), I(month), T(currency)));

	*ret_found = rows_next(rows);
	if (*ret_found) {
		*ret_weight =
		    (struct invoice_weight){ .lines = rows_int(rows, 0),
			    .gross_minor = rows_int(rows, 1) };
		*ret_proof = (struct invoice_proof){
			.line_count = rows_int(rows, 2),
			.net_minor = rows_int(rows, 3),
			.tax_minor = rows_int(rows, 4),
			.gross_minor = rows_int(rows, 5),
			.problem = rows_text(rows, 7),
			.line = rows_text(rows, 8),
		};
		snprintf(ret_proof->lines_hash, sizeof(ret_proof->lines_hash),
		    "%s", rows_text(rows, 6));
	}
	return rows_close(rows);
}

struct error invoice_prepared_end(
    struct ctx *cx, int month, const char *currency)
{
	return sql_run(cx, SQL_invoice_prepared_end,
	    ARGS(I(tenant(cx)), I(month), T(currency)), NULL);
}
