/*
 * named.c - walking a record's text by its fields, and looking up once
 */
#include "server/registry/model/named.h"

#include "lib/base/cache.h"
#include "lib/base/hash.h"
#include "lib/data/id.h"
#include "lib/data/jsontext.h"
#include "server/registry/model/show.h"

const struct field named_fields[NAMED_COLUMNS] = {
	{ "kind", FIELD_TEXT, F_COMPUTED, .doc = "Of which kind it is" },
	{ "id", FIELD_TEXT, F_COMPUTED, .doc = "As it stands in the record" },
	{ "key", FIELD_TEXT, F_COMPUTED, .doc = "Its key" },
	{ "title", FIELD_TEXT, F_COMPUTED,
	  .doc = "Its title or name, else its key" },
};

#define KNOWN_MAX 256

struct name_memory {
	struct cache *cache; /* what is told of records, or NULL */
	int64_t newest;      /* change that is seen; 0: not asked for yet */
	struct known {
		struct str id, shown;
	} * known; /* KNOWN_MAX, by hash; the last one stays */
};

struct name_memory *name_memory_new(struct arena *a, struct cache *cache)
{
	struct name_memory *m = arena_alloc(a, sizeof(*m));

	m->cache = cache;
	return m;
}

struct walk {
	const struct show_context *r;
	struct buf *out;
	struct err *err;
	struct str told[NAMED_MAX];
	size_t n;
};

static bool is_told(const struct walk *w, struct str id)
{
	for (size_t i = 0; i < w->n; i++)
		if (str_eq(w->told[i], id))
			return true;
	return false;
}

/* What a record is called may change with any change. */
struct name_stamp {
	const struct kind *kind;
	int64_t newest;
};

static bool recall(const struct walk *w, struct str id, struct str stamp,
                   struct str *out)
{
	struct buf found;

	buf_init(&found, w->r->arena);
	if (w->r->names->cache == NULL ||
	    !cache_find(w->r->names->cache, id, stamp, &found))
		return false;
	*out = buf_text(&found);
	return true;
}

/* What does not lead anywhere is not told. */
static enum err_code look_up(const struct walk *w, const struct kind *k,
                             struct str id, struct str *out)
{
	struct arena *own = arena_scratch(); /* the whole record */
	struct row row;
	enum err_code rc =
		store_find(w->r->tx, &k->entity, id, own, &row, w->err);
	struct buf shown;

	buf_init(&shown, w->r->arena);
	if (rc == ERR_OK)
		show_subject(own, k, &row, &shown);
	arena_free(own);
	*out = buf_text(&shown);
	return err_allow_absent(rc, w->err);
}

static enum err_code recall_or_look_up(const struct walk *w,
                                       const struct kind *k, struct str id,
                                       struct str *out)
{
	struct name_memory *m = w->r->names;
	struct name_stamp s = { .kind = k };
	struct str stamp = { (const char *)&s, sizeof(s) };
	enum err_code rc = ERR_OK;

	if (m->cache != NULL && m->newest == 0)
		rc = store_newest(w->r->tx, &m->newest, w->err);
	s.newest = m->newest;
	if (rc != ERR_OK || recall(w, id, stamp, out))
		return rc;
	rc = look_up(w, k, id, out);
	if (rc == ERR_OK && m->cache != NULL)
		cache_put(m->cache, id, stamp, *out);
	return rc;
}

static enum err_code tell(struct walk *w, const struct kind *k, struct str id)
{
	struct name_memory *m = w->r->names;
	struct known *known;
	enum err_code rc = ERR_OK;

	if (m->known == NULL)
		m->known =
			arena_alloc(w->r->arena, KNOWN_MAX * sizeof(*m->known));
	known = &m->known[hash_bytes(id, 0) % KNOWN_MAX];
	if (!str_eq(known->id, id)) {
		*known = (struct known){ .id = arena_str(w->r->arena, id) };
		rc = recall_or_look_up(w, k, id, &known->shown);
	}
	if (rc != ERR_OK || known->shown.len == 0)
		return rc;
	buf_puts(w->out, w->n == 0 ? ",\"" NAMED_MEMBER "\":[" : ",");
	buf_str(w->out, known->shown);
	w->told[w->n++] = known->id;
	return ERR_OK;
}

static enum err_code see(struct walk *w, const struct kind *k, struct str value)
{
	struct str id = { value.p + 1, ID_LEN };

	if (k == NULL || value.len != ID_LEN + 2 || value.p[0] != '"' ||
	    w->n == NAMED_MAX || is_told(w, id))
		return ERR_OK;
	return tell(w, k, id);
}

static enum err_code walk(struct walk *w, const struct field *fields, size_t n,
                          struct str object);

static enum err_code see_value(struct walk *w, const struct field *f,
                               const struct kind *k, struct str value)
{
	return f->type == FIELD_REFERENCE
	               ? see(w, k, value)
	               : walk(w, f->fields, f->nfields, value);
}

/* The kind that "subject.kind" says, where the field does not. */
static const struct kind *kind_of(const struct walk *w, const struct field *f,
                                  struct str object)
{
	if (f->type != FIELD_REFERENCE || f->target != NULL)
		return f->target != NULL ? kind_find(str_from(f->target))
		                         : NULL;
	return kind_find(json_member_text(w->r->arena, object, "kind"));
}

static bool leads_on(const struct field *f)
{
	bool is_own = (f->flags & (F_DERIVED | F_COMPUTED)) == 0;

	for (size_t i = 0; is_own && i < f->nfields; i++)
		if (leads_on(&f->fields[i]))
			return true;
	return is_own && f->type == FIELD_REFERENCE;
}

static enum err_code walk(struct walk *w, const struct field *fields, size_t n,
                          struct str object)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < n && rc == ERR_OK; i++) {
		const struct field *f = &fields[i];
		const struct kind *k;
		struct str value, item;
		size_t at = 0;

		if (!leads_on(f))
			continue;
		value = json_member(object, f->name);
		if (value.len == 0)
			continue;
		k = kind_of(w, f, object);
		if (!(f->flags & F_LIST))
			rc = see_value(w, f, k, value);
		else
			while (rc == ERR_OK && w->n < NAMED_MAX &&
			       json_items(value, &at, &item))
				rc = see_value(w, f, k, item);
	}
	return rc;
}

enum err_code named_write(const struct show_context *r, const struct kind *k,
                          const struct row *row, struct buf *out, struct err *e)
{
	struct walk w = { .r = r, .out = out, .err = e };
	enum err_code rc =
		walk(&w, k->entity.fields, k->entity.nfields, row->record);

	buf_puts(out, w.n > 0 ? "]" : "");
	return rc;
}
