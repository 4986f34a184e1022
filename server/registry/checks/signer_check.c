/*
 * signer_check.c - one key after another
 */
#include "server/registry/checks/signer_check.h"

#include "lib/base/arena.h"
#include "lib/data/signature.h"
#include "lib/store/proofs.h"
#include "server/registry/model/signer.h"

struct checking {
	struct arena *arena;
	signer_fault_fn *fn;
	void *arg;
	struct str *keys; /* that came before */
	size_t n, room;
};

static bool came_before(const struct checking *c, struct str key)
{
	for (size_t i = 0; i < c->n; i++)
		if (str_eq(c->keys[i], key))
			return true;
	return false;
}

static const char *fault_of(const struct checking *c, const struct signer *s)
{
	if (s->secret.len > 0 &&
	    (!signature_is_secret(s->secret) ||
	     !str_eq(signature_key(c->arena, s->secret), s->key)))
		return "its secret is that of another key";
	if ((s->endorsed_by.len > 0) != (s->endorsement.len > 0))
		return "its endorsement is incomplete";
	if (s->endorsed_by.len == 0)
		return NULL;
	if (!came_before(c, s->endorsed_by))
		return "it is endorsed by a key that did not come before";
	return signer_endorses(c->arena, s->endorsed_by, s->key, s->endorsement)
	               ? NULL
	               : "its endorsement has a wrong signature";
}

static enum err_code check_one(void *arg, const struct signer *s, struct err *e)
{
	struct checking *c = arg;
	const char *fault = fault_of(c, s);

	(void)e;
	if (fault != NULL)
		c->fn(c->arg, s->key, fault);
	ARENA_GROW(c->arena, c->keys, c->n, c->room);
	c->keys[c->n++] = arena_str(c->arena, s->key);
	return ERR_OK;
}

enum err_code signer_check(struct tx *tx, signer_fault_fn *fn, void *arg,
                           struct err *e)
{
	struct checking c = { .arena = arena_scratch(), .fn = fn, .arg = arg };
	enum err_code rc = store_signers(tx, check_one, &c, e);

	arena_free(c.arena);
	return rc;
}
