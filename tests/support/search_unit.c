/*
 * search_unit.c - documents in the index of a store, and searches of it
 */
#include "tests/support/search_unit.h"

#include <string.h>

struct indexing {
	const struct entity *entity;
	struct str id;
	const struct document *old, *new;
};

static enum err_code index_it(struct tx *tx, void *arg, struct err *e)
{
	struct indexing *i = arg;

	return store_index(tx, i->entity, i->id, i->old, i->new, e);
}

void reindex(struct unit *u, const char *kind, const char *key,
             const struct document *old, const struct document *new)
{
	struct indexing i = { entity(kind), id_of(u, kind, key), old, new };

	run(u, TX_WRITE, index_it, &i);
}

struct document document(const char *title, const char *name,
                         const char *summary, const char *text)
{
	return (struct document){ .parts = {
					  [SEARCH_TITLE] = str_from(title),
					  [SEARCH_NAME] = str_from(name),
					  [SEARCH_SUMMARY] = str_from(summary),
					  [SEARCH_TEXT] = str_from(text),
				  } };
}

void add_document(struct unit *u, const char *key, const struct document *d)
{
	must(put(u, "instruments", row_new(u, "instruments", key)));
	reindex(u, "instruments", key, NULL, d);
}

void add_parts(struct unit *u, const char *key, const char *title,
               const char *name, const char *summary, const char *text)
{
	struct document d = document(title, name, summary, text);

	add_document(u, key, &d);
}

static enum err_code run_search(struct tx *tx, void *arg, struct err *e)
{
	struct searching *s = arg;

	return store_search(tx, &s->search, s->arena, &s->hits, &s->n, e);
}

void look(struct unit *u, struct searching *s)
{
	s->arena = u->arena;
	run(u, TX_READ, run_search, s);
	assert_true(s->n == 0 || s->hits != NULL);
	for (size_t i = 1; i < s->n; i++)
		assert_true(s->hits[i - 1].n < s->hits[i].n);
}

static struct str bare_of(const char *word, struct term *t)
{
	size_t len = strlen(word);

	t->prefix = len > 0 && word[len - 1] == '*';
	return (struct str){ word, len - t->prefix };
}

struct search asked(struct unit *u, const char *query)
{
	static const char *const parts[SEARCH__COUNT] = {
		[SEARCH_TITLE] = "title:",     [SEARCH_NAME] = "name:",
		[SEARCH_SUMMARY] = "summary:", [SEARCH_TEXT] = "text:",
		[SEARCH_BESIDE] = "beside:",
	};
	char *text = arena_strndup(u->arena, query, strlen(query));
	struct search s = { .nterms = 0 };
	uint8_t clause = 0, alternative = 0;

	while (*text != '\0') {
		struct term *t = &s.terms[s.nterms++];
		size_t n;
		char end;

		t->clause = clause;
		t->alternative = alternative;
		if (*text == '-') {
			s.without[clause] = true;
			text++;
		}
		t->other = *text == '~';
		text += t->other;
		for (size_t i = SEARCH_TITLE; i < SEARCH__COUNT; i++)
			if (strncmp(text, parts[i], strlen(parts[i])) == 0) {
				t->parts |= 1u << i;
				text += strlen(parts[i]);
			}
		n = strcspn(text, " |+");
		end = text[n];
		text[n] = '\0';
		t->text = bare_of(text, t);
		text += n + (end != '\0');
		alternative =
			(uint8_t)(end == ' ' ? 0 : alternative + (end == '|'));
		clause = (uint8_t)(clause + (end == ' '));
	}
	return s;
}

enum err_code name_hits(struct tx *tx, void *arg, struct err *e)
{
	struct naming *n = arg;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < n->s->n && rc == ERR_OK; i++) {
		const struct found *f = &n->s->hits[i];
		const char *kind;
		struct str id;
		struct row row;

		rc = store_docid_find(tx, f->n, n->unit->arena, &kind, &id, e);
		if (rc != ERR_OK)
			return rc;
		assert_string_equal(kinds[f->kind]->entity.name, kind);
		rc = store_find(tx, entity(kind), id, n->unit->arena, &row, e);
		if (rc == ERR_OK)
			buf_printf(&n->out, "%s%.*s:%d", i > 0 ? " " : "",
			           STR_ARG(row.values[COLUMN_KEY].text),
			           f->tier);
	}
	return rc;
}

const char *hits(struct unit *u, const char *query)
{
	struct searching s = { .search = asked(u, query) };
	struct naming n = { u, &s, { 0 } };

	look(u, &s);
	buf_init(&n.out, u->arena);
	buf_puts(&n.out, "");
	run(u, TX_READ, name_hits, &n);
	return n.out.data;
}

float score_of(struct unit *u, const char *query, size_t at)
{
	struct searching s = { .search = asked(u, query) };
	float out;

	look(u, &s);
	assert_in_range(at, 0, s.n - 1);
	out = s.hits[at].score;
	return out;
}

struct document document_of(struct unit *u, const char *instrument,
                            const char *source)
{
	struct document d = document("Words", "", "", "");

	if (instrument != NULL)
		d.instrument = id_of(u, "instruments", instrument);
	if (source != NULL)
		d.source = id_of(u, "sources", source);
	return d;
}
