/*
 * oai.c - verbs, their arguments, and the frame of an answer
 */
#include "server/oai/oai.h"

#include "lib/data/timestamp.h"
#include "lib/data/xml.h"
#include "server/http/query/query.h"
#include "server/oai/harvest.h"
#include "server/registry/formats/citation.h"
#include "server/registry/model/change_chain.h"

static const char *const arguments[ARG__COUNT] = {
	[ARG_IDENTIFIER] = "identifier",
	[ARG_PREFIX] = "metadataPrefix",
	[ARG_FROM] = "from",
	[ARG_UNTIL] = "until",
	[ARG_SET] = "set",
	[ARG_TOKEN] = "resumptionToken",
};

#define SELECTING                                                              \
	(1u << ARG_FROM | 1u << ARG_UNTIL | 1u << ARG_SET | 1u << ARG_TOKEN)

static verb_fn identify, list_formats, list_sets, get_record;

static const struct verb verbs[] = {
	{ "Identify", 0, 0, false, identify },
	{ "ListMetadataFormats", 0, 1u << ARG_IDENTIFIER, false, list_formats },
	{ "ListSets", 0, 1u << ARG_TOKEN, true, list_sets },
	{ "GetRecord", 1u << ARG_IDENTIFIER | 1u << ARG_PREFIX, 0, false,
	  get_record },
	{ "ListIdentifiers", 1u << ARG_PREFIX, SELECTING, true, oai_list },
	{ "ListRecords", 1u << ARG_PREFIX, SELECTING, true, oai_list },
};

void oai_fail(struct harvester *h, const char *code, const char *why)
{
	h->code = code;
	h->why = why;
}

/* ---- arguments ------------------------------------------------------------ */

static void choose_verb(struct harvester *h)
{
	const struct request *req = h->req;
	struct str name = request_param(req, "verb");
	size_t n = 0;

	for (size_t i = 0; i < req->nparams; i++)
		n += str_is(req->params[i].name, "verb") ? 1 : 0;
	for (size_t i = 0; n == 1 && i < COUNT(verbs); i++)
		if (str_is(name, verbs[i].name))
			h->verb = &verbs[i];
	if (h->verb == NULL)
		oai_fail(h, "badVerb",
		         "verb must be given once, and be one of Identify, "
		         "ListMetadataFormats, ListSets, GetRecord, "
		         "ListIdentifiers, ListRecords");
}

static void take_argument(struct harvester *h, const struct param *p)
{
	unsigned known = h->verb->needs | h->verb->takes;
	size_t i = 0;

	while (i < ARG__COUNT && !str_is(p->name, arguments[i]))
		i++;
	if (str_is(p->name, "verb"))
		return;
	if (i == ARG__COUNT || (known & 1u << i) == 0)
		oai_fail(h, "badArgument",
		         arena_printf(h->arena, "%.*s is not known to %s",
		                      STR_ARG(p->name), h->verb->name));
	else if (h->args[i].p != NULL)
		oai_fail(h, "badArgument",
		         arena_printf(h->arena, "%s was given twice",
		                      arguments[i]));
	else
		h->args[i] = p->value;
}

static void check_needed(struct harvester *h)
{
	bool resumes = h->args[ARG_TOKEN].p != NULL;

	for (size_t i = 0; i < ARG__COUNT; i++)
		if (resumes && i != ARG_TOKEN && h->args[i].p != NULL)
			oai_fail(h, "badArgument",
			         "resumptionToken must stand alone");
		else if (!resumes && (h->verb->needs & 1u << i) != 0 &&
		         h->args[i].p == NULL)
			oai_fail(h, "badArgument",
			         arena_printf(h->arena, "%s needs %s",
			                      h->verb->name, arguments[i]));
}

static void read_arguments(struct harvester *h)
{
	choose_verb(h);
	for (size_t i = 0; h->code == NULL && i < h->req->nparams; i++)
		take_argument(h, &h->req->params[i]);
	if (h->code == NULL)
		check_needed(h);
}

/* ---- verbs ---------------------------------------------------------------- */

static enum err_code note_time(void *arg, const struct change *c, struct err *e)
{
	(void)e;
	oai_put_datestamp(arg, change_chain_arrival(c));
	return ERR_OK;
}

/* Whom a harvester may write to: who runs a host (RFC 5321). */
static struct str mail_of(const struct harvester *h)
{
	struct str home = h->home;
	const char *host = strstr(home.p, "://");
	size_t n = host != NULL ? strcspn(host + 3, ":/?#") : 0;

	if (n == 0 || memchr(host + 3, '.', n) == NULL)
		return STR("postmaster@localhost.localdomain");
	return str_from(
		arena_printf(h->arena, "postmaster@%.*s", (int)n, host + 3));
}

static enum err_code identify(struct harvester *h, struct err *e)
{
	struct buf earliest;
	enum err_code rc;

	buf_init(&earliest, h->arena);
	rc = store_changes(h->tx, 0, 1, note_time, &earliest, e);
	if (earliest.len == 0)
		oai_put_datestamp(&earliest, time_now(h->arena));
	buf_puts(h->out, "<repositoryName>instrumentd: texts that govern "
	                 "artificial intelligence</repositoryName>\n<baseURL>");
	xml_escape(h->out, h->home);
	buf_puts(h->out, "/oai</baseURL>\n"
	                 "<protocolVersion>2.0</protocolVersion>\n");
	xml_element(h->out, "adminEmail", mail_of(h));
	xml_element(h->out, "earliestDatestamp", buf_text(&earliest));
	buf_puts(h->out, "<deletedRecord>persistent</deletedRecord>\n"
	                 "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity>\n"
	                 "<compression>gzip</compression>\n");
	return rc;
}

static enum err_code list_formats(struct harvester *h, struct err *e)
{
	struct change c;
	bool found = true;
	enum err_code rc = ERR_OK;

	if (h->args[ARG_IDENTIFIER].p != NULL)
		rc = oai_find_item(h, &c, &found, e);
	for (size_t i = 0; rc == ERR_OK && found && i < oai_formats_count; i++)
		buf_printf(h->out,
		           "<metadataFormat><metadataPrefix>%s</"
		           "metadataPrefix><schema>%s</schema>"
		           "<metadataNamespace>%s</metadataNamespace>"
		           "</metadataFormat>\n",
		           oai_formats[i].prefix, oai_formats[i].schema,
		           oai_formats[i].namespace);
	return rc;
}

/* "jurisdiction:US" is called "jurisdiction US". */
static enum err_code put_set(void *arg, struct str name, struct err *e)
{
	struct harvester *h = arg;
	const char *last = name.p + name.len;
	struct str root = name;

	(void)e;
	while (last > name.p && last[-1] != ':')
		last--;
	if (last > name.p)
		root.len = strcspn(name.p, ":");
	buf_puts(h->out, "<set>");
	xml_element(h->out, "setSpec", name);
	buf_puts(h->out, "<setName>");
	xml_escape(h->out, root);
	if (last > name.p) {
		buf_puts(h->out, " ");
		xml_escape(h->out,
		           (struct str){ last,
		                         (size_t)(name.p + name.len - last) });
	}
	buf_puts(h->out, "</setName></set>\n");
	return ERR_OK;
}

/* All of them at once, so there is nothing to go on from. */
static enum err_code list_sets(struct harvester *h, struct err *e)
{
	size_t begin = h->out->len;
	enum err_code rc;

	if (h->args[ARG_TOKEN].p != NULL) {
		oai_fail(h, "badResumptionToken", "it was not given here");
		return ERR_OK;
	}
	rc = store_sets(h->tx, put_set, h, e);
	if (rc == ERR_OK && h->out->len == begin)
		rc = put_set(h, STR(HARVEST_ALL), e);
	return rc;
}

static enum err_code get_record(struct harvester *h, struct err *e)
{
	struct change c;
	bool found = false;
	enum err_code rc = ERR_OK;

	if (oai_choose_format(h))
		rc = oai_find_item(h, &c, &found, e);
	return rc == ERR_OK && found ? oai_put_record(h, &c, e) : rc;
}

/* ---- the frame ------------------------------------------------------------- */

/* Of a request that cannot be understood its arguments are not repeated. */
static void put_request(struct harvester *h)
{
	bool bad = h->code != NULL && (strcmp(h->code, "badVerb") == 0 ||
	                               strcmp(h->code, "badArgument") == 0);

	buf_puts(h->out, "<request");
	for (size_t i = 0; !bad && i < h->req->nparams; i++) {
		buf_printf(h->out, " %.*s=\"", STR_ARG(h->req->params[i].name));
		xml_escape(h->out, h->req->params[i].value);
		buf_puts(h->out, "\"");
	}
	buf_puts(h->out, ">");
	xml_escape(h->out, h->home);
	buf_puts(h->out, "/oai</request>\n");
}

static void put_frame(struct harvester *h, struct str answer)
{
	struct buf *out = h->out;

	buf_puts(out,
	         "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	         "<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\" "
	         "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
	         "xsi:schemaLocation=\"http://www.openarchives.org/OAI/2.0/ "
	         "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd\">\n"
	         "<responseDate>");
	oai_put_datestamp(out, h->answered);
	buf_puts(out, "</responseDate>\n");
	put_request(h);
	if (h->code != NULL) {
		buf_printf(out, "<error code=\"%s\">", h->code);
		xml_escape(out, str_from(h->why));
		buf_puts(out, "</error>\n");
	} else {
		buf_printf(out, "<%s>\n", h->verb->name);
		buf_str(out, answer);
		buf_printf(out, "</%s>\n", h->verb->name);
	}
	buf_puts(out, "</OAI-PMH>\n");
}

/* A write that is under way may be of the time it began. */
struct str oai_now(struct request *req)
{
	int64_t ms = store_write_ms(req->service->store);

	return time_ago(req->arena, (ms + 999) / 1000);
}

enum err_code oai_answer(struct tx *tx, struct request *req, struct str now,
                         const char *unreadable, struct buf *out, struct err *e)
{
	struct harvester h = {
		.tx = tx, .req = req, .arena = req->arena, .answered = now
	};
	struct show_context reading;
	struct view view = { 0 };
	struct buf answer;
	enum err_code rc = ERR_OK;

	buf_init(&answer, req->arena);
	query_today(&view);
	reading = query_show_context(&view, tx, req->arena);
	format_begin(&h.rendering, req->arena, &reading);
	h.home = request_home(req);
	if (h.home.len == 0)
		h.home = STR("http://localhost");
	h.rendering.home = h.home;
	h.out = &answer;
	if (unreadable != NULL)
		oai_fail(&h, "badArgument", unreadable);
	else
		read_arguments(&h);
	if (h.code == NULL)
		rc = h.verb->answer(&h, e);
	h.out = out;
	if (rc == ERR_OK)
		put_frame(&h, buf_text(&answer));
	return rc;
}
