/*
 * set_names.c - the ids of sets by their names, cached between writes
 *
 * A record is in a hundred sets, and the next one in most of the same. What is
 * cached is right as long as nobody else has committed.
 */
#include "lib/sqlite/set_names.h"

#include "lib/base/log.h"
#include "lib/sqlite/sqlite.h"

#include <stdlib.h>

#define KEPT_MAX (1u << 17) /* names */

static bool is_same(const struct set_name *s, uint64_t hash, struct str name)
{
	return s->hash == hash && str_eq(s->name, name);
}

/* Its place, or the free one where it belongs. */
static struct set_name *place_of(const struct set_name_table *t, uint64_t hash,
                                 struct str name)
{
	size_t at = hash & (t->room - 1);

	while (t->names[at].id != 0 && !is_same(&t->names[at], hash, name))
		at = (at + 1) & (t->room - 1);
	return &t->names[at];
}

static void make_room(struct set_name_table *t)
{
	struct set_name_table old = *t;

	if (2 * (t->n + 1) <= t->room)
		return;
	t->room = t->room > 0 ? 2 * t->room : 1024;
	t->names = or_die(calloc(t->room, sizeof(*t->names)));
	for (size_t i = 0; i < old.room; i++)
		if (old.names[i].id != 0)
			*place_of(t, old.names[i].hash, old.names[i].name) =
				old.names[i];
	free(old.names);
}

void set_names_forget(struct set_name_table *t)
{
	arena_free(t->arena);
	free(t->names);
	*t = (struct set_name_table){ .commits = 0 };
}

void set_names_begin(struct sqlite_store *s)
{
	struct set_name_table *t = &s->set_names;
	uint64_t commits = lock_commits(&s->lock);

	if (commits == 0 || t->commits != commits || t->n >= KEPT_MAX)
		set_names_forget(t);
	if (t->arena == NULL)
		t->arena = arena_new();
}

void set_names_end(struct sqlite_store *s, bool keep)
{
	if (keep)
		s->set_names.commits = lock_commits(&s->lock);
	else
		set_names_forget(&s->set_names);
}

static enum err_code find_or_make(struct conn *c, struct str name, int64_t *out,
                                  struct err *e)
{
	struct value param = value_text(name);
	enum err_code rc =
		conn_integer(c, STR("SELECT id FROM sets WHERE name = ?"),
	                     &param, 1, out, e);

	if (rc == ERR_OK && *out == 0) {
		rc = conn_run(c,
		              STR("INSERT INTO sets (name, n) VALUES (?, 0)"),
		              &param, 1, NULL, NULL, e);
		*out = sqlite3_last_insert_rowid(c->db);
	}
	return rc;
}

enum err_code set_names_id(struct sqlite_store *s, struct str name,
                           uint32_t *out, struct err *e)
{
	struct set_name_table *t = &s->set_names;
	uint64_t hash = hash_bytes(name, 0);
	struct set_name *found;
	enum err_code rc = ERR_OK;
	int64_t id = 0;

	make_room(t);
	found = place_of(t, hash, name);
	if (found->id == 0) {
		rc = find_or_make(s->writer, name, &id, e);
		if (rc != ERR_OK)
			return rc;
		*found = (struct set_name){ hash, arena_str(t->arena, name),
			                    (uint32_t)id };
		t->n++;
	}
	*out = found->id;
	return rc;
}
