/*
 * Rows of a copy as bytes: written value by value, and walked.
 */
#include "db/copy_private.h"

#include <string.h>

static uint8_t *room_for(struct copy_bytes *to, size_t more)
{
	size_t room = to->room > 0 ? to->room : 4096;

	while (room < to->length + more)
		room *= 2;
	if (room > to->room) {
		to->bytes = arena_grow(to->arena, to->bytes, to->length, room);
		to->room = room;
	}
	to->length += more;
	return to->bytes + to->length - more;
}

void copy_bytes_add(struct copy_bytes *to, const void *bytes, size_t length)
{
	if (length > 0)
		memcpy(room_for(to, length), bytes, length);
}

static void number_add(struct copy_bytes *to, uint64_t value, int bytes)
{
	uint8_t *at = room_for(to, (size_t)bytes);

	for (int i = bytes - 1; i >= 0; i--, value >>= 8)
		at[i] = (uint8_t)value;
}

void copy_bytes_int16(struct copy_bytes *to, int value)
{
	number_add(to, (uint64_t)value, 2);
}

void copy_bytes_int32(struct copy_bytes *to, int64_t value)
{
	number_add(to, (uint64_t)value, 4);
}

void copy_bytes_int64(struct copy_bytes *to, int64_t value)
{
	number_add(to, (uint64_t)value, 8);
}

static uint64_t number_at(const uint8_t *at, size_t bytes)
{
	uint64_t value = 0;

	for (size_t i = 0; i < bytes; i++)
		value = value << 8 | at[i];
	return value;
}

bool copy_values_open(
    struct copy_values *values, const uint8_t *row, size_t length)
{
	if (length < 2)
		return false;
	values->left = (int16_t)number_at(row, 2);
	values->at = row + 2;
	values->end = row + length;
	return true;
}

bool copy_values_next(struct copy_values *values, struct copy_value *ret)
{
	int32_t length;

	if (values->left <= 0 || values->end - values->at < 4)
		return false;
	length = (int32_t)number_at(values->at, 4);
	values->at += 4;
	values->left--;
	*ret = (struct copy_value){ 0 };
	if (length < 0)
		return true;
	if (values->end - values->at < length)
		return false;
	ret->bytes = values->at;
	ret->length = (size_t)length;
	values->at += length;
	return true;
}

int64_t copy_value_int(const struct copy_value *value)
{
	return (int64_t)number_at(value->bytes, value->length);
}
