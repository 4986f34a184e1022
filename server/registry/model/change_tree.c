/*
 * change_tree.c - subtrees are stored, and found again
 */
#include "server/registry/model/change_tree.h"

#include <inttypes.h>
#include <stdio.h>

#include "lib/base/arena.h"
#include "lib/store/proofs.h"

#define WIDTH        (1 << TREE_STEP) /* subtrees in one of the next level */
#define NODES_A_STEP 512
#define NODES_SPARE  64 /* may be computed each time they are asked for */

/* ---- finding ----------------------------------------------------------------- */

static enum err_code read_hash(struct str text, const char *table, int64_t n,
                               struct digest_raw *out, struct err *e)
{
	char id[24];

	if (digest_read(text, out))
		return ERR_OK;
	snprintf(id, sizeof(id), "%" PRId64, n);
	return store_unsound(e, table, str_from(id),
	                     "its hash is not 64 hex digits");
}

static enum err_code find_leaf(struct tx *tx, int64_t index,
                               struct digest_raw *out, struct err *e)
{
	struct arena *a = arena_scratch();
	struct digest_raw data;
	struct str hash;
	enum err_code rc = store_change_hash(tx, index + 1, a, &hash, e);

	if (rc == ERR_OK)
		rc = read_hash(hash, "changes", index + 1, &data, e);
	if (rc == ERR_OK)
		merkle_leaf(&data, out);
	arena_free(a);
	return rc;
}

static enum err_code find_stored(struct tx *tx, unsigned level, int64_t index,
                                 bool *found, struct digest_raw *out,
                                 struct err *e)
{
	struct arena *a = arena_scratch();
	struct str hash;
	enum err_code rc = store_tree_find(tx, level, index, a, &hash, e);

	*found = rc == ERR_OK && hash.len > 0;
	if (*found)
		rc = read_hash(hash, "tree", index, out, e);
	arena_free(a);
	return rc;
}

static enum err_code find_node(void *arg, unsigned level, int64_t index,
                               struct digest_raw *out, struct err *e);

static enum err_code join_halves(struct tx *tx, unsigned level, int64_t index,
                                 struct digest_raw *out, struct err *e)
{
	struct digest_raw left, right;
	enum err_code rc = find_node(tx, level - 1, 2 * index, &left, e);

	if (rc == ERR_OK)
		rc = find_node(tx, level - 1, 2 * index + 1, &right, e);
	if (rc == ERR_OK)
		merkle_join(&left, &right, out);
	return rc;
}

static enum err_code find_node(void *arg, unsigned level, int64_t index,
                               struct digest_raw *out, struct err *e)
{
	struct tx *tx = arg;
	bool found = false;
	enum err_code rc = ERR_OK;

	if (level == 0)
		return find_leaf(tx, index, out, e);
	if (level % TREE_STEP == 0)
		rc = find_stored(tx, level, index, &found, out, e);
	return rc != ERR_OK || found ? rc
	                             : join_halves(tx, level, index, out, e);
}

/* ---- storing ----------------------------------------------------------------- */

static enum err_code store_node(struct tx *tx, unsigned level, int64_t index,
                                struct err *e)
{
	struct arena *a = arena_scratch();
	struct digest_raw hash;
	enum err_code rc = join_halves(tx, level, index, &hash, e);

	if (rc == ERR_OK)
		rc = store_tree_put(tx, level, index, digest_hex(a, &hash), e);
	arena_free(a);
	return rc;
}

/* The subtree of the lowest level, and those that are complete with it. */
static enum err_code store_all(struct tx *tx, int64_t index, struct err *e)
{
	unsigned level = TREE_STEP;
	enum err_code rc = store_node(tx, level, index, e);

	while (rc == ERR_OK && (index + 1) % WIDTH == 0) {
		index /= WIDTH;
		level += TREE_STEP;
		rc = store_node(tx, level, index, e);
	}
	return rc;
}

/* What is missing before is stored first. */
enum err_code change_tree_grow(struct tx *tx, int64_t seq, struct err *e)
{
	int64_t size;
	enum err_code rc;

	if (seq % WIDTH != 0)
		return ERR_OK;
	rc = store_tree_size(tx, TREE_STEP, &size, e);
	return rc == ERR_OK && size == seq / WIDTH - 1 ? store_all(tx, size, e)
	                                               : rc;
}

/* How many subtrees of the lowest level are stored, and how many could be. */
static enum err_code count_stored(struct tx *tx, int64_t *size, int64_t *all,
                                  struct err *e)
{
	int64_t newest = 0;
	enum err_code rc = store_newest(tx, &newest, e);

	*all = newest / WIDTH;
	return rc != ERR_OK ? rc : store_tree_size(tx, TREE_STEP, size, e);
}

enum err_code change_tree_is_ready(struct tx *tx, bool *out, struct err *e)
{
	int64_t size = 0, all;
	enum err_code rc = count_stored(tx, &size, &all, e);

	*out = all - size <= NODES_SPARE;
	return rc;
}

enum err_code change_tree_go_on(struct tx *tx, bool *more, struct err *e)
{
	int64_t size, last;
	enum err_code rc = count_stored(tx, &size, &last, e);

	*more = rc == ERR_OK && last - size > NODES_A_STEP;
	if (*more)
		last = size + NODES_A_STEP;
	for (; rc == ERR_OK && size < last; size++)
		rc = store_all(tx, size, e);
	return rc;
}

/* ---- proofs ------------------------------------------------------------------ */

enum err_code change_tree_root(struct tx *tx, int64_t size,
                               struct digest_raw *out, struct err *e)
{
	return merkle_root(&(struct merkle){ find_node, tx }, size, out, e);
}

enum err_code change_tree_inclusion(struct tx *tx, int64_t seq, int64_t size,
                                    struct merkle_path *out, struct err *e)
{
	return merkle_inclusion(&(struct merkle){ find_node, tx }, seq - 1,
	                        size, out, e);
}

enum err_code change_tree_consistency(struct tx *tx, int64_t from, int64_t to,
                                      struct merkle_path *out, struct err *e)
{
	return merkle_consistency(&(struct merkle){ find_node, tx }, from, to,
	                          out, e);
}
