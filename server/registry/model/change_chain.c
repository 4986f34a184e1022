/*
 * change_chain.c - writing the links and testing them
 */
#include "server/registry/model/change_chain.h"

#include <inttypes.h>

#include "lib/data/digest.h"
#include "lib/data/jsontext.h"
#include "lib/data/timestamp.h"
#include "server/registry/model/change_tree.h"
#include "server/registry/model/json.h"

#define ZEROS   "00000000000000000000000000000000"
#define NO_HASH STR(ZEROS ZEROS)

static void member(struct buf *out, const char *name, struct str value)
{
	buf_printf(out, "\"%s\":", name);
	json_quote(out, value);
	buf_puts(out, ",");
}

/* Members in canonical order; the hash is left out when it is absent. */
static void write_text(struct buf *out, const struct change *c, struct str hash)
{
	buf_puts(out, "{");
	member(out, "at", c->at);
	if (c->by.len > 0)
		member(out, "by", c->by);
	if (c->from.len > 0) {
		buf_puts(out, "\"from\":");
		buf_str(out, c->from);
		buf_puts(out, ",");
	}
	if (hash.len > 0)
		member(out, "hash", hash);
	if (c->record.len == 0)
		member(out, "id", c->id);
	if (c->record.len == 0)
		member(out, "key", c->key);
	member(out, "kind", c->kind);
	member(out, "op", c->op);
	member(out, "prev", c->prev);
	if (c->record.len > 0) {
		buf_puts(out, "\"record\":");
		buf_str(out, c->record);
		buf_puts(out, ",");
	}
	buf_printf(out, "\"seq\":%" PRId64 "}", c->seq);
}

struct change change_chain_of(struct arena *a, const json_t *link)
{
	const json_t *from = json_object_get(link, "from");
	struct buf text;

	buf_init(&text, a);
	if (from != NULL)
		json_canonical(&text, from);
	return (struct change){
		.seq = json_integer_value(json_object_get(link, "seq")),
		.at = json_text(link, "at"),
		.by = json_text(link, "by"),
		.kind = json_text(link, "kind"),
		.op = json_text(link, "op"),
		.id = json_text(link, "id"),
		.key = json_text(link, "key"),
		.prev = json_text(link, "prev"),
		.hash = json_text(link, "hash"),
		.from = from != NULL ? buf_text(&text) : (struct str){ 0 },
	};
}

void change_chain_text(struct buf *out, const struct change *c)
{
	write_text(out, c, c->hash);
}

void change_chain_head_text(struct buf *out, const struct change *head)
{
	buf_printf(out, "{\"seq\":%" PRId64 ",\"hash\":", head->seq);
	if (head->seq > 0)
		json_quote(out, head->hash);
	else
		buf_puts(out, "null");
	buf_puts(out, "}");
}

struct str change_chain_hash(struct arena *a, const struct change *c)
{
	struct buf text;

	buf_init(&text, a);
	write_text(&text, c, (struct str){ 0 });
	return digest_of(a, buf_text(&text));
}

static struct str hash_of_head(const struct change *head)
{
	return head->seq == 0 ? NO_HASH : head->hash;
}

enum err_code change_chain_refuse(struct arena *a, struct str origin,
                                  const char *what, struct err *e)
{
	struct buf more;

	buf_init(&more, a);
	buf_puts(&more, "\"origin\":");
	json_quote(&more, origin);
	e->more = buf_text(&more);
	return err_set(e, ERR_FORBIDDEN, "%s: write to %.*s", what,
	               STR_ARG(origin));
}

/* A copy has the changes of its origin and no others, or it were none. */
static enum err_code refuse_copy(struct tx *tx, struct arena *a, struct err *e)
{
	struct str origin;
	enum err_code rc = store_origin(tx, a, &origin, e);

	return rc != ERR_OK || origin.len == 0
	               ? rc
	               : change_chain_refuse(a, origin,
	                                     "this registry is a copy", e);
}

static enum err_code append(struct tx *tx, const struct change *c,
                            struct err *e)
{
	enum err_code rc = store_append(tx, c, e);

	return rc != ERR_OK ? rc : change_tree_grow(tx, c->seq, e);
}

struct str change_chain_arrival(const struct change *c)
{
	return c->arrived.len > 0 ? c->arrived : c->at;
}

static struct str later(struct str a, struct str b)
{
	return str_cmp(a, b) > 0 ? a : b;
}

static enum err_code read_clock(struct tx *tx, struct arena *a, struct err *e)
{
	struct str now = time_now(a);
	struct change head;
	enum err_code rc = store_head(tx, a, &head, e);

	if (rc == ERR_OK)
		store_set_moment(
			tx, head.seq > 0
				    ? later(now, change_chain_arrival(&head))
				    : now);
	return rc;
}

enum err_code change_chain_now(struct tx *tx, struct arena *a, struct str *out,
                               struct err *e)
{
	enum err_code rc = ERR_OK;

	if (store_moment(tx).len == 0)
		rc = read_clock(tx, a, e);
	*out = arena_str(a, store_moment(tx));
	return rc;
}

enum err_code change_chain_append(struct tx *tx, struct arena *a,
                                  struct change *c, struct err *e)
{
	struct tip tip;
	enum err_code rc = refuse_copy(tx, a, e);

	if (rc == ERR_OK)
		rc = store_tip(tx, &tip, e);
	if (rc == ERR_OK)
		rc = change_chain_now(tx, a, &c->at, e);
	if (rc != ERR_OK)
		return rc;
	c->seq = tip.seq + 1;
	c->by = store_author(tx);
	c->prev = tip.seq > 0 ? arena_str(a, str_from(tip.hash)) : NO_HASH;
	c->hash = change_chain_hash(a, c);
	return append(tx, c, e);
}

const char *change_chain_fault(struct arena *a, const struct change *prev,
                               const struct change *c)
{
	if (c->seq != prev->seq + 1)
		return "its seq does not follow the one before";
	if (!str_eq(c->prev, hash_of_head(prev)))
		return "its prev is not the hash of the one before";
	if (prev->seq > 0 && str_cmp(c->at, prev->at) < 0)
		return "its time is before that of the one before";
	if (!str_eq(c->hash, change_chain_hash(a, c)))
		return "its hash is not that of its text";
	return NULL;
}

enum err_code change_chain_replay(struct tx *tx, struct arena *a,
                                  const struct change *c, struct err *e)
{
	struct change head, taken;
	const char *fault;
	enum err_code rc = store_head(tx, a, &head, e);

	if (rc != ERR_OK)
		return rc;
	fault = change_chain_fault(a, &head, c);
	if (fault != NULL)
		return err_set(e, ERR_INVALID,
		               "the change does not fit the head %" PRId64
		               ": %s",
		               head.seq, fault);
	taken = *c;
	rc = change_chain_now(tx, a, &taken.arrived, e);
	if (str_cmp(taken.arrived, c->at) <= 0)
		taken.arrived = (struct str){ 0 };
	return rc != ERR_OK ? rc : append(tx, &taken, e);
}
