/*
 * pointer.c - following JSON Pointers through tables and stored text
 */
#include "server/registry/model/pointer.h"

#include "lib/data/jsontext.h"

const struct field *pointer_member(const struct field *f, struct str name)
{
	for (size_t i = 0; i < f->nfields; i++)
		if (str_is(name, f->fields[i].name))
			return &f->fields[i];
	return NULL;
}

/* The next token of a pointer, moving past it. Names of fields have no
 * characters that a pointer escapes. */
static struct str token(struct str *pointer)
{
	struct str t = { pointer->p + 1, 0 };

	while (t.len + 1 < pointer->len && t.p[t.len] != '/')
		t.len++;
	pointer->p += t.len + 1;
	pointer->len -= t.len + 1;
	return t;
}

const struct field *pointer_field(const struct entity *t, struct str pointer)
{
	const struct field *f;

	if (pointer.len < 2 || pointer.p[0] != '/')
		return NULL;
	f = entity_field(t, token(&pointer));
	while (f != NULL && pointer.len > 0)
		f = (f->flags & F_LIST) ? NULL
		                        : pointer_member(f, token(&pointer));
	if (f == NULL ||
	    (f->flags & (F_SERVER | F_DERIVED | F_COMPUTED)) != 0 ||
	    f->type == FIELD_ID || f->type == FIELD_KEY)
		return NULL;
	return f;
}

struct str pointer_value(struct str record, struct str pointer)
{
	char name[NAME_MAX_LEN];

	while (pointer.len > 1 && record.len > 0) {
		struct str t = token(&pointer);

		if (t.len >= sizeof(name))
			return (struct str){ 0 };
		memcpy(name, t.p, t.len);
		name[t.len] = '\0';
		record = json_member(record, name);
	}
	return record;
}
