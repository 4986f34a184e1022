/*
 * id_table.c - entries in the order in which they came, and slots by hash
 */
#include "lib/data/id_table.h"

void id_table_init(struct id_table *t, struct arena *a)
{
	*t = (struct id_table){ .arena = a };
}

static bool is_same(struct hash128 a, struct hash128 b)
{
	return a.low == b.low && a.high == b.high;
}

/* Its slot, or the free one where it belongs. */
static uint32_t *slot_of(const struct id_table *t, struct hash128 name)
{
	size_t at = name.low & (t->nslots - 1);

	while (t->slots[at] != 0 &&
	       !is_same(t->entries[t->slots[at] - 1].name, name))
		at = (at + 1) & (t->nslots - 1);
	return &t->slots[at];
}

static void make_room(struct id_table *t)
{
	ARENA_GROW(t->arena, t->entries, t->n, t->room);
	if (2 * (t->n + 1) <= t->nslots)
		return;
	t->nslots = t->nslots > 0 ? 2 * t->nslots : 64;
	t->slots = arena_alloc(t->arena, t->nslots * sizeof(*t->slots));
	for (size_t i = 0; i < t->n; i++)
		*slot_of(t, t->entries[i].name) = (uint32_t)i + 1;
}

size_t id_table_put(struct id_table *t, struct str name, struct str id)
{
	struct hash128 hash = hash_name(name);
	uint32_t *slot;

	make_room(t);
	slot = slot_of(t, hash);
	if (*slot == 0) {
		t->entries[t->n++].name = hash;
		*slot = (uint32_t)t->n;
	}
	id_read(id, t->entries[*slot - 1].id);
	return *slot - 1;
}

size_t id_table_find(const struct id_table *t, struct str name)
{
	uint32_t slot = t->n > 0 ? *slot_of(t, hash_name(name)) : 0;

	return slot > 0 ? slot - 1 : ID_TABLE_NONE;
}

struct str id_table_at(const struct id_table *t, struct arena *a, size_t number)
{
	return id_print(a, t->entries[number].id);
}
