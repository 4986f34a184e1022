/*
 * patch.c - the six operations of JSON Patch
 */
#include "server/registry/model/patch.h"

#include "server/registry/model/json.h"

/* The document hangs below a root, so that the whole of it can be replaced as
 * any other value can. */
#define ROOT "document"

struct doing;
struct operation;

typedef enum err_code run_fn(struct doing *d, const struct operation *op);

struct operation {
	run_fn *run;
	const char *path, *from;
	json_t *value;
};

struct patch {
	size_t n;
	struct operation operations[];
};

/* Where a pointer leads: a member or item of a holder, there or not. */
struct place {
	json_t *holder;
	const char *name; /* of a member, until the next find() */
	size_t index;     /* of an item; one past the last for "-" */
	size_t level;     /* how many containers it stands in */
	json_t *value;    /* NULL: nothing there yet */
};

/* A patch being applied. */
struct doing {
	struct arena *arena;
	struct err *err;
	json_t *root;
	struct json_size made; /* by all operations; depth: by the last */
	struct buf token;      /* the last one of a pointer */
	size_t at;             /* the operation */
};

static void wrong(struct arena *a, size_t at, const char *member,
                  const char *what, struct err *e)
{
	err_pointer(e, arena_printf(a, "/%zu/%s", at, member), "%s", what);
}

/* ---- pointers ----------------------------------------------------------- */

/* What is wrong with a text that should be a pointer, or NULL. */
static const char *pointer_fault(const char *pointer)
{
	size_t levels = 0;

	if (pointer == NULL)
		return "must be a JSON Pointer";
	if (*pointer != '\0' && *pointer != '/')
		return "must begin with /";
	for (; *pointer != '\0'; pointer++) {
		levels += *pointer == '/';
		if (*pointer == '~' && pointer[1] != '0' && pointer[1] != '1')
			return "has a ~ that is neither ~0 nor ~1";
	}
	return levels > JSON_DEPTH_MAX ? "leads too deep" : NULL;
}

static bool step(struct place *p, const char *token)
{
	struct place next = { .holder = p->value, .level = p->level + 1 };

	if (json_is_object(next.holder)) {
		next.name = token;
		next.value = json_object_get(next.holder, token);
	} else if (json_is_array(next.holder) &&
	           json_index(next.holder, token, &next.index)) {
		next.value = json_array_get(next.holder, next.index);
	} else {
		return false;
	}
	*p = next;
	return true;
}

static bool find(struct doing *d, const char *pointer, struct place *out)
{
	*out = (struct place){ .holder = d->root,
		               .name = ROOT,
		               .value = json_object_get(d->root, ROOT) };
	while (*pointer != '\0')
		if (!json_token(&pointer, &d->token) ||
		    !step(out, d->token.data))
			return false;
	return true;
}

static enum err_code nowhere(struct doing *d, const char *member)
{
	wrong(d->arena, d->at, member, "leads nowhere", d->err);
	return d->err->code;
}

static enum err_code find_there(struct doing *d, const char *member,
                                const char *pointer, struct place *out)
{
	if (!find(d, pointer, out) || out->value == NULL)
		return nowhere(d, member);
	return ERR_OK;
}

/* ---- putting in --------------------------------------------------------- */

/* Count a value before it is put in. */
static enum err_code count(struct doing *d, const json_t *value,
                           const struct place *at)
{
	d->made.depth = 0;
	if (!json_size_add(&d->made, value))
		return err_set(d->err, ERR_TOO_LARGE,
		               "what the patch puts in is more than %d JSON "
		               "values or %u bytes",
		               JSON_VALUES_MAX, JSON_BYTES_MAX);
	if (at->level + d->made.depth > JSON_DEPTH_MAX)
		return err_set(d->err, ERR_TOO_LARGE,
		               "the patch makes more than %d levels",
		               JSON_DEPTH_MAX);
	return ERR_OK;
}

/* value is a new reference. */
static void put(const struct place *at, json_t *value)
{
	if (json_is_object(at->holder))
		json_object_set_new(at->holder, at->name, value);
	else
		json_array_insert_new(at->holder, at->index, value);
}

static void take_away(const struct place *at)
{
	if (json_is_object(at->holder))
		json_object_del(at->holder, at->name);
	else
		json_array_remove(at->holder, at->index);
}

/* ---- operations --------------------------------------------------------- */

static enum err_code do_add(struct doing *d, const struct operation *op)
{
	struct place at;
	enum err_code rc;

	if (!find(d, op->path, &at))
		return nowhere(d, "path");
	rc = count(d, op->value, &at);
	if (rc == ERR_OK)
		put(&at, json_deep_copy(op->value));
	return rc;
}

static enum err_code do_remove(struct doing *d, const struct operation *op)
{
	struct place at;
	enum err_code rc = find_there(d, "path", op->path, &at);

	if (rc == ERR_OK)
		take_away(&at);
	return rc;
}

static enum err_code do_replace(struct doing *d, const struct operation *op)
{
	struct place at;
	enum err_code rc = find_there(d, "path", op->path, &at);

	if (rc == ERR_OK)
		rc = count(d, op->value, &at);
	if (rc != ERR_OK)
		return rc;
	if (json_is_array(at.holder))
		json_array_set_new(at.holder, at.index,
		                   json_deep_copy(op->value));
	else
		put(&at, json_deep_copy(op->value));
	return ERR_OK;
}

/* Does `path` lie inside `from`? A value cannot move into itself. */
static bool is_inside(const struct operation *op)
{
	size_t n = strlen(op->from);

	return strncmp(op->path, op->from, n) == 0 && op->path[n] == '/';
}

/* What does not move further down is not too deep: it need not be counted. */
static enum err_code do_move(struct doing *d, const struct operation *op)
{
	struct place from, to;
	json_t *value;
	enum err_code rc = find_there(d, "from", op->from, &from);

	if (rc != ERR_OK)
		return rc;
	if (is_inside(op)) {
		wrong(d->arena, d->at, "path", "is inside of from", d->err);
		return d->err->code;
	}
	value = json_own(d->arena, json_incref(from.value));
	take_away(&from);
	if (!find(d, op->path, &to))
		return nowhere(d, "path");
	if (to.level > from.level)
		rc = count(d, value, &to);
	if (rc == ERR_OK)
		put(&to, json_incref(value));
	return rc;
}

static enum err_code do_copy(struct doing *d, const struct operation *op)
{
	struct place from, to;
	enum err_code rc = find_there(d, "from", op->from, &from);

	if (rc != ERR_OK)
		return rc;
	if (!find(d, op->path, &to))
		return nowhere(d, "path");
	rc = count(d, from.value, &to);
	if (rc == ERR_OK)
		put(&to, json_deep_copy(from.value));
	return rc;
}

static enum err_code do_test(struct doing *d, const struct operation *op)
{
	struct place at;
	enum err_code rc = find_there(d, "path", op->path, &at);

	if (rc != ERR_OK || json_equal(at.value, op->value))
		return rc;
	wrong(d->arena, d->at, "value", "is not what stands there", d->err);
	return err_set(d->err, ERR_CONFLICT, "a test of the patch fails");
}

static const struct {
	const char *name;
	run_fn *run;
	bool has_value, has_from;
} actions[] = {
	{ "add", do_add, .has_value = true },
	{ "remove", do_remove, .has_value = false },
	{ "replace", do_replace, .has_value = true },
	{ "move", do_move, .has_from = true },
	{ "copy", do_copy, .has_from = true },
	{ "test", do_test, .has_value = true },
};

/* ---- reading ------------------------------------------------------------ */

static const char *read_pointer(struct arena *a, const json_t *json, size_t at,
                                const char *member, struct err *e)
{
	const char *pointer = json_string_value(json_object_get(json, member));
	const char *fault = pointer_fault(pointer);

	if (fault != NULL)
		wrong(a, at, member, fault, e);
	return pointer;
}

static void read_operation(struct arena *a, const json_t *json, size_t at,
                           struct operation *out, struct err *e)
{
	struct str name = json_text(json, "op");
	size_t i = 0;

	while (i < COUNT(actions) && !str_is(name, actions[i].name))
		i++;
	if (i == COUNT(actions)) {
		wrong(a, at, "op",
		      "must be add, remove, replace, move, copy or test", e);
		return;
	}
	out->run = actions[i].run;
	out->path = read_pointer(a, json, at, "path", e);
	if (actions[i].has_from)
		out->from = read_pointer(a, json, at, "from", e);
	if (!actions[i].has_value)
		return;
	out->value = json_object_get(json, "value");
	if (out->value == NULL)
		wrong(a, at, "value", "is required", e);
}

enum err_code patch_read(struct arena *a, const json_t *list,
                         const struct patch **out, struct err *e)
{
	size_t n = json_array_size(list);
	struct patch *p;

	if (!json_is_array(list))
		return err_set(e, ERR_INVALID,
		               "the patch must be a list of operations");
	if (n > PATCH_MAX)
		return err_set(e, ERR_TOO_LARGE,
		               "a patch may have at most %d operations",
		               PATCH_MAX);
	p = arena_alloc(a, sizeof(*p) + n * sizeof(*p->operations));
	p->n = n;
	for (size_t i = 0; i < n; i++)
		read_operation(a, json_array_get(list, i), i, &p->operations[i],
		               e);
	*out = p;
	return e->code;
}

/* ---- the whole ---------------------------------------------------------- */

enum err_code patch_apply(struct arena *a, const json_t *document,
                          const struct patch *patch, json_t **out,
                          struct err *e)
{
	struct doing d = { .arena = a, .err = e };
	enum err_code rc = ERR_OK;

	d.root = json_own(a, json_object());
	buf_init(&d.token, a);
	json_object_set_new(d.root, ROOT, json_deep_copy(document));
	for (; d.at < patch->n && rc == ERR_OK; d.at++)
		rc = patch->operations[d.at].run(&d, &patch->operations[d.at]);
	if (rc != ERR_OK)
		return rc;
	if (json_object_get(d.root, ROOT) == NULL)
		return err_set(e, ERR_INVALID, "the patch leaves nothing");
	*out = json_object_get(d.root, ROOT); /* which the arena owns */
	return ERR_OK;
}
