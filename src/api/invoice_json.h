/*
 * How invoices, their lines and balances look over REST (resources.json).
 */
#ifndef KONTOR_API_INVOICE_JSON_H
#define KONTOR_API_INVOICE_JSON_H

#include "base/json.h"
#include "billing/invoice.h"
#include "http/http.h"

void invoice_json(
    struct request *rq, struct json_out *json, const struct invoice *invoice);
/* invoice_number NULL: not billed yet. */
void invoice_line_json(struct request *rq, struct json_out *json,
    const struct invoice_line *line, const char *invoice_number);
/* The balance in a currency: what these invoices of it sum to. */
void invoice_summary_json(struct request *rq, struct json_out *json,
    const struct invoice_list *list, const char *currency);

#endif
