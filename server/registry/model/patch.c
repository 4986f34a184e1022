/*
 * patch.c - six operations on places in a document
 */
#include "server/registry/model/patch.h"

#include <stdlib.h>

#include "server/registry/model/json.h"

/* The document hangs below a root, so that the whole of it can be replaced as
 * any other value can. */
#define ROOT "document"

#define VALUES_MAX 100000 /* copies of copies grow fast */

/* Where a pointer leads: a member or item of a holder, there or not. */
struct place {
	json_t *holder;
	const char *name; /* of a member */
	size_t index;     /* of an item; one past the last for "-" */
	json_t *value;    /* NULL: nothing there yet */
};

struct patch {
	struct arena *arena;
	struct err *err;
	json_t *root;
	size_t at; /* the operation */
};

static enum err_code wrong(struct patch *p, const char *member,
                           const char *what)
{
	err_pointer(p->err, arena_printf(p->arena, "/%zu/%s", p->at, member),
	            "%s", what);
	return p->err->code;
}

/* One token, with ~1 and ~0 read; false when another escape is used. */
static bool read_token(struct arena *a, const char **pointer, const char **out)
{
	struct buf token;

	buf_init(&token, a);
	for ((*pointer)++; **pointer != '\0' && **pointer != '/';
	     (*pointer)++) {
		char c = **pointer;

		if (c == '~') {
			(*pointer)++;
			if (**pointer != '0' && **pointer != '1')
				return false;
			c = **pointer == '0' ? '~' : '/';
		}
		buf_add(&token, &c, 1);
	}
	*out = token.data;
	return true;
}

/* An index has no sign and no leading zero. */
static bool read_index(const json_t *array, const char *token, size_t *out)
{
	size_t n = json_array_size(array), digits = strspn(token, "0123456789");

	if (strcmp(token, "-") == 0) {
		*out = n;
		return true;
	}
	if (digits == 0 || token[digits] != '\0' || digits > 9 ||
	    (token[0] == '0' && digits > 1))
		return false;
	*out = (size_t)strtoul(token, NULL, 10);
	return *out <= n;
}

static bool step(struct place *p, const char *token)
{
	json_t *holder = p->value;

	if (json_is_object(holder)) {
		*p = (struct place){ .holder = holder,
			             .name = token,
			             .value = json_object_get(holder, token) };
		return true;
	}
	if (!json_is_array(holder))
		return false;
	*p = (struct place){ .holder = holder };
	if (!read_index(holder, token, &p->index))
		return false;
	p->value = json_array_get(holder, p->index);
	return true;
}

static enum err_code find(struct patch *p, const json_t *op, const char *member,
                          struct place *out)
{
	const char *pointer = json_string_value(json_object_get(op, member));
	const char *token;

	if (pointer == NULL)
		return wrong(p, member, "must be a JSON Pointer");
	if (*pointer != '\0' && *pointer != '/')
		return wrong(p, member, "must begin with /");
	*out = (struct place){ .holder = p->root,
		               .name = ROOT,
		               .value = json_object_get(p->root, ROOT) };
	while (*pointer != '\0') {
		if (!read_token(p->arena, &pointer, &token))
			return wrong(p, member,
			             "has a ~ that is neither ~0 "
			             "nor ~1");
		if (out->value == NULL || !step(out, token))
			return wrong(p, member, "leads nowhere");
	}
	return ERR_OK;
}

static enum err_code find_there(struct patch *p, const json_t *op,
                                const char *member, struct place *out)
{
	enum err_code rc = find(p, op, member, out);

	if (rc == ERR_OK && out->value == NULL)
		return wrong(p, member, "leads nowhere");
	return rc;
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

static enum err_code value_of(struct patch *p, const json_t *op, json_t **out)
{
	*out = json_object_get(op, "value");
	return *out != NULL ? ERR_OK : wrong(p, "value", "is required");
}

static enum err_code do_add(struct patch *p, const json_t *op)
{
	struct place at;
	json_t *value;
	enum err_code rc = find(p, op, "path", &at);

	if (rc == ERR_OK)
		rc = value_of(p, op, &value);
	if (rc == ERR_OK)
		put(&at, json_deep_copy(value));
	return rc;
}

static enum err_code do_remove(struct patch *p, const json_t *op)
{
	struct place at;
	enum err_code rc = find_there(p, op, "path", &at);

	if (rc == ERR_OK)
		take_away(&at);
	return rc;
}

static enum err_code do_replace(struct patch *p, const json_t *op)
{
	struct place at;
	json_t *value;
	enum err_code rc = find_there(p, op, "path", &at);

	if (rc == ERR_OK)
		rc = value_of(p, op, &value);
	if (rc != ERR_OK)
		return rc;
	if (json_is_array(at.holder))
		take_away(&at);
	put(&at, json_deep_copy(value));
	return ERR_OK;
}

/* Does `path` lie inside `from`? A value cannot move into itself. */
static bool is_inside(const json_t *op)
{
	struct str from = json_text(op, "from"), path = json_text(op, "path");

	return path.len > from.len && str_starts(path, from) &&
	       path.p[from.len] == '/';
}

/* How many values a value consists of. */
static size_t size_of(const json_t *value)
{
	size_t n = 1;
	const char *name;
	json_t *member;

	json_object_foreach((json_t *)value, name, member)
	{
		n += size_of(member);
	}
	for (size_t i = 0; i < json_array_size(value); i++)
		n += size_of(json_array_get(value, i));
	return n;
}

static enum err_code transfer(struct patch *p, const json_t *op, bool keep)
{
	struct place from, to;
	json_t *value;
	enum err_code rc = find_there(p, op, "from", &from);

	if (rc == ERR_OK && !keep && is_inside(op))
		return wrong(p, "path", "is inside of from");
	if (rc != ERR_OK)
		return rc;
	if (keep && size_of(p->root) > VALUES_MAX)
		return err_set(p->err, ERR_TOO_LARGE,
		               "the patch makes more than %d values",
		               VALUES_MAX);
	value = json_own(p->arena, json_deep_copy(from.value));
	if (!keep)
		take_away(&from);
	rc = find(p, op, "path", &to);
	if (rc == ERR_OK)
		put(&to, json_incref(value));
	return rc;
}

static enum err_code do_move(struct patch *p, const json_t *op)
{
	return transfer(p, op, false);
}

static enum err_code do_copy(struct patch *p, const json_t *op)
{
	return transfer(p, op, true);
}

static enum err_code do_test(struct patch *p, const json_t *op)
{
	struct place at;
	json_t *value;
	enum err_code rc = find_there(p, op, "path", &at);

	if (rc == ERR_OK)
		rc = value_of(p, op, &value);
	if (rc != ERR_OK || json_equal(at.value, value))
		return rc;
	err_pointer(p->err, arena_printf(p->arena, "/%zu/value", p->at),
	            "is not what stands there");
	return err_set(p->err, ERR_CONFLICT, "a test of the patch fails");
}

static const struct {
	const char *name;
	enum err_code (*run)(struct patch *p, const json_t *op);
} operations[] = {
	{ "add", do_add },   { "remove", do_remove }, { "replace", do_replace },
	{ "move", do_move }, { "copy", do_copy },     { "test", do_test },
};

static enum err_code run(struct patch *p, const json_t *op)
{
	struct str name = json_text(op, "op");

	for (size_t i = 0; i < COUNT(operations); i++)
		if (str_is(name, operations[i].name))
			return operations[i].run(p, op);
	return wrong(p, "op",
	             "must be add, remove, replace, move, copy or test");
}

enum err_code patch_apply(struct arena *a, const json_t *document,
                          const json_t *patch, json_t **out, struct err *e)
{
	struct patch p = { .arena = a, .err = e };
	enum err_code rc = ERR_OK;

	if (!json_is_array(patch))
		return err_set(e, ERR_INVALID,
		               "the patch must be a list of operations");
	p.root = json_own(a, json_object());
	json_object_set_new(p.root, ROOT, json_deep_copy(document));
	for (; p.at < json_array_size(patch) && rc == ERR_OK; p.at++)
		rc = run(&p, json_array_get(patch, p.at));
	if (rc != ERR_OK)
		return rc;
	if (json_object_get(p.root, ROOT) == NULL)
		return err_set(e, ERR_INVALID, "the patch leaves nothing");
	*out = json_object_get(p.root, ROOT); /* which the arena owns */
	return ERR_OK;
}
