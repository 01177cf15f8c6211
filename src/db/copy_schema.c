/*
 * The tables of a copy, as both engines describe them, and rows as bytes.
 */
#include "db/copy_private.h"

#include <stdarg.h>
#include <string.h>

#include "base/text.h"

bool copy_fail(
    struct copy *copy, enum copy_outcome outcome, const char *format, ...)
{
	va_list args;

	if (copy->problem != NULL)
		return false;
	va_start(args, format);
	copy->problem = arena_vprintf(copy->cx->arena, format, args);
	copy->outcome = outcome;
	va_end(args);
	return false;
}

/* ---- tables ---- */

static bool type_of(const char *name, enum copy_type *ret_type)
{
	static const char *const names[] = { [COPY_INT] = "BIGINT",
		[COPY_TEXT] = "TEXT",
		[COPY_BYTES] = "BYTEA" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (text_same(names[i], name)) {
			*ret_type = (enum copy_type)i;
			return true;
		}
	return false;
}

struct copy_table *copy_schema_find(
    const struct copy_schema *schema, const char *table)
{
	for (size_t i = 0; i < schema->count; i++)
		if (text_same(schema->tables[i].name, table))
			return &schema->tables[i];
	return NULL;
}

static struct copy_table *table_of(struct copy_schema *schema, const char *name)
{
	struct copy_table *table = copy_schema_find(schema, name);

	if (table != NULL)
		return table;
	ARENA_ROOM(schema->arena, schema->tables, schema->count, schema->room);
	table = &schema->tables[schema->count++];
	*table = (struct copy_table){ .name = arena_dup(schema->arena, name) };
	return table;
}

bool copy_schema_add(struct copy *copy, struct copy_schema *schema,
    const char *name, const char *column, const char *type, int key)
{
	struct copy_table *table = table_of(schema, name);
	struct copy_column *one;

	ARENA_ROOM(schema->arena, table->columns, table->count, table->room);
	one = &table->columns[table->count++];
	*one = (struct copy_column){ .name = arena_dup(schema->arena, column),
		.key = key };
	if (type_of(type, &one->type))
		return true;
	return copy_fail(copy, COPY_UNFIT,
	    "%s.%s is of a type that is not copied: %s", name, column, type);
}

static const struct copy_column *column_find(
    const struct copy_table *table, const char *name)
{
	for (size_t i = 0; i < table->count; i++)
		if (text_same(table->columns[i].name, name))
			return &table->columns[i];
	return NULL;
}

/* Every column of the one is in the other, alike. */
static bool columns_in(struct copy *copy, const struct copy_table *table,
    const struct copy_table *other, const char *engine)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct copy_column *one = &table->columns[i];
		const struct copy_column *twin = column_find(other, one->name);

		if (twin == NULL)
			return copy_fail(copy, COPY_UNFIT,
			    "the column %s.%s is not in %s", table->name,
			    one->name, engine);
		if (twin->type != one->type || twin->key != one->key)
			return copy_fail(copy, COPY_UNFIT,
			    "the column %s.%s is another in %s", table->name,
			    one->name, engine);
	}
	return true;
}

static bool tables_in(struct copy *copy, const struct copy_schema *schema,
    const struct copy_schema *other, const char *engine)
{
	for (size_t i = 0; i < schema->count; i++) {
		const struct copy_table *table = &schema->tables[i];
		const struct copy_table *twin =
		    copy_schema_find(other, table->name);

		if (twin == NULL)
			return copy_fail(copy, COPY_UNFIT,
			    "the table %s is not in %s", table->name, engine);
		if (!columns_in(copy, table, twin, engine))
			return false;
	}
	return true;
}

bool copy_schema_same(struct copy *copy, const struct copy_schema *of_sqlite,
    const struct copy_schema *of_postgres)
{
	return tables_in(copy, of_sqlite, of_postgres, "PostgreSQL") &&
	       tables_in(copy, of_postgres, of_sqlite, "SQLite");
}

static bool parents_placed(
    const struct copy_schema *schema, const struct copy_table *table)
{
	for (size_t i = 0; i < table->parent_count; i++) {
		const struct copy_table *parent =
		    copy_schema_find(schema, table->parents[i]);

		if (parent != NULL && !parent->placed)
			return false;
	}
	return true;
}

struct copy_table **copy_schema_order(
    struct copy *copy, struct copy_schema *schema)
{
	struct copy_table **order =
	    ARENA_ARRAY(schema->arena, struct copy_table *, schema->count + 1);
	size_t placed = 0, before;

	do {
		before = placed;
		for (size_t i = 0; i < schema->count; i++) {
			struct copy_table *table = &schema->tables[i];

			if (table->placed || !parents_placed(schema, table))
				continue;
			table->placed = true;
			order[placed++] = table;
		}
	} while (placed > before);
	if (placed == schema->count)
		return order;
	copy_fail(copy, COPY_UNFIT, "tables name each other in a ring");
	return NULL;
}

/* ---- statements of a table ---- */

/* Names are the migrations' own, and quoted all the same. */
static void name_add(struct text *text, const char *name)
{
	text_add_char(text, '"');
	for (; *name != '\0'; name++) {
		if (*name == '"')
			text_add_char(text, '"');
		text_add_char(text, *name);
	}
	text_add_char(text, '"');
}

const char *copy_columns(struct arena *arena, const struct copy_table *table)
{
	struct text text;

	text_init(&text, arena);
	for (size_t i = 0; i < table->count; i++) {
		if (i > 0)
			text_add(&text, ", ");
		name_add(&text, table->columns[i].name);
	}
	return text.bytes;
}

static void order_add(struct text *text, const struct copy_column *column,
    const char *of_text, const char *of_all)
{
	if (text->length > 0)
		text_add(text, ", ");
	name_add(text, column->name);
	if (column->type == COPY_TEXT)
		text_add(text, of_text);
	text_add(text, of_all);
}

const char *copy_order(struct arena *arena, const struct copy_table *table,
    const char *of_text, const char *of_all)
{
	struct text text;

	text_init(&text, arena);
	for (int key = 1; key <= (int)table->count; key++)
		for (size_t i = 0; i < table->count; i++)
			if (table->columns[i].key == key)
				order_add(
				    &text, &table->columns[i], of_text, of_all);
	if (text.length > 0)
		return text.bytes;
	for (size_t i = 0; i < table->count; i++)
		order_add(&text, &table->columns[i], of_text, of_all);
	return text.bytes;
}
