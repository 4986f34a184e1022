/*
 * table_write.c - a record, under a key made of source, row and column
 */
#include "lib/data/digest.h"
#include "lib/data/id.h"
#include "server/registry/changes/write_import.h"
#include "server/registry/table_import/table_work.h"

#define COLUMN_NAME_MAX 30 /* of a key: the part of its column */

/* A failure that is the row's own. */
bool table_is_mistake(enum err_code rc)
{
	return rc == ERR_INVALID || rc == ERR_CONFLICT || rc == ERR_TOO_LARGE ||
	       rc == ERR_GONE;
}

static void later(void *arg, const struct kind *k, struct str id)
{
	/* Passages of other editions: they are looked at when all rows are in.
	 */
	if (k != &passages_kind)
		postponed_derive(arg, k, id);
}

enum err_code table_put(struct work *w, const struct kind *k, json_t *body,
                        struct write *out, struct err *e)
{
	*out = (struct write){ .kind = k,
		               .arena = w->arena,
		               .is_sure = out->is_sure,
		               .body = json_own(w->arena, body),
		               .arrivals = w->postponed,
		               .derive_later = later,
		               .evidence = w->postponed };
	return write_import(w->tx, out, e);
}

/* A slug that stands for a text: what is long or has nothing to be seen of is
 * told apart by its hash. */
struct str table_slug(struct arena *a, struct str text, size_t max)
{
	struct str key = key_from(a, text);
	char hash[17];

	if (key.len > 0 && key.len <= max)
		return key;
	digest_short(text, hash);
	if (key.len > max - 9)
		key.len = max - 9;
	while (key.len > 0 && key.p[key.len - 1] == '-')
		key.len--;
	return str_from(arena_printf(a, "%.*s%s%.8s", STR_ARG(key),
	                             key.len > 0 ? "-" : "", hash));
}

struct str table_key(const struct work *w, struct str column, size_t part)
{
	struct arena *a = w->arena;
	struct str c = table_slug(a, column, COLUMN_NAME_MAX);

	return str_from(part == 0 ? arena_printf(a, "%.*s.%.*s.%.*s",
	                                         STR_ARG(w->plan->source),
	                                         STR_ARG(w->name), STR_ARG(c))
	                          : arena_printf(a, "%.*s.%.*s.%.*s.%zu",
	                                         STR_ARG(w->plan->source),
	                                         STR_ARG(w->name), STR_ARG(c),
	                                         part + 1));
}
