/*
 * formats.c - the formats there are, and the items of an answer
 */
#include "server/registry/formats/formats.h"

#include "lib/base/hash.h"
#include "lib/data/jsontext.h"
#include "lib/data/media_types.h"
#include "server/registry/formats/citation.h"
#include "server/registry/formats/writers.h"
#include "server/registry/model/show.h"

#define MARK "\xef\xbb\xbf"

const struct format formats[] = {
	{ "csv", "text/csv; charset=utf-8", "csv", FORMATS_OF_ITEMS, csv_write,
	  .marked = true },
	{ "tsv", "text/tab-separated-values; charset=utf-8", "tsv",
	  FORMATS_OF_ITEMS, .write = tsv_write, .marked = true },
	{ "ndjson", TYPE_LINES, "ndjson", FORMATS_OF_ITEMS,
	  .write = ndjson_write },
	{ "markdown", "text/markdown; charset=utf-8", "md", FORMATS_OF_ITEMS,
	  .write = markdown_write },
	{ "ical", "text/calendar; charset=utf-8", "ics", FORMATS_OF_STEPS,
	  .write = ical_write },
	{ "bibtex", "application/x-bibtex; charset=utf-8", "bib",
	  FORMATS_OF_RECORDS, .write = bibtex_write },
	{ "ris", "application/x-research-info-systems; charset=utf-8", "ris",
	  FORMATS_OF_RECORDS, .write = ris_write },
	{ "csl", "application/vnd.citationstyles.csl+json", "json",
	  FORMATS_OF_RECORDS, .write = csl_write },
	{ "atom", "application/atom+xml; charset=utf-8", "atom",
	  FORMATS_OF_RECORDS, .write = atom_write },
	{ "jsonld", TYPE_LINKED, "jsonld", FORMATS_OF_RECORDS,
	  .write = jsonld_write },
};

const size_t formats_count = COUNT(formats);

const struct format *format_named(struct str name)
{
	for (size_t i = 0; i < formats_count; i++)
		if (str_is(name, formats[i].name))
			return &formats[i];
	return NULL;
}

const struct format *format_of_type(const char *type)
{
	for (size_t i = 0; i < formats_count; i++)
		if (strcmp(type, formats[i].type) == 0)
			return &formats[i];
	return NULL;
}

#define BUCKETS 256 /* a power of two */

/* Many items refer to the same few. */
struct remembered {
	struct known {
		struct known *next;
		const struct kind *kind;
		struct str id;
		const struct row *row; /* NULL: there is none */
	} * buckets[BUCKETS];
};

static struct known **bucket_of(struct remembered *seen, struct str id)
{
	return &seen->buckets[hash_bytes(id, 0) & (BUCKETS - 1)];
}

/* Line ends are the layout of an answer; within texts they are escaped. */
struct str format_plain(struct arena *a, struct str s)
{
	char *text = arena_alloc(a, s.len + 1);
	size_t n = 0;

	arena_work(a, s.len);
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] != '\n')
			text[n++] = s.p[i];
	return (struct str){ text, n };
}

void format_begin(struct rendering *r, struct arena *a,
                  const struct show_context *reading)
{
	*r = (struct rendering){ .arena = a, .reading = *reading };
	r->seen = arena_alloc(a, sizeof(*r->seen));
	r->wholes = citation_wholes(a);
}

enum err_code format_write(struct rendering *r, struct err *e)
{
	r->items = json_member(r->json, "items");
	r->seen = arena_alloc(r->arena, sizeof(*r->seen));
	r->wholes = citation_wholes(r->arena);
	if (r->with_mark)
		buf_puts(r->out, MARK);
	return r->format->write(r, e);
}

static bool next_item(const struct rendering *r, size_t *at, struct str *item)
{
	if (r->items.len > 0)
		return json_items(r->items, at, item);
	*item = r->json;
	return (*at)++ == 0;
}

bool format_next(struct rendering *r, size_t *at, struct str *item)
{
	bool more = next_item(r, at, item);

	arena_work(r->arena, WORK_ROW);
	if (r->reading.arena != r->arena)
		arena_free(r->reading.arena);
	r->reading.arena = more ? arena_child(r->arena) : r->arena;
	r->reading.notes = show_notes_new(r->reading.arena);
	return more;
}

const struct kind *format_kind(const struct rendering *r, struct str item)
{
	if (r->kind != NULL)
		return r->kind;
	return kind_find(json_member_text(r->reading.arena, item, "kind"));
}

/* ERR_OK with NULL for what is not there, or not any more. */
static enum err_code find(const struct rendering *r, struct arena *a,
                          const struct kind *k, struct str id,
                          const struct row **out, struct err *e)
{
	struct row *row = arena_alloc(a, sizeof(*row));
	enum err_code rc = store_find(r->reading.tx, &k->entity, id, a, row, e);

	*out = rc == ERR_OK ? row : NULL;
	return err_allow_absent(rc, e);
}

enum err_code format_referred(const struct rendering *r, const struct kind *k,
                              struct str id, const struct row **row,
                              struct err *e)
{
	struct known **bucket = bucket_of(r->seen, id), *found = *bucket;
	struct arena *a = r->arena;
	enum err_code rc;

	*row = NULL;
	if (id.len == 0)
		return ERR_OK;
	while (found != NULL && (found->kind != k || !str_eq(found->id, id)))
		found = found->next;
	if (found != NULL) {
		*row = found->row;
		return ERR_OK;
	}
	rc = find(r, a, k, id, row, e);
	if (rc != ERR_OK)
		return rc;
	found = arena_alloc(a, sizeof(*found));
	*found = (struct known){ *bucket, k, arena_str(a, id), *row };
	*bucket = found;
	return ERR_OK;
}

enum err_code format_record(const struct rendering *r, struct str item,
                            const struct kind **kind, struct row *row,
                            bool *found, struct err *e)
{
	struct str id = json_member_text(r->reading.arena, item, "id");
	const struct row *there = NULL;
	enum err_code rc = ERR_OK;

	*kind = format_kind(r, item);
	if (*kind != NULL && id.len > 0)
		rc = find(r, r->reading.arena, *kind, id, &there, e);
	*found = there != NULL;
	if (*found)
		*row = *there;
	return rc;
}

enum err_code ndjson_write(struct rendering *r, struct err *e)
{
	struct str item;
	size_t at = 0;

	(void)e;
	while (format_next(r, &at, &item)) {
		buf_str(r->out, item);
		buf_puts(r->out, "\n");
	}
	return ERR_OK;
}
