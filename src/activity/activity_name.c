/*
 * How rows of the log and their actions are called outside.
 */
#include <string.h>

#include "activity/activity.h"
#include "base/text.h"

/* From year 1 to 1970 in seconds; a tick is 100 ns. */
#define EPOCH_SECONDS INT64_C(62135596800)
#define TICKS_PER_SECOND INT64_C(10000000)

enum activity_action activity_action_find(const char *id)
{
	for (int i = ACTIVITY_NONE + 1; i < ACTIVITY_ACTION_COUNT; i++) {
		enum activity_action action = (enum activity_action)i;

		if (strcmp(activity_action_info(action)->id, id) == 0)
			return action;
	}
	return ACTIVITY_NONE;
}

static const char *without(struct arena *arena, const char *text, char mark)
{
	struct text out;

	text_init(&out, arena);
	for (; *text != '\0'; text++)
		if (*text != mark)
			text_add_char(&out, *text);
	return out.bytes;
}

/* partner_customer_resource_operation_ticks; the part of a second that we do
 * not record tells rows of the same second apart. */
const char *activity_record_id(struct arena *arena, const char *tenant_id,
    const char *customer_id, enum activity_action action, int64_t at,
    int64_t activity_id)
{
	const struct activity_action_info *info = activity_action_info(action);
	int64_t ticks = (at + EPOCH_SECONDS) * TICKS_PER_SECOND +
			activity_id % TICKS_PER_SECOND;

	return arena_printf(arena, "%s_%s_%s_%s_%lld", tenant_id,
	    customer_id != NULL ? customer_id : tenant_id, info->resource_type,
	    without(arena, info->operation_type, '_'), (long long)ticks);
}

bool activity_record_at(const char *record_id, int64_t *ret_at)
{
	const char *ticks = strrchr(record_id, '_');
	int64_t value;

	if (ticks == NULL || !text_to_int(ticks + 1, &value) || value < 0)
		return false;
	*ret_at = value / TICKS_PER_SECOND - EPOCH_SECONDS;
	return true;
}
