/*
 * Files that come with support requests and answers: taking them from a form,
 * showing them, sending them. For the dashboard and the operator's console.
 */
#ifndef KONTOR_WEB_SUPPORT_FILES_H
#define KONTOR_WEB_SUPPORT_FILES_H

#include "support/attachment.h"
#include "web/page.h"

struct files_taken {
	size_t count;
	struct request_file *files;
};
/* Pure: too many, too large; all of it into ret_errors, an array in the arena
 * ended by code 0, on "files". Returns the first. */
struct error files_check(struct request *rq, struct error **ret_errors);
/* In prepare, inside the tenant: keeps rq->uploads. All or none of them. */
struct error files_take(struct request *rq, struct files_taken *ret_taken);
/* Nothing came of it. */
void files_drop(struct request *rq, const struct files_taken *taken);

/* {{> support/files}} */
struct request_file_view {
	const char *href, *name, *size;
};
extern const struct view_field request_file_view[];
/* Of the note at that position, -1 of the request itself. base: path of the
 * request. */
struct view_list file_views(struct ctx *cx,
    const struct service_request *request, int64_t note_position,
    const char *base);
/* "Up to 10 files of 10 MB each" */
const char *files_hint(struct ctx *cx);
/* After a refusal: which chosen files must be chosen again; NULL: none. */
const char *files_again(struct request *rq);

/* Answers with the file of this request, as a download. */
struct error file_answer(
    struct request *rq, const struct service_request *request);

#endif
