/*
 * formatted.c - ?format=, and the media types that stand for formats
 */
#include "server/http/request/formatted.h"

#include <pthread.h>

#include "server/http/request/reply.h"
#include "server/http/request/router.h"

#define OFFERS_MAX 16

const char *const formatted_params[] = { "format", "bom", NULL };

/* By what the answers are, and whether they may go on without end. */
static const char *offers[FORMATS_OF_RECORDS + 1][2][OFFERS_MAX];

bool formatted_fits(enum format_level what, const struct format *f)
{
	return f->level <= what;
}

static void add_offers(const char **out, enum format_level what, bool streams)
{
	size_t n = 0;

	out[n++] = TYPE_JSON;
	for (size_t i = 0; i < formats_count; i++)
		if (formatted_fits(what, &formats[i]))
			out[n++] = formats[i].type;
	if (streams)
		out[n++] = TYPE_EVENTS;
}

static void make_offers(void)
{
	for (int what = FORMATS_NONE; what <= FORMATS_OF_RECORDS; what++)
		for (int streams = 0; streams < 2; streams++)
			add_offers(offers[what][streams],
			           (enum format_level)what, streams != 0);
}

const char *const *formatted_offers(enum format_level what, bool streams)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make_offers);
	return offers[what][streams];
}

/* Take a parameter out of the others; absent when it was not given. */
static struct str take(struct request *req, const char *name)
{
	struct str value = request_param(req, name);
	size_t n = 0;

	for (size_t i = 0; i < req->nparams; i++)
		if (!str_is(req->params[i].name, name))
			req->params[n++] = req->params[i];
	if (req->nparams > n + 1)
		err_parameter(&req->err, name, "was given twice");
	req->nparams = n;
	return value;
}

static void refuse_format(struct request *req)
{
	struct buf names;

	buf_init(&names, req->arena);
	buf_puts(&names, "json");
	for (size_t i = 0; i < formats_count; i++)
		if (formatted_fits(req->route->formats, &formats[i]))
			buf_printf(&names, ", %s", formats[i].name);
	err_parameter(&req->err, "format", "must be one of: %s", names.data);
}

static void read_format(struct request *req, struct str name)
{
	const struct format *f = format_named(name);

	if (name.p == NULL)
		return;
	if (str_is(name, "json"))
		req->type = TYPE_JSON;
	else if (f == NULL || !formatted_fits(req->route->formats, f))
		refuse_format(req);
	else
		req->type = f->type;
}

enum err_code formatted_take(struct request *req)
{
	if (req->route->formats == FORMATS_NONE)
		return ERR_OK;
	read_format(req, take(req, "format"));
	req->with_mark = request_is_true(req, "bom", take(req, "bom"));
	return req->err.code;
}

/* What is brought along, or nested, has no place among rows. */
void formatted_choose(struct request *req)
{
	if (req->route->formats == FORMATS_NONE)
		return;
	req->format = format_of_type(req->type);
	if (req->format != NULL && request_param(req, "include").p != NULL)
		err_parameter(&req->err, "include", "is for JSON only");
	if (req->format != NULL && req->format->level > FORMATS_OF_ITEMS &&
	    request_param(req, "fields").p != NULL)
		err_parameter(&req->err, "fields", "is not for %s",
		              req->format->name);
	if (req->with_mark && (req->format == NULL || !req->format->marked))
		err_parameter(&req->err, "bom", "is for csv and tsv only");
}
