/*
 * download.c - libcurl, redirect by redirect
 */
#include "server/fetch/download.h"

#include <errno.h>
#include <strings.h>
#include <time.h>

#include "lib/base/clock.h"
#include "lib/data/url.h"
#include "server/fetch/curl_handle.h"
#include "server/fetch/reach.h"
#include "server/version.h"

#define HEADER_MAX 1000
#define ACCEPTED                                                               \
	"Accept: text/html, application/xhtml+xml, application/xml;q=0.9, "    \
	"text/plain;q=0.9, application/pdf;q=0.8, */*;q=0.1"

struct host {
	struct host *next;
	struct str name;
	int64_t last; /* when it was left, in milliseconds */
	bool closed;  /* it wants no more of us            */
};

struct downloader {
	struct arena *arena;
	struct manners manners;
	CURL *curl;
	struct host *hosts;
};

/* One request of a chain of redirects. */
struct hop {
	struct downloader *downloader;
	struct download *what;
	struct host *host;
	struct buf body;
	struct reach reach;
	bool is_large;
	char message[CURL_ERROR_SIZE];
	long status;
};

/* ---- hosts -------------------------------------------------------------- */

static struct str host_in(struct arena *a, const char *url)
{
	const char *begin = strstr(url, "://");
	char *name;
	size_t n;

	begin = begin != NULL ? begin + 3 : url;
	n = strcspn(begin, "/?#");
	name = arena_strndup(a, begin, n);
	for (size_t i = 0; i < n; i++)
		if (name[i] >= 'A' && name[i] <= 'Z')
			name[i] = (char)(name[i] + ('a' - 'A'));
	return (struct str){ name, n };
}

static struct host *host_of(struct downloader *d, struct arena *a,
                            const char *url)
{
	struct str name = host_in(a, url);
	struct host *h = d->hosts;

	while (h != NULL && !str_eq(h->name, name))
		h = h->next;
	if (h != NULL)
		return h;
	h = arena_alloc(d->arena, sizeof(*h));
	*h = (struct host){ .next = d->hosts,
		            .name = arena_str(d->arena, name),
		            .last = clock_ms() - d->manners.pause };
	d->hosts = h;
	return h;
}

static void wait_for(const struct downloader *d, const struct host *h)
{
	int64_t left = h->last + d->manners.pause - clock_ms();
	struct timespec t = { .tv_sec = left / 1000,
		              .tv_nsec = left % 1000 * 1000000 };

	while (left > 0 && nanosleep(&t, &t) != 0 && errno == EINTR)
		;
}

/* ---- what libcurl calls ------------------------------------------------- */

static size_t take(char *data, size_t size, size_t n, void *arg)
{
	struct hop *hop = arg;

	hop->is_large = hop->body.len + size * n > DOWNLOAD_MAX;
	if (hop->is_large)
		return 0;
	buf_add(&hop->body, data, size * n);
	return size * n;
}

/* ---- one request -------------------------------------------------------- */

/* Bytes beyond ASCII and blanks, as a request has them. */
static const char *encoded(struct arena *a, struct str url)
{
	struct buf b;

	buf_init(&b, a);
	for (size_t i = 0; i < url.len; i++) {
		unsigned char c = (unsigned char)url.p[i];

		if (c <= ' ' || c == 0x7f ||
		    (c > 0x7f &&
		     memchr(url.p + 8, '/', i > 8 ? i - 8 : 0) != NULL))
			url_encode_byte(&b, url.p[i]);
		else
			buf_add(&b, &url.p[i], 1);
	}
	return b.data;
}

static struct curl_slist *add(struct curl_slist *list, struct arena *a,
                              const char *name, struct str value)
{
	return value.len == 0 ? list
	                      : curl_slist_append(
					list, arena_printf(a, "%s: %.*s", name,
	                                                   STR_ARG(value)));
}

static struct curl_slist *headers_of(const struct download *w)
{
	struct curl_slist *list = curl_slist_append(NULL, ACCEPTED);

	list = add(list, w->arena, "If-None-Match", w->etag);
	list = add(list, w->arena, "If-Modified-Since", w->last_modified);
	return add(list, w->arena, "Accept-Language", w->language);
}

static void set_limits(struct hop *hop, long ms)
{
	CURL *c = hop->downloader->curl;

	hop->reach = (struct reach){
		.anywhere = hop->downloader->manners.allow_private, .ms = ms
	};
	reach_limit(c, &hop->reach);
	curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE,
	                 (curl_off_t)DOWNLOAD_MAX);
}

static void set_request(struct hop *hop, const char *url,
                        struct curl_slist *headers)
{
	CURL *c = hop->downloader->curl;

	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "instrumentd/" VERSION);
	curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, hop->message);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, hop);
}

static enum err_code failed(const struct hop *hop, CURLcode code, struct err *e)
{
	if (hop->reach.was_refused)
		return err_set(e, ERR_INVALID,
		               "%.*s is at an address that is not public",
		               STR_ARG(hop->host->name));
	if (hop->is_large || code == CURLE_FILESIZE_EXCEEDED)
		return err_set(e, ERR_INVALID, "more than %u MiB",
		               DOWNLOAD_MAX >> 20);
	return err_set(e, ERR_INVALID, "%s",
	               hop->message[0] != '\0' ? hop->message
	                                       : curl_easy_strerror(code));
}

static enum err_code ask(struct hop *hop, const char *url, int64_t until,
                         struct err *e)
{
	struct downloader *d = hop->downloader;
	struct curl_slist *headers;
	CURLcode code;
	int64_t left;

	wait_for(d, hop->host);
	left = until - clock_ms();
	if (left <= 0)
		return err_set(e, ERR_INVALID, "takes too long");
	buf_init(&hop->body, hop->what->arena);
	buf_puts(&hop->body, "");
	curl_easy_reset(d->curl);
	headers = headers_of(hop->what);
	set_limits(hop, (long)left);
	set_request(hop, url, headers);
	code = curl_easy_perform(d->curl);
	curl_slist_free_all(headers);
	hop->host->last = clock_ms();
	curl_easy_getinfo(d->curl, CURLINFO_RESPONSE_CODE, &hop->status);
	return code == CURLE_OK ? ERR_OK : failed(hop, code, e);
}

/* ---- what came ---------------------------------------------------------- */

static struct str header(struct hop *hop, const char *name)
{
	struct curl_header *h;
	CURLHcode code = curl_easy_header(hop->downloader->curl, name, 0,
	                                  CURLH_HEADER, -1, &h);

	if (code != CURLHE_OK || strlen(h->value) > HEADER_MAX)
		return (struct str){ 0 };
	return arena_str(hop->what->arena, str_from(h->value));
}

static void keep(struct hop *hop, const char *url)
{
	struct download *w = hop->what;

	w->address = arena_str(w->arena, str_from(url));
	w->body = buf_text(&hop->body);
	w->content_type = header(hop, "Content-Type");
	w->content_language = header(hop, "Content-Language");
	w->new_etag = header(hop, "ETag");
	w->new_last_modified = header(hop, "Last-Modified");
}

/* Where it leads to, or NULL and why it is not followed. */
static const char *next_of(struct hop *hop, const char *url, struct err *e)
{
	char *target = NULL;
	struct str next;

	curl_easy_getinfo(hop->downloader->curl, CURLINFO_REDIRECT_URL,
	                  &target);
	if (target == NULL) {
		(void)err_set(e, ERR_INVALID, "status %ld", hop->status);
		return NULL;
	}
	next = arena_str(hop->what->arena, str_from(target));
	if (!url_valid(next))
		(void)err_set(e, ERR_INVALID,
		              "redirects to an address that is not valid: %.*s",
		              STR_ARG(next));
	else if (strncasecmp(url, "https:", 6) == 0 &&
	         strncasecmp(next.p, "https:", 6) != 0)
		(void)err_set(e, ERR_INVALID,
		              "redirects from https to http: %.*s",
		              STR_ARG(next));
	else
		return next.p;
	return NULL;
}

static bool is_redirect(long status)
{
	return status == 301 || status == 302 || status == 303 ||
	       status == 307 || status == 308;
}

static enum err_code judge(struct hop *hop, const char *url, struct err *e)
{
	struct download *w = hop->what;
	struct str wait;

	if (hop->status == 304 && w->etag.len + w->last_modified.len > 0) {
		w->unchanged = true;
		w->address = str_from(url);
		return ERR_OK;
	}
	if (hop->status == 429 || hop->status == 503) {
		hop->host->closed = true;
		wait = header(hop, "Retry-After");
		return err_set(e, ERR_INVALID,
		               "status %ld: asks for no more requests%s%.*s",
		               hop->status, wait.len > 0 ? ", says " : "",
		               STR_ARG(wait));
	}
	if (hop->status != 200)
		return err_set(e, ERR_INVALID, "status %ld", hop->status);
	keep(hop, url);
	return w->body.len > 0 ? ERR_OK
	                       : err_set(e, ERR_INVALID, "nothing came");
}

static enum err_code follow(struct downloader *d, struct download *w,
                            const char *url, int64_t until, struct err *e)
{
	enum err_code rc;

	for (int i = 0; i <= DOWNLOAD_REDIRECTS; i++) {
		struct hop hop = { .downloader = d,
			           .what = w,
			           .host = host_of(d, w->arena, url) };

		if (hop.host->closed)
			return err_set(e, ERR_INVALID,
			               "%.*s has asked for no more requests",
			               STR_ARG(hop.host->name));
		rc = ask(&hop, url, until, e);
		if (rc != ERR_OK || !is_redirect(hop.status))
			return rc != ERR_OK ? rc : judge(&hop, url, e);
		url = next_of(&hop, url, e);
		if (url == NULL)
			return e->code;
		url = encoded(w->arena, str_from(url));
	}
	return err_set(e, ERR_INVALID, "more than %d redirects",
	               DOWNLOAD_REDIRECTS);
}

enum err_code download(struct downloader *d, struct download *what,
                       struct err *e)
{
	int64_t until = clock_ms() + d->manners.seconds * 1000;

	what->unchanged = false;
	if (!url_valid(what->url))
		return err_set(e, ERR_INVALID,
		               "is not an http or https address");
	return follow(d, what, encoded(what->arena, what->url), until, e);
}

static void close_downloader(void *arg)
{
	curl_easy_cleanup(arg);
}

enum err_code downloader_open(struct arena *a, const struct manners *manners,
                              struct downloader **out, struct err *e)
{
	struct downloader *d = arena_alloc(a, sizeof(*d));
	enum err_code rc;

	*d = (struct downloader){ .arena = a, .manners = *manners };
	rc = curl_handle_open(&d->curl, e);
	if (rc != ERR_OK)
		return rc;
	arena_defer(a, close_downloader, d->curl);
	*out = d;
	return ERR_OK;
}
