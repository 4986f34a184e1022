/*
 * choices.c - which members have which list of values
 */
#include "server/http/openapi/choices.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/log.h"
#include "server/http/openapi/build.h"
#include "server/registry/model/kind.h"

typedef void visit_fn(void *arg, const struct kind *k, const char *path,
                      const struct field *f);

/* Each member that has choices; its path has capitals for dots. */
static void visit(const struct kind *k, const struct field *fields, size_t n,
                  const char *within, visit_fn *fn, void *arg)
{
	char path[NAME_SIZE];

	for (size_t i = 0; i < n; i++) {
		const struct field *f = &fields[i];
		size_t at = strlen(within);

		snprintf(path, sizeof(path), "%s%s", within, f->name);
		path[at] = (char)toupper((unsigned char)path[at]);
		if (f->choices != NULL)
			fn(arg, k, path, f);
		visit(k, f->fields, f->nfields, path, fn, arg);
	}
}

static void visit_all(visit_fn *fn, void *arg)
{
	for (size_t i = 0; i < kinds_count; i++)
		visit(kinds[i], kinds[i]->entity.fields,
		      kinds[i]->entity.nfields, "", fn, arg);
}

struct owner {
	const char *const *choices;
	const struct kind *kind; /* the first that has them */
	bool is_shared;
	char path[NAME_SIZE]; /* the shortest */
};

static void note_owner(void *arg, const struct kind *k, const char *path,
                       const struct field *f)
{
	struct owner *o = arg;

	if (f->choices != o->choices)
		return;
	if (o->kind == NULL || strlen(path) < strlen(o->path))
		snprintf(o->path, sizeof(o->path), "%s", path);
	if (o->kind == NULL)
		o->kind = k;
	o->is_shared = o->is_shared || k != o->kind;
}

static void name_choices(const char *const *choices, char out[NAME_SIZE])
{
	struct owner o = { .choices = choices };

	visit_all(note_owner, &o);
	if (o.kind == NULL)
		die("choices of no member");
	if (o.is_shared)
		snprintf(out, NAME_SIZE, "%s", o.path);
	else
		build_schema_name(o.kind, o.path, out);
}

json_t *choices_ref(const char *const *choices)
{
	char name[NAME_SIZE];

	name_choices(choices, name);
	return build_ref("schemas", name);
}

static void add_choices(void *arg, const struct kind *k, const char *path,
                        const struct field *f)
{
	char name[NAME_SIZE];

	(void)k;
	(void)path;
	name_choices(f->choices, name);
	json_object_set_new(arg, name, build_choice(f->choices));
}

void choices_add(json_t *schemas)
{
	visit_all(add_choices, schemas);
}
