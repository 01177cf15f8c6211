/*
 * Rows of service requests, for the service of this folder.
 */
#ifndef KONTOR_SUPPORT_SERVICE_REQUEST_ROWS_H
#define KONTOR_SUPPORT_SERVICE_REQUEST_ROWS_H

#include "support/service_request.h"

/* With notes and files, whoever filed it. ERR_REQUEST_UNKNOWN. */
struct error request_row_load(struct ctx *cx, const char *request_id,
    struct service_request *ret_request);
struct rows;
/* The columns of service_request_list. */
struct service_request request_read(struct rows *rows);
#define REQUEST_COLUMNS 42
struct error request_add(struct ctx *cx, const struct service_request *request);
/* ERR_CONFLICT when another version is there. */
struct error request_save(
    struct ctx *cx, const struct service_request *request);
/* A subscription of the partner, by its GUID; NULL when there is none. */
struct error request_subscription_find(struct ctx *cx,
    const char *subscription_id, const char **ret_order_id,
    int64_t *ret_line_number);
struct error request_file_add(struct ctx *cx, const char *request_id,
    int64_t position, const struct request_file *file);
struct error request_note_add(struct ctx *cx, const char *request_id,
    int64_t position, const struct request_note *note);

#endif
