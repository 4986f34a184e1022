/*
 * hit_members.c - members of a record that people look at first
 */
#include "server/http/handlers/hit_members.h"

#include "lib/data/jsontext.h"
#include "server/registry/formats/citation.h"

/* As the record has them. */
static const char *const own_members[] = {
	"type",         "nature", "force", "status", "jurisdictions",
	"jurisdiction", "role",   "path",  "label",
};

static void put_issuers(struct buf *out, const struct citation *c)
{
	for (size_t i = 0; i < c->nauthors; i++) {
		buf_puts(out, i > 0 ? "," : ",\"issuers\":[");
		json_quote(out, c->authors[i]);
	}
	buf_puts(out, c->nauthors > 0 ? "]" : "");
}

/* The record as it is shown where that depends on the day; it costs more. */
static enum err_code shown(const struct rendering *r, const struct kind *k,
                           const struct row *row, struct str *out,
                           struct err *e)
{
	struct buf whole;
	enum err_code rc;

	*out = row->record;
	if (!k->timed)
		return ERR_OK;
	buf_init(&whole, r->reading.arena);
	rc = show_record(&r->reading, k, row, NULL, &whole, e);
	*out = buf_text(&whole);
	return rc;
}

enum err_code hit_members(const struct rendering *r, const struct kind *k,
                          const struct row *row, struct buf *out, struct err *e)
{
	struct str values[COUNT(own_members)], record;
	struct citation c;
	enum err_code rc = shown(r, k, row, &record, e);

	if (rc == ERR_OK)
		rc = citation_of(r, k, row, &c, e);
	if (rc != ERR_OK)
		return rc;
	json_members(record, own_members, COUNT(own_members), values);
	for (size_t i = 0; i < COUNT(own_members); i++)
		json_put_value(out, own_members[i], values[i]);
	put_issuers(out, &c);
	json_put_some(out, "date", c.issued);
	json_put_some(out, "url", c.url);
	return ERR_OK;
}
