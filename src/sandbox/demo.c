/*
 * Fills an empty database with the demo. What is in it, the files demo_*.c
 * say.
 */
#include "sandbox/demo.h"

#include <unistd.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/settings.h"
#include "db/db.h"
#include "db/slice.h"
#include "i18n/i18n.h"
#include "sandbox/demo_private.h"

struct count {
	int64_t partners;
};

static struct error partners_count(struct ctx *cx, void *what)
{
	struct count *count = what;

	return sql_int(
	    cx, SQL_demo_partner_count, NO_ARGS, &count->partners, NULL);
}

struct people {
	struct demo *demo;
	struct ctx *keep; /* ids must outlive the slice's arena */
};

/*
 * The file is there before the rows: if the process ends in between, the next
 * start finds no partner and begins again; the other way round nobody could
 * sign in.
 */
static struct error people_write(struct ctx *cx, void *what)
{
	struct people *people = what;
	struct ctx kept = *people->keep;
	struct error e;

	kept.tx = cx->tx;
	if ((e = demo_people_write(&kept, people->demo)).code)
		return e;
	return demo_json_write(&kept, people->demo);
}

static struct error fill(struct ctx *cx, struct writer *writer)
{
	struct demo demo;
	struct people people = { &demo, cx };
	struct error e;

	if ((e = demo_goods(cx, writer)).code ||
	    (e = demo_people_draw(cx, &demo)).code ||
	    (e = slice_in_writer(writer, cx, people_write, &people)).code)
		return e;
	return demo_history(cx, writer, &demo);
}

struct error demo_fill(struct ctx *cx, struct writer *writer)
{
	char request[GUID_TEXT];
	struct count count = { 0 };
	struct ctx mine = *cx;
	struct error e;

	guid_random(request);
	mine.request_id = mine.correlation_id = request;
	mine.address = "127.0.0.1";
	mine.locale = locales()[0];
	e = slice_in_writer(writer, &mine, partners_count, &count);
	if (e.code || count.partners > 0)
		return e;
	log_event(LOG_INFO, "making demo data",
	    LOG_T("folder", cx->settings->data_dir));
	e = fill(&mine, writer);
	if (e.code)
		log_event(LOG_ERROR, "demo data failed",
		    LOG_T("error", error_info(e.code)->name),
		    LOG_T("field", e.field ? e.field : ""));
	return e;
}
