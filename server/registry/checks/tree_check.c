/*
 * tree_check.c - subtrees are computed as a counter counts, and compared
 */
#include "server/registry/checks/tree_check.h"

#include "lib/base/arena.h"
#include "lib/store/proofs.h"
#include "server/registry/model/change_tree.h"

struct subtree {
	unsigned level;
	int64_t index;
	struct digest_raw hash;
};

/* One that is absent was lost when a later one is there. */
static enum err_code judge(struct tx *tx, const struct subtree *s,
                           struct str stored, const char **fault, struct err *e)
{
	struct digest_raw raw;
	int64_t size = 0;
	enum err_code rc = ERR_OK;

	*fault = NULL;
	if (stored.len > 0) {
		if (!digest_read(stored, &raw) ||
		    memcmp(raw.bytes, s->hash.bytes, DIGEST_BYTES) != 0)
			*fault = "has not the hash that they give";
		return ERR_OK;
	}
	rc = store_tree_size(tx, s->level, &size, e);
	if (size > s->index)
		*fault = "is missing";
	return rc;
}

static enum err_code compare(struct tx *tx, const struct subtree *s,
                             tree_fault_fn *fn, void *arg, struct err *e)
{
	struct arena *a = arena_scratch();
	struct str stored;
	const char *fault = NULL;
	enum err_code rc =
		store_tree_find(tx, s->level, s->index, a, &stored, e);

	if (rc == ERR_OK)
		rc = judge(tx, s, stored, &fault, e);
	if (fault != NULL)
		fn(arg, (s->index << s->level) + 1, (s->index + 1) << s->level,
		   fault);
	arena_free(a);
	return rc;
}

enum err_code tree_check_add(struct tx *tx, struct tree_check *c,
                             struct str hash, tree_fault_fn *fn, void *arg,
                             struct err *e)
{
	struct subtree s = { .index = c->size };
	struct digest_raw data = { 0 };
	enum err_code rc = ERR_OK;

	digest_read(hash, &data); /* of a hash that is none others complain */
	merkle_leaf(&data, &s.hash);
	while (rc == ERR_OK && s.index % 2 == 1) {
		merkle_join(&c->open[s.level], &s.hash, &s.hash);
		s.level++;
		s.index /= 2;
		if (s.level % TREE_STEP == 0)
			rc = compare(tx, &s, fn, arg, e);
	}
	c->open[s.level] = s.hash;
	c->size++;
	return rc;
}

enum err_code tree_check_end(struct tx *tx, const struct tree_check *c,
                             tree_fault_fn *fn, void *arg, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (unsigned level = TREE_STEP; level < TREE_LEVELS && rc == ERR_OK;
	     level += TREE_STEP) {
		int64_t size = 0, most = c->size >> level;

		rc = store_tree_size(tx, level, &size, e);
		if (size > most)
			fn(arg, (most << level) + 1, size << level,
			   "is of changes that are not there");
	}
	return rc;
}
