/*
 * Service requests as the REST API answers them.
 */
#ifndef KONTOR_API_SERVICE_REQUEST_JSON_H
#define KONTOR_API_SERVICE_REQUEST_JSON_H

#include "base/json.h"
#include "http/http.h"
#include "support/service_request.h"

const char *request_etag(
    struct arena *arena, const struct service_request *request);
/* whole: with notes and files, as one alone is answered. */
void service_request_json(struct request *rq, struct json_out *json,
    const struct service_request *request, bool whole);

#endif
