/*
 * search.c - what is asked for as an expression of FTS5, and all that
 * it finds in one walk
 *
 * An auxiliary function sees each row found: which phrases of the expression
 * stand where, counted as they are written in it. What else a score needs is
 * in memory (doc_table.c), since looking up a row for each would cost more
 * than all the rest.
 *
 * FTS5 tells reliably where a phrase stands only in an AND of ORs of phrases:
 * in an AND further down it forgets places of rows it is to come to. So the
 * expression asks for any term of each clause, the function leaves out rows
 * where no alternative stands as a whole, and what must not hold is a walk of
 * its own.
 */
#include "lib/sqlite/sqlite.h"

#include "lib/sqlite/haul.h"
#include "lib/sqlite/loose.h"
#include "lib/text/tokens.h"

#define TELLING       0.5f /* of what words that stand nowhere would say */
#define LOOKS_BETWEEN 4096 /* looks between two at the budget */

/* One term as it was asked: some phrases, any of which may stand. */
struct asked {
	const struct term *term;
	int first, end; /* its phrases                         */
	uint64_t hash;  /* of its part of the expression       */
	float weight;   /* the rarer it is, the greater        */
	int64_t n;      /* documents it stands in, as far as it was weighed */
};

/* Which clauses an expression asks for. */
enum asking { ASK_ALL, ASK_ANY, ASK_WITHOUT, ASK_MOST };

/* What one walk finds, while its statement runs. */
struct collecting {
	struct conn *conn;
	struct doc_table *docs;
	const struct search *search;
	enum asking asking;
	struct loose loose; /* for ASK_MOST */
	struct buf match;
	struct asked asked[2 * SEARCH_TERMS_MAX]; /* rare ones come twice */
	size_t nasked;
	int phrases;
	bool is_weighed;
	int64_t ndocs;
	float norm,
		norm_each; /* of a document: norm + its length * norm_each */

	struct found one; /* of the row at hand, */
	bool is_found;    /* when it fits        */
	struct haul *haul;
	struct err *why; /* when it ended early */
};

/* ---------------------------------------------------------- the expression */

static int stop(void *arg, const struct token *t)
{
	(void)arg;
	(void)t;
	return 1;
}

static bool has_words(struct str text)
{
	return tokens_each(text, TOKENS_QUERY, stop, NULL) != 0;
}

/* A text as a string of FTS5, which cuts it as the texts were cut: more words
 * than one are a phrase, and nothing in it is an operator. */
static void put_phrase(struct collecting *c, struct str text)
{
	struct buf *b = &c->match;

	buf_puts(b, "\"");
	for (size_t i = 0; i < text.len; i++) {
		char byte = text.p[i];

		if (byte == '"')
			buf_puts(b, "\"\"");
		else
			buf_add(b, byte != '\0' ? &byte : " ", 1);
	}
	buf_puts(b, "\"");
	c->phrases++;
}

static void put_columns(struct buf *b, unsigned parts)
{
	static const char *const columns[SEARCH__COUNT] = {
		[SEARCH_TITLE] = " title",     [SEARCH_NAME] = " name",
		[SEARCH_SUMMARY] = " summary", [SEARCH_TEXT] = " text",
		[SEARCH_BESIDE] = " beside",
	};

	if (parts == 0)
		return;
	buf_puts(b, "{");
	for (size_t i = SEARCH_TITLE; i < SEARCH__COUNT; i++)
		if (parts & 1u << i)
			buf_puts(b, columns[i]);
	buf_puts(b, " } : ");
}

static void put_term(struct collecting *c, const struct term *t)
{
	struct str endings[TOKENS_ENDINGS];
	struct buf *b = &c->match;
	int first = c->phrases;
	size_t begin = b->len, n = 0;

	put_columns(b, t->parts);
	buf_puts(b, "(");
	put_phrase(c, t->text);
	if (t->prefix && tokens_open(t->text)) {
		buf_puts(b, " *");
		n = tokens_endings(b->arena, t->text, endings);
	}
	for (size_t i = 0; i < n; i++) {
		buf_puts(b, " OR ");
		put_phrase(c, endings[i]);
	}
	buf_puts(b, ")");
	c->asked[c->nasked++] = (struct asked){
		t,
		first,
		c->phrases,
		hash_bytes((struct str){ b->data + begin, b->len - begin }, 0),
		1,
		0
	};
}

/* The terms of a clause, after a joint: "a OR b". Has it any? */
static bool put_clause(struct collecting *c, uint8_t clause, const char *joint)
{
	const struct search *s = c->search;
	bool begun = false;

	for (size_t i = 0; i < s->nterms; i++) {
		const struct term *t = &s->terms[i];

		if (t->clause != clause || !has_words(t->text))
			continue;
		buf_puts(&c->match, begun ? " OR " : joint);
		put_term(c, t);
		begun = true;
	}
	return begun;
}

static uint8_t clauses_of(const struct search *s)
{
	return s->nterms > 0 ? (uint8_t)(s->terms[s->nterms - 1].clause + 1)
	                     : 0;
}

/* "(a OR b) AND (c)", or all of them joined by OR. */
static void put_clauses(struct collecting *c)
{
	const struct search *s = c->search;
	bool without = c->asking == ASK_WITHOUT;
	const char *joint = "(";

	for (uint8_t i = 0; i < clauses_of(s); i++)
		if (s->without[i] == without && put_clause(c, i, joint))
			joint = c->asking == ASK_ALL ? ") AND (" : " OR ";
	buf_puts(&c->match, ")");
}

static const char *put_loose(struct collecting *c, bool anchors,
                             const char *joint)
{
	const struct search *s = c->search;

	for (uint8_t i = 0; i < clauses_of(s); i++)
		if (!s->without[i] && s->loose[i] &&
		    loose_is_anchor(&c->loose, i) == anchors &&
		    put_clause(c, i, joint))
			joint = " OR ";
	return joint;
}

/* "(rare OR rare) AND (not loose) AND (rare OR rare OR loose OR loose)": the
 * last asks for nothing more, but shows where the other loose ones stand. */
static void put_most(struct collecting *c)
{
	const struct search *s = c->search;
	const char *joint;
	size_t nasked;

	put_loose(c, true, "(");
	for (uint8_t i = 0; i < clauses_of(s); i++)
		if (!s->without[i] && !s->loose[i])
			put_clause(c, i, ") AND (");
	nasked = c->nasked;
	joint = put_loose(c, true, ") AND (");
	c->nasked = nasked;
	put_loose(c, false, joint);
	buf_puts(&c->match, ")");
}

/* ---------------------------------------------------- how rare terms are */

#define K1 1.2f  /* how soon more of the same tells no more  */
#define B  0.75f /* how much the length of a document matters */

#define WEIGHT_OF_OTHER 0.7f

static int count_row(const Fts5ExtensionApi *api, Fts5Context *row, void *arg)
{
	(void)api;
	(void)row;
	++*(int64_t *)arg;
	return SQLITE_OK;
}

/* What stands for another weighs no more than that, however rare it is. */
static void cap_others(struct collecting *c)
{
	for (size_t i = 0; i < c->nasked; i++) {
		struct asked *a = &c->asked[i];
		float most = 0;

		if (!a->term->other)
			continue;
		for (size_t j = 0; j < c->nasked; j++)
			if (c->asked[j].term->clause == a->term->clause &&
			    !c->asked[j].term->other &&
			    c->asked[j].weight > most)
				most = c->asked[j].weight;
		if (most > 0 && a->weight > most)
			a->weight = most;
		a->weight *= WEIGHT_OF_OTHER;
	}
}

/* In how many documents a term stands: of several phrases, at most. */
static int count_term(struct collecting *c, const struct asked *a,
                      const Fts5ExtensionApi *api, Fts5Context *row,
                      int64_t ndocs, int64_t *n)
{
	int rc = SQLITE_OK;

	*n = doc_table_recall(c->docs, a->hash, ndocs);
	if (*n > 0)
		return SQLITE_OK;
	for (int p = a->first; p < a->end && rc == SQLITE_OK; p++)
		rc = api->xQueryPhrase(row, p, n, count_row);
	*n = *n < ndocs ? *n : ndocs;
	if (rc == SQLITE_OK)
		doc_table_remember(c->docs, a->hash, *n);
	return rc;
}

/* Once for each search. Where one phrase is all, its rarity tells nothing. */
static int weigh_terms(struct collecting *c, const Fts5ExtensionApi *api,
                       Fts5Context *row)
{
	sqlite3_int64 docs = 0, tokens = 0;
	int rc = api->xRowCount(row, &docs);
	float average;

	if (rc == SQLITE_OK)
		rc = api->xColumnTotalSize(row, -1, &tokens);
	average = tokens > 0 ? (float)tokens / (float)docs : 1;
	c->ndocs = docs;
	c->norm = K1 * (1 - B);
	c->norm_each = K1 * B / average;
	for (size_t i = 0; i < c->nasked && c->phrases > 1; i++) {
		struct asked *a = &c->asked[i];
		int64_t n = 0;

		if (rc == SQLITE_OK)
			rc = count_term(c, a, api, row, docs, &n);
		a->n = n;
		a->weight = loose_worth(n, docs);
	}
	cap_others(c);
	c->is_weighed = true;
	return rc;
}

/* ------------------------------------------------------------ one document */

enum { TIER_NAMED, TIER_SUMMED_UP, TIER_ANYWHERE, TIER_NONE };

/* By column: title, name, summary, text, beside. */
static const struct {
	float weight;
	uint8_t tier;
} columns[] = { { 10, TIER_NAMED },
	        { 8, TIER_NAMED },
	        { 3, TIER_SUMMED_UP },
	        { 1, TIER_ANYWHERE },
	        { 1, TIER_ANYWHERE } };

/* How something asked for stands in a document. */
struct standing {
	float score;
	uint8_t tier;
};

/* A document, as FTS5 shows it. */
struct shown {
	const Fts5ExtensionApi *api;
	Fts5Context *row;
	float norm;
};

static struct standing standing_of_term(const struct shown *d,
                                        const struct asked *a)
{
	struct standing s = { 0, TIER_NONE };
	float often = 0;

	for (int p = a->first; p < a->end; p++) {
		Fts5PhraseIter i;
		int column, at;

		if (d->api->xPhraseFirst(d->row, p, &i, &column, &at) !=
		    SQLITE_OK)
			continue;
		while (column >= 0) {
			often += columns[column].weight;
			if (columns[column].tier < s.tier)
				s.tier = columns[column].tier;
			d->api->xPhraseNext(d->row, &i, &column, &at);
		}
	}
	s.score = a->weight * often * (K1 + 1) / (often + d->norm);
	return s;
}

/* All terms must stand; *at moves past them. */
static struct standing standing_of_alternative(const struct shown *d,
                                               const struct collecting *c,
                                               size_t *at)
{
	const struct term *first = c->asked[*at].term;
	struct standing all = { 0, TIER_NAMED };

	for (; *at < c->nasked; ++*at) {
		const struct asked *a = &c->asked[*at];
		struct standing one;

		if (a->term->clause != first->clause ||
		    a->term->alternative != first->alternative)
			break;
		one = standing_of_term(d, a);
		all.score += one.score;
		if (one.tier > all.tier)
			all.tier = one.tier;
	}
	return all;
}

/* The best of its alternatives. */
static struct standing standing_of_clause(const struct shown *d,
                                          const struct collecting *c,
                                          size_t *at)
{
	uint8_t clause = c->asked[*at].term->clause;
	struct standing best = { 0, TIER_NONE };

	while (*at < c->nasked && c->asked[*at].term->clause == clause) {
		struct standing one = standing_of_alternative(d, c, at);

		if (one.tier == TIER_NONE)
			continue;
		if (one.tier < best.tier)
			best.tier = one.tier;
		if (one.score > best.score)
			best.score = one.score;
	}
	return best;
}

/* Loose clauses: all of them, until they are seen to hold. */
static uint16_t loose_of(const struct search *s)
{
	uint16_t all = 0;

	for (uint8_t i = 0; i < clauses_of(s) && i < SEARCH_LOOSE_MAX; i++)
		if (s->loose[i] && !s->without[i])
			all |= (uint16_t)(1u << i);
	return all;
}

static bool is_enough(const struct collecting *c, uint8_t hold, uint8_t lacks)
{
	const struct search *s = c->search;

	return hold >= s->least && lacks <= SEARCH_LACKS - s->share;
}

/* Scores add up; the tier is that of the worst clause which does not narrow. */
static void add_standing(struct standing *all, const struct standing *one,
                         bool narrows)
{
	all->score += one->score;
	if (one->tier > all->tier && !narrows)
		all->tier = one->tier;
}

/* *missing: the loose clauses that do not hold. */
static struct standing standing_of_all(const struct shown *d,
                                       const struct collecting *c,
                                       uint16_t *missing)
{
	struct standing all = { 0, TIER_NAMED };
	bool may_fail = c->asking == ASK_MOST;
	uint8_t hold = 0;
	size_t at = 0;

	*missing = may_fail ? loose_of(c->search) : 0;
	while (at < c->nasked) {
		uint8_t clause = c->asked[at].term->clause;
		struct standing one = standing_of_clause(d, c, &at);

		if (c->asking == ASK_WITHOUT && one.tier != TIER_NONE)
			return one;
		if (one.tier == TIER_NONE && may_fail &&
		    c->search->loose[clause])
			continue;
		*missing &= (uint16_t) ~(1u << (clause % SEARCH_LOOSE_MAX));
		hold++;
		add_standing(&all, &one, c->search->narrows[clause]);
	}
	if (may_fail && !is_enough(c, hold, loose_lacks(&c->loose, *missing)))
		all.tier = TIER_NONE;
	return all;
}

/* -------------------------------------------------------------- collecting */

static void collect_row(struct collecting *c, const Fts5ExtensionApi *api,
                        Fts5Context *row)
{
	int64_t n = api->xRowid(row);
	const struct doc *doc = doc_table_at(c->docs, n);
	struct shown d = { api, row, c->norm };
	struct standing s;
	uint16_t missing;

	if (doc == NULL || doc->kind == 0)
		return;
	d.norm += c->norm_each * (float)doc->length;
	s = standing_of_all(&d, c, &missing);
	c->is_found = s.tier != TIER_NONE;
	c->one = (struct found){
		.n = (uint32_t)n,
		.instrument = doc->instrument,
		.source = doc->source,
		.score = s.score,
		.kind = (uint8_t)(doc->kind - 1),
		.tier = (uint8_t)(s.tier & 15),
		.lacks = (uint8_t)(loose_lacks(&c->loose, missing) & 15),
		.missing = missing
	};
}

/* The next row of the only phrase. */
static int collect_next(const Fts5ExtensionApi *api, Fts5Context *row,
                        void *arg)
{
	struct collecting *c = arg;
	enum err_code rc = ERR_OK;

	c->is_found = false;
	collect_row(c, api, row);
	if (c->is_found)
		rc = haul_add(c->haul, &c->one, c->why);
	if (rc == ERR_OK && c->haul->n % LOOKS_BETWEEN == 0 &&
	    conn_is_over(c->conn))
		rc = arena_fault(arena_guarded(), c->why);
	return rc == ERR_OK ? SQLITE_OK : SQLITE_DONE;
}

/* One phrase is walked along here, from the first row on: to come to each as a
 * row of the statement costs a quarter of it all. */
static bool is_alone(const struct collecting *c)
{
	return c->asking == ASK_ALL && c->phrases == 1;
}

static void collect(const Fts5ExtensionApi *api, Fts5Context *row,
                    sqlite3_context *out, int n, sqlite3_value **values)
{
	struct collecting *c = ((struct conn *)api->xUserData(row))->finds;
	int rc = c->is_weighed || c->asking == ASK_WITHOUT
	                 ? SQLITE_OK
	                 : weigh_terms(c, api, row);

	(void)n;
	(void)values;
	if (rc == SQLITE_OK && is_alone(c))
		rc = api->xQueryPhrase(row, 0, c, collect_next);
	else if (rc == SQLITE_OK)
		collect_row(c, api, row);
	if (rc != SQLITE_OK)
		sqlite3_result_error_code(out, rc);
}

/* What collect() saw of the row. */
static enum err_code keep_found(void *arg, sqlite3_stmt *stmt, struct err *e)
{
	struct collecting *c = arg;
	bool is_found = c->is_found && !is_alone(c);

	(void)stmt;
	c->is_found = false;
	return is_found ? haul_add(c->haul, &c->one, e) : e->code;
}

enum err_code sqlite_add_functions(struct conn *c, struct err *e)
{
	sqlite3_stmt *stmt = NULL;
	fts5_api *api = NULL;

	if (sqlite3_prepare_v2(c->db, "SELECT fts5(?)", -1, &stmt, NULL) !=
	    SQLITE_OK)
		return conn_fail(c, "SELECT fts5(?)", e);
	sqlite3_bind_pointer(stmt, 1, &api, "fts5_api_ptr", NULL);
	sqlite3_step(stmt);
	sqlite3_finalize(stmt);
	if (api == NULL)
		return err_set(e, ERR_STORE, "this SQLite has no FTS5");
	if (api->xCreateFunction(api, "collect", c, collect, NULL) != SQLITE_OK)
		return conn_fail(c, NULL, e);
	return sqlite_add_tokenizer(c, api, e);
}

#define COLLECT "SELECT collect(search) FROM search WHERE search MATCH ?"
#define ONE     COLLECT " LIMIT 1"

/* Nothing when it asks for nothing. */
static enum err_code run(struct tx *tx, struct collecting *c, struct err *e)
{
	struct conn *conn = conn_of(tx);
	struct value match;
	bool is_one;
	enum err_code rc = ERR_OK;

	buf_init(&c->match, arena_scratch());
	if (c->asking == ASK_MOST)
		put_most(c);
	else
		put_clauses(c);
	match = value_text(buf_text(&c->match));
	is_one = c->asking == ASK_ANY || is_alone(c);
	conn->finds = c;
	c->conn = conn;
	c->why = e;
	if (c->nasked > 0)
		rc = conn_run(conn, is_one ? STR(ONE) : STR(COLLECT), &match, 1,
		              keep_found, c, e);
	conn->finds = NULL;
	arena_free(c->match.arena);
	return rc;
}

/* In how many documents a clause stands, at most: the best of its
 * alternatives, each as rare as the rarest of its terms. */
static int64_t uses_of_clause(const struct collecting *c, uint8_t clause)
{
	int64_t most = 0, least = 0;

	for (size_t i = 0; i < c->nasked; i++) {
		const struct asked *a = &c->asked[i];
		bool begins =
			i == 0 || a->term->alternative !=
					  c->asked[i - 1].term->alternative;

		if (a->term->clause != clause)
			continue;
		begins = begins || c->asked[i - 1].term->clause != clause;
		least = begins || a->n < least ? a->n : least;
		if (i + 1 == c->nasked ||
		    c->asked[i + 1].term->clause != clause ||
		    c->asked[i + 1].term->alternative != a->term->alternative)
			most = least > most ? least : most;
	}
	return most;
}

/* What is known of the loose clauses says enough beside those that stand
 * nowhere. */
static bool is_telling(const struct collecting *c, int nowhere, int64_t ndocs)
{
	float lost = (float)nowhere * loose_worth(0, ndocs);

	return c->loose.anchors != 0 && nowhere <= c->search->nowhere &&
	       c->loose.all >= lost * TELLING;
}

/* What loose clauses are worth. False when none stands anywhere, or too many
 * of them stand nowhere. */
static enum err_code weigh_loose(struct tx *tx, struct collecting *c,
                                 bool *found, struct err *e)
{
	const struct search *s = c->search;
	struct collecting probe = { .docs = c->docs,
		                    .search = s,
		                    .asking = ASK_ANY,
		                    .haul = haul_new(c->haul->arena) };
	enum err_code rc = run(tx, &probe, e);
	int nowhere = 0;

	for (uint8_t i = 0; i < clauses_of(s) && rc == ERR_OK; i++) {
		int64_t uses = uses_of_clause(&probe, i);

		if (!s->loose[i] || s->without[i])
			continue;
		nowhere += uses == 0;
		c->loose.worth[i] =
			uses > 0 ? loose_worth(uses, probe.ndocs) : 0;
		c->loose.all += c->loose.worth[i];
	}
	loose_choose_anchors(&c->loose, s->share);
	arena_settle(probe.haul->arena, probe.haul->end);
	*found = is_telling(c, nowhere, probe.ndocs);
	return rc;
}

static enum err_code find(struct tx *tx, struct collecting *c, struct err *e)
{
	bool found = true;
	enum err_code rc = ERR_OK;

	if (c->asking == ASK_MOST)
		rc = weigh_loose(tx, c, &found, e);
	return rc == ERR_OK && found ? run(tx, c, e) : rc;
}

/* All that has words. */
static enum err_code keep_all(struct collecting *c, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (int64_t n = 1; n <= UINT32_MAX && rc == ERR_OK; n++) {
		const struct doc *doc = doc_table_at(c->docs, n);

		if (doc == NULL)
			return rc;
		if (doc->kind == 0 || doc->length == 0)
			continue;
		c->one = (struct found){ .n = (uint32_t)n,
			                 .instrument = doc->instrument,
			                 .source = doc->source,
			                 .kind = (uint8_t)(doc->kind - 1),
			                 .tier = TIER_ANYWHERE };
		rc = haul_add(c->haul, &c->one, e);
		if (c->haul->n % LOOKS_BETWEEN == 0)
			arena_work(c->haul->arena, LOOKS_BETWEEN);
	}
	return rc;
}

enum err_code sqlite_search(struct tx *tx, const struct search *s,
                            struct arena *a, struct found **out, size_t *n,
                            struct err *e)
{
	struct doc_table *docs = &((struct sqlite_tx *)tx)->store->docs;
	struct collecting c = { .docs = docs,
		                .search = s,
		                .asking = s->least > 0 ? ASK_MOST : ASK_ALL,
		                .haul = haul_new(a) },
			  without = { .docs = docs,
		                      .search = s,
		                      .asking = ASK_WITHOUT,
		                      .haul = haul_new(a) };
	enum err_code rc = doc_table_refresh(tx, e);

	if (rc == ERR_OK && s->everything)
		rc = keep_all(&c, e);
	else if (rc == ERR_OK)
		rc = find(tx, &c, e);
	if (rc == ERR_OK && c.haul->n > 0)
		rc = run(tx, &without, e);
	haul_subtract(c.haul, without.haul);
	*out = c.haul->found;
	*n = c.haul->n;
	arena_settle(a, without.haul->end);
	return rc;
}
