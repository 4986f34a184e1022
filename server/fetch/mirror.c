/*
 * mirror.c - changes are requested and applied
 */
#include "server/fetch/mirror.h"

#include <inttypes.h>
#include <stdio.h>

#include "lib/store/origins.h"
#include "server/fetch/signed_origin.h"
#include "server/registry/model/json.h"
#include "server/registry/ndjson/ndjson_import.h"

/* ---- is it the same chain? ----------------------------------------------- */

struct lookup {
	int64_t seq;
	char hash[65];
};

static enum err_code note_hash(void *arg, const struct change *c, struct err *e)
{
	struct lookup *l = arg;

	(void)e;
	snprintf(l->hash, sizeof(l->hash), "%.*s", STR_ARG(c->hash));
	return ERR_OK;
}

static enum err_code read_hash(struct tx *tx, void *arg, struct err *e)
{
	struct lookup *l = arg;

	return store_changes(tx, l->seq - 1, 1, note_hash, l, e);
}

static enum err_code read_our_head(struct tx *tx, void *arg, struct err *e)
{
	struct mirror *m = arg;
	struct arena *a = arena_scratch();
	enum err_code rc = store_head(tx, a, &m->head, e);

	snprintf(m->hash, sizeof(m->hash), "%.*s", STR_ARG(m->head.hash));
	m->head = (struct change){ .seq = m->head.seq };
	arena_free(a);
	return rc;
}

/* Is their change of that seq ours, too? One they do not have is not. */
static enum err_code is_common(struct mirror *m, int64_t seq, bool *out,
                               struct err *e)
{
	struct mirror_page p = { .arena = arena_new() };
	struct lookup ours = { .seq = seq };
	enum err_code rc = store_run(m->store, TX_READ, read_hash, &ours, e);

	if (rc == ERR_OK)
		rc = mirror_ask_page(m, &p,
		                     arena_printf(p.arena,
		                                  "since=%" PRId64 "&limit=1",
		                                  seq - 1),
		                     e);
	*out = rc == ERR_OK &&
	       str_is(json_text(json_array_get(p.items, 0), "hash"), ours.hash);
	arena_free(p.arena);
	return rc;
}

/* The first seq that differs, between one that is common and one that is not.
 */
static enum err_code find_parting(struct mirror *m, int64_t low, int64_t high,
                                  int64_t *out, struct err *e)
{
	enum err_code rc = ERR_OK;

	while (rc == ERR_OK && high - low > 1) {
		int64_t middle = low + (high - low) / 2;
		bool common;

		rc = is_common(m, middle, &common, e);
		if (common)
			low = middle;
		else
			high = middle;
	}
	*out = high;
	return rc;
}

static enum err_code tell_parting(struct mirror *m, struct err *e)
{
	int64_t last = m->head.seq < m->theirs ? m->head.seq : m->theirs, at;
	bool common = false;
	enum err_code rc = ERR_OK;

	if (last > 0)
		rc = is_common(m, last, &common, e);
	at = last + 1;
	if (rc == ERR_OK && !common && last > 0)
		rc = find_parting(m, 0, last, &at, e);
	if (rc != ERR_OK)
		return rc;
	return err_set(e, ERR_CONFLICT,
	               "the registries differ from change %" PRId64
	               " on: this one is no copy of %s (--beside follows it "
	               "beside records of its own)",
	               at, m->from);
}

static enum err_code tell_beside(void *arg, const struct origin *o,
                                 struct err *e)
{
	(void)arg;
	return err_set(e, ERR_CONFLICT,
	               "this registry follows %.*s beside records of its own, "
	               "so it is no copy: --beside follows another",
	               STR_ARG(o->url));
}

static enum err_code become_copy(struct tx *tx, void *arg, struct err *e)
{
	const struct mirror *m = arg;
	enum err_code rc = store_origins(tx, tell_beside, NULL, e);

	return rc != ERR_OK ? rc : store_set_origin(tx, str_from(m->from), e);
}

/* Before anything is taken: what we have must be what they have. */
static enum err_code check(struct mirror *m, struct err *e)
{
	bool common = true;
	enum err_code rc = mirror_ask_their_head(m, e);

	if (rc == ERR_OK && m->head.seq > m->theirs)
		return tell_parting(m, e);
	if (rc == ERR_OK && m->head.seq > 0)
		rc = is_common(m, m->head.seq, &common, e);
	if (rc == ERR_OK && !common)
		return tell_parting(m, e);
	if (rc == ERR_OK)
		rc = store_run(m->store, TX_WRITE, become_copy, m, e);
	m->is_checked = rc == ERR_OK;
	return rc;
}

/* ---- taking over --------------------------------------------------------- */

static bool write_lines(FILE *file, const json_t *items)
{
	bool ok = true;

	for (size_t i = 0; ok && i < json_array_size(items); i++)
		ok = json_dumpf(json_array_get(items, i), file, JSON_COMPACT) ==
		             0 &&
		     fputc('\n', file) != EOF;
	return ok && fflush(file) == 0 && fseek(file, 0, SEEK_SET) == 0;
}

bool mirror_have_source(const json_t *items)
{
	json_t *item;
	size_t i;

	json_array_foreach(items, i, item)
	{
		if (str_is(json_text(item, "kind"), "sources"))
			return true;
	}
	return false;
}

static enum err_code take(struct mirror *m, const struct mirror_page *p,
                          struct err *e)
{
	struct input input = { m->from, tmpfile() };
	struct import import = { .store = m->store,
		                 .inputs = &input,
		                 .ninputs = 1,
		                 .confirm = signed_origin_confirm,
		                 .confirm_arg = m };
	enum err_code rc;

	if (input.file == NULL)
		return err_set(e, ERR_STORE, "no temporary file can be made");
	rc = write_lines(input.file, p->items)
	             ? ndjson_import(&import, e)
	             : err_set(e, ERR_STORE, "a temporary file is full");
	fclose(input.file);
	if (rc != ERR_OK)
		return rc;
	m->taken += json_array_size(p->items);
	m->has_sources = m->has_sources || mirror_have_source(p->items);
	return ERR_OK;
}

enum err_code mirror_pull(struct mirror *m, int wait, struct err *e)
{
	struct mirror_page p = { .arena = arena_new() };
	enum err_code rc = store_run(m->store, TX_READ, read_our_head, m, e);

	if (rc == ERR_OK && !m->is_checked)
		rc = check(m, e);
	if (rc == ERR_OK)
		rc = signed_origin_ask(m, e);
	if (rc == ERR_OK)
		rc = mirror_ask_page(
			m, &p,
			arena_printf(p.arena,
		                     "since=%" PRId64 "&limit=%d&wait=%d",
		                     m->head.seq, MIRROR_PAGE, wait),
			e);
	if (rc == ERR_OK) {
		m->theirs = mirror_seq_of_head(&p);
		rc = signed_origin_suits(m, e);
	}
	if (rc == ERR_OK && json_array_size(p.items) > 0)
		rc = take(m, &p, e);
	else if (rc == ERR_OK)
		rc = store_run(m->store, TX_READ, signed_origin_confirm, m, e);
	if (rc == ERR_OK)
		rc = store_run(m->store, TX_READ, read_our_head, m, e);
	if (rc == ERR_OK)
		signed_origin_settle(m);
	m->is_checked = m->is_checked && rc == ERR_OK;
	arena_free(p.arena);
	return rc;
}

bool mirror_is_level(const struct mirror *m)
{
	return m->is_checked && m->head.seq >= m->theirs;
}
