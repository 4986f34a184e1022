/*
 * proofs.c - what shows that no change was ever altered: signed heads, proofs
 */
#include "server/http/handlers/handlers.h"

#include <inttypes.h>

#include "lib/base/arena.h"
#include "lib/data/jsontext.h"
#include "lib/store/proofs.h"
#include "server/http/query/query.h"
#include "server/http/request/reply.h"
#include "server/registry/model/change_chain.h"
#include "server/registry/model/change_tree.h"
#include "server/registry/model/signer.h"
#include "server/version.h"

/* ---- the head -------------------------------------------------------------- */

static void put_tree(struct buf *out, const struct signed_head *h)
{
	out->len--; /* the last brace */
	buf_printf(out, ",\"tree\":{\"size\":%" PRId64, h->size);
	json_put(out, "root", h->root);
	json_put(out, "time", h->time);
	json_put(out, "key", h->key);
	json_put(out, "signature", h->signature);
	buf_puts(out, "}}");
}

static enum err_code write_head(struct tx *tx, const struct request *req,
                                struct buf *out, struct err *e)
{
	struct change head;
	struct signed_head is_signed;
	enum err_code rc = store_head(tx, req->arena, &head, e);

	if (rc != ERR_OK)
		return rc;
	change_chain_head_text(out, &head);
	rc = signer_head(tx, req->arena, &head, &is_signed, e);
	if (rc == ERR_OK)
		put_tree(out, &is_signed);
	return err_allow_absent(rc, e);
}

static enum err_code read_head(struct tx *tx, void *arg, struct err *e)
{
	struct request *req = arg;
	enum err_code rc = write_head(tx, req, &req->rep->body, e);

	buf_puts(&req->rep->body, "\n");
	return rc;
}

enum err_code changes_head(struct request *req, struct reply *rep)
{
	enum err_code rc = store_run(req->service->store, TX_READ, read_head,
	                             req, &req->err);

	return rc != ERR_OK ? rc : reply_body(req, rep, 200, TYPE_JSON, 0);
}

/* ---- proofs ---------------------------------------------------------------- */

struct proof {
	struct request *req;
	const char *whole;   /* the parameter that gives the size */
	int64_t first, size; /* size -1: of all there are */
	struct merkle_path path;
};

/* How large the tree is that was asked about, and may it be? */
static enum err_code check_sizes(struct tx *tx, struct proof *p, struct err *e)
{
	int64_t newest = 0;
	bool is_ready = false;
	enum err_code rc = store_newest(tx, &newest, e);

	if (rc == ERR_OK)
		rc = change_tree_is_ready(tx, &is_ready, e);
	if (rc != ERR_OK)
		return rc;
	if (p->size < 0)
		p->size = newest;
	if (p->size > newest)
		err_parameter(e, p->whole, "there are %" PRId64 " changes",
		              newest);
	else if (p->first > p->size)
		err_parameter(e, p->whole, "is below %" PRId64, p->first);
	if (e->code != ERR_OK)
		return e->code;
	return is_ready ? ERR_OK
	                : err_set(e, ERR_BUSY,
	                          "the tree over the changes is being made");
}

static void put_digest(struct proof *p, const char *name,
                       const struct digest_raw *d)
{
	json_put(&p->req->rep->body, name, digest_hex(p->req->arena, d));
}

static void put_path(struct proof *p)
{
	struct buf *out = &p->req->rep->body;

	buf_puts(out, ",\"path\":[");
	for (size_t i = 0; i < p->path.n; i++) {
		buf_puts(out, i > 0 ? "," : "");
		json_quote(out, digest_hex(p->req->arena, &p->path.of[i]));
	}
	buf_puts(out, "]}\n");
}

static enum err_code write_inclusion(struct tx *tx, struct proof *p,
                                     struct err *e)
{
	struct buf *out = &p->req->rep->body;
	struct digest_raw root, data, leaf;
	struct str hash;
	enum err_code rc = change_tree_root(tx, p->size, &root, e);

	if (rc == ERR_OK)
		rc = change_tree_inclusion(tx, p->first, p->size, &p->path, e);
	if (rc == ERR_OK)
		rc = store_change_hash(tx, p->first, p->req->arena, &hash, e);
	if (rc != ERR_OK)
		return rc;
	if (!digest_read(hash, &data))
		return store_unsound(e, "changes", hash,
		                     "its hash is not 64 hex digits");
	merkle_leaf(&data, &leaf);
	buf_printf(out, "{\"seq\":%" PRId64 ",\"size\":%" PRId64, p->first,
	           p->size);
	json_put(out, "hash", hash);
	put_digest(p, "leaf", &leaf);
	put_digest(p, "root", &root);
	put_path(p);
	return ERR_OK;
}

static enum err_code read_inclusion(struct tx *tx, void *arg, struct err *e)
{
	struct proof *p = arg;
	enum err_code rc = check_sizes(tx, p, e);

	return rc != ERR_OK ? rc : write_inclusion(tx, p, e);
}

static enum err_code read_consistency(struct tx *tx, void *arg, struct err *e)
{
	struct proof *p = arg;
	struct digest_raw before, now;
	enum err_code rc = check_sizes(tx, p, e);

	if (rc == ERR_OK)
		rc = change_tree_root(tx, p->first, &before, e);
	if (rc == ERR_OK)
		rc = change_tree_root(tx, p->size, &now, e);
	if (rc == ERR_OK)
		rc = change_tree_consistency(tx, p->first, p->size, &p->path,
		                             e);
	if (rc != ERR_OK)
		return rc;
	buf_printf(&p->req->rep->body, "{\"from\":%" PRId64 ",\"to\":%" PRId64,
	           p->first, p->size);
	put_digest(p, "from_root", &before);
	put_digest(p, "to_root", &now);
	put_path(p);
	return ERR_OK;
}

static enum err_code answer(struct proof *p, tx_fn *read, struct reply *rep)
{
	struct request *req = p->req;
	enum err_code rc = req->err.code;

	if (rc == ERR_OK)
		rc = store_run(req->service->store, TX_READ, read, p,
		               &req->err);
	return rc != ERR_OK ? rc : reply_body(req, rep, 200, TYPE_JSON, 0);
}

enum err_code changes_proof(struct request *req, struct reply *rep)
{
	struct proof *p = arena_alloc(req->arena, sizeof(*p));

	p->req = req;
	p->whole = "size";
	p->size = query_number(req, p->whole, -1, 1, INT64_MAX);
	if (!param_integer(req->ref, &p->first) || p->first < 1)
		return err_set(&req->err, ERR_NOT_FOUND,
		               "there is no such change");
	return answer(p, read_inclusion, rep);
}

enum err_code changes_consistency(struct request *req, struct reply *rep)
{
	struct proof *p = arena_alloc(req->arena, sizeof(*p));

	p->req = req;
	p->first = query_number(req, "from", 0, 1, INT64_MAX);
	p->whole = "to";
	p->size = query_number(req, p->whole, -1, 1, INT64_MAX);
	if (request_param(req, "from").p == NULL)
		err_parameter(&req->err, "from", "is required");
	return answer(p, read_consistency, rep);
}

/* ---- who signs ------------------------------------------------------------- */

struct keys {
	struct buf *out;
	size_t n;
};

static enum err_code add_key(void *arg, const struct signer *s, struct err *e)
{
	struct keys *k = arg;
	struct buf *out = k->out;

	(void)e;
	buf_puts(out, k->n++ > 0 ? ",\n{\"key\":" : "\n{\"key\":");
	json_quote(out, s->key);
	json_put(out, "made_at", s->made_at);
	buf_printf(out, ",\"signs\":%s", s->secret.len > 0 ? "true" : "false");
	json_put_some(out, "endorsed_by", s->endorsed_by);
	json_put_some(out, "endorsement", s->endorsement);
	buf_puts(out, "}");
	return ERR_OK;
}

/* Where reading needs a key, what is read is not told. */
static enum err_code read_registry(struct tx *tx, void *arg, struct err *e)
{
	struct request *req = arg;
	struct buf *out = &req->rep->body;
	struct keys keys = { .out = out };
	struct str origin;
	enum err_code rc = store_origin(tx, req->arena, &origin, e);

	if (rc != ERR_OK)
		return rc;
	buf_puts(out, "{\"name\":\"instrumentd\",\"version\":\"" VERSION "\"");
	json_put_some(out, "url", req->service->home);
	if (!req->service->closed) {
		json_put_some(out, "origin", origin);
		buf_puts(out, ",\n\"head\":");
		rc = write_head(tx, req, out, e);
	}
	buf_puts(out, ",\n\"keys\":[");
	if (rc == ERR_OK)
		rc = store_signers(tx, add_key, &keys, e);
	buf_puts(out, "\n]}\n");
	return rc;
}

enum err_code about_registry(struct request *req, struct reply *rep)
{
	enum err_code rc = store_run(req->service->store, TX_READ,
	                             read_registry, req, &req->err);

	return rc != ERR_OK ? rc : reply_body(req, rep, 200, TYPE_JSON, 0);
}
