/*
 * changes.c - the change feed: pages, long polling, event streams
 */
#include "server/http/handlers/handlers.h"

#include <inttypes.h>

#include "lib/base/clock.h"
#include "lib/base/date.h"
#include "lib/data/jsontext.h"
#include "server/http/handlers/render.h"
#include "server/http/query/query.h"
#include "server/http/request/auth.h"
#include "server/http/request/reply.h"
#include "server/registry/changes/feed_filter.h"
#include "server/registry/changes/record.h"
#include "server/registry/model/change_chain.h"

#define FEED_LIMIT_DEFAULT 100
#define FEED_LIMIT_MAX     1000
#define FEED_BYTES_MAX     (8u << 20)  /* a page ends early rather than grow */
#define PIECE_BYTES        (16u << 10) /* of a stream: each listener holds one */
#define FEED_SCAN_MAX      5000        /* changes looked at for one page     */
#define FEED_WAIT_MAX      60          /* seconds */
#define BEAT_MS            15000       /* between two signs of life */
#define RETRY_MS           2000

struct feed {
	struct request *req;
	struct reply *rep;
	struct feed_filter filter;
	struct choice fields;
	struct str instrument; /* id or key */
	struct str time;       /* since when; absent: since a seq */
	int64_t since;         /* -1: since now */
	size_t limit, n;
	int64_t until; /* ms: when an empty answer is given; 0: at once  */
	bool streams;
	struct tx *tx; /* it is read in */
	struct change head;
};

/* ---- what is asked -------------------------------------------------------- */

static const char *const known[] = { "since",  "since_time", "limit",
	                             "kind",   "instrument", "by",
	                             "not_by", "fields",     "wait",
	                             NULL };

static void read_names(struct request *req, const struct param *p,
                       struct feed_names *out)
{
	struct str list = p->value, name;

	while (param_next(&list, &name))
		if (out->n < FEED_NAMES_MAX)
			out->items[out->n++] = name;
		else
			err_parameter(
				&req->err, arena_str(req->arena, p->name).p,
				"may be at most %d names", FEED_NAMES_MAX);
}

static void check_kinds(struct request *req, const struct feed_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		if (kind_find(names->items[i]) == NULL)
			err_parameter(&req->err, "kind",
			              "%.*s is not a kind of record",
			              STR_ARG(names->items[i]));
}

static bool is_member(struct str name)
{
	for (size_t i = 0; i < kinds_count; i++)
		if (entity_field(&kinds[i]->entity, name) != NULL)
			return true;
	return false;
}

static void read_fields(struct request *req, struct str list,
                        struct choice *out)
{
	struct str name;

	while (param_next(&list, &name))
		if (!is_member(name))
			err_parameter(&req->err, "fields",
			              "no record has a member %.*s",
			              STR_ARG(name));
		else if (out->n < COUNT(out->names))
			out->names[out->n++] = name;
}

static void read_param(struct feed *f, const struct param *p)
{
	struct request *req = f->req;

	if (str_is(p->name, "kind"))
		read_names(req, p, &f->filter.kinds);
	else if (str_is(p->name, "by"))
		read_names(req, p, &f->filter.by);
	else if (str_is(p->name, "not_by"))
		read_names(req, p, &f->filter.not_by);
	else if (str_is(p->name, "instrument") && p->value.len > 0)
		f->instrument = p->value;
	else if (str_is(p->name, "instrument"))
		err_parameter(&req->err, "instrument",
		              "must be the id or key of an instrument");
	else if (str_is(p->name, "fields"))
		read_fields(req, p->value, &f->fields);
	else if (str_is(p->name, "since_time"))
		f->time = query_time(req, "since_time", p->value);
	else if (!str_is(p->name, "since") && !str_is(p->name, "limit") &&
	         !str_is(p->name, "wait"))
		query_unknown(req, p->name, known);
}

/* A year alone is a number as well. */
static bool is_day(struct str s)
{
	return s.len > 4 && date_valid(s);
}

/* A stream goes on where it broke off, else begins with what comes next. */
static void read_since(struct feed *f)
{
	struct request *req = f->req;
	struct str last = req->headers[HEADER_LAST_EVENT_ID];

	if (is_day(request_param(req, "since")))
		err_parameter(&req->err, "since",
		              "is the number of a change; a day goes into "
		              "since_time");
	else
		f->since = query_number(req, "since", f->streams ? -1 : 0, 0,
		                        INT64_MAX);
	if (f->streams && last.len > 0 &&
	    (!param_integer(last, &f->since) || f->since < 0))
		err_set(&req->err, ERR_SYNTAX,
		        "Last-Event-ID is not one given here");
}

static struct feed *feed_new(struct request *req, struct reply *rep)
{
	struct feed *f = arena_alloc(req->arena, sizeof(*f));
	int64_t wait = query_number(req, "wait", 0, 0, FEED_WAIT_MAX);

	*f = (struct feed){ .req = req, .rep = rep };
	f->streams = strcmp(req->type, TYPE_EVENTS) == 0;
	read_since(f);
	f->limit = (size_t)query_number(req, "limit", FEED_LIMIT_DEFAULT, 1,
	                                FEED_LIMIT_MAX);
	for (size_t i = 0; i < req->nparams; i++)
		read_param(f, &req->params[i]);
	check_kinds(req, &f->filter.kinds);
	f->until = wait > 0 ? clock_ms() + wait * 1000 : 0;
	return f;
}

/* What must be looked up, once. */
static enum err_code look_up(struct tx *tx, struct feed *f, struct err *e)
{
	struct request *req = f->req;
	struct row row;
	enum err_code rc = ERR_OK;

	if (f->instrument.len > 0)
		rc = record_find(tx, &instruments_kind, f->instrument,
		                 req->arena, &row, e);
	if (rc == ERR_OK && f->instrument.len > 0)
		f->filter.instrument = row.values[COLUMN_ID].text;
	if (rc == ERR_OK && f->time.len > 0)
		rc = feed_seq_arrived(tx, f->time, &f->since, e);
	f->instrument = f->time = (struct str){ 0 };
	return rc;
}

/* ---- what is answered ----------------------------------------------------- */

static void write_change(struct feed *f, const struct change *c)
{
	struct change shown = *c;
	struct arena *a = arena_scratch();
	struct buf record;

	if (f->fields.n > 0 && c->record.len > 0) {
		buf_init(&record, a);
		show_choice(&record, c->record, &f->fields);
		shown.record = buf_text(&record);
	}
	change_chain_text(&f->rep->body, &shown);
	arena_free(a);
}

static void write_item(struct feed *f, const struct change *c)
{
	struct buf *out = &f->rep->body;

	if (f->streams)
		buf_printf(out, "id: %" PRId64 "\nevent: %.*s\ndata: ", c->seq,
		           STR_ARG(c->op));
	else
		buf_puts(out, f->n > 0 ? ",\n" : "");
	write_change(f, c);
	buf_puts(out, f->streams ? "\n\n" : "");
	f->n++;
}

static enum err_code add(void *arg, const struct change *c, struct err *e)
{
	struct feed *f = arg;
	enum err_code rc;
	bool wanted;

	if (f->n == f->limit ||
	    (f->n > 0 &&
	     f->rep->body.len > (f->streams ? PIECE_BYTES : FEED_BYTES_MAX)))
		return ERR_ENOUGH;
	rc = feed_wants(f->tx, &f->filter, c, &wanted, e);
	if (rc == ERR_OK && wanted)
		write_item(f, c);
	f->since = c->seq;
	return rc;
}

static enum err_code check_since(struct feed *f, struct err *e)
{
	struct buf more;

	if (f->since < 0)
		f->since = f->head.seq;
	if (f->since <= f->head.seq)
		return ERR_OK;
	buf_init(&more, f->req->arena);
	buf_puts(&more, "\"head\":");
	change_chain_head_text(&more, &f->head);
	e->more = buf_text(&more);
	return err_set(e, ERR_CONFLICT,
	               "there are only %" PRId64 " changes: this registry is "
	               "not the one that was followed, or is an older copy",
	               f->head.seq);
}

static enum err_code read_on(struct tx *tx, struct feed *f, struct err *e)
{
	size_t most = feed_is_filtered(&f->filter) ? FEED_SCAN_MAX : f->limit;
	enum err_code rc = look_up(tx, f, e);

	f->tx = tx;
	f->n = 0;
	if (rc == ERR_OK)
		rc = store_head(tx, f->req->arena, &f->head, e);
	if (rc == ERR_OK)
		rc = check_since(f, e);
	return rc == ERR_OK ? store_changes(tx, f->since, most, add, f, e) : rc;
}

static bool is_waiting(const struct feed *f)
{
	return f->n == 0 && f->since == f->head.seq && f->until > clock_ms() &&
	       !f->req->waits_no_longer;
}

static enum err_code read_page(struct tx *tx, void *arg, struct err *e)
{
	struct feed *f = arg;
	struct buf *out = &f->rep->body;
	enum err_code rc;

	buf_puts(out, "{\"items\":[\n");
	rc = read_on(tx, f, e);
	if (rc != ERR_OK)
		return rc;
	buf_printf(out, "\n],\n\"next\":%" PRId64 ",\n\"filtered\":%s",
	           f->since,
	           f->fields.n > 0 || feed_is_filtered(&f->filter) ? "true"
	                                                           : "false");
	buf_puts(out, ",\n\"head\":");
	change_chain_head_text(out, &f->head);
	buf_puts(out, "}\n");
	return is_waiting(f) ? ERR_OK : render_items(f->req, tx, e);
}

/* ---- a stream of events --------------------------------------------------- */

/* Whose key was revoked hears no more. */
static enum err_code read_events(struct tx *tx, void *arg, struct err *e)
{
	struct feed *f = arg;
	enum err_code rc = auth_check_again(tx, f->req, e);

	return rc == ERR_OK ? read_on(tx, f, e) : rc;
}

/* When nothing is to be told for a while: a sign of life, and how far we are,
 * whatever was left out. */
static void beat(struct feed *f)
{
	if (f->rep->body.len == 0 && clock_ms() >= f->until)
		buf_printf(&f->rep->body, ":\nid: %" PRId64 "\n\n", f->since);
	if (f->rep->body.len > 0)
		f->until = clock_ms() + BEAT_MS;
}

/* What there is already is told at once. */
static void wait_on(struct feed *f)
{
	f->req->wait = (struct news){
		.seq = f->head.seq,
		.until = f->since < f->head.seq ? 0 : f->until,
	};
}

static enum err_code more_events(struct request *req, struct reply *rep)
{
	struct feed *f = req->work;
	enum err_code rc = store_run(req->service->store, TX_READ, read_events,
	                             f, &req->err);

	(void)rep;
	if (rc != ERR_OK)
		return rc;
	beat(f);
	wait_on(f);
	return ERR_OK;
}

static enum err_code start_stream(struct request *req, struct reply *rep)
{
	struct feed *f = req->work;

	reply_piece(req, rep);
	buf_printf(&rep->body, "retry: %d\n", RETRY_MS);
	if (store_run(req->service->store, TX_READ, read_events, f,
	              &req->err) != ERR_OK)
		return req->err.code;
	if (f->n == 0)
		buf_printf(&rep->body, "id: %" PRId64 "\n\n", f->since);
	reply_header(rep, "Content-Type", TYPE_EVENTS);
	reply_header(rep, "Cache-Control", "no-store");
	reply_header(rep, "X-Accel-Buffering", "no");
	rep->status = 200;
	rep->more = more_events;
	f->until = clock_ms() + BEAT_MS;
	wait_on(f);
	return ERR_OK;
}

/* ---- the routes ----------------------------------------------------------- */

/* When it waits it comes here again. */
enum err_code changes_list(struct request *req, struct reply *rep)
{
	struct feed *f = req->work;
	enum err_code rc;

	if (f == NULL)
		req->work = f = feed_new(req, rep);
	if (req->err.code != ERR_OK)
		return req->err.code;
	if (f->streams)
		return start_stream(req, rep);
	rc = store_run(req->service->store, TX_READ, read_page, f, &req->err);
	if (rc != ERR_OK)
		return rc;
	req->wait = (struct news){ f->head.seq, is_waiting(f) ? f->until : 0 };
	return req->wait.until > 0 ? ERR_OK
	                           : reply_body(req, rep, 200, req->type, 0);
}
