/*
 * law.c - from dates to intervals
 */
#include "server/registry/law/law.h"

#include <stdlib.h>

#include "lib/base/date.h"
#include "lib/base/log.h"
#include "lib/data/jsontext.h"
#include "lib/store/store.h"
#include "server/registry/model/walk.h"

/* In rising order: of the steps taken, the last one is the status. */
enum status {
	STATUS_UNKNOWN,
	STATUS_ISSUED,
	STATUS_PLANNED,
	STATUS_PROPOSED,
	STATUS_ADOPTED,
	STATUS_PUBLISHED,
	STATUS_IN_FORCE,
	STATUS_APPLICABLE_IN_PART,
	STATUS_APPLICABLE,
	STATUS_SUPERSEDED,
	STATUS_REPEALED,
	STATUS_LAPSED,
	STATUS_VETOED,
	STATUS_NEVER_ADOPTED,
	STATUS_WITHDRAWN,
	STATUS__COUNT
};

const char *const law_statuses[STATUS__COUNT + 1] = {
	[STATUS_UNKNOWN] = "unknown",
	[STATUS_ISSUED] = "issued",
	[STATUS_PLANNED] = "planned",
	[STATUS_PROPOSED] = "proposed",
	[STATUS_ADOPTED] = "adopted",
	[STATUS_PUBLISHED] = "published",
	[STATUS_IN_FORCE] = "in_force",
	[STATUS_APPLICABLE_IN_PART] = "applicable_in_part",
	[STATUS_APPLICABLE] = "applicable",
	[STATUS_SUPERSEDED] = "superseded",
	[STATUS_REPEALED] = "repealed",
	[STATUS_LAPSED] = "lapsed",
	[STATUS_VETOED] = "vetoed",
	[STATUS_NEVER_ADOPTED] = "never_adopted",
	[STATUS_WITHDRAWN] = "withdrawn",
};

static bool binds(enum status status)
{
	return status >= STATUS_IN_FORCE && status <= STATUS_APPLICABLE;
}

bool law_binds(struct str status)
{
	for (int i = STATUS_IN_FORCE; i <= STATUS_APPLICABLE; i++)
		if (str_is(status, law_statuses[i]))
			return true;
	return false;
}

/* Where it stands when no date tells. */
static const struct {
	const char *existence;
	enum status status;
} undated[] = {
	{ "exists", STATUS_ISSUED },
	{ "planned", STATUS_PLANNED },
	{ "proposed", STATUS_PROPOSED },
	{ "never_adopted", STATUS_NEVER_ADOPTED },
	{ "withdrawn", STATUS_WITHDRAWN },
};

/* What each date brings about; applies_on is looked at with the provisions. */
static const struct {
	const char *date;
	enum status status;
} dated[] = {
	{ "proposed_on", STATUS_PROPOSED },
	{ "adopted_on", STATUS_ADOPTED },
	{ "signed_on", STATUS_ADOPTED },
	{ "published_on", STATUS_PUBLISHED },
	{ "in_force_on", STATUS_IN_FORCE },
	{ "superseded_on", STATUS_SUPERSEDED },
	{ "repealed_on", STATUS_REPEALED },
	{ "withdrawn_on", STATUS_WITHDRAWN },
	{ "lapsed_on", STATUS_LAPSED },
	{ "vetoed_on", STATUS_VETOED },
};

typedef char day_text[DAY_LEN + 1];

/* One application row of one provision. */
struct rule {
	size_t provision; /* rows of one provision share it */
	day_text on, known;
};

/* Of a provision, what was laid down last: its first and its last day. */
struct applied {
	day_text known, first, last; /* known is empty: nothing yet */
};

struct step {
	day_text day;
	enum status status;
};

#define STEPS_MAX 16

struct span_of_law {
	enum status status;
	const char *from, *to, *known_from, *known_to;
};

struct law {
	struct draft *draft;
	struct rule *rules; /* in the order in which they were laid down */
	size_t nrules, rules_room;
	struct applied *applied; /* by provision */
	size_t nprovisions;
	struct step steps[STEPS_MAX];
	size_t nsteps;
	/* what comes of it */
	struct buf text;
	struct span_of_law *spans;
	size_t nspans, spans_room;
};

static bool last_day(struct str date, day_text out)
{
	struct day_range range;

	if (date.len == 0 || !date_range(date, &range))
		return false;
	memcpy(out, range.last, sizeof(day_text));
	return true;
}

/* ---- the provisions' rows ---------------------------------------------- */

static enum err_code keep_rules(void *arg, struct arena *a,
                                const struct row *row, struct err *e)
{
	struct law *l = arg;
	struct str rows = json_member(row->record, "application"), item;
	size_t at = 0;

	(void)e;
	while (rows.len > 0 && json_items(rows, &at, &item)) {
		struct rule r = { .provision = l->nprovisions,
			          .known = DAY_FIRST };

		if (!last_day(json_member_text(a, item, "on"), r.on))
			continue;
		last_day(json_member_text(a, item, "from"), r.known);
		ARENA_GROW(l->draft->arena, l->rules, l->nrules, l->rules_room);
		l->rules[l->nrules++] = r;
	}
	l->nprovisions++;
	return ERR_OK;
}

static int by_known(const void *a, const void *b)
{
	const struct rule *x = a, *y = b;

	return strcmp(x->known, y->known);
}

static enum err_code gather(struct law *l)
{
	struct draft *d = l->draft;
	struct value id = d->row->values[COLUMN_ID];
	struct condition where =
		walk_where(&provisions_kind, "instrument", &id);
	enum err_code rc = walk_records(d->tx, &provisions_kind, &where, 1,
	                                keep_rules, l, d->err);

	if (l->nrules > 0)
		qsort(l->rules, l->nrules, sizeof(*l->rules), by_known);
	l->applied = arena_alloc(d->arena,
	                         (l->nprovisions + 1) * sizeof(*l->applied));
	return rc;
}

/* ---- one span of knowledge --------------------------------------------- */

/* Take in what was laid down up to this day; *at moves past it. What is laid
 * down later for a provision takes the place of what was before. */
static void learn(struct law *l, size_t *at, const char *known)
{
	for (; *at < l->nrules; ++*at) {
		const struct rule *r = &l->rules[*at];
		struct applied *a = &l->applied[r->provision];
		bool is_anew = strcmp(a->known, r->known) != 0;

		if (strcmp(r->known, known) > 0)
			return;
		memcpy(a->known, r->known, sizeof(a->known));
		if (is_anew || strcmp(r->on, a->first) < 0)
			memcpy(a->first, r->on, sizeof(a->first));
		if (is_anew || strcmp(r->on, a->last) > 0)
			memcpy(a->last, r->on, sizeof(a->last));
	}
}

static void add_step(struct law *l, enum status status, const char *day)
{
	if (l->nsteps == STEPS_MAX)
		die("too many steps in the life of a law");
	l->steps[l->nsteps].status = status;
	memcpy(l->steps[l->nsteps++].day, day, sizeof(day_text));
}

/* From when some of it applies, and from when all of it. */
static void add_application(struct law *l)
{
	day_text first = "", last = "";

	if (last_day(kind_text(&instruments_kind, l->draft->row->values,
	                       "applies_on"),
	             first))
		memcpy(last, first, sizeof(last));
	arena_work(l->draft->arena, l->nprovisions);
	for (size_t i = 0; i < l->nprovisions; i++) {
		const struct applied *a = &l->applied[i];

		if (a->known[0] == '\0')
			continue;
		if (first[0] == '\0' || strcmp(a->first, first) < 0)
			memcpy(first, a->first, sizeof(first));
		if (last[0] == '\0' || strcmp(a->last, last) > 0)
			memcpy(last, a->last, sizeof(last));
	}
	if (first[0] == '\0')
		return;
	add_step(l, STATUS_APPLICABLE_IN_PART, first);
	add_step(l, STATUS_APPLICABLE, last);
}

static int by_day(const void *a, const void *b)
{
	const struct step *x = a, *y = b;
	int days = strcmp(x->day, y->day);

	return days != 0 ? days : (int)x->status - (int)y->status;
}

static enum status undated_status(const struct law *l)
{
	struct str existence = kind_text(&instruments_kind,
	                                 l->draft->row->values, "existence");

	for (size_t i = 0; i < COUNT(undated); i++)
		if (str_is(existence, undated[i].existence))
			return undated[i].status;
	return STATUS_UNKNOWN;
}

static bool is_end(enum status status)
{
	return status == STATUS_NEVER_ADOPTED || status == STATUS_WITHDRAWN;
}

/* What came to nothing on a day that nobody tells: after its last step. */
static void add_end(struct law *l)
{
	enum status end = undated_status(l);
	const struct step *last;

	if (l->nsteps == 0 || !is_end(end))
		return;
	last = &l->steps[l->nsteps - 1];
	if (last->status < STATUS_LAPSED)
		add_step(l, end, last->day);
}

/* Whether a text that binds is in force cannot be told without its dates. */
static enum status first_status(const struct law *l)
{
	enum status status = undated_status(l);

	if (l->nsteps > 0)
		return status == STATUS_PLANNED ? status : STATUS_UNKNOWN;
	if (status == STATUS_ISSUED &&
	    str_is(kind_text(&instruments_kind, l->draft->row->values, "force"),
	           "hard"))
		return STATUS_UNKNOWN;
	return status;
}

static void add_steps(struct law *l)
{
	day_text day;

	l->nsteps = 0;
	for (size_t i = 0; i < COUNT(dated); i++)
		if (last_day(kind_text(&instruments_kind, l->draft->row->values,
		                       dated[i].date),
		             day))
			add_step(l, dated[i].status, day);
	add_application(l);
	qsort(l->steps, l->nsteps, sizeof(*l->steps), by_day);
	add_end(l);
}

static void add_span(struct law *l, enum status status, const char *from,
                     const char *to, const char *known_from,
                     const char *known_to)
{
	if (strcmp(from, to) >= 0)
		return;
	ARENA_GROW(l->draft->arena, l->spans, l->nspans, l->spans_room);
	l->spans[l->nspans++] =
		(struct span_of_law){ status, from, to, known_from, known_to };
	buf_printf(&l->text, "%s %s %s %s %s\n", law_statuses[status], from, to,
	           known_from, known_to);
}

/* The intervals of status as the law was known in this span. */
static void draw(struct law *l, const char *known_from, const char *known_to)
{
	const char *since = DAY_FIRST;
	enum status now;

	add_steps(l);
	now = first_status(l);
	for (size_t i = 0; i < l->nsteps; i++) {
		const char *day = arena_strndup(l->draft->arena,
		                                l->steps[i].day, DAY_LEN);

		if (l->steps[i].status <= now)
			continue;
		add_span(l, now, since, day, known_from, known_to);
		now = l->steps[i].status;
		since = day;
	}
	add_span(l, now, since, DAY_LAST, known_from, known_to);
}

/* ---- what is stored ---------------------------------------------------- */

static void keep_list(struct law *l)
{
	size_t at = (size_t)(kind_list(&instruments_kind, "statuses") -
	                     instruments_kind.entity.lists);
	struct list_rows *rows = &l->draft->row->lists[at];

	rows->n = l->nspans;
	rows->cells = arena_alloc(l->draft->arena,
	                          6 * (l->nspans + 1) * sizeof(struct value));
	for (size_t i = 0; i < l->nspans; i++) {
		const struct span_of_law *s = &l->spans[i];
		const struct value cells[] = {
			value_text(str_from(law_statuses[s->status])),
			value_integer(binds(s->status)),
			value_text(str_from(s->from)),
			value_text(str_from(s->to)),
			value_text(str_from(s->known_from)),
			value_text(str_from(s->known_to)),
		};

		memcpy(rows->cells + i * COUNT(cells), cells, sizeof(cells));
	}
}

enum err_code law_derive(struct draft *d)
{
	struct law l = { .draft = d };
	const char *known = DAY_FIRST;
	size_t at = 0;
	enum err_code rc;

	buf_init(&l.text, d->arena);
	rc = gather(&l);
	if (rc != ERR_OK)
		return rc;
	while (strcmp(known, DAY_LAST) < 0) {
		const char *next;

		learn(&l, &at, known);
		next = at < l.nrules ? l.rules[at].known : DAY_LAST;
		draw(&l, known, next);
		known = next;
	}
	keep_list(&l);
	kind_set_value(&instruments_kind, d->row->values, "intervals",
	               value_text(buf_text(&l.text)));
	return ERR_OK;
}

/* ---- reading ----------------------------------------------------------- */

static struct str next_word(struct str *s)
{
	struct str word = { s->p, 0 };

	while (word.len < s->len && s->p[word.len] != ' ' &&
	       s->p[word.len] != '\n')
		word.len++;
	s->p += word.len + (word.len < s->len);
	s->len -= word.len + (word.len < s->len);
	return word;
}

/* Is the day in [from, to)? */
static bool is_in(const char *day, struct str from, struct str to)
{
	struct str d = str_from(day);

	return str_cmp(from, d) <= 0 && str_cmp(d, to) < 0;
}

bool law_next_span(struct str *intervals, struct law_span *out)
{
	struct str *words[] = { &out->status, &out->from, &out->to,
		                &out->known_from, &out->known_to };

	for (size_t i = 0; i < COUNT(words); i++) {
		if (intervals->len == 0)
			return false;
		*words[i] = next_word(intervals);
	}
	return true;
}

struct str law_status(const struct show_context *r, struct str intervals)
{
	struct law_span s;

	while (law_next_span(&intervals, &s))
		if (is_in(r->on, s.from, s.to) &&
		    is_in(r->law_as_of, s.known_from, s.known_to))
			return s.status;
	return STR("unknown");
}

enum { APPLIES_YES, APPLIES_IN_PART, APPLIES_NOT_YET, APPLIES_UNKNOWN };

const char *const law_answers[] = {
	[APPLIES_YES] = "yes",         [APPLIES_IN_PART] = "in_part",
	[APPLIES_NOT_YET] = "not_yet", [APPLIES_UNKNOWN] = "unknown",
	[APPLIES_UNKNOWN + 1] = NULL,
};

static void known_day(const struct show_context *r, struct str rule,
                      day_text out)
{
	memcpy(out, DAY_FIRST, sizeof(day_text));
	last_day(json_member_text(r->arena, rule, "from"), out);
}

bool law_is_known(const struct show_context *r, struct str rule)
{
	day_text known;

	known_day(r, rule, known);
	return strcmp(known, r->law_as_of) <= 0;
}

struct law_latest law_latest(const struct show_context *r, struct str rules)
{
	struct law_latest latest = { DAY_FIRST };
	struct str rule;
	day_text known;
	size_t at = 0;

	while (rules.len > 0 && json_items(rules, &at, &rule)) {
		known_day(r, rule, known);
		if (strcmp(known, r->law_as_of) <= 0 &&
		    strcmp(known, latest.day) > 0)
			memcpy(latest.day, known, sizeof(latest.day));
	}
	return latest;
}

bool law_counts(const struct show_context *r, const struct law_latest *latest,
                struct str rule)
{
	day_text known;

	known_day(r, rule, known);
	return strcmp(known, r->law_as_of) <= 0 &&
	       strcmp(known, latest->day) >= 0;
}

const char *law_applies(const struct show_context *r, struct str application)
{
	const struct law_latest latest = law_latest(r, application);
	size_t at = 0, begun = 0, all = 0;
	struct str item;
	day_text on;

	while (application.len > 0 && json_items(application, &at, &item)) {
		if (!law_counts(r, &latest, item) ||
		    !last_day(json_member_text(r->arena, item, "on"), on))
			continue;
		all++;
		begun += strcmp(on, r->on) <= 0;
	}
	return law_answers[all == 0       ? APPLIES_UNKNOWN
	                   : begun == 0   ? APPLIES_NOT_YET
	                   : begun == all ? APPLIES_YES
	                                  : APPLIES_IN_PART];
}
