/*
 * file.c - the file of webhooks is read
 */
#include "lib/data/base64.h"
#include "lib/data/id.h"
#include "lib/data/url.h"
#include "server/registry/model/json.h"
#include "server/registry/model/kind.h"
#include "server/webhooks/webhooks.h"

#define FILE_VALUES   10000
#define FILE_DEPTH    8
#define RETRY_SECONDS 5
#define SECRET_MIN    24 /* bytes */
#define SECRET_MAX    64

static const char *const file_members[] = { "allow_private", "retry_seconds",
	                                    "webhooks", NULL };
static const char *const members[] = { "name", "url",    "secret",     "kind",
	                               "by",   "not_by", "instrument", NULL };

struct reading {
	struct arena *arena;
	struct err *err;
	const char *pointer; /* of the webhook at hand */
};

static void refuse(const struct reading *r, const char *member,
                   const char *what)
{
	err_pointer(r->err, json_pointer(r->arena, r->pointer, member), "%s",
	            what);
}

static struct str text_of(const struct reading *r, const json_t *object,
                          const char *member)
{
	return arena_str(r->arena, json_text(object, member));
}

/* "a,b" or ["a","b"] */
static void read_names(const struct reading *r, const json_t *object,
                       const char *member, struct feed_names *out)
{
	const json_t *list = json_object_get(object, member), *item;
	size_t i;

	if (json_is_string(list))
		out->items[out->n++] = text_of(r, object, member);
	else if (list != NULL && !json_is_array(list))
		refuse(r, member, "must be a name or a list of names");
	json_array_foreach(list, i, item)
	{
		if (!json_is_string(item) || out->n == FEED_NAMES_MAX)
			refuse(r, member, "must be a list of up to 32 names");
		else
			out->items[out->n++] =
				arena_str(r->arena, json_str(item));
	}
}

/* "whsec_" and the bytes in base64. */
static void read_secret(const struct reading *r, const json_t *object,
                        struct str *out)
{
	const struct str prefix = STR("whsec_");
	struct str s = json_text(object, "secret");

	if (s.len < prefix.len || !str_starts(s, prefix) ||
	    !base64_read_padded(
		    r->arena,
		    (struct str){ s.p + prefix.len, s.len - prefix.len },
		    out) ||
	    out->len < SECRET_MIN || out->len > SECRET_MAX)
		refuse(r, "secret",
		       "must be whsec_ and 24 to 64 bytes in base64");
}

static void check(const struct reading *r, const struct webhook_file *f,
                  const struct webhook_entry *w)
{
	const struct feed_names *wanted = &w->filter.kinds;

	if (!key_valid(w->name))
		refuse(r, "name", "must be a name such as a-partner");
	if (!url_valid(w->url))
		refuse(r, "url", "must be an http or https URL");
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->items[i].name, w->name))
			refuse(r, "name", "is that of another webhook");
	for (size_t i = 0; i < wanted->n; i++)
		if (kind_find(wanted->items[i]) == NULL)
			refuse(r, "kind", "is no kind of record");
}

static void read_webhook(const struct reading *r, const json_t *object,
                         struct webhook_file *f)
{
	struct webhook_entry *w = &f->items[f->n];

	if (!json_is_object(object)) {
		err_pointer(r->err, r->pointer, "must be an object");
		return;
	}
	*w = (struct webhook_entry){ 0 };
	json_refuse_unknown(object, r->pointer, members, r->err);
	w->name = text_of(r, object, "name");
	w->url = text_of(r, object, "url");
	read_secret(r, object, &w->secret);
	read_names(r, object, "kind", &w->filter.kinds);
	read_names(r, object, "by", &w->filter.by);
	read_names(r, object, "not_by", &w->filter.not_by);
	w->instrument = text_of(r, object, "instrument");
	if (json_object_get(object, "instrument") != NULL &&
	    w->instrument.len == 0)
		refuse(r, "instrument", "must be the id or key of one");
	check(r, f, w);
	f->n++;
}

static void read_settings(const json_t *root, struct webhook_file *f,
                          struct err *e)
{
	const json_t *private = json_object_get(root, "allow_private"),
		     *retry = json_object_get(root, "retry_seconds");

	f->allow_private = json_is_true(private);
	f->retry_seconds =
		retry != NULL ? json_integer_value(retry) : RETRY_SECONDS;
	if (private != NULL && !json_is_boolean(private))
		err_pointer(e, "/allow_private", "must be true or false");
	if (f->retry_seconds < 1 || f->retry_seconds > RETRY_MAX_SECONDS)
		err_pointer(e, "/retry_seconds", "must be from 1 to %d",
		            RETRY_MAX_SECONDS);
}

enum err_code webhooks_read(struct arena *a, struct str text,
                            struct webhook_file *out, struct err *e)
{
	json_t *root;
	const json_t *list, *item;
	size_t i;
	enum err_code rc =
		json_take(a, text, FILE_VALUES, FILE_DEPTH, &root, e);

	*out = (struct webhook_file){ 0 };
	if (rc != ERR_OK)
		return rc;
	json_refuse_unknown(root, "", file_members, e);
	read_settings(root, out, e);
	list = json_object_get(root, "webhooks");
	if (!json_is_array(list) || json_array_size(list) == 0 ||
	    json_array_size(list) > WEBHOOKS_MAX)
		err_pointer(e, "/webhooks", "must be a list of 1 to %d",
		            WEBHOOKS_MAX);
	json_array_foreach(list, i, item)
	{
		struct reading r = { a, e,
			             json_pointer_item(a, "/webhooks", i) };

		if (out->n < WEBHOOKS_MAX)
			read_webhook(&r, item, out);
	}
	return e->code;
}
