/*
 * texts.c - the text of a source: given, read whole or in part
 */
#include "server/http/handlers/handlers.h"

#include <inttypes.h>

#include "lib/data/digest.h"
#include "lib/data/jsontext.h"
#include "server/http/query/query.h"
#include "server/http/request/media.h"
#include "server/http/request/range.h"
#include "server/http/request/reply.h"
#include "server/http/request/router.h"
#include "server/registry/changes/record.h"
#include "server/registry/ingest/anchor_report.h"
#include "server/registry/ingest/ingest.h"
#include "server/registry/model/kind.h"
#include "server/registry/sources/edition.h"
#include "server/registry/sources/passage.h"
#include "server/registry/sources/quote_json.h"
#include "server/registry/sources/text.h"

#define SPAN_BYTES_MAX (1u << 20)            /* of a span as JSON */
#define PUT_WORK       UINT64_C(20000000000) /* units: about twenty seconds */

/* ---- the edition and the span that are asked for ------------------------ */

static const char *const units[] = { [UNIT_BYTE] = "byte",
	                             [UNIT_CODE_POINT] = "code_point",
	                             [UNIT_UTF16] = "utf16" };

struct part {
	struct request *req;
	struct reply *rep;
	enum text_unit unit;
	int64_t start, end; /* in that unit; end is -1 for the text's */
	struct row source;
	struct text text;
	struct utf8_counts from, to;
};

static enum text_unit read_unit(struct request *req)
{
	struct str given = request_param(req, "unit");

	for (size_t i = 0; i < COUNT(units); i++)
		if (str_is(given, units[i]))
			return (enum text_unit)i;
	if (given.p != NULL)
		err_parameter(&req->err, "unit",
		              "must be code_point, utf16 or byte");
	return UNIT_CODE_POINT;
}

static void check_edition(struct request *req)
{
	struct str given = request_param(req, "edition");

	if (given.p != NULL && !digest_valid(given))
		err_parameter(&req->err, "edition",
		              "must be a SHA-256 in 64 lower-case hex digits");
}

static enum err_code read_part(struct part *p)
{
	struct request *req = p->req;

	check_edition(req);
	p->unit = read_unit(req);
	p->start = query_number(req, "start", 0, 0, TEXT_BYTES_MAX);
	p->end = query_number(req, "end", -1, 0, TEXT_BYTES_MAX);
	if (p->end >= 0 && p->end < p->start)
		err_parameter(&req->err, "end", "must not be before start");
	return req->err.code;
}

static int64_t length_in(const struct text *t, enum text_unit unit)
{
	return unit == UNIT_BYTE    ? t->bytes
	       : unit == UNIT_UTF16 ? t->utf16
	                            : t->code_points;
}

static enum err_code find_place(struct tx *tx, struct part *p, const char *name,
                                int64_t at, struct utf8_counts *out,
                                struct err *e)
{
	struct err why;
	enum err_code rc;

	err_init(&why, p->req->arena);
	rc = text_place(tx, &p->text, p->unit, at, out, &why);
	if (rc == ERR_INVALID) {
		err_parameter(e, name, "%s", why.detail);
		return ERR_OK;
	}
	return rc != ERR_OK ? err_set(e, rc, "%s", why.detail) : rc;
}

static enum err_code find_part(struct tx *tx, struct part *p, struct err *e)
{
	struct request *req = p->req;
	enum err_code rc = record_find(tx, &sources_kind, req->ref, req->arena,
	                               &p->source, e);

	if (rc == ERR_OK)
		rc = edition_held(tx, req->arena, &p->source,
		                  request_param(req, "edition"), &p->text, e);
	if (rc != ERR_OK)
		return rc;
	if (p->end < 0)
		p->end = length_in(&p->text, p->unit);
	rc = find_place(tx, p, "start", p->start, &p->from, e);
	if (rc == ERR_OK)
		rc = find_place(tx, p, "end", p->end, &p->to, e);
	return rc != ERR_OK ? rc : e->code;
}

/* ---- as JSON ------------------------------------------------------------ */

static void write_offsets(const struct part *p, struct buf *out)
{
	buf_printf(out,
	           ",\"start\":%" PRId64 ",\"end\":%" PRId64
	           ",\"utf16_start\":%" PRId64 ",\"utf16_end\":%" PRId64
	           ",\"byte_start\":%" PRId64 ",\"byte_end\":%" PRId64,
	           p->from.code_points, p->to.code_points, p->from.utf16,
	           p->to.utf16, p->from.bytes, p->to.bytes);
}

static enum err_code add_span(struct tx *tx, const struct part *p,
                              const char *name, int64_t start, int64_t end,
                              struct err *e)
{
	struct span span;
	enum err_code rc = text_span(tx, p->req->arena, p->text.sha256, start,
	                             end, &span, e);

	if (rc == ERR_OK)
		json_put(&p->rep->body, name, span.exact);
	return rc;
}

static enum err_code write_part(struct tx *tx, void *arg, struct err *e)
{
	struct part *p = arg;
	struct buf *out = &p->rep->body;
	int64_t start, end, last;
	struct quote_origin origin;
	enum err_code rc = find_part(tx, p, e);

	if (rc != ERR_OK)
		return rc;
	if (p->to.bytes - p->from.bytes > SPAN_BYTES_MAX)
		return err_set(e, ERR_TOO_LARGE,
		               "as JSON at most %u bytes are given at once: "
		               "ask for a part by start and end",
		               SPAN_BYTES_MAX);
	start = p->from.code_points;
	end = p->to.code_points;
	last = p->text.code_points;
	quotes_origin(p->req->arena, &p->source, p->text.sha256, &origin);
	buf_puts(out, "{");
	quotes_write_origin(out, &origin);
	write_offsets(p, out);
	rc = add_span(tx, p, "exact", start, end, e);
	if (rc == ERR_OK)
		rc = add_span(tx, p, "prefix",
		              start > AROUND ? start - AROUND : 0, start, e);
	if (rc == ERR_OK)
		rc = add_span(tx, p, "suffix", end,
		              end + AROUND < last ? end + AROUND : last, e);
	buf_puts(out, "}\n");
	return rc;
}

/* ---- as it is ----------------------------------------------------------- */

struct sending {
	struct store *store;
	struct str sha256;
};

struct block {
	const struct sending *sending;
	int64_t at;
	char *out;
	size_t room, n;
};

static enum err_code read_block(struct tx *tx, void *arg, struct err *e)
{
	struct block *b = arg;

	return text_read(tx, b->sending->sha256, b->at, b->out, b->room, &b->n,
	                 e);
}

/* Each block is read for itself: texts never change, and a client that is
 * slow holds no snapshot. */
static bool send_block(void *arg, int64_t at, char *out, size_t room, size_t *n)
{
	const struct sending *s = arg;
	struct block b = { s, at, out, room, 0 };
	struct err e = { 0 };

	if (store_run(s->store, TX_READ, read_block, &b, &e) != ERR_OK)
		return false;
	*n = b.n;
	return true;
}

static const char *entity_tag(const struct part *p)
{
	return arena_printf(p->req->arena, "\"%.32s.%" PRId64 "-%" PRId64 "\"",
	                    p->text.sha256.p, p->from.bytes, p->to.bytes);
}

static enum err_code send_part(struct part *p)
{
	struct request *req = p->req;
	struct sending *s = arena_alloc(req->arena, sizeof(*s));
	int64_t len = p->to.bytes - p->from.bytes;

	*s = (struct sending){ req->service->store, p->text.sha256 };
	if (len == p->text.bytes)
		reply_header(p->rep, "Repr-Digest",
		             digest_field(req->arena, p->text.sha256).p);
	reply_header(p->rep, "Link",
	             arena_printf(req->arena,
	                          "<%.*s/v1/sources/%.*s>; rel=\"describedby\"",
	                          STR_ARG(req->service->home),
	                          STR_ARG(p->source.values[COLUMN_ID].text)));
	return range_reply(
		req, p->rep, entity_tag(p),
		(struct stream){ send_block, s, p->from.bytes, len });
}

static enum err_code find(struct tx *tx, void *arg, struct err *e)
{
	return find_part(tx, arg, e);
}

enum err_code text_get(struct request *req, struct reply *rep)
{
	bool as_json = strcmp(req->type, TYPE_JSON) == 0;
	struct part *p = arena_alloc(req->arena, sizeof(*p));
	enum err_code rc;

	p->req = req;
	p->rep = rep;
	rc = read_part(p);
	if (rc == ERR_OK)
		rc = store_run(req->service->store, TX_READ,
		               as_json ? write_part : find, p, &req->err);
	if (rc != ERR_OK)
		return rc;
	return as_json ? reply_body(req, rep, 200, TYPE_JSON, 0) : send_part(p);
}

/* ---- a new one ---------------------------------------------------------- */

struct giving {
	struct ingest ingest;
	struct reply *rep;
	bool is_begun; /* the text is written, and what follows is not yet */
};

static enum err_code put_text(struct tx *tx, void *arg, struct err *e)
{
	struct request *req = arg;
	struct giving *g = req->work;
	enum err_code rc = g->is_begun ? ingest_step(tx, &g->ingest, e)
	                               : ingest_begin(tx, &g->ingest, e);

	if (rc != ERR_OK)
		return rc;
	req->goes_on = !g->ingest.is_done;
	g->rep->body.len = 0; /* it may run again */
	return req->goes_on ? ERR_OK
	                    : report_ingest(tx, &g->ingest, &g->rep->body, e);
}

static enum err_code answer_put(struct request *req, struct reply *rep)
{
	struct giving *g = req->work;
	struct ingest *in = &g->ingest;

	g->is_begun = true;
	ingest_settle(in);
	if (!in->is_done)
		return request_write(req, put_text, answer_put);
	reply_header(rep, "Repr-Digest",
	             digest_field(req->arena, in->sha256).p);
	if (in->recorded)
		reply_header(rep, "Location",
		             arena_printf(req->arena,
		                          "/v1/sources/%.*s/text?edition=%.*s",
		                          STR_ARG(in->id),
		                          STR_ARG(in->sha256)));
	return reply_body(req, rep, in->recorded ? 201 : 200, TYPE_JSON, 0);
}

/* The member sha-256 of a dictionary of digests must be the text's. */
static void check_field(struct request *req, enum header h, struct str sha256)
{
	struct str given = req->headers[h], want, name = STR("sha-256=");

	if (given.p == NULL)
		return;
	want = digest_field(req->arena, sha256);
	for (size_t i = 0; i + name.len <= given.len; i++) {
		struct str rest = { given.p + i, given.len - i };

		if (!str_starts(rest, name))
			continue;
		if (!str_starts(rest, want))
			err_parameter(&req->err, header_names[h],
			              "is not that of the text, which is %s",
			              want.p);
		return;
	}
	err_parameter(&req->err, header_names[h],
	              "must have a sha-256, to be checked");
}

static void check_digests(struct request *req, struct str sha256)
{
	struct str given = request_param(req, "sha256");

	if (given.p != NULL && !str_eq(given, sha256))
		err_parameter(&req->err, "sha256",
		              "is not that of the text, which is %s", sha256.p);
	check_field(req, HEADER_REPR_DIGEST, sha256);
	check_field(req, HEADER_CONTENT_DIGEST, sha256);
}

static const char *type_of(const struct request *req)
{
	const char *const *types = req->route->takes;

	while (!media_is(req->headers[HEADER_CONTENT_TYPE], *types))
		types++;
	return *types;
}

/* What was found by then need not be looked for again. */
static void advise(struct request *req)
{
	struct err why = req->err;

	err_set(&req->err, why.code,
	        "%s: what was found of its passages is kept, so send it again "
	        "to go on",
	        why.detail);
}

static enum err_code prepare(struct request *req, struct ingest *in)
{
	struct arena *a = req->arena;
	enum err_code rc;

	arena_limit(a, ARENA_MAX, arena_spent(a) + PUT_WORK);
	rc = ingest_prepare(req->service->store, in, &req->err);
	if (rc == ERR_BUSY)
		advise(req);
	return rc;
}

enum err_code text_put(struct request *req, struct reply *rep)
{
	struct giving *g = arena_alloc(req->arena, sizeof(*g));
	struct str bytes = buf_text(&req->body);
	enum err_code rc = text_check(bytes, &req->err);

	if (rc != ERR_OK)
		return rc;
	g->rep = rep;
	g->ingest = (struct ingest){
		.arena = req->arena,
		.source = req->ref,
		.bytes = bytes,
		.sha256 = digest_of(req->arena, bytes),
		.media_type = type_of(req),
		.lang = request_param(req, "lang"),
		.note = request_param(req, "note"),
	};
	check_digests(req, g->ingest.sha256);
	req->work = g;
	rc = req->err.code;
	if (rc == ERR_OK)
		rc = prepare(req, &g->ingest);
	return rc != ERR_OK ? rc : request_write(req, put_text, answer_put);
}
