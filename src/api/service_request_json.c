/*
 * Writes service requests. Which are answered is service_request_routes.c's.
 */
#include "api/service_request_json.h"

#include <string.h>

#include "api/answer.h"
#include "i18n/i18n.h"

#define NEVER "0001-01-01T00:00:00"

static void organization_json(
    struct json_out *json, const struct request_organization *organization)
{
	json_object_begin(json, "organization");
	json_some(json, "id", organization->id);
	json_some(json, "name", organization->name);
	json_some(json, "phoneNumber", organization->phone);
	json_object_end(json);
}

static void contact_json(
    struct json_out *json, const struct service_request *request)
{
	const struct request_contact *contact = &request->contact;

	json_object_begin(json, "primaryContact");
	organization_json(json, &request->organization);
	json_some(json, "contactId", contact->id);
	json_some(json, "firstName", contact->first_name);
	json_some(json, "lastName", contact->last_name);
	json_some(json, "email", contact->email);
	json_some(json, "phoneNumber", contact->phone);
	json_object_end(json);
}

static void updater_json(
    struct json_out *json, const struct service_request *request)
{
	const char *name = request->updated_by_name;
	const char *blank = strrchr(name, ' ');
	size_t first = blank ? (size_t)(blank - name) : strlen(name);

	json_object_begin(json, "lastUpdatedBy");
	json_text(json, "contactId", request->updated_by);
	json_text_n(json, "firstName", name, first);
	json_some(json, "lastName", blank ? blank + 1 : NULL);
	json_object_end(json);
}

static void notes_json(
    struct json_out *json, const struct service_request *request)
{
	json_array_begin(json, "notes");
	for (size_t i = 0; i < request->notes_read; i++) {
		const struct request_note *note = &request->notes[i];

		json_object_begin(json, NULL);
		json_text(json, "createdByName", note->author_name);
		json_instant(json, "createdDate", note->at);
		json_text(json, "text", note->body);
		json_object_end(json);
	}
	json_array_end(json);
}

static void files_json(
    struct json_out *json, const struct service_request *request)
{
	json_array_begin(json, "fileLinks");
	for (size_t i = 0; i < request->file_count; i++) {
		const struct request_file *file = &request->files[i];

		json_object_begin(json, NULL);
		json_some(json, "id", file->id);
		json_some(json, "fileNameWithoutExtension", file->name);
		json_some(json, "fileExtension", file->extension);
		json_int(json, "fileSize", file->size);
		json_some(json, "comment", file->comment);
		json_object_end(json);
	}
	json_array_end(json);
}

const char *request_etag(
    struct arena *arena, const struct service_request *request)
{
	return etag_of(arena, request->request_id, request->version);
}

void service_request_json(struct request *rq, struct json_out *json,
    const struct service_request *request, bool whole)
{
	struct ctx *cx = &rq->cx;
	const struct support_topic *topic =
	    support_topic_find(request->topic_id);

	resource_begin(json, NULL);
	json_text(json, "id", request->request_id);
	json_text(json, "title", request->title);
	json_text(json, "description", request->description);
	json_text(json, "severity", request_severity_id(request->severity));
	json_text(json, "supportTopicId", request->topic_id);
	json_text(json, "supportTopicName", topic ? _(topic->name) : NULL);
	json_text(json, "status", request_state_id(request->state));
	organization_json(json, &request->organization);
	contact_json(json, request);
	updater_json(json, request);
	json_some(json, "productId", request->product_id);
	json_instant(json, "createdDate", request->created_at);
	json_instant(json, "lastModifiedDate", request->updated_at);
	if (request->closed_at != 0)
		json_instant(json, "lastClosedDate", request->closed_at);
	else
		json_text(json, "lastClosedDate", NEVER);
	json_some(json, "countryCode", request->country);
	if (whole) {
		files_json(json, request);
		notes_json(json, request);
	}
	resource_end(json, "ServiceRequest", request_etag(cx->arena, request));
}
