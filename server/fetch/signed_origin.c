/*
 * signed_origin.c - heads are asked for, and compared
 */
#include "server/fetch/signed_origin.h"

#include <inttypes.h>
#include <stdio.h>

#include "lib/store/origins.h"
#include "server/registry/model/change_tree.h"
#include "server/registry/model/json.h"
#include "server/registry/model/signer.h"

/* ---- the key that is known --------------------------------------------------- */

struct known_key {
	const struct mirror *m;
	struct arena *arena;
	struct str key; /* absent: none is */
};

static enum err_code find_beside(struct tx *tx, const struct known_key *k,
                                 struct origin *out, struct err *e)
{
	enum err_code rc =
		store_origin_find(tx, str_from(k->m->from), k->arena, out, e);

	if (rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	*out = (struct origin){ .url = str_from(k->m->from), .tree = STR("") };
	return ERR_OK;
}

static enum err_code read_known(struct tx *tx, void *arg, struct err *e)
{
	struct known_key *k = arg;
	struct origin o;
	enum err_code rc;

	if (!k->m->is_beside)
		return store_origin_key(tx, k->arena, &k->key, e);
	rc = find_beside(tx, k, &o, e);
	if (rc == ERR_OK)
		k->key = o.key;
	return rc;
}

static enum err_code write_known(struct tx *tx, void *arg, struct err *e)
{
	const struct known_key *k = arg;
	struct origin o;
	enum err_code rc;

	if (!k->m->is_beside)
		return store_set_origin_key(tx, k->key, e);
	rc = find_beside(tx, k, &o, e);
	o.key = k->key;
	return rc != ERR_OK ? rc : store_origin_put(tx, &o, e);
}

enum err_code signed_origin_trust(const struct mirror *m, struct str key,
                                  struct err *e)
{
	struct known_key k = { .m = m, .arena = arena_new(), .key = key };
	enum err_code rc = store_run(m->store, TX_WRITE, write_known, &k, e);

	arena_free(k.arena);
	return rc;
}

/* The key that this one endorsed, or absent. */
static struct str successor_of(struct arena *a, const json_t *keys,
                               struct str key)
{
	json_t *entry;
	size_t i;

	json_array_foreach(keys, i, entry)
	{
		struct str next = json_text(entry, "key");

		if (str_eq(json_text(entry, "endorsed_by"), key) &&
		    signer_endorses(a, key, next,
		                    json_text(entry, "endorsement")))
			return next;
	}
	return (struct str){ 0 };
}

/* Does one lead to the other, each endorsed by the one before? */
static enum err_code check_succession(struct mirror *m, struct arena *a,
                                      struct str known, struct str key,
                                      struct err *e)
{
	json_t *told;
	const json_t *keys;
	struct str at = known;
	enum err_code rc =
		mirror_ask(m, a, "/.well-known/instrument-registry", &told, e);

	if (rc != ERR_OK)
		return rc;
	keys = json_object_get(told, "keys");
	for (size_t i = 0; i < json_array_size(keys) && !str_eq(at, key); i++)
		at = successor_of(a, keys, at);
	return str_eq(at, key)
	               ? ERR_OK
	               : err_set(e, ERR_CONFLICT,
	                         "%s signs by another key, %.*s, which the one "
	                         "known did not endorse: --trust takes it",
	                         m->from, STR_ARG(key));
}

static enum err_code check_key(struct mirror *m, struct arena *a,
                               struct str key, struct err *e)
{
	struct known_key known = { .m = m, .arena = a };
	enum err_code rc = store_run(m->store, TX_READ, read_known, &known, e);

	if (rc != ERR_OK || str_eq(known.key, key))
		return rc;
	if (known.key.len > 0)
		rc = check_succession(m, a, known.key, key, e);
	return rc != ERR_OK ? rc : signed_origin_trust(m, key, e);
}

/* ---- heads ------------------------------------------------------------------- */

static enum err_code take_head(struct mirror *m, struct arena *a,
                               const json_t *tree, struct err *e)
{
	struct signed_head head = {
		.size = json_integer_value(json_object_get(tree, "size")),
		.root = json_text(tree, "root"),
		.time = json_text(tree, "time"),
		.key = json_text(tree, "key"),
		.signature = json_text(tree, "signature"),
	};
	enum err_code rc;

	if (!digest_valid(head.root) || head.size < 1 ||
	    !signer_holds(a, &head))
		return err_set(e, ERR_CONFLICT,
		               "the signature of the head of %s does not hold",
		               m->from);
	rc = check_key(m, a, head.key, e);
	if (rc != ERR_OK)
		return rc;
	m->signed_size = head.size;
	snprintf(m->signed_root, sizeof(m->signed_root), "%.*s",
	         STR_ARG(head.root));
	return ERR_OK;
}

/* Whoever could leave out what is signed could change the rest. */
static enum err_code take_unsigned(struct mirror *m, struct arena *a,
                                   const json_t *head, struct err *e)
{
	struct known_key known = { .m = m, .arena = a };
	enum err_code rc = store_run(m->store, TX_READ, read_known, &known, e);

	if (rc != ERR_OK || known.key.len == 0 ||
	    json_integer_value(json_object_get(head, "seq")) == 0)
		return rc;
	return err_set(e, ERR_CONFLICT,
	               "the head of %s is not signed, though its key is known",
	               m->from);
}

enum err_code signed_origin_ask(struct mirror *m, struct err *e)
{
	struct arena *a;
	json_t *head = NULL;
	const json_t *tree;
	enum err_code rc;

	if (m->signed_size > 0)
		return ERR_OK;
	a = arena_new();
	rc = mirror_ask(m, a, "/v1/changes/head", &head, e);
	tree = json_object_get(head, "tree");
	if (rc == ERR_OK)
		rc = tree != NULL ? take_head(m, a, tree, e)
		                  : take_unsigned(m, a, head, e);
	arena_free(a);
	return rc;
}

enum err_code signed_origin_compare(const struct mirror *m,
                                    const struct digest_raw *root,
                                    struct err *e)
{
	struct digest_raw theirs;

	if (digest_read(str_from(m->signed_root), &theirs) &&
	    memcmp(root->bytes, theirs.bytes, DIGEST_BYTES) == 0)
		return ERR_OK;
	return err_set(e, ERR_CONFLICT,
	               "the first %" PRId64 " changes of %s are not those it "
	               "signed",
	               m->signed_size, m->from);
}

enum err_code signed_origin_confirm(struct tx *tx, void *arg, struct err *e)
{
	const struct mirror *m = arg;
	struct digest_raw ours;
	int64_t newest = 0;
	enum err_code rc = store_newest(tx, &newest, e);

	if (rc != ERR_OK || m->signed_size == 0 || newest < m->signed_size)
		return rc;
	rc = change_tree_root(tx, m->signed_size, &ours, e);
	return rc != ERR_OK ? rc : signed_origin_compare(m, &ours, e);
}

enum err_code signed_origin_suits(const struct mirror *m, struct err *e)
{
	return m->theirs >= m->signed_size
	               ? ERR_OK
	               : err_set(e, ERR_CONFLICT,
	                         "%s signed %" PRId64
	                         " changes, and gives %" PRId64,
	                         m->from, m->signed_size, m->theirs);
}

void signed_origin_settle(struct mirror *m)
{
	if (m->head.seq >= m->signed_size)
		m->signed_size = 0;
}
