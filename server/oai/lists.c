/*
 * lists.c - ListRecords and ListIdentifiers, page by page
 */
#include "server/oai/harvest.h"

#include <inttypes.h>

#include "lib/data/timestamp.h"
#include "lib/data/xml.h"
#include "server/http/query/cursor.h"
#include "server/http/query/param.h"
#include "server/registry/changes/feed_filter.h"

#define RECORDS_MAX     100
#define IDENTIFIERS_MAX 1000
#define BYTES_MAX       (4u << 20) /* a page ends early rather than grow */

/* One page of a list. */
struct page {
	struct harvester *h;
	bool is_whole; /* records, not headers */
	int64_t since, until;
	int64_t before; /* how many came on earlier pages */
	size_t n, limit;
	bool has_more;
};

/* ---- from and until ------------------------------------------------------ */

static bool is_day(struct str s)
{
	return s.len == DAY_LEN && date_valid(s);
}

static bool is_second(struct arena *a, struct str s)
{
	return s.len == DAY_LEN + 10 && s.p[s.len - 1] == 'Z' &&
	       time_valid(str_from(
		       arena_printf(a, "%.*s.000Z", (int)s.len - 1, s.p)));
}

static bool check_times(struct harvester *h)
{
	struct str from = h->args[ARG_FROM], until = h->args[ARG_UNTIL];
	const char *wrong = NULL;

	if ((from.p != NULL && !is_day(from) && !is_second(h->arena, from)) ||
	    (until.p != NULL && !is_day(until) && !is_second(h->arena, until)))
		wrong = "from and until are YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ";
	else if (from.p != NULL && until.p != NULL && from.len != until.len)
		wrong = "from and until must be of the same granularity";
	else if (from.p != NULL && until.p != NULL && str_cmp(from, until) > 0)
		wrong = "from must not be later than until";
	if (wrong != NULL)
		oai_fail(h, "badArgument", wrong);
	return wrong == NULL;
}

/* A text before all times of a day or second, or with '~' after all of them. */
static struct str moment(struct arena *a, struct str s, const char *end)
{
	int n = s.len == DAY_LEN ? DAY_LEN : (int)s.len - 1;

	return str_from(arena_printf(a, "%.*s%s", n, s.p, end));
}

/* The changes between two times, by seq: times are compared by the second, as
 * OAI-PMH has them. */
static enum err_code find_range(struct page *p, struct err *e)
{
	struct harvester *h = p->h;
	struct str from = h->args[ARG_FROM], until = h->args[ARG_UNTIL];
	enum err_code rc = ERR_OK;

	p->until = INT64_MAX;
	if (until.p != NULL)
		rc = feed_seq_arrived(h->tx, moment(h->arena, until, "~"),
		                      &p->until, e);
	if (rc == ERR_OK && from.p != NULL)
		rc = feed_seq_arrived(h->tx, moment(h->arena, from, ""),
		                      &p->since, e);
	return rc;
}

/* ---- resumption tokens --------------------------------------------------- */

enum {
	TOKEN_VERB,
	TOKEN_PREFIX,
	TOKEN_SET,
	TOKEN_UNTIL,
	TOKEN_SINCE,
	TOKEN_BEFORE,
	TOKEN__COUNT
};

static struct str number(struct arena *a, int64_t n)
{
	return str_from(arena_printf(a, "%" PRId64, n));
}

static void put_token(const struct page *p)
{
	struct harvester *h = p->h;
	int64_t before = p->before + (int64_t)p->n;
	struct str names[TOKEN__COUNT] = {
		[TOKEN_VERB] = str_from(h->verb->name),
		[TOKEN_PREFIX] = h->args[ARG_PREFIX],
		[TOKEN_SET] = h->args[ARG_SET],
		[TOKEN_UNTIL] = h->args[ARG_UNTIL],
		[TOKEN_SINCE] = number(h->arena, p->since),
		[TOKEN_BEFORE] = number(h->arena, before),
	};
	struct str token = query_place(h->arena, names, COUNT(names));

	if (!p->has_more && p->before == 0)
		return;
	buf_printf(h->out,
	           "<resumptionToken cursor=\"%" PRId64 "\">%.*s</"
	           "resumptionToken>\n",
	           p->before,
	           STR_ARG((p->has_more ? token : (struct str){ 0 })));
}

static bool read_token(struct page *p, int64_t newest)
{
	struct harvester *h = p->h;
	struct str names[TOKEN__COUNT];

	if (!query_split_place(h->arena, h->args[ARG_TOKEN], names,
	                       COUNT(names)) ||
	    !str_is(names[TOKEN_VERB], h->verb->name) ||
	    !param_integer(names[TOKEN_SINCE], &p->since) ||
	    !param_integer(names[TOKEN_BEFORE], &p->before) || p->since < 1 ||
	    p->before < 1 || p->since > newest)
		return false;
	h->args[ARG_PREFIX] = names[TOKEN_PREFIX];
	if (names[TOKEN_SET].len > 0)
		h->args[ARG_SET] = names[TOKEN_SET];
	if (names[TOKEN_UNTIL].len > 0)
		h->args[ARG_UNTIL] = names[TOKEN_UNTIL];
	return true;
}

static void tell_bad_token(struct harvester *h)
{
	oai_fail(h, "badResumptionToken",
	         "it was not given here for this verb");
}

static enum err_code resume(struct page *p, bool *ok, struct err *e)
{
	struct harvester *h = p->h;
	int64_t newest;
	enum err_code rc = store_newest(h->tx, &newest, e);

	*ok = rc == ERR_OK && read_token(p, newest);
	if (rc == ERR_OK && !*ok)
		tell_bad_token(h);
	return rc;
}

/* ---- the list -------------------------------------------------------------- */

static enum err_code add(void *arg, const struct change *c, struct err *e)
{
	struct page *p = arg;
	struct harvester *h = p->h;
	enum err_code rc;

	if (p->n == p->limit || (p->n > 0 && h->out->len > BYTES_MAX)) {
		p->has_more = true;
		return ERR_ENOUGH;
	}
	arena_work(h->arena, WORK_ROW);
	rc = p->is_whole ? oai_put_record(h, c, e) : oai_put_header(h, c, e);
	p->since = c->seq;
	p->n++;
	return rc;
}

static enum err_code put_page(struct page *p, struct err *e)
{
	struct harvester *h = p->h;
	struct str set = h->args[ARG_SET];
	enum err_code rc;

	rc = store_harvest(h->tx, set.p != NULL ? set : STR(HARVEST_ALL),
	                   p->since, p->until, p->limit + 1, add, p, e);
	if (rc == ERR_OK && p->n == 0)
		oai_fail(h, "noRecordsMatch",
		         "nothing changed then, or there is no such set");
	if (rc == ERR_OK && h->code == NULL)
		put_token(p);
	return rc;
}

enum err_code oai_list(struct harvester *h, struct err *e)
{
	struct page p = { .h = h,
		          .is_whole =
		                  strcmp(h->verb->name, "ListRecords") == 0 };
	enum err_code rc = ERR_OK;
	bool ok = true;

	p.limit = p.is_whole ? RECORDS_MAX : IDENTIFIERS_MAX;
	if (h->args[ARG_TOKEN].p != NULL)
		rc = resume(&p, &ok, e);
	if (rc != ERR_OK || !ok)
		return rc;
	if (!oai_choose_format(h) || !check_times(h)) {
		if (h->args[ARG_TOKEN].p != NULL)
			tell_bad_token(h);
		return ERR_OK;
	}
	rc = find_range(&p, e);
	return rc == ERR_OK ? put_page(&p, e) : rc;
}
