/*
 * lint.c - one rule after the other
 */
#include "server/registry/checks/lint.h"

#include <inttypes.h>

#include "lib/base/date.h"
#include "lib/base/hash.h"
#include "lib/data/jsontext.h"
#include "lib/data/language.h"
#include "lib/text/words.h"
#include "server/registry/changes/record.h"
#include "server/registry/model/json.h"
#include "server/registry/model/walk.h"
#include "server/registry/search/document.h"
#include "server/registry/sources/text.h"

struct lint {
	struct tx *tx;
	struct arena *arena; /* for all of it      */
	struct arena *row_arena;
	finding_fn *fn;
	void *arg;
	const char *kind; /* of the record at hand, */
	struct str key, record;
	json_t *urls, *titles; /* seen so far: the key of whose they are */
	json_t *common;        /* runs of words of titles and names      */
	json_t *own;           /* and of our own words: number of owners */
	struct owner *owners;  /* whose words they are                   */
	size_t nowners, room;
	const struct kind *walked;
	struct str source; /* whose text is read           */
	json_t *told;      /* "owner source": once is enough */
};

/* A member in our own words. */
struct owner {
	const char *kind, *member;
	struct str key;
};

static void tell(struct lint *l, const char *rule, const char *words)
{
	struct finding f = { rule, l->kind, l->key, words };

	l->fn(l->arg, &f);
}

static struct str text_at(struct lint *l, const char *name)
{
	return json_member_text(l->row_arena, l->record, name);
}

/* ---- dates --------------------------------------------------------------- */

static const char *const dates[] = {
	"proposed_on",  "adopted_on", "signed_on",     "published_on",
	"in_force_on",  "applies_on", "superseded_on", "repealed_on",
	"withdrawn_on", "lapsed_on",  "vetoed_on",     NULL,
};

static const struct {
	const char *earlier, *later;
} orders[] = {
	{ "proposed_on", "adopted_on" },    { "proposed_on", "in_force_on" },
	{ "adopted_on", "in_force_on" },    { "signed_on", "in_force_on" },
	{ "in_force_on", "applies_on" },    { "in_force_on", "repealed_on" },
	{ "in_force_on", "superseded_on" }, { "adopted_on", "superseded_on" },
	{ "adopted_on", "repealed_on" },    { "proposed_on", "withdrawn_on" },
};

static void lint_dates(struct lint *l)
{
	for (size_t i = 0; i < COUNT(orders); i++) {
		struct str earlier = text_at(l, orders[i].earlier),
			   later = text_at(l, orders[i].later);
		struct day_range a, b;

		if (!date_range(earlier, &a) || !date_range(later, &b) ||
		    strcmp(a.first, b.last) <= 0)
			continue;
		tell(l, "dates_disordered",
		     arena_printf(l->row_arena, "%s %.*s is after %s %.*s",
		                  orders[i].earlier, STR_ARG(earlier),
		                  orders[i].later, STR_ARG(later)));
	}
}

static bool is_text(struct lint *l)
{
	struct str nature = text_at(l, "nature");

	return nature.len == 0 || str_is(nature, "text");
}

static void lint_undated(struct lint *l)
{
	if (!is_text(l) || !str_is(text_at(l, "force"), "hard") ||
	    !str_is(text_at(l, "existence"), "exists"))
		return;
	for (size_t i = 0; dates[i] != NULL; i++)
		if (json_member(l->record, dates[i]).len > 0)
			return;
	tell(l, "undated_law", "it binds, and has no date");
}

/* ---- who and where -------------------------------------------------------- */

static void lint_issuer(struct lint *l)
{
	static const char *const roles[] = { "issuer",    "proposer",
		                             "adopter",   "developer",
		                             "submitter", "signatory" };
	struct str all = json_member(l->record, "parties"), item;
	size_t at = 0;

	while (is_text(l) && json_items(all, &at, &item)) {
		struct str role = json_member_text(l->row_arena, item, "role");

		for (size_t i = 0; i < COUNT(roles); i++)
			if (str_is(role, roles[i]))
				return;
	}
	if (is_text(l))
		tell(l, "no_issuer",
		     "nobody issued, proposed, adopted or signed it");
}

/* Once for each record that has what another has. */
static void lint_twice(struct lint *l, json_t *seen, struct str what,
                       const char *rule, const char *name)
{
	const char *text = arena_str(l->row_arena, what).p;
	struct str whose = json_text(seen, text);

	if (whose.len == 0)
		json_object_set_new(seen, text, json_from(l->key));
	else if (!str_eq(whose, l->key))
		tell(l, rule,
		     arena_printf(l->row_arena, "%s %.*s is that of %.*s, too",
		                  name, STR_ARG(what), STR_ARG(whose)));
}

static void lint_urls(struct lint *l)
{
	struct str all = json_member(l->record, "urls"), item;
	size_t at = 0;

	while (json_items(all, &at, &item)) {
		struct str url = json_member_text(l->row_arena, item, "url");

		while (url.len > 0 && url.p[url.len - 1] == '/')
			url.len--;
		lint_twice(l, l->urls, url, "address_twice", "the address");
	}
}

static void lint_title(struct lint *l)
{
	struct str folded = words_folded(l->row_arena, text_at(l, "title"));

	if (folded.len > 0)
		lint_twice(l, l->titles, folded, "title_twice", "the title");
}

static void lint_language(struct lint *l, struct str tag)
{
	if (tag.len > 0 && (!language_valid(tag) || str_is(tag, "und")))
		tell(l, "unknown_language",
		     arena_printf(l->row_arena, "%.*s is no language",
		                  STR_ARG(tag)));
}

static void lint_languages(struct lint *l)
{
	static const char *const lists[] = { "titles", "urls" };
	struct str all = json_member(l->record, "languages"), item;
	size_t at = 0;

	while (json_items(all, &at, &item))
		lint_language(l, json_unquote(l->row_arena, item));
	for (size_t i = 0; i < COUNT(lists); i++) {
		all = json_member(l->record, lists[i]);
		at = 0;
		while (json_items(all, &at, &item))
			lint_language(l, json_member_text(l->row_arena, item,
			                                  "lang"));
	}
}

/* "zh" of "zh-Hant". */
static struct str language_of(struct lint *l, struct str quoted)
{
	struct str tag = json_unquote(l->row_arena, quoted);
	const char *dash = tag.len > 0 ? memchr(tag.p, '-', tag.len) : NULL;

	if (dash != NULL)
		tag.len = (size_t)(dash - tag.p);
	return tag;
}

static bool is_written_in(struct lint *l, struct str language)
{
	struct str all = json_member(l->record, "languages"), item;
	size_t at = 0;

	while (json_items(all, &at, &item))
		if (str_eq(language_of(l, item), language))
			return true;
	return all.len == 0;
}

/* What a translator called it is no official title. */
static void lint_official_titles(struct lint *l)
{
	struct str all = json_member(l->record, "titles"), item;
	size_t at = 0;

	while (json_items(all, &at, &item)) {
		struct str type = json_member_text(l->row_arena, item, "type");
		struct str lang = language_of(l, json_member(item, "lang"));

		if (str_is(type, "official") && lang.len > 0 &&
		    !is_written_in(l, lang))
			tell(l, "foreign_title",
			     arena_printf(l->row_arena,
			                  "a title in %.*s is official, and "
			                  "the text is not in it",
			                  STR_ARG(lang)));
	}
}

/* ---- successors ----------------------------------------------------------- */

static enum err_code count_to(struct lint *l, const char *type, struct str id,
                              int64_t *n, struct err *e)
{
	struct value to = value_text(id), named = value_text(str_from(type));
	struct query q = { .nconditions = 2, .limit = 1 };

	q.conditions[0] = walk_where(&relations_kind, "to", &to);
	q.conditions[1] = walk_where(&relations_kind, "type", &named);
	return store_count(l->tx, &relations_kind.entity, &q, n, e);
}

static bool has_ended(const struct lint *l)
{
	static const char *const ends[] = { "superseded_on", "repealed_on",
		                            "withdrawn_on", "lapsed_on",
		                            "vetoed_on" };

	for (size_t i = 0; i < COUNT(ends); i++)
		if (json_member(l->record, ends[i]).len > 0)
			return true;
	return false;
}

static enum err_code lint_successor(struct lint *l, struct str id,
                                    struct err *e)
{
	int64_t newer = 0, repeals = 0;
	enum err_code rc = count_to(l, "supersedes", id, &newer, e);

	if (rc == ERR_OK)
		rc = count_to(l, "repeals", id, &repeals, e);
	if (rc != ERR_OK)
		return rc;
	if (newer == 0 && json_member(l->record, "superseded_on").len > 0)
		tell(l, "no_successor", "nothing says what superseded it");
	if (newer + repeals > 0 && !has_ended(l))
		tell(l, "never_ended",
		     "another text superseded or repealed it, and it has no "
		     "date of that");
	return ERR_OK;
}

/* ---- words in a row ------------------------------------------------------- */

struct run {
	struct lint *lint;
	uint64_t words[LINT_WORDS];
	size_t n;
	void (*each)(struct lint *l, const char *run);
};

static int next_word(void *arg, struct str word, size_t start, size_t end)
{
	struct run *r = arg;
	uint64_t all = 0;
	char name[20];

	(void)start;
	(void)end;
	r->words[r->n++ % LINT_WORDS] = hash_bytes(word, 0);
	if (r->n < LINT_WORDS)
		return 0;
	for (size_t i = 0; i < LINT_WORDS; i++)
		all = all * UINT64_C(6364136223846793005) +
		      r->words[(r->n + i) % LINT_WORDS];
	snprintf(name, sizeof(name), "%016" PRIx64, all);
	r->each(r->lint, name);
	return 0;
}

static void each_run(struct lint *l, struct str text,
                     void (*each)(struct lint *l, const char *run))
{
	struct run r = { .lint = l, .each = each };

	(void)words_each(text, next_word, &r);
}

static void note_common(struct lint *l, const char *run)
{
	json_object_set_new(l->common, run, json_true());
}

/* Of the owner that came last. */
static void note_own(struct lint *l, const char *run)
{
	json_object_set_new(l->own, run,
	                    json_integer((json_int_t)l->nowners - 1));
}

static void look_for(struct lint *l, const char *run)
{
	const json_t *found = json_object_get(l->own, run);
	const struct owner *owner;
	const char *once;

	if (found == NULL || json_object_get(l->common, run) != NULL)
		return;
	owner = &l->owners[json_integer_value(found)];
	once = arena_printf(l->row_arena, "%s %.*s %.*s", owner->kind,
	                    STR_ARG(owner->key), STR_ARG(l->source));
	if (json_object_get(l->told, once) != NULL)
		return;
	json_object_set_new(l->told, once, json_true());
	l->kind = owner->kind;
	l->key = owner->key;
	tell(l, LINT_OF_TEXTS,
	     arena_printf(l->row_arena,
	                  "its %s shares %d words in a row with a text of %.*s",
	                  owner->member, LINT_WORDS, STR_ARG(l->source)));
}

/* What the editors say in words of their own; of lists, in `text`. */
static const struct {
	const char *kind, *member;
	bool is_list;
} own_words[] = {
	{ "instruments", "summary", false },
	{ "instruments", "note", false },
	{ "relations", "note", false },
	{ "relations", "rationale", false },
	{ "relations", "limits", false },
	{ "concepts", "definition", false },
	{ "concepts", "labels", true },
	{ "classifications", "reasoning", false },
	{ "assertions", "note", false },
	{ "resolutions", "reason", false },
};

static void note_words(struct lint *l, const char *member, struct str words)
{
	ARENA_GROW(l->arena, l->owners, l->nowners, l->room);
	l->owners[l->nowners++] =
		(struct owner){ l->kind, member, arena_str(l->arena, l->key) };
	each_run(l, words, note_own);
}

static enum err_code note_own_words(void *arg, struct arena *a,
                                    const struct row *row, struct err *e)
{
	struct lint *l = arg;

	(void)e;
	l->row_arena = a;
	l->kind = l->walked->entity.name;
	l->key = row->values[COLUMN_KEY].text;
	l->record = row->record;
	for (size_t i = 0; i < COUNT(own_words); i++) {
		const char *member = own_words[i].member;
		struct str list = json_member(row->record, member), item;
		size_t at = 0;

		if (strcmp(own_words[i].kind, l->kind) != 0 || list.len == 0)
			continue;
		if (!own_words[i].is_list)
			note_words(l, member, text_at(l, member));
		while (own_words[i].is_list && json_items(list, &at, &item))
			note_words(l, member,
			           json_member_text(a, item, "text"));
	}
	return ERR_OK;
}

static enum err_code gather_own_words(struct lint *l, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < COUNT(own_words) && rc == ERR_OK; i++) {
		if (i > 0 &&
		    strcmp(own_words[i].kind, own_words[i - 1].kind) == 0)
			continue;
		l->walked = kind_find(str_from(own_words[i].kind));
		rc = walk_records(l->tx, l->walked, NULL, 0, note_own_words, l,
		                  e);
	}
	return rc;
}

static void note_names(struct lint *l, const struct kind *k,
                       const struct row *row)
{
	struct document d = { 0 };
	struct str name;

	document_read_names(l->row_arena, k, row, &d);
	while (document_next_name(&d.parts[SEARCH_TITLE], &name))
		each_run(l, name, note_common);
	while (document_next_name(&d.parts[SEARCH_NAME], &name))
		each_run(l, name, note_common);
}

static enum err_code look_in_edition(struct lint *l, struct str sha256,
                                     struct err *e)
{
	struct arena *a = arena_scratch();
	struct text text;
	char *bytes;
	enum err_code rc = store_text_find(l->tx, sha256, a, &text, e);

	if (rc == ERR_OK) {
		bytes = arena_alloc(a, (size_t)text.bytes + 1);
		rc = text_bytes(l->tx, sha256, 0, text.bytes, bytes, e);
		if (rc == ERR_OK)
			each_run(l, (struct str){ bytes, (size_t)text.bytes },
			         look_for);
	}
	arena_free(a);
	return err_allow_absent(rc, e);
}

static enum err_code look_in_source(void *arg, struct arena *a,
                                    const struct row *row, struct err *e)
{
	struct lint *l = arg;
	struct str all = json_member(row->record, "editions"), item;
	size_t at = 0;
	enum err_code rc = ERR_OK;

	l->row_arena = a;
	l->record = row->record;
	if (str_is(text_at(l, "role"), "editorial_note"))
		return ERR_OK;
	l->source = row->values[COLUMN_KEY].text;
	while (rc == ERR_OK && json_items(all, &at, &item))
		rc = look_in_edition(l, json_member_text(a, item, "sha256"), e);
	return rc;
}

/* ---- records -------------------------------------------------------------- */

static void begin(struct lint *l, struct arena *a, const struct kind *k,
                  const struct row *row)
{
	l->row_arena = a;
	l->kind = k->entity.name;
	l->key = row->values[COLUMN_KEY].text;
	l->record = row->record;
	note_names(l, k, row);
}

static enum err_code lint_instrument(void *arg, struct arena *a,
                                     const struct row *row, struct err *e)
{
	struct lint *l = arg;

	begin(l, a, &instruments_kind, row);
	lint_dates(l);
	lint_undated(l);
	lint_issuer(l);
	lint_urls(l);
	lint_title(l);
	lint_languages(l);
	lint_official_titles(l);
	return lint_successor(l, row->values[COLUMN_ID].text, e);
}

static enum err_code lint_organization(void *arg, struct arena *a,
                                       const struct row *row, struct err *e)
{
	struct lint *l = arg;
	enum err_code rc;

	begin(l, a, &organizations_kind, row);
	rc = record_check_unreferred(l->tx, &organizations_kind,
	                             row->values[COLUMN_ID].text, a, e);
	if (rc == ERR_OK)
		tell(l, "orphan", "nothing refers to it");
	if (rc != ERR_CONFLICT)
		return rc;
	err_clear(e);
	return ERR_OK;
}

static enum err_code lint_all(struct tx *tx, void *arg, struct err *e)
{
	struct lint *l = arg;
	enum err_code rc;

	l->tx = tx;
	l->urls = json_own(l->arena, json_object());
	l->titles = json_own(l->arena, json_object());
	l->common = json_own(l->arena, json_object());
	l->own = json_own(l->arena, json_object());
	l->told = json_own(l->arena, json_object());
	rc = walk_records(tx, &organizations_kind, NULL, 0, lint_organization,
	                  l, e);
	if (rc == ERR_OK)
		rc = walk_records(tx, &instruments_kind, NULL, 0,
		                  lint_instrument, l, e);
	if (rc == ERR_OK)
		rc = gather_own_words(l, e);
	return rc != ERR_OK ? rc
	                    : walk_records(tx, &sources_kind, NULL, 0,
	                                   look_in_source, l, e);
}

enum err_code lint_run(struct store *s, finding_fn *fn, void *arg,
                       struct err *e)
{
	struct lint l = { .arena = arena_new(), .fn = fn, .arg = arg };
	enum err_code rc = store_run(s, TX_READ, lint_all, &l, e);

	arena_free(l.arena);
	return rc;
}
