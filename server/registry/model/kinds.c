/*
 * kinds.c - kinds.def as a table
 */
#include "server/registry/model/kind.h"

#include "lib/base/log.h"
#include "server/registry/model/json.h"

struct kind *const kinds[] = {
#define KIND(name) &name##_kind,
#include "server/kinds/kinds.def"
#undef KIND
};

const size_t kinds_count = COUNT(kinds);

const char *const kind_names[] = {
#define KIND(name) #name,
#include "server/kinds/kinds.def"
#undef KIND
	NULL
};

static const struct entity *entities[COUNT(kinds)];

void kinds_start(void)
{
	json_start();
	for (size_t i = 0; i < kinds_count; i++) {
		entity_layout(&kinds[i]->entity);
		entities[i] = &kinds[i]->entity;
		if (kinds[i]->start != NULL)
			kinds[i]->start();
	}
}

const struct entity *const *kinds_entities(void)
{
	return entities;
}

const struct kind *kind_find(struct str name)
{
	for (size_t i = 0; i < kinds_count; i++)
		if (str_is(name, kinds[i]->entity.name))
			return kinds[i];
	return NULL;
}

size_t kind_column(const struct kind *k, const char *path)
{
	for (size_t i = 0; i < k->entity.ncolumns; i++)
		if (strcmp(k->entity.columns[i].path, path) == 0)
			return i;
	die("no such column");
}

struct value kind_value(const struct kind *k, const struct value *values,
                        const char *path)
{
	return values[kind_column(k, path)];
}

const struct list *kind_list(const struct kind *k, const char *name)
{
	for (size_t i = 0; i < k->entity.nlists; i++)
		if (strcmp(k->entity.lists[i].field->name, name) == 0)
			return &k->entity.lists[i];
	die("no such list");
}

struct str kind_text(const struct kind *k, const struct value *values,
                     const char *path)
{
	return value_str(kind_value(k, values, path));
}

void kind_set_value(const struct kind *k, struct value *values,
                    const char *path, struct value value)
{
	values[kind_column(k, path)] = value;
}
