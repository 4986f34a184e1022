/*
 * refs.c - one walk for resolving keys into ids, and back
 */
#include "server/registry/model/refs.h"

#include "server/registry/model/json.h"
#include "server/registry/model/pointer.h"

struct walk {
	struct arena *arena;
	ref_fn *fn;
	void *arg;
};

static void map_object(const struct walk *w, const struct field *fields,
                       size_t nfields, json_t *object, const char *pointer);

/* What is to stand in place of a value, a new reference; NULL: the same. */
static json_t *mapped(const struct walk *w, const struct field *f,
                      const json_t *siblings, json_t *value,
                      const char *pointer)
{
	struct str name = f->target != NULL ? str_from(f->target)
	                                    : json_text(siblings, "kind");
	const struct kind *k = name.len > 0 ? kind_find(name) : NULL;
	struct str ref;

	if (k == NULL || !json_is_string(value))
		return NULL;
	ref = w->fn(w->arg, k, json_str(value), pointer);
	return ref.len > 0 ? json_from(ref) : NULL;
}

static void map_list(const struct walk *w, const struct field *f, json_t *list,
                     const json_t *siblings, const char *pointer)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *at = json_pointer_item(w->arena, pointer, i);
		json_t *item = json_array_get(list, i), *other;

		if (f->type == FIELD_OBJECT) {
			map_object(w, f->fields, f->nfields, item, at);
			continue;
		}
		other = mapped(w, f, siblings, item, at);
		if (other != NULL)
			json_array_set_new(list, i, other);
	}
}

/* The member of `object` called `name`, which has the type of field f. */
static void map_member(const struct walk *w, const struct field *f,
                       const char *name, bool is_list, json_t *object,
                       const char *pointer)
{
	json_t *value = json_object_get(object, name), *other;
	const char *at;

	if (value == NULL ||
	    (f->type != FIELD_REFERENCE && f->type != FIELD_OBJECT))
		return;
	at = json_pointer(w->arena, pointer, name);
	if (is_list) {
		map_list(w, f, value, object, at);
	} else if (f->type == FIELD_OBJECT) {
		map_object(w, f->fields, f->nfields, value, at);
	} else {
		other = mapped(w, f, object, value, at);
		if (other != NULL)
			json_object_set_new(object, name, other);
	}
}

static void map_object(const struct walk *w, const struct field *fields,
                       size_t nfields, json_t *object, const char *pointer)
{
	for (size_t i = 0; i < nfields; i++)
		map_member(w, &fields[i], fields[i].name,
		           fields[i].flags & F_LIST, object, pointer);
}

/* The field of the subject that a claim's value belongs to, or NULL. */
static const struct field *claimed_field(const json_t *record)
{
	struct str kind = json_text(json_object_get(record, "subject"), "kind"),
		   pointer = json_text(record, "field");
	const struct kind *k = kind.len > 0 ? kind_find(kind) : NULL;

	return k != NULL && pointer.len > 0 ? pointer_field(&k->entity, pointer)
	                                    : NULL;
}

void refs_map(const struct kind *k, json_t *record, struct arena *a, ref_fn *fn,
              void *arg)
{
	struct walk w = { a, fn, arg };
	const struct field *claimed;

	map_object(&w, k->entity.fields, k->entity.nfields, record, "");
	claimed = claimed_field(record);
	if (claimed != NULL)
		map_member(&w, claimed, "value", false, record, "");
}
