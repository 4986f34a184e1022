/*
 * signer.c - keys are made, and sign
 */
#include "server/registry/model/signer.h"

#include <inttypes.h>

#include "lib/data/signature.h"
#include "lib/data/timestamp.h"
#include "lib/store/proofs.h"
#include "server/registry/model/change_tree.h"

/* ---- what is signed ---------------------------------------------------------- */

static struct str head_text(struct arena *a, const struct signed_head *h)
{
	return str_from(arena_printf(
		a, "instrument-registry head\n%" PRId64 "\n%.*s\n%.*s\n",
		h->size, STR_ARG(h->root), STR_ARG(h->time)));
}

static struct str key_text(struct arena *a, struct str key)
{
	return str_from(arena_printf(a, "instrument-registry key\n%.*s\n",
	                             STR_ARG(key)));
}

bool signer_holds(struct arena *a, const struct signed_head *head)
{
	return signature_holds(head->key, head_text(a, head), head->signature);
}

bool signer_endorses(struct arena *a, struct str key, struct str successor,
                     struct str endorsement)
{
	return signature_holds(key, key_text(a, successor), endorsement);
}

/* ---- the key that signs ------------------------------------------------------- */

struct current {
	struct arena *arena;
	struct str key, secret; /* absent: there is none */
};

static enum err_code keep_current(void *arg, const struct signer *s,
                                  struct err *e)
{
	struct current *c = arg;

	if (s->secret.len == 0)
		return ERR_OK;
	c->key = arena_str(c->arena, s->key);
	c->secret = arena_str(c->arena, s->secret);
	return signature_is_secret(c->secret)
	               ? ERR_OK
	               : store_unsound(e, "signers", c->key,
	                               "its secret is none");
}

static enum err_code find_current(struct tx *tx, struct arena *a,
                                  struct current *out, struct err *e)
{
	*out = (struct current){ .arena = a };
	return store_signers(tx, keep_current, out, e);
}

enum err_code signer_head(struct tx *tx, struct arena *a,
                          const struct change *head, struct signed_head *out,
                          struct err *e)
{
	struct digest_raw root;
	struct current by;
	bool is_ready = false;
	enum err_code rc = find_current(tx, a, &by, e);

	if (rc == ERR_OK)
		rc = change_tree_is_ready(tx, &is_ready, e);
	if (rc == ERR_OK && (by.secret.len == 0 || head->seq == 0 || !is_ready))
		return err_set(e, ERR_NOT_FOUND, "there is nothing to sign");
	if (rc == ERR_OK)
		rc = change_tree_root(tx, head->seq, &root, e);
	if (rc != ERR_OK)
		return rc;
	*out = (struct signed_head){ .size = head->seq,
		                     .root = digest_hex(a, &root),
		                     .time = head->at,
		                     .key = by.key };
	out->signature = signature_sign(a, by.secret, head_text(a, out));
	return ERR_OK;
}

/* ---- keys are made ------------------------------------------------------------ */

struct making {
	struct arena *arena;
	bool is_rotation;
	struct str key;
};

static enum err_code make_key(struct tx *tx, void *arg, struct err *e)
{
	struct making *m = arg;
	struct arena *a = m->arena;
	struct current before;
	struct signer s;
	enum err_code rc = find_current(tx, a, &before, e);

	if (rc != ERR_OK || (before.secret.len > 0 && !m->is_rotation))
		return rc;
	s = (struct signer){ .secret = signature_secret(a),
		             .made_at = time_now(a) };
	s.key = m->key = signature_key(a, s.secret);
	if (before.secret.len > 0) {
		s.endorsed_by = before.key;
		s.endorsement =
			signature_sign(a, before.secret, key_text(a, s.key));
	}
	return store_signer_add(tx, &s, e);
}

static enum err_code look_for_key(struct tx *tx, void *arg, struct err *e)
{
	struct making *m = arg;
	struct current found;
	enum err_code rc = find_current(tx, m->arena, &found, e);

	m->key = found.key;
	return rc;
}

/* Most of the time it is there, and nobody need be waited for. */
enum err_code signer_start(struct store *s, struct err *e)
{
	struct making m = { .arena = arena_new() };
	enum err_code rc = store_run(s, TX_READ, look_for_key, &m, e);

	if (rc == ERR_OK && m.key.len == 0)
		rc = store_run(s, TX_WRITE, make_key, &m, e);
	arena_free(m.arena);
	return rc;
}

enum err_code signer_rotate(struct store *s, struct arena *a, struct str *key,
                            struct err *e)
{
	struct making m = { .arena = a, .is_rotation = true };
	enum err_code rc = store_run(s, TX_WRITE, make_key, &m, e);

	*key = m.key;
	return rc;
}
