/*
 * table_classes.c - concepts that a column assigns
 */
#include <strings.h>

#include "server/registry/table_import/table_work.h"
#include "server/registry/table_import/transform.h"

#define CONCEPT_MAX 60 /* of a key: the part of the concept */

struct classing {
	struct work *work;
	const struct map_classes *classes;
	struct str label; /* the concept's; absent: what the cell says */
};

static enum err_code put_concept(struct work *w, const struct map_classes *c,
                                 struct str key, struct str label,
                                 struct str *id, struct err *e)
{
	struct write write = { 0 };
	enum err_code rc =
		table_put(w, &schemes_kind,
	                  json_pack("{s:o, s:o}", "key", json_from(c->scheme),
	                            "title", json_from(c->scheme)),
	                  &write, e);

	if (rc != ERR_OK)
		return rc;
	rc = table_put(w, &concepts_kind,
	               json_pack("{s:o, s:o, s:[{s:o}]}", "key", json_from(key),
	                         "scheme", json_from(c->scheme), "labels",
	                         "text", json_from(label)),
	               &write, e);
	if (rc == ERR_OK)
		*id = write.row.values[COLUMN_ID].text;
	return rc;
}

/* Its id is absent where there is none. */
static enum err_code find_concept(struct classing *c, struct str label,
                                  struct str *key, struct str *id,
                                  struct err *e)
{
	struct work *w = c->work;
	struct row row;
	struct str name = table_slug(w->arena, label, CONCEPT_MAX);
	enum err_code rc;

	*key = str_from(arena_printf(w->arena, "%.*s.%.*s",
	                             STR_ARG(c->classes->scheme),
	                             STR_ARG(name)));
	*id = (struct str){ 0 };
	rc = store_find(w->tx, &concepts_kind.entity, *key, w->arena, &row, e);
	if (rc == ERR_OK)
		*id = row.values[COLUMN_ID].text;
	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	return c->classes->create
	               ? put_concept(w, c->classes, *key, label, id, e)
	               : ERR_OK;
}

static enum err_code classify(void *arg, const struct cell *cell, json_t *value,
                              struct err *e)
{
	struct classing *c = arg;
	struct work *w = c->work;
	struct str label = c->label.len > 0 ? c->label : json_str(value);
	struct str key, concept, passage_id, own_key;
	size_t part = w->part++;
	struct own own = { 0 };
	enum err_code rc = find_concept(c, label, &key, &concept, e);

	if (rc != ERR_OK)
		return rc;
	if (concept.len == 0) {
		table_refuse(w, cell, "is no concept of the scheme");
		return ERR_OK;
	}
	w->plan->now.n[TALLY_VALUES]++;
	own_key = table_key(
		w,
		str_from(arena_printf(w->arena, "%.*s%.*s", STR_ARG(key),
	                              STR_ARG(w->plan->map.mark))),
		0);
	rc = table_put_passage(w, own_key, w->column, part, cell, &passage_id,
	                       e);
	if (rc == ERR_OK)
		rc = table_put_own(w, &classifications_kind, own_key,
		                   json_pack("{s:{s:s, s:o}, s:o, s:o}",
		                             "subject", "kind", "instruments",
		                             "id", json_from(w->id), "concept",
		                             json_from(concept), "passage",
		                             json_from(passage_id)),
		                   &own, e);
	w->plan->now.n[TALLY_NEW] += rc == ERR_OK && own.is_new;
	return rc;
}

static void refuse_class(void *arg, const struct cell *cell, const char *reason)
{
	struct classing *c = arg;

	table_refuse(c->work, cell, reason);
}

static bool is_listed(const json_t *list, struct str text)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (str_eq(json_str(json_array_get(list, i)), text))
			return true;
	return false;
}

/* Where the map does not say: as people and programs write it. */
static bool means_no(struct str text)
{
	static const char *const noes[] = { "0", "no", "n", "false", "f", "-" };

	for (size_t i = 0; i < COUNT(noes); i++)
		if (text.len == strlen(noes[i]) &&
		    strncasecmp(text.p, noes[i], text.len) == 0)
			return true;
	return false;
}

/* Labels are neither; what is neither yes nor no is told. */
static bool is_assigned(struct work *w, const struct map_classes *c,
                        const struct cell *cell)
{
	if (c->yes == NULL || is_listed(c->yes, cell->text))
		return true;
	if (c->no != NULL ? !is_listed(c->no, cell->text)
	                  : !means_no(cell->text))
		table_refuse(w, cell, "means neither yes nor no to the map");
	return false;
}

static enum err_code classify_column(struct work *w,
                                     const struct map_classes *classes,
                                     struct str column, struct err *e)
{
	const struct table *table = &w->plan->now.table;
	struct classing c = { .work = w, .classes = classes };
	struct transforming t = { .tx = w->tx,
		                  .arena = w->arena,
		                  .table = table,
		                  .steps = classes->steps,
		                  .take = classify,
		                  .refuse = refuse_class,
		                  .arg = &c };
	struct cells cells;
	enum err_code rc = ERR_OK;

	w->column = column;
	w->part = 0;
	if (classes->yes != NULL)
		c.label = column;
	table_cells(table, w->arena, &w->row, column, &cells);
	table_refuse_nested(w, &cells);
	for (size_t i = 0; i < cells.n && rc == ERR_OK; i++)
		if (is_assigned(w, classes, &cells.items[i]))
			rc = transform(&t, &cells.items[i], e);
	return rc;
}

/* "Harms: *" is every column that begins so. */
static enum err_code classify_columns(struct work *w,
                                      const struct map_classes *classes,
                                      struct str pattern, struct err *e)
{
	const struct table *table = &w->plan->now.table;
	enum err_code rc = ERR_OK;

	if (pattern.len == 0 || pattern.p[pattern.len - 1] != '*')
		return classify_column(w, classes, pattern, e);
	pattern.len--;
	for (size_t i = 0; i < table->nnames && rc == ERR_OK; i++)
		if (str_starts(table->names[i], pattern))
			rc = classify_column(w, classes, table->names[i], e);
	return rc;
}

enum err_code table_put_classes(struct work *w, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < w->plan->map.nclasses; i++) {
		const struct map_classes *c = &w->plan->map.classes[i];

		for (size_t j = 0; j < json_array_size(c->from); j++) {
			struct str column =
				json_str(json_array_get(c->from, j));

			if (rc == ERR_OK)
				rc = classify_columns(w, c, column, e);
		}
	}
	return rc;
}
