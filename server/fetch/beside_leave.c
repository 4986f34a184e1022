/*
 * beside_leave.c - a registry that was followed is followed no more
 */
#include "lib/base/arena.h"
#include "server/fetch/beside.h"
#include "server/registry/changes/followed.h"
#include "server/registry/model/walk.h"

struct leaving {
	struct str url;
	bool forgets;
	const struct kind *kind;
	struct walk_place place;
	struct str next;
	size_t done, left; /* of this page */
	struct tx *tx;
};

struct release {
	const struct kind *kind;
	const struct row *row;
	struct arena *arena;
	bool forgets;
};

static enum err_code release(struct tx *tx, void *arg, struct err *e)
{
	const struct release *r = arg;

	return followed_release(tx, r->arena, r->kind, r->row, r->forgets, e);
}

/* What others refer to stays for now. */
static enum err_code let_go(void *arg, struct arena *a, const struct row *row,
                            struct err *e)
{
	struct leaving *l = arg;
	struct release r = { l->kind, row, a, l->forgets };
	struct err why;
	enum err_code rc;

	err_init(&why, a);
	rc = store_attempt(l->tx, release, &r, &why);
	l->done += rc == ERR_OK;
	if (rc != ERR_CONFLICT && rc != ERR_INVALID)
		return rc == ERR_OK ? rc : err_set(e, rc, "%s", why.detail);
	l->left++;
	return ERR_OK;
}

static enum err_code leave_page(struct tx *tx, void *arg, struct err *e)
{
	struct leaving *l = arg;
	struct arena *a = arena_scratch();
	struct value url = value_text(l->url);
	struct condition of = walk_where(l->kind, "origin", &url);
	struct walk_place place = { .arena = a, .after = l->place.after };
	enum err_code rc;

	l->tx = tx;
	l->done = l->left = 0;
	rc = walk_page(tx, l->kind, &of, 1, let_go, l, &place, e);
	l->place.more = place.more;
	if (rc == ERR_OK)
		l->next = arena_str(l->place.arena, place.after);
	arena_free(a);
	return rc;
}

/* What refers comes after what it refers to in the list of kinds, so it goes
 * first. */
static enum err_code leave_once(struct store *s, struct leaving *l,
                                size_t *done, size_t *left, struct err *e)
{
	enum err_code rc = ERR_OK;

	*done = *left = 0;
	for (size_t i = kinds_count; rc == ERR_OK && i > 0; i--) {
		l->kind = kinds[i - 1];
		l->place.after = STR("");
		l->place.more = true;
		while (rc == ERR_OK && l->place.more) {
			rc = store_run(s, TX_WRITE, leave_page, l, e);
			l->place.after = l->next;
			*done += l->done;
			*left += l->left;
		}
	}
	return rc;
}

static enum err_code forget_place(struct tx *tx, void *arg, struct err *e)
{
	return store_origin_remove(tx, *(const struct str *)arg, e);
}

enum err_code beside_leave(struct store *s, const char *url, bool forget,
                           size_t *gone, size_t *left, struct err *e)
{
	struct leaving l = { .url = str_from(url),
		             .forgets = forget,
		             .place = { .arena = arena_new() } };
	size_t done;
	enum err_code rc;

	*gone = 0;
	do {
		rc = leave_once(s, &l, &done, left, e);
		*gone += done;
	} while (rc == ERR_OK && *left > 0 && done > 0);
	if (rc == ERR_OK)
		rc = store_run(s, TX_WRITE, forget_place, &l.url, e);
	arena_free(l.place.arena);
	return rc;
}
